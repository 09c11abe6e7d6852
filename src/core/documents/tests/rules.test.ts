import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bulletin } from '../bulletin.ts';
import {
  basisWords,
  changeWords,
  comparisonNote,
  examine,
  handwritten,
  inForce,
  moveWords,
  piecesOf,
  placed,
  printed,
  printedPiece,
  unknownPlaces,
} from '../rules.ts';

const figure = (key: string, value: number | null, unit = '处') => ({
  key,
  title: key,
  unit,
  value,
  numerator: null,
  denominator: null,
  definition: '口径',
  source: '台账',
  rows: value ?? 0,
});
const line = (code: string, numerator: number, denominator: number) => ({
  code,
  name: code,
  value: denominator === 0 ? null : numerator / denominator,
  numerator,
  denominator,
});

describe('a place for a number', () => {
  test('is told from the text around it', () => {
    expect(piecesOf('发现{figure:fire.a_b}处，焦店镇{figure:fire.a_b@410402100}处，{count:small}个')).toEqual([
      { kind: 'text', text: '发现' },
      { kind: 'figure', key: 'fire.a_b', division: null },
      { kind: 'text', text: '处，焦店镇' },
      { kind: 'figure', key: 'fire.a_b', division: '410402100' },
      { kind: 'text', text: '处，' },
      { kind: 'count', key: 'small' },
      { kind: 'text', text: '个' },
    ]);
  });

  test('loses no character of the text, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constant('{figure:fire.a}'), fc.constant('{count:b}'), fc.constant('{change:a.b}'))),
        (parts) => {
          const text = parts.join('');
          const back = piecesOf(text)
            .map((piece) =>
              piece.kind === 'text'
                ? piece.text
                : piece.kind !== 'figure'
                  ? `{${piece.kind}:${piece.key}}`
                  : `{figure:${piece.key}${piece.division ? `@${piece.division}` : ''}}`,
            )
            .join('');
          expect(back).toBe(text);
        },
      ),
    );
  });

  test('prints what was frozen, a rate as percent, nothing as a dash', () => {
    const frozen = {
      figures: [figure('fire.a', 5456), figure('fire.r', 6117 / 7650, '%'), figure('fire.n', null, '%')],
      comparison: null,
      counts: [],
      against: null,
    };
    const print = (key: string) => printedPiece({ kind: 'figure', key, division: null }, frozen);
    expect([print('fire.a'), print('fire.r'), print('fire.n'), print('fire.x')]).toEqual(['5,456', '79.96%', '—', null]);
    expect(printed(2.5, '公里')).toBe('2.5');
  });

  test('that was not frozen, or is broken, is named', () => {
    const frozen = { figures: [figure('fire.a', 1)], comparison: null, counts: [], against: null };
    const names = unknownPlaces(
      [{ kind: 'paragraph', text: '{figure:fire.a}{figure:fire.b}{figure:fire.a@410402}{count:c}{figur:x}{change:fire.a}' }],
      frozen,
    );
    expect(names.sort()).toEqual(['{change:fire.a}', '{count:c}', '{figur:x}', '{figure:fire.a}', '{figure:fire.b}'].sort());
  });
});

test('a typed number is found, a date, an hour, an issue and a number of a document are not', () => {
  expect(handwritten('截至2022年11月9日18时，第58期，新消安办〔2022〕58号，电话119')).toEqual([]);
  expect(handwritten('检查5,460家，整改率79.9%')).toEqual(['5,460', '79.9%']);
  expect(examine([{ kind: 'paragraph', text: '{figure:fire.a2}家，另有3家' }])).toEqual({ numbers: 1, handwritten: ['3'] });
});

describe('a comparison', () => {
  test('shares places and skips the next, and gives small numbers none', () => {
    const lines = placed(
      [line('a', 90, 100), line('b', 80, 100), line('c', 40, 50), line('d', 30, 100), line('e', 29, 29), line('f', 0, 0)],
      true,
    );
    expect(lines.map(({ code, place, tied, small }) => [code, place, tied, small])).toEqual([
      ['a', 1, false, false],
      ['b', 2, true, false],
      ['c', 2, true, false],
      ['d', 4, false, false],
      ['e', null, false, true],
      ['f', null, false, true],
    ]);
  });

  test('without a legal basis stands in the order of the codes, without places', () => {
    const lines = placed([line('b', 90, 100), line('a', 10, 100)], false);
    expect(lines.map(({ code, place }) => [code, place])).toEqual([
      ['a', null],
      ['b', null],
    ]);
  });
});

