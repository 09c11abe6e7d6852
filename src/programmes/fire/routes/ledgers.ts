import { PassThrough } from 'node:stream';
import { z } from 'zod';
import { notFound, perform, type Route, raw, read } from '../../../core/ledger/index.ts';
import { badCursor } from '../../../core/visits/index.ts';
import { newId } from '../../../platform/ids.ts';
import { type ExportKey, exportKeys, exportLedgers, ledgerKeys, ledgers, readLedger, writeLedgers } from '../ledgers.ts';
import { readCursor, writeCursor } from '../queries.ts';
import { readable, readingVerb } from './inspections.ts';

const date = z.iso.date({ error: '日期要写成 2022-11-09 的样子' }).optional();
const where = {
  division: z
    .string()
    .regex(/^\d{4,15}$/, '区划代码是 4 到 15 位数字')
    .optional(),
  from: date,
  to: date,
};

interface Asked {
  division?: string;
  from?: string;
  to?: string;
  which: ExportKey;
}

const cell = z.union([z.string(), z.number(), z.boolean()]).nullable();

export const ledgerRoutes: Route[] = [
  read({
    path: '/api/fire/ledgers',
    operation: 'fire.ledgers.list',
    title: '三个清单两个台账',
    verb: readingVerb,
    answer: z.object({
      items: z.array(
        z.object({
          key: z.enum(ledgerKeys),
          title: z.string(),
          definition: z.string(),
          columns: z.array(z.object({ title: z.string(), kind: z.enum(['text', 'number', 'date']) })),
        }),
      ),
    }),
    run: async () => ({
      items: ledgerKeys.map((key) => ({
        key,
        title: ledgers[key].title,
        definition: ledgers[key].definition,
        columns: ledgers[key].columns.map((column) => ({ title: column.title, kind: column.kind ?? ('text' as const) })),
      })),
    }),
  }),
  read({
    path: '/api/fire/ledgers/:which',
    operation: 'fire.ledgers.read',
    title: '清单、台账的内容',
    verb: readingVerb,
    params: z.object({ which: z.enum(ledgerKeys) }),
    query: z.object({
      ...where,
      after: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answer: z.object({
      items: z.array(
        z.object({ opens: z.object({ what: z.enum(['matter', 'premises', 'inspection']), id: z.string() }), values: z.array(cell) }),
      ),
      next: z.string().nullable(),
    }),
    problems: [badCursor],
    run: async ({ tx, actor, office, params, query }) => {
      const [at, id] = query.after === undefined ? [] : readCursor(query.after, 2, ledgers[params.which].by);
      const { lines, next } = await readLedger(tx, office, actor.city, {
        divisions: readable(actor, readingVerb, query.division),
        from: query.from,
        to: query.to,
        which: params.which,
        after: at !== undefined && id !== undefined ? { at, id } : undefined,
        limit: query.limit,
      });
      return {
        items: lines.map(({ opens, values }) => ({ opens, values: values.map((value) => value ?? null) })),
        next: next ? writeCursor([next.at, next.id]) : null,
      };
    },
  }),
  raw({
    method: 'GET',
    path: '/api/fire/ledgers/export',
    operation: 'fire.ledgers.export',
    title: '导出三个清单两个台账',
    verb: exportLedgers.verb,
    query: z.object({ ...where, which: z.enum(exportKeys).default('all') }),
    run: async (request, reply, { actor, office }) => {
      if (!actor) throw notFound();
      const asked = request.query as Asked;
      const [division] = readable(actor, exportLedgers.verb, asked.division);
      if (!division) throw notFound();
      await perform(office, exportLedgers, actor, newId(), { ...asked, division });
      const name = asked.which === 'all' ? '三个清单两个台账' : ledgers[asked.which].title;
      reply
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}_${office.clock.today()}.xlsx`)}`)
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
      const stream = new PassThrough();
      writeLedgers(office, actor, { ...asked, division }, stream).catch((error) => stream.destroy(error));
      return reply.send(stream);
    },
  }),
];
