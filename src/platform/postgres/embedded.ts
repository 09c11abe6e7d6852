/** The embedded server shared by all processes of one installation: first in starts it, last out stops it. */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as cluster from './cluster.ts';
import { connected, localUrl } from './connection.ts';
import type { OpenDatabase } from './index.ts';
import { read, withLock } from './lock.ts';
import { type Passwords, passwords } from './passwords.ts';
import { place } from './place.ts';
import { keysLost, notMyData, notRunning } from './problems.ts';
import { isAlive, self } from './process.ts';
import { APP, DATABASE, ensureRoles, OWNER } from './roles.ts';

export interface EmbeddedOptions {
  /** Where `node_modules` with the server programs is. */
  readonly project: string;
  readonly home: string;
  readonly keys: string;
  /** False only for test databases. */
  readonly durable: boolean;
  /** False: wait for a server that somebody else starts. */
  readonly mayStart: boolean;
  /** How long to wait for somebody else's server; half a minute unless told. */
  readonly patienceMs?: number;
}

export interface EmbeddedDatabase extends OpenDatabase {
  readonly urls: OpenDatabase['urls'] & { readonly superuser: string };
  readonly port: number;
}

/** @throws Problem `/problems/platform/database-*` */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  // The real path: the running server is recognised by it, however the project was reached.
  mkdirSync(join(options.home, 'run', 'users'), { recursive: true });
  const home = realpathSync(options.home);
  const run = join(home, 'run');
  try {
    accessSync(join(run, 'users'), constants.W_OK);
  } catch {
    throw notMyData({ folder: home, owner: `uid ${statSync(home).uid}`, me: userInfo().username });
  }
  const lock = join(run, 'postgres.lock');

  const deadline = Date.now() + (options.patienceMs ?? 30_000);
  for (;;) {
    const opened = await withLock(lock, async () => {
      const where = place(home);
      const secret = passwords(options.keys, 'database.json', options.mayStart && !cluster.hasData(where.data));
      if (!secret) {
        if (!options.mayStart && !cluster.hasData(where.data)) return null;
        throw keysLost({ file: join(options.keys, 'database.json'), folder: where.data });
      }
      keepOwner(home, options.keys, secret);
      // Registered first: from now on nobody else takes himself for the last one.
      const leave = enter(run, where.data);
      try {
        const attached = await attach(where.data, secret);
        if (attached === null && !options.mayStart) {
          await leave();
          return null;
        }
        const noted = join(run, 'postgres.json');
        const port = attached ?? (await cluster.start(where, options.project, secret, options.durable, notedPort(noted)));
        const url = (role: string, password: string, database: string) => localUrl(role, password, port, database);
        const superuser = url('postgres', secret.superuser, 'postgres');
        if (attached === null) {
          writeFileSync(noted, `${JSON.stringify({ port })}\n`);
          keepOwner(home, noted);
          await ensureRoles(superuser, secret);
        }
        const version = await connected(superuser, async (client) => {
          const { rows } = await client.query<{ version: number }>(`select current_setting('server_version_num')::int as version`);
          return rows[0]?.version ?? 0;
        });
        return {
          urls: { owner: url(OWNER, secret.owner, DATABASE), app: url(APP, secret.app, DATABASE), superuser },
          started: attached === null,
          where: where.data,
          moved: where.moved,
          version,
          port,
          running: () => cluster.running(where.data) !== null,
          stop: () => withLock(lock, leave),
        };
      } catch (error) {
        // A server that cannot be used is not left behind.
        await leave();
        throw error;
      }
    });
    if (opened) return opened;
    if (Date.now() > deadline) throw notRunning();
    await sleep(200);
  }
}

/** The port of the running server when it answers; one that is shutting down is waited out. */
async function attach(data: string, secret: Passwords): Promise<number | null> {
  const server = cluster.running(data);
  if (!server) return null;
  return (await cluster.answers(server.pid, server.port, secret, data)) ? server.port : null;
}

/** Registers this process as a user of the server; the returned function (called under the lock) takes it out, and the last one stops the server. */
function enter(run: string, data: string): () => Promise<void> {
  const entry = join(run, 'users', `${self.pid}-${randomBytes(4).toString('hex')}`);
  writeFileSync(entry, JSON.stringify(self));

  /** Without waiting: at the end of a process that did not say goodbye. A start at this very moment waits the shutdown out. */
  const hurry = () => {
    rmSync(entry, { force: true });
    if (!othersIn(run)) cluster.signalStop(data);
  };
  addFarewell(hurry);

  return async () => {
    if (!removeFarewell(hurry)) return;
    rmSync(entry, { force: true });
    if (!othersIn(run)) await cluster.stop(data);
  };
}

/** What this process still has open, for an end without `stop()`: an uncaught error, `process.exit`, Ctrl-C in a command. */
const farewells = new Set<() => void>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function addFarewell(farewell: () => void): void {
  if (farewells.size === 0) {
    process.on('exit', sayFarewell);
    for (const signal of signals) process.on(signal, onSignal);
  }
  farewells.add(farewell);
}

function removeFarewell(farewell: () => void): boolean {
  const had = farewells.delete(farewell);
  if (had && farewells.size === 0) {
    process.off('exit', sayFarewell);
    for (const signal of signals) process.off(signal, onSignal);
  }
  return had;
}

function sayFarewell(): void {
  for (const farewell of farewells) {
    removeFarewell(farewell);
    farewell();
  }
}

function onSignal(signal: NodeJS.Signals): void {
  // Whoever else listens has a plan and will call stop(); alone, we keep the meaning of the signal.
  if (process.listenerCount(signal) > 1) return;
  sayFarewell();
  process.kill(process.pid, signal);
}

/** Whether any living process uses the server. Entries of the dead are swept. */
function othersIn(run: string): boolean {
  const folder = join(run, 'users');
  let alive = false;
  for (const name of readdirSync(folder)) {
    const who = read(join(folder, name));
    if (who && isAlive(who)) alive = true;
    else rmSync(join(folder, name), { force: true });
  }
  return alive;
}

function notedPort(file: string): number | null {
  try {
    const { port } = JSON.parse(readFileSync(file, 'utf8')) as { port?: unknown };
    return typeof port === 'number' ? port : null;
  } catch {
    return null;
  }
}

/** What root writes into a normal user's installation stays that user's, who must be able to carry on without root. */
function keepOwner(home: string, path: string, secret?: Passwords): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(home);
  if (uid === 0) return;
  chownSync(path, uid, gid);
  if (secret?.fresh) chownSync(secret.file, uid, gid);
}