describe('a change since the issue before', () => {
  const against = {
    edition_id: 'e',
    issue_no: 57,
    on: '2022-11-08',
    cutoff: '',
    values: { 'fire.a': 5385, 'fire.r': 0.79751, 'fire.s': 9 },
  };
  const frozen = {
    figures: [figure('fire.a', 5456, '家'), figure('fire.r', 0.7996, '%'), figure('fire.s', 9), figure('fire.new', 3)],
    comparison: null,
    counts: [],
    against,
  };
  const print = (key: string) => printedPiece({ kind: 'change', key }, frozen);

  test('is said with its direction and unit, a rate in points', () => {
    expect(print('fire.a')).toBe('增加71家');
    expect(print('fire.r')).toBe('上升0.21个百分点');
    expect(print('fire.s')).toBe('没有变化');
    expect(changeWords({ unit: '处', value: 1 }, 13)).toBe('减少12处');
  });

  test('is none where the issue before lacks the number, and what prints alike has not moved', () => {
    expect(print('fire.new')).toBeNull();
    expect(changeWords({ unit: '%', value: 0.79961 }, 0.79959)).toBe('没有变化');
  });
});

describe('the legal basis', () => {
  const plan = { title: '治理方案', number: '新消安委〔2022〕9号', article: '第六条', from: '2022-09-13', to: '2022-12-31' };

  test('is in force from its first to its last day', () => {
    expect(['2022-09-12', '2022-09-13', '2022-12-31', '2023-01-01'].map((on) => inForce(plan, on))).toEqual([false, true, true, false]);
    expect(inForce({ ...plan, to: null }, '2030-01-01')).toBe(true);
  });

  test('stands under the comparison; without it the order of the codes is said, and counts are never ranked', () => {
    const rate = [{ ...line('a', 9, 10), place: null, tied: false, small: true }];
    expect(comparisonNote({ basis: basisWords(plan), lines: rate })).toBe(
      '依据：《治理方案》（新消安委〔2022〕9号）第六条。并列的位次相同。应计小于30的不可区分。',
    );
    expect(comparisonNote({ basis: null, lines: rate })).toMatch(/^未录入排名依据，按区划代码排列。/);
    expect(comparisonNote({ basis: '依据', lines: rate.map((one) => ({ ...one, denominator: null })) })).toBe(
      '数量不排名次，按区划代码排列。',
    );
  });
});

test('a move is told with its rows and its reason', () => {
  const move = {
    figure: 'fire.c',
    title: '液化气钢瓶',
    unit: '个',
    before: 1391,
    after: 1388,
    came: 0,
    went: 3,
    changed: 0,
    why: '重复登记',
  };
  expect(moveWords(move)).toBe('液化气钢瓶由1,391个更正为1,388个（减3行），原因：重复登记');
});

test('a bulletin that names another programme’s figure, or one twice, is refused at load', () => {
  const words = { title: '报', head: '报', number_word: () => '办', numbering: 'day', period: () => null, at: null } as const;
  const rest = {
    document_title: () => ['题'],
    recipients: () => '各单位',
    signed: () => '办公室',
    copies: null,
    sections: () => [],
  } as const;
  expect(() => bulletin('fire.a', { ...words, ...rest, figures: ['court.b'] })).toThrow(/another programme/);
  expect(() => bulletin('fire.a', { ...words, ...rest, figures: ['fire.b', 'fire.b'] })).toThrow(/twice/);
  expect(() => bulletin('fire.a', { ...words, ...rest, figures: ['fire.b'], standing: ['fire.c'] })).toThrow(/not among its figures/);
  expect(() => bulletin('fire.a', { ...words, ...rest, at: '25:00', figures: [] })).toThrow(/no time of day/);
});
