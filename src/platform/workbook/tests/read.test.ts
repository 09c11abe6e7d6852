import { writeFile } from 'node:fs/promises';
import exceljs from 'exceljs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writePackage, writeZip } from '../../../../tests/support/workbooks/packages.ts';
import { columnLetter, columnNumber, readWorkbook } from '../index.ts';
import { formatOfCode, serialToDate } from '../styles.ts';
import { allRows, cellAt, files, scratchFolder, values } from './scratch.ts';

const scratch = scratchFolder();

describe('a workbook of LibreOffice', () => {
  it('is read with its sheets, merges, hidden parts and program', async () => {
    const workbook = await readWorkbook(`${files}libreoffice.xlsx`);
    expect(workbook).toMatchObject({ kind: 'xlsx', program: 'LibreOffice', notices: [] });
    expect(workbook.sheets.map(({ sheet }) => [sheet.name, sheet.index, sheet.hidden, sheet.rowsInFile])).toEqual([
      ['张庄村', 0, false, 8],
      ['余沟村', 1, false, 8],
      ['字典', 2, true, 3],
    ]);
    expect(workbook.sheets[0]?.sheet.merges).toContainEqual({ top: 3, left: 8, bottom: 3, right: 9 });
    expect(workbook.sheets[0]?.sheet.columnWidths.get(2)).toBeCloseTo(25.54);
    await workbook.close();
  });

  it('keeps leading zeros, dates, decimals, formula results and errors', async () => {
    const rows = (await allRows(`${files}libreoffice.xlsx`)).张庄村 ?? [];
    expect(values(rows[4])).toEqual({
      A: '1',
      B: '顺河小栈旅馆',
      C: '小旅馆',
      D: '顺河路1号',
      E: '03752123450',
      F: '100',
      G: '2022-11-09',
      H: '韩雪梅',
      I: '李国强',
    });
    expect(rows[5]).toMatchObject({ number: 6, hidden: true });
    expect(cellAt(rows[5], 'F')).toMatchObject({ kind: 'number', value: '110.5' });
    expect(cellAt(rows[7], 'F')).toMatchObject({ kind: 'number', value: '331.5', formula: true });
    expect(cellAt(rows[7], 'G')).toMatchObject({ kind: 'error', value: '#DIV/0!', formula: true });
  });

  it('reads the same table from GB18030 csv', async () => {
    const rows = (await allRows(`${files}gb18030.csv`)).Sheet1 ?? [];
    expect(values(rows[4])).toMatchObject({ B: '顺河小栈旅馆', E: '03752123450', F: '100' });
  });
});

describe('a workbook of exceljs, as an independent writer', () => {
  it('is read alike, streamed or not', async () => {
    const workbook = new exceljs.Workbook();
    const sheet = workbook.addWorksheet('台账');
    sheet.addRow(['编号', '文字', '日期', '是否', '公式', '富文本']);
    sheet.addRow([
      '0012',
      ' 前后有空格 ',
      new Date(Date.UTC(2022, 10, 9)),
      true,
      { formula: 'A2&B2', result: '0012x' },
      { richText: [{ text: '红' }, { font: { bold: true }, text: '字' }] },
    ]);
    sheet.getCell('A3').value = 410402199001;
    sheet.getCell('A4').value = 7;
    sheet.getCell('A4').numFmt = '000000';
    sheet.getCell('B4').value = 0.856;
    sheet.getCell('B4').numFmt = '0.0%';
    sheet.getCell('C4').value = { formula: 'NOW()', result: new Date(Date.UTC(2022, 10, 9, 8, 30)) };
    sheet.getRow(3).hidden = true;
    await workbook.xlsx.writeFile(scratch('exceljs.xlsx'));
    const rows = (await allRows(scratch('exceljs.xlsx'))).台账 ?? [];
    expect(rows[1]?.cells.map(({ kind, value }) => [kind, value])).toEqual([
      ['text', '0012'],
      ['text', ' 前后有空格 '],
      ['date', '2022-11-09'],
      ['bool', 'TRUE'],
      ['text', '0012x'],
      ['text', '红字'],
    ]);
    expect(rows[2]).toMatchObject({ hidden: true, cells: [{ kind: 'number', value: '410402199001' }] });
    expect(cellAt(rows[3], 'A')).toMatchObject({ value: '7', shown: '000007' });
    expect(cellAt(rows[3], 'B')).toMatchObject({ value: '0.856', shown: '85.6%' });
  });
});

