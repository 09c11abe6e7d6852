/** A small opened office for the tests of people: two counties, four units, a handful of persons. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { z } from 'zod';
import type { TestDatabase } from '../../../../tests/support/database.ts';
import { BusinessClock } from '../../../platform/clock.ts';
import { makeKeyFile, Vault } from '../../../platform/crypto.ts';
import { Database } from '../../../platform/db.ts';
import { type App, createHttp } from '../../../platform/http.ts';
import { type Actor, act, mount, type Office, type Route, read, write } from '../../ledger/index.ts';
import type { Unit } from '../../unit.ts';
import {
  buildActor,
  createPeople,
  createRoles,
  type DemoPerson,
  type DemoUnit,
  demoPassword,
  demoPeople,
  openOffice,
  type People,
  type Roles,
} from '../index.ts';

export const password = demoPassword;
export const standing = '2022-11-09T18:00:00+08:00';

/** A programme of two roles and two verbs, so that people is tested without any real programme. */
export const orchard = {
  key: 'orchard',
  title: '果园',
  registers: [] as never[],
  roles: [
    { key: 'orchard.keeper', title: '果园管理员', verbs: ['orchard.*'], levels: [] },
    { key: 'orchard.reader', title: '果园查阅员', verbs: ['orchard.trees.read'], levels: [4, 6] },
  ],
  routes: [
    read({
      path: '/api/orchard/trees',
      operation: 'orchard.trees.list',
      title: '果树',
      verb: 'orchard.trees.read',
      answer: z.object({ scopes: z.string(), account: z.string() }),
      run: async ({ tx, actor }) => {
        const { rows } = await sql<{ scopes: string }>`select current_setting('app.scopes') as scopes`.execute(tx);
        return { scopes: rows[0]?.scopes ?? '', account: actor.account };
      },
    }),
    write({
      path: '/api/orchard/trees',
      operation: 'orchard.trees.plant',
      title: '种树',
      act: act('orchard.trees.plant', '种树', z.object({ division: z.string() }), async (_tx, _actor, input, deed) => {
        deed.about({ division: input.division });
        return { id: deed.id };
      }),
      body: z.object({ division: z.string() }),
      answer: z.object({ id: z.string() }),
      input: (_params, body) => body,
    }),
  ] as Route[],
} satisfies Unit & { title: string; registers: never[] };

export const units: readonly DemoUnit[] = [
  { key: 'city', name: '果园局', kind: 'department', division: '4104' },
  { key: 'county', name: '新华区果园办', kind: 'committee', division: '410402' },
  { key: 'town', name: '焦店镇果园站', kind: 'station', division: '410402100', parent: 'county' },
  { key: 'other', name: '卫东区果园办', kind: 'committee', division: '410403' },
];
const keeper = (division: string) => ({ role: 'orchard.keeper', programme: 'orchard', division });
export const persons: readonly DemoPerson[] = [
  { name: 'city.keeper', title: '方知远', unit: 'city', posts: [keeper('4104')] },
  { name: 'county.keeper', title: '白若溪', unit: 'county', posts: [keeper('410402')] },
  { name: 'county.second', title: '季青禾', unit: 'county', posts: [keeper('410402')] },
  { name: 'county.unit', title: '钟景行', unit: 'county', posts: [{ role: 'people.unit_admin', programme: 'people', division: '410402' }] },
  { name: 'town.keeper', title: '童小满', unit: 'town', posts: [keeper('410402100')] },
  { name: 'other.keeper', title: '洪亦舟', unit: 'other', posts: [keeper('410403')] },
];
export const administrators = {
  system: { name: 'admin.system', title: '甲管', password },
  security: { name: 'admin.security', title: '乙管', password },
  audit: { name: 'admin.audit', title: '丙管', password },
};

export interface World {
  office: Office;
  roles: Roles;
  people: People;
  app: App;
  owner: pg.Client;
  close: () => Promise<void>;
  actor: (name: string) => Promise<Actor>;
  /** Signs in and answers the cookie of the session. */
  signIn: (
    name: string,
    typed?: string,
    address?: string,
  ) => Promise<{ status: number; body: Record<string, unknown>; cookie: string; setCookie: string[] }>;
  call: (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    options?: { cookie?: string; body?: unknown; key?: string; address?: string },
  ) => Promise<{ status: number; body: Record<string, unknown> }>;
}

/** An office that is not opened yet. */
export async function bareWorld(database: TestDatabase): Promise<World> {
  const db = new Database(database.appUrl, { max: 8 });
  const clock = new BusinessClock();
  const office: Office = { db, clock, vault: new Vault(makeKeyFile()), files: '/nonexistent' };
  const roles = createRoles([orchard]);
  const people = createPeople({ roles, publicUrl: null });
  // Each test sends from its own address unless it says otherwise.
  const app = await createHttp(
    { publicUrl: null, trustProxy: ['127.0.0.1'], tls: null, constraints: people.constraints ?? {}, version: 'test' },
    async () => ({}),
  );
  mount(app, office, [...(people.routes ?? []), ...orchard.routes], people.authenticate(office));
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const stop = people.listen(office);
  let next = 1;
  const call: World['call'] = async (method, url, options = {}) => {
    const answer = await app.inject({
      method,
      url,
      headers: {
        'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/107.0.0.0 Safari/537.36',
        'x-forwarded-for': options.address ?? '10.0.0.1',
        ...(options.cookie ? { cookie: options.cookie } : {}),
        ...(method === 'GET' ? {} : { 'idempotency-key': options.key ?? randomUUID() }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(options.body === undefined ? {} : { payload: JSON.stringify(options.body) }),
    });
    return { status: answer.statusCode, body: answer.body === '' ? {} : (answer.json() as Record<string, unknown>) };
  };
  const signIn: World['signIn'] = async (name, typed = password, address = `10.1.${Math.floor(next / 250)}.${next++ % 250}`) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/sessions',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': address,
        'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/107.0.0.0 Safari/537.36',
      },
      payload: JSON.stringify({ name, password: typed }),
    });
    const set = [answer.headers['set-cookie'] ?? []].flat();
    return {
      status: answer.statusCode,
      body: answer.json() as Record<string, unknown>,
      cookie: set.map((one) => one.split(';')[0]).join('; '),
      setCookie: set,
    };
  };
  return {
    office,
    roles,
    people,
    app,
    owner,
    call,
    signIn,
    actor: (name) => buildActor(office, roles, name),
    close: async () => {
      await stop();
      await app.close();
      await owner.end();
      await db.close();
    },
  };
}

/** An opened office with administrators, units and persons. */
export async function openWorld(
  database: TestDatabase,
  options: { demo?: boolean; clock?: string | null } = { demo: true, clock: standing },
): Promise<World> {
  const world = await bareWorld(database);
  const different = {
    ...administrators,
    security: { ...administrators.security, password: `${password}s` },
    audit: { ...administrators.audit, password: `${password}a` },
  };
  await openOffice(world.office, randomUUID(), { city: '4104', administrators: options.demo ? administrators : different, ...options });
  await demoPeople(world.office, persons, units);
  return world;
}
