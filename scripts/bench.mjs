/** `npm run bench [-- PART…]`: builds, then measures with 114,000 premises and 1,000,000 matters (bench/run.ts says how). */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import './node-version.mjs';
import { build } from './build.mjs';
import { installModules, root } from './install.mjs';

await installModules();
await build();
const run = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'), join(root, 'bench', 'run.ts'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = run.status ?? 1;
