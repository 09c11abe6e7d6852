/** 挂账, 解除挂账, 延期: the only ways in which a deadline moves, each by somebody other than the handler. */
import { civilDateAt } from '../../reference/rules.ts';
import type { MatterKind } from '../kind.ts';
import { refusals, wrongUntil } from '../problems.ts';
import { decideRequest, insertRequest, updateClock } from '../queries/matters.ts';
import { actFacts, dueWords, lastSecondOf, leftWords, monthDay, nextWake } from '../rules.ts';
import { handlingClock, pauseHandling, runHandlingOn } from './clock.ts';
import { type MatterOptions, matterAct, needed, showClock, toHandler, toHolder } from './step.ts';

/** 挂账: handling stands still until a day, not beyond the kind's longest. */
export const hold = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'hold', actFacts.hold.title, options, async (hand, input) => {
    const { matter, now, calendar } = hand;
    const until = needed(input.until, 'until', '请填写挂账到哪一天');
    const clock = await handlingClock(hand);
    const latest = clock.latest_at ? civilDateAt(clock.latest_at) : null;
    if (until <= hand.today) throw wrongUntil({ why: '挂账的最后一天须在今天以后' });
    if (latest && until > latest) throw wrongUntil({ why: `这类事项最迟到 ${monthDay(latest)}，挂账不能超过这一天` });
    await pauseHandling(hand, input.reason ?? '');
    const wake = nextWake({ measure: clock.measure, due_at: null, near_at: null, held_until: until }, now, calendar);
    return {
      patch: {
        held_until: until,
        held_reason: input.reason ?? '',
        due_at: null,
        near_at: null,
        wake_at: wake.at,
        wake_why: wake.why,
      },
      words: `挂账至 ${monthDay(until)}；${input.reason}`,
      clock_words: `承办钟停，${leftWords(clock.measure, clock.due_at, now, calendar)}`,
      tell: [{ why: 'held', ...toHandler(matter), words: `${matter.title}：挂账至 ${monthDay(until)}` }],
    };
  });

/** 解除挂账: runs on with what was left. */
export const release = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'release', actFacts.release.title, options, async (hand) => {
    const { matter, now, calendar } = hand;
    const running = await runHandlingOn(hand, 'hold', matter.held_reason ?? '');
    return {
      patch: { held_until: null, held_reason: null, handle_due_at: running.due_at, ...showClock(running, now, calendar) },
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
      tell: [{ why: 'extension_asked', ...toHolder(matter), words: `${matter.title}：申请延期到 ${monthDay(until)}，请决定` }],
    };
  });

/** 决定延期: by another person; a refusal leaves the deadline where it is. */
export const decideExtension = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'decide_extension', actFacts.decide_extension.title, options, async (hand, input) => {
    const { tx, actor, matter, request, now, calendar } = hand;
    if (!request) throw refusals.nothing_asked();
    const granted = needed(input.result, 'result', '请选择同意或不同意') === 'yes';
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
