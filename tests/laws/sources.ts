/** The files of the checkout as they lie on disk, whether or not anybody imports them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../src/platform/root.ts';

/** Folders that are made, fetched or data of this machine. */
const notOurs = new Set(['node_modules', 'dist', '.git', '.taizhang', 'bench/results', 'tests/screenshots']);

function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (notOurs.has(path)) return [];
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : [];
  });
}

let all: readonly string[] | undefined;

/** Paths from the project's root, sorted; only those that match, when a pattern is given. */
export function files(pattern?: RegExp): readonly string[] {
  all ??= walk('').sort();
  return pattern ? all.filter((path) => pattern.test(path)) : all;
}

export const text = (path: string): string => readFileSync(join(root, path), 'utf8');

/** TypeScript and JavaScript that is run, without data and generated types. */
export const code = (): readonly string[] => files(/^(src|tests|bench|scripts)\/.*\.(ts|tsx|mts|mjs)$/);
