/** The list's state as it stands in the address bar: filters, views, sort and columns. Pure. */
import type { Column, Sheet } from '../sheet.ts';

export type Params = Readonly<Record<string, string>>;

/** Members of the address that are not filters; a column of such a name cannot be filtered by address. */
const OWN: ReadonlySet<string> = new Set(['division', 'q', 'sort', 'after', 'page', 'open', 'tab', 'dialog', 'from', 'to', 'as']);

const rangeKinds: ReadonlySet<string> = new Set(['number', 'integer', 'date']);

export const isRange = (column: Column): boolean => rangeKinds.has(column.kind);
export const isNumber = (column: Column): boolean => column.kind === 'number' || column.kind === 'integer';

/** 红橙黄蓝 is a statutory code: a list of exactly these codes is drawn as an edge with its word. */
const RISK = new Set(['red', 'orange', 'yellow', 'blue']);
export const isRisk = (column: Column): boolean =>
  column.kind === 'code' &&
  column.codes !== undefined &&
  column.codes.items.length > 0 &&
  column.codes.items.every((i) => RISK.has(i.code));

/** Columns that may be filtered in the list, in sheet order; the division has its tree instead. */
export const filterColumns = (sheet: Sheet): readonly Column[] =>
  sheet.columns.filter(
    (c) => c.filter && c.kind !== 'division' && !OWN.has(c.name) && (c.kind === 'code' || c.kind === 'yes_no' || isRange(c)),
  );

/** Address members a column's filter occupies. */
export const filterKeys = (column: Column): readonly string[] =>
  isRange(column) ? [`${column.name}_from`, `${column.name}_to`] : [column.name];

/** Only the filter members of an address: what a saved view keeps and what the server is asked. */
export function filtersOf(sheet: Sheet, params: Params): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const column of sheet.columns) {
    if (OWN.has(column.name) || column.kind === 'division') continue;
    for (const key of filterKeys(column)) {
      const value = params[key];
      if (value !== undefined && value !== '') kept[key] = value;
    }
  }
  return kept;
}

export const sameFilters = (a: Params, b: Params): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => a[k] === b[k]);
};

/** The code that a filter uses for rows in which the column is empty. */
export const EMPTY = 'none';

export interface SetFilter {
  column: Column;
  keys: readonly string[];
  /** The value in words, such as “小旅馆、小餐馆” or “50—200 m²”. */
  words: string;
}

/** The filters that are set, each with its words for the chip. */
export function setFilters(sheet: Sheet, params: Params, day: (iso: string) => string): SetFilter[] {
  const found: SetFilter[] = [];
  for (const column of sheet.columns) {
    if (OWN.has(column.name) || column.kind === 'division') continue;
    const keys = filterKeys(column);
    if (!keys.some((k) => params[k])) continue;
    found.push({ column, keys, words: filterWords(column, params, day) });
  }
  return found;
}

function filterWords(column: Column, params: Params, day: (iso: string) => string): string {
  if (isRange(column)) {
    const show = (v: string) => (column.kind === 'date' ? day(v) : `${v}${column.unit ? ` ${column.unit}` : ''}`);
    const from = params[`${column.name}_from`];
    const to = params[`${column.name}_to`];
    if (from && to) return from === to ? show(from) : `${column.kind === 'date' ? day(from) : from}—${show(to)}`;
    return from ? `${show(from)}${column.kind === 'date' ? '起' : '以上'}` : `${show(to ?? '')}${column.kind === 'date' ? '止' : '以下'}`;
  }
  const value = params[column.name] ?? '';
  if (column.kind === 'yes_no') return value === 'true' ? '是' : '否';
  const titles = value
    .split(',')
    .map((code) => column.codes?.items.find((i) => i.code === code)?.title ?? (code === EMPTY ? '未填' : code));
  return titles.length > 3 ? `${titles.slice(0, 2).join('、')}等 ${titles.length} 项` : titles.join('、');
}

/** Query of the list, the counts and the export: filters, division, search words, sort. */
export function serverQuery(sheet: Sheet, params: Params, division: string | null): URLSearchParams {
  const query = new URLSearchParams(filtersOf(sheet, params));
  if (division) query.set('division', division);
  if (params.q) query.set('q', params.q);
  if (params.sort) query.set('sort', params.sort);
  return query;
}

/**
 * Columns to show. The frozen ones come first: risk, then the label; after them the sheet's order.
 * `chosen` are column names remembered by the user; names the sheet no longer has are ignored.
 */
export function shownColumns(sheet: Sheet, chosen: readonly string[] | null): Column[] {
  const wanted = new Set(chosen ?? sheet.columns.filter((c) => c.listed).map((c) => c.name));
  wanted.add(sheet.label);
  const shown = sheet.columns.filter((c) => wanted.has(c.name));
  const rank = (c: Column) => (isRisk(c) ? 0 : c.name === sheet.label ? 1 : 2);
  return [...shown].sort((a, b) => rank(a) - rank(b));
}

/** The sort a click on a heading asks for: ascending, descending, then the sheet's own. */
export function nextSort(sheet: Sheet, current: string | undefined, column: string): string | undefined {
  const now = current ?? sheet.sorted_by;
  if (now === column) return `-${column}`;
  if (now === `-${column}`) return column === sheet.sorted_by ? column : undefined;
  return column;
}

export function sortState(sheet: Sheet, current: string | undefined, column: string): 'ascending' | 'descending' | 'none' {
  const now = current ?? sheet.sorted_by;
  return now === column ? 'ascending' : now === `-${column}` ? 'descending' : 'none';
}

/** Ids between two rows of a page, both included: what shift-click selects. */
export function between(ids: readonly string[], a: string, b: string): string[] {
  const from = ids.indexOf(a);
  const to = ids.indexOf(b);
  if (from < 0 || to < 0) return to < 0 ? [] : [b];
  return ids.slice(Math.min(from, to), Math.max(from, to) + 1);
}
