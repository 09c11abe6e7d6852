/** All SQL of visits. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import { civilDateAt } from '../reference/rules.ts';
import { inDivisions } from '../registers/index.ts';
import type { AnswerKind } from './checklist.ts';
import { badCursor } from './problems.ts';
import type { VisitKind } from './rules.ts';

interface Owned {
  id: string;
  division: string;
  programme: string;
}

export interface NewVisit extends Owned {
  kind: VisitKind;
  checklist: string;
  place_id: string;
  /** Civil date of the visit. */
  on_date: string;
  started_at: Date;
  recorded_at: Date;
  account_id: string;
  unit_name: string;
  passed: readonly string[];
  failed: readonly string[];
  not_applicable: readonly string[];
  score: number | null;
  matter_id: string | null;
  note: string | null;
}

export interface NewAnswer extends Owned {
  visit_id: string;
  item_code: string;
  answer: AnswerKind;
  words: string;
  fixed: boolean;
  measures: string | null;
  matter_id: string | null;
}

export interface NewOfficer extends Owned {
  visit_id: string;
  position: number;
  account_id: string | null;
  name: string;
  certificate: string | null;
  unit_name: string;
}

async function insert(tx: Tx, table: string, columns: string, city: string, rows: readonly unknown[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into ${sql.table(table)} (city, ${sql.raw(columns)})
    select ${city}, ${sql.raw(columns)} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(
    tx,
  );
}

/** Many in one statement, for one visit as for a demo's thousands. Constraint `visits_pkey`: the id was used before. */
export const insertVisits = (tx: Tx, city: string, rows: readonly NewVisit[]): Promise<void> =>
  insert(
    tx,
    'visits.visits',
    'id, division, programme, kind, checklist, place_id, on_date, started_at, recorded_at, account_id, unit_name, passed, failed, not_applicable, score, matter_id, note',
    city,
    rows,
  );

export const insertAnswers = (tx: Tx, city: string, rows: readonly NewAnswer[]): Promise<void> =>
  insert(tx, 'visits.answers', 'id, division, programme, visit_id, item_code, answer, words, fixed, measures, matter_id', city, rows);

export const insertOfficers = (tx: Tx, city: string, rows: readonly NewOfficer[]): Promise<void> =>
  insert(tx, 'visits.officers', 'id, division, programme, visit_id, position, account_id, name, certificate, unit_name', city, rows);

/** How accounts are shown; unknown ones are absent. */
export async function titlesOf(tx: Tx, city: string, accounts: readonly string[]): Promise<Map<string, string>> {
  if (accounts.length === 0) return new Map();
  const { rows } = await sql<{ id: string; title: string | null }>`
    select id, people.title_of(${city}, id) as title from unnest(${[...new Set(accounts)]}::uuid[]) id`.execute(tx);
  return new Map(rows.flatMap((row) => (row.title === null ? [] : [[row.id, row.title] as const])));
}

export interface Visit {
  id: string;
  kind: VisitKind;
  checklist: string;
  division: string;
  place_id: string;
  on_date: string;
  started_at: Date;
  account_id: string;
  unit_name: string;
  passed: string[];
  failed: string[];
  not_applicable: string[];
  score: number | null;
  matter_id: string | null;
  note: string | null;
}

export interface VisitAnswer {
  id: string;
  visit_id: string;
  item_code: string;
  answer: AnswerKind;
  words: string;
  fixed: boolean;
  measures: string | null;
  matter_id: string | null;
}

export interface VisitOfficer {
  visit_id: string;
  account_id: string | null;
  name: string;
  certificate: string | null;
  unit_name: string;
}

const visitColumns = sql`id, kind, checklist, division, place_id, on_date, started_at, account_id, unit_name, passed, failed, not_applicable,
  score::float8 as score, matter_id, note`;

/** A visit that the transaction may see. */
export async function findVisit(tx: Tx, city: string, id: string): Promise<Visit | undefined> {
  const { rows } = await sql<Visit>`select ${visitColumns} from visits.visits where city = ${city} and id = ${id}`.execute(tx);
  return rows[0];
}

/** Visits with a checklist in some divisions, the latest first, a page at a time. `after` is an earlier answer's `next`. */
export async function listVisits(
  tx: Tx,
  city: string,
  asked: {
    checklist: string;
    divisions: readonly string[];
    id?: string | undefined;
    place?: string | undefined;
    from?: string | undefined;
    to?: string | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<{ items: Visit[]; next: string | null }> {
  const [on, last] = asked.after === undefined ? [] : Buffer.from(asked.after, 'base64url').toString('utf8').split(' ');
  if (asked.after !== undefined && !(/^\d{4}-\d{2}-\d{2}$/.test(on ?? '') && /^[0-9a-f-]{36}$/.test(last ?? ''))) throw badCursor();
  const { rows } = await sql<Visit>`
    select ${visitColumns} from visits.visits
    where city = ${city} and programme = ${asked.checklist.split('.')[0]} and checklist = ${asked.checklist}
      and ${inDivisions(sql.ref('division'), asked.divisions)}
      ${asked.id ? sql`and id = ${asked.id}` : sql``} ${asked.place ? sql`and place_id = ${asked.place}` : sql``}
      ${asked.from ? sql`and on_date >= ${asked.from}::date` : sql``} ${asked.to ? sql`and on_date <= ${asked.to}::date` : sql``}
      ${on ? sql`and (on_date, id) < (${on}::date, ${last}::uuid)` : sql``}
    order by on_date desc, id desc limit ${asked.limit + 1}`.execute(tx);
  const items = rows.slice(0, asked.limit);
  const end = rows.length > asked.limit ? items.at(-1) : undefined;
  return { items, next: end ? Buffer.from(`${end.on_date} ${end.id}`).toString('base64url') : null };
}

export interface MatterOfVisit {
  id: string;
  number: string;
  title: string;
  grade: string;
  item_code: string | null;
  stage: string;
  due_at: string;
  /** The same failure was open before: the visit made no second matter. */
  already_open: boolean;
}

/** The matters behind the failures of a visit, as they stand now. */
export async function listMattersOf(tx: Tx, city: string, visit: string): Promise<MatterOfVisit[]> {
  const { rows } = await sql<Omit<MatterOfVisit, 'due_at'> & { due_at: Date }>`
    select m.id, m.number, m.title, m.grade, m.item_code, m.stage, coalesce(m.handle_due_at, m.due_at, m.closed_at) as due_at,
      m.visit_id is distinct from a.visit_id as already_open
    from visits.answers a join matters.matters m on m.city = a.city and m.id = a.matter_id
    where a.city = ${city} and a.visit_id = ${visit} order by a.item_code`.execute(tx);
  return rows.map((row) => ({ ...row, due_at: row.due_at.toISOString() }));
}

export async function listAnswers(tx: Tx, city: string, visits: readonly string[]): Promise<VisitAnswer[]> {
  if (visits.length === 0) return [];
  const { rows } = await sql<VisitAnswer>`
    select id, visit_id, item_code, answer, words, fixed, measures, matter_id from visits.answers
    where city = ${city} and visit_id = any (${[...visits]}::uuid[]) order by visit_id, item_code`.execute(tx);
  return rows;
}

export async function listOfficers(tx: Tx, city: string, visits: readonly string[]): Promise<VisitOfficer[]> {
  if (visits.length === 0) return [];
  const { rows } = await sql<VisitOfficer>`
    select visit_id, account_id, name, certificate, unit_name from visits.officers
    where city = ${city} and visit_id = any (${[...visits]}::uuid[]) order by visit_id, position`.execute(tx);
  return rows;
}

/** Inspections 监督检查 of a place in a calendar year; re-checks of a matter are part of that matter and do not count. */
export async function countInspections(tx: Tx, city: string, place: string, year: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from visits.visits
    where city = ${city} and place_id = ${place} and kind = 'inspection' and matter_id is null
      and on_date between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date`.execute(tx);
  return rows[0]?.n ?? 0;
}

/**
 * Whether a matter is one that a visit may re-check 复查: of that kind and place, and open when the visit began, or to be looked at again.
 * A matter that was long closed is nothing to come back for.
 */
export async function isToRecheck(
  tx: Tx,
  city: string,
  asked: { matter: string; kind: string; place: string; started_at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    select from matters.matters m
    where m.city = ${city} and m.id = ${asked.matter} and m.kind = ${asked.kind} and m.place_id = ${asked.place}
      and (m.outcome is null or m.closed_at >= ${asked.started_at}
        or m.look_back_why is not null and (m.looked_back_on is null or m.looked_back_on >= ${civilDateAt(asked.started_at)}::date))`.execute(
    tx,
  );
  return rows.length > 0;
}

export interface EarlierMatter {
  id: string;
  number: string;
  title: string;
  grade: string;
  item_code: string | null;
  due_at: Date | null;
  open: boolean;
  /** Closed since `since` and not reopened yet: the same failure again is a relapse of it. */
  relapsing: boolean;
}

/** What failed at a place before and is open, or was closed on or after `since`; the latest first. */
export async function listEarlier(tx: Tx, city: string, kind: string, place: string, since: string): Promise<EarlierMatter[]> {
  const { rows } = await sql<EarlierMatter>`
    select m.id, m.number, m.title, m.grade, m.item_code, coalesce(m.handle_due_at, m.due_at) as due_at, m.outcome is null as open,
      m.outcome = 'closed' and not exists (select from matters.matters r where r.city = m.city and r.relapse_of = m.id) as relapsing
    from matters.matters m
    where m.city = ${city} and m.place_id = ${place} and m.kind = ${kind} and (m.outcome is null or m.closed_on >= ${since}::date)
    order by m.found_at desc`.execute(tx);
  return rows;
}
