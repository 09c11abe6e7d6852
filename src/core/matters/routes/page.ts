/** One matter with everything that stands on its page. */
import type { z } from 'zod';
import type { Tx } from '../../../platform/db.ts';
import { findUnit } from '../../divisions/index.ts';
import { listAttached } from '../../files/index.ts';
import { type Actor, may, notFound, type Office } from '../../ledger/index.ts';
import { getCalendar } from '../../reference/index.ts';
import { addDays, civilDateAt, endOfDay } from '../../reference/rules.ts';
import { askerOf } from '../acts/step.ts';
import type { MatterActs } from '../acts.ts';
import { alwaysLookedBack, type MatterKind, modeAbove, modeOf, tierAbove } from '../kind.ts';
import {
  type Clock,
  countRelapses,
  findMatter,
  findPlaceOf,
  listByIds,
  listClocks,
  listRequests,
  listSteps,
  type Reading,
  standingOf,
} from '../queries.ts';
import { actFacts, actNames, clockWords, escalationWords, isHolder, leftWords, missingEvidence, refusalOf, wakeWords } from '../rules.ts';
import { type detail, takes } from './shapes.ts';

export interface Kinds {
  list: readonly MatterKind[];
  find: (key: string) => MatterKind | undefined;
  acts: (kind: MatterKind) => MatterActs;
}

const evidenceWords = { none: '不要求照片', after: '整改后照片', pair: '前后照片成对' } as const;

export async function readingOf(tx: Tx, office: Office, kinds: Kinds): Promise<Reading & { endOfToday: Date }> {
  return {
    now: office.clock.now(),
    calendar: await getCalendar(tx),
    kindOf: kinds.find,
    endOfToday: endOfDay(office.clock.today()),
  };
}

export const mineOf = (actor: Actor) => ({ account_id: actor.account_id, unit_ids: actor.posts.map((post) => post.unit_id) });

/** Days off and made up between the first start and the last deadline of the clocks, or today when that is later. */
function calendarOf(clocks: readonly Clock[], { now, calendar }: Reading): { holidays: string[]; makeups: string[] } {
  const moments = [now, ...clocks.flatMap((clock) => [clock.started_at, clock.due_at, ...(clock.stopped_at ? [clock.stopped_at] : [])])];
  const days = moments.map((at) => civilDateAt(at)).sort();
  const [from, to] = [days[0] ?? '', addDays(days.at(-1) ?? civilDateAt(now), 7)];
  const within = (set: ReadonlySet<string>) => [...set].filter((day) => day >= from && day <= to).sort();
  return { holidays: within(calendar.holidays), makeups: within(calendar.makeups) };
}

