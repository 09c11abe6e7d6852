/** What the indicator reads answer with. The names are those of the JSON. */
import type { AnswerOf } from '../../../kit/api-paths.ts';

/** One declared figure. `dimension`: the code list a figure is divided by beside its divisions, such as a category; null: by division. */
export type FigureDeclaration = AnswerOf<'/api/indicators'>['items'][number];
/** A figure read: `cutoff` is the instant of the business clock up to which rows are counted, `rows` how many are behind the value. */
export type FigureReading = AnswerOf<'/api/indicators/{key}'>;
export type ByReading = AnswerOf<'/api/indicators/{key}/by'>;
export type ByItem = ByReading['items'][number];
/** A value with its parts: counts and money (元) have no parts, a rate is 0–1 and has both. */
export type Value = ByReading['total'];
export type SeriesReading = AnswerOf<'/api/indicators/{key}/series'>;
export type SeriesPoint = SeriesReading['items'][number];
/** A row behind a figure; `register` is null where the row has no page of its own. */
export type FigureRow = AnswerOf<'/api/indicators/{key}/rows'>['items'][number];

/** Where and when a figure is read. Empty members mean: everything up to the business clock, divisions as they are now. */
export interface Scope {
  division: string;
  /** Civil dates, both ends included. */
  from: string;
  to: string;
  /** `then`: by the divisions of the time; null: by those of today. */
  as: 'then' | null;
}

export function isRate(value: Value): boolean {
  return value.denominator !== null;
}
