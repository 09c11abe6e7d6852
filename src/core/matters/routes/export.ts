/** The list as the office's own workbook, with the filters that stand on the page. Exporting is an act: who took which rows stands in the ledger. */
import { PassThrough, type Writable } from 'node:stream';
import { z } from 'zod';
import { newId } from '../../../platform/ids.ts';
import { type ColumnOut, type ValueOut, writeWorkbook } from '../../../platform/workbook/index.ts';
import { getDivisionIndex } from '../../divisions/index.ts';
import { type Act, type Actor, act, divisionsFor, notFound, type Office, perform, type Route, raw, readAs } from '../../ledger/index.ts';
import { civilDateAt } from '../../reference/rules.ts';
import type { MatterKind } from '../kind.ts';
import { type ListAsked, streamMatters } from '../queries.ts';
import { dueWords } from '../rules.ts';
import { type Kinds, readingOf } from './page.ts';
import { filters } from './shapes.ts';

const asked = z.object(filters);
type Filters = z.output<typeof asked>;

/** Filters of a request as the queries take them, cut to the divisions in which the actor holds `<kind>.<what>`. */
export function askedOf(kinds: Kinds, actor: Actor, query: Filters, what: 'read' | 'export'): Omit<ListAsked, 'after' | 'limit'> {
  return {
    ...query,
    readable: kinds.list
      .filter((kind) => (!query.kind || kind.key === query.kind) && (!query.programme || kind.programme === query.programme))
      .map((kind) => ({ kind: kind.key, divisions: divisionsFor(actor, `${kind.key}.${what}`) })),
    look_back: query.look_back === 'true',
    supervised: query.supervised === 'true',
  };
}

export const exportAct = (kind: MatterKind): Act<{ division: string; filters: Record<string, unknown> }, { allowed: true }> =>
  act(
    `${kind.key}.export`,
    `导出${kind.title}`,
    z.object({ division: z.string(), filters: z.record(z.string(), z.unknown()) }),
    async (_tx, _actor, input, deed) => {
      deed.about({ relation: 'matters.matters', division: input.division });
      deed.says({ filters: input.filters });
      return { allowed: true };
    },
  );

const columns: readonly ColumnOut[] = [
  { title: '序号', kind: 'number', width: 6, align: 'center' },
  { title: '编号', width: 24 },
  { title: '等级', width: 12 },
  { title: '事项', width: 40 },
  { title: '场所', width: 24 },
  { title: '地址', width: 28 },
  { title: '所在', width: 24 },
  { title: '环节', width: 10 },
  { title: '整改方式', width: 12 },
  { title: '承办人', width: 14 },
  { title: '持有人', width: 28 },
  { title: '发现日期', kind: 'date', width: 12 },
  { title: '整改期限', kind: 'date', width: 12 },
  { title: '时钟', width: 16 },
  { title: '督办', width: 6 },
  { title: '销号日期', kind: 'date', width: 12 },
];

async function writeList(office: Office, actor: Actor, kinds: Kinds, kind: MatterKind, query: Filters, target: Writable): Promise<void> {
  await readAs(office, actor, async (tx) => {
    const reading = await readingOf(tx, office, kinds);
    const index = await getDivisionIndex(tx, actor.city);
    const narrowed = askedOf(kinds, actor, { ...query, kind: kind.key }, 'export');
    const gradeTitle = (code: string) => kind.grades.find((grade) => grade.code === code)?.title ?? code;
    async function* lines(): AsyncGenerator<ValueOut[]> {
      let no = 0;
      for await (const batch of streamMatters(tx, actor.city, narrowed, reading, reading.endOfToday))
        for (const row of batch)
          yield [
            ++no,
            row.number,
            gradeTitle(row.grade),
            row.title,
            row.place?.name ?? null,
            row.address,
            index.pathName(row.division),
            row.stage_title,
            row.mode_title,
            row.handler_title,
            row.holder ? [row.holder.title, row.holder.unit_name].filter(Boolean).join(' ') : null,
            row.found_on,
            row.handle_due_at ? civilDateAt(row.handle_due_at) : null,
            row.clock.words,
            row.supervised ? '是' : null,
            row.closed_on,
          ];
    }
    const unit = actor.posts.find((post) => post.programme === kind.programme)?.unit_name ?? '';
    await writeWorkbook(target, {
      sheets: [
        {
          name: kind.title,
          title: `${query.division ? index.pathName(query.division) : ''}${kind.title}台账`,
          above: [{ left: `填报单位（盖章）：${unit}`, right: `数据截至：${dueWords('hours', reading.now)}` }],
          columns,
          rows: lines(),
          below: [{ left: `制表人：${actor.title}`, right: '审核人：' }],
          frozenColumns: 2,
        },
      ],
    });
  });
}

export const exportRoute = (kinds: Kinds): Route =>
  raw({
    method: 'GET',
    path: '/api/matters/export',
    operation: 'matters.matter.export',
    title: '导出事项列表',
    verb: null,
    query: z.object({ ...filters, kind: z.string() }),
    run: async (request, reply, { actor, office }) => {
      const query = request.query as Filters & { kind: string };
      const kind = kinds.find(query.kind);
      if (!actor || !kind) throw notFound();
      const verb = `${kind.key}.export`;
      const mine = divisionsFor(actor, verb);
      const division = query.division ?? mine[0];
      if (!division || !mine.some((one) => division.startsWith(one) || one.startsWith(division))) throw notFound();
      const about = mine.some((one) => division.startsWith(one)) ? division : (mine.find((one) => one.startsWith(division)) ?? division);
      await perform(office, exportAct(kind), actor, newId(), { division: about, filters: { ...query } });
      reply
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${kind.title}_${office.clock.today()}.xlsx`)}`)
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
      const stream = new PassThrough();
      writeList(office, actor, kinds, kind, query, stream).catch((error) => stream.destroy(error));
      return reply.send(stream);
    },
  });
