/** The worker's door: seals the ledger, takes jobs, follows the clock. */
import { setTimeout as wait } from 'node:timers/promises';
import { keepSealing } from './core/ledger/index.ts';
import { enterOffice } from './core/office.ts';
import { anchorsBeside } from './platform/anchors.ts';
import { readConfig } from './platform/config.ts';
import { log } from './platform/log.ts';
import { openDatabase } from './platform/postgres/index.ts';
import { runWorker } from './platform/queue.ts';
import { assemble } from './units.ts';

const config = readConfig();
const database = await openDatabase(config);
const office = await enterOffice(config, database.urls.app, 'taizhang worker', 6);
const { jobs } = assemble({ publicUrl: config.publicUrl });

const stop = new AbortController();
for (const order of ['SIGTERM', 'SIGINT'] as const) process.on(order, () => stop.abort());

const tasks = jobs.map((job) => ({
  name: job.name,
  ...(job.cron ? { cron: job.cron } : {}),
  run: async (payload: unknown, signal: AbortSignal) => {
    // Another process may have stepped the demo's clock.
    await office.clock.refresh(office.db);
    const started = performance.now();
    const words = await job.run({ ...office, clock: office.clock.held() }, payload, signal);
    log.info({ job: job.name, ms: Math.round(performance.now() - started), ...(words ? { words } : {}) }, 'job done');
  },
}));

async function work(): Promise<void> {
  while (!stop.signal.aborted) {
    try {
      await runWorker({
        url: database.urls.app,
        tasks,
        signal: stop.signal,
        started: () => log.info({ jobs: tasks.length }, 'worker takes jobs'),
      });
    } catch (error) {
      // The database was restarted, or is not there yet: jobs wait in it.
      log.warn({ err: error }, 'the worker lost its database and starts again');
      await wait(1000, undefined, { signal: stop.signal }).catch(() => {});
    }
  }
}

await Promise.all([work(), keepSealing(office.db, stop.signal, anchorsBeside(config.files))]);
await office.db.close();
await database.stop();
process.exit(0);
