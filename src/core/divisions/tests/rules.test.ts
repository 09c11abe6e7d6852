import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumber } from '../rules/names.ts';
import { searchDivisions } from '../rules/search.ts';
import { currentCodesOf, predecessorsOf, type Succession } from '../rules/succession.ts';
import {
  ancestorsOf,
  contains,
  type DivisionEntry,
  DivisionIndex,
  displayName,
  levelOf,
  outermost,
  parentOf,
  rangeOf,
  trimCode,
} from '../rules.ts';

const rows: DivisionEntry[] = parse(readFileSync(new URL('../../../../data/divisions/4104.csv', import.meta.url)), {
  columns: true,
  comment: '#',
  comment_no_infix: true,
});
const index = new DivisionIndex(rows);
/** Milliseconds of our own work since: a machine busy with other things does not count. */
const spent = (start: NodeJS.CpuUsage): number => process.cpuUsage(start).user / 1000;
const city = { within: ['4104'] };
const xinhua = { within: ['410402'] };
const jiaodian = { within: ['410402100'] };
const zhangzhuang = '410402100207';

describe('codes', () => {
  it('knows levels and parents', () => {
    expect(['4104', '410402', '410402100', zhangzhuang, `${zhangzhuang}003`].map(levelOf)).toEqual([
      'city',
      'county',
      'town',
      'village',
      'grid',
    ]);
    expect(levelOf('41040')).toBeUndefined();
    expect(levelOf('41040X')).toBeUndefined();
    expect(parentOf('4104')).toBeUndefined();
    expect(ancestorsOf(zhangzhuang)).toEqual(['4104', '410402', '410402100']);
  });
  it('trims what is written in full', () => {
    expect(['410400000000', '410402000000', '410402100000', '410402100207000', '410400', '4104021002'].map(trimCode)).toEqual([
      '4104',
      '410402',
      '410402100',
      zhangzhuang,
      '4104',
      undefined,
    ]);
  });
  it('an empty scope contains nothing', () => expect(contains('', '4104')).toBe(false));
  it('range and containment agree', () => {
    const codes = rows.map((row) => row.code);
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.constantFrom(...codes), (a, b) => {
        const { from, before } = rangeOf(a);
        expect(b >= from && b < before).toBe(contains(a, b));
      }),
    );
  });
  it('outermost codes still contain every code, and none another', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...rows.map((row) => row.code)), { maxLength: 30 }), (codes) => {
        const kept = outermost(codes);
        expect(codes.every((code) => kept.some((k) => contains(k, code)))).toBe(true);
        expect(kept.some((a) => kept.some((b) => a !== b && contains(a, b)))).toBe(false);
      }),
    );
  });
});

describe('the list of 4104', () => {
  it('has 12 county-level units, 148 towns, 2,828 villages and communities', () => {
    const count = (length: number) => rows.filter((row) => row.code.length === length).length;
    expect([count(4), count(6), count(9), count(12)]).toEqual([1, 12, 148, 2828]);
  });
  it('has exactly ten villages in 焦店镇', () => expect(index.childrenOf('410402100')).toHaveLength(10));
  it.each([
    [zhangzhuang, '新华区焦店镇张庄村'],
    ['410402100206', '新华区焦店镇余沟村'],
    ['410402005005', '新华区西市场街道金山社区'],
    ['410472402207', '平顶山市城乡一体化示范区应滨街道花山村'],
    ['4104', '平顶山市'],
    [`${zhangzhuang}003`, '新华区焦店镇张庄村003网格'],
  ])('names the path of %s', (code, path) => expect(index.pathName(code)).toBe(path));
  it('shows no committee in any name', () => expect(rows.filter((row) => /委员会|委会/.test(row.name))).toEqual([]));
  it.each([
    ['张庄村村民委员会', '张庄村'],
    ['武庄村民委员会', '武庄村'],
    ['百合金山社区居民委员会', '百合金山社区'],
    ['多福巷社区居委会', '多福巷社区'],
    ['西大街居民委员会', '西大街'],
    ['花山村委会', '花山村'],
    ['高庄社区村民委员会', '高庄社区'],
    ['西彭庄村民村委员会', '西彭庄村'],
    ['东崔庄村民委员会委会', '东崔庄村'],
    ['七里营村村委员会', '七里营村'],
    ['新村村民委员会', '新村'],
    ['某林场生活区', '某林场生活区'],
  ])('shows %s as %s', (official, shown) => expect(displayName('410402100999', official)).toBe(shown));
});

