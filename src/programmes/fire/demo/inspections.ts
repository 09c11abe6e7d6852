/**
 * The campaign in 新华区, 2022-09-13 to 2022-11-09 18:00: who was visited when, what failed, what was cleared. Plain values from a fixed
 * seed; the totals come out exactly. All words, persons and places are invented.
 */
import { addDays, addWorkdays, isWorkday, type WorkCalendar } from '../../../core/reference/rules.ts';
import type { ChecklistItem } from '../../../core/visits/checklist.ts';
import { scoreOf } from '../../../core/visits/checklist.ts';
import { newId } from '../../../platform/ids.ts';
import { smallPremises } from '../checklists.ts';
import { type Risk, riskOf } from '../rules.ts';
import type { DemoRow } from './counties.ts';
import { apportion, type Dice, dice } from './dice.ts';
import { failures } from './failures.ts';
import { known } from './known.ts';

export const CAMPAIGN = '2022-09-13';
export const NOW = new Date('2022-11-09T18:00:00+08:00');
const LAST = '2022-11-09';
const COUNTY = '410402';

/** What the source page prints, and how the 557 fall into their two kinds by what failed. */
export const totals = {
  premises: 5456,
  found: 7650,
  rectified: 6117,
  lodgers: 1147,
  obstructions: 557,
  ebikes: 2724,
  cylinders: 1409,
} as const;
/** Hazards that came back after they were closed; each is one of those found. */
const RELAPSES = 36;
/** Suggested for a penalty: ended, and not rectified. */
const PENALTIES = 21;

export interface PlannedHazard {
  id: string;
  place: DemoRow;
  item: ChecklistItem;
  grade: string;
  words: string;
  visit: PlannedVisit;
  found_at: Date;
  fixed: boolean;
  /** Whether it is closed at the end. */
  closed: boolean;
  penalty: boolean;
  /** Moment of the answer 反馈, when there was one. */
  answered_at: Date | null;
  relapse_of: PlannedHazard | null;
  came_back: PlannedHazard | null;
  roll: number;
}

export interface PlannedClear {
  id: string;
  hazard: PlannedHazard;
  visit: PlannedVisit;
  code: string;
  subtype: string;
  unit: string;
  count: number;
}

export interface PlannedVisit {
  id: string;
  place: DemoRow;
  kind: 'patrol' | 'inspection';
  at: Date;
  on: string;
  /** Failed anew, and seen to be open still. */
  found: PlannedHazard[];
  score: number | null;
  risk: Risk | null;
  risk_before: Risk | null;
  roll: number;
}

export interface Plan {
  visits: PlannedVisit[];
  hazards: PlannedHazard[];
  clears: PlannedClear[];
  /** Colour of each visited place after its last visit. */
  colours: Map<string, Risk | null>;
}

const moment = (on: string, minutes: number): Date => new Date(Date.parse(`${on}T00:00:00+08:00`) + minutes * 60_000);
const dayOf = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

/** Between 08:40 and 17:20, with a pause at noon. */
const minuteOf = (chance: Dice): number =>
  chance.chance(0.52) ? chance.between(8 * 60 + 40, 11 * 60 + 50) : chance.between(14 * 60 + 30, 17 * 60 + 20);

/** Plans the campaign over the rows of the register. `all` is not changed. */
export function planCampaign(all: readonly DemoRow[], calendar: WorkCalendar, seed = 20221109): Plan {
  const chance = dice(seed);
  const days: string[] = [];
  for (let on = CAMPAIGN; on <= LAST; on = addDays(on, 1)) if (isWorkday(on, calendar)) days.push(on);
  const places = choosePlaces(all, chance);
  const visits = places.map((place) => firstVisit(place, days, chance));
  const hazards = findHazards(visits, calendar, chance);
  decideEnds(hazards, calendar, chance);
  relapse(hazards, visits, calendar, chance);
  const clears = clearAll(hazards, visits, chance);
  colour(visits, hazards);
  visits.sort((a, b) => a.at.getTime() - b.at.getTime());
  hazards.sort((a, b) => a.found_at.getTime() - b.found_at.getTime() || (a.item.code < b.item.code ? -1 : 1));
  return { visits, hazards, clears, colours: new Map(visits.map((visit) => [visit.place.id, visit.risk])) };
}

