/**
 * The arithmetic of clocks 时钟, and who may do which act when. Pure: calendars and moments come in as values.
 *
 * A deadline named by a day is the last second of that day in Asia/Shanghai. Hours are clock hours; working days 工作日 and days 日 leave out
 * the day on which the period starts (see `reference/rules.ts`).
 */
import {
  addDays,
  addDaysRollingForward,
  addHours,
  addWorkdays,
  civilDateAt,
  daysBetween,
  endOfDay,
  isWorkday,
  type WorkCalendar,
  workdaysBetween,
} from '../reference/rules.ts';
import { type Measure, type OpenStage, type Period, type Stage, type Tier, tierTitles } from './kind.ts';

const second = 1000;
const hour = 3_600_000;

/** The last second of a civil date. */
export const lastSecondOf = (date: string): Date => new Date(endOfDay(date).getTime() - second);

/** The first instant of a civil date. */
const beginningOf = (date: string): Date => endOfDay(addDays(date, -1));

const earlier = (a: Date, b: Date | null): Date => (b !== null && b < a ? b : a);

export interface Started {
  due_at: Date;
  near_at: Date;
  /** 日历未发布 and the years, when a counted day lies in a year without a published calendar. */
  note: string | null;
}

/** Deadline of a period that starts at a moment, never after `latest`. */
export function startClock(period: Period, at: Date, calendar: WorkCalendar, latest: Date | null = null): Started {
  const day = civilDateAt(at);
  const counted =
    period.measure === 'hours'
      ? { due: addHours(at, period.amount), note: null }
      : ((found) => ({ due: lastSecondOf(found.date), note: found.note }))(
          period.measure === 'workdays' ? addWorkdays(day, period.amount, calendar) : addDaysRollingForward(day, period.amount, calendar),
        );
  const due_at = earlier(counted.due, latest);
  return { due_at, near_at: nearAt(period, due_at, calendar), note: counted.note };
}

/** The last moment to which handling may be moved: `longest` counted in plain days (or hours, or working days) from the day it was found. */
export function latestOf(longest: Period, foundAt: Date, calendar: WorkCalendar): Date {
  if (longest.measure === 'days') return lastSecondOf(addDays(civilDateAt(foundAt), longest.amount));
  return startClock(longest, foundAt, calendar).due_at;
}

/** From when a deadline is near 临期: the working day (or day) before it; of hours the last quarter, at least one hour. */
export function nearAt(period: Period, due: Date, calendar: WorkCalendar): Date {
  if (period.measure === 'hours') return new Date(due.getTime() - Math.max(hour, (period.amount * hour) / 4));
  const day = civilDateAt(due);
  return beginningOf(period.measure === 'workdays' ? addWorkdays(day, -1, calendar).date : addDays(day, -1));
}

/**
 * Deadline of a clock that stood still from `stopped` and runs on at `at`: what was left is left still. It never comes earlier than it
 * was, and never after `latest`.
 */
export function runOn(
  clock: { measure: Measure; due_at: Date; latest_at: Date | null },
  stopped: Date,
  at: Date,
  calendar: WorkCalendar,
): Date {
  const moved = (): Date => {
    if (clock.measure === 'hours') return new Date(clock.due_at.getTime() + Math.max(0, at.getTime() - stopped.getTime()));
    const [from, due, now] = [civilDateAt(stopped), civilDateAt(clock.due_at), civilDateAt(at)];
    if (clock.measure === 'workdays') return lastSecondOf(addWorkdays(now, workdaysBetween(from, due, calendar).days, calendar).date);
    return lastSecondOf(addDays(now, daysBetween(from, due)));
  };
  const due = moved();
  return earlier(due < clock.due_at ? clock.due_at : due, clock.latest_at);
}

export type ClockState = 'ok' | 'near' | 'over' | 'hold' | 'none';

export interface ClockFacts {
  /** Null when the matter ended. */
  measure: Measure | null;
  due_at: Date | null;
  near_at: Date | null;
  held_until: string | null;
}

