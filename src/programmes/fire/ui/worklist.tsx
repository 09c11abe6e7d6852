/** 检查: what is due today, tomorrow, or was frozen in the evening; by list, by tiles, by plate. */
import { lazy, Suspense, useRef, useState } from 'react';
import { Link } from 'wouter';
import { DivisionTree, useDivisionLabel } from '../../../core/divisions/ui/index.ts';
import { type Changes, useFromHere, useQueryState } from '../../../kit/address.ts';
import { download, useGet } from '../../../kit/api.ts';
import { addDays, monthDay, number } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Columns } from '../../../kit/parts/columns.tsx';
import { Drawer } from '../../../kit/parts/drawer.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Pager } from '../../../kit/parts/table.tsx';
import { TickMenu } from '../../../kit/parts/tick-menu.tsx';
import { useRowKeys } from '../../../kit/row-keys.ts';
import { useMay, useSession, useStand, useToday } from '../../../kit/session.tsx';
import { phoneWidth, useWidth } from '../../../kit/width.ts';
import { premisesCategory, riskColour } from '../codes.ts';
import { HazardsOf, InspectionsOf } from './inspections-of.tsx';
import { FindPremises } from './worklist-find.tsx';
import { FrozenLists, SentLists } from './worklist-frozen.tsx';
import { WorklistPaper } from './worklist-paper.tsx';
import { isFull, LineFacts, type WorklistLine, WorklistRows } from './worklist-rows.tsx';
import { StartVisit } from './worklist-start.tsx';
import './worklist.css';

const Tiles = lazy(() => import('./worklist-map.tsx').then((m) => ({ default: m.WorklistMap })));
const PAGE = 50;
const risks = [...riskColour.items, { code: 'none', title: '未定级' }];

/** Who sees the register opens what is due; a department, which sees none, what was sent to it. */
export function WorklistPage() {
  return useMay()('fire.inspection.read') ? <Worklist /> : <SentLists />;
}

