/** 待办, the list, one matter as a file, and the acts on it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v5 } from 'uuid';
import { z } from 'zod';
import { Problem } from '../../platform/problem.ts';
import {
  type Actor,
  actId,
  covers,
  may,
  notFound,
  type Office,
  perform,
  postFor,
  type Route,
  raw,
  read,
  readAs,
  staleVersion,
} from '../ledger/index.ts';
import { listReceivers } from './acts/desks.ts';
import type { MatterOptions } from './acts/step.ts';
import type { MatterActs } from './acts.ts';
import { badCursor, unknownAct } from './problems.ts';
import { countByChild, countWaiting, findMatter, listDone, listMatters, listWaiting } from './queries.ts';
import { askedOf, exportRoute } from './routes/export.ts';
import { type Kinds, mineOf, openFile, readingOf } from './routes/page.ts';
import { detail, filters, id, limit, row } from './routes/shapes.ts';

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
      query: z.object({ ...filters, after: z.string().optional(), limit }),
      answer: z.object({
        items: z.array(row),
        next: z.string().nullable(),
        count: z.object({ value: z.int(), exact: z.boolean() }),
        cutoff: z.string(),
      }),
      problems: [badCursor] as never,
      run: async ({ tx, actor, office, query }) => {
        const reading = await readingOf(tx, office, kinds);
        const found = await listMatters(
          tx,
          actor.city,
          { ...askedOf(kinds, actor, query, 'read'), after: query.after, limit: query.limit },
          reading,
          reading.endOfToday,
        );
        return { ...found, cutoff: reading.now.toISOString() };
      },
    }),
    read({
      path: '/api/matters/counts',
      operation: 'matters.matter.counts',
      title: '各区划事项数',
      verb: null,
      query: z.object(filters),
      answer: z.object({ items: z.array(z.object({ division: z.string(), count: z.int() })) }),
      run: async ({ tx, actor, office, query }) => {
        const { now, endOfToday } = await readingOf(tx, office, kinds);
        return { items: await countByChild(tx, actor.city, askedOf(kinds, actor, query, 'read'), now, endOfToday) };
      },
    }),
    exportRoute(kinds),
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
        // A post that sees only what its unit holds passes on inside it.
        const own = postFor(actor, `${kind.key}.read`, query.division);
        const within = own?.held_only ? fit.filter((one) => one.unit_id === own.unit_id) : fit;
        const once = new Map(within.map((one) => [`${one.account_id} ${one.unit_id}`, one]));
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
