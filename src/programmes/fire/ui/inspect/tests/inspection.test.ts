import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answersOf, step } from '../../../../../core/visits/ui/index.ts';
import { smallPremises } from '../../../checklists.ts';
import { bodyOf, clearKinds, type Draft, isDraft, lackAt, lacksOf, newDraft, noClear, questionsOf } from '../inspection.ts';

const place = { id: '01900000-0000-7000-8000-000000000001', category: 'J4' };
const items = questionsOf(place);
const codes = items.map((item) => item.code);
const me = { account_id: '01900000-0000-7000-8000-00000000000a', name: '岳振邦', unit_name: '', certificate: '豫消执 04020117' };
const other = { account_id: null, name: '管晓彤', unit_name: '', certificate: '豫消执 04020123' };

const draft = (more: Partial<Draft> = {}): Draft => ({
  ...newDraft(place, {
    id: '01900000-0000-7000-8000-0000000000b1',
    act_id: '01900000-0000-7000-8000-0000000000b2',
    kind: 'patrol',
    matter_id: null,
    started_at: '2022-11-09T10:00:00.000Z',
    officers: [me],
    over_cap: null,
    matter_code: null,
  }),
  ...more,
});
const passed = (more: Partial<Draft> = {}): Draft => {
  const one = draft(more);
  return { ...one, run: step(items, one.run, { do: 'pass', codes }) };
};
const lacks = (one: Draft, overCap = false) => lacksOf(one, place, { overCap }).map(({ step: at, field }) => `${at} ${field}`);

describe('what a draft lacks', () => {
  test('a patrol needs one answer; an inspection every answer, two certificates and a signature', () => {
    expect(lacks(draft())).toEqual(['ask ']);
    expect(lacks(passed())).toEqual([]);
    const inspection = passed({ kind: 'inspection', officers: [me, { ...other, certificate: '' }] });
    expect(lacks(inspection)).toEqual(['finish officers.1.certificate', 'finish signature']);
    expect(lacks({ ...inspection, officers: [me, { ...other, certificate: me.certificate }], signature: 'x' })).toEqual([
      'finish officers.1.certificate',
    ]);
    expect(lacks({ ...inspection, officers: [me, other], refused: true })).toEqual(['finish refused_because']);
    expect(lacks({ ...inspection, officers: [me, other], refused: true, refused_because: '店主不在场' })).toEqual([]);
    expect(lacks({ ...inspection, officers: [me, other], signature: 'x' }, true)).toEqual(['start over_cap']);
  });

  test('a re-check may leave the other questions out and is not held to the yearly cap', () => {
    const one = draft({ kind: 'inspection', officers: [me, other], signature: 'x', matter_id: place.id });
    const answered = { ...one, run: step(items, one.run, { do: 'answer', code: 'E01', answer: 'pass' }) };
    expect(lacks(answered, true)).toEqual([]);
    expect(lacks({ ...answered, matter_code: 'E02' }, true)).toEqual(['ask ']);
    expect(lacks({ ...answered, matter_code: 'E01' }, true)).toEqual([]);
  });

  test('what was cleared needs its pair; people are never photographed', () => {
    const one = passed({ clears: { 'Q4.ebike': { ...noClear, count: 2 }, 'Q1.lodger': { ...noClear, count: 3, before: ['x'] } } });
    expect(lacks(one)).toEqual(['clears before', 'clears after']);
    expect(bodyOf(one, place).clears?.[0]).toEqual({ code: 'Q1', subtype: 'lodger', count: 3, unit: '人' });
  });
});

test('what is sent: only what was counted, answered and signed', () => {
  const kinds = clearKinds.map(({ key }) => key);
  const counts = fc.dictionary(fc.constantFrom(...kinds), fc.nat({ max: 3 }));
  fc.assert(
    fc.property(counts, fc.boolean(), fc.constantFrom('patrol' as const, 'inspection' as const), (found, refused, kind) => {
      const clears = Object.fromEntries(Object.entries(found).map(([key, count]) => [key, { ...noClear, count }]));
      const one = passed({ clears, refused, kind, signature: 's', refused_because: '不签', signer: '店主' });
      const body = bodyOf(one, place);
      expect(body.clears?.reduce((n, clear) => n + clear.count, 0)).toBe(Object.values(found).reduce((n, count) => n + count, 0));
      expect(body.clears?.every((clear) => clear.count > 0)).toBe(true);
      expect(body.answers).toHaveLength(smallPremises.items.length);
      expect('signature' in body && 'refused_because' in body).toBe(false);
      if (kind === 'patrol') expect(Object.keys(body)).not.toContain('signer');
      expect([body.id, body.started_at]).toEqual([one.id, one.started_at]);
      expect(isDraft(JSON.parse(JSON.stringify(one)))).toBe(true);
    }),
  );
});

test("the server's errors open the place where they are put right", () => {
  const failed = passed();
  const run = step(items, failed.run, { do: 'answer', code: 'U04', answer: 'fail' });
  const body = bodyOf({ ...failed, run, clears: { 'Q4.ebike': { ...noClear, count: 1 } } }, place);
  const at = answersOf(items, run).findIndex((one) => one.code === 'U04');
  expect(lackAt(body, { field: `answers.${at}.words`, message: '写明' })).toMatchObject({ step: 'ask', code: 'U04', field: 'words' });
  expect(lackAt(body, { field: 'clears.0.after', message: '附照片' })).toMatchObject({ step: 'clears', code: 'Q4.ebike', field: 'after' });
  expect(lackAt(body, { field: 'signature', message: '签字' })).toMatchObject({ step: 'finish', field: 'signature' });
  expect(lackAt(body, { field: 'over_cap.words', message: '写明' })).toMatchObject({ step: 'start' });
});
