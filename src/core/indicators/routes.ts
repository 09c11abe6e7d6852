/** GET /api/indicators: the declared figures, read, divided, over time, and opened to their rows. */
import { PassThrough } from 'node:stream';
import { z } from 'zod';
import type { Tx } from '../../platform/db.ts';
import { writeCsv } from '../../platform/workbook/index.ts';
import { getDivisionIndex } from '../divisions/index.ts';
import { type Actor, forbidden, may, notFound, type Office, type Route, raw, read, readAs } from '../ledger/index.ts';
import { cohortOf, type Figure, type Window } from './figure.ts';
import { badCursor, badDate, noSuchDimension, periodReversed, tooManySteps } from './problems.ts';
import {
  type DivisionLevel,
  findDivisionName,
  levelLengths,
  listFigureRows,
  readByDimension,
  readByDivision,
  readFigure,
  readSeries,
} from './queries.ts';
import { getFigure, getWindow, type Question, readingVerb } from './window.ts';

const value = { value: z.number().nullable(), numerator: z.number().nullable(), denominator: z.number().nullable() };
const question = z.object({
  division: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  as: z.enum(['then', 'now']).optional(),
});
const named = z.object({ key: z.string().max(100) });
const row = z.object({
  id: z.string(),
  register: z.string().nullable(),
  label: z.string(),
  division: z.string(),
  division_name: z.string(),
  on: z.string(),
  value: z.number(),
  note: z.string().nullable(),
});
const limit = z.coerce.number().int().min(1).max(500).default(50);
const ways = [notFound, badDate, periodReversed] as const;

/** The reading of a figure, as the interface and the command line print it. */
export async function readingOf(tx: Tx, figure: Figure, window: Window) {
  const index = await getDivisionIndex(tx, window.city);
  const found = await readFigure(tx, figure, window);
  return {
    key: figure.key,
    title: figure.title,
    value: found.value,
    unit: figure.unit,
    numerator: found.numerator,
    denominator: found.denominator,
    definition: figure.definition,
    division: window.division,
    division_name:
      index.has(window.division) || window.division.length === 15
        ? index.pathName(window.division)
        : ((await findDivisionName(tx, window.city, window.division)) ?? window.division),
    from: window.from,
    to: window.to,
    cutoff: window.cutoff.toISOString(),
    rows: found.rows,
    source: figure.source,
  };
}

const isLevel = (by: string): by is DivisionLevel => Object.hasOwn(levelLengths, by);

