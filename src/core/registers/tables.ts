/** From a sheet to SQL: which table and column holds what. The only place that knows how a register is stored. */
import { type RawBuilder, sql } from 'kysely';
import type { Column, Sheet } from './sheet.ts';

/** Alias `t` is the register's own table, `s` the shared subject's. */
const sharedNames = new Set(['name', 'address', 'division', 'uscc', 'plate_no', 'longitude', 'latitude', 'datum']);

/** Columns stored in the register's own table. `division` is in both. */
export const ownColumns = (sheet: Sheet): Column[] => sheet.columns.filter((c) => !isShared(sheet, c) || c.name === 'division');

/** Columns stored with the shared subject. */
export const sharedColumns = (sheet: Sheet): Column[] =>
  sheet.columns.filter((c) => isShared(sheet, c) || (sheet.face_of && c.name === 'division'));

export const isShared = (sheet: Sheet, column: Column): boolean => Boolean(sheet.face_of && column.shared);

/** Throws when a sheet shares a column the subject does not have: a mistake of the declaration, found at start. */
export function checkSheet(sheet: Sheet): void {
  for (const column of sheet.columns) {
    if (isShared(sheet, column) && !sharedNames.has(column.name))
      throw new Error(`${sheet.key}.${column.name}: ${sheet.face_of} has no such column`);
  }
  if (!sheet.columns.some((c) => c.name === 'division' && c.kind === 'division'))
    throw new Error(`${sheet.key}: every register has a division`);
}

/** SQL expression of a column. */
export function expression(sheet: Sheet, column: Column): RawBuilder<unknown> {
  return sql.ref(`${isShared(sheet, column) && column.name !== 'division' ? 's' : 't'}.${column.name}`);
}

/** Expression a column is sorted by: Chinese words in pinyin order, codes as their list declares them (红 before 橙, not blue before red). */
export function sortExpression(sheet: Sheet, column: Column): RawBuilder<unknown> {
  const bare = expression(sheet, column);
  const codes = column.kind === 'code' ? (column.codes?.items.map((item) => item.code) ?? []) : [];
  // Where both orders agree the bare code says the same, and an index on it serves.
  if (codes.some((code, at) => at > 0 && code < (codes[at - 1] ?? '')))
    return sql`array_position(array[${sql.join(codes.map((code) => sql.lit(code)))}], ${bare})`;
  return column.kind === 'text' ? sql`${bare} collate "zh-Hans-x-icu"` : bare;
}

/** `from` clause of a register: its table, joined with its subject when it is a face. */
export function source(sheet: Sheet): RawBuilder<unknown> {
  const table = sql`${sql.table(sheet.key)} t`;
  return sheet.face_of ? sql`${table} join ${sql.table(sheet.face_of)} s on s.city = t.city and s.id = t.id` : table;
}

/** The version a person guards an edit with: it grows by one whenever the face or its subject changes. */
export function version(sheet: Sheet): RawBuilder<number> {
  return sheet.face_of ? sql<number>`(t.version + s.version - 1)` : sql<number>`t.version`;
}

/** Select list: id, version, act of the latest change, and every column of the sheet. Sealed ones come as bytes. */
export function selection(sheet: Sheet, columns: readonly Column[] = sheet.columns): RawBuilder<unknown> {
  return sql.join([
    sql`t.id`,
    sql`t.division`,
    sql`${version(sheet)} as version`,
    ...columns.filter((c) => c.name !== 'division').map((c) => sql`${expression(sheet, c)} as ${sql.ref(c.name)}`),
  ]);
}

/** Columns of the table that hold a sheet's column: a sealed one has its blind index beside it. */
export const stored = (column: Column): string[] => (column.sealed ? [column.name, `${column.name}_blind`] : [column.name]);
