/** Accounts, posts, passwords, delegation, handover: what is refused, what is done, what the ledger keeps of it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { openWorld, password, type World } from './factory.ts';

const database = useDatabase();
let world: World;
let system: string;
let security: string;
let audit: string;
let unitAdmin: string;
beforeAll(async () => {
  world = await openWorld(database);
  system = (await world.signIn('admin.system')).cookie;
  security = (await world.signIn('admin.security')).cookie;
  audit = (await world.signIn('admin.audit')).cookie;
  unitAdmin = (await world.signIn('county.unit')).cookie;
}, 60_000);
afterAll(async () => {
  await world?.close();
});

const idOf = async (name: string): Promise<string> =>
  (await world.owner.query('select id from people.accounts where name = $1', [name])).rows[0].id;
const unitOf = async (name: string): Promise<string> =>
  (await world.owner.query('select id from divisions.units where name = $1', [name])).rows[0].id;
const today = '2022-11-09';
let made = 0;
/** A new person with a known password and a post of keeper in the county. */
async function newPerson(
  title = '柳长青',
  options: { post?: boolean; unit?: string; division?: string } = {},
): Promise<{ id: string; name: string }> {
  made += 1;
  const name = `person.no${made}`;
  const answer = await world.call('POST', '/api/accounts', { cookie: system, body: { name, title, password } });
  expect(answer.status).toBe(200);
  const id = String(answer.body.id);
  if (options.post !== false) {
    const post = await world.call('POST', `/api/accounts/${id}/posts`, {
      cookie: security,
      body: {
        role: 'orchard.keeper',
        programme: 'orchard',
        unit_id: await unitOf(options.unit ?? '新华区果园办'),
        division: options.division ?? '410402',
      },
    });
    expect(post.status).toBe(200);
  }
  await world.owner.query('update people.credentials set must_change = false where account_id = $1', [id]);
  return { id, name };
}