/** 正常, 临期, 超期, 挂账, or none when it ended. */
export function clockState(clock: ClockFacts, now: Date): ClockState {
  if (clock.held_until !== null) return 'hold';
  if (clock.due_at === null || clock.near_at === null) return 'none';
  if (now > clock.due_at) return 'over';
  return now >= clock.near_at ? 'near' : 'ok';
}

/** 20 分钟, 25 小时; what is late by two days and more is easier read in days: 3 天 4 小时. */
function hoursWords(ms: number, late = false): string {
  if (ms < hour) return `${Math.max(1, Math.ceil(ms / 60_000))} 分钟`;
  const whole = Math.floor(ms / hour);
  if (!late || whole < 48) return `${whole} 小时`;
  return `${Math.floor(whole / 24)} 天${whole % 24 === 0 ? '' : ` ${whole % 24} 小时`}`;
}

/** 余 3 工作日, 今日到期, 余 4 小时, 超期 2 工作日, 挂账至 11月20日; 已办结 without a clock. */
export function clockWords(clock: ClockFacts, now: Date, calendar: WorkCalendar): { state: ClockState; words: string } {
  const state = clockState(clock, now);
  if (state === 'hold') return { state, words: `挂账至 ${monthDay(clock.held_until ?? '')}` };
  if (clock.due_at === null || clock.measure === null) return { state, words: '已办结' };
  return { state, words: leftWords(clock.measure, clock.due_at, now, calendar) };
}

/** How long there is to a deadline, or since: the words of a clock that runs. */
export function leftWords(measure: Measure, due: Date, now: Date, calendar: WorkCalendar): string {
  const ms = due.getTime() - now.getTime();
  if (measure === 'hours') return ms >= 0 ? `余 ${hoursWords(ms)}` : `超期 ${hoursWords(-ms, true)}`;
  const [today, day] = [civilDateAt(now), civilDateAt(due)];
  const [unit, count] = measure === 'workdays' ? ['工作日', workdaysBetween(today, day, calendar).days] : ['日', daysBetween(today, day)];
  if (ms >= 0) return today === day ? '今日到期' : count === 0 ? `余不足 1 ${unit}` : `余 ${count} ${unit}`;
  // Overdue since Friday, looked at on Sunday: no working day has passed.
  const since = measure === 'workdays' ? workdaysBetween(day, today, calendar).days : -count;
  return since === 0 ? `超期不足 1 ${unit}` : `超期 ${since} ${unit}`;
}

export const monthDay = (date: string): string => `${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`;

/** 11月14日, or with the time when a deadline is one of hours. */
export function dueWords(measure: Measure | null, due: Date): string {
  const local = new Date(due.getTime() + 8 * hour).toISOString();
  return measure === 'hours' ? `${monthDay(local.slice(0, 10))} ${local.slice(11, 16)}` : monthDay(local.slice(0, 10));
}

export type WakeWhy = 'near' | 'due' | 'overdue' | 'hold_ends';

export interface Wake {
  at: Date;
  why: WakeWhy;
}

/** Offices begin at 08:30 (the office's parameter for working hours does not move reminders). */
const morning = 8.5 * hour;

/** 08:30 of the first working day after a moment. */
export function nextMorning(now: Date, calendar: WorkCalendar): Date {
  let day = addDays(civilDateAt(now), 1);
  while (!isWorkday(day, calendar)) day = addDays(day, 1);
  return new Date(beginningOf(day).getTime() + morning);
}

/** When an open matter is looked at next without anybody's doing, and why: exactly one for each. */
export function nextWake(clock: ClockFacts, now: Date, calendar: WorkCalendar): Wake {
  if (clock.held_until !== null) return { at: endOfDay(clock.held_until), why: 'hold_ends' };
  if (clock.due_at === null || clock.near_at === null) throw new RangeError('an open matter has a deadline');
  if (now < clock.near_at) return { at: clock.near_at, why: 'near' };
  if (now <= clock.due_at) return { at: new Date(clock.due_at.getTime() + second), why: 'due' };
  return { at: nextMorning(now, calendar), why: 'overdue' };
}

