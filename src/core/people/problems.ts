/** Every way in which 人员 says no. Pure. */
import { type ProblemMaker, problem } from '../../platform/problem.ts';

export const signedOut = problem({
  type: '/problems/people/signed-out',
  status: 401,
  title: '请先登录',
  detail: () => '您还没有登录，或离开太久已自动退出。请重新登录；本页填写的内容还在。',
});

/** The same words whether the name is unknown, the password wrong or the account closed. */
export const wrongPassword = problem({
  type: '/problems/people/wrong-password',
  status: 401,
  title: '登录没有成功',
  detail: () => '用户名或密码不对。请核对后再试；15 分钟内连错 5 次，这个用户名将停用 30 分钟。忘记密码请找本单位管理员重置。',
});

export const nameLocked = problem<{ seconds: number }>({
  type: '/problems/people/locked',
  status: 429,
  title: '暂时不能登录',
  detail: ({ seconds }) =>
    `这个用户名连续登录失败次数过多，请 ${Math.ceil(seconds / 60)} 分钟后再试。急用请找本单位管理员或安全管理员解锁。`,
  extra: ({ seconds }) => ({ retry_after: seconds }),
});

export const addressSlowed = problem<{ seconds: number }>({
  type: '/problems/people/address-slowed',
  status: 429,
  title: '登录过于频繁',
  detail: ({ seconds }) => `这个网络地址上登录失败的次数过多，请 ${seconds} 秒后再试。`,
  extra: ({ seconds }) => ({ retry_after: seconds }),
});

export const accountClosed = problem({
  type: '/problems/people/closed',
  status: 403,
  title: '账号已停用',
  detail: () => '您的账号已停用或已办理离岗。如需恢复，请联系本单位管理员。',
});

export const oneTimeExpired = problem({
  type: '/problems/people/one-time-expired',
  status: 403,
  title: '一次性密码已过期',
  detail: () => '管理员给您的一次性密码已超过有效期。请管理员重新重置密码。',
});

export const noPost = problem({
  type: '/problems/people/no-post',
  status: 403,
  title: '还没有岗位',
  detail: () => '您的账号今天没有在任的岗位，什么也办不了。请联系本单位管理员或安全管理员安排岗位。',
});

export const passwordDue = problem({
  type: '/problems/people/password-due',
  status: 403,
  title: '请先修改密码',
  detail: () => '您正在使用一次性密码，或密码已满 90 天。请先改成自己的密码，再办理其他事项。',
});

export const weakPassword = problem<{ reasons: readonly string[] }>({
  type: '/problems/people/weak-password',
  status: 422,
  title: '密码不合要求',
  detail: ({ reasons }) => `${reasons.join('；')}。请换一个密码再提交。`,
  extra: ({ reasons }) => ({ errors: reasons.map((message) => ({ field: 'password', message })) }),
});

export const oldPasswordWrong = problem({
  type: '/problems/people/old-password-wrong',
  status: 422,
  title: '原密码不对',
  detail: () => '原密码与现用密码不符，密码没有改动。请重新输入原密码；忘记时请管理员重置。',
  extra: () => ({ errors: [{ field: 'old_password', message: '原密码不对' }] }),
});

export const passwordUsed = problem({
  type: '/problems/people/password-used',
  status: 422,
  title: '这个密码用过',
  detail: () => '新密码不能与最近 5 次用过的密码相同。请换一个密码再提交。',
  extra: () => ({ errors: [{ field: 'password', message: '最近 5 次用过' }] }),
});

export const noSuchAccount = problem<{ name: string }>({
  type: '/problems/people/no-such-account',
  status: 404,
  title: '没有这个账号',
  detail: ({ name }) => `没有名为“${name}”的在用账号。请核对用户名（小写），或请管理员查看。`,
});

export const notOpened = problem({
  type: '/problems/people/not-opened',
  status: 409,
  title: '系统尚未启用',
  detail: () => '这个数据库里还没有启用的城市。请在浏览器打开首页完成首次设置，或执行 taizhang demo 装入演示城市。',
});

export const openedAlready = problem({
  type: '/problems/people/opened-already',
  status: 409,
  title: '系统已经启用',
  detail: () => '首次设置只能做一次，系统已由他人启用。请刷新页面后登录。',
});

export const noSuchCity = problem<{ city: string }>({
  type: '/problems/people/no-such-city',
  status: 422,
  title: '没有这个城市的区划',
  detail: ({ city }) =>
    `没有找到 ${city} 的区划文件。请先用 scripts/fetch-divisions.mjs ${/^\d{4}$/.test(city) ? city : '四位代码'} 生成，再做首次设置。`,
});

export const adminsNotApart = problem({
  type: '/problems/people/admins-not-apart',
  status: 422,
  title: '三个管理员须是三个人',
  detail: () => '系统管理员、安全管理员、审计管理员须由三个不同的人担任，用户名、姓名和密码都不能相同。请改正后再提交。',
});

export const noSuchRole = problem<{ role: string; programme: string }>({
  type: '/problems/people/no-such-role',
  status: 422,
  title: '角色与工作不符',
  detail: ({ role, programme }) => `“${programme}”这项工作里没有角色“${role}”。请重新选择角色。`,
});

export const wrongLevel = problem<{ title: string; levels: readonly number[] }>({
  type: '/problems/people/wrong-level',
  status: 422,
  title: '区划级别不符',
  detail: ({ title, levels }) => {
    const names: Record<number, string> = { 4: '市', 6: '县（区）', 9: '乡镇（街道）', 12: '村（社区）', 15: '网格' };
    return `“${title}”只能设在${levels.map((level) => names[level] ?? String(level)).join('、')}一级。请重新选择管辖区划。`;
  },
});

