import { sql } from 'kysely';
import { listParameters } from '../../core/reference/index.ts';
import { inDivisions } from '../../core/registers/index.ts';
import { badCursor } from '../../core/visits/index.ts';
import type { Tx } from '../../platform/db.ts';

/** Whether a unit `u` is one of the industry departments 行业主管部门 that the office named. */
export const isIndustry = sql<boolean>`(u.kind = 'department' and exists (
  select from reference.parameters i, jsonb_array_elements(i.value) one, jsonb_array_elements_text(one -> 'known_by') word
  where i.city = u.city and i.key = 'fire.industries' and strpos(u.name, word) > 0))`;

export interface TierHolder {
  tier: string;
  id: string;
  name: string;
  unit_name: string | null;
  duty: string | null;
  division: string;
}

/** Per tier who answers for a division on a day: for each tier the persons of the longest code that contains it. */
export async function listHolders(tx: Tx, city: string, division: string, on: string): Promise<TierHolder[]> {
  const { rows } = await sql<TierHolder>`
    select tier, id, name, unit_name, duty, division from (
      select r.*, dense_rank() over (partition by tier order by length(division) desc) as rank from fire.responsible r
      where r.city = ${city} and ${division}::text ^@ r.division and (r.since is null or r.since <= ${on}::date) and (r.until is null or r.until >= ${on}::date)
    ) held where rank = 1 order by tier, name limit 40`.execute(tx);
  return rows;
}

/** Premises within a division: how many a person of that code answers for. */
export async function countPremises(tx: Tx, city: string, division: string): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from fire.premises where city = ${city} and division >= ${division} and division < ${`${division}:`}`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}

// ---------------------------------------------------------------- inspections

export interface LockedPremises {
  id: string;
  version: number;
  division: string;
  name: string;
  category: string;
  status: string;
  risk: string | null;
}

/** A premises the transaction may see, locked: two inspections of one place count one after the other. */
export async function lockPremises(tx: Tx, city: string, id: string): Promise<LockedPremises | undefined> {
  const { rows } = await sql<LockedPremises>`
    select p.id, p.version + s.version - 1 as version, p.division, s.name, p.category, p.status, p.risk
    from fire.premises p join subjects.places s on s.city = p.city and s.id = p.id
    where p.city = ${city} and p.id = ${id} for update of p`.execute(tx);
  return rows[0];
}

export interface VisitedPremises {
  id: string;
  name: string;
  address: string;
  category: string;
  status: string;
  risk: string | null;
  division: string;
}

/** A premises the transaction may see, as a visit starts with it. */
export async function findVisited(tx: Tx, city: string, id: string): Promise<VisitedPremises | undefined> {
  const { rows } = await sql<VisitedPremises>`
    select p.id, s.name, s.address, p.category, p.status, p.risk, p.division
    from fire.premises p join subjects.places s on s.city = p.city and s.id = p.id
    where p.city = ${city} and p.id = ${id}`.execute(tx);
  return rows[0];
}

export interface OpenHazard {
  id: string;
  number: string;
  title: string;
  grade: string;
  item_code: string | null;
  stage: string;
  due_at: Date | null;
}

/** Hazards of a place that are not closed, by the day on which they must be put right. */
export async function listOpenHazards(tx: Tx, city: string, place: string): Promise<OpenHazard[]> {
  const { rows } = await sql<OpenHazard>`
    select m.id, m.number, m.title, m.grade, m.item_code, m.stage, coalesce(m.handle_due_at, m.due_at) as due_at
    from matters.matters m
    where m.city = ${city} and m.place_id = ${place} and m.kind = 'fire.hazard' and m.outcome is null
    order by coalesce(m.handle_due_at, m.due_at) nulls last, m.number limit 100`.execute(tx);
  return rows;
}

/** The hazard of a place that somebody comes to look at again: an open one, or a closed one whose 回头看 is to come. */
export async function findRechecked(
  tx: Tx,
  city: string,
  place: string,
  id: string,
): Promise<(OpenHazard & { closed: boolean }) | undefined> {
  const { rows } = await sql<OpenHazard & { closed: boolean }>`
    select m.id, m.number, m.title, m.grade, m.item_code, m.stage, coalesce(m.due_at, m.handle_due_at) as due_at, m.outcome is not null as closed
    from matters.matters m
    where m.city = ${city} and m.id = ${id} and m.place_id = ${place} and m.kind = 'fire.hazard'
      and (m.outcome is null or (m.look_back_on is not null and m.looked_back_on is null))`.execute(tx);
  return rows[0];
}

/** Yearly number of inspections 监督检查 a premises may have; 2 (示例) in an office that has no such parameter yet. */
export async function yearlyCap(tx: Tx, city: string): Promise<number> {
  const [found] = await listParameters(tx, city, 'fire.yearly_cap');
  return typeof found?.value === 'number' ? found.value : 2;
}

/** Open hazards at a place that are dangerous at once and were not put right yet. */
export async function countOpenUrgent(tx: Tx, city: string, place: string, urgent: readonly string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from matters.matters m
    where m.city = ${city} and m.place_id = ${place} and m.kind = 'fire.hazard' and m.stage in ('accept', 'handle')
      and (m.grade = 'A' or m.item_code = any (${[...urgent]}::text[]))`.execute(tx);
  return rows[0]?.n ?? 0;
}

