/** The order of a comparison: who stands where, who shares a place, who cannot be told apart. Pure. */
import type { ByItem } from './shape.ts';
import { isRate } from './shape.ts';

/** Below this denominator two rates cannot be told apart: one case more or less moves the rate by more than three points. */
export const SMALL_DENOMINATOR = 30;

/** `value`: best first. `division`: the order of the codes, in which every list of the city stands. */
export type ComparisonOrder = 'value' | 'division';

export interface StandingRow {
  item: ByItem;
  /** 1, 2, 2, 4; null where there is none: a count, a small number, or a comparison that nobody has ordered. */
  place: number | null;
  /** Shares its place with the row above or below. */
  tied: boolean;
  /** A rate over fewer than 30: shown with its parts, without a place. */
  small: boolean;
  /** Length of the bar, 0–1: of 100 % for a rate, of the largest value for a count. Always from zero. */
  bar: number;
}

/**
 * The rate in hundredths of a percent, as it is printed. Two rates that print alike are alike: a place decided by a digit nobody
 * sees would be a tie-break.
 */
export function printedRate(item: Pick<ByItem, 'numerator' | 'denominator' | 'value'>): number | null {
  if (item.denominator === 0) return null;
  if (item.numerator !== null && item.denominator !== null) return Math.round((item.numerator / item.denominator) * 10_000);
  return item.value === null ? null : Math.round(item.value * 10_000);
}

export function isSmall(item: ByItem): boolean {
  return item.denominator !== null && item.denominator < SMALL_DENOMINATOR;
}

/**
 * Rows of a comparison. Only rates can have places, and only when `ranked` (the office has entered the legal basis of its comparison);
 * counts have none in any order: more hazards found is neither better nor worse.
 */
export function standing(
  items: readonly ByItem[],
  options: { order: ComparisonOrder; ranked: boolean; lowerIsBetter?: boolean },
): StandingRow[] {
  const rate = items.some(isRate);
  const byCode = (a: ByItem, b: ByItem) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
  const measure = (item: ByItem) => (rate ? printedRate(item) : item.value);
  const sign = options.lowerIsBetter ? 1 : -1;
  const largest = Math.max(0, ...items.map((item) => item.value ?? 0));
  const sorted = [...items].sort((a, b) => {
    if (options.order === 'division') return byCode(a, b);
    const [aLast, bLast] = [isSmall(a) || measure(a) === null, isSmall(b) || measure(b) === null];
    if (aLast !== bLast) return aLast ? 1 : -1;
    return sign * ((measure(a) ?? 0) - (measure(b) ?? 0)) || byCode(a, b);
  });
  const placed = items.filter((item) => !isSmall(item) && measure(item) !== null);
  return sorted.map((item) => {
    const own = measure(item);
    const small = isSmall(item);
    const competes = rate && options.ranked && !small && own !== null;
    const better = placed.filter((other) => sign * ((measure(other) ?? 0) - (own ?? 0)) < 0).length;
    const same = placed.filter((other) => measure(other) === own).length;
    return {
      item,
      place: competes ? better + 1 : null,
      tied: competes && same > 1,
      small,
      bar: rate ? Math.min(1, (own ?? 0) / 10_000) : largest > 0 ? Math.max(0, item.value ?? 0) / largest : 0,
    };
  });
}
