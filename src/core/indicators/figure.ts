/**
 * A figure 指标 is declared as the rows it counts; totals, roll-up, series, comparison and drill-down follow from that one declaration,
 * so a printed number and the list behind it can never disagree.
 */
import type { Expression, SqlBool } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import type { CodeList, Sheet } from '../registers/sheet.ts';

/** What a reading asks for. Dates are civil (Asia/Shanghai) and inclusive. */
export interface Window {
  city: string;
  division: string;
  /** First day counted; null: from the beginning. */
  from: string | null;
  /** Last day asked for; null: up to the business clock. */
  to: string | null;
  /** Last day that is counted: the earlier of `to` and the day of the business clock. */
  through: string;
  /** The business clock. */
  cutoff: Date;
  /** Under the division codes of the time of the fact, or under those of today (towns merge, split, move). */
  as: 'then' | 'now';
}

/** A closed list by which a figure may be divided. The codes are declared, so a person can never be one. */
export interface Dimension {
  title: string;
  codes: CodeList;
}

interface Described {
  title: string;
  unit: string;
  /** 口径: what is counted and what is not, in words a reader can hold us to. */
  definition: string;
  /** 来源: the register or book the rows stand in. */
  source: string;
}

export interface FigureDeclaration extends Described {
  /** The register whose rows are counted: gives the rows their label and their page. */
  register?: Sheet;
  /** The table the rows stand in where that is no register, such as `matters.matters`: gives them their page and their history. */
  relation?: string;
  /**
   * The rows, as a query with the columns
   * `city`, `id` (uuid, once each), `division`, `on_date` (date, not null: the day of the fact); for sums also `value`
   * (integer 分 for money); optionally `label`, `note` (text), and one column for each dimension.
   *
   * No division and no period belong in it: the engine adds both, outside and in a form the index can use. Only what depends on the
   * window in another way (a state at `through`, a fact known by `cutoff`) takes it from `window`. Join nothing for a label of a
   * declared register: labels are looked up for the page that is shown.
   */
  rows: (tx: Tx, window: Window) => Expression<unknown>;
  /** `count` the rows (default), `sum` their `value`, or `money`: sum in 分, printed in 元. */
  measure?: 'count' | 'sum' | 'money';
  dimensions?: Readonly<Record<string, Dimension>>;
  /** The dimension this figure is divided by when it is shown; without it by division. */
  by?: string;
  /** Its rows carry `unit_id`, the unit by whose outcome they count: it may then be read by unit. */
  by_unit?: boolean;
  /** Whether its series is a running total (a stock, such as premises in the register) or counted step by step (a flow). */
  cumulative: boolean;
}

export interface CountedFigure extends FigureDeclaration {
  kind: 'counted';
  key: string;
  programme: string;
}

export interface RatioDeclaration extends Described {
  /** The cohort: its rows are the denominator. */
  of: CountedFigure;
  /**
   * Which rows of the cohort are the numerator: a condition on the columns of the cohort's rows, which stand under the alias `r`;
   * or a figure whose rows carry the same ids, counted up to the end of the window. Either way a part of the cohort: never over 100 %.
   */
  those: CountedFigure | ((tx: Tx, window: Window) => Expression<SqlBool>);
  by?: string;
  /** Whether its series runs over the whole cohort so far or over the cohort of each step. */
  cumulative: boolean;
}

export interface RatioFigure extends Omit<RatioDeclaration, 'unit'> {
  kind: 'ratio';
  key: string;
  programme: string;
  unit: string;
}

export type Figure = CountedFigure | RatioFigure;

const keyPattern = /^([a-z]+)\.[a-z][a-z0-9_]*$/;

function programmeOf(key: string): string {
  const programme = keyPattern.exec(key)?.[1];
  if (!programme) throw new Error(`figure key must be <programme>.<name>: ${key}`);
  return programme;
}

function refuseUnsaid(key: string, declaration: Described): void {
  for (const name of ['title', 'unit', 'definition', 'source'] as const) {
    if (declaration[name].trim() === '') throw new Error(`${key}: a figure says its ${name}`);
  }
}

/**
 * Columns that stand for a person at work. Units are compared by outcome, never people by use (国办函〔2026〕12号), so nothing may be
 * divided by them.
 */
const personal = /(^|_)(account|actor|person|officer|inspector|handler|worker|clerk|staff|post|user|who|name)(_id)?$|_by$/;

/** Declares a figure. Throws at load when the declaration contradicts itself or would rank people. */
export function figure(key: string, declaration: FigureDeclaration): CountedFigure {
  const programme = programmeOf(key);
  refuseUnsaid(key, declaration);
  const dimensions = Object.keys(declaration.dimensions ?? {});
  for (const name of dimensions) {
    if (!/^[a-z][a-z0-9_]*$/.test(name) || ['division', 'county', 'town', 'village'].includes(name))
      throw new Error(`${key}: ${name} is no name of a dimension`);
    if (personal.test(name)) throw new Error(`${key}: no figure may be divided by ${name}, which stands for a person`);
  }
  if (declaration.by !== undefined && !dimensions.includes(declaration.by)) throw new Error(`${key}: no dimension ${declaration.by}`);
  if (declaration.measure === 'money' && declaration.unit !== '元') throw new Error(`${key}: money is declared in 元`);
  return { kind: 'counted', key, programme, ...declaration };
}

/** Declares a rate: a cohort and the part of it that answers the question. Value 0–1, never without its denominator. */
export function ratio(key: string, declaration: Omit<RatioDeclaration, 'unit'>): RatioFigure {
  const programme = programmeOf(key);
  refuseUnsaid(key, { ...declaration, unit: '%' });
  const { of, by } = declaration;
  if (by !== undefined && !of.dimensions?.[by]) throw new Error(`${key}: no dimension ${by}`);
  if (of.programme !== programme) throw new Error(`${key}: the cohort belongs to another programme`);
  if (typeof declaration.those !== 'function' && declaration.those.programme !== programme) {
    throw new Error(`${key}: the numerator belongs to another programme`);
  }
  return { kind: 'ratio', key, programme, unit: '%', ...declaration };
}

/** The figure whose rows are listed, divided and dated: the cohort of a rate, else the figure itself. */
export const cohortOf = (asked: Figure): CountedFigure => (asked.kind === 'ratio' ? asked.of : asked);