export interface NewInspectionRow {
  id: string;
  division: string;
  premises_id: string;
  kind: string;
  on_date: string;
  score: number | null;
  risk: string | null;
  risk_before: string | null;
  signer: string | null;
  signed: boolean;
  refused_because: string | null;
  over_cap_reason: string | null;
  over_cap_words: string | null;
}

export interface NewClear {
  id: string;
  division: string;
  inspection_id: string;
  premises_id: string;
  on_date: string;
  code: string;
  subtype: string;
  count: number;
  unit: string;
  where_words: string | null;
  disposal: string | null;
}

async function insert(tx: Tx, table: string, columns: string, city: string, rows: readonly unknown[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into ${sql.table(table)} (city, ${sql.raw(columns)})
    select ${city}, ${sql.raw(columns)} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(
    tx,
  );
}

export const insertInspections = (tx: Tx, city: string, rows: readonly NewInspectionRow[]): Promise<void> =>
  insert(
    tx,
    'fire.inspections',
    'id, division, premises_id, kind, on_date, score, risk, risk_before, signer, signed, refused_because, over_cap_reason, over_cap_words',
    city,
    rows,
  );

export const insertClears = (tx: Tx, city: string, rows: readonly NewClear[]): Promise<void> =>
  insert(
    tx,
    'fire.clears',
    'id, division, inspection_id, premises_id, on_date, code, subtype, count, unit, where_words, disposal',
    city,
    rows,
  );

export interface InspectionRow {
  id: string;
  division: string;
  premises_id: string;
  premises_name: string;
  kind: 'patrol' | 'inspection';
  on_date: string;
  started_at: Date;
  account_id: string;
  unit_name: string;
  score: number | null;
  risk: string | null;
  risk_before: string | null;
  signer: string | null;
  signed: boolean;
  refused_because: string | null;
  over_cap_reason: string | null;
  over_cap_words: string | null;
  passed: string[];
  failed: string[];
  not_applicable: string[];
  note: string | null;
  matter_id: string | null;
}

const inspectionColumns = sql`
  i.id, i.division, i.premises_id, coalesce(s.name, '') as premises_name, i.kind, i.on_date, v.started_at, v.account_id, v.unit_name,
  i.score::float8 as score, i.risk, i.risk_before, i.signer, i.signed, i.refused_because, i.over_cap_reason, i.over_cap_words,
  v.passed, v.failed, v.not_applicable, v.note, v.matter_id`;
const inspectionTables = sql`
  fire.inspections i join visits.visits v on v.city = i.city and v.id = i.id
  left join subjects.places s on s.city = i.city and s.id = i.premises_id`;

export async function findInspection(tx: Tx, city: string, id: string): Promise<InspectionRow | undefined> {
  const { rows } = await sql<InspectionRow>`
    select ${inspectionColumns} from ${inspectionTables} where i.city = ${city} and i.id = ${id}`.execute(tx);
  return rows[0];
}

/** Inspections of divisions or of one premises, the latest first, a page at a time. */
export async function listInspections(
  tx: Tx,
  city: string,
  asked: {
    divisions: readonly string[];
    premises?: string | undefined;
    kind?: string | undefined;
    from?: string | undefined;
    to?: string | undefined;
    risk?: readonly string[] | undefined;
    /** Only those that found something wrong. */
    failed?: boolean | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<{ items: InspectionRow[]; next: string | null }> {
  const after = asked.after === undefined ? undefined : readCursor(asked.after, 2);
  const { rows } = await sql<InspectionRow>`
    select ${inspectionColumns} from ${inspectionTables}
    where i.city = ${city} and ${inDivisions(sql.ref('i.division'), asked.divisions)}
      ${asked.premises ? sql`and i.premises_id = ${asked.premises}` : sql``} ${asked.kind ? sql`and i.kind = ${asked.kind}` : sql``}
      ${asked.from ? sql`and i.on_date >= ${asked.from}::date` : sql``} ${asked.to ? sql`and i.on_date <= ${asked.to}::date` : sql``}
      ${asked.risk && asked.risk.length > 0 ? sql`and i.risk = any (${[...asked.risk]}::text[])` : sql``}
      ${asked.failed ? sql`and cardinality(v.failed) > 0` : sql``}
      ${after ? sql`and (i.on_date, i.id) < (${after[0]}::date, ${after[1]}::uuid)` : sql``}
    order by i.on_date desc, i.id desc limit ${asked.limit + 1}`.execute(tx);
  const items = rows.slice(0, asked.limit);
  const last = rows.length > asked.limit ? items.at(-1) : undefined;
  return { items, next: last ? writeCursor([last.on_date, last.id]) : null };
}

export interface ClearRow {
  id: string;
  inspection_id: string;
  premises_id: string;
  division: string;
  on_date: string;
  code: string;
  subtype: string;
  count: number;
  unit: string;
  where_words: string | null;
  disposal: string | null;
}

/** 五清 at a premises, the latest first, a page at a time. */
export async function listClearsAt(
  tx: Tx,
  city: string,
  asked: { divisions: readonly string[]; premises: string; after?: string | undefined; limit: number },
): Promise<{ items: ClearRow[]; next: string | null }> {
  const after = asked.after === undefined ? undefined : readCursor(asked.after, 2);
  const { rows } = await sql<ClearRow>`
    select id, inspection_id, premises_id, division, on_date, code, subtype, count, unit, where_words, disposal from fire.clears c
    where city = ${city} and premises_id = ${asked.premises} and ${inDivisions(sql.ref('c.division'), asked.divisions)}
      ${after ? sql`and (on_date, id) < (${after[0]}::date, ${after[1]}::uuid)` : sql``}
    order by on_date desc, id desc limit ${asked.limit + 1}`.execute(tx);
  const items = rows.slice(0, asked.limit);
  const last = rows.length > asked.limit ? items.at(-1) : undefined;
  return { items, next: last ? writeCursor([last.on_date, last.id]) : null };
}

/** 五清 of several inspections. */
export async function listClears(tx: Tx, city: string, inspections: readonly string[]): Promise<ClearRow[]> {
  if (inspections.length === 0) return [];
  const { rows } = await sql<ClearRow>`
    select id, inspection_id, premises_id, division, on_date, code, subtype, count, unit, where_words, disposal from fire.clears
    where city = ${city} and inspection_id = any (${[...inspections]}::uuid[]) order by inspection_id, code, subtype, id`.execute(tx);
  return rows;
}

/** The place in a list after which the next page begins: what it is ordered by, then the id. */
export const writeCursor = (parts: readonly string[]): string => Buffer.from(parts.join(' ')).toString('base64url');

/** The parts of such a cursor: `[day, id]`, `[division, id]` where rows stand by division, or `[rank, day, id]`. Throws `badCursor`. */
export function readCursor(cursor: string, parts: 2 | 3, place: 'day' | 'division' = 'day'): string[] {
  const found = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const [id, on, rank] = [found.at(-1) ?? '', found.at(-2) ?? '', parts === 3 ? (found[0] ?? '') : '0'];
  const placed = place === 'day' ? /^\d{4}-\d{2}-\d{2}$/.test(on) : /^\d{4,15}$/.test(on);
  if (found.length !== parts || !/^[0-9a-f-]{36}$/.test(id) || !placed || !/^\d$/.test(rank)) throw badCursor();
  return found;
}
