/** Every way the indicators say no. */
import { problem } from '../../platform/problem.ts';

export { badCursor } from '../ledger/problems.ts';

export const badDate = problem<{ name: string; value: string }>({
  type: '/problems/indicators/bad-date',
  status: 422,
  title: '期间不对',
  detail: ({ name, value }) => `${name}“${value}”不是日期。请写成 2022-11-09 这样的年-月-日；不限时留空。`,
});

export const periodReversed = problem<{ from: string; to: string }>({
  type: '/problems/indicators/period-reversed',
  status: 422,
  title: '期间不对',
  detail: ({ from, to }) => `开始日期 ${from} 晚于结束日期 ${to}。请调换后再查。`,
});

export const noSuchDimension = problem<{ title: string; by: string; offered: readonly string[] }>({
  type: '/problems/indicators/no-such-dimension',
  status: 422,
  title: '不能这样分组',
  detail: ({ title, by, offered }) => `“${title}”不能按“${by}”分组。可以按：${offered.join('、')}。`,
});

export const tooManySteps = problem<{ steps: number; most: number }>({
  type: '/problems/indicators/too-many-steps',
  status: 422,
  title: '点太多',
  detail: ({ steps, most }) => `这样会有 ${steps} 个点，最多画 ${most} 个。请缩短期间，或改为按周、按月。`,
});
