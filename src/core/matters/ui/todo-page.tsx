/** 待办: what waits for me over all programmes, the soonest first; 已办 and 办结 beside it. */
import { useRef } from 'react';
import { Link } from 'wouter';
import { useFromHere, useQueryState } from '../../../kit/address.ts';
import { number } from '../../../kit/format.ts';
import { useProgrammes } from '../../../kit/manifest.ts';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Pager } from '../../../kit/parts/table.tsx';
import { hasPost, useSession, useToday } from '../../../kit/session.tsx';
import { phoneWidth, useWidth } from '../../../kit/width.ts';
import { BatchBar, BatchResult } from './batch.tsx';
import { groupOf, groups, useTodo } from './calls.ts';
import { useRowKeys } from './keys.ts';
import { RowCards, RowsTable, type Section } from './rows-table.tsx';
import { useSelection } from './selection.ts';
import type { MatterRow, Todo } from './wire.ts';
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
  const phone = useWidth(phoneWidth);
  const asked = address.get('tab');
  const tab = tabs.find((one) => one.key === asked)?.key ?? 'mine';
  const mine = useProgrammes().filter((p) => hasPost(session, p.key));
  const programme = mine.find((p) => p.key === address.get('programme'))?.key ?? null;
  const after = address.get('after');
  const answer = useTodo({ tab, programme, after, limit: 100 });
  const page = answer.data;
  const box = useRef<HTMLElement>(null);
  const picked = useSelection(page?.items ?? nothing);
  useRowKeys(
    box,
    (id) => picked.tick(id),
    () => {
      if (picked.chosen.length === 0) return false;
      picked.clear();
      return true;
    },
  );
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
      {picked.result ? (
        <div className="m-say">
          <BatchResult {...picked.result} onClose={picked.forget} />
        </div>
      ) : null}
      {answer.error ? (
        <div className="m-say">
          <Failure problem={answer.error} onRetry={() => void answer.refetch()} />
        </div>
      ) : null}
      {page ? (
        sections.length === 0 ? (
          <Empty title={tab === 'mine' ? '没有等您办的事' : tab === 'done' ? '还没有办过、仍在办的事' : '还没有办结的事'}>
            {tab === 'mine' ? '交给您或您单位的事项会出现在这里，到期前会提醒您。' : '您经手的事项会按时间列在这里。'}
          </Empty>
        ) : (
          <section className="m-scroll" ref={box} aria-label={`${tabs.find((one) => one.key === tab)?.title}列表`}>
            {phone ? (
              <RowCards sections={sections} hrefOf={(row) => to(`/matters/${row.id}`)} />
            ) : (
              <RowsTable
                caption="待办"
                sections={sections}
                hrefOf={(row) => to(`/matters/${row.id}`)}
                selected={picked.ticked}
                onTick={picked.tick}
                onTickAll={picked.tickAll}
                plain={tab !== 'mine'}
                stale={answer.isPlaceholderData}
              />
            )}
            <Pager next={page.next !== null} onFirst={after === null ? undefined : () => turn(null)} onNext={() => turn(page.next)}>
              <span className="desk-only">j k 移动　Enter 打开　x 选中</span>
            </Pager>
          </section>
        )
      ) : answer.error ? null : (
        <Skeleton rows={10} />
      )}
      {picked.chosen.length > 0 && !phone ? (
        <BatchBar names={['accept', 'transfer', 'note']} rows={picked.chosen} onDone={picked.finish} onClear={picked.clear} />
      ) : null}
    </div>
  );
}
