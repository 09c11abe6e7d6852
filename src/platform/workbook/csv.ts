/** Comma-separated files through the same door as workbooks, and the writing of them. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { asProblem } from './archive.ts';
import { columnLetter } from './letters.ts';
import type { Encoding } from './sniff.ts';
import type { Cell, ReadOptions, Row, RowOptions, Workbook } from './workbook.ts';

/** A csv has one sheet; it carries no name, so it gets the one Excel in Chinese would give. */
const SHEET_NAME = 'Sheet1';
const LONGEST_RECORD = 4 * 1024 * 1024;

export async function openCsv(path: string, encoding: Encoding, options: ReadOptions): Promise<Workbook> {
  const delimiter = await findDelimiter(path, encoding);
  const sheet = {
    name: SHEET_NAME,
    index: 0,
    hidden: false,
    columnWidths: new Map<number, number>(),
    hiddenColumns: new Set<number>(),
    merges: [],
    rowsInFile: null,
  };
  return {
    kind: 'csv',
    program: null,
    notices: encoding === 'gb18030' ? ['文件是 GB18030 编码的 CSV，已转换。'] : [],
    sheets: [{ sheet, rows: (rowOptions = {}) => csvRows(path, encoding, delimiter, rowOptions, options) }],
    close: async () => {},
  };
}

async function* csvRows(
  path: string,
  encoding: Encoding,
  delimiter: string,
  rowOptions: RowOptions,
  options: ReadOptions,
): AsyncGenerator<Row> {
  const until = rowOptions.until ?? Number.POSITIVE_INFINITY;
  const bytes = createReadStream(path, { highWaterMark: 256 * 1024, ...(options.signal ? { signal: options.signal } : {}) });
  const parser = parse({
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: LONGEST_RECORD,
    bom: true,
  });
  // Whatever goes wrong on the way destroys the parser with that error, which the loop below throws.
  pipeline(bytes, iconv.decodeStream(encoding), parser, () => {});
  let number = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      number++;
      if (number > until) return;
      const cells: Cell[] = [];
      for (let at = 0; at < record.length; at++) {
        const value = unwrap(record[at] ?? '');
        if (value !== '') cells.push({ column: at + 1, letter: columnLetter(at + 1), kind: 'text', value });
      }
      if (cells.length > 0) yield { number, hidden: false, cells };
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw asProblem(error, `第 ${number + 1} 行`);
  } finally {
    bytes.destroy();
    parser.destroy();
  }
}

/** `="0375"` is how people keep leading zeros in a csv; an apostrophe before = + - @ is how exports keep Excel from calculating. */
function unwrap(value: string): string {
  const formula = /^="([^"]*)"$/.exec(value);
  if (formula) return formula[1] ?? '';
  return /^'[=+\-@\t\r]/.test(value) ? value.slice(1) : value;
}

/** Comma, tab or semicolon: the one that stands most often outside quotes in the first lines. */
async function findDelimiter(path: string, encoding: Encoding): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: 65_535 }) as AsyncIterable<Buffer>) chunks.push(chunk);
  const lines = iconv
    .decode(Buffer.concat(chunks), encoding)
    .replace(/"[^"]*"/g, '')
    .split(/\r\n|\n|\r/)
    .slice(0, 30);
  let best = ',';
  let most = 0;
  for (const delimiter of [',', '\t', ';', '，']) {
    const count = lines.reduce((sum, line) => sum + line.split(delimiter).length - 1, 0);
    if (count > most) {
      most = count;
      best = delimiter;
    }
  }
  return best === '，' ? ',' : best;
}

/** Spreadsheet programs calculate what begins so, also in a csv (CWE-1236). */
const CALCULATED = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** True for words that must be written so that no program takes them for a formula. */
export function looksLikeFormula(text: string): boolean {
  return CALCULATED.test(text);
}

/** One line of csv with its line break. Text that looks like a formula gets an apostrophe before it; numbers do not. */
export function csvLine(values: readonly (string | number | boolean | null | undefined)[]): string {
  let line = '';
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (at > 0) line += ',';
    if (value === null || value === undefined) continue;
    if (typeof value === 'boolean') line += value ? '是' : '否';
    else if (typeof value === 'number') line += Number.isFinite(value) ? String(value) : '';
    else {
      const safe = looksLikeFormula(value) ? `'${value}` : value;
      line += /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    }
  }
  return `${line}\r\n`;
}
