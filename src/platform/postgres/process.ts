/** Who is alive: a process is known by its id *and* its birth, because ids are used again after a crash or a reboot. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  readonly born: string;
}

export const self: ProcessIdentity = identify(process.pid);

export function identify(pid: number): ProcessIdentity {
  return { pid, born: birth(pid) ?? 'unknown' };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identity.born === 'unknown' ? exists(identity.pid) : birth(identity.pid) === identity.born;
}

/** True also for a process of another user, which may not be signalled (EPERM). */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Something that never repeats for a process id on this machine; null when there is no such process, or only its zombie. */
function birth(pid: number): string | null {
  try {
    if (process.platform !== 'linux') return ps(pid, 'stat').startsWith('Z') ? null : ps(pid, 'lstart') || null;
    const { state, started } = statOf(pid);
    return state === 'Z' ? null : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${started}`;
  } catch {
    return null;
  }
}

/** The process that started `pid`, and its command line. */
export function parentOf(pid: number): { pid: number; command: string } | null {
  try {
    const parent = Number(process.platform === 'linux' ? statOf(pid).parent : ps(pid, 'ppid'));
    return { pid: parent, command: commandOf(parent) };
  } catch {
    return null;
  }
}

/** The fields after the command name, which may itself contain spaces and brackets. */
function statOf(pid: number): { state: string; parent: string; started: string } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', parent: fields[1] ?? '', started: fields[19] ?? '' };
}

/** Empty for a zombie; throws when there is no such process. */
function commandOf(pid: number): string {
  return process.platform === 'linux' ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') : ps(pid, 'command');
}

function ps(pid: number, field: string): string {
  return execFileSync('ps', ['-ww', '-o', `${field}=`, '-p', String(pid)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

/**
 * Whether `pid` is the PostgreSQL server of this data folder: we always start it with the folder on its command line.
 * (Its working directory would say so too, but a container's root may not read that of another user's process.)
 */
export function isServerOf(pid: number, dataFolder: string): boolean {
  try {
    return commandOf(pid).includes(dataFolder);
  } catch {
    return false;
  }
}