const isKnown = (row: DemoRow): boolean => known.some((one) => one.name === row.values.name);

/** Open premises of the county; what stands twice in the register was visited once; the newest are still to come. */
function choosePlaces(all: readonly DemoRow[], chance: Dice): DemoRow[] {
  const seen = new Set<string>();
  const fit = all.filter((row) => {
    const { division, name, address, status, category } = row.values;
    if (!String(division).startsWith(COUNTY) || status !== 'open' || category === 'S3') return false;
    const key = `${String(name)}|${String(address)}`;
    if (seen.has(key) || String(address).endsWith('（原址）')) return false;
    seen.add(key);
    return true;
  });
  if (fit.length < totals.premises) throw new Error(`only ${fit.length} premises to visit`);
  const order = fit.map((row) => ({
    row,
    late: isKnown(row) ? -1 : chance.roll() * (String(row.values.registered_on) >= '2022-10-24' ? 3 : 1),
  }));
  order.sort((a, b) => a.late - b.late);
  return order.slice(0, totals.premises).map(({ row }) => row);
}

function firstVisit(place: DemoRow, days: readonly string[], chance: Dice): PlannedVisit {
  const from = String(place.values.registered_on);
  const after = days.filter((on) => on >= from);
  const on = after[Math.floor(chance.roll() * after.length)] ?? LAST;
  const often = ['J4', 'J5', 'J9', 'S2'].includes(String(place.values.category)) || place.values.mixed_use === true;
  return visitOf(place, chance.chance(often ? 0.5 : 0.17) ? 'inspection' : 'patrol', moment(on, minuteOf(chance)), chance.roll());
}

function visitOf(place: DemoRow, kind: 'patrol' | 'inspection', at: Date, roll: number): PlannedVisit {
  return { id: newId(), place, kind, at, on: dayOf(at), found: [], score: null, risk: null, risk_before: null, roll };
}

/** How likely a question fails at a place, by what the register says of it. */
function likelihood(item: ChecklistItem, place: DemoRow): number {
  const base = failures[item.code]?.weight ?? 1;
  const { category, lodgers, gas, obstruction, floors } = place.values;
  if (item.section === 'G' && item.code !== 'G04')
    return gas === 'bottled' ? base * 2.2 : gas === 'piped' ? (item.code === 'G02' ? base : 0) : base * 0.16;
  if (item.code === 'G04') return category === 'J2' ? base * 3 : 0;
  if (item.code === 'L03' || item.code === 'L04') return category === 'J4' ? 0 : Number(lodgers ?? 0) > 0 ? base * 4 : base * 0.45;
  if (item.code === 'E04') return obstruction === 'yes' ? base * 1.7 : base * 0.1;
  if (item.code === 'L06') return category === 'J2' ? base * 2 : 0;
  if (item.code === 'F05' || item.code === 'E05') return ['J4', 'J5'].includes(String(category)) ? base * 4 : 0;
  if (item.code === 'F04') return ['J4', 'J5', 'J7'].includes(String(category)) ? base : 0;
  if (item.code === 'L08') return category === 'J5' ? base * 4 : base * 0.4;
  if (item.code === 'L07') return floors === '1层' ? base : base * 1.3;
  return base;
}

