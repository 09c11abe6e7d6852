/** 挂账, 解除挂账, 延期: the only ways in which a deadline moves, each by somebody other than the handler. */
import { civilDateAt } from '../../reference/rules.ts';
import { type MatterKind, tierAbove } from '../kind.ts';
import { fieldMissing, refusals, wrongUntil } from '../problems.ts';
import { decideRequest, insertRequest, updateClock } from '../queries/matters.ts';
import { actFacts, dueWords, lastSecondOf, leftWords, monthDay, nextWake } from '../rules.ts';
import { handlingClock, pauseHandling, runHandlingOn } from './clock.ts';
import { findDesk } from './desks.ts';
import { type Hand, type MatterOptions, matterAct, needed, showClock, toHandler } from './step.ts';

/** 申请挂账: asked by whoever owes the answer, also when it is late; the clock runs until another person agrees. */
export const askHold = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'ask_hold', actFacts.ask_hold.title, options, async (hand, input) => {
    const { tx, actor, matter, now } = hand;
    const until = needed(input.until, 'until', '请填写挂账到哪一天');
    const clock = await handlingClock(hand);
    refuseUntil(hand, clock, until);
    await insertRequest(tx, actor.city, matter, {
      kind: 'hold',
      reason: needed(input.reason, 'reason', '请写明挂账原因'),
      asked_by: actor.account_id,
      asked_title: actor.title,
      asked_at: now,
      due_at: clock.due_at,
      wanted_due_at: lastSecondOf(until),
      latest_at: clock.latest_at ?? lastSecondOf(until),
    });
    return {
      words: `申请挂账至 ${monthDay(until)}；${input.reason}`,
      clock_words: '时钟照走，等待决定',
      tell: [{ why: 'hold_asked', ...(await deciders(hand)), words: `${matter.title}：申请挂账至 ${monthDay(until)}，请决定` }],
    };
  });

/** The desk that decides about a request: the next tier's above the one that holds the matter. */
async function deciders(hand: Hand): Promise<{ accounts: string[]; units: string[] }> {
  const above = tierAbove(hand.kind, hand.matter.tier) ?? hand.matter.tier;
  const barred = [hand.actor.account_id, ...(hand.matter.handler_account_id ? [hand.matter.handler_account_id] : [])];
  const desk = await findDesk(hand.tx, hand.actor.city, hand.kind, 'verify', above, hand.matter.division, barred, hand.today);
  return { accounts: [], units: desk ? [desk.unit_id] : [] };
}

function refuseUntil(hand: Hand, clock: { latest_at: Date | null }, until: string): void {
  const latest = clock.latest_at ? civilDateAt(clock.latest_at) : null;
  if (until <= hand.today) throw wrongUntil({ why: '挂账的最后一天须在今天以后' });
  if (latest && until > latest) throw wrongUntil({ why: `这类事项最迟到 ${monthDay(latest)}，挂账不能超过这一天` });
}

/** 决定挂账: by another person. Granted, handling stands still until the day asked for; refused, nothing moves. */
export const decideHold = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'decide_hold', actFacts.decide_hold.title, options, async (hand, input) => {
    const { tx, actor, matter, holdRequest: request, now, calendar } = hand;
    if (!request) throw refusals.no_hold_asked();
    const granted = yesOrNo(input.result);
    const until = civilDateAt(request.wanted_due_at);
    const clock = await handlingClock(hand);
    if (granted) refuseUntil(hand, clock, until);
    await decideRequest(tx, actor.city, request.id, {
      decided_by: actor.account_id,
      decided_title: actor.title,
      decided_at: now,
      granted,
      answer: input.reason ?? '',
    });
    const telling = {
      why: 'hold_decided' as const,
      accounts: [...new Set([request.asked_by, ...toHandler(matter).accounts])],
      units: toHandler(matter).units,
      words: `${matter.title}：${granted ? `同意挂账至 ${monthDay(until)}` : '不同意挂账，时钟照走'}`,
    };
    if (!granted) return { words: `不同意；${input.reason}`, clock_words: '时钟照走', tell: [telling] };
    await pauseHandling(hand, request.reason);
    const wake = nextWake({ measure: clock.measure, due_at: null, near_at: null, held_until: until }, now, calendar);
    return {
      patch: {
        held_until: until,
        held_reason: request.reason,
        due_at: null,
        near_at: null,
        wake_at: wake.at,
        wake_why: wake.why,
      },
      words: `同意挂账至 ${monthDay(until)}；${input.reason}`,
      clock_words: `承办钟停，${leftWords(clock.measure, clock.due_at, now, calendar)}`,
      tell: [telling],
    };
  });

