/** The whole product behind its HTTP door, in an opened office, with people who hold every verb of a programme, or none. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { deploy } from '../../src/core/deploy.ts';
import { mount, type Office, type Route } from '../../src/core/ledger/index.ts';
import { demoPassword, demoPeople, openOffice } from '../../src/core/people/index.ts';
import type { Programme } from '../../src/core/programme.ts';
import { BusinessClock } from '../../src/platform/clock.ts';
import { makeKeyFile, Vault } from '../../src/platform/crypto.ts';
import { Database } from '../../src/platform/db.ts';
import { type App, createHttp } from '../../src/platform/http.ts';
import { assemble, programmes as built } from '../../src/units.ts';
import { extra, heritage } from '../seventh/fixture.ts';
import type { TestDatabase } from '../support/database.ts';
import { mended, sample } from './sample.ts';

// As the doors say it: what a form gets wrong is said in Chinese.
z.config(z.locales.zhCN());

/** Two towns of one county. */
export const town = '410402100';
export const neighbour = '410402005';

/** With the seventh, so that every law asks it as well. */
const programmes = [...built, heritage];

/** Posts that no office has: all verbs of one programme, and none at all. */
const fixture: Programme = {
  key: 'laws',
  title: '约束',
  mark: '约',
  registers: [],
  figures: [],
  roles: [
    { key: 'laws.nothing', title: '无权', verbs: [], levels: [] },
    ...programmes.map(({ key }) => ({ key: `laws.${key}`, title: `${key} 全权`, verbs: [`${key}.*`], levels: [] })),
    { key: 'laws.core', title: '核心全权', verbs: ['people.*', 'ledger.*', 'registers.*', 'clock.*'], levels: [] },
  ],
};

export type Who = 'nobody' | 'idle' | 'here' | 'there' | 'admin.there';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export interface World {
  app: App;
  office: Office;
  routes: readonly Route[];
  assembled: ReturnType<typeof assemble>;
  /** A request; `nobody` sends no cookie. */
  ask: (who: Who, method: string, url: string, body?: unknown, type?: string) => Promise<Answer>;
  /** A well-formed request to a declared route; `params` and parts of the body instead of made-up ones. */
  call: (who: Who, route: Route, params?: Record<string, string>, parts?: Record<string, unknown>) => Promise<Answer>;
  accountId: (who: Who) => Promise<string>;
  close: () => Promise<void>;
}

export async function openWorld(database: TestDatabase): Promise<World> {
  await deploy(database.ownerUrl, extra);
  const folder = mkdtempSync(join(tmpdir(), 'taizhang-laws-'));
  const db = new Database(database.appUrl, { max: 6 });
  const office: Office = { db, clock: new BusinessClock(), vault: new Vault(makeKeyFile()), files: join(folder, 'files') };
  const administrator = (name: string, title: string) => ({ name, title, password: demoPassword });
  await openOffice(office, randomUUID(), {
    city: '4104',
    demo: true,
    clock: '2022-11-09T18:00:00+08:00',
    administrators: {
      system: administrator('admin.system', '甲管'),
      security: administrator('admin.security', '乙管'),
      audit: administrator('admin.audit', '丙管'),
    },
  });
  const everything = (division: string) => [
    ...programmes.map(({ key }) => ({ role: `laws.${key}`, programme: key, division })),
    { role: 'laws.core', programme: 'people', division },
  ];
  await demoPeople(
    office,
    [
      { name: 'laws.idle', title: '无权者', unit: 'city', posts: [{ role: 'laws.nothing', programme: 'laws', division: '4104' }] },
      { name: 'laws.here', title: '甲镇', unit: 'here', posts: everything(town) },
      { name: 'laws.there', title: '乙街道', unit: 'there', posts: everything(neighbour) },
      {
        name: 'laws.admin',
        title: '乙管理员',
        unit: 'there',
        posts: [{ role: 'people.unit_admin', programme: 'people', division: neighbour }],
      },
    ],
    [
      { key: 'city', name: '约束市单位', kind: 'department', division: '4104' },
      { key: 'here', name: '约束甲镇', kind: 'town', division: town },
      { key: 'there', name: '约束乙街道', kind: 'street', division: neighbour },
    ],
  );
  const assembled = assemble({ publicUrl: null }, [heritage, fixture]);
  const { routes, people, constraints } = assembled;
  const app = await createHttp({ publicUrl: null, trustProxy: ['127.0.0.1'], tls: null, constraints, version: 'laws' }, async () => ({}));
  mount(app, office, routes, people.authenticate(office));
  await app.ready();

  const names: Record<Exclude<Who, 'nobody'>, string> = {
    idle: 'laws.idle',
    here: 'laws.here',
    there: 'laws.there',
    'admin.there': 'laws.admin',
  };
  const sessions = new Map<Who, { cookie: string; id: string }>();
  const sessionOf = async (who: Exclude<Who, 'nobody'>) => {
    const known = sessions.get(who);
    if (known) return known;
    const answer = await app.inject({ method: 'POST', url: '/api/sessions', payload: { name: names[who], password: demoPassword } });
    if (answer.statusCode !== 200) throw new Error(`${names[who]} cannot sign in: ${answer.body}`);
    const cookie = [answer.headers['set-cookie'] ?? []]
      .flat()
      .map((one) => one.split(';')[0])
      .join('; ');
    const session = { cookie, id: (answer.json() as { account: { id: string } }).account.id };
    sessions.set(who, session);
    return session;
  };
  const ask: World['ask'] = async (who, method, url, body, type = 'application/json') => {
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers: {
        // Every request from an address of its own: what may be guessed is limited by address.
        'x-forwarded-for': `10.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}.1`,
        ...(who === 'nobody' ? {} : { cookie: (await sessionOf(who)).cookie }),
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const isJson = String(answer.headers['content-type'] ?? '').includes('json');
    return { status: answer.statusCode, body: isJson ? (answer.json() as Record<string, unknown>) : {} };
  };
  return {
    app,
    office,
    routes,
    assembled,
    ask,
    call: async (who, route, params = {}, parts = {}) => {
      const values = { ...(sample(route.params) as Record<string, string>), ...params };
      const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? randomUUID()));
      const query = route.kind === 'act' ? {} : (sample(route.query) as Record<string, string>);
      const url = `${path}${Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ''}`;
      const body = bodyOf(route, values);
      return await ask(who, route.method, url, body && { ...body, ...parts });
    },
    accountId: async (who) => (who === 'nobody' ? '' : (await sessionOf(who)).id),
    close: async () => {
      await app.close();
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function bodyOf(route: Route, params: Record<string, string>): object | undefined {
  if (route.kind === 'read' || route.method === 'DELETE' || !route.body) return undefined;
  const body = sample(route.body);
  if (route.kind === 'raw') return body as object;
  return mended(body, (value) => route.act.input.safeParse(route.input(params as never, value as never))) as object;
}
