import { PassThrough } from 'node:stream';
import { z } from 'zod';
import { notFound, perform, type Route, raw } from '../../../core/ledger/index.ts';
import { newId } from '../../../platform/ids.ts';
import { exportLedgers, type LedgerKey, ledgerKeys, writeLedgers } from '../ledgers.ts';
import { readable } from './inspections.ts';

interface Asked {
  division?: string;
  from?: string;
  to?: string;
  which: LedgerKey;
}

export const ledgerRoutes: Route[] = [
  raw({
    method: 'GET',
    path: '/api/fire/ledgers/export',
    operation: 'fire.ledgers.export',
    title: '导出三个清单两个台账',
    verb: exportLedgers.verb,
    query: z.object({
      division: z
        .string()
        .regex(/^\d{4,15}$/, '区划代码是 4 到 15 位数字')
        .optional(),
      from: z.iso.date({ error: '日期要写成 2022-11-09 的样子' }).optional(),
      to: z.iso.date({ error: '日期要写成 2022-11-09 的样子' }).optional(),
      which: z.enum(ledgerKeys).default('all'),
    }),
    run: async (request, reply, { actor, office }) => {
      if (!actor) throw notFound();
      const asked = request.query as Asked;
      const [division] = readable(actor, exportLedgers.verb, asked.division);
      if (!division) throw notFound();
      await perform(office, exportLedgers, actor, newId(), { ...asked, division });
      reply
        .header(
          'content-disposition',
          `attachment; filename*=UTF-8''${encodeURIComponent(`三个清单两个台账_${office.clock.today()}.xlsx`)}`,
        )
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
      const stream = new PassThrough();
      writeLedgers(office, actor, { ...asked, division }, stream).catch((error) => stream.destroy(error));
      return reply.send(stream);
    },
  }),
];
