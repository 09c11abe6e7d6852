/** A probe programme on a test database: one ledger table, its acts, and actors with posts in it. */
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import { type TestDatabase, useDatabase } from '../../../../tests/support/database.ts';
import { BusinessClock } from '../../../platform/clock.ts';
import { makeKeyFile, Vault } from '../../../platform/crypto.ts';
import { Database } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { type Act, type Actor, act, type Office, perform } from '../index.ts';

export const CITY = '4104';

export interface Probe {
  readonly database: TestDatabase;
  readonly office: Office;
  /** As the owner, who may do what no act does. */
  owner(text: string, values?: unknown[]): Promise<pg.QueryResult>;
}

/** Call once at the top of a file. */
export function useProbe(): Probe {
  const database = useDatabase();
  let office: Office | null = null;
  let owner: pg.Client | null = null;
  beforeAll(async () => {
    owner = new pg.Client({ connectionString: database.ownerUrl });
    owner.on('error', () => {});
    await owner.connect();
    await owner.query(readFileSync(new URL('./probe.sql', import.meta.url), 'utf8'));
    const db = new Database(database.appUrl, { max: 6 });
    const clock = new BusinessClock();
    await clock.refresh(db);
    office = { db, clock, vault: new Vault(makeKeyFile()), files: '/nowhere' };
  });
  afterAll(async () => {
    await office?.db.close();
    await owner?.end();
  });
  const ready = <T>(value: T | null): T => {
    if (value === null) throw new Error('the probe exists only inside hooks and tests');
    return value;
  };
  return {
    database,
    get office() {
      return ready(office);
    },
    owner: (text, values) => ready(owner).query(text, values),
  };
}

export function actorAt(division: string, options: { programme?: string; verbs?: string[]; name?: string } = {}): Actor {
  const name = options.name ?? `actor-${division}`;
  const programme = options.programme ?? 'probe';
  return {
    account_id: uuidOf(name),
    account: name,
    title: name,
    city: CITY,
    posts: [
      {
        id: uuidOf(`post-${name}`),
        role: `${programme}.clerk`,
        role_title: '专干',
        unit_id: uuidOf('unit'),
        unit_name: '测试单位',
        division,
        division_name: division,
        programme,
        verbs: options.verbs ?? ['probe.*'],
        also: [],
      },
    ],
  };
}

/** A stable id for a name. */
export const uuidOf = (name: string): string => {
  const hex = Buffer.from(name.padEnd(16, '.')).toString('hex').slice(-32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const Tree = z.object({
  id: z.uuid(),
  division: z.string(),
  name: z.string(),
  kind: z.string().nullable().default(null),
  planted_on: z.string().default('2022-01-01'),
  fee: z.number().default(0),
  watered_on: z.string().nullable().default(null),
});

export const plant = act('probe.trees.plant', '栽树', z.object({ trees: z.array(Tree).min(1) }), async (tx, actor, input, deed) => {
  for (const tree of input.trees) {
    await sql`insert into probe.trees (city, id, division, name, kind, planted_on, fee, watered_on, keeper, keeper_blind)
      values (${actor.city}, ${tree.id}, ${tree.division}, ${tree.name}, ${tree.kind}, ${tree.planted_on}, ${tree.fee}, ${tree.watered_on},
        ${deed.office.vault.seal('郭小梅', tree.id)}, ${deed.office.vault.blind('郭小梅', 'keeper')})`.execute(tx);
    deed.about({ relation: 'probe.trees', id: tree.id, division: tree.division });
  }
  deed.says({ rows: input.trees.length });
  return { rows: input.trees.length };
});

export const rename = act(
  'probe.trees.rename',
  '改名',
  z.object({ id: z.uuid(), name: z.string(), reason: z.string().optional() }),
  async (tx, actor, input, deed) => {
    const { rows } = await sql<{ division: string }>`
    update probe.trees set name = ${input.name} where city = ${actor.city} and id = ${input.id} returning division`.execute(tx);
    deed.about({ relation: 'probe.trees', id: input.id, division: rows[0]?.division ?? '' });
    deed.because(input.reason);
    return { done: true };
  },
);

export const fell = act('probe.trees.fell', '移除', z.object({ id: z.uuid() }), async (tx, actor, input, deed) => {
  const { rows } = await sql<{
    division: string;
  }>`delete from probe.trees where city = ${actor.city} and id = ${input.id} returning division`.execute(tx);
  deed.about({ relation: 'probe.trees', id: input.id, division: rows[0]?.division ?? '' });
  return { done: true };
});

/** Does an act under a fresh id; returns that id. */
export async function done<Input, Answer>(probe: Probe, todo: Act<Input, Answer>, actor: Actor, input: unknown): Promise<string> {
  const id = newId();
  await perform(probe.office, todo, actor, id, input);
  return id;
}

/** Plants one tree; returns its id. */
export async function planted(probe: Probe, division: string, more: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  await done(probe, plant, actorAt('4104'), { trees: [{ id, division, name: `树 ${id.slice(-4)}`, ...more }] });
  return id;
}
