/** The matters of one kind in a division: tree, filters in one line, ruled table, drawer. */
import { type FormEvent, useRef } from 'react';
import { Link } from 'wouter';
import { type Changes, useFromHere, useQueryState } from '../../../kit/address.ts';
import { bounded, dateTime } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Columns } from '../../../kit/parts/columns.tsx';
import { Empty, Skeleton } from '../../../kit/parts/states.tsx';
import { Pager } from '../../../kit/parts/table.tsx';
import { TickMenu } from '../../../kit/parts/tick-menu.tsx';
import { useKeys } from '../../../kit/row-keys.ts';
import { useMay, useStand } from '../../../kit/session.tsx';
import { useDivisionLabel } from '../../divisions/ui/index.ts';
import { type MatterKind, stageTitles } from '../kind.ts';
import { groups, type MatterRow, useMatters } from './calls.ts';
import { CountedTree } from './counted-tree.tsx';
import { ExportButton } from './export-button.tsx';
import { MatterDrawer } from './matter-drawer.tsx';
import { ActOnTicked, RowsArea, Said, TickingButton, useTicking } from './rows-area.tsx';
import './matters.css';
import './narrow.css';

const PAGE = 50;
const nothing: readonly MatterRow[] = [];
const stages = [
  { code: 'open', title: '未销号' },
  ...(['accept', 'handle', 'verify', 'closed'] as const).map((code) => ({ code, title: stageTitles[code] })),
] as const;

export function MattersPage({ kind, title }: { kind: MatterKind; title: string }) {
  const address = useQueryState();
  const may = useMay();
  const to = useFromHere();
  const here = useStand(kind.programme);
  const hereName = useDivisionLabel(here);
  const [stage, grade] = [address.list('stage'), address.list('grade')];
  const clock = groups.find((group) => group.key === address.get('clock'))?.key ?? null;
  const supervised = address.get('supervised') === 'true' ? true : null;
  const lookBack = address.get('look_back') === 'true' ? true : null;
  const [q, after] = [address.get('q'), address.get('after')];
  const openId = address.get('open');
  const filters = {
    kind: kind.key,
    stage: stage.join() || null,
    grade: grade.join() || null,
    clock,
    supervised: supervised ? ('true' as const) : null,
    look_back: lookBack ? ('true' as const) : null,
    q,
  };
  const answer = useMatters({ ...filters, division: here, after, limit: PAGE });
  const page = answer.data;
  const rows = page?.items ?? nothing;
  const ticking = useTicking(rows);
  const { picked, box, phone } = ticking;
  const find = useRef<HTMLInputElement>(null);
  const ask = (changes: Changes) => {
    picked.clear();
    address.patch({ ...changes, after: null });
  };
  const close = () => address.patch({ open: null });
  useKeys({
    '/': () => {
      find.current?.focus();
      return true;
    },
  });
  const filtered = stage.length + grade.length > 0 || clock !== null || supervised !== null || lookBack !== null || Boolean(q);
  const view = (changes: Changes) => ({
    stage: null,
    grade: null,
    clock: null,
    supervised: null,
    look_back: null,
    after: null,
    ...changes,
  });
  const views = [
    { title: '全部', on: !filtered, to: view({ q: null }) },
    { title: '未销号', on: stage.join() === 'open' && clock === null, to: view({ stage: 'open' }) },
    { title: '超期', on: clock === 'over', to: view({ clock: 'over' }) },
    { title: '督办', on: supervised === true, to: view({ supervised: true }) },
    ...(kind.look_back ? [{ title: '待回头看', on: lookBack === true, to: view({ look_back: true }) }] : []),
  ];
  const hrefOf = (row: MatterRow) => (phone ? to(`/matters/${row.id}`) : address.href({ open: row.id }));
  return (
    <div className="m-list">
      <Columns
        side={(done) => (
          <CountedTree
            programme={kind.programme}
            here={here}
            filters={filters}
            title={title}
            onPick={(code) => {
              ask({ division: code, open: null });
              done();
            }}
          />
        )}
        sideTitle="区划"
        sideNow={<b>{hereName}</b>}
        drawer={
          openId && !phone ? <MatterDrawer key={openId} id={openId} seed={rows.find((row) => row.id === openId)} onClose={close} /> : null
        }
      >
        <div className="hd1">
          <h1>{title}</h1>
          <span className="l">
            {hereName} <span className="n">{here}</span>
          </span>
          <span className="sp" />
          <form
            onSubmit={(event: FormEvent<HTMLFormElement>) => {
              event.preventDefault();
              ask({ q: String(new FormData(event.currentTarget).get('q') ?? '').trim() });
            }}
          >
            <input
              ref={find}
              key={q ?? ''}
              className="in-t"
              type="search"
              name="q"
              defaultValue={q ?? ''}
              placeholder="编号、标题、场所"
              aria-label={`按编号、标题或场所找${title}`}
            />
          </form>
          <TickingButton of={ticking} />
          {may(`${kind.key}.export`) ? <ExportButton query={{ ...filters, division: here }} /> : null}
        </div>
        <div className="fl">
          {views.map((one) => (
            <Link
              key={one.title}
              href={address.href(one.to)}
              className={one.on ? 'on' : undefined}
              aria-current={one.on ? 'page' : undefined}
            >
              {one.title}
            </Link>
          ))}
          <span className="bar" />
          <TickMenu title="环节" items={stages} value={stage} onChange={(value) => ask({ stage: value })} />
          <TickMenu title="等级" items={kind.grades} value={grade} onChange={(value) => ask({ grade: value })} />
          <TickMenu
            title="时钟"
            items={groups.map(({ key, title: words }) => ({ code: key, title: words }))}
            value={clock ? [clock] : []}
            onChange={(value) => ask({ clock: value.find((key) => key !== clock) ?? null })}
          />
          {filtered ? (
            <Button look="link" onClick={() => ask(view({ q: null }))}>
              清空条件
            </Button>
          ) : null}
        </div>
        <Said picked={picked} problem={answer.error} onRetry={() => void answer.refetch()} />
        {!page ? (
          answer.error ? null : (
            <Skeleton rows={14} />
          )
        ) : rows.length === 0 ? (
          <Empty title={filtered ? `${hereName}没有符合条件的${title}` : `${hereName}还没有${title}`}>
            {filtered ? '可放宽条件，或换一个区划。' : `检查中查出的${title}会登记在这里。`}
          </Empty>
        ) : (
          <>
            <RowsArea
              of={ticking}
              className="scroll"
              label={`${title}列表`}
              caption={title}
              sections={[{ key: 'all', title: '', count: null, rows }]}
              hrefOf={hrefOf}
              openId={openId}
              stale={answer.isPlaceholderData}
            />
            <Pager
              next={page.next !== null}
              onFirst={after === null ? undefined : () => ask({})}
              onNext={() => {
                picked.clear();
                address.patch({ after: page.next, open: null });
                box.current?.scrollTo(0, 0);
              }}
            >
              <span>
                共 {bounded(page.count)} 件　数据截至 {dateTime(page.cutoff)}
              </span>
              <span className="desk-only">新发现的在前</span>
            </Pager>
          </>
        )}
        <ActOnTicked
          of={ticking}
          names={(['transfer', 'urge', 'supervise', 'note'] as const).filter((name) => may(`${kind.key}.${name}`))}
        />
      </Columns>
    </div>
  );
}
