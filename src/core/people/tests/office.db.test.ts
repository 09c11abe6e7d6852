/** The first run: once, whole or not at all, three different people. And the machine's own accounts. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { demoAccounts, demoUnits } from '../../../demo.ts';
import { scopesOf, sealAll } from '../../ledger/index.ts';
import { listWritten } from '../../ledger/queries.ts';
import { buildActor, demoAdministrators, demoPeople, openOffice, readerActor, systemActor } from '../index.ts';
import { bareWorld, type World } from './factory.ts';

const database = useDatabase();
let world: World;
beforeAll(async () => {
  world = await bareWorld(database);
}, 60_000);
afterAll(async () => {
  await world?.close();
});

const admin = (name: string, title: string, password: string) => ({ name, title, password });
const administrators = {
  system: admin('first.admin', '甲某', 'Strong-word-1'),
  security: admin('second.admin', '乙某', 'Strong-word-2'),
  audit: admin('third.admin', '丙某', 'Strong-word-3'),
};
const open = (body: object, key?: string) =>
  world.call('POST', '/api/office', { body: { city: '4104', administrators, ...body }, ...(key ? { key } : {}) });
const counts = async () =>
  (
    await world.owner.query(
      'select (select count(*) from platform.office)::int as offices, (select count(*) from people.accounts)::int as accounts, (select count(*) from divisions.divisions)::int as divisions, (select count(*) from ledger.acts)::int as acts',
    )
  ).rows[0];

describe('an office that is not open', () => {
  test('says so, lists the cities at hand, and refuses sign-in and actors', async () => {
    expect((await world.call('GET', '/api/office')).body).toMatchObject({
      state: 'first_run',
      city: null,
      demo: false,
      demo_accounts: [],
      cities: [{ code: '4104', name: '平顶山市' }],
    });
    expect(await world.signIn('first.admin')).toMatchObject({ status: 409, body: { type: '/problems/people/not-opened' } });
    expect((await world.call('GET', '/api/session')).status).toBe(401);
    await expect(buildActor(world.office, world.roles, 'first.admin')).rejects.toMatchObject({ type: '/problems/people/not-opened' });
    await expect(systemActor(world.office, 'orchard')).rejects.toMatchObject({ type: '/problems/people/not-opened' });
  });

  test('is not opened for an unknown city, with one person twice, or with weak passwords; nothing is left behind', async () => {
    expect(await open({ city: '9999' })).toMatchObject({ status: 422, body: { type: '/problems/people/no-such-city' } });
    for (const security of [
      admin('first.admin', '乙某', 'Strong-word-2'),
      admin('second.admin', '甲某', 'Strong-word-2'),
      admin('second.admin', '乙某', 'Strong-word-1'),
    ]) {
      expect(await open({ administrators: { ...administrators, security } })).toMatchObject({
        status: 422,
        body: { type: '/problems/people/admins-not-apart' },
      });
    }
    expect(await open({ administrators: { ...administrators, audit: admin('third.admin', '丙某', 'weak') } })).toMatchObject({
      status: 422,
      body: { type: '/problems/people/weak-password' },
    });
    expect((await open({ administrators: { system: administrators.system } })).status).toBe(400);
    expect(await counts()).toEqual({ offices: 0, accounts: 0, divisions: 0, acts: 0 });
  });

  test('the server may not write it in: only the definer function opens it, once', async () => {
    await expect(
      world.office.db.transaction('write', { city: '4104' }, (tx) =>
        sql`insert into platform.office (city, name) values ('4104', 'x')`.execute(tx),
      ),
    ).rejects.toThrow(/permission denied/);
  });

  test('of several first runs at the same moment one succeeds, and its replay gets the same answer', async () => {
    const keys = [randomUUID(), randomUUID(), randomUUID()];
    const answers = await Promise.all(keys.map((key) => open({}, key)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ type: '/problems/people/opened-already' });
    expect(await counts()).toMatchObject({ offices: 1, accounts: 4, acts: 1 });
    expect(await open({})).toMatchObject({ status: 409 });
  });
});

describe('an opened office', () => {
  test('is ready, no demo, lists nobody, and its administrators sign in to their own parts', async () => {
    expect((await world.call('GET', '/api/office')).body).toMatchObject({
      state: 'ready',
      demo: false,
      city: { code: '4104', name: '平顶山市' },
      demo_accounts: [],
      cities: [],
    });
    for (const [key, role] of [
      ['system', 'people.system_admin'],
      ['security', 'people.security_admin'],
      ['audit', 'people.audit_admin'],
    ] as const) {
      const { status, body } = await world.signIn(administrators[key].name, administrators[key].password);
      expect(status).toBe(200);
      expect(body).toMatchObject({ must_change_password: false, posts: [{ role, division: '4104', unit_name: '系统管理' }] });
    }
  });

  test('the act that opened it is in the ledger, without a password, and the chain holds', async () => {
    await world.owner.query("select ledger.seal('4104', 100)");
    expect((await world.owner.query("select * from ledger.verify('4104')")).rows).toEqual([]);
    const { rows } = await world.owner.query("select to_jsonb(a)::text as whole from ledger.acts a where verb = 'people.office.open'");
    expect(rows).toHaveLength(1);
    expect(rows[0].whole).not.toMatch(/Strong-word|argon/);
  });

  test('says where complaints go and its record number: only the system administrator writes it, everybody reads it', async () => {
    const told = {
      complaints: { text: '平顶山市人民政府办公室，工作日 9:00–17:00', phone: '0375-12345' },
      record_no: '豫政应用备 2022-0417',
    };
    const cookieOf = async (key: keyof typeof administrators) =>
      (await world.signIn(administrators[key].name, administrators[key].password)).cookie;
    const edit = async (key: keyof typeof administrators | null, body: object) =>
      await world.call('PATCH', '/api/office', { ...(key ? { cookie: await cookieOf(key) } : {}), body });
    expect((await edit(null, told)).status).toBe(401);
    expect(await edit('security', told)).toMatchObject({ status: 403, body: { type: '/problems/ledger/forbidden' } });
    expect((await edit('audit', told)).status).toBe(403);
    for (const wrong of [
      { ...told, complaints: { ...told.complaints, phone: '12' } },
      { ...told, complaints: { ...told.complaints, text: '长'.repeat(201) } },
      { ...told, record_no: '1'.repeat(101) },
    ])
      expect((await edit('system', wrong)).status).toBe(422);
    expect((await world.call('GET', '/api/office')).body).toMatchObject({ complaints: null, record_no: null });

    expect(await edit('system', told)).toMatchObject({ status: 200, body: told });
    expect((await world.call('GET', '/api/office')).body).toMatchObject(told);
    const { rows } = await world.owner.query("select summary, account from ledger.acts where verb = 'people.office.edit'");
    expect(rows).toEqual([
      {
        account: '甲某',
        summary: { complaints: '平顶山市人民政府办公室，工作日 9:00–17:00 0375-12345', record_no: '豫政应用备 2022-0417' },
      },
    ]);

    expect((await edit('system', { complaints: { text: ' ', phone: '' }, record_no: '' })).status).toBe(200);
    expect((await world.call('GET', '/api/office')).body).toMatchObject({ complaints: null, record_no: null });
    // Each of the two acts has what stood there before and after, kept, sealed and shown as any row's versions.
    const { rows: acts } = await world.owner.query("select id from ledger.acts where verb = 'people.office.edit' order by recorded_at");
    const [first, second] = await Promise.all(
      acts.map(
        async ({ id }) =>
          await world.office.db.transaction('read', { city: '4104', scopes: ['people:4104'] }, (tx) => listWritten(tx, '4104', id, 10)),
      ),
    );
    const nothing = { complaints: null, record_no: null };
    expect(first).toMatchObject({ rows_total: 1, rows: [{ relation: 'platform.office_facts', before: nothing, after: told }] });
    expect(second).toMatchObject({ rows_total: 1, rows: [{ before: told, after: nothing }] });
    await sealAll(world.office.db);
    expect((await world.owner.query("select * from ledger.verify('4104')")).rows).toEqual([]);
    // Not even the server writes there without an act.
    await expect(
      world.office.db.transaction('write', { city: '4104', scopes: ['people:4104'] }, (tx) =>
        sql`update platform.office set record_no = '假'`.execute(tx),
      ),
    ).rejects.toMatchObject({ code: 'TZ001' });
    // Anything else of the office stays out of the server's reach.
    await expect(
      world.office.db.transaction('write', { city: '4104', scopes: ['people:4104'] }, (tx) =>
        sql`update platform.office set demo = true`.execute(tx),
      ),
    ).rejects.toThrow(/permission denied/);
  });

  test('the machine acts under named accounts, made by an act once, that nobody signs in to', async () => {
    const [one, two] = await Promise.all([systemActor(world.office, 'orchard'), systemActor(world.office, 'orchard')]);
    expect(one.account_id).toBe(two.account_id);
    expect(one).toMatchObject({
      account: 'system.orchard',
      title: '系统',
      posts: [{ programme: 'orchard', division: '4104', verbs: ['orchard.*'] }],
    });
    expect(scopesOf(one)).toContain('orchard:4104');
    expect(await world.signIn('system.orchard', 'anything')).toMatchObject({ status: 401 });
    await expect(buildActor(world.office, world.roles, 'system.orchard')).rejects.toMatchObject({
      type: '/problems/people/no-such-account',
    });
    await world.owner.query("select ledger.seal('4104', 100)");
    expect((await world.owner.query("select * from ledger.verify('4104')")).rows).toEqual([]);
  });

  test('the reader of the command line reads the given programmes, writes nothing, and is logged', async () => {
    const reader = await readerActor(world.office, world.roles, ['orchard']);
    expect(reader).toMatchObject({ title: '命令行', posts: [{ programme: 'orchard', division: '4104', verbs: ['orchard.trees.read'] }] });
    const { rows } = await world.owner.query(
      "select count(*)::int as n from people.sign_ins where what = 'command_line' and name = '命令行'",
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('an actor is built for --as, whatever the case of the name; unknown ones are refused', async () => {
    expect(await buildActor(world.office, world.roles, 'First.Admin ')).toMatchObject({ account: 'first.admin' });
    await expect(buildActor(world.office, world.roles, 'nobody.here')).rejects.toMatchObject({ type: '/problems/people/no-such-account' });
  });

  test('is not opened a second time by the demo either', async () => {
    await expect(
      openOffice(world.office, randomUUID(), {
        city: '4104',
        demo: true,
        clock: '2022-11-09T18:00:00+08:00',
        administrators: demoAdministrators,
      }),
    ).rejects.toMatchObject({
      constraint: 'office_opened_once',
    });
  });
});

describe('the demo', () => {
  const empty = useDatabase();
  test('has its fixed accounts, one password, and shows them on the sign-in page', async () => {
    const demo = await bareWorld(empty);
    try {
      await openOffice(demo.office, randomUUID(), {
        city: '4104',
        demo: true,
        clock: '2022-11-09T18:00:00+08:00',
        administrators: demoAdministrators,
      });
      await demoPeople(demo.office, demoAccounts, demoUnits);
      const { body } = await demo.call('GET', '/api/office');
      expect(body).toMatchObject({ state: 'ready', demo: true, now: '2022-11-09T10:00:00.000Z' });
      const shown = body.demo_accounts as { name: string; unit_name: string }[];
      expect(shown.map(({ name }) => name)).toEqual([
        'admin.system',
        'admin.security',
        'admin.audit',
        ...demoAccounts.map(({ name }) => name),
      ]);
      expect(shown.find(({ name }) => name === 'zhangzhuang.grid')).toMatchObject({ unit_name: '张庄村村民委员会' });
      for (const { name } of demoAccounts) expect((await demo.signIn(name, 'Taizhang-demo-1')).status).toBe(200);
      const { rows } = await demo.owner.query('select distinct at from ledger.acts');
      expect(rows).toEqual([{ at: new Date('2022-11-09T10:00:00Z') }]);
      expect((await demo.owner.query("select count(*)::int as n from ledger.verify('4104')")).rows).toEqual([{ n: 0 }]);
    } finally {
      await demo.close();
    }
  });
});
