/** 到点: every open matter has one next wake-up; here they are heard. Reminders, escalation, the end of a hold. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { log } from '../../platform/log.ts';
import { type Act, type Actor, act, type Deed, type Office, perform, readAs } from '../ledger/index.ts';
import { getCalendar } from '../reference/index.ts';
import type { WorkCalendar } from '../reference/rules.ts';
import { runHandlingOn } from './acts/clock.ts';
import { findDesk } from './acts/desks.ts';
import { nextMode } from './acts/modes.ts';
import { type MatterOptions, showClock, type Telling, toHandler, toHolder } from './acts/step.ts';
import { type MatterKind, tierAbove, tierTitles } from './kind.ts';
import { type Matter, updateMatter } from './queries/matters.ts';
import { insertSteps, type NewMatter } from './queries/rows.ts';
import { barredFromVerifying, dueWords, escalatesNow, leftWords, nextWake } from './rules.ts';

const batch = 200;

export interface Woken {
  woken: number;
  reminded: number;
  escalated: number;
  released: number;
}

interface Waking {
  tx: Tx;
  actor: Actor;
  deed: Deed;
  kind: MatterKind;
  options: MatterOptions;
  calendar: WorkCalendar;
  matter: Matter;
  now: Date;
}

const both = (...groups: { accounts: readonly string[]; units: readonly string[] }[]) => ({
  accounts: [...new Set(groups.flatMap((one) => one.accounts))],
  units: [...new Set(groups.flatMap((one) => one.units))],
});

/** What a wake-up does to one matter: what changes, what is written down, who is told. */
async function wakeOne(w: Waking): Promise<keyof Woken> {
  const { tx, actor, deed, kind, options, calendar, matter, now } = w;
  const step = async (title: string, words: string, clock_words: string) =>
    await insertSteps(tx, actor.city, [
      {
        id: newId(),
        division: matter.division,
        programme: matter.programme,
        matter_id: matter.id,
        at: now,
        verb: `${kind.programme}.matters.wake`,
        title,
        account_id: actor.account_id,
        account: actor.title,
        unit_name: '',
        words,
        clock_words,
        stage: matter.stage,
        files: [],
      },
    ]);
  const write = async (patch: Partial<NewMatter>) => {
    if ((await updateMatter(tx, actor.city, matter.id, matter.version, patch)) === undefined)
      throw new Error(`${matter.number} could not be woken`);
  };
  const tell = async (telling: Pick<Telling, 'why' | 'accounts' | 'units' | 'words'>) => {
    if (telling.accounts.length + telling.units.length === 0) return;
    await options.tell(tx, {
      ...telling,
      city: actor.city,
      programme: matter.programme,
      division: matter.division,
      matter: { id: matter.id, number: matter.number, title: matter.title, kind: matter.kind },
      at: now,
    });
  };

  if (matter.held_until !== null) {
    const running = await runHandlingOn(w, 'hold', matter.held_reason ?? '');
    await write({ held_until: null, held_reason: null, handle_due_at: running.due_at, ...showClock(running, now, calendar) });
    const left = leftWords(running.measure, running.due_at, now, calendar);
    await step('续表', '挂账期满，时钟继续', `${left}，期限 ${dueWords(running.measure, running.due_at)}`);
    await tell({ why: 'released', ...both(toHolder(matter), toHandler(matter)), words: `${matter.title}：挂账期满，时钟续走，${left}` });
    return 'released';
  }
  if (matter.outcome !== null && matter.due_at !== null) {
    // To be looked at again: it goes up to nobody, and is said each working day once it is late.
    const wake = nextWake(matter, now, calendar);
    await write({ wake_at: wake.at, wake_why: wake.why });
    const words = `${matter.title}：回头看${leftWords('days', matter.due_at, now, calendar)}`;
    await tell({ why: now > matter.due_at ? 'overdue' : 'look_back', ...toHolder(matter), words });
    return 'reminded';
  }
  if (matter.due_at === null || matter.measure === null) throw new Error(`${matter.number} is open without a clock`);
  const wake = nextWake(matter, now, calendar);
  const left = leftWords(matter.measure, matter.due_at, now, calendar);
  const late = now > matter.due_at;
  const rises = late && escalatesNow(matter.wake_why ?? 'overdue', matter.escalated_at, now, calendar);
  const above = rises ? tierAbove(kind, matter.tier) : null;
  // 三改: who did not put it right in time is guided, then supervised. What waits to be verified is not his to hurry.
  const next = rises && matter.stage !== 'verify' ? await nextMode({ ...w, today: deed.office.clock.today() }, '逾期未改') : null;
  const mode = next ? { mode: next.mode.key } : {};
  if (next) {
    await step(`转入${next.mode.title}`, '逾期未改', left);
  }
  const into = next ? `，转入${next.mode.title}` : '';
  if (above !== null) {
    const verifying = matter.stage === 'verify';
    const barred = verifying ? barredFromVerifying(matter) : [];
    const desk = await findDesk(
      tx,
      actor.city,
      kind,
      verifying ? 'verify' : 'handle',
      above,
      matter.division,
      barred,
      deed.office.clock.today(),
    );
    if (desk && desk.unit_id !== matter.holder_unit_id) {
      const patch = {
        ...mode,
        tier: desk.tier,
        holder_account_id: null,
        holder_title: null,
        holder_unit_id: desk.unit_id,
        escalated_at: now,
        escalations: matter.escalations + 1,
        wake_at: wake.at,
        wake_why: wake.why,
      };
      await write(patch);
      await step('逾期升级', `升至${tierTitles[desk.tier]}，持有人改为${desk.unit_name}`, left);
      const told = both(toHolder(matter), toHandler(matter), toHolder(patch));
      await tell({ why: 'escalated', ...told, words: `${matter.title}：${left}，升至${desk.unit_name}${into}` });
      return 'escalated';
    }
  }
  await write({ ...mode, wake_at: wake.at, wake_why: wake.why, ...(late && matter.escalated_at === null ? { escalated_at: now } : {}) });
  const told = both(toHolder(matter), matter.stage === 'handle' ? toHandler(matter) : { accounts: [], units: [] });
  if (next) await tell(next.tell);
  await tell({ why: late ? 'overdue' : 'near', ...told, words: `${matter.title}：${left}` });
  return 'reminded';
}

