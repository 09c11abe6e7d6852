/** Signing in and out, locks, and how soon a change is felt. Refusals first. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { openWorld, password, type World } from './factory.ts';

const database = useDatabase();
let world: World;
beforeAll(async () => {
  world = await openWorld(database);
}, 60_000);
afterAll(async () => {
  await world?.close();
});

const typeOf = (answer: { body: Record<string, unknown> }) => answer.body.type;

describe('refusals', () => {
  test('without a session nothing is read, with words that say what to do', async () => {
    const answer = await world.call('GET', '/api/session');
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ type: '/problems/people/signed-out', detail: expect.stringContaining('重新登录') });
    expect((await world.call('GET', '/api/orchard/trees')).status).toBe(401);
    expect((await world.call('GET', '/api/session', { cookie: 'taizhang_session=made-up' })).status).toBe(401);
  });

  test('an unknown name and a wrong password answer with the same words', async () => {
    const wrong = await world.signIn('county.keeper', 'Wrong-password-1');
    const unknown = await world.signIn('nobody.here', 'Wrong-password-1');
    expect(wrong.status).toBe(401);
    expect(unknown.status).toBe(401);
    expect(unknown.body).toEqual(wrong.body);
    expect(wrong.setCookie).toEqual([]);
    await world.signIn('county.keeper');
  });

  test('an unknown name costs the same work as a wrong password', async () => {
    // Processor time of this process, hashing threads included: the clock on the wall also measures whatever else the machine does.
    const work = async (name: string, address: string) => {
      const begun = process.cpuUsage();
      await world.signIn(name, 'Wrong-password-1', address);
      const { user, system } = process.cpuUsage(begun);
      return user + system;
    };
    await world.signIn('warm.up', 'Wrong-password-1');
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      known.push(await work(['city.keeper', 'other.keeper'][round % 2] ?? '', `10.3.0.${round}`));
      unknown.push(await work(`ghost.${round % 2}`, `10.3.1.${round}`));
    }
    await world.owner.query('delete from people.attempts');
    const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    const ratio = median(unknown) / median(known);
    // Without the work for unknown names it is below 0.4.
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.67);
  });

  test('five failures lock the name for 30 minutes, also for the right password, and whether or not it exists', async () => {
    for (const name of ['other.keeper', 'never.existed']) {
      for (let i = 0; i < 5; i += 1) expect((await world.signIn(name, `Wrong-${i}`)).status).toBe(401);
      const locked = await world.signIn(name, password);
      expect(locked.status).toBe(429);
      expect(locked.body).toMatchObject({ type: '/problems/people/locked', detail: expect.stringContaining('30 分钟') });
    }
    const { rows } = await world.owner.query(
      "select extract(epoch from max(locked_until) - now())::int as s from people.attempts where kind = 'name'",
    );
    expect(rows[0].s).toBeGreaterThan(29 * 60);
    expect(rows[0].s).toBeLessThanOrEqual(30 * 60);
    // Time passes.
    await world.owner.query(
      "update people.attempts set locked_until = now() - interval '1 second', recent = array[now() - interval '31 minutes']",
    );
    expect((await world.signIn('other.keeper')).status).toBe(200);
  });

  test('failures that are older than 15 minutes do not count', async () => {
    for (let i = 0; i < 4; i += 1) await world.signIn('city.keeper', `Wrong-${i}`);
    await world.owner.query(
      "update people.attempts set recent = array(select t - interval '16 minutes' from unnest(recent) t) where kind = 'name'",
    );
    expect((await world.signIn('city.keeper', 'Wrong-again')).status).toBe(401);
    expect((await world.signIn('city.keeper')).status).toBe(200);
  });

  test('many guesses at once do not outrun the count', async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, (_, i) => world.signIn('town.keeper', `Guess-number-${i}`)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(11);
    await world.owner.query('delete from people.attempts');
  });

  test('an address that fails often is refused, whatever the name, and does not lock others', async () => {
    for (let i = 0; i < 10; i += 1) await world.signIn(`guess.${i}`, 'Wrong-password-1', '10.9.9.9');
    const slowed = await world.signIn('county.keeper', password, '10.9.9.9');
    expect(slowed.status).toBe(429);
    expect(typeOf(slowed)).toBe('/problems/people/address-slowed');
    expect((await world.signIn('county.keeper')).status).toBe(200);
    await world.owner.query('delete from people.attempts');
  });

  test('success takes its own attempts back: a whole office behind one address signs in', async () => {
    for (let i = 0; i < 14; i += 1) expect((await world.signIn('county.keeper', password, '10.8.8.8')).status).toBe(200);
  });

  test('a name that does not exist is never written to the log', async () => {
    await world.signIn('MySecret-Password-1', 'x');
    const { rows } = await world.owner.query("select name from people.sign_ins where what in ('failed', 'refused')");
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ name }: { name: string | null }) => name === null || /^(county|city|other|town)\./.test(name))).toBe(true);
  });
});

describe('a session', () => {
  test('carries account, posts with their verbs, and the clock of the office', async () => {
    const { status, body, setCookie } = await world.signIn('county.keeper');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      account: { name: 'county.keeper', title: '白若溪' },
      city: { code: '4104', name: '平顶山市' },
      clock: { now: '2022-11-09T10:00:00.000Z', demo: true },
      idle_minutes: 30,
      must_change_password: false,
      posts: [
        {
          role: 'orchard.keeper',
          role_title: '果园管理员',
          unit_name: '新华区果园办',
          division: '410402',
          division_name: '新华区',
          programme: 'orchard',
        },
      ],
    });
    const [post] = body.posts as { verbs: string[] }[];
    expect(post?.verbs).toEqual([
      'orchard.trees.plant',
      'orchard.trees.read',
      'people.self.delegate',
      'people.self.password',
      'people.self.undelegate',
      'registers.views.remove',
      'registers.views.save',
    ]);
    const session = setCookie.find((one) => one.startsWith('taizhang_session='));
    expect(session).toMatch(/HttpOnly/);
    expect(session).toMatch(/SameSite=Lax/);
    expect(session).not.toMatch(/Secure/);
    expect(session).not.toMatch(/Max-Age|Expires/);
  });

  test('is kept in the database by digest only', async () => {
    const { cookie } = await world.signIn('county.keeper');
    const token = /taizhang_session=([^;]+)/.exec(cookie)?.[1] ?? '';
    const { rows } = await world.owner.query(
      'select encode(sha256(convert_to($1, $2)), $3) as digest, array_agg(encode(token_hash, $3)) as held from people.sessions',
      [token, 'UTF8', 'hex'],
    );
    expect(rows[0].held).toContain(rows[0].digest);
  });

  test('ends by signing out, everywhere or here', async () => {
    await world.owner.query("update people.sessions set ended_at = now(), ended_why = 'test' where ended_at is null");
    const here = await world.signIn('city.keeper');
    const there = await world.signIn('city.keeper');
    expect((await world.call('DELETE', '/api/sessions/current', { cookie: here.cookie })).status).toBe(200);
    expect((await world.call('GET', '/api/session', { cookie: here.cookie })).status).toBe(401);
    expect((await world.call('GET', '/api/session', { cookie: there.cookie })).status).toBe(200);
    const third = await world.signIn('city.keeper');
    expect((await world.call('DELETE', '/api/sessions', { cookie: third.cookie })).body).toEqual({ ended: 2 });
    expect((await world.call('GET', '/api/session', { cookie: there.cookie })).status).toBe(401);
    // Signing out twice is no error.
    expect((await world.call('DELETE', '/api/sessions/current', { cookie: here.cookie })).status).toBe(200);
  });

  test('ends after 30 minutes of rest and after 12 hours at most, in real time', async () => {
    const resting = await world.signIn('city.keeper');
    const long = await world.signIn('other.keeper');
    await world.owner.query(
      "update people.sessions s set last_seen_at = now() - interval '31 minutes' from people.accounts a where a.id = s.account_id and a.name = 'city.keeper'",
    );
    await world.owner.query(
      "update people.sessions s set expires_at = now() - interval '1 second' from people.accounts a where a.id = s.account_id and a.name = 'other.keeper'",
    );
    await forgotten();
    expect((await world.call('GET', '/api/session', { cookie: resting.cookie })).status).toBe(401);
    expect((await world.call('GET', '/api/session', { cookie: long.cookie })).status).toBe(401);
    const { rows } = await world.owner.query(
      "select distinct ended_why from people.sessions where ended_why in ('idle', 'expired') order by 1",
    );
    expect(rows).toEqual([{ ended_why: 'expired' }, { ended_why: 'idle' }]);
  });

  test('rests only 15 minutes for administrators', async () => {
    expect((await world.signIn('admin.system')).body.idle_minutes).toBe(15);
  });

  test('use keeps it alive to the minute', async () => {
    const { cookie } = await world.signIn('city.keeper');
    await world.owner.query("update people.sessions set last_seen_at = now() - interval '20 minutes' where ended_at is null");
    await forgotten();
    expect((await world.call('GET', '/api/session', { cookie })).status).toBe(200);
    const { rows } = await world.owner.query(
      "select count(*)::int as n from people.sessions where ended_at is null and last_seen_at > now() - interval '10 seconds'",
    );
    expect(rows[0].n).toBeGreaterThan(0);
  });

  test('devices are listed in words, and one is ended at once', async () => {
    await world.owner.query("update people.sessions set ended_at = now(), ended_why = 'test' where ended_at is null");
    const one = await world.signIn('county.second');
    const two = await world.signIn('county.second');
    const { body } = await world.call('GET', '/api/session/devices', { cookie: one.cookie });
    const items = body.items as { id: string; current: boolean; title: string }[];
    expect(items).toHaveLength(2);
    expect(items.map(({ title }) => title)).toEqual(['Windows，Chrome', 'Windows，Chrome']);
    const other = items.find(({ current }) => !current);
    expect((await world.call('GET', '/api/session', { cookie: two.cookie })).status).toBe(200);
    // A stranger may not end it, and does not learn that it exists.
    const stranger = await world.signIn('town.keeper');
    expect((await world.call('DELETE', `/api/session/devices/${other?.id}`, { cookie: stranger.cookie })).status).toBe(404);
    expect((await world.call('DELETE', `/api/session/devices/${other?.id}`, { cookie: one.cookie })).status).toBe(200);
    expect((await world.call('GET', '/api/session', { cookie: two.cookie })).status).toBe(401);
    expect((await world.call('GET', '/api/session', { cookie: one.cookie })).status).toBe(200);
  });

  test('the same browser stays one device', async () => {
    const first = await world.signIn('county.second');
    const again = await world.app.inject({
      method: 'POST',
      url: '/api/sessions',
      headers: { cookie: first.cookie, 'content-type': 'application/json', 'x-forwarded-for': '10.6.0.1' },
      payload: JSON.stringify({ name: 'county.second', password }),
    });
    expect(again.statusCode).toBe(200);
    // Signing in again from it replaces its old session.
    expect((await world.call('GET', '/api/session', { cookie: first.cookie })).status).toBe(401);
  });

  test('another process hears of a change at once', async () => {
    const { cookie } = await world.signIn('town.keeper');
    expect((await world.call('GET', '/api/session', { cookie })).status).toBe(200);
    await world.owner.query("update people.sessions set ended_at = now(), ended_why = 'elsewhere' where ended_at is null");
    await expect.poll(async () => (await world.call('GET', '/api/session', { cookie })).status, { timeout: 1000, interval: 10 }).toBe(401);
  });

  test('cookies are Secure over https', async () => {
    const answer = await world.app.inject({
      method: 'POST',
      url: '/api/sessions',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '10.6.0.2', 'x-forwarded-proto': 'https' },
      payload: JSON.stringify({ name: 'county.keeper', password }),
    });
    expect([answer.headers['set-cookie']].flat().every((one) => one?.includes('Secure'))).toBe(true);
  });
});

/** Lets this process forget what it remembers, without waiting for the bound in time: a stranger's signing out does it. */
const forgotten = () => world.call('DELETE', '/api/sessions/current');
