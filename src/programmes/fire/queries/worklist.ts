/** 检查清单: which premises are due for a visit on a day, and the lists that units were told in the evening. */
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { listParameters } from '../../../core/reference/index.ts';
import { daysBetween } from '../../../core/reference/rules.ts';
import { inDivisions } from '../../../core/registers/index.ts';
import type { Tx } from '../../../platform/db.ts';
import type { Industry } from '../codes/industries.ts';
import { readCursor, writeCursor } from '../queries.ts';

async function parameter<T>(tx: Tx, city: string, key: string, fallback: T): Promise<T> {
  const [found] = await listParameters(tx, city, key);
  return found === undefined ? fallback : (found.value as T);
}

/** Days after which a premises of a colour is due for a visit again (示例). */
async function visitIntervals(tx: Tx, city: string): Promise<Record<string, number>> {
  return { red: 7, orange: 15, yellow: 30, blue: 90, ...(await parameter<Record<string, number>>(tx, city, 'fire.visit_interval', {})) };
}

/** How many premises the list of the next day holds (示例): a length, no quota. */
export const worklistLength = (tx: Tx, city: string): Promise<number> => parameter(tx, city, 'fire.worklist_length', 60);

const industryShape = z.object({ department: z.string(), known_by: z.array(z.string().min(1)), categories: z.array(z.string()) });

/** 行业主管部门 as the office divided the trades. */
export const listIndustries = async (tx: Tx, city: string): Promise<Industry[]> =>
  z.array(industryShape).parse(await parameter<unknown>(tx, city, 'fire.industries', []));

export interface DueAsked {
  divisions: readonly string[];
  on: string;
  category?: readonly string[] | undefined;
  /** Colours; `none` stands for those without one. */
  risk?: readonly string[] | undefined;
  /** Only premises that 监督检查 may still go to this year: fewer inspections than this. */
  below_cap?: number | undefined;
}

/** Inspections 监督检查 of the year of the day, re-checks not counted. */
const countedThisYear = (on: string, city: RawBuilder<unknown>, id: RawBuilder<unknown>): RawBuilder<number> => sql<number>`(
  select count(*)::int from visits.visits v
  where v.city = ${city} and v.place_id = ${id} and v.kind = 'inspection' and v.matter_id is null
    and v.on_date between ${`${on.slice(0, 4)}-01-01`}::date and ${`${on.slice(0, 4)}-12-31`}::date)`;

/** 回头看 of a place that must be gone through one by one, as of lodging: it is due as long as nobody has looked. */
const lookAgain = (city: RawBuilder<unknown>, id: RawBuilder<unknown>) => sql`
  from matters.matters m where m.city = ${city} and m.place_id = ${id} and m.kind = 'fire.hazard' and m.look_back_why = 'listed' and m.looked_back_on is null`;

/** Open premises `p` that nobody visited within the interval of their colour before the day, and those that must be looked at again. */
function due(city: string, asked: DueAsked, days: Record<string, number>): RawBuilder<unknown> {
  const interval = sql`case p.risk when 'red' then ${days.red}::int when 'orange' then ${days.orange}::int when 'yellow' then ${days.yellow}::int else ${days.blue}::int end`;
  const longest = Math.max(...Object.values(days));
  return sql`p.city = ${city} and p.status = 'open' and ${inDivisions(sql.ref('p.division'), asked.divisions)}
    ${asked.category?.length ? sql`and p.category = any (${[...asked.category]}::text[])` : sql``}
    ${asked.risk?.length ? sql`and coalesce(p.risk, 'none') = any (${[...asked.risk]}::text[])` : sql``}
    ${asked.below_cap === undefined ? sql`` : sql`and ${countedThisYear(asked.on, sql.ref('p.city'), sql.ref('p.id'))} < ${asked.below_cap}::int`}
    and (not exists (select from fire.inspections i where i.city = p.city and i.premises_id = p.id and i.on_date <= ${asked.on}::date
      and i.on_date > ${asked.on}::date - ${longest}::int and i.on_date > ${asked.on}::date - ${interval})
      or exists (select ${lookAgain(sql.ref('p.city'), sql.ref('p.id'))}))`;
}

export interface WorklistRow {
  id: string;
  name: string;
  address: string;
  plate_no: string | null;
  category: string;
  risk: string | null;
  division: string;
  last_visit_on: string | null;
  days_since: number | null;
  open_hazards: number;
  overdue_hazards: number;
  inspections_this_year: number;
  /** Closed hazards that must be looked at again; a frozen list does not say. */
  second_looks?: number;
}

/**
 * Premises that are due for a visit on a day: never seen, or last seen longer ago than the interval of their colour. By risk, then the
 * longest unseen first; a page at a time.
 */
