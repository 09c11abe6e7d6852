/** How the value of a column is written for people: words, and the few that are drawn. */
import { date, number } from '../../../kit/format.ts';
import { RiskMark } from '../../../kit/parts/marks.tsx';
import type { CodeItem, Column } from '../sheet.ts';
import { isNumber, isRisk } from './listing.ts';
import type { Cell, Row } from './wire.ts';

export const codeItem = (column: Column, value: Cell | undefined): CodeItem | undefined =>
  column.codes?.items.find((i) => i.code === value);

/** The value in words without its unit; an empty cell is the empty string. */
export function valueWords(column: Column, value: Cell | undefined): string {
  if (value === null || value === undefined || value === '') return '';
  switch (column.kind) {
    case 'code':
      return codeItem(column, value)?.title ?? String(value);
    case 'yes_no':
      return value === true || value === 'true' ? '是' : '否';
    case 'date':
      return date(String(value));
    case 'number':
    case 'integer': {
      const n = Number(value);
      // Coordinates keep all their digits and are never grouped.
      return Number.isFinite(n) && (column.digits ?? 0) <= 4 ? number(n) : String(value);
    }
    default:
      return String(value);
  }
}

/** A division or reference column shows the name that came beside its code or id. */
export function cellWords(column: Column, row: Row): string {
  const named =
    column.kind === 'division'
      ? row[`${column.name}_name`]
      : column.kind === 'reference'
        ? (row[`${column.name}_label`] ?? row[column.name.replace(/_id$/, '_label')])
        : undefined;
  return typeof named === 'string' && named !== '' ? named : valueWords(column, row[column.name]);
}

/** Value with its unit, for a fact line. */
export function factWords(column: Column, row: Row): string {
  const words = cellWords(column, row);
  return words !== '' && column.unit && isNumber(column) ? `${words} ${column.unit}` : words;
}

/** The value as it stands in a cell. */
export function CellValue({ column, row }: { column: Column; row: Row }) {
  const value = row[column.name];
  if (isRisk(column)) return value ? <RiskMark risk={String(value)} /> : <span className="n">未定</span>;
  const words = cellWords(column, row);
  return words === '' ? <span className="n">—</span> : words;
}
