/** What the database itself refuses, whatever the code above it says. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { Database } from '../../../platform/db.ts';
import { openWorld, type World } from './factory.ts';

const database = useDatabase();
let world: World;
beforeAll(async () => {
  world = await openWorld(database);
}, 60_000);
afterAll(async () => {
  await world?.close();
});

const tables = ['accounts', 'posts', 'delegations', 'credentials', 'devices', 'sessions', 'attempts', 'sign_ins'];

test('every table has row security, forced, and belongs to the owner', async () => {
  const { rows } = await world.owner.query(
    "select relname, relrowsecurity and relforcerowsecurity as guarded, pg_get_userbyid(relowner) as owner from pg_class where relnamespace = 'people'::regnamespace and relkind = 'r' order by 1",
  );
  expect(rows).toEqual([...tables].sort().map((relname) => ({ relname, guarded: true, owner: 'taizhang_owner' })));
});

test('every function is a definer with a pinned path, or harmless, and none is open to the public', async () => {
  const { rows } = await world.owner.query(
    "select proname, prosecdef, array_to_string(proconfig, ',') as config, has_function_privilege('public', oid, 'execute') as public from pg_proc where pronamespace = 'people'::regnamespace",
  );
  expect(rows.length).toBeGreaterThan(20);
  for (const { proname, prosecdef, config, public: open } of rows) {
    expect(open, proname).toBe(false);
    if (prosecdef) expect(config, proname).toContain('search_path=people, pg_temp');
    else expect(['is_admin_role', 'tell_everybody', 'tell_ended']).toContain(proname);
  }
});

describe('as the server', () => {
  test('credentials, sessions, devices and counters are out of reach', async () => {
    for (const table of ['credentials', 'devices', 'sessions', 'attempts']) {
      await expect(
        world.office.db.transaction('read', { city: '4104', scopes: ['people:4104'] }, (tx) =>
          sql`select * from ${sql.table(`people.${table}`)}`.execute(tx),
        ),
      ).rejects.toThrow(/permission denied/);
    }
  });

  test('nothing is deleted, and names, roles and dates of the past are not rewritten', async () => {
    const act = { city: '4104', scopes: ['people:4104'], account: randomUUID(), act: randomUUID() };
    for (const statement of [
      'delete from people.accounts',
      'delete from people.posts',
      'delete from people.sign_ins',
      "update people.sign_ins set what = 'signed_in'",
      "update people.accounts set name = 'other'",
      "update people.posts set role = 'people.system_admin'",
      "update people.posts set since = '2000-01-01'",
      "update people.delegations set to_on = '2030-01-01'",
    ]) {
      await expect(
        world.office.db.transaction('write', act, (tx) => sql.raw(statement).execute(tx)),
        statement,
      ).rejects.toThrow(/permission denied/);
    }
  });

  test('no row of people is written outside an act', async () => {
    await expect(
      world.office.db.transaction('write', { city: '4104', scopes: ['people:4104'] }, (tx) =>
        sql`insert into people.accounts (city, id, division, name, title) values ('4104', ${randomUUID()}, '4104', 'out.side', 'x')`.execute(
          tx,
        ),
      ),
    ).rejects.toMatchObject({ code: 'TZ001' });
  });

  test('a password is set only inside an act and within reach', async () => {
    const { rows } = await world.owner.query("select id from people.accounts where name = 'other.keeper'");
    const set = (settings: object) =>
      world.office.db.transaction('write', { city: '4104', ...settings }, (tx) =>
        sql`select people.set_password('4104', ${rows[0].id}, '$argon2id$x', false, null)`.execute(tx),
      );
    await expect(set({ scopes: ['people:4104'] })).rejects.toMatchObject({ code: 'TZ001' });
    await expect(set({ scopes: ['people:410402'], act: randomUUID() })).rejects.toMatchObject({ code: '42501' });
    await expect(set({ scopes: ['orchard:4104'], act: randomUUID() })).rejects.toMatchObject({ code: '42501' });
    await expect(set({ account: randomUUID(), act: randomUUID() })).rejects.toMatchObject({ code: '42501' });
  });
});

describe('rows', () => {
  const count = (db: Database, settings: object, what = 'people.accounts') =>
    db.transaction(
      'read',
      settings,
      async (tx) => (await sql<{ n: number }>`select count(*) as n from ${sql.table(what)}`.execute(tx)).rows[0]?.n,
    );

  test('no scope means no rows, also on a connection that had one before', async () => {
    const single = new Database(database.appUrl, { max: 1 });
    try {
      expect(await count(single, { city: '4104', scopes: ['people:4104'], account: randomUUID() })).toBeGreaterThan(5);
      expect(await count(single, { city: '4104' })).toBe(0);
      expect(await count(single, {})).toBe(0);
      expect(await count(single, { scopes: ['people:4104'] })).toBe(0);
      await expect(
        single.transaction('read', { city: '4104', scopes: ['people:4104'] }, () => Promise.reject(new Error('broken'))),
      ).rejects.toThrow('broken');
      for (const table of ['people.accounts', 'people.posts', 'people.delegations', 'people.sign_ins', 'ledger.acts'])
        expect(await count(single, { city: '4104' }, table), table).toBe(0);
    } finally {
      await single.close();
    }
  });

  test('of another city, another programme or a neighbouring division are not there', async () => {
    const { db } = world.office;
    expect(await count(db, { city: '4103', scopes: ['people:4104'] })).toBe(0);
    expect(await count(db, { city: '4104', scopes: ['orchard:4104'] })).toBe(0);
    const names = await db.transaction('read', { city: '4104', scopes: ['people:410402'] }, async (tx) =>
      (await sql<{ name: string }>`select name from people.accounts order by 1`.execute(tx)).rows.map((row) => row.name),
    );
    expect(names).toEqual(['county.keeper', 'county.second', 'county.unit', 'town.keeper']);
  });

  test('of my own account, posts and sign-ins are mine to see, and no other', async () => {
    await world.signIn('town.keeper');
    const { rows } = await world.owner.query("select id from people.accounts where name = 'town.keeper'");
    const mine = { city: '4104', account: rows[0].id, scopes: ['orchard:410402100'] };
    expect(await count(world.office.db, mine)).toBe(1);
    expect(await count(world.office.db, mine, 'people.posts')).toBe(1);
    expect(await count(world.office.db, mine, 'people.sign_ins')).toBe(1);
  });
});
