import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { createIndicators, type FigureDeclaration, figure, personalColumns, ratio } from '../index.ts';
import { firstDayOf, lastDayOf } from '../queries.ts';

const declaration: FigureDeclaration = {
  title: '树木',
  unit: '棵',
  definition: '登记在册的树',
  source: '树木台账',
  rows: () => sql`select city, id, division, planted_on as on_date, kind from probe.trees`,
  cumulative: true,
};
const codes = { key: 'probe.kind', title: '树种', items: [{ code: 'oak', title: '栎' }] };

describe('a declaration that contradicts itself is refused at load', () => {
  test.each([
    ['a key without programme', 'trees', declaration],
    ['no definition', 'probe.trees', { ...declaration, definition: ' ' }],
    ['an unknown dimension to divide by', 'probe.trees', { ...declaration, by: 'kind' }],
    ['money in another unit than 元', 'probe.trees', { ...declaration, measure: 'money' as const, unit: '万元' }],
  ])('%s', (_, key, wrong) => {
    expect(() => figure(key, wrong)).toThrow(new RegExp(`^(figure key|${key})`));
  });

  test('two figures of one key', () => {
    const one = figure('probe.trees', declaration);
    expect(() => createIndicators([one, figure('probe.trees', declaration)])).toThrow('declared twice');
  });

  test('a rate over another programme', () => {
    const of = figure('court.cases', declaration);
    expect(() =>
      ratio('probe.rate', { title: '率', definition: '率', source: '台账', of, those: () => sql`true`, cumulative: false }),
    ).toThrow('another programme');
  });
});

describe('people are never counted or ranked', () => {
  test.each(['account_id', 'inspector', 'handler_id', 'grid_worker', 'created_by', 'person', 'officer_name'])(
    'no figure may be divided by %s',
    (name) => {
      expect(() => figure('probe.trees', { ...declaration, dimensions: { [name]: { title: '人', codes } } })).toThrow(
        'stands for a person',
      );
    },
  );

  test.each([
    ['the acting account', sql`select city, id, division, planted_on as on_date, account_id::text as kind from probe.trees`],
    [
      'the ledger of acts',
      sql`select t.city, t.id, t.division, t.planted_on as on_date, a.account as kind from probe.trees t join ledger.acts a on a.id = t.id`,
    ],
    ['the ledger, quoted', sql`select * from ${sql.table('ledger.acts')}`],
    ['posts', sql`select * from people.posts`],
  ])('rows may not look at %s', (_, rows) => {
    const wrong = figure('probe.trees', { ...declaration, rows: () => rows });
    expect(personalColumns(wrong)).not.toEqual([]);
    expect(() => createIndicators([wrong])).toThrow('who did the work');
  });

  test('a figure over a register keeps the law', () => {
    expect(personalColumns(figure('probe.trees', { ...declaration, dimensions: { kind: { title: '树种', codes } }, by: 'kind' }))).toEqual(
      [],
    );
  });
});

describe('steps of time', () => {
  test.each([
    ['day', '2022-11-09', '2022-11-09', '2022-11-09'],
    ['week', '2022-11-09', '2022-11-07', '2022-11-13'],
    ['week', '2022-11-13', '2022-11-07', '2022-11-13'],
    ['week', '2023-01-01', '2022-12-26', '2023-01-01'],
    ['month', '2024-02-29', '2024-02-01', '2024-02-29'],
    ['month', '2022-12-31', '2022-12-01', '2022-12-31'],
  ] as const)('%s of %s', (step, on, first, last) => {
    expect([firstDayOf(step, on), lastDayOf(step, firstDayOf(step, on))]).toEqual([first, last]);
  });
});
