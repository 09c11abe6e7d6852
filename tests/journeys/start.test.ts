/** The first of the two commands: `npm start`, as an operator lives with it. Uses the built product, without the demo city. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openEmbedded } from '../../src/platform/postgres/embedded.ts';
import { isAlive, self } from '../../src/platform/postgres/process.ts';
import { root } from '../../src/platform/root.ts';

let home = '';
let port = 0;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  const base = join(root, 'node_modules', '.cache', 'taizhang-start');
  mkdirSync(base, { recursive: true });
  home = mkdtempSync(join(base, 'home-'));
  port = await new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as { port: number };
      probe.close(() => found(free));
    });
  });
});

afterEach(async () => {
  for (const child of running) {
    child.kill('SIGTERM');
    await end(child);
  }
});

afterAll(async () => {
  // Whatever a failed test left behind is adopted, and stopped by the last one out.
  const left = await openEmbedded({ project: root, home, keys: join(home, 'keys'), durable: true, mayStart: true });
  await left.stop();
  if (!left.where.startsWith(home)) rmSync(join(left.where, '..'), { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

const environment = () => ({
  ...process.env,
  PORT: String(port),
  HOST: '',
  TAIZHANG_HOME: home,
  TAIZHANG_DEMO: 'off',
  npm_lifecycle_event: '',
});

interface Started {
  child: ChildProcess;
  said: () => string;
  seconds: number;
}

async function start(): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, ['scripts/start.mjs'], { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
  }
  while (!said.includes('按 Ctrl-C 停止')) {
    if (child.exitCode !== null) throw new Error(`start ended with ${child.exitCode}: ${said}`);
    await sleep(10);
  }
  return { child, said: () => said, seconds: (performance.now() - began) / 1000 };
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done));
  running.delete(child);
  return child.exitCode;
}

const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
const answers = () =>
  ask('/health/ready').then(
    (response) => response.ok,
    () => false,
  );

/** Processes that use this office's database: supervisor, server, worker. */
function users(): number[] {
  const folder = join(home, 'run', 'users');
  return readdirSync(folder)
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter(isAlive)
    .map((who) => who.pid);
}

function command(...args: string[]): unknown {
  return JSON.parse(
    execFileSync(process.execPath, ['bin/taizhang', ...args, '--json'], { cwd: root, env: environment(), encoding: 'utf8' }),
  );
}

test('a first start says where it is; the second is quick, and beside it there is no third', async () => {
  const first = await start();
  expect(first.said()).toContain(`http://localhost:${port}`);
  // Where it was told to, or where PostgreSQL's own user can reach: never a folder that is swept at night.
  expect(first.said()).toMatch(new RegExp(`数据在 (${home}|/var/lib/taizhang/)`));
  expect(await (await ask('/health/live')).json()).toEqual({ live: true });

  const other = spawnSync(process.execPath, ['scripts/start.mjs'], { cwd: root, env: environment(), encoding: 'utf8' });
  expect(other.status).toBe(1);
  expect(other.stderr).toContain(`系统已在运行：进程 ${first.child.pid}`);
  const elsewhere = spawnSync(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: { ...environment(), TAIZHANG_HOME: join(home, 'other') },
    encoding: 'utf8',
  });
  expect(elsewhere.stderr).toContain(`PORT=${port + 1}`);
  expect(await answers()).toBe(true);

  expect(command('doctor')).toMatchObject({ ok: true });

  first.child.kill('SIGINT');
  expect(await end(first.child)).toBe(0);
  expect(await answers()).toBe(false);
  expect(users()).toEqual([]);

  const second = await start();
  second.child.kill('SIGTERM');
  expect(await end(second.child)).toBe(0);
  // The better of two: the machine may be busy with something else once.
  const third = await start();
  expect(Math.min(second.seconds, third.seconds)).toBeLessThan(5);
});

describe('nothing is lost', () => {
  const opened = () => ask('/api/office').then((response) => response.json());

  test('server, worker and supervisor killed in the middle of the work', async () => {
    const first = await start();
    const administrator = (name: string, title: string, password: string) => ({ name, title, password });
    const answer = await ask('/api/office', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({
        city: '4104',
        administrators: {
          system: administrator('admin.a', '甲某', 'Long-journey-1'),
          security: administrator('admin.b', '乙某', 'Long-journey-2'),
          audit: administrator('admin.c', '丙某', 'Long-journey-3'),
        },
      }),
    });
    expect(answer.ok, await answer.clone().text()).toBe(true);

    for (const pid of users()) if (pid !== self.pid) process.kill(pid, 'SIGKILL');
    await end(first.child);
    await start();
    expect(await opened()).toMatchObject({ state: 'ready', city: { code: '4104' } });
  });

  test('a killed server comes back by itself, and so does a killed database', async () => {
    const { child } = await start();
    const [supervisor, ...children] = users().sort((a, b) => (a === child.pid ? -1 : b === child.pid ? 1 : 0));
    expect(supervisor).toBe(child.pid);
    for (const pid of children) process.kill(pid, 'SIGKILL');
    await expect.poll(answers, { timeout: 20_000 }).toBe(true);
    expect(await opened()).toMatchObject({ state: 'ready' });

    const { where } = await openEmbedded({ project: root, home, keys: join(home, 'keys'), durable: true, mayStart: true }).then(
      async (database) => {
        await database.stop();
        return database;
      },
    );
    const postmaster = Number(readFileSync(join(where, 'postmaster.pid'), 'utf8').split('\n')[0]);
    expect(postmaster).toBeGreaterThan(1);
    process.kill(postmaster, 'SIGKILL');
    await sleep(500);
    await expect.poll(answers, { timeout: 30_000 }).toBe(true);
    expect(await opened()).toMatchObject({ state: 'ready' });
  });

  test('a killed supervisor takes the others along', async () => {
    const { child } = await start();
    child.kill('SIGKILL');
    await end(child);
    await expect.poll(users, { timeout: 15_000 }).toEqual([]);
    expect(await answers()).toBe(false);
    await start();
    expect(await opened()).toMatchObject({ state: 'ready' });
  });
});
