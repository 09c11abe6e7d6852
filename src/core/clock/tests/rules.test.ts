import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { between, minutesOf, momentWords, reached, stopsOf, targetOf } from '../rules.ts';

const at = (words: string) => new Date(`${words.replace(' ', 'T')}:00+08:00`);
const freeze = { name: 'freeze', at: '18:00' };
const remind = { name: 'remind', at: ['15:00', '08:30'] };
const sweep = { name: 'sweep' };
const jobs = [freeze, remind, sweep];
const said = (due: readonly { job: { name: string }; at: Date }[]) =>
  due.map(({ job, at: moment }) => `${momentWords(moment)} ${job.name}`);

describe('an hour', () => {
  test('is a time of day, or the job is refused at start', () => {
    expect(minutesOf(remind)).toEqual([510, 900]);
    expect(minutesOf(sweep)).toEqual([]);
    for (const wrong of ['24:00', '8:30', '18:60', '18'])
      expect(() => minutesOf({ name: 'x', at: wrong }), wrong).toThrow('is no time of day');
  });

  test('was reached when the day has come to it, its own minute included; of one job only the last counts', () => {
    expect(said(reached(jobs, at('2022-11-09 08:29')))).toEqual([]);
    expect(said(reached(jobs, at('2022-11-09 08:30')))).toEqual(['2022-11-09 08:30 remind']);
    expect(said(reached(jobs, at('2022-11-09 23:59')))).toEqual(['2022-11-09 15:00 remind', '2022-11-09 18:00 freeze']);
    expect(said(reached(jobs, at('2022-11-10 00:00')))).toEqual([]);
  });
});

describe('a step', () => {
  test('of a day stops at each hour on the way and at last at its target', () => {
    const from = at('2022-11-09 18:00');
    expect(momentWords(targetOf(from, '1h'))).toBe('2022-11-09 19:00');
    expect(said(between(jobs, from, targetOf(from, '1d')))).toEqual([
      '2022-11-10 08:30 remind',
      '2022-11-10 15:00 remind',
      '2022-11-10 18:00 freeze',
    ]);
    const late = at('2022-11-09 18:20');
    const stops = stopsOf([...jobs, { name: 'also', at: '18:00' }], late, targetOf(late, '1d'));
    expect(stops.map((stop) => `${momentWords(stop.at)} ${stop.jobs.map(({ name }) => name).join(' ')}`.trim())).toEqual([
      '2022-11-10 08:30 remind',
      '2022-11-10 15:00 remind',
      '2022-11-10 18:00 freeze also',
      '2022-11-10 18:20',
    ]);
    expect(stopsOf(jobs, from, targetOf(from, '1h')).map((stop) => momentWords(stop.at))).toEqual(['2022-11-09 19:00']);
  });

  test('and the next one meet each hour once, wherever the clock stands', () => {
    const hour = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([h, m]) => {
      const two = (n: number) => String(n).padStart(2, '0');
      return `${two(h)}:${two(m)}`;
    });
    const minutes = fc.integer({ min: 0, max: 3000 }).map((n) => new Date(at('2022-11-08 00:00').getTime() + n * 60_000));
    fc.assert(
      fc.property(
        fc.uniqueArray(hour, { minLength: 1, maxLength: 6 }),
        minutes,
        fc.array(fc.constantFrom('1h' as const, '1d' as const), { maxLength: 8 }),
        (hours, from, steps) => {
          const job = { name: 'job', at: hours };
          let now = from;
          const met: string[] = [];
          for (const step of steps) {
            met.push(...said(between([job], now, targetOf(now, step))));
            now = targetOf(now, step);
          }
          expect(met).toEqual(said(between([job], from, now)));
          expect(new Set(met).size).toBe(met.length);
        },
      ),
    );
  });
});
