/** The list's address parameters as conditions: `category=J4,J6`, `area_from=10`, `registered_on_to=2022-11-09`, `q=小栈`. */
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Vault } from '../../platform/crypto.ts';
import { rangeOf } from '../divisions/rules.ts';
import { type Actor, divisionsFor, within } from '../ledger/index.ts';
import type { Column, Sheet } from './sheet.ts';
import { expression } from './tables.ts';
import { type Lookup, lookups } from './terms.ts';

const isoDate = z.iso.date({ error: '日期要写成 2022-11-09 的样子' });

/** Schema of the filter parameters of a sheet. */
export function filterSchema(sheet: Sheet) {
  const shape: Record<string, z.ZodType> = {
    division: z
      .string()
      .regex(/^\d{4,15}$/, '区划代码是 4 到 15 位数字')
      .optional(),
    q: z.string().max(100, '搜索词最多 100 字').optional(),
    ids: z.string().max(20_000).optional(),
  };
  for (const column of sheet.columns) {
    if (column.name === 'division') continue;
    if (column.kind === 'code' || column.kind === 'yes_no' || column.kind === 'reference')
      shape[column.name] = z.string().max(500).optional();
    else if (column.kind === 'number' || column.kind === 'integer') {
      shape[`${column.name}_from`] = z.coerce.number({ error: `${column.title}下限应为数字` }).optional();
      shape[`${column.name}_to`] = z.coerce.number({ error: `${column.title}上限应为数字` }).optional();
    } else if (column.kind === 'date') {
      shape[`${column.name}_from`] = isoDate.optional();
      shape[`${column.name}_to`] = isoDate.optional();
    }
  }
  return z.object(shape);
}

export type Filters = Readonly<Record<string, unknown>>;

/** Divisions a list covers: what was asked for, cut to where the actor may read. Empty when nothing of it is his. */
export function divisionsOf(actor: Actor, verb: string, asked: string | undefined): string[] {
  const mine = divisionsFor(actor, verb);
  if (asked === undefined) return mine;
  if (mine.some((code) => within(asked, code))) return [asked];
  return mine.filter((code) => within(code, asked));
}

/** `division` lies in one of the codes, in the form that uses the index on (city, division, …). */
export function inDivisions(column: RawBuilder<unknown>, codes: readonly string[]): RawBuilder<boolean> {
  if (codes.length === 0) return sql<boolean>`false`;
  return sql<boolean>`(${sql.join(
    codes.map((code) => {
      const { from, before } = rangeOf(code);
      return sql`(${column} >= ${from} and ${column} < ${before})`;
    }),
    sql` or `,
  )})`;
}

/** Conditions of a list over aliases `t` and `s`. */
export function conditions(sheet: Sheet, city: string, divisions: readonly string[], filters: Filters, vault: Vault): RawBuilder<unknown> {
  const all: RawBuilder<unknown>[] = [sql`t.city = ${city}`, inDivisions(sql.ref('t.division'), divisions)];
  for (const column of sheet.columns) all.push(...columnConditions(sheet, column, filters));
  if (typeof filters.ids === 'string' && filters.ids !== '') all.push(sql`t.id = any (${filters.ids.split(',')}::uuid[])`);
  if (typeof filters.q === 'string' && filters.q.trim() !== '')
    all.push(searchCondition(sheet, city, divisions, lookups(filters.q, vault)));
  return sql.join(all, sql` and `);
}

function columnConditions(sheet: Sheet, column: Column, filters: Filters): RawBuilder<unknown>[] {
  const left = expression(sheet, column);
  const exact = filters[column.name];
  const found: RawBuilder<unknown>[] = [];
  if (typeof exact === 'string' && exact !== '' && column.name !== 'division') {
    const wanted = exact.split(',');
    if (column.kind === 'yes_no') found.push(wanted.includes('true') ? sql`${left} is true` : sql`${left} is not true`);
    else if (column.kind === 'reference') found.push(sql`${left} = any (${wanted}::uuid[])`);
    else if (wanted.includes('none')) found.push(sql`(${left} is null or ${left} = any (${wanted}))`);
    else found.push(wanted.length === 1 ? sql`${left} = ${wanted[0]}` : sql`${left} = any (${wanted})`);
  }
  const from = filters[`${column.name}_from`];
  const to = filters[`${column.name}_to`];
  if (from !== undefined) found.push(sql`${left} >= ${from}`);
  if (to !== undefined) found.push(sql`${left} <= ${to}`);
  return found;
}

/** Rows found by any of the lookups. */
function searchCondition(sheet: Sheet, city: string, divisions: readonly string[], wanted: readonly Lookup[]): RawBuilder<unknown> {
  const selects = wanted.flatMap((lookup) => [
    termRows(sheet.key, city, divisions, lookup),
    ...(lookup.or ? [termRows(sheet.key, city, divisions, { all: [{ term: lookup.or }] })] : []),
  ]);
  if (selects.length === 0) return sql`false`;
  return sql`t.id in (${sql.join(selects, sql` union all `)})`;
}

/** Row ids in which all terms of a lookup stand. */
export function termRows(register: string, city: string, divisions: readonly string[], lookup: Lookup): RawBuilder<unknown> {
  const [first, ...others] = lookup.all;
  if (!first) return sql`select null::uuid where false`;
  const holds = (alias: string, part: { term: string } | { begins: string }) => {
    const term = sql.ref(`${alias}.term`);
    return 'term' in part ? sql`${term} = ${part.term}` : sql`${term} >= ${part.begins} and ${term} < ${`${part.begins}\u{10ffff}`}`;
  };
  return sql`select x.row_id from registers.terms x
    where x.city = ${city} and ${holds('x', first)} and x.register = ${register} and ${inDivisions(sql.ref('x.division'), divisions)}
    ${sql.join(
      others.map(
        (part) =>
          sql`and exists (select 1 from registers.terms y where y.city = x.city and ${holds('y', part)} and y.register = x.register and y.division = x.division and y.row_id = x.row_id)`,
      ),
      sql` `,
    )}`;
}
