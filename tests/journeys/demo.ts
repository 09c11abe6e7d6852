/**
 * The demo city as a template database of the test server: loaded once for each state of the sources by the product's own command,
 * cloned in a moment for each journey. The keys that sealed its phone numbers belong to the template and are shared by its clones.
 */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { withLock } from '../../src/platform/postgres/lock.ts';
import { self } from '../../src/platform/postgres/process.ts';
import { root } from '../../src/platform/root.ts';
import { testServer } from '../support/template.ts';

const run = promisify(execFile);
const home = join(root, 'node_modules', '.cache', 'taizhang-journeys');

export interface OfficeDatabase {
  readonly name: string;
  /** For the environment of server, worker and command line. */
  readonly env: Readonly<Record<string, string>>;
}

/** `seventh`: empty, of a product into which the seventh programme was installed. */
export type Kind = 'demo' | 'empty' | 'seventh';

/** `demo`: a clone of the demo city. `empty`: migrated, no office opened yet. `product` is the folder whose built command line makes it. */
export async function makeDatabase(kind: Kind, product: string): Promise<OfficeDatabase> {
  const template = await ensureTemplate(kind, product);
  const name = `test_journey_${randomUUID().slice(0, 8)}`;
  await asAdmin(async (admin) => {
    await admin.query(`create database ${name} owner taizhang_owner template ${template} strategy file_copy`);
    // With this note the sweep of the test server knows when nobody uses it any more.
    await admin.query(`comment on database ${name} is '${JSON.stringify(self)}'`);
  });
  return { name, env: await environment(name, template) };
}

export async function dropDatabase(name: string): Promise<void> {
  await asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`));
}

async function ensureTemplate(kind: Kind, product: string): Promise<string> {
  const name = `journey_${kind}_${fingerprint(kind)}`;
  mkdirSync(home, { recursive: true });
  await withLock(join(home, `template-${kind}.lock`), async () => {
    const existing = await asAdmin(async (admin) => {
      const { rows } = await admin.query<{ name: string }>(`select datname as name from pg_database where datname ~ '^journey_${kind}_'`);
      return rows.map((row) => row.name);
    });
    // Without the keys that sealed it, a template is of no use.
    if (existing.includes(name) && existsSync(homeOf(name))) return;
    // Whatever the sources were before, nobody asks for it again.
    for (const old of existing) await forget(old);
    const half = `journey_half_${kind}`;
    await forget(half);
    await asAdmin((admin) => admin.query(`create database ${half} owner taizhang_owner template template0`));
    const env = { ...process.env, ...(await environment(half, name)) };
    await run(process.execPath, [join(product, 'dist', 'cli.js'), kind === 'demo' ? 'demo' : 'migrate'], { env });
    await asAdmin((admin) => admin.query(`alter database ${half} rename to ${name}`));
  });
  return name;
}

async function forget(template: string): Promise<void> {
  await dropDatabase(template);
  rmSync(homeOf(template), { recursive: true, force: true });
}

const homeOf = (template: string): string => join(home, template);

async function environment(database: string, template: string): Promise<Record<string, string>> {
  const { urls } = await testServer();
  const at = (role: 'owner' | 'app') => {
    const url = new URL(urls[role]);
    url.pathname = `/${database}`;
    return url.href;
  };
  const folder = homeOf(template);
  mkdirSync(folder, { recursive: true });
  return {
    DATABASE_URL: at('owner'),
    DATABASE_APP_URL: at('app'),
    TAIZHANG_HOME: folder,
    TAIZHANG_DEMO: template.startsWith('journey_demo_') ? 'on' : 'off',
    LOG_LEVEL: 'warn',
  };
}

async function asAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: (await testServer()).urls.superuser });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** What a loaded demo depends on: the server's sources and the data they read. */
function fingerprint(kind: Kind): string {
  const digest = createHash('sha256');
  for (const base of ['db/migrations', 'data', 'src', ...(kind === 'seventh' ? ['tests/seventh'] : [])]) {
    const names = readdirSync(join(root, base), { recursive: true, encoding: 'utf8' }).sort();
    for (const name of names) {
      if (!/\.(ts|sql|csv|json)$/.test(name) || /(^|\/)(ui|tests|kit|generated)\//.test(name)) continue;
      digest.update(name).update(readFileSync(join(root, base, name)));
    }
  }
  return digest.digest('hex').slice(0, 16);
}