const yesOrNo = (result: string | undefined): boolean => {
  const said = needed(result, 'result', '请选择同意或不同意');
  if (said !== 'yes' && said !== 'no') throw fieldMissing({ field: 'result', words: '请选择同意或不同意' });
  return said === 'yes';
};

/** 解除挂账: runs on with what was left. */
export const release = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'release', actFacts.release.title, options, async (hand, input) => {
    const { matter, now, calendar } = hand;
    const running = await runHandlingOn(hand, 'hold', matter.held_reason ?? '');
    return {
      patch: { held_until: null, held_reason: null, handle_due_at: running.due_at, ...showClock(running, now, calendar) },
      words: `提前解除；${input.reason}`,
      clock_words: `承办钟续走，${leftWords(running.measure, running.due_at, now, calendar)}，期限 ${dueWords(running.measure, running.due_at)}`,
      tell: [{ why: 'released', ...toHandler(matter), words: `${matter.title}：挂账解除，时钟续走` }],
    };
  });

/** 申请延期: once, before the deadline. */
export const askExtension = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'ask_extension', actFacts.ask_extension.title, options, async (hand, input) => {
    const { tx, actor, matter, now } = hand;
    const until = needed(input.until, 'until', '请填写延到哪一天');
    const clock = await handlingClock(hand);
    if (now > clock.due_at) throw refusals.deadline_passed();
    const wanted = lastSecondOf(until);
    const latest = clock.latest_at ?? wanted;
    if (wanted <= clock.due_at) throw wrongUntil({ why: `申请的日期须晚于现在的期限 ${dueWords(clock.measure, clock.due_at)}` });
    if (wanted > latest) throw wrongUntil({ why: `这类事项最迟到 ${monthDay(civilDateAt(latest))}，不能再晚` });
    await insertRequest(tx, actor.city, matter, {
      kind: 'extension',
      reason: needed(input.reason, 'reason', '请写明延期理由'),
      asked_by: actor.account_id,
      asked_title: actor.title,
      asked_at: now,
      due_at: clock.due_at,
      wanted_due_at: wanted,
      latest_at: latest,
    });
    return {
      words: `申请延到 ${monthDay(until)}；${input.reason}`,
      tell: [{ why: 'extension_asked', ...(await deciders(hand)), words: `${matter.title}：申请延期到 ${monthDay(until)}，请决定` }],
    };
  });

/** 决定延期: by another person; a refusal leaves the deadline where it is. */
export const decideExtension = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'decide_extension', actFacts.decide_extension.title, options, async (hand, input) => {
    const { tx, actor, matter, request, now, calendar } = hand;
    if (!request) throw refusals.nothing_asked();
    const granted = yesOrNo(input.result);
    await decideRequest(tx, actor.city, request.id, {
      decided_by: actor.account_id,
      decided_title: actor.title,
      decided_at: now,
      granted,
      answer: input.reason ?? '',
    });
    const clock = await handlingClock(hand);
    // A hold since then may have moved it further already.
    const due_at = granted && request.wanted_due_at > clock.due_at ? request.wanted_due_at : clock.due_at;
    if (due_at > clock.due_at) await updateClock(tx, actor.city, clock.id, { due_at, moved_why: 'extension' });
    const telling = {
      why: 'extension_decided' as const,
      accounts: [request.asked_by],
      units: [],
      words: `${matter.title}：${granted ? `同意延期到 ${dueWords(clock.measure, due_at)}` : '不同意延期'}`,
    };
    return {
      ...(due_at > clock.due_at ? { patch: { handle_due_at: due_at, ...showClock({ ...clock, due_at }, now, calendar) } } : {}),
      words: `${granted ? '同意' : '不同意'}；${input.reason}`,
      clock_words:
        due_at > clock.due_at ? `期限 ${dueWords(clock.measure, clock.due_at)} 改 ${dueWords(clock.measure, due_at)}` : '期限不变',
      tell: [telling],
    };
  });
