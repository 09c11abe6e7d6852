/** Arithmetic and rules of fire safety. Pure. */

/** One condition of a category's size: the column must not be above the maximum. */
export interface Threshold {
  column: string;
  max: number;
}

/** The conditions a row exceeds. Empty columns exceed nothing. */
export function exceeded(row: Readonly<Record<string, unknown>>, thresholds: readonly Threshold[]): Threshold[] {
  return thresholds.filter(({ column, max }) => typeof row[column] === 'number' && row[column] > max);
}

/** Whether the facts of a row speak of 三合一 (lodging together with production, storage or trade) although it is not marked so. XF 703-2007. */
export function unmarkedMixedUse(row: Readonly<Record<string, unknown>>): boolean {
  const lodging = typeof row.lodgers === 'number' && row.lodgers > 0;
  return lodging && row.mixed_use !== true && row.category !== 'J4' && row.category !== 'S2';
}

export type Risk = 'red' | 'orange' | 'yellow' | 'blue';

/**
 * 风险颜色 (示例): red under 60 or with an open failure that is dangerous at once; orange under 75, yellow under 90, else blue.
 * An incomplete look round proves no safety: it may only make the colour worse.
 */
export function riskOf(facts: { score: number | null; open_urgent: number; complete: boolean; before: Risk | null }): Risk | null {
  if (facts.open_urgent > 0) return 'red';
  const { score } = facts;
  if (score === null) return facts.before;
  const found: Risk = score < 60 ? 'red' : score < 75 ? 'orange' : score < 90 ? 'yellow' : 'blue';
  if (facts.complete || facts.before === null) return facts.complete ? found : null;
  return worst(found, facts.before);
}

const order: readonly Risk[] = ['red', 'orange', 'yellow', 'blue'];
const worst = (a: Risk, b: Risk): Risk => (order.indexOf(a) <= order.indexOf(b) ? a : b);
