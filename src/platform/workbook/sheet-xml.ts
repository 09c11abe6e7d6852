/** One worksheet part: its rows as a stream, and beforehand what stands behind them. */
import type { Archive } from './archive.ts';
import { columnNumber } from './letters.ts';
import { fileDamaged, limits } from './problems.ts';
import type { Merge } from './workbook.ts';
import { escapeXml, xmlSink } from './xml.ts';

/** A cell as the part has it: shared strings are still numbers, styles are still indexes. */
export interface RawCell {
  column: number;
  style: number;
  /** `n s str inlineStr b e d`; empty string for a cell with a style only. */
  type: string;
  text: string;
  formula: boolean;
}

export interface RawRow {
  number: number;
  hidden: boolean;
  /** Points, where the row has a height of its own. */
  height: string | null;
  cells: RawCell[];
}

export interface ColumnRange {
  min: number;
  max: number;
  attributes: Record<string, string>;
}

/** What a worksheet says besides its rows. */
export interface SheetFrame {
  columns: ColumnRange[];
  merges: Merge[];
  rowsInFile: number;
  /** Elements kept word for word for a copy of the sheet: `sheetViews`, `sheetFormatPr`, `dataValidations`, `pageMargins`… */
  kept: Map<string, string>;
}

const KEPT = new Set(['sheetViews', 'sheetFormatPr', 'dataValidations', 'printOptions', 'pageMargins', 'pageSetup', 'headerFooter']);
const ROW_TAG = Buffer.from('<row');
const DATA_END = Buffer.from('sheetData>');
const EDGE = 64;

/** Goes once through the part without parsing its rows: they are most of it, and merges stand behind them. */
export async function readFrame(archive: Archive, part: string, signal?: AbortSignal): Promise<SheetFrame> {
  const head: Buffer[] = [];
  const tail: Buffer[] = [];
  let headBytes = 0;
  let tailBytes = 0;
  let phase: 'head' | 'rows' | 'tail' = 'head';
  let rowsInFile = 0;
  let edge: Buffer = Buffer.alloc(0);
  for await (const chunk of archive.bytes(part, signal)) {
    if (phase === 'tail') {
      tailBytes += chunk.length;
      if (tailBytes > 8 * limits.piece) throw fileDamaged({ where: part });
      tail.push(chunk);
      continue;
    }
    const window: Buffer = edge.length > 0 ? Buffer.concat([edge, chunk]) : chunk;
    if (phase === 'head') {
      const start = window.indexOf('sheetData');
      if (start < 0) {
        headBytes += window.length;
        if (headBytes > limits.piece) throw fileDamaged({ where: part });
        head.push(window.subarray(0, Math.max(0, window.length - EDGE)));
        edge = window.subarray(Math.max(0, window.length - EDGE));
        continue;
      }
      head.push(window.subarray(0, start));
      phase = 'rows';
      edge = window.subarray(start);
      // An empty sheet has `<sheetData/>`.
      const empty = /^sheetData\s*\/>/.exec(edge.subarray(0, 40).toString('latin1'));
      if (empty) {
        phase = 'tail';
        tail.push(edge.subarray(empty[0].length));
        continue;
      }
      const rest = edge.subarray('sheetData'.length);
      edge = Buffer.alloc(0);
      scanRows(rest);
      continue;
    }
    scanRows(window);
  }

  function scanRows(window: Buffer): void {
    const end = window.indexOf(DATA_END);
    const until = end < 0 ? window.length : end;
    for (let at = window.indexOf(ROW_TAG); at >= 0 && at < until; at = window.indexOf(ROW_TAG, at + 4)) rowsInFile++;
    if (end >= 0) {
      phase = 'tail';
      tail.push(window.subarray(end + DATA_END.length));
      edge = Buffer.alloc(0);
      return;
    }
    // A word cut in two by the chunk border is found in the next window; a row tag is at most three bytes short.
    let keep = Math.min(window.length, DATA_END.length - 1);
    const last = window.subarray(window.length - keep).lastIndexOf(ROW_TAG);
    if (last >= 0) keep -= last + 4;
    edge = window.subarray(window.length - keep);
  }

  const frame: SheetFrame = { columns: [], merges: [], rowsInFile, kept: new Map() };
  const opening = Buffer.concat(head)
    .toString('utf8')
    .replace(/<[^<>]*$/, '');
  const root = /<((?:[\w.-]+:)?worksheet)[\s>]/.exec(opening)?.[1];
  if (root) parseFrame(`${opening}</${root}>`, part, frame);
  const closing = Buffer.concat(tail)
    .toString('utf8')
    .replace(/^\s*<\/[\w.:-]*sheetData\s*>/, '');
  const body = closing.replace(/<\/(?:[\w.-]+:)?worksheet\s*>\s*$/, '');
  if (body.trim()) parseFrame(`<worksheet>${body}</worksheet>`, part, frame);
  return frame;
}

