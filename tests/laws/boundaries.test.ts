/** Zones and boundaries hold, each rule can fail, and the checker saw every file there is. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { ICruiseResult } from 'dependency-cruiser';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../src/platform/root.ts';
import { pure, rules } from './boundary-rules.ts';
import { broken, complaints, examine } from './examine.ts';
import { code, files, text } from './sources.ts';

describe('the checkout', () => {
  let result: ICruiseResult;
  beforeAll(async () => {
    result = await examine(root, ['src', 'tests', 'bench', 'scripts']);
  });

  test('keeps every boundary', () => {
    expect(broken(result)).toEqual([]);
  });

  test('was seen whole: no file was overlooked, and no import of a file', () => {
    const seen = new Map(result.modules.map((module) => [module.source, module.dependencies.length]));
    expect(
      code().filter((path) => !seen.has(path) && !path.endsWith('.d.ts')),
      'files that the checker did not see',
    ).toEqual([]);
    expect(seen.size).toBeGreaterThan(300);
    const blind = code().filter((path) => {
      const imported = new Set(ts.preProcessFile(text(path), true, true).importedFiles.map(({ fileName }) => fileName));
      // One file may be named twice (import and export from), never the other way round.
      return (seen.get(path) ?? 0) < imported.size;
    });
    expect(blind, 'files whose imports the checker did not all see').toEqual([]);
  });
});

test('every rule says no to what breaks it', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'boundaries-')));
  try {
    const put = (path: string, content: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    };
    put('package.json', JSON.stringify({ dependencies: { pg: '1' }, devDependencies: { developer: '1' } }));
    for (const name of ['pg', 'developer', 'stranger']) {
      put(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      put(`node_modules/${name}/index.js`, 'module.exports = {};');
    }
    const imports = new Map<string, string[]>();
    for (const { breaks } of rules) {
      const [from, to] = breaks;
      imports.set(from, [...(imports.get(from) ?? []), to]);
      if (/^(src|tests)\//.test(to) && !imports.has(to)) imports.set(to, []);
    }
    imports.set('src/core/people/circle.ts', ['src/core/people/acts.ts']);
    // Allowed, and therefore in no answer: a type of the core's own doors.
    put('src/core/notices/index.ts', "import type { Unit } from '../unit.ts';\nexport const unit: Unit = {};\n");
    put('src/core/unit.ts', 'export interface Unit {}\n');
    for (const [path, to] of imports) {
      const lines = to.map((target) => {
        const near = relative(dirname(path), target);
        return `import '${/^(src|tests)\//.test(target) ? (near.startsWith('.') ? near : `./${near}`) : target}';`;
      });
      put(path, `${lines.join('\n')}\nexport const here = 1;\n`);
    }
    const result = await examine(folder, ['src', 'tests']);
    const failed = new Set(result.summary.violations.map(({ rule }) => rule.name));
    expect(
      rules.map(({ name }) => name).filter((name) => !failed.has(name)),
      'rules that did not notice what breaks them',
    ).toEqual([]);
    expect(broken(result).filter((line) => line.includes('core/notices/index.ts →'))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('pure files', () => {
  const paths = files(new RegExp(pure.join('|'))).map((path) => join(root, path));

  test('compile where there is neither Node nor a browser', () => {
    expect(paths.length).toBeGreaterThan(20);
    expect(complaints(root, paths), 'move what needs Node or the DOM into a server or ui file').toEqual([]);
  });

  test('would not compile with one foot outside', () => {
    const planted = join(root, 'src/platform/problem.ts');
    for (const line of [
      'document.title;',
      'process.env;',
      "import { readFileSync } from 'node:fs'; readFileSync;",
      'setTimeout(() => {}, 1);',
      'console.log(1);',
    ]) {
      expect(complaints(root, [planted], { path: planted, text: `export {};\n${line}` }), line).not.toEqual([]);
    }
  });
});
