/** What stands beside the paper: the list of its numbers, the opened number, its editions, and what may be done next. */
import { useState } from 'react';
import { Link } from 'wouter';
import { useQueryState } from '../../../kit/address.ts';
import { useGet, useSend } from '../../../kit/api.ts';
import { dateTime, number, shortDate, shortDateTime } from '../../../kit/format.ts';
import { Button, CloseButton } from '../../../kit/parts/button.tsx';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { Field } from '../../../kit/parts/form.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { type FrozenFigure, moveWords, printed, stateWords } from '../rules.ts';
import { documentsApi, documentsBase, type EditionOpened, type FrozenRows } from './wire.ts';

/** +71 against the issue before; a rate moves in points. */
function against(figure: FrozenFigure, before: number | null | undefined): string | null {
  if (before === null || before === undefined || figure.value === null) return null;
  const moved = figure.unit === '%' ? (Math.round(figure.value * 10_000) - Math.round(before * 10_000)) / 100 : figure.value - before;
  const words = number(Math.abs(moved), figure.unit === '%' ? 2 : undefined);
  return moved === 0 ? '0' : `${moved > 0 ? '+' : '−'}${words}`;
}

export function Numbers({ edition }: { edition: EditionOpened }) {
  const query = useQueryState();
  return (
    <section>
      <h2>
        数字清单 <span className="n">{edition.figures.length} 项，全部可打开</span>
      </h2>
      <p className="l">数据截至 {dateTime(edition.cutoff)}，数字已由系统冻结</p>
      <table className="numbers">
        <thead>
          <tr>
            <th scope="col">指标</th>
            <th scope="col" className="r">
              数值
            </th>
            <th scope="col">口径</th>
            <th scope="col" className="r">
              {edition.against ? `较${edition.against.issue_no}期` : '较上期'}
            </th>
          </tr>
        </thead>
        <tbody>
          {edition.figures.map((figure) => (
            <tr key={figure.key} className={query.get('figure') === figure.key ? 'on' : undefined}>
              <td>{figure.title}</td>
              <td className="r">
                <Link className="fig" href={query.href({ figure: figure.key, of: null, after: null })}>
                  {printed(figure.value, figure.unit)}
                </Link>{' '}
                <span className="n">{figure.unit === '%' ? '' : figure.unit}</span>
              </td>
              <td className="n">{figure.denominator === null ? '' : `${number(figure.numerator)} / ${number(figure.denominator)}`}</td>
              <td className="r">
                <Change edition={edition} figure={figure} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How a number moved since the issue before; opens why. */
function Change({ edition, figure }: { edition: EditionOpened; figure: FrozenFigure }) {
  const query = useQueryState();
  const words = against(figure, edition.against?.values[figure.key]);
  if (words === null) return <>—</>;
  return (
    <Link
      className="fig"
      href={query.href({ figure: `change:${figure.key}`, of: null, after: null })}
      aria-label={`${figure.title}较第${edition.against?.issue_no}期 ${words}，看为什么变了`}
    >
      {words}
    </Link>
  );
}

/** A number as it was frozen: definition, parts, cut-off, and the rows that were counted then. */
export function OpenedNumber({
  edition,
  programme,
  figureKey,
  of,
}: {
  edition: EditionOpened;
  programme: string;
  figureKey: string;
  of: string | null;
}) {
  const query = useQueryState();
  const count = figureKey.startsWith('count:') ? edition.counts.find((one) => `count:${one.key}` === figureKey) : undefined;
  const figure = edition.figures.find((one) => one.key === figureKey);
  const after = query.get('after') ?? '';
  const tables = [...(edition.comparison ? [edition.comparison] : []), ...edition.tables].filter((one) => one.figure === figureKey);
  const table = of === null ? undefined : tables.find((one) => one.lines.some((each) => each.code === of));
  const byUnit = table !== undefined && 'by' in table && table.by === 'unit';
  const rows = useGet<FrozenRows>(figure ? documentsApi(programme, `/editions/${edition.id}/rows`) : null, {
    query: { figure: figureKey, ...(byUnit ? { unit: of } : { division: of }), after, limit: 50 },
    keep: true,
  });
  const line = table?.lines.find((one) => one.code === of);
  const shown = line ?? figure;
  return (
    <section className="opened">
      <div className="hd1">
        <h2>{count?.title ?? `${line ? `${line.name}　` : ''}${figure?.title ?? '没有这个数字'}`}</h2>
        <span className="sp" />
        <CloseButton onClick={() => query.patch({ figure: null, of: null, after: null })} />
      </div>
      {count ? (
        <ul className="codes">
          {count.codes.map((code) => {
            const found = edition.comparison?.lines.find((one) => one.code === code);
            return (
              <li key={code}>
                {found?.name ?? code}　{found ? printed(found.value, edition.comparison?.unit ?? '') : ''}
                {found?.denominator === null || !found ? '' : `（${number(found.numerator)} / ${number(found.denominator)}）`}
              </li>
            );
          })}
          {count.codes.length === 0 ? <li>没有</li> : null}
        </ul>
      ) : null}
      {figure && shown ? (
        <>
          <p className="value">
            {printed(shown.value, figure.unit)} {figure.unit === '%' ? '' : figure.unit}
            {shown.denominator === null ? null : (
              <span className="n">
                　{number(shown.numerator)} / {number(shown.denominator)}
              </span>
            )}
          </p>
          <p className="l">口径：{figure.definition}</p>
          <p className="l">
            来源：{figure.source}　冻结于 {dateTime(edition.cutoff)}
            {line ? '' : `　${number(figure.rows)} 行`}
          </p>
          <Failure problem={rows.error} onRetry={() => void rows.refetch()} />
          {!rows.data ? (
            rows.error ? null : (
              <Skeleton rows={6} />
            )
          ) : rows.data.items.length === 0 ? (
            <Empty title="没有可看的行">这个数字背后的行不在您的管辖范围内，或本来是零。</Empty>
          ) : (
            <>
              <table className="numbers">
                <thead>
                  <tr>
                    <th scope="col">日期</th>
                    <th scope="col">区划</th>
                    <th scope="col" className="r">
                      计入
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {rows.data.items.map((row) => (
                    <tr key={row.id}>
                      <td>{rows.data.page ? <Link href={`${rows.data.page}/${row.id}`}>{shortDate(row.on)}</Link> : shortDate(row.on)}</td>
                      <td>{row.division_name}</td>
                      <td className="r">{number(row.counted)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <p className="acts">
                {after ? (
                  <Button look="link" onClick={() => query.patch({ after: null })}>
                    回到第一页
                  </Button>
                ) : null}
                {rows.data.next ? (
                  <Button look="link" onClick={() => query.patch({ after: rows.data?.next ?? null })}>
                    下一页
                  </Button>
                ) : null}
              </p>
            </>
          )}
        </>
      ) : null}
    </section>
  );
}

export function Editions({ edition }: { edition: EditionOpened }) {
  const query = useQueryState();
  return (
    <section>
      <h2>
        版次
        <span className="sp" />
        {edition.edition_no > 1 || edition.against ? (
          <Link className="more" href={query.href({ view: 'compare', against: null, figure: null, of: null })}>
            {edition.edition_no > 1 ? '两版对照' : `对照第${edition.against?.issue_no}期`}
          </Link>
        ) : null}
      </h2>
      <ul className="editions">
        {edition.editions.map((one) => (
          <li key={one.id}>
            <Link href={query.href({ edition: one.id, figure: null, of: null })} aria-current={one.id === edition.id || undefined}>
              {edition.issue_no}期 第{one.edition_no}版
            </Link>
            <span>
              {stateWords[one.state]}
              {one.published_by ? `　签发 ${one.published_by}` : ''}
              <span className="n">
                {shortDateTime(one.cutoff)}
                {one.reason ? `　更正：${one.reason}` : ''}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {edition.changes.length > 0 ? (
        <ul className="moves">
          {edition.changes.slice(0, 6).map((move) => (
            <li key={move.figure}>{moveWords(move)}</li>
          ))}
          {edition.changes.length > 6 ? <li>另有 {edition.changes.length - 6} 项，见两版对照。</li> : null}
        </ul>
      ) : null}
      <h2>核对</h2>
      <dl className="check">
        <dt>正文数字</dt>
        <dd>{edition.examined.numbers} 个，均可打开</dd>
        <dt>手写数字</dt>
        <dd className={edition.examined.handwritten.length > 0 ? 'bad' : undefined}>
          {edition.examined.handwritten.length} 个
          {edition.examined.handwritten.length > 0 ? `：${edition.examined.handwritten.slice(0, 8).join('、')}` : ''}
        </dd>
      </dl>
    </section>
  );
}

type Asking = 'return' | 'discard' | 'correct';
const asked: Readonly<Record<Asking, { title: string; words: string }>> = {
  return: { title: '退回草稿', words: '退回后由起草人再改、再送签。' },
  discard: { title: '作废这一稿', words: '作废后可以重新取数起草；这一稿留底，不再显示。' },
  correct: { title: '更正，另出一版', words: '按现在的台账重新取数，另出一版；已发布的这一版保留原样。变动逐项列明。' },
};

export function Acts({ edition, programme }: { edition: EditionOpened; programme: string }) {
  const query = useQueryState();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [reason, setReason] = useState('');
  const base = `/editions/${edition.id}`;
  const invalidates = [documentsBase(programme)];
  const act = (what: string) => documentsApi(programme, `${base}/${what}`);
  const submit = useSend<{ id: string }, object>('POST', act('submit'), { invalidates });
  const publish = useSend<{ id: string }, object>('POST', act('publish'), { invalidates });
  const giveReason = useSend<{ id: string; state: string }, object>('POST', act(asking ?? 'return'), {
    invalidates,
    onDone: (done) => {
      setAsking(null);
      setReason('');
      query.patch({ edition: asking === 'discard' ? null : done.id, figure: null });
    },
  });
  const can = (what: string) => edition.may.includes(what);
  if (edition.may.length === 0 && edition.state !== 'submitted') return null;
  return (
    <footer>
      <p className="l">
        {edition.state === 'published'
          ? '这一版不再改动；更正另出一版，并写明变动。'
          : '须由第二人签发。签发后本版不再改动；更正另出一版，并写明变动。电子印章不在本系统加盖。'}
        {edition.returned_because && edition.state === 'draft' ? `　退回原因：${edition.returned_because}` : ''}
      </p>
      <Failure problem={submit.error ?? publish.error} />
      <p className="acts">
        {can('submit') ? (
          <Button look="p" busy={submit.isPending} onClick={() => submit.mutate({ version: edition.version })}>
            送签发
          </Button>
        ) : null}
        {can('publish') ? (
          <Button look="p" busy={publish.isPending} onClick={() => publish.mutate({ version: edition.version })}>
            签发
          </Button>
        ) : null}
        {can('return') ? <Button onClick={() => setAsking('return')}>退回草稿</Button> : null}
        {can('correct') ? <Button onClick={() => setAsking('correct')}>更正</Button> : null}
        {can('discard') ? <Button onClick={() => setAsking('discard')}>作废</Button> : null}
      </p>
      <Dialog
        open={asking !== null}
        onClose={() => setAsking(null)}
        title={asking ? asked[asking].title : ''}
        foot={
          <Button
            look="p"
            busy={giveReason.isPending}
            onClick={() => giveReason.mutate({ version: edition.version, reason: reason.trim() })}
          >
            确定
          </Button>
        }
      >
        <p>{asking ? asked[asking].words : ''}</p>
        <Failure problem={giveReason.error} />
        <Field title="原因" must hint="至少四个字，记入流水">
          {(c) => <textarea {...c} rows={3} value={reason} onChange={(e) => setReason(e.target.value)} />}
        </Field>
      </Dialog>
    </footer>
  );
}
