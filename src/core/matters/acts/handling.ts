/** 签收, 反馈, 核查, 退回重办: the way of a matter from its finding to its end. */
import { newId } from '../../../platform/ids.ts';
import { freshBytes } from '../../../platform/random.ts';
import { addDays, civilDateAt } from '../../reference/rules.ts';
import { type MatterKind, periodOf } from '../kind.ts';
import { evidenceMissing, noDesk, noVerifier, refusals } from '../problems.ts';
import { currentClock } from '../queries/matters.ts';
import { insertClocks, type NewClock } from '../queries/rows.ts';
import { actFacts, dueWords, latestOf, leftWords, mayNotVerify, missingEvidence, startClock } from '../rules.ts';
import { handlingClock, runHandlingOn } from './clock.ts';
import { findDesk } from './desks.ts';
import { openMatter } from './open.ts';
import { receiver } from './passing.ts';
import { ended, type Hand, type MatterOptions, matterAct, needed, showClock, stopClock, toHandler } from './step.ts';

/** 签收: the clock of accepting stops; the one who signs handles it, or the person he names. */
export const accept = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'accept', actFacts.accept.title, options, async (hand, input) => {
    const { tx, actor, matter, now } = hand;
    const named = input.person ? await receiver(hand, `${kind.key}.answer`, { person: input.person }) : null;
    const own = actor.posts.find((post) => post.programme === kind.programme && post.unit_id === matter.holder_unit_id);
    const handler = named
      ? { account: named.account_id, title: named.title, unit: named.unit_id }
      : { account: actor.account_id, title: actor.title, unit: own?.unit_id ?? hand.unit.id };
    await stopClock(tx, actor.city, matter, 'accept', now);
    const clock = await handlingClock(hand);
    return {
      patch: {
        stage: 'handle',
        holder_account_id: handler.account,
        holder_title: handler.title,
        holder_unit_id: handler.unit,
        handler_account_id: handler.account,
        handler_title: handler.title,
        handler_unit_id: handler.unit,
        escalated_at: null,
        ...showClock(clock, now, hand.calendar),
      },
      words: [named ? `指定承办人：${named.title}` : '', input.reason ?? ''].filter((words) => words !== '').join('；'),
      clock_words: `签收钟停；承办${leftWords(clock.measure, clock.due_at, now, hand.calendar)}，期限 ${dueWords(clock.measure, clock.due_at)}`,
      tell: named ? [{ why: 'assigned', accounts: [named.account_id], units: [], words: `${matter.title}：由您承办` }] : [],
    };
  });

/** 反馈: the clock of handling stops, the verifier's starts; the answer goes to somebody else. */
export const answer = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'answer', actFacts.answer.title, options, async (hand) => {
    const { tx, actor, matter, now, calendar } = hand;
    const missing = missingEvidence(matter);
    if (missing.length > 0) throw evidenceMissing({ missing });
    const onlyInspector = matter.inspectors.length === 1 ? matter.inspectors : [];
    const barred = [actor.account_id, ...(matter.handler_account_id ? [matter.handler_account_id] : []), ...onlyInspector];
    const desk = await findDesk(tx, actor.city, kind, 'verify', matter.tier, matter.division, barred, hand.today);
    if (!desk) throw noVerifier();
    const handling = await handlingClock(hand);
    await stopClock(tx, actor.city, matter, 'handle', now);
    const last = await currentClock(tx, actor.city, matter.id, 'verify');
    const period = periodOf(kind, 'verify', matter.grade);
    const { due_at, note } = startClock(period, now, calendar);
    const clock: NewClock = {
      id: newId(),
      division: matter.division,
      programme: matter.programme,
      matter_id: matter.id,
      stage: 'verify',
      round: (last?.round ?? 0) + 1,
      measure: period.measure,
      amount: period.amount,
      started_at: now,
      first_due_at: due_at,
      due_at,
      latest_at: null,
      stopped_at: null,
      moved_why: null,
      pauses: [],
      note,
    };
    await insertClocks(tx, actor.city, [clock]);
    const own = {
      handler_account_id: matter.handler_account_id ?? actor.account_id,
      handler_title: matter.handler_title ?? actor.title,
      handler_unit_id: matter.handler_unit_id ?? hand.unit.id,
    };
    return {
      patch: {
        stage: 'verify',
        ...own,
        answered_by: actor.account_id,
        answered_at: now,
        holder_account_id: null,
        holder_title: null,
        holder_unit_id: desk.unit_id,
        tier: desk.tier,
        escalated_at: null,
        ...showClock(clock, now, calendar),
      },
      clock_words: `承办钟停，${leftWords(handling.measure, handling.due_at, now, calendar)}；核查钟起，期限 ${dueWords(clock.measure, due_at)}`,
      tell: [{ why: 'to_verify', accounts: [], units: [desk.unit_id], words: `${matter.title}：已反馈，待核查` }],
    };
  });