/** One matter with everything that stands on its page. */
export async function openFile(tx: Tx, actor: Actor, office: Office, kinds: Kinds, which: string): Promise<z.input<typeof detail>> {
  const m = await findMatter(tx, actor.city, which);
  const kind = m && kinds.find(m.kind);
  if (!m || !kind) throw notFound();
  const requests = await listRequests(tx, actor.city, m.id);
  const standing = standingOf(m, requests, kind);
  const asker = askerOf(actor, kind.programme);
  if (!may(actor, `${kind.key}.read`, m.division) && !isHolder(standing, asker)) throw notFound();
  const reading = await readingOf(tx, office, kinds);
  const [shown] = await listByIds(tx, actor.city, [m.id], reading);
  if (!shown) throw notFound();
  const clocks = await listClocks(tx, actor.city, m.id);
  const attached = (await listAttached(tx, actor.city, 'matters.matters', [m.id])).get(m.id) ?? [];
  const former = m.relapse_of ? await findMatter(tx, actor.city, m.relapse_of) : undefined;
  const missing = missingEvidence(m);
  const unit = m.handler_unit_id ?? null;
  const handlerUnit = unit ? await findUnit(tx, actor.city, unit) : undefined;
  const running = m.stage === 'closed' ? null : m.stage;
  // Whoever sees the matter and not its place is told where it is, and no more.
  const place = m.place_id && shown.place === null ? await findPlaceOf(tx, actor.city, m.id) : undefined;
  const held = actNames.filter(
    (name) => may(actor, `${kind.key}.${name}`, m.division) && refusalOf(name, standing, asker, reading.now) === null,
  );
  // Giving back is one of the results of verifying: the page asks for the result.
  const mayDo = held.filter((name) => name !== 'send_back' || !held.includes('verify'));
  return {
    matter: {
      ...shown,
      ...(place && m.place_id ? { place: { id: m.place_id, name: place.name, register: null } } : {}),
      address: place?.address ?? null,
      calendar: calendarOf(clocks, reading),
      modes: (kind.modes ?? []).map((mode) => ({ title: mode.title, by: mode.by, now: mode.key === modeOf(kind, m.mode)?.key })),
      remaining: m.remaining,
      detail: m.detail,
      requirement: m.requirement,
      measures: m.measures,
      basis: [...m.basis],
      item_code: m.item_code,
      grade_title: kind.grades.find(({ code }) => code === m.grade)?.title ?? m.grade,
      handler: m.handler_account_id || unit ? { title: m.handler_title, unit_name: handlerUnit?.name ?? '' } : null,
      visit_id: m.visit_id,
      clocks: clocks.map((clock) => ({
        stage: clock.stage,
        round: clock.round,
        title: { accept: '签收', handle: '整改', verify: '核查' }[clock.stage],
        measure: clock.measure,
        started_at: clock.started_at.toISOString(),
        due_at: clock.due_at.toISOString(),
        old_due_at: clock.due_at.getTime() === clock.first_due_at.getTime() ? null : clock.first_due_at.toISOString(),
        stopped_at: clock.stopped_at?.toISOString() ?? null,
        pauses: [...clock.pauses],
        words:
          clock.stopped_at !== null
            ? `已停，${leftWords(clock.measure, clock.due_at, clock.stopped_at, reading.calendar)}`
            : running === null
              ? '已办结'
              : clockWords({ ...clock, near_at: clock.due_at, held_until: null }, reading.now, reading.calendar).words,
        note: clock.note,
      })),
      evidence: {
        rule: `${evidenceWords[m.evidence]}；核查人非承办人、非唯一检查人`,
        basis: m.evidence === 'none' ? null : (kind.closing.photos?.basis ?? null),
        complete: missing.length === 0,
        missing,
      },
      photos: attached.map((one) => ({ id: one.id, role: one.role, taken_at: one.taken_at, note: one.note })),
      relapse_of: former ? { id: former.id, number: former.number } : null,
      relapses: await countRelapses(tx, actor.city, m.id),
      look_back_on: m.look_back_on,
      wake: m.wake_at && m.wake_why ? { at: m.wake_at.toISOString(), why: wakeWords[m.wake_why] } : null,
      escalates_to: running === null ? null : escalationWords(tierAbove(kind, m.tier)),
    },
    acts: mayDo.map((name) => ({
      verb: `${kind.key}.${name}`,
      name,
      title: name === 'step_up' ? `转入${modeAbove(kind, m.mode)?.title ?? ''}` : actFacts[name].title,
      words: actFacts[name].words,
      needs: actFacts[name].needs.filter((need) => need !== 'photos' || m.evidence !== 'none'),
      takes:
        name === 'look_back' && kind.look_back?.every?.night && alwaysLookedBack(kind, m.item_code)
          ? [...(takes[name] ?? []), 'consent' as const]
          : (takes[name] ?? []),
      primary: actFacts[name].primary,
    })),
    steps: (await listSteps(tx, actor.city, m.id)).map(({ verb: _verb, ...step }) => ({ ...step, at: step.at.toISOString() })),
    requests: requests.map((one) => ({
      id: one.id,
      kind: one.kind,
      until: one.wanted_due_at.toISOString(),
      reason: one.reason,
      by: one.asked_title,
      at: one.asked_at.toISOString(),
      decision:
        one.decided_at && one.decided_title
          ? { granted: one.granted === true, by: one.decided_title, at: one.decided_at.toISOString(), words: one.answer ?? '' }
          : null,
    })),
  };
}
