import { describe, expect, test } from 'vitest';
import type { Unit } from '../../unit.ts';
import { coreRoles, createRoles, isAdminRole, selfVerbs } from '../roles.ts';

const unit = (key: string, roles: Unit['roles'] = []): Unit & { registers: [] } => ({ key, registers: [], roles });
const role = (key: string, verbs: string[] = []) => ({ key, title: key, verbs, levels: [] });

describe('roles', () => {
  test('declared twice, or under the name of another unit, stop the start', () => {
    expect(() => createRoles([unit('apple', [role('apple.x')]), unit('apple', [role('apple.x')])])).toThrow(/declared twice/);
    expect(() => createRoles([unit('apple', [role('pear.x')])])).toThrow(/not its own/);
    expect(() => createRoles([unit('people', [role('people.system_admin')])])).toThrow(/declared twice/);
  });

  test('the three administrators share no verb but the look at an account, and hold no wildcard', () => {
    const [system, security, audit] = ['people.system_admin', 'people.security_admin', 'people.audit_admin'].map(
      (key) => new Set(coreRoles.find((one) => one.key === key)?.verbs),
    );
    const shared = [...(system ?? [])].filter((verb) => security?.has(verb));
    expect(shared.sort()).toEqual(['people.accounts.change', 'people.accounts.read']);
    expect([...(audit ?? [])].filter((verb) => system?.has(verb) || security?.has(verb))).toEqual([]);
    expect(system?.has('people.posts.assign')).toBe(false);
    expect(system?.has('people.password.reset')).toBe(false);
    expect(security?.has('people.accounts.create')).toBe(false);
    expect([...(audit ?? [])].every((verb) => /\.(read|run)$/.test(verb))).toBe(true);
    for (const one of coreRoles) expect(one.verbs.filter((verb) => verb.includes('*'))).toEqual([]);
  });

  test('say in which programmes a post may carry them', () => {
    const roles = createRoles([unit('apple', [role('apple.x')]), unit('pear')]);
    expect(roles.find('apple.x')?.programmes).toEqual(['apple']);
    expect(roles.find('people.auditor')?.programmes).toEqual(['people', 'apple', 'pear']);
    expect(roles.find('people.audit_admin')?.programmes).toEqual(['audit']);
    expect(roles.find('people.unit_admin')?.programmes).toEqual(['people']);
    expect(roles.find('grape.x')).toBeUndefined();
  });

  test('spell out wildcards, of registers too, and of nobody else', () => {
    const apple = {
      ...unit('apple', [role('apple.all', ['apple.*']), role('apple.some', ['apple.trees.prune'])]),
      registers: [{ key: 'apple.trees' }],
    } as unknown as Unit;
    const roles = createRoles([apple, unit('pear', [role('pear.all', ['pear.cores.cut'])])]);
    const verbs = roles.expand(roles.verbsOf('apple.all'));
    expect(verbs).toEqual(expect.arrayContaining(['apple.trees.prune', 'apple.trees.read', 'apple.trees.import', 'people.self.password']));
    expect(verbs.some((verb) => verb.startsWith('pear.'))).toBe(false);
    expect(roles.readingVerbs('apple')).toEqual(['apple.trees.export', 'apple.trees.read']);
    // A role that no unit declares any more gives nothing but what is one's own.
    expect(roles.verbsOf('apple.gone')).toEqual(selfVerbs);
  });

  test('know the administrators by name', () => {
    expect(isAdminRole('people.audit_admin')).toBe(true);
    expect(isAdminRole('people.unit_admin')).toBe(false);
  });
});
