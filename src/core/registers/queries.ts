import { type RawBuilder, sql } from 'kysely';
import type { Vault } from '../../platform/crypto.ts';
import type { Tx } from '../../platform/db.ts';
import { notFound } from '../ledger/index.ts';
import { conditions, type Filters, inDivisions, termRows } from './filters.ts';
import { badCursor, badSort } from './problems.ts';
import { type ShownRow, show } from './rows.ts';
import { type Column, getColumn, type Sheet } from './sheet.ts';
import { expression, selection, sortExpression, source } from './tables.ts';
import { identityKeys, type Lookup, lookups } from './terms.ts';

/** Rows beyond this are counted as "1,000+". */
export const COUNT_BOUND = 1000;

export interface ListQuery {
  city: string;
  divisions: readonly string[];
  filters: Filters;
  /** Column, with a leading `-` for descending; absent: the sheet's own order, or the order of the index when words are searched. */
  sort?: string | undefined;
  after?: string | undefined;
  limit: number;
  columns?: readonly Column[];
}

/** One page of a register, keyset-paged: stable while rows come and go. `next` is the cursor of the page that follows, or null. */
export async function listRows(tx: Tx, sheet: Sheet, vault: Vault, query: ListQuery): Promise<{ items: ShownRow[]; next: string | null }> {
  const single = query.sort === undefined ? singleTerm(query.filters, vault) : undefined;
  if (single) return await listFound(tx, sheet, vault, query, single);
  const { column, descending } = sorting(sheet, query.sort);
  const key = sortExpression(sheet, column);
  const where = [conditions(sheet, query.city, query.divisions, query.filters, vault)];
  // Face and subject have the same division: said of the subject, too, the index that gives the order can leave the others out.
  if (column.shared) where.push(inDivisions(sql.ref('s.division'), query.divisions));
  if (query.after) where.push(beyond(key, descending, decodeCursor(query.after)));
  // Where no value is empty the bare words say the same, and only they let an index be read backwards.
  const full = column.required || column.fallback !== undefined;
  const order = descending
    ? sql`${key} ${full ? sql`desc` : sql`desc nulls last`}, t.id desc`
    : sql`${key} ${full ? sql`asc` : sql`asc nulls last`}, t.id asc`;
  // The ids of the page first, from as few tables as the order and the filters need; its rows afterwards.
  const { rows } = await sql<Record<string, unknown>>`
    select ${selection(sheet, query.columns)}, ${key} as sort_key
    from (select t.id from ${column.shared ? source(sheet) : counted(sheet, query.filters)} where ${sql.join(where, sql` and `)} order by ${order} limit ${query.limit + 1}) found
    join ${source(sheet)} on t.city = ${query.city} and t.id = found.id order by ${order}`.execute(tx);
  return page(sheet, vault, rows, query.limit, (row) => [row.sort_key ?? null, row.id]);
}

/**
 * A search for one term reads the term index in its own order (division, row), so that a common word such as 旅馆 among 114,000 rows
 * costs one page and not all its rows.
 */
async function listFound(
  tx: Tx,
  sheet: Sheet,
  vault: Vault,
  query: ListQuery,
  term: string,
): Promise<{ items: ShownRow[]; next: string | null }> {
  const { q: _q, ...others } = query.filters;
  const cursor = query.after ? decodeCursor(query.after) : undefined;
  const { rows } = await sql<Record<string, unknown>>`
    select ${selection(sheet, query.columns)}
    from registers.terms x join ${source(sheet)} on t.city = x.city and t.id = x.row_id
    where x.city = ${query.city} and x.term = ${term} and x.register = ${sheet.key} and ${inDivisions(sql.ref('x.division'), query.divisions)}
      and ${conditions(sheet, query.city, query.divisions, others, vault)}
      ${cursor ? sql`and (x.division, x.row_id) > (${cursor[0]}, ${cursor[1]}::uuid)` : sql``}
    order by x.division, x.row_id limit ${query.limit + 1}`.execute(tx);
  return page(sheet, vault, rows, query.limit, (row) => [row.division, row.id]);
}

