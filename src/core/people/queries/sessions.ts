/** SQL of the office, of signing in, sessions and devices, mostly by definer functions. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';

export interface OpenedOffice {
  city: string;
  name: string;
  demo: boolean;
  complaints: { phone: string; text: string } | null;
  record_no: string | null;
}

/** The office of this database; undefined before the first run. Public. */
export async function officeOf(tx: Tx): Promise<OpenedOffice | undefined> {
  const { rows } = await sql<OpenedOffice>`select city, name, demo, complaints, record_no from platform.office limit 1`.execute(tx);
  return rows[0];
}

/** Where complaints go and the registration number, both public. */
export async function setOffice(tx: Tx, city: string, complaints: OpenedOffice['complaints'], recordNo: string | null): Promise<void> {
  await sql`update platform.office set complaints = ${complaints && JSON.stringify(complaints)}::jsonb, record_no = ${recordNo} where city = ${city}`.execute(
    tx,
  );
}

/** Accounts that the sign-in page of a demo lists; none in any other office. Public. */
export async function listDemoAccounts(tx: Tx, city: string): Promise<{ name: string; title: string; unit_name: string }[]> {
  const { rows } = await sql<{
    name: string;
    title: string;
    unit_name: string;
  }>`select name, title, unit_name from people.demo_accounts(${city})`.execute(tx);
  return rows;
}

export interface PostFacts {
  id: string;
  role: string;
  programme: string;
  division: string;
  division_name: string;
  unit_id: string;
  unit_name: string;
  /** Name of the person from whose delegation the post comes; null: the own post. */
  instead_of: string | null;
}

export interface ActorFacts {
  account_id: string;
  account: string;
  title: string;
  posts: PostFacts[];
}

export interface SessionFacts extends ActorFacts {
  session_id: string;
  idle_minutes: number;
  must_change: boolean | null;
  /** Milliseconds of real time until the session ends if nothing more happens. */
  expires_in_ms: number;
}

/** The actor of an active person's account, with the posts in force on `today`. */
export async function findActorOfAccount(tx: Tx, city: string, name: string, today: string): Promise<ActorFacts | undefined> {
  const { rows } = await sql<{ actor: ActorFacts | null }>`select people.actor_named(${city}, ${name}, ${today}) as actor`.execute(tx);
  return rows[0]?.actor ?? undefined;
}

/** The actor of a session cookie (its sha-256); undefined when unknown, ended, idle too long, or the account closed. */
export async function findActorOfSession(tx: Tx, city: string, token: Buffer, today: string): Promise<SessionFacts | undefined> {
  const { rows } = await sql<{ actor: SessionFacts | null }>`select people.session_actor(${city}, ${token}, ${today}) as actor`.execute(tx);
  return rows[0]?.actor ?? undefined;
}

// ---------------------------------------------------------------- signing in

export interface Attempt {
  refused: 'address' | 'name' | null;
  seconds: number;
  pause_ms: number;
  reserved_at: Date | null;
  account_id: string | null;
  account_name: string | null;
  hash: string | null;
}

/** Counts an attempt before its password is looked at; `nameKey` is the blind index of the typed name. */
export async function beginSignIn(tx: Tx, city: string, name: string, nameKey: string, address: string): Promise<Attempt> {
  const { rows } = await sql<Attempt>`select * from people.begin_sign_in(${city}, ${name}, ${nameKey}, ${address})`.execute(tx);
  const attempt = rows[0];
  if (!attempt) throw new Error('begin_sign_in answered nothing');
  return attempt;
}

export interface NewSession {
  account: string;
  nameKey: string;
  address: string;
  reservedAt: Date;
  today: string;
  session: string;
  token: Buffer;
  device: string;
  deviceToken: Buffer;
  words: string;
  hours: number;
  idleMinutes: number;
  briefProgrammes: readonly string[];
  briefIdleMinutes: number;
}

/** Opens the session of a person whose password was right; answers why not, or null. */
export async function finishSignIn(tx: Tx, city: string, s: NewSession): Promise<'closed' | 'expired' | 'no_post' | null> {
  const { rows } = await sql<{ refused: 'closed' | 'expired' | 'no_post' | null }>`
    select people.finish_sign_in(${city}, ${s.account}, ${s.nameKey}, ${s.address}, ${s.reservedAt}, ${s.today}, ${s.session}, ${s.token}, ${s.device},
      ${s.deviceToken}, ${s.words}, make_interval(hours => ${s.hours}), make_interval(mins => ${s.idleMinutes}),
      ${[...s.briefProgrammes]}::text[], make_interval(mins => ${s.briefIdleMinutes})) as refused`.execute(tx);
  return rows[0]?.refused ?? null;
}

export type SignInWord = 'failed' | 'refused' | 'signed_out' | 'signed_out_everywhere' | 'device_revoked' | 'command_line';

