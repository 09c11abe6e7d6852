/** All SQL of the documents. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import { type Figure, rowsBehind, type Window } from '../indicators/index.ts';
import type { Against, Block, EditionState, FrozenComparison, FrozenCount, FrozenFigure, FrozenTable, Move } from './rules.ts';

export interface Issue {
  id: string;
  division: string;
  programme: string;
  bulletin: string;
  issue_no: number;
  on_date: string;
  document_no: string;
}

export interface Edition {
  id: string;
  division: string;
  programme: string;
  bulletin_id: string;
  edition_no: number;
  state: EditionState;
  title: string[];
  blocks: Block[];
  comparison: FrozenComparison | null;
  counts: FrozenCount[];
  tables: FrozenTable[];
  changes: Move[];
  against: Against | null;
  reason: string | null;
  period_from: string | null;
  cutoff: Date;
  author_ids: string[];
  submitted_by: string | null;
  submitted_name: string | null;
  submitted_at: Date | null;
  returned_because: string | null;
  published_name: string | null;
  published_at: Date | null;
  version: number;
}

const issueColumns = sql`b.id, b.division, b.programme, b.bulletin, b.issue_no, b.on_date::text as on_date, b.document_no`;
const editionColumns = sql`e.id, e.division, e.programme, e.bulletin_id, e.edition_no, e.state, e.title, e.blocks, e.comparison, e.counts, coalesce(e.tables, '[]') as tables, e.changes, e.against,
  e.reason, e.period_from::text as period_from, e.cutoff, e.author_ids::text[] as author_ids, e.submitted_by, e.submitted_name, e.submitted_at,
  e.returned_because, e.published_name, e.published_at, e.version`;

/** Timestamps come as text or as dates by the driver's settings. */
const dated = (row: Edition): Edition => ({
  ...row,
  cutoff: new Date(row.cutoff),
  submitted_at: row.submitted_at && new Date(row.submitted_at),
  published_at: row.published_at && new Date(row.published_at),
});

export async function findEdition(tx: Tx, city: string, id: string): Promise<Edition | undefined> {
  const { rows } = await sql<Edition>`select ${editionColumns} from documents.editions e where e.city = ${city} and e.id = ${id}`.execute(
    tx,
  );
  return rows[0] && dated(rows[0]);
}

/** The same, held until the act ends. */
export async function lockEdition(tx: Tx, city: string, id: string): Promise<Edition | undefined> {
  const { rows } =
    await sql<Edition>`select ${editionColumns} from documents.editions e where e.city = ${city} and e.id = ${id} for update`.execute(tx);
  return rows[0] && dated(rows[0]);
}

export async function findIssue(tx: Tx, city: string, id: string): Promise<Issue | undefined> {
  const { rows } = await sql<Issue>`select ${issueColumns} from documents.bulletins b where b.city = ${city} and b.id = ${id}`.execute(tx);
  return rows[0];
}

export async function findIssueOf(tx: Tx, city: string, key: string, division: string, on: string): Promise<Issue | undefined> {
  const { rows } = await sql<Issue>`select ${issueColumns} from documents.bulletins b
    where b.city = ${city} and b.bulletin = ${key} and b.division = ${division} and b.on_date = ${on}::date`.execute(tx);
  return rows[0];
}

/** Editions of an issue, latest first; discarded ones are left out. */
export async function listEditions(tx: Tx, city: string, bulletinId: string): Promise<Edition[]> {
  const { rows } = await sql<Edition>`select ${editionColumns} from documents.editions e
    where e.city = ${city} and e.bulletin_id = ${bulletinId} and e.state <> 'discarded' order by e.edition_no desc`.execute(tx);
  return rows.map(dated);
}

export interface Listed extends Issue {
  edition_id: string;
  edition_no: number;
  state: EditionState;
  cutoff: Date;
  published_name: string | null;
  published_at: Date | null;
  reason: string | null;
}

/**
 * Issues with their latest edition, latest first: those of the division; where it has none of its own, of the nearest one above whose issues
 * are addressed to it.
 */
export async function listIssues(
  tx: Tx,
  city: string,
  asked: { key: string; division: string; before: string | null; limit: number },
): Promise<Listed[]> {
  const { rows } =
    await sql<Listed>`select ${issueColumns}, e.id as edition_id, e.edition_no, e.state, e.cutoff, e.published_name, e.published_at, e.reason
    from documents.bulletins b cross join lateral (
      select * from documents.editions e where e.city = b.city and e.bulletin_id = b.id and e.state <> 'discarded' order by e.edition_no desc limit 1) e
    where b.city = ${city} and b.bulletin = ${asked.key} and b.division = (
        select x.division from documents.bulletins x where x.city = ${city} and x.bulletin = ${asked.key}
          and x.division = any (${[4, 6, 9, 12].filter((length) => length <= asked.division.length).map((length) => asked.division.slice(0, length))}::text[])
        order by length(x.division) desc limit 1)
      ${asked.before === null ? sql`` : sql`and b.on_date < ${asked.before}::date`}
    order by b.on_date desc limit ${asked.limit}`.execute(tx);
  return rows.map((row) => ({ ...row, cutoff: new Date(row.cutoff), published_at: row.published_at && new Date(row.published_at) }));
}