export async function listWorklist(
  tx: Tx,
  city: string,
  asked: DueAsked & { now: Date; after?: string | undefined; limit: number },
): Promise<{ items: WorklistRow[]; next: string | null }> {
  const days = await visitIntervals(tx, city);
  const after = asked.after === undefined ? undefined : readCursor(asked.after, 3);
  const { rows } = await sql<WorklistRow & { rank: number; seen: string }>`
    with due as (
      select p.city, p.id, p.category, p.risk, p.division, last.on_date as last_visit_on,
        case p.risk when 'red' then 0 when 'orange' then 1 when 'yellow' then 2 when 'blue' then 4 else 3 end as rank,
        coalesce(last.on_date, date '0001-01-01') as seen
      from fire.premises p
      left join lateral (
        select i.on_date from fire.inspections i
        where i.city = p.city and i.premises_id = p.id and i.on_date <= ${asked.on}::date order by i.on_date desc limit 1
      ) last on true
      where ${due(city, asked, days)}
    ), page as (
      select * from due ${after ? sql`where (rank, seen, id) > (${Number(after[0])}::int, ${after[1]}::date, ${after[2]}::uuid)` : sql``}
      order by rank, seen, id limit ${asked.limit + 1}
    )
    select page.id, s.name, s.address, s.plate_no, page.category, page.risk, page.division, page.last_visit_on, page.rank, page.seen,
      ${asked.on}::date - page.last_visit_on as days_since, h.open as open_hazards, h.overdue as overdue_hazards,
      ${countedThisYear(asked.on, sql.ref('page.city'), sql.ref('page.id'))} as inspections_this_year,
      (select count(*)::int ${lookAgain(sql.ref('page.city'), sql.ref('page.id'))}) as second_looks
    from page join subjects.places s on s.city = page.city and s.id = page.id
    cross join lateral (
      select count(*)::int as open, (count(*) filter (where m.handle_due_at < ${asked.now}))::int as overdue
      from matters.matters m where m.city = page.city and m.place_id = page.id and m.kind = 'fire.hazard' and m.outcome is null
    ) h
    order by page.rank, page.seen, page.id`.execute(tx);
  const items = rows.slice(0, asked.limit).map(({ rank: _rank, seen: _seen, ...row }) => row);
  const last = rows.length > asked.limit ? rows[asked.limit - 1] : undefined;
  return { items, next: last ? writeCursor([String(last.rank), last.seen, last.id]) : null };
}

/** How many are due under each child of a division, `length` being that of the children's codes; what lies in the division itself comes under its own code. */
export async function countDue(tx: Tx, city: string, asked: DueAsked, length: number): Promise<{ division: string; count: number }[]> {
  const days = await visitIntervals(tx, city);
  const { rows } = await sql<{ division: string; count: number }>`
    select left(p.division, ${length}) as division, count(*)::int as count from fire.premises p
    where ${due(city, asked, days)} group by 1 order by 1`.execute(tx);
  return rows;
}

export interface Plated {
  id: string;
  name: string;
  division: string;
}

/** The premises behind a plate 门牌码, as far as the transaction may see it. */
export async function findByPlate(tx: Tx, city: string, plate: string): Promise<Plated | undefined> {
  const { rows } = await sql<Plated>`
    select p.id, s.name, p.division from subjects.places s join fire.premises p on p.city = s.city and p.id = s.id
    where s.city = ${city} and s.plate_no = any (${[...new Set([plate, plate.toUpperCase()])]}::text[]) order by s.plate_no = ${plate} desc limit 1`.execute(
    tx,
  );
  return rows[0];
}

// ---------------------------------------------------------------- frozen lists

/** Why a premises stands on a frozen list, as it was when it was made. */
export interface FrozenLine {
  premises_id: string;
  risk: string | null;
  last_visit_on: string | null;
  open_hazards: number;
  overdue_hazards: number;
  inspections_this_year: number;
}

export type WorklistKind = 'patrol' | 'inspection' | 'trade';

export interface Worklist {
  id: string;
  division: string;
  for_on: string;
  unit_id: string;
  unit_name: string;
  kind: WorklistKind;
  made_at: Date;
  due: number;
  lines: FrozenLine[];
  hazards: string[];
}

export async function insertWorklist(tx: Tx, city: string, row: Worklist): Promise<void> {
  await sql`
    insert into fire.worklists (city, id, division, for_on, unit_id, unit_name, kind, made_at, due, lines, hazards)
    values (${city}, ${row.id}, ${row.division}, ${row.for_on}, ${row.unit_id}, ${row.unit_name}, ${row.kind}, ${row.made_at}, ${row.due},
      ${JSON.stringify(row.lines)}::jsonb, ${row.hazards}::uuid[])`.execute(tx);
}

/** Which units have their list of a day already: `unit division`. */
export async function listFrozen(tx: Tx, city: string, on: string): Promise<Set<string>> {
  const { rows } = await sql<{ unit_id: string; division: string }>`
    select unit_id, division from fire.worklists where city = ${city} and for_on = ${on}::date`.execute(tx);
  return new Set(rows.map((row) => `${row.unit_id} ${row.division}`));
}

