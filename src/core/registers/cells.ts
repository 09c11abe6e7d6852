/**
 * One cell of a workbook, or one field as typed, becomes one value of a register, or a short Chinese sentence that says what to do.
 * Pure: the browser checks forms with the same rules. Nothing is guessed: what two people could read differently is an error.
 */
import { residentIdFault, usccFault } from '../reference/identifiers.ts';
import { parseDate } from './cells/dates.ts';
import { parsePhone } from './cells/phones.ts';
import { parseInteger, parseNumber } from './cells/quantities.ts';
import { foldWord, plainDigits, readYesNo, shorten, tidyLine, tidyNote, tidyPlain } from './cells/words.ts';
import type { CodeItem, CodeList, Column } from './sheet.ts';

/** What a cell holds. A workbook's `Cell` is one; a typed field is `{ kind: 'text', value }`. */
export interface CellIn {
  kind: 'text' | 'number' | 'date' | 'bool' | 'error' | 'formula';
  /** Numbers in the digits of the file, dates as `2022-11-09`, bools as `TRUE`/`FALSE`, errors as `#REF!`. */
  value: string;
  /** What the number format shows, where it differs: `000005`. */
  shown?: string;
}

/**
 * Text kinds, codes (as code), phones (`13800000000`, `0375-2123456`), ids, dates (`2022-11-09`), divisions and references (as written, not yet looked up) are strings;
 * `number` and `integer` are numbers; `yes_no` is a boolean.
 */
export type Value = string | number | boolean;

/** `note` is a warning to show beside an accepted value. Whether an empty cell is allowed (`required`) is for the caller: a default may stand in. */
export type Parsed = { value: Value; note?: string } | { empty: true } | { error: string };

export interface ParseOptions {
  /** `2022-11-09`: a day of birth behind it is refused. */
  today?: string;
}

/** Reads a cell for a column. `null` is an empty cell. */
export function parseCell(column: Column, cell: CellIn | null | undefined, options: ParseOptions = {}): Parsed {
  if (!cell) return { empty: true };
  if (cell.kind === 'error') return { error: `${column.title}是错误值 ${tidyLine(cell.value)}，请改填实际内容` };
  if (cell.kind === 'formula') return { error: `${column.title}的公式没有结果，请直接填写内容` };
  if (tidyLine(cell.value) === '') return { empty: true };
  // A csv has the error as words.
  if (cell.value.includes('#') && /^#(REF!|N\/A|DIV\/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!)$/i.test(tidyPlain(cell.value)))
    return { error: `${column.title}是错误值 ${tidyPlain(cell.value)}，请改填实际内容` };
  switch (column.kind) {
    case 'text':
    case 'note':
    case 'person':
      return parseWords(column, cell);
    case 'phone':
      return isPlaceholder(cell) ? { empty: true } : parsePhone(column.title, cell);
    case 'id_number':
      return isPlaceholder(cell) ? { empty: true } : parseResidentId(column, cell, options.today);
    case 'uscc':
      return isPlaceholder(cell) ? { empty: true } : parseUscc(column, cell);
    case 'code':
      return parseCode(column, cell);
    case 'division':
    case 'reference':
      return isPlaceholder(cell) ? { empty: true } : parseName(column, cell);
    case 'number':
      return isPlaceholder(cell) ? { empty: true } : parseNumber(column, cell);
    case 'integer':
      return parseInteger(column, cell, isPlaceholder(cell));
    case 'date':
      return isPlaceholder(cell) ? { empty: true } : parseDate(column.title, cell);
    case 'yes_no':
      return parseYesNo(column, cell);
  }
}

/** Signs and words people put into a box they have nothing for. */
function isPlaceholder(cell: CellIn): boolean {
  return (
    cell.kind === 'text' &&
    (isDash(cell.value) || /^(无|没有|暂无|不详|未知|未提供|未办理|未办|无此项|n\/a|na|null|none)$/.test(foldWord(cell.value)))
  );
}

function isDash(text: string): boolean {
  return /^[-_/\\~.*—–－、。]+$/.test(tidyLine(text));
}

/** The words of a cell, whatever it holds; null when a number has more digits than the office programs keep. */
function wordsOf(cell: CellIn): string | null {
  if (cell.kind === 'bool') return cell.value === 'TRUE' ? '是' : '否';
  if (cell.kind !== 'number') return cell.value;
  if (cell.shown && /^\d+$/.test(cell.shown)) return cell.shown;
  const plain = plainDigits(cell.value);
  if (!plain) return cell.value;
  return lostDigits(plain.digits) ? null : plain.digits;
}

/** The office programs keep 15 digits of a number and make the rest zeros: what was typed is gone. */
export function lostDigits(digits: string): boolean {
  return (
    digits
      .replace(/^-/, '')
      .split('.')[0]
      ?.match(/^\d{16,}$/) != null
  );
}

export function lostDigitsMessage(title: string): string {
  return `${title}被存成数字，末几位已丢失，请把该列设为“文本”后重新填写`;
}

function parseWords(column: Column, cell: CellIn): Parsed {
  if (cell.kind === 'date' && column.kind !== 'note') return { error: `${column.title}被存成日期，请把该列设为“文本”后重新填写` };
  const raw = wordsOf(cell);
  if (raw === null) return { error: lostDigitsMessage(column.title) };
  let value = column.kind === 'note' ? tidyNote(raw) : tidyLine(raw);
  // 张 三 and 张　三 are how names of two characters are set to the width of three.
  if (column.kind === 'person') value = value.replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '');
  if (value === '' || (cell.kind === 'text' && isDash(value))) return { empty: true };
  if (column.kind === 'person' && /^(无|暂无|不详|未知)$/.test(value)) return { empty: true };
  const length = [...value].length;
  if (column.max_length !== undefined && length > column.max_length)
    return { error: `${column.title} ${length} 字，最多 ${column.max_length} 字，请精简` };
  return { value };
}

