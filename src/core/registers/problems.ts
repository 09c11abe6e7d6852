import { type FieldError, problem } from '../../platform/problem.ts';

export { badCursor } from '../ledger/problems.ts';

export const badSort = problem<{ name: string }>({
  type: '/problems/registers/bad-sort',
  status: 400,
  title: '不能按此列排序',
  detail: ({ name }) => `不能按“${name}”排序。请点表头上带箭头的列。`,
});

export const wrongValues = problem<{ errors: FieldError[] }>({
  type: '/problems/registers/wrong-values',
  status: 422,
  title: '填写有误',
  detail: ({ errors }) =>
    `有 ${errors.length} 处需要改正：${errors
      .slice(0, 3)
      .map((e) => e.message)
      .join('；')}。改好后再保存，已填内容不会丢。`,
  extra: ({ errors }) => ({ errors }),
});

export const alreadyThere = problem<{ label: string; same: { id: string; label: string; division: string }[] }>({
  type: '/problems/registers/already-there',
  status: 409,
  title: '台账里已有',
  detail: ({ label, same }) =>
    `“${label}”与已登记的${same.map((s) => `“${s.label}”`).join('、')}信用代码相同，或名称和地址相同。请打开原记录修改；确是两家的，写明理由后再保存。`,
  extra: ({ same }) => ({ same }),
});

export const heldElsewhere = problem<{ division: string }>({
  type: '/problems/registers/held-elsewhere',
  status: 409,
  title: '别处已登记',
  detail: ({ division }) => `同一家已由${division}登记。请与该单位联系，由其更正或移交，不要重复登记。`,
});

export const mergedAway = problem<{ id: string }>({
  type: '/problems/registers/merged-away',
  status: 410,
  title: '已并入另一条',
  detail: () => '这条记录已并入另一条。请打开保留的那条查看。',
  extra: ({ id }) => ({ merged_into: id }),
});

export const cannotMerge = problem<{ why: string }>({
  type: '/problems/registers/cannot-merge',
  status: 422,
  title: '不能合并',
  detail: ({ why }) => why,
});

export const nothingSealed = problem<{ columns: string[] }>({
  type: '/problems/registers/nothing-sealed',
  status: 422,
  title: '没有可查看的敏感列',
  detail: ({ columns }) => `${columns.join('、')} 不是封存的列，直接就能看到。`,
});

export const exportTooLarge = problem<{ limit: number }>({
  type: '/problems/registers/export-too-large',
  status: 422,
  title: '一次导出太多',
  detail: ({ limit }) => `Excel 一张表最多 ${limit} 行。请加上筛选条件分几次导出，或改用 CSV。`,
});

export const importGone = problem({
  type: '/problems/registers/import-not-found',
  status: 404,
  title: '没有这次导入',
  detail: () => '这次导入不存在，或不在您的管辖范围内。请回到导入记录重新选择。',
});

export const importNotNow = problem<{ state: string; doing: string }>({
  type: '/problems/registers/import-not-now',
  status: 409,
  title: '现在不能这样做',
  detail: ({ state, doing }) => `这次导入${state}，不能${doing}。请刷新页面看最新进度。`,
});

export const importTouched = problem<{ rows: number }>({
  type: '/problems/registers/import-touched',
  status: 409,
  title: '导入后已有改动',
  detail: ({ rows }) => `这次导入的行里，已有 ${rows} 行被人改动过，不能整批撤销。请逐条更正。`,
});

export const importRefusedWhole = problem<{ rejected: number }>({
  type: '/problems/registers/import-refused-whole',
  status: 422,
  title: '整份没有导入',
  detail: ({ rejected }) => `按“全部合格才导入”，有 ${rejected} 行不合格，所以一行也没有写入。请下载退回的行，改好后再导入。`,
});

export const noHeader = problem<{ title: string }>({
  type: '/problems/registers/no-header',
  status: 422,
  title: '没有认出表头',
  detail: ({ title }) => `文件里没有找到“${title}”的表头行（至少要有名称等列）。请核对是不是这份台账，或下载模板把数据贴进去。`,
});

export const forbiddenContent = problem<{ words: string }>({
  type: '/problems/registers/forbidden-content',
  status: 422,
  title: '不得导入的内容',
  detail: ({ words }) => `文件含有“${words}”一类列。行踪轨迹、通话清单、疫情扫码数据不得导入，已拒绝并留痕。请删去这些列后再导入。`,
});

export const viewExists = problem({
  type: '/problems/registers/view-exists',
  status: 409,
  title: '视图重名',
  detail: () => '您已有同名视图。请换一个名字，或先删去原来的。',
});

export const plateTaken = problem({
  type: '/problems/registers/plate-taken',
  status: 409,
  title: '门牌码已被使用',
  detail: () => '这个门牌码已贴在别处。请核对编号。',
});

export const unknownRegister = problem<{ name: string; known: string }>({
  type: '/problems/registers/unknown-register',
  status: 404,
  title: '没有这个台账',
  detail: ({ name, known }) => `没有“${name}”这个台账。可用的有：${known}。`,
});

export const noSuchFile = problem<{ path: string }>({
  type: '/problems/registers/no-such-file',
  status: 404,
  title: '没有这个文件',
  detail: ({ path }) => `读不到文件 ${path}。请核对路径。`,
});

export const noFile = problem({
  type: '/problems/registers/no-file',
  status: 400,
  title: '没有收到文件',
  detail: () => '请选择一个 .xlsx 或 .csv 文件后再上传。',
});

/** What the reading of a file refused, told again by the command line. */
export const importFailed = problem<{ title: string; detail: string }>({
  type: '/problems/registers/import-failed',
  status: 422,
  title: '没有导入',
  detail: ({ title, detail }) => `${title}：${detail}`,
});

export const unknownColumn = problem<{ sheet: string; name: string }>({
  type: '/problems/registers/unknown-column',
  status: 422,
  title: '没有这一列',
  detail: ({ sheet, name }) => `“${sheet}”里没有“${name}”这一列。请刷新页面后重试。`,
});

/** Constraints of the tables behind registers. */
export const constraints = { views_title_once: viewExists, places_plate_once: plateTaken };
