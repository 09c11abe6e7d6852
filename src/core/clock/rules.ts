/** 业务时钟: the hours of the office's day, and the stops on the way of a step. Times are Shanghai's, which knows no summer time. */

/** How far the demo's clock is stepped at once. */
export const stepSizes = ['1h', '1d'] as const;
export type StepSize = (typeof stepSizes)[number];

const minute = 60_000;
const day = 24 * 60 * minute;
const offset = 8 * 60 * minute;
const lengths: Readonly<Record<StepSize, number>> = { '1h': 60 * minute, '1d': day };

/** Where a step from `from` leads. */
export const targetOf = (from: Date, step: StepSize): Date => new Date(from.getTime() + lengths[step]);

/** What the clock needs to know of a job. */
export interface Timed {
  name: string;
  at?: string | readonly string[];
}

/** Minutes of the day of `HH:MM`, in order. Throws when it is no time of day: said at start, not at that hour. */
export function minutesOf(job: Timed): number[] {
  const hours = job.at === undefined ? [] : [job.at].flat();
  return hours
    .map((at) => {
      const [, hour, rest] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(at) ?? [];
      if (hour === undefined) throw new Error(`${job.name}: "${at}" is no time of day, write HH:MM`);
      return Number(hour) * 60 + Number(rest);
    })
    .sort((a, b) => a - b);
}

const midnightOf = (moment: Date): number => Math.floor((moment.getTime() + offset) / day) * day - offset;

export interface Due<J extends Timed> {
  job: J;
  /** The business moment for which it runs. */
  at: Date;
}

/** By their moment, then in the order in which the jobs are declared. */
const inOrder = <J extends Timed>(due: Due<J>[]): Due<J>[] => due.sort((a, b) => a.at.getTime() - b.at.getTime());

/** The last hour of each job that the day of `now` has reached. Earlier hours of that job are made good by it; those of yesterday are past. */
export function reached<J extends Timed>(jobs: readonly J[], now: Date): Due<J>[] {
  const midnight = midnightOf(now);
  return inOrder(
    jobs.flatMap((job) => {
      const last = minutesOf(job).findLast((at) => midnight + at * minute <= now.getTime());
      return last === undefined ? [] : [{ job, at: new Date(midnight + last * minute) }];
    }),
  );
}

/** Every hour of every job after `from`, up to and with `to`. */
export function between<J extends Timed>(jobs: readonly J[], from: Date, to: Date): Due<J>[] {
  const found: Due<J>[] = [];
  for (const job of jobs) {
    for (const at of minutesOf(job)) {
      for (let midnight = midnightOf(from); midnight <= to.getTime(); midnight += day) {
        const moment = midnight + at * minute;
        if (moment > from.getTime() && moment <= to.getTime()) found.push({ job, at: new Date(moment) });
      }
    }
  }
  return inOrder(found);
}

export interface Stop<J extends Timed> {
  at: Date;
  jobs: J[];
}

/** Where a clock stops on its way: each moment at which something is due, and at last the target itself. */
export function stopsOf<J extends Timed>(jobs: readonly J[], from: Date, to: Date): Stop<J>[] {
  const stops: Stop<J>[] = [];
  for (const { job, at } of between(jobs, from, to)) {
    const last = stops.at(-1);
    if (last?.at.getTime() === at.getTime()) last.jobs.push(job);
    else stops.push({ at, jobs: [job] });
  }
  if (stops.at(-1)?.at.getTime() !== to.getTime()) stops.push({ at: to, jobs: [] });
  return stops;
}

/** A moment as an office writes it in a list: 2022-11-10 18:00. */
export const momentWords = (moment: Date): string => new Date(moment.getTime() + offset).toISOString().slice(0, 16).replace('T', ' ');
