/** All SQL of the indicators. Every reading adds city, division and period to the declared rows, in the form the index can use. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import { currentCodes, getDivisionIndex } from '../divisions/index.ts';
import type { Sheet } from '../registers/sheet.ts';
import { type CountedFigure, cohortOf, type Figure, type Window } from './figure.ts';
import { badCursor, tooManySteps } from './problems.ts';
import { lengthBelow, type Retired, Territory } from './territory.ts';

/** A value with its parts. Counts and money (元) have no parts; a rate is 0–1, null over nothing. */
export interface Value {
  value: number | null;
  numerator: number | null;
  denominator: number | null;
}

/** What one group of rows comes to, in whole numbers as stored: 分 for money. */
interface Tally {
  rows: number;
  whole: number;
  part: number;
}

const none: Tally = { rows: 0, whole: 0, part: 0 };
const sumOf = (tallies: Iterable<Tally>): Tally => {
  let [rows, whole, part] = [0, 0, 0];
  for (const tally of tallies) {
    rows += tally.rows;
    whole += tally.whole;
    part += tally.part;
  }
  return { rows, whole, part };
};

const scaled = (figure: CountedFigure, stored: number): number => (figure.measure === 'money' ? stored / 100 : stored);

function worthOf(figure: Figure, tally: Tally): Value {
  const cohort = cohortOf(figure);
  if (figure.kind === 'counted') return { value: scaled(cohort, tally.whole), numerator: null, denominator: null };
  return {
    value: tally.whole === 0 ? null : tally.part / tally.whole,
    numerator: scaled(cohort, tally.part),
    denominator: scaled(cohort, tally.whole),
  };
}

/** The territory of a window, with the successions of the city's divisions. */
export async function getTerritory(tx: Tx, window: Window): Promise<Territory> {
  if (window.as === 'then') return new Territory(window, new Map());
  const { rows } = await sql<{
    code: string;
  }>`select distinct from_code as code from divisions.successions where city = ${window.city}`.execute(tx);
  if (rows.length === 0) return new Territory(window, new Map());
  const now = await currentCodes(
    tx,
    window.city,
    rows.map((row) => row.code),
  );
  const index = await getDivisionIndex(tx, window.city);
  // A division that gave away a part and lives on stands for itself.
  const retired: Retired = new Map([...now].filter(([code, living]) => !living.includes(code)));
  return new Territory(window, retired, (code) => index.has(code) || code.length === 15);
}

const within = (territory: Territory, window: Window): RawBuilder<SqlBool> =>
  sql<SqlBool>`r.city = ${window.city} and ${territory.where(sql.ref('r.division'))}
    ${window.from === null ? sql`` : sql`and r.on_date >= ${window.from}::date`} and r.on_date <= ${window.through}::date`;

const source = (tx: Tx, figure: Figure, window: Window): RawBuilder<unknown> => sql`(${cohortOf(figure).rows(tx, window)}) r`;

/** Whether a row of the cohort belongs to the numerator. */
function chosen(tx: Tx, figure: Figure, territory: Territory, window: Window): RawBuilder<SqlBool> {
  if (figure.kind === 'counted') return sql<SqlBool>`true`;
  if (typeof figure.those === 'function') return sql<SqlBool>`(${figure.those(tx, window)}) is true`;
  return sql<SqlBool>`r.id in (select n.id from (${figure.those.rows(tx, window)}) n
    where n.city = ${window.city} and ${territory.where(sql.ref('n.division'))} and n.on_date <= ${window.through}::date)`;
}

function measures(tx: Tx, figure: Figure, territory: Territory, window: Window): RawBuilder<unknown> {
  const whole = (cohortOf(figure).measure ?? 'count') === 'count' ? sql`count(*)` : sql`coalesce(sum(r.value), 0)`;
  if (figure.kind === 'counted') return sql`count(*) as rows, ${whole} as whole, 0 as part`;
  const part = (figure.of.measure ?? 'count') === 'count' ? sql`count(*)` : sql`sum(r.value)`;
  return sql`count(*) as rows, ${whole} as whole, coalesce(${part} filter (where ${chosen(tx, figure, territory, window)}), 0) as part`;
}

