/** From the words of a question to the window it asks about. */

import { civilDate } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db.ts';
import { getDivisionIndex } from '../divisions/index.ts';
import { type Actor, divisionsFor, may, notFound, type Office } from '../ledger/index.ts';
import type { Figure, Window } from './figure.ts';
import { badDate, periodReversed } from './problems.ts';
import { findDivisionName } from './queries.ts';

/** A question as it comes from an address or a command line. */
export interface Question {
  division?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  as?: 'then' | 'now' | undefined;
}

/** Verb that a post needs to read the figures of a programme. */
export const readingVerb = (figure: { programme: string }): string => `${figure.programme}.figures.read`;

/** The figure of that key, if the actor may read it anywhere; else as if there were none. */
export function getFigure(figures: readonly Figure[], actor: Actor, key: string): Figure {
  const found = figures.find((figure) => figure.key === key);
  if (!found || !may(actor, readingVerb(found))) throw notFound();
  return found;
}

/**
 * The window of a question. Without a division: the widest one in which the actor may read the figure. A division that only partly lies
 * in the actor's scope is as absent: its figure would be a part and look like the whole.
 */
export async function getWindow(tx: Tx, office: Office, actor: Actor, figure: Figure, question: Question): Promise<Window> {
  const from = readDate('开始日期', question.from);
  const to = readDate('结束日期', question.to);
  if (from !== null && to !== null && from > to) throw periodReversed({ from, to });
  const verb = readingVerb(figure);
  const division = question.division || divisionsFor(actor, verb).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
  if (division === undefined || !/^\d{4,15}$/.test(division) || !may(actor, verb, division)) throw notFound();
  const index = await getDivisionIndex(tx, actor.city);
  // Grids need not be on record: they live while their village does.
  const known = index.has(division) || (division.length === 15 && index.has(division.slice(0, 12)));
  // A division that is no more can still be read as it was.
  if (!known && !(question.as === 'then' && (await findDivisionName(tx, actor.city, division)) !== undefined)) throw notFound();
  const cutoff = office.clock.now();
  const today = civilDate(cutoff);
  return { city: actor.city, division, from, to, through: to !== null && to < today ? to : today, cutoff, as: question.as ?? 'now' };
}

function readDate(name: string, value: string | undefined): string | null {
  if (value === undefined || value === '') return null;
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  const date = parts ? new Date(`${value}T00:00:00Z`) : null;
  // 2022-02-30 parses as 2 March: only a date that reads back the same is one.
  if (!date || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value) throw badDate({ name, value });
  return value;
}
