/** Accounts, their passwords, and units. */
import { z } from 'zod';
import { newId } from '../../../platform/ids.ts';
import { findUnit, insertUnit } from '../../divisions/index.ts';
import { act, forbidden, may, notFound, postFor, staleVersion } from '../../ledger/index.ts';
import { checkPassword, hashPassword, oneTimePassword } from '../passwords.ts';
import { oldPasswordWrong, passwordUsed, weakPassword } from '../problems.ts';
import { endSessions, getMyPassword, insertAccount, setPassword, unlockName, updateAccount } from '../queries.ts';
import type { Roles } from '../roles.ts';
import { weaknesses } from '../rules.ts';
import { accountAt, accountName, code, mustBeOwnUnit, mustLeaveAdmin, nameKeyOf, oneTimeHours, phone, phonePlace, title } from './reach.ts';

export const createAccount = act(
  'people.accounts.create',
  '建账号',
  z.object({
    name: accountName,
    title,
    phone: phone.nullish(),
    unit_id: z.uuid().nullish(),
    /** First password, told to the person by the administrator; without it one is made. Either way it is changed at the first sign-in. */
    password: z.string().max(200).nullish(),
  }),
  async (tx, actor, input, deed) => {
    const home = postFor(actor, 'people.accounts.create');
    const unit_id = input.unit_id ?? (home?.role === 'people.unit_admin' ? home.unit_id : null);
    const unit = unit_id === null ? undefined : await findUnit(tx, actor.city, unit_id);
    if (unit_id !== null && !unit) throw notFound();
    const division = unit?.division ?? home?.division ?? actor.city;
    const password = input.password ?? oneTimePassword(deed.office.vault, deed.id);
    const weak = weaknesses(password, input.name);
    if (weak.length > 0) throw weakPassword({ reasons: weak });
    const id = newId();
    deed.about({ relation: 'people.accounts', id, division });
    await mustBeOwnUnit(tx, actor, 'people.accounts.create', division, unit_id);
    await insertAccount(tx, actor.city, {
      id,
      division,
      unit_id,
      name: input.name,
      title: input.title,
      phone: input.phone ? deed.office.vault.seal(input.phone, phonePlace(id)) : null,
      kind: 'person',
    });
    await setPassword(tx, actor.city, id, await hashPassword(password), true, oneTimeHours);
    deed.says({ account: input.name, title: input.title, unit: unit?.name ?? null });
    return { id, version: 1 };
  },
);

/** Changes of an account: its facts, its lock. Each needs its own verb beside this act's. */
export const changeAccount = (roles: Roles) =>
  act(
    'people.accounts.change',
    '修改账号',
    z.object({
      id: z.uuid(),
      version: z.int().nullish(),
      title: title.optional(),
      phone: phone.nullish(),
      unit_id: z.uuid().optional(),
      locked: z.boolean().optional(),
      reason: z.string().trim().max(200).optional(),
    }),
    async (tx, actor, input, deed) => {
      const account = await accountAt(tx, actor, deed, 'people.accounts.change', input.id);
      const demand = (verb: string, words: string) => {
        if (!may(actor, verb, account.division)) throw forbidden({ title: words });
      };
      const editing = input.title !== undefined || input.phone !== undefined || input.unit_id !== undefined;
      if (editing) demand('people.accounts.edit', '修改账号资料');
      if (input.locked === true) demand('people.accounts.lock', '锁定账号');
      if (input.locked === false) demand('people.accounts.unlock', '解锁账号');
      deed.because(input.reason);
      const unit = input.unit_id === undefined ? undefined : await findUnit(tx, actor.city, input.unit_id);
      if (input.unit_id !== undefined && !unit) throw notFound();
      if (unit) {
        // The account moves to where the unit is: the administrator must answer for that place too.
        if (!may(actor, 'people.accounts.edit', unit.division)) throw notFound();
        await mustBeOwnUnit(tx, actor, 'people.accounts.edit', unit.division, unit.id);
      }
      if (input.locked === true) await mustLeaveAdmin(tx, actor, account, roles, deed.office.clock.today());
      const version = await updateAccount(tx, actor.city, account.id, input.version ?? account.version, {
        title: input.title,
        phone:
          input.phone === undefined ? undefined : input.phone === null ? null : deed.office.vault.seal(input.phone, phonePlace(account.id)),
        unit_id: unit?.id,
        division: unit?.division,
        state: input.locked === undefined ? undefined : input.locked ? 'locked' : 'active',
      });
      if (version === undefined) {
        const theirs: Record<string, unknown> = { title: account.title, unit_id: account.unit_name };
        const yours: Record<string, unknown> = { title: input.title, unit_id: unit?.name };
        const conflicts = [
          { column: 'title', title: '姓名' },
          { column: 'unit_id', title: '单位' },
        ].filter(({ column }) => yours[column] !== undefined && yours[column] !== theirs[column]);
        throw staleVersion({
          version: account.version,
          conflicts: conflicts.map((c) => ({ ...c, yours: yours[c.column], theirs: theirs[c.column] })),
        });
      }
      if (input.locked === true) await endSessions(tx, actor.city, account.id, 'locked');
      if (input.locked === false) await unlockName(tx, actor.city, account.id, nameKeyOf(deed, account.name));
      deed.says({
        ...(input.locked === undefined ? {} : { locked: input.locked }),
        ...(editing ? { changed: Object.keys(input).filter((key) => ['title', 'phone', 'unit_id'].includes(key)) } : {}),
      });
      return { id: account.id, version };
    },
  );