function singleTerm(filters: Filters, vault: Vault): string | undefined {
  if (typeof filters.q !== 'string' || filters.q.trim() === '') return undefined;
  const found: Lookup[] = lookups(filters.q, vault);
  const [only, more] = found;
  const [part, another] = only?.all ?? [];
  return only && !more && !only.or && part && !another && 'term' in part ? part.term : undefined;
}

function page(
  sheet: Sheet,
  vault: Vault,
  rows: Record<string, unknown>[],
  limit: number,
  cursor: (row: Record<string, unknown>) => unknown[],
) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map((row) => show(sheet, vault, row)),
    next: rows.length > limit && last ? Buffer.from(JSON.stringify(cursor(last))).toString('base64url') : null,
  };
}

function decodeCursor(cursor: string): [unknown, string] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(value) && value.length === 2 && typeof value[1] === 'string') return [value[0], value[1]];
  } catch {
    // said below
  }
  throw badCursor();
}

/** Rows after the cursor in an order whose empty values stand last. */
function beyond(key: RawBuilder<unknown>, descending: boolean, [value, id]: [unknown, string]): RawBuilder<unknown> {
  const later = descending ? sql`<` : sql`>`;
  if (value === null) return sql`(${key} is null and t.id ${later} ${id}::uuid)`;
  return sql`(${key} ${later} ${value} or (${key} = ${value} and t.id ${later} ${id}::uuid) or ${key} is null)`;
}

function sorting(sheet: Sheet, sort: string | undefined): { column: Column; descending: boolean } {
  const name = sort?.replace(/^-/, '') ?? sheet.sorted_by;
  const column = sheet.columns.find((c) => c.name === name && (c.sort || c.name === sheet.sorted_by));
  if (!column || column.sealed) throw badSort({ name });
  return { column, descending: sort?.startsWith('-') ?? false };
}

/**
 * `from` of what only counts: the register's own table, joined with its subject only when a condition or a sum needs the subject's
 * columns. A face always has its subject (foreign key), so the join changes no count.
 */
function counted(sheet: Sheet, filters: Filters, summed: readonly Column[] = []): RawBuilder<unknown> {
  const asked = (c: Column) =>
    filters[c.name] !== undefined || filters[`${c.name}_from`] !== undefined || filters[`${c.name}_to`] !== undefined;
  const needed = sheet.columns.some((c) => c.shared && c.name !== 'division' && asked(c)) || summed.some((c) => c.shared);
  return needed ? source(sheet) : sql`${sql.table(sheet.key)} t`;
}

/** How many rows match, exact up to the bound. */
export async function countRows(
  tx: Tx,
  sheet: Sheet,
  vault: Vault,
  query: Pick<ListQuery, 'city' | 'divisions' | 'filters'>,
): Promise<{ value: number; exact: boolean }> {
  // A search for one term and nothing else is counted in the term index alone; terms have the row's own division and policy.
  const { q: _q, ...others } = query.filters;
  const term = Object.keys(others).every((name) => name === 'division' || others[name] === undefined)
    ? singleTerm(query.filters, vault)
    : undefined;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (${
      term
        ? termRows(sheet.key, query.city, query.divisions, { all: [{ term }] })
        : sql`select 1 from ${counted(sheet, query.filters)} where ${conditions(sheet, query.city, query.divisions, query.filters, vault)}`
    } limit ${COUNT_BOUND + 1}) bounded`.execute(tx);
  const n = rows[0]?.n ?? 0;
  return n > COUNT_BOUND ? { value: COUNT_BOUND, exact: false } : { value: n, exact: true };
}

/** Exact sums of the summed columns over all matching rows. */
export async function sumRows(
  tx: Tx,
  sheet: Sheet,
  vault: Vault,
  query: Pick<ListQuery, 'city' | 'divisions' | 'filters'>,
): Promise<Record<string, number>> {
  const summed = sheet.columns.filter((c) => c.sum);
  if (summed.length === 0) return {};
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.join(summed.map((c) => sql`coalesce(sum(${expression(sheet, c)}), 0) as ${sql.ref(c.name)}`))}
    from ${counted(sheet, query.filters, summed)} where ${conditions(sheet, query.city, query.divisions, query.filters, vault)}`.execute(
    tx,
  );
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, value]) => [name, Number(value)]));
}

