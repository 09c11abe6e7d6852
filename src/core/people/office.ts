/** Opening an office: the city, its divisions, and the three separate administrators, in one act. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { z } from 'zod';
import { BusinessClock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { root } from '../../platform/root.ts';
import { insertUnit, loadDivisions } from '../divisions/index.ts';
import { type Actor, act, type Deed, type Office, perform } from '../ledger/index.ts';
import { loadParameters } from '../reference/index.ts';
import { accountName } from './acts.ts';
import { hashPassword } from './passwords.ts';
import { adminsNotApart, noSuchCity, weakPassword } from './problems.ts';
import { insertAccount, insertPost, officeOf, setPassword } from './queries.ts';
import type { adminRoles } from './roles.ts';
import { weaknesses } from './rules.ts';

export interface City {
  code: string;
  name: string;
}

const folder = join(root, 'data', 'divisions');

/** Cities whose divisions are on this machine: `data/divisions/<city>.csv`. */
export function listCities(): City[] {
  return readdirSync(folder)
    .map((file) => /^(\d{4})\.csv$/.exec(file)?.[1])
    .filter((code) => code !== undefined)
    .sort()
    .flatMap((code) => {
      const name = readFileSync(join(folder, `${code}.csv`), 'utf8').match(new RegExp(`^${code},([^,\\n]+)`, 'm'))?.[1];
      return name ? [{ code, name }] : [];
    });
}

const admin = z.object({ name: accountName, title: z.string().trim().min(1, '请填写姓名').max(50), password: z.string().max(200) });
export type NewAdmin = z.infer<typeof admin>;

export const newOffice = z.object({
  city: z.string().regex(/^\d{4}$/, '城市应为四位区划代码'),
  administrators: z.object({ system: admin, security: admin, audit: admin }),
});

const roleOf: Record<'system' | 'security' | 'audit', { role: (typeof adminRoles)[number]; programme: string }> = {
  system: { role: 'people.system_admin', programme: 'people' },
  security: { role: 'people.security_admin', programme: 'people' },
  audit: { role: 'people.audit_admin', programme: 'audit' },
};

/** The machine itself, before anybody is there who could act. Its id is the act's, so that a replay is recognised as its own. */
function founder(city: City, id: string): Actor {
  const post = {
    id,
    role: 'people.system',
    role_title: '系统',
    unit_id: id,
    unit_name: '本系统',
    division: city.code,
    division_name: city.name,
    programme: 'people',
    verbs: ['people.*'],
    also: [],
  };
  return { account_id: id, account: 'system.people', title: '系统', city: city.code, posts: [post] };
}

const opening = z.object({
  city: z.string(),
  name: z.string(),
  demo: z.boolean(),
  clock: z.iso.datetime({ offset: true }).nullable(),
  administrators: newOffice.shape.administrators,
});

/** What the opening makes: the office, its divisions, the unit of the administration, the machine's own account and three administrators. */
const openAct = act('people.office.open', '启用系统', opening, async (tx: Tx, actor: Actor, input, deed: Deed) => {
  // First of all: whoever opens at the same moment waits here, and then finds the office open.
  await sql`select platform.open_office(${input.city}, ${input.name}, ${input.demo}, ${input.clock})`.execute(tx);
  await loadDivisions(tx, input.city, join(folder, `${input.city}.csv`));
  deed.about({ relation: 'platform.office', division: input.city });
  await loadParameters(tx, input.city);
  await insertAccount(tx, input.city, {
    id: actor.account_id,
    division: input.city,
    unit_id: null,
    name: actor.account,
    title: actor.title,
    phone: null,
    kind: 'system',
  });
  const unit_id = newId();
  await insertUnit(tx, input.city, { id: unit_id, code: null, name: '系统管理', kind: 'other', division: input.city, parent_id: null });
  const today = deed.office.clock.today();
  for (const [key, { role, programme }] of Object.entries(roleOf)) {
    const person = input.administrators[key as keyof typeof roleOf];
    const id = newId();
    await insertAccount(tx, input.city, {
      id,
      division: input.city,
      unit_id,
      name: person.name,
      title: person.title,
      phone: null,
      kind: 'person',
    });
    await setPassword(tx, input.city, id, await hashPassword(person.password), false, null);
    await insertPost(tx, input.city, {
      id: newId(),
      division: input.city,
      account_id: id,
      unit_id,
      role,
      programme,
      since: today,
      until: null,
    });
  }
  deed.says({ city: input.name, administrators: Object.values(input.administrators).map(({ title }) => title) });
  return { city: input.city };
});

/**
 * Opens the office: for the first run, and for the demo (with a clock that stands). Possible once; of two at the same moment one is refused
 * with `opened-already`. `id` is the act's id: a replay answers as the first time.
 * Throws `no-such-city`, `weak-password`, `admins-not-apart`; leaves nothing behind when it throws.
 */
export async function openOffice(
  office: Office,
  id: string,
  asked: z.infer<typeof newOffice> & { demo?: boolean; clock?: string | null },
): Promise<{ city: string }> {
  const city = listCities().find(({ code }) => code === asked.city);
  if (!city) throw noSuchCity({ city: asked.city });
  const people = Object.values(asked.administrators);
  for (const key of ['name', 'title', 'password'] as const) {
    // The demo prints one password for all its accounts; a real office must not.
    if (asked.demo && key === 'password') continue;
    if (new Set(people.map((person) => person[key])).size < people.length) throw adminsNotApart();
  }
  const reasons = people.flatMap((person) => weaknesses(person.password, person.name).map((weak) => `${person.title}：${weak}`));
  if (reasons.length > 0) throw weakPassword({ reasons });
  const answer = await perform(
    asked.clock ? { ...office, clock: BusinessClock.at(new Date(asked.clock)) } : office,
    openAct,
    founder(city, id),
    id,
    {
      city: city.code,
      name: city.name,
      demo: asked.demo ?? false,
      clock: asked.clock ?? null,
      administrators: asked.administrators,
    },
  );
  await office.clock.refresh(office.db);
  return answer;
}

/** Whether the office is still to be opened. */
export const isFirstRun = async (office: Office): Promise<boolean> => (await office.db.anonymous(officeOf)) === undefined;
