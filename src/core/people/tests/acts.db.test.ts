/** Accounts, administrators, posts, passwords: what is refused, what is done, what the ledger keeps of it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { password } from './factory.ts';
import { today, useStaff } from './staff.ts';

const staff = useStaff();

describe('accounts', () => {
  test('are not seen or made by people without the verb', async () => {
    const { cookie } = await staff.world.signIn('county.keeper');
    expect((await staff.world.call('GET', '/api/accounts', { cookie })).status).toBe(403);
    expect((await staff.world.call('POST', '/api/accounts', { cookie, body: { name: 'some.body', title: '某人' } })).status).toBe(403);
    expect(
      (await staff.world.call('POST', '/api/accounts', { cookie: staff.security, body: { name: 'some.body', title: '某人' } })).status,
    ).toBe(403);
    expect(
      (await staff.world.call('POST', '/api/accounts', { cookie: staff.audit, body: { name: 'some.body', title: '某人' } })).status,
    ).toBe(403);
    expect((await staff.world.call('GET', '/api/accounts', { cookie: staff.audit })).status).toBe(403);
  });

  test('are refused with the reason: a taken name, a wrong name, a weak password', async () => {
    const post = (body: object) => staff.world.call('POST', '/api/accounts', { cookie: staff.system, body });
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
    const body = { name: 'fresh.one', title: '新来的', phone: '13800000000', unit_id: await staff.unitOf('新华区果园办') };
    const first = await staff.world.call('POST', '/api/accounts', { cookie: staff.system, key, body });
    const replay = await staff.world.call('POST', '/api/accounts', { cookie: staff.system, key, body });
    expect(first.status).toBe(200);
    expect(replay.body).toEqual(first.body);
    const once = String(first.body.one_time_password);
    const { rows } = await staff.world.owner.query('select to_jsonb(a)::text as act from ledger.acts a where id = $1', [key]);
    expect(rows).toHaveLength(1);
    expect(rows[0].act).not.toContain(once);
    expect((await staff.world.owner.query("select count(*)::int as n from people.accounts where name = 'fresh.one'")).rows[0].n).toBe(1);
    // Sealed at rest, masked when shown.
    expect((await staff.world.owner.query("select phone::text from people.accounts where name = 'fresh.one'")).rows[0].phone).not.toContain(
      Buffer.from('13800000000').toString('hex'),
    );
    expect((await staff.world.call('GET', `/api/accounts/${first.body.id}`, { cookie: staff.system })).body).toMatchObject({
      phone: '138****0000',
      state: 'active',
      posts: [],
    });
    // Without a post nothing can be done, which only somebody with the right password is told.
    expect(await staff.world.signIn('fresh.one', once)).toMatchObject({ status: 403, body: { type: '/problems/people/no-post' } });
    expect(await staff.world.signIn('fresh.one', 'not-this-one-1A')).toMatchObject({ status: 401 });
    await staff.world.call('POST', `/api/accounts/${first.body.id}/posts`, {
      cookie: staff.security,
      body: { role: 'orchard.reader', programme: 'orchard', unit_id: await staff.unitOf('新华区果园办'), division: '410402' },
    });
    const { cookie, body: session } = await staff.world.signIn('fresh.one', once);
    expect(session.must_change_password).toBe(true);
    expect(await staff.world.call('GET', '/api/orchard/trees', { cookie })).toMatchObject({
      status: 403,
      body: { type: '/problems/people/password-due' },
    });
    expect((await staff.world.call('GET', '/api/session', { cookie })).status).toBe(200);
    expect(
      await staff.world.call('POST', '/api/session/password', { cookie, body: { old_password: once, password: 'My-own-word-7' } }),
    ).toMatchObject({ status: 200 });
    expect((await staff.world.call('GET', '/api/orchard/trees', { cookie })).status).toBe(200);
  });

  test('a one-time password goes stale after three days of real time', async () => {
    const person = await staff.newPerson();
    await staff.world.owner.query("update people.credentials set valid_until = now() - interval '1 second' where account_id = $1", [
      person.id,
    ]);
    expect(await staff.world.signIn(person.name)).toMatchObject({ status: 403, body: { type: '/problems/people/one-time-expired' } });
  });

  test('a lock is felt at once, and only the security administrator takes it off', async () => {
    const person = await staff.newPerson();
    const { cookie } = await staff.world.signIn(person.name);
    expect((await staff.world.call('GET', '/api/orchard/trees', { cookie })).status).toBe(200);
    expect((await staff.world.call('PATCH', `/api/accounts/${person.id}`, { cookie: staff.security, body: { locked: true } })).status).toBe(
      403,
    );
    expect(
      (await staff.world.call('PATCH', `/api/accounts/${person.id}`, { cookie: staff.system, body: { locked: true, reason: '调查' } }))
        .status,
    ).toBe(200);
    await eventually(async () => (await staff.world.call('GET', '/api/orchard/trees', { cookie })).status, 401);
    expect(await staff.world.signIn(person.name)).toMatchObject({ status: 403, body: { type: '/problems/people/closed' } });
    expect((await staff.world.call('PATCH', `/api/accounts/${person.id}`, { cookie: staff.system, body: { locked: false } })).status).toBe(
      403,
    );
    expect(
      (await staff.world.call('PATCH', `/api/accounts/${person.id}`, { cookie: staff.security, body: { locked: false } })).status,
    ).toBe(200);
    expect((await staff.world.signIn(person.name)).status).toBe(200);
  });

  test('the lock after failures is shown and taken off', async () => {
    const person = await staff.newPerson();
    for (let i = 0; i < 5; i += 1) await staff.world.signIn(person.name, `Wrong-${i}`);
    const { body } = await staff.world.call('GET', `/api/accounts/${person.id}`, { cookie: staff.security });
    expect(body).toMatchObject({ state: 'locked', locked_until: expect.any(String) });
    expect(
      (await staff.world.call('PATCH', `/api/accounts/${person.id}`, { cookie: staff.security, body: { locked: false } })).status,
    ).toBe(200);
    expect((await staff.world.signIn(person.name)).status).toBe(200);
  });

  test('a stale version is refused with both values, and the earlier version is kept', async () => {
    const person = await staff.newPerson('原名');
    const before = (await staff.world.call('GET', `/api/accounts/${person.id}`, { cookie: staff.system })).body.version;
    expect(
      (await staff.world.call('PATCH', `/api/accounts/${person.id}`, { cookie: staff.system, body: { version: before, title: '改名' } }))
        .status,
    ).toBe(200);
    expect(
      await staff.world.call('PATCH', `/api/accounts/${person.id}`, { cookie: staff.system, body: { version: before, title: '另改' } }),
    ).toMatchObject({
      status: 409,
      body: { column_conflicts: [{ column: 'title', yours: '另改', theirs: '改名' }] },
    });
    const { rows } = await staff.world.owner.query(
      "select content ->> 'title' as title from ledger.versions where row_id = $1 order by version",
      [person.id],
    );
    expect(rows.at(-1)).toEqual({ title: '原名' });
  });

  test('are listed by name, found by words, and a page follows a page', async () => {
    const first = await staff.world.call('GET', '/api/accounts?limit=3', { cookie: staff.system });
    const items = first.body.items as { name: string }[];
    expect(items.map(({ name }) => name)).toEqual(['admin.audit', 'admin.security', 'admin.system']);
    const second = await staff.world.call('GET', `/api/accounts?limit=3&after=${first.body.next}`, { cookie: staff.system });
    expect((second.body.items as { name: string }[])[0]?.name).toBe('city.keeper');
    const found = await staff.world.call('GET', `/api/accounts?q=${encodeURIComponent('童小')}`, { cookie: staff.system });
    expect(found.body.items).toMatchObject([{ name: 'town.keeper', unit_name: '焦店镇果园站', posts: [{ role_title: '果园管理员' }] }]);
    const below = await staff.world.call('GET', '/api/accounts?division=410403', { cookie: staff.system });
    expect(below.body.items).toMatchObject([{ name: 'other.keeper' }]);
    expect(JSON.stringify(found.body)).not.toMatch(/hash|argon/);
  });
});

describe('three administrators', () => {
  test('are three people: nobody holds two of the roles, or one beside other work', async () => {
    const systemId = await staff.idOf('admin.system');
    const keeper = await staff.idOf('county.keeper');
    const unit_id = await staff.unitOf('系统管理');
    const give = (account: string, role: string, programme: string, division = '4104') =>
      staff.world.call('POST', `/api/accounts/${account}/posts`, { cookie: staff.security, body: { role, programme, unit_id, division } });
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
    const account = await staff.idOf('admin.audit');
    const unit = await staff.unitOf('系统管理');
    const attempt = staff.world.office.db.transaction(
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
    const person = await staff.newPerson('同时的', { post: false });
    const unit_id = await staff.unitOf('系统管理');
    const give = (role: string, programme: string) =>
      staff.world.call('POST', `/api/accounts/${person.id}/posts`, {
        cookie: staff.security,
        body: { role, programme, unit_id, division: '4104' },
      });
    const answers = await Promise.all([
      give('people.system_admin', 'people'),
      give('people.audit_admin', 'audit'),
      give('people.security_admin', 'people'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const [post] = (await staff.world.call('GET', `/api/accounts/${person.id}`, { cookie: staff.security })).body.posts as { id: string }[];
    expect((await staff.world.call('DELETE', `/api/accounts/${person.id}/posts/${post?.id}`, { cookie: staff.security })).status).toBe(200);
  });

  test('nobody gives himself a post, and each keeps to his part', async () => {
    const unit_id = await staff.unitOf('系统管理');
    expect(
      await staff.world.call('POST', `/api/accounts/${await staff.idOf('admin.security')}/posts`, {
        cookie: staff.security,
        body: { role: 'people.security_admin', programme: 'people', unit_id, division: '4104' },
      }),
    ).toMatchObject({ status: 403, body: { type: '/problems/people/not-to-oneself' } });
    expect(
      (
        await staff.world.call('POST', `/api/accounts/${await staff.idOf('county.keeper')}/posts`, {
          cookie: staff.system,
          body: { role: 'orchard.reader', programme: 'orchard', unit_id, division: '4104' },
        })
      ).status,
    ).toBe(403);
    expect(
      (await staff.world.call('POST', `/api/accounts/${await staff.idOf('county.keeper')}/password`, { cookie: staff.system, body: {} }))
        .status,
    ).toBe(403);
  });

  test('read no business row: their scopes lie in no programme', async () => {
    for (const cookie of [staff.system, staff.security, staff.audit])
      expect((await staff.world.call('GET', '/api/orchard/trees', { cookie })).status).toBe(403);
    const { scopesOf } = await import('../../ledger/index.ts');
    expect(scopesOf(await staff.world.actor('admin.system'))).toEqual(['people:4104']);
    expect(scopesOf(await staff.world.actor('admin.security'))).toEqual(['people:4104']);
    expect(scopesOf(await staff.world.actor('admin.audit'))).toEqual(['audit:4104']);
  });

  test('the last one cannot be locked or dismissed', async () => {
    const id = await staff.idOf('admin.audit');
    expect(await staff.world.call('PATCH', `/api/accounts/${id}`, { cookie: staff.system, body: { locked: true } })).toMatchObject({
      status: 409,
      body: { type: '/problems/people/last-admin' },
    });
    const post = (await staff.world.owner.query('select id from people.posts where account_id = $1', [id])).rows[0].id;
    expect(await staff.world.call('DELETE', `/api/accounts/${id}/posts/${post}`, { cookie: staff.security })).toMatchObject({
      status: 409,
      body: { type: '/problems/people/last-admin' },
    });
  });

  test('the audit administrator reads sign-ins and the acts of everybody, no account', async () => {
    await staff.world.signIn('county.keeper');
    const log = await staff.world.call('GET', '/api/sign-ins?name=county.keeper', { cookie: staff.audit });
    expect(log.body.items).toContainEqual(expect.objectContaining({ what: 'signed_in', name: 'county.keeper', words: 'Windows，Chrome' }));
    expect((await staff.world.call('GET', '/api/sign-ins', { cookie: staff.system })).status).toBe(403);
    const { cookie } = await staff.world.signIn('county.keeper');
    await staff.world.call('POST', '/api/orchard/trees', { cookie, body: { division: '410402' } });
    const actor = await staff.world.actor('admin.audit');
    const { settingsOf } = await import('../../ledger/index.ts');
    const { sql } = await import('kysely');
    const count = (who: typeof actor) =>
      staff.world.office.db.transaction('read', settingsOf(who), async (tx) => {
        const acts = await sql<{ programme: string }>`select distinct programme from ledger.acts order by 1`.execute(tx);
        const accounts = await sql<{ n: number }>`select count(*) as n from people.accounts`.execute(tx);
        return { acts: acts.rows.map(({ programme }) => programme), accounts: accounts.rows[0]?.n };
      });
    expect(await count(actor)).toEqual({ acts: ['orchard', 'people'], accounts: 1 });
    expect((await count(await staff.world.actor('admin.system'))).acts).toEqual(['people']);
  });
});

describe('unit administrators', () => {
  test('see the accounts of their division and change only their own unit', async () => {
    const list = await staff.world.call('GET', '/api/accounts?limit=200', { cookie: staff.unitAdmin });
    const names = (list.body.items as { name: string }[]).map(({ name }) => name);
    expect(names).toContain('town.keeper');
    expect(names).not.toContain('other.keeper');
    expect(names).not.toContain('city.keeper');
    // Of another county: as if absent.
    expect((await staff.world.call('GET', `/api/accounts/${await staff.idOf('other.keeper')}`, { cookie: staff.unitAdmin })).status).toBe(
      404,
    );
    expect(
      (
        await staff.world.call('PATCH', `/api/accounts/${await staff.idOf('other.keeper')}`, {
          cookie: staff.unitAdmin,
          body: { title: '改' },
        })
      ).status,
    ).toBe(404);
    // Of a unit that belongs to theirs: allowed.
    expect(
      (
        await staff.world.call('PATCH', `/api/accounts/${await staff.idOf('town.keeper')}`, {
          cookie: staff.unitAdmin,
          body: { title: '童小满' },
        })
      ).status,
    ).toBe(200);
  });

  test('not the accounts of another unit in the same county', async () => {
    const unit = await staff.world.call('POST', '/api/units', {
      cookie: staff.system,
      body: { name: '新华区林业站', kind: 'station', division: '410402' },
    });
    expect(unit.status).toBe(200);
    const made = await staff.world.call('POST', '/api/accounts', {
      cookie: staff.system,
      body: { name: 'forest.one', title: '林一', password, unit_id: unit.body.id },
    });
    expect(await staff.world.call('POST', `/api/accounts/${made.body.id}/password`, { cookie: staff.unitAdmin, body: {} })).toMatchObject({
      status: 403,
      body: { type: '/problems/people/not-your-unit' },
    });
  });

  test('give posts in their own division and in work their unit already does, never administration', async () => {
    const made = await staff.world.call('POST', '/api/accounts', {
      cookie: staff.unitAdmin,
      body: { name: 'unit.child', title: '本单位的', password },
    });
    expect(made.status).toBe(200);
    const unit_id = await staff.unitOf('新华区果园办');
    const give = (role: string, programme: string, division: string) =>
      staff.world.call('POST', `/api/accounts/${made.body.id}/posts`, {
        cookie: staff.unitAdmin,
        body: { role, programme, unit_id, division },
      });
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
    const person = await staff.newPerson();
    const unit_id = await staff.unitOf('新华区果园办');
    const give = (body: object) =>
      staff.world.call('POST', `/api/accounts/${person.id}/posts`, {
        cookie: staff.security,
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
    const person = await staff.newPerson();
    const give = await staff.world.call('POST', `/api/accounts/${person.id}/posts`, {
      cookie: staff.security,
      body: {
        role: 'orchard.keeper',
        programme: 'orchard',
        unit_id: await staff.unitOf('卫东区果园办'),
        division: '410403',
        since: '2022-11-10',
      },
    });
    expect(give.status).toBe(200);
    const { cookie } = await staff.world.signIn(person.name);
    expect((await staff.world.call('GET', '/api/orchard/trees', { cookie })).body.scopes).not.toContain('410403');
    await staff.world.owner.query("update platform.office set clock = '2022-11-10T09:00:00+08:00'");
    await staff.world.office.clock.refresh(staff.world.office.db);
    expect((await staff.world.call('GET', '/api/orchard/trees', { cookie })).body.scopes).toContain('orchard:410403');
    await staff.world.owner.query("update platform.office set clock = '2022-11-09T18:00:00+08:00'");
    await staff.world.office.clock.refresh(staff.world.office.db);
  });

  test('give scope and verbs, and their end is felt at once', async () => {
    const person = await staff.newPerson();
    const { cookie } = await staff.world.signIn(person.name);
    expect((await staff.world.call('GET', '/api/orchard/trees', { cookie })).body).toMatchObject({
      scopes: expect.stringContaining('orchard:410402'),
    });
    expect((await staff.world.call('POST', '/api/orchard/trees', { cookie, body: { division: '410402100' } })).status).toBe(200);
    expect((await staff.world.call('POST', '/api/orchard/trees', { cookie, body: { division: '410403' } })).status).toBe(404);
    const [post] = (await staff.world.call('GET', `/api/accounts/${person.id}`, { cookie: staff.security })).body.posts as { id: string }[];
    expect((await staff.world.call('DELETE', `/api/accounts/${person.id}/posts/${post?.id}`, { cookie: staff.security })).status).toBe(200);
    await eventually(async () => (await staff.world.call('GET', '/api/orchard/trees', { cookie })).status, 403);
    expect((await staff.world.call('DELETE', `/api/accounts/${person.id}/posts/${post?.id}`, { cookie: staff.security })).status).toBe(409);
  });
});

describe('own password', () => {
  test('needs the old one, strength, and none of the last five', async () => {
    const person = await staff.newPerson();
    const here = (await staff.world.signIn(person.name)).cookie;
    const there = (await staff.world.signIn(person.name)).cookie;
    const change = (old_password: string, next: string) =>
      staff.world.call('POST', '/api/session/password', { cookie: here, body: { old_password, password: next } });
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
    expect((await staff.world.call('GET', '/api/session', { cookie: here })).status).toBe(200);
    expect((await staff.world.call('GET', '/api/session', { cookie: there })).status).toBe(401);
    expect(await change('Second-word-2', password)).toMatchObject({ status: 422, body: { type: '/problems/people/password-used' } });
    const { rows } = await staff.world.owner.query(
      "select programme, division, to_jsonb(a)::text as whole from ledger.acts a where verb = 'people.self.password' and row_id = $1",
      [person.id],
    );
    expect(rows).toMatchObject([{ programme: 'orchard', division: '410402' }]);
    expect(rows[0].whole).not.toMatch(/Second-word|argon/);
  });

  test('reset by the security administrator ends every session', async () => {
    const person = await staff.newPerson();
    const { cookie } = await staff.world.signIn(person.name);
    const reset = await staff.world.call('POST', `/api/accounts/${person.id}/password`, { cookie: staff.security, body: {} });
    expect(reset.status).toBe(200);
    expect((await staff.world.call('GET', '/api/session', { cookie })).status).toBe(401);
    expect((await staff.world.signIn(person.name)).status).toBe(401);
    expect((await staff.world.signIn(person.name, String(reset.body.one_time_password))).body.must_change_password).toBe(true);
  });

  test('lasts 90 days in a real office', async () => {
    const person = await staff.newPerson();
    await staff.world.owner.query("update people.credentials set changed_at = now() - interval '91 days' where account_id = $1", [
      person.id,
    ]);
    expect((await staff.world.signIn(person.name)).body.must_change_password).toBe(false);
    await staff.world.owner.query('update platform.office set demo = false, clock = null');
    expect((await staff.world.signIn(person.name)).body.must_change_password).toBe(true);
    await staff.world.owner.query("update platform.office set demo = true, clock = '2022-11-09T18:00:00+08:00'");
  });
});

const eventually = (look: () => Promise<number>, wanted: number) => expect.poll(look, { timeout: 1000, interval: 10 }).toBe(wanted);
