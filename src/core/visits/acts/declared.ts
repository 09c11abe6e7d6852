/** Checklists that need no act of their own: declared, they can be recorded and read. */
import { z } from 'zod';
import { type Act, act, notFound } from '../../ledger/index.ts';
import { lockRow } from '../../registers/index.ts';
import { answerShape, officerShape, recordVisit } from '../acts.ts';
import type { DeclaredChecklist } from '../checklist.ts';
import { notToRecheck, visitIdTaken, wrongAnswers } from '../problems.ts';
import { findVisit, isToRecheck, listMattersOf, type MatterOfVisit } from '../queries.ts';

export const newVisit = z.object({
  /** Made by who visits: a visit sent twice is recorded once. */
  id: z.uuid(),
  place_id: z.uuid(),
  started_at: z.iso.datetime({ offset: true, error: '检查开始时间不对' }),
  officers: z.array(officerShape).max(10).default([]),
  answers: z.array(answerShape).max(200),
  signature: z.uuid().optional(),
  note: z.string().trim().max(1000, '备注最多 1000 字').optional(),
  /** The matter whose re-check 复查 this is. */
  matter_id: z.uuid().optional(),
});
export type NewVisit = z.infer<typeof newVisit>;

export interface RecordedVisit {
  id: string;
  score: number | null;
  matters: MatterOfVisit[];
}

/**
 * Records a visit to a row of the register.
 * @throws notFound when the row is absent or outside the actor's divisions; visitIdTaken; what `recordVisit` throws
 */
export const declaredVisit = ({ list, at, opens, category }: DeclaredChecklist): Act<NewVisit, RecordedVisit> =>
  act(`${list.key}.record`, `登记${list.title}`, newVisit as z.ZodType<NewVisit>, async (tx, actor, input, deed) => {
    const place = await lockRow(tx, at, actor.city, input.place_id);
    if (!place) throw notFound();
    deed.about({ relation: 'visits.visits', id: input.id, division: place.division });
    const sent = await findVisit(tx, actor.city, input.id);
    if (sent) {
      if (sent.place_id !== input.place_id || sent.account_id !== actor.account_id || sent.checklist !== list.key) throw visitIdTaken();
      deed.says({ sent_again: true });
      return { id: sent.id, score: sent.score, matters: await listMattersOf(tx, actor.city, sent.id) };
    }
    const started_at = new Date(input.started_at);
    // A re-check is held to less: it must be one.
    if (input.matter_id !== undefined) {
      const rechecked = { matter: input.matter_id, kind: opens.key, place: input.place_id, started_at };
      if (!(await isToRecheck(tx, actor.city, rechecked))) throw wrongAnswers({ errors: [notToRecheck] });
    }
    const found = category === undefined ? null : place.values[category];
    const visit = await recordVisit(tx, actor, deed, list, opens, {
      ...input,
      kind: 'patrol',
      division: place.division,
      category: found == null ? null : String(found),
      place_name: place.label,
      started_at,
    });
    deed.says({ label: place.label, score: visit.score, failed: visit.matters.length });
    return { id: visit.id, score: visit.score, matters: await listMattersOf(tx, actor.city, visit.id) };
  });
