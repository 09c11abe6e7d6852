import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { cloneTemplate, dropClone, testServer } from '../../../../tests/support/template.ts';
import { prepareQueue } from '../../queue.ts';
import { root } from '../../root.ts';
import { ArchiveWriter, readArchive } from '../archive.ts';
import { backup } from '../backup.ts';
import * as catalog from '../catalog.ts';
import { restore } from '../restore.ts';

const source = useDatabase();
const city = '4104';
const act = '01890000-0000-7000-8000-000000000001';
const place = '01890000-0000-7000-8000-000000000002';
/** Everything COPY has to escape, and what is not in the first plane. */
const awkward = '张三\t\n\r\\N \\. "引号" \u{20BB7}野家 ';

let folder = '';
let files = '';
let target = '';
let count = 0;

beforeAll(async () => {
  await prepareQueue(source.ownerUrl);
  await as(
    source.ownerUrl,
    `begin; set local app.city = '${city}'; set local app.act = '${act}'`,
    `insert into platform.office (city, name) values ('${city}', '平顶山')`,
    `insert into ledger.acts (city, id, verb, programme, division, account_id, account, at, summary)
       values ('${city}', '${act}', 'test.do', 'test', '4104', gen_random_uuid(), 'tester', now(), '{"字":"段"}')`,
    `insert into subjects.places (city, id, division, name, address, longitude, latitude)
       values ('${city}', '${place}', '410402100207', ${pg.escapeLiteral(awkward)}, '焦店镇张庄村', 113.300001, 33.75)`,
    `update subjects.places set address = '焦店镇余沟村'`,
    `select graphile_worker.add_job('wait', run_at => now() + interval '1 year')`,
    'commit',
  );
});

beforeEach(async () => {
  const base = join(root, 'node_modules', '.cache', 'taizhang-backup');
  mkdirSync(base, { recursive: true });
  folder = mkdtempSync(join(base, 'run-'));
  files = join(folder, 'files');
  mkdirSync(join(files, 'ab'), { recursive: true });
  writeFileSync(join(files, 'ab', 'abcdef'), 'photo');
  writeFileSync(join(files, 'empty'), '');
  count += 1;
  const name = `${source.name}_${count}`;
  target = (await cloneTemplate(name, 'template')).owner;
  await prepareQueue(target);
  return async () => dropClone(name);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function as(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows ?? [];
    return rows;
  } finally {
    await client.end();
  }
}

async function everything(url: string): Promise<Record<string, catalog.Contents>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`begin; ${catalog.plainTexts}`);
    const all: Record<string, catalog.Contents> = {};
    for (const table of await catalog.tables(client)) all[table.name] = await catalog.contents(client, table);
    return all;
  } finally {
    await client.end();
  }
}

const make = async (name = 'a.tar.gz') => {
  const file = join(folder, name);
  return { file, made: await backup(source.ownerUrl, files, file) };
};
const bring = (file: string, into = join(folder, 'restored')) => restore(target, into, file);
const isEmpty = async () => expect(await as(target, 'select 1 from platform.office')).toEqual([]);

