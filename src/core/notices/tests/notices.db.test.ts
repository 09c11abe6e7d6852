import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { useDatabase } from '../../../../tests/support/database.ts';
import { newId } from '../../../platform/ids.ts';
import { closeLive } from '../../../platform/live.ts';
import { runWorker } from '../../../platform/queue.ts';
import { act, mount, perform, settingsOf } from '../../ledger/index.ts';
import { createLedger } from '../../ledger/unit.ts';
import { openWorld, type World } from '../../people/tests/factory.ts';
import { createNotices, type Telling, tell } from '../index.ts';
import { jobs, post, remindDue, webhookSecret, webhooksKey } from '../jobs.ts';

const database = useDatabase();
let world: World;
const cookies = new Map<string, string>();
const ids = new Map<string, string>();
const idOf = (name: string) => ids.get(name) ?? '';
beforeAll(async () => {
  world = await openWorld(database);
  mount(
    world.app,
    world.office,
    [...(createNotices().routes ?? []), ...(createLedger({ titleOf: (verb) => verb, accountNamed: async () => null }).routes ?? [])],
    world.people.authenticate(world.office),
  );
  for (const name of ['city.keeper', 'county.keeper', 'county.second', 'town.keeper', 'other.keeper']) {
    cookies.set(name, (await world.signIn(name)).cookie);
    ids.set(name, (await world.actor(name)).account_id);
  }
});
afterAll(async () => {
  await closeLive(world.office.db);
  // Connections kept alive by fetch would be waited for.
  world.app.server.closeAllConnections();
  await world.close();
});
beforeEach(async () => {
  await world.owner.query('delete from notices.notices');
  await world.owner.query('delete from graphile_worker._private_jobs');
  await clock('2022-11-09T18:00:00+08:00');
});

async function clock(at: string) {
  await world.owner.query('update platform.office set clock = $1', [at]);
  await world.office.clock.refresh(world.office.db);
}

const telling = act('orchard.trees.plant', '种树', z.custom<Telling>(), async (tx, _actor, input, deed) => {
  deed.about({ division: input.division });
  return { reached: await tell(tx, input) };
});
const say = async (more: Partial<Telling> & Pick<Telling, 'to'>, as = 'county.keeper') =>
  (
    await perform(world.office, telling, await world.actor(as), newId(), {
      kind: 'orchard.trees.late',
      programme: 'orchard',
      division: '410402100',
      title: '三棵树没有浇水',
      ...more,
    })
  ).reached;
type Inbox = {
  items: { id: string; title: string; urgent: boolean; urgent_by: string | null; due_at: string; read_at: string | null }[];
  next: string | null;
  unread: number;
};
const inbox = async (name: string, query = '') =>
  (await world.call('GET', `/api/notices${query}`, { cookie: cookies.get(name) ?? '' })).body as unknown as Inbox;
const mark = (name: string, body: Record<string, unknown>) =>
  world.call('POST', '/api/notices/read', { cookie: cookies.get(name) ?? '', body });

