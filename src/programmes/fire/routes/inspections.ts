/** 走访检查 over HTTP: worklist, checklist, recording, reading. */
import { z } from 'zod';
import { getDivisionIndex } from '../../../core/divisions/index.ts';
import { listAttached } from '../../../core/files/index.ts';
import { type Actor, divisionsFor, notFound, type Route, read, within, write } from '../../../core/ledger/index.ts';
import { answerTitles } from '../../../core/visits/checklist.ts';
import {
  badCursor,
  checklistRoute,
  listAnswers,
  listMattersOf,
  listOfficers,
  officerShape,
  visitKindShape,
} from '../../../core/visits/index.ts';
import { visitKindTitles } from '../../../core/visits/rules.ts';
import { clearShape, newInspection, recordInspection } from '../acts.ts';
import { clearings } from '../checklists/clearings.ts';
import { smallPremises } from '../checklists.ts';
import { overCapReason } from '../codes.ts';
import { mayNotInspect, notInBusiness, overYearlyCap, wrongInspection } from '../problems.ts';
import { type ClearRow, findInspection, type InspectionRow, listClears, listClearsAt, listInspections } from '../queries.ts';

export const readingVerb = 'fire.inspection.read';

export const divisionCode = z.string().regex(/^\d{4,15}$/, '区划代码是 4 到 15 位数字');
export const paging = { after: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };

/** `red,orange` in an address. */
export const codeList = z.string().max(200).optional();
export const codesIn = (text: string | undefined): string[] | undefined => text?.split(',').filter(Boolean);

/** Where the actor may read, cut to what was asked for; as if absent when nothing of it is his. */
export function readable(actor: Actor, verb: string, asked: string | undefined): string[] {
  const mine = divisionsFor(actor, verb);
  const found = asked === undefined ? mine : mine.some((one) => within(asked, one)) ? [asked] : mine.filter((one) => within(one, asked));
  if (found.length === 0) throw notFound();
  return found;
}

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

const clearLine = z.object({
  id: z.string(),
  code: z.string(),
  title: z.string(),
  subtype: z.string(),
  count: z.number(),
  unit: z.string(),
  where: z.string().nullable(),
  disposal: z.string().nullable(),
  photos: z.array(photo),
});

type Photos = ReadonlyMap<string, readonly z.infer<typeof photo>[]>;

/** A file as an answer names it. */
const shown = (files: readonly z.infer<typeof photo>[] | undefined) =>
  (files ?? []).map(({ id, role, taken_at, note }) => ({ id, role, taken_at, note }));

const clearOf = (row: ClearRow, photos: Photos): z.infer<typeof clearLine> => ({
  id: row.id,
  code: row.code,
  title: clearings.flatMap((each) => each.subtypes).find((each) => each.code === row.subtype)?.title ?? '',
  subtype: row.subtype,
  count: row.count,
  unit: row.unit,
  where: row.where_words,
  disposal: row.disposal,
  photos: shown(photos.get(row.id)),
});

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
      division: divisionCode.optional(),
      premises: z.uuid().optional(),
      kind: visitKindShape.optional(),
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
      risk: codeList,
      failed: z.enum(['true', 'false']).optional(),
      ...paging,
    }),
    answer: z.object({ items: z.array(line), next: z.string().nullable() }),
    problems: [badCursor],
    run: async ({ tx, actor, query }) => {
      const { items, next } = await listInspections(tx, actor.city, {
        ...query,
        risk: codesIn(query.risk),
        failed: query.failed === 'true',
        divisions: readable(actor, readingVerb, query.division),
      });
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
    path: '/api/fire/clears',
    operation: 'fire.clears.list',
    title: '一家场所的“五清”',
    verb: readingVerb,
    query: z.object({ premises: z.uuid({ error: '场所编号格式不对' }), ...paging }),
    answer: z.object({ items: z.array(clearLine.extend({ inspection_id: z.string(), on_date: z.string() })), next: z.string().nullable() }),
    problems: [badCursor],
    run: async ({ tx, actor, query }) => {
      const { items, next } = await listClearsAt(tx, actor.city, { ...query, divisions: readable(actor, readingVerb, undefined) });
      const files = await listAttached(
        tx,
        actor.city,
        'fire.clears',
        items.map((one) => one.id),
      );
      return {
        items: items.map((row) => ({ ...clearOf(row, files), inspection_id: row.inspection_id, on_date: row.on_date })),
        next,
      };
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
      clears: z.array(clearLine),
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
        clears: clears.map((one) => clearOf(one, onClears)),
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
