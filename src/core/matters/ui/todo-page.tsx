/** 待办: what waits for me over all programmes, the soonest first; 已办 and 办结 beside it. */
import { Link } from 'wouter';
import { useFromHere, useQueryState } from '../../../kit/address.ts';
import { number } from '../../../kit/format.ts';
import { useProgrammes } from '../../../kit/manifest.ts';
import { Empty, Skeleton } from '../../../kit/parts/states.tsx';
import { Pager } from '../../../kit/parts/table.tsx';
import { hasPost, useSession, useToday } from '../../../kit/session.tsx';
import { groupOf, groups, type MatterRow, type Todo, useTodo } from './calls.ts';
import { ActOnTicked, RowsArea, Said, TickingButton, useTicking } from './rows-area.tsx';
import type { Section } from './rows-table.tsx';
import './matters.css';
import './narrow.css';

const tabs = [
  { key: 'mine', title: '待办' },
  { key: 'done', title: '已办' },
  { key: 'closed', title: '办结' },
] as const;

const nothing: readonly MatterRow[] = [];

function sectionsOf(page: Todo, tab: string, today: string): Section[] {
  if (tab !== 'mine') return [{ key: 'all', title: '', count: null, rows: page.items }];
  return groups
    .map(({ key, title }) => ({
      key,
      title,
      count: page.counts[key],
      rows: page.items.filter((row) => groupOf(row, today) === key),
    }))
    .filter((section) => section.rows.length > 0);
}

export function TodoPage() {
  const session = useSession();
  const today = useToday();
  const address = useQueryState();
  const to = useFromHere();
  const asked = address.get('tab');
  const tab = tabs.find((one) => one.key === asked)?.key ?? 'mine';
  const mine = useProgrammes().filter((p) => hasPost(session, p.key));
  const programme = mine.find((p) => p.key === address.get('programme'))?.key ?? null;
  const after = address.get('after');
  const answer = useTodo({ tab, programme, after, limit: 100 });
  const page = answer.data;
  const rows = useTicking(page?.items ?? nothing);
  const { picked } = rows;
  const sections = page ? sectionsOf(page, tab, today) : [];
  const counts = page?.counts;
  const waiting = counts ? counts.over + counts.today + counts.near + counts.ok + counts.hold : undefined;
  const turn = (cursor: string | null) => {
    picked.clear();
    address.patch({ after: cursor });
  };
  return (
    <div className="m-todo">
      <div className="hd1">
        <h1>待办</h1>
        {counts && tab === 'mine' ? (
          <span className="l">
            共 {number(waiting)} 件
            {counts.over > 0 ? (
              <>
                ，其中 <b className="seal">已超期 {number(counts.over)} 件</b>
              </>
            ) : null}
          </span>
        ) : null}
        <span className="sp" />
        {tab === 'mine' && sections.length > 0 ? <TickingButton of={rows} /> : null}
      </div>
      <div className="tabs">
        {tabs.map((one) => (
          <Link
            key={one.key}
            href={address.href({ tab: one.key === 'mine' ? null : one.key, after: null })}
            aria-current={one.key === tab ? 'page' : undefined}
          >
            {one.title}
            {one.key === 'mine' && waiting !== undefined ? ` ${number(waiting)}` : ''}
          </Link>
        ))}
        {mine.length > 1 ? (
          <>
            <span className="sp" />
            {[null, ...mine.map((p) => p.key)].map((key) => (
              <Link
                key={key ?? ''}
                href={address.href({ programme: key, after: null })}
                aria-current={key === programme ? 'page' : undefined}
              >
                {key === null ? '全部' : mine.find((p) => p.key === key)?.title}
              </Link>
            ))}
          </>
        ) : null}
      </div>
      <Said picked={picked} problem={answer.error} onRetry={() => void answer.refetch()} />
      {page ? (
        sections.length === 0 ? (
          <Empty title={tab === 'mine' ? '没有等您办的事' : tab === 'done' ? '还没有办过、仍在办的事' : '还没有办结的事'}>
            {tab === 'mine' ? '交给您或您单位的事项会出现在这里，到期前会提醒您。' : '您经手的事项会按时间列在这里。'}
          </Empty>
        ) : (
          <RowsArea
            of={rows}
            className="m-scroll"
            label={`${tabs.find((one) => one.key === tab)?.title}列表`}
            caption="待办"
            sections={sections}
            hrefOf={(row) => to(`/matters/${row.id}`)}
            plain={tab !== 'mine'}
            stale={answer.isPlaceholderData}
          >
            <Pager next={page.next !== null} onFirst={after === null ? undefined : () => turn(null)} onNext={() => turn(page.next)}>
              <span className="desk-only">j k 移动　Enter 打开　x 选中</span>
            </Pager>
          </RowsArea>
        )
      ) : answer.error ? null : (
        <Skeleton rows={10} />
      )}
      <ActOnTicked of={rows} names={['accept', 'transfer', 'note']} />
    </div>
  );
}
