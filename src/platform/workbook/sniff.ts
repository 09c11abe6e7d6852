/** What a file is, told by its content: names lie, and chat programs rename. */
import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import type { Problem } from '../problem.ts';
import { Archive } from './archive.ts';
import { oleStreamNames } from './ole.ts';
import { fileDamaged, fileEmpty, fileEncrypted, fileTooLarge, formatNotRead, limits, notATable } from './problems.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

export type Sniffed =
  | { format: 'xlsx' | 'xlsm' }
  | { format: 'csv'; encoding: Encoding }
  | { format: 'encrypted' | 'empty' | 'damaged' | 'too_large' }
  /** A table, but in a format that is not read: `called` is its name in Chinese. */
  | { format: 'xls' | 'et' | 'xlsb' | 'ods' | 'html' | 'xml2003'; called: string }
  | { format: 'other'; called: string };

/** Recognises a file. Never throws for what the file holds; errors of the disk pass through. */
export async function sniffWorkbook(path: string): Promise<Sniffed> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0) return { format: 'empty' };
    if (size > limits.file) return { format: 'too_large' };
    const head = Buffer.alloc(4096);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const start = head.subarray(0, bytesRead);
    if (start.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004' || start.subarray(0, 4).toString('latin1') === 'PK\u0005\u0006') {
      return await sniffZip(path);
    }
    if (start.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1') return sniffOle(await oleStreamNames(file));
    const known = KNOWN.find(([mark]) => start.subarray(0, mark.length).equals(mark));
    if (known) return { format: 'other', called: known[1] };
    return await sniffText(file, start);
  } finally {
    await file.close();
  }
}

/** The problem to answer with, or null for a file that `readWorkbook` reads. */
export function refusalOf(sniffed: Sniffed): Problem | null {
  switch (sniffed.format) {
    case 'xlsx':
    case 'xlsm':
    case 'csv':
      return null;
    case 'encrypted':
      return fileEncrypted();
    case 'empty':
      return fileEmpty();
    case 'damaged':
      return fileDamaged({ where: '压缩包目录' });
    case 'too_large':
      return fileTooLarge({ limit: `${limits.file / 1024 / 1024} MB` });
    case 'other':
      return notATable({ what: `这是${sniffed.called}` });
    default:
      return formatNotRead({ format: sniffed.called });
  }
}

const KNOWN: [Buffer, string][] = [
  [Buffer.from('%PDF-'), ' PDF 文件'],
  [Buffer.from([0x89, 0x50, 0x4e, 0x47]), '图片'],
  [Buffer.from([0xff, 0xd8, 0xff]), '图片'],
  [Buffer.from('GIF8'), '图片'],
  [Buffer.from('BM'), '图片'],
  [Buffer.from('Rar!'), '压缩包'],
  [Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), '压缩包'],
  [Buffer.from([0x1f, 0x8b]), '压缩包'],
  [Buffer.from('{\\rtf'), '文字文档'],
];

async function sniffZip(path: string): Promise<Sniffed> {
  let archive: Archive;
  try {
    archive = await Archive.open(path);
  } catch {
    return { format: 'damaged' };
  }
  try {
    if (archive.has('xl/workbook.bin')) return { format: 'xlsb', called: ' Excel 二进制工作簿（.xlsb）' };
    const names = archive.names();
    if (names.some((name) => /(^|\/)workbook\.xml$/.test(name)) && archive.has('[Content_Types].xml')) {
      return { format: names.some((name) => name.endsWith('vbaproject.bin')) ? 'xlsm' : 'xlsx' };
    }
    const mime = await archive.text('mimetype').catch(() => null);
    if (mime?.includes('opendocument.spreadsheet')) return { format: 'ods', called: ' OpenDocument 表格（.ods）' };
    if (archive.has('word/document.xml') || mime?.includes('opendocument.text')) return { format: 'other', called: '文字文档，不是表格' };
    if (archive.has('ppt/presentation.xml')) return { format: 'other', called: '演示文稿' };
    return { format: 'other', called: '压缩包，请先解压' };
  } finally {
    await archive.close();
  }
}

