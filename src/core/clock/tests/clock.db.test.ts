/** A small office whose hours bring real acts of its own programme: stepped, run by the worker, both at once, and refused. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { useDatabase } from '../../../../tests/support/database.ts';
import { BusinessClock, holdClock } from '../../../platform/clock.ts';
import { Database } from '../../../platform/db.ts';
import { type App, createHttp } from '../../../platform/http.ts';
import { newId } from '../../../platform/ids.ts';
import { problem } from '../../../platform/problem.ts';
import { act, mount, type Office, perform } from '../../ledger/index.ts';
import { systemActor } from '../../people/index.ts';
import { openWorld, standing, type World } from '../../people/tests/factory.ts';
import type { Job } from '../../unit.ts';
import { stepClock } from '../acts.ts';
import { createClock } from '../index.ts';
import { runStep, turn } from '../jobs.ts';
import { momentWords } from '../rules.ts';

const water = act('orchard.trees.water', '浇水', z.object({ job: z.string() }), async (_tx, _actor, { job }, deed) => {
  deed.about({ division: '410402' });
  deed.says({ job });
  return {};
});
const dry = problem({ type: '/problems/orchard/dry', status: 409, title: '水池干了', detail: () => '请先放水。' });
let isDry = false;

/** Each run is an act, recorded at the business moment at which it was done. */
const watering = (name: string, more: Partial<Job>): Job => ({
  name,
  title: `浇水 ${name}`,
  run: async (office) => {
    if (isDry && name === 'orchard.evening') throw dry();
    await perform(office, water, await systemActor(office, 'orchard'), newId(), { job: name });
    // Long enough for another process to come by.
    await new Promise((resolve) => setTimeout(resolve, 30));
    return `浇了 ${momentWords(office.clock.now())}`;
  },
  ...more,
});
const jobs: readonly Job[] = [
  watering('orchard.morning', { at: ['08:30', '15:00'] }),
  watering('orchard.evening', { at: '18:00' }),
  watering('orchard.always', { followsClock: true, cron: '*/5 * * * *' }),
  watering('orchard.asked', {}),
];

const database = useDatabase();
const never = new AbortController().signal;
const clock = createClock({ jobs: () => jobs, operator: (office) => systemActor(office, 'clock') });
let world: World;
let app: App;
beforeAll(async () => {
  world = await openWorld(database);
  app = await createHttp({ publicUrl: null, trustProxy: [], tls: null, constraints: {}, version: 'test' }, async () => ({}));
  mount(app, world.office, clock.routes ?? [], world.people.authenticate(world.office));
}, 60_000);
afterAll(async () => {
  await app?.close();
  await world?.close();
});
beforeEach(async () => {
  isDry = false;
  await world.owner.query('delete from platform.clockwork');
  await world.owner.query('delete from platform.clock_steps');
  await world.owner.query('update platform.office set clock = $1', [standing]);
  await world.office.clock.refresh(world.office.db);
  since = (await world.owner.query<{ at: Date }>('select clock_timestamp() as at')).rows[0]?.at ?? new Date();
});
let since = new Date();

/** What was done since the test began: business moment and job, in the order in which it was done. */
async function done(): Promise<string[]> {
  const { rows } = await world.owner.query<{ at: Date; job: string }>(
    "select at, summary->>'job' as job from ledger.acts where verb = 'orchard.trees.water' and recorded_at > $1 order by recorded_at",
    [since],
  );
  return rows.map(({ at, job }) => `${momentWords(at)} ${job.replace('orchard.', '')}`);
}
const stands = async () =>
  momentWords((await world.owner.query<{ clock: Date }>('select clock from platform.office')).rows[0]?.clock ?? new Date(0));
const decide = async (step: '1h' | '1d', office: Office = world.office) =>
  await perform(office, stepClock, await systemActor(office, 'clock'), newId(), { step, by: 'caller' });
const step = async (size: '1h' | '1d', signal = never) => {
  const { id } = await decide(size);
  return await runStep(world.office, jobs, id, { signal });
};
/** Another process: a connection pool and a clock of its own. */
async function elsewhere<T>(work: (office: Office) => Promise<T>): Promise<T> {
  const db = new Database(database.appUrl, { max: 4 });
  try {
    const office = { ...world.office, db, clock: new BusinessClock() };
    await office.clock.refresh(db);
    return await work(office);
  } finally {
    await db.close();
  }
}

