/** The life of one hazard of the demo, from its finding to where it stands now: its row, clocks and steps as the acts would have left them. */

import { type NewClock, type NewMatter, type NewRequest, type NewStep, secondLook } from '../../../core/matters/index.ts';
import { alwaysLookedBack, evidenceOf, type OpenStage, periodOf, type Stage } from '../../../core/matters/kind.ts';
import { dueWords, lastSecondOf, latestOf, leftWords, nearAt, nextWake, runOn, startClock } from '../../../core/matters/rules.ts';
import { addDays, addWorkdays, civilDateAt, type WorkCalendar } from '../../../core/reference/rules.ts';
import { newId } from '../../../platform/ids.ts';
import { hazard as kind } from '../matters.ts';
import type { Dice } from './dice.ts';
import { failures, answers as said } from './failures.ts';
import { type Desk, type Given, rowOf } from './found.ts';
import { NOW, type PlannedHazard } from './inspections.ts';
import { decided, hour, minutes, moment10, officeTime, type Person, undecided, verifiedAt } from './moments.ts';

export interface Life {
  matter: NewMatter;
  clocks: NewClock[];
  steps: NewStep[];
  requests: NewRequest[];
  /** Whether the matter has a photo of before and of after. */
  photos: { before: boolean; after: boolean };
}

