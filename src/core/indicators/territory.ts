/**
 * Which rows lie in a division. A row keeps the code under which it happened; read *as then* the code decides, read *as now* the
 * division that stands in its place today. Nothing here assumes that the tree never changes.
 */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { rangeOf } from '../divisions/rules.ts';
import type { Window } from './figure.ts';

const levels = [4, 6, 9, 12, 15];

/** Length of the codes one level below; at the grid its own. */
export const lengthBelow = (division: string): number => levels.find((length) => length > division.length) ?? division.length;

/** Retired codes and the living ones in their place: several after a split, none when the trail ends. */
export type Retired = ReadonlyMap<string, readonly string[]>;

export class Territory {
  readonly #window: Window;
  readonly #retired: Retired;
  readonly #codes: readonly string[];
  readonly #isLiving: (code: string) => boolean;

  constructor(window: Window, retired: Retired, isLiving: (code: string) => boolean = () => true) {
    this.#window = window;
    this.#retired = window.as === 'now' ? retired : new Map();
    this.#codes = [...this.#retired.keys()].sort();
    this.#isLiving = isLiving;
  }

  /** Whether grouping needs the whole code of each row, because some codes stand for others. */
  get moved(): boolean {
    return this.#codes.length > 0;
  }

  /** The longest retired code that holds this one. */
  #retiredHolding(code: string): string | undefined {
    return this.#codes.filter((from) => code.startsWith(from)).sort((a, b) => b.length - a.length)[0];
  }

  /** Whether rows under this code are counted. A split division counts only where all of its successors lie, so that nothing is counted twice. */
  holds(code: string): boolean {
    const { division } = this.#window;
    const from = this.#retiredHolding(code);
    const now = from === undefined ? [] : (this.#retired.get(from) ?? []);
    if (now.length === 0) return code.startsWith(division);
    return now.every((to) => (to + code.slice((from ?? '').length)).startsWith(division));
  }

  /** The condition on a column with the row's code: ranges, so that the index on (city, division, …) is used. */
  where(column: Expression<unknown>): RawBuilder<SqlBool> {
    const { division } = this.#window;
    const nodes = [division, ...this.#codes.filter((code) => code !== division)];
    const state = (code: string) => this.holds(code);
    const range = (code: string) => sql<SqlBool>`(${column} >= ${rangeOf(code).from} and ${column} < ${rangeOf(code).before})`;
    const inside = (code: string, other: string) => other !== code && other.startsWith(code);
    // Nearest codes below that are counted differently.
    const turns = (code: string) => {
      const different = nodes.filter((other) => inside(code, other) && state(other) !== state(code));
      return different.filter((other) => !different.some((between) => inside(code, between) && inside(between, other)));
    };
    const region = (code: string): RawBuilder<SqlBool> => {
      const excepted = turns(code);
      return excepted.length === 0 ? range(code) : sql<SqlBool>`(${range(code)} and not (${sql.join(excepted.map(region), sql` or `)}))`;
    };
    const counted = nodes.filter((code) => state(code));
    const tops = counted.filter((code) => !counted.some((other) => inside(other, code)));
    return tops.length === 0 ? sql<SqlBool>`false` : sql<SqlBool>`(${sql.join(tops.map(region), sql` or `)})`;
  }

  /** Under which line, of codes of that length, a row with this code is shown. A split division has a line of its own. */
  lineOf(code: string, length: number): string {
    const from = this.#retiredHolding(code);
    const now = from === undefined ? [] : (this.#retired.get(from) ?? []);
    if (from === undefined || now.length === 0) return code.slice(0, length);
    const lines = new Set(now.map((to) => (to + code.slice(from.length)).slice(0, length)));
    const [line] = lines;
    if (lines.size !== 1 || line === undefined) return from.length > length ? code.slice(0, length) : from;
    // A village that was never given its number in the new town keeps its old line.
    return this.#isLiving(line) ? line : code.slice(0, Math.max(length, from.length));
  }
}
