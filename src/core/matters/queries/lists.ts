/** 待办 and the list of matters. Ids of a page come from one index each; names are added to those alone. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';
import type { WorkCalendar } from '../../reference/rules.ts';
import { type MatterKind, modeOf, type Outcome, outcomeTitles, type Stage, stageTitles } from '../kind.ts';
import { badCursor } from '../problems.ts';
import { type ClockState, clockWords } from '../rules.ts';

/** Rows beyond this are counted as "1,000+". */
export const COUNT_BOUND = 1000;

export interface Row {
  id: string;
  number: string;
  kind: string;
  kind_title: string;
  programme: string;
  title: string;
  grade: string;
  stage: Stage;
  stage_title: string;
  outcome: Outcome | null;
  division: string;
  division_name: string;
  place: { id: string; name: string; register: string | null } | null;
  /** `title` is null while it waits in the queue of the unit. */
  holder: { title: string | null; unit_name: string } | null;
  found_on: string;
  due_at: string | null;
  clock: { state: ClockState; words: string };
  supervised: boolean;
  /** 三改: 自行整改 and so on; null where the kind has no such steps. */
  mode_title: string | null;
  version: number;
}

interface Found {
  id: string;
  number: string;
  kind: string;
  programme: string;
  title: string;
  grade: string;
  stage: Stage;
  outcome: Outcome | null;
  division: string;
  division_name: string;
  place_id: string | null;
  place_name: string | null;
  holder_title: string | null;
  holder_unit_id: string | null;
  holder_unit_name: string | null;
  found_on: string;
  due_at: Date | null;
  near_at: Date | null;
  held_until: string | null;
  measure: 'hours' | 'workdays' | 'days' | null;
  supervised: boolean;
  mode: string | null;
  version: number;
}

/** The columns of a row, with names of division, place and unit; `m` is the matter. A grid need not be on record: it is named after its village. */
const shown = sql`
  m.id, m.number, m.kind, m.programme, m.title, m.grade, m.stage, m.outcome, m.division, m.place_id, m.holder_title, m.holder_unit_id, m.found_on,
  m.due_at, m.near_at, m.held_until, m.measure, m.supervised, m.mode, m.version, p.name as place_name, u.name as holder_unit_name,
  coalesce(d.name, (select v.name || right(m.division, 3) || '网格' from divisions.divisions v
    where v.city = m.city and length(m.division) = 15 and v.code = left(m.division, 12)), m.division) as division_name`;
const joined = sql`
  left join divisions.divisions d on d.city = m.city and d.code = m.division
  left join subjects.places p on p.city = m.city and p.id = m.place_id
  left join divisions.units u on u.city = m.city and u.id = m.holder_unit_id`;

export interface Reading {
  now: Date;
  calendar: WorkCalendar;
  kindOf: (key: string) => MatterKind | undefined;
}

export function showRow(m: Found, reading: Reading): Row {
  const kind = reading.kindOf(m.kind);
  const clock = m.outcome === 'penalty_suggested' || m.outcome === 'withdrawn' ? outcomeTitles[m.outcome] : null;
  return {
    id: m.id,
    number: m.number,
    kind: m.kind,
    kind_title: kind?.title ?? m.kind,
    programme: m.programme,
    title: m.title,
    grade: m.grade,
    stage: m.stage,
    stage_title: m.outcome && m.outcome !== 'closed' ? outcomeTitles[m.outcome] : m.outcome && m.due_at ? '待回头看' : stageTitles[m.stage],
    outcome: m.outcome,
    division: m.division,
    division_name: m.division_name,
    // Who sees only what his unit holds sees no places: the title names it.
    place: m.place_id && m.place_name !== null ? { id: m.place_id, name: m.place_name, register: kind?.place ?? null } : null,
    holder: m.holder_unit_id ? { title: m.holder_title, unit_name: m.holder_unit_name ?? '' } : null,
    found_on: m.found_on,
    due_at: m.due_at?.toISOString() ?? null,
    clock: clock ? { state: 'none', words: clock } : clockWords(m, reading.now, reading.calendar),
    supervised: m.supervised,
    mode_title: (kind && m.outcome === null ? modeOf(kind, m.mode)?.title : null) ?? null,
    version: m.version,
  };
}