function parseFrame(xml: string, part: string, frame: SheetFrame): void {
  let depth = 0;
  let keeping: string | null = null;
  let kept = '';
  let open = false;
  const sink = xmlSink(part, {
    open(name, attributes) {
      depth++;
      if (name === 'col') {
        const min = Number(attributes.min);
        const max = Number(attributes.max);
        if (min >= 1 && max >= min && max <= 16_384) frame.columns.push({ min, max, attributes });
      } else if (name === 'mergeCell') {
        const merge = parseRange(attributes.ref ?? '');
        if (merge) frame.merges.push(merge);
      }
      if (depth === 2 && KEPT.has(name)) keeping = name;
      if (!keeping) return;
      if (open) kept += '>';
      kept += `<${name}`;
      for (const [key, value] of Object.entries(attributes))
        if (!key.includes(':') && key !== 'xmlns') kept += ` ${key}="${escapeXml(value)}"`;
      open = true;
    },
    text(text) {
      if (!keeping) return;
      if (open) kept += '>';
      open = false;
      kept += escapeXml(text);
    },
    close(name) {
      if (keeping) {
        kept += open ? '/>' : `</${name}>`;
        open = false;
        if (depth === 2) {
          frame.kept.set(keeping, kept);
          keeping = null;
          kept = '';
        }
      }
      depth--;
    },
  });
  const bytes = Buffer.from(xml, 'utf8');
  for (let at = 0; at < bytes.length; at += 65_536) sink.write(bytes.subarray(at, at + 65_536));
  sink.end();
}

/** `B2:D9` as numbers; null when it is none. */
export function parseRange(range: string): Merge | null {
  const found = /^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$/i.exec(range);
  if (!found) return null;
  const [, a = '', b = '', c = a, d = b] = found;
  const left = columnNumber(a);
  const right = columnNumber(c);
  return {
    top: Math.min(Number(b), Number(d)),
    left: Math.min(left, right),
    bottom: Math.max(Number(b), Number(d)),
    right: Math.max(left, right),
  };
}

/** The rows of the part, one at a time; with `blanks` also cells and rows that hold nothing but their style. */
export async function* readRows(
  archive: Archive,
  part: string,
  options: { blanks?: boolean; signal?: AbortSignal } = {},
): AsyncGenerator<RawRow> {
  const blanks = options.blanks ?? false;
  const ready: RawRow[] = [];
  let inData = false;
  let row: RawRow | null = null;
  let cell: RawCell | null = null;
  let number = 0;
  let column = 0;
  let gather = false;
  let phonetic = 0;
  const sink = xmlSink(part, {
    open(name, attributes) {
      if (!inData) {
        if (name === 'sheetData') inData = true;
        return;
      }
      switch (name) {
        case 'c': {
          if (!row) return;
          const address = attributes.r;
          column = address ? columnNumber(address) : column + 1;
          if (column < 1 || column > 16_384) throw fileDamaged({ where: part });
          cell = {
            column,
            style: attributes.s === undefined ? 0 : Number(attributes.s) || 0,
            type: attributes.t ?? 'n',
            text: '',
            formula: false,
          };
          return;
        }
        case 'v':
          gather = true;
          return;
        case 't':
          gather = phonetic === 0;
          return;
        case 'f':
          if (cell) cell.formula = true;
          return;
        case 'rPh':
          phonetic++;
          return;
        case 'row': {
          number = attributes.r ? Number(attributes.r) : number + 1;
          if (!(number >= 1 && number <= 1_048_576)) throw fileDamaged({ where: part });
          column = 0;
          row = {
            number,
            hidden: isTrue(attributes.hidden),
            height: isTrue(attributes.customHeight) ? (attributes.ht ?? null) : null,
            cells: [],
          };
          return;
        }
      }
    },
    text(text) {
      if (gather && cell) cell.text += text;
    },
    close(name) {
      if (!inData) return;
      switch (name) {
        case 'v':
        case 't':
          gather = false;
          return;
        case 'c':
          if (cell && row) {
            if (cell.text !== '' || cell.formula) row.cells.push(cell);
            else if (blanks) row.cells.push({ ...cell, type: '' });
          }
          cell = null;
          return;
        case 'row':
          if (row && (blanks || row.cells.length > 0)) ready.push(row);
          row = null;
          return;
        case 'rPh':
          phonetic--;
          return;
        case 'sheetData':
          inData = false;
          return;
      }
    },
  });
  for await (const chunk of archive.bytes(part, options.signal)) {
    sink.write(chunk);
    if (ready.length > 0) {
      yield* ready;
      ready.length = 0;
    }
  }
  sink.end();
  yield* ready;
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
