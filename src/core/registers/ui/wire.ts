/**
 * What a register answers over HTTP, as the pages read it. Codes stay codes; sealed values arrive masked. By hand, because the pages meet
 * registers by their sheets: the generated description has each register's routes under its own address.
 */
import type { AnswerOf } from '../../../kit/api-paths.ts';

export type Cell = string | number | boolean | null;

/** One row of a register: the fixed members, then one member per column of the sheet. */
export interface Row {
  id: string;
  version: number;
  division: string;
  division_name: string;
  [column: string]: Cell | undefined;
}

export interface RowPage {
  items: Row[];
  next: string | null;
  /** Counted up to a bound; `exact: false` means "this many or more". */
  count: { value: number; exact: boolean };
  cutoff: string;
}

export interface Sums {
  sums: Record<string, number | null>;
}

export interface DivisionCounts {
  items: { division: string; count: number }[];
}

export interface RecordAnswer {
  row: Row;
  version: number;
  /** The row each reference column points to, by column. */
  references?: Record<string, { id: string; label: string }>;
  warnings: string[];
  /** Verbs I hold on this very row, such as `fire.premises.edit`. */
  may: string[];
}

export interface Change {
  column: string;
  title: string;
  before: Cell;
  after: Cell;
}

export interface HistoryItem {
  act: {
    id: string;
    verb: string;
    title: string;
    at: string;
    account: string;
    unit_name: string | null;
    import_id: string | null;
    seal_no: number | null;
    reason: string | null;
  };
  changes: Change[];
}

export interface Conflict {
  column: string;
  title: string;
  yours: Cell;
  theirs: Cell;
}

export interface DuplicatePair {
  a: Row;
  b: Row;
  why: string;
}

/** Only its owner may delete it (`mine`). */
export type SavedView = AnswerOf<'/api/views'>['items'][number];

export type ImportState = 'reading' | 'asking' | 'ready' | 'landing' | 'done' | 'failed' | 'cancelled' | 'undone';

export interface ImportColumn {
  letter: string;
  heading: string;
  column: string | null;
  how: string;
  sample: string;
  note: string;
}

export interface ImportSheet {
  name: string;
  header_rows: number[];
  rows: number;
  skipped: string | null;
  /** What was passed over in it, such as hidden rows or sub-totals. */
  notes?: string[];
  columns: ImportColumn[];
}

export interface ImportQuestion {
  text: string;
  rows: number;
  sheet_rows: number[];
  candidates: { code: string; path: string; hint: string }[];
}

export interface ImportReason {
  reason: string;
  column: string | null;
  rows: number;
  first: { sheet: string; row: number }[];
}

export interface ImportAnswer {
  id: string;
  file_name: string;
  state: ImportState;
  progress: { phase: string; done: number; total: number | null; seconds_left: number | null };
  kind: string;
  program: string | null;
  sheets: ImportSheet[];
  counts: {
    rows: number;
    ready: number;
    new: number;
    update: number;
    rejected: number;
    duplicates: number;
    unchanged: number;
    asking: number;
  };
  questions: ImportQuestion[];
  reasons: ImportReason[];
  problem: { title: string; detail: string } | null;
  landed: { act_id: string; at: string } | null;
  may_undo: boolean;
  created_at?: string;
  account?: string;
}

export type ImportRowState = 'new' | 'update' | 'unchanged' | 'duplicate' | 'rejected' | 'asking';

export interface ImportRow {
  sheet: string;
  row: number;
  values: Record<string, string | null>;
  errors: Record<string, string>;
  state: ImportRowState;
  /** The row this one agrees with: of the register, or with `id` null an earlier one of the same file. */
  other: { id: string | null; label: string } | null;
}

export interface ImportRows {
  items: ImportRow[];
  next: string | null;
}
