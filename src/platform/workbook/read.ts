/** The front of reading: what the file is, then rows. */
import { Archive, asProblem } from './archive.ts';
import { openCsv } from './csv.ts';
import { columnLetter } from './letters.ts';
import { MergeFiller } from './merges.ts';
import { fileDamaged } from './problems.ts';
import { type RawCell, type RawRow, readFrame, readRows, type SheetFrame } from './sheet-xml.ts';
import { refusalOf, sniffWorkbook } from './sniff.ts';
import { readSharedStrings, type SharedStrings, unescapeText } from './strings.ts';
import { type NumberFormat, readFormats, serialToDate, shownAs } from './styles.ts';
import type { Cell, ReadOptions, Row, RowOptions, SheetInfo, SheetSource, Workbook } from './workbook.ts';
import { attributeOf, readXml } from './xml.ts';

/**
 * Opens a workbook for reading. Throws a problem of `problems.ts` for a file that is not read, and for a damaged or swollen one;
 * both may also be thrown later, by a row. Cancelled by `signal` with its reason. The caller closes the workbook.
 */
export async function readWorkbook(path: string, options: ReadOptions = {}): Promise<Workbook> {
  const sniffed = await sniffWorkbook(path);
  const refusal = refusalOf(sniffed);
  if (refusal) throw refusal;
  if (sniffed.format === 'csv') return openCsv(path, sniffed.encoding, options);
  const book = await openPackage(path, options);
  return {
    kind: 'xlsx',
    program: book.program,
    notices: book.macros ? ['文件里的宏没有执行，只读取了单元格。'] : [],
    sheets: book.sheets.map(
      (sheet): SheetSource => ({ sheet: infoOf(sheet), rows: (rowOptions = {}) => rowsOf(book, sheet, rowOptions, options) }),
    ),
    close: () => book.archive.close(),
  };
}

/** A sheet of the package with what stands around its rows. */
export interface PackageSheet {
  name: string;
  index: number;
  /** `visible`, `hidden` or `veryHidden`. */
  state: string;
  part: string;
  frame: SheetFrame;
}

/** An opened package: what reading and copying share. */
export interface Package {
  archive: Archive;
  program: string | null;
  macros: boolean;
  date1904: boolean;
  stylesPart: string | null;
  themePart: string | null;
  sheets: PackageSheet[];
  formats: NumberFormat[];
  /** Read once, when the first row is asked for. */
  strings(): Promise<SharedStrings>;
}

export async function openPackage(path: string, options: ReadOptions = {}): Promise<Package> {
  const archive = await Archive.open(path);
  try {
    return await describe(archive, options);
  } catch (error) {
    await archive.close();
    throw asProblem(error, '工作簿目录');
  }
}

async function describe(archive: Archive, options: ReadOptions): Promise<Package> {
  const roots = await relations(archive, '');
  const workbookPart = [...roots.values()].find((r) => r.type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml';
  if (!archive.has(workbookPart)) throw fileDamaged({ where: workbookPart });
  const parts = await relations(archive, workbookPart);
  const ofType = (type: string) => [...parts.values()].find((r) => r.type.endsWith(`/${type}`))?.target ?? null;
  let date1904 = false;
  const listed: { name: string; state: string; part: string }[] = [];
  await readXml(workbookPart, archive.bytes(workbookPart), {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = attributes.date1904 === '1' || attributes.date1904 === 'true';
      if (name !== 'sheet') return;
      const relation = parts.get(attributeOf(attributes, 'id') ?? '');
      // Chart sheets and dialogs are tabs without rows.
      if (relation?.type.endsWith('/worksheet'))
        listed.push({ name: attributes.name ?? '', state: attributes.state ?? 'visible', part: relation.target });
    },
  });
  if (listed.length === 0) throw fileDamaged({ where: workbookPart });
  const stylesPart = ofType('styles');
  const stringsPart = ofType('sharedStrings');
  const sheets: PackageSheet[] = [];
  for (const [index, { name, state, part }] of listed.entries()) {
    sheets.push({ name, state, part, index, frame: await readFrame(archive, part, options.signal) });
  }
  let strings: Promise<SharedStrings> | null = null;
  return {
    archive,
    program: await programOf(archive),
    macros: archive.names().some((name) => name.endsWith('vbaproject.bin')),
    date1904,
    stylesPart,
    themePart: ofType('theme'),
    sheets,
    formats: stylesPart ? await readFormats(archive, stylesPart) : [],
    strings() {
      strings ??= readSharedStrings(archive, stringsPart ?? '', options.signal);
      return strings;
    },
  };
}

interface Relation {
  type: string;
  target: string;
}

