/** Figures beside the tree, and every row of a list for its export. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';
import { conditions, type ListAsked, listByIds, type Reading, type Row } from './lists.ts';

/** Length of the codes below one. */
const below: Readonly<Record<number, number>> = { 4: 6, 6: 9, 9: 12, 12: 15, 15: 15 };

type Narrowed = Omit<ListAsked, 'after' | 'limit'>;

/** How many matters of a list lie in each division below the one that was asked for; of the city's when none was. */
export async function countByChild(
  tx: Tx,
  city: string,
  asked: Narrowed,
  now: Date,
  endOfToday: Date,
): Promise<{ division: string; count: number }[]> {
  const length = below[(asked.division ?? city).length] ?? 15;
  const { rows } = await sql<{ division: string; count: number }>`
    select left(m.division, ${length}::int) as division, count(*)::int as count
    from matters.matters m where ${conditions(city, { ...asked, limit: 0 }, now, endOfToday)} group by 1 order by 1`.execute(tx);
  return rows;
}

export interface ExportRow extends Row {
  address: string | null;
  handler_title: string | null;
  handle_due_at: Date | null;
  closed_on: string | null;
}

const BATCH = 1000;

/** All rows of a list, the latest found first, a batch at a time. */
export async function* streamMatters(
  tx: Tx,
  city: string,
  asked: Narrowed,
  reading: Reading,
  endOfToday: Date,
): AsyncGenerator<readonly ExportRow[]> {
  const where = conditions(city, { ...asked, limit: 0 }, reading.now, endOfToday);
  let last: { id: string; key: string } | undefined;
  for (;;) {
    const { rows } = await sql<{
      id: string;
      key: string;
      address: string | null;
      handler_title: string | null;
      handle_due_at: Date | null;
      closed_on: string | null;
    }>`
      select m.id, m.found_at::text as key, p.address, m.handler_title, m.handle_due_at, m.closed_on
      from matters.matters m left join subjects.places p on p.city = m.city and p.id = m.place_id
      where ${where} ${last ? sql`and (m.found_at, m.id) < (${last.key}::timestamptz, ${last.id}::uuid)` : sql``}
      order by m.found_at desc, m.id desc limit ${BATCH}`.execute(tx);
    const shown = await listByIds(
      tx,
      city,
      rows.map(({ id }) => id),
      reading,
    );
    const more = new Map(rows.map(({ key: _key, ...row }) => [row.id, row]));
    yield shown.flatMap((row) => {
      const own = more.get(row.id);
      return own ? [{ ...row, ...own }] : [];
    });
    last = rows.at(-1);
    if (rows.length < BATCH) return;
  }
}