/** Wakes what is due, at most `limit` matters of a programme, or the one that is named. One act whatever their number. */
export const wakeMatters = (
  programme: string,
  kinds: readonly MatterKind[],
  options: MatterOptions,
): Act<{ limit: number; id?: string | undefined }, Woken> =>
  act(
    `${programme}.matters.wake`,
    '到期提醒与升级',
    z.object({ limit: z.int().min(1).max(1000), id: z.uuid().optional() }),
    async (tx, actor, input, deed) => {
      const calendar = await getCalendar(tx);
      const { rows } = await sql<Matter>`
        select m.* from matters.matters m
        where m.city = ${actor.city} and m.wake_at <= ${deed.at} and m.programme = ${programme} and m.kind = any (${kinds.map((k) => k.key)})
          ${input.id ? sql`and m.id = ${input.id}::uuid` : sql``}
        order by m.wake_at, m.id limit ${input.limit} for update skip locked`.execute(tx);
      const done: Woken = { woken: rows.length, reminded: 0, escalated: 0, released: 0 };
      for (const matter of rows) {
        const kind = kinds.find(({ key }) => key === matter.kind);
        if (kind) done[await wakeOne({ tx, actor, deed, kind, options, calendar, matter, now: deed.at })] += 1;
      }
      deed.about({ relation: 'matters.matters', division: actor.city });
      deed.says({ ...done });
      return done;
    },
  );

const dueIds = (office: Office, actor: Actor, programme: string, kinds: readonly MatterKind[], limit: number) =>
  readAs(office, actor, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select m.id from matters.matters m
      where m.city = ${actor.city} and m.wake_at <= ${office.clock.now()} and m.programme = ${programme} and m.kind = any (${kinds.map((k) => k.key)})
      order by m.wake_at, m.id limit ${limit}`.execute(tx);
    return rows.map(({ id }) => id);
  });

/**
 * Wakes everything that is due in a programme. One matter that cannot be woken does not keep the others asleep: it is logged, left for the
 * next time, and `doctor` names it.
 */
export async function wakeDue(
  office: Office,
  actor: Actor,
  programme: string,
  kinds: readonly MatterKind[],
  options: MatterOptions,
  signal?: AbortSignal,
): Promise<Woken> {
  const waking = wakeMatters(programme, kinds, options);
  const total: Woken = { woken: 0, reminded: 0, escalated: 0, released: 0 };
  const add = (done: Woken) => {
    for (const key of Object.keys(total) as (keyof Woken)[]) total[key] += done[key];
  };
  while (!signal?.aborted) {
    const ids = await dueIds(office, actor, programme, kinds, batch);
    if (ids.length === 0) break;
    try {
      const done = await perform(office, waking, actor, newId(), { limit: batch });
      add(done);
      if (done.woken === 0) break;
    } catch (error) {
      log.warn({ err: error, programme }, 'a batch of matters could not be woken; they are woken one by one');
      let woken = 0;
      for (const id of ids) {
        try {
          const done = await perform(office, waking, actor, newId(), { limit: 1, id });
          add(done);
          woken += done.woken;
        } catch (fault) {
          log.error({ err: fault, programme, matter: id }, 'a matter could not be woken');
        }
      }
      if (woken === 0) break;
    }
  }
  return total;
}

/** What waking did: 到点 12 件：提醒 9 件，升级 3 件. Undefined when nothing was due. */
export const wokenWords = ({ woken, reminded, escalated, released }: Woken): string | undefined =>
  woken === 0
    ? undefined
    : `到点 ${woken} 件：${[
        [reminded, '提醒'],
        [escalated, '逾期升级'],
        [released, '挂账期满'],
      ]
        .filter(([count]) => Number(count) > 0)
        .map(([count, what]) => `${what} ${count} 件`)
        .join('，')}`;