const aDay = [
  '2022-11-10 08:30 always',
  '2022-11-10 08:30 morning',
  '2022-11-10 15:00 always',
  '2022-11-10 15:00 morning',
  '2022-11-10 18:00 always',
  '2022-11-10 18:00 evening',
];

describe('the worker', () => {
  test('runs what today has brought, once, and what nobody asked for not at all', async () => {
    expect(await turn(world.office, jobs, never)).toBe(2);
    expect(await turn(world.office, jobs, never)).toBe(0);
    expect(await done()).toEqual(['2022-11-09 18:00 morning', '2022-11-09 18:00 evening']);
    const { rows } = await world.owner.query('select job, ran_for, words, fault, step_id from platform.clockwork order by job');
    expect(rows).toEqual([
      { job: 'orchard.evening', ran_for: new Date(standing), words: '浇了 2022-11-09 18:00', fault: null, step_id: null },
      {
        job: 'orchard.morning',
        ran_for: new Date('2022-11-09T15:00:00+08:00'),
        words: '浇了 2022-11-09 18:00',
        fault: null,
        step_id: null,
      },
    ]);
  });

  test('tries a failed job again, and does not stop at it', async () => {
    isDry = true;
    expect(await turn(world.office, jobs, never)).toBe(2);
    const { rows } = await world.owner.query("select fault from platform.clockwork where job = 'orchard.evening'");
    expect(rows).toEqual([{ fault: '水池干了：请先放水。' }]);
    isDry = false;
    expect(await turn(world.office, jobs, never)).toBe(1);
    expect(await done()).toEqual(['2022-11-09 18:00 morning', '2022-11-09 18:00 evening']);
  });

  test('of a real office follows the real time', async () => {
    const { rows } = await world.owner.query<{ here: string }>("select to_char(now() at time zone 'Asia/Shanghai', 'HH24:MI') as here");
    const here = rows[0]?.here ?? '';
    await world.owner.query('update platform.office set demo = false, clock = null');
    try {
      const now = watering('orchard.now', { at: here });
      expect(await turn(world.office, [now], never)).toBe(1);
      expect(await turn(world.office, [now], never)).toBe(0);
      expect(world.office.clock.standing).toBe(false);
      expect(await done()).toHaveLength(1);
    } finally {
      await world.owner.query('update platform.office set demo = true, clock = $1', [standing]);
    }
  });
});

