/** All SQL of the reference unit, and the reading of its data files. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import { root } from '../../platform/root.ts';
import type { LegalBasis, WorkCalendar } from './rules.ts';

const data = join(root, 'data');

type Line = Record<string, string>;

/** The lines of a data file: comment lines begin with `#`; `head` are their words. */
async function readTable(path: string): Promise<{ text: string; head: string[]; lines: Line[] }> {
  const text = await readFile(path, 'utf8');
  const head = text
    .split('\n')
    .filter((line) => line.startsWith('#'))
    .map((line) => line.slice(1).trim());
  return { text, head, lines: parse(text, { columns: true, comment: '#', comment_no_infix: true, bom: true }) };
}

async function readFolder(folder: string): Promise<{ name: string; text: string; head: string[]; lines: Line[] }[]> {
  const names = (await readdir(join(data, folder))).filter((name) => name.endsWith('.csv')).sort();
  return await Promise.all(
    names.map(async (name) => ({ name: name.replace(/\.csv$/, ''), ...(await readTable(join(data, folder, name))) })),
  );
}

/**
 * Brings the national tables to what `data/{codes,legal-bases,calendar}` say; the tables then equal the files. Runs as the owner, at each
 * deploy; unchanged files cost one query.
 * @returns whether anything was loaded
 */
export async function loadReference(tx: Tx): Promise<boolean> {
  const [codes, bases, calendar] = await Promise.all([readFolder('codes'), readFolder('legal-bases'), readFolder('calendar')]);
  const digest = createHash('sha256')
    .update([...codes, ...bases, ...calendar].map((file) => `${file.name}\n${file.text}`).join('\0'))
    .digest('hex');
  const { rows } = await sql<{ digest: string }>`select digest from reference.editions`.execute(tx);
  if (rows[0]?.digest === digest) return false;

  const codeLines = codes.flatMap((file) =>
    file.lines.map((line, i) => ({
      list_key: file.name,
      code: line.code,
      title: line.title,
      also: (line.also ?? '').split(' ').filter((word) => word !== ''),
      position: i + 1,
      basis: file.head[1] ?? '待核实',
      unverified: line.unverified === 'true',
    })),
  );
  await sql`delete from reference.codes`.execute(tx);
  await sql`
    insert into reference.codes (list_key, code, title, also, position, basis, unverified)
    select list_key, code, title, array(select jsonb_array_elements_text(also)), position, basis, unverified
    from jsonb_to_recordset(${JSON.stringify(codeLines)}::jsonb)
      as line (list_key text, code text, title text, also jsonb, position int, basis text, unverified boolean)
  `.execute(tx);

  const basisLines = bases.flatMap((file) => file.lines.map((line) => ({ ...line, unverified: line.unverified === 'true' })));
  await sql`delete from reference.legal_bases`.execute(tx);
  await sql`
    insert into reference.legal_bases (key, title, document_no, article, summary, effective_from, effective_to, source, unverified)
    select key, title, document_no, article, summary, nullif(effective_from, '')::date, nullif(effective_to, '')::date, source, unverified
    from jsonb_to_recordset(${JSON.stringify(basisLines)}::jsonb)
      as line (key text, title text, document_no text, article text, summary text, effective_from text, effective_to text, source text, unverified boolean)
  `.execute(tx);

  const years = calendar.find((file) => file.name === 'years')?.lines ?? [];
  const days = calendar.filter((file) => file.name !== 'years').flatMap((file) => file.lines);
  await sql`delete from reference.calendar_years`.execute(tx);
  await sql`
    insert into reference.calendar_years (year, notice, issued_on, changed_by, unverified)
    select year, nullif(notice, ''), nullif(issued_on, '')::date, nullif(changed_by, ''), unverified
    from jsonb_to_recordset(${JSON.stringify(years)}::jsonb) as line (year int, notice text, issued_on text, changed_by text, unverified boolean)
  `.execute(tx);
  await sql`delete from reference.calendar_days`.execute(tx);
  await sql`
    insert into reference.calendar_days (date, kind, name, notice)
    select date, kind, name, notice from jsonb_to_recordset(${JSON.stringify(days)}::jsonb) as line (date date, kind text, name text, notice text)
  `.execute(tx);

  await sql`
    insert into reference.editions (digest) values (${digest})
    on conflict on constraint editions_pkey do update set digest = excluded.digest, loaded_at = now()
  `.execute(tx);
  return true;
}