/** Rows of the given ids in their order, as far as the actor may see them. */
export async function listByIds(tx: Tx, city: string, ids: readonly string[], reading: Reading): Promise<Row[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Found>`
    select ${shown} from unnest(${[...ids]}::uuid[]) with ordinality as wanted (id, place)
    join matters.matters m on m.city = ${city} and m.id = wanted.id ${joined} order by wanted.place`.execute(tx);
  return rows.map((row) => showRow(row, reading));
}

// ---------------------------------------------------------------- cursors: what the last row was sorted by, and its id

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const writeCursor = (key: string, id: string): string => Buffer.from(`${key}|${id}`).toString('base64url');

function readCursor(text: string): { key: string; id: string } {
  const [key, id] = Buffer.from(text, 'base64url').toString('utf8').split('|');
  if (!key || !id || !uuid.test(id) || !/^(infinity|[\d\-:. +]+)$/.test(key)) throw badCursor();
  return { key, id };
}

async function pageOf(
  tx: Tx,
  city: string,
  found: readonly { id: string; key: string }[],
  limit: number,
  reading: Reading,
): Promise<{ items: Row[]; next: string | null }> {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await listByIds(
      tx,
      city,
      page.map(({ id }) => id),
      reading,
    ),
    next: found.length > limit && last ? writeCursor(last.key, last.id) : null,
  };
}

// ---------------------------------------------------------------- 待办

/** Held matters, soonest due first; on hold last. */
const dueKey = sql`coalesce(m.due_at, 'infinity'::timestamptz)`;

export interface Mine {
  account_id: string;
  unit_ids: readonly string[];
}

/**
 * The four ways in which a matter waits for somebody: held by him, in the queue of one of his units, his to answer although it was
 * escalated, or closed and to be looked at again 回头看 by one of his units. `each` wraps every part, so that a page takes no more than its length from any index.
 */
function waiting(
  city: string,
  mine: Mine,
  columns: RawBuilder<unknown>,
  each: RawBuilder<unknown>,
  more: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const units = [...new Set(mine.unit_ids)];
  return sql`
    (select ${columns} from matters.matters m
      where m.city = ${city} and m.outcome is null and m.holder_account_id = ${mine.account_id}::uuid ${more} ${each})
    union all
    (select ${columns} from matters.matters m
      where m.city = ${city} and m.outcome is null and m.stage = 'handle' and m.handler_account_id = ${mine.account_id}::uuid
        and m.holder_account_id is distinct from ${mine.account_id}::uuid
        and not (m.holder_account_id is null and m.holder_unit_id = any (${units}::uuid[])) ${more} ${each})
    ${sql.join(
      units.map(
        (unit) => sql`
    union all
    (select ${columns} from matters.matters m
      where m.city = ${city} and m.outcome is null and m.holder_account_id is null and m.holder_unit_id = ${unit}::uuid ${more} ${each})
    union all
    (select ${columns} from matters.matters m
      where m.city = ${city} and m.outcome = 'closed' and m.holder_unit_id = ${unit}::uuid
        and (m.holder_account_id is null or m.holder_account_id = ${mine.account_id}::uuid) ${more} ${each})`,
      ),
      sql` `,
    )}`;
}

