/** Routes of accounts, posts and handover. */
import { z } from 'zod';
import { actId, notFound, perform, type Route, raw, read, write } from '../../ledger/index.ts';
import { assignPost, changeAccount, createAccount, endPostAct, handOver, resetPassword } from '../acts.ts';
import { oneTimePassword } from '../passwords.ts';
import {
  beyondYourGift,
  dateBeforeToday,
  lastAdmin,
  noSuchRole,
  nothingToHandOver,
  notYourUnit,
  postEnded,
  postsBeyondReach,
  signedOut,
  successorUnfit,
  weakPassword,
  wrongLevel,
} from '../problems.ts';
import { findAccount, listAccounts, listDelegations, listDevices } from '../queries.ts';
import { account, accountLine, delegationsWith, devices, done, id, linesWith, oneTime, type RouteOptions, versioned } from './shapes.ts';

export function accountRoutes({ roles, sessions, handovers }: RouteOptions): readonly Route[] {
  const delegations = delegationsWith(roles);
  const lines = linesWith(roles);
  return [
    read({
      path: '/api/accounts',
      operation: 'people.accounts.list',
      title: '账号',
      verb: 'people.accounts.read',
      query: z.object({
        q: z.string().trim().max(50).optional(),
        division: z
          .string()
          .regex(/^\d{4,15}$/)
          .optional(),
        unit_id: z.uuid().optional(),
        state: z.enum(['active', 'locked', 'closed']).optional(),
        after: z.string().max(40).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: z.object({ items: z.array(accountLine), next: z.string().nullable() }),
      run: async ({ tx, actor, office, query }) => {
        const rows = await listAccounts(tx, actor.city, office.clock.today(), {
          ...query,
          q: query.q || undefined,
          limit: query.limit + 1,
        });
        const page = rows.slice(0, query.limit);
        return { items: await lines(office, tx, actor.city, page), next: rows.length > query.limit ? (page.at(-1)?.name ?? null) : null };
      },
    }),
    read({
      path: '/api/accounts/:id',
      operation: 'people.accounts.read',
      title: '账号',
      verb: 'people.accounts.read',
      params: id,
      answer: account,
      problems: [notFound],
      run: async ({ tx, actor, office, params }) => {
        const row = await findAccount(tx, actor.city, params.id, office.clock.today());
        const [line] = row ? await lines(office, tx, actor.city, [row]) : [];
        if (!line) throw notFound();
        return {
          ...line,
          sessions: devices(await listDevices(tx, actor.city, params.id), actor.session_id),
          delegations: delegations(await listDelegations(tx, actor.city, params.id)),
        };
      },
    }),
    raw({
      method: 'POST',
      path: '/api/accounts',
      operation: 'people.accounts.create',
      title: '建账号',
      verb: 'people.accounts.create',
      body: z.object({
        name: z.string(),
        title: z.string(),
        phone: z.string().nullish(),
        unit_id: z.uuid().nullish(),
        password: z.string().max(200).nullish(),
      }),
      answer: versioned.extend({ one_time_password: z.string().nullable() }),
      problems: [weakPassword, notYourUnit, notFound],
      run: async (request, reply, { actor, office }) => {
        if (!actor) throw signedOut();
        reply.header('cache-control', 'no-store');
        const key = actId(request);
        const body = request.body as { password?: string | null };
        const answer = await perform(office, createAccount, actor, key, body);
        return { ...answer, one_time_password: body.password ? null : oneTimePassword(office.vault, key) };
      },
    }),
    write({
      method: 'PATCH',
      path: '/api/accounts/:id',
      operation: 'people.accounts.change',
      title: '修改账号',
      act: changeAccount(roles),
      params: id,
      body: z.object({
        version: z.int().nullish(),
        title: z.string().optional(),
        phone: z.string().nullish(),
        unit_id: z.uuid().optional(),
        locked: z.boolean().optional(),
        reason: z.string().optional(),
      }),
      answer: versioned,
      problems: [notYourUnit, lastAdmin, notFound],
      input: (params, body) => ({ ...body, id: params.id }),
    }),
    raw({
      method: 'POST',
      path: '/api/accounts/:id/password',
      operation: 'people.password.reset',
      title: '重设密码',
      verb: 'people.password.reset',
      params: id,
      body: z.object({ password: z.string().max(200).nullish() }),
      answer: oneTime,
      problems: [weakPassword, notYourUnit, notFound],
      run: async (request, reply, { actor, office }) => {
        if (!actor) throw signedOut();
        reply.header('cache-control', 'no-store');
        const key = actId(request);
        const body = request.body as { password?: string | null };
        const answer = await perform(office, resetPassword, actor, key, { ...body, id: (request.params as z.infer<typeof id>).id });
        sessions.forget();
        return { ...answer, one_time_password: body.password ? null : oneTimePassword(office.vault, key) };
      },
    }),
    write({
      path: '/api/accounts/:id/posts',
      operation: 'people.posts.assign',
      title: '安排岗位',
      act: assignPost(roles),
      params: id,
      body: z.object({
        role: z.string(),
        unit_id: z.uuid(),
        division: z.string(),
        programme: z.string(),
        since: z.string().optional(),
        until: z.string().nullish(),
      }),
      answer: done,
      problems: [noSuchRole, wrongLevel, beyondYourGift, notYourUnit, dateBeforeToday, notFound],
      input: (params, body) => ({ ...body, account_id: params.id }),
    }),
    write({
      method: 'DELETE',
      path: '/api/accounts/:id/posts/:post_id',
      operation: 'people.posts.end',
      title: '结束岗位',
      act: endPostAct(roles),
      params: z.object({ id: z.uuid(), post_id: z.uuid() }),
      answer: done,
      problems: [postEnded, lastAdmin, notYourUnit, notFound],
      input: (params) => ({ account_id: params.id, post_id: params.post_id }),
    }),
    write({
      path: '/api/accounts/:id/handover',
      operation: 'people.handover.do',
      title: '办理交接',
      act: handOver(roles, handovers),
      params: id,
      body: z.object({ to_account_id: z.uuid(), post_ids: z.array(z.uuid()).nullish(), lock: z.boolean().optional(), reason: z.string() }),
      answer: z.object({
        id: z.uuid(),
        posts: z.int(),
        closed: z.boolean(),
        handed: z.array(z.object({ title: z.string(), count: z.number() })),
      }),
      problems: [successorUnfit, nothingToHandOver, postsBeyondReach, notYourUnit, notFound],
      input: (params, body) => ({ ...body, id: params.id }),
    }),
  ];
}
