/**
 * 消息: when a person is reminded. Few and together: two batches a day, at 08:30 and 15:00; between 22:00 and 07:00 nobody is disturbed
 * unless by an order that carries a name. The hours are the product's own rule, no law's. Times are Shanghai's, which knows no summer time.
 */

/** Minutes of the day. */
export const batches: readonly number[] = [8 * 60 + 30, 15 * 60];
export const quiet = { from: 22 * 60, to: 7 * 60 } as const;

/** When reminders go out, `HH:MM`: the batches, and the end of the quiet hours for what was urgent in the night. */
export const reminderHours: readonly string[] = [quiet.to, ...batches].map(
  (at) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`,
);

const minute = 60_000;
const day = 24 * 60 * minute;
const offset = 8 * 60 * minute;

const midnightOf = (moment: Date): number => Math.floor((moment.getTime() + offset) / day) * day - offset;
const minuteOf = (moment: Date): number => (moment.getTime() - midnightOf(moment)) / minute;

/** Whether a moment lies in the quiet hours: 22:00 does, 07:00 does not. */
export const inQuietHours = (moment: Date): boolean => minuteOf(moment) >= quiet.from || minuteOf(moment) < quiet.to;

/** The first batch after a moment. */
export function nextBatch(moment: Date): Date {
  const midnight = midnightOf(moment);
  const next = batches.map((at) => midnight + at * minute).find((at) => at > moment.getTime());
  return new Date(next ?? midnight + day + (batches[0] ?? 0) * minute);
}

/** When somebody is reminded: at the next batch; an urgent one at once, without a name not before the quiet hours end. */
export function dueAt(moment: Date, urgent: boolean, named: boolean): Date {
  if (!urgent) return nextBatch(moment);
  if (named || !inQuietHours(moment)) return moment;
  const midnight = midnightOf(moment);
  return new Date(midnight + quiet.to * minute + (minuteOf(moment) >= quiet.from ? day : 0));
}
