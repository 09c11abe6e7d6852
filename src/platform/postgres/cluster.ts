/** One embedded server on one data folder: made, started, found running, stopped. Callers hold the lock. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, binaries } from './binaries.ts';
import { codeOf, connected, localUrl } from './connection.ts';
import type { OsUser } from './os-user.ts';
import type { Passwords } from './passwords.ts';
import type { Place } from './place.ts';
import { didNotStart, keysLost, newerData } from './problems.ts';
import { exists, isServerOf } from './process.ts';
import { hostAccess, settings } from './settings.ts';

/** Crash recovery after a power cut replays up to `max_wal_size`. */
const RECOVERY_MS = 300_000;

/** Whether the data folder was made whole. */
export function hasData(data: string): boolean {
  return existsSync(join(data, 'PG_VERSION'));
}

/** The running server, or null. A `postmaster.pid` left by a crash, with its number used by somebody else now, does not count. */
export function running(data: string): { pid: number; port: number } | null {
  const lines = postmasterFile(data);
  const pid = Number(lines?.[0]);
  return pid > 0 && isServerOf(pid, data) ? { pid, port: Number(lines?.[3]) } : null;
}

function postmasterFile(data: string): string[] | null {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
}

/** initdb beside the final name and rename: an interrupted first start leaves nothing half-made. */
export function create(place: Place, programs: Binaries, passwords: Passwords): void {
  const half = `${place.data}.half`;
  const secret = `${place.data}.word`;
  rmSync(half, { recursive: true, force: true });
  rmSync(secret, { force: true });
  mkdirSync(half, { mode: 0o700 });
  writeFileSync(secret, passwords.superuser, { mode: 0o600 });
  give(half, place.user);
  give(secret, place.user);
  try {
    const made = spawnSync(
      programs.initdb,
      [
        ...['-D', half, '-U', 'postgres', `--pwfile=${secret}`, '--auth=scram-sha-256', '--encoding=UTF8'],
        ...['--locale-provider=builtin', '--locale=C.UTF-8', '--lc-messages=C', '--data-checksums', '--no-instructions'],
      ],
      { ...place.user.ids, cwd: '/', encoding: 'utf8', env: environment() },
    );
    if (made.status !== 0) throw didNotStart({ log: 'initdb', tail: `${made.error?.message ?? ''}${made.stderr ?? ''}`.trim() });
    writeFileSync(join(half, 'pg_hba.conf'), hostAccess);
    writeFileSync(join(half, 'postgresql.conf'), "# 请勿修改；个别设置用 alter system 调整\ninclude = 'taizhang.conf'\n");
    renameSync(half, place.data);
  } finally {
    rmSync(secret, { force: true });
    rmSync(half, { recursive: true, force: true });
  }
}

/**
 * Starts the server and waits until it answers.
 * @param remembered the port of last time; another is taken when somebody else has it.
 */
export async function start(
  place: Place,
  project: string,
  passwords: Passwords,
  durable: boolean,
  remembered: number | null,
): Promise<number> {
  const programs = binaries(project, place.user, place.base);
  if (!hasData(place.data)) create(place, programs, passwords);
  const major = readFileSync(join(place.data, 'PG_VERSION'), 'utf8').trim();
  if (major !== programs.major) throw newerData({ folder: place.data, has: major, needs: programs.major });
  discardForeignPidFile(place.data);

  const deadline = Date.now() + 30_000;
  let port = remembered;
  for (;;) {
    port = port !== null && (await isFree(port)) ? port : await freePort();
    writeFileSync(join(place.data, 'taizhang.conf'), settings(port, durable), { mode: 0o644 });
    chmodSync(join(place.data, 'taizhang.conf'), 0o644);
    const log = join(place.data, 'start.log');
    const server = launch(programs.postgres, place, log);
    const pid = server.pid ?? 0;
    if (await answers(pid, port, passwords, place.data, server)) return port;
    const tail = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-6).join(' / ') : '';
    // After kill -9 of the postmaster its children need a moment to notice; the shared memory is theirs until then.
    const passing = /pre-existing shared memory|lock file "postmaster\.pid" already exists/.test(tail);
    if (/could not bind|Address already in use/.test(tail)) port = null;
    else if (!passing) throw didNotStart({ log, tail });
    if (Date.now() > deadline) throw didNotStart({ log, tail });
    await sleep(250);
  }
}

function launch(postgres: string, place: Place, log: string): ChildProcess {
  rmSync(log, { force: true });
  const output = openSync(log, 'w', 0o600);
  give(log, place.user);
  try {
    // In a session of its own: Ctrl-C in the terminal must reach the office first, which stops the server last.
    const server = spawn(postgres, ['-D', place.data], {
      ...place.user.ids,
      cwd: '/',
      detached: true,
      stdio: ['ignore', output, output],
      env: environment(),
    });
    server.on('error', () => undefined);
    server.unref();
    return server;
  } finally {
    closeSync(output);
  }
}

/**
 * Waits until the server at `port` accepts our password (it may be recovering from a crash). False when the process ended.
 * @throws Problem when it answers but does not know the password.
 */
export async function answers(pid: number, port: number, passwords: Passwords, data: string, child?: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + RECOVERY_MS;
  while (Date.now() < deadline) {
    if (child ? child.exitCode !== null || child.signalCode !== null || child.pid === undefined : !isServerOf(pid, data)) return false;
    if (postmasterFile(data)?.[7]?.startsWith('ready')) {
      try {
        await connected(localUrl('postgres', passwords.superuser, port, 'postgres'), (client) => client.query('select 1'));
        return true;
      } catch (error) {
        if (codeOf(error) === '28P01') throw keysLost({ file: passwords.file, folder: data });
      }
    }
    await sleep(20);
  }
  return false;
}

/** PostgreSQL believes any living process of its user with that number to be its rival; only a server on this folder is one. */
function discardForeignPidFile(data: string): void {
  const pid = Number(postmasterFile(data)?.[0]);
  if (Number.isInteger(pid) && exists(pid) && !isServerOf(pid, data)) rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Fast shutdown (a checkpoint, sessions cut); after half a minute immediate shutdown, which loses nothing either. */
export async function stop(data: string): Promise<void> {
  const server = running(data);
  if (!server) return;
  for (const [signal, patience] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    tell(server.pid, signal);
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (!isServerOf(server.pid, data)) return;
      await sleep(20);
    }
  }
}

/** For the last moment of a process, when nothing can be awaited any more. */
export function signalStop(data: string): void {
  const server = running(data);
  if (server) tell(server.pid, 'SIGINT');
}

/** It may have ended by itself since we looked. */
function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The office's environment (DATABASE_URL, secrets) is none of the server's business, and PG* variables would mislead it. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C', LC_ALL: 'C', TZ: 'UTC' };
}

function give(path: string, user: OsUser): void {
  if ('uid' in user.ids) chownSync(path, user.ids.uid, user.ids.gid);
}

/** Below the range that systems hand out for outgoing connections, so that it is still free next time. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 15_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const probe = createServer();
    probe.once('error', () => answer(false));
    probe.listen({ host: '127.0.0.1', port }, () => probe.close(() => answer(true)));
  });
}
