/** RFC 9457 problems: every way the software says no, declared before it is thrown, in Chinese that says what to do next. */

/** One refused field of a request or one refused cell of a workbook. */
export interface FieldError {
  field: string;
  message: string;
}

export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    /** Path such as `/problems/people/locked`: the prefix is the unit's folder name. */
    readonly type: string,
    readonly status: number,
    readonly title: string,
    /** What happened and what to do next, in Chinese. */
    readonly detail: string,
    readonly extra: Record<string, unknown> = {},
  ) {
    super(`${title}：${detail}`);
  }

  /** The `application/problem+json` body. */
  toJSON(): Record<string, unknown> {
    return { type: this.type, title: this.title, status: this.status, detail: this.detail, ...this.extra };
  }
}

interface Declaration<Facts> {
  type: string;
  status: number;
  title: string;
  detail: (facts: Facts) => string;
  /** Members of the body beside the four standard ones. */
  extra?: (facts: Facts) => Record<string, unknown>;
}

/** A declared problem is a function from the facts of the case to the error to throw. */
export interface ProblemMaker<Facts> {
  (facts: Facts): Problem;
  readonly type: string;
  readonly status: number;
  readonly title: string;
}

/** Declares a problem once, in a unit's `problems.ts`. */
export function problem<Facts = void>(declaration: Declaration<Facts>): ProblemMaker<Facts> {
  const make = (facts: Facts) =>
    new Problem(declaration.type, declaration.status, declaration.title, declaration.detail(facts), declaration.extra?.(facts));
  return Object.assign(make, { type: declaration.type, status: declaration.status, title: declaration.title });
}
