/** SQL of accounts. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';

export type AccountState = 'active' | 'locked' | 'closed';

export interface HeldPost {
  id: string;
  role: string;
  programme: string;
  division: string;
  division_name: string;
  unit_id: string;
  unit_name: string;
  since: string;
  until: string | null;
}

export interface AccountRow {
  id: string;
  version: number;
  division: string;
  division_name: string | null;
  unit_id: string | null;
  unit_name: string | null;
  name: string;
  title: string;
  phone: Buffer | null;
  state: AccountState;
  /** Open posts, those that begin later too. */
  posts: HeldPost[];
}

const accountColumns = (today: string) => sql`
  a.id, a.version, a.division, d.name as division_name, a.unit_id, u.name as unit_name, a.name, a.title, a.phone, a.state,
  coalesce((
    select jsonb_agg(jsonb_build_object('id', p.id, 'role', p.role, 'programme', p.programme, 'division', p.division,
      'division_name', coalesce(pd.name, p.division), 'unit_id', p.unit_id, 'unit_name', pu.name, 'since', p.since, 'until', p.until)
      order by length(p.division), p.division, p.role, p.id)
    from people.posts p
    join divisions.units pu on pu.city = p.city and pu.id = p.unit_id
    left join divisions.divisions pd on pd.city = p.city and pd.code = p.division
    where p.city = a.city and p.account_id = a.id and (p.until is null or p.until > ${today}::date)
  ), '[]') as posts
  from people.accounts a
  left join divisions.units u on u.city = a.city and u.id = a.unit_id
  left join divisions.divisions d on d.city = a.city and d.code = a.division`;

export interface AccountsAsked {
  division?: string | undefined;
  unit_id?: string | undefined;
  state?: AccountState | undefined;
  q?: string | undefined;
  /** Sign-in name of the last row seen. */
  after?: string | undefined;
  limit: number;
}

/** Accounts of persons in the actor's administration, by sign-in name. A division finds accounts and posts in it. */
export async function listAccounts(tx: Tx, city: string, today: string, asked: AccountsAsked): Promise<AccountRow[]> {
  const { rows } = await sql<AccountRow>`
    select ${accountColumns(today)}
    where a.city = ${city} and a.kind = 'person'
      and (${asked.division ?? null}::text is null or starts_with(a.division, ${asked.division ?? ''})
        or exists (select from people.posts p where p.city = a.city and p.account_id = a.id and starts_with(p.division, ${asked.division ?? ''})))
      and (${asked.unit_id ?? null}::uuid is null or a.unit_id = ${asked.unit_id ?? null}::uuid)
      and (${asked.state ?? null}::text is null or a.state = ${asked.state ?? null})
      and (${asked.q ?? null}::text is null or strpos(a.name, lower(${asked.q ?? ''})) > 0 or strpos(a.title, ${asked.q ?? ''}) > 0 or strpos(u.name, ${asked.q ?? ''}) > 0)
      and (${asked.after ?? null}::text is null or a.name > ${asked.after ?? null})
    order by a.name limit ${asked.limit}`.execute(tx);
  return rows;
}

export async function findAccount(tx: Tx, city: string, id: string, today: string): Promise<AccountRow | undefined> {
  const { rows } =
    await sql<AccountRow>`select ${accountColumns(today)} where a.city = ${city} and a.kind = 'person' and a.id = ${id}`.execute(tx);
  return rows[0];
}

export async function lastSignIns(tx: Tx, city: string, accounts: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await sql<{ id: string; at: Date | null }>`
    select id, people.last_sign_in(${city}, id) as at from unnest(${[...accounts]}::uuid[]) id`.execute(tx);
  return new Map(rows.flatMap(({ id, at }) => (at ? [[id, at] as const] : [])));
}

export interface NewAccount {
  id: string;
  division: string;
  unit_id: string | null;
  name: string;
  title: string;
  phone: Buffer | null;
  kind: 'person' | 'system';
}

/** Constraints: `accounts_name_taken`, `accounts_name_form`, `accounts_title_not_empty`, `accounts_unit`. */
export async function insertAccount(tx: Tx, city: string, a: NewAccount): Promise<void> {
  await sql`
    insert into people.accounts (city, id, division, unit_id, name, title, phone, kind)
    values (${city}, ${a.id}, ${a.division}, ${a.unit_id}, ${a.name}, ${a.title}, ${a.phone}, ${a.kind})`.execute(tx);
}

/** Changes what is given; undefined when the version is not the present one. */
export async function updateAccount(
  tx: Tx,
  city: string,
  id: string,
  version: number,
  change: {
    title?: string | undefined;
    phone?: Buffer | null | undefined;
    unit_id?: string | undefined;
    division?: string | undefined;
    state?: AccountState | undefined;
  },
): Promise<number | undefined> {
  const sets = Object.entries(change)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  if (sets.length === 0) return version;
  const { rows } = await sql<{ version: number }>`
    update people.accounts set ${sql.join(sets)} where city = ${city} and id = ${id} and version = ${version} returning version`.execute(
    tx,
  );
  return rows[0]?.version;
}

/** Whether `unit` is one of `roots` or belongs to one. */
export async function isUnitWithin(tx: Tx, city: string, unit: string, roots: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    with recursive upwards (id, parent_id) as (
      select u.id, u.parent_id from divisions.units u where u.city = ${city} and u.id = ${unit}
      union
      select u.id, u.parent_id from upwards w join divisions.units u on u.city = ${city} and u.id = w.parent_id
    )
    select exists (select from upwards where id = any (${[...roots]}::uuid[])) as found`.execute(tx);
  return rows[0]?.found ?? false;
}