describe('what a clerk wrote', () => {
  it.each([
    '焦店镇张庄村',
    '新华区焦店镇张庄村',
    '新华区 焦店镇 张庄村',
    '新华区/焦店镇/张庄村',
    '平顶山市新华区焦店镇张庄村委会',
    '河南省平顶山市新华区焦店镇张庄村村民委员会',
    '平顶山新华区焦店张庄',
    '张庄村民委员会',
    '张庄',
    '张庄村',
    '张庄村委',
    '焦店镇张庄行政村',
    '焦店镇（张庄村）',
    '新华区张庄村',
    '焦店镇-张庄村',
    '焦店镇\u200b张庄村\u3000',
    '410402100207',
    '410402100207000',
    '４１０４０２１００２０７',
    '410402100207.0',
    '焦店镇人民政府张庄村',
    '焦店镇张庄村3组',
    '张庄村第三村民小组',
    '张庄村网格',
  ])('%s is 张庄村 for an office of 新华区', (text) => expect(index.resolve(text, xinhua)).toEqual({ code: zhangzhuang }));
  it.each([
    '焦店镇张庄村003网格',
    '张庄村第3网格',
    '张庄村第三网格',
    '张庄村3号网格',
    '张庄村-003',
    '410402100207003',
    '张庄村网格3',
    '张庄村委会第003网格',
  ])('%s is its third grid', (text) => expect(index.resolve(text, xinhua)).toEqual({ code: `${zhangzhuang}003` }));
  it.each([
    ['西市场街道', '410402005'],
    ['西市场街道办事处', '410402005'],
    ['西市场办事处', '410402005'],
    ['西市场', '410402005'],
    ['西市场街道金山社区', '410402005005'],
    ['西市场办事处金山社区居委会', '410402005005'],
    ['金山', '410402005005'],
    ['金山社区居民委员会', '410402005005'],
    ['焦店镇', '410402100'],
    ['410402100', '410402100'],
    ['410402100000', '410402100'],
    ['新华区', '410402'],
    ['410402', '410402'],
    ['香山街道', '410402400'],
    ['曙光街街道', '410402001'],
    ['曙光街道', '410402001'],
  ])('%s is %s', (text, code) => expect(index.resolve(text, xinhua)).toEqual({ code }));
  it.each([
    ['示范区应滨街道花山村', '410472402207'],
    ['城乡一体化示范区花山村委会', '410472402207'],
    ['高新区', '410471'],
    ['平顶山市', '4104'],
    ['马庄回族乡', '410422203'],
    ['叶县马庄乡', '410422203'],
  ])('%s is %s in the city', (text, code) => expect(index.resolve(text, city)).toEqual({ code }));

  it('asks about 张庄村 where several bear the name: eleven do in 4104, one in 新华区', () => {
    const answer = index.resolve('张庄村', city);
    const real = rows.filter((row) => row.code.length === 12 && row.name === '张庄村');
    expect(real).toHaveLength(11);
    expect(answer).toMatchObject({ why: 'several' });
    expect('candidates' in answer && answer.candidates.map((c) => c.code)).toEqual(real.map((row) => row.code));
    expect('candidates' in answer && answer.candidates[0]).toEqual({ code: zhangzhuang, path: '新华区焦店镇张庄村' });
    expect(index.resolve('张庄村', xinhua)).toEqual({ code: zhangzhuang });
  });
  it('looks first in the division said elsewhere, and takes it for a blank cell', () => {
    expect(index.resolve('张庄村', { ...city, default: '410402100' })).toEqual({ code: zhangzhuang });
    expect(index.resolve('张庄村003网格', { ...city, default: '410402100' })).toEqual({ code: `${zhangzhuang}003` });
    expect(index.resolve(' ', { ...city, default: '410402100' })).toEqual({ code: '410402100' });
    expect(index.resolve('', city)).toEqual({ unknown: true });
    expect(index.resolve('', { ...jiaodian, default: '410403' })).toEqual({ unknown: true });
    expect(index.resolve('花山村', { ...city, default: '410472' })).toEqual({ code: '410472402207' });
  });
  it('says where it is when it is outside the scope', () => {
    expect(index.resolve('花山村', jiaodian)).toEqual({ outside: '平顶山市城乡一体化示范区应滨街道花山村' });
    expect(index.resolve('410472402207', jiaodian)).toEqual({ outside: '平顶山市城乡一体化示范区应滨街道花山村' });
    expect(index.resolve('卫东区', xinhua)).toEqual({ outside: '卫东区' });
    expect(index.resolve('张庄村', { within: ['410402005'] })).toMatchObject({ outside: expect.stringMatching(/等\d+处$/) });
    expect(index.resolve('焦店镇', { within: [zhangzhuang] })).toEqual({ outside: '新华区焦店镇' });
  });
  it('a scope of no codes resolves nothing inside', () => expect(index.resolve('张庄村', { within: [] })).not.toHaveProperty('code'));
  it('a bare core is rather the village of my town than my town', () =>
    expect(index.resolve('焦店', jiaodian)).toEqual({ code: '410402100201' }));
  it('asks about another kind of committee or a near name, never guesses', () => {
    expect(index.resolve('焦店镇张庄社区', xinhua)).toEqual({
      candidates: [{ code: zhangzhuang, path: '新华区焦店镇张庄村' }],
      why: 'near',
    });
    expect(index.resolve('西市场街道百合金山社区', xinhua)).toEqual({
      candidates: [{ code: '410402005005', path: '新华区西市场街道金山社区' }],
      why: 'near',
    });
    expect(index.resolve('焦店街道办事处', xinhua)).toMatchObject({ candidates: [{ code: '410402100' }] });
  });
  it.each(['火星村', '无', '/', '4.10402E+11', '合计', '99', '410402100999', '410402999', '=1+1'])('does not know %s', (text) =>
    expect(index.resolve(text, xinhua)).toEqual({ unknown: true }),
  );
  it('knows former names and retired codes by what it is told', () => {
    const small = new DivisionIndex([
      { code: '4104', name: '平顶山市' },
      { code: '410402', name: '新华区' },
      { code: '410402101', name: '新焦店街道', also: ['焦店镇'], former_codes: ['410402100'] },
      { code: '410402102', name: '西镇' },
      { code: '410402103', name: '东镇', former_codes: ['410402900'] },
      { code: '410402104', name: '北镇', former_codes: ['410402900'] },
    ]);
    expect(small.resolve('焦店镇', xinhua)).toEqual({ code: '410402101' });
    expect(small.resolve('410402100', xinhua)).toEqual({ code: '410402101' });
    expect(small.resolve('410402900', xinhua)).toMatchObject({ why: 'several' });
  });
  it('where grids are on record, an unrecorded number is asked', () => {
    const withGrids = new DivisionIndex([...rows, { code: `${zhangzhuang}001`, name: '张庄村001网格' }]);
    expect(withGrids.resolve('张庄村001网格', xinhua)).toEqual({ code: `${zhangzhuang}001` });
    expect(withGrids.resolve('张庄村009网格', xinhua)).toMatchObject({ why: 'near' });
  });
  it('every division is found by its full path, official or shown, within the city', () => {
    const wrong: string[] = [];
    for (const row of rows) {
      const path = index.pathName(row.code);
      const official = index.pathName(parentOf(row.code) ?? '') + (row.official_name ?? '');
      for (const text of [path, row.code, row.code.length > 6 ? official : row.name]) {
        const answer = index.resolve(text, city);
        if (!('code' in answer) || answer.code !== row.code) wrong.push(`${text} ${row.code} ${JSON.stringify(answer)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
  it('an answered code always lies in the scope', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        fc.constantFrom(...rows),
        fc.constantFrom('', '村', '社区', '003网格', '办事处'),
        (a, b, ending) => {
          const answer = index.resolve(a.name.slice(0, 2) + ending, { within: [b.code] });
          if ('code' in answer) expect(contains(b.code, answer.code)).toBe(true);
          if ('candidates' in answer) expect(answer.candidates.every((c) => contains(b.code, c.code))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
  it('resolves 114,000 cells in under 300 ms', () => {
    const fresh = new DivisionIndex(rows);
    const villages = rows.filter((row) => row.code.length === 12);
    const texts = Array.from({ length: 114_000 }, (_, i) => fresh.pathName(villages[(i * 7919) % villages.length]?.code ?? ''));
    const start = process.cpuUsage();
    for (const text of texts) fresh.resolve(text, city);
    expect(spent(start)).toBeLessThan(300);
  });
  it('5,000 different names that nobody bears take under a second', () => {
    const start = process.cpuUsage();
    for (let i = 0; i < 5000; i += 1) expect(index.resolve(`火星${i}号基地${'长'.repeat(i % 90)}`, city)).toEqual({ unknown: true });
    expect(spent(start)).toBeLessThan(1000);
  });
});

describe('numbers in words', () => {
  it.each([
    ['3', 3],
    ['003', 3],
    ['三', 3],
    ['十', 10],
    ['十二', 12],
    ['二十', 20],
    ['二十一', 21],
    ['一百零三', 103],
    ['百', undefined],
    ['', undefined],
    ['甲', undefined],
  ])('%s is %s', (text, value) => expect(readNumber(text)).toBe(value));
});

describe('succession', () => {
  const successions: Succession[] = [
    { from_code: '410402100', to_code: '410411100', on_date: '2024-01-01', kind: 'move' },
    { from_code: '410411100', to_code: '410411101', on_date: '2025-01-01', kind: 'merge' },
    { from_code: '410402200', to_code: '410402201', on_date: '2024-01-01', kind: 'split' },
    { from_code: '410402200', to_code: '410402202', on_date: '2024-01-01', kind: 'split' },
    { from_code: '410402005', to_code: '410402006', on_date: '2024-01-01', kind: 'split' },
  ];
  const retired = new Set(['410402100', '410402100207', '410411100', '410411100207', '410402200']);
  const isLiving = (code: string) => !retired.has(code);
  it('reads a code as now, through several changes and by its ancestor', () => {
    const now = currentCodesOf(['410402100', '410402100207', '410402200', '410402005', '410402001'], successions, isLiving);
    expect(Object.fromEntries(now)).toEqual({
      410402100: ['410411101'],
      410402100207: ['410411101207'],
      410402200: ['410402201', '410402202'],
      410402005: ['410402005'],
      410402001: ['410402001'],
    });
  });
  it('a scope reaches the codes it has succeeded, not a living neighbour that gave something away', () => {
    expect(predecessorsOf('410411101', successions, isLiving)).toEqual(['410402100', '410411100']);
    expect(predecessorsOf('410411', successions, isLiving)).toEqual(['410402100']);
    expect(predecessorsOf('410402202', successions, isLiving)).toEqual(['410402200']);
    expect(predecessorsOf('410402006', successions, isLiving)).toEqual([]);
  });
  it('ends on a circle of successions', () => {
    const circle: Succession[] = [
      { from_code: '410402300', to_code: '410402301', on_date: '2020-01-01', kind: 'rename' },
      { from_code: '410402301', to_code: '410402300', on_date: '2021-01-01', kind: 'rename' },
    ];
    expect(currentCodesOf(['410402300'], circle, () => false).get('410402300')).toEqual([]);
    expect(predecessorsOf('410402300', circle, () => false)).toEqual(['410402301']);
  });
});

describe('search in the picker', () => {
  const listed = [
    { code: '410402', name: '新华区', pinyin: 'xinhuaqu', initials: 'xhq' },
    { code: '410402100', name: '焦店镇', pinyin: 'jiaodianzhen', initials: 'jdz' },
    { code: zhangzhuang, name: '张庄村', pinyin: 'zhangzhuangcun', initials: 'zzc' },
    { code: '410411200205', name: '张庄村', pinyin: 'zhangzhuangcun', initials: 'zzc' },
  ];
  it.each([
    ['张庄', 2],
    ['zzc', 2],
    ['zhangzh', 2],
    ['焦店 张庄', 1],
    ['xhq zz', 1],
    ['JDZ', 1],
    ['41040210', 2],
    ['火星', 0],
    ['', 0],
  ])('%s finds %i', (query, count) => expect(searchDivisions(listed, query)).toHaveLength(count));
});
