/** Posts, and their handover 交接. */
import { z } from 'zod';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { findUnit } from '../../divisions/index.ts';
import { act, type Deed, notFound, postFor } from '../../ledger/index.ts';
import {
  beyondYourGift,
  dateBeforeToday,
  noSuchRole,
  nothingToHandOver,
  postEnded,
  postsBeyondReach,
  successorUnfit,
  wrongLevel,
} from '../problems.ts';
import {
  countOpenPosts,
  endDelegationsOf,
  endPost,
  endSessions,
  findAccount,
  insertPost,
  isProgrammeOfUnit,
  updateAccount,
} from '../queries.ts';
import { isAdminRole, type Roles } from '../roles.ts';
import { accountAt, code, day, mustBeOwnUnit, mustLeaveAdmin, reason, unitsOf } from './reach.ts';

export const assignPost = (roles: Roles) =>
  act(
    'people.posts.assign',
    '安排岗位',
    z.object({
      account_id: z.uuid(),
      role: z.string(),
      unit_id: z.uuid(),
      division: code,
      programme: z.string(),
      since: day.optional(),
      until: day.nullish(),
    }),
    async (tx, actor, input, deed) => {
      const today = deed.office.clock.today();
      const account = await findAccount(tx, actor.city, input.account_id, today);
      if (!account) throw notFound();
      const id = newId();
      deed.about({ relation: 'people.posts', id, division: input.division });
      const role = roles.find(input.role);
      if (!role?.programmes.includes(input.programme)) throw noSuchRole({ role: role?.title ?? input.role, programme: input.programme });
      if (role.levels.length > 0 && !role.levels.includes(input.division.length))
        throw wrongLevel({ title: role.title, levels: role.levels });
      if (input.since !== undefined && input.since < today) throw dateBeforeToday();
      const unit = await findUnit(tx, actor.city, input.unit_id);
      if (!unit) throw notFound();
      if (unitsOf(actor, 'people.posts.assign', input.division) !== 'any') {
        await mustBeOwnUnit(tx, actor, 'people.posts.assign', input.division, unit.id);
        if (account.unit_id !== null) await mustBeOwnUnit(tx, actor, 'people.posts.assign', account.division, account.unit_id);
        const own = postFor(actor, 'people.posts.assign', input.division)?.unit_id ?? unit.id;
        if (isAdminRole(role.key) || !(await isProgrammeOfUnit(tx, actor.city, own, input.programme, today)))
          throw beyondYourGift({ title: role.title });
      }
      await insertPost(tx, actor.city, { ...input, id, since: input.since ?? today, until: input.until ?? null });
      // The first post says which unit administers the account.
      if (account.unit_id === null)
        await updateAccount(tx, actor.city, account.id, account.version, { unit_id: unit.id, division: unit.division });
      deed.says({
        account: account.name,
        title: account.title,
        role: role.title,
        unit: unit.name,
        division: input.division,
        programme: input.programme,
      });
      return { id };
    },
  );

export const endPostAct = (roles: Roles) =>
  act('people.posts.end', '结束岗位', z.object({ account_id: z.uuid(), post_id: z.uuid() }), async (tx, actor, input, deed) => {
    const today = deed.office.clock.today();
    const account = await findAccount(tx, actor.city, input.account_id, today);
    if (!account) throw notFound();
    const post = account.posts.find(({ id }) => id === input.post_id);
    if (!post) throw postEnded();
    deed.about({ relation: 'people.posts', id: post.id, division: post.division });
    await mustBeOwnUnit(tx, actor, 'people.posts.end', post.division, post.unit_id);
    await mustLeaveAdmin(tx, actor, account, roles, today, post.id);
    if (!(await endPost(tx, actor.city, account.id, post.id, today))) throw postEnded();
    deed.says({
      account: account.name,
      title: account.title,
      role: roles.find(post.role)?.title ?? post.role,
      unit: post.unit_name,
      division: post.division,
    });
    return { id: post.id };
  });

/**
 * What another unit does when a person hands over: a short explicit list that the door passes in, run inside the act. It answers how many
 * things changed hands. The transaction has the administrator's scopes only, so a unit with rows of its own reaches them by a definer
 * function that checks `platform.account()`.
 */
export interface Handover {
  /** What is handed over, such as 未办结事项. */
  title: string;
  run: (tx: Tx, given: { city: string; from: string; to: string; posts: readonly string[]; deed: Deed }) => Promise<number>;
}

export const handOver = (roles: Roles, handovers: readonly Handover[]) =>
  act(
    'people.handover.do',
    '办理交接',
    z.object({
      id: z.uuid(),
      to_account_id: z.uuid(),
      post_ids: z.array(z.uuid()).min(1, '请至少选一个岗位').nullish(),
      lock: z.boolean().default(true),
      reason,
    }),
    async (tx, actor, input, deed) => {
      const today = deed.office.clock.today();
      const from = await accountAt(tx, actor, deed, 'people.handover.do', input.id);
      const to = await findAccount(tx, actor.city, input.to_account_id, today);
      if (!to || to.id === from.id || to.state !== 'active') throw successorUnfit();
      await mustBeOwnUnit(tx, actor, 'people.handover.do', to.division, to.unit_id ?? from.unit_id);
      const given = from.posts.filter(({ id }) => !input.post_ids || input.post_ids.includes(id));
      if (given.length === 0) throw nothingToHandOver();
      const leaves = input.lock && given.length === from.posts.length;
      if (!input.post_ids || leaves) {
        if ((await countOpenPosts(tx, actor.city, from.id, today)) > from.posts.length) throw postsBeyondReach();
      }
      let posts = 0;
      for (const post of given) {
        if (!(await endPost(tx, actor.city, from.id, post.id, today))) throw postEnded();
        const held = to.posts.some(
          (own) =>
            own.role === post.role &&
            own.unit_id === post.unit_id &&
            own.division === post.division &&
            own.programme === post.programme &&
            own.until === null,
        );
        if (held) continue;
        await insertPost(tx, actor.city, {
          id: newId(),
          division: post.division,
          account_id: to.id,
          unit_id: post.unit_id,
          role: post.role,
          programme: post.programme,
          since: [post.since, today].sort().at(-1) ?? today,
          until: post.until,
        });
        posts += 1;
      }
      const delegations = leaves ? await endDelegationsOf(tx, actor.city, from.id, today) : 0;
      const handed: { title: string; count: number }[] = [];
      for (const { title: words, run } of handovers) {
        handed.push({
          title: words,
          count: await run(tx, { city: actor.city, from: from.id, to: to.id, posts: given.map(({ id }) => id), deed }),
        });
      }
      if (leaves) {
        await updateAccount(tx, actor.city, from.id, from.version, { state: 'closed' });
        await endSessions(tx, actor.city, from.id, 'handed over');
      }
      if (to.unit_id === null && from.unit_id !== null)
        await updateAccount(tx, actor.city, to.id, to.version, { unit_id: from.unit_id, division: from.division });
      deed.says({ to: to.title, roles: given.map((post) => roles.find(post.role)?.title ?? post.role), posts, delegations, handed });
      deed.because(input.reason);
      return { id: from.id, posts: given.length, closed: leaves, handed };
    },
  );
