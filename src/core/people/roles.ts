/**
 * Roles 角色: what a post gives. Units and programmes declare theirs; this file holds the five of the administration itself.
 *
 * 三权分立 (GB/T 22239-2019, level 3, 安全管理中心): 系统管理员, 安全管理员 and 审计管理员 are three people. Here each lacks what the others have:
 * the first makes accounts and units but gives no post, the second gives posts but makes no account, the third only reads what everybody
 * did. None of them reads business rows: their posts lie in the programmes `people` and `audit`, which open no business table.
 * The database refuses a person two of these roles (trigger `three_powers` on `people.posts`).
 */

import { covers, type Route } from '../ledger/index.ts';
import type { Role, Unit } from '../unit.ts';

/** The three separate administrators. */
export const adminRoles = ['people.system_admin', 'people.security_admin', 'people.audit_admin'] as const;

export const isAdminRole = (role: string): boolean => (adminRoles as readonly string[]).includes(role);

/** What every holder of any post may do with what is his own: his account, his views. */
export const selfVerbs: readonly string[] = [
  'people.self.password',
  'people.self.delegate',
  'people.self.undelegate',
  'registers.views.save',
  'registers.views.remove',
];

export const coreRoles: readonly Role[] = [
  {
    key: 'people.system_admin',
    title: '系统管理员',
    levels: [4],
    verbs: [
      'people.accounts.read',
      'people.accounts.create',
      'people.accounts.change',
      'people.accounts.edit',
      'people.accounts.lock',
      'people.units.create',
      'people.office.edit',
      'clock.demo.step',
    ],
  },
  {
    key: 'people.security_admin',
    title: '安全管理员',
    levels: [4],
    verbs: [
      'people.accounts.read',
      'people.accounts.change',
      'people.accounts.unlock',
      'people.password.reset',
      'people.posts.assign',
      'people.posts.end',
      'people.delegations.set',
      'people.delegations.end',
      'people.handover.do',
      'ledger.rows.erase',
    ],
  },
  { key: 'people.audit_admin', title: '审计管理员', levels: [4], verbs: ['ledger.acts.read', 'ledger.verify.run', 'people.sign_ins.read'] },
  { key: 'people.auditor', title: '审计人员', levels: [], verbs: ['ledger.acts.read', 'ledger.verify.run'] },
  {
    key: 'people.unit_admin',
    title: '单位管理员',
    levels: [],
    verbs: [
      'people.accounts.read',
      'people.accounts.create',
      'people.accounts.change',
      'people.accounts.edit',
      'people.accounts.lock',
      'people.accounts.unlock',
      'people.password.reset',
      'people.posts.assign',
      'people.posts.end',
      'people.delegations.set',
      'people.delegations.end',
      'people.handover.do',
    ],
  },
];

export interface KnownRole extends Role {
  /** Programmes in which a post may carry this role. */
  programmes: readonly string[];
}

export interface Roles {
  readonly list: readonly KnownRole[];
  find(key: string): KnownRole | undefined;
  /** Verbs a post of that role gives, with those on the own account; of a role that no unit declares any more, only the latter. */
  verbsOf(key: string): readonly string[];
  /** Keys of the roles that give a verb; with `level`, of those that make sense at divisions of that length. */
  giving(verb: string, level?: number): string[];
  /** Each verb the software knows that is covered by the held ones: `fire.*` becomes its members, for the browser's buttons. */
  expand(held: readonly string[]): string[];
  /** Known verbs of a programme that read or export, for the named reader of the command line. */
  readingVerbs(programme: string): string[];
}

const verbOf = (route: Route): string | null => (route.kind === 'act' ? route.act.verb : route.verb === 'public' ? null : route.verb);

/** What can be done with any register: the core makes these acts from the sheet, so no programme's routes name them. */
const registerVerbs = ['read', 'create', 'edit', 'remove', 'merge', 'open', 'export', 'import'];

/** A programme, as far as its roles and verbs go. */
interface Declaring extends Unit {
  registers: readonly { readonly key: string }[];
  figures: readonly unknown[];
  matters?: readonly { readonly key: string }[];
}

/**
 * Collects the roles that the units and programmes declare, and the verbs that their routes ask for and their acts have. `more` gives the units
 * that are put together after the roles; it is asked when a role is first spelled out.
 * Throws at start when two declare the same role, or one declares a role under another's name.
 */
export function createRoles(units: readonly Unit[], more: () => readonly Pick<Unit, 'routes' | 'acts'>[] = () => []): Roles {
  const programmed = units.filter((unit): unit is Declaring => 'registers' in unit);
  const programmes = programmed.map((unit) => unit.key);
  const roles = new Map<string, KnownRole>();
  const declare = (role: Role, from: readonly string[]) => {
    if (roles.has(role.key)) throw new Error(`the role ${role.key} is declared twice`);
    roles.set(role.key, { ...role, programmes: from });
  };
  for (const role of coreRoles) {
    declare(role, role.key === 'people.audit_admin' ? ['audit'] : role.key === 'people.auditor' ? ['people', ...programmes] : ['people']);
  }
  for (const unit of units) {
    for (const role of unit.roles ?? []) {
      // The people unit itself may be among the units.
      if (coreRoles.includes(role)) continue;
      if (!role.key.startsWith(`${unit.key}.`)) throw new Error(`${unit.key} declares ${role.key}, which is not its own role`);
      declare(role, [unit.key]);
    }
  }
  let spelled: readonly string[] | undefined;
  const known = (): readonly string[] => {
    if (spelled) return spelled;
    const verbs = new Set<string>(selfVerbs);
    for (const unit of [...units, ...more()]) {
      for (const { verb } of unit.acts ?? []) verbs.add(verb);
      for (const verb of (unit.routes ?? []).map(verbOf)) if (verb !== null) verbs.add(verb);
    }
    // What is read and kept over routes that serve every programme; each of them asks for the programme's own verb.
    for (const { key, matters = [], figures = [] } of programmed) {
      if (figures.length > 0) verbs.add(`${key}.figures.read`);
      if (matters.length > 0) verbs.add(`${key}.files.keep`);
      for (const kind of matters) verbs.add(`${kind.key}.read`);
    }
    for (const { key } of programmed.flatMap((unit) => unit.registers)) for (const what of registerVerbs) verbs.add(`${key}.${what}`);
    for (const role of roles.values()) for (const verb of role.verbs) if (!verb.endsWith('*')) verbs.add(verb);
    spelled = [...verbs].sort();
    return spelled;
  };
  return {
    list: [...roles.values()],
    find: (key) => roles.get(key),
    verbsOf: (key) => [...(roles.get(key)?.verbs ?? []), ...selfVerbs],
    giving: (verb, level) =>
      [...roles.values()]
        .filter((role) => role.verbs.some((held) => covers(held, verb)))
        .filter((role) => level === undefined || role.levels.length === 0 || role.levels.includes(level))
        .map((role) => role.key),
    expand: (held) => known().filter((verb) => held.some((one) => covers(one, verb))),
    readingVerbs: (programme) => known().filter((verb) => verb.startsWith(`${programme}.`) && /\.(read|export)$/.test(verb)),
  };
}
