/** The answers of the documents API, by the names this interface uses. */
import { openPath } from '../../../kit/api.ts';
import type { Against, Block, EditionState, FrozenComparison, FrozenCount, FrozenFigure, FrozenTable, Move } from '../rules.ts';

export interface BulletinKind {
  key: string;
  title: string;
  /** Hour at which the machine freezes it each day; null: when asked. */
  at: string | null;
  /** Whether it compares by a rate, which may be ranked with a legal basis. */
  ranks: boolean;
}
export interface SeriesLine {
  id: string;
  version: number;
  key: string;
  title: string;
  at: string | null;
  ranks: boolean;
  division: string;
  division_name: string;
  since: string | null;
  closed_on: string | null;
  basis: {
    words: string;
    title: string;
    number: string;
    article: string | null;
    from: string;
    to: string | null;
    by: string;
    at: string;
  } | null;
  may: readonly string[];
}
export interface IssueLine {
  edition_id: string;
  issue_no: number;
  edition_no: number;
  on: string;
  document_no: string;
  state: EditionState;
  cutoff: string;
  published: { by: string; at: string } | null;
  reason: string | null;
}
export interface EditionOpened {
  id: string;
  version: number;
  bulletin: string;
  bulletin_title: string;
  division: string;
  division_name: string;
  issue_no: number;
  edition_no: number;
  on: string;
  state: EditionState;
  title: readonly string[];
  blocks: readonly Block[];
  figures: readonly FrozenFigure[];
  comparison: FrozenComparison | null;
  tables: readonly FrozenTable[];
  counts: readonly FrozenCount[];
  changes: readonly Move[];
  reason: string | null;
  returned_because: string | null;
  cutoff: string;
  examined: { numbers: number; handwritten: readonly string[] };
  submitted: { by: string; at: string } | null;
  published: { by: string; at: string } | null;
  editions: readonly {
    id: string;
    edition_no: number;
    state: EditionState;
    cutoff: string;
    reason: string | null;
    published_by: string | null;
  }[];
  against: Against | null;
  paper: {
    mark: string | null;
    head: string;
    number: string;
    recipients: string;
    signed: string;
    date: string;
    copies: string | null;
    printed_by: string;
    printed_on: string;
    pages: number;
  };
  may: readonly string[];
}
export interface FrozenRows {
  items: readonly { id: string; division: string; division_name: string; on: string; counted: number }[];
  next: string | null;
  page: string | null;
}

interface EditionHead {
  id: string;
  bulletin_title: string;
  issue_no: number;
  edition_no: number;
  on: string;
  cutoff: string;
}
/** What moved between two editions. */
export interface Moves {
  before: EditionHead;
  after: EditionHead;
  items: readonly (Omit<Move, 'why'> & { why: string | null })[];
}
export interface MovedRows {
  before: EditionHead;
  came: number;
  went: number;
  changed: number;
  page: string | null;
  items: readonly {
    id: string;
    division: string;
    division_name: string;
    on: string;
    before: number | null;
    after: number | null;
    happened: { words: string; unit_name: string; at: string } | null;
  }[];
  next: string | null;
}

/** Addresses are built from the programme, whose routes are declared one by one. */
export const documentsApi = (programme: string, rest: string) => openPath(`${documentsBase(programme)}${rest}`);

/** Beginning of them all, by which the page forgets what it has read. */
export const documentsBase = (programme: string) => `/api/documents/${programme}`;