/** The issue before that day, by its latest edition that was not discarded: its numbers were frozen, published or not. */
export async function findFrozenBefore(
  tx: Tx,
  city: string,
  key: string,
  division: string,
  on: string,
): Promise<{ id: string; issue_no: number; on_date: string; cutoff: Date } | undefined> {
  const { rows } = await sql<{ id: string; issue_no: number; on_date: string; cutoff: Date }>`
    select e.id, b.issue_no, b.on_date::text as on_date, e.cutoff from documents.bulletins b
    join documents.editions e on e.city = b.city and e.bulletin_id = b.id and e.state <> 'discarded'
    where b.city = ${city} and b.bulletin = ${key} and b.division = ${division} and b.on_date < ${on}::date
    order by b.on_date desc, e.edition_no desc limit 1`.execute(tx);
  return rows[0] && { ...rows[0], cutoff: new Date(rows[0].cutoff) };
}

export async function listFigures(tx: Tx, city: string, editionId: string): Promise<FrozenFigure[]> {
  const { rows } =
    await sql<FrozenFigure>`select figure as key, title, unit, value, numerator, denominator, definition, source, row_count as rows
    from documents.edition_figures where city = ${city} and edition_id = ${editionId} order by position`.execute(tx);
  return rows;
}

export async function nextIssueNo(tx: Tx, city: string, key: string, division: string, year: number): Promise<number> {
  const { rows } = await sql<{ next: number }>`select coalesce(max(issue_no), 0) + 1 as next from documents.bulletins
    where city = ${city} and bulletin = ${key} and division = ${division} and year = ${year}`.execute(tx);
  return rows[0]?.next ?? 1;
}

export async function insertIssue(tx: Tx, city: string, issue: Issue & { year: number }): Promise<void> {
  await sql`insert into documents.bulletins (city, id, division, programme, bulletin, year, issue_no, on_date, document_no)
    values (${city}, ${issue.id}, ${issue.division}, ${issue.programme}, ${issue.bulletin}, ${issue.year}, ${issue.issue_no}, ${issue.on_date}::date, ${issue.document_no})`.execute(
    tx,
  );
}

export type NewEdition = Pick<
  Edition,
  | 'id'
  | 'division'
  | 'programme'
  | 'bulletin_id'
  | 'edition_no'
  | 'title'
  | 'blocks'
  | 'comparison'
  | 'counts'
  | 'tables'
  | 'changes'
  | 'against'
  | 'reason'
  | 'period_from'
  | 'cutoff'
  | 'author_ids'
>;

export async function insertEdition(tx: Tx, city: string, e: NewEdition): Promise<void> {
  await sql`insert into documents.editions (city, id, division, programme, bulletin_id, edition_no, state, title, blocks, comparison, counts, tables, changes, against, reason, period_from, cutoff, author_ids)
    values (${city}, ${e.id}, ${e.division}, ${e.programme}, ${e.bulletin_id}, ${e.edition_no}, 'draft', ${JSON.stringify(e.title)}, ${JSON.stringify(e.blocks)},
      ${e.comparison === null ? null : JSON.stringify(e.comparison)}, ${JSON.stringify(e.counts)},
      ${e.tables.length === 0 ? null : JSON.stringify(e.tables)}, ${JSON.stringify(e.changes)},
      ${e.against === null ? null : JSON.stringify(e.against)}, ${e.reason},
      ${e.period_from}::date, ${e.cutoff}, ${e.author_ids}::uuid[])`.execute(tx);
}