export function lifeOf(hazard: PlannedHazard, desk: Desk, given: Given, calendar: WorkCalendar, chance: Dice): Life {
  const division = String(hazard.place.values.division);
  const { item, grade, found_at } = hazard;
  const owned = { division, programme: 'fire' };
  const matterId = hazard.id;
  const evidence = evidenceOf(kind, grade);
  const handling_desk = desk.department ?? desk.handler;
  const verifier = handling_desk.account_id === desk.town.account_id ? desk.county : desk.town;
  const lowest: NewMatter['tier'] = desk.handler.account_id === desk.town.account_id ? 'town' : 'grid';
  const clocks: NewClock[] = [];
  const steps: NewStep[] = [];
  const requests: NewRequest[] = [];
  const step = (at: Date, verb: string, title: string, who: Person, words: string, clock_words: string, stage: Stage): void => {
    steps.push({
      ...owned,
      id: newId(),
      matter_id: matterId,
      at,
      verb: verb === 'wake' ? 'fire.matters.wake' : `${kind.key}.${verb}`,
      title,
      account_id: who.account_id,
      account: who.title,
      unit_name: who.unit_name,
      words,
      clock_words,
      stage,
      files: [],
    });
  };
  const clock = (stage: OpenStage, started_at: Date, stopped_at: Date | null, round = 1): NewClock => {
    const period = periodOf(kind, stage, grade);
    const latest = stage === 'handle' ? latestOf(kind.longest, found_at, calendar) : null;
    const { due_at, note } = startClock(period, started_at, calendar, latest);
    const made: NewClock = {
      ...owned,
      id: newId(),
      matter_id: matterId,
      stage,
      round,
      measure: period.measure,
      amount: period.amount,
      started_at,
      first_due_at: due_at,
      due_at,
      latest_at: latest,
      stopped_at,
      moved_why: null,
      pauses: [],
      note,
    };
    clocks.push(made);
    return made;
  };

  const matter = rowOf(hazard, desk, given, lowest);
  const shows = (running: NewClock): void => {
    matter.measure = running.measure;
    matter.due_at = running.due_at;
    matter.near_at = nearAt({ measure: running.measure, amount: running.amount }, running.due_at, calendar);
    const wake = nextWake({ measure: running.measure, due_at: matter.due_at, near_at: matter.near_at, held_until: null }, NOW, calendar);
    matter.wake_at = wake.at;
    matter.wake_why = wake.why;
  };
  const ends = (outcome: 'closed' | 'penalty_suggested', at: Date): void => {
    Object.assign(matter, {
      stage: 'closed',
      outcome,
      closed_at: at,
      closed_on: civilDateAt(at),
      holder_account_id: null,
      holder_title: null,
      holder_unit_id: null,
    });
    Object.assign(matter, { due_at: null, near_at: null, wake_at: null, wake_why: null, measure: clocks.at(-1)?.measure ?? null });
  };
  const verified = (from: Date): Date => verifiedAt(from, calendar, chance);
  const close = (running: NewClock, by: Person, answeredAt: Date): void => {
    const at = verified(answeredAt);
    running.stopped_at = at;
    ends('closed', at);
    matter.verified_by = by.account_id;
    step(at, 'verify', '核查合格，销号', by, '核查合格', '核查钟停，办结', 'closed');
    planLook(at, by);
  };
  /** 回头看: every one of the lodging items within seven days, of the others one in ten within thirty; what is not due yet waits. */
  const planLook = (closedAt: Date, by: Person): void => {
    const listed = alwaysLookedBack(kind, item.code);
    if (!listed && !hazard.came_back && !chance.chance(0.1)) return;
    const days = listed ? 7 : 30;
    const on = addDays(civilDateAt(closedAt), days);
    matter.look_back_why = listed ? 'listed' : 'drawn';
    matter.look_back_on = on;
    if (hazard.came_back) {
      matter.looked_back_on = hazard.came_back.visit.on;
      return;
    }
    const day = addWorkdays(civilDateAt(closedAt), chance.between(1, listed ? 4 : 15), calendar).date;
    const at = new Date(`${day < on ? day : on}T${listed ? '16' : '10'}:${String(chance.between(10, 55))}:00+08:00`);
    if (at < NOW && at > closedAt && (lastSecondOf(on) < NOW || chance.chance(0.75))) {
      matter.looked_back_on = civilDateAt(at);
      step(at, 'look_back', '回头看', by, listed ? '未反弹；经营者在场，未见有人留宿' : '未反弹；现场查看，保持良好', '', 'closed');
      return;
    }
    const look = secondLook({ now: NOW, today: civilDateAt(closedAt), calendar }, matter.look_back_why, days, by.unit_id);
    Object.assign(matter, look);
  };

  if (hazard.fixed) {
    const by = desk.recorder.account_id === desk.town.account_id ? desk.county : desk.town;
    const running = clock('verify', found_at, null);
    Object.assign(matter, {
      stage: 'verify',
      tier: by === desk.town ? 'town' : 'county',
      holder_unit_id: by.unit_id,
      handler_account_id: desk.recorder.account_id,
      handler_title: desk.recorder.title,
      answered_by: desk.recorder.account_id,
      answered_at: found_at,
    });
    step(
      found_at,
      'open',
      kind.opening ?? '登记',
      desk.recorder,
      `${hazard.words}；当场整改`,
      `核查钟起，期限 ${dueWords(running.measure, running.due_at)}`,
      'verify',
    );
    if (hazard.closed) close(running, by, found_at);
    else shows(running);
    return withPhotos({
      matter,
      clocks,
      steps,
      requests,
      photos: { before: false, after: evidence !== 'none' || failures[item.code]?.scene !== undefined },
    });
  }

  const accepting = clock('accept', found_at, null);
  const handling = clock('handle', found_at, null);
  matter.handle_due_at = handling.due_at;
  step(
    found_at,
    'open',
    hazard.relapse_of ? '反弹，重新立件' : (kind.opening ?? '登记'),
    desk.recorder,
    hazard.words,
    `签收钟起；整改期限 ${dueWords(handling.measure, handling.due_at)}`,
    'accept',
  );
  const before = failures[item.code]?.scene !== undefined && item.code !== 'L03';
  const acceptedAt = minutes(
    found_at,
    Math.min(chance.between(8, 200), Math.max(3, Math.floor(((hazard.answered_at ?? NOW).getTime() - found_at.getTime()) / 60_000 / 2))),
  );
  if (desk.department) {
    const at = minutes(found_at, Math.max(1, Math.floor((acceptedAt.getTime() - found_at.getTime()) / 120_000)));
    matter.holder_unit_id = desk.department.unit_id;
    const words = `转给${desk.department.unit_name}；属该单位主管行业`;
    step(at, 'transfer', '转办', desk.town, words, '', 'accept');
  }
  const waits = hazard.answered_at === null && !hazard.penalty && NOW.getTime() - found_at.getTime() < 3.6 * hour && chance.chance(0.7);
  if (waits) {
    shows(accepting);
    return withPhotos({ matter, clocks, steps, requests, photos: { before, after: false } });
  }
  accepting.stopped_at = acceptedAt;
  const holder = handling_desk;
  Object.assign(matter, {
    stage: 'handle',
    holder_account_id: holder.account_id,
    holder_title: holder.title,
    holder_unit_id: holder.unit_id,
    handler_account_id: holder.account_id,
    handler_title: holder.title,
    handler_unit_id: holder.unit_id,
  });
  step(
    acceptedAt,
    'accept',
    '签收',
    holder,
    '',
    `签收钟停；承办${leftWords(handling.measure, handling.due_at, acceptedAt, calendar)}，期限 ${dueWords(handling.measure, handling.due_at)}`,
    'handle',
  );
  const escalate = (until: Date): void => {
    const at = new Date(handling.due_at.getTime() + 60_000);
    if (at >= until) return;
    const above = matter.tier === 'grid' ? desk.town : desk.county;
    matter.tier = matter.tier === 'grid' ? 'town' : 'county';
    Object.assign(matter, { holder_account_id: null, holder_title: null, holder_unit_id: above.unit_id, escalated_at: at, escalations: 1 });
    matter.mode = 'guided';
    step(at, 'wake', '转入指导整改', desk.system, '逾期未改', leftWords(handling.measure, handling.due_at, at, calendar), 'handle');
    const words = `升至${matter.tier === 'town' ? '镇街' : '县区'}，持有人改为${above.unit_name}`;
    step(at, 'wake', '逾期升级', desk.system, words, leftWords(handling.measure, handling.due_at, at, calendar), 'handle');
  };
  const answer = (at: Date): NewClock => {
    escalate(at);
    handling.stopped_at = at;
    const verifying = clock('verify', at, null, clocks.filter((one) => one.stage === 'verify').length + 1);
    Object.assign(matter, {
      stage: 'verify',
      tier: verifier === desk.town ? 'town' : 'county',
      answered_by: holder.account_id,
      answered_at: at,
      escalated_at: null,
      holder_account_id: null,
      holder_title: null,
      holder_unit_id: verifier.unit_id,
    });
    step(
      at,
      'answer',
      '反馈整改情况',
      holder,
      chance.pick(said[item.section] ?? ['已整改']),
      `承办钟停，${leftWords(handling.measure, handling.due_at, at, calendar)}；核查钟起，期限 ${dueWords(verifying.measure, verifying.due_at)}`,
      'verify',
    );
    return verifying;
  };

  const told = { ...owned, matter_id: matterId };
  const end = hazard.answered_at ?? NOW;
  /** 延期: asked before the deadline, decided by the county within hours, mostly granted. */
  const extend = (): void => {
    if (grade === 'A' || !handling.latest_at || !chance.chance(0.05)) return;
    const asked_at = officeTime(minutes(acceptedAt, chance.between(60, 60 * 24 * 2)), acceptedAt, calendar);
    const decided_at = minutes(asked_at, chance.between(40, 180));
    const wanted_due_at = lastSecondOf(addWorkdays(civilDateAt(handling.due_at), chance.between(2, 4), calendar).date);
    if (asked_at >= handling.due_at || decided_at >= end || wanted_due_at > handling.latest_at) return;
    const reason = chance.pick(['配件到货要等几天', '施工队排期在后', '房东外出，约定返回后施工']);
    const waits = hazard.answered_at === null && NOW.getTime() - asked_at.getTime() < 30 * hour && chance.chance(0.6);
    const granted = chance.chance(0.68);
    const until = dueWords(null, wanted_due_at);
    requests.push({
      ...told,
      id: newId(),
      kind: 'extension',
      reason,
      asked_by: holder.account_id,
      asked_title: holder.title,
      asked_at,
      due_at: handling.due_at,
      wanted_due_at,
      latest_at: handling.latest_at,
      ...(waits ? undecided : decided(desk.county, decided_at, granted, granted ? '情况属实' : '可先采取临时措施，按期整改')),
    });
    step(asked_at, 'ask_extension', '申请延期', holder, `申请延到 ${until}；${reason}`, '', 'handle');
    if (waits) return;
    if (!granted) {
      step(decided_at, 'decide_extension', '决定延期', desk.county, '不同意；可先采取临时措施，按期整改', '期限不变', 'handle');
      return;
    }
    const words = `期限 ${dueWords(handling.measure, handling.due_at)} 改 ${dueWords(handling.measure, wanted_due_at)}`;
    step(decided_at, 'decide_extension', '决定延期', desk.county, '同意；情况属实', words, 'handle');
    Object.assign(handling, { due_at: wanted_due_at, moved_why: 'extension' });
    matter.handle_due_at = wanted_due_at;
  };
  /** 核查未通过: answered once before and given back, wholly or for what remained; the clock of handling ran on. */
  const refuse = (share: number): void => {
    const room = end.getTime() - acceptedAt.getTime();
    if (room < 30 * hour || !chance.chance(share)) return;
    const first = officeTime(new Date(acceptedAt.getTime() + room * 0.3), acceptedAt, calendar);
    const back = officeTime(new Date(acceptedAt.getTime() + room * 0.62), first, calendar);
    if (first >= handling.due_at || back <= first || back >= end) return;
    answer(first);
    const verifying = clocks.at(-1);
    if (verifying) verifying.stopped_at = back;
    const due_at = runOn(handling, first, back, calendar);
    handling.pauses = [...handling.pauses, { from: first.toISOString(), until: back.toISOString(), reason: '核查' }];
    if (due_at > handling.due_at) Object.assign(handling, { due_at, moved_why: 'sent_back' });
    handling.stopped_at = null;
    const part = chance.chance(0.5);
    const words = part
      ? chance.pick(['二楼一处还没有整改', '后门内侧还堆有货物', '一处插座还没有更换'])
      : chance.pick(['现场与照片不符', '换上的灭火器压力不足', '清出后又搬回']);
    const left = `${leftWords(handling.measure, due_at, back, calendar)}，期限 ${dueWords(handling.measure, handling.due_at)}`;
    step(
      back,
      'verify',
      part ? '核查部分合格，退回' : '核查不合格，退回',
      verifier,
      part ? `部分合格；还剩：${words}` : `不合格；${words}`,
      `核查钟停；承办钟续走，${left}`,
      'handle',
    );
    Object.assign(matter, {
      stage: 'handle',
      tier: verifier === desk.town ? 'town' : 'county',
      handle_due_at: handling.due_at,
      sent_back: 1,
      remaining: part ? words : null,
      answered_by: null,
      answered_at: null,
      holder_account_id: holder.account_id,
      holder_title: holder.title,
      holder_unit_id: holder.unit_id,
    });
  };

  extend();
  refuse(hazard.closed ? 0.06 : 0.1);
  if (hazard.closed && hazard.answered_at) {
    matter.remaining = null;
    close(answer(hazard.answered_at), verifier, hazard.answered_at);
    return withPhotos({ matter, clocks, steps, requests, photos: { before, after: evidence !== 'none' || before } });
  }
  if (hazard.penalty) {
    escalate(NOW);
    const at = minutes(moment10(addWorkdays(civilDateAt(handling.due_at), 2, calendar).date), chance.between(0, 400));
    const by = at < NOW ? at : minutes(NOW, -90);
    handling.stopped_at = by;
    ends('penalty_suggested', by);
    step(by, 'suggest_penalty', '建议处罚', desk.county, '逾期未改，经催办仍不整改，建议依法处罚', '时钟停', 'closed');
    return withPhotos({ matter, clocks, steps, requests, photos: { before, after: false } });
  }
  const late = handling.due_at < NOW;
  const age = (NOW.getTime() - found_at.getTime()) / 86_400_000;
  const recent = minutes(NOW, -chance.between(30, 60 * 30));
  // An answer that nobody has looked at yet.
  if (age > 1.3 && recent > acceptedAt && chance.chance(late ? 0.2 : 0.24)) {
    shows(answer(officeTime(recent, acceptedAt, calendar)));
    return withPhotos({ matter, clocks, steps, requests, photos: { before, after: evidence !== 'none' || before } });
  }
  const heldUntil = addDays('2022-11-09', chance.between(2, 9));
  if (age > 4 && handling.latest_at && lastSecondOf(heldUntil) <= handling.latest_at && chance.chance(late ? 0.3 : 0.07)) {
    const limit = Math.min(handling.due_at.getTime(), NOW.getTime()) - hour;
    const at = officeTime(
      new Date(Math.max((steps.at(-1)?.at ?? acceptedAt).getTime() + 5 * 60_000, limit - chance.between(0, 12) * hour)),
      acceptedAt,
      calendar,
    );
    if (at < handling.due_at && at < NOW && at > (steps.at(-1)?.at ?? acceptedAt) && !requests.some((one) => one.decided_at === null)) {
      const reason = chance.pick(['业主外出，门店暂停营业', '等待专业队伍进场施工', '房东、租户责任有争议，正在协调']);
      handling.stopped_at = at;
      const asked_at = minutes(at, -chance.between(2, 4));
      requests.push({
        ...told,
        id: newId(),
        kind: 'hold',
        reason,
        asked_by: holder.account_id,
        asked_title: holder.title,
        asked_at,
        due_at: handling.due_at,
        wanted_due_at: lastSecondOf(heldUntil),
        latest_at: handling.latest_at,
        ...decided(desk.county, at, true, '情况属实'),
      });
      const until = dueWords(null, lastSecondOf(heldUntil));
      step(asked_at, 'ask_hold', '申请挂账', holder, `申请挂账至 ${until}；${reason}`, '时钟照走，等待决定', 'handle');
      handling.pauses = [...handling.pauses, { from: at.toISOString(), until: null, reason }];
      Object.assign(matter, { held_until: heldUntil, held_reason: reason, measure: handling.measure });
      const wake = nextWake({ measure: handling.measure, due_at: null, near_at: null, held_until: heldUntil }, NOW, calendar);
      Object.assign(matter, { wake_at: wake.at, wake_why: wake.why });
      step(
        at,
        'decide_hold',
        '决定挂账',
        desk.county,
        `同意挂账至 ${until}；情况属实`,
        `承办钟停，${leftWords(handling.measure, handling.due_at, at, calendar)}`,
        'handle',
      );
      return withPhotos({ matter, clocks, steps, requests, photos: { before, after: false } });
    }
  }
  escalate(NOW);
  shows(handling);
  if (late && age > 8 && chance.chance(0.3)) {
    const at = minutes(NOW, -chance.between(200, 60 * 24 * 2));
    if (at > handling.due_at) {
      matter.supervised = true;
      step(at, 'supervise', '督办', desk.county, '逾期未改，列入督办', '', 'handle');
      if (matter.mode === 'guided' && chance.chance(0.6)) {
        matter.mode = 'supervised';
        step(minutes(at, 4), 'step_up', '转入监督整改', desk.county, '指导后仍未整改，由督导组监督', '期限不变', 'handle');
      }
    }
  }
  return withPhotos({ matter, clocks, steps, requests, photos: { before, after: false } });
}

function withPhotos(life: Life): Life {
  life.matter.photos_before = life.photos.before ? 1 : 0;
  life.matter.photos_after = life.photos.after ? 1 : 0;
  return life;
}
