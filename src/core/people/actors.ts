/** Builds the `Actor` of a person, of the machine's own clockwork and of the command line's reader. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import { predecessors } from '../divisions/index.ts';
import type { Actor, Office, Post } from '../ledger/index.ts';
import { noPost, noSuchAccount, notOpened } from './problems.ts';
import { type ActorFacts, findActorOfAccount, noteSignIn, officeOf } from './queries.ts';
import type { Roles } from './roles.ts';

/** Facts from the database and verbs from the declared roles make the actor. The transaction's city must be set. */
export async function actorFrom(tx: Tx, facts: ActorFacts, city: string, roles: Roles, session?: string): Promise<Actor> {
  const former = new Map<string, readonly string[]>();
  for (const code of new Set(facts.posts.map((post) => post.division))) former.set(code, await predecessors(tx, city, code));
  const posts = facts.posts.map((post): Post => {
    const role = roles.find(post.role);
    const title = role?.title ?? post.role;
    return {
      id: post.id,
      role: post.role,
      role_title: post.instead_of === null ? title : `${title}（代${post.instead_of}）`,
      unit_id: post.unit_id,
      unit_name: post.unit_name,
      division: post.division,
      division_name: post.division_name,
      programme: post.programme,
      verbs: roles.verbsOf(post.role),
      also: former.get(post.division) ?? [],
      ...(role?.sees === 'held' ? { held_only: true } : {}),
      ...(post.instead_of === null ? {} : { instead_of: post.instead_of }),
    };
  });
  return {
    account_id: facts.account_id,
    account: facts.account,
    title: facts.title,
    city,
    posts,
    ...(session ? { session_id: session } : {}),
  };
}

/** The city of this office. Throws when the office was not opened yet. */
export async function cityOf(office: Office): Promise<{ city: string; name: string; demo: boolean }> {
  const opened = await office.db.anonymous(officeOf);
  if (!opened) throw notOpened();
  return opened;
}

/**
 * The actor of an account, for `--as ACCOUNT` of the command line.
 * Throws `no-such-account` for unknown and closed accounts, `no-post` when no post is in force today.
 */
export async function buildActor(office: Office, roles: Roles, account: string): Promise<Actor> {
  const { city } = await cityOf(office);
  return await office.db.transaction('read', { city }, async (tx) => {
    const facts = await findActorOfAccount(tx, city, account.trim().toLowerCase(), office.clock.today());
    if (!facts) throw noSuchAccount({ name: account });
    if (facts.posts.length === 0) throw noPost();
    return await actorFrom(tx, facts, city, roles);
  });
}

/** One post that spans the city, of an account that no person signs in to. */
const citywide = (
  account: string,
  city: string,
  cityName: string,
  programme: string,
  role: string,
  role_title: string,
  verbs: readonly string[],
): Post => ({
  id: account,
  role,
  role_title,
  unit_id: account,
  unit_name: '本系统',
  division: city,
  division_name: cityName,
  programme,
  verbs,
  also: [],
});

async function ownAccount(office: Office, kind: 'system' | 'reader', name: string, title: string) {
  const { city, name: cityName } = await cityOf(office);
  const account = await office.db.anonymous((tx) => machineAccount(tx, city, kind, name, title));
  return { city, cityName, account };
}

/** The account under which the machine itself acts, made (by an act) when it is first asked for. */
async function machineAccount(tx: Tx, city: string, kind: 'system' | 'reader', name: string, title: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`select people.machine_account(${city}, ${kind}, ${name}, ${title}) as id`.execute(tx);
  const found = rows[0];
  if (!found) throw new Error(`no account for ${name}`);
  return found.id;
}

/**
 * The named reader 命令行 of the command line without `--as`: reads and exports the given programmes over the whole city, writes
 * nothing, opens no sealed value. The door leaves out the programmes it may not see (court). Each use is noted in `people.sign_ins`.
 */
export async function readerActor(office: Office, roles: Roles, programmes: readonly string[]): Promise<Actor> {
  const { city, cityName, account } = await ownAccount(office, 'reader', '命令行', '命令行');
  await office.db.anonymous((tx) => noteSignIn(tx, city, 'command_line', { id: account, name: '命令行' }, { address: null, words: null }));
  const posts = programmes.map((programme) =>
    citywide(account, city, cityName, programme, 'people.reader', '只读', roles.readingVerbs(programme)),
  );
  return { account_id: account, account: '命令行', title: '命令行', city, posts };
}

/** The system account of a unit, as which its jobs act: every verb of its programme over the whole city. */
export async function systemActor(office: Office, unit: string): Promise<Actor> {
  const { city, cityName, account } = await ownAccount(office, 'system', `system.${unit}`, '系统');
  return {
    account_id: account,
    account: `system.${unit}`,
    title: '系统',
    city,
    posts: [citywide(account, city, cityName, unit, 'people.system', '系统', [`${unit}.*`])],
  };
}
