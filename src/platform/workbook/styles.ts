/** Number formats: which numbers are dates, and what a format makes of a number where people read other words than the digits. */
import type { Archive } from './archive.ts';
import { readXml } from './xml.ts';

/** `general`: as it stands. `pad` zeros in front up to `width`. */
export type NumberFormat = { kind: 'general' } | { kind: 'date' } | { kind: 'pad'; width: number } | { kind: 'percent'; places: number };

const general: NumberFormat = { kind: 'general' };

/** Built-in formats that are dates or times, with those of the Chinese edition (ECMA-376 part 1, 18.8.30). */
const BUILT_IN_DATES = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);

/** The format of each cell style by its index. */
export async function readFormats(archive: Archive, part: string): Promise<NumberFormat[]> {
  const formats: NumberFormat[] = [];
  if (!archive.has(part)) return formats;
  const custom = new Map<number, string>();
  let inCellXfs = false;
  await readXml(part, archive.bytes(part), {
    open(name, attributes) {
      if (name === 'numFmt') custom.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      else if (name === 'cellXfs') inCellXfs = true;
      else if (name === 'xf' && inCellXfs)
        formats.push(formatOf(Number(attributes.numFmtId ?? 0), custom.get(Number(attributes.numFmtId))));
    },
    close(name) {
      if (name === 'cellXfs') inCellXfs = false;
    },
  });
  return formats;
}

function formatOf(id: number, code: string | undefined): NumberFormat {
  if (code === undefined) {
    if (BUILT_IN_DATES.has(id)) return { kind: 'date' };
    if (id === 9) return { kind: 'percent', places: 0 };
    if (id === 10) return { kind: 'percent', places: 2 };
    return general;
  }
  return formatOfCode(code);
}

/** Reads a format code such as `yyyy"年"m"月"d"日";@`, `[$-804]m/d`, `000000`, `0.0%`. */
export function formatOfCode(code: string): NumberFormat {
  const first = code.split(';')[0] ?? '';
  const bare = first
    .replace(/"[^"]*"/g, '')
    .replace(/\\./g, '')
    .replace(/[_*]./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (/general|g\/通用格式/i.test(bare)) return general;
  if (/[ymdhse年月日时分秒]|上午|下午|AM\/PM/i.test(bare.replace(/[#0?]E[+-]/gi, ''))) return { kind: 'date' };
  if (/^0{2,}$/.test(bare)) return { kind: 'pad', width: bare.length };
  const percent = /^[#0?,]*(?:\.([0#?]+))?%$/.exec(bare);
  if (percent) return { kind: 'percent', places: percent[1]?.length ?? 0 };
  return general;
}

const MS_OF_DAY = 86_400_000;

/**
 * A serial number as `2022-11-09`, `2022-11-09T08:30:00` or `08:30:00`; null outside 1900–9999.
 * The 1900 system counts a 29 February 1900 that never was: serials up to 60 are a day early.
 */
export function serialToDate(serial: number, date1904: boolean): string | null {
  if (!(serial >= 0) || serial >= 2_958_466) return null;
  const day = Math.floor(serial);
  const seconds = Math.round((serial - day) * 86_400);
  if (day === 0 && !date1904 && seconds < 86_400) return seconds === 0 ? null : clock(seconds);
  const shift = date1904 ? 1462 : day < 60 ? 1 : 0;
  const at = new Date(Date.UTC(1899, 11, 30) + (day + shift) * MS_OF_DAY + seconds * 1000);
  const date = at.toISOString();
  return seconds % 86_400 === 0 ? date.slice(0, 10) : date.slice(0, 19);
}

function clock(seconds: number): string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  return `${two(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
}

/** What people read in the cell, when that differs from the digits. */
export function shownAs(format: NumberFormat, text: string): string | undefined {
  if (format.kind === 'pad') return /^\d+$/.test(text) && text.length < format.width ? text.padStart(format.width, '0') : undefined;
  if (format.kind === 'percent') {
    const value = Number(text);
    return Number.isFinite(value) ? `${(value * 100).toFixed(format.places)}%` : undefined;
  }
  return undefined;
}
