/** 走访检查 over HTTP: worklist, checklist, recording, reading. */
import { z } from 'zod';
import { getDivisionIndex } from '../../../core/divisions/index.ts';
import { listAttached } from '../../../core/files/index.ts';
import { type Actor, divisionsFor, notFound, type Route, read, within, write } from '../../../core/ledger/index.ts';
import { answerTitles } from '../../../core/visits/checklist.ts';
import { badCursor, checklistRoute, listAnswers, listOfficers, officerShape, visitKindShape } from '../../../core/visits/index.ts';
import { visitKindTitles } from '../../../core/visits/rules.ts';
import { clearShape, newInspection, recordInspection } from '../acts.ts';
import { clearings, smallPremises } from '../checklists.ts';
import { overCapReason, riskColour } from '../codes.ts';
import { mayNotInspect, notInBusiness, overYearlyCap, wrongInspection } from '../problems.ts';
import {
  findInspection,
  type InspectionRow,
  listClears,
  listInspections,
  listMattersOf,
  listWorklist,
  type WorklistRow,
  yearlyCap,
} from '../queries.ts';

export const readingVerb = 'fire.inspection.read';

const code = z.string().regex(/^\d{4,15}$/, '区划代码是 4 到 15 位数字');
const page = { after: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };

/** Where the actor may read, cut to what was asked for; as if absent when nothing of it is his. */
export function readable(actor: Actor, verb: string, asked: string | undefined): string[] {
  const mine = divisionsFor(actor, verb);
  const found = asked === undefined ? mine : mine.some((one) => within(asked, one)) ? [asked] : mine.filter((one) => within(one, asked));
  if (found.length === 0) throw notFound();
  return found;
}

const colourOf = (risk: string | null): string => riskColour.items.find((one) => one.code === risk)?.title ?? '未定级';

function whyDue(row: WorklistRow): string {
  const seen = row.days_since === null ? '还没有检查过' : `距上次检查 ${row.days_since} 天`;
  const open =
    row.overdue_hazards > 0 ? `，${row.overdue_hazards} 处隐患超期` : row.open_hazards > 0 ? `，${row.open_hazards} 处隐患未销号` : '';
  return `${colourOf(row.risk)}色风险，${seen}${open}`.replace('未定级色风险', '未定级');
}

const placed = z.object({
  id: z.string(),
  name: z.string(),
  address: z.string(),
  category: z.string(),
  risk: z.string().nullable(),
  division: z.string(),
  division_name: z.string(),
});

const hazardLine = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  grade: z.string(),
  item_code: z.string().nullable(),
  due_at: z.string(),
  already_open: z.boolean(),
});

const line = z.object({
  id: z.string(),
  premises: z.object({ id: z.string(), name: z.string() }),
  division: z.string(),
  division_name: z.string(),
  kind: visitKindShape,
  kind_title: z.string(),
  on_date: z.string(),
  started_at: z.string(),
  unit_name: z.string(),
  officers: z.array(
    z.object({ account_id: z.string().nullable(), name: z.string(), certificate: z.string().nullable(), unit_name: z.string() }),
  ),
  score: z.number().nullable(),
  risk: z.string().nullable(),
  failed: z.number(),
  signed: z.boolean(),
  refused_because: z.string().nullable(),
});

const photo = z.object({ id: z.string(), role: z.string(), taken_at: z.string().nullable(), note: z.string().nullable() });

