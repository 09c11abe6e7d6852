import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addDaysRollingForward,
  addHours,
  addWorkdays,
  citeBasis,
  civilDateAt,
  daysBetween,
  endOfDay,
  isWorkday,
  type LegalBasis,
  pickBasis,
  type WorkCalendar,
  weekdayOf,
  workdaysBetween,
} from '../rules.ts';

const data = (path: string) => new URL(`../../../../data/${path}`, import.meta.url);
const table = (path: string): Record<string, string>[] =>
  parse(readFileSync(data(path)), { columns: true, comment: '#', comment_no_infix: true });
const years = table('calendar/years.csv').map((row) => Number(row.year));
const days = years.flatMap((year) => table(`calendar/${year}.csv`));
const calendar: WorkCalendar = {
  holidays: new Set(days.filter((day) => day.kind === 'off').map((day) => day.date ?? '')),
  makeups: new Set(days.filter((day) => day.kind === 'work').map((day) => day.date ?? '')),
  years: new Set(years),
};

describe('the calendar files', () => {
  // Taken from the texts of the notices: 国办发明电〔2021〕11号, 〔2022〕16号, 〔2023〕7号, 〔2024〕12号, 〔2025〕7号.
  it.each([
    [
      2022,
      '01-01~01-03 01-31~02-06 04-03~04-05 04-30~05-04 06-03~06-05 09-10~09-12 10-01~10-07 12-31',
      '01-29 01-30 04-02 04-24 05-07 10-08 10-09',
    ],
    [2023, '01-01~01-02 01-21~01-27 04-05 04-29~05-03 06-22~06-24 09-29~10-06', '01-28 01-29 04-23 05-06 06-25 10-07 10-08'],
    [2024, '01-01 02-10~02-17 04-04~04-06 05-01~05-05 06-10 09-15~09-17 10-01~10-07', '02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12'],
    [2025, '01-01 01-28~02-04 04-04~04-06 05-01~05-05 05-31~06-02 10-01~10-08', '01-26 02-08 04-27 09-28 10-11'],
    [2026, '01-01~01-03 02-15~02-23 04-04~04-06 05-01~05-05 06-19~06-21 09-25~09-27 10-01~10-07', '01-04 02-14 02-28 05-09 09-20 10-10'],
  ])('%i is as the notice says', (year, off, work) => {
    const expected = off.split(' ').flatMap((span) => {
      const [first = '', last = first] = span.split('~').map((day) => `${year}-${day}`);
      return Array.from({ length: daysBetween(first, last) + 1 }, (_, i) => addDays(first, i));
    });
    const rows = table(`calendar/${year}.csv`);
    expect(rows.filter((row) => row.kind === 'off').map((row) => row.date)).toEqual(expected);
    expect(rows.filter((row) => row.kind === 'work').map((row) => row.date)).toEqual(work.split(' ').map((day) => `${year}-${day}`));
  });
  it('has every year from 2004 to 2026, each day once, exchanged days at weekends', () => {
    expect(years).toEqual(Array.from({ length: 23 }, (_, i) => 2004 + i));
    expect(readdirSync(data('calendar')).filter((name) => /^\d{4}\.csv$/.test(name))).toHaveLength(years.length);
    expect(new Set(days.map((day) => day.date)).size).toBe(days.length);
    for (const date of calendar.makeups) expect([date, weekdayOf(date) >= 6]).toEqual([date, true]);
    for (const row of days) expect(row.notice).toMatch(/^(国办?发明电〔\d{4}〕\d+号|待核实)$/);
  });
  it('knows the days that changed by a later notice', () => {
    expect(
      ['2020-01-31', '2020-02-01', '2020-02-03', '2015-09-03', '2015-09-06', '2019-05-03', '2019-05-05'].map((date) =>
        isWorkday(date, calendar),
      ),
    ).toEqual([false, false, true, false, true, false, true]);
  });
});

