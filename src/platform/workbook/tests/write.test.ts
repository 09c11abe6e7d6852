import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import exceljs from 'exceljs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWorkbook, type SheetOut, writeCsv, writeWorkbook } from '../index.ts';
import { allRows, cellAt, scratchFolder, values } from './scratch.ts';

const scratch = scratchFolder();

const sheet: SheetOut = {
  name: '九小场所: 台账/2022',
  title: '焦店镇九小场所台账',
  above: [{ left: '填报单位（盖章）：', right: '表号：消安1表' }],
  columns: [
    { title: '名称', required: true, width: 24, note: '写招牌上的名称' },
    { title: '类别', choices: ['小旅馆', '小餐馆'] },
    { title: '镇级', group: '包保责任人' },
    { title: '村级', group: '包保责任人' },
    { title: '联系电话' },
    { title: '面积', kind: 'number', format: '0.00' },
    { title: '登记日期', kind: 'date' },
    { title: '所属村', choices: Array.from({ length: 60 }, (_, at) => `焦店镇第${at + 1}村`) },
  ],
  rows: [
    ['顺河小栈旅馆', '小旅馆', '韩雪梅', '李国强', '03752123456', 186.5, '2022-11-09', null],
    ['=HYPERLINK("http://x","点我")', '+1', '-2', '@SUM(A1)', '\t=1', '12345678901.25', 'not a date', '第1村'],
  ],
  below: [{ left: '制表人：', right: '2022年11月9日' }],
  frozenColumns: 1,
  preparedRows: 50,
};

describe('writeWorkbook', () => {
  it('is read by exceljs with its layout', async () => {
    expect(await writeWorkbook(scratch('out.xlsx'), { sheets: [sheet] })).toEqual({ rows: 2 });
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.readFile(scratch('out.xlsx'));
    const written = workbook.getWorksheet('九小场所  台账 2022');
    if (!written) throw new Error('the sheet is missing');
    expect(written.getCell('A1').value).toBe('焦店镇九小场所台账');
    expect(written.getCell('H1').master.address).toBe('A1');
    expect(written.getCell('D3').master.address).toBe('C3');
    expect(written.getCell('A4').master.address).toBe('A3');
    expect(written.getCell('C4').value).toBe('镇级');
    expect(JSON.stringify(written.getCell('A3').note)).toContain('写招牌上的名称');
    expect(written.getCell('B5').dataValidation).toMatchObject({ type: 'list', formulae: ['"小旅馆,小餐馆"'] });
    expect(written.getCell('B54').dataValidation?.type).toBe('list');
    expect(written.getCell('H5').dataValidation?.formulae).toEqual(["'下拉选项'!$A$1:$A$60"]);
    expect(workbook.getWorksheet('下拉选项')?.state).toBe('hidden');
    expect(written.getCell('E5').numFmt).toBe('@');
    expect(written.getCell('E5').value).toBe('03752123456');
    expect(written.getCell('F5').value).toBe(186.5);
    expect(written.getCell('F5').numFmt).toBe('0.00');
    expect(written.getCell('G5').value).toEqual(new Date(Date.UTC(2022, 10, 9)));
    expect(written.views[0]).toMatchObject({ state: 'frozen', xSplit: 1, ySplit: 4 });
    expect(written.getColumn(1).width).toBe(24);
    expect(written.getCell('A7').value).toBe('制表人：');
  });

  it('never writes a formula', async () => {
    const rows = (await allRows(scratch('out.xlsx')))['九小场所  台账 2022'] ?? [];
    const bad = rows.find((row) => row.number === 6);
    expect(bad?.cells.every((cell) => cell.formula === undefined)).toBe(true);
    expect(values(bad)).toEqual({
      A: '=HYPERLINK("http://x","点我")',
      B: '+1',
      C: '-2',
      D: '@SUM(A1)',
      E: '\t=1',
      F: '12345678901.25',
      G: 'not a date',
      H: '第1村',
    });
    expect(cellAt(bad, 'F')?.kind).toBe('number');
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.readFile(scratch('out.xlsx'));
    workbook.eachSheet((each) => each.eachRow((row) => row.eachCell((cell) => expect(cell.type).not.toBe(exceljs.ValueType.Formula))));
  });

  it('brings every text back as it was', async () => {
    const texts = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(texts, async (list) => {
        const carried = list
          // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
          .map((text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''))
          .filter((text) => text !== '');
        await writeWorkbook(scratch('texts.xlsx'), {
          sheets: [{ name: 'a', columns: [{ title: 't' }], rows: carried.map((text) => [text]) }],
        });
        const rows = (await allRows(scratch('texts.xlsx'))).a ?? [];
        expect(rows.slice(1).map((row) => row.cells[0]?.value)).toEqual(carried);
      }),
      { numRuns: 40 },
    );
  });

  it('gives tabs names the office programs accept, each once', async () => {
    const empty = (name: string): SheetOut => ({ name, columns: [{ title: 't' }], rows: [] });
    await writeWorkbook(scratch('tabs.xlsx'), {
      sheets: [empty("'a'"), empty('A'), empty('[x]:*?/\\'), empty('村'.repeat(40)), empty('村'.repeat(40)), empty('')],
    });
    const workbook = await readWorkbook(scratch('tabs.xlsx'));
    expect(workbook.sheets.map(({ sheet: { name } }) => name)).toEqual([
      'a',
      'A（2）',
      'x',
      '村'.repeat(31),
      `${'村'.repeat(28)}（2）`,
      '工作表',
    ]);
    await workbook.close();
  });

  it('writes to a stream as fast as it takes it, and stops when it closes', async () => {
    const out = new PassThrough({ highWaterMark: 1024 });
    let asked = 0;
    const rows = function* () {
      for (; asked < 1_000_000; asked++) yield [`行 ${asked} ${Math.sin(asked)}`];
    };
    const writing = writeWorkbook(out, { sheets: [{ name: 'a', columns: [{ title: 't' }], rows: rows() }] });
    setTimeout(() => out.destroy(), 200);
    await expect(writing).rejects.toThrow('closed');
    expect(asked).toBeLessThan(500_000);
  });

  it('stops when cancelled', async () => {
    const controller = new AbortController();
    const rows = function* () {
      for (let at = 0; ; at++) {
        if (at === 50_000) controller.abort(new Error('cancelled'));
        yield [at];
      }
    };
    await expect(
      writeWorkbook(scratch('cancelled.xlsx'), {
        sheets: [{ name: 'a', columns: [{ title: 't', kind: 'number' }], rows: rows() }],
        signal: controller.signal,
      }),
    ).rejects.toThrow('cancelled');
  });
});

describe('writeCsv', () => {
  it('opens in Excel with its Chinese, and calculates nothing', async () => {
    await writeCsv(
      scratch('out.csv'),
      ['名称', '面积'],
      [
        ['=1+1', -5],
        ['甲,"乙"\n丙', 12.5],
        ['-', null],
        ['＝1', true],
      ],
    );
    const content = await readFile(scratch('out.csv'), 'utf8');
    expect(content).toBe('\ufeff名称,面积\r\n\'=1+1,-5\r\n"甲,""乙""\n丙",12.5\r\n\'-,\r\n\'＝1,是\r\n');
    const rows = (await allRows(scratch('out.csv'))).Sheet1 ?? [];
    expect(values(rows[1])).toEqual({ A: '=1+1', B: '-5' });
  });
});