describe('backup', () => {
  test('is one tar that says what is in it, for this user only, without any key', async () => {
    const { file, made } = await make();
    expect(made).toMatchObject({ files: 2, bytes: statSync(file).size });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.part`)).toBe(false);
    const names = execFileSync('tar', ['tzf', file], { encoding: 'utf8' }).trim().split('\n');
    expect([names[0], names.at(-1)]).toEqual(['about.json', 'manifest.json']);
    expect(names).toContain('files/ab/abcdef');
    const about = JSON.parse(execFileSync('tar', ['xzOf', file, 'about.json'], { encoding: 'utf8' }));
    expect(about.note).toContain('不含密钥');
    expect(gunzipSync(readFileSync(file)).includes(new URL(source.ownerUrl).password)).toBe(false);
  });

  test('carries the anchors of the chain, and they come back', async () => {
    const line = `4104 7 ${'a'.repeat(64)} 2022-11-09T10:00:00.000Z\n`;
    writeFileSync(join(folder, 'anchors.log'), line, { mode: 0o600 });
    const { file } = await make();
    const home = join(folder, 'home');
    mkdirSync(home);
    await bring(file, join(home, 'files'));
    expect(readFileSync(join(home, 'anchors.log'), 'utf8')).toBe(line);
    expect(statSync(join(home, 'anchors.log')).mode & 0o777).toBe(0o600);
  });

  test('never overwrites', async () => {
    const { file } = await make();
    const before = readFileSync(file);
    await expect(backup(source.ownerUrl, files, file)).rejects.toMatchObject({ type: '/problems/platform/backup-exists' });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('leaves no half a file where it cannot write', async () => {
    await expect(make('no/such/folder.tar.gz')).rejects.toMatchObject({ type: '/problems/platform/backup-write' });
  });

  test('refuses when the owner himself would see only some of the rows', async () => {
    await as(target, 'drop policy owner_keeps_house on ledger.acts');
    const file = join(folder, 'hidden.tar.gz');
    await expect(backup(target, files, file)).rejects.toMatchObject({
      type: '/problems/platform/backup-incomplete',
      detail: expect.stringContaining('ledger.acts'),
    });
    expect(existsSync(file)).toBe(false);
  });
});

describe('restore', () => {
  test('brings every row, file, job and sequence back, with triggers, keys and row security as they were', async () => {
    const { file, made } = await make();
    const shape = `select (select count(*) from pg_trigger where tgenabled = 'O' and not tgisinternal)::int as triggers,
      (select count(*) from pg_constraint where contype = 'f' and convalidated)::int as keys,
      (select count(*) from pg_class where relforcerowsecurity)::int as forced`;
    const before = await as(target, shape);
    const done = await bring(file);
    expect(done).toMatchObject({ tables: made.tables, rows: made.rows, files: 2 });
    expect(await everything(target)).toEqual(await everything(source.ownerUrl));
    expect(await as(target, shape)).toEqual(before);
    expect(await as(new URL(new URL(target).pathname, (await testServer()).urls.app).href, 'select name from platform.office')).toEqual([
      { name: '平顶山' },
    ]);
    expect(await as(target, `select name, version from subjects.places`)).toEqual([{ name: awkward, version: 2 }]);
    expect(await as(target, `select content->>'address' as was from ledger.versions`)).toEqual([{ was: '焦店镇张庄村' }]);
    expect(readFileSync(join(folder, 'restored', 'ab', 'abcdef'), 'utf8')).toBe('photo');
    expect(readdirSync(folder).filter((name) => name.includes('restoring'))).toEqual([]);
    const [job] = (await as(target, `select id::int from graphile_worker.add_job('next')`)) as { id: number }[];
    const [old] = (await as(source.ownerUrl, `select max(id)::int as id from graphile_worker._private_jobs`)) as { id: number }[];
    expect(job?.id).toBeGreaterThan(old?.id ?? Number.POSITIVE_INFINITY);
  });

  test('and what it brought can be backed up and restored again', async () => {
    const { file } = await make();
    await bring(file);
    const second = join(folder, 'b.tar.gz');
    await backup(target, join(folder, 'restored'), second);
    const name = `${source.name}_again`;
    const third = (await cloneTemplate(name, 'template')).owner;
    await prepareQueue(third);
    await restore(third, join(folder, 'third'), second);
    expect(await everything(third)).toEqual(await everything(source.ownerUrl));
    await dropClone(name);
  });

  test('an older backup is brought back under its own migrations, and then brought up to date', async () => {
    const name = `${source.name}_old`;
    const old = (await cloneTemplate(name, 'empty')).owner;
    const all = (await as(target, 'select name from migrations.applied order by name')) as { name: string }[];
    const text = (one: string) => readFileSync(join(root, 'db', 'migrations', one), 'utf8');
    await as(
      old,
      'create schema migrations; create table migrations.applied (name text primary key, digest text not null, applied_at timestamptz not null default now())',
      ...all
        .slice(0, -1)
        .flatMap((one) => [
          text(one.name),
          `insert into migrations.applied (name, digest) values ('${one.name}', '${createHash('sha256').update(text(one.name)).digest('hex')}')`,
        ]),
      `insert into platform.office (city, name) values ('4104', '旧版')`,
    );
    const file = join(folder, 'old.tar.gz');
    await backup(old, files, file);
    await dropClone(name);
    expect(await bring(file)).toMatchObject({ migrated: [all.at(-1)?.name] });
    expect(await as(target, 'select name from platform.office')).toEqual([{ name: '旧版' }]);
  });

  test('only into an empty database', async () => {
    const { file } = await make();
    await as(target, `insert into platform.office (city, name) values ('4104', '别的')`);
    await expect(bring(file)).rejects.toMatchObject({
      type: '/problems/platform/restore-not-empty',
      detail: expect.stringContaining('platform.office'),
    });
    expect(await as(target, 'select name from platform.office')).toEqual([{ name: '别的' }]);
  });

  test('and not over files', async () => {
    const { file } = await make();
    await expect(bring(file, files)).rejects.toMatchObject({ type: '/problems/platform/restore-files-not-empty' });
    await isEmpty();
  });

  test('a backup of an unknown version', async () => {
    const { file } = await make();
    const other = join(folder, 'other.tar.gz');
    await rewrite(file, other, (name, content) =>
      name === 'about.json' ? Buffer.from(content.toString().replace(/"name": "0001[^"]*"/, '"name": "9999_future.sql"')) : content,
    );
    await expect(bring(other)).rejects.toMatchObject({
      type: '/problems/platform/restore-newer',
      detail: expect.stringContaining('9999_future.sql'),
    });
    await isEmpty();
  });

  test('rows that were taken out or changed on the way', async () => {
    const { file } = await make();
    const shorter = join(folder, 'shorter.tar.gz');
    await rewrite(file, shorter, (name, content) => (name.startsWith('data/') && content.includes('tester') ? null : content));
    await expect(bring(shorter)).rejects.toMatchObject({
      type: '/problems/platform/restore-mismatch',
      detail: expect.stringContaining('ledger.acts 有 0 行，应为 1 行'),
    });
    const changed = join(folder, 'changed.tar.gz');
    await rewrite(file, changed, (_, content) => Buffer.from(content.toString('latin1').replaceAll('tester', 'forger'), 'latin1'));
    await expect(bring(changed)).rejects.toMatchObject({
      type: '/problems/platform/restore-mismatch',
      detail: expect.stringContaining('ledger.acts'),
    });
    await isEmpty();
    expect(existsSync(join(folder, 'restored'))).toBe(false);
  });

  test('a file that leaves its folder', async () => {
    const { file } = await make();
    const evil = join(folder, 'evil.tar.gz');
    await rewrite(
      file,
      evil,
      (_, content) => content,
      (name) => name.replace('files/ab/abcdef', 'files/../../../evil'),
    );
    await expect(bring(evil)).rejects.toMatchObject({ type: '/problems/platform/backup-unreadable' });
    expect(existsSync(join(folder, '..', 'evil'))).toBe(false);
    await isEmpty();
  });

  test.each([
    ['cut off', (file: string) => truncateSync(file, statSync(file).size - 200)],
    ['a changed byte', (file: string) => flip(file, Math.floor(statSync(file).size / 2))],
    ['no archive at all', (file: string) => writeFileSync(file, 'hello')],
    ['another archive', (file: string) => writeFileSync(file, gzipSync(Buffer.alloc(2048)))],
    ['empty', (file: string) => writeFileSync(file, '')],
    ['missing', (file: string) => rmSync(file)],
  ])('%s: says so, and the database is as it was', async (_, harm) => {
    const { file } = await make();
    chmodSync(file, 0o600);
    harm(file);
    await expect(bring(file)).rejects.toMatchObject({ type: '/problems/platform/backup-unreadable' });
    await isEmpty();
  });
});

test('the archive gives back what was put in, whatever its size', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 8 }), async (contents) => {
      const file = join(folder, 'any.tar.gz');
      rmSync(file, { force: true });
      const writer = await ArchiveWriter.create(file);
      for (const [at, content] of contents.entries()) await writer.add(`名/${at}`, Buffer.from(content));
      await writer.close();
      const back: Buffer[] = [];
      for await (const entry of readArchive(file)) back.push(await bytesOf(entry.content));
      expect(back.map((one) => one.toString('hex'))).toEqual(contents.map((one) => Buffer.from(one).toString('hex')));
    }),
    { numRuns: 30 },
  );
});

async function bytesOf(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}

/** The same archive with some contents changed, or left out (null). */
async function rewrite(
  from: string,
  to: string,
  change: (name: string, content: Buffer) => Buffer | null,
  rename = (name: string) => name,
): Promise<void> {
  const writer = await ArchiveWriter.create(to);
  for await (const entry of readArchive(from)) {
    const content = change(entry.name, await bytesOf(entry.content));
    if (content) await writer.add(rename(entry.name), content);
  }
  await writer.close();
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}