function findHazards(visits: readonly PlannedVisit[], calendar: WorkCalendar, chance: Dice): PlannedHazard[] {
  const wanted = totals.found - RELAPSES;
  const forced = visits.map((visit): number =>
    isKnown(visit.place) ? (visit.place.values.risk === 'red' ? 4 : visit.place.values.risk === 'orange' ? 3 : 1) : 0,
  );
  const weights = visits.map((visit) => {
    const worse = visit.place.values.risk === 'red' ? 3 : visit.place.values.risk === 'orange' ? 2 : 1;
    return chance.chance(0.3) ? 0 : worse * (0.25 + chance.roll() ** 2);
  });
  const counts = apportion(
    wanted - forced.reduce((sum, n) => sum + n, 0),
    weights.map((weight, at) => ((forced[at] ?? 0) > 0 ? 0 : weight)),
  );
  const hazards: PlannedHazard[] = [];
  for (const [at, visit] of visits.entries()) {
    const left = new Map(smallPremises.items.map((item) => [item, likelihood(item, visit.place)]));
    const must =
      isKnown(visit.place) && visit.place.values.risk === 'red'
        ? [itemOf(Number(visit.place.values.lodgers ?? 0) > 0 && visit.place.values.category !== 'J4' ? 'L03' : 'E04')]
        : [];
    for (let n = 0; n < (counts[at] ?? 0) + (forced[at] ?? 0); n++) {
      const item: ChecklistItem = must[n] ?? chance.weighted([...left].filter(([, weight]) => weight > 0));
      left.delete(item);
      const spot = item.grade === 'S' ? 0 : item.grade === 'A' ? (item.code === 'L03' ? 0.12 : 0.42) : item.grade === 'C' ? 0.12 : 0.24;
      const hazard: PlannedHazard = {
        id: newId(),
        place: visit.place,
        item,
        grade: item.grade,
        words: chance.pick(failures[item.code]?.words ?? [item.question]),
        visit,
        found_at: visit.at,
        fixed: must.includes(item) ? false : chance.chance(spot),
        closed: true,
        penalty: false,
        answered_at: null,
        relapse_of: null,
        came_back: null,
        roll: must.includes(item) ? 2 : chance.roll(),
      };
      visit.found.push(hazard);
      hazards.push(hazard);
    }
  }
  if (hazards.length !== wanted || calendar.years.size === 0) throw new Error(`${hazards.length} hazards instead of ${wanted}`);
  return hazards;
}

const itemOf = (code: string): ChecklistItem => {
  const item = smallPremises.items.find((one) => one.code === code);
  if (!item) throw new Error(`no question ${code}`);
  return item;
};

const ageOf = (hazard: PlannedHazard): number => (NOW.getTime() - hazard.found_at.getTime()) / 86_400_000;

/** Which are still open, the young ones first of all, and when the others were answered. */
function decideEnds(hazards: readonly PlannedHazard[], calendar: WorkCalendar, chance: Dice): void {
  const open = totals.found - totals.rectified;
  // What came back is young, and open.
  const wanted = open - RELAPSES;
  const keyed = hazards.map((hazard) => {
    const age = ageOf(hazard);
    const weight =
      (age <= 1 ? 12 : age <= 3 ? 5 : age <= 7 ? 2.2 : age <= 14 ? 0.9 : age <= 25 ? 0.3 : 0.1) *
      (hazard.grade === 'S' ? 2.4 : 1) *
      (hazard.fixed ? (age <= 4 ? 0.6 : 0) : 1);
    // Found and not fixed this afternoon: nobody has answered yet. A red one of the story stays open.
    const certain = hazard.roll === 2 || (!hazard.fixed && age < 0.35) || (hazard.fixed && age < 0.2);
    return { hazard, key: certain ? -1 : weight === 0 ? Number.POSITIVE_INFINITY : -Math.log(1 - chance.roll()) / weight };
  });
  keyed.sort((a, b) => a.key - b.key);
  for (const [at, { hazard }] of keyed.entries()) hazard.closed = at >= wanted;
  let penalties = PENALTIES;
  for (const hazard of hazards) {
    if (hazard.fixed) {
      hazard.answered_at = hazard.found_at;
      continue;
    }
    if (!hazard.closed && ageOf(hazard) > 18 && hazard.roll < 1 && penalties > 0) {
      hazard.penalty = true;
      penalties -= 1;
      continue;
    }
    hazard.answered_at = hazard.closed ? answeredAt(hazard, calendar, chance) : null;
  }
  if (penalties > 0) throw new Error('too few old open hazards to suggest penalties');
}

