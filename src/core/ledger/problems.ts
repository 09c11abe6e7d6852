import { type FieldError, problem } from '../../platform/problem.ts';

export const forbidden = problem<{ title: string }>({
  type: '/problems/ledger/forbidden',
  status: 403,
  title: '没有这项权限',
  detail: ({ title }) => `您的岗位不能办理“${title}”。需要时请本单位管理员在“管理”里调整岗位。`,
});

/** Rows of others read as absent: the answer does not tell whether they exist. */
export const notFound = problem({
  type: '/problems/ledger/not-found',
  status: 404,
  title: '没有找到',
  detail: () => '这条记录不存在，或不在您的管辖范围内。请核对编号，或请上级单位查看。',
});

export const invalidInput = problem<{ errors: FieldError[] }>({
  type: '/problems/ledger/invalid-input',
  status: 422,
  title: '填写有误',
  detail: ({ errors }) =>
    `有 ${errors.length} 处需要改正：${errors
      .slice(0, 3)
      .map((e) => e.message)
      .join('；')}${errors.length > 3 ? '……' : ''}。改好后再提交，已填内容不会丢。`,
  extra: ({ errors }) => ({ errors }),
});

export const actIdTaken = problem({
  type: '/problems/ledger/act-id-taken',
  status: 409,
  title: '请求编号已被使用',
  detail: () => '这个请求编号（Idempotency-Key）已用于另一件事。请刷新页面后重新提交。',
});

export const actIdMissing = problem({
  type: '/problems/ledger/act-id-missing',
  status: 400,
  title: '缺少请求编号',
  detail: () => '写入请求须带 Idempotency-Key 请求头（UUID），重复提交时才不会重复办理。',
});

export const staleVersion = problem<{ version: number; conflicts: { column: string; title: string; yours: unknown; theirs: unknown }[] }>({
  type: '/problems/ledger/stale-version',
  status: 409,
  title: '别人刚改过这条记录',
  detail: ({ conflicts }) =>
    conflicts.length > 0
      ? `您打开之后，${conflicts.map((c) => `“${c.title}”`).join('、')}已被改动。请对照两边的值，选定后再保存。`
      : '您打开之后这条记录已被改动。请刷新后再保存。',
  extra: ({ version, conflicts }) => ({ version, column_conflicts: conflicts }),
});

export const outsideAct = problem({
  type: '/problems/ledger/outside-act',
  status: 500,
  title: '写入没有经过办理',
  detail: () => '系统拒绝了一次没有留痕的写入。请把操作步骤告诉管理员。',
});

export const badCursor = problem({
  type: '/problems/ledger/bad-cursor',
  status: 422,
  title: '翻页位置失效',
  detail: () => '翻页位置不对，可能链接不完整。请回到第一页重新翻。',
});

export const badDay = problem<{ value: string }>({
  type: '/problems/ledger/bad-day',
  status: 422,
  title: '日期不对',
  detail: ({ value }) => `“${value}”不是日期。请写成 2022-11-09 这样的年-月-日。`,
});

export const stillReferred = problem<{ relation: string }>({
  type: '/problems/ledger/still-referred',
  status: 409,
  title: '还有记录引用它',
  detail: ({ relation }) =>
    `“${relation}”的这一行还被别的记录引用，不能单独抹除。请先把引用它的事项办结，或把引用它的记录一并列入本次抹除。`,
});

export const namesErased = problem({
  type: '/problems/ledger/names-erased',
  status: 422,
  title: '事由里写了要抹除的内容',
  detail: () => '事由和依据会留在流水里。请去掉其中的姓名、名称、地址和电话，例如写“本人书面申请”，再提交。',
});
