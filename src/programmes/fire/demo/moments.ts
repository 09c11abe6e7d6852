/** When people of the demo do things, and what a decision leaves on a request. */
import { nextMorning } from '../../../core/matters/rules.ts';
import { addDays, civilDateAt, isWorkday, type WorkCalendar } from '../../../core/reference/rules.ts';
import type { Dice } from './dice.ts';
import { NOW } from './inspections.ts';

/** Somebody of the demo who acts. */
export interface Person {
  account_id: string;
  title: string;
  unit_id: string;
  unit_name: string;
}

export const hour = 3_600_000;
export const minutes = (at: Date, count: number): Date => new Date(at.getTime() + count * 60_000);

export const undecided = { decided_by: null, decided_title: null, decided_at: null, granted: null, answer: null };
export const decided = (by: Person, at: Date, granted: boolean, answer: string) => ({
  decided_by: by.account_id,
  decided_title: by.title,
  decided_at: at,
  granted,
  answer,
});

export const moment10 = (date: string): Date => new Date(`${date}T09:00:00+08:00`);

/** A moment in office hours at or before one, and after another. */
export function officeTime(at: Date, after: Date, calendar: WorkCalendar): Date {
  let day = civilDateAt(at);
  while (!isWorkday(day, calendar)) day = addDays(day, -1);
  const clockHours = new Date(at.getTime() + 8 * hour).getUTCHours();
  const same = day === civilDateAt(at) && clockHours >= 8 && clockHours < 18;
  const found = same ? at : new Date(`${day}T${clockHours < 8 ? '08' : '16'}:${String(at.getUTCMinutes()).padStart(2, '0')}:00+08:00`);
  return found > after && found < NOW ? found : minutes(after, 7);
}

/** Within three working days after the answer, mostly sooner; not later than a few minutes ago. */
export function verifiedAt(from: Date, calendar: WorkCalendar, chance: Dice): Date {
  const latest = new Date(NOW.getTime() - chance.between(2, 12) * 60_000);
  const same = minutes(from, chance.between(18, 46));
  const later = minutes(nextMorning(new Date(from.getTime() + chance.between(0, 1) * 24 * hour), calendar), chance.between(5, 500));
  const at = chance.chance(0.35) ? same : later;
  return at < latest ? at : same < latest ? same : latest;
}
