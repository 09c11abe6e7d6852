/**
 * Journeys: the built product in a real browser, seen as its users see it. `useOffice()` starts a server and a worker on a database of
 * their own for one test file; `office.desk()` and `office.phone()` open browsers. What a person never should meet fails the journey by
 * itself: an error in the console, an uncaught exception, an answer of 4xx or 5xx that the test did not announce.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import axeCore from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Locator, type Page, type Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';
import { root } from '../../src/platform/root.ts';
import { installSeventh } from '../seventh/fixture.ts';
import { closeServer } from '../support/template.ts';
import { dropDatabase, type Kind, makeDatabase, type OfficeDatabase } from './demo.ts';
import { reduceColours } from './palette.ts';

const run = promisify(execFile);
export const demoPassword = 'Taizhang-demo-1';

/** The pictures of the README; every other one stays on this machine. */
const published: ReadonlySet<string> = new Set([
  ...['premises-list', 'import-wizard', 'figures', 'record', 'phone-list', 'sign-in'],
  ...['inspect-desk-table', 'inspect-phone-question', 'matter-closed', 'bulletin'],
]);
const pictures = join(root, 'docs', 'pictures');
const screenshots = join(root, 'tests', 'screenshots');

export interface TestOffice {
  readonly url: string;
  /** 1440×900, mouse and keyboard. */
  desk(): Promise<Page>;
  /** 360×780, touch. */
  phone(): Promise<Page>;
  /** The real command line on the same database, with `--json`. */
  command<T>(...args: string[]): Promise<T>;
}

