/** Writing workbooks and csv for people: exports, templates, forms in the office's own layout. Streams; memory does not grow with rows. */
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import {
  appProperties,
  blankCell,
  commentRelations,
  contentTypes,
  HEADER,
  LAST_ROW,
  MAIN,
  numberCell,
  ROOT_RELATIONS,
  textCell,
  workbookRelations,
  workbookXml,
} from './cell-xml.ts';
import { commentsXml, vmlXml } from './comments.ts';
import { csvLine, looksLikeFormula } from './csv.ts';
import { columnLetter } from './letters.ts';
import { StyleTable } from './style-table.ts';
import { escapeXml } from './xml.ts';
import { endOf, writeTo, ZipWriter } from './zip.ts';

/** What a cell may hold. A date goes as `2022-11-09` in a column of kind `date`. */
export type ValueOut = string | number | boolean | null | undefined;

export interface ColumnOut {
  title: string;
  /** `text` (default): kept as typed, so ids and phones lose no digit. `date` values are `2022-11-09` strings. */
  kind?: 'text' | 'number' | 'date';
  /** Number format code, such as `0.00` or `#,##0`; the default shows what is there. */
  format?: string;
  /** In characters; by default made from the title. */
  width?: number;
  align?: 'left' | 'center' | 'right';
  /** Neighbours of the same group stand under one merged head. */
  group?: string;
  /** Marked in the head. */
  required?: boolean;
  /** Words offered as a drop-down; others are refused by the office program with a hint. */
  choices?: readonly string[];
  /** A comment on the head: what to write here. */
  note?: string;
}

/** A line above or below the table, such as 填报单位（盖章） at the left and 表号 at the right. */
export interface LineOut {
  left?: string;
  right?: string;
}

export interface SheetOut {
  /** Tab name; what tabs cannot carry is taken out. */
  name: string;
  title?: string;
  above?: readonly LineOut[];
  columns: readonly ColumnOut[];
  rows: Iterable<readonly ValueOut[]> | AsyncIterable<readonly ValueOut[]>;
  below?: readonly LineOut[];
  /** Leading columns that stay in sight when scrolled; the head always stays. */
  frozenColumns?: number;
  /** Rows prepared with drop-downs and text format below the head, for templates. Default: as many as there are rows. */
  preparedRows?: number;
  /** How many of the first rows are samples, shown in grey italics. */
  sampleRows?: number;
  hidden?: boolean;
}

export interface WorkbookOut {
  sheets: readonly SheetOut[];
  signal?: AbortSignal;
}

/**
 * Writes an xlsx to a path or a stream and ends it. Returns how many rows were written.
 * Text that begins with = + - @, a tab or a line break is written as quoted text, never as a formula.
 */
export async function writeWorkbook(target: string | Writable, workbook: WorkbookOut): Promise<{ rows: number }> {
  const out = typeof target === 'string' ? createWriteStream(target) : target;
  const zip = new ZipWriter(out);
  const styles = new StyleTable();
  const used = new Set<string>();
  const names = workbook.sheets.map((sheet) => tabName(sheet.name, used));
  const listed = names.map((name, at) => ({ name, state: workbook.sheets[at]?.hidden ? 'hidden' : 'visible' }));
  const choices = new ChoiceLists();
  const commented: number[] = [];
  const printTitles: string[] = [];
  const count = { rows: 0 };
  try {
    for (const [at, sheet] of workbook.sheets.entries()) {
      const layout = layOut(sheet);
      await zip.add(`xl/worksheets/sheet${at + 1}.xml`, sheetXml(sheet, layout, styles, choices, count), workbook.signal);
      printTitles.push(
        `<definedName name="_xlnm.Print_Titles" localSheetId="${at}">${escapeXml(quoteName(names[at] ?? ''))}!$${layout.headFrom}:$${layout.headTo}</definedName>`,
      );
      if (layout.comments.length === 0) continue;
      commented.push(at + 1);
      await zip.add(`xl/comments${at + 1}.xml`, commentsXml(layout.comments));
      await zip.add(`xl/drawings/vmlDrawing${at + 1}.vml`, vmlXml(layout.comments));
      await zip.add(`xl/worksheets/_rels/sheet${at + 1}.xml.rels`, commentRelations(at + 1));
    }
    if (choices.lists.length > 0) {
      listed.push({ name: CHOICE_SHEET, state: 'hidden' });
      await zip.add(`xl/worksheets/sheet${listed.length}.xml`, choices.xml());
    }
    await zip.add('xl/styles.xml', styles.xml());
    await zip.add('xl/workbook.xml', workbookXml(listed, { names: printTitles.join('') }));
    await zip.add('xl/_rels/workbook.xml.rels', workbookRelations(listed.length, false));
    await zip.add('docProps/app.xml', appProperties('Taizhang'));
    await zip.add('_rels/.rels', ROOT_RELATIONS);
    await zip.add('[Content_Types].xml', contentTypes(listed.length, false, commented));
    await zip.finish();
  } catch (error) {
    out.destroy();
    throw error;
  }
  return count;
}

