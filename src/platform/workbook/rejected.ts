/**
 * The rejected rows of an import, handed back in the layout they came in: titles, heads, widths, styles and values as they were,
 * and one more column 原因. The file can be corrected and imported again.
 */
import { createWriteStream } from 'node:fs';
import { asProblem } from './archive.ts';
import {
  appProperties,
  blankCell,
  contentTypes,
  HEADER,
  MAIN,
  numberCell,
  ROOT_RELATIONS,
  textCell,
  workbookRelations,
  workbookXml,
} from './cell-xml.ts';
import { openCsv } from './csv.ts';
import { columnLetter } from './letters.ts';
import { MergeFiller } from './merges.ts';
import { openPackage, type Package, type PackageSheet } from './read.ts';
import { type ColumnRange, type RawCell, type RawRow, readRows } from './sheet-xml.ts';
import { refusalOf, sniffWorkbook } from './sniff.ts';
import { type SharedStrings, unescapeText } from './strings.ts';
import { StyleTable } from './style-table.ts';
import type { Merge, ReadOptions } from './workbook.ts';
import { escapeXml } from './xml.ts';
import { ZipWriter } from './zip.ts';

/** The heading of the added column. A file handed back before already has it: it is then replaced, not doubled. */
export const REASON = '原因';

/** Sheets that were not imported (填表说明, drop-down lists) come along when they are this small. */
const ROWS_OF_A_SIDE_SHEET = 2000;

/**
 * Writes an xlsx to `outPath` from the file at `sourcePath` (xlsx or csv), as a stream.
 * `rejected`: reason by row number, by 0-based sheet index. `headerRows`: row numbers of the head, by sheet index, of every sheet that was imported.
 * Kept of such a sheet: every row down to its head, then the rejected rows, moved up. Formulas become their last values.
 * Returns the number of rejected rows written. Throws the problems of reading.
 */
