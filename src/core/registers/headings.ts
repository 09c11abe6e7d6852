/**
 * Finds the head of a table in the first rows of a sheet and says which register column each column is.
 * Pure. Names decide; contents only suggest, and say so. What is not sure is left out and shown to a person.
 */

import { foldWord, tidyPlain } from './cells/words.ts';
import { type CellIn, findCode, parseCell } from './cells.ts';
import type { Column, Sheet } from './sheet.ts';

export interface HeadCell extends CellIn {
  /** 1-based. */
  column: number;
  letter: string;
}

export interface HeadRow {
  number: number;
  cells: readonly HeadCell[];
}

/** A merged range, 1-based, inclusive. */
export interface HeadMerge {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** How a column was recognised. `代码` `区划` `日期` are suggestions from the contents; `人工指定` is set by a person later. */
export type How = '同名' | '同义' | '代码' | '区划' | '日期' | '不导入' | '人工指定';

export interface RecognisedColumn {
  letter: string;
  /** 1-based. */
  index: number;
  /** As written; of a two-row head `包保责任人/镇级`. */
  heading: string;
  /** Column name of the register, or null. */
  column: string | null;
  how: How;
  note?: string;
}

export interface RecognisedHeader {
  header_rows: number[];
  first_data_row: number;
  columns: RecognisedColumn[];
  /** Texts of the rows above the head: titles, notes. */
  titles: string[];
  /** The head's own texts by row and letter, to know it again further down. */
  texts: Record<string, string>[];
}

const DEEPEST_HEAD = 3;
/** Rows in which a head is looked for. */
const SEARCHED_ROWS = 30;
const SAMPLES = 20;

/** The sheet of the template that explains its columns: it says their names, and is never read as data. */
export const notesSheet = '填表说明';

/**
 * `rows` are the first rows of the sheet (about 30, blank ones left out), without merged values repeated.
 * Null when no head is found: fewer than two columns with names of the register.
 */
export function recogniseHeader(rows: readonly HeadRow[], sheet: Sheet, merges: readonly HeadMerge[] = []): RecognisedHeader | null {
  const words = vocabulary(sheet);
  let best: { at: number; depth: number; score: number; labels: Label[]; matches: Map<number, Match> } | null = null;
  for (let at = 0; at < Math.min(rows.length, SEARCHED_ROWS); at++) {
    for (let depth = 1; depth <= DEEPEST_HEAD && at + depth <= rows.length; depth++) {
      const block = rows.slice(at, at + depth);
      const first = block[0];
      const last = block[depth - 1];
      if (!first || !last || last.number - first.number > DEEPEST_HEAD) break;
      const labels = labelsOf(block, merges);
      const matches = assign(labels, words, sheet);
      if (matches.size < 2) continue;
      const named = [...matches.values()].some((match) => match.column.name === sheet.label || match.column.required);
      if (!named && matches.size < 4 && matches.size * 2 < labels.length) continue;
      let score = 0;
      for (const match of matches.values()) score += match.score;
      // A deeper head must earn its rows.
      score -= (depth - 1) * 4;
      if (!best || score > best.score) best = { at, depth, score, labels, matches };
    }
  }
  if (!best) return null;
  let { labels, matches } = best;
  const depth = reachOf(rows, best.at, best.depth, merges, best.labels, best.matches);
  if (depth > best.depth) {
    labels = labelsOf(rows.slice(best.at, best.at + depth), merges);
    matches = assign(labels, words, sheet);
  }
  const head = rows.slice(best.at, best.at + depth);
  const firstHead = head[0]?.number ?? 1;
  const lastHead = Math.max(
    head[head.length - 1]?.number ?? 1,
    ...merges.filter((m) => m.top >= firstHead && m.top <= (head[head.length - 1]?.number ?? 1)).map((m) => m.bottom),
  );
  const data = rows.filter((row) => row.number > lastHead);
  const columns = describe(labels, matches, sheet, data);
  const headerRows: number[] = [];
  for (let number = firstHead; number <= lastHead; number++) headerRows.push(number);
  return {
    header_rows: headerRows,
    first_data_row: lastHead + 1,
    columns,
    titles: rows.slice(0, best.at).flatMap((row) => row.cells.map((cell) => foldWord(cell.value)).filter((text) => text !== '')),
    texts: head.map((row) => Object.fromEntries(row.cells.map((cell) => [cell.letter, foldWord(cell.value)]))),
  };
}

interface Label {
  index: number;
  letter: string;
  /** From top to bottom, repeated ones once. */
  steps: string[];
}

/** What stands above each column in the block, merged and left-out parents spread. */
function labelsOf(block: readonly HeadRow[], merges: readonly HeadMerge[]): Label[] {
  const labels = new Map<number, Label>();
  const firstRow = block[0]?.number ?? 0;
  const lastRow = block[block.length - 1]?.number ?? 0;
  const last = Math.max(0, ...block.flatMap((row) => row.cells.map((cell) => cell.column)));
  const letters = new Map<number, string>();
  for (const row of block) for (const cell of row.cells) letters.set(cell.column, cell.letter);
  for (const row of block) {
    const own = new Map<number, string>();
    for (const cell of row.cells) {
      const text = headingText(cell.value);
      if (text !== '') own.set(cell.column, text);
    }
    const spread = new Map(own);
    for (const merge of merges) {
      if (merge.top < firstRow || merge.top > lastRow || row.number < merge.top || row.number > merge.bottom) continue;
      const from = block.find((r) => r.number === merge.top)?.cells.find((cell) => cell.column === merge.left);
      if (!from) continue;
      // A line merged over the whole table is a title, not a parent of every column.
      if (merge.right - merge.left + 1 >= last && last > 3) continue;
      for (let column = merge.left; column <= merge.right && column <= last + 20; column++) spread.set(column, headingText(from.value));
    }
    if (merges.length === 0 && row !== block[block.length - 1] && own.size > 1) {
      // A csv of a merged head: the parent stands over its first child only.
      const below = block[block.indexOf(row) + 1];
      let parent = '';
      for (let column = 1; column <= last; column++) {
        const here = own.get(column);
        if (here !== undefined) parent = below?.cells.some((c) => c.column === column && headingText(c.value) !== '') ? here : '';
        else if (parent !== '' && below?.cells.some((c) => c.column === column)) spread.set(column, parent);
      }
    }
    for (const [column, text] of spread) {
      const label = labels.get(column) ?? { index: column, letter: letters.get(column) ?? letterOf(column), steps: [] };
      if (label.steps[label.steps.length - 1] !== text) label.steps.push(text);
      labels.set(column, label);
    }
  }
  return [...labels.values()].sort((a, b) => a.index - b.index);
}

function headingText(text: string): string {
  return tidyPlain(text).replaceAll(' ', '');
}

/** A heading without units, stars, 必填: two spellings, with and without what stands in brackets. */
function headingKeys(text: string): string[] {
  const bare = foldWord(text)
    .replace(/[*★※☆●•]+/g, '')
    .replace(/\(?(必填|选填|必填项|选填项|下拉|下拉选择|可不填)\)?/g, '')
    .replace(/[:;。,、]+$/g, '');
  const full = bare.replace(/[()[\]【】<>《》“”"'/]/g, '');
  const without = bare.replace(/[([【][^()[\]【】]*[)\]】]/g, '').replace(/[()[\]【】<>《》“”"'/]/g, '');
  const numbered = without.replace(/^\d{1,2}[.、]/, '');
  return [...new Set([full, without, numbered])].filter((key) => key !== '');
}

interface Word {
  column: Column;
  how: '同名' | '同义';
  score: number;
}

/** Every spelling under which a column may stand. */
function vocabulary(sheet: Sheet): Map<string, Word[]> {
  const words = new Map<string, Word[]>();
  const add = (keys: string[], word: Word, step: number) => {
    for (const [at, key] of keys.entries()) words.set(key, [...(words.get(key) ?? []), { ...word, score: word.score - at * step }]);
  };
  for (const column of sheet.columns) {
    add(headingKeys(column.title), { column, how: '同名', score: 10 }, 0.5);
    for (const other of column.also ?? []) add(headingKeys(other), { column, how: '同义', score: 8 }, 1);
  }
  return words;
}

interface Match {
  column: Column;
  how: '同名' | '同义';
  score: number;
}

/** Heads that say whose name or phone stands below: not those of the thing the row is about. */
const SOMEBODY_ELSE = /包保|包联|包片|包村|网格|检查|整改|责任|领导|民警|处置|镇级|县级|区级|村级|驻村|验收|复查|填报|填表|审核/;

/** Best match first; each column of the sheet and of the register once. */
function assign(labels: readonly Label[], words: ReadonlyMap<string, Word[]>, sheet: Sheet): Map<number, Match> {
  const offers: { label: Label; word: Word; score: number }[] = [];
  for (const label of labels) {
    for (const { keys, factor } of spellings(label, sheet)) {
      keys.forEach((key, at) => {
        for (const word of words.get(key) ?? []) offers.push({ label, word, score: word.score * factor - at * 0.25 });
      });
    }
  }
  offers.sort((a, b) => b.score - a.score || a.label.index - b.label.index);
  const matches = new Map<number, Match>();
  const used = new Set<string>();
  for (const { label, word, score } of offers) {
    if (matches.has(label.index) || used.has(word.column.name)) continue;
    matches.set(label.index, { column: word.column, how: word.how, score });
    used.add(word.column.name);
  }
  return matches;
}

function spellings(label: Label, sheet: Sheet): { keys: string[]; factor: number }[] {
  const { steps } = label;
  const last = steps[steps.length - 1];
  if (last === undefined) return [];
  if (steps.length === 1) return [{ keys: headingKeys(last), factor: 1 }];
  const parents = steps.slice(0, -1).join('');
  const found = [{ keys: headingKeys(steps.join('')), factor: 0.95 }];
  const about = foldWord(parents);
  const ours = headingKeys(sheet.title).some((key) => about.includes(key));
  if (ours || !SOMEBODY_ELSE.test(about)) found.push({ keys: headingKeys(last), factor: 0.85 });
  return found;
}

/** Rows that belong to the head although they add no match: under merged parents, or, in a csv, only filled under parents. */
function reachOf(
  rows: readonly HeadRow[],
  at: number,
  depth: number,
  merges: readonly HeadMerge[],
  labels: readonly Label[],
  matches: ReadonlyMap<number, Match>,
): number {
  const first = rows[at];
  if (!first) return depth;
  let reach = depth;
  const bottom = Math.max(first.number, ...merges.filter((m) => m.top === first.number).map((m) => m.bottom));
  while (reach < DEEPEST_HEAD && (rows[at + reach]?.number ?? Number.POSITIVE_INFINITY) <= bottom) reach++;
  if (reach > depth || reach > 1) return reach;
  const next = rows[at + 1];
  if (!next || next.number !== first.number + 1 || !rows[at + 2]) return reach;
  // Horizontal parents: every cell of the next row stands under a merged one, and no matched column has anything there.
  const wide = merges.filter((m) => m.top === first.number && m.right > m.left && m.right - m.left + 1 < labels.length);
  const underWide = next.cells.length > 1 && next.cells.every((cell) => wide.some((m) => cell.column >= m.left && cell.column <= m.right));
  const inGaps =
    merges.length === 0 &&
    next.cells.length > 1 &&
    next.cells.every((cell) => cell.kind === 'text' && !matches.has(cell.column) && cell.value.length <= 12) &&
    !next.cells.some((cell) => /\d{3}/.test(cell.value));
  return underWide || inGaps ? 2 : reach;
}

const NUMBERING = /^(序号|序|编号|行号|no\.?|号)$/;
const REASON = /^(原因|错误原因|导入失败原因|失败原因|退回原因)$/;

function describe(
  labels: readonly Label[],
  matches: ReadonlyMap<number, Match>,
  sheet: Sheet,
  data: readonly HeadRow[],
): RecognisedColumn[] {
  const used = new Set([...matches.values()].map((match) => match.column.name));
  const columns: RecognisedColumn[] = [];
  const known = new Map(labels.map((label) => [label.index, label]));
  // A column without a heading may still hold something.
  for (const row of data.slice(0, SAMPLES))
    for (const cell of row.cells)
      if (!known.has(cell.column)) known.set(cell.column, { index: cell.column, letter: cell.letter, steps: [] });
  for (const label of [...known.values()].sort((a, b) => a.index - b.index)) {
    const heading = label.steps.join('/');
    const found: RecognisedColumn = { letter: label.letter, index: label.index, heading, column: null, how: '不导入' };
    columns.push(found);
    const match = matches.get(label.index);
    if (match) {
      found.column = match.column.name;
      found.how = match.how;
      continue;
    }
    const key = headingKeys(label.steps[label.steps.length - 1] ?? '')[0] ?? '';
    if (NUMBERING.test(key) || REASON.test(key)) continue;
    const twin = sheet.columns.find(
      (c) => used.has(c.name) && [c.title, ...(c.also ?? [])].some((word) => headingKeys(word)[0] === key) && key !== '',
    );
    if (twin) {
      found.note = `与“${twin.title}”重复，只取最像的一列`;
      continue;
    }
    if (label.steps.length > 1 && SOMEBODY_ELSE.test(foldWord(label.steps.slice(0, -1).join('')))) continue;
    const guess = guessByContents(label, sheet, used, data);
    if (!guess) continue;
    used.add(guess.column.name);
    found.column = guess.column.name;
    found.how = guess.how;
    found.note = `按内容推断为“${guess.column.title}”，请核对`;
  }
  return columns;
}

/** Words every list has: they say nothing about which list it is. */
const EVERYWHERE = /^(是|否|有|无|没有|正常|一般|高|中|低|\d+|[a-z])$/;

function guessByContents(
  label: Label,
  sheet: Sheet,
  used: ReadonlySet<string>,
  data: readonly HeadRow[],
): { column: Column; how: How } | null {
  const cells = data.slice(0, SAMPLES).flatMap((row) => row.cells.filter((cell) => cell.column === label.index));
  if (cells.length < 3) return null;
  const most = (fits: (cell: HeadCell) => boolean) => cells.filter(fits).length >= cells.length * 0.8;
  for (const column of sheet.columns) {
    if (used.has(column.name)) continue;
    const { codes } = column;
    if (codes && most((cell) => cell.kind === 'text' && !EVERYWHERE.test(foldWord(cell.value)) && findCode(codes, cell.value) !== null))
      return { column, how: '代码' };
    if (column.kind === 'division' && most((cell) => isDivisionLike(cell.value))) return { column, how: '区划' };
  }
  const free = sheet.columns.filter((column) => column.kind === 'date' && !used.has(column.name));
  const [date] = free;
  const heading = foldWord(label.steps.join(''));
  if (date && free.length === 1 && /日期|时间|年月日/.test(heading) && most((cell) => 'value' in parseCell(date, cell)))
    return { column: date, how: '日期' };
  return null;
}

function isDivisionLike(text: string): boolean {
  const word = foldWord(text);
  return /^(\d{9}|\d{12}|\d{15})$/.test(word) || (/(村|社区|居委会|村委会|街道|镇|乡|网格)$/.test(word) && word.length <= 24);
}

/** Nothing in it that would be imported: without `header` no words at all, with it none in a recognised column (a row of prepared numbers, say). */
export function isBlankRow(cells: readonly HeadCell[], header?: Pick<RecognisedHeader, 'columns'>): boolean {
  const counted = header ? new Set(header.columns.filter((column) => column.column !== null).map((column) => column.index)) : null;
  return !cells.some((cell) => (counted === null || counted.has(cell.column)) && headingText(cell.value) !== '');
}

/** 合计, 小计, 总计, 共计: a line of sums, not a row. */
export function isTotalRow(cells: readonly HeadCell[]): boolean {
  const words = cells.map((cell) => headingText(cell.value)).filter((text) => text !== '');
  if (
    !words
      .slice(0, 3)
      .some(
        (text) =>
          /^.{0,12}(合计|小计|总计|共计|累计)(数|[:(（].*)?$/.test(text) ||
          /^(合计|小计|总计|共计)[\d一二三四五六七八九十]+.{0,3}$/.test(text),
      )
  )
    return false;
  // A shop may be called 总计; its row also has an address and a phone.
  const others = cells.filter((cell) => cell.kind === 'text' && !/^[\d.,%]*[家户处个人张具只]?$/.test(headingText(cell.value)));
  return others.length <= 3;
}

/** 注：…, 填表人：…: lines at the foot or between pages. */
export function isNoteRow(cells: readonly HeadCell[]): boolean {
  const words = cells.map((cell) => headingText(cell.value)).filter((text) => text !== '');
  const first = words[0] ?? '';
  if (/^(注|备注|说明|填表说明|填报说明|填写说明|注意|注意事项|备注说明)\d{0,2}[:.、]/.test(first)) return words.length <= 4;
  return (
    words.length <= 8 &&
    /^(填表人|制表人|制表|填报人|审核人|审核|复核人|负责人|单位负责人|主要领导|分管领导|填表日期|填报日期|制表日期|填表时间|填报时间|填报单位|填表单位|制表单位|联系人|报送人|报送单位|经办人)(\([^)]*\))?:/.test(
      first,
    )
  );
}

/** The sample row of a template that somebody forgot to delete. */
export function isSampleRow(cells: readonly HeadCell[]): boolean {
  return cells.slice(0, 2).some((cell) => /^\(?(示例|样例|范例|例如|举例)/.test(headingText(cell.value)));
}

/** The head, or a title above it, copied once more at a page break. */
export function isRepeatedHeader(cells: readonly HeadCell[], header: Pick<RecognisedHeader, 'texts' | 'titles'>): boolean {
  const filled = cells.map((cell) => ({ letter: cell.letter, text: foldWord(cell.value) })).filter(({ text }) => text !== '');
  if (filled.length === 0) return false;
  for (const row of header.texts) {
    const same = filled.filter(({ letter, text }) => row[letter] === text).length;
    if (same >= 2 && same >= filled.length * 0.8) return true;
  }
  return filled.length <= 3 && filled.every(({ text }) => text.length > 3 && header.titles.includes(text));
}

function letterOf(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}