/** Adds a line to the sign-in log. `name` only when the account exists. */
export async function noteSignIn(
  tx: Tx,
  city: string,
  what: SignInWord,
  who: { id: string | null; name: string | null },
  from: { address: string | null; words: string | null },
): Promise<void> {
  await sql`select people.note(${city}, ${what}, ${who.id}, ${who.name}, ${from.address}, ${from.words})`.execute(tx);
}

export async function endSession(tx: Tx, city: string, session: string, why: string): Promise<boolean> {
  const { rows } = await sql<{ ended: boolean }>`select people.end_session(${city}, ${session}, ${why}) as ended`.execute(tx);
  return rows[0]?.ended ?? false;
}

/** Ends the sessions of an account, its own or one in the actor's administration, but for `butFor`; returns how many. */
export async function endSessions(tx: Tx, city: string, account: string, why: string, butFor: string | null = null): Promise<number> {
  const { rows } = await sql<{ ended: number }>`select people.end_sessions(${city}, ${account}, ${butFor}, ${why}) as ended`.execute(tx);
  return rows[0]?.ended ?? 0;
}

export interface Device {
  id: string;
  kind: 'desk' | 'phone';
  title: string;
  address: string | null;
  signed_in_at: Date;
  last_seen_at: Date;
  session_id: string;
}

/** Devices on which an account is signed in now: the own one, or one in the actor's administration. */
export async function listDevices(tx: Tx, city: string, account: string): Promise<Device[]> {
  const { rows } = await sql<Device>`select * from people.devices_of(${city}, ${account})`.execute(tx);
  return rows;
}

/** Revokes one of the actor's own devices with its sessions; false when it is not his. */
export async function revokeDevice(tx: Tx, city: string, device: string): Promise<boolean> {
  const { rows } = await sql<{ revoked: boolean }>`select people.revoke_device(${city}, ${device}) as revoked`.execute(tx);
  return rows[0]?.revoked ?? false;
}

export async function getMyPassword(tx: Tx, city: string): Promise<{ hash: string; previous: string[] } | undefined> {
  const { rows } = await sql<{ hash: string; previous: string[] }>`select hash, previous from people.my_password(${city})`.execute(tx);
  return rows[0];
}

/** Sets a password inside an act. `goodForHours` null: the person's own choice; else a one-time password. */
export async function setPassword(
  tx: Tx,
  city: string,
  account: string,
  hash: string,
  mustChange: boolean,
  goodForHours: number | null,
): Promise<void> {
  await sql`select people.set_password(${city}, ${account}, ${hash}, ${mustChange}, make_interval(hours => ${goodForHours}::int))`.execute(
    tx,
  );
}

export async function unlockName(tx: Tx, city: string, account: string, nameKey: string): Promise<boolean> {
  const { rows } = await sql<{ unlocked: boolean }>`select people.unlock(${city}, ${account}, ${nameKey}) as unlocked`.execute(tx);
  return rows[0]?.unlocked ?? false;
}

/** Until when names are locked after failed sign-ins, by their blind index. */
export async function lockedUntil(tx: Tx, city: string, nameKeys: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await sql<{ key: string; until: Date | null }>`
    select key, people.locked_until(${city}, key) as until from unnest(${[...nameKeys]}::text[]) key`.execute(tx);
  return new Map(rows.flatMap(({ key, until }) => (until ? [[key, until] as const] : [])));
}

export interface SignIn {
  id: string;
  at: Date;
  what: 'signed_in' | SignInWord;
  name: string | null;
  title: string | null;
  ip: string | null;
  words: string | null;
}

/** The sign-in log, the newest first; rows are those of the audit administrator, or the actor's own. */
export async function listSignIns(
  tx: Tx,
  city: string,
  asked: { name?: string | undefined; day?: string | undefined; after?: string | undefined; limit: number },
): Promise<SignIn[]> {
  const { rows } = await sql<SignIn>`
    select s.id, s.at, s.what, s.name, people.title_of(${city}, s.account_id) as title, s.ip, s.words
    from people.sign_ins s
    where s.city = ${city}
      and (${asked.name ?? null}::text is null or s.name = ${asked.name ?? null})
      and (${asked.day ?? null}::date is null or (s.at at time zone 'Asia/Shanghai')::date = ${asked.day ?? null}::date)
      and (${asked.after ?? null}::uuid is null or (s.at, s.id) < (select b.at, b.id from people.sign_ins b where b.city = ${city} and b.id = ${asked.after ?? null}::uuid))
    order by s.at desc, s.id desc limit ${asked.limit}`.execute(tx);
  return rows;
}

/** Id of the account that signs in by this name; null when there is none. */
export async function findAccountId(tx: Tx, city: string, name: string): Promise<string | null> {
  const found = await findActorOfAccount(tx, city, name.trim().toLowerCase(), new Date().toISOString().slice(0, 10));
  return found?.account_id ?? null;
}
