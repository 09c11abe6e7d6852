/** The matters of one kind in a division: tree, filters in one line, ruled table, drawer. */
import { type FormEvent, useRef } from 'react';
import { Link } from 'wouter';
import { type Changes, useFromHere, useQueryState } from '../../../kit/address.ts';
import { bounded, date, dateTime } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Columns } from '../../../kit/parts/columns.tsx';
import { Drawer } from '../../../kit/parts/drawer.tsx';
import { Checkbox } from '../../../kit/parts/form.tsx';
import { Dropdown } from '../../../kit/parts/menu.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Pager } from '../../../kit/parts/table.tsx';
import { useMay, useStand } from '../../../kit/session.tsx';
import { phoneWidth, useWidth } from '../../../kit/width.ts';
import { DivisionTree, useDivisionLabel } from '../../divisions/ui/index.ts';
import { PhotoPair } from '../../files/ui/index.ts';
import { type MatterKind, stageTitles } from '../kind.ts';
import { BatchBar, BatchResult } from './batch.tsx';
import { groups, useMatter, useMatters } from './calls.ts';
import { useKeys, useRowKeys } from './keys.ts';
import { picturesOf } from './pictures.ts';
import { dueOf, holderOf, RowClock } from './row-words.tsx';
import { RowCards, RowsTable } from './rows-table.tsx';
import { useSelection } from './selection.ts';
import type { MatterRow } from './wire.ts';
import './matters.css';
import './narrow.css';

const PAGE = 50;
const nothing: readonly MatterRow[] = [];
const stages = [
  { code: 'open', title: '未销号' },
  ...(['accept', 'handle', 'verify', 'closed'] as const).map((code) => ({ code, title: stageTitles[code] })),
] as const;

/** A filter as a menu of ticks, with its choice in the button. */
function Filter({
  title,
  items,
  value,
  onChange,
}: {
  title: string;
  items: readonly { code: string; title: string }[];
  value: readonly string[];
  onChange: (value: string[]) => void;
}) {
  const words = items.filter((item) => value.includes(item.code)).map((item) => item.title);
  return (
    <Dropdown label={title} lead={words.length > 0 ? `${title}：` : ''} button={words.length > 0 ? <b>{words.join('、')}</b> : title}>
      <div className="pad m-fp">
        {items.map((item) => (
          <Checkbox
            key={item.code}
            checked={value.includes(item.code)}
            onChange={(event) => onChange(event.currentTarget.checked ? [...value, item.code] : value.filter((code) => code !== item.code))}
          >
            {item.title}
          </Checkbox>
        ))}
      </div>
    </Dropdown>
  );
}