/** 回头看: drawn at random when it is closed, so that nobody knows before which ones are looked at again. */
function drawLookBack(kind: MatterKind, today: string): string | null {
  if (!kind.look_back) return null;
  const drawn = freshBytes(4).readUInt32BE() / 2 ** 32 < kind.look_back.share;
  return drawn ? addDays(today, kind.look_back.within_days) : null;
}

/** 核查通过，销号: by neither the handler nor the only inspector, with the evidence that the kind asks for. */
export const verify = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'verify', actFacts.verify.title, options, async (hand, input) => {
    const { tx, actor, matter, now } = hand;
    const barred = mayNotVerify(matter, actor.account_id);
    if (barred) throw barred === 'handler' ? refusals.handler_cannot_verify() : refusals.only_inspector_cannot_verify();
    const missing = missingEvidence(matter);
    if (missing.length > 0) throw evidenceMissing({ missing });
    await stopClock(tx, actor.city, matter, 'verify', now);
    return {
      patch: { ...ended(now, hand.today), outcome: 'closed', verified_by: actor.account_id, look_back_on: drawLookBack(kind, hand.today) },
      words: input.reason ?? '核查通过',
      clock_words: '核查钟停，办结',
      tell: [{ why: 'ended', ...toHandler(matter), words: `${matter.title}：核查通过，已销号` }],
    };
  });

/** 退回重办: the clock of handling runs on with what was left; it never starts again. */
export const sendBack = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'send_back', actFacts.send_back.title, options, async (hand, input) => {
    const { tx, actor, matter, now, calendar } = hand;
    await stopClock(tx, actor.city, matter, 'verify', now);
    const again = { answered_by: null, answered_at: null, stage: 'handle' as const, sent_back: matter.sent_back + 1, escalated_at: null };
    const clock = await currentClock(tx, actor.city, matter.id, 'handle');
    if (!clock) return { patch: { ...again, ...(await startHandling(hand)) }, clock_words: '核查钟停，承办钟起' };
    const running = await runHandlingOn(hand, 'sent_back', '核查');
    const handler = toHandler(matter);
    return {
      patch: {
        ...again,
        holder_account_id: matter.handler_account_id,
        holder_title: matter.handler_title,
        holder_unit_id: matter.handler_unit_id,
        handle_due_at: running.due_at,
        ...showClock(running, now, calendar),
      },
      clock_words: `核查钟停；承办钟续走，${leftWords(running.measure, running.due_at, now, calendar)}，期限 ${dueWords(running.measure, running.due_at)}`,
      tell: [
        { why: 'sent_back', ...handler, words: `${matter.title}：核查未通过，退回重办（${needed(input.reason, 'reason', '请写明原因')}）` },
      ],
    };
  });

/** What was said to be fixed on the spot was not: it is handled like any other, from now on, never beyond the longest from the day it was found. */
async function startHandling(hand: Hand) {
  const { tx, actor, kind, matter, now, calendar } = hand;
  const desk = await findDesk(tx, actor.city, kind, 'handle', matter.tier, matter.division, [], hand.today);
  if (!desk) throw noDesk({ title: kind.title });
  const period = periodOf(kind, 'handle', matter.grade);
  const latest = latestOf(kind.longest, matter.found_at, calendar);
  const { due_at, note } = startClock(period, now, calendar, latest);
  const clock: NewClock = {
    id: newId(),
    division: matter.division,
    programme: matter.programme,
    matter_id: matter.id,
    stage: 'handle',
    round: 1,
    measure: period.measure,
    amount: period.amount,
    started_at: now,
    first_due_at: due_at,
    due_at,
    latest_at: latest,
    stopped_at: null,
    moved_why: null,
    pauses: [],
    note,
  };
  await insertClocks(tx, actor.city, [clock]);
  return {
    tier: desk.tier,
    holder_account_id: null,
    holder_title: null,
    holder_unit_id: desk.unit_id,
    handler_account_id: null,
    handler_title: null,
    handler_unit_id: desk.unit_id,
    handle_due_at: due_at,
    ...showClock(clock, now, calendar),
  };
}

/** 回头看: looked at again after closing. What has come back is opened anew, one grade up; a top grade one tier up. */
export const lookBack = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'look_back', actFacts.look_back.title, options, async (hand, input) => {
    const { tx, actor, deed, matter, now } = hand;
    const result = needed(input.result, 'result', '请选择是否反弹');
    if (result === 'yes') return { patch: { looked_back_on: hand.today }, words: `未反弹；${input.reason}` };
    const opened = await openMatter(tx, actor, deed, kind, {
      title: matter.title,
      detail: input.reason ?? '',
      grade: matter.grade,
      division: matter.division,
      place_id: matter.place_id,
      item_code: matter.item_code,
      found_on: civilDateAt(now),
      found_at: now,
      inspectors: [actor.account_id],
      basis: matter.basis,
      requirement: matter.requirement,
      photos: { before: [...input.before, ...input.photos] },
      relapse_of: matter.id,
    });
    return { patch: { looked_back_on: hand.today }, words: `反弹，已按${opened.grade}级重新立件 ${opened.number}；${input.reason}` };
  });