/** Matching rows in each child of one division, by the length of the children's codes. */
export async function countByChild(
  tx: Tx,
  sheet: Sheet,
  vault: Vault,
  query: Pick<ListQuery, 'city' | 'divisions' | 'filters'>,
  childLength: number,
): Promise<{ division: string; count: number }[]> {
  const { rows } = await sql<{ division: string; count: number }>`
    select left(t.division, ${childLength}::int) as division, count(*)::int as count
    from ${counted(sheet, query.filters)} where ${conditions(sheet, query.city, query.divisions, query.filters, vault)} group by 1 order by 1`.execute(
    tx,
  );
  return rows;
}

/** A row as stored, sealed values as bytes; undefined when absent or out of scope. `lock` holds it until the act ends. */
export async function findStored(
  tx: Tx,
  sheet: Sheet,
  city: string,
  id: string,
  lock = false,
): Promise<Record<string, unknown> | undefined> {
  const blinds = sheet.columns.filter((c) => c.sealed).map((c) => sql`t.${sql.raw(`${c.name}_blind`)}`);
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.join([selection(sheet), ...blinds])}, t.act_id${sheet.face_of ? sql`, s.act_id as subject_act_id` : sql``}
    from ${source(sheet)} where t.city = ${city} and t.id = ${id} ${lock ? sql`for update` : sql``}`.execute(tx);
  return rows[0];
}

/** A row for the reader; a problem when absent or out of scope. */
export async function getRow(
  tx: Tx,
  sheet: Sheet,
  vault: Vault,
  city: string,
  id: string,
): Promise<{ row: ShownRow; stored: Record<string, unknown> }> {
  const stored = await findStored(tx, sheet, city, id);
  if (!stored) throw notFound();
  return { row: show(sheet, vault, stored), stored };
}

/** Where a row that is no longer in the register went: the id it was merged into, if a merge removed it. */
export async function findMergedInto(tx: Tx, sheet: Sheet, city: string, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ into: string | null }>`
    select a.summary ->> 'kept' as into from ledger.versions v join ledger.acts a on a.city = v.city and a.id = v.superseded_by
    where v.city = ${city} and v.relation = ${sheet.key} and v.row_id = ${id} and a.verb = ${`${sheet.key}.merge`} order by v.version desc limit 1`.execute(
    tx,
  );
  return rows[0]?.into ?? undefined;
}

/** Rows within my scope that carry one of these identity keys, first group first. */
export async function findSame(
  tx: Tx,
  sheet: Sheet,
  city: string,
  values: Readonly<Record<string, unknown>>,
  except?: string,
): Promise<{ id: string; division: string; term: string }[]> {
  const keys = identityKeys(sheet, values).filter((key) => key !== null);
  if (keys.length === 0) return [];
  const { rows } = await sql<{ id: string; division: string; term: string }>`
    select row_id as id, division, term from registers.terms
    where city = ${city} and term = any (${keys}) and register = ${sheet.key} and row_id is distinct from ${except ?? null}::uuid
    order by array_position(${keys}, term) limit 20`.execute(tx);
  return rows;
}

/** Division that holds the same thing outside my scopes; only the division, so that its owner can be named. */
export async function findElsewhere(
  tx: Tx,
  sheet: Sheet,
  city: string,
  keys: readonly string[],
): Promise<{ term: string; division: string }[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<{
    term: string;
    division: string;
  }>`select term, division from registers.held_elsewhere(${city}, ${sheet.key}, ${keys})`.execute(tx);
  return rows;
}

/** Pairs of rows that share an identity key, for the page of duplicates; the pair's ids and why they are thought the same. */
export async function listDuplicates(
  tx: Tx,
  sheet: Sheet,
  city: string,
  divisions: readonly string[],
  after: string | undefined,
  limit: number,
) {
  const [afterTerm, afterId] = after ? decodeCursor(after) : ['', '00000000-0000-0000-0000-000000000000'];
  const { rows } = await sql<{ term: string; a: string; b: string }>`
    with doubled as (
      select term from registers.terms
      where city = ${city} and term >= greatest('=', ${afterTerm}) and term < '>' and register = ${sheet.key} and ${inDivisions(sql.ref('division'), divisions)}
      group by term having count(*) > 1 order by term limit ${limit + 1}
    )
    select d.term, x.row_id as a, y.row_id as b
    from doubled d
    join registers.terms x on x.city = ${city} and x.term = d.term and x.register = ${sheet.key}
    join registers.terms y on y.city = ${city} and y.term = d.term and y.register = ${sheet.key} and y.row_id > x.row_id
    where (d.term, y.row_id) > (${afterTerm}, ${afterId}::uuid)
    order by d.term, y.row_id limit ${limit + 1}`.execute(tx);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? Buffer.from(JSON.stringify([last.term, last.b])).toString('base64url') : null };
}

/** Several rows by id, in the order of the ids; those out of scope are left out. */
export async function listByIds(tx: Tx, sheet: Sheet, vault: Vault, city: string, ids: readonly string[]): Promise<ShownRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<
    Record<string, unknown>
  >`select ${selection(sheet)} from ${source(sheet)} where t.city = ${city} and t.id = any (${ids}::uuid[])`.execute(tx);
  const found = new Map(rows.map((row) => [String(row.id), show(sheet, vault, row)]));
  return ids.map((id) => found.get(id)).filter((row) => row !== undefined);
}

/** Streams all matching rows in id order, a batch at a time, for exports. */
export async function* streamRows(
  tx: Tx,
  sheet: Sheet,
  vault: Vault,
  query: Pick<ListQuery, 'city' | 'divisions' | 'filters'>,
  columns: readonly Column[],
): AsyncGenerator<ShownRow[]> {
  let last: { division: string; id: string } | undefined;
  for (;;) {
    const { rows } = await sql<Record<string, unknown>>`
      select ${selection(sheet, columns)} from ${source(sheet)}
      where ${conditions(sheet, query.city, query.divisions, query.filters, vault)}
        ${last ? sql`and (t.division, t.id) > (${last.division}, ${last.id}::uuid)` : sql``}
      order by t.division, t.id limit 1000`.execute(tx);
    if (rows.length === 0) return;
    yield rows.map((row) => show(sheet, vault, row));
    const end = rows.at(-1);
    last = { division: String(end?.division), id: String(end?.id) };
    if (rows.length < 1000) return;
  }
}

/** The column a row is called by. */
export const labelOf = (sheet: Sheet, row: Readonly<Record<string, unknown>>): string =>
  String(row[getColumn(sheet, sheet.label).name] ?? '');

/** A row that other units' acts are about, held until the act ends; undefined when absent or out of scope. Sealed values stay bytes. */
export async function lockRow(
  tx: Tx,
  sheet: Sheet,
  city: string,
  id: string,
): Promise<{ id: string; division: string; label: string; values: Readonly<Record<string, unknown>> } | undefined> {
  const row = await findStored(tx, sheet, city, id, true);
  return row && { id, division: String(row.division), label: labelOf(sheet, row), values: row };
}

/** What rows are called, by id; those that left the register or are out of scope are absent. */
export async function listLabels(tx: Tx, sheet: Sheet, city: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; label: string }>`
    select t.id, ${expression(sheet, getColumn(sheet, sheet.label))} as label
    from ${source(sheet)} where t.city = ${city} and t.id = any (${[...ids]}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.label]));
}