function parseName(column: Column, cell: CellIn): Parsed {
  if (cell.kind === 'date') return { error: `${column.title}被存成日期，请把该列设为“文本”后重新填写` };
  const raw = wordsOf(cell);
  if (raw === null) return { error: lostDigitsMessage(column.title) };
  const value = tidyLine(raw).replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '');
  if (value === '') return { empty: true };
  return [...value].length > 200 ? { error: `${column.title}过长，请只填名称` } : { value };
}

function parseResidentId(column: Column, cell: CellIn, today: string | undefined): Parsed {
  const { title } = column;
  const raw = identifierText(cell);
  if (raw === null) return { error: lostDigitsMessage(title) };
  const id = raw.replace(/[-\s'’`·.]/g, '').toUpperCase();
  switch (residentIdFault(id, today)) {
    case null:
      return { value: id };
    case 'old':
      return { error: `${title}是 15 位旧号，请填 18 位新号` };
    case 'length':
      return { error: `${title} ${id.length} 位，应为 18 位` };
    case 'digits':
      return { error: `${title}只能是数字，最后一位可为 X` };
    case 'province':
      return { error: `${title}前两位不是省份代码，请核对证件` };
    case 'birth':
      return { error: `${title}中的出生日期不存在，请核对证件` };
    case 'check':
      return { error: `${title}最后一位校验不符，请核对证件` };
  }
}

/** 91350100M0001TGQXM and other early codes fail the check digit of GB 32100, so a failing check is a note, not an error. */
function parseUscc(column: Column, cell: CellIn): Parsed {
  const { title } = column;
  const raw = identifierText(cell);
  if (raw === null) return { error: lostDigitsMessage(title) };
  const code = raw.replace(/[-\s'’`·.]/g, '').toUpperCase();
  const fault = usccFault(code);
  if (fault === 'length') {
    if (/^\d{15}$/.test(code)) return { error: `${title}是 15 位旧注册号，请填执照上的 18 位代码` };
    return { error: `${title} ${code.length} 位，应为 18 位` };
  }
  if (fault === 'alphabet') {
    const wrong = /[^0-9A-HJ-NP-RTUW-Y]/u.exec(code)?.[0] ?? '';
    const meant = new Map([
      ['O', '数字 0'],
      ['I', '数字 1'],
      ['Z', '数字 2'],
      ['S', '数字 5'],
    ]).get(wrong);
    return { error: `${title}不会含“${wrong}”${meant ? `，可能是${meant}` : ''}，请对照执照` };
  }
  return fault === 'check' ? { value: code, note: `${title}校验位不符，请核对执照` } : { value: code };
}

/** An identifier's characters; null when digits are lost: as a number beyond 15 digits, or as text in scientific notation. */
function identifierText(cell: CellIn): string | null {
  if (cell.kind === 'number') return wordsOf(cell);
  const text = tidyPlain(cell.value);
  if (!/^\d(\.\d+)?e\+?\d+$/i.test(text)) return text;
  const plain = plainDigits(text);
  return plain && plain.exact >= plain.digits.length && !lostDigits(plain.digits) ? plain.digits : null;
}

const codeKeys = new WeakMap<CodeList, Map<string, CodeItem>>();

/** The item a word means: by title, other words or code, whatever its case and width. Null when none. */
export function findCode(list: CodeList, word: string): CodeItem | null {
  let keys = codeKeys.get(list);
  if (!keys) {
    keys = new Map();
    for (const item of list.items) for (const other of item.also ?? []) keys.set(foldWord(other), item);
    for (const item of list.items) keys.set(foldWord(item.code), item);
    for (const item of list.items) keys.set(foldWord(item.title), item);
    codeKeys.set(list, keys);
  }
  const folded = foldWord(word);
  return (
    keys.get(folded) ??
    keys.get(folded.replace(/\([^()]*\)/g, '')) ??
    keys.get(folded.replace(/^[a-z]?\d{1,2}[-.、:)]?(?=\p{Script=Han})/u, '')) ??
    null
  );
}

function parseCode(column: Column, cell: CellIn): Parsed {
  const list = column.codes;
  if (!list) throw new Error(`code column ${column.name} without a list`);
  const words = tidyLine(wordsOf(cell) ?? cell.value);
  const found = findCode(list, words);
  if (found) return { value: found.code };
  if (isPlaceholder(cell)) return { empty: true };
  const several = words.split(/[、,，;；/+＋和及与]/).filter((word) => findCode(list, word));
  if (several.length > 1) return { error: `${column.title}“${shorten(words)}”有几类，请只留主要的一类` };
  return { error: `${column.title}“${shorten(words)}”不在 ${list.items.length} 类内，请从下拉中选` };
}

function parseYesNo(column: Column, cell: CellIn): Parsed {
  const words = wordsOf(cell) ?? cell.value;
  const found = cell.kind === 'date' ? null : readYesNo(words);
  if (found !== null) return { value: found };
  if (isPlaceholder(cell)) return { empty: true };
  return { error: `${column.title}“${shorten(tidyLine(words))}”看不出是或否，请填“是”或“否”` };
}

/** The value as people read it: codes as words, dates as 2022年11月9日. The unit is left to the heading. */
export function displayValue(column: Column, value: Value | null | undefined): string {
  if (value === null || value === undefined || value === '') return '';
  switch (column.kind) {
    case 'code':
      return column.codes?.items.find((item) => item.code === value)?.title ?? String(value);
    case 'yes_no':
      return value === true || value === 'true' ? '是' : '否';
    case 'date': {
      const [year, month, day] = String(value).slice(0, 10).split('-');
      return year && month && day ? `${year}年${Number(month)}月${Number(day)}日` : String(value);
    }
    case 'number': {
      const plain = plainDigits(String(value));
      return plain ? plain.digits : String(value);
    }
    default:
      return String(value);
  }
}

export { maskValue } from './masks.ts';
