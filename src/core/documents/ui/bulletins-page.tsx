import { useState } from 'react';
import { Link } from 'wouter';
import { useQueryState } from '../../../kit/address.ts';
import { download, useGet, useSend } from '../../../kit/api.ts';
import { monthDay, time } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Columns } from '../../../kit/parts/columns.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { useMay, useStand, useToday } from '../../../kit/session.tsx';
import { useTitle } from '../../../kit/title.ts';
import { stateWords } from '../rules.ts';
import './documents.css';
import { TwoEditions, WhyMoved } from './moves.tsx';
import { Paper } from './paper.tsx';
import { Acts, Editions, Numbers, OpenedNumber } from './side.tsx';
import { type BulletinKind, documentsApi, documentsBase, type EditionOpened, type IssueLine } from './wire.ts';
import { Words } from './words.tsx';

/** What is still missing: 代拟稿 until a second person has issued it. */
const standsAt = (edition: EditionOpened): string =>
  ({
    draft: '代拟稿，待补文字送签',
    submitted: `代拟稿，待第二人签发${edition.submitted ? `（${edition.submitted.by}送签）` : ''}`,
    published: `已发布${edition.published ? `，${edition.published.by}签发` : ''}`,
    discarded: '已作废',
  })[edition.state];

/** Issues at the left, the paper in the middle, its numbers and editions at the right. */
export function BulletinsPage({ programme, title }: { programme: string; title: string }) {
  const query = useQueryState();
  const may = useMay();
  const today = useToday();
  const stand = useStand(programme);
  const division = stand.length > 12 ? stand.slice(0, 12) : stand;
  const kinds = useGet<{ items: BulletinKind[] }>(documentsApi(programme, '/bulletins'), { stale: 60_000 });
  const kind = kinds.data?.items.find((one) => one.key === query.get('key')) ?? kinds.data?.items[0];
  const issues = useGet<{ items: IssueLine[]; next: string | null }>(kind ? documentsApi(programme, '/issues') : null, {
    query: { key: kind?.key, division, before: query.get('before'), limit: 12 },
    keep: true,
  });
  const id = query.get('edition') ?? issues.data?.items[0]?.edition_id ?? null;
  const opened = useGet<EditionOpened>(id ? documentsApi(programme, `/editions/${id}`) : null, { keep: true });
  const [wording, setWording] = useState(false);
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const draft = useSend<{ id: string }, object>('POST', documentsApi(programme, '/drafts'), {
    invalidates: [documentsBase(programme)],
    onDone: (done) => query.patch({ edition: done.id, before: null }),
  });
  const edition = id ? opened.data : undefined;
  useTitle(edition ? `第${edition.issue_no}期 ${edition.bulletin_title}` : title);
  const fetchFile = async (suffix: 'docx' | 'pdf') => {
    setBusy(suffix);
    setProblem(null);
    try {
      await download(documentsApi(programme, `/editions/${id}/${suffix}`));
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(null);
    }
  };
  const hasToday = issues.data?.items.some((one) => one.on === today) ?? true;
  const figureKey = query.get('figure');
  const side = (close: () => void) => (
    <div className="issues">
      {(kinds.data?.items.length ?? 0) > 1 ? (
        <p className="kinds">
          {kinds.data?.items.map((one) => (
            <Link
              key={one.key}
              href={query.href({ key: one.key, edition: null, before: null, figure: null, of: null, view: null, against: null })}
              aria-current={one.key === kind?.key || undefined}
              onClick={close}
            >
              {one.title}
            </Link>
          ))}
        </p>
      ) : (
        <h2>{kind?.title}</h2>
      )}
      <ul>
        {issues.data?.items.map((one) => (
          <li key={one.edition_id}>
            <Link
              href={query.href({ edition: one.edition_id, figure: null, of: null, after: null, view: null, against: null })}
              aria-current={one.edition_id === id || undefined}
              onClick={close}
            >
              <b>第{one.issue_no}期</b>
              <span>
                {[
                  monthDay(one.on),
                  one.edition_no > 1 ? `第${one.edition_no}版` : '',
                  one.state === 'published' ? '' : stateWords[one.state],
                ]
                  .filter(Boolean)
                  .join('　')}
              </span>
            </Link>
          </li>
        ))}
        {query.get('before') ? (
          <li>
            <Link href={query.href({ before: null, edition: null })}>最近各期</Link>
          </li>
        ) : null}
        {issues.data?.next ? (
          <li>
            <Link href={query.href({ before: issues.data.next })}>更早各期</Link>
          </li>
        ) : null}
      </ul>
      <p className="foot">
        <Link href={`/${programme}/bulletins/series`}>开办与依据</Link>
      </p>
    </div>
  );
  const comparing = query.get('view') === 'compare';
  const drawer = edition ? (
    <aside className={figureKey ? 'beside opening' : 'beside'} aria-label="数字清单和版次">
      <div className="scroll">
        {figureKey?.startsWith('change:') ? (
          <WhyMoved edition={edition} programme={programme} figureKey={figureKey.slice('change:'.length)} />
        ) : figureKey ? (
          <OpenedNumber edition={edition} programme={programme} figureKey={figureKey} of={query.get('of')} />
        ) : (
          <Numbers edition={edition} />
        )}
        <Editions edition={edition} />
      </div>
      <Acts key={edition.id} edition={edition} programme={programme} />
    </aside>
  ) : null;
  return (
    <div className="bulletins">
      <Columns side={side} sideTitle={title} sideNow={edition ? `第${edition.issue_no}期` : ''}>
        <div className="hd1">
          <h1>{edition ? `第${edition.issue_no}期` : (kind?.title ?? title)}</h1>
          {edition ? (
            <span className="n">
              第{edition.edition_no}版　已冻结 {monthDay(edition.cutoff)} {time(edition.cutoff)}　{standsAt(edition)}　共{' '}
              {edition.paper.pages} 页
            </span>
          ) : null}
          <span className="sp" />
          <span className="acts acts-only">
            {kind && !hasToday && may(`${programme}.bulletin.draft`, division) ? (
              <Button busy={draft.isPending} onClick={() => draft.mutate({ key: kind.key, division, on: today })}>
                起草今天这期
              </Button>
            ) : null}
            {edition && comparing ? (
              <Button onClick={() => query.patch({ view: null, against: null, figure: null })}>看这一版</Button>
            ) : null}
            {edition?.may.includes('edit') && !comparing ? (
              <Button onClick={() => setWording(!wording)}>{wording ? '看版面' : '改文字'}</Button>
            ) : null}
            {edition ? (
              <>
                <Button busy={busy === 'docx'} onClick={() => void fetchFile('docx')}>
                  .docx
                </Button>
                <Button busy={busy === 'pdf'} onClick={() => void fetchFile('pdf')}>
                  PDF
                </Button>
                <Button onClick={() => window.print()}>打印</Button>
              </>
            ) : null}
          </span>
        </div>
        <Failure problem={problem ?? draft.error ?? kinds.error ?? issues.error ?? opened.error} />
        {edition && wording && edition.may.includes('edit') ? (
          <Words key={edition.id} edition={edition} programme={programme} onDone={() => setWording(false)} />
        ) : edition && comparing ? (
          <TwoEditions edition={edition} programme={programme} />
        ) : edition ? (
          <div className="desk-and-side">
            <div className="mat">
              <Paper edition={edition} />
            </div>
            {drawer}
          </div>
        ) : issues.data && !id ? (
          <Empty title="还没有出过期">
            {kind?.at ? `开办以后，每天 ${kind.at} 由系统冻结数字并起草；` : ''}也可以点“起草今天这期”。
            <Link href={`/${programme}/bulletins/series`}>看开办与依据</Link>
          </Empty>
        ) : issues.error || kinds.error ? null : (
          <Skeleton rows={14} />
        )}
      </Columns>
    </div>
  );
}
