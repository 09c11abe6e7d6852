/** SQL of 开办与依据, and of the comparison that stands frozen for a division. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';
import type { EditionState, LegalBasis } from '../rules.ts';

export interface Series {
  id: string;
  version: number;
  division: string;
  programme: string;
  bulletin: string;
  since: string | null;
  closed_on: string | null;
  basis: (LegalBasis & { by: string; at: Date }) | null;
}

interface StoredSeries extends Omit<Series, 'basis'> {
  basis: string | null;
  basis_number: string | null;
  basis_article: string | null;
  basis_from: string | null;
  basis_to: string | null;
  basis_by: string | null;
  basis_at: Date | null;
}

const columns = sql`id, version, division, programme, bulletin, since::text as since, closed_on::text as closed_on,
  basis, basis_number, basis_article, basis_from::text as basis_from, basis_to::text as basis_to, basis_by, basis_at`;

const seriesOf = (stored: StoredSeries): Series => {
  const { basis, basis_number, basis_article, basis_from, basis_to, basis_by, basis_at, ...series } = stored;
  // A title without its number is none: it has to be entered whole.
  const whole = basis !== null && basis_number !== null && basis_from !== null && basis_by !== null && basis_at !== null;
  return {
    ...series,
    basis: whole
      ? { title: basis, number: basis_number, article: basis_article, from: basis_from, to: basis_to, by: basis_by, at: new Date(basis_at) }
      : null,
  };
};

export async function listSeries(tx: Tx, city: string, programme: string): Promise<Series[]> {
  const { rows } = await sql<StoredSeries>`select ${columns} from documents.series
    where city = ${city} and programme = ${programme} order by division, bulletin`.execute(tx);
  return rows.map(seriesOf);
}

/** Held until the act ends. */
export async function lockSeries(
  tx: Tx,
  city: string,
  which: { id: string } | { bulletin: string; division: string },
): Promise<Series | undefined> {
  const one = 'id' in which ? sql`id = ${which.id}` : sql`bulletin = ${which.bulletin} and division = ${which.division}`;
  const { rows } = await sql<StoredSeries>`select ${columns} from documents.series where city = ${city} and ${one} for update`.execute(tx);
  return rows[0] && seriesOf(rows[0]);
}

/** The basis of a bulletin of a division that is in force on that day. */
export async function findBasis(tx: Tx, city: string, bulletin: string, division: string, on: string): Promise<LegalBasis | null> {
  const { rows } = await sql<StoredSeries>`select ${columns} from documents.series
    where city = ${city} and bulletin = ${bulletin} and division = ${division} and basis_from <= ${on}::date
      and (basis_to is null or basis_to >= ${on}::date)`.execute(tx);
  return rows[0] ? seriesOf(rows[0]).basis : null;
}

export async function insertSeries(
  tx: Tx,
  city: string,
  series: Pick<Series, 'id' | 'division' | 'programme' | 'bulletin' | 'since'>,
): Promise<void> {
  await sql`insert into documents.series (city, id, division, programme, bulletin, since)
    values (${city}, ${series.id}, ${series.division}, ${series.programme}, ${series.bulletin}, ${series.since}::date)`.execute(tx);
}

export async function updateOpening(
  tx: Tx,
  city: string,
  id: string,
  opening: { since: string | null; closed_on: string | null },
): Promise<void> {
  await sql`update documents.series set since = ${opening.since}::date, closed_on = ${opening.closed_on}::date
    where city = ${city} and id = ${id}`.execute(tx);
}

export async function updateBasis(tx: Tx, city: string, id: string, basis: Series['basis']): Promise<void> {
  await sql`update documents.series set basis = ${basis?.title ?? null}, basis_number = ${basis?.number ?? null},
    basis_article = ${basis?.article ?? null}, basis_from = ${basis?.from ?? null}::date, basis_to = ${basis?.to ?? null}::date,
    basis_by = ${basis?.by ?? null}, basis_at = ${basis?.at ?? null} where city = ${city} and id = ${id}`.execute(tx);
}

export interface FrozenIssue {
  edition_id: string;
  bulletin: string;
  issue_no: number;
  edition_no: number;
  on: string;
  cutoff: Date;
  state: EditionState;
}

/** The latest edition of a division that compares by this figure, of whichever of the bulletins. */
export async function findFrozenComparison(
  tx: Tx,
  city: string,
  asked: { bulletins: readonly string[]; division: string; figure: string },
): Promise<FrozenIssue | undefined> {
  const { rows } = await sql<FrozenIssue>`
    select e.id as edition_id, b.bulletin, b.issue_no, e.edition_no, b.on_date::text as on, e.cutoff, e.state
    from documents.bulletins b join documents.editions e on e.city = b.city and e.bulletin_id = b.id and e.state <> 'discarded'
    where b.city = ${city} and b.division = ${asked.division} and b.bulletin = any (${asked.bulletins})
      and e.comparison ->> 'figure' = ${asked.figure}
    order by b.on_date desc, e.cutoff desc limit 1`.execute(tx);
  return rows[0] && { ...rows[0], cutoff: new Date(rows[0].cutoff) };
}
