import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bulletin } from '../bulletin.ts';
import { examine, handwritten, moveWords, piecesOf, placed, printed, printedPiece, unknownPlaces } from '../rules.ts';

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
      fc.property(fc.array(fc.oneof(fc.string(), fc.constant('{figure:fire.a}'), fc.constant('{count:b}'))), (parts) => {
        const text = parts.join('');
        const back = piecesOf(text)
          .map((piece) =>
            piece.kind === 'text'
              ? piece.text
              : piece.kind === 'count'
                ? `{count:${piece.key}}`
                : `{figure:${piece.key}${piece.division ? `@${piece.division}` : ''}}`,
          )
          .join('');
        expect(back).toBe(text);
      }),
    );
  });

  test('prints what was frozen, a rate as percent, nothing as a dash', () => {
    const frozen = {
      figures: [figure('fire.a', 5456), figure('fire.r', 6117 / 7650, '%'), figure('fire.n', null, '%')],
      comparison: null,
      counts: [],
    };
    const print = (key: string) => printedPiece({ kind: 'figure', key, division: null }, frozen);
    expect([print('fire.a'), print('fire.r'), print('fire.n'), print('fire.x')]).toEqual(['5,456', '79.96%', '—', null]);
    expect(printed(2.5, '公里')).toBe('2.5');
  });

  test('that was not frozen, or is broken, is named', () => {
    const frozen = { figures: [figure('fire.a', 1)], comparison: null, counts: [] };
    const names = unknownPlaces(
      [{ kind: 'paragraph', text: '{figure:fire.a}{figure:fire.b}{figure:fire.a@410402}{count:c}{figur:x}' }],
      frozen,
    );
    expect(names.sort()).toEqual(['{count:c}', '{figur:x}', '{figure:fire.a}', '{figure:fire.b}'].sort());
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
  const words = { title: '报', head: '报', number_word: () => '办', numbering: 'day', period: () => null, daily: false } as const;
  const rest = {
    document_title: () => ['题'],
    recipients: () => '各单位',
    signed: () => '办公室',
    copies: null,
    sections: () => [],
  } as const;
  expect(() => bulletin('fire.a', { ...words, ...rest, figures: ['court.b'] })).toThrow(/another programme/);
  expect(() => bulletin('fire.a', { ...words, ...rest, figures: ['fire.b', 'fire.b'] })).toThrow(/twice/);
});
