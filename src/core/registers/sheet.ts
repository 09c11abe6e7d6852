/**
 * A sheet is the declaration of a register: its columns, said once, give list, form, template, import, export and search.
 * Pure: the browser and the phone read the same declarations as the server.
 */

import { unknownColumn } from './problems.ts';

/** A closed list of codes with Chinese words. `also` are other words a workbook may use for the same code. */
export interface CodeList {
  key: string;
  title: string;
  items: readonly CodeItem[];
}
export interface CodeItem {
  code: string;
  title: string;
  also?: readonly string[];
  /** A remark for the template and the form, such as a threshold. */
  note?: string;
}

export type ColumnKind =
  | 'text' // one line of words
  | 'note' // several lines
  | 'person' // a person's name; sealed by default
  | 'phone'
  | 'id_number' // resident identity number, GB 11643
  | 'uscc' // unified social credit code, GB 32100
  | 'code' // one of `codes`
  | 'division' // a division code; a workbook may give names
  | 'number' // decimal with at most `digits` places
  | 'integer'
  | 'date'
  | 'yes_no'
  | 'reference'; // id of another row of the register named by `to`

export interface Column {
  name: string;
  title: string;
  kind: ColumnKind;
  required?: boolean;
  /** Other headings under which workbooks carry this column. */
  also?: readonly string[];
  codes?: CodeList;
  unit?: string;
  digits?: number;
  min?: number;
  max?: number;
  max_length?: number;
  /** Encrypted at rest, masked when shown, opened with a reason. */
  sealed?: boolean;
  /** The fact belongs to the shared subject (a place), not to this programme's face of it. */
  shared?: boolean;
  /** Shown in the list unless the user chose otherwise. */
  listed?: boolean;
  filter?: boolean;
  sort?: boolean;
  /** Summed exactly in the total row of the list. */
  sum?: boolean;
  /** Register key a reference points to, such as `fire.premises`. */
  to?: string;
  /** What to write here, for the form and the template. */
  hint?: string;
  example?: string;
  /** Written when a new row leaves the column empty: a value, or `today` for the business date. */
  fallback?: string;
  /** The programme works it out, such as a colour from inspections: not asked for on the blank workbook. */
  derived?: boolean;
  /** The rule a demand comes from: 文号 and article, or 待核实. */
  basis?: string;
}

export interface Sheet {
  /** `<programme>.<register>`: also the table name and the path `/api/<programme>/<register>`. */
  key: string;
  programme: string;
  name: string;
  title: string;
  /** What one row is counted in: 家, 人, 处. */
  counted_in: string;
  /** Id prefix words of a row for people, such as the name column. */
  label: string;
  /** The shared subject this register is a face of. */
  face_of?: 'subjects.places';
  /** Two rows that agree in all columns of one of these groups are the same thing; groups are tried in order. */
  identity: readonly (readonly string[])[];
  columns: readonly Column[];
  /** Columns whose words are found by the search box. */
  searched: readonly string[];
  /** Named filters offered above the list. */
  views: readonly SheetView[];
  /** Column sorted by when nothing else is asked. */
  sorted_by: string;
}

export interface SheetView {
  key: string;
  title: string;
  /** Filter parameters of the list, as in its address. */
  filters: Readonly<Record<string, string>>;
}

type Options = Omit<Column, 'name' | 'title' | 'kind'>;
const column =
  (kind: ColumnKind, defaults: Options = {}) =>
  (name: string, title: string, options: Options = {}): Column => ({ name, title, kind, ...defaults, ...options });

export const text = column('text', { max_length: 200 });
export const note = column('note', { max_length: 2000 });
export const person = column('person', { sealed: true, max_length: 50 });
export const phone = column('phone', { sealed: true });
export const idNumber = column('id_number', { sealed: true });
export const uscc = column('uscc');
export const division = column('division', { required: true, filter: true, sort: true });
export const number = column('number', { digits: 2 });
export const integer = column('integer', { digits: 0 });
export const date = column('date');
export const yesNo = column('yes_no');
export const reference = (name: string, title: string, to: string, options: Options = {}): Column => ({
  name,
  title,
  kind: 'reference',
  to,
  ...options,
});
export const code = (name: string, title: string, codes: CodeList, options: Options = {}): Column => ({
  name,
  title,
  kind: 'code',
  codes,
  filter: true,
  ...options,
});

/** Declares a register. Throws at load when the declaration contradicts itself, so a wrong sheet never reaches a user. */
export function register(
  key: string,
  declaration: Omit<Sheet, 'key' | 'programme' | 'name' | 'views'> & Partial<Pick<Sheet, 'views'>>,
): Sheet {
  const [programme, name, ...rest] = key.split('.');
  if (!programme || !name || rest.length > 0) throw new Error(`register key must be <programme>.<register>: ${key}`);
  const sheet: Sheet = { key, programme, name, views: [], ...declaration };
  const names = new Set(sheet.columns.map((c) => c.name));
  if (names.size !== sheet.columns.length) throw new Error(`${key}: a column is declared twice`);
  for (const used of [...sheet.identity.flat(), ...sheet.searched, sheet.label, sheet.sorted_by]) {
    if (!names.has(used)) throw new Error(`${key}: no column ${used}`);
  }
  for (const c of sheet.columns) if (c.kind === 'code' && !c.codes) throw new Error(`${key}.${c.name}: a code column needs its list`);
  return sheet;
}

/** The column of that name; throws `unknown-column` when the sheet has none. */
export function getColumn(sheet: Sheet, name: string): Column {
  const found = sheet.columns.find((c) => c.name === name);
  if (!found) throw unknownColumn({ sheet: sheet.title, name });
  return found;
}
