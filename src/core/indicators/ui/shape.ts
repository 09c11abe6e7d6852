/** What the indicator reads answer with. The names are those of the JSON. */

/** One declared figure, from `GET /api/indicators?programme=`. */
export interface FigureDeclaration {
  key: string;
  title: string;
  unit: string;
  definition: string;
  /** The code list a figure of another dimension is divided by, such as a category; null: by division. */
  dimension: string | null;
}

/** A value with its parts: counts and money (元) have no parts, a rate is 0–1 and has both. */
export interface Value {
  value: number | null;
  numerator: number | null;
  denominator: number | null;
}

/** `GET /api/indicators/{key}`. */
export interface FigureReading extends Value {
  key: string;
  title: string;
  unit: string;
  definition: string;
  division: string;
  division_name: string;
  from: string | null;
  to: string | null;
  /** ISO instant of the business clock up to which rows are counted. */
  cutoff: string;
  /** How many rows are behind the value. */
  rows: number;
  source: string;
}

export interface ByItem extends Value {
  code: string;
  name: string;
}
/** `GET /api/indicators/{key}/by`. */
export interface ByReading {
  items: ByItem[];
  total: Value;
}

export interface SeriesPoint extends Value {
  on: string;
}
/** `GET /api/indicators/{key}/series`. */
export interface SeriesReading {
  items: SeriesPoint[];
}

export interface FigureRow {
  id: string;
  /** Null where the row has no page of its own. */
  register: string | null;
  label: string;
  division: string;
  division_name: string;
  on: string;
  value: number;
  note: string | null;
}
/** `GET /api/indicators/{key}/rows`. */
export interface RowsReading {
  items: FigureRow[];
  next: string | null;
}

/** Where and when a figure is read. Empty members mean: everything up to the business clock, divisions as they are now. */
export interface Scope {
  division: string;
  /** Civil dates, both ends included. */
  from: string;
  to: string;
  /** `then`: by the divisions of the time; `now` or empty: by those of today. */
  as: string;
}

export function isRate(value: Value): boolean {
  return value.denominator !== null;
}

/** Path of a read of one figure; the scope goes into the query. */
export const indicatorPath = (key: string, tail: '' | '/by' | '/series' | '/rows' | '/rows.csv' = ''): string =>
  `/api/indicators/${encodeURIComponent(key)}${tail}`;
