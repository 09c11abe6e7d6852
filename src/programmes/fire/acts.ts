/** 消防检查: what an inspector or grid worker does at a premises. */
import { z } from 'zod';
import { attachFiles } from '../../core/files/index.ts';
import { type Actor, act, type Deed, may, notFound } from '../../core/ledger/index.ts';
import { civilDateAt } from '../../core/reference/rules.ts';
import { registerActs } from '../../core/registers/index.ts';
import { itemsFor, scoreAtBest } from '../../core/visits/checklist.ts';
import {
  answerShape,
  countInspections,
  isToRecheck,
  listMattersOf,
  notToRecheck,
  officerShape,
  recordVisit,
  visitIdTaken,
  visitKindShape,
} from '../../core/visits/index.ts';
import { kindRules } from '../../core/visits/rules.ts';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { clearingOf } from './checklists/clearings.ts';
import { smallPremises } from './checklists.ts';
import { overCapReason, premisesStatus } from './codes.ts';
import { hazard } from './matters.ts';
import { mayNotInspect, notInBusiness, overYearlyCap, wrongInspection } from './problems.ts';
import {
  countOpenUrgent,
  findInspection,
  insertClears,
  insertInspections,
  type LockedPremises,
  lockPremises,
  yearlyCap,
} from './queries.ts';
import { premises } from './registers.ts';
import { type Risk, riskOf } from './rules.ts';

const photos = z.array(z.uuid()).max(20);

export const clearShape = z.object({
  code: z.enum(['Q1', 'Q2', 'Q3', 'Q4', 'Q5']),
  subtype: z.string().optional(),
  count: z.int('数量须是整数').min(1, '数量至少是 1').max(10_000, '数量最多 10000'),
  unit: z.string().optional(),
  before: photos.optional(),
  after: photos.optional(),
  where: z.string().trim().max(200).optional(),
  disposal: z.string().trim().max(200).optional(),
});

export const newInspection = z.object({
  id: z.uuid(),
  premises_id: z.uuid(),
  kind: visitKindShape,
  started_at: z.iso.datetime({ offset: true, error: '检查开始时间不对' }),
  officers: z.array(officerShape).max(10).default([]),
  answers: z.array(answerShape).max(100),
  clears: z.array(clearShape).max(50).default([]),
  signature: z.uuid().optional(),
  refused_because: z.string().trim().max(200).optional(),
  signer: z.string().trim().max(50).optional(),
  over_cap: z
    .object({ reason: z.enum(['complaint', 'assigned', 'warning', 'accident']), words: z.string().trim().min(2).max(200) })
    .optional(),
  /** The matter whose re-check 复查 this is: it does not count as another inspection of the year. */
  matter_id: z.uuid().optional(),
  note: z.string().trim().max(1000).optional(),
});
export type NewInspection = z.infer<typeof newInspection>;

export interface RecordedInspection {
  id: string;
  score: number | null;
  risk: string | null;
  hazards: { id: string; number: string; title: string; grade: string; item_code: string | null; due_at: string; already_open: boolean }[];
}

/** Verb that a post needs beside `fire.inspection.record` to order: 监督检查. */
export const orderingVerb = 'fire.inspection.order';

export const recordInspection = act<NewInspection, RecordedInspection>(
  'fire.inspection.record',
  '登记消防检查',
  newInspection as z.ZodType<NewInspection>,
  async (tx, actor, input, deed) => {
    const place = await lockPremises(tx, actor.city, input.premises_id);
    if (!place) throw notFound();
    deed.about({ relation: 'fire.inspections', id: input.id, division: place.division });
    const sent = await findInspection(tx, actor.city, input.id);
    if (sent) return await answerAgain(tx, actor, deed, input, sent);
    await refuse(tx, actor, input, place);

    const visit = await recordVisit(tx, actor, deed, smallPremises, hazard, {
      id: input.id,
      kind: input.kind,
      division: place.division,
      place_id: place.id,
      category: place.category,
      place_name: place.name,
      started_at: new Date(input.started_at),
      officers: input.officers,
      answers: input.answers,
      signature: input.signature,
      note: input.note,
      matter_id: input.matter_id,
    });
    const answered = new Set(input.answers.map((one) => one.code));
    const risk = riskOf({
      // A re-check looks at one thing: its score says nothing of the place.
      score: input.matter_id === undefined ? scoreAtBest(smallPremises, place.category, input.answers).score : null,
      open_urgent: await countOpenUrgent(
        tx,
        actor.city,
        place.id,
        smallPremises.items.filter((item) => item.urgent).map((item) => item.code),
      ),
      complete: itemsFor(smallPremises, place.category).every((item) => answered.has(item.code)),
      before: place.risk as Risk | null,
    });
    await insertInspections(tx, actor.city, [
      {
        id: input.id,
        division: place.division,
        premises_id: place.id,
        kind: input.kind,
        on_date: visit.on_date,
        score: visit.score,
        risk,
        risk_before: place.risk,
        signer: input.signer || null,
        signed: input.signature !== undefined,
        refused_because: input.signature === undefined ? input.refused_because || null : null,
        over_cap_reason: input.over_cap?.reason ?? null,
        over_cap_words: input.over_cap?.words ?? null,
      },
    ]);
    await recordClears(tx, actor, input, place, visit.on_date);
    // The colour goes into the register as any edit does: with its version, its terms and its history.
    if (risk !== null && risk !== place.risk)
      await registerActs(premises).edit.run(tx, actor, { id: place.id, version: place.version, values: { risk } }, deed);
    deed.about({ relation: 'fire.inspections', id: input.id, division: place.division });
    deed.says({
      label: place.name,
      kind: input.kind,
      score: visit.score,
      risk,
      failed: visit.matters.length,
      clears: input.clears.length,
    });
    return {
      id: input.id,
      score: visit.score,
      risk,
      hazards: visit.matters.map(({ fixed: _fixed, ...one }) => one),
    };
  },
);