/** Call once at the top of a file. `prepare` opens the office before anybody knocks; it is given the environment of the doors. */
export function useOffice(kind: Kind = 'demo', prepare?: (env: Readonly<Record<string, string>>) => Promise<void>): TestOffice {
  let database: OfficeDatabase | null = null;
  let browser: Browser | null = null;
  let url = '';
  let product = root;
  let env: NodeJS.ProcessEnv = {};
  const doors: ChildProcess[] = [];
  const contexts: BrowserContext[] = [];
  const troubles: string[] = [];

  beforeAll(async () => {
    if (kind === 'seventh') {
      product = realpathSync(mkdtempSync(join(tmpdir(), 'taizhang-seventh-')));
      installSeventh(product);
    }
    await run(process.execPath, [join(product, 'scripts', 'build.mjs'), 'server', 'web']);
    database = await makeDatabase(kind, product);
    await prepare?.(database.env);
    const port = await freePort();
    url = `http://localhost:${port}`;
    env = { ...process.env, ...database.env, PORT: String(port), HOST: '127.0.0.1' };
    for (const door of ['server', 'worker']) {
      const child = spawn(process.execPath, ['--enable-source-maps', join(product, 'dist', `${door}.js`)], {
        cwd: product,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const told = (words: Buffer) => {
        for (const line of words.toString().split('\n').filter(Boolean)) {
          // Level 50 is error; slow answers and other warnings are the bench's business, deprecations Node's.
          if (!/"level":(30|40)\b|^\(node:\d+\)|^\(Use `node/.test(line)) troubles.push(`${door}: ${line.slice(0, 800)}`);
        }
      };
      child.stdout?.on('data', told);
      child.stderr?.on('data', told);
      doors.push(child);
    }
    const executablePath = findChromium();
    if (!executablePath) throw new Error('没有找到 Chromium：请安装，或用 CHROMIUM_PATH 指明');
    const launched = chromium.launch({
      executablePath,
      args: [
        '--lang=zh-CN',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    await ready(url, doors[0]);
    browser = await launched;
  }, 300_000);

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      for (const [at, page] of contexts.flatMap((context) => context.pages()).entries()) {
        mkdirSync(screenshots, { recursive: true });
        await page.screenshot({ path: join(screenshots, `failed-${task.name.slice(0, 16)}-${at}.png`) }).catch(() => undefined);
      }
    }
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(troubles.splice(0), 'nobody should meet these').toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all(doors.map(stop));
    if (database) await dropDatabase(database.name);
    if (product !== root) rmSync(product, { recursive: true, force: true });
    await closeServer();
  }, 60_000);

  const open = async (options: Parameters<Browser['newContext']>[0]): Promise<Page> => {
    if (!browser) throw new Error('the browser exists only inside tests');
    const context = await browser.newContext({
      baseURL: url,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
      acceptDownloads: true,
      ...options,
    });
    context.setDefaultTimeout(15_000);
    contexts.push(context);
    const page = await context.newPage();
    watch(page, troubles);
    return page;
  };
  return {
    get url() {
      return url;
    },
    desk: () => open({ viewport: { width: 1440, height: 900 } }),
    phone: () => open({ viewport: { width: 360, height: 780 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }),
    command: async <T>(...args: string[]): Promise<T> => {
      const { stdout } = await run(process.execPath, [join(product, 'dist', 'cli.js'), ...args, '--json'], {
        env,
        maxBuffer: 64 * 1024 * 1024,
      });
      return JSON.parse(stdout) as T;
    },
  };
}

// ---------------------------------------------------------------- troubles

/** Requests under way; the stream of live changes never ends and is not waited for. */
const asked = new WeakMap<Page, Set<Request>>();
const announced = new WeakMap<Page, { status: number; path: RegExp }[]>();

/** From here on this answer is part of the journey: a wrong password, a neighbour's record. */
export function expectAnswer(page: Page, status: number, path: RegExp): void {
  announced.set(page, [...(announced.get(page) ?? []), { status, path }]);
}

function watch(page: Page, troubles: string[]): void {
  // The first question of every visitor is who he is.
  expectAnswer(page, 401, /^\/api\/session$/);
  const waiting = new Set<Request>();
  asked.set(page, waiting);
  page.on('request', (request) => {
    if (!request.url().endsWith('/api/live')) waiting.add(request);
  });
  page.on('requestfinished', (request) => waiting.delete(request));
  page.on('requestfailed', (request) => waiting.delete(request));
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    // What did not load is judged by its answer, below.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      troubles.push(`${page.url()}: console: ${message.text().slice(0, 800)}`);
    }
  });
  page.on('response', (response) => {
    if (response.status() < 400) return;
    const path = new URL(response.url()).pathname;
    if ((announced.get(page) ?? []).some((one) => one.status === response.status() && one.path.test(path))) return;
    troubles.push(`${page.url()}: ${response.status()} ${response.request().method()} ${path}`);
  });
}

// ---------------------------------------------------------------- people

/** Signs in on the sign-in page and waits for the frame. */
export async function signIn(page: Page, name: string, password = demoPassword): Promise<void> {
  if (page.url() === 'about:blank') await page.goto('/');
  await page.getByLabel('用户名').fill(name);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('heading', { name: '登录' }).waitFor({ state: 'detached' });
}

// ---------------------------------------------------------------- looking

const looks = readFileSync(join(root, 'tests', 'journeys', 'pages', 'looks.js'), 'utf8');

async function look<T>(page: Page, what: string): Promise<T> {
  // Evaluated by the tester, so that the page's own policy against foreign scripts stays as it is.
  if (!(await page.evaluate<boolean>("'looks' in globalThis"))) await page.evaluate(`${axeCore.source};${looks}`);
  return await page.evaluate<T>(`looks.${what}()`);
}

/** WCAG 2.2 AA by axe: no violations. */
export async function axe(page: Page): Promise<void> {
  await settled(page);
  // Soft: the journey goes on, and one run tells every page that is wrong.
  expect.soft(await look<string[]>(page, 'violations'), `axe at ${page.url()}`).toEqual([]);
}

/** Nothing of the page lies beside the screen. */
export async function fitsWidth(page: Page): Promise<void> {
  await settled(page);
  expect.soft(await look<string[]>(page, 'beside'), `width at ${page.url()}`).toEqual([]);
}

/** Going on by Tab, what has the focus can always be seen. */
export async function focusIsSeen(page: Page, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    await page.keyboard.press('Tab');
    expect.soft(await look<string[]>(page, 'hiddenFocus'), `focus at ${page.url()}`).toEqual([]);
  }
}

/** What a thumb presses is at least 44 px in both directions. */
export async function fitsThumb(page: Page): Promise<void> {
  await settled(page);
  expect.soft(await look<string[]>(page, 'small'), `targets at ${page.url()}`).toEqual([]);
}

/** Nothing asked any more, fonts there, no skeleton left. */
export async function settled(page: Page): Promise<void> {
  const waiting = asked.get(page) ?? new Set();
  const until = Date.now() + 15_000;
  for (let quietSince = Date.now(); Date.now() - quietSince < 150; await page.waitForTimeout(30)) {
    const loading = waiting.size > 0 || (await look<boolean>(page, 'loading'));
    if (loading) quietSince = Date.now();
    if (Date.now() > until) throw new Error(`${page.url()} does not settle: ${[...waiting].map((one) => one.url()).join(', ')}`);
  }
}

/** A picture for the eye; the README's go to `docs/pictures`, small enough to be kept. */
export async function picture(page: Page, name: string): Promise<void> {
  await settled(page);
  const forReadme = published.has(name);
  const folder = forReadme ? pictures : screenshots;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  const taken = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
  const kept = forReadme ? reduceColours(taken) : taken;
  writeFileSync(path, kept);
  if (forReadme) expect(kept.length, `${name}.png is kept in the repository`).toBeLessThan(150_000);
}

/** Where a download landed. */
export async function downloaded(page: Page, press: () => Promise<void>): Promise<{ path: string; name: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  const folder = join(root, 'node_modules', '.cache', 'taizhang-journeys', 'downloads');
  mkdirSync(folder, { recursive: true });
  const name = download.suggestedFilename();
  const path = join(folder, `${Date.now()}-${name}`);
  await download.saveAs(path);
  return { path, name };
}

/** Text as a person reads it: one line, single blanks. */
export async function words(of: Locator): Promise<string> {
  return (await of.innerText()).replace(/[\s\u3000]+/g, ' ').trim();
}

// ---------------------------------------------------------------- processes

async function freePort(): Promise<number> {
  // Not all from the same end: another run may be looking for one at this moment.
  for (let step = 0; step < 100; step++) {
    const port = 3200 + ((process.pid + step) % 100);
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
  throw new Error('no free port between 3200 and 3299');
}

async function ready(url: string, server: ChildProcess | undefined): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (server?.exitCode !== null) throw new Error('the server ended before it was ready');
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    // Long enough for one that found its port taken to have ended: the answer was somebody else's then.
    if (answer?.ok) await sleep(150);
    if (answer?.ok && server?.exitCode === null) return;
    await sleep(100);
  }
  throw new Error('the server was not ready within half a minute');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}
