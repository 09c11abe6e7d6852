/**
 * The seventh programme 古树名木: the proof that a new programme is one folder of declarations, one migration and one name in each door. It
 * ships in no product. The laws build it beside the others; a journey installs it into a copy of the tree and works with it.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../src/platform/root.ts';

export { heritage } from './heritage/programme.ts';

const folder = join(root, 'tests', 'seventh');
const migration = '9001_heritage_tables.sql';

/** For `migrate` and `deploy`. */
export const extra = { migrations: [join(folder, 'migrations', migration)], access: [join(folder, 'heritage', 'access.sql')] };

/** The doors that list programmes, and the import that each of them gets. */
const doors = [
  { path: 'src/units.ts', imported: "import { heritage } from './programmes/heritage/programme.ts';" },
  { path: 'src/web.tsx', imported: "import { heritage } from './programmes/heritage/ui/index.ts';" },
] as const;

/** What a product is built and run from. */
const needed = ['bin', 'data', 'db', 'docs/zh', 'scripts', 'src', 'index.html', 'package.json', 'package-lock.json', 'vite.config.ts'];

/** Every file of the programme as it would lie in a tree: path there and text. Only the way up to `src/` is another one there. */
export function seventhFiles(): Map<string, string> {
  const files = new Map([[`db/migrations/${migration}`, readFileSync(join(folder, 'migrations', migration), 'utf8')]]);
  for (const entry of readdirSync(join(folder, 'heritage'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const up = path.slice(join(folder, 'heritage').length + 1).replaceAll('\\', '/');
    files.set(`src/programmes/heritage/${up}`, readFileSync(path, 'utf8').replaceAll('../../../src/', '../../'));
  }
  return files;
}

/** A copy of the tree in `target`, which must be empty, with the programme put where a new one goes. */
export function installSeventh(target: string): void {
  for (const path of needed)
    cpSync(join(root, path), join(target, path), {
      recursive: true,
      preserveTimestamps: true,
      filter: (from) => !/[/\\]tests$/.test(from),
    });
  symlinkSync(join(root, 'node_modules'), join(target, 'node_modules'));
  for (const [path, content] of seventhFiles()) {
    mkdirSync(join(target, path, '..'), { recursive: true });
    writeFileSync(join(target, path), content);
  }
  for (const { path, imported } of doors) {
    const door = readFileSync(join(target, path), 'utf8');
    const listed = door.replace(/(\bconst programmes: [^=]*= \[[\s\S]*?),?\s*\];/, '$1, heritage];');
    if (listed === door) throw new Error(`${path} lists programmes in another way: mend tests/seventh`);
    writeFileSync(join(target, path), listed.replace(/^import /m, `${imported}\nimport `));
  }
}