describe('deadlines', () => {
  it.each([
    ['2022-11-03', 3, '2022-11-08'],
    ['2022-09-30', 3, '2022-10-10'],
    ['2023-01-19', 5, '2023-01-31'],
    ['2026-02-13', 2, '2026-02-24'],
    ['2022-11-05', 0, '2022-11-05'],
    ['2022-11-08', -3, '2022-11-03'],
    ['2022-12-30', 1, '2023-01-03'],
  ])('%s and %i working days is %s', (from, n, to) =>
    expect(addWorkdays(from, n, calendar)).toEqual({ date: to, published: true, note: null }),
  );
  it.each([
    ['2026-09-01', 15, '2026-09-16'],
    ['2026-09-18', 15, '2026-10-08'],
    ['2022-09-28', 10, '2022-10-08'],
    ['2022-11-09', 0, '2022-11-09'],
    ['2022-11-05', 0, '2022-11-07'],
  ])('a period of days from %s, %i, ends %s', (from, n, to) =>
    expect(addDaysRollingForward(from, n, calendar)).toMatchObject({ date: to, published: true }),
  );
  it('says so when a year has no calendar', () => {
    expect(addWorkdays('2026-12-30', 3, calendar)).toEqual({
      date: '2027-01-05',
      published: false,
      note: '日历未发布：2027年按周末和固定节日推算',
    });
    expect(addDaysRollingForward('2027-04-25', 6, calendar)).toMatchObject({ date: '2027-05-03', published: false });
    expect(workdaysBetween('2026-12-30', '2027-01-05', calendar)).toMatchObject({ days: 3, published: false });
    expect(addDaysRollingForward('2026-12-25', 4, calendar)).toMatchObject({ published: true });
    // The start of a period is not counted, so its year does not matter.
    expect(addWorkdays('2003-12-31', 1, calendar)).toEqual({ date: '2004-01-02', published: true, note: null });
  });
  it('without a calendar keeps weekends and fixed holidays as the law then had them', () => {
    const none: WorkCalendar = { holidays: new Set(), makeups: new Set(), years: new Set() };
    const work = (date: string) => isWorkday(date, none);
    expect(
      [
        '2027-01-01',
        '2027-05-01',
        '2030-05-02',
        '2024-05-02',
        '2007-05-03',
        '2024-05-03',
        '2027-10-03',
        '2027-10-04',
        '2027-11-06',
        '2027-11-08',
      ].map(work),
    ).toEqual([false, false, false, true, false, true, false, true, false, true]);
  });
  it('refuses what is no date and no number of days', () => {
    for (const wrong of ['2022-02-30', '2022-13-01', '20221109', '', '2022-1-1'])
      expect(() => addWorkdays(wrong, 1, calendar)).toThrow(RangeError);
    expect(() => addWorkdays('2022-11-09', 1.5, calendar)).toThrow(RangeError);
    expect(() => addDaysRollingForward('2022-11-09', -1, calendar)).toThrow(RangeError);
    expect(() => addHours(new Date(0), Number.NaN)).toThrow(RangeError);
  });

  const date = fc.integer({ min: 0, max: 365 * 22 }).map((n) => addDays('2004-02-01', n));
  const count = fc.integer({ min: 0, max: 200 });
  it('a deadline in working days is a working day, and counting back gives the number', () =>
    fc.assert(
      fc.property(date, count, (from, n) => {
        const { date: to } = addWorkdays(from, n, calendar);
        if (n > 0) expect(isWorkday(to, calendar)).toBe(true);
        expect(workdaysBetween(from, to, calendar).days).toBe(n);
      }),
    ));
  it('working days add up: n then m is n + m', () =>
    fc.assert(
      fc.property(date, count, count, (from, n, m) => {
        expect(addWorkdays(addWorkdays(from, n, calendar).date, m, calendar).date).toBe(addWorkdays(from, n + m, calendar).date);
      }),
    ));
  it('spans add up and turn round', () =>
    fc.assert(
      fc.property(date, date, date, (a, b, c) => {
        const between = (x: string, y: string) => workdaysBetween(x, y, calendar).days;
        if (a <= b && b <= c) expect(between(a, b) + between(b, c)).toBe(between(a, c));
        expect(Math.abs(between(a, b))).toBeLessThanOrEqual(Math.abs(daysBetween(a, b)));
      }),
    ));
  it('a rolled period never ends early, ends on a working day, and never skips one', () =>
    fc.assert(
      fc.property(date, count, (from, n) => {
        const { date: to } = addDaysRollingForward(from, n, calendar);
        const nominal = addDays(from, n);
        expect(to >= nominal && isWorkday(to, calendar)).toBe(true);
        expect(workdaysBetween(addDays(nominal, -1), to, calendar).days).toBe(1);
      }),
    ));
});

