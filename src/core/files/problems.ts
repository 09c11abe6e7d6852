import { type ProblemMaker, problem } from '../../platform/problem.ts';
import { type AttachmentRole, attachmentRoles } from './rules.ts';

const constraint = (name: string, status: number, title: string, words: string) =>
  problem({ type: `/problems/files/${name}`, status, title, detail: () => words });

export const noFile = constraint('no-file', 400, '没有收到文件', '请选择或拍摄一张照片后再上传。');

export const wrongFields = problem<{ errors: { field: string; message: string }[] }>({
  type: '/problems/files/wrong-fields',
  status: 422,
  title: '附件信息不全',
  detail: ({ errors }) => `${errors.map((e) => e.message).join('；')}。请改正后重新上传。`,
  extra: ({ errors }) => ({ errors }),
});

export const tooLarge = problem<{ kind: string; limit: string }>({
  type: '/problems/files/too-large',
  status: 413,
  title: '文件太大',
  detail: ({ kind, limit }) => `${kind}不能超过 ${limit}。照片请用系统的拍照按钮（会自动缩小），文件请压缩或分成几份再上传。`,
});

export const heic = constraint(
  'heic',
  415,
  '不支持 HEIC 照片',
  '这是苹果手机的 HEIC 格式，其他电脑打不开。请在手机“设置→相机→格式”里选“兼容性最佳”后重拍，或把照片另存为 JPG 再上传。',
);

export const otherPicture = constraint('other-picture', 415, '不支持这种图片', '照片只收 JPG、PNG、WebP。请另存为 JPG 后再上传。');

export const video = constraint('video', 415, '不收视频和音频', '附件只收照片、签名和文件。请拍照片作为证据。');

export const activeContent = constraint(
  'active-content',
  415,
  '文件里有可运行的内容',
  '网页、SVG、脚本和程序不能作为附件。图请另存为 JPG 或 PNG，文字请另存为 PDF 后再上传。',
);

export const macros = constraint('macros', 415, '文件里有宏', '带宏的文件不能作为附件。请另存为不带宏的 .docx 或 .xlsx，或 PDF，再上传。');

export const oldOffice = constraint(
  'old-office',
  415,
  '不支持旧版 Office 文件',
  '请在 Word、Excel 或 WPS 里另存为 .docx、.xlsx 或 PDF 后再上传。',
);

export const brokenPicture = constraint('broken-picture', 415, '照片打不开', '这张照片不完整或已损坏。请重拍或重新选择后再上传。');

export const hugePicture = constraint(
  'huge-picture',
  415,
  '照片尺寸太大',
  '照片最长边不能超过 20000 像素，总数不能超过一亿像素。请缩小后再上传。',
);

export const unknownMedia = constraint(
  'unknown-media',
  415,
  '不支持这种文件',
  '只收照片（JPG、PNG、WebP）、PDF、.docx 和 .xlsx。请另存后再上传。',
);

export const wrongMedia = problem<{ kind: string }>({
  type: '/problems/files/wrong-media',
  status: 415,
  title: '文件种类不对',
  detail: ({ kind }) => `这里要的是${kind}，收到的是别的文件。请重新选择。`,
});

export const wrongSmall = constraint(
  'wrong-small',
  422,
  '小图不对',
  '随附的小图须是不超过 480 像素、300 KB 的 JPG、PNG 或 WebP。请刷新页面后重新上传。',
);

export const storageFull = constraint(
  'storage-full',
  507,
  '存储空间已满',
  '服务器磁盘已满，附件没有存上。照片还在您的手机里，请告诉管理员清理磁盘后再上传。',
);

export const contentMissing = constraint(
  'content-missing',
  410,
  '附件内容不在了',
  '登记还在，但存储里找不到这份内容。请告诉管理员从备份恢复 files 文件夹。',
);

export const notAttachable = problem<{ ids: readonly string[] }>({
  type: '/problems/files/not-attachable',
  status: 422,
  title: '附件不能用',
  detail: ({ ids }) => `有 ${ids.length} 个附件不存在，或不在您的管辖范围内。请重新拍摄或选择后再提交。`,
  extra: ({ ids }) => ({ file_ids: ids }),
});

export const wrongKind = problem<{ role: AttachmentRole }>({
  type: '/problems/files/wrong-kind',
  status: 422,
  title: '附件种类不对',
  detail: ({ role }) => `“${attachmentRoles[role].title}”要的不是这种附件。请重新选择。`,
});

export const samePicture = constraint(
  'same-picture',
  422,
  '整改前后是同一张照片',
  '整改前和整改后用了同一张照片，不能证明已整改。请到现场重拍整改后的照片。',
);

export const constraints: Readonly<Record<string, ProblemMaker<void>>> = {
  files_pkey: constraint('id-taken', 409, '附件编号已被使用', '这个附件编号已用于另一份附件。请刷新页面后重新上传。'),
  files_longitude_real: constraint(
    'position',
    422,
    '定位不对',
    '经度须在 -180 到 180、纬度须在 -90 到 90 之间。请重新定位，或不带定位上传。',
  ),
  files_latitude_real: constraint(
    'position',
    422,
    '定位不对',
    '经度须在 -180 到 180、纬度须在 -90 到 90 之间。请重新定位，或不带定位上传。',
  ),
  files_division_is_code: constraint('division', 422, '区划不对', '区划须是区划代码。请重新选择区划。'),
};
