import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { type Actor, perform, readAs } from '../../ledger/index.ts';
import { actorAt, CITY, plant, useProbe } from '../../ledger/tests/probe.ts';
import { register, text } from '../../registers/sheet.ts';
import {
  type CountedFigure,
  type Figure,
  figure,
  ratio,
  readByDimension,
  readByDivision,
  readFigure,
  readSeries,
  type Window,
} from '../index.ts';
import { listFigureRows } from '../queries.ts';
import { allRows } from '../routes.ts';
import { Territory } from '../territory.ts';
import { getFigure, getWindow, type Question } from '../window.ts';

const probe = useProbe();
const city = actorAt('4104');

const trees = register('probe.trees', {
  title: '树木',
  counted_in: '棵',
  label: 'name',
  identity: [['name']],
  searched: ['name'],
  sorted_by: 'name',
  views: [],
  columns: [text('name', '名称')],
});
const kinds = {
  key: 'probe.kind',
  title: '树种',
  items: [
    { code: 'oak', title: '栎' },
    { code: 'elm', title: '榆' },
    { code: 'ash', title: '白蜡' },
  ],
};
const words = { definition: '口径', source: '树木台账' };
const rows = () => sql`select t.city, t.id, t.division, t.planted_on as on_date, t.kind, t.fee as value, t.watered_on from probe.trees t`;
const counted: CountedFigure = figure('probe.trees_planted', {
  ...words,
  title: '栽树',
  unit: '棵',
  register: trees,
  rows,
  dimensions: { kind: { title: '树种', codes: kinds } },
  by: 'kind',
  cumulative: true,
});
const fees: CountedFigure = figure('probe.fees', {
  ...words,
  title: '费用',
  unit: '元',
  rows,
  measure: 'money',
  dimensions: { kind: { title: '树种', codes: kinds } },
  cumulative: false,
});
const watered: CountedFigure = figure('probe.trees_watered', {
  ...words,
  title: '浇水',
  unit: '棵',
  cumulative: false,
  // A watering may also be recorded of trees outside the cohort.
  // The query builder serves as well as SQL text.
  rows: (tx) =>
    tx
      .selectFrom(sql<{ city: string; id: string; division: string; watered_on: string | null }>`probe.trees`.as('t'))
      .select(['t.city', 't.id', 't.division', 't.watered_on as on_date'])
      .where('t.watered_on', 'is not', null),
});
const byCondition = ratio('probe.watered_rate', {
  ...words,
  title: '浇水率',
  of: counted,
  those: (_tx, window) => sql`r.watered_on <= ${window.through}::date`,
  cumulative: true,
});
const byFigure = ratio('probe.watered_share', { ...words, title: '浇水率', of: counted, those: watered, cumulative: false });
const feeRate = ratio('probe.fee_rate', { ...words, title: '费用率', of: fees, those: () => sql`r.kind = 'oak'`, cumulative: false });
const all: Figure[] = [counted, fees, watered, byCondition, byFigure, feeRate];

