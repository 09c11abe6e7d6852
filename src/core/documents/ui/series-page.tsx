/** 开办与依据: which bulletins this office issues and since when, and by which document it ranks the units below. */
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useGet, useSend } from '../../../kit/api.ts';
import { date, dateTime } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { DateInput } from '../../../kit/parts/date-input.tsx';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { Field } from '../../../kit/parts/form.tsx';
import { Empty, Failure, Notice, Skeleton } from '../../../kit/parts/states.tsx';
import { useMay, useStand, useToday } from '../../../kit/session.tsx';
import { useTitle } from '../../../kit/title.ts';
import { inForce } from '../rules.ts';
import './documents.css';
import './editions.css';
import { type BulletinKind, documentsApi, documentsBase, type SeriesLine } from './wire.ts';

type Asking = { what: 'open' | 'basis' | 'close' | 'withdraw'; line: SeriesLine | null; kind: BulletinKind };

export function SeriesPage({ programme }: { programme: string }) {
  useTitle('开办与依据');
  const may = useMay();
  const stand = useStand(programme);
  const division = stand.length > 12 ? stand.slice(0, 12) : stand;
  const kinds = useGet<{ items: BulletinKind[] }>(documentsApi(programme, '/bulletins'), { stale: 60_000 });
  const series = useGet<{ items: SeriesLine[] }>(documentsApi(programme, '/series'));
  const [asking, setAsking] = useState<Asking | null>(null);
  const here = series.data?.items.filter((one) => one.division === division) ?? [];
  const elsewhere = series.data?.items.filter((one) => one.division !== division) ?? [];
  return (
    <div className="series-page">
      <div className="hd1">
        <h1>开办与依据</h1>
        <span className="sp" />
        <Link className="btn" href={`/${programme}/bulletins`}>
          回到通报
        </Link>
      </div>
      <Notice>
        比较只公布率和它的分子、分母。录入了本级制发的依据（文件全名、文号、起止日期），才按率列名次；没有依据的，按区划代码排列，不列名次。开办、录入、停用都记入流水。
      </Notice>
      <Failure problem={kinds.error ?? series.error} onRetry={() => void series.refetch()} />
      {!kinds.data || !series.data ? (
        kinds.error || series.error ? null : (
          <Skeleton rows={6} />
        )
      ) : (
        <ul className="series">
          {kinds.data.items.map((kind) => {
            const line = here.find((one) => one.key === kind.key) ?? null;
            return (
              <SeriesCard
                key={kind.key}
                kind={kind}
                line={line}
                mayOpen={may(`${programme}.bulletin.open`, division)}
                ask={(what) => setAsking({ what, line, kind })}
              />
            );
          })}
          {kinds.data.items.length === 0 ? <Empty title="没有通报">这里还没有声明通报。</Empty> : null}
        </ul>
      )}
      {elsewhere.length > 0 ? (
        <>
          <h2>辖区内其他单位</h2>
          <ul className="series plain">
            {elsewhere.map((one) => (
              <li key={one.id}>
                <b>{one.division_name}</b>　{one.title}　{opening(one)}
                <p className="l">{basisOf(one)}</p>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {asking ? <Ask programme={programme} division={division} asking={asking} onClose={() => setAsking(null)} /> : null}
    </div>
  );
}

const opening = (one: SeriesLine): string =>
  one.closed_on ? `${date(one.closed_on)}停办` : one.since ? `${date(one.since)}起开办` : '已开办';
const basisOf = (one: SeriesLine): string =>
  !one.ranks ? '数量不排名次，不需要依据。' : one.basis ? `依据：${one.basis.words}` : '未录入排名依据，按区划代码排列。';

function SeriesCard({
  kind,
  line,
  mayOpen,
  ask,
}: {
  kind: BulletinKind;
  line: SeriesLine | null;
  mayOpen: boolean;
  ask: (what: Asking['what']) => void;
}) {
  const today = useToday();
  const can = (what: string) => line?.may.includes(what) ?? false;
  const button = (shown: boolean, words: string, what: Asking['what'], look?: 'p'): ReactNode =>
    shown ? (
      <Button {...(look ? { look } : {})} aria-label={`${kind.title}：${words}`} onClick={() => ask(what)}>
        {words}
      </Button>
    ) : null;
  return (
    <li>
      <div className="hd1">
        <h2>{kind.title}</h2>
        <span className="n">
          {line ? opening(line) : '未开办'}　{kind.at ? `每天 ${kind.at} 由系统冻结数字并起草` : '由办公室按需起草'}
        </span>
        <span className="sp" />
        <span className="acts">
          {button(line ? can('open') : mayOpen, line ? '重新开办' : '开办', 'open', 'p')}
          {button(can('enter_basis'), line?.basis ? '更换依据' : '录入依据', 'basis')}
          {button(can('withdraw_basis'), '停用依据', 'withdraw')}
          {button(can('close'), '停办', 'close')}
        </span>
      </div>
      {line ? (
        line.basis ? (
          <dl className="check">
            <dt>排名依据</dt>
            <dd>{line.basis.words}</dd>
            <dt>起止</dt>
            <dd>
              {date(line.basis.from)}—{line.basis.to ? date(line.basis.to) : '另行通知'}
              {inForce(line.basis, today) ? '，有效' : line.basis.from > today ? '，还没有开始' : '，已到期，不再列名次'}
            </dd>
            <dt>录入</dt>
            <dd>
              {line.basis.by}，{dateTime(line.basis.at)}
            </dd>
          </dl>
        ) : (
          <p className="l">{basisOf(line)}</p>
        )
      ) : (
        <p className="l">没有开办：系统不起草，也没有各期。</p>
      )}
    </li>
  );
}

const titles = { open: '开办', basis: '录入比较依据', close: '停办', withdraw: '停用比较依据' } as const;
const explained = {
  open: '从开办日期起，系统到点冻结数字并起草；由第二人签发。',
  basis: '从起始日期起，各期和指标页按率列名次，并写明这个依据。已冻结的各期不变。',
  close: '停办后系统不再起草；已有各期保留。',
  withdraw: '停用后按区划代码排列，不列名次；已冻结的各期不变。',
} as const;

function Ask({ programme, division, asking, onClose }: { programme: string; division: string; asking: Asking; onClose: () => void }) {
  const today = useToday();
  const { what, line, kind } = asking;
  const [since, setSince] = useState(today);
  const [reason, setReason] = useState('');
  const [basis, setBasis] = useState({
    title: line?.basis?.title ?? '',
    number: line?.basis?.number ?? '',
    article: line?.basis?.article ?? '',
    from: line?.basis?.from ?? today,
    to: line?.basis?.to ?? '',
  });
  const path = {
    open: '/series',
    basis: `/series/${line?.id}/basis`,
    close: `/series/${line?.id}/close`,
    withdraw: `/series/${line?.id}/basis/withdraw`,
  }[what];
  const send = useSend<{ id: string }, object>('POST', documentsApi(programme, path), {
    invalidates: [documentsBase(programme)],
    onDone: onClose,
  });
  const body = {
    open: { key: kind.key, division, since },
    basis: { version: line?.version, ...basis, article: basis.article.trim() || null, to: basis.to || null },
    close: { version: line?.version, reason: reason.trim() },
    withdraw: { version: line?.version, reason: reason.trim() },
  }[what];
  const text = (name: 'title' | 'number' | 'article', title: string, hint: string, must: boolean) => (
    <Field title={title} must={must} hint={hint}>
      {(c) => <input {...c} className="in-t" value={basis[name]} onChange={(e) => setBasis({ ...basis, [name]: e.target.value })} />}
    </Field>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${titles[what]}：${kind.title}`}
      foot={
        <Button look="p" busy={send.isPending} onClick={() => send.mutate(body)}>
          确定
        </Button>
      }
    >
      <p>{explained[what]}</p>
      <Failure problem={send.error} />
      {what === 'open' ? (
        <Field title="开办日期" must>
          {(c) => <DateInput {...c} value={since} onChange={setSince} />}
        </Field>
      ) : what === 'basis' ? (
        <>
          {text('title', '文件全名', '如：新华区消防安全专项治理方案', true)}
          {text('number', '文号', '如：新消安委〔2022〕9号', true)}
          {text('article', '条款', '如：第六条；没有可不填', false)}
          <Field title="起始日期" must>
            {(c) => <DateInput {...c} value={basis.from} onChange={(from) => setBasis({ ...basis, from })} />}
          </Field>
          <Field title="截止日期" hint="不填为另行通知前一直有效">
            {(c) => <DateInput {...c} value={basis.to} onChange={(to) => setBasis({ ...basis, to })} />}
          </Field>
        </>
      ) : (
        <Field title="原因" must hint="至少四个字，记入流水">
          {(c) => <textarea {...c} rows={3} value={reason} onChange={(e) => setReason(e.target.value)} />}
        </Field>
      )}
    </Dialog>
  );
}
