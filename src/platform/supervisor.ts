/**
 * `npm start` and `taizhang serve`: one process that keeps three others.
 *
 *   supervisor ── PostgreSQL   in a session of its own; found again after a crash (src/platform/postgres)
 *              ├─ prepare      once: migrates, restates rights, loads the demo city into an empty database
 *              ├─ server       dist/server.js   each in a session of its own and tied to us by an IPC channel: Ctrl-C reaches
 *              └─ worker       dist/worker.js   us alone, and when we are killed they see the channel close and end by themselves
 *
 * Nothing else holds state, so killing any of them at any time loses nothing.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from './config.ts';
import { type OpenDatabase, openDatabase } from './postgres/index.ts';
import { withLock } from './postgres/lock.ts';
import { identify, isAlive, type ProcessIdentity, parentOf, self } from './postgres/process.ts';
import { problem } from './problem.ts';

/** For `scripts/start.mjs`, which knows only the bundle. */
export { readConfig } from './config.ts';

const alreadyRunning = problem<{ pid: number; url: string; home: string }>({
  type: '/problems/platform/already-running',
  status: 409,
  title: '系统已在运行',
  detail: ({ pid, url, home }) =>
    `进程 ${pid} 正在 ${url} 服务（数据目录 ${home}）。直接打开这个地址即可；要重新启动，先在那个窗口按 Ctrl-C，或执行 kill ${pid}`,
});
const portTaken = problem<{ port: number }>({
  type: '/problems/platform/port-taken',
  status: 409,
  title: '端口被占用',
  detail: ({ port }) =>
    `端口 ${port} 已被别的程序占用。请换一个端口启动：PORT=${port < 65535 ? port + 1 : 3000} npm start，或停止占用它的程序`,
});
const portForbidden = problem<{ host: string; port: number; code: string }>({
  type: '/problems/platform/port-forbidden',
  status: 403,
  title: '不能监听这个地址',
  detail: ({ host, port, code }) =>
    `${host}:${port}（${code}）。1024 以下的端口需要管理员权限，HOST 须是本机的地址。请改用 PORT=3000，由反向代理转到 80 或 443`,
});
const notPrepared = problem({
  type: '/problems/platform/not-prepared',
  status: 500,
  title: '数据库没有准备好',
  detail: () => '原因见上面的文字。处理后重新启动；不明白时执行 bin/taizhang doctor',
});
const notServing = problem<{ name: string }>({
  type: '/problems/platform/not-serving',
  status: 500,
  title: '服务没有启动成功',
  detail: ({ name }) => `${name}连续三次启动失败，原因见上面的日志。处理后重新启动；不明白时执行 bin/taizhang doctor`,
});

/** Preloaded into server and worker: the supervisor's end is theirs, in good order, within ten seconds. */
const tiedToUs = `data:text/javascript,${encodeURIComponent(`
  process.on('disconnect', () => { process.kill(process.pid, 'SIGTERM'); setTimeout(() => process.exit(1), 10000).unref(); });
  process.channel?.unref();`)}`;

/**
 * Runs the office until it is told to stop. Words go to `say`.
 * @returns after everything is stopped, with the exit code.
 * @throws Problem when it cannot start; everything started is stopped first.
 */
export async function supervise(config: Config, say: (words: string) => void = console.log): Promise<number> {
  const run = join(config.home, 'run');
  mkdirSync(run, { recursive: true });
  const note = join(run, 'office.json');
  const crashed = await claim(note, join(run, 'office.lock'), config);

  const stopping = new AbortController();
  const office = new Office(config, stopping.signal);
  const orders = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const onOrder = () => (stopping.signal.aborted ? office.kill() : stopping.abort());
  for (const order of orders) process.on(order, onOrder);
  const orphaned = whenNpmDies(() => stopping.abort());
  try {
    await freePort(config, crashed);
    const { database, words } = await office.start();
    if (!stopping.signal.aborted) {
      say(`台账已启动：${config.publicUrl}`);
      say(`数据在 ${database.where}${database.moved ? `（${database.moved}）` : ''}`);
      if (words) say(words);
      say('按 Ctrl-C 停止');
    }
    await office.ended();
    return 0;
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    throw error;
  } finally {
    stopping.abort();
    await office.stop();
    clearInterval(orphaned);
    for (const order of orders) process.off(order, onOrder);
    rmSync(note, { force: true });
  }
}

