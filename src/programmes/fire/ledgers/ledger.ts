/** What a list 清单 or ledger 台账 of the campaign is: columns, rows a page at a time, and what each row opens. */
import type { Office } from '../../../core/ledger/index.ts';
import type { Tx } from '../../../platform/db.ts';
import type { ColumnOut, ValueOut } from '../../../platform/workbook/index.ts';
import type { Industry } from '../codes/industries.ts';

/** Which rows: those of a division and what lies below it, by their day. */
export interface Span {
  city: string;
  divisions: readonly string[];
  /** YYYY-MM-DD, both included. */
  from: string;
  to: string;
}

/** The last row of the page before: its place in the order, and its id. */
export interface After {
  at: string;
  id: string;
}

/** What a line needs beside its row. */
export interface Told {
  office: Office;
  nameOf: (division: string) => string;
  /** 督导组 by county. */
  forces: ReadonlyMap<string, string>;
  /** 行业主管部门 by trade. */
  industries: readonly Industry[];
}

export interface Ledger<Row extends { id: string } = { id: string }> {
  title: string;
  /** Which rows it has, and by which day they count. */
  definition: string;
  columns: readonly ColumnOut[];
  /** In the ledger's order, at most `limit`. */
  read: (tx: Tx, span: Span, after: After | undefined, limit: number) => Promise<Row[]>;
  /** Rows stand in the order of this, then of their ids. */
  by: 'day' | 'division';
  placeOf: (row: Row) => string;
  line: (row: Row, told: Told) => ValueOut[];
  /** What the row is about; its page opens. */
  opens: (row: Row) => { what: 'matter' | 'premises' | 'inspection'; id: string };
}

/** Declares a ledger; afterwards its rows are nobody's business but its own. */
export const ledger = <Row extends { id: string }>(declared: Ledger<Row>): Ledger => declared as unknown as Ledger;

export const titleOf = (list: { items: readonly { code: string; title: string }[] }, code: string | null): string =>
  list.items.find((one) => one.code === code)?.title ?? '';
export const text = (title: string, width?: number): ColumnOut => ({ title, ...(width ? { width } : {}) });
export const num = (title: string): ColumnOut => ({ title, kind: 'number' });
export const day = (title: string): ColumnOut => ({ title, kind: 'date', width: 12 });