/** Rows grouped by an expression over `r`; null where there is nothing to group by. */
async function tally(
  tx: Tx,
  figure: Figure,
  territory: Territory,
  window: Window,
  by: RawBuilder<string | null> | null,
): Promise<Map<string, Tally>> {
  const { rows } = await sql<{ key: string | null; rows: number; whole: number | string; part: number | string }>`
    select ${by ?? sql`null::text`} as key, ${measures(tx, figure, territory, window)}
    from ${source(tx, figure, window)} where ${within(territory, window)} ${by ? sql`group by 1` : sql``}`.execute(tx);
  // Sums of whole numbers come as numeric, which the driver leaves as text.
  return new Map(rows.map((row) => [row.key ?? '', { rows: row.rows, whole: Number(row.whole), part: Number(row.part) }]));
}

/** The value of a figure and how many rows are behind it. */
export async function readFigure(tx: Tx, figure: Figure, window: Window): Promise<Value & { rows: number }> {
  const territory = await getTerritory(tx, window);
  const found = (await tally(tx, figure, territory, window, null)).get('') ?? none;
  return { ...worthOf(figure, found), rows: found.rows };
}

export interface Line extends Value {
  code: string;
  name: string;
}

/** Lengths of the codes of a level, for `by=town` and the like. */
export const levelLengths = { county: 6, town: 9, village: 12 } as const;
export type DivisionLevel = keyof typeof levelLengths;

/**
 * A figure by the divisions directly below, or by those of a level further down: all of them, zero included; and the total, which is their sum. Rows that stand under the asked
 * division itself have a line 本级, and so has a division that was split, whose rows belong to no single successor.
 */
export async function readByDivision(
  tx: Tx,
  figure: Figure,
  window: Window,
  level?: DivisionLevel,
): Promise<{ items: Line[]; total: Value }> {
  const territory = await getTerritory(tx, window);
  const index = await getDivisionIndex(tx, window.city);
  const length = Math.max(level ? levelLengths[level] : 0, lengthBelow(window.division));
  const key = territory.moved ? sql<string>`r.division` : sql<string>`substr(r.division, 1, ${sql.lit(length)})`;
  let below = index.childrenOf(window.division);
  while ((below[0]?.length ?? length) < length) below = below.flatMap((code) => index.childrenOf(code));
  const lines = new Map<string, Tally>(below.map((code) => [code, none]));
  for (const [code, found] of await tally(tx, figure, territory, window, key)) {
    const line = territory.moved ? territory.lineOf(code, length) : code;
    lines.set(line, sumOf([lines.get(line) ?? none, found]));
  }
  const unknown = [...lines.keys()].filter((code) => !index.has(code) && code.length < 15);
  const former = await namesOf(tx, window.city, unknown);
  const nameOf = (code: string): string => {
    if (code.length < length && index.has(code)) return `${index.nameOf(code)}本级`;
    const old = former.get(code);
    return old === undefined ? index.nameOf(code) : `${old}（原）`;
  };
  const items = [...lines]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, found]) => ({ code, name: nameOf(code), ...worthOf(figure, found) }));
  return { items, total: worthOf(figure, sumOf(lines.values())) };
}

/** Name of a division that is or was on record. */
export async function findDivisionName(tx: Tx, city: string, code: string): Promise<string | undefined> {
  return (await namesOf(tx, city, [code])).get(code);
}

async function namesOf(tx: Tx, city: string, codes: readonly string[]): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map();
  const { rows } = await sql<{ code: string; name: string }>`
    select code, name from divisions.divisions where city = ${city} and code = any (${codes})`.execute(tx);
  return new Map(rows.map((row) => [row.code, row.name]));
}

/** A figure by one of its dimensions, in the order of the code list; rows without a code stand under 未填. */
export async function readByDimension(tx: Tx, figure: Figure, window: Window, by: string): Promise<{ items: Line[]; total: Value }> {
  const dimension = cohortOf(figure).dimensions?.[by];
  if (!dimension) throw new Error(`${figure.key} has no dimension ${by}`);
  const found = await tally(tx, figure, await getTerritory(tx, window), window, sql<string>`r.${sql.ref(by)}`);
  const known = new Map(dimension.codes.items.map((item) => [item.code, item.title]));
  const codes = [...known.keys(), ...[...found.keys()].filter((code) => !known.has(code)).sort()];
  const items = codes.map((code) => ({
    code,
    name: known.get(code) ?? (code === '' ? '未填' : code),
    ...worthOf(figure, found.get(code) ?? none),
  }));
  return { items, total: worthOf(figure, sumOf(found.values())) };
}