export function indicatorRoutes(figures: readonly Figure[]): Route[] {
  const asked = async <T>(
    tx: Tx,
    office: Office,
    actor: Actor,
    key: string,
    query: Question,
    answer: (figure: Figure, window: Window) => Promise<T>,
  ): Promise<T> => {
    const figure = getFigure(figures, actor, key);
    return await answer(figure, await getWindow(tx, office, actor, figure, query));
  };
  return [
    read({
      path: '/api/indicators',
      operation: 'indicators.figures.list',
      title: '指标目录',
      verb: null,
      query: z.object({ programme: z.string().max(50).optional() }),
      answer: z.object({
        items: z.array(
          z.object({
            key: z.string(),
            title: z.string(),
            unit: z.string(),
            definition: z.string(),
            source: z.string(),
            dimension: z.string().nullable(),
            dimensions: z.array(z.object({ key: z.string(), title: z.string() })),
          }),
        ),
      }),
      run: async ({ actor, query }) => ({
        items: figures
          .filter((figure) => (!query.programme || figure.programme === query.programme) && may(actor, readingVerb(figure)))
          .map((figure) => ({
            key: figure.key,
            title: figure.title,
            unit: figure.unit,
            definition: figure.definition,
            source: figure.source,
            dimension: figure.by ?? null,
            dimensions: Object.entries(cohortOf(figure).dimensions ?? {}).map(([key, { title }]) => ({ key, title })),
          })),
      }),
    }),
    read({
      path: '/api/indicators/:key',
      operation: 'indicators.figure.read',
      title: '查指标',
      verb: null,
      params: named,
      query: question,
      answer: z.object({
        key: z.string(),
        title: z.string(),
        ...value,
        unit: z.string(),
        definition: z.string(),
        division: z.string(),
        division_name: z.string(),
        from: z.string().nullable(),
        to: z.string().nullable(),
        cutoff: z.string(),
        rows: z.number(),
        source: z.string(),
      }),
      problems: [...ways],
      run: async ({ tx, actor, office, params, query }) =>
        await asked(tx, office, actor, params.key, query, (figure, window) => readingOf(tx, figure, window)),
    }),
    read({
      path: '/api/indicators/:key/by',
      operation: 'indicators.figure.by',
      title: '指标分组',
      verb: null,
      params: named,
      query: question.extend({ by: z.string().max(50).default('division') }),
      answer: z.object({ items: z.array(z.object({ code: z.string(), name: z.string(), ...value })), total: z.object(value) }),
      problems: [...ways, noSuchDimension],
      run: async ({ tx, actor, office, params, query }) =>
        await asked(tx, office, actor, params.key, query, async (figure, window) => {
          if (query.by === 'division') return await readByDivision(tx, figure, window);
          if (isLevel(query.by)) return await readByDivision(tx, figure, window, query.by);
          const dimensions = cohortOf(figure).dimensions ?? {};
          if (!Object.hasOwn(dimensions, query.by)) {
            throw noSuchDimension({
              title: figure.title,
              by: query.by,
              offered: [
                'division（下一级区划）',
                'county、town、village（县区、镇街、村社区）',
                ...Object.entries(dimensions).map(([key, { title }]) => `${key}（${title}）`),
              ],
            });
          }
          return await readByDimension(tx, figure, window, query.by);
        }),
    }),
    read({
      path: '/api/indicators/:key/series',
      operation: 'indicators.figure.series',
      title: '指标走势',
      verb: null,
      params: named,
      query: question.extend({ step: z.enum(['day', 'week', 'month']).default('month') }),
      answer: z.object({ items: z.array(z.object({ on: z.string(), ...value })) }),
      problems: [...ways, tooManySteps],
      run: async ({ tx, actor, office, params, query }) =>
        await asked(tx, office, actor, params.key, query, (figure, window) => readSeries(tx, figure, window, query.step)),
    }),
    read({
      path: '/api/indicators/:key/rows',
      operation: 'indicators.figure.rows',
      title: '指标明细',
      verb: null,
      params: named,
      query: question.extend({ after: z.string().max(200).optional(), limit }),
      answer: z.object({ items: z.array(row), next: z.string().nullable() }),
      problems: [...ways, badCursor],
      run: async ({ tx, actor, office, params, query }) =>
        await asked(tx, office, actor, params.key, query, (figure, window) => listFigureRows(tx, figure, window, query)),
    }),
    raw({
      method: 'GET',
      path: '/api/indicators/:key/rows.csv',
      operation: 'indicators.figure.rows_file',
      title: '指标明细（CSV）',
      verb: null,
      params: named,
      query: question,
      problems: [...ways],
      run: async (request, reply, { actor, office }) => {
        if (!actor) throw forbidden({ title: '指标明细' });
        const { key } = request.params as z.infer<typeof named>;
        const query = request.query as Question;
        const figure = getFigure(figures, actor, key);
        // Refusals come before the first byte; the rows then stream from a transaction of their own.
        const window = await readAs(office, actor, (tx) => getWindow(tx, office, actor, figure, query));
        const unit = figure.kind === 'ratio' ? '计入分子' : figure.unit;
        const name = `${figure.title}明细_${window.division}_${window.through}.csv`;
        reply
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
          .type('text/csv; charset=utf-8')
          .header('cache-control', 'no-store');
        const stream = new PassThrough();
        const titles = ['日期', '名称', '区划代码', '区划', `值（${unit}）`, '说明', '编号'];
        readAs(office, actor, async (tx) => await writeCsv(stream, titles, allRows(tx, figure, window))).catch((error) =>
          stream.destroy(error),
        );
        return reply.send(stream);
      },
    }),
  ];
}

/** Every row behind a figure, fetched in pages so that memory does not grow with them. */
export async function* allRows(tx: Tx, figure: Figure, window: Window): AsyncGenerator<(string | number | null)[]> {
  let after: string | undefined;
  do {
    const page = await listFigureRows(tx, figure, window, { after, limit: 5000 });
    for (const item of page.items) yield [item.on, item.label, item.division, item.division_name, item.value, item.note, item.id];
    after = page.next ?? undefined;
  } while (after !== undefined);
}
