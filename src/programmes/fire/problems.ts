import { type FieldError, problem } from '../../platform/problem.ts';

export const mayNotInspect = problem({
  type: '/problems/fire/may-not-inspect',
  status: 403,
  title: '不能实施监督检查',
  detail: () =>
    '监督检查由有执法资格的单位和持证人员实施（国办发〔2024〕54号）。您的岗位可以网格排查：看、提醒、建议整改。请把类型改为“网格排查”。',
});

export const wrongInspection = problem<{ errors: FieldError[] }>({
  type: '/problems/fire/wrong-inspection',
  status: 422,
  title: '检查记录有待补充',
  detail: ({ errors }) => `${errors.map((e) => e.message).join('；')}。已填内容不会丢，补好后再提交。`,
  extra: ({ errors }) => ({ errors }),
});

export const overYearlyCap = problem<{ count: number; cap: number; reasons: { code: string; title: string }[] }>({
  type: '/problems/fire/over-yearly-cap',
  status: 409,
  title: '已到年度检查上限',
  detail: ({ count, cap }) =>
    `这家场所今年已监督检查 ${count} 次，上限 ${cap} 次（国办发〔2024〕54号，次数可配置）。确需检查的，选定缘由并写明来文或线索后再提交；只是看看的，改作网格排查。`,
  extra: ({ count, cap, reasons }) => ({ inspections_this_year: count, yearly_cap: cap, reasons }),
});

export const notInBusiness = problem<{ status: string }>({
  type: '/problems/fire/not-in-business',
  status: 409,
  title: '场所已关停或空置',
  detail: ({ status }) => `台账上这家场所是“${status}”。已恢复营业的，请先在台账里改为“营业”，再检查。`,
});
