import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chineseNumber, plainDigits } from '../cells/words.ts';
import { type CellIn, displayValue, parseCell } from '../cells.ts';
import { maskName, maskValue } from '../masks.ts';
import {
  type CodeList,
  type Column,
  code,
  date,
  division,
  idNumber,
  integer,
  note,
  number,
  person,
  phone,
  reference,
  text,
  uscc,
  yesNo,
} from '../sheet.ts';

const categories: CodeList = {
  key: 'x.category',
  title: '类别',
  items: [
    { code: 'J2', title: '小餐馆', also: ['餐馆'] },
    { code: 'J4', title: '小旅馆', also: ['旅馆', '宾馆'] },
    { code: 'J5', title: '小歌舞娱乐', also: ['KTV'] },
  ],
};
const gas: CodeList = {
  key: 'x.gas',
  title: '用气',
  items: [
    { code: 'piped', title: '管道' },
    { code: 'none', title: '无' },
  ],
};

const words = (value: string): CellIn => ({ kind: 'text', value });
const digits = (value: string, shown?: string): CellIn => ({ kind: 'number', value, ...(shown ? { shown } : {}) });
const day = (value: string): CellIn => ({ kind: 'date', value });

/** The value, or the error, or 'empty'; with its note behind a bar. */
function read(column: Column, cell: CellIn): unknown {
  const parsed = parseCell(column, cell, { today: '2022-11-09' });
  if ('empty' in parsed) return 'empty';
  if ('error' in parsed) return parsed.error;
  return parsed.note ? [parsed.value, parsed.note] : parsed.value;
}

