/** The routes of one register, all made from its sheet. */
import { PassThrough } from 'node:stream';
import { z } from 'zod';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { getDivisionIndex } from '../divisions/index.ts';
import { type Actor, actId, divisionsFor, may, notFound, perform, type Route, raw, read, readAs, write } from '../ledger/index.ts';
import { readOpened, registerActs } from './acts.ts';
import { exportAct, exportRows, writeTemplate } from './exports.ts';
import { divisionsOf, type Filters, filterSchema } from './filters.ts';
import { getHistory } from './history.ts';
import { alreadyThere, badCursor, badSort, cannotMerge, heldElsewhere, mergedAway, nothingSealed, wrongValues } from './problems.ts';
import { countByChild, countRows, findMergedInto, findStored, getRow, listByIds, listDuplicates, listRows, sumRows } from './queries.ts';
import { historyItem, rowSchema, valuesSchema, written } from './shapes.ts';
import { getColumn, type Sheet } from './sheet.ts';

const id = z.object({ id: z.uuid({ error: '编号格式不对' }) });
const childLengths: Record<number, number> = { 4: 6, 6: 9, 9: 12, 12: 15, 15: 15 };

/** Warnings a programme adds to a row, such as a threshold that is passed. */
export type Warnings = (tx: Tx, actor: Actor, row: Readonly<Record<string, unknown>>) => Promise<string[]>;

export interface RegisterOptions {
  /** Chinese titles of verbs, for histories. */
  titleOf: (verb: string) => string;
  warnings?: Warnings;
}