export function MattersPage({ kind, title }: { kind: MatterKind; title: string }) {
  const address = useQueryState();
  const may = useMay();
  const phone = useWidth(phoneWidth);
  const to = useFromHere();
  const here = useStand(kind.programme);
  const hereName = useDivisionLabel(here);
  const [stage, grade] = [address.list('stage'), address.list('grade')];
  const clock = groups.find((group) => group.key === address.get('clock'))?.key ?? null;
  const supervised = address.get('supervised') === 'true' ? true : null;
  const lookBack = address.get('look_back') === 'true' ? true : null;
  const [q, after] = [address.get('q'), address.get('after')];
  const openId = address.get('open');
  const answer = useMatters({
    kind: kind.key,
    division: here,
    stage,
    grade,
    clock,
    supervised,
    look_back: lookBack,
    q,
    after,
    limit: PAGE,
  });
  const page = answer.data;
  const rows = page?.items ?? nothing;
  const picked = useSelection(rows);
  const box = useRef<HTMLElement>(null);
  const find = useRef<HTMLInputElement>(null);
  const ask = (changes: Changes) => {
    picked.clear();
    address.patch({ ...changes, after: null });
  };
  const close = () => address.patch({ open: null });
  useRowKeys(
    box,
    (id) => picked.tick(id),
    () => {
      if (picked.chosen.length === 0) return false;
      picked.clear();
      return true;
    },
  );
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
          <DivisionTree
            value={here}
            programme={kind.programme}
            onChoose={(code) => {
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
          <Filter title="环节" items={stages} value={stage} onChange={(value) => ask({ stage: value })} />
          <Filter title="等级" items={kind.grades} value={grade} onChange={(value) => ask({ grade: value })} />
          <Filter
            title="时钟"
            items={groups.map(({ key, title: words }) => ({ code: key, title: words }))}
            value={clock ? [clock] : []}
            onChange={(value) => ask({ clock: value.at(-1) ?? null })}
          />
          {filtered ? (
            <Button look="link" onClick={() => ask(view({ q: null }))}>
              清空条件
            </Button>
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
            <section className="scroll" ref={box} aria-label={`${title}列表`}>
              {phone ? (
                <RowCards sections={[{ key: 'all', title: '', count: null, rows }]} hrefOf={hrefOf} />
              ) : (
                <RowsTable
                  caption={title}
                  sections={[{ key: 'all', title: '', count: null, rows }]}
                  hrefOf={hrefOf}
                  openId={openId}
                  selected={picked.ticked}
                  onTick={picked.tick}
                  onTickAll={picked.tickAll}
                  stale={answer.isPlaceholderData}
                />
              )}
            </section>
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
        {picked.chosen.length > 0 && !phone ? (
          <BatchBar
            names={(['transfer', 'urge', 'supervise', 'note'] as const).filter((name) => may(`${kind.key}.${name}`))}
            rows={picked.chosen}
            onDone={picked.finish}
            onClear={picked.clear}
          />
        ) : null}
      </Columns>
    </div>
  );
}

/** A matter beside its list: what decides whether to open it. */
function MatterDrawer({ id, seed, onClose }: { id: string; seed: MatterRow | undefined; onClose: () => void }) {
  const to = useFromHere();
  const answer = useMatter(id);
  const file = answer.data;
  const row = file?.matter ?? seed;
  const page = to(`/matters/${id}`);
  const acts = file?.acts ?? [];
  return (
    <Drawer
      title={row?.title ?? (answer.error ? '打不开' : '　')}
      note={row ? `${row.number}　${row.stage_title}` : undefined}
      page={page}
      onClose={onClose}
      foot={
        <>
          {[...acts]
            .sort((a, b) => Number(b.primary) - Number(a.primary))
            .slice(0, 2)
            .map((act) => (
              <Link key={act.name} href={to(`/matters/${id}`, { act: act.name })} className={act.primary ? 'btn p' : 'btn'}>
                {act.title}
              </Link>
            ))}
          {acts.length > 2 ? (
            <Link href={page} className="btn bare">
              全部 {acts.length} 项
            </Link>
          ) : null}
        </>
      }
    >
      {answer.error ? (
        <div className="m-say">
          <Failure problem={answer.error} onRetry={() => void answer.refetch()} />
        </div>
      ) : row ? (
        <>
          <dl className="facts">
            <dt>时钟</dt>
            <dd>
              <RowClock row={row} bare /> <span className="n">{dueOf(row)}</span>
            </dd>
            <dt>持有人</dt>
            <dd>{holderOf(row)}</dd>
            <dt>场所</dt>
            <dd>{row.place?.name ?? '—'}</dd>
            <dt>所在</dt>
            <dd>{row.division_name}</dd>
            <dt>等级</dt>
            <dd>{file?.matter.grade_title ?? row.grade}</dd>
            <dt>发现</dt>
            <dd>{date(row.found_on)}</dd>
            {file ? (
              <>
                <dt>整改要求</dt>
                <dd>{file.matter.requirement || '—'}</dd>
                <dt>销号要件</dt>
                <dd>{file.matter.evidence.complete ? '已齐' : file.matter.evidence.missing.join('、')}</dd>
              </>
            ) : null}
          </dl>
          {file && file.matter.photos.length > 0 ? (
            <div className="m-small">
              <PhotoPair before={picturesOf(file.matter, 'before')} after={picturesOf(file.matter, 'after')} />
            </div>
          ) : null}
        </>
      ) : (
        <Skeleton rows={8} />
      )}
    </Drawer>
  );
}
