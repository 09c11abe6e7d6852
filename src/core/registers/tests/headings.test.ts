import { describe, expect, it } from 'vitest';
import {
  type HeadCell,
  type HeadMerge,
  type HeadRow,
  isBlankRow,
  isNoteRow,
  isRepeatedHeader,
  isSampleRow,
  isTotalRow,
  recogniseHeader,
} from '../headings.ts';
import { type CodeList, code, date, division, number, person, phone, register, text } from '../sheet.ts';

const kinds: CodeList = {
  key: 'shop.kind',
  title: '类别',
  items: [
    { code: 'a', title: '小旅馆', also: ['宾馆'] },
    { code: 'b', title: '小餐馆' },
    { code: 'c', title: '小商店' },
  ],
};
const sheet = register('test.shop', {
  title: '九小场所',
  counted_in: '家',
  label: 'name',
  identity: [['name']],
  searched: ['name'],
  sorted_by: 'name',
  views: [],
  columns: [
    text('name', '名称', { required: true, also: ['单位名称', '场所名称', '名称（店招）'] }),
    code('kind', '类别', kinds, { required: true, also: ['场所类型'] }),
    division('division', '所属网格', { also: ['村（社区）', '所属村'] }),
    text('address', '地址', { also: ['详细地址'] }),
    person('operator', '经营者', { also: ['负责人', '姓名'] }),
    phone('phone', '联系电话', { also: ['电话', '手机'] }),
    number('area', '面积', { also: ['建筑面积', '面积(平)'] }),
    number('extinguishers', '灭火器', { also: ['灭火器（具）'] }),
    date('registered_on', '登记日期', { also: ['登记时间'] }),
  ],
});
const responsible = register('test.responsible', {
  title: '包保责任人',
  counted_in: '人',
  label: 'name',
  identity: [['name']],
  searched: ['name'],
  sorted_by: 'name',
  views: [],
  columns: [text('name', '姓名', { required: true }), phone('phone', '联系电话', { also: ['电话'] }), division('division', '包保区划')],
});

function letter(column: number): string {
  return String.fromCharCode(64 + column);
}
/** Rows from text; empty strings are empty cells. Row numbers count from `first`. */
function table(lines: string[][], first = 1): HeadRow[] {
  return lines.map((line, at) => ({ number: first + at, cells: cells(line) })).filter((row) => row.cells.length > 0);
}
function cells(line: string[]): HeadCell[] {
  return line.flatMap((value, at) =>
    value === ''
      ? []
      : [{ kind: /^[\d.]+$/.test(value) ? ('number' as const) : ('text' as const), value, column: at + 1, letter: letter(at + 1) }],
  );
}
const merge = (top: number, left: number, bottom: number, right: number): HeadMerge => ({ top, left, bottom, right });
const recognised = (rows: HeadRow[], merges: HeadMerge[] = [], of = sheet) => {
  const header = recogniseHeader(rows, of, merges);
  return (
    header && {
      rows: header.header_rows,
      first: header.first_data_row,
      columns: Object.fromEntries(header.columns.map((c) => [c.letter, c.column === null ? `(${c.heading})` : `${c.column} ${c.how}`])),
    }
  );
};
const data = ['1', '顺河小栈', '小旅馆', '焦店镇张庄村', '顺河路1号', '13800000000', '100'];

