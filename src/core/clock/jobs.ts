/**
 * The clockwork: what the hours of the business day bring is run once for each moment, by the worker as the time comes, or by whoever steps
 * the demo's clock. Both hold the clock while they do it, so that one waits for the other and nothing runs twice.
 */
import { z } from 'zod';
import { holdClock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db.ts';
import { log } from '../../platform/log.ts';
import { Problem } from '../../platform/problem.ts';
import type { Office } from '../ledger/index.ts';
import type { Job } from '../unit.ts';
import { stepJob } from './acts.ts';
import { clockBusy } from './problems.ts';
import {
  beginStep,
  endAbandonedSteps,
  findClock,
  listRan,
  moveClock,
  noteRan,
  type RanRow,
  reachStep,
  type StepRow,
  type StepState,
} from './queries.ts';
import { type Due, reached, stopsOf } from './rules.ts';

/** How long a step waits for the worker to finish what it is at. */
const patience = 60_000;

const within = async <T>(office: Office, city: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
  await office.db.transaction('write', { city }, work);

/** Those that have not run for their moment yet. */
export async function notRan<J extends Job>(tx: Tx, city: string, due: readonly Due<J>[]): Promise<Due<J>[]> {
  if (due.length === 0) return [];
  const ran = await listRan(
    tx,
    city,
    due.map(({ job, at }) => ({ job: job.name, at })),
  );
  return due.filter(({ job, at }) => !ran.has(`${job.name} ${at.toISOString()}`));
}

/** Runs a job on the clock as it stands. What it threw is its fault, said in a problem's own words. */
async function run(office: Office, job: Job, at: Date, signal: AbortSignal): Promise<RanRow> {
  const started = performance.now();
  try {
    const words = (await job.run({ ...office, clock: office.clock.held() }, {}, signal)) ?? null;
    log.info({ job: job.name, for: at.toISOString(), ms: Math.round(performance.now() - started) }, 'job of the day done');
    return { job: job.name, ran_for: at, words, fault: null };
  } catch (error) {
    signal.throwIfAborted();
    log.error({ err: error, job: job.name, for: at.toISOString() }, 'a job of the day failed');
    return { job: job.name, ran_for: at, words: null, fault: error instanceof Problem ? error.message : '程序出错，详见后台日志' };
  }
}

/** Runs what today's hours have brought and nobody has run yet. Does nothing while the clock is being stepped. Returns how many. */
export async function turn(office: Office, jobs: readonly Job[], signal: AbortSignal): Promise<number> {
  const done = await holdClock(office.db, 0, signal, async () => {
    const { city } = (await office.db.anonymous(findClock)) ?? {};
    if (!city) return 0;
    await office.clock.refresh(office.db);
    await within(office, city, (tx) => endAbandonedSteps(tx, city));
    const due = await within(office, city, (tx) => notRan(tx, city, reached(jobs, office.clock.now())));
    for (const { job, at } of due) {
      signal.throwIfAborted();
      const ran = await run(office, job, at, signal);
      await within(office, city, (tx) => noteRan(tx, city, null, ran));
    }
    return due.length;
  });
  return done?.value ?? 0;
}

export interface Stepping {
  /** Aborted: what belongs to the present stop is finished, and the clock stays there. */
  signal: AbortSignal;
  /** Hears when a stop is reached, and what was done there. */
  told?: (what: { at: Date; ran?: RanRow }) => void;
}

export interface Stepped {
  state: StepState;
  reached: Date;
  ran: RanRow[];
}

/**
 * Runs a step that was decided: sets the clock to each moment on the way and runs there what is due, wake-ups first. A job that fails ends
 * the step at its moment; the next step, or the worker, tries it again. Undefined when the step has ended already.
 * Throws `busy` when the worker is at the day's jobs for longer than a minute.
 */
export async function runStep(office: Office, jobs: readonly Job[], id: string, { signal, told }: Stepping): Promise<Stepped | undefined> {
  // What was begun at a stop is not broken off: the clock would stand at a moment of which half is done.
  const whole = new AbortController().signal;
  const held = await holdClock(office.db, patience, signal, async (): Promise<Stepped | undefined> => {
    const { city } = (await office.db.anonymous(findClock)) ?? {};
    if (!city) return undefined;
    const step = await within(office, city, (tx) => beginStep(tx, city, id));
    if (!step) return undefined;
    await office.clock.refresh(office.db);
    const stepped: Stepped = { state: 'running', reached: office.clock.now(), ran: [] };
    const following = jobs.filter((job) => job.followsClock);
    /** Whether all of the stop succeeded. */
    const stop = async (at: Date, due: readonly Due<Job>[]): Promise<boolean> => {
      told?.({ at });
      let good = true;
      for (const one of [...following.map((job) => ({ job, at })), ...(await within(office, city, (tx) => notRan(tx, city, due)))]) {
        const ran = await run(office, one.job, one.at, whole);
        good &&= ran.fault === null;
        // What follows the clock at every minute found nothing to do: nothing to say either.
        if (one.job.followsClock && ran.words === null && ran.fault === null) continue;
        await within(office, city, (tx) => noteRan(tx, city, id, ran));
        stepped.ran.push(ran);
        told?.({ at: one.at, ran });
      }
      stepped.reached = at;
      return good;
    };
    stepped.state = await walk(office, city, step, jobs, stop, signal);
    await within(office, city, (tx) => reachStep(tx, city, id, stepped.reached, stepped.state));
    return stepped;
  });
  if (!held) throw clockBusy();
  return held.value;
}

/** From stop to stop; says how it ended. */
async function walk(
  office: Office,
  city: string,
  step: StepRow,
  jobs: readonly Job[],
  stop: (at: Date, due: readonly Due<Job>[]) => Promise<boolean>,
  signal: AbortSignal,
): Promise<StepState> {
  const now = office.clock.now();
  // Somebody moved the clock since: this is no longer the step that was asked for.
  if (now < step.from_at || now > step.to_at) return 'stopped';
  // First what the present day still owes, as when no worker ran.
  if (!(await stop(now, reached(jobs, now)))) return 'failed';
  for (const { at, jobs: due } of now < step.to_at ? stopsOf(jobs, now, step.to_at) : []) {
    if (signal.aborted) return 'stopped';
    await within(office, city, async (tx) => {
      await moveClock(tx, city, at);
      await reachStep(tx, city, step.id, at);
    });
    await office.clock.refresh(office.db);
    const good = await stop(
      at,
      due.map((job) => ({ job, at })),
    );
    if (!good) return 'failed';
  }
  return 'done';
}

const asked = z.object({ id: z.uuid() });

/** The clock's own jobs. `jobs` are those of all units. */
export const clockJobs = (jobs: () => readonly Job[]): readonly Job[] => [
  {
    name: 'clock.turn',
    title: '办理到点的事',
    cron: '* * * * *',
    run: async (office, _payload, signal) => {
      await turn(office, jobs(), signal);
    },
  },
  {
    name: stepJob,
    title: '推进演示时钟',
    run: async (office, payload, signal) => {
      await runStep(office, jobs(), asked.parse(payload).id, { signal });
    },
  },
];
