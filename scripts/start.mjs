/**
 * `npm start` on a fresh clone: installs what is missing, builds what changed, then becomes the supervisor
 * (src/platform/supervisor.ts), which keeps PostgreSQL, server and worker.
 */
import './node-version.mjs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { installModules, root } from './install.mjs';

await installModules();
await build();
try {
  const { readConfig, supervise } = await import(pathToFileURL(join(root, 'dist', 'supervisor.js')).href);
  process.exitCode = await supervise(readConfig());
} catch (error) {
  // A problem has been written for the operator; anything else is ours, and its stack helps.
  console.error(error?.name === 'Problem' ? error.message : error);
  process.exitCode = 1;
}
