/** One process at a time, across processes, without a daemon: a lock file that names its holder. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { busy } from './problems.ts';
import { isAlive, type ProcessIdentity, self } from './process.ts';

/** First boot copies the server and runs initdb under the lock; a slow disk may take a minute. */
const PATIENCE_MS = 180_000;

/**
 * Runs `work` while this process alone holds `file`. A holder that died (kill -9, power cut) is found by its birth and replaced.
 * @throws Problem `/problems/platform/database-busy` when a living holder keeps it for three minutes.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await acquire(file);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

let counter = 0;

async function acquire(file: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  counter += 1;
  const mine = `${file}.${process.pid}.${counter}`;
  // Written aside and linked into place: nobody ever reads a half-written lock.
  writeFileSync(mine, JSON.stringify(self), { mode: 0o600 });
  try {
    for (;;) {
      if (linked(mine, file)) return;
      const holder = read(file);
      if (holder && !isAlive(holder)) discardStale(file, holder);
      else if (Date.now() > deadline) throw busy({ what: basename(file), pid: holder?.pid ?? 0 });
      else await sleep(20 + Math.random() * 30);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Two processes may both see the dead holder: the one that moves away a lock taken in between puts it back. */
function discardStale(file: string, dead: ProcessIdentity): void {
  const aside = `${file}.${process.pid}.${counter}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved && (moved.pid !== dead.pid || moved.born !== dead.born)) linked(aside, file);
  rmSync(aside, { force: true });
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

export function read(file: string): ProcessIdentity | null {
  try {
    const { pid, born } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof born === 'string' ? { pid, born } : null;
  } catch {
    return null;
  }
}