describe('an inbox', () => {
  test('is nobody else’s: not to be read, marked or written by anyone', async () => {
    expect((await world.call('GET', '/api/notices')).status).toBe(401);
    await say({ to: [idOf('town.keeper')] });
    const [line] = (await inbox('town.keeper')).items;
    for (const name of ['city.keeper', 'county.keeper', 'other.keeper']) {
      expect((await inbox(name)).items).toEqual([]);
      expect((await mark(name, { ids: [line?.id] })).status).toBe(200);
    }
    expect((await inbox('town.keeper')).unread).toBe(1);
    const city = await world.actor('city.keeper');
    const run = (text: string) => world.office.db.transaction('write', settingsOf(city), (tx) => sql.raw(text).execute(tx));
    expect((await run('select from notices.notices')).rows).toEqual([]);
    await expect(run(`update notices.notices set title = 'x'`)).rejects.toThrow(/permission denied/);
    await expect(run('delete from notices.notices')).rejects.toThrow(/permission denied/);
    await expect(run(`select notices.put(array['${idOf('town.keeper')}']::uuid[], '{}')`)).rejects.toMatchObject({ code: 'TZ001' });
    for (let n = 0; n < 4; n += 1)
      expect(
        (await world.office.db.transaction('read', { city: '4104' }, (tx) => sql`select from notices.notices`.execute(tx))).rows,
      ).toEqual([]);
  });

  test('refuses what is too long, what leads outside, and a marking of nothing', async () => {
    await expect(say({ to: [idOf('town.keeper')], title: ' ' })).rejects.toMatchObject({ constraint: 'notices_title_not_empty' });
    await expect(say({ to: [idOf('town.keeper')], link: 'https://evil.example/' })).rejects.toMatchObject({
      constraint: 'notices_link_inside',
    });
    await expect(say({ to: [idOf('town.keeper')], link: '//evil.example/' })).rejects.toMatchObject({ constraint: 'notices_link_inside' });
    await expect(say({ to: [idOf('town.keeper')], words: '长'.repeat(1001) })).rejects.toMatchObject({
      constraint: 'notices_words_not_long',
    });
    expect((await mark('town.keeper', {})).body).toMatchObject({ type: '/problems/notices/nothing-to-mark' });
    expect((await inbox('town.keeper')).items).toEqual([]);
    expect((await world.call('GET', '/api/notices?after=nonsense', { cookie: cookies.get('town.keeper') ?? '' })).status).toBe(400);
  });

  test('pages, counts, and is read line by line or until a moment', async () => {
    for (let n = 0; n < 5; n += 1) await say({ to: [idOf('town.keeper')], title: `第 ${n} 件` });
    const first = await inbox('town.keeper', '?limit=2');
    const second = await inbox('town.keeper', `?limit=2&after=${first.next}`);
    const third = await inbox('town.keeper', `?limit=2&after=${second.next}`);
    expect([first, second, third].map((page) => page.items.length)).toEqual([2, 2, 1]);
    expect(new Set([first, second, third].flatMap((page) => page.items.map((line) => line.id))).size).toBe(5);
    expect([first.unread, third.next]).toEqual([5, null]);
    expect((await mark('town.keeper', { ids: [first.items[0]?.id] })).body).toEqual({ unread: 4 });
    await clock('2022-11-10T09:00:00+08:00');
    await say({ to: [idOf('town.keeper')], title: '后来的' });
    expect((await mark('town.keeper', { until: '2022-11-09T18:00:00+08:00' })).body).toEqual({ unread: 1 });
    expect((await inbox('town.keeper', '?tab=unread')).items.map((line) => line.title)).toEqual(['后来的']);
  });
});

describe('telling', () => {
  test('reaches who holds the post over the place or in it, not the one who acts, and who stands in', async () => {
    const over = { programme: 'orchard', division: '410402100' };
    expect(await say({ to: over })).toBe(3);
    expect((await inbox('county.second')).unread).toBe(1);
    expect((await inbox('county.keeper')).unread).toBe(0);
    expect(await say({ to: { ...over, division: '410403001' } })).toBe(2);
    expect(await say({ to: { programme: 'orchard', division: '410402', reach: 'in' } }, 'city.keeper')).toBe(3);
    expect(await say({ to: { ...over, roles: ['orchard.reader'] } })).toBe(0);
    expect(await say({ to: { programme: 'court' } })).toBe(0);
    const { rows } = await world.owner.query<{ id: string; division: string }>(
      'select id, division from people.posts where account_id = $1',
      [idOf('town.keeper')],
    );
    await world.owner.query('begin');
    await world.owner.query("set local app.act = '01920000-0000-7000-8000-000000000001'");
    await world.owner.query(
      `insert into people.delegations (city, id, division, from_account_id, to_account_id, post_id, from_on, to_on, reason)
       values ('4104', gen_random_uuid(), $1, $2, $3, $4, '2022-11-09', '2022-11-10', '年休假')`,
      [rows[0]?.division, idOf('town.keeper'), idOf('other.keeper'), rows[0]?.id],
    );
    await world.owner.query('commit');
    expect(await say({ to: over })).toBe(4);
    await clock('2022-11-11T18:00:00+08:00');
    expect(await say({ to: over })).toBe(3);
  });

  test('about the same thing again, while unread, replaces; once read, it is a new line', async () => {
    const about = { relation: 'orchard.trees', id: newId() };
    await say({ to: [idOf('town.keeper')], title: '明天到期', about });
    await say({ to: [idOf('town.keeper')], title: '已经超期', about });
    expect((await inbox('town.keeper')).items.map((line) => line.title)).toEqual(['已经超期']);
    await mark('town.keeper', { ids: (await inbox('town.keeper')).items.map((line) => line.id) });
    await say({ to: [idOf('town.keeper')], title: '超期两天', about });
    expect((await inbox('town.keeper')).items.length).toBe(2);
  });

  test('that fails with its act reaches nobody', async () => {
    const failing = act('orchard.trees.plant', '种树', z.object({}), async (tx, _actor, _input, deed) => {
      deed.about({ division: '410402100' });
      await tell(tx, {
        to: [idOf('town.keeper')],
        kind: 'orchard.trees.late',
        programme: 'orchard',
        division: '410402100',
        title: '没有这回事',
      });
      throw new Error('changed my mind');
    });
    await expect(perform(world.office, failing, await world.actor('county.keeper'), newId(), {})).rejects.toThrow('changed my mind');
    expect((await inbox('town.keeper')).items).toEqual([]);
  });
});

