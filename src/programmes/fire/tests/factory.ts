/** The fire programme on a real database, behind the real doors: a small opened office, its HTTP interface and its worker's jobs. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import type { TestDatabase } from '../../../../tests/support/database.ts';
import { deploy } from '../../../core/deploy.ts';
import { createDocuments } from '../../../core/documents/index.ts';
import { createFiles } from '../../../core/files/index.ts';
import { createIndicators } from '../../../core/indicators/index.ts';
import { type Actor, mount, type Office, perform } from '../../../core/ledger/index.ts';
import { createMatters } from '../../../core/matters/index.ts';
import {
  buildActor,
  createPeople,
  createRoles,
  demoAdministrators,
  demoPassword,
  demoPeople,
  openOffice,
  systemActor,
} from '../../../core/people/index.ts';
import { createRegisters, registerActs, verbTitles } from '../../../core/registers/index.ts';
import { createVisits } from '../../../core/visits/index.ts';
import { demoAccounts, demoUnits } from '../../../demo.ts';
import { BusinessClock } from '../../../platform/clock.ts';
import { makeKeyFile, Vault } from '../../../platform/crypto.ts';
import { Database } from '../../../platform/db.ts';
import { createHttp } from '../../../platform/http.ts';
import { fire } from '../programme.ts';
import { premises } from '../registers.ts';

export const standing = '2022-11-09T18:00:00+08:00';

export type Account =
  | 'city.leader'
  | 'fire.city'
  | 'fire.office'
  | 'xinhua.inspector'
  | 'xinhua.inspector2'
  | 'jiaodian.clerk'
  | 'xishichang.clerk'
  | 'zhangzhuang.grid'
  | 'yugou.grid'
  | 'education.clerk'
  | 'commerce.clerk'
  | 'market.clerk'
  | 'police.clerk'
  | 'auditor';

/** An answer: JSON as it came. Tests look into it without a schema, because the answers' schemas are held by the routes. */
// biome-ignore lint/suspicious/noExplicitAny: what the test then expects is the check
export type Json = any;

export interface Answered {
  status: number;
  body: Json;
  bytes: Buffer;
  headers: Record<string, unknown>;
}

export interface World {
  office: Office;
  owner: pg.Client;
  actor: (account: Account) => Promise<Actor>;
  /** A request of that account; the idempotency key is fresh unless given. */
  call: (
    account: Account | null,
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    key?: string,
  ) => Promise<Answered>;
  /** Uploads a workbook of this machine to the import of a register and lets the worker's job read it. Answers the import. */
  upload: (account: Account, path: string, register?: 'premises' | 'responsible') => Promise<Json>;
  /** Runs the jobs that wait in the queue, as the worker would, until none is left. */
  work: () => Promise<void>;
  /** Registers a premises by the ordinary act and answers its id. */
  premises: (account: Account, values: Record<string, unknown>) => Promise<string>;
  folder: string;
  close: () => Promise<void>;
}