/**
 * One office per data folder. One whose `npm` was killed is ending by itself, so it is waited out.
 * @returns whether the one before left without a goodbye.
 */
async function claim(note: string, lock: string, config: Config): Promise<boolean> {
  let crashed = false;
  const deadline = Date.now() + 20_000;
  for (;;) {
    const other = await withLock(lock, async () => {
      const found = readNote(note);
      if (found && isAlive(found)) return found;
      crashed ||= found !== null;
      const mine: OfficeNote = { ...self, url: config.publicUrl, under: underNpm() };
      writeFileSync(note, JSON.stringify(mine));
      return null;
    });
    if (!other) return crashed;
    const ending = other.under !== null && !isAlive(other.under);
    if (!ending || Date.now() > deadline) throw alreadyRunning({ pid: other.pid, url: other.url, home: config.home });
    await sleep(100);
  }
}

interface OfficeNote extends ProcessIdentity {
  url: string;
  /** The npm that runs us. */
  under: ProcessIdentity | null;
}

function readNote(note: string): OfficeNote | null {
  try {
    return JSON.parse(readFileSync(note, 'utf8')) as OfficeNote;
  } catch {
    return null;
  }
}

/** `kill -9` of the `npm start` that somebody sees in his process list must end the office behind it as well. */
function underNpm(): ProcessIdentity | null {
  if (process.env.npm_lifecycle_event !== 'start') return null;
  const parent = parentOf(process.pid);
  // npm runs a script by `sh -c`, which some shells replace by the script and some do not.
  const npm = parent?.command.match(/^\S*sh -c /) ? parentOf(parent.pid) : parent;
  return npm && npm.pid > 1 ? identify(npm.pid) : null;
}

function whenNpmDies(then: () => void): NodeJS.Timeout | undefined {
  const npm = underNpm();
  return npm ? setInterval(() => isAlive(npm) || then(), 250).unref() : undefined;
}

/** The children of a killed predecessor need a moment to let go of the port; a stranger's program is not going to go away. */
async function freePort({ host, port }: Config, crashed: boolean): Promise<void> {
  const deadline = Date.now() + (crashed ? 12_000 : 0);
  for (;;) {
    const code = await new Promise<string | null>((answer) => {
      const probe = createServer();
      probe.once('error', (error: NodeJS.ErrnoException) => answer(error.code ?? 'UNKNOWN'));
      probe.listen({ host, port }, () => probe.close(() => answer(null)));
    });
    if (code === null) return;
    if (code !== 'EADDRINUSE') throw portForbidden({ host, port, code });
    if (Date.now() > deadline) throw portTaken({ port });
    await sleep(100);
  }
}

class Office {
  readonly #children = new Map<string, ChildProcess>();
  readonly #config: Config;
  readonly #stopping: AbortSignal;
  readonly #failed: Promise<never>;
  #fail: (why: Error) => void = () => undefined;
  #database: OpenDatabase | null = null;
  #watch: NodeJS.Timeout | undefined;
  #stopped: Promise<void> | null = null;

  constructor(config: Config, stopping: AbortSignal) {
    this.#config = config;
    this.#stopping = stopping;
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // Awaited in `ended`; a failure before that must not count as unhandled.
    this.#failed.catch(() => undefined);
  }