describe('a step', () => {
  test('of an hour makes good what the day owes, then stands an hour later', async () => {
    await turn(world.office, jobs, never);
    expect(await step('1h')).toMatchObject({ state: 'done', reached: new Date('2022-11-09T19:00:00+08:00') });
    expect(await stands()).toBe('2022-11-09 19:00');
    expect(await done()).toEqual([
      '2022-11-09 18:00 morning',
      '2022-11-09 18:00 evening',
      '2022-11-09 18:00 always',
      '2022-11-09 19:00 always',
    ]);
  });

  test('of a day runs each hour at its own moment, in order, and the next day again', async () => {
    await turn(world.office, jobs, never);
    const before = (await done()).length;
    const stepped = await step('1d');
    expect((await done()).slice(before)).toEqual(['2022-11-09 18:00 always', ...aDay]);
    expect(stepped?.ran.at(-1)).toMatchObject({ job: 'orchard.evening', words: '浇了 2022-11-10 18:00', fault: null });
    await step('1d');
    expect((await done()).filter((one) => one.endsWith('evening'))).toEqual([
      '2022-11-09 18:00 evening',
      '2022-11-10 18:00 evening',
      '2022-11-11 18:00 evening',
    ]);
    expect(await stands()).toBe('2022-11-11 18:00');
  });

  test('is an act that says from where to where', async () => {
    const { id, from, to } = await decide('1d');
    expect([from, to]).toEqual(['2022-11-09T10:00:00.000Z', '2022-11-10T10:00:00.000Z']);
    const { rows } = await world.owner.query('select verb, account, relation, summary from ledger.acts where id = $1', [id]);
    expect(rows).toEqual([
      {
        verb: 'clock.demo.step',
        account: '系统',
        relation: 'platform.office',
        summary: { from: '2022-11-09 18:00', to: '2022-11-10 18:00' },
      },
    ]);
  });

  test('ends at the moment of a job that failed; the next one begins with it', async () => {
    await turn(world.office, jobs, never);
    isDry = true;
    expect(await step('1d')).toMatchObject({ state: 'failed', reached: new Date('2022-11-10T18:00:00+08:00') });
    isDry = false;
    const stepped = await step('1h');
    expect(stepped?.ran.map(({ job, ran_for }) => `${momentWords(ran_for)} ${job}`)).toContain('2022-11-10 18:00 orchard.evening');
    expect((await done()).filter((one) => one.endsWith('evening'))).toEqual(['2022-11-09 18:00 evening', '2022-11-10 18:00 evening']);
  });

  test('that is interrupted finishes its stop and stays there; the next one goes on', async () => {
    await turn(world.office, jobs, never);
    const { id } = await decide('1d');
    const stop = new AbortController();
    const told: string[] = [];
    const stepped = await runStep(world.office, jobs, id, {
      signal: stop.signal,
      told: ({ at, ran }) => {
        if (!ran) told.push(momentWords(at));
        if (momentWords(at) === '2022-11-10 15:00') stop.abort();
      },
    });
    expect(stepped).toMatchObject({ state: 'stopped', reached: new Date('2022-11-10T15:00:00+08:00') });
    expect(told).toEqual(['2022-11-09 18:00', '2022-11-10 08:30', '2022-11-10 15:00']);
    expect(await stands()).toBe('2022-11-10 15:00');
    expect((await done()).at(-1)).toBe('2022-11-10 15:00 morning');
    await step('1d');
    const evenings = (await done()).filter((one) => !one.endsWith('always'));
    expect(new Set(evenings).size).toBe(evenings.length);
    expect(await stands()).toBe('2022-11-11 15:00');
  });

  test('whose process was killed is taken up where it stood', async () => {
    await turn(world.office, jobs, never);
    const { id } = await decide('1d');
    await world.owner.query("update platform.clock_steps set state = 'running', reached_at = '2022-11-10 15:00+08'");
    await world.owner.query("update platform.office set clock = '2022-11-10 15:00+08'");
    expect(await runStep(world.office, jobs, id, { signal: never })).toMatchObject({ state: 'done' });
    expect((await done()).filter((one) => !one.endsWith('always')).slice(2)).toEqual([
      '2022-11-10 15:00 morning',
      '2022-11-10 18:00 evening',
    ]);
    // And not a second time.
    expect(await runStep(world.office, jobs, id, { signal: never })).toBeUndefined();
  });

  test('and the worker, come at the same time, run each job once', async () => {
    const { id } = await decide('1d');
    const stop = new AbortController();
    const worker = elsewhere(async (office) => {
      let turns = 0;
      while (!stop.signal.aborted) {
        await turn(office, jobs, never);
        turns++;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await turn(office, jobs, never);
      return turns;
    });
    const stepped = await runStep(world.office, jobs, id, { signal: never });
    stop.abort();
    expect(await worker).toBeGreaterThan(1);
    expect(stepped).toMatchObject({ state: 'done' });
    const found = (await done()).filter((one) => !one.endsWith('always'));
    expect(found.sort()).toEqual(
      ['2022-11-09 18:00 evening', '2022-11-09 18:00 morning', ...aDay.filter((one) => !one.endsWith('always'))].sort(),
    );
  });

  test('is not begun twice at once', async () => {
    const { id } = await decide('1h');
    await expect(decide('1h')).rejects.toMatchObject({ type: '/problems/clock/already-stepping' });
    const both = await elsewhere((office) =>
      Promise.all([runStep(world.office, jobs, id, { signal: never }), runStep(office, jobs, id, { signal: never })]),
    );
    expect(both.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await stands()).toBe('2022-11-09 19:00');
  });

  test('of a runner that died stands in nobody’s way', async () => {
    await decide('1h');
    await world.owner.query("update platform.clock_steps set state = 'running'");
    await expect(elsewhere((office) => holdClock(office.db, 0, never, () => decide('1h')))).rejects.toMatchObject({
      type: '/problems/clock/already-stepping',
    });
    await expect(step('1h')).resolves.toMatchObject({ state: 'done' });
    await turn(world.office, jobs, never);
    const { rows } = await world.owner.query('select state from platform.clock_steps order by asked_at');
    expect(rows.map(({ state }) => state)).toEqual(['stopped', 'done']);
  });

  test('is heard by every process', async () => {
    await elsewhere(async (office) => {
      let heard = 0;
      const deaf = office.clock.follow(office.db, () => {
        heard++;
      });
      await expect.poll(() => heard).toBeGreaterThan(0);
      await step('1h');
      await expect.poll(() => momentWords(office.clock.now())).toBe('2022-11-09 19:00');
      await deaf();
    });
  });
});

describe('over HTTP', () => {
  const ask = async (name: string, method: 'GET' | 'POST', url: string, body?: unknown) => {
    const { cookie } = await world.signIn(name);
    const answer = await app.inject({
      method,
      url,
      headers: { cookie, ...(method === 'POST' ? { 'idempotency-key': randomUUID(), 'content-type': 'application/json' } : {}) },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, body: answer.json() as Record<string, unknown> };
  };
  const queued = async () =>
    (
      await world.owner.query<{ payload: { id: string } }>(
        "delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = 'clock.step' returning j.payload",
      )
    ).rows.map(({ payload }) => payload);

  test('says what a step would run, and who may not step is refused before anything else', async () => {
    await turn(world.office, jobs, never);
    const { body } = await ask('town.keeper', 'GET', '/api/clock');
    expect(body).toMatchObject({
      now: '2022-11-09T10:00:00.000Z',
      ahead: {
        '1h': { to: '2022-11-09T11:00:00.000Z', due: [] },
        '1d': { due: [{ title: '浇水 orchard.morning' }, { title: '浇水 orchard.morning' }, { title: '浇水 orchard.evening' }] },
      },
      step: null,
    });
    for (const name of ['town.keeper', 'city.keeper', 'county.unit', 'admin.security'])
      expect(await ask(name, 'POST', '/api/clock/steps', { step: '1h' }), name).toMatchObject({
        status: 403,
        body: { type: '/problems/ledger/forbidden' },
      });
    expect(await queued()).toEqual([]);
    expect(await stands()).toBe('2022-11-09 18:00');
  });

  test('the system administrator steps: the worker’s job runs it, and the page reads what was done', async () => {
    await turn(world.office, jobs, never);
    const pressed = await ask('admin.system', 'POST', '/api/clock/steps', { step: '1d' });
    expect(pressed.status).toBe(200);
    expect((await ask('admin.system', 'POST', '/api/clock/steps', { step: '1d' })).body.type).toBe('/problems/clock/already-stepping');
    const [payload, ...others] = await queued();
    expect(others).toEqual([]);
    const job = clock.jobs?.find(({ name }) => name === 'clock.step');
    await job?.run(world.office, payload, never);
    const { body } = await ask('town.keeper', 'GET', '/api/clock');
    const { ran, ...step } = body.step as { ran: { title: string; at: string; words: string }[] };
    expect(step).toMatchObject({ state: 'done', from: '2022-11-09T10:00:00.000Z', reached: '2022-11-10T10:00:00.000Z' });
    expect(ran.at(-1)).toEqual({
      at: '2022-11-10T10:00:00.000Z',
      title: '浇水 orchard.evening',
      words: '浇了 2022-11-10 18:00',
      fault: null,
    });
  });

  test('outside the demo there is no such thing, nor would the database take it', async () => {
    await world.owner.query('update platform.office set demo = false, clock = null');
    await world.office.clock.refresh(world.office.db);
    try {
      expect(await ask('admin.system', 'GET', '/api/clock')).toMatchObject({ status: 404, body: { type: '/problems/clock/not-demo' } });
      expect(await ask('admin.system', 'POST', '/api/clock/steps', { step: '1h' })).toMatchObject({
        status: 404,
        body: { type: '/problems/clock/not-demo' },
      });
      await expect(world.owner.query('update platform.office set clock = now()')).rejects.toMatchObject({
        constraint: 'office_clock_only_in_demo',
      });
    } finally {
      await world.owner.query('update platform.office set demo = true, clock = $1', [standing]);
    }
  });
});
