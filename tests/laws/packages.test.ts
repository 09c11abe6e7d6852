/** Every package is used where it is declared, and every file by somebody. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { root } from '../../src/platform/root.ts';
import { code, files, text } from './sources.ts';

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}
const manifest = JSON.parse(text('package.json')) as Manifest;

interface Named {
  name: string;
}
interface Unused {
  file: string;
  files: Named[];
  dependencies: Named[];
  devDependencies: Named[];
  unlisted: Named[];
  unresolved: Named[];
}

test('no unused files, no unused packages, none that is not declared', async () => {
  const program = join(root, 'node_modules', 'knip', 'bin', 'knip.js');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, '--config', 'knip.jsonc', '--reporter', 'json', '--no-exit-code', '--include', 'files,dependencies,unlisted,unresolved'],
    { cwd: root, maxBuffer: 64 * 1024 * 1024 },
  );
  const { issues } = JSON.parse(stdout) as { issues: Unused[] };
  const found = issues.flatMap((issue) => [
    ...issue.files.map(() => `${issue.file}: nobody imports it; delete it or import it`),
    ...[...issue.dependencies, ...issue.devDependencies].map(({ name }) => `package.json: ${name} is not used; npm uninstall ${name}`),
    ...issue.unlisted.map(({ name }) => `${issue.file}: ${name} is not declared; npm install -E ${name}`),
    ...issue.unresolved.map(({ name }) => `${issue.file}: ${name} does not exist`),
  ]);
  expect(found).toEqual([]);
});

describe('package.json', () => {
  const imported = (paths: readonly string[]) =>
    new Set(
      paths.flatMap((path) =>
        [...text(path).matchAll(/(?:from|import|require|resolve)\s*\(?\s*'(@[\w.-]+\/[\w.-]+|[\w.-]+)[^']*'/g)].map(([, name]) => name),
      ),
    );
  const browser = /^src\/(kit\/|web\.tsx$|.*\/ui\/)/;
  const server = imported(code().filter((path) => path.startsWith('src/') && !browser.test(path) && !path.includes('/tests/')));
  /** Needed by `npm start`, which installs and builds: scripts that run in an office. */
  const inOffice = imported(files(/^scripts\/(start|build|install|node-version)\.mjs$/));

  test('keeps under dependencies what the server runs on, and nothing else', () => {
    const idle = Object.keys(manifest.dependencies).filter((name) => !server.has(name));
    expect(idle, 'move it to devDependencies: npm install -D -E').toEqual([]);
    expect(server.size).toBeGreaterThan(20);
    expect(inOffice.size).toBeGreaterThan(0);
  });

  test('says one exact version of each package', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  test('and its lock file tell no host', () => {
    const lock = JSON.parse(text('package-lock.json')) as { packages: Record<string, { resolved?: string }> };
    const told = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined);
    expect(
      told.map(([path, { resolved }]) => `${path}: ${resolved}`),
      'npm config set omit-lockfile-registry-resolved true, then npm install',
    ).toEqual([]);
  });
});