/** Lists of a day of some divisions, or of some units (within divisions where they are given), or one by its id. */
export async function findWorklists(
  tx: Tx,
  city: string,
  asked: { on: string; divisions: readonly string[] | null; units?: readonly string[] } | { id: string },
): Promise<Worklist[]> {
  const which =
    'id' in asked
      ? sql`id = ${asked.id}`
      : asked.units
        ? sql`for_on = ${asked.on}::date and unit_id = any (${[...asked.units]}::uuid[])
            ${asked.divisions === null ? sql`` : sql`and ${inDivisions(sql.ref('w.division'), asked.divisions)}`}`
        : sql`for_on = ${asked.on}::date and division = any (${[...(asked.divisions ?? [])]}::text[])`;
  const { rows } = await sql<Worklist>`
    select id, division, for_on, unit_id, unit_name, kind, made_at, due, lines, hazards from fire.worklists w
    where city = ${city} and ${which} order by division, kind, unit_name limit 50`.execute(tx);
  return rows;
}

type Named = Pick<WorklistRow, 'id' | 'name' | 'address' | 'plate_no' | 'category' | 'division'>;

/**
 * The lines of frozen lists, by the id of the list: facts as they were then, names as they are today. A premises that has left the register
 * since is left out.
 */
export async function frozenRows(tx: Tx, city: string, lists: readonly Worklist[]): Promise<Map<string, WorklistRow[]>> {
  const ids = [...new Set(lists.flatMap((list) => list.lines.map((one) => one.premises_id)))];
  const { rows } = await sql<Named>`
    select p.id, s.name, s.address, s.plate_no, p.category, p.division from fire.premises p
    join subjects.places s on s.city = p.city and s.id = p.id
    where p.city = ${city} and p.id = any (${ids}::uuid[])`.execute(tx);
  return linesOf(lists, rows);
}

/** The same for units that see no register: only what was sent to them. */
export async function sentRows(tx: Tx, city: string, lists: readonly Worklist[]): Promise<Map<string, WorklistRow[]>> {
  const { rows } = await sql<Named>`
    select id, name, address, plate_no, category, division from fire.places_sent(${city}, ${lists.map((list) => list.id)}::uuid[])`.execute(
    tx,
  );
  return linesOf(lists, rows);
}

/** The newest day for which one of the units was sent a list. */
export async function lastSentFor(tx: Tx, city: string, units: readonly string[]): Promise<string | undefined> {
  const { rows } = await sql<{ on: string | null }>`
    select max(for_on)::text as on from fire.worklists where city = ${city} and unit_id = any (${[...units]}::uuid[])`.execute(tx);
  return rows[0]?.on ?? undefined;
}

function linesOf(lists: readonly Worklist[], rows: readonly Named[]): Map<string, WorklistRow[]> {
  const named = new Map(rows.map((row) => [row.id, row]));
  const rowsOf = (list: Worklist): WorklistRow[] =>
    list.lines.flatMap(({ premises_id, ...facts }) => {
      const place = named.get(premises_id);
      if (!place) return [];
      return [{ ...facts, ...place, days_since: facts.last_visit_on === null ? null : daysBetween(facts.last_visit_on, list.for_on) }];
    });
  return new Map(lists.map((list) => [list.id, rowsOf(list)]));
}

export interface HeldHazard {
  id: string;
  number: string;
  title: string;
  grade: string;
  stage: string;
  place_name: string;
  due_at: Date | null;
}

/** Hazards by their ids, those due first in front. */
export async function listHazards(tx: Tx, city: string, ids: readonly string[]): Promise<HeldHazard[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<HeldHazard>`
    select m.id, m.number, m.title, m.grade, m.stage, coalesce(s.name, '') as place_name, coalesce(m.due_at, m.handle_due_at) as due_at
    from matters.matters m left join subjects.places s on s.city = m.city and s.id = m.place_id
    where m.city = ${city} and m.id = any (${[...ids]}::uuid[])
    order by coalesce(m.due_at, m.handle_due_at) nulls last, m.number`.execute(tx);
  return rows;
}

/** Units that hold open hazards, with these, the first due in front; at most 200 each. */
export async function listHeldHazards(tx: Tx, city: string): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ unit_id: string; ids: string[] }>`
    select holder_unit_id as unit_id, (array_agg(id order by due_at nulls last, id))[1:200] as ids
    from matters.matters where city = ${city} and kind = 'fire.hazard' and outcome is null and holder_unit_id in (
      select u.id from divisions.units u where u.city = ${city} and u.kind = 'department')
    group by 1`.execute(tx);
  return new Map(rows.map((row) => [row.unit_id, row.ids]));
}
