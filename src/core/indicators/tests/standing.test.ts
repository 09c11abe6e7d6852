import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv } from '../ui/data-file.ts';
import type { ByItem } from '../ui/shape.ts';
import { standing } from '../ui/standing.ts';
import { changeWords, columnName, shortName, spokenValue, valueWords } from '../ui/value-words.ts';

const rate = (code: string, numerator: number, denominator: number): ByItem => ({
  code,
  name: code,
  value: denominator ? numerator / denominator : null,
  numerator,
  denominator,
});
const count = (code: string, value: number): ByItem => ({ code, name: code, value, numerator: null, denominator: null });
const byValue = { order: 'value', ranked: true } as const;

describe('standing', () => {
  it('shares places 1, 2, 2, 4', () => {
    const rows = standing([rate('a', 90, 100), rate('b', 480, 600), rate('c', 588, 735), rate('d', 70, 100)], byValue);
    expect(rows.map((r) => r.place)).toEqual([1, 2, 2, 4]);
    expect(rows.map((r) => r.tied)).toEqual([false, true, true, false]);
  });
  it('ties what prints alike: no hidden digit decides a place', () => {
    const rows = standing([rate('a', 81_961, 100_000), rate('b', 81_964, 100_000), rate('c', 5, 100)], byValue);
    expect(rows.map((r) => r.place)).toEqual([1, 1, 3]);
  });
  it('gives a small number no place, puts it last, and does not let it push others down', () => {
    const rows = standing([rate('a', 29, 29), rate('b', 15, 30), rate('c', 0, 0)], byValue);
    expect(rows.map((r) => [r.item.code, r.place, r.small])).toEqual([
      ['b', 1, false],
      ['a', null, true],
      ['c', null, true],
    ]);
  });
  it('never gives a count a place, and draws its bar from zero to the largest', () => {
    const rows = standing([count('a', 50), count('b', 200), count('c', 0)], byValue);
    expect(rows.map((r) => [r.item.code, r.place, r.bar])).toEqual([
      ['b', null, 1],
      ['a', null, 0.25],
      ['c', null, 0],
    ]);
  });
  it('gives no places without a legal basis, and can put low rates first', () => {
    const items = [rate('a', 90, 100), rate('b', 10, 100)];
    expect(standing(items, { order: 'value', ranked: false }).map((r) => r.place)).toEqual([null, null]);
    expect(standing(items, { ...byValue, lowerIsBetter: true }).map((r) => [r.item.code, r.place])).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
  });
  it('keeps places when the rows stand in division order', () => {
    expect(
      standing([rate('b', 90, 100), rate('a', 10, 100)], { order: 'division', ranked: true }).map((r) => [r.item.code, r.place]),
    ).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
  it('loses nobody, and a place is one more than the number of better ones', () => {
    const items = fc.uniqueArray(
      fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })),
      { selector: ([c]) => c, maxLength: 40 },
    );
    fc.assert(
      fc.property(items, (drawn) => {
        const list = drawn.map(([code, part, more]) => rate(String(code), part, part + more));
        const rows = standing(list, byValue);
        expect(rows.map((r) => r.item.code).sort()).toEqual(list.map((i) => i.code).sort());
        const placed = rows.filter((r) => r.place !== null);
        for (const row of placed) {
          const own = valueWords(row.item, '%').digits;
          expect(row.place).toBe(1 + placed.filter((other) => Number(valueWords(other.item, '%').digits) > Number(own)).length);
        }
      }),
    );
  });
});

describe('words of values', () => {
  it('writes rates from their parts, money in the unit of an office, counts in groups', () => {
    expect(valueWords(rate('', 6117, 7650), '%')).toEqual({ digits: '79.96', unit: '%' });
    expect(spokenValue(rate('', 6117, 7650), '%')).toBe('79.96%（6,117 / 7,650）');
    expect(valueWords(rate('', 0, 0), '%').digits).toBe('–');
    expect(valueWords(count('', 55_734_000_000), '元')).toEqual({ digits: '557.34', unit: '亿元' });
    expect(valueWords(count('', 19_980_000), '元')).toEqual({ digits: '1,998.00', unit: '万元' });
    expect(spokenValue(count('', 7650), '处')).toBe('7,650 处');
  });
  it('says what moved', () => {
    expect(changeWords(rate('', 6024, 7554), rate('', 6117, 7650), '%')).toBe('升 0.21 个百分点：分子加 93，分母加 96');
    expect(changeWords(rate('', 10, 20), rate('', 20, 40), '%')).toBe('比率不变：分子加 10，分母加 20');
    expect(changeWords(rate('', 0, 0), rate('', 1, 2), '%')).toBe('分子加 1，分母加 2；分母为 0 时没有比率');
    expect(changeWords(count('', 100), count('', 96), '处')).toBe('减 4 处');
    expect(changeWords(count('', 5), count('', 5), '处')).toBe('没有变化');
  });
  it('shortens names for a tile and leaves them in a column', () => {
    expect(['光明路街道', '香山街道筹备组', '焦店镇', '平顶山市城乡一体化示范区', '平顶山高新技术产业开发区'].map(shortName)).toEqual([
      '光明路',
      '香山筹备组',
      '焦店镇',
      '示范区',
      '高新区',
    ]);
    expect(['香山街道筹备组', '平顶山市城乡一体化示范区'].map(columnName)).toEqual(['香山街道筹备组', '示范区']);
  });
});

describe('csv', () => {
  it('quotes what needs it and disarms formulas, but keeps numbers numbers', () => {
    expect(csv([['a,b', '"q"', '=1+1', '-x', -3, null]])).toBe('\uFEFF"a,b","""q""",\'=1+1,\'-x,-3,\r\n');
  });
});
