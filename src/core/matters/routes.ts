/** 待办, the list, one matter as a file, and the acts on it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v5 } from 'uuid';
import { z } from 'zod';
import type { Tx } from '../../platform/db.ts';
import { Problem } from '../../platform/problem.ts';
import { findUnit } from '../divisions/index.ts';
import { listAttached } from '../files/index.ts';
import {
  type Actor,
  actId,
  covers,
  divisionsFor,
  may,
  notFound,
  type Office,
  perform,
  type Route,
  raw,
  read,
  readAs,
  staleVersion,
} from '../ledger/index.ts';
import { getCalendar } from '../reference/index.ts';
import { endOfDay } from '../reference/rules.ts';
import { listReceivers } from './acts/desks.ts';
import { askerOf, type MatterOptions } from './acts/step.ts';
import type { MatterActs } from './acts.ts';
import { type MatterKind, tierAbove } from './kind.ts';
import { badCursor, unknownAct } from './problems.ts';
import {
  countRelapses,
  countWaiting,
  findMatter,
  listByIds,
  listClocks,
  listDone,
  listMatters,
  listRequests,
  listSteps,
  listWaiting,
  type Reading,
  standingOf,
} from './queries.ts';
import { actFacts, actNames, clockWords, escalationWords, isHolder, leftWords, missingEvidence, refusalOf, wakeWords } from './rules.ts';

export interface Kinds {
  list: readonly MatterKind[];
  find: (key: string) => MatterKind | undefined;
  acts: (kind: MatterKind) => MatterActs;
}

const row = z.object({
  id: z.string(),
  number: z.string(),
  kind: z.string(),
  kind_title: z.string(),
  programme: z.string(),
  title: z.string(),
  grade: z.string(),
  stage: z.enum(['accept', 'handle', 'verify', 'closed']),
  stage_title: z.string(),
  outcome: z.enum(['closed', 'penalty_suggested', 'withdrawn']).nullable(),
  division: z.string(),
  division_name: z.string(),
  place: z.object({ id: z.string(), name: z.string(), register: z.string().nullable() }).nullable(),
  holder: z.object({ title: z.string().nullable(), unit_name: z.string() }).nullable(),
  found_on: z.string(),
  due_at: z.string().nullable(),
  clock: z.object({ state: z.enum(['ok', 'near', 'over', 'hold', 'none']), words: z.string() }),
  supervised: z.boolean(),
  version: z.int(),
});

const file = z.object({ id: z.string(), role: z.string() });
const limit = z.coerce.number().int().min(1).max(200).default(50);
const flag = z.enum(['true', 'false']).optional();
const id = z.object({ id: z.uuid({ error: '编号格式不对' }) });

const detail = z.object({
  matter: row.extend({
    detail: z.string(),
    requirement: z.string(),
    measures: z.string().nullable(),
    basis: z.array(z.object({ title: z.string(), article: z.string() })),
    item_code: z.string().nullable(),
    grade_title: z.string(),
    handler: z.object({ title: z.string().nullable(), unit_name: z.string() }).nullable(),
    visit_id: z.string().nullable(),
    clocks: z.array(
      z.object({
        stage: z.string(),
        title: z.string(),
        measure: z.string(),
        started_at: z.string(),
        due_at: z.string(),
        old_due_at: z.string().nullable(),
        stopped_at: z.string().nullable(),
        pauses: z.array(z.object({ from: z.string(), until: z.string().nullable(), reason: z.string() })),
        words: z.string(),
        note: z.string().nullable(),
      }),
    ),
    evidence: z.object({ rule: z.string(), basis: z.string().nullable(), complete: z.boolean(), missing: z.array(z.string()) }),
    photos: z.array(file.extend({ taken_at: z.string().nullable(), note: z.string().nullable() })),
    relapse_of: z.object({ id: z.string(), number: z.string() }).nullable(),
    relapses: z.int(),
    look_back_on: z.string().nullable(),
    wake: z.object({ at: z.string(), why: z.string() }).nullable(),
    escalates_to: z.string().nullable(),
  }),
  acts: z.array(
    z.object({
      verb: z.string(),
      name: z.string(),
      title: z.string(),
      words: z.string(),
      /** What must be given. */
      needs: z.array(z.enum(['reason', 'photos', 'until', 'person', 'unit', 'result'])),
      /** What may be given beside it. */
      takes: z.array(z.enum(['reason', 'photos', 'person', 'unit', 'proof'])),
      primary: z.boolean(),
    }),
  ),
  steps: z.array(
    z.object({
      act_id: z.string(),
      seal_no: z.number().nullable(),
      at: z.string(),
      account: z.string(),
      unit_name: z.string(),
      title: z.string(),
      words: z.string(),
      files: z.array(file),
      clock_words: z.string(),
    }),
  ),
  requests: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      until: z.string(),
      reason: z.string(),
      by: z.string(),
      at: z.string(),
      decision: z.object({ granted: z.boolean(), by: z.string(), at: z.string(), words: z.string() }).nullable(),
    }),
  ),
});

