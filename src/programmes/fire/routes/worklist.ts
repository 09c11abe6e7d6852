/** 检查清单 over HTTP: what is due on a day, how many are due where, the lists that units were told, the premises behind a plate. */
import { PassThrough, type Writable } from 'node:stream';
import { z } from 'zod';
import { getDivisionIndex } from '../../../core/divisions/index.ts';
import { levelOf } from '../../../core/divisions/rules.ts';
import { type Actor, divisionsFor, notFound, perform, type Route, raw, read, within } from '../../../core/ledger/index.ts';
import { badCursor, visitKindShape } from '../../../core/visits/index.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { exportInspections, exportWorklist } from '../acts/worklist.ts';
import {
  countDue,
  findByPlate,
  findWorklists,
  frozenRows,
  lastSentFor,
  listHazards,
  listWorklist,
  sentRows,
  type Worklist,
  type WorklistRow,
} from '../queries/worklist.ts';
import { yearlyCap } from '../queries.ts';
import { whyDue } from '../rules.ts';
import { writeInspections, writeWorklist } from '../worklists.ts';
import { codeList, codesIn, divisionCode, paging, readable, readingVerb } from './inspections.ts';

const day = z.iso.date({ error: '日期要写成 2022-11-09 的样子' });
const filters = { division: divisionCode.optional(), on: day.optional(), category: codeList, risk: codeList };

const line = z.object({
  premises: z.object({
    id: z.string(),
    name: z.string(),
    address: z.string(),
    plate_no: z.string().nullable(),
    category: z.string(),
    risk: z.string().nullable(),
    division: z.string(),
    division_name: z.string(),
  }),
  why: z.string(),
  last_visit_on: z.string().nullable(),
  open_hazards: z.number(),
  overdue_hazards: z.number(),
  inspections_this_year: z.number(),
  yearly_cap: z.number(),
});

const lineOf = (row: WorklistRow, cap: number, nameOf: (code: string) => string): z.infer<typeof line> => ({
  premises: {
    id: row.id,
    name: row.name,
    address: row.address,
    plate_no: row.plate_no,
    category: row.category,
    risk: row.risk,
    division: row.division,
    division_name: nameOf(row.division),
  },
  why: whyDue(row),
  last_visit_on: row.last_visit_on,
  open_hazards: row.open_hazards,
  overdue_hazards: row.overdue_hazards,
  inspections_this_year: row.inspections_this_year,
  yearly_cap: cap,
});

/** Categories and colours that were asked for. */
const chosen = (query: { category?: string | undefined; risk?: string | undefined }) => ({
  category: codesIn(query.category),
  risk: codesIn(query.risk),
});

const frozenList = z.object({
  id: z.string(),
  kind: z.enum(['patrol', 'inspection', 'trade']),
  kind_title: z.string(),
  for_on: z.string(),
  division: z.string(),
  division_name: z.string(),
  unit_name: z.string(),
  /** Made for a unit of mine. */
  mine: z.boolean(),
  made_at: z.string(),
  due: z.number(),
  items: z.array(line),
  hazards: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      title: z.string(),
      grade: z.string(),
      stage: z.string(),
      place_name: z.string(),
      due_at: z.string().nullable(),
    }),
  ),
});

const kindTitles = { patrol: '网格排查', inspection: '监督检查', trade: '行业部门' } as const;

/** Length of the codes right below a division. */
const childLength = (code: string): number => ({ city: 6, county: 9, town: 12, village: 15, grid: 15 })[levelOf(code) ?? 'grid'];

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Frozen lists as an answer shows them, with their lines by the id of the list. */
async function opened(
  tx: Tx,
  city: string,
  found: readonly Worklist[],
  units: readonly string[],
  rows: ReadonlyMap<string, readonly WorklistRow[]>,
): Promise<z.infer<typeof frozenList>[]> {
  const index = await getDivisionIndex(tx, city);
  const cap = await yearlyCap(tx, city);
  const hazards = await listHazards(
    tx,
    city,
    found.flatMap((list) => list.hazards),
  );
  return found.map((list) => {
    const held = new Set(list.hazards);
    return {
      id: list.id,
      kind: list.kind,
      kind_title: kindTitles[list.kind],
      for_on: list.for_on,
      division: list.division,
      division_name: index.pathName(list.division),
      unit_name: list.unit_name,
      mine: units.includes(list.unit_id),
      made_at: list.made_at.toISOString(),
      due: list.due,
      items: (rows.get(list.id) ?? []).map((row) => lineOf(row, cap, (code) => index.pathName(code))),
      hazards: hazards.filter(({ id }) => held.has(id)).map((one) => ({ ...one, due_at: one.due_at?.toISOString() ?? null })),
    };
  });
}

