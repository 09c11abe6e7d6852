/** Areas, beds, people: numbers as people write them. Pure. */
import type { CellIn, Parsed } from '../cells.ts';
import type { Column } from '../sheet.ts';
import { chineseNumber, foldWord, plainDigits, readYesNo, shorten, tidyPlain } from './words.ts';

/** Units that may stand behind a number; the column's own comes first. Longest first, so 平方米 goes before 平方. */
const UNITS = [
  '平方米',
  '平米',
  '平方',
  '平',
  'm2',
  'm²',
  '㎡',
  '千瓦',
  'kw',
  '公斤',
  '张床',
  '张',
  '具',
  '只',
  '个',
  '人',
  '家',
  '名',
  '户',
  '间',
  '台',
  '套',
  '米',
  'm',
  '元',
  '层',
  '床',
  '处',
  '件',
];
const ABOUT = /^(约|大约|大概|近|约为|左右)|(左右|上下|余|多)$/;

export function parseNumber(column: Column, cell: CellIn): Parsed {
  const read = readQuantity(column, cell);
  if ('error' in read) return read;
  return withinBounds(column, read.digits, read.note);
}

/** `placeholder`: the cell says 无 or a dash, which is none for a count and nothing for the rest. */
export function parseInteger(column: Column, cell: CellIn, placeholder: boolean): Parsed {
  const word = cell.kind === 'bool' ? (cell.value === 'TRUE' ? '是' : '否') : cell.kind === 'text' ? foldWord(cell.value) : '';
  if (word !== '' && !/^\d+$/.test(word)) {
    const counted = /^(?:是|有)[,，:]?\(?(\d{1,6})(?:人|张|个|具|只|名)?\)?$/.exec(word);
    if (counted?.[1]) return withinBounds(column, counted[1]);
    const answer = readYesNo(word);
    if (answer === true) return withinBounds(column, '1', `${column.title}“${shorten(word)}”按 1 ${column.unit ?? ''}计`.trim());
    if (answer === false) return withinBounds(column, '0');
  }
  if (placeholder) return { empty: true };
  const read = readQuantity(column, cell);
  if ('error' in read) return read;
  if (read.digits.includes('.')) return { error: `${column.title} ${read.digits} 应为整数` };
  return withinBounds(column, read.digits, read.note);
}

function readQuantity(column: Column, cell: CellIn): { digits: string; note?: string } | { error: string } {
  if (cell.kind === 'date') return { error: `${column.title}被存成日期，请把该列设为“数值”后重新填写` };
  if (cell.kind === 'number') {
    const plain = plainDigits(cell.value);
    return plain ? { digits: roundNoise(plain.digits) } : notANumber(column, cell.value);
  }
  if (cell.kind === 'bool') return notANumber(column, cell.value === 'TRUE' ? '是' : '否');
  const written = tidyPlain(cell.value);
  let text = foldWord(cell.value);
  let about = false;
  for (let again = true; again; ) {
    again = false;
    const bare = text.replace(ABOUT, '');
    if (bare !== text) {
      about = true;
      again = true;
      text = bare;
    }
    const unit = [foldWord(column.unit ?? ''), ...UNITS].find((u) => u !== '' && text.length > u.length && text.endsWith(u));
    if (unit) {
      text = text.slice(0, -unit.length);
      again = true;
    }
  }
  const note = about ? `${column.title}“${shorten(written)}”按约数录入` : undefined;
  const done = (digits: string) => (note ? { digits, note } : { digits });
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) text = text.replaceAll(',', '');
  const plain = plainDigits(text);
  if (plain) return done(plain.digits);
  const wan = /^(\d+(?:\.\d+)?)万$/.exec(text);
  if (wan?.[1]) return done(plainDigits(`${wan[1]}e4`)?.digits ?? '0');
  if (/^\d+(\.\d+)?[-~至到]\d+(\.\d+)?$/.test(text)) return { error: `${column.title}“${shorten(written)}”是一个范围，请填一个数` };
  const numeral = chineseNumber(text);
  return numeral === null ? notANumber(column, written) : done(String(numeral));
}

/** 0.1 + 0.2 is stored as 0.30000000000000004: beyond 15 digits it is noise of the office program. */
function roundNoise(digits: string): string {
  if (digits.replace(/\D/g, '').length <= 15 || !digits.includes('.')) return digits;
  return plainDigits(Number(digits).toPrecision(15))?.digits ?? digits;
}

function notANumber(column: Column, written: string): { error: string } {
  return { error: `${column.title}“${shorten(written)}”不是数字，请填阿拉伯数字` };
}

function withinBounds(column: Column, digits: string, note?: string): Parsed {
  let said = note;
  let value = Number(digits);
  const places = digits.split('.')[1]?.length ?? 0;
  if (column.digits !== undefined && places > column.digits) {
    value = Number(roundHalfUp(digits, column.digits));
    said ??= `${column.title}四舍五入到 ${column.digits} 位小数`;
  }
  const unit = column.unit ? ` ${column.unit}` : '';
  if (column.min !== undefined && value < column.min) return { error: `${column.title} ${digits} 小于 ${column.min}${unit}，请核对` };
  if (column.max !== undefined && value > column.max) return { error: `${column.title} ${digits} 大于 ${column.max}${unit}，请核对` };
  return said ? { value, note: said } : { value };
}

/** On the decimal digits: `toFixed` rounds 1.005 down, because it sees the binary number. */
function roundHalfUp(digits: string, places: number): string {
  const negative = digits.startsWith('-');
  const [whole = '0', part = ''] = digits.replace('-', '').split('.');
  const scaled = BigInt(whole + part.slice(0, places).padEnd(places, '0')) + (part.charAt(places) >= '5' ? 1n : 0n);
  const text = scaled.toString().padStart(places + 1, '0');
  const rounded = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
  return negative ? `-${rounded}` : rounded;
}
