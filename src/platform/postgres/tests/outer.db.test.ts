import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../root.ts';
import { type EmbeddedDatabase, openEmbedded } from '../embedded.ts';
import { openOuter } from '../outer.ts';

// A server of its own: roles belong to the whole server, and these tests change them.
let home = '';
let server: EmbeddedDatabase;
let owner = '';

beforeAll(async () => {
  const base = join(root, 'node_modules', '.cache', 'taizhang-outer');
  mkdirSync(base, { recursive: true });
  home = mkdtempSync(join(base, 'home-'));
  server = await openEmbedded({ project: root, home, keys: join(home, 'keys'), durable: false, mayStart: true });
  await admin(`create role keeper login createrole password 'k'`, 'create database town owner keeper template template0');
  owner = as('keeper', 'k', 'town');
});

afterAll(async () => {
  await server.stop();
  if (!server.where.startsWith(home)) rmSync(join(server.where, '..'), { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

function as(role: string, password: string, database: string): string {
  return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${database}`;
}

async function admin(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server.urls.superuser });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function whoIs(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query('select current_user as role, current_database() as name')).rows[0];
  } finally {
    await client.end();
  }
}

const keys = (name: string) => join(home, name);

test('makes the role the server uses, keeps its password, and finds it again', async () => {
  await admin(`drop owned by taizhang_app`, `revoke all on database taizhang from taizhang_app`, 'drop role taizhang_app');
  const first = await openOuter(owner, null, keys('a'));
  expect(await whoIs(first.urls.app)).toEqual({ role: 'taizhang_app', name: 'town' });
  expect(first.where).toBe(`127.0.0.1:${server.port}/town`);
  const again = await openOuter(owner, null, keys('a'));
  expect(again.urls.app).toBe(first.urls.app);
});

test('a role somebody else is using keeps its password', async () => {
  const mine = await openOuter(owner, null, keys('a'));
  const client = new pg.Client({ connectionString: mine.urls.app });
  await client.connect();
  try {
    await expect(openOuter(owner, null, keys('other'))).rejects.toMatchObject({
      type: '/problems/platform/database-app-role',
      detail: expect.stringContaining('DATABASE_APP_URL'),
    });
  } finally {
    await client.end();
  }
  expect(await whoIs(mine.urls.app)).toMatchObject({ role: 'taizhang_app' });
});

test('an owner who may not make roles is told what to ask for', async () => {
  await admin(`create role poor login password 'p'`, 'create database village owner poor template template0');
  await expect(openOuter(as('poor', 'p', 'village'), null, keys('poor'))).rejects.toMatchObject({
    type: '/problems/platform/database-app-role',
    detail: expect.stringContaining('create role taizhang_app'),
  });
});

test('a given role is used, unless row security would not hold for it', async () => {
  await admin(`create role clerk login password 'c'`, `create role god login superuser password 'g'`);
  expect((await openOuter(owner, as('clerk', 'c', 'town'), keys('b'))).urls.app).toContain('clerk');
  for (const [role, password] of [
    ['god', 'g'],
    ['keeper', 'k'],
  ] as const) {
    await expect(openOuter(owner, as(role, password, 'town'), keys('b'))).rejects.toMatchObject({
      type: '/problems/platform/database-app-rights',
    });
  }
});

test('an encoding that cannot hold every name', async () => {
  await admin(`create database old owner keeper template template0 encoding 'LATIN1' locale 'C' locale_provider libc`);
  await expect(openOuter(as('keeper', 'k', 'old'), null, keys('a'))).rejects.toMatchObject({
    type: '/problems/platform/database-encoding',
  });
});

test('a server that is not there, a wrong password, a missing database', async () => {
  for (const url of ['postgres://x:y@127.0.0.1:1/z', as('keeper', 'wrong', 'town'), as('keeper', 'k', 'nowhere')]) {
    const refused = openOuter(url, null, keys('a'));
    await expect(refused).rejects.toMatchObject({ type: '/problems/platform/database-connect' });
    // The words go to a terminal and to logs.
    await expect(refused).rejects.not.toMatchObject({ detail: expect.stringContaining('wrong@') });
  }
});
