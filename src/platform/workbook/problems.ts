/** Every way a workbook is refused. */
import { problem } from '../problem.ts';

const saveAs = '在 Excel 或 WPS 中打开它，点“文件 → 另存为”，类型选“Excel 工作簿（*.xlsx）”，再上传另存的文件';

/** Size limits. Counted on what is really read and inflated: sizes written in the file are not believed. */
export const limits = {
  /** Bytes of the uploaded file. */
  file: 100 * 1024 * 1024,
  /** Bytes of all parts, inflated. 1,048,576 rows × 20 columns come to 1.4 GB. */
  inflated: 2 * 1024 * 1024 * 1024,
  /** Inflated : packed of one part, judged once it is larger than `ratioFrom`. Real sheets reach 40, a bomb 1,000. */
  ratio: 250,
  ratioFrom: 16 * 1024 * 1024,
  /** Bytes of all different strings, kept in memory while a sheet is read. */
  strings: 192 * 1024 * 1024,
  /** Parts of the package. */
  parts: 5_000,
  /** Bytes of one cell or tag: the office programs stop at 32,767 characters. */
  piece: 4 * 1024 * 1024,
} as const;

export const fileEncrypted = problem({
  type: '/problems/workbook/encrypted',
  status: 422,
  title: '文件有打开密码',
  detail: () => '请用 Excel 或 WPS 打开它，在“文件 → 信息 → 保护工作簿 → 用密码进行加密”处清空密码（WPS：文件 → 文档加密），保存后再上传。',
});

/** `.xls`, `.et`, `.xlsb`, `.ods`, a web page named .xls, or the XML of 2003. */
export const formatNotRead = problem<{ format: string }>({
  type: '/problems/workbook/format-not-read',
  status: 415,
  title: '这种格式不能直接导入',
  detail: ({ format }) => `文件是${format}。请${saveAs}。`,
  extra: ({ format }) => ({ format }),
});

/** LibreOffice could not make an .xlsx of it. */
export const conversionFailed = problem<{ format: string; why: string }>({
  type: '/problems/workbook/conversion-failed',
  status: 422,
  title: '旧格式没有转换成功',
  detail: ({ format, why }) => `文件是${format}，${why}。请${saveAs}。`,
  extra: ({ format }) => ({ format }),
});

export const notATable = problem<{ what: string }>({
  type: '/problems/workbook/not-a-table',
  status: 415,
  title: '不是表格文件',
  detail: ({ what }) => `${what}。请上传 .xlsx 或 .csv 表格。`,
});

export const fileEmpty = problem({
  type: '/problems/workbook/empty',
  status: 422,
  title: '文件是空的',
  detail: () => '文件没有内容。请确认表格已保存并关闭，再上传一次。',
});

export const fileTooLarge = problem<{ limit: string }>({
  type: '/problems/workbook/too-large',
  status: 413,
  title: '文件太大',
  detail: ({ limit }) => `文件超过上限（${limit}）。请删去图片和无关的工作表，或按镇街、村分成几个文件上传。`,
});

/** Much more comes out than the file's size allows: a zip bomb, or a sheet formatted down to its last row. */
export const fileInflates = problem({
  type: '/problems/workbook/inflates',
  status: 413,
  title: '文件展开后过大',
  detail: () => '文件展开后远大于它的体积，已停止读取。如确是台账，请把有内容的行复制到新建的工作簿，保存为 .xlsx 再上传。',
});

export const fileDamaged = problem<{ where: string }>({
  type: '/problems/workbook/damaged',
  status: 422,
  title: '文件已损坏',
  detail: ({ where }) =>
    `读到“${where}”时出错。请用 Excel 或 WPS 打开它（会提示修复），另存为新的 .xlsx 再上传；打不开的，请向来源单位重新要一份。`,
});