export const resetPassword = act(
  'people.password.reset',
  '重设密码',
  z.object({ id: z.uuid(), password: z.string().max(200).nullish() }),
  async (tx, actor, input, deed) => {
    const account = await accountAt(tx, actor, deed, 'people.password.reset', input.id);
    const password = input.password ?? oneTimePassword(deed.office.vault, deed.id);
    const weak = weaknesses(password, account.name);
    if (weak.length > 0) throw weakPassword({ reasons: weak });
    await setPassword(tx, actor.city, account.id, await hashPassword(password), true, oneTimeHours);
    await endSessions(tx, actor.city, account.id, 'password reset');
    await unlockName(tx, actor.city, account.id, nameKeyOf(deed, account.name));
    return { id: account.id };
  },
);

/** The own password: the old one proves that it is the person himself at the keyboard. All other sessions end. */
export const changePassword = act(
  'people.self.password',
  '修改本人密码',
  z.object({ old_password: z.string().max(200), password: z.string().max(200) }),
  async (tx, actor, input, deed) => {
    deed.about({ relation: 'people.accounts', id: actor.account_id, division: actor.posts[0]?.division ?? actor.city });
    const mine = await getMyPassword(tx, actor.city);
    if (!mine || !(await checkPassword(mine.hash, input.old_password))) throw oldPasswordWrong();
    const weak = weaknesses(input.password, actor.account);
    if (weak.length > 0) throw weakPassword({ reasons: weak });
    for (const used of [mine.hash, ...mine.previous].slice(0, 5)) {
      if (await checkPassword(used, input.password)) throw passwordUsed();
    }
    await setPassword(tx, actor.city, actor.account_id, await hashPassword(input.password), false, null);
    await endSessions(tx, actor.city, actor.account_id, 'password changed', actor.session_id ?? null);
    return { id: actor.account_id };
  },
);

const unitKinds = [
  'government',
  'department',
  'committee',
  'task_force',
  'court',
  'town',
  'street',
  'village_committee',
  'residents_committee',
  'station',
  'other',
] as const;

export const createUnit = act(
  'people.units.create',
  '建单位',
  z.object({
    name: z.string().trim().min(2, '请填写单位全称').max(100, '单位名称最多 100 字'),
    kind: z.enum(unitKinds),
    division: code,
    parent_id: z.uuid().nullish(),
    code: z.string().trim().min(1).max(40).nullish(),
  }),
  async (tx, actor, input, deed) => {
    const id = newId();
    deed.about({ relation: 'divisions.units', id, division: input.division });
    await insertUnit(tx, actor.city, {
      id,
      name: input.name,
      kind: input.kind,
      division: input.division,
      parent_id: input.parent_id ?? null,
      code: input.code ?? null,
    });
    deed.says({ name: input.name });
    return { id, version: 1 };
  },
);
