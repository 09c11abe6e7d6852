/** Figures of the protected trees. */
import { sql } from 'kysely';
import { closingRate, figure, mattersFound } from '../../../src/core/indicators/index.ts';
import { problem } from './matters.ts';
import { trees } from './registers.ts';

const registered = figure('heritage.trees_registered', {
  title: '登记古树',
  unit: '株',
  definition: '台账中的古树名木，按登记日期计；已并入别条的不计',
  source: '古树名木台账',
  register: trees,
  rows: () => sql`select t.city, t.id, t.division, t.registered_on as on_date from heritage.trees t`,
  cumulative: true,
});
const found = mattersFound('heritage.problems_found', problem, '处');
export const figures = [registered, found, closingRate('heritage.closing_rate', problem, found)];
