/** All SQL of divisions and units. */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { pinyin } from 'pinyin-pro';
import type { Tx } from '../../platform/db.ts';
import { currentCodesOf, predecessorsOf, type Succession, type SuccessionKind } from './rules/succession.ts';
import { ancestorsOf, contains, DivisionIndex, levelOf, parentOf } from './rules.ts';

/** One living division as GET /api/divisions gives it. */
export interface DivisionRow {
  code: string;
  name: string;
  official_name: string;
  /** zhangzhuangcun */
  pinyin: string;
  /** zzc */
  initials: string;
}

interface FileRow {
  code: string;
  name: string;
  official_name: string;
  valid_from: string;
  valid_to: string;
  successor: string;
}

/**
 * Loads `data/divisions/<city>.csv`: new divisions are added, changed names and dates corrected, nothing is removed. The same file again changes
 * nothing. Runs in a transaction whose city is `city`.
 * @returns how many divisions were added or changed
 * @throws when the file names a successor without a date, or a code outside the city (constraint `divisions_code_lies_in_city`)
 */
export async function loadDivisions(tx: Tx, city: string, csvPath: string): Promise<{ written: number }> {
  const rows: FileRow[] = parse(await readFile(csvPath), { columns: true, comment: '#', comment_no_infix: true, bom: true });
  const written = await saveDivisions(
    tx,
    city,
    rows.map((row) => ({
      code: row.code,
      name: row.name,
      official_name: row.official_name,
      valid_from: row.valid_from || null,
      valid_to: row.valid_to || null,
    })),
  );
  const successions = successionsOf(rows);
  if (successions.length > 0) await saveSuccessions(tx, city, successions);
  return { written };
}

export interface NewDivision {
  code: string;
  name: string;
  official_name: string;
  valid_from: string | null;
  valid_to: string | null;
}

/** Adds or corrects divisions, grids included; returns how many lines changed. */
export async function saveDivisions(tx: Tx, city: string, divisions: readonly NewDivision[]): Promise<number> {
  const lines = divisions.map((division) => ({ ...division, ...spell(division.name) }));
  const { numAffectedRows } = await sql`
    insert into divisions.divisions as old (city, code, name, official_name, pinyin, initials, valid_from, valid_to)
    select ${city}, code, name, official_name, pinyin, initials, valid_from, valid_to
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
      as line (code text, name text, official_name text, pinyin text, initials text, valid_from date, valid_to date)
    on conflict on constraint divisions_pkey do update set
      name = excluded.name, official_name = excluded.official_name, pinyin = excluded.pinyin, initials = excluded.initials,
      valid_from = excluded.valid_from, valid_to = excluded.valid_to
    where (old.name, old.official_name, old.pinyin, old.initials, old.valid_from, old.valid_to)
      is distinct from (excluded.name, excluded.official_name, excluded.pinyin, excluded.initials, excluded.valid_from, excluded.valid_to)
  `.execute(tx);
  const written = Number(numAffectedRows ?? 0n);
  if (written > 0) await renewEdition(tx, city);
  return written;
}

/** Records which code took the place of which; both must be on record. */
export async function saveSuccessions(tx: Tx, city: string, successions: readonly Succession[]): Promise<void> {
  await sql`
    insert into divisions.successions (city, from_code, to_code, on_date, kind)
    select ${city}, from_code, to_code, on_date, kind
    from jsonb_to_recordset(${JSON.stringify(successions)}::jsonb) as line (from_code text, to_code text, on_date date, kind text)
    on conflict on constraint successions_pkey do update set on_date = excluded.on_date, kind = excluded.kind
  `.execute(tx);
  await renewEdition(tx, city);
}

async function renewEdition(tx: Tx, city: string): Promise<void> {
  await sql`
    insert into divisions.editions (city, edition) values (${city}, gen_random_uuid())
    on conflict on constraint editions_pkey do update set edition = excluded.edition
  `.execute(tx);
}

/** Pinyin of a place name, without tones and blanks, and its first letters. */
function spell(name: string): { pinyin: string; initials: string } {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' }).map((syllable) =>
    syllable.toLowerCase().replace(/\s+/g, ''),
  );
  return {
    pinyin: syllables.join(''),
    initials: syllables.map((syllable) => (/^\d+$/.test(syllable) ? syllable : syllable.slice(0, 1))).join(''),
  };
}

/** The kind of a change follows from its shape: several to one a merge, one to several a split, to another parent a move, else a rename. */
function successionsOf(rows: readonly FileRow[]): Succession[] {
  const pairs = rows.flatMap((row) =>
    row.successor
      .split(/\s+/)
      .filter((to) => to !== '')
      .map((to) => ({ from: row, to })),
  );
  return pairs.map(({ from, to }) => {
    if (from.valid_to === '') throw new Error(`${from.code} has a successor but no valid_to`);
    const kind: SuccessionKind =
      pairs.filter((pair) => pair.from.code === from.code).length > 1
        ? 'split'
        : pairs.filter((pair) => pair.to === to).length > 1
          ? 'merge'
          : parentOf(from.code) !== parentOf(to)
            ? 'move'
            : 'rename';
    const on = new Date(`${from.valid_to}T00:00:00Z`);
    on.setUTCDate(on.getUTCDate() + 1);
    return { from_code: from.code, to_code: to, on_date: on.toISOString().slice(0, 10), kind };
  });
}

