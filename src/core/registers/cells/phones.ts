/** 联系电话 as people write it. Pure. */
import { isLandline, isMobile } from '../../reference/identifiers.ts';
import type { CellIn, Parsed } from '../cells.ts';
import { plainDigits, tidyPlain } from './words.ts';

/** Mobile as 11 digits, landline as `0375-2123456` or `2123456`, extension behind another hyphen. Errors repeat no digit: the column is sealed. */
export function parsePhone(title: string, cell: CellIn): Parsed {
  if (cell.kind === 'date' || cell.kind === 'bool') return { error: `${title}不是号码，请把该列设为“文本”后重新填写` };
  let text = tidyPlain(cell.value);
  const plain = plainDigits(text.replaceAll(' ', ''));
  if (cell.kind === 'number') {
    if (!plain) return { error: notAPhone(title, text) };
    // A landline typed as a number has lost its leading zero: 3752123456.
    if (/^[3-9]\d{9}$/.test(plain.digits) && isLandline(`0${plain.digits}`)) {
      return { value: canonicalPhone(`0${plain.digits}`) ?? plain.digits, note: `${title}补上了区号前的 0` };
    }
    text = plain.digits;
  } else if (/e/i.test(text) && plain) {
    if (plain.exact < plain.digits.length) return { error: `${title}成了科学计数（${text}），位数已丢失，请把该列设为“文本”后重新填写` };
    text = plain.digits;
  }
  const whole = canonicalPhone(text);
  if (whole !== null) return { value: whole };
  const pieces = text.split(/[、,;/|\s]+|或|和/).filter((piece) => /\d{5,}/.test(piece));
  const numbers = pieces.map(canonicalPhone).filter((number) => number !== null);
  const first = numbers[0];
  if (first !== undefined && pieces.length > 1) return { value: first, note: `${title}有 ${pieces.length} 个号码，只取第一个能用的` };
  const mobiles = text.match(/(?<!\d)1[3-9]\d{9}(?!\d)/g);
  if (mobiles?.[0])
    return {
      value: mobiles[0],
      note: mobiles.length > 1 ? `${title}有 ${mobiles.length} 个号码，只取第一个` : `${title}中的其他文字未导入`,
    };
  return { error: notAPhone(title, text) };
}

function notAPhone(title: string, text: string): string {
  const digits = text.replace(/\D/g, '');
  if (digits === '') return `${title}没有号码，请填手机或固定电话`;
  if (/^1/.test(digits)) return digits.length === 11 ? `${title}不是手机号段，请核对` : `${title} ${digits.length} 位，应为 11 位`;
  return `${title} ${digits.length} 位，手机应为 11 位，固定电话写成 0375-2123456`;
}

/** One number in its one spelling, or null: the spelling is what the blind index is made of. */
export function canonicalPhone(text: string): string | null {
  const bare = text
    .replace(/^(电话|手机|tel|联系电话|手机号)[:.]?/i, '')
    .replace(/^\((0\d{2,3})\)/, '$1-')
    .replace(/(转|分机|ext\.?)\s*(\d)/i, '-$2')
    .replace(/\s*-\s*/g, '-')
    .trim();
  const closed = bare
    .replace(/[\s-]/g, '')
    .replace(/^(\+86|0086)/, '')
    .replace(/^86(?=1[3-9]\d{9}$)/, '');
  if (isMobile(closed)) return closed;
  // 0375 2123456: a space after the area code is a hyphen; other spaces inside are for the eye.
  const landline = bare
    .replace(/^(\+86|0086)-?/, '')
    .replace(/^(0\d{2,3}) +/, '$1-')
    .replaceAll(' ', '');
  if (!isLandline(landline)) return null;
  // Three-digit area codes are 010 and 02x.
  const found = /^(?:(0(?:10|2\d|[3-9]\d{2}))-?)?([2-9]\d{6,7})(-\d{1,6})?$/.exec(landline);
  if (!found) return null;
  const [, area, number = '', extension = ''] = found;
  return `${area ? `${area}-` : ''}${number}${extension}`;
}
