import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  bounded,
  bytes,
  date,
  dateTime,
  dayOf,
  duration,
  monthStart,
  number,
  percent,
  period,
  shortDate,
  shortDateTime,
  weekStart,
  yuan,
} from '../format.ts';

describe('words of numbers', () => {
  it('groups as an office does', () => {
    expect(number(5456)).toBe('5,456');
    expect(number(0)).toBe('0');
    expect(number(null)).toBe('—');
    expect(percent(6117 / 7650)).toBe('79.96%');
    expect(percent(null)).toBe('—');
    expect(yuan(55_734_000_000)).toBe('557.34 亿元');
    expect(yuan(25_000)).toBe('2.5 万元');
    expect(yuan(980.5)).toBe('980.50 元');
    expect(bounded({ value: 1000, exact: false })).toBe('1,000+');
    expect(bytes(3_565_158)).toBe('3.4 MB');
    expect(duration(75)).toBe('约 1 分 15 秒');
  });
});

describe('words of days and times', () => {
  it('is in Shanghai wherever the browser is', () => {
    expect(dateTime('2022-11-09T10:00:00Z')).toBe('2022年11月9日 18:00');
    expect(dayOf('2022-11-08T16:00:00Z')).toBe('2022-11-09');
    expect(shortDateTime('2022-11-08T15:59:59Z')).toBe('11-08 23:59');
    expect(date('2022-11-09')).toBe('2022年11月9日');
    expect(shortDate('2022-11-09')).toBe('11-09');
    expect(date('nonsense')).toBe('—');
  });

  it('names a period', () => {
    expect(period(null, null)).toBe('全部至今');
    expect(period('2022-09-13', null)).toBe('2022年9月13日至今');
    expect(period('2022-09-13', '2022-11-09')).toBe('2022年9月13日—11月9日');
    expect(period('2021-12-31', '2022-01-01')).toBe('2021年12月31日—2022年1月1日');
    expect(period('2022-11-09', '2022-11-09')).toBe('2022年11月9日');
  });

  it('begins weeks on Monday and months on the first', () => {
    expect(weekStart('2022-11-09')).toBe('2022-11-07');
    expect(weekStart('2022-11-06')).toBe('2022-10-31');
    expect(monthStart('2022-11-09')).toBe('2022-11-01');
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
    fc.assert(
      fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (at) => {
        const day = at.toISOString().slice(0, 10);
        const monday = weekStart(day);
        expect(new Date(`${monday}T00:00:00Z`).getUTCDay()).toBe(1);
        expect(monday <= day && day <= addDays(monday, 6)).toBe(true);
      }),
    );
  });
});
