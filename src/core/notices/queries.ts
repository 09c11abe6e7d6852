/** All SQL of the inbox. */
import { sql } from 'kysely';
import { civilDate } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db.ts';
import type { PostFilter } from './tell.ts';

/** The business moment as the database knows it: a caller in the middle of an act need not carry a clock about. */
export async function businessNow(tx: Tx): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    select coalesce((select clock from platform.office where city = platform.city()), now()) as at`.execute(tx);
  return rows[0]?.at ?? new Date();
}

/** Accounts that hold such a post today, or stand in for who does; the acting account is left out. */
export async function holders(tx: Tx, filter: PostFilter, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select h.id from notices.holders(${filter.programme}, ${filter.division ?? null}, ${filter.roles ? [...filter.roles] : null}::text[],
      ${filter.unit_id ?? null}::uuid, ${filter.reach !== 'in'}, ${civilDate(now)}::date) h (id)
    where h.id is distinct from platform.account()`.execute(tx);
  return rows.map((row) => row.id);
}

export async function put(tx: Tx, recipients: readonly string[], notice: Record<string, unknown>): Promise<number> {
  const { rows } = await sql<{ reached: number }>`
    select notices.put(${[...recipients]}::uuid[], ${JSON.stringify(notice)}::jsonb) as reached`.execute(tx);
  return rows[0]?.reached ?? 0;
}

export interface Notice {
  id: string;
  kind: string;
  title: string;
  words: string;
  link: string | null;
  programme: string;
  division: string;
  relation: string | null;
  row_id: string | null;
  urgent: boolean;
  urgent_by_title: string | null;
  created_at: Date;
  due_at: Date;
  read_at: Date | null;
}

/** My inbox, newest first, from behind `after`. One more than `limit` when there is a next page. */
export async function listNotices(
  tx: Tx,
  city: string,
  account: string,
  asked: { unread: boolean; after: { at: string; id: string } | undefined; limit: number },
): Promise<Notice[]> {
  const { rows } = await sql<Notice>`
    select id, kind, title, words, link, programme, division, relation, row_id, urgent, urgent_by_title, created_at, due_at, read_at
    from notices.notices
    where city = ${city} and account_id = ${account}
      ${asked.unread ? sql`and read_at is null` : sql``}
      ${asked.after ? sql`and (created_at, id) < (${asked.after.at}::timestamptz, ${asked.after.id}::uuid)` : sql``}
    order by created_at desc, id desc limit ${asked.limit + 1}`.execute(tx);
  return rows;
}

export async function countUnread(tx: Tx, city: string, account: string): Promise<number> {
  const { rows } = await sql<{ unread: number }>`
    select count(*)::int as unread from notices.notices where city = ${city} and account_id = ${account} and read_at is null`.execute(tx);
  return rows[0]?.unread ?? 0;
}

/** Marks as read what I name, or everything that was there at a moment. */
export async function markRead(tx: Tx, city: string, account: string, which: { ids: readonly string[] } | { until: string }, at: Date) {
  await sql`
    update notices.notices set read_at = ${at}
    where city = ${city} and account_id = ${account} and read_at is null
      and ${'ids' in which ? sql`id = any(${[...which.ids]}::uuid[])` : sql`created_at <= ${which.until}::timestamptz`}`.execute(tx);
}

export interface Due {
  id: string;
  account_id: string;
  account: string;
  division: string;
  programme: string;
  kind: string;
  title: string;
  link: string | null;
  urgent: boolean;
  urgent_by_title: string | null;
  created_at: Date;
  unread: number;
}

/** Takes what is due; each is taken once. */
export async function takeDue(tx: Tx, city: string, now: Date, quiet: boolean): Promise<Due[]> {
  const { rows } = await sql<Due>`select * from notices.take_due(${city}, ${now}, ${quiet})`.execute(tx);
  return rows;
}

export async function tidy(tx: Tx, city: string, now: Date): Promise<number> {
  const { rows } = await sql<{ gone: number }>`select notices.tidy(${city}, ${now}) as gone`.execute(tx);
  return rows[0]?.gone ?? 0;
}

export async function listCities(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ city: string }>`select city from platform.office order by city`.execute(tx);
  return rows.map((row) => row.city);
}
