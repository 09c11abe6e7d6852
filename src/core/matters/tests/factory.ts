/** A small programme of its own, 古树 tree, on a test database: one kind of matter, five people, a clock that a test sets. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import { type TestDatabase, useDatabase } from '../../../../tests/support/database.ts';
import { BusinessClock } from '../../../platform/clock.ts';
import { makeKeyFile, Vault } from '../../../platform/crypto.ts';
import { Database } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { type Actor, act, type Office, type Post, perform } from '../../ledger/index.ts';
import { loadReference } from '../../reference/index.ts';
import { createMatters, type Matters, type Opened, type Opening, openMatter, type Telling, type Woken, wakeDue } from '../index.ts';
import { byGrade, days, hours, type MatterKind, matterKind, workdays } from '../kind.ts';
import type { ActName } from '../rules.ts';

export const CITY = '4104';

export const ailment = matterKind('tree.ailment', {
  title: '古树病害',
  number_prefix: 'GS',
  grades: [
    { code: 'A', title: 'A 濒危' },
    { code: 'B', title: 'B 较重', up: 'A' },
    { code: 'C', title: 'C 一般', up: 'B' },
  ],
  stages: { accept: hours(4), handle: byGrade({ A: hours(24), B: workdays(3), C: workdays(7) }), verify: workdays(3) },
  longest: days(30),
  tiers: ['grid', 'town', 'county', 'city'],
  desks: {
    handle: { grid: ['tree.keeper'], town: ['tree.clerk'], county: ['tree.office'] },
    verify: { town: ['tree.clerk'], county: ['tree.office'] },
  },
  closing: { photos: { grades: ['A', 'B'], pair: true, basis: '养护记录（示例）' }, verifier: 'neither_handler_nor_only_inspector' },
  modes: [
    { key: 'self', title: '自行养护', by: '管护人', tier: 'grid' },
    { key: 'guided', title: '指导养护', by: '镇街', tier: 'town' },
    { key: 'supervised', title: '监督养护', by: '县区', tier: 'county' },
  ],
  look_back: { share: 1, within_days: 30, every: { items: ['ROOT'], within_days: 7, night: true } },
});

/** What each role may do. */
const roles: Readonly<Record<string, readonly string[]>> = {
  'tree.keeper': ['read', 'accept', 'answer', 'return', 'ask_extension', 'ask_hold', 'note', 'transfer'].map(
    (name) => `tree.ailment.${name}`,
  ),
  'tree.clerk': ['tree.ailment.*'],
  'tree.office': ['tree.*'],
};

export const people = {
  keeper: { role: 'tree.keeper', unit: 'village', division: '410402100207', title: '护林员甲' },
  other: { role: 'tree.keeper', unit: 'village', division: '410402100207', title: '护林员乙' },
  clerk: { role: 'tree.clerk', unit: 'town', division: '410402100', title: '镇专干' },
  second: { role: 'tree.clerk', unit: 'town', division: '410402100', title: '镇副专干' },
  office: { role: 'tree.office', unit: 'county', division: '410402', title: '区办' },
  stranger: { role: 'tree.clerk', unit: 'elsewhere', division: '410402200', title: '别镇专干' },
} as const;
export type Name = keyof typeof people;

const units = {
  village: { name: '张庄村', division: '410402100207' },
  town: { name: '焦店镇', division: '410402100' },
  county: { name: '新华区绿化办', division: '410402' },
  elsewhere: { name: '薄王庄镇', division: '410402200' },
} as const;

/** A clock that stands where the test puts it. */
export class SetClock extends BusinessClock {
  at = new Date('2022-11-03T10:00:00+08:00');
  override now(): Date {
    return this.at;
  }
}

const find = act(
  'tree.rounds.record',
  '登记巡查',
  z.object({ kind: z.custom<MatterKind>(), opening: z.custom<Opening>() }),
  async (tx, actor, input, deed): Promise<Opened> => {
    const opened = await openMatter(tx, actor, deed, input.kind, input.opening);
    deed.about({ relation: 'matters.matters', id: opened.id, division: input.opening.division });
    return { ...opened, due_at: opened.due_at };
  },
);

export interface Forest {
  readonly database: TestDatabase;
  readonly office: Office;
  readonly clock: SetClock;
  readonly matters: Matters;
  readonly told: Telling[];
  idOf: (name: Name) => string;
  unitOf: (key: keyof typeof units) => string;
  actor: (name: Name) => Actor;
  system: () => Actor;
  owner: (text: string, values?: unknown[]) => Promise<pg.QueryResult>;
  /** A new photo, uploaded before. */
  photo: () => Promise<string>;
  /** 登记 by somebody; a village matter of grade C unless said. */
  open: (who: Name, more?: Partial<Opening>) => Promise<Opened>;
  /** Does an act with the present version. */
  act: (
    who: Name,
    name: ActName | 'edit',
    id: string,
    fields?: Record<string, unknown>,
  ) => Promise<{ id: string; version: number; stage: string }>;
  row: (id: string) => Promise<Record<string, unknown> & { version: number; stage: string }>;
  wake: () => Promise<Woken>;
}

