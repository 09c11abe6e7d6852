import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWorkday, type WorkCalendar } from '../../reference/rules.ts';
import { days, hours, matterKind, type Period, periodOf, relapseOf, tierOfDivision, workdays } from '../kind.ts';
import { clockWords, escalatesNow, lastSecondOf, latestOf, leftWords, missingEvidence, nextWake, runOn, startClock } from '../rules.ts';
import { ailment } from './factory.ts';

/** 2022 as published: 国办发明电〔2021〕11号. */
const calendar: WorkCalendar = {
  holidays: new Set(['2022-10-03', '2022-10-04', '2022-10-05', '2022-10-06', '2022-10-07', '2022-09-12', '2022-12-31']),
  makeups: new Set(['2022-10-08', '2022-10-09']),
  years: new Set([2022]),
};
const at = (text: string) => new Date(`${text}+08:00`);
const iso = (date: Date) => date.toISOString();

describe('a clock', () => {
  test('counts working days, hours and days', () => {
    expect(iso(startClock(workdays(3), at('2022-11-03T10:00:00'), calendar).due_at)).toBe('2022-11-08T15:59:59.000Z');
    expect(iso(startClock(workdays(3), at('2022-09-30T10:00:00'), calendar).due_at)).toBe('2022-10-10T15:59:59.000Z');
    expect(iso(startClock(hours(4), at('2022-11-03T22:00:00'), calendar).due_at)).toBe('2022-11-03T18:00:00.000Z');
    expect(iso(startClock(days(30), at('2022-11-03T10:00:00'), calendar).due_at)).toBe('2022-12-05T15:59:59.000Z');
    expect(iso(latestOf(days(30), at('2022-11-03T10:00:00'), calendar))).toBe('2022-12-03T15:59:59.000Z');
    expect(startClock(workdays(40), at('2022-11-30T10:00:00'), calendar).note).toContain('日历未发布');
  });

  test('says where it stands', () => {
    const clock = (measure: 'hours' | 'workdays' | 'days', due: Date, near: Date, held: string | null = null) => ({
      measure,
      due_at: due,
      near_at: near,
      held_until: held,
    });
    const { due_at, near_at } = startClock(workdays(3), at('2022-11-03T10:00:00'), calendar);
    const say = (now: string, held: string | null = null) => clockWords(clock('workdays', due_at, near_at, held), at(now), calendar);
    expect(say('2022-11-03T11:00:00')).toEqual({ state: 'ok', words: '余 3 工作日' });
    expect(say('2022-11-07T00:00:00')).toEqual({ state: 'near', words: '余 1 工作日' });
    expect(say('2022-11-08T23:00:00')).toEqual({ state: 'near', words: '今日到期' });
    expect(say('2022-11-10T09:00:00')).toEqual({ state: 'over', words: '超期 2 工作日' });
    expect(say('2022-11-10T09:00:00', '2022-11-20')).toEqual({ state: 'hold', words: '挂账至 11月20日' });
    expect(leftWords('workdays', lastSecondOf('2022-11-11'), at('2022-11-12T09:00:00'), calendar)).toBe('超期不足 1 工作日');
    expect(leftWords('hours', at('2022-11-03T14:00:00'), at('2022-11-03T10:00:00'), calendar)).toBe('余 4 小时');
    expect(leftWords('hours', at('2022-11-03T14:00:00'), at('2022-11-03T13:40:00'), calendar)).toBe('余 20 分钟');
    expect(leftWords('hours', at('2022-11-03T14:00:00'), at('2022-11-04T15:00:00'), calendar)).toBe('超期 25 小时');
    expect(clockWords({ measure: null, due_at: null, near_at: null, held_until: null }, at('2022-11-03T10:00:00'), calendar)).toEqual({
      state: 'none',
      words: '已办结',
    });
  });

  const moment = fc
    .integer({ min: at('2022-09-01T00:00:00').getTime(), max: at('2022-11-15T00:00:00').getTime() })
    .map((ms) => new Date(ms));
  const anyPeriod = fc.oneof(
    fc.integer({ min: 1, max: 48 }).map(hours),
    fc.integer({ min: 1, max: 15 }).map(workdays),
    fc.integer({ min: 1, max: 20 }).map(days),
  );

  test('is due on a working day, near before that, and never after the latest', () => {
    fc.assert(
      fc.property(moment, anyPeriod, (start, period: Period) => {
        const latest = latestOf(days(30), start, calendar);
        const { due_at, near_at } = startClock(period, start, calendar, latest);
        expect(near_at <= due_at && due_at <= latest && due_at > start).toBe(true);
        if (period.measure === 'workdays')
          expect(isWorkday(new Date(due_at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10), calendar)).toBe(true);
      }),
    );
  });

  test('that stood still never comes earlier, keeps what was left, and stays within the latest', () => {
    fc.assert(
      fc.property(moment, anyPeriod, fc.nat(20 * 24), fc.nat(20 * 24), (start, period: Period, worked, rested) => {
        const latest_at = latestOf(days(60), start, calendar);
        const { due_at } = startClock(period, start, calendar);
        const stopped = new Date(start.getTime() + worked * 3_600_000);
        const again = new Date(stopped.getTime() + rested * 3_600_000);
        const moved = runOn({ measure: period.measure, due_at, latest_at }, stopped, again, calendar);
        expect(moved >= due_at && moved <= latest_at).toBe(true);
        if (stopped <= due_at && moved < latest_at && moved > due_at)
          expect(leftWords(period.measure, moved, again, calendar)).toBe(leftWords(period.measure, due_at, stopped, calendar));
      }),
    );
  });

  test('always has a next wake-up in the future', () => {
    fc.assert(
      fc.property(moment, anyPeriod, fc.nat(40 * 24), (start, period: Period, later) => {
        const { due_at, near_at } = startClock(period, start, calendar);
        const now = new Date(start.getTime() + later * 3_600_000);
        expect(nextWake({ measure: period.measure, due_at, near_at, held_until: null }, now, calendar).at > now).toBe(true);
      }),
    );
  });

  test('escalates when it runs out, and again after five working days', () => {
    const now = at('2022-11-15T09:00:00');
    expect(escalatesNow('due', at('2022-11-14T09:00:00'), now, calendar)).toBe(true);
    expect(escalatesNow('overdue', null, now, calendar)).toBe(true);
    expect(escalatesNow('overdue', at('2022-11-09T09:00:00'), now, calendar)).toBe(false);
    expect(escalatesNow('overdue', at('2022-11-08T09:00:00'), now, calendar)).toBe(true);
    expect(escalatesNow('hold_ends', null, now, calendar)).toBe(false);
  });
});