/** Within its period mostly, sometimes late; never so late that nobody could have verified it by now. */
function answeredAt(hazard: PlannedHazard, calendar: WorkCalendar, chance: Dice): Date {
  const late = chance.chance(0.09);
  const latest = NOW.getTime() - 50 * 60_000;
  if (hazard.grade === 'A') {
    const hours = late ? chance.between(26, 70) : chance.between(2, 23);
    const at = officeHour(hazard.found_at.getTime() + hours * 3_600_000, chance);
    // Found towards evening: put right the next morning.
    const next = moment(addDays(hazard.visit.on, 1), 8 * 60 + chance.between(20, 80)).getTime();
    return new Date(Math.min(at > hazard.found_at.getTime() + 20 * 60_000 ? at : next, latest));
  }
  const workdays = { B: 3, C: 7, S: 15 }[hazard.grade] ?? 3;
  const taken = late ? workdays + chance.between(1, 3) : chance.between(1, workdays);
  const at = moment(addWorkdays(hazard.visit.on, taken, calendar).date, minuteOf(chance)).getTime();
  return new Date(Math.min(at, latest - chance.between(0, 180) * 60_000, Math.max(latest, hazard.found_at.getTime())));
}

/** Nobody answers at night: the same day before 18:00, else the next morning. */
function officeHour(at: number, chance: Dice): number {
  const local = new Date(at + 8 * 3_600_000);
  const minutes = local.getUTCHours() * 60 + local.getUTCMinutes();
  const day = local.toISOString().slice(0, 10);
  if (minutes < 8 * 60 + 30) return moment(day, 8 * 60 + 30 + chance.between(0, 50)).getTime();
  if (minutes > 18 * 60) return moment(day, 18 * 60 - chance.between(5, 90)).getTime();
  return at;
}

/** A second look finds some of the closed ones again: a new matter, one grade up. */
function relapse(hazards: PlannedHazard[], visits: PlannedVisit[], calendar: WorkCalendar, chance: Dice): void {
  const fit = hazards.filter(
    (one) =>
      one.closed &&
      one.answered_at !== null &&
      one.item.clears === undefined &&
      ['B', 'C'].includes(one.grade) &&
      ageOf(one) > 22 &&
      ageOf(one) < 46,
  );
  const used = new Set<string>();
  for (let made = 0; made < RELAPSES; ) {
    const former = chance.pick(fit);
    if (used.has(former.place.id)) continue;
    used.add(former.place.id);
    const on = addWorkdays(LAST, -chance.between(0, 5), calendar).date;
    const visit = visitOf(former.place, 'patrol', moment(on, minuteOf(chance)), chance.roll());
    const again: PlannedHazard = {
      ...former,
      id: newId(),
      grade: former.grade === 'C' ? 'B' : 'A',
      words: `${former.words}，整改后又出现`,
      visit,
      found_at: visit.at,
      fixed: false,
      closed: false,
      answered_at: null,
      relapse_of: former,
      came_back: null,
      roll: chance.roll(),
    };
    former.came_back = again;
    visit.found.push(again);
    visits.push(visit);
    hazards.push(again);
    made += 1;
  }
}

/** 五清: what was cleared with each closed failure that has one, on the spot or at a second visit on the day of the answer. */
function clearAll(hazards: readonly PlannedHazard[], visits: PlannedVisit[], chance: Dice): PlannedClear[] {
  const cleared: PlannedClear[] = [];
  const second = new Map<string, PlannedVisit>();
  for (const hazard of hazards) {
    if (!hazard.closed || hazard.answered_at === null || (hazard.item.clears === undefined && !(hazard.item.urgent && !hazard.fixed)))
      continue;
    let { visit } = hazard;
    if (!hazard.fixed) {
      const on = dayOf(hazard.answered_at);
      const key = `${hazard.place.id} ${on}`;
      const found = second.get(key);
      if (found) {
        visit = found;
        if (hazard.answered_at > visit.at) hazard.answered_at = visit.at;
        if (hazard.answered_at <= hazard.found_at) hazard.answered_at = new Date(hazard.found_at.getTime() + 20 * 60_000);
      } else {
        visit = visitOf(hazard.place, 'patrol', hazard.answered_at, chance.roll());
        second.set(key, visit);
        visits.push(visit);
      }
    }
    const kind = { Q1: ['lodger', '人'], Q2: ['window', '处'], Q3: ['colour_steel', '处'], Q4: ['ebike', '辆'] }[hazard.item.clears ?? ''];
    const [subtype, unit] =
      hazard.item.code === 'E04' && hazard.words.startsWith('广告牌')
        ? ['billboard', '处']
        : (kind ?? (hazard.item.code === 'U01' ? ['wiring', '处'] : hazard.item.code === 'G01' ? ['cylinder', '个'] : []));
    if (hazard.item.clears === undefined || subtype === undefined || unit === undefined) continue;
    cleared.push({ id: newId(), hazard, visit, code: hazard.item.clears, subtype, unit, count: 1 });
  }
  spread(cleared, (one) => one.code === 'Q1', totals.lodgers, chance);
  spread(cleared, (one) => one.code === 'Q2' || one.code === 'Q3', totals.obstructions, chance);
  spread(cleared, (one) => one.code === 'Q4', totals.ebikes, chance);
  spread(cleared, (one) => one.subtype === 'cylinder', totals.cylinders, chance);
  for (const one of cleared) if (one.subtype === 'wiring') one.count = chance.chance(0.28) ? chance.between(2, 3) : 1;
  return cleared;
}

