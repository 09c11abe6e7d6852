import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerKinds, scoreOf } from '../../../core/visits/checklist.ts';
import { root } from '../../../platform/root.ts';
import { clearingOf, clearings } from '../checklists/clearings.ts';
import { smallPremises } from '../checklists.ts';
import { hazard } from '../matters.ts';
import { type Risk, riskOf } from '../rules.ts';

describe('score and colour', () => {
  const answers = fc
    .tuple(...smallPremises.items.map(() => fc.constantFrom(...answerKinds)))
    .map((kinds) => smallPremises.items.map(({ code }, at) => ({ code, answer: kinds[at] ?? 'na' })));

  test('lies between 0 and 100, does not depend on the order, and falls with each failure', () => {
    fc.assert(
      fc.property(answers, fc.nat(35), (given, at) => {
        const { score } = scoreOf(smallPremises, given);
        expect(scoreOf(smallPremises, [...given].reverse()).score).toBe(score);
        if (score === null) return;
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        const worse = given.map((one, n) => (n === at && one.answer === 'pass' ? { ...one, answer: 'fail' as const } : one));
        expect(scoreOf(smallPremises, worse).score ?? 0).toBeLessThanOrEqual(score);
      }),
    );
  });

  test('the colour: red with open danger, and an incomplete look round never makes it better', () => {
    expect(riskOf({ score: 100, open_urgent: 1, complete: true, before: 'blue' })).toBe('red');
    expect([59.9, 60, 74.9, 75, 89.9, 90].map((score) => riskOf({ score, open_urgent: 0, complete: true, before: null }))).toEqual([
      'red',
      'orange',
      'orange',
      'yellow',
      'yellow',
      'blue',
    ]);
    const order = ['red', 'orange', 'yellow', 'blue'];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.constantFrom<Risk>('red', 'orange', 'yellow', 'blue'), (score, before) => {
        const after = riskOf({ score, open_urgent: 0, complete: false, before });
        expect(order.indexOf(after ?? '')).toBeLessThanOrEqual(order.indexOf(before));
      }),
    );
  });
});

describe('the 36 questions of fire safety', () => {
  test('are 36, with grades of the kind and clearings that exist', () => {
    expect(smallPremises.items.length).toBe(36);
    const grades = new Set(hazard.grades.map(({ code }) => code));
    for (const item of smallPremises.items) {
      expect(grades, item.code).toContain(item.grade);
      expect(item.code.startsWith(item.section)).toBe(true);
      expect(item.basis.length, item.code).toBeGreaterThan(0);
      if (item.clears) expect(clearings.map(({ code }) => code as string)).toContain(item.clears);
      // 国办函〔2026〕12号: a photo only where a rule is named.
      if (item.photo) expect(item.photo.basis).toMatch(/台账|规定/);
    }
    expect(smallPremises.items.filter(({ grade }) => grade === 'S').map(({ code }) => code)).toEqual(['L07', 'E04', 'U01']);
    // Living quarters are never photographed.
    expect(smallPremises.items.find(({ clears }) => clears === 'Q1')?.photo).toBeUndefined();
  });

  test('cite rules that stand in the tables of legal bases, in the version of the campaign', () => {
    const lines: { key: string; title: string; article: string; unverified: string; effective_from: string; effective_to: string }[] =
      parse(readFileSync(join(root, 'data', 'legal-bases', 'fire.csv'), 'utf8'), {
        columns: true,
        comment: '#',
        comment_no_infix: true,
        bom: true,
      });
    for (const { code, basis } of smallPremises.items)
      for (const one of basis) {
        const found = lines.find((line) => line.key === one.key && (line.effective_to === '' || line.effective_to >= '2022-09-13'));
        expect(found, `${code} ${one.key}`).toBeDefined();
        expect(one.title).toBe(found?.title);
        expect(one.article.startsWith(found?.article ?? '?'), `${code} ${one.article}`).toBe(true);
        if (found?.unverified === 'true') expect(one.unverified, `${code} ${one.key}`).toBe(true);
      }
  });

  test('clearings say their unit, and are not guessed', () => {
    expect(clearingOf('Q1', undefined)?.subtype.unit).toBe('人');
    expect(clearingOf('Q5', 'cylinder')?.subtype.unit).toBe('个');
    expect(clearingOf('Q5', undefined)).toBeUndefined();
    expect(clearingOf('Q4', 'window')).toBeUndefined();
    expect(clearingOf('Q9', undefined)).toBeUndefined();
  });
});