export const wakeWords: Readonly<Record<WakeWhy, string>> = {
  near: '临期提醒',
  due: '到期',
  overdue: '超期提醒',
  hold_ends: '挂账期满，时钟续走',
};

/** Working days after which a matter that is still late goes up one tier more. 示例，可配置. */
export const escalateAgainAfter = 5;

/** Whether a wake-up for lateness escalates: at once when the deadline passes, then after every five working days. */
export function escalatesNow(why: WakeWhy, escalatedAt: Date | null, now: Date, calendar: WorkCalendar): boolean {
  // `near` is heard late when nobody was awake in between.
  if (why !== 'overdue' || escalatedAt === null) return why !== 'hold_ends';
  return workdaysBetween(civilDateAt(escalatedAt), civilDateAt(now), calendar).days >= escalateAgainAfter;
}

/** 若逾期，升至县区. */
export const escalationWords = (above: Tier | null): string =>
  above === null ? '已在最高一级，逾期每日提醒' : `若逾期，升至${tierTitles[above]}`;

/** Words and photos that are still missing before it may be closed; empty when the evidence is complete. */
export function missingEvidence(m: { evidence: 'none' | 'after' | 'pair'; photos_before: number; photos_after: number }): string[] {
  if (m.evidence === 'none') return [];
  return [...(m.evidence === 'pair' && m.photos_before === 0 ? ['缺整改前照片'] : []), ...(m.photos_after === 0 ? ['缺整改后照片'] : [])];
}

// ---------------------------------------------------------------- who may do which act when

export const actNames = [
  'accept',
  'answer',
  'verify',
  'send_back',
  'transfer',
  'return',
  'urge',
  'supervise',
  'step_up',
  'ask_hold',
  'decide_hold',
  'release',
  'ask_extension',
  'decide_extension',
  'note',
  'suggest_penalty',
  'withdraw',
  'look_back',
] as const;
export type ActName = (typeof actNames)[number];

export type Need = 'reason' | 'photos' | 'until' | 'person' | 'unit' | 'result';

/** What the office calls it, and what must be given with it. `words` says what will happen. */
export const actFacts: Readonly<Record<ActName, { title: string; words: string; needs: readonly Need[]; primary: boolean }>> = {
  accept: { title: '签收', words: '签收钟停，由您承办；也可指定承办人。', needs: [], primary: true },
  answer: { title: '反馈整改情况', words: '承办钟停，转另一人核查。', needs: ['reason', 'photos'], primary: true },
  verify: {
    title: '核查',
    words: '合格的销号，本件办结；部分合格的写明还剩什么，退回承办人，承办钟续走；不合格的退回重办。',
    needs: [],
    primary: true,
  },
  send_back: { title: '退回重办', words: '须写明原因。承办钟续走，不重计。', needs: ['reason'], primary: false },
  transfer: { title: '转办', words: '须写明原因。期限不变。', needs: ['person', 'reason'], primary: false },
  return: { title: '退回', words: '不属本单位的，写明原因退回上一级另行交办。只能退回一次，期限不变。', needs: ['reason'], primary: false },
  urge: { title: '催办', words: '提醒持有人，不动时钟。', needs: ['reason'], primary: false },
  supervise: { title: '督办', words: '列入督办单，通知持有人和承办人。', needs: ['reason'], primary: false },
  step_up: {
    title: '转入下一步整改',
    words: '须写明原因。整改方式上升一步，期限不变，双方都收到通知。',
    needs: ['reason'],
    primary: false,
  },
  ask_hold: {
    title: '申请挂账',
    words: '写明原因和挂到哪一天，由另一人决定。同意之前时钟照走。',
    needs: ['until', 'reason'],
    primary: false,
  },
  decide_hold: {
    title: '决定挂账',
    words: '同意的，时钟停走至所申请的日期，期满自动续走；不同意的，时钟照走。',
    needs: ['result', 'reason'],
    primary: true,
  },
  release: { title: '解除挂账', words: '须写明原因。时钟按余下的时间续走。', needs: ['reason'], primary: false },
  ask_extension: { title: '申请延期', words: '只能申请一次，到期前提出，由另一人决定。', needs: ['until', 'reason'], primary: false },
  decide_extension: {
    title: '决定延期',
    words: '同意的，期限改到所申请的日期；不同意的，期限不变。',
    needs: ['result', 'reason'],
    primary: true,
  },
  note: { title: '记一笔', words: '只添说明或附件，不动时钟。', needs: ['reason'], primary: false },
  suggest_penalty: { title: '建议处罚', words: '本件转有权机关处理，整改未完成。须写明理由和依据。', needs: ['reason'], primary: false },
  withdraw: { title: '撤销', words: '登记有误的，由另一人写明原因撤销。', needs: ['reason'], primary: false },
  look_back: { title: '回头看', words: '未反弹的记录在案；反弹的按高一等级重新立件。', needs: ['result', 'reason'], primary: true },
};