const unitsOf = (actor: Actor): string[] => [
  ...new Set(actor.posts.filter((post) => post.programme === 'fire').map((post) => post.unit_id)),
];

/** A file on its way while its rows are still being read; the caller has recorded the act. */
function sending(write: (target: Writable) => Promise<unknown>): PassThrough {
  const stream = new PassThrough();
  write(stream).catch((error) => stream.destroy(error));
  return stream;
}
const attachment = (name: string): string => `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;

/** One of the actor's divisions in which an export is put down. */
function exportedFrom(actor: Actor, verb: string, asked: string | undefined): string {
  const [division] = readable(actor, verb, asked);
  if (!division) throw notFound();
  return division;
}

interface WorklistQuery {
  division?: string;
  on?: string;
  category?: string;
  risk?: string;
  frozen?: string;
}
interface RecordsQuery {
  division?: string;
  kind?: 'patrol' | 'inspection';
  from?: string;
  to?: string;
  risk?: string;
  failed?: 'true' | 'false';
}

export const worklistRoutes: Route[] = [
  read({
    path: '/api/fire/worklist',
    operation: 'fire.inspection.worklist',
    title: '检查清单',
    verb: readingVerb,
    query: z.object({ ...filters, ...paging }),
    answer: z.object({ items: z.array(line), next: z.string().nullable() }),
    problems: [badCursor],
    run: async ({ tx, actor, office, query }) => {
      const index = await getDivisionIndex(tx, actor.city);
      const cap = await yearlyCap(tx, actor.city);
      const { items, next } = await listWorklist(tx, actor.city, {
        ...query,
        ...chosen(query),
        divisions: readable(actor, readingVerb, query.division),
        on: query.on ?? office.clock.today(),
        now: office.clock.now(),
      });
      return { items: items.map((row) => lineOf(row, cap, (code) => index.pathName(code))), next };
    },
  }),
  read({
    path: '/api/fire/worklist/counts',
    operation: 'fire.inspection.worklist_counts',
    title: '各下级区划应走访数',
    verb: readingVerb,
    query: z.object(filters),
    answer: z.object({
      items: z.array(z.object({ division: z.string(), name: z.string(), count: z.number() })),
      total: z.number(),
    }),
    run: async ({ tx, actor, office, query }) => {
      const mine = divisionsFor(actor, readingVerb);
      const asked = query.division ?? mine[0] ?? actor.city;
      const counted = await countDue(
        tx,
        actor.city,
        { ...chosen(query), divisions: readable(actor, readingVerb, asked), on: query.on ?? office.clock.today() },
        childLength(asked),
      );
      const index = await getDivisionIndex(tx, actor.city);
      return {
        items: counted.map(({ division, count }) => ({ division, name: index.nameOf(division), count })),
        total: counted.reduce((sum, one) => sum + one.count, 0),
      };
    },
  }),
  read({
    path: '/api/fire/worklist/frozen',
    operation: 'fire.inspection.worklist_frozen',
    title: '已冻结的检查清单',
    verb: readingVerb,
    query: z.object({ on: day, division: divisionCode.optional() }),
    answer: z.object({
      lists: z.array(frozenList),
    }),
    run: async ({ tx, actor, query }) => {
      const divisions = readable(actor, readingVerb, query.division);
      const units = unitsOf(actor);
      const found = await findWorklists(
        tx,
        actor.city,
        query.division === undefined ? { on: query.on, divisions, units } : { on: query.on, divisions: [query.division] },
      );
      const lists = await opened(tx, actor.city, found, units, await frozenRows(tx, actor.city, found));
      return { lists: [...lists.filter((one) => one.mine), ...lists.filter((one) => !one.mine)] };
    },
  }),
  read({
    path: '/api/fire/worklist/sent',
    operation: 'fire.worklist.sent',
    title: '发给本单位的检查清单',
    verb: 'fire.worklist.sent',
    query: z.object({ on: day.optional() }),
    answer: z.object({ on: z.string(), lists: z.array(frozenList) }),
    run: async ({ tx, actor, office, query }) => {
      const units = unitsOf(actor);
      const on = query.on ?? (await lastSentFor(tx, actor.city, units)) ?? office.clock.today();
      const found = await findWorklists(tx, actor.city, { on, divisions: null, units });
      // Who sees only what his unit holds has no register to take the names from.
      const closed = actor.posts.every((post) => post.programme !== 'fire' || post.held_only === true);
      const rows = await (closed ? sentRows : frozenRows)(tx, actor.city, found);
      return { on, lists: await opened(tx, actor.city, found, units, rows) };
    },
  }),
  read({
    path: '/api/fire/plate',
    operation: 'fire.premises.by_plate',
    title: '按门牌码找场所',
    verb: 'fire.premises.read',
    query: z.object({ plate_no: z.string().trim().min(1, '请写门牌码').max(40, '门牌码最多 40 个字') }),
    answer: z.object({ premises: z.object({ id: z.string(), name: z.string() }).nullable() }),
    run: async ({ tx, actor, query }) => {
      const found = await findByPlate(tx, actor.city, query.plate_no);
      const mine = divisionsFor(actor, 'fire.premises.read');
      return { premises: found && mine.some((one) => within(found.division, one)) ? { id: found.id, name: found.name } : null };
    },
  }),
  raw({
    method: 'GET',
    path: '/api/fire/worklist/export',
    operation: 'fire.worklist.export',
    title: '导出检查清单',
    verb: exportWorklist.verb,
    query: z.object({ ...filters, frozen: z.uuid({ error: '清单编号格式不对' }).optional() }),
    run: async (request, reply, { actor, office }) => {
      if (!actor) throw notFound();
      const asked = request.query as WorklistQuery;
      const division = exportedFrom(actor, exportWorklist.verb, asked.division);
      const on = asked.on ?? office.clock.today();
      await perform(office, exportWorklist, actor, newId(), { division, on, ...(asked.frozen ? { frozen: asked.frozen } : {}) });
      const about = { ...asked, ...chosen(asked), division, on, divisions: readable(actor, exportWorklist.verb, asked.division) };
      reply.header('content-disposition', attachment(`检查清单_${on}.xlsx`)).type(xlsx);
      return reply.send(sending((target) => writeWorklist(office, actor, about, target)));
    },
  }),
  raw({
    method: 'GET',
    path: '/api/fire/inspections/export',
    operation: 'fire.inspection_records.export',
    title: '导出检查记录',
    verb: exportInspections.verb,
    query: z.object({
      division: divisionCode.optional(),
      kind: visitKindShape.optional(),
      from: day.optional(),
      to: day.optional(),
      risk: codeList,
      failed: z.enum(['true', 'false']).optional(),
    }),
    run: async (request, reply, { actor, office }) => {
      if (!actor) throw notFound();
      const { failed, ...asked } = request.query as RecordsQuery;
      const division = exportedFrom(actor, exportInspections.verb, asked.division);
      await perform(office, exportInspections, actor, newId(), { division, from: asked.from, to: asked.to });
      const about = {
        ...asked,
        risk: codesIn(asked.risk),
        failed: failed === 'true',
        division,
        divisions: readable(actor, exportInspections.verb, asked.division),
      };
      reply.header('content-disposition', attachment(`检查记录_${office.clock.today()}.xlsx`)).type(xlsx);
      return reply.send(sending((target) => writeInspections(office, actor, about, target)));
    },
  }),
];