interface Row {
  id: string;
  division: string;
  kind: string | null;
  planted_on: string;
  fee: number;
  watered_on: string | null;
  name: string;
}
const villages = ['410402100207', '410402100206', '410402100207003', '410402200201', '410403001001', '410402100', '410402'];
const dayAt = (n: number) => new Date(Date.UTC(2022, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
const stock: Row[] = [];

beforeAll(async () => {
  // A fixed seed: the same stock every time.
  const sample = fc.sample(
    fc.record({
      division: fc.constantFrom(...villages),
      kind: fc.option(fc.constantFrom('oak', 'elm', 'weeping'), { nil: null }),
      planted: fc.integer({ min: 0, max: 330 }),
      fee: fc.integer({ min: 0, max: 123_456_789 }),
      watered: fc.option(fc.integer({ min: 0, max: 330 }), { nil: null }),
    }),
    { numRuns: 160, seed: 4104 },
  );
  stock.push(
    ...sample.map((one, n) => ({
      id: newId(),
      division: one.division,
      kind: one.kind,
      planted_on: dayAt(one.planted),
      fee: one.fee,
      watered_on: one.watered === null ? null : dayAt(one.watered),
      name: `树 ${n}`,
    })),
  );
  await perform(probe.office, plant, city, newId(), { trees: stock });
});

const windowOf = (question: Question, actor: Actor = city, asked: Figure = counted): Promise<Window> =>
  readAs(probe.office, actor, (tx) => getWindow(tx, probe.office, actor, asked, question));
const reading = async (asked: Figure, question: Question, actor: Actor = city) => {
  const window = await windowOf(question, actor, asked);
  return await readAs(probe.office, actor, (tx) => readFigure(tx, asked, window));
};
const behind = (window: Window) =>
  stock.filter(
    (row) =>
      row.division.startsWith(window.division) &&
      (window.from === null || row.planted_on >= window.from) &&
      row.planted_on <= window.through,
  );

describe('refusals come first', () => {
  test('an unknown figure, one of another programme, a division outside the scope or off the map: as if absent', async () => {
    const clerk = actorAt('410402100');
    expect(() => getFigure(all, city, 'probe.nothing')).toThrow(expect.objectContaining({ status: 404 }));
    expect(() => getFigure(all, actorAt('4104', { programme: 'court', verbs: ['court.*'] }), 'probe.fees')).toThrow(
      expect.objectContaining({ status: 404 }),
    );
    // His own rows would answer, and the part would look like the whole.
    for (const division of ['410402', '4104', '410403001', '410402100999', 'x', '410402100%'])
      await expect(windowOf({ division }, clerk)).rejects.toMatchObject({ status: 404 });
    expect(await windowOf({ division: '410402100207' }, clerk)).toMatchObject({ division: '410402100207' });
    expect(await windowOf({}, clerk)).toMatchObject({ division: '410402100' });
  });

  test.each(['2022-13-01', '2022-02-30', '2022/11/09', '上月', '20221109'])('%s is no date', async (from) => {
    await expect(windowOf({ from })).rejects.toMatchObject({ status: 422, type: '/problems/indicators/bad-date' });
  });

  test('a reversed period', async () => {
    await expect(windowOf({ from: '2022-05-02', to: '2022-05-01' })).rejects.toMatchObject({
      status: 422,
      type: '/problems/indicators/period-reversed',
    });
  });

  test('nothing is counted without scopes, also on a reused connection', async () => {
    const window = await windowOf({ division: '4104' });
    const nobody = { ...city, posts: [] };
    for (let n = 0; n < 8; n += 1)
      expect(await readAs(probe.office, nobody, (tx) => readFigure(tx, counted, window))).toMatchObject({ value: 0, rows: 0 });
  });

  test('a trend of too many points', async () => {
    const window = await windowOf({ from: '2019-01-01' });
    await expect(readAs(probe.office, city, (tx) => readSeries(tx, counted, window, 'day'))).rejects.toMatchObject({
      type: '/problems/indicators/too-many-steps',
    });
  });
});

describe('a figure is the rows it counts', () => {
  test('counts, money in 元, rates with their parts', async () => {
    const rowsOf = behind(await windowOf({ division: '410402' }));
    expect(await reading(counted, { division: '410402' })).toEqual({
      value: rowsOf.length,
      numerator: null,
      denominator: null,
      rows: rowsOf.length,
    });
    const fen = rowsOf.reduce((sum, row) => sum + row.fee, 0);
    expect((await reading(fees, { division: '410402' })).value).toBe(fen / 100);
    const wet = rowsOf.filter((row) => row.watered_on !== null && row.watered_on <= '2022-11-09').length;
    for (const rate of [byCondition, byFigure]) {
      expect(await reading(rate, { division: '410402' })).toEqual({
        value: wet / rowsOf.length,
        numerator: wet,
        denominator: rowsOf.length,
        rows: rowsOf.length,
      });
    }
    expect(await reading(byCondition, { division: '410402100207', from: '2022-11-09', to: '2022-11-09' })).toMatchObject({
      value: null,
      numerator: 0,
      denominator: 0,
      rows: 0,
    });
  });

  test('counts nothing later than the business clock', async () => {
    const late = stock.filter((row) => row.planted_on > '2022-11-09').length;
    expect(late).toBeGreaterThan(0);
    expect((await reading(counted, {})).value).toBe(stock.length - late);
    expect((await reading(counted, { to: '2030-01-01' })).value).toBe(stock.length - late);
  });

  test('agrees with itself whatever is asked: roll-up, dimension, series and rows all come to the total', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...all),
        fc.constantFrom('4104', '410402', '410402100', '410402100207', '410402100207003', '410403'),
        fc.option(fc.integer({ min: 0, max: 330 }), { nil: undefined }),
        fc.option(fc.integer({ min: 0, max: 330 }), { nil: undefined }),
        fc.constantFrom('day', 'week', 'month'),
        fc.constantFrom('then', 'now'),
        async (asked, division, a, b, step, as) => {
          const from = a === undefined ? undefined : dayAt(Math.min(a, b ?? 312));
          const to = b === undefined ? undefined : dayAt(Math.max(a ?? 0, b));
          fc.pre(from === undefined || from <= '2022-11-09');
          const window = await windowOf({ division, from, to, as }, city, asked);
          await readAs(probe.office, city, async (tx) => {
            const { rows: behindIt, ...total } = await readFigure(tx, asked, window);
            if (asked !== watered) expect(behindIt).toBe(behind(window).length);
            const expected = { numerator: total.numerator ?? 0, denominator: total.denominator ?? 0 };
            if (total.value !== null && asked.kind === 'ratio') expect(total.value).toBeLessThanOrEqual(1);
            const by = await readByDivision(tx, asked, window);
            expect(by.total).toEqual(total);
            const groups = [by.items, ...(asked === watered ? [] : [(await readByDimension(tx, asked, window, 'kind')).items])];
            for (const items of groups) {
              for (const item of items) if (asked.kind === 'ratio' && item.value !== null) expect(item.value).toBeLessThanOrEqual(1);
              if (asked.kind === 'counted')
                expect(items.reduce((sum, item) => sum + (item.value ?? 0), 0)).toBeCloseTo(total.value ?? 0, 2);
              else {
                expect(items.reduce((sum, item) => sum + (item.numerator ?? 0), 0)).toBeCloseTo(expected.numerator, 2);
                expect(items.reduce((sum, item) => sum + (item.denominator ?? 0), 0)).toBeCloseTo(expected.denominator, 2);
              }
            }
            const { items: points } = await readSeries(tx, asked, window, step);
            const last = points.at(-1);
            if (asked.cumulative)
              expect({ value: last?.value ?? total.value, denominator: last?.denominator ?? total.denominator }).toEqual({
                value: total.value,
                denominator: total.denominator,
              });
            else if (asked.kind === 'counted')
              expect(points.reduce((sum, point) => sum + (point.value ?? 0), 0)).toBeCloseTo(total.value ?? 0, 2);
            const listed: string[] = [];
            let sum = 0;
            for (let after: string | undefined; ; ) {
              const page = await listFigureRows(tx, asked, window, { after, limit: 7 });
              listed.push(...page.items.map((item) => item.id));
              sum += page.items.reduce((s, item) => s + item.value, 0);
              if (page.next === null) break;
              after = page.next;
            }
            expect(new Set(listed).size).toBe(listed.length);
            expect(listed.length).toBe(behindIt);
            expect(sum).toBeCloseTo(asked.kind === 'ratio' ? expected.numerator : (total.value ?? 0), 2);
          });
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  test('by division lists every division below, zero included, in code order, with what stands at the division itself', async () => {
    const window = await windowOf({ division: '410402100', from: '2022-01-01', to: '2022-01-03' });
    const { items } = await readAs(probe.office, city, (tx) => readByDivision(tx, counted, window));
    expect(items.map((item) => item.code).filter((code) => code.length === 12)).toEqual(['410402100206', '410402100207']);
    const whole = await readAs(probe.office, city, async (tx) =>
      readByDivision(tx, counted, await getWindow(tx, probe.office, city, counted, { division: '410402' })),
    );
    expect(whole.items.map((item) => item.name)).toEqual(['新华区本级', '焦店镇', '薄王庄镇']);
  });

  test('by a level further down, such as the towns of the city', async () => {
    await readAs(probe.office, city, async (tx) => {
      const { items, total } = await readByDivision(tx, counted, await getWindow(tx, probe.office, city, counted, {}), 'town');
      expect(items.map((item) => item.name)).toEqual(['新华区本级', '焦店镇', '薄王庄镇', '东街道']);
      expect(items.reduce((sum, item) => sum + (item.value ?? 0), 0)).toBe(total.value);
    });
  });

  test('by a dimension lists every code, in the order of the list, then what is not on it', async () => {
    const { items } = await readAs(probe.office, city, async (tx) =>
      readByDimension(tx, counted, await getWindow(tx, probe.office, city, counted, {}), 'kind'),
    );
    expect(items.map((item) => item.name)).toEqual(['栎', '榆', '白蜡', '未填', 'weeping']);
  });

  test('rows come latest first, with their names, and leave as CSV whole', async () => {
    const window = await windowOf({ division: '410402100207' });
    const page = await readAs(probe.office, city, (tx) => listFigureRows(tx, counted, window, { limit: 500 }));
    const dates = page.items.map((item) => item.on);
    expect(dates).toEqual([...dates].sort().reverse());
    const first = page.items[0];
    expect(first).toMatchObject({ register: 'probe.trees', label: stock.find((row) => row.id === first?.id)?.name, value: 1, note: null });
    const lines = await readAs(probe.office, city, async (tx) => {
      const found: unknown[] = [];
      for await (const line of allRows(tx, counted, window)) found.push(line[6]);
      return found;
    });
    expect(lines).toEqual(page.items.map((item) => item.id));
    await expect(readAs(probe.office, city, (tx) => listFigureRows(tx, counted, window, { after: 'x', limit: 5 }))).rejects.toMatchObject({
      type: '/problems/ledger/bad-cursor',
    });
  });

  test('a clerk reads his town, and the county office reads the same rows', async () => {
    const mine = await reading(counted, {}, actorAt('410402100'));
    expect(mine.value).toBe((await reading(counted, { division: '410402100' })).value);
  });
});

describe('divisions that changed', () => {
  beforeAll(async () => {
    const line = (code: string, name: string) => `('4104', '${code}', '${name}', '${name}', 'x', 'x', '2022-06-30')`;
    await probe.owner(`insert into divisions.divisions (city, code, name, official_name, pinyin, initials, valid_to) values
      ${[line('410402300', '旧镇'), line('410402300205', '旧村'), line('410402400', '分镇'), line('410402100299', '西区村旧址'), line('410403002', '远街道')].join(',')}`);
    await probe.owner(`insert into divisions.successions (city, from_code, to_code, on_date, kind) values
      ('4104', '410402300', '410402200', '2022-07-01', 'merge'), ('4104', '410402300205', '410402200201', '2022-07-01', 'merge'),
      ('4104', '410402400', '410402100', '2022-07-01', 'split'), ('4104', '410402400', '410402200', '2022-07-01', 'split'),
      ('4104', '410402100299', '410402200299', '2022-07-01', 'move')`);
    await probe.owner(`insert into divisions.editions (city) values ('4104') on conflict (city) do update set edition = gen_random_uuid()`);
    const at = (division: string, n: number) =>
      Array.from({ length: n }, () => ({ id: newId(), division, name: '旧树', planted_on: '2022-03-01', kind: 'oak' }));
    await perform(probe.office, plant, city, newId(), {
      trees: [
        ...at('410402300', 2),
        ...at('410402300205', 3),
        ...at('410402300205001', 1),
        ...at('410402400', 5),
        ...at('410402100299', 4),
        ...at('410403002', 6),
      ],
    });
  });
  const read = (division: string, as: 'then' | 'now') => reading(counted, { division, as });
  const stood = (division: string) => stock.filter((row) => row.division.startsWith(division) && row.planted_on <= '2022-11-09').length;

  test('as then the code decides; as now the successor answers, and a split belongs to no single one', async () => {
    expect((await read('410402200', 'then')).value).toBe(stood('410402200'));
    // The merged town with its village and grid, and the village that moved here.
    expect((await read('410402200', 'now')).value).toBe(stood('410402200') + 6 + 4);
    expect((await read('410402100', 'then')).value).toBe(stood('410402100') + 4);
    expect((await read('410402100', 'now')).value).toBe(stood('410402100'));
    expect((await read('410402200201', 'now')).value).toBe(stood('410402200201') + 4);
    expect((await read('410402', 'now')).value).toBe(stood('410402') + 15);
    expect((await read('410402', 'then')).value).toBe(stood('410402') + 15);
    // Abolished without a successor: it stays where it was.
    expect((await read('410403', 'now')).value).toBe(stood('410403') + 6);
  });

  test('a division that is no more is read as it was', async () => {
    expect((await read('410402300', 'then')).value).toBe(6);
    await expect(read('410402300', 'now')).rejects.toMatchObject({ status: 404 });
  });

  test('the lines of a county still come to its total, the split town on a line of its own', async () => {
    const { items, total } = await readAs(probe.office, city, async (tx) =>
      readByDivision(tx, counted, await getWindow(tx, probe.office, city, counted, { division: '410402', as: 'now' })),
    );
    expect(Object.fromEntries(items.map((item) => [item.name, item.value]))).toEqual({
      新华区本级: stock.filter((row) => row.division === '410402' && row.planted_on <= '2022-11-09').length,
      焦店镇: stood('410402100'),
      薄王庄镇: stood('410402200') + 10,
      '分镇（原）': 5,
    });
    expect(items.reduce((sum, item) => sum + (item.value ?? 0), 0)).toBe(total.value);
  });

  test('the condition in SQL says what the rule says, for any tangle of successions', async () => {
    const level = fc.constantFrom('410402100', '410402200', '410402100207', '410402100299', '410402200299', '410403001', '410402100207003');
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(level, fc.array(level, { maxLength: 2 })), { selector: ([from]) => from, maxLength: 4 }),
        fc.constantFrom('4104', '410402', '410402100', '410402200', '410402100207'),
        fc.uniqueArray(fc.oneof(level, fc.constantFrom('410402', '410402100299001', '410402100207009', '410403001001', '410402300')), {
          minLength: 1,
        }),
        async (successions, division, codes) => {
          const territory = new Territory(
            { city: CITY, division, from: null, to: null, through: '2022-11-09', cutoff: new Date(), as: 'now' },
            new Map(successions),
          );
          const { rows: held } = await readAs(probe.office, city, (tx) =>
            sql<{
              code: string;
              held: boolean;
            }>`select code, ${territory.where(sql.ref('code'))} as held from unnest(${codes}::text[]) x (code)`.execute(tx),
          );
          for (const { code, held: inside } of held) expect([code, inside]).toEqual([code, territory.holds(code)]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