let calendarKnown: { digest: string; calendar: WorkCalendar } | undefined;

/** The working-day calendar; cached until the data files change. An empty calendar says 日历未发布 for every year. */
export async function getCalendar(tx: Tx): Promise<WorkCalendar> {
  const { rows } = await sql<{ digest: string }>`select digest from reference.editions`.execute(tx);
  const digest = rows[0]?.digest;
  if (digest !== undefined && calendarKnown?.digest === digest) return calendarKnown.calendar;
  const { rows: days } = await sql<{ date: string; kind: 'off' | 'work' }>`select date, kind from reference.calendar_days`.execute(tx);
  const { rows: years } = await sql<{ year: number }>`select year from reference.calendar_years`.execute(tx);
  const calendar: WorkCalendar = {
    holidays: new Set(days.filter((day) => day.kind === 'off').map((day) => day.date)),
    makeups: new Set(days.filter((day) => day.kind === 'work').map((day) => day.date)),
    years: new Set(years.map(({ year }) => year)),
  };
  if (digest !== undefined) calendarKnown = { digest, calendar };
  return calendar;
}

/** Every version of every legal basis; pick with `pickBasis` by the date of the event. */
export async function listLegalBases(tx: Tx): Promise<LegalBasis[]> {
  const { rows } = await sql<LegalBasis>`
    select key, title, document_no, article, summary, effective_from, effective_to, source, unverified
    from reference.legal_bases order by key, effective_from nulls first
  `.execute(tx);
  return rows;
}

export interface Code {
  code: string;
  title: string;
  also: string[];
  basis: string;
  unverified: boolean;
}

/** A national code list in the order of its standard; `list` is gender, education, politics, ethnic or marital. Empty when there is none. */
export async function listCodes(tx: Tx, list: string): Promise<Code[]> {
  const { rows } = await sql<Code>`
    select code, title, also, basis, unverified from reference.codes where list_key = ${list} order by position
  `.execute(tx);
  return rows;
}

export interface Parameter {
  id: string;
  key: string;
  /** Parsed JSON. */
  value: unknown;
  unit: string;
  title: string;
  basis: string;
  /** 示例: no legal basis. */
  sample: boolean;
  note: string;
  version: number;
}

/** Gives an office the first values of its parameters; keys it has already are left alone. Only inside an act of the city. Returns how many were new. */
export async function loadParameters(tx: Tx, city: string): Promise<number> {
  const { lines } = await readTable(join(data, 'parameters.csv'));
  const parameters = lines.map((line) => ({ ...line, value: JSON.parse(line.value ?? 'null') as unknown, sample: line.sample === '示例' }));
  const { numAffectedRows } = await sql`
    insert into reference.parameters (city, key, value, unit, title, basis, sample, note, division)
    select ${city}, key, value, unit, title, basis, sample, note, ${city}
    from jsonb_to_recordset(${JSON.stringify(parameters)}::jsonb)
      as line (key text, value jsonb, unit text, title text, basis text, sample boolean, note text)
    on conflict on constraint parameters_key_once do nothing
  `.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** The parameters of an office whose keys begin with `prefix`, such as `fire.threshold.`, by key. */
export async function listParameters(tx: Tx, city: string, prefix = ''): Promise<Parameter[]> {
  const { rows } = await sql<Parameter>`
    select id, key, value, unit, title, basis, sample, note, version from reference.parameters
    where city = ${city} and starts_with(key, ${prefix}) order by key
  `.execute(tx);
  return rows;
}

/** The parameter of that key; throws when the office has none, because the software cannot go on with an invented value. */
export async function getParameter(tx: Tx, city: string, key: string): Promise<Parameter> {
  const { rows } = await sql<Parameter>`
    select id, key, value, unit, title, basis, sample, note, version from reference.parameters where city = ${city} and key = ${key}
  `.execute(tx);
  const [found] = rows;
  if (!found) throw new Error(`the office of ${city} has no parameter ${key}`);
  return found;
}

/** Writes a new value when the row still has `version`; false when somebody was faster. Only inside an act. */
export async function updateParameter(tx: Tx, city: string, key: string, version: number, value: unknown): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update reference.parameters set value = ${JSON.stringify(value)}::jsonb where city = ${city} and key = ${key} and version = ${version}
  `.execute(tx);
  return numAffectedRows === 1n;
}
