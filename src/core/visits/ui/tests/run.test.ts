import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerKinds, checklist, itemsFor } from '../../checklist.ts';
import { answersOf, faultAt, faultsIn, hasPhrase, progressOf, type Run, type Step, startRun, step, withPhrase } from '../run.ts';

const list = checklist('tree.look', {
  title: '古树巡查表',
  note: '示例',
  weights: { A: 5, C: 1 },
  sections: [
    { code: 'R', title: '根' },
    { code: 'T', title: '干' },
  ],
  items: ['R1', 'R2', 'T1', 'T2', 'T3'].map((code) => ({
    code,
    section: code.slice(0, 1),
    question: `${code} 好吗？`,
    how: ['看一看'],
    grade: code === 'T1' ? 'A' : 'C',
    urgent: code === 'T1',
    basis: [],
    requirement: '养护',
    ...(code === 'R2' ? { photo: { basis: '养护规程' } } : {}),
  })),
});
const items = itemsFor(list, null);
const codes = items.map((item) => item.code);
const rules = { category: null, complete: true, temporary_measures: true };

const code = fc.constantFrom(...codes, 'X9');
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('answer' as const), code, answer: fc.constantFrom(...answerKinds) }),
    fc.record({
      do: fc.constant('say' as const),
      code,
      what: fc.record({ words: fc.string(), fixed: fc.boolean(), measures: fc.string(), photos: fc.array(fc.uuid(), { maxLength: 2 }) }),
    }),
    fc.record({ do: fc.constant('go' as const), to: fc.option(code) }),
    fc.record({ do: fc.constant('move' as const), by: fc.constantFrom(1 as const, -1 as const) }),
    fc.record({ do: fc.constant('pass' as const), codes: fc.array(code) }),
  ),
  { maxLength: 40 },
);
const walk = (all: readonly Step[]): Run => all.reduce((run, one) => step(items, run, one), startRun(items));

describe('stepping through a checklist', () => {
  test('合格 and 不适用 go on, 不合格 stays, the last one leads to the list', () => {
    let run = step(items, startRun(items), { do: 'answer', code: 'R1', answer: 'pass' });
    expect(run.at).toBe('R2');
    run = step(items, run, { do: 'answer', code: 'R2', answer: 'fail' });
    expect(run.at).toBe('R2');
    run = step(items, run, { do: 'answer', code: 'T3', answer: 'na' });
    expect(run.at).toBeNull();
    expect(step(items, run, { do: 'move', by: -1 }).at).toBe('T3');
    expect(step(items, startRun(items), { do: 'move', by: -1 }).at).toBe('R1');
  });

  test('其余全部合格 leaves every answer that was given', () => {
    const run = walk([
      { do: 'answer', code: 'T1', answer: 'fail' },
      { do: 'pass', codes },
    ]);
    expect(answersOf(items, run).map((one) => one.answer)).toEqual(['pass', 'pass', 'fail', 'pass', 'pass']);
  });

  test('whatever is pressed: the open question is one of the list, the counts agree, each answer is sent once and in order', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const run = walk(all);
        expect([...codes, null]).toContain(run.at);
        const answers = answersOf(items, run);
        const sent = answers.map((one) => one.code);
        expect(sent).toEqual(codes.filter((one) => sent.includes(one)));
        const progress = progressOf(items, run);
        expect(progress.answered).toBe(answers.length);
        expect(progress.failed).toBe(answers.filter((one) => one.answer === 'fail').length);
        expect(progress.total).toBe(codes.length);
        expect(progress.sections.flatMap((one) => one.open)).toEqual(codes.filter((one) => !sent.includes(one)));
        // What was typed under 不合格 never travels with another answer.
        for (const one of answers.filter(({ answer }) => answer !== 'fail')) expect(Object.keys(one).sort()).toEqual(['answer', 'code']);
      }),
    );
  });

  test('answering never takes another answer away', () => {
    fc.assert(
      fc.property(steps, code, fc.constantFrom(...answerKinds), (all, which, answer) => {
        const before = walk(all);
        const then = step(items, before, { do: 'answer', code: which, answer });
        for (const other of codes.filter((one) => one !== which)) expect(then.said[other]).toEqual(before.said[other]);
      }),
    );
  });

  test('no fault is left exactly when the pure rules find none, and each belongs to a question of the list', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const run = walk(all);
        const faults = faultsIn(list, items, run, rules);
        for (const fault of faults) if (fault.code !== null) expect(run.said[fault.code]?.answer).toBe('fail');
        const mended = step(
          items,
          Object.keys(run.said).reduce((so_far, one) => step(items, so_far, { do: 'answer', code: one, answer: 'pass' }), run),
          {
            do: 'pass',
            codes,
          },
        );
        expect(faultsIn(list, items, mended, rules)).toEqual([]);
      }),
    );
  });
});

test('a failure is held to words, the photo of its rule and temporary measures, at its own field', () => {
  const failed = walk([
    { do: 'pass', codes: ['R1', 'T2', 'T3'] },
    { do: 'answer', code: 'R2', answer: 'fail' },
    { do: 'answer', code: 'T1', answer: 'fail' },
  ]);
  const at = faultsIn(list, items, failed, rules).map(({ code: where, field }) => `${where} ${field}`);
  expect(at).toEqual(['R2 words', 'R2 photos', 'T1 words', 'T1 measures']);
});

test("the server's field leads back to the question that was sent there", () => {
  const answers = answersOf(items, walk([{ do: 'answer', code: 'T1', answer: 'fail' }]));
  expect(faultAt(answers, { field: 'answers.0.words', message: '写明' })).toEqual({ code: 'T1', field: 'words', message: '写明' });
  expect(faultAt(answers, { field: 'answers', message: '还有 4 项' })).toEqual({ code: null, field: '', message: '还有 4 项' });
  expect(faultAt(answers, { field: 'signature', message: '请签字' })).toBeNull();
});

test('a phrase is pressed in and out, beside typed words', () => {
  const words = withPhrase(withPhrase('二楼', '应急灯不亮'), '没有应急照明');
  expect(words).toBe('二楼；应急灯不亮；没有应急照明');
  expect(hasPhrase(words, '应急灯不亮')).toBe(true);
  expect(withPhrase(words, '应急灯不亮')).toBe('二楼；没有应急照明');
});
