import { describe, expect, test } from 'vitest';
import { type Answer, checklist, faultsOf, itemsFor, scoreOf } from '../checklist.ts';

const small = checklist('tree.round', {
  title: '巡树',
  note: '示例',
  weights: { A: 5, C: 1 },
  sections: [{ code: 'T', title: '树' }],
  items: [
    {
      code: 'T01',
      section: 'T',
      question: '树干完好吗？',
      how: ['绕一圈'],
      grade: 'A',
      urgent: true,
      basis: [],
      photo: { basis: '养护记录' },
      requirement: '支护',
    },
    { code: 'T02', section: 'T', question: '有铭牌吗？', how: ['看正面'], grade: 'C', basis: [], requirement: '挂牌' },
    { code: 'T03', section: 'T', question: '井盖完好吗？', how: ['踩'], grade: 'C', basis: [], requirement: '换', only: ['street'] },
  ],
});
const rules = { category: null, complete: false, temporary_measures: true };

describe('a declaration that contradicts itself is not loaded', () => {
  const item = { code: 'T01', section: 'T', question: '好吗？', how: ['看'], grade: 'A', basis: [], requirement: '改' };
  const declare = (items: (typeof item & { photo?: { basis: string } })[]) => () =>
    checklist('tree.round', { title: '巡树', note: '', weights: { A: 5 }, sections: [{ code: 'T', title: '树' }], items });
  test.each([
    ['a code twice', [item, item], /twice/],
    ['a grade without weight', [{ ...item, grade: 'Z' }], /no weight/],
    ['nothing to look at', [{ ...item, how: [] }], /how to look/],
    ['a photo without its rule', [{ ...item, photo: { basis: ' ' } }], /names the rule/],
    ['an unknown section', [{ ...item, section: 'X' }], /no section/],
  ])('%s', (_what, items, words) => expect(declare(items)).toThrow(words));
});

describe('score', () => {
  test('weights of what passed over weights of what applied', () => {
    expect(
      scoreOf(small, [
        { code: 'T01', answer: 'pass' },
        { code: 'T02', answer: 'fail' },
      ]),
    ).toEqual({ score: 83.3, passed: 5, applicable: 6 });
    expect(
      scoreOf(small, [
        { code: 'T01', answer: 'na' },
        { code: 'T02', answer: 'fail' },
      ]).score,
    ).toBe(0);
    expect(scoreOf(small, [{ code: 'T01', answer: 'na' }]).score).toBeNull();
    expect(
      scoreOf(
        small,
        [
          { code: 'T01', answer: 'pass' },
          { code: 'T02', answer: 'fail' },
        ],
        { T02: 5 },
      ).score,
    ).toBe(50);
  });
});

describe('what is missing', () => {
  const fields = (answers: Answer[], more: Partial<Parameters<typeof faultsOf>[2]> = {}) =>
    faultsOf(small, answers, { ...rules, ...more }).map(({ field }) => field);
  test.each<[string, Answer[], string[]]>([
    ['nothing answered', [], ['answers']],
    ['an unknown question', [{ code: 'X', answer: 'pass' }], ['answers.0.code']],
    ['a question of another category', [{ code: 'T03', answer: 'pass' }], ['answers.0.code']],
    [
      'twice',
      [
        { code: 'T02', answer: 'pass' },
        { code: 'T02', answer: 'fail', words: '没有' },
      ],
      ['answers.1.code'],
    ],
    ['a failure without words', [{ code: 'T02', answer: 'fail', words: ' ' }], ['answers.0.words']],
    ['photo and measures', [{ code: 'T01', answer: 'fail', words: '空洞' }], ['answers.0.photos', 'answers.0.measures']],
    ['fixed needs a photo after', [{ code: 'T01', answer: 'fail', words: '空洞', fixed: true, photos: ['a'] }], ['answers.0.after_photos']],
    ['what passed is not fixed', [{ code: 'T02', answer: 'pass', fixed: true }], ['answers.0.fixed']],
    ['all there', [{ code: 'T01', answer: 'fail', words: '空洞', photos: ['a'], measures: '围栏' }], []],
  ])('%s', (_what, answers, wanted) => expect(fields(answers)).toEqual(wanted));

  test('an inspection answers every question that is asked', () => {
    expect(fields([{ code: 'T01', answer: 'pass' }], { complete: true })).toEqual(['answers']);
    expect(
      fields(
        [
          { code: 'T01', answer: 'pass' },
          { code: 'T02', answer: 'na' },
        ],
        { complete: true },
      ),
    ).toEqual([]);
    expect(itemsFor(small, 'street').length).toBe(3);
  });

  test('a photo after is asked for where the kind of matter closes with one', () => {
    const answers: Answer[] = [{ code: 'T02', answer: 'fail', words: '没有', fixed: true }];
    expect(fields(answers)).toEqual([]);
    expect(fields(answers, { after_photos: { grades: ['C'], basis: '某规定' } })).toEqual(['answers.0.after_photos']);
  });
});