export async function listWaiting(
  tx: Tx,
  city: string,
  mine: Mine,
  asked: { programme?: string | undefined; after?: string | undefined; limit: number },
  reading: Reading,
): Promise<{ items: Row[]; next: string | null }> {
  const cursor = asked.after ? readCursor(asked.after) : null;
  const more = sql`
    ${asked.programme ? sql`and m.programme = ${asked.programme}` : sql``}
    ${cursor ? sql`and (${dueKey}, m.id) > (${cursor.key}::timestamptz, ${cursor.id}::uuid)` : sql``}`;
  const { rows } = await sql<{ id: string; key: string }>`
    select id, due::text as key from (
      ${waiting(city, mine, sql`m.id, ${dueKey} as due`, sql`order by ${dueKey}, m.id limit ${asked.limit + 1}`, more)}
    ) one order by due, id limit ${asked.limit + 1}`.execute(tx);
  return await pageOf(tx, city, rows, asked.limit, reading);
}

export interface ClockCounts {
  over: number;
  today: number;
  near: number;
  ok: number;
  hold: number;
}

/** How many wait, by clock. `today` is due before the day ends and not late yet; it is not in `near`. */
export async function countWaiting(
  tx: Tx,
  city: string,
  mine: Mine,
  programme: string | undefined,
  now: Date,
  endOfToday: Date,
): Promise<ClockCounts> {
  const more = programme ? sql`and m.programme = ${programme}` : sql``;
  const { rows } = await sql<ClockCounts>`
    select count(*) filter (where due < ${now}) as over, count(*) filter (where due >= ${now} and due < ${endOfToday}) as today,
      count(*) filter (where due >= ${endOfToday} and near_at <= ${now}) as near,
      count(*) filter (where due >= ${endOfToday} and near_at > ${now}) as ok, count(*) filter (where near_at is null) as hold
    from (${waiting(city, mine, sql`${dueKey} as due, m.near_at`, sql``, more)}) one`.execute(tx);
  return rows[0] ?? { over: 0, today: 0, near: 0, ok: 0, hold: 0 };
}

/** 已办 and 办结: what I did something about and no longer hold, the latest first. */
export async function listDone(
  tx: Tx,
  city: string,
  mine: Mine,
  asked: { ended: boolean; programme?: string | undefined; after?: string | undefined; limit: number },
  reading: Reading,
): Promise<{ items: Row[]; next: string | null }> {
  const cursor = asked.after ? readCursor(asked.after) : null;
  const { rows } = await sql<{ id: string; key: string }>`
    select m.id, s.at::text as key
    from (select matter_id, max(at) as at from matters.steps where city = ${city} and account_id = ${mine.account_id}::uuid group by matter_id) s
    join matters.matters m on m.city = ${city} and m.id = s.matter_id
    where ${asked.ended ? sql`m.outcome is not null` : sql`m.outcome is null and m.holder_account_id is distinct from ${mine.account_id}::uuid`}
      ${asked.programme ? sql`and m.programme = ${asked.programme}` : sql``}
      ${cursor ? sql`and (s.at, m.id) < (${cursor.key}::timestamptz, ${cursor.id}::uuid)` : sql``}
    order by s.at desc, m.id desc limit ${asked.limit + 1}`.execute(tx);
  return await pageOf(tx, city, rows, asked.limit, reading);
}

// ---------------------------------------------------------------- the list

export interface ListAsked {
  /** Kinds the actor may read, each with the divisions in which he may. */
  readable: readonly { kind: string; divisions: readonly string[] }[];
  division?: string | undefined;
  stage?: string | undefined;
  clock?: 'over' | 'near' | 'ok' | 'hold' | 'today' | undefined;
  grade?: string | undefined;
  q?: string | undefined;
  place?: string | undefined;
  visit?: string | undefined;
  /** 回头看: drawn and not looked at yet. */
  look_back?: boolean | undefined;
  supervised?: boolean | undefined;
  after?: string | undefined;
  limit: number;
}

/** A range instead of a prefix: row security lets only the former reach the index. Codes are digits, and `:` follows `9`. */
const inDivision = (division: string) => sql`m.division >= ${division} and m.division < ${`${division}:`}`;