/** A figure whose rows carry their unit, by unit: those that have any, by name. */
export async function readByUnit(tx: Tx, figure: Figure, window: Window): Promise<{ items: Line[]; total: Value }> {
  if (cohortOf(figure).by_unit !== true) throw new Error(`${figure.key} is not counted by unit`);
  const found = await tally(tx, figure, await getTerritory(tx, window), window, sql<string>`r.unit_id::text`);
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from divisions.units where city = ${window.city} and id = any (${[...found.keys()].filter(Boolean)}::uuid[])
    order by name, id`.execute(tx);
  return {
    items: rows.map(({ id, name }) => ({ code: id, name, ...worthOf(figure, found.get(id) ?? none) })),
    total: worthOf(figure, sumOf(found.values())),
  };
}

export type Step = 'day' | 'week' | 'month';

/** More points than this are no trend but a table. */
export const MOST_STEPS = 400;

/**
 * A figure over time; `on` is the last day of each step, or the last day counted. The steps of a flow add up to the figure of the same
 * window; the last point of a stock equals it. Without `from` the series begins with its first row, or `MOST_STEPS` steps ago; a stock
 * then starts from what was there before.
 */
export async function readSeries(tx: Tx, figure: Figure, window: Window, step: Step): Promise<{ items: (Value & { on: string })[] }> {
  const territory = await getTerritory(tx, window);
  // By day in SQL, by step here: grouping by a date is a third cheaper than by its words.
  const found = new Map<string, Tally>();
  for (const [on, tallied] of await tally(tx, figure, territory, window, sql<string>`r.on_date`)) {
    const start = firstDayOf(step, on);
    found.set(start, sumOf([found.get(start) ?? none, tallied]));
  }
  const first = window.from === null ? [...found.keys()].sort()[0] : firstDayOf(step, window.from);
  if (first === undefined) return { items: [] };
  const last = firstDayOf(step, window.through);
  const steps = countSteps(step, first, last);
  if (steps > MOST_STEPS && window.from !== null) throw tooManySteps({ steps, most: MOST_STEPS });
  const shown: string[] = [];
  for (let start = last; start >= first && shown.length < MOST_STEPS; start = firstDayOf(step, dayBefore(start))) shown.unshift(start);
  const begin = shown[0] ?? first;
  let running = sumOf([...found].filter(([on]) => on < begin).map(([, tallied]) => tallied));
  const items = shown.map((start) => {
    const here = found.get(start) ?? none;
    running = sumOf([running, here]);
    // The last step may not be over yet.
    const on = start === last ? window.through : lastDayOf(step, start);
    return { on, ...worthOf(figure, figure.cumulative ? running : here) };
  });
  return { items };
}

const day = (date: string): Date => new Date(`${date}T00:00:00Z`);
const text = (date: Date): string => date.toISOString().slice(0, 10);

/** Weeks begin on Monday. */
export function firstDayOf(step: Step, on: string): string {
  if (step === 'month') return `${on.slice(0, 7)}-01`;
  const date = day(on);
  if (step === 'week') date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return text(date);
}

function dayBefore(on: string): string {
  const date = day(on);
  date.setUTCDate(date.getUTCDate() - 1);
  return text(date);
}

export function lastDayOf(step: Step, start: string): string {
  const date = day(start);
  if (step === 'month') date.setUTCMonth(date.getUTCMonth() + 1);
  else date.setUTCDate(date.getUTCDate() + (step === 'week' ? 7 : 1));
  return dayBefore(text(date));
}

/** Steps from one first day to another, both counted. */
function countSteps(step: Step, first: string, last: string): number {
  const [a, b] = [day(first), day(last)];
  if (step === 'month') return (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth() + 1;
  return Math.floor((b.getTime() - a.getTime()) / (86_400_000 * (step === 'week' ? 7 : 1))) + 1;
}

/** One row behind a figure. In a rate `value` is what the row adds to the numerator: 1 or 0 where rows are counted. */
export interface FigureRow {
  id: string;
  register: string | null;
  label: string;
  division: string;
  division_name: string;
  on: string;
  value: number;
  note: string | null;
}

/** The rows behind a figure, latest first, a page at a time. */
export async function listFigureRows(
  tx: Tx,
  figure: Figure,
  window: Window,
  page: { after?: string | undefined; limit: number },
): Promise<{ items: FigureRow[]; next: string | null }> {
  const cohort = cohortOf(figure);
  const territory = await getTerritory(tx, window);
  const after = page.after ? readCursor(page.after) : null;
  const beyond = after ? sql`and r.on_date <= ${after.on}::date and (r.on_date < ${after.on}::date or r.id > ${after.id}::uuid)` : sql``;
  const { rows } = await sql<{
    id: string;
    division: string;
    on_date: string;
    value?: number | string | null;
    label?: string | null;
    note?: string | null;
    is_chosen: boolean;
  }>`
    select r.*, ${chosen(tx, figure, territory, window)} as is_chosen from ${source(tx, figure, window)}
    where ${within(territory, window)} ${beyond} order by r.on_date desc, r.id limit ${page.limit + 1}`.execute(tx);
  const shown = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  const index = await getDivisionIndex(tx, window.city);
  const labels =
    cohort.register && shown.length > 0 && !('label' in (shown[0] ?? {}))
      ? await labelsOf(
          tx,
          cohort.register,
          window.city,
          shown.map((row) => row.id),
        )
      : null;
  const counted = (cohort.measure ?? 'count') === 'count';
  return {
    items: shown.map((row) => ({
      id: row.id,
      register: cohort.register?.key ?? cohort.relation ?? null,
      label: labels?.get(row.id) ?? row.label ?? '',
      division: row.division,
      division_name: index.pathName(row.division),
      on: row.on_date,
      value: !row.is_chosen ? 0 : counted ? 1 : scaled(cohort, Number(row.value ?? 0)),
      note: row.note ?? null,
    })),
    next: last ? writeCursor({ on: last.on_date, id: last.id }) : null,
  };
}

/**
 * Every row behind a figure, for freezing: a query with `id`, `division`, `on_date` and `counted` (what the row adds, in whole numbers as
 * stored: 1 or 0 where rows are counted, 分 for money; in a rate what it adds to the numerator), and `part`: its unit where it counts by unit.
 */
export async function rowsBehind(tx: Tx, figure: Figure, window: Window): Promise<RawBuilder<unknown>> {
  const territory = await getTerritory(tx, window);
  const worth = (cohortOf(figure).measure ?? 'count') === 'count' ? sql`1` : sql`coalesce(r.value, 0)`;
  return sql`select r.id, r.division, r.on_date, (case when ${chosen(tx, figure, territory, window)} then ${worth} else 0 end)::bigint as counted,
      ${cohortOf(figure).by_unit === true ? sql`r.unit_id::text` : sql`null::text`} as part
    from ${source(tx, figure, window)} where ${within(territory, window)}`;
}

/** What the rows of a register are called, for the few that are shown; a sealed name stays sealed. */
async function labelsOf(tx: Tx, sheet: Sheet, city: string, ids: readonly string[]): Promise<Map<string, string>> {
  const column = sheet.columns.find((c) => c.name === sheet.label);
  if (!column || column.sealed) return new Map();
  const table = sheet.face_of && column.shared ? sheet.face_of : sheet.key;
  const { rows } = await sql<{ id: string; label: string | null }>`
    select id, ${sql.ref(column.name)}::text as label from ${sql.table(table)} where city = ${city} and id = any (${[...new Set(ids)]}::uuid[])`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, row.label ?? '']));
}

interface Cursor {
  on: string;
  id: string;
}

const writeCursor = (at: Cursor): string => Buffer.from(`${at.on} ${at.id}`).toString('base64url');

function readCursor(text: string): Cursor {
  const parts = /^(\d{4}-\d{2}-\d{2}) ([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  if (!parts?.[1] || !parts[2]) throw badCursor();
  return { on: parts[1], id: parts[2] };
}