/** What the rules look at. Units are those in which the actor holds a post of the matter's programme. */
export interface Standing {
  stage: Stage;
  outcome: 'closed' | 'penalty_suggested' | 'withdrawn' | null;
  held_until: string | null;
  holder_account_id: string | null;
  holder_unit_id: string | null;
  handler_account_id: string | null;
  handler_unit_id: string | null;
  answered_by: string | null;
  opened_by: string;
  inspectors: readonly string[];
  supervised: boolean;
  returned: number;
  due_at: Date | null;
  looked_back_on: string | null;
  /** Everybody who ever handled it or answered for it. */
  worked_by: readonly string[] | null;
  /** Whether its kind has a mode above the present one. */
  may_step_up: boolean;
  /** Who asked for an extension, and whether it was decided; null when nobody asked. */
  request: { asked_by: string; decided: boolean } | null;
  /** Who asked for a hold that nobody has decided yet. */
  hold_request: { asked_by: string } | null;
}

export interface Asker {
  account_id: string;
  unit_ids: readonly string[];
  /** Sees only what these units hold or held. */
  held_only?: boolean;
}

/** Whether the matter waits for this person: held by him, or in the queue of one of his units. */
export const isHolder = (m: Standing, who: Asker): boolean =>
  m.holder_unit_id !== null &&
  (m.holder_account_id !== null ? m.holder_account_id === who.account_id : who.unit_ids.includes(m.holder_unit_id));

const isHandler = (m: Standing, who: Asker): boolean =>
  m.handler_account_id !== null
    ? m.handler_account_id === who.account_id
    : m.handler_unit_id !== null && who.unit_ids.includes(m.handler_unit_id);

/** Everybody who may not verify: who handles or ever handled it, who answered, the only inspector. */
export const barredFromVerifying = (m: Pick<Standing, 'handler_account_id' | 'answered_by' | 'worked_by' | 'inspectors'>): string[] => [
  ...new Set(
    [m.handler_account_id, m.answered_by, ...(m.worked_by ?? []), ...(m.inspectors.length === 1 ? m.inspectors : [])].filter(
      (one): one is string => typeof one === 'string',
    ),
  ),
];

/** Whether this person may not be the one who verifies: who handles or ever handled it, who answered, or the only inspector. */
export const mayNotVerify = (
  m: Pick<Standing, 'handler_account_id' | 'answered_by' | 'worked_by' | 'inspectors'>,
  account: string,
): 'handler' | 'only_inspector' | null => {
  if (account === m.handler_account_id || account === m.answered_by || m.worked_by?.includes(account)) return 'handler';
  return m.inspectors.length === 1 && m.inspectors[0] === account ? 'only_inspector' : null;
};

export type Refusal =
  | 'ended'
  | 'not_ended'
  | 'other_stage'
  | 'on_hold'
  | 'not_on_hold'
  | 'not_yours'
  | 'yours'
  | 'handler_cannot_verify'
  | 'only_inspector_cannot_verify'
  | 'handler_cannot_decide'
  | 'already_supervised'
  | 'already_returned'
  | 'asked_before'
  | 'deadline_passed'
  | 'nothing_asked'
  | 'hold_waits'
  | 'no_hold_asked'
  | 'top_mode'
  | 'asked_yourself'
  | 'looked_back';

