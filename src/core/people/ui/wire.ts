/** The answers of the people API, by the names this interface uses. */
import type { AnswerOf } from '../../../kit/api-paths.ts';

export type AccountLine = AnswerOf<'/api/accounts'>['items'][number];
export type AccountOpened = AnswerOf<'/api/accounts/{id}'>;
/** Civil dates; `until` null: in office. */
export type HeldPost = AccountLine['posts'][number];
export type UnitLine = AnswerOf<'/api/units'>['items'][number];
