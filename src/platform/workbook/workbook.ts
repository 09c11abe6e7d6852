/** What a workbook is to the rest of the program, whatever file it came from. Types only. */

/**
 * `text`, `number`, `date`, `bool`, `error` say what the cell holds; for a formula, what its last calculated result is.
 * `formula` is a formula that was never calculated: it has no value.
 */
export type CellKind = 'text' | 'number' | 'date' | 'bool' | 'error' | 'formula';

/** A cell that holds something. Empty cells are not delivered. */
export interface Cell {
  /** 1-based. */
  column: number;
  /** `A`, `AB`. */
  letter: string;
  kind: CellKind;
  /**
   * Always a string, so that no digit is lost on the way:
   * text as written (rich text flattened, phonetic runs dropped, leading zeros kept); a number in the digits of the file
   * (`13800000000`, `4.1040219900101122E+17`); a date as `2022-11-09`, `2022-11-09T08:30:00` or, without a day, `08:30:00`;
   * a bool as `TRUE` or `FALSE`; an error as `#REF!`; empty for `formula`.
   */
  value: string;
  /** What the number format makes of the number, where that is other words: `000005`, `85%`. */
  shown?: string;
  /** The value is the cached result of a formula. */
  formula?: true;
  /** The value is repeated from the first row of a merged range (only with `fillMerges`). */
  merged?: true;
}

/** A row that holds at least one cell; blank rows are not delivered, their numbers are simply missing. */
export interface Row {
  /** 1-based, as the office program shows it. In a csv the number of the record. */
  number: number;
  /** Hidden by hand or by a filter. */
  hidden: boolean;
  cells: Cell[];
}

/** 1-based, inclusive. */
export interface Merge {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export interface SheetInfo {
  name: string;
  /** 0-based, in the order of the tabs, hidden ones counted. */
  index: number;
  hidden: boolean;
  /** Width in characters by 1-based column, where the file says one. */
  columnWidths: ReadonlyMap<number, number>;
  hiddenColumns: ReadonlySet<number>;
  merges: readonly Merge[];
  /** Number of rows in the file, blank ones counted: for progress, not for figures. Null in a csv. */
  rowsInFile: number | null;
}

export interface RowOptions {
  /**
   * Repeat a value merged over several rows in each of them (a village's name beside its twenty shops), in the leftmost column of the range.
   * Off while a header is looked for: there a merge is a layout.
   */
  fillMerges?: boolean;
  /** 1-based; reading stops after this row. */
  until?: number;
}

export interface SheetSource {
  sheet: SheetInfo;
  /** Reads the sheet from its beginning, as a stream; may be called again. */
  rows(options?: RowOptions): AsyncIterable<Row>;
}

export interface Workbook {
  kind: 'xlsx' | 'csv';
  /** The program that wrote it, as far as it says so: `Microsoft Excel`, `WPS`, `LibreOffice` or its own word. */
  program: string | null;
  /** What was left out and the user should know, in Chinese: macros, for one. */
  notices: readonly string[];
  sheets: readonly SheetSource[];
  close(): Promise<void>;
}

export interface ReadOptions {
  signal?: AbortSignal;
}
