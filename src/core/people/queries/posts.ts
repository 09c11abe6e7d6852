/** SQL of posts and delegations. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';

export interface NewPost {
  id: string;
  division: string;
  account_id: string;
  unit_id: string;
  role: string;
  programme: string;
  since: string;
  until: string | null;
}

/** Constraints: `posts_open_once`, `posts_unit`, `posts_active_person`, `posts_not_to_oneself`, `posts_three_powers`, `posts_end_after_start`. */
export async function insertPost(tx: Tx, city: string, p: NewPost): Promise<void> {
  await sql`
    insert into people.posts (city, id, division, account_id, unit_id, role, programme, since, until)
    values (${city}, ${p.id}, ${p.division}, ${p.account_id}, ${p.unit_id}, ${p.role}, ${p.programme}, ${p.since}, ${p.until})`.execute(tx);
}

/** Ends an open post on `today`, or on its first day when that is later. False when there is none. */
export async function endPost(tx: Tx, city: string, account: string, post: string, today: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update people.posts set until = greatest(since, ${today}::date)
    where city = ${city} and id = ${post} and account_id = ${account} and (until is null or until > ${today}::date)`.execute(tx);
  return (numAffectedRows ?? 0n) > 0n;
}

/** How many active people hold the role on a day, over the whole city. */
export async function countHolders(tx: Tx, city: string, role: string, today: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select people.holders_of(${city}, ${role}, ${today}) as n`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Number of an account's open posts, those outside the actor's scope too. */
export async function countOpenPosts(tx: Tx, city: string, account: string, today: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select people.open_posts(${city}, ${account}, ${today}) as n`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Whether somebody of the unit already holds a post in that programme. */
export async function isProgrammeOfUnit(tx: Tx, city: string, unit: string, programme: string, today: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from people.posts p where p.city = ${city} and p.unit_id = ${unit} and p.programme = ${programme}
      and p.since <= ${today}::date and (p.until is null or p.until > ${today}::date)) as found`.execute(tx);
  return rows[0]?.found ?? false;
}

// ---------------------------------------------------------------- delegations

export interface DelegationRow {
  id: string;
  post_id: string | null;
  role: string | null;
  unit_name: string | null;
  from_account_id: string;
  from_title: string | null;
  to_account_id: string;
  to_title: string | null;
  from: string;
  /** Last day on which it holds; the day before the first when it was taken back before it began. */
  to: string;
  reason: string;
  ended_on: string | null;
}

const delegationColumns = (city: string) => sql`
  g.id, g.post_id, p.role, u.name as unit_name, g.from_account_id, people.title_of(${city}, g.from_account_id) as from_title,
  g.to_account_id, people.title_of(${city}, g.to_account_id) as to_title, g.from_on as "from", least(g.to_on, g.ended_on - 1) as "to", g.reason, g.ended_on
  from people.delegations g
  left join people.posts p on p.city = g.city and p.id = g.post_id
  left join divisions.units u on u.city = p.city and u.id = p.unit_id`;

/** Delegations from and to an account, the newest first. */
export async function listDelegations(tx: Tx, city: string, account: string): Promise<DelegationRow[]> {
  const { rows } = await sql<DelegationRow>`
    select ${delegationColumns(city)}
    where g.city = ${city} and (g.from_account_id = ${account} or g.to_account_id = ${account})
    order by g.from_on desc, g.id desc limit 200`.execute(tx);
  return rows;
}

export async function findDelegation(tx: Tx, city: string, id: string): Promise<(DelegationRow & { division: string }) | undefined> {
  const { rows } = await sql<
    DelegationRow & { division: string }
  >`select g.division, ${delegationColumns(city)} where g.city = ${city} and g.id = ${id}`.execute(tx);
  return rows[0];
}

/** Constraints: `delegations_*`; see `problems.ts`. */
export async function insertDelegation(
  tx: Tx,
  city: string,
  d: {
    id: string;
    division: string;
    from_account_id: string;
    to_account_id: string;
    post_id: string | null;
    from: string;
    to: string;
    reason: string;
  },
): Promise<void> {
  await sql`
    insert into people.delegations (city, id, division, from_account_id, to_account_id, post_id, from_on, to_on, reason)
    values (${city}, ${d.id}, ${d.division}, ${d.from_account_id}, ${d.to_account_id}, ${d.post_id}, ${d.from}, ${d.to}, ${d.reason})`.execute(
    tx,
  );
}

export async function endDelegation(tx: Tx, city: string, id: string, today: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update people.delegations set ended_on = greatest(from_on, ${today}::date)
    where city = ${city} and id = ${id} and ended_on is null and to_on >= ${today}::date`.execute(tx);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Ends every delegation from or to a person who hands over; returns how many. */
export async function endDelegationsOf(tx: Tx, city: string, account: string, today: string): Promise<number> {
  const { numAffectedRows } = await sql`
    update people.delegations set ended_on = greatest(from_on, ${today}::date)
    where city = ${city} and (from_account_id = ${account} or to_account_id = ${account}) and ended_on is null and to_on >= ${today}::date`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0n);
}

export interface Colleague {
  id: string;
  name: string;
  title: string;
  unit_name: string;
}

/** Active people with a post in one of the actor's units. */
export async function listColleagues(tx: Tx, city: string, today: string, q: string | undefined, limit: number): Promise<Colleague[]> {
  const { rows } = await sql<Colleague>`
    select distinct on (title, id) id, name, title, unit_name from people.colleagues(${city}, ${today})
    where ${q ?? null}::text is null or strpos(name, lower(${q ?? ''})) > 0 or strpos(title, ${q ?? ''}) > 0
    order by title, id limit ${limit}`.execute(tx);
  return rows;
}