describe('instants', () => {
  it('knows the civil date in Shanghai and the end of a day', () => {
    expect(civilDateAt(new Date('2022-11-08T16:00:00Z'))).toBe('2022-11-09');
    expect(civilDateAt(new Date('2022-11-08T15:59:59Z'))).toBe('2022-11-08');
    expect(endOfDay('2022-11-09').toISOString()).toBe('2022-11-09T16:00:00.000Z');
    expect(addHours(new Date('2022-11-09T10:00:00Z'), 24).toISOString()).toBe('2022-11-10T10:00:00.000Z');
  });
});

describe('legal bases', () => {
  const bases: LegalBasis[] = readdirSync(data('legal-bases')).flatMap((file) =>
    table(`legal-bases/${file}`).map((row) => ({
      key: row.key ?? '',
      title: row.title ?? '',
      document_no: row.document_no ?? '',
      article: row.article ?? '',
      summary: row.summary ?? '',
      effective_from: row.effective_from || null,
      effective_to: row.effective_to || null,
      source: row.source ?? '',
      unverified: row.unverified === 'true',
    })),
  );
  it.each([
    ['court.doubled_interest', '2021-12-31', '第二百五十三条'],
    ['court.doubled_interest', '2022-01-01', '第二百六十条'],
    ['court.doubled_interest', '2024-01-01', '第二百六十四条'],
    ['fire.hazard_standard', '2022-11-09', ''],
    ['fire.penalty_unit', '2022-11-09', '第六十条第一款'],
  ])('%s on %s is article %s', (key, on, article) => expect(pickBasis(bases, key, on)?.article).toBe(article));
  it('the standard for major hazards changed on 1 November 2025', () => {
    expect(pickBasis(bases, 'fire.hazard_standard', '2025-10-31')?.title).toContain('GB 35181-2017');
    expect(pickBasis(bases, 'fire.hazard_standard', '2025-11-01')?.title).toContain('GB 35181-2025');
  });
  it('gives nothing before a rule took effect, and nothing for an unknown key', () => {
    expect(pickBasis(bases, 'data.sensitive', '2021-10-31')).toBeUndefined();
    expect(pickBasis(bases, 'no.such_rule', '2022-11-09')).toBeUndefined();
    expect(() => pickBasis(bases, 'data.sensitive', 'today')).toThrow(RangeError);
  });
  it('versions of one rule never overlap; every row has a source; no dates are turned round', () => {
    for (const basis of bases) {
      expect(basis.source, basis.key).not.toBe('');
      if (basis.effective_from !== null && basis.effective_to !== null)
        expect(basis.effective_from <= basis.effective_to, basis.key).toBe(true);
      for (const other of bases) {
        if (other === basis || other.key !== basis.key) continue;
        const apart =
          (basis.effective_to ?? '9999') < (other.effective_from ?? '') || (other.effective_to ?? '9999') < (basis.effective_from ?? '');
        expect(apart, `${basis.key} ${basis.effective_from} ${other.effective_from}`).toBe(true);
      }
    }
  });
  it('cites with 待核实 where it is so', () => {
    const [one] = bases;
    if (!one) throw new Error('no legal bases');
    expect(citeBasis({ ...one, title: '中华人民共和国消防法', article: '第六十条第一款', unverified: false })).toBe(
      '《中华人民共和国消防法》第六十条第一款',
    );
    expect(citeBasis({ ...one, title: 'GB 35181-2017《重大火灾隐患判定方法》', article: '', unverified: true })).toBe(
      'GB 35181-2017《重大火灾隐患判定方法》（待核实）',
    );
  });
});