/** What may be given with an act beside what must. */
const takes: Partial<Record<string, ('reason' | 'photos' | 'person' | 'unit' | 'proof')[]>> = {
  accept: ['person', 'reason'],
  answer: ['photos'],
  verify: ['reason', 'photos'],
  transfer: ['unit'],
  note: ['photos', 'proof'],
  ask_extension: ['proof'],
  look_back: ['photos'],
};

const evidenceWords = { none: '不要求照片', after: '整改后照片', pair: '前后照片成对' } as const;

async function readingOf(tx: Tx, office: Office, kinds: Kinds): Promise<Reading & { endOfToday: Date }> {
  return {
    now: office.clock.now(),
    calendar: await getCalendar(tx),
    kindOf: kinds.find,
    endOfToday: endOfDay(office.clock.today()),
  };
}

const mineOf = (actor: Actor) => ({ account_id: actor.account_id, unit_ids: actor.posts.map((post) => post.unit_id) });

/** One matter with everything that stands on its page. */
async function openFile(tx: Tx, actor: Actor, office: Office, kinds: Kinds, which: string): Promise<z.input<typeof detail>> {
  const m = await findMatter(tx, actor.city, which);
  const kind = m && kinds.find(m.kind);
  if (!m || !kind) throw notFound();
  const requests = await listRequests(tx, actor.city, m.id);
  const standing = standingOf(m, requests[0]);
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
  return {
    matter: {
      ...shown,
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
    acts: actNames
      .filter((name) => may(actor, `${kind.key}.${name}`, m.division) && refusalOf(name, standing, asker, reading.now) === null)
      .map((name) => ({
        verb: `${kind.key}.${name}`,
        name,
        title: actFacts[name].title,
        words: actFacts[name].words,
        needs: actFacts[name].needs.filter((need) => need !== 'photos' || m.evidence !== 'none'),
        takes: takes[name] ?? [],
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

/** Does one act on one matter; the kind is found first, under the actor's own scopes. */
async function doAct(office: Office, actor: Actor, kinds: Kinds, name: string, key: string, input: { id: string }) {
  const found = await readAs(office, actor, (tx) => findMatter(tx, actor.city, input.id));
  const kind = found && kinds.find(found.kind);
  if (!kind) throw notFound();
  const acts = kinds.acts(kind);
  const todo = Object.hasOwn(acts, name) ? acts[name as keyof MatterActs] : undefined;
  if (!todo) throw unknownAct({ name });
  return await perform(office, todo, actor, key, input);
}

const acted = z.object({ id: z.string(), version: z.int(), stage: z.string() });
const given = z.record(z.string(), z.unknown());

export function matterRoutes(kinds: Kinds, options: MatterOptions): Route[] {
  return [
    read({
      path: '/api/todo',
      operation: 'matters.todo.list',
      title: '待办、已办、办结',
      verb: null,
      query: z.object({
        tab: z.enum(['mine', 'done', 'closed']).default('mine'),
        programme: z.string().optional(),
        after: z.string().optional(),
        limit,
      }),
      answer: z.object({
        items: z.array(row),
        counts: z.object({ over: z.int(), today: z.int(), near: z.int(), ok: z.int(), hold: z.int() }),
        next: z.string().nullable(),
      }),
      problems: [badCursor] as never,
      run: async ({ tx, actor, office, query }) => {
        const reading = await readingOf(tx, office, kinds);
        const mine = mineOf(actor);
        const page =
          query.tab === 'mine'
            ? await listWaiting(tx, actor.city, mine, query, reading)
            : await listDone(tx, actor.city, mine, { ...query, ended: query.tab === 'closed' }, reading);
        return { ...page, counts: await countWaiting(tx, actor.city, mine, query.programme, reading.now, reading.endOfToday) };
      },
    }),
    read({
      path: '/api/matters',
      operation: 'matters.matter.list',
      title: '事项列表',
      verb: null,
      query: z.object({
        programme: z.string().optional(),
        kind: z.string().optional(),
        division: z
          .string()
          .regex(/^\d{4,15}$/, '区划代码格式不对')
          .optional(),
        stage: z.string().optional(),
        clock: z.enum(['over', 'today', 'near', 'ok', 'hold']).optional(),
        grade: z.string().optional(),
        q: z.string().max(100).optional(),
        place: z.uuid().optional(),
        visit: z.uuid().optional(),
        look_back: flag,
        supervised: flag,
        after: z.string().optional(),
        limit,
      }),
      answer: z.object({
        items: z.array(row),
        next: z.string().nullable(),
        count: z.object({ value: z.int(), exact: z.boolean() }),
        cutoff: z.string(),
      }),
      problems: [badCursor] as never,
      run: async ({ tx, actor, office, query }) => {
        const reading = await readingOf(tx, office, kinds);
        const readable = kinds.list
          .filter((kind) => (!query.kind || kind.key === query.kind) && (!query.programme || kind.programme === query.programme))
          .map((kind) => ({ kind: kind.key, divisions: divisionsFor(actor, `${kind.key}.read`) }));
        const found = await listMatters(
          tx,
          actor.city,
          { ...query, readable, look_back: query.look_back === 'true', supervised: query.supervised === 'true' },
          reading,
          reading.endOfToday,
        );
        return { ...found, cutoff: reading.now.toISOString() };
      },
    }),
    read({
      path: '/api/matters/people',
      operation: 'matters.people.list',
      title: '可以接收事项的人',
      verb: null,
      query: z.object({
        kind: z.string(),
        act: z.enum(['accept', 'answer', 'verify']).default('answer'),
        division: z.string().regex(/^\d{4,15}$/, '区划代码格式不对'),
      }),
      answer: z.object({
        items: z.array(
          z.object({ account_id: z.string(), title: z.string(), unit_id: z.string(), unit_name: z.string(), division: z.string() }),
        ),
      }),
      run: async ({ tx, actor, office, query }) => {
        const kind = kinds.find(query.kind);
        if (!kind || !may(actor, `${kind.key}.read`, query.division)) throw notFound();
        const all = await listReceivers(tx, actor.city, kind.programme, query.division, office.clock.today());
        const fit = all.filter((one) => options.verbsOf(one.role).some((held) => covers(held, `${kind.key}.${query.act}`)));
        const once = new Map(fit.map((one) => [`${one.account_id} ${one.unit_id}`, one]));
        return {
          items: [...once.values()].map(({ account_id, title, unit_id, unit_name, division }) => ({
            account_id,
            title,
            unit_id,
            unit_name,
            division,
          })),
        };
      },
    }),
    read({
      path: '/api/matters/:id',
      operation: 'matters.matter.get',
      title: '一件事项',
      verb: null,
      params: id,
      answer: detail,
      run: async ({ tx, actor, office, params }) => await openFile(tx, actor, office, kinds, params.id),
    }),
    raw({
      method: 'POST',
      path: '/api/matters/:id/acts/:name',
      operation: 'matters.matter.act',
      title: '办理事项',
      verb: null,
      params: id.extend({ name: z.string() }),
      body: given,
      answer: acted,
      problems: [unknownAct, staleVersion] as never,
      run: async (request: FastifyRequest, _reply: FastifyReply, { actor, office }) => {
        if (!actor) throw notFound();
        const params = request.params as { id: string; name: string };
        return await doAct(office, actor, kinds, params.name, actId(request), { ...(request.body as object), id: params.id });
      },
    }),
    raw({
      method: 'POST',
      path: '/api/matters/batch',
      operation: 'matters.matter.batch',
      title: '批量办理事项',
      verb: null,
      body: z.object({
        name: z.string(),
        ids: z
          .array(z.object({ id: z.uuid(), version: z.int() }))
          .min(1, '请至少选一件')
          .max(100, '一次最多 100 件'),
        fields: given.default({}),
      }),
      answer: z.object({
        done: z.array(z.string()),
        refused: z.array(z.object({ id: z.string(), title: z.string(), detail: z.string() })),
      }),
      problems: [unknownAct] as never,
      run: async (request: FastifyRequest, _reply: FastifyReply, { actor, office }) => {
        if (!actor) throw notFound();
        const key = actId(request);
        const body = request.body as { name: string; ids: { id: string; version: number }[]; fields: Record<string, unknown> };
        const done: string[] = [];
        const refused: { id: string; title: string; detail: string }[] = [];
        // Each is an act of its own, with an id that follows from the caller's: a replayed batch does nothing twice.
        for (const one of body.ids) {
          try {
            await doAct(office, actor, kinds, body.name, v5(one.id, key), { ...body.fields, ...one });
            done.push(one.id);
          } catch (error) {
            if (!(error instanceof Problem)) throw error;
            refused.push({ id: one.id, title: error.title, detail: error.detail });
          }
        }
        return { done, refused };
      },
    }),
  ];
}
