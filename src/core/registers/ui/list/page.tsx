import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { type Changes, useFromHere, useQueryState } from '../../../../kit/address.ts';
import { bounded, date, dateTime, number } from '../../../../kit/format.ts';
import { Button, ButtonLink } from '../../../../kit/parts/button.tsx';
import { Columns } from '../../../../kit/parts/columns.tsx';
import { Dialog } from '../../../../kit/parts/dialog.tsx';
import { Failure, Skeleton } from '../../../../kit/parts/states.tsx';
import { useMay, useSession, useStand } from '../../../../kit/session.tsx';
import { useDivisionLabel } from '../../../divisions/ui/index.ts';
import type { Sheet } from '../../sheet.ts';
import '../styles/list.css';
import '../styles/record.css';
import { ACTS, pageOf, useRows, useSums, verbOf } from '../calls.ts';
import { between, filterColumns, filtersOf, nextSort, setFilters, shownColumns } from '../listing.ts';
import { useNarrow } from '../narrow.ts';
import type { RegisterParts } from '../parts.ts';
import { RecordDrawer } from '../record/drawer.tsx';
import { isNames, useRemembered } from '../remember.ts';
import type { Row } from '../wire.ts';
import { RowCards } from './cards.tsx';
import { ColumnChooser, DensityChooser, isDensity } from './columns.tsx';
import { CountedTree } from './counted-tree.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { FilterMenus, FilterSheet, type Patch } from './filters.tsx';
import { useListKeys } from './keys.ts';
import { ListSearch } from './list-search.tsx';
import { NoRows } from './no-rows.tsx';
import { PrintList } from './print-list.tsx';
import { type Density, RowTable } from './table.tsx';
import { Views } from './views.tsx';

const PAGE = 50;
const NOTHING: ReadonlyMap<string, Row> = new Map();