describe('the dark corners of the format', () => {
  it('keeps every digit of a number as written', async () => {
    await writePackage(scratch('digits.xlsx'), {
      sheets: [
        {
          rows: '<row r="1"><c r="A1"><v>4.1040219900101123E+17</v></c><c r="B1"><v>13800000000</v></c><c r="C1"><v>1.38E10</v></c></row>',
        },
      ],
      application: 'WPS Office_11.1.0.12980_F1E327BC-269C-435d-A152-05C5408002CA',
    });
    const workbook = await readWorkbook(scratch('digits.xlsx'));
    expect(workbook.program).toBe('WPS');
    await workbook.close();
    const [row] = (await allRows(scratch('digits.xlsx'))).Sheet1 ?? [];
    expect(values(row)).toEqual({ A: '4.1040219900101123E+17', B: '13800000000', C: '1.38E10' });
  });

  it('drops phonetic runs, decodes escapes, tolerates control characters and missing addresses', async () => {
    await writePackage(scratch('corners.xlsx'), {
      strings: [
        '<r><t>张</t></r><rPh sb="0" eb="1"><t>zhāng</t></rPh><r><t xml:space="preserve"> 庄</t></r>',
        '<t>a_x000D_b_x005F_x0041_</t>',
        '<t/>',
      ],
      sheets: [
        {
          rows: '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="inlineStr"><is><t>x&#1;y &amp; z</t></is></c></row><row r="5"><c r="B5" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c><c r="C5" t="str"><f>IF(A1="","",1)</f><v></v></c><c r="D5"><f>1+1</f></c><c><v>3</v></c></row>',
        },
      ],
    });
    const rows = (await allRows(scratch('corners.xlsx'))).Sheet1 ?? [];
    expect(values(rows[0])).toMatchObject({ A: '张 庄', B: 'a\rb_x0041_' });
    expect(cellAt(rows[0], 'C')).toBeUndefined();
    expect(cellAt(rows[0], 'D')?.value).toBe('xy & z');
    expect(rows[1]?.number).toBe(5);
    expect(rows[1]?.cells.map((cell) => cell.letter)).toEqual(['D', 'E']);
    expect(cellAt(rows[1], 'D')).toMatchObject({ kind: 'formula', value: '' });
    expect(cellAt(rows[1], 'E')).toMatchObject({ kind: 'number', value: '3' });
  });

  it('reads tags with a namespace prefix and strict relations', async () => {
    const ns =
      'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:q="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
    await writeZip(scratch('prefixed.xlsx'), {
      '[Content_Types].xml': '<Types/>',
      '_rels/.rels':
        '<Relationships><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
      'xl/workbook.xml': `<x:workbook ${ns}><x:sheets><x:sheet name="表" sheetId="1" q:id="r1"/></x:sheets></x:workbook>`,
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="r1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="/xl/worksheets/s.xml"/></Relationships>',
      'xl/worksheets/s.xml': `<x:worksheet ${ns}><x:cols><x:col min="1" max="2" width="9"/></x:cols><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>名</x:t></x:is></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:B2"/></x:mergeCells></x:worksheet>`,
    });
    const workbook = await readWorkbook(scratch('prefixed.xlsx'));
    expect(workbook.sheets[0]?.sheet.merges).toEqual([{ top: 1, left: 1, bottom: 2, right: 2 }]);
    await workbook.close();
    expect(values((await allRows(scratch('prefixed.xlsx'))).表?.[0])).toEqual({ A: '名' });
  });

  it('repeats values of vertical merges when asked, in each covered row', async () => {
    const text = (address: string, words: string) => `<c r="${address}" t="inlineStr"><is><t>${words}</t></is></c>`;
    await writePackage(scratch('merged.xlsx'), {
      sheets: [
        {
          rows: `<row r="1">${text('A1', '张庄村')}${text('B1', '甲')}</row><row r="2"><c r="A2"/>${text('B2', '乙')}</row><row r="3">${text('B3', '丙')}</row><row r="4">${text('A4', '余沟村')}${text('B4', '丁')}</row>`,
          tail: '<mergeCells count="1"><mergeCell ref="A1:A3"/></mergeCells>',
        },
      ],
    });
    const plain = (await allRows(scratch('merged.xlsx'))).Sheet1 ?? [];
    expect(plain.map((row) => values(row).A)).toEqual(['张庄村', undefined, undefined, '余沟村']);
    const filled = (await allRows(scratch('merged.xlsx'), { fillMerges: true })).Sheet1 ?? [];
    expect(filled.map((row) => values(row).A)).toEqual(['张庄村', '张庄村', '张庄村', '余沟村']);
    expect(filled.map((row) => cellAt(row, 'A')?.merged)).toEqual([undefined, true, true, undefined]);
    expect((await allRows(scratch('merged.xlsx'), { until: 2 })).Sheet1).toHaveLength(2);
  });

  it('leaves out blank rows but keeps the numbers of the others', async () => {
    await writePackage(scratch('blank.xlsx'), {
      sheets: [
        { rows: '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2" s="1"/></row><row r="900"><c r="A900"><v>2</v></c></row>' },
      ],
    });
    expect(((await allRows(scratch('blank.xlsx'))).Sheet1 ?? []).map((row) => row.number)).toEqual([1, 900]);
  });

  it('counts rows whose tags are cut by the borders of chunks', async () => {
    const many = function* () {
      for (let row = 1; row <= 30_000; row++) yield `<row r="${row}" spans="1:1"><c r="A${row}"><v>${row}</v></c></row>`;
    };
    await writePackage(scratch('many.xlsx'), { sheets: [{ rows: many(), tail: '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>' }] });
    const workbook = await readWorkbook(scratch('many.xlsx'));
    expect(workbook.sheets[0]?.sheet.rowsInFile).toBe(30_000);
    expect(workbook.sheets[0]?.sheet.merges).toHaveLength(1);
    let last = 0;
    for await (const row of workbook.sheets[0]?.rows() ?? []) {
      if (row.cells[0]?.value !== String(row.number)) throw new Error(`row ${row.number} holds ${row.cells[0]?.value}`);
      last = row.number;
    }
    expect(last).toBe(30_000);
    await workbook.close();
  });

  it('stops when cancelled', async () => {
    const controller = new AbortController();
    const workbook = await readWorkbook(scratch('many.xlsx'), { signal: controller.signal });
    const reading = (async () => {
      for await (const row of workbook.sheets[0]?.rows() ?? [])
        if (row.number === 10) controller.abort(new Error('cancelled by the clerk'));
    })();
    await expect(reading).rejects.toThrow('cancelled by the clerk');
    await workbook.close();
  });
});

