/** Declared checklists over HTTP, under the programme's own name: `/api/<programme>/<list>`. */
import { z } from 'zod';
import { getDivisionIndex } from '../../divisions/index.ts';
import { listAttached } from '../../files/index.ts';
import { divisionsFor, notFound, type Route, read, within, write } from '../../ledger/index.ts';
import { listLabels } from '../../registers/index.ts';
import { declaredVisit, newVisit } from '../acts/declared.ts';
import { answerShape, officerShape } from '../acts.ts';
import { answerTitles, type DeclaredChecklist } from '../checklist.ts';
import { badCursor, notYetBegun, officersNeeded, visitIdTaken, wrongAnswers } from '../problems.ts';
import { listAnswers, listMattersOf, listOfficers, listVisits, type Visit, type VisitOfficer } from '../queries.ts';
import { checklistRoute } from '../routes.ts';
import { visitKindTitles } from '../rules.ts';

const matter = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  grade: z.string(),
  item_code: z.string().nullable(),
  stage: z.string(),
  due_at: z.string(),
  already_open: z.boolean(),
});
const line = z.object({
  id: z.string(),
  place: z.object({ id: z.string(), name: z.string() }),
  division: z.string(),
  division_name: z.string(),
  kind_title: z.string(),
  on_date: z.string(),
  started_at: z.string(),
  unit_name: z.string(),
  officers: z.array(z.object({ name: z.string(), unit_name: z.string() })),
  score: z.number().nullable(),
  failed: z.number(),
  note: z.string().nullable(),
});
const photo = z.object({ id: z.string(), role: z.string(), taken_at: z.string().nullable(), note: z.string().nullable() });

/** The declaration, recording, the list and one visit. */
export function declaredRoutes(declared: DeclaredChecklist): Route[] {
  const { list, at } = declared;
  const [programme = '', name = ''] = list.key.split('.');
  const base = `/api/${programme}/${name}`;
  const reading = `${list.key}.read`;
  const mine = (visit: Visit) => visit.checklist === list.key;
  return [
    checklistRoute(list, reading, { path: base, operation: `${list.key}.questions` }),
    write({
      path: `${base}/visits`,
      operation: `${list.key}.record`,
      title: `登记${list.title}`,
      act: declaredVisit(declared),
      body: newVisit.extend({ officers: z.array(officerShape).max(10).optional(), answers: z.array(answerShape).max(200) }),
      answer: z.object({ id: z.string(), score: z.number().nullable(), matters: z.array(matter) }),
      problems: [notYetBegun, officersNeeded, visitIdTaken, wrongAnswers] as never,
      input: (_params, body) => body,
    }),
    read({
      path: `${base}/visits`,
      operation: `${list.key}.list`,
      title: `${list.title}记录`,
      verb: reading,
      query: z.object({
        division: z
          .string()
          .regex(/^\d{4,15}$/, '区划代码是 4 到 15 位数字')
          .optional(),
        place: z.uuid({ error: '对象编号格式不对' }).optional(),
        from: z.iso.date({ error: '日期要写成 2022-11-09 的样子' }).optional(),
        to: z.iso.date({ error: '日期要写成 2022-11-09 的样子' }).optional(),
        after: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: z.object({ items: z.array(line), next: z.string().nullable() }),
      problems: [badCursor],
      run: async ({ tx, actor, query: { division, ...query } }) => {
        const own = divisionsFor(actor, reading);
        const divisions =
          division === undefined ? own : own.some((one) => within(division, one)) ? [division] : own.filter((one) => within(one, division));
        if (divisions.length === 0) throw notFound();
        const { items, next } = await listVisits(tx, actor.city, { ...query, checklist: list.key, divisions });
        const index = await getDivisionIndex(tx, actor.city);
        const places = await listLabels(tx, at, actor.city, [...new Set(items.map((one) => one.place_id))]);
        const officers = await listOfficers(
          tx,
          actor.city,
          items.map((one) => one.id),
        );
        return { items: items.map((one) => lineOf(one, places, officers, index.pathName(one.division))), next };
      },
    }),
    read({
      path: `${base}/visits/:id`,
      operation: `${list.key}.open`,
      title: `${list.title}记录`,
      verb: reading,
      params: z.object({ id: z.uuid({ error: '编号格式不对' }) }),
      answer: line.extend({
        matter_id: z.string().nullable(),
        signature: z.string().nullable(),
        answers: z.array(
          z.object({
            code: z.string(),
            question: z.string(),
            answer: z.string(),
            answer_title: z.string(),
            words: z.string(),
            fixed: z.boolean(),
            measures: z.string().nullable(),
            matter_id: z.string().nullable(),
            photos: z.array(photo),
          }),
        ),
        matters: z.array(matter),
      }),
      run: async ({ tx, actor, params }) => {
        const [visit] = (
          await listVisits(tx, actor.city, { checklist: list.key, divisions: divisionsFor(actor, reading), id: params.id, limit: 1 })
        ).items;
        if (!visit || !mine(visit)) throw notFound();
        const index = await getDivisionIndex(tx, actor.city);
        const said = await listAnswers(tx, actor.city, [visit.id]);
        const onAnswers = await listAttached(
          tx,
          actor.city,
          'visits.answers',
          said.map((one) => one.id),
        );
        const onMatters = await listAttached(
          tx,
          actor.city,
          'matters.matters',
          said.flatMap((one) => (one.matter_id ? [one.matter_id] : [])),
        );
        const signed = (await listAttached(tx, actor.city, 'visits.visits', [visit.id])).get(visit.id)?.[0];
        const kinds = [
          ['fail', visit.failed],
          ['pass', visit.passed],
          ['na', visit.not_applicable],
        ] as const;
        return {
          ...lineOf(
            visit,
            await listLabels(tx, at, actor.city, [visit.place_id]),
            await listOfficers(tx, actor.city, [visit.id]),
            index.pathName(visit.division),
          ),
          matter_id: visit.matter_id,
          signature: signed?.id ?? null,
          answers: list.items.flatMap((item) => {
            const answer = kinds.find(([, codes]) => codes.includes(item.code))?.[0];
            if (!answer) return [];
            const own = said.find((one) => one.item_code === item.code);
            const photos = own ? [...(onAnswers.get(own.id) ?? []), ...((own.matter_id && onMatters.get(own.matter_id)) || [])] : [];
            return [
              {
                code: item.code,
                question: item.question,
                answer,
                answer_title: answerTitles[answer],
                words: own?.words ?? '',
                fixed: own?.fixed ?? false,
                measures: own?.measures ?? null,
                matter_id: own?.matter_id ?? null,
                photos: photos.map(({ id, role, taken_at, note }) => ({ id, role, taken_at, note })),
              },
            ];
          }),
          matters: await listMattersOf(tx, actor.city, visit.id),
        };
      },
    }),
  ];
}

const lineOf = (
  visit: Visit,
  places: ReadonlyMap<string, string>,
  officers: readonly VisitOfficer[],
  division_name: string,
): z.infer<typeof line> => ({
  id: visit.id,
  place: { id: visit.place_id, name: places.get(visit.place_id) ?? '已不在台账' },
  division: visit.division,
  division_name,
  kind_title: visitKindTitles[visit.kind],
  on_date: visit.on_date,
  started_at: visit.started_at.toISOString(),
  unit_name: visit.unit_name,
  officers: officers.filter((one) => one.visit_id === visit.id).map(({ name, unit_name }) => ({ name, unit_name })),
  score: visit.score,
  failed: visit.failed.length,
  note: visit.note,
});