describe('reminding', () => {
  test('waits for the batch, happens once, and not for what was read before', async () => {
    await say({ to: [idOf('town.keeper'), idOf('county.second')] });
    expect(await remindDue(world.office, [])).toBe(0);
    await clock('2022-11-10T08:29:00+08:00');
    expect(await remindDue(world.office, [])).toBe(0);
    await mark('county.second', { until: '2022-11-10T08:29:00+08:00' });
    await clock('2022-11-10T08:31:00+08:00');
    expect(await remindDue(world.office, [])).toBe(1);
    expect(await remindDue(world.office, [])).toBe(0);
  });

  test('in quiet hours only of an order that carries a name; a late batch waits for the morning', async () => {
    await say({ to: [idOf('town.keeper')] });
    await clock('2022-11-10T23:00:00+08:00');
    await say({ to: [idOf('town.keeper')], title: '无名的急件', urgent: true });
    await say({ to: [idOf('town.keeper')], title: '有名的急件', urgent_by: { account_id: idOf('county.keeper'), title: '白若溪' } });
    expect(await remindDue(world.office, [])).toBe(1);
    const lines = (await inbox('town.keeper')).items;
    expect(lines.find((line) => line.title === '有名的急件')).toMatchObject({ urgent: true, urgent_by: '白若溪' });
    expect(lines.find((line) => line.title === '无名的急件')?.due_at).toBe('2022-11-10T23:00:00.000Z');
    await clock('2022-11-11T07:00:00+08:00');
    expect(await remindDue(world.office, [])).toBe(2);
    // The database holds it too, whoever writes.
    await expect(
      world.owner.query(
        `insert into notices.notices (city, id, account_id, division, programme, kind, title, urgent, created_at, due_at)
         values ('4104', gen_random_uuid(), $1, '4104', 'orchard', 'orchard.x', 'x', true, now(), '2022-11-10T23:30:00+08:00')`,
        [idOf('town.keeper')],
      ),
    ).rejects.toMatchObject({ constraint: 'notices_quiet_hours' });
  });

  test('reaches the person’s open pages with the count, and nobody else’s', async () => {
    const base = await world.app.listen({ port: 0, host: '127.0.0.1' });
    const heard = async (name: string) => {
      const stop = new AbortController();
      const response = await fetch(`${base}/api/live`, { headers: { cookie: cookies.get(name) ?? '' }, signal: stop.signal });
      let text = '';
      void (async () => {
        for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
      })().catch(() => {});
      return { text: () => text, stop: () => stop.abort() };
    };
    const mine = await heard('town.keeper');
    const other = await heard('county.second');
    await expect.poll(() => mine.text().includes('ready') && other.text().includes('ready')).toBe(true);
    await new Promise((done) => setTimeout(done, 200));
    await say({ to: [idOf('town.keeper')], urgent: true });
    await remindDue(world.office, []);
    await expect.poll(mine.text).toContain('event: notice\ndata: {"unread":1,"fresh":1,"urgent":true}');
    await mark('town.keeper', { until: '2022-11-09T18:00:00+08:00' });
    await expect.poll(mine.text).toContain('event: notice\ndata: {"unread":0,"fresh":0,"urgent":false}');
    expect(other.text()).not.toContain('event: notice');
    mine.stop();
    other.stop();
  });

  test('an order asks for the worker at once; old lines are tidied away', async () => {
    const waiting = async () =>
      (await world.owner.query("select from graphile_worker._private_jobs where key = 'notices.remind.now'")).rowCount;
    await say({ to: [idOf('town.keeper')] });
    expect(await waiting()).toBe(0);
    await say({ to: [idOf('town.keeper')], urgent: true });
    expect(await waiting()).toBe(1);
    await mark('town.keeper', { until: '2022-11-09T18:00:00+08:00' });
    const job = jobs([]).find((one) => one.name === 'notices.tidy');
    await clock('2023-01-31T18:00:00+08:00');
    await job?.run(world.office, {}, new AbortController().signal);
    expect((await inbox('town.keeper')).items.length).toBe(2);
    await clock('2023-02-10T18:00:00+08:00');
    await job?.run(world.office, {}, new AbortController().signal);
    expect((await inbox('town.keeper')).items.length).toBe(0);
  });
});