describe('every kind', () => {
  const all: Column[] = [
    text('a', '甲'),
    note('a', '甲'),
    person('a', '甲'),
    phone('a', '甲'),
    idNumber('a', '甲'),
    uscc('a', '甲'),
    code('a', '甲', categories),
    division('a', '甲'),
    number('a', '甲'),
    integer('a', '甲'),
    date('a', '甲'),
    yesNo('a', '甲'),
    reference('a', '甲', 'x.y'),
  ];

  it('takes blanks, spaces and unseen marks for empty', () => {
    for (const column of all) {
      for (const value of ['', ' ', '\u3000', '\u200b\ufeff', '\u00a0\n', '\u0000'])
        expect([column.kind, read(column, words(value))]).toEqual([column.kind, 'empty']);
      expect(parseCell(column, null)).toEqual({ empty: true });
    }
  });

  it('takes dashes for empty', () => {
    for (const column of all)
      for (const value of ['-', '——', '/', '－'])
        expect([column.kind, value, read(column, words(value))]).toEqual([column.kind, value, 'empty']);
  });

  it('refuses error values and formulas without a result', () => {
    for (const column of all) {
      expect(read(column, { kind: 'error', value: '#REF!' })).toBe('甲是错误值 #REF!，请改填实际内容');
      expect(read(column, words('#N/A'))).toContain('#N/A');
      expect(read(column, { kind: 'formula', value: '' })).toContain('公式没有结果');
    }
  });

  it('never throws and always says something, whatever stands in the cell', () => {
    const cell = fc.record({
      kind: fc.constantFrom<CellIn['kind']>('text', 'number', 'date', 'bool', 'error', 'formula'),
      value: fc.string({ unit: 'binary', maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...all), cell, (column, given) => {
        const parsed = parseCell(column, given);
        if ('error' in parsed) expect(parsed.error.length).toBeGreaterThan(5);
        else if ('value' in parsed) expect(parsed.value).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });

  it('reads again what it gave, to the same value', () => {
    const samples: [Column, CellIn][] = [
      [text('a', '甲'), words(' 顺河\u200b小栈\u3000旅馆１号 ')],
      [person('a', '甲'), words('张　三')],
      [phone('a', '甲'), words('(0375) 2123456转801')],
      [uscc('a', '甲'), words('９２410402ma9f1234xp')],
      [code('a', '甲', categories), words('宾馆')],
      [number('a', '甲'), words('约80.5㎡')],
      [date('a', '甲'), words('2022.11.9')],
      [yesNo('a', '甲'), words('√')],
      [integer('a', '甲'), words('3人')],
    ];
    for (const [column, cell] of samples) {
      const once = parseCell(column, cell);
      if (!('value' in once)) throw new Error(`${column.kind} gave no value`);
      expect(parseCell(column, words(String(once.value)))).toEqual({ value: once.value });
    }
  });
});

describe('text', () => {
  const name = text('name', '名称', { max_length: 12 });
  it('is tidied, its punctuation left alone', () => {
    expect(read(name, words('\u200b顺河（小栈）\u00a0Ａ１\n店'))).toBe('顺河（小栈） A1 店');
    expect(read(note('n', '备注'), words('一\r\n\r\n\r\n\r\n二 '))).toBe('一\n\n二');
  });
  it('takes numbers as they are read, with their zeros', () => {
    expect(read(name, digits('5', '000005'))).toBe('000005');
    expect(read(name, digits('1.5E3'))).toBe('1500');
    expect(read(name, digits('0.85', '85%'))).toBe('0.85');
  });
  it('refuses what was lost or is too long', () => {
    expect(read(name, digits('4.1040219900101123E+17'))).toContain('末几位已丢失');
    expect(read(name, words('一二三四五六七八九十甲乙丙'))).toBe('名称 13 字，最多 12 字，请精简');
    expect(read(text('floors', '楼层'), day('2022-01-02'))).toContain('被存成日期');
  });
  it('sets names of two characters together', () => {
    expect(read(person('p', '姓名'), words('张　三'))).toBe('张三');
    expect(read(person('p', '姓名'), words('John Smith'))).toBe('John Smith');
    expect(read(person('p', '姓名'), words('无'))).toBe('empty');
  });
});

describe('phone', () => {
  const tel = phone('phone', '电话');
  it('takes every spelling to one', () => {
    for (const value of [
      '13800000000',
      '１３８００００００００',
      '138 0000 0000',
      '138-0000-0000',
      '+86 13800000000',
      '86-13800000000',
      '电话：13800000000',
      '\u202d13800000000\u202c',
      '1.3800000000E10',
    ]) {
      expect([value, read(tel, words(value))]).toEqual([value, '13800000000']);
    }
    expect(read(tel, digits('13800000000'))).toBe('13800000000');
    expect(read(tel, digits('1.38E10'))).toBe('13800000000');
    for (const value of ['0375-2123456', '03752123456', '（0375）2123456', '0375 2123456', '0375－212 3456'])
      expect([value, read(tel, words(value))]).toEqual([value, '0375-2123456']);
    expect(read(tel, words('0375-2123456转801'))).toBe('0375-2123456-801');
    expect(read(tel, words('010-62345678'))).toBe('010-62345678');
    expect(read(tel, words('2123456'))).toBe('2123456');
  });
  it('takes the first of several and says so', () => {
    for (const value of [
      '13800000000、13900000000',
      '13800000000/0375-2123456',
      '13800000000 13900000000',
      '13800000000\n13900000000',
      '13800000000，13900000000',
    ]) {
      expect([value, read(tel, words(value))]).toEqual([value, ['13800000000', '电话有 2 个号码，只取第一个能用的']]);
    }
    expect(read(tel, words('13800000000（微信同号）'))).toEqual(['13800000000', '电话中的其他文字未导入']);
  });
  it('puts back the zero a number cell lost', () => {
    expect(read(tel, digits('3752123456'))).toEqual(['0375-2123456', '电话补上了区号前的 0']);
  });
  it('refuses the rest and says why', () => {
    expect(read(tel, words('1234567'))).toBe('电话 7 位，应为 11 位');
    expect(read(tel, digits('1380000000'))).toBe('电话 10 位，应为 11 位');
    expect(read(tel, words('12345678901'))).toBe('电话不是手机号段，请核对');
    expect(read(tel, words('1.38E+10'))).toContain('科学计数');
    expect(read(tel, words('打不通'))).toBe('电话没有号码，请填手机或固定电话');
    expect(read(tel, words('无'))).toBe('empty');
    expect(read(tel, words('21234'))).toContain('固定电话写成');
  });
});

describe('identifiers', () => {
  const id = idNumber('id', '身份证号');
  const credit = uscc('uscc', '信用代码');
  it('takes resident ids with spaces and a small x', () => {
    expect(read(id, words('１1010519491231002x'))).toBe('11010519491231002X');
    expect(read(id, words("'410402 1990 0101 1230"))).toBe('410402199001011230');
  });
  it('refuses wrong ids', () => {
    expect(read(id, words('410402199001011231'))).toBe('身份证号最后一位校验不符，请核对证件');
    expect(read(id, words('410402900101123'))).toBe('身份证号是 15 位旧号，请填 18 位新号');
    expect(read(id, words('41040219900101123'))).toBe('身份证号 17 位，应为 18 位');
    expect(read(id, digits('4.1040219900101123E+17'))).toBe('身份证号被存成数字，末几位已丢失，请把该列设为“文本”后重新填写');
    expect(read(id, digits('410402199001011200'))).toContain('末几位已丢失');
    expect(read(id, words('4.10402E+17'))).toContain('末几位已丢失');
    expect(read(id, words('410402202212011234'))).toContain('出生日期');
  });
  it('takes credit codes; a failing check digit is only noted', () => {
    expect(read(credit, words('９２410402ma9f1234xp'))).toBe('92410402MA9F1234XP');
    expect(read(credit, words('91350100M0001TGQXM'))).toEqual(['91350100M0001TGQXM', '信用代码校验位不符，请核对执照']);
    expect(read(credit, words('92410402MA9F1234X'))).toBe('信用代码 17 位，应为 18 位');
    expect(read(credit, words('92410402MA9F1234OP'))).toBe('信用代码不会含“O”，可能是数字 0，请对照执照');
    expect(read(credit, digits('410402600123456'))).toContain('15 位旧注册号');
    expect(read(credit, digits('9.13509007053026E+17'))).toContain('末几位已丢失');
    expect(read(credit, words('未办理'))).toBe('empty');
  });
});

describe('codes', () => {
  const category = code('category', '类别', categories);
  it('takes title, other words and code in any case and width', () => {
    for (const value of ['小旅馆', '宾馆', 'J4', 'j4', 'Ｊ４', ' 小 旅 馆 ', '小旅馆（含民宿）', 'J4小旅馆', '4.小旅馆'])
      expect([value, read(category, words(value))]).toEqual([value, 'J4']);
    expect(read(category, words('ktv'))).toBe('J5');
    expect(read(code('gas', '用气', gas), words('无'))).toBe('none');
  });
  it('refuses words outside the list, and two at once', () => {
    expect(read(category, words('修车'))).toBe('类别“修车”不在 3 类内，请从下拉中选');
    expect(read(category, words('小餐馆、小旅馆'))).toBe('类别“小餐馆、小旅馆”有几类，请只留主要的一类');
    expect(read(category, words('无'))).toBe('empty');
  });
});

describe('numbers', () => {
  const area = number('area', '面积', { unit: 'm²', min: 0, max: 1_000_000 });
  it('reads them as people write them', () => {
    const table: [string, unknown][] = [
      ['80', 80],
      ['８０．５', 80.5],
      ['1,200', 1200],
      ['1，200', 1200],
      ['80㎡', 80],
      ['80 平方米', 80],
      ['80平米', 80],
      ['80m²', 80],
      ['1.2万', 12_000],
      ['八十', 80],
      ['一百二十', 120],
      ['一百零五', 105],
      ['十二', 12],
      ['两百', 200],
      ['1e2', 100],
      ['186.', 186],
      ['.5', 0.5],
      ['约80平', [80, '面积“约80平”按约数录入']],
      ['80左右', [80, '面积“80左右”按约数录入']],
      ['80余平', [80, '面积“80余平”按约数录入']],
    ];
    for (const [value, wanted] of table) expect([value, read(area, words(value))]).toEqual([value, wanted]);
    expect(read(area, digits('0.30000000000000004'))).toBe(0.3);
    expect(read(area, words('1.005'))).toEqual([1.01, '面积四舍五入到 2 位小数']);
  });
  it('refuses what two people could read differently', () => {
    expect(read(area, words('二百六'))).toBe('面积“二百六”不是数字，请填阿拉伯数字');
    expect(read(area, words('80-100'))).toBe('面积“80-100”是一个范围，请填一个数');
    for (const value of ['八〇', '80+20', '很大', '1,20', '1.2.3', '80*2', 'NaN', 'Infinity', '1e400'])
      expect([value, String(read(area, words(value)))]).toEqual([value, expect.stringContaining('不是数字')]);
    expect(read(area, words('-5'))).toBe('面积 -5 小于 0 m²，请核对');
    expect(read(area, words('2000000'))).toContain('大于 1000000 m²');
    expect(read(area, day('2022-11-09'))).toContain('被存成日期');
  });
  it('counts people where a ledger only says yes or no', () => {
    const lodgers = integer('lodgers', '夜间留宿人数', { unit: '人', min: 0 });
    expect(read(lodgers, words('是'))).toEqual([1, '夜间留宿人数“是”按 1 人计']);
    expect(read(lodgers, words('√'))).toEqual([1, '夜间留宿人数“√”按 1 人计']);
    expect(read(lodgers, { kind: 'bool', value: 'TRUE' })).toEqual([1, '夜间留宿人数“是”按 1 人计']);
    for (const value of ['否', '无', '没有', '×', '0', '０']) expect([value, read(lodgers, words(value))]).toEqual([value, 0]);
    expect(read(lodgers, words('是（3人）'))).toBe(3);
    expect(read(lodgers, words('2人'))).toBe(2);
    expect(read(lodgers, words('1'))).toBe(1);
    expect(read(lodgers, words('3.5'))).toBe('夜间留宿人数 3.5 应为整数');
    expect(read(lodgers, words('3-5人'))).toContain('范围');
  });
  it('Chinese numerals below a hundred million come back', () => {
    const numeral = (n: number): string => {
      const four = (m: number): string => {
        let out = '';
        let zero = false;
        for (const [unit, word] of [
          [1000, '千'],
          [100, '百'],
          [10, '十'],
          [1, ''],
        ] as const) {
          const digit = Math.floor(m / unit) % 10;
          if (digit === 0) zero = out !== '';
          else {
            out += `${zero ? '零' : ''}${'零一二三四五六七八九'[digit]}${word}`;
            zero = false;
          }
        }
        return out;
      };
      const [high, low] = [Math.floor(n / 10_000), n % 10_000];
      if (high === 0) return low === 0 ? '零' : four(low);
      return `${four(high)}万${low === 0 ? '' : `${low < 1000 ? '零' : ''}${four(low)}`}`;
    };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (n) => {
        expect([numeral(n), chineseNumber(numeral(n))]).toEqual([numeral(n), n]);
      }),
    );
    for (const unclear of ['二百六', '三万五', '百二', '八〇', '二三', '十十', '一百零', '廿'])
      expect([unclear, chineseNumber(unclear)]).toEqual([unclear, null]);
  });
  it('plain digits are exact', () => {
    expect(plainDigits('1.38E10')).toEqual({ digits: '13800000000', exact: 3 });
    expect(plainDigits('4.1040219900101123E+17')).toEqual({ digits: '410402199001011230', exact: 17 });
    expect(plainDigits('-0.00150')).toEqual({ digits: '-0.0015', exact: 3 });
    expect(plainDigits('1.5e-3')?.digits).toBe('0.0015');
    expect(plainDigits('x')).toBeNull();
    fc.assert(fc.property(fc.integer(), (n) => plainDigits(String(n))?.digits === String(n)));
  });
});

describe('dates', () => {
  const on = date('registered_on', '登记日期');
  it('reads every spelling with a full year', () => {
    for (const value of [
      '2022.11.9',
      '2022-11-09',
      '2022/11/9',
      '2022年11月9日',
      '2022年11月9号',
      '20221109',
      '２０２２．１１．９',
      '2022 年 11 月 9 日',
      '2022-11-09 08:30:00',
      '2022-11-09T08:30',
      '二〇二二年十一月九日',
      '2022—11—09',
      '2022.11.09.',
      '2022年11月9日星期三',
    ]) {
      expect([value, read(on, words(value))]).toEqual([value, '2022-11-09']);
    }
    expect(read(on, day('2022-11-09'))).toBe('2022-11-09');
    expect(read(on, day('2022-11-09T08:30:00'))).toBe('2022-11-09');
    expect(read(on, digits('20221109'))).toBe('2022-11-09');
    for (const cell of [words('44874'), digits('44874'), digits('44874.354166')])
      expect(read(on, cell)).toEqual(['2022-11-09', '登记日期 44874 是日期序号，已换算']);
  });
  it('guesses no year, no day and no order', () => {
    for (const value of ['11月9日', '11.9', '11-9'])
      expect([value, read(on, words(value))]).toEqual([value, `登记日期“${value}”没有年份，请写成 2022-11-09`]);
    for (const value of ['22.11.9', '22-11-09', '221109', '22年11月9日'])
      expect([value, String(read(on, words(value)))]).toEqual([value, expect.stringContaining('年份要写四位')]);
    expect(read(on, words('2022年11月'))).toContain('没有写到日');
    expect(read(on, digits('2022.11'))).toContain('没有写到日');
    expect(read(on, words('11/9/2022'))).toContain('分不清月和日');
    expect(read(on, words('2022-02-30'))).toContain('不存在');
    expect(read(on, words('去年'))).toContain('不是日期');
    expect(read(on, words('0022-11-09'))).toContain('年份');
    expect(read(on, day('08:30:00'))).toContain('只有时间');
    expect(read(on, digits('13'))).toContain('不是日期');
  });
});

it('yes and no in any of the ways people write them', () => {
  const mixed = yesNo('mixed', '三合一');
  for (const value of ['是', '有', '√', '✓', 'Y', 'yes', 'TRUE', '1', '是（住 2 人）'])
    expect([value, read(mixed, words(value))]).toEqual([value, true]);
  for (const value of ['否', '无', '没有', '×', 'N', 'false', '0', '不是'])
    expect([value, read(mixed, words(value))]).toEqual([value, false]);
  expect(read(mixed, { kind: 'bool', value: 'FALSE' })).toBe(false);
  expect(read(mixed, digits('1'))).toBe(true);
  expect(read(mixed, words('可能'))).toBe('三合一“可能”看不出是或否，请填“是”或“否”');
});

it('divisions and references are tidied names, codes of 12 and 15 digits', () => {
  expect(read(division('d', '所属村'), words(' 焦店镇 张庄村 '))).toBe('焦店镇张庄村');
  expect(read(division('d', '所属村'), digits('410402100207'))).toBe('410402100207');
  expect(read(division('d', '所属村'), digits('410402100207001'))).toBe('410402100207001');
});

describe('showing', () => {
  it('codes as words, dates as people write them', () => {
    expect(displayValue(code('c', '类别', categories), 'J4')).toBe('小旅馆');
    expect(displayValue(date('d', '日期'), '2022-11-09')).toBe('2022年11月9日');
    expect(displayValue(yesNo('y', '是否'), false)).toBe('否');
    expect(displayValue(number('n', '面积'), '186.50')).toBe('186.5');
    expect(displayValue(text('t', '名称'), null)).toBe('');
  });
  it('masks names, phones and ids', () => {
    expect(['张三', '张建华', '欧阳修', '欧阳建华', '买买提江', '张', 'John', ''].map(maskName)).toEqual([
      '张*',
      '张*华',
      '欧阳*',
      '欧阳*华',
      '买**江',
      '*',
      'J***',
      '',
    ]);
    expect(maskValue(phone('p', '电话'), '13812345678')).toBe('138****5678');
    expect(maskValue(phone('p', '电话'), '0375-2123456')).toBe('0375-*****56');
    expect(maskValue(idNumber('i', '身份证号'), '410402199001011230')).toBe('410402********1230');
    expect(maskValue(text('t', '账号', { sealed: true }), '6222')).toBe('****');
    expect(maskValue(phone('p', '电话'), null)).toBe('');
  });
  it('a mask never shows the whole value', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 30 }),
        fc.constantFrom(person('a', 'a'), phone('a', 'a'), idNumber('a', 'a'), text('a', 'a')),
        (value, column) => maskValue(column, value) !== value || /^\*+$/.test(value),
      ),
    );
  });
});
