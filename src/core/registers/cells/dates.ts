/** Dates as people write them. Pure. */
import { isCivilDate } from '../../reference/identifiers.ts';
import type { CellIn, Parsed } from '../cells.ts';
import { chineseNumber, plainDigits, shorten, tidyPlain } from './words.ts';

const EXAMPLE = '请写成 2022-11-09';

/** A civil date as `2022-11-09`. The year is never guessed. */
export function parseDate(title: string, cell: CellIn): Parsed {
  if (cell.kind === 'bool') return { error: `${title}不是日期，${EXAMPLE}` };
  if (cell.kind === 'date') {
    const day = cell.value.slice(0, 10);
    return isCivilDate(day) ? civil(title, day) : { error: `${title}只有时间，没有日期，${EXAMPLE}` };
  }
  const written = tidyPlain(cell.value);
  const text = arabic(written)
    .replace(/[t ]*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(z|\s*[ap]m)?$/i, '')
    .replace(/\s*(星期|周|礼拜)[一二三四五六日天1-7]$/, '')
    .replace(/\s+/g, '')
    .replace(/(?<=[日号]).{1,2}午$/, '');
  const full = /^(\d{4})(?:[-./年]|\\)(\d{1,2})(?:[-./月]|\\)(\d{1,2})[日号.]?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (full) {
    const [, year = '', month = '', day = ''] = full;
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    return isCivilDate(date) ? civil(title, date) : { error: `${title}“${shorten(written)}”这一天不存在，${EXAMPLE}` };
  }
  const serial = plainDigits(text);
  if (serial && /^\d{5}(\.\d+)?$/.test(serial.digits)) {
    // The office programs count days from 1899-12-30. Before 1954 a five-digit number is more likely something else.
    const days = Math.floor(Number(serial.digits));
    if (days >= 20_000 && days < 80_000)
      return {
        value: new Date(Date.UTC(1899, 11, 30) + days * 86_400_000).toISOString().slice(0, 10),
        note: `${title} ${days} 是日期序号，已换算`,
      };
  }
  if (/^\d{1,2}[-./月]\d{1,2}[日号]?$/.test(text)) return { error: `${title}“${shorten(written)}”没有年份，${EXAMPLE}` };
  if (/^\d{2}[-./年]\d{1,2}[-./月]\d{1,2}[日号]?$/.test(text) || /^\d{6}$/.test(text))
    return { error: `${title}“${shorten(written)}”年份要写四位，${EXAMPLE}` };
  if (/^\d{4}[-./年]\d{1,2}月?$/.test(text)) return { error: `${title}“${shorten(written)}”没有写到日，${EXAMPLE}` };
  if (/^\d{1,2}[-./]\d{1,2}[-./]\d{4}$/.test(text)) return { error: `${title}“${shorten(written)}”分不清月和日，${EXAMPLE}` };
  return { error: `${title}“${shorten(written)}”不是日期，${EXAMPLE}` };
}

function civil(title: string, date: string): Parsed {
  const year = Number(date.slice(0, 4));
  return year >= 1900 && year <= 2100 ? { value: date } : { error: `${title}的年份 ${year} 不对，请核对` };
}

/** 二〇二二年十一月九日 with Arabic digits; other text as it is. */
function arabic(text: string): string {
  const found = /^([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号]?)?$/.exec(text);
  if (!found) return text;
  const [, year = '', month = '', day] = found;
  const digits = [...year].map((c) => Math.max(0, '零一二三四五六七八九'.indexOf(c))).join('');
  const m = chineseNumber(month);
  const d = day === undefined ? null : chineseNumber(day);
  if (m === null || (day !== undefined && d === null)) return text;
  return `${digits}年${m}月${d === null ? '' : `${d}日`}`;
}