interface Tree {
  edition: string;
  rows: readonly DivisionRow[];
  index: DivisionIndex;
  successions: readonly Succession[];
}

const trees = new Map<string, Tree>();

/**
 * The tree of a city, built once for each edition of its divisions. The edition is read every time (one row), so another process's change is
 * seen at once; it is random, so a tree built in a transaction that was rolled back is never taken again.
 */
async function getTree(tx: Tx, city: string): Promise<Tree> {
  const { rows: editions } = await sql<{ edition: string }>`select edition from divisions.editions where city = ${city}`.execute(tx);
  const edition = editions[0]?.edition ?? '';
  const known = trees.get(city);
  if (known && known.edition === edition && edition !== '') return known;
  const { rows: all } = await sql<DivisionRow & { living: boolean }>`
    select code, name, official_name, pinyin, initials, valid_to is null as living
    from divisions.divisions where city = ${city} order by code
  `.execute(tx);
  const { rows: successions } = await sql<Succession>`
    select from_code, to_code, on_date, kind from divisions.successions where city = ${city} order by from_code, to_code
  `.execute(tx);
  const names = new Map(all.map((row) => [row.code, row.name]));
  const rows = all.filter((row) => row.living).map(({ living: _, ...row }) => row);
  const isLiving = new Set(rows.map((row) => row.code));
  const index = new DivisionIndex(
    rows.map((row) => {
      const former = successions.filter((line) => line.to_code === row.code && !isLiving.has(line.from_code)).map((line) => line.from_code);
      return {
        code: row.code,
        name: row.name,
        official_name: row.official_name,
        former_codes: former,
        also: former.flatMap((code) => names.get(code) ?? []),
      };
    }),
  );
  const tree = { edition, rows, index, successions };
  if (edition !== '') trees.set(city, tree);
  return tree;
}

/**
 * Living divisions of a city in code order; with `within`, those that lie in one of these codes and the ancestors that lead to them.
 * A division with `valid_to` is retired and no longer listed, from the day that was entered on.
 */
export async function listDivisions(tx: Tx, city: string, within?: readonly string[]): Promise<readonly DivisionRow[]> {
  const { rows } = await getTree(tx, city);
  if (within === undefined) return rows;
  const above = new Set(within.flatMap(ancestorsOf));
  return rows.filter((row) => above.has(row.code) || within.some((scope) => contains(scope, row.code)));
}

/** The tree for resolving names, paths and children; see {@link DivisionIndex}. */
export async function getDivisionIndex(tx: Tx, city: string): Promise<DivisionIndex> {
  return (await getTree(tx, city)).index;
}

/** Identifies the state of the city's divisions: the ETag of GET /api/divisions. */
export async function getDivisionsEdition(tx: Tx, city: string): Promise<string> {
  return (await getTree(tx, city)).edition;
}

/** For each code the living codes that stand in its place now, for figures read *as now*; several after a split, none when unknown. */
export async function currentCodes(tx: Tx, city: string, codes: Iterable<string>): Promise<Map<string, string[]>> {
  const tree = await getTree(tx, city);
  return currentCodesOf(codes, tree.successions, livingIn(tree));
}

/** Retired codes whose rows belong to `code` now: a post's scope is its code and these. */
export async function predecessors(tx: Tx, city: string, code: string): Promise<string[]> {
  const tree = await getTree(tx, city);
  return predecessorsOf(code, tree.successions, livingIn(tree));
}

/** A grid lives while its village does: grids need not be on record. */
function livingIn({ index }: Tree): (code: string) => boolean {
  return (code) => index.has(code) || (levelOf(code) === 'grid' && index.has(code.slice(0, 12)));
}

export type UnitKind =
  | 'government'
  | 'department'
  | 'committee'
  | 'task_force'
  | 'court'
  | 'town'
  | 'street'
  | 'village_committee'
  | 'residents_committee'
  | 'station'
  | 'other';

export interface Unit {
  id: string;
  code: string | null;
  name: string;
  kind: UnitKind;
  division: string;
  parent_id: string | null;
  version: number;
}

/** Units 单位 of a city, or of the divisions in `within`, by division and name. */
export async function listUnits(tx: Tx, city: string, within?: string): Promise<Unit[]> {
  const { rows } = await sql<Unit>`
    select id, code, name, kind, division, parent_id, version from divisions.units
    where city = ${city} and (${within ?? null}::text is null or starts_with(division, ${within ?? ''}))
    order by division, name
  `.execute(tx);
  return rows;
}

export async function findUnit(tx: Tx, city: string, id: string): Promise<Unit | undefined> {
  const { rows } = await sql<Unit>`
    select id, code, name, kind, division, parent_id, version from divisions.units where city = ${city} and id = ${id}
  `.execute(tx);
  return rows[0];
}

/** Writes a new unit; only inside an act. Constraints: `units_name_once`, `units_code_once`, `units_division_fkey`, `units_parent_fkey`. */
export async function insertUnit(tx: Tx, city: string, unit: Omit<Unit, 'version'>): Promise<void> {
  await sql`
    insert into divisions.units (city, id, code, name, kind, division, parent_id)
    values (${city}, ${unit.id}, ${unit.code}, ${unit.name}, ${unit.kind}, ${unit.division}, ${unit.parent_id})
  `.execute(tx);
}