const stagesOf: Partial<Readonly<Record<ActName, readonly OpenStage[]>>> = {
  accept: ['accept'],
  return: ['accept'],
  answer: ['handle'],
  step_up: ['accept', 'handle'],
  ask_hold: ['handle'],
  decide_hold: ['handle'],
  release: ['handle'],
  ask_extension: ['handle'],
  decide_extension: ['handle'],
  suggest_penalty: ['handle', 'verify'],
  verify: ['verify'],
  send_back: ['verify'],
};

/** Why a person who holds the verb may still not do this act now; null when he may. */
export function refusalOf(name: ActName, m: Standing, who: Asker, now: Date): Refusal | null {
  if (name === 'look_back') {
    if (m.outcome !== 'closed') return 'not_ended';
    if (m.looked_back_on !== null) return 'looked_back';
    return mayNotVerify(m, who.account_id) === 'handler' ? 'handler_cannot_verify' : null;
  }
  if (m.stage === 'closed') return 'ended';
  const stages = stagesOf[name];
  if (stages && !stages.includes(m.stage)) return 'other_stage';
  if (name === 'release') {
    if (m.held_until === null) return 'not_on_hold';
  } else if (m.held_until !== null && ['answer', 'ask_hold', 'decide_hold', 'ask_extension', 'decide_extension'].includes(name))
    return 'on_hold';
  switch (name) {
    case 'accept':
    case 'return':
      if (!isHolder(m, who)) return 'not_yours';
      return name === 'return' && m.returned > 0 ? 'already_returned' : null;
    case 'answer':
      return isHolder(m, who) || isHandler(m, who) ? null : 'not_yours';
    case 'ask_extension':
      if (!isHolder(m, who) && !isHandler(m, who)) return 'not_yours';
      if (m.request !== null) return 'asked_before';
      return m.due_at !== null && now > m.due_at ? 'deadline_passed' : null;
    case 'decide_extension':
      if (m.request === null || m.request.decided) return 'nothing_asked';
      if (m.request.asked_by === who.account_id) return 'asked_yourself';
      return m.handler_account_id === who.account_id ? 'handler_cannot_decide' : null;
    case 'ask_hold':
      if (!isHolder(m, who) && !isHandler(m, who)) return 'not_yours';
      return m.hold_request !== null ? 'hold_waits' : null;
    case 'decide_hold':
      if (m.hold_request === null) return 'no_hold_asked';
      if (m.hold_request.asked_by === who.account_id) return 'asked_yourself';
      return m.handler_account_id === who.account_id ? 'handler_cannot_decide' : null;
    case 'step_up':
      if (!m.may_step_up) return 'top_mode';
      return m.handler_account_id === who.account_id ? 'handler_cannot_decide' : null;
    case 'verify':
    case 'send_back': {
      const barred = mayNotVerify(m, who.account_id);
      if (barred !== null) return barred === 'handler' ? 'handler_cannot_verify' : 'only_inspector_cannot_verify';
      return isHolder(m, who) ? null : 'not_yours';
    }
    case 'urge':
      return m.holder_account_id === who.account_id ? 'yours' : null;
    case 'supervise':
      if (m.supervised) return 'already_supervised';
      return m.handler_account_id === who.account_id ? 'handler_cannot_decide' : null;
    case 'release':
    case 'suggest_penalty':
      return m.handler_account_id === who.account_id || m.answered_by === who.account_id ? 'handler_cannot_decide' : null;
    case 'withdraw':
      return m.handler_account_id === who.account_id || m.opened_by === who.account_id ? 'handler_cannot_decide' : null;
    case 'transfer':
      // A department that once held it still reads it: what has gone on to others is not its to take back.
      if (who.held_only && !(m.holder_unit_id !== null && who.unit_ids.includes(m.holder_unit_id))) return 'not_yours';
      // Whoever worked on it does not choose from outside who verifies him; at the desk where it waits he passes it on.
      return m.stage === 'verify' && mayNotVerify(m, who.account_id) === 'handler' && !isHolder(m, who) ? 'handler_cannot_decide' : null;
    case 'note':
      return null;
  }
}
