/** Every way the documents say no. */
import { problem } from '../../platform/problem.ts';

export const noSuchBulletin = problem<{ key: string; offered: readonly string[] }>({
  type: '/problems/documents/no-such-bulletin',
  status: 404,
  title: '没有这种通报',
  detail: ({ key, offered }) => `没有“${key}”。可以用：${offered.join('、')}。`,
});

export const badDay = problem<{ day: string; today: string }>({
  type: '/problems/documents/bad-day',
  status: 422,
  title: '日期不对',
  detail: ({ day, today }) => `“${day}”不能出期。请写成 2022-11-09 这样的日期，不早于期间开始，也不晚于今天（${today}）。`,
});

export const alreadyDrafted = problem<{ id: string; issue: number; edition: number }>({
  type: '/problems/documents/already-drafted',
  status: 409,
  title: '这一期已有稿',
  detail: ({ issue, edition }) => `第${issue}期已有第${edition}版。请打开那一稿；数字要重取，请先作废那一稿，已发布的请更正。`,
  extra: ({ id }) => ({ id }),
});

export const notInState = problem<{ now: string; wanted: string }>({
  type: '/problems/documents/not-in-state',
  status: 409,
  title: '这一版现在不能这样办',
  detail: ({ now, wanted }) => `这一版现在是“${now}”，只有“${wanted}”的才能这样办。请刷新后再看。`,
});

export const ownWords = problem({
  type: '/problems/documents/own-words',
  status: 409,
  title: '须由第二人签发',
  detail: () => '您起草、改过或送签过这一版，不能由您签发。请由另一位有签发权限的人签发。',
});

export const closedEdition = problem({
  type: '/problems/documents/closed-edition',
  status: 409,
  title: '已发布的版次不能改动',
  detail: () => '这一版已发布或已作废，保留原样。要更正，请出下一版，并写明变动和原因。',
});

export const unknownNumber = problem<{ names: readonly string[] }>({
  type: '/problems/documents/unknown-number',
  status: 422,
  title: '引用了没有冻结的数字',
  detail: ({ names }) => `文字里的 ${names.join('、')} 不在本期数字清单里。请从清单中选，或改回原来的写法。`,
});

export const notTheLatest = problem({
  type: '/problems/documents/not-the-latest',
  status: 409,
  title: '已有更新的版次',
  detail: () => '更正须从最新一版做起。请打开这一期的最新版次再更正。',
});

export const alreadyOpened = problem<{ title: string; since: string | null }>({
  type: '/problems/documents/already-opened',
  status: 409,
  title: '已经开办',
  detail: ({ title, since }) => `“${title}”${since ? `从 ${since} 起` : ''}已经开办。要改依据，请点“录入依据”；要停办，请点“停办”。`,
});

export const notOpened = problem({
  type: '/problems/documents/not-opened',
  status: 409,
  title: '已经停办或停用',
  detail: () => '这一项已经停办或停用，没有可停的。请刷新后再看；要继续，请重新开办。',
});

export const noComparison = problem<{ title: string }>({
  type: '/problems/documents/no-comparison',
  status: 422,
  title: '没有可排名次的比较',
  detail: ({ title }) => `“${title}”不按率比较下级单位，数量不排名次，用不着依据。请在有整改率比较的通报上录入。`,
});
