/** 登记: how a matter comes into the world. Called by other units' acts, such as an inspection, inside their transaction. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { findUnit } from '../../divisions/index.ts';
import { attachFiles } from '../../files/index.ts';
import { type Actor, type Deed, postFor } from '../../ledger/index.ts';
import { getCalendar } from '../../reference/index.ts';
import { evidenceOf, type MatterKind, modeOf, periodOf, relapseOf, type Tier, tierOfDivision, tierOrder } from '../kind.ts';
import { cannotRelapse, evidenceMissing, noDesk, unknownGrade } from '../problems.ts';
import { type Basis, insertClocks, insertMatters, insertSteps, type NewClock, type NewMatter, takeNumbers } from '../queries/rows.ts';
import { dueWords, latestOf, missingEvidence, nextWake, startClock } from '../rules.ts';
import { type Desk, findDesk } from './desks.ts';

export interface Opening {
  title: string;
  detail?: string;
  grade: string;
  division: string;
  place_id?: string | null;
  visit_id?: string | null;
  item_code?: string | null;
  /** Civil date and moment on which it was found; clocks start there. */
  found_on: string;
  found_at: Date;
  /** Accounts that inspected. The only one of them does not verify. */
  inspectors: readonly string[];
  basis: readonly Basis[];
  requirement: string;
  /** 临时防范措施. */
  measures?: string | null;
  /** 当场整改: goes straight to verification, and counts as found. */
  fixed_on_spot?: boolean;
  /** Whose it is from the start; without one it goes into the queue of the lowest desk of its division. */
  handler?: { account_id: string; title: string; unit_id: string };
  /** Photos, as ids of files that were uploaded before. */
  photos?: { before?: readonly string[]; after?: readonly string[] };
  /** The closed matter that has come back 反弹: grade and tier then follow from it. */
  relapse_of?: string;
  /** The id, when the phone made it. */
  id?: string;
}

export interface Opened {
  id: string;
  number: string;
  grade: string;
  /** Deadline of handling; of verification when it was fixed on the spot. */
  due_at: Date;
}

/**
 * Opens a matter inside a running act, whose `deed` stays the caller's to say what it is about.
 * @throws unknownGrade; noDesk when nobody in the division or above may receive it; evidenceMissing when it was fixed on the spot without the
 *   photo that the kind asks for; cannotRelapse.
 */