export const notYourUnit = problem({
  type: '/problems/people/not-your-unit',
  status: 403,
  title: '不是本单位的账号',
  detail: () => '单位管理员只能办理本单位及所属单位的账号和岗位。请联系那个单位的管理员或安全管理员。',
});

export const beyondYourGift = problem<{ title: string }>({
  type: '/problems/people/beyond-your-gift',
  status: 403,
  title: '不能授予这个角色',
  detail: ({ title }) => `“${title}”须由安全管理员授予：单位管理员只能授予本单位已有人承担的工作中的角色，不能授予管理员角色。`,
});

export const lastAdmin = problem<{ title: string }>({
  type: '/problems/people/last-admin',
  status: 409,
  title: '不能没有管理员',
  detail: ({ title }) => `这是最后一位${title}，停用或免去之后就没有人能办理。请先给接任者安排岗位，或办理交接。`,
});

export const postEnded = problem({
  type: '/problems/people/post-ended',
  status: 409,
  title: '岗位已经结束',
  detail: () => '这个岗位或代理已经结束，不用再办。请刷新页面查看。',
});

export const dateBeforeToday = problem({
  type: '/problems/people/date-before-today',
  status: 422,
  title: '日期已过',
  detail: () => '岗位和代理不能从今天以前起算，已经办过的事不能倒填。请改成今天或以后的日期。',
});

export const successorUnfit = problem({
  type: '/problems/people/successor-unfit',
  status: 422,
  title: '接手人不合适',
  detail: () => '接手人须是另一位在岗人员。请重新选择接手人。',
});

export const postsBeyondReach = problem({
  type: '/problems/people/posts-beyond-reach',
  status: 403,
  title: '有您管不到的岗位',
  detail: () => '这位同志在您的管辖范围以外还有岗位，不能由您整体交接。请只选您管辖的岗位，或请上级安全管理员办理。',
});

export const nothingToHandOver = problem({
  type: '/problems/people/nothing-to-hand-over',
  status: 409,
  title: '没有可交接的',
  detail: () => '这位同志名下没有在任的岗位。只是停用账号的，请在账号上办理停用。',
});

export const notFoundDevice = problem({
  type: '/problems/people/no-such-device',
  status: 404,
  title: '没有这台设备',
  detail: () => '这台设备不是您的，或已经退出。请刷新页面查看。',
});

export const delegateUnfit = problem({
  type: '/problems/people/delegate-unfit',
  status: 422,
  title: '不能由这位代理',
  detail: () => '代理人须是本单位在岗的同事。要跨单位代理，请安全管理员办理。',
});

const constraint = (type: string, status: number, title: string, words: string): ProblemMaker<void> =>
  problem({ type: `/problems/people/${type}`, status, title, detail: () => words });

/** Named constraints of the unit's tables and the problems they mean. */
export const constraints: Readonly<Record<string, ProblemMaker<void>>> = {
  accounts_name_taken: constraint(
    'name-taken',
    409,
    '用户名已被使用',
    '这个用户名已有人用过（离岗人员的用户名也不再给别人）。请换一个用户名。',
  ),
  accounts_name_form: constraint(
    'name-form',
    422,
    '用户名格式不对',
    '用户名以小写字母开头，3–40 个小写字母、数字、点、横线或下划线。请改正后再提交。',
  ),
  accounts_title_not_empty: constraint('title-empty', 422, '没有填姓名', '请填写姓名。'),
  accounts_unit: constraint('no-such-unit', 422, '没有这个单位', '所选单位不存在。请刷新后重新选择单位。'),
  posts_unit: constraint('no-such-unit', 422, '没有这个单位', '所选单位不存在。请刷新后重新选择单位。'),
  posts_open_once: constraint('post-held', 409, '已有这个岗位', '这位同志已在任同样的岗位，不用再安排。'),
  posts_end_after_start: constraint('post-days', 422, '起止日期不对', '离任日期不能早于到任日期。请改正后再提交。'),
  posts_active_person: constraint('inactive-person', 422, '不是在岗人员', '岗位只能安排给在岗的人员账号。停用或离岗的请先恢复账号。'),
  posts_not_to_oneself: constraint('not-to-oneself', 403, '不能给自己安排岗位', '任何人不能给自己安排或延长岗位。请另一位管理员办理。'),
  posts_three_powers: constraint(
    'three-powers',
    409,
    '管理员须专人担任',
    '系统管理员、安全管理员、审计管理员须由不同的人担任，也不能兼任业务岗位（三权分立）。请另选一位，或先结束原岗位。',
  ),
  delegations_three_powers: constraint(
    'administration-not-delegated',
    409,
    '管理员岗位不能代理',
    '三个管理员的岗位不能由人代理，管理员也不能代理业务岗位。离岗请办理交接。',
  ),
  delegations_own_post: constraint('not-the-post', 422, '不是本人的岗位', '所选岗位不是委托人的岗位。请重新选择。'),
  delegations_to_another: constraint('delegate-oneself', 422, '不能代理自己', '代理人不能是本人。请另选一位。'),
  delegations_days_in_order: constraint('delegation-days', 422, '起止日期不对', '代理的结束日期不能早于开始日期。请改正后再提交。'),
  delegations_not_longer_than_a_year: constraint('delegation-long', 422, '代理时间太长', '一次代理最长一年。更久的请办理交接。'),
  delegations_reason_not_empty: constraint('delegation-reason', 422, '没有填原因', '请写明代理的原因，如“年休假”。'),
  office_opened_once: openedAlready,
};