describe('a webhook', () => {
  interface Delivery {
    headers: Record<string, string | string[] | undefined>;
    body: string;
  }
  let server: Server;
  let url: string;
  let received: Delivery[];
  let answers: number[];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        received.push({ headers: request.headers, body });
        const status = answers.shift() ?? 200;
        response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:9/' } : {}).end();
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  afterAll(() => {
    server.close();
  });
  beforeEach(() => {
    received = [];
    answers = [];
  });
  const set = async (value: unknown) => {
    await world.owner.query('begin');
    await world.owner.query("set local app.act = '01920000-0000-7000-8000-000000000002'");
    await world.owner.query('delete from reference.parameters where key = $1', [webhooksKey]);
    await world.owner.query(
      `insert into reference.parameters (city, id, key, value, unit, title, basis, sample, note, division)
       values ('4104', gen_random_uuid(), $1, $2, '', '消息推送地址', '', false, '', '4104')`,
      [webhooksKey, JSON.stringify(value)],
    );
    await world.owner.query('commit');
  };
  const queued = async () =>
    (
      await world.owner.query<{ payload: unknown; attempts: number }>(
        "select j.payload, j.attempts from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'notices.post'",
      )
    ).rows;

  test('is not sent to what is no address, nor what a programme withholds, nor the words', async () => {
    await set(['file:///etc/passwd', 'http://user:pass@127.0.0.1/', 42]);
    await say({ to: [idOf('town.keeper')], urgent: true, words: '细节只在系统里看' });
    await remindDue(world.office, []);
    expect(await queued()).toEqual([]);
    await set([url]);
    await say({ to: [idOf('town.keeper')], urgent: true, words: '细节只在系统里看' });
    await remindDue(world.office, ['orchard']);
    expect(await queued()).toEqual([]);
    await say({ to: [idOf('town.keeper')], urgent: true, words: '细节只在系统里看' });
    await remindDue(world.office, []);
    expect((await queued()).length).toBe(1);
    expect(JSON.stringify(await queued())).not.toContain('细节');
  });

  test('fails on a refusal and on a redirect, so that the queue tries again', async () => {
    const payload = { url, body: { delivery: newId(), notices: [] } };
    answers = [500];
    await expect(post(world.office, payload)).rejects.toThrow(/500/);
    answers = [302];
    await expect(post(world.office, payload)).rejects.toThrow();
    await expect(post(world.office, { ...payload, url: 'file:///etc/passwd' })).rejects.toThrow();
  });

  test('arrives signed through the worker, a second time after a failure, under the same number', async () => {
    await set([url]);
    await say({ to: [idOf('town.keeper')], urgent: true, title: '马上去看', link: '/fire/matters' });
    answers = [503];
    const stop = new AbortController();
    const worker = runWorker({
      url: database.appUrl,
      signal: stop.signal,
      tasks: jobs([]).map((job) => ({ name: job.name, run: (payload, signal) => job.run(world.office, payload, signal) })),
    });
    await expect.poll(() => received.length, { timeout: 15_000 }).toBe(2);
    stop.abort();
    await worker;
    const [first, second] = received;
    expect(first?.headers['x-taizhang-delivery']).toBe(second?.headers['x-taizhang-delivery']);
    expect(first?.body).toBe(second?.body);
    expect(JSON.parse(second?.body ?? '{}')).toMatchObject({
      city: '4104',
      notices: [{ account: 'town.keeper', title: '马上去看', link: '/fire/matters', urgent: true }],
    });
    const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(second?.headers['x-taizhang-signature'])) ?? [];
    const expected = createHmac('sha256', webhookSecret(world.office, url)).update(`${seconds}.${second?.body}`).digest('hex');
    expect(signature).toBe(expected);
    expect(webhookSecret(world.office, `${url}/other`)).not.toBe(webhookSecret(world.office, url));
    expect(await queued()).toEqual([]);
  }, 30_000);
});
