/**
 * Divisions are renamed, merged, split and moved (更名、合并、拆分、划转). A row keeps the code under which it happened; these rules read it
 * as now, and widen a post's scope to the codes its division has succeeded.
 */
import { contains, outermost } from './codes.ts';

export type SuccessionKind = 'rename' | 'merge' | 'split' | 'move';

export interface Succession {
  from_code: string;
  to_code: string;
  /** Civil date from which the new code holds. */
  on_date: string;
  kind: SuccessionKind;
}

/** What the succession rules ask of the tree: whether a code is in force today. */
export type IsLiving = (code: string) => boolean;

/**
 * For each code, the living codes that stand in its place now, sorted; a living code stands for itself. More than one after a split:
 * the caller must show the old division beside the new ones, since no row can be attributed. Empty when the trail ends nowhere.
 * A code without a succession of its own follows its nearest ancestor's, keeping its last digits.
 */
export function currentCodesOf(codes: Iterable<string>, successions: readonly Succession[], isLiving: IsLiving): Map<string, string[]> {
  const next = new Map<string, string[]>();
  for (const { from_code, to_code } of successions) {
    if (from_code !== to_code) next.set(from_code, [...(next.get(from_code) ?? []), to_code]);
  }
  const step = (code: string): string[] => {
    const own = next.get(code);
    if (own !== undefined) return own;
    for (const length of [12, 9, 6, 4]) {
      if (length >= code.length) continue;
      const carried = (next.get(code.slice(0, length)) ?? []).map((to) => to + code.slice(length));
      if (carried.length > 0) return carried;
    }
    return [];
  };
  const answers = new Map<string, string[]>();
  for (const code of codes) {
    const living = new Set<string>();
    const seen = new Set<string>();
    const open = [code];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      if (isLiving(at)) living.add(at);
      else open.push(...step(at));
    }
    answers.set(code, [...living].sort());
  }
  return answers;
}

/**
 * Retired codes whose place `code` or a division inside it has taken, outermost only, without those that already lie in `code`.
 * A predecessor that still lives (a town that gave away a village) is left out: its rows are its own.
 */
export function predecessorsOf(code: string, successions: readonly Succession[], isLiving: IsLiving): string[] {
  const found = new Set<string>();
  const open = [code];
  const seen = new Set<string>();
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    for (const { from_code, to_code } of successions) {
      if (!contains(at, to_code) || isLiving(from_code)) continue;
      found.add(from_code);
      open.push(from_code);
    }
  }
  return outermost(found).filter((from) => !contains(code, from));
}
