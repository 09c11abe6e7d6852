/** What the acts of people share: the forms of their inputs, and how far an administrator reaches. */
import { z } from 'zod';
import type { Tx } from '../../../platform/db.ts';
import { type Actor, covers, type Deed, notFound, within } from '../../ledger/index.ts';
import { lastAdmin, notYourUnit } from '../problems.ts';
import { type AccountRow, countHolders, findAccount, isUnitWithin } from '../queries.ts';
import { isAdminRole, type Roles } from '../roles.ts';
import { accountNameForm, accountNameWords } from '../rules.ts';

export const accountName = z.string().trim().toLowerCase().regex(accountNameForm, accountNameWords);
export const title = z.string().trim().min(1, '请填写姓名').max(50, '姓名最多 50 个字');
export const phone = z
  .string()
  .trim()
  .regex(/^(1[3-9]\d{9}|(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?)$/, '电话应为 11 位手机号或带区号的座机');
export const day = z.iso.date('日期应为 2022-11-09 的形式');
export const reason = z.string().trim().min(1, '请写明缘由').max(200, '缘由最多 200 字');
export const code = z.string().regex(/^(\d{4}|\d{6}|\d{9}|\d{12}|\d{15})$/, '请选择区划');

/** A one-time password opens a session for three days of real time, once it is changed at the first sign-in it is a password. */
export const oneTimeHours = 72;

export const phonePlace = (id: string): string => `people.accounts|phone|${id}`;

/** Blind index under which attempts on a sign-in name are counted. */
export const nameKeyOf = (deed: Pick<Deed, 'office'>, name: string): string =>
  deed.office.vault.blind(name, 'people.sign_in').toString('hex');

/** The account that an act is about: in the actor's scope, and in his own unit when he is only that unit's administrator. */
export async function accountAt(tx: Tx, actor: Actor, deed: Deed, verb: string, id: string): Promise<AccountRow> {
  const account = await findAccount(tx, actor.city, id, deed.office.clock.today());
  if (!account) throw notFound();
  deed.about({ relation: 'people.accounts', id, division: account.division });
  await mustBeOwnUnit(tx, actor, verb, account.division, account.unit_id);
  // A unit's administrator must not come into an administrator's account by a new password.
  if (unitsOf(actor, verb, account.division) !== 'any' && account.posts.some((post) => isAdminRole(post.role))) throw notYourUnit();
  deed.says({ account: account.name, title: account.title });
  return account;
}

/** Units in whose affairs the actor may do `verb` in a division: any, or those where he is unit administrator. */
export function unitsOf(actor: Actor, verb: string, division: string): 'any' | string[] {
  const posts = actor.posts.filter((post) => post.verbs.some((held) => covers(held, verb)) && within(division, post.division));
  return posts.some((post) => post.role !== 'people.unit_admin') ? 'any' : posts.map((post) => post.unit_id);
}

export async function mustBeOwnUnit(tx: Tx, actor: Actor, verb: string, division: string, unit: string | null): Promise<void> {
  const units = unitsOf(actor, verb, division);
  if (units === 'any') return;
  if (unit === null || !(await isUnitWithin(tx, actor.city, unit, units))) throw notYourUnit();
}

/** Refuses to leave the office without one of its three administrators. */
export async function mustLeaveAdmin(tx: Tx, actor: Actor, account: AccountRow, roles: Roles, today: string, only?: string): Promise<void> {
  for (const post of account.posts) {
    if (!isAdminRole(post.role) || (only !== undefined && post.id !== only)) continue;
    if ((await countHolders(tx, actor.city, post.role, today)) <= 1) throw lastAdmin({ title: roles.find(post.role)?.title ?? post.role });
  }
}