/** Call once at the top of a file. */
export function useForest(): Forest {
  const database = useDatabase();
  const told: Telling[] = [];
  const clock = new SetClock();
  const accountIds = new Map<string, string>();
  const unitIds = new Map<string, string>();
  let office: Office | null = null;
  let owner: pg.Client | null = null;
  const matters = createMatters([ailment], {
    verbsOf: (role) => roles[role] ?? [],
    system: async () => forest.system(),
    tell: async (_tx, telling) => {
      told.push(telling);
    },
  });
  const ready = <T>(value: T | null): T => {
    if (value === null) throw new Error('the forest exists only inside hooks and tests');
    return value;
  };
  const known = (ids: Map<string, string>, key: string): string => ready(ids.get(key) ?? null);

  beforeAll(async () => {
    owner = new pg.Client({ connectionString: database.ownerUrl });
    owner.on('error', () => {});
    await owner.connect();
    const query = (text: string, values: unknown[] = []) => ready(owner).query(text, values);
    const ownerDb = new Database(database.ownerUrl, { max: 1 });
    await ownerDb.transaction('write', {}, (tx) => loadReference(tx));
    await ownerDb.close();
    await query(`select set_config('app.act', $1, false), set_config('app.city', $2, false)`, [randomUUID(), CITY]);
    await query(`insert into platform.office (city, name, demo, clock) values ($1, '平顶山市', true, '2022-11-03 10:00+08')`, [CITY]);
    for (const [code, name] of [
      ['4104', '平顶山市'],
      ['410402', '新华区'],
      ['410402100', '焦店镇'],
      ['410402100207', '张庄村'],
      ['410402200', '薄王庄镇'],
    ])
      await query(`insert into divisions.divisions (city, code, name, official_name, pinyin, initials) values ($1, $2, $3, $3, 'x', 'x')`, [
        CITY,
        code,
        name,
      ]);
    for (const [key, unit] of Object.entries(units)) {
      unitIds.set(key, newId());
      await query(`insert into divisions.units (city, id, name, kind, division) values ($1, $2, $3, 'other', $4)`, [
        CITY,
        unitIds.get(key),
        unit.name,
        unit.division,
      ]);
    }
    for (const [name, person] of Object.entries(people)) {
      accountIds.set(name, newId());
      await query(`insert into people.accounts (city, id, division, unit_id, name, title) values ($1, $2, $3, $4, $5, $6)`, [
        CITY,
        accountIds.get(name),
        person.division,
        unitIds.get(person.unit),
        `tree.${name}`,
        person.title,
      ]);
      await query(
        `insert into people.posts (city, id, division, account_id, unit_id, role, programme, since) values ($1, $2, $3, $4, $5, $6, 'tree', '2022-01-01')`,
        [CITY, newId(), person.division, accountIds.get(name), unitIds.get(person.unit), person.role],
      );
    }
    office = { db: new Database(database.appUrl, { max: 6 }), clock, vault: new Vault(makeKeyFile()), files: '/nowhere' };
  }, 60_000);
  afterAll(async () => {
    await office?.db.close();
    await owner?.end();
  });

  const post = (id: string, role: string, unit: string, division: string, verbs: readonly string[]): Post => ({
    id,
    role,
    role_title: role,
    unit_id: unit,
    unit_name: division,
    division,
    division_name: division,
    programme: 'tree',
    verbs,
    also: [],
  });
  const forest: Forest = {
    database,
    told,
    clock,
    matters,
    get office() {
      return ready(office);
    },
    idOf: (name) => known(accountIds, name),
    unitOf: (key) => known(unitIds, key),
    actor: (name) => {
      const person = people[name];
      const verbs = [...(roles[person.role] ?? []), 'tree.rounds.record'];
      return {
        account_id: known(accountIds, name),
        account: `tree.${name}`,
        title: person.title,
        city: CITY,
        posts: [post(known(accountIds, name), person.role, known(unitIds, person.unit), person.division, verbs)],
      };
    },
    system: () => {
      const id = '00000000-0000-4000-8000-000000000001';
      return {
        account_id: id,
        account: 'system.tree',
        title: '系统',
        city: CITY,
        posts: [post(id, 'people.system', id, CITY, ['tree.*'])],
      };
    },
    owner: (text, values) => ready(owner).query(text, values),
    photo: async () => {
      const id = newId();
      await ready(owner).query(
        `insert into files.files (city, id, division, programme, account_id, kind, sha256, media_type, bytes, width, height)
         values ($1, $2, '410402100207', 'tree', $3, 'photo', $4, 'image/jpeg', 1, 1, 1)`,
        [CITY, id, known(accountIds, 'keeper'), randomUUID().replaceAll('-', '').repeat(2)],
      );
      return id;
    },
    open: async (who, more = {}) => {
      const opening: Opening = {
        title: '树干空洞',
        grade: 'C',
        division: '410402100207',
        found_on: clock.today(),
        found_at: clock.now(),
        inspectors: [known(accountIds, 'keeper'), known(accountIds, 'clerk')],
        basis: [{ title: '城市古树名木保护管理办法', article: '第十条' }],
        requirement: '清腐、消毒、封堵',
        ...more,
      };
      return await perform(forest.office, find, forest.actor(who), newId(), { kind: ailment, opening });
    },
    act: async (who, name, id, fields = {}) => {
      const { rows } = await ready(owner).query<{ version: number }>('select version from matters.matters where id = $1', [id]);
      return await perform(forest.office, matters.actsOf(ailment.key)[name], forest.actor(who), newId(), {
        id,
        version: rows[0]?.version ?? 0,
        ...fields,
      });
    },
    row: async (id) => {
      const { rows } = await ready(owner).query(
        'select *, held_until::text as held_until, look_back_on::text as look_back_on from matters.matters where id = $1',
        [id],
      );
      return ready(rows[0] ?? null);
    },
    wake: () =>
      wakeDue(forest.office, forest.system(), 'tree', [ailment], {
        verbsOf: (role) => roles[role] ?? [],
        tell: async (_tx, telling) => {
          told.push(telling);
        },
      }),
  };
  return forest;
}