/** The list of a register: everything on it comes from the sheet, the address and what I may do. */
export function RegisterPage({ sheet, parts = {} }: { sheet: Sheet; parts?: RegisterParts }) {
  const session = useSession();
  const address = useQueryState();
  const fromHere = useFromHere();
  const [, go] = useLocation();
  const may = useMay();
  const narrow = useNarrow();
  const here = useStand(sheet.programme);
  const own = `taizhang.${session.account.id}.${sheet.key}`;
  const [chosen, choose] = useRemembered<string[] | null>(`${own}.columns`, null, isNames);
  const [density, setDensity] = useRemembered<Density>(`${own}.rows`, 'std', isDensity);
  const [selected, setSelected] = useState(NOTHING);
  const [anchor, setAnchor] = useState<string | null>(null);
  const [trail, setTrail] = useState<readonly string[]>([]);
  const [filtersOpen, setFiltersOpen] = useState(false);
  const table = useRef<HTMLElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const land = useRef<'first' | 'last' | null>(null);

  const params = address.all;
  const query = { ...filtersOf(sheet, params), division: here, q: params.q, sort: params.sort };
  const after = address.get('after');
  const answer = useRows(sheet, { ...query, after, limit: PAGE });
  const sums = useSums(sheet, query);
  const page = answer.data;
  const columns = shownColumns(sheet, chosen);
  const set = setFilters(sheet, params, date);
  const hereName = useDivisionLabel(here);
  const openId = address.get('open');
  const at = page?.items.findIndex((r) => r.id === openId) ?? -1;
  const dialog = address.get('dialog');
  const mayIt = (act: keyof typeof ACTS) => may(verbOf(sheet, ACTS[act]));

  /** Any change of the question starts at the first page. */
  const ask = (changes: Changes, replace = false) => {
    setTrail([]);
    address.patch({ ...changes, after: null }, { replace });
  };
  const apply = (patch: Patch) => ask(patch);
  const hrefOf = (row: Row) => address.href({ open: row.id, dialog: null });
  const open = (row: Row) => address.patch({ open: row.id }, { replace: openId !== null });
  const close = () => {
    const last = openId;
    address.patch({ open: null, tab: null });
    if (last) requestAnimationFrame(() => focusRow(last));
  };
  const focusRow = (id: string) => table.current?.querySelector<HTMLElement>(`a[data-row="${CSS.escape(id)}"]`)?.focus();
  const turn = (by: 1 | -1) => {
    if (by === 1) {
      if (!page?.next || answer.isPlaceholderData) return;
      setTrail([...trail, after ?? '']);
      address.patch({ after: page.next, open: null });
    } else if (after !== null) {
      const back = trail.at(-1) ?? '';
      setTrail(trail.slice(0, -1));
      address.patch({ after: back || null, open: null });
    }
    table.current?.scrollTo({ top: 0 });
  };
  const step = (by: 1 | -1) => {
    const rows = page?.items ?? [];
    const focused = document.activeElement?.closest('[data-id]')?.getAttribute('data-id');
    const from = openId && at >= 0 ? at : rows.findIndex((r) => r.id === focused);
    const to = rows[from < 0 ? (by === 1 ? 0 : rows.length - 1) : from + by];
    if (to) {
      if (openId) open(to);
      focusRow(to.id);
    } else if (from >= 0 && (by === 1 ? page?.next : after !== null)) {
      land.current = by === 1 ? 'first' : 'last';
      turn(by);
    }
  };

  // After a page turned by j or k the focus goes on where the reader was going.
  useEffect(() => {
    if (!land.current || !page || answer.isPlaceholderData) return;
    const row = land.current === 'first' ? page.items[0] : page.items.at(-1);
    land.current = null;
    if (row) table.current?.querySelector<HTMLElement>(`a[data-row="${CSS.escape(row.id)}"]`)?.focus();
  }, [page, answer.isPlaceholderData]);

  const select = (row: Row, on: boolean, range: boolean) => {
    const next = new Map(selected);
    const ids = page?.items.map((r) => r.id) ?? [];
    const touched = range && anchor ? between(ids, anchor, row.id) : [row.id];
    for (const id of touched) {
      const found = page?.items.find((r) => r.id === id);
      if (!found) continue;
      if (on) next.set(id, found);
      else next.delete(id);
    }
    setSelected(next);
    setAnchor(row.id);
  };
  const selectPage = (on: boolean) => {
    const next = new Map(selected);
    for (const row of page?.items ?? []) {
      if (on) next.set(row.id, row);
      else next.delete(row.id);
    }
    setSelected(next);
  };

  useListKeys({
    step,
    turnPage: turn,
    find: () => search.current?.focus(),
    select: () => {
      const id = document.activeElement?.closest('[data-id]')?.getAttribute('data-id') ?? openId;
      const row = page?.items.find((r) => r.id === id);
      if (row) select(row, !selected.has(row.id), false);
    },
    escape: () => {
      if (openId !== null || selected.size === 0) return false;
      setSelected(NOTHING);
      return true;
    },
  });

  const pick = (code: string) => {
    setSelected(NOTHING);
    ask({ division: code, open: null, tab: null });
  };
  const none = page && page.items.length === 0 && !answer.isPlaceholderData;
  const drawer =
    openId === null ? undefined : (
      <RecordDrawer
        key={openId}
        sheet={sheet}
        parts={parts}
        id={openId}
        seed={page?.items[at]}
        tab={address.get('tab')}
        hrefOfTab={(tab) => address.href({ tab })}
        onClose={close}
        {...(at >= 0 ? { onStep: step } : {})}
      />
    );

  return (
    <div className="reg">
      <Columns
        side={(shut) => (
          <CountedTree
            sheet={sheet}
            here={here}
            filters={{ ...filtersOf(sheet, params), q: params.q }}
            onPick={(code) => {
              pick(code);
              shut();
            }}
          />
        )}
        sideTitle="区划"
        sideNow={hereName}
        drawer={drawer}
      >
        <div className="hd1">
          <h1>{sheet.title}</h1>
          <span className="l">
            {hereName} <span className="n">{here}</span>
          </span>
          <span className="sp" />
          {!narrow && (
            <ListSearch
              search={search}
              value={params.q ?? ''}
              sheet={sheet}
              onChange={(q) => ask({ q, open: null }, true)}
              className="in"
            />
          )}
          {mayIt('merge') && !narrow && <ButtonLink href={fromHere(`${pageOf(sheet)}/duplicates`)}>查重</ButtonLink>}
          {mayIt('import') && <ButtonLink href={fromHere(`${pageOf(sheet)}/import`)}>导入</ButtonLink>}
          {mayIt('export') && <Button onClick={() => address.patch({ dialog: 'export' })}>导出</Button>}
          {mayIt('export') && !narrow && <Button onClick={() => address.patch({ dialog: 'print' })}>打印</Button>}
          {mayIt('create') && (
            <ButtonLink look="p" href={fromHere(`${pageOf(sheet)}/new`)}>
              登记
            </ButtonLink>
          )}
        </div>
        {narrow ? (
          <>
            <div className="find1">
              <ListSearch
                search={search}
                value={params.q ?? ''}
                sheet={sheet}
                onChange={(q) => ask({ q, open: null }, true)}
                className="in-t"
              />
              <Button onClick={() => setFiltersOpen(true)}>筛选{set.length > 0 ? ` ${set.length}` : ''}</Button>
            </div>
            {set.length > 0 && (
              <div className="chips">
                {set.map((f) => (
                  <button
                    key={f.column.name}
                    type="button"
                    onClick={() => apply(Object.fromEntries(f.keys.map((k) => [k, undefined])))}
                    aria-label={`${f.column.title}：${f.words} ×，点一下去掉`}
                  >
                    {f.column.title}：{f.words} ×
                  </button>
                ))}
              </div>
            )}
            <Dialog
              open={filtersOpen}
              onClose={() => setFiltersOpen(false)}
              title="筛选"
              look="sheet"
              foot={
                <>
                  <Button onClick={() => apply(Object.fromEntries(set.flatMap((f) => f.keys.map((k) => [k, undefined]))))}>全部清掉</Button>
                  <Button look="p" onClick={() => setFiltersOpen(false)}>
                    看{page ? ` ${bounded(page.count)} ${sheet.counted_in}` : '结果'}
                  </Button>
                </>
              }
            >
              <FilterSheet columns={filterColumns(sheet)} params={params} apply={apply} />
            </Dialog>
          </>
        ) : (
          <div className="fl">
            <Views sheet={sheet} address={address} here={here} />
            <span className="bar" />
            <FilterMenus columns={filterColumns(sheet)} params={params} set={set} apply={apply} />
          </div>
        )}
        {answer.error && !page ? (
          <div className="say">
            <Failure problem={answer.error} onRetry={() => void answer.refetch()} />
          </div>
        ) : none ? (
          <NoRows
            sheet={sheet}
            filtered={set.length > 0 || Boolean(params.q)}
            hereName={hereName}
            onClear={() => ask({ ...Object.fromEntries(set.flatMap((f) => f.keys.map((k) => [k, null]))), q: null })}
          />
        ) : !page ? (
          <Skeleton rows={14} />
        ) : (
          <>
            {answer.error && (
              <div className="say">
                <Failure problem={answer.error} onRetry={() => void answer.refetch()} />
              </div>
            )}
            {narrow ? (
              <RowCards sheet={sheet} parts={parts} columns={columns} rows={page.items} hrefOf={hrefOf} />
            ) : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too
              <section className="tw0" ref={table} tabIndex={0} aria-label={`${sheet.title}列表`}>
                <RowTable
                  sheet={sheet}
                  parts={parts}
                  columns={columns}
                  page={page}
                  sums={sums}
                  stale={answer.isPlaceholderData}
                  sort={params.sort}
                  onSort={(column) => ask({ sort: nextSort(sheet, params.sort, column) })}
                  density={density}
                  openId={openId ?? undefined}
                  hrefOf={hrefOf}
                  onOpen={open}
                  selected={selected}
                  onSelect={select}
                  onSelectPage={selectPage}
                />
              </section>
            )}
            <div className="pg">
              <span>数据截至 {dateTime(page.cutoff)}</span>
              {narrow ? (
                <span>
                  共 {bounded(page.count)} {sheet.counted_in}
                </span>
              ) : (
                <span>每页 {PAGE} 行</span>
              )}
              <span className="sp" />
              {after !== null && (
                <Button look="link" onClick={() => turn(-1)}>
                  {trail.length > 0 ? '上一页' : '回到首页'}
                </Button>
              )}
              {page.next && (
                <Button look="link" onClick={() => turn(1)}>
                  下一页{narrow ? '' : ' J'}
                </Button>
              )}
              {!narrow && <DensityChooser value={density} onChange={setDensity} />}
              {!narrow && <ColumnChooser sheet={sheet} shown={columns.map((c) => c.name)} onChange={choose} />}
            </div>
          </>
        )}
        {selected.size > 0 && !narrow && (
          <div className="bulk" role="toolbar" aria-label="对所选的行">
            <b>
              已选 {number(selected.size)} {sheet.counted_in}
            </b>
            <span className="sp" />
            {mayIt('merge') && selected.size === 2 && (
              <Button
                onClick={() => {
                  const [a, b] = [...selected.keys()];
                  go(fromHere(`${pageOf(sheet)}/${a}/merge`, { other: b }));
                }}
              >
                合并这两{sheet.counted_in}
              </Button>
            )}
            {mayIt('export') && <Button onClick={() => address.patch({ dialog: 'print' })}>打印</Button>}
            {mayIt('export') && <Button onClick={() => address.patch({ dialog: 'export' })}>导出所选</Button>}
            <Button look="bare" onClick={() => setSelected(NOTHING)}>
              取消 Esc
            </Button>
          </div>
        )}
      </Columns>
      <ExportDialog
        key={`${selected.size}`}
        sheet={sheet}
        open={dialog === 'export' && mayIt('export')}
        onClose={() => address.patch({ dialog: null })}
        query={query}
        columns={columns}
        count={page?.count}
        filters={set}
        divisionName={hereName}
        selected={selected}
      />
      {dialog === 'print' && mayIt('export') && (
        <PrintList
          sheet={sheet}
          onClose={() => address.patch({ dialog: null })}
          query={query}
          columns={columns}
          filters={set}
          divisionName={hereName}
          selected={[...selected.values()]}
          sums={sums}
        />
      )}
    </div>
  );
}