/** Freezes a figure: the number and every row behind it, copied inside the database. */
export async function freezeFigure(
  tx: Tx,
  window: Window,
  edition: { id: string; division: string; programme: string },
  figure: Figure,
  frozen: FrozenFigure & { id: string },
  position: number,
): Promise<void> {
  await sql`insert into documents.edition_figures (city, id, division, programme, edition_id, figure, position, title, unit, value, numerator, denominator, definition, source, cutoff, row_count)
    values (${window.city}, ${frozen.id}, ${edition.division}, ${edition.programme}, ${edition.id}, ${frozen.key}, ${position}, ${frozen.title}, ${frozen.unit},
      ${frozen.value}, ${frozen.numerator}, ${frozen.denominator}, ${frozen.definition}, ${frozen.source}, ${window.cutoff}, ${frozen.rows})`.execute(
    tx,
  );
  await sql`insert into documents.edition_rows (city, division, programme, edition_id, figure, row_id, on_date, counted, part)
    select ${window.city}, f.division, ${edition.programme}, ${edition.id}::uuid, ${frozen.key}, f.id, f.on_date, f.counted, f.part from (${await rowsBehind(tx, figure, window)}) f`.execute(
    tx,
  );
}

/** How the rows of one figure differ between two editions. */
export async function compareRows(
  tx: Tx,
  city: string,
  before: string,
  after: string,
  figure: string,
): Promise<{ came: number; went: number; changed: number }> {
  const { rows } = await sql<{ came: number; went: number; changed: number }>`
    select count(*) filter (where a.row_id is null) as came, count(*) filter (where b.row_id is null) as went,
      count(*) filter (where a.counted <> b.counted) as changed
    from (select row_id, counted from documents.edition_rows where city = ${city} and edition_id = ${before} and figure = ${figure}) a
    full join (select row_id, counted from documents.edition_rows where city = ${city} and edition_id = ${after} and figure = ${figure}) b on b.row_id = a.row_id`.execute(
    tx,
  );
  const found = rows[0];
  return { came: Number(found?.came ?? 0), went: Number(found?.went ?? 0), changed: Number(found?.changed ?? 0) };
}

export interface FrozenRow {
  row_id: string;
  division: string;
  on: string;
  counted: number;
}

/** The frozen rows of a number, latest first, a page at a time; `division` or `part` (a unit) narrows them. */
export async function listFrozenRows(
  tx: Tx,
  city: string,
  asked: { edition: string; figure: string; division: string | null; part?: string | null; after: string | null; limit: number },
): Promise<{ items: FrozenRow[]; next: string | null }> {
  const [day, id] = asked.after?.split('_') ?? [];
  const beyond = day && id ? sql`and (on_date < ${day}::date or (on_date = ${day}::date and row_id > ${id}::uuid))` : sql``;
  const { rows } = await sql<FrozenRow>`select row_id, division, on_date::text as on, counted from documents.edition_rows
    where city = ${city} and edition_id = ${asked.edition} and figure = ${asked.figure}
      ${asked.division === null ? sql`` : sql`and division >= ${asked.division} and division < ${`${asked.division}:`}`}
      ${asked.part == null ? sql`` : sql`and part = ${asked.part}`} ${beyond}
    order by on_date desc, row_id limit ${asked.limit + 1}`.execute(tx);
  const items = rows.slice(0, asked.limit).map((row) => ({ ...row, counted: Number(row.counted) }));
  const last = rows.length > asked.limit ? items.at(-1) : undefined;
  return { items, next: last ? `${last.on}_${last.row_id}` : null };
}

export async function updateWords(
  tx: Tx,
  city: string,
  id: string,
  title: readonly string[],
  blocks: readonly Block[],
  authors: readonly string[],
): Promise<void> {
  await sql`update documents.editions set title = ${JSON.stringify(title)}, blocks = ${JSON.stringify(blocks)}, author_ids = ${authors}::uuid[]
    where city = ${city} and id = ${id}`.execute(tx);
}

export async function submitEdition(
  tx: Tx,
  city: string,
  id: string,
  by: { id: string; name: string; at: Date },
  authors: readonly string[],
): Promise<void> {
  await sql`update documents.editions set state = 'submitted', submitted_by = ${by.id}, submitted_name = ${by.name}, submitted_at = ${by.at},
    returned_because = null, author_ids = ${authors}::uuid[] where city = ${city} and id = ${id}`.execute(tx);
}

export async function returnEdition(tx: Tx, city: string, id: string, reason: string): Promise<void> {
  await sql`update documents.editions set state = 'draft', returned_because = ${reason} where city = ${city} and id = ${id}`.execute(tx);
}

export async function publishEdition(tx: Tx, city: string, id: string, by: { id: string; name: string; at: Date }): Promise<void> {
  await sql`update documents.editions set state = 'published', published_by = ${by.id}, published_name = ${by.name}, published_at = ${by.at}
    where city = ${city} and id = ${id}`.execute(tx);
}

export async function discardEdition(tx: Tx, city: string, id: string, reason: string): Promise<void> {
  await sql`update documents.editions set state = 'discarded', returned_because = ${reason} where city = ${city} and id = ${id}`.execute(
    tx,
  );
}
