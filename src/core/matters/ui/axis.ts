/** Where moments stand on the line of the clocks. Pure geometry: days as columns, days that are not counted left out. */
import { addDays, dayOf, time } from '../../../kit/format.ts';
import type { MatterClock } from './calls.ts';

export interface Calendar {
  holidays: readonly string[];
  makeups: readonly string[];
}

export const isCounted = (day: string, { holidays, makeups }: Calendar): boolean => {
  if (makeups.includes(day)) return true;
  if (holidays.includes(day)) return false;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
};

export interface AxisDay {
  day: string;
  /** Left edge. */
  x: number;
  /** 10-24 at the first and where the month changes, else 25; null where there is no room. */
  label: string | null;
  /** Days in between were left out: a thin line stands here. */
  gap: boolean;
}

export interface Axis {
  /** workdays: only working days have columns; days: every day has one. */
  counts: 'workdays' | 'days';
  days: readonly AxisDay[];
  column: number;
  left: number;
  right: number;
  x: (moment: string) => number;
}

const minutes = (moment: string): number => {
  const [h, m] = time(moment).split(':').map(Number);
  return (h ?? 0) * 60 + (m ?? 0);
};
/** An office day fills its column: 06:00 is the left edge and 20:00 the right one. */
const shareOf = (moment: string, counts: Axis['counts']): number =>
  counts === 'days' ? minutes(moment) / 1440 : Math.min(1, Math.max(0, (minutes(moment) - 360) / 840));

/** `until` is today while a clock runs, so that its mark has a place. */
export function axisOf(
  clocks: readonly Pick<MatterClock, 'measure' | 'started_at' | 'due_at' | 'old_due_at' | 'stopped_at'>[],
  until: string | null,
  calendar: Calendar,
  frame: { left: number; right: number },
): Axis {
  const counts = clocks.every((clock) => clock.measure === 'workdays') ? 'workdays' : 'days';
  const moments = clocks.flatMap((c) => [c.started_at, c.due_at, c.old_due_at ?? c.due_at, c.stopped_at ?? c.due_at]);
  const days = [...moments, ...(until ? [until] : [])].map(dayOf).sort();
  const first = days[0] ?? '1970-01-01';
  const last = addDays(days.at(-1) ?? first, 1);
  const shown: string[] = [];
  // Three years are more than any clock runs; a broken date must not hang the page.
  for (let day = first, n = 0; day <= last && n < 1100; day = addDays(day, 1), n++)
    if (counts === 'days' || isCounted(day, calendar)) shown.push(day);
  if (shown.length === 0) shown.push(first);
  const column = (frame.right - frame.left) / shown.length;
  const step = Math.max(1, Math.ceil(38 / column));
  let month = '';
  const columns = shown.map((day, i): AxisDay => {
    const fits = i % step === 0;
    const label = fits ? (day.slice(0, 7) === month ? day.slice(8) : day.slice(5)) : null;
    if (fits) month = day.slice(0, 7);
    return { day, x: frame.left + i * column, label, gap: i > 0 && addDays(shown[i - 1] ?? day, 1) !== day };
  });
  const x = (moment: string): number => {
    const day = dayOf(moment);
    const at = shown.findIndex((one) => one >= day);
    if (at < 0) return frame.right;
    // A moment on a day that is not counted stands on the line before the next one.
    return frame.left + (at + (shown[at] === day ? shareOf(moment, counts) : 0)) * column;
  };
  return { counts, days: columns, column, ...frame, x };
}

export interface Stretch {
  from: string;
  to: string;
}

/** The times in which a clock ran until `now`, without its pauses. */
export function ranIn(clock: Pick<MatterClock, 'started_at' | 'stopped_at' | 'pauses'>, now: string): Stretch[] {
  const end = clock.stopped_at ?? now;
  const pauses = [...clock.pauses].sort((a, b) => (a.from < b.from ? -1 : 1));
  const all: Stretch[] = [];
  let from = clock.started_at;
  for (const pause of pauses) {
    const to = pause.from < end ? pause.from : end;
    if (from < to) all.push({ from, to });
    from = pause.until ?? end;
  }
  if (from < end) all.push({ from, to: end });
  return all;
}
