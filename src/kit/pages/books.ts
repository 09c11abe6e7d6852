/** The handbooks under 帮助, and where in them the commonest questions are answered. Pure: a book's text is fetched when it is opened. */

export const books = [
  {
    key: 'clerk',
    title: '镇街专干、办公室手册',
    about: '导入、查找、修改、导出，检查清单，隐患和待办，清单台账，指标，日报和通报，请假',
    load: () => import('../../../docs/zh/clerk.md?raw'),
  },
  {
    key: 'field',
    title: '网格员和检查人员手册',
    about: '用手机检查、办待办、复查，看和改场所',
    load: () => import('../../../docs/zh/field.md?raw'),
  },
  {
    key: 'operator',
    title: '系统管理员手册',
    about: '安装、首次启用、备份恢复、升级、演示时钟',
    load: () => import('../../../docs/zh/operator.md?raw'),
  },
] as const;
export type BookKey = (typeof books)[number]['key'];

/** A question as somebody in an office asks it, and the heading under which it is answered. */
export const questions: readonly { ask: string; book: BookKey; section: string }[] = [
  { ask: '忘了密码，登不上去', book: 'clerk', section: '一　登录' },
  { ask: '把现在用的 Excel 台账导进来', book: 'clerk', section: '三　导入现有的台账' },
  { ask: '有些行被退回来了，怎么改', book: 'clerk', section: '三　导入现有的台账' },
  { ask: '导错了，想撤回', book: 'clerk', section: '三　导入现有的台账' },
  { ask: '找一家店', book: 'clerk', section: '四　找和看' },
  { ask: '改一条，或同一家登记了两次', book: 'clerk', section: '五　登记、修改、合并、移出' },
  { ask: '导出、打印交给上级', book: 'clerk', section: '九　清单台账、导出和打印' },
  { ask: '今天该检查哪几家', book: 'clerk', section: '七　检查' },
  { ask: '隐患怎么办，来不及了怎么办', book: 'clerk', section: '八　隐患和待办' },
  { ask: '出日报、改错一期', book: 'clerk', section: '十一　日报和通报' },
  { ask: '数字和别人报的对不上', book: 'clerk', section: '十　指标和比较' },
  { ask: '请假、调走，事情交给谁', book: 'clerk', section: '十二　请假和调走' },
  { ask: '我在村里，用手机检查一家店', book: 'field', section: '检查一家' },
  { ask: '检查做完了，没信号交不上', book: 'field', section: '提交' },
];
