/** 签收, 反馈, 核查, 退回重办: the way of a matter from its finding to its end. */
import { newId } from '../../../platform/ids.ts';
import { type MatterKind, periodOf } from '../kind.ts';
import { evidenceMissing, noDesk, noVerifier, refusals } from '../problems.ts';
import { currentClock } from '../queries/matters.ts';
import { insertClocks, type NewClock } from '../queries/rows.ts';
import { actFacts, barredFromVerifying, dueWords, latestOf, leftWords, mayNotVerify, missingEvidence, startClock } from '../rules.ts';
import { handlingClock, runHandlingOn } from './clock.ts';
import { findDesk } from './desks.ts';
import { nextMode } from './modes.ts';
import { receiver } from './passing.ts';
import { planSecondLook, secondLookWords } from './second-look.ts';
import { type Change, ended, type Hand, type MatterOptions, matterAct, needed, showClock, stopClock, toHandler } from './step.ts';

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
    const barred = [...new Set([actor.account_id, ...barredFromVerifying(matter)])];
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

/**
 * 核查: by neither who worked on it nor the only inspector. 合格 closes it (with the evidence that the kind asks for), 部分合格 names what
 * remains and gives it back for that, 不合格 gives it back whole.
 */
export const verify = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'verify', actFacts.verify.title, options, async (hand, input) => {
    const { tx, actor, matter, now } = hand;
    const barred = mayNotVerify(matter, actor.account_id);
    if (barred) throw barred === 'handler' ? refusals.handler_cannot_verify() : refusals.only_inspector_cannot_verify();
    const result = input.result ?? 'yes';
    if (result !== 'yes') return await refuse(hand, input.reason, result);
    const missing = missingEvidence(matter);
    if (missing.length > 0) throw evidenceMissing({ missing });
    await stopClock(tx, actor.city, matter, 'verify', now);
    const look = planSecondLook(hand);
    return {
      patch: { ...ended(now, hand.today), outcome: 'closed', verified_by: actor.account_id, remaining: null, ...look },
      title: '核查合格，销号',
      words: [input.reason ?? '核查合格', look ? secondLookWords(look) : ''].filter((words) => words !== '').join('；'),
      clock_words: '核查钟停，办结',
      tell: [
        { why: 'ended', ...toHandler(matter), words: `${matter.title}：核查合格，已销号` },
        ...(look
          ? [{ why: 'look_back' as const, accounts: [], units: [hand.unit.id], words: `${matter.title}：${secondLookWords(look)}` }]
          : []),
      ],
    };
  });

/** 退回重办: as verifying with 不合格. */
export const sendBack = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'send_back', actFacts.send_back.title, options, (hand, input) => refuse(hand, input.reason, 'no'));

/** Answers that were refused before the way of putting right goes up by one. 示例，可配置. */
const refusalsBeforeStep = 2;

/** Given back: the clock of handling runs on with what was left; it never starts again. Refused twice, the mode goes up by one. */
async function refuse(hand: Hand, given: string | undefined, result: 'part' | 'no'): Promise<Change> {
  const { tx, actor, matter, now, calendar } = hand;
  const reason = needed(given, 'reason', result === 'part' ? '请写明还剩什么没有整改' : '请写明原因');
  await stopClock(tx, actor.city, matter, 'verify', now);
  const sent_back = matter.sent_back + 1;
  const next = sent_back % refusalsBeforeStep === 0 ? await nextMode(hand, `${sent_back} 次核查未通过`) : null;
  const again = {
    answered_by: null,
    answered_at: null,
    stage: 'handle' as const,
    sent_back,
    escalated_at: null,
    remaining: result === 'part' ? reason : matter.remaining,
    ...(next ? { mode: next.mode.key } : {}),
  };
  const said = result === 'part' ? `部分合格；还剩：${reason}` : `不合格；${reason}`;
  const common = {
    title: result === 'part' ? '核查部分合格，退回' : '核查不合格，退回',
    words: next ? `${said}；转入${next.mode.title}` : said,
  };
  const clock = await currentClock(tx, actor.city, matter.id, 'handle');
  if (!clock)
    return {
      ...common,
      patch: { ...again, ...(await startHandling(hand)) },
      clock_words: '核查钟停，承办钟起',
      tell: next ? [next.tell] : [],
    };
  const running = await runHandlingOn(hand, 'sent_back', '核查');
  return {
    ...common,
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
      {
        why: 'sent_back',
        ...toHandler(matter),
        words: `${matter.title}：核查${result === 'part' ? '部分合格' : '不合格'}，退回重办（${reason}）`,
      },
      ...(next ? [next.tell] : []),
    ],
  };
}

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
