/** Processes that are measured: the office's own doors, and commands with their largest memory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../src/platform/root.ts';

export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** Largest resident memory of a living process so far, in MB; 0 where the system does not tell (only Linux does). */
export function peakMemory(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

export interface Measured {
  seconds: number;
  /** MB. */
  memory: number;
  output: string;
  code: number | null;
}

/** Runs a program of Node to its end. */
export async function measured(args: readonly string[], env: Record<string, string>): Promise<Measured> {
  const began = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  let memory = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, peakMemory(child.pid ?? 0));
  }, 50);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(watch);
  return { seconds: (performance.now() - began) / 1000, memory, output, code };
}

/** Starts the built server and worker on the office in `home`. */
export async function serve(home: string, port: number): Promise<{ pid: number; stop: () => Promise<void> }> {
  const env = { ...process.env, TAIZHANG_HOME: home, PORT: String(port), LOG_LEVEL: 'error' };
  const children = ['server', 'worker'].map((door) =>
    spawn(process.execPath, [join(root, 'dist', `${door}.js`)], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] }),
  );
  const stop = async () => {
    await Promise.all(children.map((child) => ended(child)));
  };
  for (let tries = 0; tries < 300; tries++) {
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return { pid: children[0]?.pid ?? 0, stop };
    await sleep(100);
  }
  await stop();
  throw new Error('the server did not become ready');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(late);
}
