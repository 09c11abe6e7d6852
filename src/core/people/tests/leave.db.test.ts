/** Delegation while on leave and handover when somebody goes. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { today, useStaff } from './staff.ts';

const staff = useStaff();

describe('delegation 代理', () => {
  const delegateTo = (cookie: string, to_account_id: string, body: object = {}) =>
    staff.world.call('POST', '/api/delegations', {
      cookie,
      body: { to_account_id, from: today, to: '2022-11-11', reason: '年休假', ...body },
    });

  test('is refused to strangers, to oneself, into the past, and of administration', async () => {
    const { cookie } = await staff.world.signIn('county.keeper');
    expect(await delegateTo(cookie, await staff.idOf('other.keeper'))).toMatchObject({
      status: 422,
      body: { type: '/problems/people/delegate-unfit' },
    });
    expect(await delegateTo(cookie, await staff.idOf('county.keeper'))).toMatchObject({ status: 422 });
    expect(await delegateTo(cookie, await staff.idOf('county.second'), { from: '2022-11-08' })).toMatchObject({
      status: 422,
      body: { type: '/problems/people/date-before-today' },
    });
    expect(await delegateTo(cookie, await staff.idOf('county.second'), { to: '2022-11-08' })).toMatchObject({
      status: 422,
      body: { type: '/problems/people/delegation-days' },
    });
    expect(await delegateTo(cookie, await staff.idOf('county.second'), { to: '2023-12-31' })).toMatchObject({
      status: 422,
      body: { type: '/problems/people/delegation-long' },
    });
    expect(
      await staff.world.call('POST', `/api/accounts/${await staff.idOf('admin.system')}/delegations`, {
        cookie: staff.security,
        body: { to_account_id: await staff.idOf('county.second'), from: today, to: today, reason: '病假' },
      }),
    ).toMatchObject({ status: 409, body: { type: '/problems/people/administration-not-delegated' } });
  });

  test('holds from the first to the last day, says for whom, and is recorded from the lent post', async () => {
    const lender = await staff.newPerson('出差的', { unit: '焦店镇果园站', division: '410402100' });
    const deputy = await staff.newPerson('代理的', { unit: '焦店镇果园站', division: '410402100207' });
    const mine = (await staff.world.signIn(lender.name)).cookie;
    const colleagues = (await staff.world.call('GET', '/api/colleagues', { cookie: mine })).body.items as { name: string }[];
    expect(colleagues.map(({ name }) => name)).toEqual(expect.arrayContaining([deputy.name, 'town.keeper']));
    expect((await delegateTo(mine, deputy.id, { from: '2022-11-10', to: '2022-11-11' })).status).toBe(200);
    const { cookie } = await staff.world.signIn(deputy.name);
    const plant = (division: string) => staff.world.call('POST', '/api/orchard/trees', { cookie, body: { division } });
    const at = async (clock: string) => {
      await staff.world.owner.query('update platform.office set clock = $1', [clock]);
      await staff.world.office.clock.refresh(staff.world.office.db);
    };
    try {
      expect((await plant('410402100206')).status).toBe(404);
      await at('2022-11-10T00:00:00+08:00');
      const done = await plant('410402100206');
      expect(done.status).toBe(200);
      const session = (await staff.world.call('GET', '/api/session', { cookie })).body;
      expect(session.posts).toContainEqual(expect.objectContaining({ role_title: '果园管理员（代出差的）', division: '410402100' }));
      const { rows } = await staff.world.owner.query(
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
      const [lent] = (await staff.world.call('GET', '/api/session', { cookie: mine })).body.posts as { id: string }[];
      expect(await delegateTo(cookie, await staff.idOf('town.keeper'), { from: '2022-11-10', post_id: lent?.id })).toMatchObject({
        status: 422,
        body: { type: '/problems/people/not-the-post' },
      });
    } finally {
      await at('2022-11-09T18:00:00+08:00');
    }
  });

  test('is taken back at once by the lender, not by others', async () => {
    const lender = await staff.newPerson('休假的');
    const deputy = await staff.newPerson('顶班的', { unit: '新华区果园办', division: '410402100207' });
    const mine = (await staff.world.signIn(lender.name)).cookie;
    const { body } = await delegateTo(mine, deputy.id);
    const { cookie } = await staff.world.signIn(deputy.name);
    expect((await staff.world.call('POST', '/api/orchard/trees', { cookie, body: { division: '410402' } })).status).toBe(200);
    expect((await staff.world.call('GET', '/api/delegations', { cookie })).body.items).toMatchObject([
      { from_title: '休假的', to_title: '顶班的', reason: '年休假' },
    ]);
    expect((await staff.world.call('DELETE', `/api/delegations/${body.id}`, { cookie })).status).toBe(404);
    expect((await staff.world.call('DELETE', `/api/delegations/${body.id}`, { cookie: mine })).status).toBe(200);
    await eventually(
      async () => (await staff.world.call('POST', '/api/orchard/trees', { cookie, body: { division: '410402' } })).status,
      404,
    );
    expect((await staff.world.call('DELETE', `/api/delegations/${body.id}`, { cookie: mine })).status).toBe(409);
  });

  test('is set by the security administrator for somebody already away', async () => {
    const away = await staff.newPerson('住院的');
    const made = await staff.world.call('POST', `/api/accounts/${away.id}/delegations`, {
      cookie: staff.security,
      body: { to_account_id: await staff.idOf('other.keeper'), from: today, to: '2022-12-09', reason: '病假' },
    });
    expect(made.status).toBe(200);
    const { cookie } = await staff.world.signIn('other.keeper');
    expect((await staff.world.call('POST', '/api/orchard/trees', { cookie, body: { division: '410402' } })).status).toBe(200);
    expect(
      (await staff.world.call('DELETE', `/api/accounts/${away.id}/delegations/${made.body.id}`, { cookie: staff.security })).status,
    ).toBe(200);
  });
});

describe('handover 交接', () => {
  test('needs a successor in office and the verb', async () => {
    const leaver = await staff.newPerson();
    const { cookie } = await staff.world.signIn('county.keeper');
    const give = (by: string, to_account_id: string) =>
      staff.world.call('POST', `/api/accounts/${leaver.id}/handover`, { cookie: by, body: { to_account_id, reason: '调离' } });
    expect((await give(cookie, await staff.idOf('county.second'))).status).toBe(403);
    expect((await give(staff.system, await staff.idOf('county.second'))).status).toBe(403);
    expect(await give(staff.security, leaver.id)).toMatchObject({ status: 422, body: { type: '/problems/people/successor-unfit' } });
    expect(await give(staff.security, randomUUID())).toMatchObject({ status: 422 });
    expect(await give(staff.security, await staff.idOf('admin.audit'))).toMatchObject({
      status: 409,
      body: { type: '/problems/people/three-powers' },
    });
    // Nothing was left behind by the refusals.
    expect((await staff.world.call('GET', `/api/accounts/${leaver.id}`, { cookie: staff.security })).body).toMatchObject({
      state: 'active',
      posts: [{ role: 'orchard.keeper' }],
    });
  });

  test('is one act: posts end and begin, the account closes, its sessions end', async () => {
    const leaver = await staff.newPerson('调离的');
    await staff.world.call('POST', `/api/accounts/${leaver.id}/posts`, {
      cookie: staff.security,
      body: { role: 'orchard.keeper', programme: 'orchard', unit_id: await staff.unitOf('卫东区果园办'), division: '410403' },
    });
    const successor = await staff.newPerson('接手的');
    const { cookie } = await staff.world.signIn(leaver.name);
    const key = randomUUID();
    const hand = () =>
      staff.world.call('POST', `/api/accounts/${leaver.id}/handover`, {
        cookie: staff.security,
        key,
        body: { to_account_id: successor.id, reason: '调离' },
      });
    const first = await hand();
    expect(first).toMatchObject({ status: 200, body: { posts: 2, closed: true, handed: [] } });
    expect((await hand()).body).toEqual(first.body);
    await eventually(async () => (await staff.world.call('GET', '/api/session', { cookie })).status, 401);
    expect(await staff.world.signIn(leaver.name)).toMatchObject({ status: 403 });
    const { body } = await staff.world.call('GET', `/api/accounts/${successor.id}`, { cookie: staff.security });
    expect((body.posts as { division: string }[]).map(({ division }) => division).sort()).toEqual(['410402', '410403']);
    expect((await staff.world.call('GET', `/api/accounts/${leaver.id}`, { cookie: staff.security })).body).toMatchObject({
      state: 'closed',
      posts: [],
    });
    const { rows } = await staff.world.owner.query('select count(*)::int as posts from people.posts where act_id = $1', [key]);
    // Two ended, one begun: the successor already held the other.
    expect(rows).toEqual([{ posts: 3 }]);
  });

  test('of some posts leaves the account open', async () => {
    const giver = await staff.newPerson('轮岗的');
    const extra = await staff.world.call('POST', `/api/accounts/${giver.id}/posts`, {
      cookie: staff.security,
      body: { role: 'orchard.reader', programme: 'orchard', unit_id: await staff.unitOf('卫东区果园办'), division: '410403' },
    });
    const answer = await staff.world.call('POST', `/api/accounts/${giver.id}/handover`, {
      cookie: staff.security,
      body: { to_account_id: await staff.idOf('other.keeper'), post_ids: [extra.body.id], lock: true, reason: '轮岗' },
    });
    expect(answer).toMatchObject({ status: 200, body: { posts: 1, closed: false } });
    expect((await staff.world.signIn(giver.name)).status).toBe(200);
  });

  test('an administrator is followed by another', async () => {
    const next = await staff.newPerson('新任', { post: false });
    const answer = await staff.world.call('POST', `/api/accounts/${await staff.idOf('admin.audit')}/handover`, {
      cookie: staff.security,
      body: { to_account_id: next.id, reason: '轮岗' },
    });
    expect(answer).toMatchObject({ status: 200, body: { closed: true } });
    expect((await staff.world.signIn(next.name)).body.posts).toMatchObject([{ role: 'people.audit_admin', programme: 'audit' }]);
  });
});

test('the ledger stays whole: every act sealed, nothing wrong', async () => {
  await staff.world.owner.query("select ledger.seal('4104', 1000)");
  const { rows } = await staff.world.owner.query("select * from ledger.verify('4104')");
  expect(rows).toEqual([]);
});

const eventually = (look: () => Promise<number>, wanted: number) => expect.poll(look, { timeout: 1000, interval: 10 }).toBe(wanted);
