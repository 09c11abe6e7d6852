/** An office for measuring: its own embedded database with exactly as many premises as asked for, made once and kept. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { deploy } from '../src/core/deploy.ts';
import { listDivisions } from '../src/core/divisions/index.ts';
import { type Office, perform, readAs } from '../src/core/ledger/index.ts';
import { enterOffice } from '../src/core/office.ts';
import { demoAdministrators, demoPeople, openOffice, systemActor } from '../src/core/people/index.ts';
import { DEMO_CITY, DEMO_CLOCK, demoAccounts, demoUnits } from '../src/demo.ts';
import { type Config, readConfig } from '../src/platform/config.ts';
import { newId } from '../src/platform/ids.ts';
import { type EmbeddedDatabase, openEmbedded } from '../src/platform/postgres/embedded.ts';
import { root } from '../src/platform/root.ts';
import { makePremises } from '../src/programmes/fire/demo/premises.ts';
import { loadPremises, workdays } from '../src/programmes/fire/demo.ts';

const cache = join(root, 'node_modules', '.cache', 'taizhang-bench');

export interface BenchOffice {
  config: Config;
  database: EmbeddedDatabase;
  office: Office;
  /** As the superuser, who is under no policy: for floors. */
  superuser: pg.Client;
  /** One more connection of that kind; the caller ends it. */
  connect: () => Promise<pg.Client>;
  close: () => Promise<void>;
}

/** What the rows of a kept database depend on, and the migrations it was made with: later ones run on it, changed ones cannot. */
interface Stamp {
  rows: number;
  made_by: string;
  migrations: Record<string, string>;
}

const digestOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);

function stampOf(rows: number): Stamp {
  const folder = join(root, 'db', 'migrations');
  const makers = [
    ...['counties', 'maker', 'premises', 'words', 'known'].map((file) => `src/programmes/fire/demo/${file}.ts`),
    'src/core/registers/terms.ts',
  ];
  return {
    rows,
    made_by: makers.map((file) => digestOf(join(root, file))).join(' '),
    migrations: Object.fromEntries(readdirSync(folder).map((file) => [file, digestOf(join(folder, file))])),
  };
}

function isUsable(file: string, now: Stamp): boolean {
  if (!existsSync(file)) return false;
  const made = JSON.parse(readFileSync(file, 'utf8')) as Stamp;
  const unchanged = Object.entries(made.migrations).every(([name, digest]) => now.migrations[name] === digest);
  return made.rows === now.rows && made.made_by === now.made_by && unchanged;
}

/** Opens (and fills, if need be) the office called `name` with `rows` premises over the whole city. */
export async function openBench(
  name: string,
  rows: number,
  port: number,
  say: (words: string) => void,
  asItIs = false,
): Promise<BenchOffice> {
  const home = join(cache, name);
  const stamp = join(home, 'stamp.json');
  const now = stampOf(rows);
  if (!isUsable(stamp, now)) rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const config = readConfig({ TAIZHANG_HOME: home, PORT: String(port) });
  const database = await openEmbedded({ ...config, durable: true, mayStart: true });
  if (!asItIs) await deploy(database.urls.owner);
  const office = await enterOffice(config, database.urls.app, 'taizhang bench', 4);
  const url = new URL(database.urls.superuser);
  url.pathname = new URL(database.urls.owner).pathname;
  const connect = async () => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    return client;
  };
  const superuser = await connect();
  if (!existsSync(stamp)) {
    say(`making ${rows} premises in ${home}, once`);
    await openOffice(office, newId(), { city: DEMO_CITY, demo: true, clock: DEMO_CLOCK, administrators: demoAdministrators });
    await demoPeople(office, demoAccounts, demoUnits);
    if (rows > 0) await fill(office, rows);
    // What autovacuum does a minute later.
    await superuser.query('vacuum analyze');
    writeFileSync(stamp, JSON.stringify(now));
  }
  const { rows: found } = await superuser.query<{ n: number }>('select count(*)::int as n from fire.premises');
  if (found[0]?.n !== rows) throw new Error(`the bench has ${found[0]?.n} premises instead of ${rows}; remove ${home}`);
  return {
    config,
    database,
    office,
    superuser,
    connect,
    close: async () => {
      await superuser.end();
      await office.db.close();
      await database.stop();
    },
  };
}

async function fill(office: Office, rows: number): Promise<void> {
  const system = await systemActor(office, 'fire');
  const places = await readAs(office, system, (tx) => listDivisions(tx, system.city));
  const days = await readAs(office, system, workdays);
  // Areas come first in the order of days, so that cutting the end off breaks no reference.
  const all = makePremises(places, days, { scale: Math.ceil(rows / 14_000) }).slice(0, rows);
  if (all.length < rows) throw new Error(`only ${all.length} premises were made`);
  for (let from = 0; from < rows; from += 6000)
    await perform(office, loadPremises, system, newId(), { rows: all.slice(from, from + 6000) });
}

/** Removes what is kept of an office whose database must start empty. */
export function forgetBench(name: string): void {
  rmSync(join(cache, name), { recursive: true, force: true });
}

export const benchFile = (name: string): string => {
  mkdirSync(cache, { recursive: true });
  return join(cache, name);
};
