/** Between the words of a form's fields and the values of a row. Pure. */
import type { Column, Sheet } from '../../sheet.ts';
import type { Cell } from '../wire.ts';

export type Fields = Readonly<Record<string, string>>;
export type Values = Record<string, Cell>;

export const fieldOf = (column: Column, value: Cell | undefined): string =>
  value === null || value === undefined
    ? ''
    : column.kind === 'yes_no'
      ? value === true || value === 'true'
        ? 'true'
        : 'false'
      : String(value);

/** A sealed value arrives masked: its field starts empty, and empty means "as it was". */
export const fieldsOf = (sheet: Sheet, row: Readonly<Record<string, Cell | undefined>>): Record<string, string> =>
  Object.fromEntries(sheet.columns.map((c) => [c.name, c.sealed ? '' : fieldOf(c, row[c.name])]));

/** Full-width digits and letters are what a Chinese input method leaves in number fields. */
const halfWidth = (text: string): string =>
  text.replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/　/g, ' ');

/** The value a field stands for. A number that is none stays text: the server says what is wrong with it. */
export function cellOf(column: Column, field: string): Cell {
  const text = field.trim();
  if (text === '') return null;
  switch (column.kind) {
    case 'yes_no':
      return text === 'true';
    case 'number':
    case 'integer': {
      const plain = halfWidth(text).replaceAll(',', '');
      const n = Number(plain);
      return Number.isFinite(n) && plain !== '' ? n : text;
    }
    case 'phone':
    case 'id_number':
    case 'uscc':
      return halfWidth(text).replaceAll(' ', '').toUpperCase();
    default:
      return text;
  }
}

/** Only what the person changed; `cleared` are sealed columns he emptied on purpose. */
export function changed(sheet: Sheet, before: Fields, now: Fields, cleared: ReadonlySet<string>): Values {
  const values: Values = {};
  for (const column of sheet.columns) {
    const [was, is] = [before[column.name] ?? '', now[column.name] ?? ''];
    if (column.sealed && cleared.has(column.name)) values[column.name] = null;
    else if (was.trim() !== is.trim()) values[column.name] = cellOf(column, is);
  }
  return values;
}

/** Must the person fill it in? A column with a fallback fills itself. */
export const isDemanded = (column: Column): boolean => column.required === true && column.fallback === undefined;

/** What can be said before asking the server: the required fields that are empty. A kept sealed value counts as filled. */
export function missing(sheet: Sheet, now: Fields, kept: (column: Column) => boolean): Record<string, string> {
  const found: Record<string, string> = {};
  for (const column of sheet.columns) {
    if (isDemanded(column) && (now[column.name] ?? '').trim() === '' && !kept(column)) found[column.name] = `请填${column.title}`;
  }
  return found;
}