  /** Database, prepare, server and worker, in this order; returns what prepare wants the operator to see. */
  async start(): Promise<{ database: OpenDatabase; words: string }> {
    const database = await openDatabase(this.#config);
    this.#database = database;
    this.#watch = setInterval(() => void this.#keepDatabase(), 2_000).unref();
    const words = await this.#prepare();
    this.#keep('server', '服务');
    this.#keep('worker', '后台任务');
    const aborted = new Promise<void>((done) => this.#stopping.addEventListener('abort', () => done(), { once: true }));
    const ready = (async () => {
      while (!this.#stopping.aborted && !(await isReady(this.#config))) await sleep(50);
    })();
    await Promise.race([ready, aborted, this.#failed]);
    return { database, words };
  }

  /** Until told to stop, or until a child cannot be kept alive. */
  async ended(): Promise<void> {
    await Promise.race([
      new Promise<void>((done) => {
        if (this.#stopping.aborted) done();
        else this.#stopping.addEventListener('abort', () => done(), { once: true });
      }),
      this.#failed,
    ]);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    clearInterval(this.#watch);
    const ends = [...this.#children.values()].map(async (child) => {
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await end(child);
      clearTimeout(patience);
    });
    await Promise.all(ends);
    await this.#database?.stop();
  }

  /** The second Ctrl-C: no more patience with the children (the database still shuts down properly). */
  kill(): void {
    for (const child of this.#children.values()) child.kill('SIGKILL');
  }

  async #prepare(): Promise<string> {
    // Progress goes to the terminal by standard error; standard output is shown below the address.
    const child = this.#spawn('prepare', ['dist/cli.js', 'prepare'], ['ignore', 'pipe', 'inherit']);
    let words = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      words += chunk;
    });
    const code = await end(child);
    if (code !== 0 && !this.#stopping.aborted) throw notPrepared();
    return words.trim();
  }

  /** Keeps a door open: a crash is answered by a restart, sooner at first. Three failures before it ever stood for 10 s end the office. */
  #keep(name: 'server' | 'worker', title: string): void {
    let failures = 0;
    let stood = false;
    const launch = () => {
      if (this.#stopping.aborted) return;
      const began = Date.now();
      const child = this.#spawn(
        name,
        ['--enable-source-maps', '--import', tiedToUs, `dist/${name}.js`],
        ['ignore', 'inherit', 'inherit', 'ipc'],
      );
      void end(child).then(async (code) => {
        if (this.#stopping.aborted) return;
        const lived = Date.now() - began;
        if (lived > 10_000) stood = true;
        failures = lived > 60_000 ? 1 : failures + 1;
        if (!stood && failures >= 3) {
          this.#fail(notServing({ name: title }));
          return;
        }
        const wait = Math.min(30_000, 500 * 2 ** (failures - 1));
        console.error(`${title}意外退出（${code ?? child.signalCode}），${wait / 1000} 秒后重新启动`);
        await sleep(wait, undefined, { signal: this.#stopping }).catch(() => undefined);
        launch();
      });
    };
    launch();
  }

  #spawn(name: string, args: string[], stdio: ('ignore' | 'pipe' | 'inherit' | 'ipc')[]): ChildProcess {
    const child = spawn(process.execPath, args, {
      cwd: this.#config.project,
      env: { ...process.env, TAIZHANG_SUPERVISED: '1' },
      detached: true,
      stdio,
    });
    this.#children.set(name, child);
    return child;
  }

  /** PostgreSQL killed under us (out of memory, a careless kill) is started again; the pools of the children reconnect. */
  async #keepDatabase(): Promise<void> {
    const before = this.#database;
    if (!before || before.running() || this.#stopping.aborted) return;
    clearInterval(this.#watch);
    console.error('数据库意外停止，正在重新启动');
    try {
      this.#database = await openDatabase(this.#config);
      await before.stop();
      // On another port only a restart tells the children.
      if (this.#database.urls.app !== before.urls.app) for (const name of ['server', 'worker']) this.#children.get(name)?.kill('SIGTERM');
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.#watch = setInterval(() => void this.#keepDatabase(), 2_000).unref();
  }
}

/** Exit code, or null when a signal ended it. */
function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((done) => {
    child.once('error', () => done(1));
    child.once('close', (code) => done(code));
  });
}

/** Whether our server answers `GET /health/ready` with 200. The certificate names the public address, not this one. */
function isReady({ host, port, tls }: Config): Promise<boolean> {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const options = { host: name, port, path: '/health/ready', timeout: 2_000, agent: false as const };
  return new Promise((answer) => {
    const request = tls ? httpsGet({ ...options, rejectUnauthorized: false }) : httpGet(options);
    request.once('response', (response) => {
      response.resume();
      answer(response.statusCode === 200);
    });
    request.once('error', () => answer(false));
    request.once('timeout', () => request.destroy());
  });
}
