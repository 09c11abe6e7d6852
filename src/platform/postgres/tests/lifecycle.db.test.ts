import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../../root.ts';
import { type EmbeddedDatabase, openEmbedded } from '../embedded.ts';
import { isServerOf } from '../process.ts';

let home = '';
const opened: EmbeddedDatabase[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  const base = join(root, 'node_modules', '.cache', 'taizhang-lifecycle');
  mkdirSync(base, { recursive: true });
  home = mkdtempSync(join(base, 'home-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  // An orphan is adopted once more, so that the last one out is us.
  if (serverPid() !== null) opened.push(await open());
  for (const database of opened.splice(0)) await database.stop();
  if (dataFolder() !== join(home, 'pgdata')) rmSync(join(dataFolder(), '..'), { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

const options = () => ({ project: root, home, keys: join(home, 'keys'), durable: true, mayStart: true });

async function open(): Promise<EmbeddedDatabase> {
  const database = await openEmbedded(options());
  opened.push(database);
  return database;
}

/** Another process that opens the database, prints whether it started it, and stays. */
async function openElsewhere(): Promise<{ child: ChildProcess; started: boolean }> {
  const program = `
    import { openEmbedded } from ${JSON.stringify(join(root, 'src/platform/postgres/embedded.ts'))};
    const database = await openEmbedded(${JSON.stringify(options())});
    process.on('message', async () => { await database.stop(); process.disconnect(); });
    process.send({ started: database.started });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.push(child);
  return await new Promise((resolve, reject) => {
    child.once('message', (message: { started: boolean }) => resolve({ child, started: message.started }));
    child.once('exit', (code, signal) => reject(new Error(`exit ${code ?? signal}`)));
  });
}

async function ends(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done));
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows ?? [];
  } finally {
    await client.end();
  }
}

/** Under /root the data lies elsewhere; the file says where. */
function dataFolder(): string {
  const marker = join(home, 'where.txt');
  const moved = existsSync(marker) ? /^数据: (.+)$/m.exec(readFileSync(marker, 'utf8'))?.[1] : undefined;
  return moved ?? join(home, 'pgdata');
}

function serverPid(): number | null {
  try {
    const pid = Number(readFileSync(join(dataFolder(), 'postmaster.pid'), 'utf8').split('\n')[0]);
    return isServerOf(pid, dataFolder()) ? pid : null;
  } catch {
    return null;
  }
}

/** Never with a made-up number: `kill 0` would be the whole test run. */
function killServer(): void {
  const pid = serverPid();
  if (pid === null) throw new Error('no server runs');
  process.kill(pid, 'SIGKILL');
}

describe('first in starts it, last out stops it', () => {
  test('a command beside the office shares its server and leaves it running', async () => {
    const office = await open();
    const command = await openElsewhere();
    expect([office.started, command.started]).toEqual([true, false]);
    command.child.send('stop');
    await ends(command.child);
    expect(await query(office.urls.app, 'select 1 as one')).toEqual([{ one: 1 }]);
    await office.stop();
    await office.stop();
    expect(serverPid()).toBeNull();
  });

  test('a long command is not cut off when the office stops before it', async () => {
    const command = await openElsewhere();
    const office = await open();
    expect([command.started, office.started]).toEqual([true, false]);
    await office.stop();
    expect(serverPid()).not.toBeNull();
    command.child.send('stop');
    await ends(command.child);
    expect(serverPid()).toBeNull();
  });

  test('Ctrl-C on a command that handles no signal still stops the server it started', async () => {
    const { child } = await openElsewhere();
    const pid = serverPid() ?? 0;
    child.kill('SIGINT');
    await ends(child);
    expect(child.signalCode).toBe('SIGINT');
    await expect.poll(() => isServerOf(pid, dataFolder()), { timeout: 10_000 }).toBe(false);
  });

  test('of four processes at once exactly one starts it', async () => {
    const all = await Promise.all([openElsewhere(), openElsewhere(), openElsewhere(), openElsewhere()]);
    expect(all.filter((one) => one.started)).toHaveLength(1);
  });
});

describe('nothing is lost', () => {
  const write = (database: EmbeddedDatabase) => query(database.urls.owner, 'create table kept (n int); insert into kept values (7)');
  const kept = (database: EmbeddedDatabase) => query(database.urls.owner, 'select n from kept');

  test('an office killed by kill -9 leaves its server to the next start', async () => {
    const { child } = await openElsewhere();
    const before = serverPid();
    child.kill('SIGKILL');
    await ends(child);
    const next = await open();
    await write(next);
    expect([next.started, serverPid()]).toEqual([false, before]);
    await next.stop();
    expect(serverPid()).toBeNull();
    expect(await kept(await open())).toEqual([{ n: 7 }]);
  });

  test('a server killed by kill -9 recovers what was committed', async () => {
    const first = await open();
    await write(first);
    killServer();
    const next = await open();
    expect(next.started).toBe(true);
    expect(await kept(next)).toEqual([{ n: 7 }]);
  });

  test('office and server killed together, and the lock left behind', async () => {
    const { child } = await openElsewhere();
    const lock = join(home, 'run', 'postgres.lock');
    writeFileSync(lock, JSON.stringify({ pid: child.pid, born: 'another life' }));
    killServer();
    child.kill('SIGKILL');
    await ends(child);
    expect((await open()).started).toBe(true);
    expect(readdirSync(join(home, 'run')).filter((name) => name.includes('lock'))).toEqual([]);
  });

  test('a process number used again after a reboot is not taken for the server', async () => {
    const first = await open();
    const file = join(dataFolder(), 'postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n');
    await first.stop();
    // Somebody of the same user, alive, with the number of the server before the power cut.
    const { uid, gid } = statSync(dataFolder());
    const stranger = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
    children.push(stranger);
    writeFileSync(file, [stranger.pid, ...lines.slice(1)].join('\n'));
    expect((await open()).started).toBe(true);
    expect(stranger.exitCode).toBeNull();
  });

  test('when its port is taken it moves to another', async () => {
    const first = await open();
    await write(first);
    await first.stop();
    const thief = createServer().listen(first.port, '127.0.0.1');
    await new Promise((ready) => thief.once('listening', ready));
    try {
      const next = await open();
      expect(next.port).not.toBe(first.port);
      expect(await kept(next)).toEqual([{ n: 7 }]);
    } finally {
      thief.close();
    }
  });
});

describe('refusals', () => {
  test('data without its passwords says which file is missing and where to put it', async () => {
    await (await open()).stop();
    rmSync(join(home, 'keys'), { recursive: true });
    await expect(open()).rejects.toMatchObject({
      type: '/problems/platform/database-keys',
      detail: expect.stringContaining('TAIZHANG_KEYS'),
    });
  });

  test('passwords of another installation', async () => {
    await (await open()).stop();
    const file = join(home, 'keys', 'database.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"superuser": "./, '"superuser": "x'));
    await expect(open()).rejects.toMatchObject({ type: '/problems/platform/database-keys' });
    expect(serverPid()).toBeNull();
  });

  test('data of another major version', async () => {
    await (await open()).stop();
    writeFileSync(join(dataFolder(), 'PG_VERSION'), '15\n');
    await expect(open()).rejects.toMatchObject({
      type: '/problems/platform/database-data-version',
      detail: expect.stringContaining('taizhang backup'),
    });
  });

  test('who only waits is told that nothing runs', async () => {
    const impatient = openEmbedded({ ...options(), mayStart: false, patienceMs: 500 });
    await expect(impatient).rejects.toMatchObject({ type: '/problems/platform/database-stopped' });
  });
});

test('passwords and data are readable by their users only, and it listens on this machine only', async () => {
  const database = await open();
  expect(statSync(join(home, 'keys')).mode & 0o777).toBe(0o700);
  expect(statSync(join(home, 'keys', 'database.json')).mode & 0o777).toBe(0o600);
  expect(statSync(dataFolder()).mode & 0o777).toBe(0o700);
  expect(await query(database.urls.superuser, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  expect(await query(database.urls.superuser, 'show fsync')).toEqual([{ fsync: 'on' }]);
});