describe('dates', () => {
  it('follow both day counts', () => {
    expect(serialToDate(44_874, false)).toBe('2022-11-09');
    expect(serialToDate(43_412, true)).toBe('2022-11-09');
    expect(serialToDate(1, false)).toBe('1900-01-01');
    expect(serialToDate(61, false)).toBe('1900-03-01');
    expect(serialToDate(44_874.354_166_666_7, false)).toBe('2022-11-09T08:30:00');
    expect(serialToDate(0.5, false)).toBe('12:00:00');
    expect(serialToDate(-1, false)).toBeNull();
    expect(serialToDate(3_000_000, false)).toBeNull();
  });

  it('are told by the number format', () => {
    for (const code of [
      'yyyy"年"m"月"d"日"',
      '[$-804]yyyy/m/d;@',
      'yyyy\\-mm\\-dd',
      'm/d/yy h:mm',
      '[h]:mm:ss',
      'yyyy年m月d日',
      'aaaa yyyy',
    ])
      expect([code, formatOfCode(code).kind]).toEqual([code, 'date']);
    for (const code of ['0.00', '#,##0.00_ ', '0.00E+00', '"第"0"号"', '[Red]-0.0', '@', '#,##0"元"', 'General', '[DBNum1]General'])
      expect([code, formatOfCode(code).kind]).toEqual([code, 'general']);
    expect(formatOfCode('000000')).toEqual({ kind: 'pad', width: 6 });
    expect(formatOfCode('0.00%')).toEqual({ kind: 'percent', places: 2 });
  });

  it('use the format of the cell and the 1904 flag of the file', async () => {
    await writePackage(scratch('1904.xlsx'), {
      date1904: true,
      styles:
        '<numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs>',
      sheets: [
        {
          rows: '<row r="1"><c r="A1" s="1"><v>43412</v></c><c r="B1" s="2"><v>43412</v></c><c r="C1"><v>43412</v></c><c r="D1" t="d"><v>2022-11-09T00:00:00Z</v></c></row>',
        },
      ],
    });
    const [row] = (await allRows(scratch('1904.xlsx'))).Sheet1 ?? [];
    expect(row?.cells.map(({ kind, value }) => [kind, value])).toEqual([
      ['date', '2022-11-09'],
      ['date', '2022-11-09'],
      ['number', '43412'],
      ['date', '2022-11-09'],
    ]);
  });
});

describe('csv', () => {
  const read = async (content: string) => {
    await writeFile(scratch('a.csv'), content);
    return ((await allRows(scratch('a.csv'))).Sheet1 ?? []).map((row) => [row.number, ...row.cells.map((cell) => cell.value)]);
  };

  it('reads quotes, line breaks in cells, blank lines and ragged rows', async () => {
    expect(await read('\ufeff名称,备注\r\n"甲, ""乙""","一\n二"\r\n,,\r\n\r\n丙\r\n')).toEqual([
      [1, '名称', '备注'],
      [2, '甲, "乙"', '一\n二'],
      [5, '丙'],
    ]);
  });

  it('finds tabs and semicolons', async () => {
    expect(await read('名称\t类别\n甲\t小旅馆\n')).toEqual([
      [1, '名称', '类别'],
      [2, '甲', '小旅馆'],
    ]);
    expect(await read('名称;地址\n甲;"路, 1号"\n')).toEqual([
      [1, '名称', '地址'],
      [2, '甲', '路, 1号'],
    ]);
  });

  it('unwraps ="0375" and the apostrophe of exports', async () => {
    expect(await read('="0375","\'=1+1",\'-5,\'名\n')).toEqual([[1, '0375', '=1+1', '-5', "'名"]]);
  });
});

it('letters and numbers of columns are each other’s inverse', () => {
  expect([columnLetter(1), columnLetter(26), columnLetter(27), columnLetter(702), columnLetter(703), columnLetter(16_384)]).toEqual([
    'A',
    'Z',
    'AA',
    'ZZ',
    'AAA',
    'XFD',
  ]);
  fc.assert(fc.property(fc.integer({ min: 1, max: 20_000 }), (column) => columnNumber(`${columnLetter(column)}12`) === column));
});
