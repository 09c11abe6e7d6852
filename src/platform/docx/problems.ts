/** Every way the document writer says no. */
import { problem } from '../problem.ts';

export const badLayout = problem<{ reason: string }>({
  type: '/problems/platform/document-layout',
  status: 422,
  title: '公文要素不合格式',
  detail: ({ reason }) => `${reason}。请改正后再生成（GB/T 9704-2012）。`,
});

export const noPdfProgram = problem({
  type: '/problems/platform/no-pdf-program',
  status: 501,
  title: '这台服务器不能生成 PDF',
  detail: () => '没有找到 LibreOffice（soffice）或 Chromium。请先下载 .docx，用 WPS 或 Word 另存为 PDF；或请系统管理员安装其中之一。',
});

export const pdfFailed = problem<{ program: string }>({
  type: '/problems/platform/pdf-failed',
  status: 503,
  title: 'PDF 没有生成',
  detail: ({ program }) => `${program} 没有转换成功。请过一会儿再试，或先下载 .docx，用 WPS 或 Word 另存为 PDF。`,
});
