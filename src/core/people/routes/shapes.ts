/** Shapes of the answers, and how rows become them. */
import { z } from 'zod';
import type { Office } from '../../ledger/index.ts';
import { type Handover, phonePlace } from '../acts.ts';
import { type AccountRow, lastSignIns, type listDelegations, type listDevices, lockedUntil, officeOf } from '../queries.ts';
import type { Roles } from '../roles.ts';
import type { Sessions, SignedIn } from '../sessions.ts';

export const id = z.object({ id: z.uuid() });
export const done = z.object({ id: z.uuid() });
export const versioned = z.object({ id: z.uuid(), version: z.int() });
export const nothing = z.object({});
export const iso = (at: Date): string => at.toISOString();

export const postAnswer = z.object({
  id: z.uuid(),
  role: z.string(),
  role_title: z.string(),
  unit_id: z.string(),
  unit_name: z.string(),
  division: z.string(),
  division_name: z.string(),
  programme: z.string(),
});
export const heldPost = postAnswer.extend({ since: z.string(), until: z.string().nullable() });

export const sessionAnswer = z.object({
  account: z.object({ id: z.uuid(), name: z.string(), title: z.string() }),
  city: z.object({ code: z.string(), name: z.string() }),
  /** `instead_of`: the colleague on leave whose post it is; such a post is not lent on. */
  posts: z.array(postAnswer.extend({ verbs: z.array(z.string()), instead_of: z.string().nullable() })),
  clock: z.object({ now: z.string(), demo: z.boolean() }),
  idle_minutes: z.number(),
  /** True: everything but a new password is refused. */
  must_change_password: z.boolean(),
});

export const officeAnswer = z.object({
  state: z.enum(['ready', 'first_run']),
  demo: z.boolean(),
  city: z.object({ code: z.string(), name: z.string() }).nullable(),
  now: z.string(),
  demo_accounts: z.array(z.object({ name: z.string(), title: z.string(), unit_name: z.string() })),
  /** Only at the first run: cities whose divisions are at hand. */
  cities: z.array(z.object({ code: z.string(), name: z.string() })),
  complaints: z.object({ phone: z.string(), text: z.string() }).nullable(),
  record_no: z.string().nullable(),
});

export const deviceAnswer = z.object({
  id: z.uuid(),
  kind: z.enum(['desk', 'phone']),
  title: z.string(),
  address: z.string().nullable(),
  signed_in_at: z.string(),
  last_seen_at: z.string(),
  current: z.boolean(),
});

export const delegationAnswer = z.object({
  id: z.uuid(),
  post_id: z.string().nullable(),
  post_title: z.string().nullable(),
  from_account_id: z.string(),
  from_title: z.string(),
  to_account_id: z.string(),
  to_title: z.string(),
  from: z.string(),
  to: z.string(),
  reason: z.string(),
});

export const accountLine = z.object({
  id: z.uuid(),
  version: z.int(),
  name: z.string(),
  title: z.string(),
  phone: z.string().nullable(),
  unit_id: z.string().nullable(),
  unit_name: z.string().nullable(),
  division: z.string(),
  division_name: z.string(),
  state: z.enum(['active', 'locked', 'closed']),
  locked_until: z.string().nullable(),
  /** Last sign-in, so that accounts out of use are found and closed (GB/T 22239-2019 访问控制: 及时删除或停用多余的、过期的账户). */
  last_seen_at: z.string().nullable(),
  posts: z.array(heldPost),
});

export const account = accountLine.extend({ sessions: z.array(deviceAnswer), delegations: z.array(delegationAnswer) });
export const oneTime = z.object({ id: z.uuid(), one_time_password: z.string().nullable() });
export const delegationBody = z.object({
  to_account_id: z.uuid(),
  post_id: z.uuid().nullish(),
  from: z.string(),
  to: z.string(),
  reason: z.string(),
});

export const devices = (rows: Awaited<ReturnType<typeof listDevices>>, session: string | undefined) =>
  rows.map(({ session_id, signed_in_at, last_seen_at, ...row }) => ({
    ...row,
    signed_in_at: iso(signed_in_at),
    last_seen_at: iso(last_seen_at),
    current: session_id === session,
  }));

/** Sealed phone numbers are shown as `138****0000`. */
export function masked(office: Office, row: AccountRow): string | null {
  if (!row.phone) return null;
  const plain = office.vault.open(row.phone, phonePlace(row.id));
  return plain.length < 8 ? '****' : `${plain.slice(0, 3)}****${plain.slice(-4)}`;
}

export interface RouteOptions {
  roles: Roles;
  sessions: Sessions;
  handovers: readonly Handover[];
}

/** The answer of a sign-in and of `GET /api/session`. */
export const sessionWith = (roles: Roles) => async (office: Office, found: SignedIn) => {
  const opened = await office.db.anonymous(officeOf);
  return {
    account: { id: found.actor.account_id, name: found.actor.account, title: found.actor.title },
    city: { code: found.actor.city, name: opened?.name ?? found.actor.city },
    posts: found.actor.posts.map(({ also: _, verbs, instead_of = null, ...post }) => ({
      ...post,
      verbs: roles.expand(verbs),
      instead_of,
    })),
    clock: { now: office.clock.now().toISOString(), demo: opened?.demo ?? false },
    idle_minutes: found.idle_minutes,
    must_change_password: found.must_change_password,
  };
};

export const delegationsWith = (roles: Roles) => (rows: Awaited<ReturnType<typeof listDelegations>>) =>
  rows.map(({ role, unit_name, ended_on: _, ...row }) => ({
    ...row,
    from_title: row.from_title ?? '',
    to_title: row.to_title ?? '',
    post_title: role === null ? null : [unit_name, roles.find(role)?.title ?? role].filter(Boolean).join(' '),
  }));

export const linesWith =
  (roles: Roles) => async (office: Office, tx: Parameters<typeof lockedUntil>[0], city: string, rows: readonly AccountRow[]) => {
    const keyOf = (row: AccountRow) => office.vault.blind(row.name, 'people.sign_in').toString('hex');
    const locks = await lockedUntil(tx, city, rows.map(keyOf));
    const seen = await lastSignIns(
      tx,
      city,
      rows.map((row) => row.id),
    );
    return rows.map((row) => {
      const until = locks.get(keyOf(row));
      const at = seen.get(row.id);
      return {
        id: row.id,
        version: row.version,
        name: row.name,
        title: row.title,
        phone: masked(office, row),
        unit_id: row.unit_id,
        unit_name: row.unit_name,
        division: row.division,
        division_name: row.division_name ?? row.division,
        state: row.state === 'active' && until ? ('locked' as const) : row.state,
        locked_until: until ? iso(until) : null,
        last_seen_at: at ? iso(at) : null,
        posts: row.posts.map((post) => ({ ...post, role_title: roles.find(post.role)?.title ?? post.role })),
      };
    });
  };