/** Writes a csv that Excel opens with its Chinese intact (UTF-8 with byte order mark). Returns how many rows were written. */
export async function writeCsv(
  target: string | Writable,
  titles: readonly string[],
  rows: Iterable<readonly ValueOut[]> | AsyncIterable<readonly ValueOut[]>,
  options: { signal?: AbortSignal } = {},
): Promise<{ rows: number }> {
  const out = typeof target === 'string' ? createWriteStream(target) : target;
  let written = 0;
  let pending = `\ufeff${csvLine(titles)}`;
  try {
    for await (const row of rows) {
      options.signal?.throwIfAborted();
      pending += csvLine(row);
      written++;
      if (pending.length < 65_536) continue;
      await writeTo(out, pending);
      pending = '';
    }
    await writeTo(out, pending);
    await endOf(out);
  } catch (error) {
    out.destroy();
    throw error;
  }
  return { rows: written };
}

interface Layout {
  headFrom: number;
  headTo: number;
  merges: string[];
  comments: { row: number; column: number; text: string }[];
}

function layOut(sheet: SheetOut): Layout {
  const before = (sheet.title ? 1 : 0) + (sheet.above?.length ?? 0);
  const grouped = sheet.columns.some((c) => c.group);
  const layout: Layout = { headFrom: before + 1, headTo: before + (grouped ? 2 : 1), merges: [], comments: [] };
  for (const [at, column] of sheet.columns.entries()) {
    if (column.note)
      layout.comments.push({ row: column.group || !grouped ? layout.headTo : layout.headFrom, column: at + 1, text: column.note });
  }
  return layout;
}

