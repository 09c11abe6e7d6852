/** Routes of delegation, and what a person sees of his colleagues. */
import { z } from 'zod';
import { notFound, type Route, read, write } from '../../ledger/index.ts';
import { delegate, endDelegationOf, endOwnDelegation, setDelegation } from '../acts.ts';
import { dateBeforeToday, delegateUnfit, notYourUnit, postEnded } from '../problems.ts';
import { listColleagues, listDelegations } from '../queries.ts';
import { delegationAnswer, delegationBody, delegationsWith, done, id, type RouteOptions } from './shapes.ts';

export function delegationRoutes({ roles }: RouteOptions): readonly Route[] {
  const delegations = delegationsWith(roles);
  return [
    read({
      path: '/api/delegations',
      operation: 'people.delegations.mine',
      title: '我的代理',
      verb: null,
      answer: z.object({ items: z.array(delegationAnswer) }),
      run: async ({ tx, actor }) => ({ items: delegations(await listDelegations(tx, actor.city, actor.account_id)) }),
    }),
    write({
      path: '/api/delegations',
      operation: 'people.self.delegate',
      title: '设代理',
      act: delegate,
      body: delegationBody,
      answer: done,
      problems: [delegateUnfit, dateBeforeToday],
      input: (_params, body) => body,
    }),
    write({
      method: 'DELETE',
      path: '/api/delegations/:id',
      operation: 'people.self.delegation_end',
      title: '收回代理',
      act: endOwnDelegation,
      params: id,
      answer: done,
      problems: [postEnded, notFound],
      input: (params) => params,
    }),
    write({
      path: '/api/accounts/:id/delegations',
      operation: 'people.delegations.set',
      title: '为他人设代理',
      act: setDelegation,
      params: id,
      body: delegationBody,
      answer: done,
      problems: [delegateUnfit, dateBeforeToday, notYourUnit, notFound],
      input: (params, body) => ({ ...body, from_account_id: params.id }),
    }),
    write({
      method: 'DELETE',
      path: '/api/accounts/:id/delegations/:delegation_id',
      operation: 'people.delegations.end',
      title: '结束他人的代理',
      act: endDelegationOf,
      params: z.object({ id: z.uuid(), delegation_id: z.uuid() }),
      answer: done,
      problems: [postEnded, notYourUnit, notFound],
      input: (params) => ({ account_id: params.id, id: params.delegation_id }),
    }),
    read({
      path: '/api/colleagues',
      operation: 'people.colleagues.list',
      title: '本单位同事',
      verb: null,
      query: z.object({ q: z.string().trim().max(50).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      answer: z.object({ items: z.array(z.object({ id: z.uuid(), name: z.string(), title: z.string(), unit_name: z.string() })) }),
      run: async ({ tx, actor, office, query }) => ({
        items: await listColleagues(tx, actor.city, office.clock.today(), query.q || undefined, query.limit),
      }),
    }),
  ];
}