/** A visit that the phone sent before, under another request: what was recorded then. */
async function answerAgain(
  tx: Tx,
  actor: Actor,
  deed: Deed,
  input: NewInspection,
  sent: { premises_id: string; account_id: string; score: number | null; risk: string | null },
): Promise<RecordedInspection> {
  if (sent.premises_id !== input.premises_id || sent.account_id !== actor.account_id) throw visitIdTaken();
  deed.says({ sent_again: true });
  const hazards = await listMattersOf(tx, actor.city, input.id);
  return { id: input.id, score: sent.score, risk: sent.risk, hazards };
}

async function refuse(tx: Tx, actor: Actor, input: NewInspection, place: LockedPremises): Promise<void> {
  const ordering = kindRules[input.kind].orders;
  if (ordering && !may(actor, orderingVerb, place.division)) throw mayNotInspect();
  if (place.status !== 'open') throw notInBusiness({ status: premisesStatus.items.find((one) => one.code === place.status)?.title ?? '' });
  const errors: { field: string; message: string }[] = [];
  if (ordering && input.signature === undefined && !input.refused_because)
    errors.push({ field: 'signature', message: '请被检查单位签字；拒绝签字的，写明拒签情况' });
  if (input.signature !== undefined && input.refused_because) errors.push({ field: 'refused_because', message: '已经签字，不能再记拒签' });
  // A re-check is held to less and counts for no inspection of the year: it must be one.
  if (input.matter_id !== undefined) {
    const rechecked = { matter: input.matter_id, kind: hazard.key, place: place.id, started_at: new Date(input.started_at) };
    if (!(await isToRecheck(tx, actor.city, rechecked))) errors.push(notToRecheck);
  }
  for (const [at, clear] of input.clears.entries()) {
    const found = clearingOf(clear.code, clear.subtype);
    const field = (name: string) => `clears.${at}.${name}`;
    if (!found) {
      errors.push({ field: field('subtype'), message: `${clear.code} 请选明清理的是哪一种` });
      continue;
    }
    if (clear.unit !== undefined && clear.unit !== found.subtype.unit)
      errors.push({ field: field('unit'), message: `${found.subtype.title}按“${found.subtype.unit}”计` });
    if (found.clearing.photos && ((clear.before ?? []).length === 0 || (clear.after ?? []).length === 0))
      errors.push({ field: field('after'), message: `${found.clearing.title}须附清理前后照片（“五清”行动台账）` });
    // 居住空间: only with consent, and never people.
    if (!found.clearing.photos && ((clear.before ?? []).length > 0 || (clear.after ?? []).length > 0))
      errors.push({ field: field('before'), message: '清理留宿人员不拍照，只记人数' });
  }
  if (errors.length > 0) throw wrongInspection({ errors });
  // A date on the phone that is long past would slip an inspection into another year.
  const on = civilDateAt(new Date(input.started_at));
  if (ordering && input.matter_id === undefined) {
    const cap = await yearlyCap(tx, actor.city);
    const count = await countInspections(tx, actor.city, place.id, Number(on.slice(0, 4)));
    if (count >= cap && !input.over_cap)
      throw overYearlyCap({ count, cap, reasons: overCapReason.items.map(({ code, title }) => ({ code, title })) });
  }
}

async function recordClears(tx: Tx, actor: Actor, input: NewInspection, place: LockedPremises, on: string): Promise<void> {
  const rows = input.clears.flatMap((clear) => {
    const found = clearingOf(clear.code, clear.subtype);
    return found ? [{ id: newId(), clear, unit: found.subtype.unit, subtype: found.subtype.code }] : [];
  });
  await insertClears(
    tx,
    actor.city,
    rows.map(({ id, clear, unit, subtype }) => ({
      id,
      division: place.division,
      inspection_id: input.id,
      premises_id: place.id,
      on_date: on,
      code: clear.code,
      subtype,
      count: clear.count,
      unit,
      where_words: clear.where || null,
      disposal: clear.disposal || null,
    })),
  );
  for (const { id, clear } of rows) {
    const owner = { owner_relation: 'fire.clears', owner_id: id, programme: 'fire', division: place.division };
    await attachFiles(tx, actor, { ...owner, role: 'before', file_ids: clear.before ?? [] });
    await attachFiles(tx, actor, { ...owner, role: 'after', file_ids: clear.after ?? [] });
  }
}