/** All routes of a register at `/api/<programme>/<register>`, imports excepted. */
export function registerRoutes(sheet: Sheet, options: RegisterOptions): Route[] {
  const base = `/api/${sheet.programme}/${sheet.name}`;
  const operation = (what: string) => `${sheet.key}.${what}`;
  const verb = `${sheet.key}.read`;
  const acts = registerActs(sheet);
  const row = rowSchema(sheet);
  const filters = filterSchema(sheet);
  const query = (actor: Actor, asked: Filters) => ({
    city: actor.city,
    divisions: divisionsOf(actor, verb, asked.division as string | undefined),
    filters: asked,
  });
  const exporting = exportAct(sheet);

  return [
    read({
      path: base,
      operation: operation('list'),
      title: `${sheet.title}列表`,
      verb,
      query: filters.extend({
        sort: z.string().optional(),
        after: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: z.object({
        items: z.array(row),
        next: z.string().nullable(),
        count: z.object({ value: z.int(), exact: z.boolean() }),
        cutoff: z.string(),
      }),
      problems: [badCursor, badSort] as never,
      run: async ({ tx, actor, office, query: asked }) => {
        const wanted = query(actor, asked);
        const found = await listRows(tx, sheet, office.vault, {
          ...wanted,
          sort: asked.sort as string | undefined,
          after: asked.after as string | undefined,
          limit: asked.limit as number,
        });
        const count = await countRows(tx, sheet, office.vault, wanted);
        return { ...found, count, cutoff: office.clock.now().toISOString() };
      },
    }),
    read({
      path: `${base}/sums`,
      operation: operation('sums'),
      title: `${sheet.title}合计`,
      verb,
      query: filters,
      answer: z.object({ sums: z.record(z.string(), z.number()) }),
      run: async ({ tx, actor, office, query: asked }) => ({ sums: await sumRows(tx, sheet, office.vault, query(actor, asked)) }),
    }),
    read({
      path: `${base}/counts`,
      operation: operation('counts'),
      title: `各区划${sheet.title}数`,
      verb,
      query: filters,
      answer: z.object({ items: z.array(z.object({ division: z.string(), count: z.int() })) }),
      run: async ({ tx, actor, office, query: asked }) => {
        const parent = (asked.division as string | undefined) ?? actor.city;
        return { items: await countByChild(tx, sheet, office.vault, query(actor, asked), childLengths[parent.length] ?? 15) };
      },
    }),
    read({
      path: `${base}/duplicates`,
      operation: operation('duplicates'),
      title: `疑似重复的${sheet.title}`,
      verb: acts.merge.verb,
      query: z.object({ division: z.string().optional(), after: z.string().optional() }),
      answer: z.object({ items: z.array(z.object({ a: row, b: row, why: z.string() })), next: z.string().nullable() }),
      run: async ({ tx, actor, office, query: asked }) => {
        const { items, next } = await listDuplicates(
          tx,
          sheet,
          actor.city,
          divisionsOf(actor, acts.merge.verb, asked.division),
          asked.after,
          20,
        );
        const rows = new Map(
          (await listByIds(tx, sheet, office.vault, actor.city, [...new Set(items.flatMap((i) => [i.a, i.b]))])).map((r) => [r.id, r]),
        );
        return {
          items: items.flatMap(({ a, b, term }) => {
            const [left, right] = [rows.get(a), rows.get(b)];
            const group = term.slice(1, term.indexOf(':')).split('+');
            return left && right ? [{ a: left, b: right, why: `${group.map((name) => getColumn(sheet, name).title).join('、')}相同` }] : [];
          }),
          next,
        };
      },
    }),
    read({
      path: `${base}/:id`,
      operation: operation('get'),
      title: `${sheet.title}一条`,
      verb,
      params: id,
      answer: z.object({
        row,
        version: z.int(),
        references: z.record(z.string(), z.object({ id: z.string(), label: z.string() })),
        warnings: z.array(z.string()),
        may: z.array(z.string()),
      }),
      problems: [mergedAway] as never,
      run: async ({ tx, actor, office, params }) => {
        if (!(await findStored(tx, sheet, actor.city, params.id))) {
          const into = await findMergedInto(tx, sheet, actor.city, params.id);
          throw into ? mergedAway({ id: into }) : notFound();
        }
        const { row: found } = await getRow(tx, sheet, office.vault, actor.city, params.id);
        const references: Record<string, { id: string; label: string }> = {};
        for (const column of sheet.columns) {
          const to = found[column.name];
          if (column.kind !== 'reference' || column.to !== sheet.key || typeof to !== 'string') continue;
          const [target] = await listByIds(tx, sheet, office.vault, actor.city, [to]);
          if (target) references[column.name] = { id: to, label: String(target[sheet.label] ?? '') };
        }
        return {
          row: found,
          version: found.version,
          references,
          warnings: (await options.warnings?.(tx, actor, found)) ?? [],
          may: Object.values(acts)
            .filter((one) => may(actor, one.verb, found.division))
            .map((one) => one.verb),
        };
      },
    }),
    read({
      path: `${base}/:id/history`,
      operation: operation('history'),
      title: `${sheet.title}流水`,
      verb,
      params: id,
      answer: z.object({ items: z.array(historyItem) }),
      run: async ({ tx, actor, office, params }) => {
        await getRow(tx, sheet, office.vault, actor.city, params.id);
        const items = await getHistory(tx, sheet, office.vault, actor.city, params.id);
        return { items: items.map((item) => ({ ...item, act: { ...item.act, title: options.titleOf(item.act.verb) } })) };
      },
    }),
    write({
      path: base,
      operation: operation('create'),
      title: `登记${sheet.title}`,
      act: acts.create,
      body: z.object({ id: z.uuid().optional(), values: valuesSchema, distinct_because: z.string().optional() }),
      answer: written,
      problems: [wrongValues, alreadyThere, heldElsewhere] as never,
      input: (_params, body) => body,
    }),
    write({
      method: 'PATCH',
      path: `${base}/:id`,
      operation: operation('edit'),
      title: `修改${sheet.title}`,
      act: acts.edit,
      params: id,
      body: z.object({ version: z.int(), values: valuesSchema, reason: z.string().optional() }),
      answer: written,
      problems: [wrongValues, alreadyThere, mergedAway] as never,
      input: (params, body) => ({ ...body, ...params }),
    }),
    raw({
      method: 'POST',
      path: `${base}/:id/open`,
      operation: operation('open'),
      title: '查看敏感信息',
      verb: acts.open.verb,
      params: id,
      body: z.object({ columns: z.array(z.string()), reason: z.string() }),
      answer: z.object({ values: z.record(z.string(), z.string().nullable()) }),
      problems: [nothingSealed] as never,
      run: async (request, reply, { actor, office }) => {
        if (!actor) throw notFound();
        const opened = await perform(office, acts.open, actor, actId(request), {
          ...(request.body as object),
          ...(request.params as object),
        });
        reply.header('cache-control', 'no-store');
        return { values: await readAs(office, actor, (tx) => readOpened(tx, actor, sheet, office.vault, opened)) };
      },
    }),
    write({
      path: `${base}/:id/merge`,
      operation: operation('merge'),
      title: `合并${sheet.title}`,
      act: acts.merge,
      params: id,
      body: z.object({
        other_id: z.string(),
        version: z.int(),
        other_version: z.int(),
        take: z.array(z.string()),
        reason: z.string().optional(),
      }),
      answer: written,
      problems: [cannotMerge, mergedAway] as never,
      input: (params, body) => ({ ...body, ...params }),
    }),
    write({
      path: `${base}/:id/remove`,
      operation: operation('remove'),
      title: `移出${sheet.title}`,
      act: acts.remove,
      params: id,
      body: z.object({ version: z.int(), reason: z.string() }),
      answer: written,
      input: (params, body) => ({ ...body, ...params }),
    }),
    raw({
      method: 'GET',
      path: `${base}/export`,
      operation: operation('export'),
      title: `导出${sheet.title}`,
      verb: exporting.verb,
      query: filters.extend({ format: z.enum(['xlsx', 'csv']).default('xlsx'), columns: z.string().optional() }),
      run: async (request, reply, { actor, office }) => {
        if (!actor) throw notFound();
        const { format, columns, ...asked } = request.query as Filters & { format: 'xlsx' | 'csv'; columns?: string };
        const wanted = columns ? columns.split(',').map((name) => getColumn(sheet, name)) : sheet.columns;
        const division = divisionsOf(actor, exporting.verb, asked.division as string | undefined)[0];
        if (!division) throw notFound();
        await perform(office, exporting, actor, newId(), { format, filters: asked, columns: wanted.map((c) => c.name), division });
        const name = encodeURIComponent(`${sheet.title}_${office.clock.today()}.${format}`);
        reply
          .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
          .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
        const stream = new PassThrough();
        exportRows(office, actor, sheet, { format, filters: asked, columns: wanted }, stream).catch((error) => stream.destroy(error));
        return reply.send(stream);
      },
    }),
    raw({
      method: 'GET',
      path: `${base}/template`,
      operation: operation('template'),
      title: `${sheet.title}采集表模板`,
      verb,
      run: async (_request, reply) => {
        reply
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${sheet.title}采集表.xlsx`)}`)
          .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
        const stream = new PassThrough();
        writeTemplate(sheet, stream).catch((error) => stream.destroy(error));
        return reply.send(stream);
      },
    }),
  ];
}

const found = z.object({
  register: z.string(),
  id: z.string(),
  label: z.string(),
  division: z.string(),
  division_name: z.string(),
  note: z.string(),
});

/** Search across every register the actor may read. */
export function searchRoute(sheets: readonly Sheet[]): Route {
  return read({
    path: '/api/search',
    operation: 'registers.rows.search',
    title: '全局搜索',
    verb: null,
    query: z.object({ q: z.string().trim().min(1, '请输入要找的词').max(100), limit: z.coerce.number().int().min(1).max(50).default(10) }),
    answer: z.object({ items: z.array(found) }),
    run: async ({ tx, actor, office, query }) => {
      const index = await getDivisionIndex(tx, actor.city);
      const items: z.infer<typeof found>[] = [];
      for (const sheet of sheets) {
        const divisions = divisionsFor(actor, `${sheet.key}.read`);
        if (divisions.length === 0) continue;
        const { items: rows } = await listRows(tx, sheet, office.vault, {
          city: actor.city,
          divisions,
          filters: { q: query.q },
          limit: query.limit,
        });
        for (const row of rows) {
          const note = sheet.columns
            .filter((c) => c.listed && c.name !== sheet.label && !c.sealed && c.kind === 'code' && row[c.name] != null)
            .map((c) => c.codes?.items.find((i) => i.code === row[c.name])?.title ?? '')
            .join(' ');
          items.push({
            register: sheet.key,
            id: row.id,
            label: String(row[sheet.label] ?? ''),
            division: row.division,
            division_name: index.pathName(row.division),
            note,
          });
        }
      }
      return { items: items.slice(0, query.limit) };
    },
  });
}