describe('accounts', () => {
  test('are not seen or made by people without the verb', async () => {
    const { cookie } = await world.signIn('county.keeper');
    expect((await world.call('GET', '/api/accounts', { cookie })).status).toBe(403);
    expect((await world.call('POST', '/api/accounts', { cookie, body: { name: 'some.body', title: '某人' } })).status).toBe(403);
    expect((await world.call('POST', '/api/accounts', { cookie: security, body: { name: 'some.body', title: '某人' } })).status).toBe(403);
    expect((await world.call('POST', '/api/accounts', { cookie: audit, body: { name: 'some.body', title: '某人' } })).status).toBe(403);
    expect((await world.call('GET', '/api/accounts', { cookie: audit })).status).toBe(403);
  });

  test('are refused with the reason: a taken name, a wrong name, a weak password', async () => {
    const post = (body: object) => world.call('POST', '/api/accounts', { cookie: system, body });
    expect(await post({ name: 'County.Keeper', title: '重名' })).toMatchObject({
      status: 409,
      body: { type: '/problems/people/name-taken' },
    });
    expect(await post({ name: '9x', title: '某人' })).toMatchObject({ status: 422, body: { detail: expect.stringContaining('用户名') } });
    expect(await post({ name: 'some.body', title: ' ' })).toMatchObject({ status: 422 });
    expect(await post({ name: 'some.body', title: '某人', password: 'short' })).toMatchObject({
      status: 422,
      body: { type: '/problems/people/weak-password' },
    });
    expect(await post({ name: 'some.body', title: '某人', password: 'Some.body-2022' })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('用户名') },
    });
  });

  test('get a one-time password that the ledger does not keep, the same for a replay, and must change it', async () => {
    const key = randomUUID();
    const body = { name: 'fresh.one', title: '新来的', phone: '13800000000', unit_id: await unitOf('新华区果园办') };
    const first = await world.call('POST', '/api/accounts', { cookie: system, key, body });
    const replay = await world.call('POST', '/api/accounts', { cookie: system, key, body });
    expect(first.status).toBe(200);
    expect(replay.body).toEqual(first.body);
    const once = String(first.body.one_time_password);
    const { rows } = await world.owner.query('select to_jsonb(a)::text as act from ledger.acts a where id = $1', [key]);
    expect(rows).toHaveLength(1);
    expect(rows[0].act).not.toContain(once);
    expect((await world.owner.query("select count(*)::int as n from people.accounts where name = 'fresh.one'")).rows[0].n).toBe(1);
    // Sealed at rest, masked when shown.
    expect((await world.owner.query("select phone::text from people.accounts where name = 'fresh.one'")).rows[0].phone).not.toContain(
      Buffer.from('13800000000').toString('hex'),
    );
    expect((await world.call('GET', `/api/accounts/${first.body.id}`, { cookie: system })).body).toMatchObject({
      phone: '138****0000',
      state: 'active',
      posts: [],
    });
    // Without a post nothing can be done, which only somebody with the right password is told.
    expect(await world.signIn('fresh.one', once)).toMatchObject({ status: 403, body: { type: '/problems/people/no-post' } });
    expect(await world.signIn('fresh.one', 'not-this-one-1A')).toMatchObject({ status: 401 });
    await world.call('POST', `/api/accounts/${first.body.id}/posts`, {
      cookie: security,
      body: { role: 'orchard.reader', programme: 'orchard', unit_id: await unitOf('新华区果园办'), division: '410402' },
    });
    const { cookie, body: session } = await world.signIn('fresh.one', once);
    expect(session.must_change_password).toBe(true);
    expect(await world.call('GET', '/api/orchard/trees', { cookie })).toMatchObject({
      status: 403,
      body: { type: '/problems/people/password-due' },
    });
    expect((await world.call('GET', '/api/session', { cookie })).status).toBe(200);
    expect(
      await world.call('POST', '/api/session/password', { cookie, body: { old_password: once, password: 'My-own-word-7' } }),
    ).toMatchObject({ status: 200 });
    expect((await world.call('GET', '/api/orchard/trees', { cookie })).status).toBe(200);
  });

  test('a one-time password goes stale after three days of real time', async () => {
    const person = await newPerson();
    await world.owner.query("update people.credentials set valid_until = now() - interval '1 second' where account_id = $1", [person.id]);
    expect(await world.signIn(person.name)).toMatchObject({ status: 403, body: { type: '/problems/people/one-time-expired' } });
  });

  test('a lock is felt at once, and only the security administrator takes it off', async () => {
    const person = await newPerson();
    const { cookie } = await world.signIn(person.name);
    expect((await world.call('GET', '/api/orchard/trees', { cookie })).status).toBe(200);
    expect((await world.call('PATCH', `/api/accounts/${person.id}`, { cookie: security, body: { locked: true } })).status).toBe(403);
    expect(
      (await world.call('PATCH', `/api/accounts/${person.id}`, { cookie: system, body: { locked: true, reason: '调查' } })).status,
    ).toBe(200);
    await eventually(async () => (await world.call('GET', '/api/orchard/trees', { cookie })).status, 401);
    expect(await world.signIn(person.name)).toMatchObject({ status: 403, body: { type: '/problems/people/closed' } });
    expect((await world.call('PATCH', `/api/accounts/${person.id}`, { cookie: system, body: { locked: false } })).status).toBe(403);
    expect((await world.call('PATCH', `/api/accounts/${person.id}`, { cookie: security, body: { locked: false } })).status).toBe(200);
    expect((await world.signIn(person.name)).status).toBe(200);
  });

  test('the lock after failures is shown and taken off', async () => {
    const person = await newPerson();
    for (let i = 0; i < 5; i += 1) await world.signIn(person.name, `Wrong-${i}`);
    const { body } = await world.call('GET', `/api/accounts/${person.id}`, { cookie: security });
    expect(body).toMatchObject({ state: 'locked', locked_until: expect.any(String) });
    expect((await world.call('PATCH', `/api/accounts/${person.id}`, { cookie: security, body: { locked: false } })).status).toBe(200);
    expect((await world.signIn(person.name)).status).toBe(200);
  });

  test('a stale version is refused with both values, and the earlier version is kept', async () => {
    const person = await newPerson('原名');
    const before = (await world.call('GET', `/api/accounts/${person.id}`, { cookie: system })).body.version;
    expect(
      (await world.call('PATCH', `/api/accounts/${person.id}`, { cookie: system, body: { version: before, title: '改名' } })).status,
    ).toBe(200);
    expect(
      await world.call('PATCH', `/api/accounts/${person.id}`, { cookie: system, body: { version: before, title: '另改' } }),
    ).toMatchObject({
      status: 409,
      body: { column_conflicts: [{ column: 'title', yours: '另改', theirs: '改名' }] },
    });
    const { rows } = await world.owner.query(
      "select content ->> 'title' as title from ledger.versions where row_id = $1 order by version",
      [person.id],
    );
    expect(rows.at(-1)).toEqual({ title: '原名' });
  });

  test('are listed by name, found by words, and a page follows a page', async () => {
    const first = await world.call('GET', '/api/accounts?limit=3', { cookie: system });
    const items = first.body.items as { name: string }[];
    expect(items.map(({ name }) => name)).toEqual(['admin.audit', 'admin.security', 'admin.system']);
    const second = await world.call('GET', `/api/accounts?limit=3&after=${first.body.next}`, { cookie: system });
    expect((second.body.items as { name: string }[])[0]?.name).toBe('city.keeper');
    const found = await world.call('GET', `/api/accounts?q=${encodeURIComponent('童小')}`, { cookie: system });
    expect(found.body.items).toMatchObject([{ name: 'town.keeper', unit_name: '焦店镇果园站', posts: [{ role_title: '果园管理员' }] }]);
    const below = await world.call('GET', '/api/accounts?division=410403', { cookie: system });
    expect(below.body.items).toMatchObject([{ name: 'other.keeper' }]);
    expect(JSON.stringify(found.body)).not.toMatch(/hash|argon/);
  });
});

