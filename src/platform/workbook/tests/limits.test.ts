import { readFile, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { writePackage } from '../../../../tests/support/workbooks/packages.ts';
import { limits, readWorkbook } from '../index.ts';
import { allRows, refusal, scratchFolder } from './scratch.ts';

const scratch = scratchFolder();

function* repeated(text: string, bytes: number): Generator<string> {
  const block = text.repeat(Math.ceil(65_536 / text.length));
  for (let written = 0; written < bytes; written += block.length) yield block;
}

describe('a file that swells', () => {
  it('is stopped by what comes out, while it comes out', async () => {
    const path = scratch('bomb.xlsx');
    await writePackage(path, { sheets: [{ rows: repeated('<row><c><v>0</v></c></row>', limits.ratioFrom * 2) }] });
    expect((await readFile(path)).length).toBeLessThan(100_000);
    expect(await refusal(readWorkbook(path))).toBe('/problems/workbook/inflates');
  });

  it('is stopped when it lies about its size', async () => {
    const path = scratch('liar.xlsx');
    await writePackage(path, { sheets: [{ rows: repeated('<row><c><v>0</v></c></row>', 1_000_000) }] });
    const bytes = await readFile(path);
    // In the directory entry of the sheet, the last part but none: declare 100 bytes.
    const entry = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bytes.writeUInt32LE(100, entry + 24);
    await writeFile(path, bytes);
    expect(await refusal(readWorkbook(path))).toBe('/problems/workbook/damaged');
  });

  it('is stopped at one endless text', async () => {
    const path = scratch('text.xlsx');
    const endless = function* () {
      yield '<row><c t="inlineStr"><is><t>';
      for (let at = 0; at < 400; at++) yield Array.from({ length: 4_000 }, (_, i) => String((i * 7_919 + at * 104_729) % 99_991)).join('');
      yield '</t></is></c></row>';
    };
    await writePackage(path, { sheets: [{ rows: endless() }] });
    expect(await refusal(allRows(path))).toBe('/problems/workbook/damaged');
  });

  it('expands no entity of its own making', async () => {
    const path = scratch('laughs.xlsx');
    await writePackage(path, {
      sheets: [{ rows: '' }],
      others: {
        'xl/worksheets/sheet1.xml':
          '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>',
      },
    });
    expect(await refusal(allRows(path))).toBe('/problems/workbook/damaged');
  });
});

describe('a damaged file', () => {
  it('is refused when cut off', async () => {
    const path = scratch('cut.xlsx');
    await writePackage(path, { sheets: [{ rows: '<row r="1"><c r="A1"><v>1</v></c></row>' }] });
    await truncate(path, 500);
    expect(await refusal(readWorkbook(path))).toBe('/problems/workbook/damaged');
  });

  it('is refused when its bytes changed', async () => {
    const path = scratch('changed.xlsx');
    await writePackage(path, { sheets: [{ rows: repeated('<row><c><v>12</v></c></row>', 200_000) }] });
    const bytes = await readFile(path);
    const start = bytes.indexOf('xl/worksheets/sheet1.xml') + 200;
    for (let at = 0; at < 40; at++) bytes[start + at] = (bytes[start + at] ?? 0) ^ 0x5a;
    await writeFile(path, bytes);
    expect(await refusal(allRows(path))).toBe('/problems/workbook/damaged');
  });

  it('is refused when its XML breaks off or a string is missing', async () => {
    await writePackage(scratch('xml.xlsx'), { sheets: [{ rows: '<row r="1"><c r="A1"><v>1</c></row>' }] });
    expect(await refusal(allRows(scratch('xml.xlsx')))).toBe('/problems/workbook/damaged');
    await writePackage(scratch('string.xlsx'), {
      sheets: [{ rows: '<row r="1"><c r="A1" t="s"><v>7</v></c></row>' }],
      strings: ['<t>a</t>'],
    });
    expect(await refusal(allRows(scratch('string.xlsx')))).toBe('/problems/workbook/damaged');
    await writePackage(scratch('row.xlsx'), { sheets: [{ rows: '<row r="99999999"><c r="A1"><v>7</v></c></row>' }] });
    expect(await refusal(allRows(scratch('row.xlsx')))).toBe('/problems/workbook/damaged');
  });
});

it('refuses a file over the size limit without reading it', async () => {
  const path = scratch('large.csv');
  await writeFile(path, 'a,b\n');
  await truncate(path, limits.file + 1);
  expect(await refusal(readWorkbook(path))).toBe('/problems/workbook/too-large');
});
