/** What is known of one premises: its inspections, hazards and what was cleared there. Shown in its tabs and beside the list of the day. */
import { Link } from 'wouter';
import { PhotoPair, type Picture } from '../../../core/files/ui/index.ts';
import { useFromHere, useQueryState } from '../../../kit/address.ts';
import { openPath, useGet } from '../../../kit/api.ts';
import { date, shortDate } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { ClockMark, type ClockState, RiskMark, Tag } from '../../../kit/parts/marks.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import './inspections.css';

interface Found {
  premises: string;
}

export const clearedTitles = ['清理前', '清理后'] as const;

/** Photos of one role, as the pair takes them. */
export const picturesOf = (
  photos: readonly { id: string; role: string; taken_at: string | null; note: string | null }[],
  role: 'before' | 'after',
): Picture[] =>
  photos
    .filter((one) => one.role === role)
    .map(({ id, taken_at, note }) => ({ id, title: clearedTitles[role === 'before' ? 0 : 1], taken_at, note }));

/** 检查: who was there, when, with which result. `few`: the last three, under a heading. */
export function InspectionsOf({ premises, few }: Found & { few?: boolean }) {
  const to = useFromHere();
  const address = useQueryState();
  const after = few ? null : address.get('visits_after');
  const answer = useGet('/api/fire/inspections', { query: { premises, limit: few ? 3 : 20, after }, keep: true });
  if (answer.error) return <Failure problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton rows={few ? 3 : 8} />;
  const { items, next } = answer.data;
  if (items.length === 0)
    return few ? null : <Empty title="还没有检查过">从“检查”里打开这一家，或在这里按“检查”开始，记录会列在这里。</Empty>;
  return (
    <section className={few ? 'sect i-of' : 'i-of pad'}>
      {few ? (
        <div className="t">
          <b>最近检查</b>
          <Link href={to(`/fire/premises/${premises}`, { tab: 'visits' })}>全部</Link>
        </div>
      ) : null}
      <ul>
        {items.map((one) => (
          <li key={one.id}>
            <Link href={to(`/fire/inspections/${one.id}`)}>
              {date(one.on_date)}　{one.kind_title}
            </Link>
            <span>
              {one.failed > 0 ? `不合格 ${one.failed} 项` : '未查出问题'}
              {one.score === null ? '' : `　${one.score} 分`} <RiskMark risk={one.risk} />
            </span>
            <span className="n">
              {one.officers.map((who) => who.name).join('、')}　{one.unit_name}
            </span>
          </li>
        ))}
      </ul>
      {few ? null : <More next={next} after={after} name="visits_after" />}
    </section>
  );
}

function More({ next, after, name }: { next: string | null; after: string | null; name: string }) {
  const address = useQueryState();
  if (!next && !after) return null;
  return (
    <p className="i-more">
      {after ? (
        <Button look="link" onClick={() => address.patch({ [name]: null })}>
          回到最近
        </Button>
      ) : null}
      {next ? (
        <Button look="link" onClick={() => address.patch({ [name]: next })}>
          更早的
        </Button>
      ) : null}
    </p>
  );
}

interface HazardRow {
  id: string;
  number: string;
  title: string;
  grade: string;
  stage_title: string;
  place: { name: string } | null;
  found_on: string;
  due_at: string | null;
  clock: { state: 'ok' | 'near' | 'over' | 'hold' | 'none'; words: string };
}

/** 隐患: every hazard of the place; `open`: those not closed, under a heading. */
export function HazardsOf({ premises, open }: Found & { open?: boolean }) {
  const to = useFromHere();
  const address = useQueryState();
  const after = open ? null : address.get('hazards_after');
  // A kind of matter names its own filters: the description lists them for all kinds together.
  const answer = useGet<{ items: HazardRow[]; next: string | null }>(openPath('/api/matters'), {
    query: { kind: 'fire.hazard', place: premises, limit: open ? 5 : 20, after, ...(open ? { stage: 'open' } : {}) },
    keep: true,
  });
  if (answer.error) return <Failure problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton rows={open ? 3 : 8} />;
  const { items, next } = answer.data;
  if (items.length === 0) return open ? null : <Empty title="没有登记过隐患">检查中查出的不合格项会登记在这里。</Empty>;
  return (
    <section className={open ? 'sect i-of' : 'i-of pad'}>
      {open ? (
        <div className="t">
          <b>未销号隐患</b>
          <Link href={to(`/fire/premises/${premises}`, { tab: 'hazards' })}>全部</Link>
        </div>
      ) : null}
      <ul>
        {items.map((one) => (
          <li key={one.id}>
            <span className="i-line">
              <Tag>{one.grade}</Tag> <Link href={to(`/matters/${one.id}`)}>{wrongOf(one)}</Link>
            </span>
            <span>{one.clock.state === 'none' ? one.clock.words : <Clock row={one} />}</span>
            <span className="n">
              {one.number}　{one.stage_title}　{shortDate(one.found_on)} 发现
            </span>
          </li>
        ))}
      </ul>
      {open ? null : <More next={next} after={after} name="hazards_after" />}
    </section>
  );
}

const Clock = ({ row }: { row: HazardRow }) => (
  <ClockMark state={row.clock.state as ClockState} {...(row.due_at ? { on: shortDate(row.due_at) } : {})}>
    {row.clock.words}
  </ClockMark>
);
/** The place stands above already. */
const wrongOf = ({ title, place }: HazardRow): string =>
  place && title.startsWith(`${place.name}：`) ? title.slice(place.name.length + 1) : title;

/** 五清: what was cleared there, before and after. */
export function ClearsOf({ premises }: Found) {
  const to = useFromHere();
  const address = useQueryState();
  const after = address.get('clears_after');
  const answer = useGet('/api/fire/clears', { query: { premises, after, limit: 20 }, keep: true });
  if (answer.error) return <Failure problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton rows={8} />;
  const { items, next } = answer.data;
  if (items.length === 0) return <Empty title="没有“五清”记录">检查时清理的人、窗、板、车、电和气，会列在这里。</Empty>;
  return (
    <section className="i-of pad">
      <ul>
        {items.map((one) => (
          <li key={one.id}>
            <span className="i-line">
              <Tag>{one.code}</Tag> {one.title}{' '}
              <b>
                {one.count} {one.unit}
              </b>
            </span>
            <Link href={to(`/fire/inspections/${one.inspection_id}`)}>{date(one.on_date)}</Link>
            <span className="n">{[one.where, one.disposal].filter(Boolean).join('；')}</span>
            {one.photos.length > 0 ? (
              <PhotoPair
                before={picturesOf(one.photos, 'before')}
                after={picturesOf(one.photos, 'after')}
                noBefore="没有清理前照片"
                noAfter="没有清理后照片"
              />
            ) : null}
          </li>
        ))}
      </ul>
      <More next={next} after={after} name="clears_after" />
    </section>
  );
}