describe('recogniseHeader', () => {
  it('finds a head under a title, a note and a blank line', () => {
    const rows = table([
      ['焦店镇九小场所台账'],
      ['填报单位（盖章）：', '', '', '2022年11月9日'],
      [],
      ['序号', '单位名称', '类 别', '村（社区）', '详细地址', '电话', '建筑面积（㎡）'],
      data,
    ]);
    expect(recognised(rows, [merge(1, 1, 1, 7)])).toEqual({
      rows: [4],
      first: 5,
      columns: { A: '(序号)', B: 'name 同义', C: 'kind 同名', D: 'division 同义', E: 'address 同义', F: 'phone 同义', G: 'area 同义' },
    });
  });

  it('strips stars, 必填, units, colons, width and space', () => {
    const rows = table([['*名称', '类别（必填）', '★ 地 址：', '联系电话*必填', '面积(平方米)', '灭火器【具】', '登\u200b记日期'], data]);
    expect(recognised(rows)?.columns).toEqual({
      A: 'name 同名',
      B: 'kind 同名',
      C: 'address 同名',
      D: 'phone 同名',
      E: 'area 同名',
      F: 'extinguishers 同名',
      G: 'registered_on 同名',
    });
  });

  it('joins a two-row merged head, and does not take somebody else’s phone', () => {
    const rows = table([
      ['九小场所台账'],
      ['序号', '名称', '类别', '基本情况', '', '包保责任人', '', '电话'],
      ['', '', '', '地址', '面积', '姓名', '电话', ''],
      ['1', '顺河小栈', '小旅馆', '顺河路1号', '100', '韩雪梅', '13900000000', '13800000000'],
    ]);
    const merges = [
      merge(1, 1, 1, 8),
      merge(2, 1, 3, 1),
      merge(2, 2, 3, 2),
      merge(2, 3, 3, 3),
      merge(2, 4, 2, 5),
      merge(2, 6, 2, 7),
      merge(2, 8, 3, 8),
    ];
    expect(recognised(rows, merges)).toEqual({
      rows: [2, 3],
      first: 4,
      columns: {
        A: '(序号)',
        B: 'name 同名',
        C: 'kind 同名',
        D: 'address 同名',
        E: 'area 同名',
        F: '(包保责任人/姓名)',
        G: '(包保责任人/电话)',
        H: 'phone 同义',
      },
    });
    // In the register of responsible persons the same columns are meant.
    expect(recognised(rows, merges, responsible)?.columns).toMatchObject({ F: 'name 同名' });
  });

  it('takes a second row that names nothing of ours for a head all the same', () => {
    const rows = table([
      ['名称', '类别', '地址', '包保责任人', ''],
      ['', '', '', '镇级', '村级'],
      ['顺河小栈', '小旅馆', '顺河路1号', '韩雪梅', '李国强'],
      ['百味', '小餐馆', '顺河路2号', '韩雪梅', '李国强'],
    ]);
    const merges = [merge(1, 1, 2, 1), merge(1, 2, 2, 2), merge(1, 3, 2, 3), merge(1, 4, 1, 5)];
    expect(recognised(rows, merges)).toMatchObject({ rows: [1, 2], first: 3, columns: { D: '(包保责任人/镇级)', E: '(包保责任人/村级)' } });
    // The same as csv, where nothing says what was merged.
    expect(recognised(rows)).toMatchObject({ rows: [1, 2], first: 3, columns: { D: '(包保责任人/镇级)', E: '(包保责任人/村级)' } });
  });

  it('takes a first data row for no head', () => {
    expect(
      recognised(
        table([
          ['名称', '类别', '地址'],
          ['小旅馆', '小旅馆', '地址不详'],
          ['百味', '小餐馆', '2号'],
        ]),
      ),
    ).toMatchObject({ rows: [1], first: 2 });
    expect(
      recognised(
        table([
          ['名称', '类别', '地址', '备注'],
          ['顺河小栈', '小旅馆', '1号'],
          ['百味', '小餐馆', '2号'],
        ]),
      ),
    ).toMatchObject({ rows: [1], first: 2 });
  });

  it('uses each column once, the best match first, and says what it left out', () => {
    const header = recogniseHeader(table([['名称', '类别', '手机', '联系电话', '电话', '原因', '星级'], data]), sheet);
    expect(header?.columns.map((c) => c.column)).toEqual(['name', 'kind', null, 'phone', null, null, null]);
    expect(header?.columns[2]?.note).toBe('与“联系电话”重复，只取最像的一列');
    expect(header?.columns[5]).toMatchObject({ how: '不导入' });
  });

  it('suggests by contents only what the contents say clearly', () => {
    const rows = table([
      ['名称', '地址', '业态', '片区', '填的时间', '别的'],
      ['甲', '1号', '宾馆', '焦店镇张庄村', '2022.11.9', '有'],
      ['乙', '2号', '小餐馆', '余沟村', '2022.11.8', '无'],
      ['丙', '3号', '小商店', '百合金山社区', '2022.11.7', '有'],
    ]);
    const header = recogniseHeader(rows, sheet);
    expect(header?.columns.map((c) => [c.column, c.how])).toEqual([
      ['name', '同名'],
      ['address', '同名'],
      ['kind', '代码'],
      ['division', '区划'],
      ['registered_on', '日期'],
      [null, '不导入'],
    ]);
    expect(header?.columns[2]?.note).toBe('按内容推断为“类别”，请核对');
  });

  it('finds none where there is none', () => {
    expect(recogniseHeader(table([['会议通知'], ['各镇街：'], ['请于11月9日前报送。']]), sheet)).toBeNull();
    expect(recogniseHeader(table([['小旅馆'], ['小餐馆'], ['小商店']]), sheet)).toBeNull();
    expect(recogniseHeader([], sheet)).toBeNull();
  });

  it('reads back a head to which 原因 was added', () => {
    const header = recogniseHeader(
      table([
        ['名称', '类别', '地址', '原因'],
        ['甲', '修车', '1号', '类别“修车”不在 12 类内，请从下拉中选'],
      ]),
      sheet,
    );
    expect(header?.columns[3]).toEqual({ letter: 'D', index: 4, heading: '原因', column: null, how: '不导入' });
  });
});

