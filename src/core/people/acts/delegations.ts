/** Delegation 代理. */
import { z } from 'zod';
import { newId } from '../../../platform/ids.ts';
import { act, notFound } from '../../ledger/index.ts';
import { dateBeforeToday, delegateUnfit, postEnded } from '../problems.ts';
import { endDelegation, findAccount, findDelegation, insertDelegation, listColleagues } from '../queries.ts';
import { accountAt, day, mustBeOwnUnit, reason } from './reach.ts';

const days = { from: day, to: day };

/** Somebody on leave lends his posts to a colleague of the same unit. */
export const delegate = act(
  'people.self.delegate',
  '设代理',
  z.object({ to_account_id: z.uuid(), post_id: z.uuid().nullish(), ...days, reason }),
  async (tx, actor, input, deed) => {
    const today = deed.office.clock.today();
    if (input.from < today) throw dateBeforeToday();
    const lent = actor.posts.find((post) => (input.post_id ? post.id === input.post_id : true));
    if (!lent) throw notFound();
    const colleagues = await listColleagues(tx, actor.city, today, undefined, 10_000);
    const to = colleagues.find(({ id }) => id === input.to_account_id);
    if (!to) throw delegateUnfit();
    const id = newId();
    deed.about({ relation: 'people.delegations', id, division: lent.division });
    await insertDelegation(tx, actor.city, {
      id,
      division: lent.division,
      from_account_id: actor.account_id,
      to_account_id: to.id,
      post_id: input.post_id ?? null,
      from: input.from,
      to: input.to,
      reason: input.reason,
    });
    deed.says({ to: to.title, from_on: input.from, to_on: input.to });
    deed.because(input.reason);
    return { id };
  },
);

export const endOwnDelegation = act('people.self.undelegate', '收回代理', z.object({ id: z.uuid() }), async (tx, actor, input, deed) => {
  const found = await findDelegation(tx, actor.city, input.id);
  if (!found || found.from_account_id !== actor.account_id) throw notFound();
  deed.about({ relation: 'people.delegations', id: found.id, division: actor.posts[0]?.division ?? actor.city });
  if (!(await endDelegation(tx, actor.city, found.id, deed.office.clock.today()))) throw postEnded();
  deed.says({ to: found.to_title, from_on: found.from });
  return { id: found.id };
});

/** The same by an administrator, for somebody who is already away; also to a person of another unit. */
export const setDelegation = act(
  'people.delegations.set',
  '为他人设代理',
  z.object({ from_account_id: z.uuid(), to_account_id: z.uuid(), post_id: z.uuid().nullish(), ...days, reason }),
  async (tx, actor, input, deed) => {
    const today = deed.office.clock.today();
    if (input.from < today) throw dateBeforeToday();
    const from = await accountAt(tx, actor, deed, 'people.delegations.set', input.from_account_id);
    const to = await findAccount(tx, actor.city, input.to_account_id, today);
    if (to?.state !== 'active' || to.posts.length === 0) throw delegateUnfit();
    if (input.post_id ? !from.posts.some(({ id }) => id === input.post_id) : from.posts.length === 0) throw notFound();
    await mustBeOwnUnit(tx, actor, 'people.delegations.set', to.division, to.unit_id);
    const id = newId();
    await insertDelegation(tx, actor.city, {
      id,
      division: from.division,
      from_account_id: from.id,
      to_account_id: to.id,
      post_id: input.post_id ?? null,
      from: input.from,
      to: input.to,
      reason: input.reason,
    });
    deed.says({ to: to.title, from_on: input.from, to_on: input.to });
    deed.because(input.reason);
    return { id };
  },
);

export const endDelegationOf = act(
  'people.delegations.end',
  '结束他人的代理',
  z.object({ account_id: z.uuid(), id: z.uuid() }),
  async (tx, actor, input, deed) => {
    const found = await findDelegation(tx, actor.city, input.id);
    if (!found || found.from_account_id !== input.account_id) throw notFound();
    await accountAt(tx, actor, deed, 'people.delegations.end', input.account_id);
    if (!(await endDelegation(tx, actor.city, found.id, deed.office.clock.today()))) throw postEnded();
    return { id: found.id };
  },
);
