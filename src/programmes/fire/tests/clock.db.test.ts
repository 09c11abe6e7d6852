/** The hours of fire's day, with the jobs of the whole product: a step freezes, reminds and lists once, whoever else runs them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { stepClock } from '../../../core/clock/acts.ts';
import { runStep, turn } from '../../../core/clock/jobs.ts';
import { momentWords } from '../../../core/clock/rules.ts';
import { catalogueOf, documentActs } from '../../../core/documents/index.ts';
import { perform } from '../../../core/ledger/index.ts';
import { systemActor } from '../../../core/people/index.ts';
import { BusinessClock } from '../../../platform/clock.ts';
import { Database } from '../../../platform/db.ts';
import { assemble } from '../../../units.ts';
import { bulletins } from '../documents.ts';
import { figures } from '../indicators.ts';
import { openWorld, type World } from './factory.ts';

const database = useDatabase();
const { jobs } = assemble({ publicUrl: null });
const never = new AbortController().signal;
let world: World;
beforeAll(async () => {
  world = await openWorld(database);
  const { open } = documentActs(catalogueOf(bulletins, figures), 'fire');
  await perform(world.office, open, await world.actor('fire.office'), randomUUID(), {
    key: 'fire.daily',
    division: '410402',
    since: '2022-11-09',
  });
}, 120_000);
afterAll(async () => {
  await world?.close();
});

const step = async (size: '1h' | '1d') => {
  const { id } = await perform(world.office, stepClock, await systemActor(world.office, 'clock'), randomUUID(), {
    step: size,
    by: 'caller',
  });
  const stepped = await runStep(world.office, jobs, id, { signal: never });
  expect(stepped?.ran.filter(({ fault }) => fault !== null)).toEqual([]);
  expect(stepped?.state).toBe('done');
  return (stepped?.ran ?? []).map(({ job, ran_for }) => `${momentWords(ran_for)} ${job}`);
};
/** Day and cut-off of each edition of the daily. */
const editions = async () =>
  (
    await world.owner.query<{ on_date: string; cutoff: Date }>(
      `select b.on_date::text, e.cutoff from documents.editions e join documents.bulletins b on b.city = e.city and b.id = e.bulletin_id
       where b.bulletin = 'fire.daily' order by b.on_date, e.cutoff`,
    )
  ).rows.map(({ on_date, cutoff }) => `${on_date} ${momentWords(cutoff)}`);

test('an hour makes good the evening that no worker saw, a day freezes the next one at 18:00, each once', async () => {
  const first = await step('1h');
  expect(first).toContain('2022-11-09 18:00 documents.freeze_1800');
  expect(await editions()).toEqual(['2022-11-09 2022-11-09 18:00']);
  const second = await step('1d');
  for (const hour of [
    '2022-11-10 07:00 notices.remind',
    '2022-11-10 08:30 notices.remind',
    '2022-11-10 15:00 notices.remind',
    '2022-11-10 17:30 fire.worklist',
    '2022-11-10 18:00 documents.freeze_1800',
  ])
    expect(second.filter((one) => one === hour)).toEqual([hour]);
  const moments = second.map((one) => one.slice(0, 16));
  expect([...moments].sort()).toEqual(moments);
  expect(await editions()).toEqual(['2022-11-09 2022-11-09 18:00', '2022-11-10 2022-11-10 18:00']);
});

test('the worker, coming by all the while, does none of it again', async () => {
  const db = new Database(database.appUrl, { max: 4 });
  const stop = new AbortController();
  const worker = (async () => {
    const office = { ...world.office, db, clock: new BusinessClock() };
    while (!stop.signal.aborted) {
      await turn(office, jobs, never);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return await turn(office, jobs, never);
  })();
  await step('1d');
  stop.abort();
  expect(await worker).toBe(0);
  await db.close();
  expect(await editions()).toEqual(['2022-11-09 2022-11-09 18:00', '2022-11-10 2022-11-10 18:00', '2022-11-11 2022-11-11 18:00']);
});
