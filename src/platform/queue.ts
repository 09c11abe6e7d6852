/**
 * The job queue: graphile-worker in its own schema, in the same database, so that a job is added in the transaction that needs it and
 * exists exactly when that transaction is committed.
 *
 * The worker serves as `taizhang_app` like the server does: its process never holds the owner's password. The schema is installed by the
 * owner at migrate time; the application role may use the queue's tables and nothing else there.
 */
import { Logger, parseCronItems, run, runMigrations, type TaskList } from 'graphile-worker';
import { sql } from 'kysely';
import pg from 'pg';
import type { Tx } from './db.ts';
import { log } from './log.ts';

const tables = ['_private_jobs', '_private_job_queues', '_private_tasks', '_private_known_crontabs'];

const logger = new Logger((scope) => (level, message) => {
  const where = { scope: scope.label, task: scope.taskIdentifier };
  if (level === 'error') log.error(where, message);
  else if (level === 'warning') log.warn(where, message);
  else log.debug(where, message);
});

/** Installs or updates the queue's schema and restates the grants of the application role. For the owner, at migrate time. */
export async function prepareQueue(ownerUrl: string): Promise<void> {
  await runMigrations({ connectionString: ownerUrl, logger, maxPoolSize: 2 });
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'taizhang migrate' });
  await client.connect();
  try {
    // The library switches row security on and writes no policy, so that only the owner could use its tables.
    const restated = tables.map(
      (table) => `
        drop policy if exists application on graphile_worker.${table};
        create policy application on graphile_worker.${table} to taizhang_app using (true) with check (true);
        grant select, insert, update, delete on graphile_worker.${table} to taizhang_app;`,
    );
    await client.query(`
      begin;
      revoke all on all tables in schema graphile_worker from taizhang_app;
      grant usage on schema graphile_worker to taizhang_app;
      grant select on graphile_worker.migrations to taizhang_app;
      ${restated.join('\n')}
      commit;`);
  } finally {
    await client.end();
  }
}

export interface JobOptions {
  /** A waiting job with the same key is replaced, so that ten edits ask for one recount. */
  key?: string;
  /** Jobs of one queue run one after the other. */
  queue?: string;
  runAt?: Date;
  /** How often it is tried before it stays for the operator; 5 unless said. */
  attempts?: number;
}

/** Asks for a job in the caller's transaction: it exists if and when that transaction is committed. */
export async function addJob(tx: Tx, name: string, payload: Record<string, unknown>, options: JobOptions = {}): Promise<void> {
  await sql`select graphile_worker.add_job(identifier => ${name}, payload => ${JSON.stringify(payload)}::json, queue_name => ${options.queue ?? null},
    run_at => ${options.runAt ?? null}::timestamptz, max_attempts => ${options.attempts ?? 5}, job_key => ${options.key ?? null})`.execute(
    tx,
  );
}

export interface QueueTask {
  name: string;
  /** Five fields, UTC; absent when only asked for. */
  cron?: string;
  run: (payload: unknown, signal: AbortSignal) => Promise<unknown>;
}

export interface WorkerOptions {
  /** The application role's address. */
  url: string;
  tasks: readonly QueueTask[];
  /** Stops the worker: running jobs receive an aborted signal and, when they give up, are tried again at the next start. */
  signal: AbortSignal;
  /** Jobs at a time; 2 unless said. */
  concurrency?: number;
  /** Called once jobs are being taken. */
  started?: () => void;
}

/**
 * Runs jobs until `signal` is aborted. One worker at a time for a database: a second one waits in reserve. Since the first one is known
 * to be gone, jobs that it left locked (a killed process) are taken up at once instead of after the library's four hours.
 * Throws when the database is lost; the caller starts again.
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { signal } = options;
  if (signal.aborted) return;
  const guard = new pg.Client({ connectionString: options.url, application_name: 'taizhang worker guard', keepAlive: true });
  const lost = new Promise<Error>((resolve) => {
    guard.on('error', resolve);
    guard.on('end', () => resolve(new Error('the worker lost its database connection')));
  });
  const aborted = new Promise<'stop'>((resolve) => signal.addEventListener('abort', () => resolve('stop'), { once: true }));
  try {
    await guard.connect();
    const alone = await Promise.race([
      guard.query("select pg_advisory_lock(hashtext('taizhang.worker'))").then(() => true),
      aborted.then(() => false),
    ]);
    if (!alone) return;
    await guard.query(`
      select graphile_worker.force_unlock_workers(array(
        select locked_by from graphile_worker._private_jobs where locked_by is not null
        union select locked_by from graphile_worker._private_job_queues where locked_by is not null))`);
    const taskList: TaskList = Object.fromEntries(
      options.tasks.map((task) => [
        task.name,
        async (payload, helpers) => {
          await task.run(payload, helpers.abortSignal);
        },
      ]),
    );
    const runner = await run({
      connectionString: options.url,
      logger,
      taskList,
      concurrency: options.concurrency ?? 2,
      maxPoolSize: (options.concurrency ?? 2) + 2,
      noHandleSignals: true,
      pollInterval: 2000,
      gracefulShutdownAbortTimeout: 200,
      parsedCronItems: parseCronItems(
        options.tasks.flatMap((task) => (task.cron ? [{ task: task.name, match: task.cron, identifier: task.name }] : [])),
      ),
    });
    options.started?.();
    const ended = await Promise.race([aborted, lost, runner.promise.then(() => 'ended' as const)]);
    if (ended !== 'ended') await runner.stop().catch(() => {});
    // A job that gives up on its signal makes the runner reject: that is a stop, not a fault.
    await runner.promise.catch((error: unknown) => log.debug({ err: error }, 'the worker stopped with running jobs'));
    if (ended !== 'stop') throw ended instanceof Error ? ended : new Error('the worker ended by itself');
  } finally {
    await guard.end().catch(() => {});
  }
}
