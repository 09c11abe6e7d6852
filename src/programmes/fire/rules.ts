/** Arithmetic and rules of fire safety. Pure. */
import { riskColour } from './codes.ts';

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
 * An incomplete look round proves no safety: it may only make the colour worse, and only by what it saw;
 * `score` is then the one it would have with everything else in order (`scoreAtBest`).
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

/** What puts a premises onto the list of the day. */
export interface DueFacts {
  risk: string | null;
  /** Null: never visited. */
  days_since: number | null;
  open_hazards: number;
  overdue_hazards: number;
  /** Closed hazards that must be looked at again 回头看. */
  second_looks?: number;
}

/** Why a premises stands on the list of the day, in words: 红色风险，距上次检查 9 天，1 处隐患超期. */
export function whyDue(facts: DueFacts): string {
  const colour = riskColour.items.find((one) => one.code === facts.risk)?.title;
  const seen = facts.days_since === null ? '还没有检查过' : `距上次检查 ${facts.days_since} 天`;
  const hazards =
    facts.overdue_hazards > 0
      ? `${facts.overdue_hazards} 处隐患超期`
      : facts.open_hazards > 0
        ? `${facts.open_hazards} 处隐患未销号`
        : null;
  const again = facts.second_looks ? `回头看 ${facts.second_looks} 处` : null;
  return [colour ? `${colour}色风险` : '未定级', seen, hazards, again].filter((one) => one !== null).join('，');
}

/** What a visit would find now: what failed then and has been put right passes, what fails now fails, what did not apply still does not. */
export const standingAnswers = (
  visit: { passed: readonly string[]; failed: readonly string[]; not_applicable: readonly string[] },
  failing: ReadonlySet<string>,
): { code: string; answer: 'pass' | 'fail' | 'na' }[] => [
  ...[...visit.passed, ...visit.failed].map((code) => ({ code, answer: failing.has(code) ? ('fail' as const) : ('pass' as const) })),
  ...visit.not_applicable.map((code) => ({ code, answer: failing.has(code) ? ('fail' as const) : ('na' as const) })),
];