export async function returnRejected(
  sourcePath: string,
  outPath: string,
  rejected: ReadonlyMap<number, ReadonlyMap<number, string>>,
  headerRows: ReadonlyMap<number, readonly number[]>,
  options: ReadOptions = {},
): Promise<{ rows: number }> {
  const sniffed = await sniffWorkbook(sourcePath);
  const refusal = refusalOf(sniffed);
  if (refusal) throw refusal;
  if (sniffed.format === 'csv') {
    const styles = new StyleTable();
    const text = styles.of({ format: '@' });
    const book = await openCsv(sourcePath, sniffed.encoding, options);
    const reasonStyle = styles.of({ role: 'reason', format: '@' });
    const sheets = book.sheets.map(
      ({ sheet, rows }): Source => ({
        name: sheet.name,
        index: sheet.index,
        state: 'visible',
        columns: [],
        merges: [],
        kept: new Map(),
        async *rows() {
          for await (const row of rows()) {
            const cells = row.cells.map(
              (cell): RawCell => ({ column: cell.column, style: text, type: 'inlineStr', text: cell.value, formula: false }),
            );
            yield { number: row.number, hidden: false, height: null, cells };
          }
        },
        textOf: (cell) => cell.text,
      }),
    );
    return await writePackage(
      outPath,
      sheets,
      { rejected, headerRows, reasonStyle, date1904: false, styles: styles.xml(), theme: null, program: 'Taizhang' },
      options,
    );
  }
  const book = await openPackage(sourcePath, options);
  try {
    const strings = await book.strings();
    const sheets = book.sheets
      .filter((sheet) =>
        headerRows.has(sheet.index) ? (rejected.get(sheet.index)?.size ?? 0) > 0 : sheet.frame.rowsInFile <= ROWS_OF_A_SIDE_SHEET,
      )
      .map((sheet) => sourceOf(book, sheet, strings, options));
    const { styles, reasonStyle } = await stylesWithReason(book);
    const theme = book.themePart ? await book.archive.text(book.themePart) : null;
    const all = { rejected, headerRows, reasonStyle, date1904: book.date1904, styles, theme, program: book.program ?? 'Taizhang' };
    return await writePackage(outPath, sheets, all, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw asProblem(error, '退回的行');
  } finally {
    await book.archive.close();
  }
}

/** A sheet to copy from, whatever the file was. */
interface Source {
  name: string;
  index: number;
  state: string;
  columns: readonly ColumnRange[];
  merges: readonly Merge[];
  kept: ReadonlyMap<string, string>;
  rows(): AsyncIterable<RawRow>;
  textOf(cell: RawCell): string;
}

interface Job {
  rejected: ReadonlyMap<number, ReadonlyMap<number, string>>;
  headerRows: ReadonlyMap<number, readonly number[]>;
  reasonStyle: number;
  date1904: boolean;
  styles: string;
  theme: string | null;
  program: string;
}

function sourceOf(book: Package, sheet: PackageSheet, strings: SharedStrings, options: ReadOptions): Source {
  return {
    name: sheet.name,
    index: sheet.index,
    state: sheet.state,
    columns: sheet.frame.columns,
    merges: sheet.frame.merges,
    kept: sheet.frame.kept,
    rows: () => readRows(book.archive, sheet.part, { blanks: true, ...(options.signal ? { signal: options.signal } : {}) }),
    textOf: (cell) => unescapeText(cell.type === 's' ? (strings.get(Number(cell.text)) ?? '') : cell.text),
  };
}

async function writePackage(outPath: string, sources: readonly Source[], job: Job, options: ReadOptions): Promise<{ rows: number }> {
  const out = createWriteStream(outPath);
  const zip = new ZipWriter(out);
  const count = { rows: 0 };
  try {
    const visible = sources.some((sheet) => sheet.state === 'visible');
    const listed = sources.map((sheet, at) => ({ name: sheet.name, state: !visible && at === 0 ? 'visible' : sheet.state }));
    if (listed.length === 0) listed.push({ name: '没有退回的行', state: 'visible' });
    const whole = new Set(sources.filter((sheet) => !job.headerRows.has(sheet.index)).map((sheet) => sheet.name));
    for (const [at, sheet] of sources.entries()) {
      const part = `xl/worksheets/sheet${at + 1}.xml`;
      const reasons = job.headerRows.has(sheet.index) ? (job.rejected.get(sheet.index) ?? new Map<number, string>()) : null;
      const head = job.headerRows.get(sheet.index) ?? [];
      await zip.add(part, sheetXml(sheet, reasons, head, await reasonColumn(sheet, reasons, head), whole, job, count), options.signal);
    }
    if (sources.length === 0) await zip.add('xl/worksheets/sheet1.xml', `${HEADER}<worksheet xmlns="${MAIN}"><sheetData/></worksheet>`);
    await zip.add('xl/styles.xml', job.styles);
    if (job.theme) await zip.add('xl/theme/theme1.xml', job.theme);
    await zip.add('xl/workbook.xml', workbookXml(listed, { date1904: job.date1904 }));
    await zip.add('xl/_rels/workbook.xml.rels', workbookRelations(listed.length, job.theme !== null));
    await zip.add('docProps/app.xml', appProperties(job.program));
    await zip.add('_rels/.rels', ROOT_RELATIONS);
    await zip.add('[Content_Types].xml', contentTypes(listed.length, job.theme !== null, []));
    await zip.finish();
  } catch (error) {
    out.destroy();
    throw error;
  }
  return count;
}

/** The column for the reasons: the one already headed so, else the first behind everything in the head and in the rejected rows. */
async function reasonColumn(
  sheet: Source,
  reasons: ReadonlyMap<number, string> | null,
  head: readonly number[],
): Promise<{ column: number; exists: boolean }> {
  if (!reasons) return { column: 0, exists: false };
  const lastRow = Math.max(0, ...head, ...reasons.keys());
  let last = 0;
  for (const merge of sheet.merges) if (head.includes(merge.top)) last = Math.max(last, merge.right);
  for await (const row of sheet.rows()) {
    if (row.number > lastRow) break;
    const isHead = head.includes(row.number);
    if (!isHead && !reasons.has(row.number)) continue;
    for (const cell of row.cells) {
      if (cell.type === '' || cell.text === '') continue;
      if (isHead && sheet.textOf(cell).replace(/[\s\u3000*＊]/g, '') === REASON) return { column: cell.column, exists: true };
      last = Math.max(last, cell.column);
    }
  }
  return { column: last + 1, exists: false };
}

/** One worksheet; with `reasons` null it is copied whole. */
async function* sheetXml(
  sheet: Source,
  reasons: ReadonlyMap<number, string> | null,
  head: readonly number[],
  reason: { column: number; exists: boolean },
  wholeSheets: ReadonlySet<string>,
  job: Job,
  count: { rows: number },
): AsyncGenerator<string> {
  const lastHead = Math.max(0, ...head);
  const firstHead = head.length > 0 ? Math.min(...head) : 0;
  const letter = columnLetter(reason.column);
  const merges = sheet.merges.filter((merge) => !reasons || merge.bottom <= lastHead);
  const inOneRow = new Map<number, Merge[]>();
  if (reasons) {
    for (const merge of sheet.merges) {
      if (merge.top !== merge.bottom || !reasons.has(merge.top)) continue;
      inOneRow.set(merge.top, [...(inOneRow.get(merge.top) ?? []), merge]);
    }
  }
  const filler = new MergeFiller<RawCell>(
    reasons ? sheet.merges.filter((merge) => merge.top > lastHead) : [],
    (cell) => cell.type === '' || cell.text === '',
  );
  let xml = `${HEADER}<worksheet xmlns="${MAIN}">${sheet.kept.get('sheetViews') ?? ''}${sheet.kept.get('sheetFormatPr') ?? ''}${columnsXml(sheet.columns, reasons ? reason.column : null)}<sheetData>`;
  let headed = reasons === null || reason.exists || head.length === 0;
  let written = lastHead;
  for await (const row of sheet.rows()) {
    let number = row.number;
    const inHead = row.number <= lastHead;
    const why = reasons?.get(row.number);
    if (reasons && !inHead) {
      filler.apply(row.number, row.cells, (cell) => cell);
      if (why === undefined) continue;
      number = ++written;
      count.rows++;
      for (const merge of inOneRow.get(row.number) ?? []) merges.push({ ...merge, top: number, bottom: number });
    }
    let cells = '';
    let lastStyle = 0;
    for (const cell of row.cells) {
      if (why !== undefined && cell.column === reason.column) continue;
      if (cell.column < reason.column) lastStyle = cell.style;
      if (!headed && row.number === firstHead && cell.column >= reason.column) continue;
      cells += cellXml(`${columnLetter(cell.column)}${number}`, cell, sheet);
    }
    if (!headed && row.number === firstHead) {
      cells += textCell(`${letter}${number}`, lastStyle, REASON);
      if (lastHead > firstHead) merges.push({ top: firstHead, left: reason.column, bottom: lastHead, right: reason.column });
      headed = true;
    }
    // Cells of a row stand in the order of their columns, or Excel calls the file damaged.
    if (why !== undefined)
      cells = insertInOrder(row, cells, reason.column, textCell(`${letter}${number}`, job.reasonStyle, why), sheet, number);
    xml += `<row r="${number}"${row.height ? ` ht="${escapeXml(row.height)}" customHeight="1"` : ''}${row.hidden && why === undefined ? ' hidden="1"' : ''}>${cells}</row>`;
    if (xml.length < 65_536) continue;
    yield xml;
    xml = '';
  }
  xml += '</sheetData>';
  if (merges.length > 0)
    xml += `<mergeCells count="${merges.length}">${merges.map((m) => `<mergeCell ref="${columnLetter(m.left)}${m.top}:${columnLetter(m.right)}${m.bottom}"/>`).join('')}</mergeCells>`;
  xml += validationsXml(sheet.kept.get('dataValidations') ?? '', wholeSheets);
  for (const name of ['printOptions', 'pageMargins', 'pageSetup', 'headerFooter']) xml += sheet.kept.get(name) ?? '';
  yield `${xml}</worksheet>`;
}

function insertInOrder(row: RawRow, cells: string, column: number, cell: string, sheet: Source, number: number): string {
  if (!row.cells.some((c) => c.column > column)) return cells + cell;
  let ordered = '';
  let placed = false;
  for (const other of row.cells) {
    if (other.column === column) continue;
    if (other.column > column && !placed) {
      ordered += cell;
      placed = true;
    }
    ordered += cellXml(`${columnLetter(other.column)}${number}`, other, sheet);
  }
  return ordered;
}

function cellXml(address: string, cell: RawCell, sheet: Source): string {
  const style = cell.style > 0 ? ` s="${cell.style}"` : '';
  switch (cell.type) {
    case 's':
    case 'str':
    case 'inlineStr':
      return textCell(address, cell.style, sheet.textOf(cell));
    case 'b':
    case 'e':
    case 'd':
      return cell.text === ''
        ? blankCell(address, cell.style)
        : `<c r="${address}"${style} t="${cell.type}"><v>${escapeXml(cell.text)}</v></c>`;
    default:
      return cell.text === '' ? blankCell(address, cell.style) : numberCell(address, cell.style, cell.text);
  }
}

/** The widths as they were, with room for the reason. Ranges may not overlap, or Excel calls the file damaged. */
function columnsXml(columns: readonly ColumnRange[], reason: number | null): string {
  const pieces: ColumnRange[] = [];
  for (const range of columns) {
    if (reason === null || reason < range.min || reason > range.max) pieces.push(range);
    else {
      if (range.min < reason) pieces.push({ ...range, max: reason - 1 });
      if (range.max > reason) pieces.push({ ...range, min: reason + 1 });
    }
  }
  if (reason !== null) pieces.push({ min: reason, max: reason, attributes: { width: '42', customWidth: '1' } });
  if (pieces.length === 0) return '';
  pieces.sort((a, b) => a.min - b.min);
  const written = pieces.map(({ min, max, attributes }) => {
    let rest = '';
    for (const name of ['width', 'style', 'hidden', 'bestFit', 'customWidth'])
      if (attributes[name] !== undefined) rest += ` ${name}="${escapeXml(attributes[name])}"`;
    return `<col min="${min}" max="${max}"${rest}/>`;
  });
  return `<cols>${written.join('')}</cols>`;
}

/** Drop-downs whose words stand in the rule itself or in a sheet that comes along; one that points nowhere makes Excel repair the file. */
function validationsXml(kept: string, wholeSheets: ReadonlySet<string>): string {
  const rules: string[] = [];
  for (const [rule] of kept.matchAll(/<dataValidation .*?(?:<\/dataValidation>|(?<=[^/]>)(?=<dataValidation )|\/>)/gs)) {
    const formulas = [...rule.matchAll(/<formula[12]>(.*?)<\/formula[12]>/gs)].map((found) => found[1] ?? '');
    const standing = formulas.every((formula) => {
      if (/^(&quot;.*&quot;|-?[\d.]+)$/s.test(formula)) return true;
      const sheet = /^'?(.+?)'?!\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?$/.exec(formula)?.[1];
      return sheet !== undefined && wholeSheets.has(sheet.replaceAll("''", "'").replaceAll('&amp;', '&'));
    });
    if (standing && formulas.length > 0) rules.push(rule);
  }
  return rules.length > 0 ? `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>` : '';
}

/** The styles of the file with one more at the end, wrapped text, for the reasons. */
async function stylesWithReason(book: Package): Promise<{ styles: string; reasonStyle: number }> {
  const own = book.stylesPart ? await book.archive.text(book.stylesPart, 32 * 1024 * 1024) : null;
  if (!own) {
    const table = new StyleTable();
    const reasonStyle = table.of({ role: 'reason', format: '@' });
    return { styles: table.xml(), reasonStyle };
  }
  const end = /<\/((?:[\w.-]+:)?)cellXfs\s*>/.exec(own);
  if (!end) return { styles: own, reasonStyle: 0 };
  const prefix = end[1] ?? '';
  const xf = `<${prefix}xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><${prefix}alignment vertical="center" wrapText="1"/></${prefix}xf>`;
  const reasonStyle = book.formats.length;
  const styles = own.slice(0, end.index) + xf + own.slice(end.index);
  return { styles: styles.replace(/(<(?:[\w.-]+:)?cellXfs\b[^>]*\bcount=")\d+"/, `$1${reasonStyle + 1}"`), reasonStyle };
}
