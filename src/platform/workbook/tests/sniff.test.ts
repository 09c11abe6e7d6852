import { copyFile, writeFile } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { writeOle, writePackage, writeZip } from '../../../../tests/support/workbooks/packages.ts';
import { readWorkbook, refusalOf, sniffWorkbook } from '../index.ts';
import { files, refusal, scratchFolder } from './scratch.ts';

const scratch = scratchFolder();

async function sniffed(content: Buffer | string): Promise<string> {
  const path = scratch(`sniff-${Math.random()}`);
  await writeFile(path, content);
  const found = await sniffWorkbook(path);
  return found.format === 'csv' ? `csv ${found.encoding}` : found.format;
}

describe('sniffWorkbook tells a file by its content', () => {
  it('refuses a workbook with a password, written by LibreOffice', async () => {
    expect(await sniffWorkbook(`${files}encrypted.xlsx`)).toEqual({ format: 'encrypted' });
    expect(await refusal(readWorkbook(`${files}encrypted.xlsx`))).toBe('/problems/workbook/encrypted');
  });

  it('refuses old formats and says how to save anew', async () => {
    expect((await sniffWorkbook(`${files}old.xls`)).format).toBe('xls');
    expect((await sniffWorkbook(`${files}sheet.ods`)).format).toBe('ods');
    expect((await sniffWorkbook(`${files}page.xls`)).format).toBe('html');
    for (const name of ['old.xls', 'sheet.ods', 'page.xls']) {
      const problem = refusalOf(await sniffWorkbook(`${files}${name}`));
      expect(problem?.type).toBe('/problems/workbook/format-not-read');
      expect(problem?.detail).toContain('另存为');
      expect(problem?.detail).toContain('.xlsx');
    }
  });

  it('is not misled by the name', async () => {
    await copyFile(`${files}libreoffice.xlsx`, scratch('renamed.csv'));
    await copyFile(`${files}gb18030.csv`, scratch('renamed.xlsx'));
    expect((await sniffWorkbook(scratch('renamed.csv'))).format).toBe('xlsx');
    expect(await sniffWorkbook(scratch('renamed.xlsx'))).toEqual({ format: 'csv', encoding: 'gb18030' });
  });

  it('knows WPS .et, Word, slides and other containers', async () => {
    await writeOle(scratch('a.et'), ['Workbook', '\u0005SummaryInformation', 'ETExtData', 'a', 'b', 'c']);
    expect((await sniffWorkbook(scratch('a.et'))).format).toBe('et');
    await writeOle(scratch('a.doc'), ['WordDocument', '1Table']);
    expect(await refusal(readWorkbook(scratch('a.doc')))).toBe('/problems/workbook/not-a-table');
    await writeOle(scratch('encrypted'), ['EncryptionInfo', 'EncryptedPackage']);
    expect((await sniffWorkbook(scratch('encrypted'))).format).toBe('encrypted');
    await writeZip(scratch('a.docx'), { '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w/>' });
    expect(await refusal(readWorkbook(scratch('a.docx')))).toBe('/problems/workbook/not-a-table');
    await writeZip(scratch('a.xlsb'), { '[Content_Types].xml': '<Types/>', 'xl/workbook.bin': 'x' });
    expect((await sniffWorkbook(scratch('a.xlsb'))).format).toBe('xlsb');
    await writeZip(scratch('a.zip'), { 'a.txt': 'x' });
    expect(await refusal(readWorkbook(scratch('a.zip')))).toBe('/problems/workbook/not-a-table');
  });

  it('ignores macros and says so', async () => {
    await writePackage(scratch('a.xlsm'), {
      sheets: [{ rows: '<row r="1"><c r="A1"><v>1</v></c></row>' }],
      others: { 'xl/vbaProject.bin': 'macro' },
    });
    expect((await sniffWorkbook(scratch('a.xlsm'))).format).toBe('xlsm');
    const workbook = await readWorkbook(scratch('a.xlsm'));
    expect(workbook.notices.join()).toContain('宏');
    await workbook.close();
  });

  it('tells the encodings of csv apart', async () => {
    const text = '名称,类别\r\n顺河小栈旅馆,小旅馆\r\n';
    expect(await sniffed(text)).toBe('csv utf-8');
    expect(await sniffed(`\ufeff${text}`)).toBe('csv utf-8');
    expect(await sniffed(iconv.encode(text, 'gb18030'))).toBe('csv gb18030');
    expect(await sniffed(iconv.encode(text, 'utf-16le', { addBOM: true }))).toBe('csv utf-16le');
    expect(await sniffed(iconv.encode(text, 'utf-16be', { addBOM: true }))).toBe('csv utf-16be');
    expect(await sniffed(iconv.encode('name,kind\nabc,def\n', 'utf-16le'))).toBe('csv utf-16le');
  });

  it('finds GB18030 that begins only behind the first megabyte', async () => {
    const ascii = 'a,b,c\r\n'.repeat(200_000);
    expect(await sniffed(Buffer.concat([Buffer.from(ascii), iconv.encode('张庄村,余沟村', 'gb18030')]))).toBe('csv gb18030');
    expect(await sniffed(`${ascii}张庄村`)).toBe('csv utf-8');
  });

  it('refuses what is no table: empty, pictures, PDF, programs', async () => {
    expect(await sniffed('')).toBe('empty');
    expect(await sniffed('%PDF-1.7 …')).toBe('other');
    expect(await sniffed(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]))).toBe('other');
    expect(await sniffed(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0]))).toBe('other');
    expect(
      await sniffed(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
      ),
    ).toBe('xml2003');
    await writeFile(scratch('cut.xlsx'), Buffer.from('PK\u0003\u0004 and then nothing'));
    expect(await refusal(readWorkbook(scratch('cut.xlsx')))).toBe('/problems/workbook/damaged');
  });
});
