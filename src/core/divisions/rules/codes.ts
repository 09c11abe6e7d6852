/**
 * Division codes (区划代码). A code trimmed to its level is its own path: `4104` city, `410402` county, `410402100` town,
 * `410402100207` village, three more digits grid; the parent is the prefix (GB/T 2260 and 统计用区划代码和城乡划分代码编制规则).
 */

export type Level = 'city' | 'county' | 'town' | 'village' | 'grid';

const levelByLength: Readonly<Record<number, Level>> = { 4: 'city', 6: 'county', 9: 'town', 12: 'village', 15: 'grid' };
const parentLength: Readonly<Record<number, number>> = { 6: 4, 9: 6, 12: 9, 15: 12 };

/** The level a code's length says; undefined for anything that is no trimmed code. */
export function levelOf(code: string): Level | undefined {
  return /^\d+$/.test(code) ? levelByLength[code.length] : undefined;
}

/** The code one level up; undefined for a city and for what is no code. */
export function parentOf(code: string): string | undefined {
  const length = parentLength[code.length];
  return length === undefined ? undefined : code.slice(0, length);
}

/** Codes above `code`, city first, without itself. */
export function ancestorsOf(code: string): string[] {
  const above: string[] = [];
  for (let parent = parentOf(code); parent !== undefined; parent = parentOf(parent)) above.unshift(parent);
  return above;
}

/** True when `code` is `ancestor` or lies in it. An empty ancestor contains nothing: no scope means no rows. */
export function contains(ancestor: string, code: string): boolean {
  return ancestor !== '' && code.startsWith(ancestor);
}

/** Half-open range of the codes in `code`, itself included: `division >= from and division < before` in collation "C" (`:` follows `9`). */
export function rangeOf(code: string): { from: string; before: string } {
  return { from: code, before: `${code}:` };
}

/** Leaves out the codes that lie in another code of the list; sorted, without repeats. */
export function outermost(codes: Iterable<string>): string[] {
  const kept: string[] = [];
  for (const code of [...new Set(codes)].filter((c) => c !== '').sort()) {
    const last = kept.at(-1);
    if (last === undefined || !contains(last, code)) kept.push(code);
  }
  return kept;
}

/** Trims the zeros of a code written in full: `410402100000` is the town `410402100`. Undefined when it is a code of no level. */
export function trimCode(written: string): string | undefined {
  if (!/^\d{4,15}$/.test(written)) return undefined;
  let code = written;
  if (code.length === 15 && code.endsWith('000')) code = code.slice(0, 12);
  if (code.length === 12 && code.endsWith('000')) code = code.slice(0, 9);
  if (code.length === 9 && code.endsWith('000')) code = code.slice(0, 6);
  if (code.length === 6 && code.endsWith('00')) code = code.slice(0, 4);
  return levelOf(code) === undefined ? undefined : code;
}
