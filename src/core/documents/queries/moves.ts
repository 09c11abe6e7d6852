/** SQL of 两版对照: how the frozen rows of two editions differ, and what happened to them in between. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';

export interface Counted {
  figure: string;
  came: number;
  went: number;
  changed: number;
}

/** Both editions' rows side by side. */
const pairs = (city: string, before: string, after: string) => sql`
  (select figure, row_id, division, on_date, counted from documents.edition_rows where city = ${city} and edition_id = ${before}) b
  full join (select figure, row_id, division, on_date, counted from documents.edition_rows where city = ${city} and edition_id = ${after}) a
    using (figure, row_id)`;

/** Figure by figure: rows that came, went, and count otherwise. */
export async function countMoves(tx: Tx, city: string, before: string, after: string): Promise<Map<string, Counted>> {
  const { rows } = await sql<Record<keyof Counted, string>>`
    select figure, count(*) filter (where b.counted is null) as came, count(*) filter (where a.counted is null) as went,
      count(*) filter (where a.counted <> b.counted) as changed
    from ${pairs(city, before, after)} group by figure`.execute(tx);
  return new Map(
    rows.map((row) => [row.figure, { figure: row.figure, came: Number(row.came), went: Number(row.went), changed: Number(row.changed) }]),
  );
}

export interface MovedRow {
  row_id: string;
  division: string;
  on: string;
  /** What it counted in either edition; null where it was not there. */
  before: number | null;
  after: number | null;
}

/** The rows of one figure that moved, latest first, a page at a time. */
export async function listMoves(
  tx: Tx,
  city: string,
  asked: { before: string; after: string; figure: string; cursor: string | null; limit: number },
): Promise<{ items: MovedRow[]; next: string | null }> {
  const [day, id] = asked.cursor?.split('_') ?? [];
  const beyond = day && id ? sql`and (m.on_date < ${day}::date or (m.on_date = ${day}::date and m.row_id > ${id}::uuid))` : sql``;
  const { rows } = await sql<{ row_id: string; division: string; on: string; before: string | null; after: string | null }>`
    select m.row_id, m.division, m.on_date::text as on, m.before, m.after from (
      select row_id, coalesce(a.division, b.division) as division, coalesce(a.on_date, b.on_date) as on_date, b.counted as before, a.counted as after
      from ${pairs(city, asked.before, asked.after)} where figure = ${asked.figure} and a.counted is distinct from b.counted) m
    where true ${beyond} order by m.on_date desc, m.row_id limit ${asked.limit + 1}`.execute(tx);
  const items = rows.slice(0, asked.limit).map((row) => ({
    ...row,
    before: row.before === null ? null : Number(row.before),
    after: row.after === null ? null : Number(row.after),
  }));
  const last = rows.length > asked.limit ? items.at(-1) : undefined;
  return { items, next: last ? `${last.on}_${last.row_id}` : null };
}

export interface LastAct {
  row_id: string;
  verb: string;
  at: Date;
  unit_name: string | null;
  reason: string | null;
}

/** The latest act about each of those rows in a span, of those the actor may see. */
export async function listLastActs(
  tx: Tx,
  city: string,
  relation: string,
  ids: readonly string[],
  after: Date,
  until: Date,
): Promise<LastAct[]> {
  const { rows } = await sql<LastAct>`
    select distinct on (row_id) row_id, verb, at, unit_name, reason from ledger.acts
    where city = ${city} and relation = ${relation} and row_id = any (${ids}::uuid[]) and at > ${after} and at <= ${until}
    order by row_id, at desc`.execute(tx);
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}
