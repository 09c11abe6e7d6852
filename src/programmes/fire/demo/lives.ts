/** The life of one hazard of the demo, from its finding to where it stands now: its row, clocks and steps as the acts would have left them. */

import type { NewClock, NewMatter, NewStep } from '../../../core/matters/index.ts';
import { evidenceOf, type OpenStage, periodOf, relapseOf, type Stage } from '../../../core/matters/kind.ts';
import { dueWords, lastSecondOf, latestOf, leftWords, nearAt, nextMorning, nextWake, startClock } from '../../../core/matters/rules.ts';
import { addDays, addWorkdays, civilDateAt, isWorkday, type WorkCalendar } from '../../../core/reference/rules.ts';
import { newId } from '../../../platform/ids.ts';
import { hazard as kind } from '../matters.ts';
import type { Dice } from './dice.ts';
import { failures, answers as said } from './failures.ts';
import { NOW, type PlannedHazard } from './inspections.ts';

/** Somebody of the demo who acts. */
export interface Person {
  account_id: string;
  title: string;
  unit_id: string;
  unit_name: string;
}

/** Who works on hazards of a place. */
export interface Desk {
  /** Who recorded the visit. */
  recorder: Person;
  /** Who holds the queue nearest to the ground, and who stands above. */
  handler: Person;
  town: Person;
  county: Person;
  system: Person;
}

export interface Life {
  matter: NewMatter;
  clocks: NewClock[];
  steps: NewStep[];
  /** Whether the matter has a photo of before and of after. */
  photos: { before: boolean; after: boolean };
}

const hour = 3_600_000;
const minutes = (at: Date, count: number): Date => new Date(at.getTime() + count * 60_000);