async function* sheetXml(
  sheet: SheetOut,
  layout: Layout,
  styles: StyleTable,
  choices: ChoiceLists,
  count: { rows: number },
): AsyncGenerator<string> {
  const { columns } = sheet;
  const lastColumn = Math.max(columns.length, 1);
  const letters = columns.map((_, at) => columnLetter(at + 1));
  const bodyStyles = columns.map((column) => columnStyles(column, styles));
  const merge = (row: number, from: number, to: number, toRow = row) => {
    if (to > from || toRow > row) layout.merges.push(`${columnLetter(from)}${row}:${columnLetter(to)}${toRow}`);
  };
  let xml = `${HEADER}<worksheet xmlns="${MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`;
  const frozen = sheet.frozenColumns ?? 0;
  const corner = `${columnLetter(frozen + 1)}${layout.headTo + 1}`;
  xml += `<sheetViews><sheetView workbookViewId="0"><pane${frozen > 0 ? ` xSplit="${frozen}"` : ''} ySplit="${layout.headTo}" topLeftCell="${corner}" activePane="${frozen > 0 ? 'bottomRight' : 'bottomLeft'}" state="frozen"/></sheetView></sheetViews>`;
  xml += '<sheetFormatPr defaultRowHeight="18"/><cols>';
  for (const [at, column] of columns.entries()) {
    xml += `<col min="${at + 1}" max="${at + 1}" width="${column.width ?? widthOf(column)}" customWidth="1" style="${bodyStyles[at]?.plain ?? 0}"/>`;
  }
  xml += '</cols><sheetData>';
  let row = 0;
  // Without cells of their own these rows would take the borders of the columns.
  const plain = (at: number, from: number, to: number) => {
    let cells = '';
    for (let column = from; column <= to; column++) cells += blankCell(`${columnLetter(column)}${at}`, styles.of({ role: 'line' }));
    return cells;
  };
  if (sheet.title) {
    row++;
    xml += `<row r="${row}" ht="32" customHeight="1">${textCell(`A${row}`, styles.of({ role: 'title' }), sheet.title)}${plain(row, 2, lastColumn)}</row>`;
    merge(row, 1, lastColumn);
  }
  const line = (at: number, { left, right }: LineOut) => {
    const middle = right === undefined ? lastColumn : Math.max(1, Math.ceil(lastColumn / 2));
    const cells = [
      left === undefined ? plain(at, 1, 1) : textCell(`A${at}`, styles.of({ role: 'line', align: 'left' }), left),
      plain(at, 2, middle),
    ];
    if (right !== undefined && lastColumn > middle) {
      cells.push(
        textCell(`${columnLetter(middle + 1)}${at}`, styles.of({ role: 'line', align: 'right' }), right),
        plain(at, middle + 2, lastColumn),
      );
      merge(at, middle + 1, lastColumn);
    }
    merge(at, 1, middle);
    return `<row r="${at}">${cells.join('')}</row>`;
  };
  for (const words of sheet.above ?? []) xml += line(++row, words);
  const headStyle = (column: ColumnOut) => styles.of({ role: column.required ? 'head_required' : 'head' });
  if (layout.headTo > layout.headFrom) {
    row++;
    xml += `<row r="${row}">`;
    for (let at = 0; at < columns.length; ) {
      const column = columns[at];
      if (!column) break;
      let end = at;
      while (column.group && columns[end + 1]?.group === column.group) end++;
      for (let c = at; c <= end; c++) {
        const style = column.group ? styles.of({ role: 'head' }) : headStyle(column);
        xml += c === at ? textCell(`${letters[c]}${row}`, style, column.group ?? column.title) : blankCell(`${letters[c]}${row}`, style);
      }
      if (column.group) merge(row, at + 1, end + 1);
      else merge(row, at + 1, at + 1, row + 1);
      at = end + 1;
    }
    xml += '</row>';
  }
  row++;
  xml += `<row r="${row}">`;
  for (const [at, column] of columns.entries()) {
    const address = `${letters[at]}${row}`;
    xml +=
      layout.headTo > layout.headFrom && !column.group
        ? blankCell(address, headStyle(column))
        : textCell(address, headStyle(column), column.title);
  }
  xml += '</row>';
  let inSheet = 0;
  for await (const values of sheet.rows) {
    row++;
    if (row > LAST_ROW) throw new RangeError(`a sheet holds ${LAST_ROW} rows`);
    inSheet++;
    count.rows++;
    const sample = inSheet <= (sheet.sampleRows ?? 0);
    xml += `<row r="${row}">`;
    for (let at = 0; at < columns.length; at++) {
      const own = bodyStyles[at];
      if (own) xml += valueCell(`${letters[at]}${row}`, values[at], sample ? own.sample : own);
    }
    xml += '</row>';
    if (xml.length < 65_536) continue;
    yield xml;
    xml = '';
  }
  const lastBody = Math.max(row, layout.headTo + (sheet.preparedRows ?? inSheet));
  for (const words of sheet.below ?? []) xml += line(++row, words);
  xml += '</sheetData>';
  if (layout.merges.length > 0)
    xml += `<mergeCells count="${layout.merges.length}">${layout.merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`;
  xml += validations(columns, layout.headTo + 1, lastBody, choices);
  xml +=
    '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>';
  if (layout.comments.length > 0) xml += '<legacyDrawing r:id="rId2"/>';
  yield `${xml}</worksheet>`;
}

interface BodyStyles {
  kind: 'text' | 'number' | 'date';
  plain: number;
  quoted: number;
  sample: { kind: 'text' | 'number' | 'date'; plain: number; quoted: number };
}

function columnStyles(column: ColumnOut, styles: StyleTable): BodyStyles {
  const kind = column.kind ?? 'text';
  const format = column.format ?? (kind === 'text' ? '@' : kind === 'date' ? 'yyyy-mm-dd' : 'General');
  const align = column.align ? { align: column.align } : {};
  const of = (role: 'body' | 'sample', quoted: boolean) => styles.of({ role, format: quoted ? '@' : format, quoted, ...align });
  return {
    kind,
    plain: of('body', false),
    quoted: of('body', true),
    sample: { kind, plain: of('sample', false), quoted: of('sample', true) },
  };
}