export const inspectionRoutes: Route[] = [
  checklistRoute(smallPremises, readingVerb),
  read({
    path: '/api/fire/clearings',
    operation: 'fire.clearings.read',
    title: '“五清”类别',
    verb: readingVerb,
    answer: z.object({
      items: z.array(
        z.object({
          code: z.string(),
          title: z.string(),
          photos: z.boolean(),
          subtypes: z.array(z.object({ code: z.string(), title: z.string(), unit: z.string() })),
        }),
      ),
      over_cap_reasons: z.array(z.object({ code: z.string(), title: z.string() })),
    }),
    run: async () => ({
      items: clearings.map((one) => ({ ...one, subtypes: one.subtypes.map((each) => ({ ...each })) })),
      over_cap_reasons: overCapReason.items.map((one) => ({ code: one.code, title: one.title })),
    }),
  }),
  read({
    path: '/api/fire/worklist',
    operation: 'fire.inspection.worklist',
    title: '今日检查清单',
    verb: readingVerb,
    query: z.object({ division: code.optional(), on: z.iso.date({ error: '日期要写成 2022-11-09 的样子' }).optional(), ...page }),
    answer: z.object({
      items: z.array(
        z.object({
          premises: placed,
          why: z.string(),
          last_visit_on: z.string().nullable(),
          open_hazards: z.number(),
          overdue_hazards: z.number(),
          inspections_this_year: z.number(),
          yearly_cap: z.number(),
        }),
      ),
      next: z.string().nullable(),
    }),
    problems: [badCursor],
    run: async ({ tx, actor, office, query }) => {
      const index = await getDivisionIndex(tx, actor.city);
      const cap = await yearlyCap(tx, actor.city);
      const { items, next } = await listWorklist(tx, actor.city, {
        divisions: readable(actor, readingVerb, query.division),
        on: query.on ?? office.clock.today(),
        now: office.clock.now(),
        after: query.after,
        limit: query.limit,
      });
      return {
        items: items.map((row) => ({
          premises: {
            id: row.id,
            name: row.name,
            address: row.address,
            category: row.category,
            risk: row.risk,
            division: row.division,
            division_name: index.pathName(row.division),
          },
          why: whyDue(row),
          last_visit_on: row.last_visit_on,
          open_hazards: row.open_hazards,
          overdue_hazards: row.overdue_hazards,
          inspections_this_year: row.inspections_this_year,
          yearly_cap: cap,
        })),
        next,
      };
    },
  }),
  write({
    path: '/api/fire/inspections',
    operation: 'fire.inspection.record',
    title: '登记消防检查',
    act: recordInspection,
    body: newInspection.extend({ officers: z.array(officerShape).max(10).optional(), clears: z.array(clearShape).max(50).optional() }),
    answer: z.object({ id: z.string(), score: z.number().nullable(), risk: z.string().nullable(), hazards: z.array(hazardLine) }),
    problems: [mayNotInspect, notInBusiness, overYearlyCap, wrongInspection] as never,
    input: (_params, body) => body,
  }),
  read({
    path: '/api/fire/inspections',
    operation: 'fire.inspection.list',
    title: '检查记录',
    verb: readingVerb,
    query: z.object({
      division: code.optional(),
      premises: z.uuid().optional(),
      kind: visitKindShape.optional(),
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
      ...page,
    }),
    answer: z.object({ items: z.array(line), next: z.string().nullable() }),
    problems: [badCursor],
    run: async ({ tx, actor, query }) => {
      const { items, next } = await listInspections(tx, actor.city, { ...query, divisions: readable(actor, readingVerb, query.division) });
      const index = await getDivisionIndex(tx, actor.city);
      const officers = await listOfficers(
        tx,
        actor.city,
        items.map((one) => one.id),
      );
      return { items: items.map((row) => lineOf(row, officers, (at) => index.pathName(at))), next };
    },
  }),
  read({
    path: '/api/fire/inspections/:id',
    operation: 'fire.inspection.read',
    title: '检查记录',
    verb: readingVerb,
    params: z.object({ id: z.uuid() }),
    answer: line.extend({
      risk_before: z.string().nullable(),
      signer: z.string().nullable(),
      signature: z.string().nullable(),
      over_cap: z.object({ reason: z.string(), title: z.string(), words: z.string() }).nullable(),
      note: z.string().nullable(),
      matter_id: z.string().nullable(),
      answers: z.array(
        z.object({
          code: z.string(),
          question: z.string(),
          section: z.string(),
          grade: z.string(),
          answer: z.string(),
          answer_title: z.string(),
          words: z.string(),
          fixed: z.boolean(),
          measures: z.string().nullable(),
          matter_id: z.string().nullable(),
          photos: z.array(photo),
        }),
      ),
      clears: z.array(
        z.object({
          id: z.string(),
          code: z.string(),
          title: z.string(),
          subtype: z.string(),
          count: z.number(),
          unit: z.string(),
          where: z.string().nullable(),
          disposal: z.string().nullable(),
          photos: z.array(photo),
        }),
      ),
      hazards: z.array(hazardLine.extend({ stage: z.string() })),
    }),
    run: async ({ tx, actor, params }) => {
      const row = await findInspection(tx, actor.city, params.id);
      if (!row || !divisionsFor(actor, readingVerb).some((mine) => within(row.division, mine))) throw notFound();
      const index = await getDivisionIndex(tx, actor.city);
      const officers = await listOfficers(tx, actor.city, [row.id]);
      const said = await listAnswers(tx, actor.city, [row.id]);
      const hazards = await listMattersOf(tx, actor.city, row.id);
      const clears = await listClears(tx, actor.city, [row.id]);
      const of = async (relation: string, ids: string[]) => await listAttached(tx, actor.city, relation, ids);
      const onMatters = await of(
        'matters.matters',
        said.flatMap((one) => (one.matter_id ? [one.matter_id] : [])),
      );
      const onAnswers = await of(
        'visits.answers',
        said.map((one) => one.id),
      );
      const onClears = await of(
        'fire.clears',
        clears.map((one) => one.id),
      );
      const signature = (await of('visits.visits', [row.id])).get(row.id)?.[0];
      const shown = (files: { id: string; role: string; taken_at: string | null; note: string | null }[] | undefined) =>
        (files ?? []).map(({ id, role, taken_at, note }) => ({ id, role, taken_at, note }));
      const answers = smallPremises.items.flatMap((item) => {
        const answer = row.failed.includes(item.code)
          ? 'fail'
          : row.passed.includes(item.code)
            ? 'pass'
            : row.not_applicable.includes(item.code)
              ? 'na'
              : null;
        if (answer === null) return [];
        const own = said.find((one) => one.item_code === item.code);
        return [
          {
            code: item.code,
            question: item.question,
            section: item.section,
            grade: item.grade,
            answer,
            answer_title: answerTitles[answer],
            words: own?.words ?? '',
            fixed: own?.fixed ?? false,
            measures: own?.measures ?? null,
            matter_id: own?.matter_id ?? null,
            photos: own ? [...shown(onAnswers.get(own.id)), ...shown(own.matter_id ? onMatters.get(own.matter_id) : undefined)] : [],
          },
        ];
      });
      return {
        ...lineOf(row, officers, (at) => index.pathName(at)),
        risk_before: row.risk_before,
        signer: row.signer,
        signature: signature?.id ?? null,
        over_cap:
          row.over_cap_reason === null
            ? null
            : {
                reason: row.over_cap_reason,
                title: overCapReason.items.find((one) => one.code === row.over_cap_reason)?.title ?? '',
                words: row.over_cap_words ?? '',
              },
        note: row.note,
        matter_id: row.matter_id,
        answers,
        clears: clears.map((one) => ({
          id: one.id,
          code: one.code,
          title: clearings.flatMap((each) => each.subtypes).find((each) => each.code === one.subtype)?.title ?? '',
          subtype: one.subtype,
          count: one.count,
          unit: one.unit,
          where: one.where_words,
          disposal: one.disposal,
          photos: shown(onClears.get(one.id)),
        })),
        hazards,
      };
    },
  }),
];

function lineOf(
  row: InspectionRow,
  officers: readonly { visit_id: string; account_id: string | null; name: string; certificate: string | null; unit_name: string }[],
  nameOf: (division: string) => string,
): z.infer<typeof line> {
  return {
    id: row.id,
    premises: { id: row.premises_id, name: row.premises_name },
    division: row.division,
    division_name: nameOf(row.division),
    kind: row.kind,
    kind_title: visitKindTitles[row.kind],
    on_date: row.on_date,
    started_at: row.started_at.toISOString(),
    unit_name: row.unit_name,
    officers: officers
      .filter((one) => one.visit_id === row.id)
      .map(({ account_id, name, certificate, unit_name }) => ({ account_id, name, certificate, unit_name })),
    score: row.score,
    risk: row.risk,
    failed: row.failed.length,
    signed: row.signed,
    refused_because: row.refused_because,
  };
}
