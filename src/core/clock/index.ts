/** 业务时钟: the hours of the office's day, and stepping the demo's clock past them. The front door of the unit. */
import type { Actor, Office } from '../ledger/index.ts';
import type { Job, Unit } from '../unit.ts';
import { clockCommand } from './commands.ts';
import { clockJobs } from './jobs.ts';
import { clockRoutes } from './routes.ts';
import { minutesOf } from './rules.ts';

export interface ClockOptions {
  /** The jobs of all units, asked for when they are known. */
  jobs: () => readonly Job[];
  /** As whom `taizhang clock --step` acts when no account is named. */
  operator: (office: Office) => Promise<Actor>;
}

/** Throws, when it is first used, for a job whose hour is no time of day and for two jobs of one name. */
export function createClock({ jobs, operator }: ClockOptions): Unit {
  let known: readonly Job[] | undefined;
  const all = () => {
    if (known) return known;
    const found = jobs();
    for (const job of found) minutesOf(job);
    if (new Set(found.map(({ name }) => name)).size < found.length) throw new Error('two jobs have the same name');
    known = found;
    return known;
  };
  return { key: 'clock', routes: clockRoutes(all), jobs: clockJobs(all), commands: clockCommand(all, operator) };
}