function sniffOle(names: string[]): Sniffed {
  if (names.some((name) => /^(EncryptedPackage|EncryptionInfo)$/i.test(name))) return { format: 'encrypted' };
  if (names.some((name) => /^ET(ExtData|WorkBook)|^KSO|^WpsCustomData$/i.test(name)))
    return { format: 'et', called: ' WPS 旧格式表格（.et）' };
  if (names.some((name) => /^(Workbook|Book)$/i.test(name)))
    return { format: 'xls', called: ' Excel 97–2003 旧格式（.xls，或 WPS 的 .et）' };
  if (names.some((name) => /^WordDocument$/i.test(name))) return { format: 'other', called: '文字文档，不是表格' };
  if (names.length === 0) return { format: 'damaged' };
  return { format: 'other', called: '其他程序的文件' };
}

async function sniffText(file: Awaited<ReturnType<typeof open>>, start: Buffer): Promise<Sniffed> {
  const marked: Encoding | null =
    start[0] === 0xff && start[1] === 0xfe ? 'utf-16le' : start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : null;
  const encoding = marked ?? unmarkedUtf16(start) ?? (await eightBitEncoding(file));
  if (!encoding) return { format: 'other', called: '无法识别的文件' };
  const words = new TextDecoder(encoding)
    .decode(start)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^(<!doctype html|<html|<head|<meta|<table|<style)/i.test(words)) return { format: 'html', called: '网页（只是名字叫 .xls）' };
  if (/^MIME-Version:/i.test(words)) return { format: 'html', called: '单个网页文件（.mht）' };
  if (words.startsWith('<?xml') || words.startsWith('<')) {
    if (/schemas-microsoft-com:office:spreadsheet|progid="Excel\.Sheet"/.test(words))
      return { format: 'xml2003', called: ' XML 表格 2003' };
    if (/<html/i.test(words)) return { format: 'html', called: '网页（只是名字叫 .xls）' };
    if (words.startsWith('<?xml')) return { format: 'other', called: ' XML 文件' };
  }
  return { format: 'csv', encoding };
}

function unmarkedUtf16(start: Buffer): Encoding | null {
  let even = 0;
  let odd = 0;
  for (let at = 0; at + 1 < start.length; at += 2) {
    if (start[at] === 0) even++;
    if (start[at + 1] === 0) odd++;
  }
  const pairs = start.length / 2;
  if (odd > pairs * 0.2 && even === 0) return 'utf-16le';
  if (even > pairs * 0.2 && odd === 0) return 'utf-16be';
  return null;
}

/**
 * UTF-8 where the whole file is valid UTF-8, else GB18030, as Excel in China writes CSV. Null when it is neither, or holds bytes no text holds.
 * The whole file is looked at: the first Chinese name may stand in the last row.
 */
async function eightBitEncoding(file: Awaited<ReturnType<typeof open>>): Promise<Encoding | null> {
  let utf8: TextDecoder | null = new TextDecoder('utf-8', { fatal: true });
  const gb = new TextDecoder('gb18030');
  let wrong = 0;
  let characters = 0;
  const buffer = Buffer.alloc(1024 * 1024);
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    const bytes = buffer.subarray(0, bytesRead);
    position += bytesRead;
    for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 26 && byte !== 27)) return null;
    if (utf8) {
      try {
        utf8.decode(bytes, { stream: bytesRead > 0 });
      } catch {
        utf8 = null;
      }
    }
    const text = gb.decode(bytes, { stream: bytesRead > 0 });
    characters += text.length;
    // U+FFFD is no byte pair; the private areas are pairs that no program writes.
    for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) wrong++;
    if (bytesRead === 0) break;
  }
  if (utf8) return 'utf-8';
  return wrong <= characters * 0.001 ? 'gb18030' : null;
}