export function lifeOf(
  hazard: PlannedHazard,
  desk: Desk,
  given: {
    number: string;
    basis: { title: string; article: string }[];
    inspectors: string[];
    former: { id: string; tier: NewMatter['tier'] } | null;
  },
  calendar: WorkCalendar,
  chance: Dice,
): Life {
  const division = String(hazard.place.values.division);
  const { item, grade, found_at } = hazard;
  const owned = { division, programme: 'fire' };
  const matterId = hazard.id;
  const evidence = evidenceOf(kind, grade);
  const verifier = desk.handler.account_id === desk.town.account_id ? desk.county : desk.town;
  const lowest: NewMatter['tier'] = desk.handler.account_id === desk.town.account_id ? 'town' : 'grid';
  const clocks: NewClock[] = [];
  const steps: NewStep[] = [];
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
  const clock = (stage: OpenStage, started_at: Date, stopped_at: Date | null): NewClock => {
    const period = periodOf(kind, stage, grade);
    const latest = stage === 'handle' ? latestOf(kind.longest, found_at, calendar) : null;
    const { due_at, note } = startClock(period, started_at, calendar, latest);
    const made: NewClock = {
      ...owned,
      id: newId(),
      matter_id: matterId,
      stage,
      round: 1,
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

  const matter: NewMatter = {
    ...owned,
    id: matterId,
    kind: kind.key,
    number: given.number,
    title: `${String(hazard.place.values.name)}：${hazard.words}`,
    detail: hazard.words,
    grade,
    item_code: item.code,
    basis: given.basis,
    requirement: `${hazard.visit.kind === 'patrol' ? '建议：' : ''}${item.requirement}`,
    measures: item.urgent && !hazard.fixed ? (failures[item.code]?.measures ?? '专人看守，配齐灭火器') : null,
    place_id: hazard.place.id,
    visit_id: hazard.visit.id,
    found_on: hazard.visit.on,
    found_at,
    opened_by: desk.recorder.account_id,
    inspectors: given.inspectors,
    fixed_on_spot: hazard.fixed,
    stage: 'accept',
    outcome: null,
    tier: given.former ? relapseOf(kind, hazard.relapse_of?.grade ?? grade, given.former.tier).tier : lowest,
    holder_account_id: null,
    holder_title: null,
    holder_unit_id: desk.handler.unit_id,
    handler_account_id: null,
    handler_title: null,
    handler_unit_id: null,
    answered_by: null,
    answered_at: null,
    verified_by: null,
    closed_at: null,
    closed_on: null,
    due_at: null,
    near_at: null,
    measure: null,
    handle_due_at: null,
    held_until: null,
    held_reason: null,
    supervised: false,
    escalated_at: null,
    escalations: 0,
    sent_back: 0,
    returned: 0,
    evidence,
    photos_before: 0,
    photos_after: 0,
    relapse_of: given.former?.id ?? null,
    look_back_on: null,
    looked_back_on: null,
    wake_at: null,
    wake_why: null,
  };
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
    step(at, 'verify', '核查通过，销号', by, '核查通过', '核查钟停，办结', 'closed');
    if (hazard.came_back) {
      matter.look_back_on = addDays(civilDateAt(at), 30);
      matter.looked_back_on = hazard.came_back.visit.on;
    } else if (chance.chance(0.1)) matter.look_back_on = addDays(civilDateAt(at), 30);
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
  const waits = hazard.answered_at === null && !hazard.penalty && NOW.getTime() - found_at.getTime() < 3.6 * hour && chance.chance(0.7);
  if (waits) {
    shows(accepting);
    return withPhotos({ matter, clocks, steps, photos: { before, after: false } });
  }
  accepting.stopped_at = acceptedAt;
  const holder = desk.handler;
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
    const words = `升至${matter.tier === 'town' ? '镇街' : '县区'}，持有人改为${above.unit_name}`;
    step(at, 'wake', '逾期升级', desk.system, words, leftWords(handling.measure, handling.due_at, at, calendar), 'handle');
  };
  const answer = (at: Date): NewClock => {
    escalate(at);
    handling.stopped_at = at;
    const verifying = clock('verify', at, null);
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

  if (hazard.closed && hazard.answered_at) {
    close(answer(hazard.answered_at), verifier, hazard.answered_at);
    return withPhotos({ matter, clocks, steps, photos: { before, after: evidence !== 'none' || before } });
  }
  if (hazard.penalty) {
    escalate(NOW);
    const at = minutes(moment10(addWorkdays(civilDateAt(handling.due_at), 2, calendar).date), chance.between(0, 400));
    const by = at < NOW ? at : minutes(NOW, -90);
    handling.stopped_at = by;
    ends('penalty_suggested', by);
    step(by, 'suggest_penalty', '建议处罚', desk.county, '逾期未改，经催办仍不整改，建议依法处罚', '时钟停', 'closed');
    return withPhotos({ matter, clocks, steps, photos: { before, after: false } });
  }
  const late = handling.due_at < NOW;
  const age = (NOW.getTime() - found_at.getTime()) / 86_400_000;
  const recent = minutes(NOW, -chance.between(30, 60 * 30));
  // An answer that nobody has looked at yet.
  if (age > 1.3 && recent > acceptedAt && chance.chance(late ? 0.2 : 0.24)) {
    shows(answer(officeTime(recent, acceptedAt, calendar)));
    return withPhotos({ matter, clocks, steps, photos: { before, after: evidence !== 'none' || before } });
  }
  const heldUntil = addDays('2022-11-09', chance.between(2, 9));
  if (age > 4 && handling.latest_at && lastSecondOf(heldUntil) <= handling.latest_at && chance.chance(late ? 0.3 : 0.07)) {
    const limit = Math.min(handling.due_at.getTime(), NOW.getTime()) - hour;
    const at = officeTime(
      new Date(Math.max(acceptedAt.getTime() + 5 * 60_000, limit - chance.between(0, 12) * hour)),
      acceptedAt,
      calendar,
    );
    if (at < handling.due_at && at < NOW) {
      const reason = chance.pick(['业主外出，门店暂停营业', '等待专业队伍进场施工', '房东、租户责任有争议，正在协调']);
      handling.stopped_at = at;
      handling.pauses = [{ from: at.toISOString(), until: null, reason }];
      Object.assign(matter, { held_until: heldUntil, held_reason: reason, measure: handling.measure });
      const wake = nextWake({ measure: handling.measure, due_at: null, near_at: null, held_until: heldUntil }, NOW, calendar);
      Object.assign(matter, { wake_at: wake.at, wake_why: wake.why });
      step(
        at,
        'hold',
        '挂账',
        desk.county,
        `挂账至 ${dueWords(null, lastSecondOf(heldUntil))}；${reason}`,
        `承办钟停，${leftWords(handling.measure, handling.due_at, at, calendar)}`,
        'handle',
      );
      return withPhotos({ matter, clocks, steps, photos: { before, after: false } });
    }
  }
  escalate(NOW);
  shows(handling);
  if (late && age > 8 && chance.chance(0.3)) {
    const at = minutes(NOW, -chance.between(200, 60 * 24 * 2));
    if (at > handling.due_at) {
      matter.supervised = true;
      step(at, 'supervise', '督办', desk.county, '逾期未改，列入督办', '', 'handle');
    }
  }
  return withPhotos({ matter, clocks, steps, photos: { before, after: false } });
}

const moment10 = (date: string): Date => new Date(`${date}T09:00:00+08:00`);

/** A moment in office hours at or before one, and after another. */
function officeTime(at: Date, after: Date, calendar: WorkCalendar): Date {
  let day = civilDateAt(at);
  while (!isWorkday(day, calendar)) day = addDays(day, -1);
  const clockHours = new Date(at.getTime() + 8 * hour).getUTCHours();
  const same = day === civilDateAt(at) && clockHours >= 8 && clockHours < 18;
  const found = same ? at : new Date(`${day}T${clockHours < 8 ? '08' : '16'}:${String(at.getUTCMinutes()).padStart(2, '0')}:00+08:00`);
  return found > after && found < NOW ? found : minutes(after, 7);
}

/** Within three working days after the answer, mostly sooner; not later than a few minutes ago. */
function verifiedAt(from: Date, calendar: WorkCalendar, chance: Dice): Date {
  const latest = new Date(NOW.getTime() - chance.between(2, 12) * 60_000);
  const same = minutes(from, chance.between(18, 46));
  const later = minutes(nextMorning(new Date(from.getTime() + chance.between(0, 1) * 24 * hour), calendar), chance.between(5, 500));
  const at = chance.chance(0.35) ? same : later;
  return at < latest ? at : same < latest ? same : latest;
}

function withPhotos(life: Life): Life {
  life.matter.photos_before = life.photos.before ? 1 : 0;
  life.matter.photos_after = life.photos.after ? 1 : 0;
  return life;
}
