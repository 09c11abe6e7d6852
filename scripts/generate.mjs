/** `npm run generate`: database types, the schema as it stands, the API description and the client's types. `--check` says whether they are fresh. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './install.mjs';

const made = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'), join(root, 'scripts', 'generate.mts'), ...process.argv.slice(2)],
  { stdio: 'inherit', cwd: root },
);
process.exitCode = made.status ?? 1;