describe('three administrators', () => {
  test('are three people: nobody holds two of the roles, or one beside other work', async () => {
    const systemId = await idOf('admin.system');
    const keeper = await idOf('county.keeper');
    const unit_id = await unitOf('系统管理');
    const give = (account: string, role: string, programme: string, division = '4104') =>
      world.call('POST', `/api/accounts/${account}/posts`, { cookie: security, body: { role, programme, unit_id, division } });
    for (const answer of [
      await give(systemId, 'people.security_admin', 'people'),
      await give(systemId, 'people.audit_admin', 'audit'),
      await give(systemId, 'orchard.keeper', 'orchard'),
      await give(keeper, 'people.system_admin', 'people'),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { type: '/problems/people/three-powers' } });
    }
  });

  test('not even SQL in the name of the server gives two of the roles', async () => {
    const account = await idOf('admin.audit');
    const unit = await unitOf('系统管理');
    const attempt = world.office.db.transaction(
      'write',
      { city: '4104', scopes: ['people:4104'], account: randomUUID(), act: randomUUID() },
      async (tx) => {
        const { sql } = await import('kysely');
        await sql`insert into people.posts (city, id, division, account_id, unit_id, role, programme, since)
        values ('4104', ${randomUUID()}, '4104', ${account}, ${unit}, 'people.system_admin', 'people', ${today})`.execute(tx);
      },
    );
    await expect(attempt).rejects.toMatchObject({ constraint: 'posts_three_powers' });
  });

  test('two roles given at the same moment: one is refused', async () => {
    const person = await newPerson('同时的', { post: false });
    const unit_id = await unitOf('系统管理');
    const give = (role: string, programme: string) =>
      world.call('POST', `/api/accounts/${person.id}/posts`, { cookie: security, body: { role, programme, unit_id, division: '4104' } });
    const answers = await Promise.all([
      give('people.system_admin', 'people'),
      give('people.audit_admin', 'audit'),
      give('people.security_admin', 'people'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const [post] = (await world.call('GET', `/api/accounts/${person.id}`, { cookie: security })).body.posts as { id: string }[];
    expect((await world.call('DELETE', `/api/accounts/${person.id}/posts/${post?.id}`, { cookie: security })).status).toBe(200);
  });

  test('nobody gives himself a post, and each keeps to his part', async () => {
    const unit_id = await unitOf('系统管理');
    expect(
      await world.call('POST', `/api/accounts/${await idOf('admin.security')}/posts`, {
        cookie: security,
        body: { role: 'people.security_admin', programme: 'people', unit_id, division: '4104' },
      }),
    ).toMatchObject({ status: 403, body: { type: '/problems/people/not-to-oneself' } });
    expect(
      (
        await world.call('POST', `/api/accounts/${await idOf('county.keeper')}/posts`, {
          cookie: system,
          body: { role: 'orchard.reader', programme: 'orchard', unit_id, division: '4104' },
        })
      ).status,
    ).toBe(403);
    expect((await world.call('POST', `/api/accounts/${await idOf('county.keeper')}/password`, { cookie: system, body: {} })).status).toBe(
      403,
    );
  });

  test('read no business row: their scopes lie in no programme', async () => {
    for (const cookie of [system, security, audit]) expect((await world.call('GET', '/api/orchard/trees', { cookie })).status).toBe(403);
    const { scopesOf } = await import('../../ledger/index.ts');
    expect(scopesOf(await world.actor('admin.system'))).toEqual(['people:4104']);
    expect(scopesOf(await world.actor('admin.security'))).toEqual(['people:4104']);
    expect(scopesOf(await world.actor('admin.audit'))).toEqual(['audit:4104']);
  });

  test('the last one cannot be locked or dismissed', async () => {
    const id = await idOf('admin.audit');
    expect(await world.call('PATCH', `/api/accounts/${id}`, { cookie: system, body: { locked: true } })).toMatchObject({
      status: 409,
      body: { type: '/problems/people/last-admin' },
    });
    const post = (await world.owner.query('select id from people.posts where account_id = $1', [id])).rows[0].id;
    expect(await world.call('DELETE', `/api/accounts/${id}/posts/${post}`, { cookie: security })).toMatchObject({
      status: 409,
      body: { type: '/problems/people/last-admin' },
    });
  });

  test('the audit administrator reads sign-ins and the acts of everybody, no account', async () => {
    await world.signIn('county.keeper');
    const log = await world.call('GET', '/api/sign-ins?name=county.keeper', { cookie: audit });
    expect(log.body.items).toContainEqual(expect.objectContaining({ what: 'signed_in', name: 'county.keeper', words: 'Windows，Chrome' }));
    expect((await world.call('GET', '/api/sign-ins', { cookie: system })).status).toBe(403);
    const { cookie } = await world.signIn('county.keeper');
    await world.call('POST', '/api/orchard/trees', { cookie, body: { division: '410402' } });
    const actor = await world.actor('admin.audit');
    const { settingsOf } = await import('../../ledger/index.ts');
    const { sql } = await import('kysely');
    const count = (who: typeof actor) =>
      world.office.db.transaction('read', settingsOf(who), async (tx) => {
        const acts = await sql<{ programme: string }>`select distinct programme from ledger.acts order by 1`.execute(tx);
        const accounts = await sql<{ n: number }>`select count(*) as n from people.accounts`.execute(tx);
        return { acts: acts.rows.map(({ programme }) => programme), accounts: accounts.rows[0]?.n };
      });
    expect(await count(actor)).toEqual({ acts: ['orchard', 'people'], accounts: 1 });
    expect((await count(await world.actor('admin.system'))).acts).toEqual(['people']);
  });
});

describe('unit administrators', () => {
  test('see the accounts of their division and change only their own unit', async () => {
    const list = await world.call('GET', '/api/accounts?limit=200', { cookie: unitAdmin });
    const names = (list.body.items as { name: string }[]).map(({ name }) => name);
    expect(names).toContain('town.keeper');
    expect(names).not.toContain('other.keeper');
    expect(names).not.toContain('city.keeper');
    // Of another county: as if absent.
    expect((await world.call('GET', `/api/accounts/${await idOf('other.keeper')}`, { cookie: unitAdmin })).status).toBe(404);
    expect(
      (await world.call('PATCH', `/api/accounts/${await idOf('other.keeper')}`, { cookie: unitAdmin, body: { title: '改' } })).status,
    ).toBe(404);
    // Of a unit that belongs to theirs: allowed.
    expect(
      (await world.call('PATCH', `/api/accounts/${await idOf('town.keeper')}`, { cookie: unitAdmin, body: { title: '童小满' } })).status,
    ).toBe(200);
  });

  test('not the accounts of another unit in the same county', async () => {
    const unit = await world.call('POST', '/api/units', {
      cookie: system,
      body: { name: '新华区林业站', kind: 'station', division: '410402' },
    });
    expect(unit.status).toBe(200);
    const made = await world.call('POST', '/api/accounts', {
      cookie: system,
      body: { name: 'forest.one', title: '林一', password, unit_id: unit.body.id },
    });
    expect(await world.call('POST', `/api/accounts/${made.body.id}/password`, { cookie: unitAdmin, body: {} })).toMatchObject({
      status: 403,
      body: { type: '/problems/people/not-your-unit' },
    });
  });

  test('give posts in their own division and in work their unit already does, never administration', async () => {
    const made = await world.call('POST', '/api/accounts', {
      cookie: unitAdmin,
      body: { name: 'unit.child', title: '本单位的', password },
    });
    expect(made.status).toBe(200);
    const unit_id = await unitOf('新华区果园办');
    const give = (role: string, programme: string, division: string) =>
      world.call('POST', `/api/accounts/${made.body.id}/posts`, { cookie: unitAdmin, body: { role, programme, unit_id, division } });
    expect((await give('orchard.keeper', 'orchard', '410403')).status).toBe(404);
    expect((await give('orchard.keeper', 'orchard', '4104')).status).toBe(404);
    expect(await give('people.auditor', 'orchard', '410402')).toMatchObject({ status: 200 });
    expect(await give('people.unit_admin', 'people', '410402')).toMatchObject({ status: 200 });
    expect(await give('orchard.keeper', 'forestry', '410402')).toMatchObject({
      status: 422,
      body: { type: '/problems/people/no-such-role' },
    });
    expect(await give('orchard.reader', 'orchard', '410402100')).toMatchObject({
      status: 422,
      body: { type: '/problems/people/wrong-level' },
    });
  });
});

describe('posts', () => {
  test('of unknown roles, past days and twice are refused', async () => {
    const person = await newPerson();
    const unit_id = await unitOf('新华区果园办');
    const give = (body: object) =>
      world.call('POST', `/api/accounts/${person.id}/posts`, {
        cookie: security,
        body: { role: 'orchard.keeper', programme: 'orchard', unit_id, division: '410402', ...body },
      });
    expect(await give({ role: 'orchard.king' })).toMatchObject({ status: 422, body: { type: '/problems/people/no-such-role' } });
    expect(await give({ since: '2022-11-08' })).toMatchObject({ status: 422, body: { type: '/problems/people/date-before-today' } });
    expect(await give({})).toMatchObject({ status: 409, body: { type: '/problems/people/post-held' } });
    expect(await give({ division: '410402100', until: '2022-11-01' })).toMatchObject({
      status: 422,
      body: { type: '/problems/people/post-days' },
    });
  });

  test('follow the business date: one that begins tomorrow gives nothing today', async () => {
    const person = await newPerson();
    const give = await world.call('POST', `/api/accounts/${person.id}/posts`, {
      cookie: security,
      body: {
        role: 'orchard.keeper',
        programme: 'orchard',
        unit_id: await unitOf('卫东区果园办'),
        division: '410403',
        since: '2022-11-10',
      },
    });
    expect(give.status).toBe(200);
    const { cookie } = await world.signIn(person.name);
    expect((await world.call('GET', '/api/orchard/trees', { cookie })).body.scopes).not.toContain('410403');
    await world.owner.query("update platform.office set clock = '2022-11-10T09:00:00+08:00'");
    await world.office.clock.refresh(world.office.db);
    expect((await world.call('GET', '/api/orchard/trees', { cookie })).body.scopes).toContain('orchard:410403');
    await world.owner.query("update platform.office set clock = '2022-11-09T18:00:00+08:00'");
    await world.office.clock.refresh(world.office.db);
  });

  test('give scope and verbs, and their end is felt at once', async () => {
    const person = await newPerson();
    const { cookie } = await world.signIn(person.name);
    expect((await world.call('GET', '/api/orchard/trees', { cookie })).body).toMatchObject({
      scopes: expect.stringContaining('orchard:410402'),
    });
    expect((await world.call('POST', '/api/orchard/trees', { cookie, body: { division: '410402100' } })).status).toBe(200);
    expect((await world.call('POST', '/api/orchard/trees', { cookie, body: { division: '410403' } })).status).toBe(404);
    const [post] = (await world.call('GET', `/api/accounts/${person.id}`, { cookie: security })).body.posts as { id: string }[];
    expect((await world.call('DELETE', `/api/accounts/${person.id}/posts/${post?.id}`, { cookie: security })).status).toBe(200);
    await eventually(async () => (await world.call('GET', '/api/orchard/trees', { cookie })).status, 403);
    expect((await world.call('DELETE', `/api/accounts/${person.id}/posts/${post?.id}`, { cookie: security })).status).toBe(409);
  });
});

describe('own password', () => {
  test('needs the old one, strength, and none of the last five', async () => {
    const person = await newPerson();
    const here = (await world.signIn(person.name)).cookie;
    const there = (await world.signIn(person.name)).cookie;
    const change = (old_password: string, next: string) =>
      world.call('POST', '/api/session/password', { cookie: here, body: { old_password, password: next } });
    expect(await change('Not-the-old-1', 'Another-word-1')).toMatchObject({
      status: 422,
      body: { type: '/problems/people/old-password-wrong' },
    });
    for (const weak of ['Short-1', 'alllowercaseletters', 'lowercase123456', `x${person.name}X1`]) {
      expect(await change(password, weak)).toMatchObject({ status: 422, body: { type: '/problems/people/weak-password' } });
    }
    expect(await change(password, password)).toMatchObject({ status: 422, body: { type: '/problems/people/password-used' } });
    expect((await change(password, 'Second-word-2')).status).toBe(200);
    // This session goes on, the other one ends.
    expect((await world.call('GET', '/api/session', { cookie: here })).status).toBe(200);
    expect((await world.call('GET', '/api/session', { cookie: there })).status).toBe(401);
    expect(await change('Second-word-2', password)).toMatchObject({ status: 422, body: { type: '/problems/people/password-used' } });
    const { rows } = await world.owner.query(
      "select programme, division, to_jsonb(a)::text as whole from ledger.acts a where verb = 'people.self.password' and row_id = $1",
      [person.id],
    );
    expect(rows).toMatchObject([{ programme: 'orchard', division: '410402' }]);
    expect(rows[0].whole).not.toMatch(/Second-word|argon/);
  });

  test('reset by the security administrator ends every session', async () => {
    const person = await newPerson();
    const { cookie } = await world.signIn(person.name);
    const reset = await world.call('POST', `/api/accounts/${person.id}/password`, { cookie: security, body: {} });
    expect(reset.status).toBe(200);
    expect((await world.call('GET', '/api/session', { cookie })).status).toBe(401);
    expect((await world.signIn(person.name)).status).toBe(401);
    expect((await world.signIn(person.name, String(reset.body.one_time_password))).body.must_change_password).toBe(true);
  });

  test('lasts 90 days in a real office', async () => {
    const person = await newPerson();
    await world.owner.query("update people.credentials set changed_at = now() - interval '91 days' where account_id = $1", [person.id]);
    expect((await world.signIn(person.name)).body.must_change_password).toBe(false);
    await world.owner.query('update platform.office set demo = false');
    expect((await world.signIn(person.name)).body.must_change_password).toBe(true);
    await world.owner.query('update platform.office set demo = true');
  });
});

describe('delegation 代理', () => {
  const delegateTo = (cookie: string, to_account_id: string, body: object = {}) =>
    world.call('POST', '/api/delegations', { cookie, body: { to_account_id, from: today, to: '2022-11-11', reason: '年休假', ...body } });

  test('is refused to strangers, to oneself, into the past, and of administration', async () => {
    const { cookie } = await world.signIn('county.keeper');
    expect(await delegateTo(cookie, await idOf('other.keeper'))).toMatchObject({
      status: 422,
      body: { type: '/problems/people/delegate-unfit' },
    });
    expect(await delegateTo(cookie, await idOf('county.keeper'))).toMatchObject({ status: 422 });
    expect(await delegateTo(cookie, await idOf('county.second'), { from: '2022-11-08' })).toMatchObject({
      status: 422,
      body: { type: '/problems/people/date-before-today' },
    });
    expect(await delegateTo(cookie, await idOf('county.second'), { to: '2022-11-08' })).toMatchObject({
      status: 422,
      body: { type: '/problems/people/delegation-days' },
    });
    expect(await delegateTo(cookie, await idOf('county.second'), { to: '2023-12-31' })).toMatchObject({
      status: 422,
      body: { type: '/problems/people/delegation-long' },
    });
    expect(
      await world.call('POST', `/api/accounts/${await idOf('admin.system')}/delegations`, {
        cookie: security,
        body: { to_account_id: await idOf('county.second'), from: today, to: today, reason: '病假' },
      }),
    ).toMatchObject({ status: 409, body: { type: '/problems/people/administration-not-delegated' } });
  });

  test('holds from the first to the last day, says for whom, and is recorded from the lent post', async () => {
    const lender = await newPerson('出差的', { unit: '焦店镇果园站', division: '410402100' });
    const deputy = await newPerson('代理的', { unit: '焦店镇果园站', division: '410402100207' });
    const mine = (await world.signIn(lender.name)).cookie;
    const colleagues = (await world.call('GET', '/api/colleagues', { cookie: mine })).body.items as { name: string }[];
    expect(colleagues.map(({ name }) => name)).toEqual(expect.arrayContaining([deputy.name, 'town.keeper']));
    expect((await delegateTo(mine, deputy.id, { from: '2022-11-10', to: '2022-11-11' })).status).toBe(200);
    const { cookie } = await world.signIn(deputy.name);
    const plant = (division: string) => world.call('POST', '/api/orchard/trees', { cookie, body: { division } });
    const at = async (clock: string) => {
      await world.owner.query('update platform.office set clock = $1', [clock]);
      await world.office.clock.refresh(world.office.db);
    };
    try {
      expect((await plant('410402100206')).status).toBe(404);
      await at('2022-11-10T00:00:00+08:00');
      const done = await plant('410402100206');
      expect(done.status).toBe(200);
      const session = (await world.call('GET', '/api/session', { cookie })).body;
      expect(session.posts).toContainEqual(expect.objectContaining({ role_title: '果园管理员（代出差的）', division: '410402100' }));
      const { rows } = await world.owner.query(
        'select account, (select account_id from people.posts p where p.id = a.post_id) as of from ledger.acts a where id = $1',
        [done.body.id],
      );
      expect(rows).toEqual([{ account: '代理的', of: lender.id }]);
      await at('2022-11-11T23:59:00+08:00');
      expect((await plant('410402100206')).status).toBe(200);
      await at('2022-11-12T00:00:00+08:00');
      expect((await plant('410402100206')).status).toBe(404);
      // The lender went on having his posts, and the deputy could not lend them on.
      await at('2022-11-10T00:00:00+08:00');
      const [lent] = (await world.call('GET', '/api/session', { cookie: mine })).body.posts as { id: string }[];
      expect(await delegateTo(cookie, await idOf('town.keeper'), { from: '2022-11-10', post_id: lent?.id })).toMatchObject({
        status: 422,
        body: { type: '/problems/people/not-the-post' },
      });
    } finally {
      await at('2022-11-09T18:00:00+08:00');
    }
  });

  test('is taken back at once by the lender, not by others', async () => {
    const lender = await newPerson('休假的');
    const deputy = await newPerson('顶班的', { unit: '新华区果园办', division: '410402100207' });
    const mine = (await world.signIn(lender.name)).cookie;
    const { body } = await delegateTo(mine, deputy.id);
    const { cookie } = await world.signIn(deputy.name);
    expect((await world.call('POST', '/api/orchard/trees', { cookie, body: { division: '410402' } })).status).toBe(200);
    expect((await world.call('GET', '/api/delegations', { cookie })).body.items).toMatchObject([
      { from_title: '休假的', to_title: '顶班的', reason: '年休假' },
    ]);
    expect((await world.call('DELETE', `/api/delegations/${body.id}`, { cookie })).status).toBe(404);
    expect((await world.call('DELETE', `/api/delegations/${body.id}`, { cookie: mine })).status).toBe(200);
    await eventually(async () => (await world.call('POST', '/api/orchard/trees', { cookie, body: { division: '410402' } })).status, 404);
    expect((await world.call('DELETE', `/api/delegations/${body.id}`, { cookie: mine })).status).toBe(409);
  });

  test('is set by the security administrator for somebody already away', async () => {
    const away = await newPerson('住院的');
    const made = await world.call('POST', `/api/accounts/${away.id}/delegations`, {
      cookie: security,
      body: { to_account_id: await idOf('other.keeper'), from: today, to: '2022-12-09', reason: '病假' },
    });
    expect(made.status).toBe(200);
    const { cookie } = await world.signIn('other.keeper');
    expect((await world.call('POST', '/api/orchard/trees', { cookie, body: { division: '410402' } })).status).toBe(200);
    expect((await world.call('DELETE', `/api/accounts/${away.id}/delegations/${made.body.id}`, { cookie: security })).status).toBe(200);
  });
});

describe('handover 交接', () => {
  test('needs a successor in office and the verb', async () => {
    const leaver = await newPerson();
    const { cookie } = await world.signIn('county.keeper');
    const give = (by: string, to_account_id: string) =>
      world.call('POST', `/api/accounts/${leaver.id}/handover`, { cookie: by, body: { to_account_id, reason: '调离' } });
    expect((await give(cookie, await idOf('county.second'))).status).toBe(403);
    expect((await give(system, await idOf('county.second'))).status).toBe(403);
    expect(await give(security, leaver.id)).toMatchObject({ status: 422, body: { type: '/problems/people/successor-unfit' } });
    expect(await give(security, randomUUID())).toMatchObject({ status: 422 });
    expect(await give(security, await idOf('admin.audit'))).toMatchObject({ status: 409, body: { type: '/problems/people/three-powers' } });
    // Nothing was left behind by the refusals.
    expect((await world.call('GET', `/api/accounts/${leaver.id}`, { cookie: security })).body).toMatchObject({
      state: 'active',
      posts: [{ role: 'orchard.keeper' }],
    });
  });

  test('is one act: posts end and begin, the account closes, its sessions end', async () => {
    const leaver = await newPerson('调离的');
    await world.call('POST', `/api/accounts/${leaver.id}/posts`, {
      cookie: security,
      body: { role: 'orchard.keeper', programme: 'orchard', unit_id: await unitOf('卫东区果园办'), division: '410403' },
    });
    const successor = await newPerson('接手的');
    const { cookie } = await world.signIn(leaver.name);
    const key = randomUUID();
    const hand = () =>
      world.call('POST', `/api/accounts/${leaver.id}/handover`, {
        cookie: security,
        key,
        body: { to_account_id: successor.id, reason: '调离' },
      });
    const first = await hand();
    expect(first).toMatchObject({ status: 200, body: { posts: 2, closed: true, handed: [] } });
    expect((await hand()).body).toEqual(first.body);
    await eventually(async () => (await world.call('GET', '/api/session', { cookie })).status, 401);
    expect(await world.signIn(leaver.name)).toMatchObject({ status: 403 });
    const { body } = await world.call('GET', `/api/accounts/${successor.id}`, { cookie: security });
    expect((body.posts as { division: string }[]).map(({ division }) => division).sort()).toEqual(['410402', '410403']);
    expect((await world.call('GET', `/api/accounts/${leaver.id}`, { cookie: security })).body).toMatchObject({
      state: 'closed',
      posts: [],
    });
    const { rows } = await world.owner.query('select count(*)::int as posts from people.posts where act_id = $1', [key]);
    // Two ended, one begun: the successor already held the other.
    expect(rows).toEqual([{ posts: 3 }]);
  });

  test('of some posts leaves the account open', async () => {
    const giver = await newPerson('轮岗的');
    const extra = await world.call('POST', `/api/accounts/${giver.id}/posts`, {
      cookie: security,
      body: { role: 'orchard.reader', programme: 'orchard', unit_id: await unitOf('卫东区果园办'), division: '410403' },
    });
    const answer = await world.call('POST', `/api/accounts/${giver.id}/handover`, {
      cookie: security,
      body: { to_account_id: await idOf('other.keeper'), post_ids: [extra.body.id], lock: true, reason: '轮岗' },
    });
    expect(answer).toMatchObject({ status: 200, body: { posts: 1, closed: false } });
    expect((await world.signIn(giver.name)).status).toBe(200);
  });

  test('an administrator is followed by another', async () => {
    const next = await newPerson('新任', { post: false });
    const answer = await world.call('POST', `/api/accounts/${await idOf('admin.audit')}/handover`, {
      cookie: security,
      body: { to_account_id: next.id, reason: '轮岗' },
    });
    expect(answer).toMatchObject({ status: 200, body: { closed: true } });
    expect((await world.signIn(next.name)).body.posts).toMatchObject([{ role: 'people.audit_admin', programme: 'audit' }]);
  });
});

test('the ledger stays whole: every act sealed, nothing wrong', async () => {
  await world.owner.query("select ledger.seal('4104', 1000)");
  const { rows } = await world.owner.query("select * from ledger.verify('4104')");
  expect(rows).toEqual([]);
});

const eventually = (look: () => Promise<number>, wanted: number) => expect.poll(look, { timeout: 1000, interval: 10 }).toBe(wanted);