describe('a kind', () => {
  test('is refused when it contradicts itself', () => {
    const { key: _key, programme: _programme, ...declared } = ailment;
    const wrong = (more: object) => () => matterKind('tree.x', { ...declared, ...more });
    expect(wrong({ number_prefix: 'gs' })).toThrow(/capital/);
    expect(wrong({ grades: [{ code: 'A', title: 'A', up: 'A' }] })).toThrow(/no other grade/);
    expect(wrong({ grades: [...declared.grades, { code: 'Z', title: 'Z' }] })).toThrow(/no period/);
    expect(wrong({ tiers: ['town', 'grid'] })).toThrow(/below/);
    expect(() => matterKind('tree', declared)).toThrow();
    expect(() => periodOf(ailment, 'handle', 'Z')).toThrow(RangeError);
  });

  test('knows its tiers and relapses', () => {
    expect(tierOfDivision(ailment, '410402100207')).toBe('grid');
    expect(tierOfDivision(ailment, '410402100')).toBe('town');
    expect(relapseOf(ailment, 'C', 'grid')).toEqual({ grade: 'B', tier: 'grid' });
    expect(relapseOf(ailment, 'A', 'grid')).toEqual({ grade: 'A', tier: 'town' });
    expect(relapseOf(ailment, 'A', 'city')).toEqual({ grade: 'A', tier: 'city' });
    expect(missingEvidence({ evidence: 'pair', photos_before: 0, photos_after: 1 })).toEqual(['缺整改前照片']);
  });
});