/** Relations of a part by id; of the package for the empty name. */
async function relations(archive: Archive, part: string): Promise<Map<string, Relation>> {
  const slash = part.lastIndexOf('/');
  const folder = part.slice(0, slash + 1);
  const path = `${folder}_rels/${part.slice(slash + 1)}.rels`;
  const found = new Map<string, Relation>();
  if (!archive.has(path)) return found;
  await readXml(path, archive.bytes(path), {
    open(name, attributes) {
      if (name !== 'Relationship' || attributes.TargetMode === 'External') return;
      const target = attributes.Target ?? '';
      const absolute = target.startsWith('/') ? target.slice(1) : folder + target;
      const steps: string[] = [];
      for (const step of absolute.split('/')) {
        if (step === '..') steps.pop();
        else if (step !== '.' && step !== '') steps.push(step);
      }
      found.set(attributes.Id ?? '', { type: attributes.Type ?? '', target: steps.join('/') });
    },
  });
  return found;
}

async function programOf(archive: Archive): Promise<string | null> {
  const properties = await archive.text('docProps/app.xml').catch(() => null);
  const said = properties ? /<(?:[\w.-]+:)?Application>([^<]*)</.exec(properties)?.[1]?.trim() : undefined;
  if (!said) return null;
  if (/wps|kingsoft|金山/i.test(said)) return 'WPS';
  if (/libreoffice/i.test(said)) return 'LibreOffice';
  return said.slice(0, 60);
}

function infoOf(sheet: PackageSheet): SheetInfo {
  const columnWidths = new Map<number, number>();
  const hiddenColumns = new Set<number>();
  for (const { min, max, attributes } of sheet.frame.columns) {
    const width = Number(attributes.width);
    const hidden = attributes.hidden === '1' || attributes.hidden === 'true';
    // The last range often runs to column 16,384.
    for (let column = min; column <= Math.min(max, min + 1023); column++) {
      if (width > 0) columnWidths.set(column, width);
      if (hidden) hiddenColumns.add(column);
    }
  }
  return {
    name: sheet.name,
    index: sheet.index,
    hidden: sheet.state !== 'visible',
    columnWidths,
    hiddenColumns,
    merges: sheet.frame.merges,
    rowsInFile: sheet.frame.rowsInFile,
  };
}

async function* rowsOf(book: Package, sheet: PackageSheet, rowOptions: RowOptions, options: ReadOptions): AsyncGenerator<Row> {
  const strings = await book.strings();
  const fill = rowOptions.fillMerges ? new MergeFiller<Cell>(sheet.frame.merges, () => false) : null;
  const until = rowOptions.until ?? Number.POSITIVE_INFINITY;
  const source = readRows(book.archive, sheet.part, options.signal ? { signal: options.signal } : {});
  for await (const raw of source) {
    if (raw.number > until) return;
    const row = rowOf(raw, book, strings);
    if (row.cells.length === 0) continue;
    fill?.apply(row.number, row.cells, (cell) => ({ ...cell, merged: true }));
    yield row;
  }
}

/** A row in the words of the rest of the program. */
function rowOf(raw: RawRow, book: Package, strings: SharedStrings): Row {
  const cells: Cell[] = [];
  for (const cell of raw.cells) {
    const decoded = decode(cell, book, strings);
    if (decoded) cells.push(decoded);
  }
  return { number: raw.number, hidden: raw.hidden, cells };
}

/** A cell; null when it is blank after all, such as an empty shared string. */
export function decode(raw: RawCell, book: Package, strings: SharedStrings): Cell | null {
  const cell: Cell = { column: raw.column, letter: columnLetter(raw.column), kind: 'text', value: raw.text };
  if (raw.formula) cell.formula = true;
  switch (raw.type) {
    case 's': {
      const text = strings.get(Number(raw.text));
      if (text === null) throw fileDamaged({ where: `${cell.letter} 列的文字` });
      cell.value = unescapeText(text);
      break;
    }
    case 'inlineStr':
    case 'str':
      cell.value = unescapeText(raw.text);
      break;
    case 'b':
      cell.kind = 'bool';
      cell.value = raw.text === '1' || raw.text === 'true' ? 'TRUE' : 'FALSE';
      break;
    case 'e':
      cell.kind = 'error';
      break;
    case 'd':
      cell.kind = 'date';
      cell.value = raw.text.replace(/(\.\d+)?Z?$/, '').replace(/T00:00:00$/, '');
      break;
    default: {
      cell.kind = 'number';
      cell.value = raw.text.trim();
      const format = book.formats[raw.style];
      if (format && format.kind !== 'general') {
        const date = format.kind === 'date' ? serialToDate(Number(cell.value), book.date1904) : null;
        const shown = shownAs(format, cell.value);
        if (date !== null) {
          cell.kind = 'date';
          cell.value = date;
        } else if (shown !== undefined) cell.shown = shown;
      }
    }
  }
  if (cell.value === '') {
    // A formula that says "" shows nothing: =IF(A2="","",…) filled down below the table.
    if (!raw.formula || raw.type === 'str') return null;
    cell.kind = 'formula';
  }
  // A picture in a cell, as WPS keeps it.
  if (raw.formula && /^=?(_xlfn\.)?DISPIMG\(/.test(cell.value)) return null;
  return cell;
}
