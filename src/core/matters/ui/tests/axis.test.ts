import { describe, expect, it } from 'vitest';
import { axisOf, isCounted, ranIn } from '../axis.ts';
import { groupOf } from '../calls.ts';

const calendar = {
  holidays: ['2022-10-03', '2022-10-04', '2022-10-05', '2022-10-06', '2022-10-07'],
  makeups: ['2022-10-08', '2022-10-09'],
};
const handle = {
  measure: 'workdays',
  started_at: '2022-10-24T02:41:00Z',
  due_at: '2022-11-17T15:59:59Z',
  old_due_at: '2022-11-14T15:59:59Z',
  stopped_at: '2022-11-09T07:20:00Z',
};
const verify = {
  measure: 'workdays',
  started_at: '2022-11-09T07:20:00Z',
  due_at: '2022-11-14T15:59:59Z',
  old_due_at: null,
  stopped_at: null,
};
const frame = { left: 70, right: 930 };

describe('the axis of the clocks', () => {
  it('has a column for each working day and a thin line where a weekend was left out', () => {
    const axis = axisOf([handle, verify], '2022-11-09T10:00:00Z', calendar, frame);
    expect(axis.counts).toBe('workdays');
    expect(axis.days.map((d) => d.day.slice(5)).join(' ')).toBe(
      '10-24 10-25 10-26 10-27 10-28 10-31 11-01 11-02 11-03 11-04 11-07 11-08 11-09 11-10 11-11 11-14 11-15 11-16 11-17 11-18',
    );
    expect(axis.days.filter((d) => d.gap).map((d) => d.day)).toEqual(['2022-10-31', '2022-11-07', '2022-11-14']);
    expect(axis.days.slice(0, 7).map((d) => d.label)).toEqual(['10-24', '25', '26', '27', '28', '31', '11-01']);
  });
  it('puts a deadline at the end of its day, today within its day, and a Sunday on the line before Monday', () => {
    const axis = axisOf([handle, verify], '2022-11-09T10:00:00Z', calendar, frame);
    const edge = (day: string) => axis.days.find((d) => d.day === day)?.x ?? Number.NaN;
    expect(axis.x(handle.due_at)).toBeCloseTo(edge('2022-11-18'));
    expect(axis.x('2022-11-09T10:00:00Z')).toBeGreaterThan(edge('2022-11-09'));
    expect(axis.x('2022-11-09T10:00:00Z')).toBeLessThan(edge('2022-11-10'));
    expect(axis.x('2022-11-06T04:00:00Z')).toBeCloseTo(edge('2022-11-07'));
  });
  it('never goes back', () => {
    const axis = axisOf([handle], null, calendar, frame);
    let before = Number.NEGATIVE_INFINITY;
    for (let at = Date.parse('2022-10-23T00:00:00Z'); at < Date.parse('2022-11-20T00:00:00Z'); at += 3_600_000) {
      const x = axis.x(new Date(at).toISOString());
      expect(x).toBeGreaterThanOrEqual(before);
      before = x;
    }
  });
  it('counts holidays and the weekends worked for them', () => {
    expect(isCounted('2022-10-05', calendar)).toBe(false);
    expect(isCounted('2022-10-08', calendar)).toBe(true);
    expect(isCounted('2022-10-15', calendar)).toBe(false);
  });
  it('shows every day where a clock counts hours', () => {
    const axis = axisOf(
      [{ measure: 'hours', started_at: '2022-11-05T02:00:00Z', due_at: '2022-11-06T02:00:00Z', old_due_at: null, stopped_at: null }],
      null,
      calendar,
      frame,
    );
    expect(axis.days.map((d) => d.day)).toEqual(['2022-11-05', '2022-11-06', '2022-11-07']);
  });
  it('labels no more days than there is room for', () => {
    const long = { ...handle, due_at: '2023-05-31T15:59:59Z' };
    const axis = axisOf([long], null, calendar, frame);
    expect(axis.days.filter((d) => d.label !== null).length * 38).toBeLessThanOrEqual(frame.right - frame.left + 38);
  });
});

describe('the times in which a clock ran', () => {
  it('leaves the pauses out', () => {
    const pauses = [{ from: '2022-11-01T09:40:00Z', until: '2022-11-07T00:30:00Z', reason: '检修' }];
    expect(ranIn({ ...handle, pauses }, '2022-11-09T10:00:00Z')).toEqual([
      { from: handle.started_at, to: '2022-11-01T09:40:00Z' },
      { from: '2022-11-07T00:30:00Z', to: handle.stopped_at },
    ]);
  });
  it('ends with a pause that is still open', () => {
    const pauses = [{ from: '2022-11-01T09:40:00Z', until: null, reason: '挂账' }];
    expect(ranIn({ ...handle, stopped_at: '2022-11-01T09:40:00Z', pauses }, '2022-11-09T10:00:00Z')).toEqual([
      { from: handle.started_at, to: '2022-11-01T09:40:00Z' },
    ]);
  });
});

describe('the heading under which a matter waits', () => {
  const row = (state: 'ok' | 'near' | 'over' | 'hold', due_at: string | null) => ({ clock: { state, words: '' }, due_at });
  it.each([
    ['over', row('over', '2022-11-09T01:00:00Z'), 'over'],
    ['today, before midnight in Shanghai', row('near', '2022-11-09T15:59:59Z'), 'today'],
    ['tomorrow is near', row('near', '2022-11-10T15:59:59Z'), 'near'],
    ['later', row('ok', '2022-11-14T15:59:59Z'), 'ok'],
    ['on hold', row('hold', null), 'hold'],
  ] as const)('%s', (_, given, group) => expect(groupOf(given, '2022-11-09')).toBe(group));
});
