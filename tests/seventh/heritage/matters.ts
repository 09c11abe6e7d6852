/** 养护问题: what a failed question opens. Pure. Periods are 示例. */
import { byGrade, days, hours, matterKind, workdays } from '../../../src/core/matters/kind.ts';

export const problem = matterKind('heritage.problem', {
  title: '养护问题',
  number_prefix: 'GS',
  grades: [
    { code: 'A', title: 'A 危及树或人' },
    { code: 'B', title: 'B 一般', up: 'A' },
  ],
  stages: { accept: hours(24), handle: byGrade({ A: workdays(3), B: workdays(15) }), verify: workdays(5) },
  longest: days(60),
  tiers: ['town', 'county', 'city'],
  closing: { photos: { grades: ['A'], basis: '养护台账附处理后照片（待核实）' }, verifier: 'neither_handler_nor_only_inspector' },
  place: 'heritage.trees',
});