/** At least one each, the rest by chance with a long tail; the sum is exact. */
function spread(cleared: readonly PlannedClear[], which: (one: PlannedClear) => boolean, total: number, chance: Dice): void {
  const own = cleared.filter(which);
  if (own.length === 0 || own.length > total) throw new Error(`${own.length} places to clear ${total}`);
  const extra = apportion(
    total - own.length,
    own.map(() => 0.05 + chance.roll() ** 2),
  );
  for (const [at, one] of own.entries()) one.count = 1 + (extra[at] ?? 0);
}

/** Score and colour of each visit as they stood then, place by place. */
function colour(visits: readonly PlannedVisit[], hazards: readonly PlannedHazard[]): void {
  const byPlace = new Map<string, { visits: PlannedVisit[]; hazards: PlannedHazard[] }>();
  const of = (id: string) => {
    const found = byPlace.get(id) ?? { visits: [], hazards: [] };
    byPlace.set(id, found);
    return found;
  };
  for (const visit of visits) of(visit.place.id).visits.push(visit);
  for (const hazard of hazards) of(hazard.place.id).hazards.push(hazard);
  for (const one of byPlace.values()) {
    one.visits.sort((a, b) => a.at.getTime() - b.at.getTime());
    let before: Risk | null = null;
    for (const visit of one.visits) {
      const failed = failedAt(visit, one.hazards);
      visit.score = scoreOf(
        smallPremises,
        smallPremises.items.map((item) => answerOf(visit.place, item, failed)),
      ).score;
      const urgent = one.hazards.filter((hazard) => hazard.item.urgent && !hazard.fixed && isOpenAt(hazard, visit.at)).length;
      visit.risk_before = before;
      visit.risk = riskOf({ score: visit.score, open_urgent: urgent, complete: true, before });
      before = visit.risk;
    }
    const last = one.visits.at(-1);
    if (last && isKnown(last.place)) last.risk = last.place.values.risk as Risk;
  }
}

/** Found by then and not answered before. */
export const isOpenAt = (hazard: PlannedHazard, at: Date): boolean =>
  hazard.found_at <= at && (hazard.answered_at === null || hazard.answered_at > at) && !(hazard.penalty && hazard.found_at < at);

/** Codes that failed at a visit: found anew, or open still. */
export const failedAt = (visit: PlannedVisit, hazards: readonly PlannedHazard[]): Set<string> =>
  new Set([
    ...visit.found.map((hazard) => hazard.item.code),
    ...hazards.filter((hazard) => isOpenAt(hazard, visit.at)).map((hazard) => hazard.item.code),
  ]);

/** Questions about gas do not apply where there is none, and the like. */
export function answerOf(
  place: DemoRow,
  item: ChecklistItem,
  failed: ReadonlySet<string>,
): { code: string; answer: 'pass' | 'fail' | 'na' } {
  if (failed.has(item.code)) return { code: item.code, answer: 'fail' };
  const { gas, category } = place.values;
  const absent =
    (item.section === 'G' && gas === 'none') ||
    (item.code === 'F04' && !['J4', 'J5', 'J7'].includes(String(category))) ||
    (['F05', 'E05'].includes(item.code) && !['J4', 'J5'].includes(String(category))) ||
    (item.code === 'L06' && category !== 'J2') ||
    item.code === 'M07';
  return { code: item.code, answer: absent ? 'na' : 'pass' };
}
