import { type FieldError, type ProblemMaker, problem } from '../../platform/problem.ts';

export { badCursor } from '../ledger/problems.ts';

export const wrongAnswers = problem<{ errors: FieldError[] }>({
  type: '/problems/visits/wrong-answers',
  status: 422,
  title: '检查记录有待补充',
  detail: ({ errors }) =>
    `有 ${errors.length} 处需要补充：${errors
      .slice(0, 3)
      .map((e) => e.message)
      .join('；')}${errors.length > 3 ? '……' : ''}。已填内容不会丢，补好后再提交。`,
  extra: ({ errors }) => ({ errors }),
});

export const notToRecheck: FieldError = {
  field: 'matter_id',
  message: '要复查的事项不在这里，或早已办结。请从事项的页面重新点“复查”；没有要复查的，按一次新的检查登记',
};

export const officersNeeded = problem<{ why: string }>({
  type: '/problems/visits/officers-needed',
  status: 422,
  title: '监督检查须有两名持证人员',
  detail: ({ why }) => `${why}。监督检查不少于两名持执法证件的人员，证件号各不相同；没有的请改作网格排查。`,
});

export const notYetBegun = problem({
  type: '/problems/visits/not-yet-begun',
  status: 422,
  title: '检查时间不对',
  detail: () => '检查开始时间晚于现在。请核对手机时间后重新提交。',
});

export const visitIdTaken = problem({
  type: '/problems/visits/id-taken',
  status: 409,
  title: '检查编号已被使用',
  detail: () => '这个检查编号已用于另一次检查。请刷新页面后重新提交。',
});

const constraint = (name: string, status: number, title: string, words: string) =>
  problem({ type: `/problems/visits/${name}`, status, title, detail: () => words });

export const constraints: Readonly<Record<string, ProblemMaker<void>>> = {
  visits_pkey: constraint('id-taken', 409, '检查编号已被使用', '这个检查编号已用于另一次检查。请刷新页面后重新提交。'),
  visits_two_officers: constraint(
    'officers-needed',
    422,
    '监督检查须有两名持证人员',
    '监督检查不少于两名持执法证件的人员，证件号各不相同。请补填第二名检查人。',
  ),
  visits_not_before_start: constraint('not-yet-begun', 422, '检查时间不对', '检查开始时间晚于现在。请核对手机时间后重新提交。'),
  answers_failure_has_words: constraint('words', 422, '缺少情况说明', '不合格的项目须写明看到的情况。'),
};
