import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueAt, inQuietHours, nextBatch } from '../rules.ts';

const at = (text: string) => new Date(`2022-11-${text}+08:00`);

describe('quiet hours', () => {
  test('begin at 22:00 and end at 07:00, in Shanghai', () => {
    expect(['09T21:59:59', '09T22:00:00', '10T03:00:00', '10T06:59:59', '10T07:00:00'].map((t) => inQuietHours(at(t)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('when somebody is reminded', () => {
  test('at the next of two batches', () => {
    expect(nextBatch(at('09T08:29:59'))).toEqual(at('09T08:30:00'));
    expect(nextBatch(at('09T08:30:00'))).toEqual(at('09T15:00:00'));
    expect(nextBatch(at('09T18:00:00'))).toEqual(at('10T08:30:00'));
    expect(nextBatch(at('10T00:10:00'))).toEqual(at('10T08:30:00'));
  });

  test('at once when urgent; in quiet hours only with a name', () => {
    expect(dueAt(at('09T18:00:00'), true, false)).toEqual(at('09T18:00:00'));
    expect(dueAt(at('09T23:00:00'), true, false)).toEqual(at('10T07:00:00'));
    expect(dueAt(at('10T05:00:00'), true, false)).toEqual(at('10T07:00:00'));
    expect(dueAt(at('09T23:00:00'), true, true)).toEqual(at('09T23:00:00'));
    expect(dueAt(at('09T18:00:00'), false, true)).toEqual(at('10T08:30:00'));
  });

  test('never before it is told, never in quiet hours without a name, never more than a day late', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.boolean(),
        (now, urgent) => {
          const due = dueAt(now, urgent, false);
          expect(due.getTime()).toBeGreaterThanOrEqual(now.getTime());
          expect(due.getTime() - now.getTime()).toBeLessThanOrEqual(24 * 60 * 60 * 1000);
          expect(inQuietHours(due)).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
