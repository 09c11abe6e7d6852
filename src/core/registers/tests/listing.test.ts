import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, date, division, getColumn, integer, number, phone, register, text, uscc, yesNo } from '../sheet.ts';
import { between, filterColumns, filtersOf, nextSort, sameFilters, setFilters, shownColumns, sortState } from '../ui/listing.ts';

const kinds = { key: 'trees.kind', title: '树种', items: ['K1', 'K2', 'K3', 'K4'].map((c, at) => ({ code: c, title: `树${at + 1}` })) };
const colours = { key: 'trees.risk', title: '风险', items: ['red', 'orange', 'yellow', 'blue'].map((c) => ({ code: c, title: c })) };
const trees = register('trees.tree', {
  title: '古树名木',
  counted_in: '株',
  label: 'name',
  identity: [['number'], ['name', 'place']],
  searched: ['name'],
  sorted_by: 'name',
  columns: [
    text('place', '地点', { listed: true }),
    text('name', '名称', { required: true, listed: true, sort: true }),
    code('risk', '风险', colours, { listed: true, sort: true }),
    code('kind', '树种', kinds, { required: true, listed: true }),
    division('division', '所属村'),
    uscc('number', '编号'),
    phone('phone', '电话'),
    number('girth', '胸围', { unit: 'cm', filter: true, sum: true }),
    integer('age', '树龄', { unit: '年', filter: true }),
    yesNo('fenced', '有围栏', { filter: true }),
    date('seen_on', '最近查看', { filter: true }),
  ],
  views: [{ key: 'old', title: '三百年以上', filters: { age_from: '300' } }],
});
const day = (iso: string) => `日${iso}`;

describe('filters in the address', () => {
  it('keeps only filters of the sheet, not where I stand or what is open', () => {
    expect(
      filtersOf(trees, {
        division: '410402',
        q: '槐',
        sort: '-age',
        after: 'x',
        open: 'id',
        kind: 'K1,K2',
        girth_from: '30',
        made_up: '1',
      }),
    ).toEqual({
      kind: 'K1,K2',
      girth_from: '30',
    });
  });

  it('survives a saved view: what is read from the kept query is what was kept', () => {
    const values = fc.record(
      {
        kind: fc.subarray(['K1', 'K2', 'K3', 'K4'], { minLength: 1 }).map((c) => c.join(',')),
        girth_from: fc.integer({ min: 0, max: 999 }).map(String),
        age_to: fc.integer({ min: 0, max: 3000 }).map(String),
        fenced: fc.constantFrom('true', 'false'),
        seen_on_from: fc.constantFrom('2022-01-01', '2022-11-09'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(values, (filters) => {
        const kept = filtersOf(trees, filters as Record<string, string>);
        const back = filtersOf(trees, Object.fromEntries(new URLSearchParams(new URLSearchParams(kept).toString())));
        expect(sameFilters(kept, back)).toBe(true);
      }),
    );
  });

  it('says each set filter in words', () => {
    const words = (params: Record<string, string>) => setFilters(trees, params, day).map((f) => `${f.column.title}：${f.words}`);
    expect(words({ kind: 'K2,none' })).toEqual(['树种：树2、未填']);
    expect(words({ kind: 'K1,K2,K3,K4' })).toEqual(['树种：树1、树2等 4 项']);
    expect(words({ girth_from: '30', girth_to: '90' })).toEqual(['胸围：30—90 cm']);
    expect(words({ age_from: '300' })).toEqual(['树龄：300 年以上']);
    expect(words({ age_to: '300' })).toEqual(['树龄：300 年以下']);
    expect(words({ fenced: 'false' })).toEqual(['有围栏：否']);
    expect(words({ seen_on_from: '2022-11-01', seen_on_to: '2022-11-09' })).toEqual(['最近查看：日2022-11-01—日2022-11-09']);
  });

  it('offers filters for coded, numeric, dated and yes-no columns, and the tree for the division', () => {
    expect(filterColumns(trees).map((c) => c.name)).toEqual(['risk', 'kind', 'girth', 'age', 'fenced', 'seen_on']);
  });
});

describe('columns', () => {
  it('puts the risk and the label before the double rule', () => {
    expect(shownColumns(trees, null).map((c) => c.name)).toEqual(['risk', 'name', 'place', 'kind']);
  });
  it('remembers a choice, never loses the label, and forgets columns that are gone', () => {
    expect(shownColumns(trees, ['age', 'felled']).map((c) => c.name)).toEqual(['name', 'age']);
  });
  it('takes only a list of exactly the four colours for a risk', () => {
    expect(getColumn(trees, 'kind').codes?.items.length).toBe(4);
    expect(shownColumns(trees, ['kind']).map((c) => c.name)).toEqual(['name', 'kind']);
  });
});

describe('sorting by a heading', () => {
  it('goes up, down and back to the sheet’s own order', () => {
    expect(nextSort(trees, undefined, 'age')).toBe('age');
    expect(nextSort(trees, 'age', 'age')).toBe('-age');
    expect(nextSort(trees, '-age', 'age')).toBeUndefined();
    expect(nextSort(trees, undefined, 'name')).toBe('-name');
    expect(nextSort(trees, '-name', 'name')).toBe('name');
  });
  it('tells the reader which way', () => {
    expect(sortState(trees, undefined, 'name')).toBe('ascending');
    expect(sortState(trees, '-age', 'age')).toBe('descending');
    expect(sortState(trees, '-age', 'name')).toBe('none');
  });
});

describe('shift selection', () => {
  const ids = ['a', 'b', 'c', 'd'];
  it('takes both ends in either direction', () => {
    expect(between(ids, 'b', 'd')).toEqual(['b', 'c', 'd']);
    expect(between(ids, 'd', 'b')).toEqual(['b', 'c', 'd']);
  });
  it('falls back to the clicked row when the anchor is on another page', () => {
    expect(between(ids, 'x', 'c')).toEqual(['c']);
  });
});
