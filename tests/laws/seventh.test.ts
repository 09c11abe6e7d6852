/**
 * The proof of the house: a new programme is one folder of declarations, one migration and one name in each door, and it keeps the laws.
 * What the laws of tables, rows, routes, access, rooms, words and figures hold, they hold over this one too; here is the rest.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../src/platform/root.ts';
import { heritage, installSeventh, seventhFiles } from '../seventh/fixture.ts';
import { assembled } from './assembled.ts';
import { pure } from './boundary-rules.ts';
import { broken, complaints, examine } from './examine.ts';
import { files, text } from './sources.ts';

let installed: string;
beforeAll(() => {
  installed = realpathSync(mkdtempSync(join(tmpdir(), 'taizhang-seventh-')));
  installSeventh(installed);
});
afterAll(() => rmSync(installed, { recursive: true, force: true }));

const added = [...seventhFiles()];
const lines = (words: string) => words.split('\n').length - 1;
/** Lines that one text has and the other has not. */
const changed = (before: string, after: string) => {
  const known = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !known.has(line));
};

describe('a seventh programme', () => {
  test('is under 200 lines, its migration and the doors included', () => {
    const own = added.reduce((sum, [, words]) => sum + lines(words), 0);
    expect(own).toBeGreaterThan(150);
    const inDoors = ['src/units.ts', 'src/web.tsx'].map((path) => changed(text(path), readFileSync(join(installed, path), 'utf8')).length);
    expect(own + inDoors.reduce((sum, one) => sum + one, 0)).toBeLessThan(200);
  });

  test('is one folder, one migration, an import and a name in each door, and nothing else', () => {
    expect(added.map(([path]) => path).filter((path) => !path.startsWith('src/programmes/heritage/'))).toEqual([
      'db/migrations/9001_heritage_tables.sql',
    ]);
    for (const path of files(/^(src|db|data|scripts|bin)\//).filter((one) => !one.includes('/tests/'))) {
      const now = readFileSync(join(installed, path), 'utf8');
      const differs = changed(text(path), now);
      const wanted =
        path === 'src/units.ts' || path === 'src/web.tsx'
          ? [expect.stringMatching(/^import \{ heritage \}/), expect.stringMatching(/, heritage\];$/)]
          : [];
      expect(differs, path).toEqual(wanted);
    }
  });

  test('declares every noun that the proof asks for, and writes no act, route, job or command of its own', () => {
    expect(heritage.registers).toHaveLength(1);
    expect(heritage.checklists?.[0]?.list.items.length).toBeGreaterThanOrEqual(6);
    expect(heritage.matters).toHaveLength(1);
    expect(heritage.figures).toHaveLength(3);
    expect(heritage.bulletins).toHaveLength(1);
    expect([heritage.acts, heritage.routes, heritage.jobs, heritage.commands, heritage.constraints]).toEqual(Array(5).fill(undefined));
    // And yet all of it is there.
    const offered = assembled.routes.map(({ operation }) => operation).filter((name) => name.startsWith('heritage.'));
    expect(offered).toEqual(expect.arrayContaining(['heritage.trees.list', 'heritage.care.record']));
  });

  test('keeps the boundaries where it would lie', async () => {
    const result = await examine(installed, ['src']);
    const own = added.map(([path]) => path).filter((path) => path.endsWith('.ts'));
    const seen = new Set(result.modules.map(({ source }) => source));
    expect(own.filter((path) => !seen.has(path))).toEqual([]);
    expect(broken(result).filter((line) => line.includes('heritage'))).toEqual([]);
  });

  test('has pure files that run anywhere', () => {
    const paths = added.map(([path]) => path).filter((path) => new RegExp(pure.join('|')).test(path));
    expect(paths).toHaveLength(3);
    expect(
      complaints(
        installed,
        paths.map((path) => join(installed, path)),
      ),
    ).toEqual([]);
  });

  test('ships in no product', () => {
    const named = files(/^(src|db|data|docs|bin|scripts)\//).filter(
      (path) => /\.(tsx?|mts|mjs|sql|csv|json)$/.test(path) && !path.includes('/tests/') && text(path).includes('heritage.'),
    );
    expect(named).toEqual([]);
    expect(root).not.toBe(installed);
  });
});