export async function openMatter(tx: Tx, actor: Actor, deed: Deed, kind: MatterKind, opening: Opening): Promise<Opened> {
  const calendar = await getCalendar(tx);
  const former = opening.relapse_of ? await findFormer(tx, actor.city, kind, opening.relapse_of) : null;
  const start = former ? relapseOf(kind, former.grade, former.tier) : null;
  const grade = start?.grade ?? opening.grade;
  if (!kind.grades.some(({ code }) => code === grade)) throw unknownGrade({ title: kind.title, grade });
  const fixed = opening.fixed_on_spot === true;
  const id = opening.id ?? newId();
  const { division, handler } = opening;
  const at = opening.found_at;
  const verb = `${kind.key}.open`;
  const post = postFor(actor, verb, division) ?? actor.posts.find((one) => one.programme === kind.programme) ?? actor.posts[0];

  const before = [...new Set(opening.photos?.before ?? [])];
  const after = [...new Set(opening.photos?.after ?? [])];
  const evidence = evidenceOf(kind, grade);
  const photos = { evidence, photos_before: before.length, photos_after: after.length };
  // A photo of before cannot be made afterwards: what was fixed before the camera was out is shown by the photo after.
  if (fixed && evidence !== 'none' && after.length === 0) throw evidenceMissing({ missing: missingEvidence(photos) });

  const tier = start?.tier ?? tierOfDivision(kind, division);
  const barred = fixed ? [actor.account_id, ...(opening.inspectors.length === 1 ? opening.inspectors : [])] : [];
  const desk: Desk | null =
    handler && !fixed
      ? await deskOf(tx, actor.city, kind, handler.unit_id, tier)
      : await findDesk(tx, actor.city, kind, fixed ? 'verify' : 'handle', tier, division, barred, deed.office.clock.today());
  if (!desk) throw noDesk({ title: kind.title });

  const latest = latestOf(kind.longest, at, calendar);
  const clock = (stage: 'accept' | 'handle' | 'verify'): NewClock => {
    const period = periodOf(kind, stage, grade);
    const { due_at, note } = startClock(period, at, calendar, stage === 'handle' ? latest : null);
    return {
      id: newId(),
      division,
      programme: kind.programme,
      matter_id: id,
      stage,
      round: 1,
      measure: period.measure,
      amount: period.amount,
      started_at: at,
      first_due_at: due_at,
      due_at,
      latest_at: stage === 'handle' ? latest : null,
      stopped_at: null,
      moved_why: null,
      pauses: [],
      note,
    };
  };
  // The deadline is told when it is found, so handling counts from there, however late somebody signs for it.
  const clocks = fixed ? [clock('verify')] : [clock('accept'), clock('handle')];
  const stage = fixed ? 'verify' : 'accept';
  const running = startClock(periodOf(kind, stage, grade), at, calendar);
  const handling = clocks.find((one) => one.stage === 'handle')?.due_at ?? null;
  const wake = nextWake({ measure: null, ...running, held_until: null }, deed.at, calendar);
  const [number = ''] = await takeNumbers(tx, actor.city, kind.number_prefix, division, opening.found_on);
  const row: NewMatter = {
    id,
    division,
    programme: kind.programme,
    kind: kind.key,
    number,
    title: opening.title,
    detail: opening.detail ?? '',
    grade,
    item_code: opening.item_code ?? null,
    basis: opening.basis,
    requirement: opening.requirement,
    measures: opening.measures ?? null,
    place_id: opening.place_id ?? null,
    visit_id: opening.visit_id ?? null,
    found_on: opening.found_on,
    found_at: at,
    opened_by: actor.account_id,
    inspectors: opening.inspectors,
    fixed_on_spot: fixed,
    stage,
    outcome: null,
    tier: desk.tier,
    holder_account_id: handler && !fixed ? handler.account_id : null,
    holder_title: handler && !fixed ? handler.title : null,
    holder_unit_id: desk.unit_id,
    handler_account_id: fixed ? actor.account_id : (handler?.account_id ?? null),
    handler_title: fixed ? actor.title : (handler?.title ?? null),
    handler_unit_id: fixed ? null : (handler?.unit_id ?? null),
    answered_by: fixed ? actor.account_id : null,
    answered_at: fixed ? at : null,
    verified_by: null,
    closed_at: null,
    closed_on: null,
    due_at: running.due_at,
    near_at: running.near_at,
    measure: clocks[0]?.measure ?? null,
    handle_due_at: handling,
    held_until: null,
    held_reason: null,
    supervised: false,
    escalated_at: null,
    escalations: 0,
    sent_back: 0,
    returned: 0,
    evidence: fixed && evidence === 'pair' && before.length === 0 ? 'after' : evidence,
    photos_before: before.length,
    photos_after: after.length,
    relapse_of: former?.id ?? null,
    mode: modeOf(kind, null)?.key ?? null,
    worked_by: null,
    remaining: null,
    look_back_why: null,
    look_back_on: null,
    looked_back_on: null,
    wake_at: wake.at,
    wake_why: wake.why,
  };
  await insertMatters(tx, actor.city, [row]);
  await insertClocks(tx, actor.city, clocks);
  const owner = { owner_relation: 'matters.matters', owner_id: id, programme: kind.programme, division };
  await attachFiles(tx, actor, { ...owner, role: 'before', file_ids: before });
  await attachFiles(tx, actor, { ...owner, role: 'after', file_ids: after });
  await insertSteps(tx, actor.city, [
    {
      id: newId(),
      division,
      programme: kind.programme,
      matter_id: id,
      at: deed.at,
      verb,
      title: former ? '反弹，重新立件' : (kind.opening ?? '登记'),
      account_id: actor.account_id,
      account: actor.title,
      unit_name: post?.unit_name ?? '',
      words: [opening.detail ?? '', fixed ? '当场整改' : ''].filter((words) => words !== '').join('；') || opening.title,
      clock_words: fixed
        ? `核查钟起，期限 ${dueWords(row.measure, running.due_at)}`
        : `签收钟起；整改期限 ${handling ? dueWords(clocks[1]?.measure ?? null, handling) : ''}`,
      stage,
      files: [...before.map((file) => ({ id: file, role: 'before' })), ...after.map((file) => ({ id: file, role: 'after' }))],
    },
  ]);
  return { id, number, grade, due_at: handling ?? running.due_at };
}

/** The desk of a named unit: its tier is that of its own division. */
async function deskOf(tx: Tx, city: string, kind: MatterKind, unitId: string, lowest: Tier): Promise<Desk | null> {
  const unit = await findUnit(tx, city, unitId);
  if (!unit) return null;
  const own = tierOfDivision(kind, unit.division);
  const tier = tierOrder.indexOf(own) < tierOrder.indexOf(lowest) ? lowest : own;
  return { unit_id: unit.id, unit_name: unit.name, division: unit.division, tier };
}

async function findFormer(tx: Tx, city: string, kind: MatterKind, id: string): Promise<{ id: string; grade: string; tier: Tier }> {
  const { rows } = await sql<{ id: string; grade: string; tier: Tier; outcome: string | null; relapsed: boolean }>`
    select m.id, m.grade, m.tier, m.outcome,
      exists (select from matters.matters r where r.city = m.city and r.relapse_of = m.id) as relapsed
    from matters.matters m where m.city = ${city} and m.kind = ${kind.key} and m.id = ${id}`.execute(tx);
  const found = rows[0];
  if (!found) throw cannotRelapse({ why: '原事项不存在，或不在您的管辖范围内' });
  if (found.outcome !== 'closed') throw cannotRelapse({ why: '原事项还没有销号' });
  if (found.relapsed) throw cannotRelapse({ why: '原事项已因反弹重新立件' });
  return found;
}
