/**
 * The embedded server of the tests, shared by every test run in this checkout, and in it one migrated template per state of the
 * schema. It runs the product's own code (`src/platform/postgres`), except that a power cut may lose it.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/platform/migrate.ts';
import { type EmbeddedDatabase, openEmbedded } from '../../src/platform/postgres/embedded.ts';
import { withLock } from '../../src/platform/postgres/lock.ts';
import { isAlive, self } from '../../src/platform/postgres/process.ts';
import { root } from '../../src/platform/root.ts';

const home = join(root, 'node_modules', '.cache', 'taizhang-test');

/** What a migrated database depends on: change any of it and the next run makes a new template. */
const ingredients = ['db/migrations', 'src/platform', 'src/core', 'src/programmes'];

let opened: Promise<EmbeddedDatabase> | null = null;

/** The server, opened once in this process; it stays until `closeServer`. */
export function testServer(): Promise<EmbeddedDatabase> {
  opened ??= openEmbedded({ project: root, home, keys: join(home, 'keys'), durable: false, mayStart: true });
  return opened;
}

export async function closeServer(): Promise<void> {
  const server = await opened;
  opened = null;
  await server?.stop();
}

/** Makes the template if the schema changed since the last run. */
export async function ensureTemplate(): Promise<string> {
  const name = `template_${fingerprint()}`;
  await exclusively(async (admin) => {
    await sweep(admin, name);
    const { rowCount: ready } = await admin.query('select from pg_database where datname = $1', [name]);
    if (ready) return;
    // Built under another name, so that an interrupted build is never cloned.
    const half = `half_${name}`;
    await admin.query(`drop database if exists ${half} with (force)`);
    await admin.query(`create database ${half} owner taizhang_owner template template0`);
    await migrate(await urlOf('owner', half));
    await admin.query(`alter database ${half} rename to ${name}`);
    await admin.query(`comment on database ${name} is '${new Date().toISOString()}'`);
  });
  return name;
}

/** @returns the addresses of the new database for its owner and for the role the server uses. */
export async function cloneTemplate(name: string, from: 'template' | 'empty'): Promise<{ owner: string; app: string }> {
  const template = from === 'template' ? await ensureTemplate() : 'template0';
  await exclusively(async (admin) => {
    // file_copy takes no time when nothing has to survive a power cut.
    await admin.query(`create database ${name} owner taizhang_owner template ${template} strategy file_copy`);
    await admin.query(`comment on database ${name} is '${JSON.stringify(self)}'`);
  });
  return { owner: await urlOf('owner', name), app: await urlOf('app', name) };
}

export async function dropClone(name: string): Promise<void> {
  await exclusively((admin) => admin.query(`drop database if exists ${name} with (force)`));
  await closeServer();
}

async function urlOf(role: 'owner' | 'app', database: string): Promise<string> {
  const url = new URL((await testServer()).urls[role]);
  url.pathname = `/${database}`;
  return url.href;
}

async function exclusively<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const server = await testServer();
  return await withLock(join(home, 'run', 'template.lock'), async () => {
    const admin = new pg.Client({ connectionString: server.urls.superuser });
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.end();
    }
  });
}

/** Clones of test processes that died, and templates that nobody has made for a day. */
async function sweep(admin: pg.Client, current: string): Promise<void> {
  const { rows } = await admin.query<{ name: string; note: string | null }>(
    `select datname as name, shobj_description(oid, 'pg_database') as note from pg_database where datname ~ '^(test|template|half)_'`,
  );
  for (const { name, note } of rows) {
    const stale = name.startsWith('test_')
      ? !note || !isAlive(JSON.parse(note))
      : name.startsWith('template_')
        ? name !== current && Date.now() - Date.parse(note ?? '') > 86_400_000
        : false;
    if (stale) await admin.query(`drop database if exists ${name} with (force)`);
  }
}

function fingerprint(): string {
  const digest = createHash('sha256');
  for (const base of ingredients) {
    for (const name of readdirSync(join(root, base), { recursive: true, encoding: 'utf8' }).sort()) {
      if (name.endsWith('.sql') || name === 'migrate.ts') digest.update(name).update(readFileSync(join(root, base, name)));
    }
  }
  return digest.digest('hex').slice(0, 16);
}