function valueCell(address: string, value: ValueOut, styles: { kind: 'text' | 'number' | 'date'; plain: number; quoted: number }): string {
  if (value === null || value === undefined || value === '') return blankCell(address, styles.plain);
  if (typeof value === 'boolean') return textCell(address, styles.plain, value ? '是' : '否');
  if (typeof value === 'number')
    return Number.isFinite(value) ? numberCell(address, styles.plain, String(value)) : blankCell(address, styles.plain);
  if (styles.kind === 'date') {
    const serial = dateToSerial(value);
    if (serial !== null) return numberCell(address, styles.plain, String(serial));
  }
  // A decimal text of the database is a number in a number column, digit for digit up to the 15 the office programs hold.
  if (styles.kind === 'number' && /^-?\d{1,15}(\.\d{1,9})?$/.test(value) && value.length <= 16)
    return numberCell(address, styles.plain, value);
  return textCell(address, looksLikeFormula(value) ? styles.quoted : styles.plain, value);
}

/** `2022-11-09` as 44874; null for other words and days before March 1900, where the programs disagree. */
function dateToSerial(date: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const serial = (Date.parse(`${date}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / 86_400_000;
  return Number.isInteger(serial) && serial > 60 ? serial : null;
}

function widthOf(column: ColumnOut): number {
  let width = 4;
  for (const character of column.title) width += character > '\u00ff' ? 2 : 1;
  return Math.min(40, Math.max(width, column.kind === 'date' ? 13 : 10));
}

const CHOICE_SHEET = '下拉选项';

/** Lists too long for the validation itself (255 characters) stand in a hidden sheet. */
class ChoiceLists {
  readonly lists: (readonly string[])[] = [];

  formula(choices: readonly string[]): string {
    const joined = choices.join(',');
    if (joined.length <= 250 && !choices.some((c) => /[,"]/.test(c))) return `"${joined}"`;
    let at = this.lists.findIndex((list) => list.length === choices.length && list.every((c, i) => c === choices[i]));
    if (at < 0) at = this.lists.push([...choices]) - 1;
    const letter = columnLetter(at + 1);
    return `${quoteName(CHOICE_SHEET)}!$${letter}$1:$${letter}$${choices.length}`;
  }

  *xml(): Generator<string> {
    yield `${HEADER}<worksheet xmlns="${MAIN}"><sheetData>`;
    const longest = Math.max(...this.lists.map((list) => list.length));
    for (let row = 1; row <= longest; row++) {
      const cells = this.lists.map((list, at) =>
        list[row - 1] === undefined ? '' : textCell(`${columnLetter(at + 1)}${row}`, 0, list[row - 1] ?? ''),
      );
      yield `<row r="${row}">${cells.join('')}</row>`;
    }
    yield '</sheetData></worksheet>';
  }
}

function validations(columns: readonly ColumnOut[], from: number, to: number, choices: ChoiceLists): string {
  if (to < from) return '';
  const found: string[] = [];
  for (const [at, column] of columns.entries()) {
    if (!column.choices || column.choices.length === 0) continue;
    const letter = columnLetter(at + 1);
    const message = escapeXml(`“${column.title}”请从下拉中选`);
    found.push(
      `<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1" errorTitle="请从下拉中选" error="${message}" sqref="${letter}${from}:${letter}${to}"><formula1>${escapeXml(choices.formula(column.choices))}</formula1></dataValidation>`,
    );
  }
  return found.length > 0 ? `<dataValidations count="${found.length}">${found.join('')}</dataValidations>` : '';
}

/** A name tabs can carry: without \ / ? * [ ] :, at most 31 characters, not twice. */
export function tabName(name: string, used: Set<string>): string {
  const clean =
    name
      .replace(/[\\/?*[\]:\p{Cc}]/gu, ' ')
      .replace(/^'+|'+$/g, '')
      .trim() || '工作表';
  let candidate = clean.slice(0, 31);
  for (let n = 2; used.has(candidate.toLowerCase()); n++) candidate = `${clean.slice(0, 31 - `（${n}）`.length)}（${n}）`;
  used.add(candidate.toLowerCase());
  return candidate;
}

function quoteName(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}