/** What a list, its figures by division and its export have in common. */
export function conditions(city: string, asked: ListAsked, now: Date, endOfToday: Date): RawBuilder<unknown> {
  const all: RawBuilder<unknown>[] = [sql`m.city = ${city}`];
  const kinds = asked.readable.map(({ kind, divisions }) => {
    const narrowed = divisions.flatMap((one) =>
      asked.division === undefined || one.startsWith(asked.division) ? [one] : asked.division.startsWith(one) ? [asked.division] : [],
    );
    return narrowed.length === 0
      ? sql`false`
      : sql`(m.kind = ${kind} and (${sql.join(
          narrowed.map((one) => sql`(${inDivision(one)})`),
          sql` or `,
        )}))`;
  });
  all.push(kinds.length === 0 ? sql`false` : sql`(${sql.join(kinds, sql` or `)})`);
  if (asked.stage) {
    const stages = asked.stage.split(',');
    all.push(stages.includes('open') ? sql`m.outcome is null` : sql`m.stage = any (${stages})`);
  }
  if (asked.clock) {
    all.push(sql`m.outcome is null`);
    if (asked.clock === 'hold') all.push(sql`m.held_until is not null`);
    if (asked.clock === 'over') all.push(sql`m.due_at < ${now}`);
    if (asked.clock === 'today') all.push(sql`m.due_at >= ${now} and m.due_at < ${endOfToday}`);
    if (asked.clock === 'near') all.push(sql`m.due_at >= ${now} and m.near_at <= ${now}`);
    if (asked.clock === 'ok') all.push(sql`m.near_at > ${now}`);
  }
  if (asked.grade) all.push(sql`m.grade = any (${asked.grade.split(',')})`);
  if (asked.place) all.push(sql`m.place_id = ${asked.place}::uuid`);
  if (asked.visit) all.push(sql`m.visit_id = ${asked.visit}::uuid`);
  if (asked.look_back) all.push(sql`m.look_back_on is not null and m.looked_back_on is null`);
  if (asked.supervised) all.push(sql`m.supervised and m.outcome is null`);
  const q = asked.q?.trim() ?? '';
  if (/^[A-Za-z]{2}-\d/.test(q)) {
    const from = q.toUpperCase();
    all.push(sql`m.number >= ${from} and m.number < ${`${from}~`}`);
  } else if (q !== '') {
    all.push(sql`(strpos(m.title, ${q}) > 0 or strpos(m.number, ${q}) > 0
      or exists (select from subjects.places sp where sp.city = m.city and sp.id = m.place_id and strpos(sp.name, ${q}) > 0))`);
  }
  return sql.join(all, sql` and `);
}

/** One page, the latest found first. */
export async function listMatters(
  tx: Tx,
  city: string,
  asked: ListAsked,
  reading: Reading,
  endOfToday: Date,
): Promise<{ items: Row[]; next: string | null; count: { value: number; exact: boolean } }> {
  const cursor = asked.after ? readCursor(asked.after) : null;
  const where = conditions(city, asked, reading.now, endOfToday);
  const { rows } = await sql<{ id: string; key: string }>`
    select m.id, m.found_at::text as key from matters.matters m where ${where}
      ${cursor ? sql`and (m.found_at, m.id) < (${cursor.key}::timestamptz, ${cursor.id}::uuid)` : sql``}
    order by m.found_at desc, m.id desc limit ${asked.limit + 1}`.execute(tx);
  const { rows: counted } = await sql<{ n: number }>`
    select count(*) as n from (select from matters.matters m where ${where} limit ${COUNT_BOUND + 1}) bounded`.execute(tx);
  const n = counted[0]?.n ?? 0;
  return {
    ...(await pageOf(tx, city, rows, asked.limit, reading)),
    count: { value: Math.min(n, COUNT_BOUND), exact: n <= COUNT_BOUND },
  };
}