/** Opens the office of 4104 with the demo's accounts, without any premises. */
export async function openWorld(database: TestDatabase): Promise<World> {
  await deploy(database.ownerUrl);
  const folder = mkdtempSync(join(tmpdir(), 'taizhang-fire-'));
  const db = new Database(database.appUrl, { max: 8 });
  const office: Office = { db, clock: new BusinessClock(), vault: new Vault(makeKeyFile()), files: join(folder, 'files') };
  const roles = createRoles([fire]);
  const people = createPeople({ roles, publicUrl: null });
  const titles = new Map(fire.registers.flatMap(verbTitles));
  const registers = createRegisters({
    sheets: fire.registers.map((sheet) => ({
      sheet,
      ...(fire.warnings?.[sheet.key] ? { warnings: fire.warnings[sheet.key] as never } : {}),
    })),
    actorOf: (inOffice, account) => buildActor(inOffice, roles, account),
    system: (inOffice) => systemActor(inOffice, 'registers'),
    titleOf: (verb) => titles.get(verb) ?? verb,
  });
  const matters = createMatters(fire.matters ?? [], {
    verbsOf: (role) => roles.verbsOf(role),
    system: (inOffice, programme) => systemActor(inOffice, programme),
    changed: fire.matterChanged,
  });
  const documents = createDocuments({
    bulletins: fire.bulletins ?? [],
    figures: fire.figures,
    rolesWith: (verb, level) => roles.giving(verb, level),
    system: (inOffice, programme) => systemActor(inOffice, programme),
  });
  const units = [people, registers, createFiles(), matters, createVisits([]), createIndicators(fire.figures), documents, fire];
  await openOffice(office, randomUUID(), { city: '4104', demo: true, clock: standing, administrators: demoAdministrators });
  await demoPeople(office, demoAccounts, demoUnits);
  const app = await createHttp(
    {
      publicUrl: null,
      trustProxy: ['127.0.0.1'],
      tls: null,
      constraints: Object.assign({}, ...units.map((unit) => unit.constraints ?? {})),
      version: 'test',
    },
    async () => ({}),
  );
  mount(
    app,
    office,
    units.flatMap((unit) => [...(unit.routes ?? [])]),
    people.authenticate(office),
  );
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();

  const cookies = new Map<Account, string>();
  const signIn = async (account: Account): Promise<string> => {
    const known = cookies.get(account);
    if (known) return known;
    const answer = await app.inject({
      method: 'POST',
      url: '/api/sessions',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ name: account, password: demoPassword }),
    });
    if (answer.statusCode !== 200) throw new Error(`${account} could not sign in: ${answer.body}`);
    const cookie = [answer.headers['set-cookie'] ?? []]
      .flat()
      .map((one) => one.split(';')[0])
      .join('; ');
    cookies.set(account, cookie);
    return cookie;
  };
  const send = async (
    account: Account | null,
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    payload: Buffer | string | undefined,
    type: string | undefined,
    key: string,
  ): Promise<Answered> => {
    const answer = await app.inject({
      method,
      url,
      headers: {
        ...(account ? { cookie: await signIn(account) } : {}),
        ...(method === 'GET' ? {} : { 'idempotency-key': key }),
        ...(type ? { 'content-type': type } : {}),
      },
      ...(payload === undefined ? {} : { payload }),
    });
    const json = String(answer.headers['content-type'] ?? '').includes('json');
    return { status: answer.statusCode, body: json ? answer.json() : undefined, bytes: answer.rawPayload, headers: answer.headers };
  };
  const work = async () => {
    const jobs = new Map((registers.jobs ?? []).map((job) => [job.name, job]));
    for (;;) {
      const { rows } = await owner.query<{ id: string; task: string; payload: unknown }>(
        `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t where t.id = j.task_id returning j.id, t.identifier as task, j.payload`,
      );
      if (rows.length === 0) return;
      for (const row of rows) {
        const job = jobs.get(row.task);
        if (!job) throw new Error(`nobody does ${row.task}`);
        await job.run(office, row.payload, new AbortController().signal);
      }
    }
  };
  const world: World = {
    office,
    owner,
    folder,
    actor: (account) => buildActor(office, roles, account),
    call: (account, method, url, body, key = randomUUID()) =>
      send(
        account,
        method,
        url,
        body === undefined ? undefined : JSON.stringify(body),
        body === undefined ? undefined : 'application/json',
        key,
      ),
    upload: async (account, path, register = 'premises') => {
      const boundary = `----${randomUUID()}`;
      const name = path.split('/').at(-1) ?? 'file.xlsx';
      const payload = Buffer.concat([
        Buffer.from(
          `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
        ),
        await readFile(path),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]);
      const brought = await send(
        account,
        'POST',
        `/api/fire/${register}/imports`,
        payload,
        `multipart/form-data; boundary=${boundary}`,
        randomUUID(),
      );
      if (brought.status !== 200) return brought.body;
      await work();
      return (await world.call(account, 'GET', `/api/fire/${register}/imports/${brought.body.id}`)).body;
    },
    work,
    premises: async (account, values) => {
      const made = await perform(office, registerActs(premises).create, await buildActor(office, roles, account), randomUUID(), { values });
      return made.id;
    },
    close: async () => {
      await app.close();
      await owner.end();
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}

/** One number of the owner, who sees every row. */
export async function count(world: World, query: string, values: unknown[] = []): Promise<number> {
  const { rows } = await world.owner.query<{ n: string }>(query, values);
  return Number(rows[0]?.n);
}

/** Rows that a person's own transaction sees, whatever the interface says. */
export async function seenBy(world: World, account: Account, table: string): Promise<number> {
  const actor = await world.actor(account);
  const { readAs } = await import('../../../core/ledger/index.ts');
  return await readAs(world.office, actor, async (tx) => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(tx);
    return rows[0]?.n ?? 0;
  });
}

/** A premises as a clerk types it; every test names what matters to it. */
export const sample = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: '百味烩面馆',
  category: 'J2',
  division: '410402100207',
  address: '张庄村主街 8 号',
  phone: '13800000001',
  ...more,
});