describe('rows that are no rows', () => {
  const header = recogniseHeader(table([['焦店镇九小场所台账'], ['序号', '名称', '类别', '地址'], ['1', '甲', '小旅馆', '1号']]), sheet);
  if (!header) throw new Error('no header');

  it('totals', () => {
    for (const line of [
      ['合计', '', '12', '300'],
      ['', '小　计', '', '5'],
      ['张庄村小计', '', '3家'],
      ['总计：', '18'],
      ['合计12家'],
      ['', '', '合计', '8'],
    ])
      expect([line, isTotalRow(cells(line))]).toEqual([line, true]);
    for (const line of [['1', '总计烟酒店', '小商店', '1号'], ['1', '小计', '小商店', '顺河路1号', '张三', '李四'], data])
      expect([line, isTotalRow(cells(line))]).toEqual([line, false]);
  });

  it('notes and signatures', () => {
    for (const line of [
      ['注：本表一式两份'],
      ['填表人：张三', '', '审核人：李四', '', '2022年11月9日'],
      ['说明：', '红色为重点'],
      ['备注1：…'],
      ['负责人（签字）：'],
    ])
      expect([line, isNoteRow(cells(line))]).toEqual([line, true]);
    for (const line of [['注塑厂', '小商店'], ['1', '说明书打印店'], data]) expect([line, isNoteRow(cells(line))]).toEqual([line, false]);
  });

  it('blank rows, with prepared numbers too', () => {
    expect(isBlankRow(cells(['', '\u3000']))).toBe(true);
    expect(isBlankRow(cells(['7']))).toBe(false);
    expect(isBlankRow(cells(['7']), header)).toBe(true);
    expect(isBlankRow(cells(['7', '甲']), header)).toBe(false);
  });

  it('the head and its title repeated at a page break', () => {
    expect(isRepeatedHeader(cells(['序 号', '名称', '类别', '地址']), header)).toBe(true);
    expect(isRepeatedHeader(cells(['焦店镇九小场所台账']), header)).toBe(true);
    expect(isRepeatedHeader(cells(['1', '名称', '类别', '1号']), header)).toBe(false);
    expect(isRepeatedHeader(cells(['2', '乙', '小餐馆', '2号']), header)).toBe(false);
  });

  it('the sample row of a template', () => {
    expect(isSampleRow(cells(['示例', '顺河小栈旅馆']))).toBe(true);
    expect(isSampleRow(cells(['1', '示例：顺河小栈']))).toBe(true);
    expect(isSampleRow(cells(['1', '样样好饭店']))).toBe(false);
  });
});