function Worklist() {
  const session = useSession();
  const address = useQueryState();
  const may = useMay();
  const to = useFromHere();
  const phone = useWidth(phoneWidth);
  const here = useStand('fire');
  const hereName = useDivisionLabel(here);
  const today = useToday();
  const tomorrow = addDays(today, 1);
  const asked = address.get('on');
  const on = asked && /^\d{4}-\d{2}-\d{2}$/.test(asked) ? asked : today;
  const frozen = address.get('frozen') === '1';
  const [category, risk] = [address.list('category'), address.list('risk')];
  const after = address.get('after');
  const openId = address.get('open');
  const map = address.get('view') === 'map';
  const [problem, setProblem] = useState<unknown>(null);
  const [saving, save] = useState(false);
  const [printing, print] = useState(false);
  const box = useRef<HTMLElement>(null);
  useRowKeys(box, {
    Escape: () => {
      if (openId === null) return false;
      address.patch({ open: null });
      return true;
    },
  });

  const query = { division: here, on, category: category.join(',') || null, risk: risk.join(',') || null };
  const answer = useGet(frozen ? null : '/api/fire/worklist', { query: { ...query, after, limit: PAGE }, keep: true });
  const counts = useGet(frozen ? null : '/api/fire/worklist/counts', { query, keep: true });
  const lines = answer.data?.items ?? [];
  const line = lines.find((one) => one.premises.id === openId);
  const ask = (changes: Changes) => address.patch({ ...changes, after: null, open: null });
  const days = [
    { title: '今天', on: on === today && !frozen, to: { on: null, frozen: null } },
    { title: '明天', on: on === tomorrow && !frozen, to: { on: tomorrow, frozen: null } },
    { title: '已发清单', on: frozen, to: { on: frozen ? on : tomorrow, frozen: '1', view: null } },
  ];
  const take = async () => {
    save(true);
    setProblem(null);
    try {
      await download('/api/fire/worklist/export', query);
    } catch (cause) {
      setProblem(cause);
    } finally {
      save(false);
    }
  };
  const mayTake = may('fire.worklist.export', here);
  const filtered = category.length + risk.length > 0;
  const dayWords = on === today ? '今天' : on === tomorrow ? '明天' : monthDay(on);
  return (
    <div className="w-list">
      <Columns
        side={(done) => (
          <DivisionTree
            value={here}
            programme="fire"
            counts={
              new Map(counts.data ? [[here, counts.data.total], ...counts.data.items.map((one) => [one.division, one.count] as const)] : [])
            }
            countTitle="应走访"
            onChoose={(code) => {
              ask({ division: code });
              done();
            }}
          />
        )}
        sideTitle="区划"
        sideNow={<b>{hereName}</b>}
        drawer={line && !phone ? <LineDrawer key={line.premises.id} line={line} onClose={() => address.patch({ open: null })} /> : null}
      >
        <div className="hd1">
          <h1>检查</h1>
          <span className="l desk-only">
            {hereName} <span className="n">{here}</span>
          </span>
          <span className="sp" />
          <FindPremises />
          {mayTake && !frozen && !phone ? (
            <Button busy={saving} onClick={() => void take()}>
              导出
            </Button>
          ) : null}
          {!phone && !frozen ? <Button onClick={() => print(true)}>打印</Button> : null}
        </div>
        <div className="fl">
          {days.map((day) => (
            <Link
              key={day.title}
              href={address.href({ ...day.to, after: null, open: null })}
              className={day.on ? 'on' : undefined}
              aria-current={day.on ? 'page' : undefined}
            >
              {day.title}
            </Link>
          ))}
          {frozen ? null : (
            <>
              <span className="bar" />
              <TickMenu title="类别" items={premisesCategory.items} value={category} onChange={(value) => ask({ category: value })} />
              <TickMenu title="风险" items={risks} value={risk} onChange={(value) => ask({ risk: value })} />
              <Link href={address.href({ view: map ? null : 'map' })} className={map ? 'on' : undefined} aria-current={map || undefined}>
                方格图
              </Link>
              {filtered ? (
                <Button look="link" onClick={() => ask({ category: null, risk: null })}>
                  清空条件
                </Button>
              ) : null}
            </>
          )}
        </div>
        <div className="w-say">
          <Failure problem={problem} />
          {answer.error ? <Failure problem={answer.error} onRetry={() => void answer.refetch()} /> : null}
        </div>
        {frozen ? (
          <FrozenLists on={on} here={here} hereName={hereName} />
        ) : (
          <>
            {map ? (
              <Suspense fallback={<Skeleton rows={6} />}>
                <Tiles here={here} counts={counts.data} cutoff={session.clock.now} />
              </Suspense>
            ) : null}
            {!answer.data ? (
              answer.error ? null : (
                <Skeleton rows={14} />
              )
            ) : lines.length === 0 ? (
              <Empty title={filtered ? `${hereName}没有符合条件的场所` : `${hereName}${dayWords}没有到期该走访的场所`}>
                {filtered ? '可放宽条件，或换一个区划。' : '各家都在各自的走访间隔以内。要去别处，可用上面的门牌码或名称打开。'}
              </Empty>
            ) : (
              <>
                <section className="scroll" ref={box} tabIndex={phone ? undefined : 0} aria-label="检查清单">
                  <WorklistRows
                    caption={`${hereName}${dayWords}检查清单`}
                    lines={lines}
                    openId={openId}
                    stale={answer.isPlaceholderData}
                    hrefOf={({ premises }) => (phone ? to(`/fire/premises/${premises.id}`) : address.href({ open: premises.id }))}
                  />
                </section>
                <Pager
                  next={answer.data.next !== null}
                  onFirst={after === null ? undefined : () => ask({})}
                  onNext={() => {
                    address.patch({ after: answer.data?.next, open: null });
                    box.current?.scrollTo(0, 0);
                  }}
                >
                  <span>
                    {dayWords}应走访 {counts.data ? number(counts.data.total) : '…'} 家
                  </span>
                  <span className="desk-only">风险高的在前，同色的久未检查在前；间隔为示例，可由办公室改　j k 移动　Enter 打开</span>
                </Pager>
              </>
            )}
          </>
        )}
      </Columns>
      {printing ? (
        <WorklistPaper
          title={`${hereName}检查清单`}
          on={on}
          query={query}
          onClose={() => print(false)}
          onWorkbook={mayTake ? () => void take() : undefined}
        />
      ) : null}
    </div>
  );
}

/** A line beside its list: why, what is open there, who was there last, and the way to begin. */
function LineDrawer({ line, onClose }: { line: WorklistLine; onClose: () => void }) {
  const to = useFromHere();
  const { premises } = line;
  return (
    <Drawer
      title={premises.name}
      note={`${premises.plate_no ?? '未贴门牌码'}　${premises.division_name}`}
      page={to(`/fire/premises/${premises.id}`)}
      onClose={onClose}
      foot={<StartVisit place={premises} full={isFull(line)} each look="p" />}
    >
      <LineFacts line={line} />
      <HazardsOf premises={premises.id} open />
      <InspectionsOf premises={premises.id} few />
    </Drawer>
  );
}
