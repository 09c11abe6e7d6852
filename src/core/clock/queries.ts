/** All SQL of the clock. Each function takes the transaction first; the transaction's city must be set. */
import { sql } from 'kysely';
import { isClockHeld } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db.ts';

export interface OfficeClock {
  city: string;
  demo: boolean;
  clock: Date | null;
}

/** The office of this database; undefined before it is opened. Public. */
export async function findClock(tx: Tx): Promise<OfficeClock | undefined> {
  const { rows } = await sql<OfficeClock>`select city, demo, clock from platform.office limit 1`.execute(tx);
  return rows[0];
}

/** The demo's clock, held until the transaction ends; undefined in an office whose time is the real one. */
export async function lockClock(tx: Tx, city: string): Promise<Date | undefined> {
  const { rows } = await sql<{
    clock: Date;
  }>`select clock from platform.office where city = ${city} and demo and clock is not null for update`.execute(tx);
  return rows[0]?.clock;
}

export async function moveClock(tx: Tx, city: string, to: Date): Promise<void> {
  await sql`update platform.office set clock = ${to} where city = ${city} and demo`.execute(tx);
}

export type StepState = 'waiting' | 'running' | 'done' | 'stopped' | 'failed';
export interface StepRow {
  id: string;
  from_at: Date;
  to_at: Date;
  reached_at: Date;
  state: StepState;
}

const stepColumns = sql`id, from_at, to_at, reached_at, state`;

export async function insertStep(tx: Tx, city: string, id: string, from: Date, to: Date): Promise<void> {
  await sql`insert into platform.clock_steps (city, id, from_at, to_at, reached_at) values (${city}, ${id}, ${from}, ${to}, ${from})`.execute(
    tx,
  );
}

/** Whether a step is under way: asked for a moment ago, or run by somebody who lives. */
export async function isStepping(tx: Tx, city: string): Promise<boolean> {
  const { rows } = await sql<{ running: boolean }>`
    select state = 'running' as running from platform.clock_steps
    where city = ${city} and (state = 'running' or state = 'waiting' and asked_at > clock_timestamp() - interval '1 minute')`.execute(tx);
  if (rows.some(({ running }) => !running)) return true;
  return rows.length > 0 && (await isClockHeld(tx));
}

/** Takes a step up, also one whose runner was killed; undefined when it has ended. */
export async function beginStep(tx: Tx, city: string, id: string): Promise<StepRow | undefined> {
  const { rows } = await sql<StepRow>`
    update platform.clock_steps set state = 'running' where city = ${city} and id = ${id} and state in ('waiting', 'running')
    returning ${stepColumns}`.execute(tx);
  return rows[0];
}

/** Where a running step has come to. */
export async function reachStep(tx: Tx, city: string, id: string, reached: Date, state: StepState = 'running'): Promise<void> {
  await sql`
    update platform.clock_steps set reached_at = ${reached}, state = ${state},
      ended_at = ${state === 'running' ? null : sql`clock_timestamp()`}::timestamptz
    where city = ${city} and id = ${id}`.execute(tx);
}

/** Ends steps whose runner was killed. Only for who holds the clock. */
export async function endAbandonedSteps(tx: Tx, city: string): Promise<void> {
  await sql`
    update platform.clock_steps s set state = 'stopped', ended_at = clock_timestamp()
    where s.city = ${city} and (s.state = 'running' or s.state = 'waiting' and s.asked_at < clock_timestamp() - interval '10 minutes')`.execute(
    tx,
  );
}

export async function latestStep(tx: Tx, city: string): Promise<StepRow | undefined> {
  const { rows } = await sql<StepRow>`
    select ${stepColumns} from platform.clock_steps where city = ${city} order by asked_at desc, id limit 1`.execute(tx);
  return rows[0];
}

/** Which of the given jobs ran for that moment without a fault. */
export async function listRan(tx: Tx, city: string, due: readonly { job: string; at: Date }[]): Promise<Set<string>> {
  const { rows } = await sql<{ job: string; ran_for: Date }>`
    select c.job, c.ran_for from platform.clockwork c
    join unnest(${due.map(({ job }) => job)}::text[], ${due.map(({ at }) => at.toISOString())}::timestamptz[]) d (job, at)
      on c.city = ${city} and d.job = c.job and d.at = c.ran_for
    where c.fault is null`.execute(tx);
  return new Set(rows.map(({ job, ran_for }) => `${job} ${ran_for.toISOString()}`));
}

export interface RanRow {
  job: string;
  ran_for: Date;
  words: string | null;
  fault: string | null;
}

/** A second try of the same moment takes the place of the first, which failed. */
export async function noteRan(tx: Tx, city: string, step: string | null, ran: RanRow): Promise<void> {
  await sql`
    insert into platform.clockwork (city, job, ran_for, step_id, words, fault)
    values (${city}, ${ran.job}, ${ran.ran_for}, ${step}, ${ran.words}, ${ran.fault})
    on conflict (city, job, ran_for) do update
    set step_id = excluded.step_id, words = excluded.words, fault = excluded.fault, ended_at = clock_timestamp()`.execute(tx);
}

/** What a step has done so far, in the order of its moments. */
export async function listOfStep(tx: Tx, city: string, step: string): Promise<RanRow[]> {
  const { rows } = await sql<RanRow>`
    select job, ran_for, words, fault from platform.clockwork where city = ${city} and step_id = ${step} order by ran_for, ended_at`.execute(
    tx,
  );
  return rows;
}
