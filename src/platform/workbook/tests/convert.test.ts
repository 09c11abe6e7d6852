/** Old formats through LibreOffice; skipped, and said so, on a machine without it. */
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { convertWorkbook, findOffice, sniffWorkbook } from '../index.ts';
import { allRows, files, refusal, scratchFolder, values } from './scratch.ts';

const scratch = scratchFolder();
const office = await findOffice();
const left = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('taizhang-convert-'));

test('no program is found on a path without one, and files of today are left alone', async () => {
  if (office === null || !office.startsWith('/usr/lib'))
    expect(await findOffice('/nowhere')).toSatisfy((found) => found !== '/nowhere/soffice');
  await copyFile(`${files}libreoffice.xlsx`, scratch('today.xlsx'));
  await convertWorkbook(scratch('today.xlsx'));
  expect((await readFile(scratch('today.xlsx'))).equals(await readFile(`${files}libreoffice.xlsx`))).toBe(true);
});

describe.skipIf(office === null)('with LibreOffice on this machine (skipped without soffice)', () => {
  test('a real .xls becomes an .xlsx with the same cells, and nothing is left behind', async () => {
    await copyFile(`${files}old.xls`, scratch('a.xls'));
    expect((await sniffWorkbook(scratch('a.xls'))).format).toBe('xls');
    const before = await left();
    await convertWorkbook(scratch('a.xls'));
    expect((await sniffWorkbook(scratch('a.xls'))).format).toBe('xlsx');
    const [rows = []] = Object.values(await allRows(scratch('a.xls')));
    expect(rows.length).toBeGreaterThan(0);
    expect(Object.values(values(rows[0])).join('')).toMatch(/\p{Script=Han}/u);
    expect(await left()).toEqual(before);
  });

  test('what takes too long is ended and said, and the file stays as it was', async () => {
    await copyFile(`${files}old.xls`, scratch('b.xls'));
    const before = await left();
    expect(await refusal(convertWorkbook(scratch('b.xls'), { timeout: 5 }))).toBe('/problems/workbook/conversion-failed');
    expect((await readFile(scratch('b.xls'))).equals(await readFile(`${files}old.xls`))).toBe(true);
    expect(await left()).toEqual(before);
  });

  test('what is cancelled ends with the reason of who cancelled', async () => {
    await copyFile(`${files}old.xls`, scratch('c.xls'));
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('cancelled by its owner')), 50);
    await expect(convertWorkbook(scratch('c.xls'), { signal: stop.signal })).rejects.toThrow('cancelled by its owner');
    expect((await sniffWorkbook(scratch('c.xls'))).format).toBe('xls');
  });
});
