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
