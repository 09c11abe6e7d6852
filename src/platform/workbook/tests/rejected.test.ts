import exceljs from 'exceljs';
import { describe, expect, it } from 'vitest';
import { writePackage } from '../../../../tests/support/workbooks/packages.ts';
import { readWorkbook, returnRejected } from '../index.ts';
import { allRows, cellAt, files, scratchFolder, values } from './scratch.ts';

const scratch = scratchFolder();
const reasons = (...list: [number, [number, string][]][]) => new Map(list.map(([sheet, rows]) => [sheet, new Map(rows)]));

describe('returnRejected', () => {
  it('hands rows back in the layout they came in, with the reason behind the head', async () => {
    const out = scratch('back.xlsx');
    const rejected = reasons([
      0,
      [
        [6, '类别“小餐馆”不在 12 类内，请从下拉中选'],
        [7, '电话 7 位，应为 11 位'],
      ],
    ]);
    expect(
      await returnRejected(
        `${files}libreoffice.xlsx`,
        out,
        rejected,
        new Map([
          [0, [3, 4]],
          [1, [3, 4]],
        ]),
      ),
    ).toEqual({ rows: 2 });
    const workbook = await readWorkbook(out);
    expect(workbook.program).toBe('LibreOffice');
    // The sheet without rejected rows is left out, the small side sheet comes along.
    expect(workbook.sheets.map(({ sheet }) => [sheet.name, sheet.hidden])).toEqual([
      ['张庄村', false],
      ['字典', true],
    ]);
    const merges = workbook.sheets[0]?.sheet.merges;
    expect(merges).toContainEqual({ top: 1, left: 1, bottom: 1, right: 9 });
    expect(merges).toContainEqual({ top: 3, left: 8, bottom: 3, right: 9 });
    expect(merges).toContainEqual({ top: 3, left: 10, bottom: 4, right: 10 });
    expect(workbook.sheets[0]?.sheet.columnWidths.get(2)).toBeCloseTo(25.54);
    await workbook.close();
    const rows = (await allRows(out)).张庄村 ?? [];
    expect(rows.map((row) => [row.number, row.hidden])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, false],
      [5, false],
      [6, false],
    ]);
    expect(values(rows[2])).toMatchObject({ B: '名称', J: '原因' });
    expect(values(rows[4])).toEqual({
      A: '2',
      B: '百味小吃店',
      C: '小餐馆',
      D: '顺河路2号',
      E: '03752123451',
      F: '110.5',
      G: '2022-11-10',
      H: '韩雪梅',
      I: '李国强',
      J: '类别“小餐馆”不在 12 类内，请从下拉中选',
    });
    expect(cellAt(rows[4], 'G')?.kind).toBe('date');
    expect(cellAt(rows[5], 'J')?.value).toBe('电话 7 位，应为 11 位');
  });

  it('replaces the reasons of a file handed back before', async () => {
    const again = scratch('again.xlsx');
    await returnRejected(scratch('back.xlsx'), again, reasons([0, [[6, '名称必填']]]), new Map([[0, [3, 4]]]));
    const rows = (await allRows(again)).张庄村 ?? [];
    expect(values(rows[2]).K).toBeUndefined();
    expect(rows).toHaveLength(5);
    expect(values(rows[4])).toMatchObject({ B: '老地方理发店', J: '名称必填' });
  });

  it('keeps styles and number formats, for exceljs too', async () => {
    const source = new exceljs.Workbook();
    const sheet = source.addWorksheet('台账', { views: [{ state: 'frozen', ySplit: 1 }] });
    sheet.addRow(['名称', '编号', '登记日期', '类别']).font = { bold: true, color: { argb: 'FF0000FF' } };
    for (let row = 2; row <= 5; row++) sheet.addRow([`店 ${row}`, row, new Date(Date.UTC(2022, 10, row)), '小旅馆']);
    sheet.getCell('B4').numFmt = '000000';
    sheet.getCell('C4').numFmt = 'yyyy"年"m"月"d"日"';
    sheet.getColumn(2).width = 33;
    for (let row = 2; row <= 100; row++)
      sheet.getCell(`D${row}`).dataValidation = { type: 'list', allowBlank: true, formulae: ['"小旅馆,小餐馆"'] };
    await source.xlsx.writeFile(scratch('styled.xlsx'));
    await returnRejected(scratch('styled.xlsx'), scratch('styled-back.xlsx'), reasons([0, [[4, '错']]]), new Map([[0, [1]]]));
    const back = new exceljs.Workbook();
    await back.xlsx.readFile(scratch('styled-back.xlsx'));
    const written = back.getWorksheet('台账');
    if (!written) throw new Error('the sheet is missing');
    expect(written.rowCount).toBe(2);
    expect(written.getCell('A1').font).toMatchObject({ bold: true, color: { argb: 'FF0000FF' } });
    expect(written.getCell('E1').font).toMatchObject({ bold: true });
    expect(written.getCell('E1').value).toBe('原因');
    expect(written.getCell('E2').value).toBe('错');
    expect(written.getCell('E2').alignment?.wrapText).toBe(true);
    expect(written.getCell('B2')).toMatchObject({ value: 4, numFmt: '000000' });
    expect(written.getCell('C2')).toMatchObject({ value: new Date(Date.UTC(2022, 10, 4)), numFmt: 'yyyy"年"m"月"d"日"' });
    expect(written.getColumn(2).width).toBe(33);
    expect(written.getCell('D2').dataValidation).toMatchObject({ type: 'list', formulae: ['"小旅馆,小餐馆"'] });
    expect(written.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
  });

  it('puts reasons behind unheaded columns, writes merged values in each row, and turns formulas into values', async () => {
    const text = (address: string, words: string) => `<c r="${address}" t="inlineStr"><is><t>${words}</t></is></c>`;
    await writePackage(scratch('body.xlsx'), {
      sheets: [
        {
          head: '<cols><col min="1" max="16384" width="11"/></cols>',
          rows: `<row r="1">${text('A1', '村')}${text('B1', '名称')}</row><row r="2">${text('A2', '张庄村')}${text('B2', '甲')}<c r="D2"><f>1+1</f><v>2</v></c></row><row r="3" hidden="1"><c r="A3"/>${text('B3', '=cmd()')}<c r="D3"><f>1+2</f><v>3</v></c></row>`,
          tail: '<autoFilter ref="A1:B3"/><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells><legacyDrawing r:id="rId9"/>',
        },
      ],
    });
    await returnRejected(scratch('body.xlsx'), scratch('body-back.xlsx'), reasons([0, [[3, '&<错>']]]), new Map([[0, [1]]]));
    const rows = (await allRows(scratch('body-back.xlsx'))).Sheet1 ?? [];
    expect(rows.map((row) => [row.number, row.hidden, values(row)])).toEqual([
      [1, false, { A: '村', B: '名称', E: '原因' }],
      [2, false, { A: '张庄村', B: '=cmd()', D: '3', E: '&<错>' }],
    ]);
    expect(rows[1]?.cells.some((cell) => cell.formula)).toBe(false);
    const workbook = await readWorkbook(scratch('body-back.xlsx'));
    expect([4, 5, 6].map((column) => workbook.sheets[0]?.sheet.columnWidths.get(column))).toEqual([11, 42, 11]);
    await workbook.close();
  });

  it('hands a csv back as a workbook, its digits as text', async () => {
    await returnRejected(`${files}gb18030.csv`, scratch('csv-back.xlsx'), reasons([0, [[6, '错']]]), new Map([[0, [3, 4]]]));
    const rows = (await allRows(scratch('csv-back.xlsx'))).Sheet1 ?? [];
    expect(values(rows[4])).toMatchObject({ B: '百味小吃店', E: '03752123451', J: '错' });
    expect(cellAt(rows[4], 'E')?.kind).toBe('text');
  });
});
