import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import copy from 'pg-copy-streams';
import { anchorsBeside } from '../anchors.ts';
import { migrate } from '../migrate.ts';
import { Problem } from '../problem.ts';
import { root } from '../root.ts';
import { type ArchiveEntry, readArchive } from './archive.ts';
import type { About, Manifest } from './backup.ts';
import * as catalog from './catalog.ts';
import { doesNotMatch, filesNotEmpty, newerBackup, notABackup, notEmpty, notMigrated } from './problems.ts';

export interface Restored {
  tables: number;
  rows: number;
  files: number;
  /** When the backup was made, ISO. */
  made_at: string;
  /** Migrations that are newer than the backup and ran after it was in. */
  migrated: string[];
}

/**
 * Puts a backup into a migrated database without data, in one transaction: all of it, or nothing.
 *
 * The schema is rebuilt to exactly the migrations the backup was made under, so that an older backup fits; then it is migrated to the
 * present, which also restates rights: in between the serving role may see nothing.
 * @throws Problem `/problems/platform/restore-*`, `/problems/platform/backup-unreadable`
 */
export async function restore(ownerUrl: string, filesFolder: string, file: string): Promise<Restored> {
  const restored = await bringIn(ownerUrl, filesFolder, file);
  return { ...restored, migrated: await migrate(ownerUrl) };
}

async function bringIn(ownerUrl: string, filesFolder: string, file: string): Promise<Omit<Restored, 'migrated'>> {
  if (existsSync(filesFolder) && readdirSync(filesFolder).length > 0) throw filesNotEmpty({ folder: filesFolder });
  const entries = readArchive(file);
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'taizhang restore' });
  const staged = `${filesFolder}.restoring`;
  await rm(staged, { recursive: true, force: true });
  try {
    const about = await readAbout(entries, file);
    await client.connect();
    await client.query(`begin; ${catalog.plainTexts}`);
    await refuseData(client);
    await rebuild(client, about);
    const present = new Map((await catalog.tables(client)).map((table) => [table.name, table]));
    const queueFits = (await catalog.queueVersion(client)) === about.queue_version;
    const wanted = about.tables.filter((table) => table.schema !== catalog.QUEUE || queueFits);
    const missing = wanted.filter((table) => table.columns.some((column) => !present.get(table.name)?.columns.includes(column)));
    if (missing.length > 0) throw doesNotMatch({ what: missing.map((table) => `没有表 ${table.name} 或它的列`) });

    const reinstate = await setAside(client, wanted);
    const { manifest, files, anchors } = await load(entries, client, about, new Set(wanted.map((table) => table.name)), staged);
    for (const statement of reinstate) await client.query(statement);
    for (const { name, last, called } of manifest.sequences) {
      if (name.startsWith(`${catalog.QUEUE}.`) && !queueFits) continue;
      await client.query('select setval($1::regclass, $2::bigint, $3)', [name, last, called]);
    }
    await compare(client, wanted, manifest, files);
    await client.query('analyze');
    await moveFiles(staged, filesFolder);
    try {
      await client.query('commit');
    } catch (error) {
      await rm(filesFolder, { recursive: true, force: true });
      throw error;
    }
    // Anchors that are here already saw more than those of a backup, and stay.
    if (anchors && !existsSync(anchorsBeside(filesFolder)))
      await writeFile(anchorsBeside(filesFolder), anchors, { mode: 0o600, flag: 'wx' });
    const rows = wanted.reduce((sum, table) => sum + (manifest.tables[table.name]?.rows ?? 0), 0);
    return { tables: wanted.length, rows, files, made_at: about.made_at };
  } catch (error) {
    if (error instanceof Problem) throw error;
    // A bad row, a check that fails, a file that ends too early: whatever the archive brought, none of it stays.
    throw Object.assign(notABackup({ file, why: error instanceof Error ? error.message : String(error) }), { cause: error });
  } finally {
    await entries.return(undefined);
    await rm(staged, { recursive: true, force: true });
    await client.end().catch(() => undefined);
  }
}

async function readAbout(entries: AsyncGenerator<ArchiveEntry>, file: string): Promise<About> {
  const first = await entries.next();
  if (first.done || first.value.name !== 'about.json') throw notABackup({ file, why: '不是本系统的备份' });
  const about = JSON.parse(await text(first.value)) as About;
  if (about.format !== 1) throw notABackup({ file, why: `格式 ${String(about.format)} 是更新的版本写的` });
  return about;
}

/** By the house's rule every row of an office carries its city; what has no city is national reference data, which a deploy loads. */
async function refuseData(client: pg.Client): Promise<void> {
  if (!(await catalog.applied(client))) throw notMigrated();
  const filled: string[] = [];
  for (const table of await catalog.tables(client)) {
    if (!table.columns.includes('city')) continue;
    const { rowCount } = await client.query(`select from ${table.name} limit 1`);
    if (rowCount) filled.push(table.name);
  }
  if (filled.length > 0) throw notEmpty({ tables: filled });
}

/** Drops the schemas that our migrations make (no other: a database may be shared) and runs the backup's migrations anew. */
async function rebuild(client: pg.Client, about: About): Promise<void> {
  const folder = join(root, 'db', 'migrations');
  const texts = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const),
  );
  const unknown = about.migrations.filter(({ name, digest }) => {
    const sql = texts.get(name);
    return sql === undefined || createHash('sha256').update(sql).digest('hex') !== digest;
  });
  if (unknown.length > 0) throw newerBackup({ migrations: unknown.map((one) => one.name) });

  const schemas = new Set(
    [...texts.values()].flatMap((sql) =>
      [...sql.matchAll(/^\s*create schema (?:if not exists )?("?\w+"?)/gim)].map((found) => found[1] ?? ''),
    ),
  );
  for (const schema of schemas) await client.query(`drop schema if exists ${schema} cascade`);
  await client.query('set local search_path to default');
  await client.query('delete from migrations.applied');
  for (const { name, digest } of about.migrations) {
    await client.query(texts.get(name) ?? '');
    await client.query('insert into migrations.applied (name, digest) values ($1, $2)', [name, digest]);
  }
  await client.query(catalog.plainTexts);
}

/**
 * What would stop or change rows on their way in: triggers (they stamp versions), foreign keys (tables come in any order), forced row
 * security (COPY refuses it). Returns the statements that put all of it back as it was.
 */
async function setAside(client: pg.Client, tables: readonly catalog.Table[]): Promise<string[]> {
  const back: string[] = [];
  const names = tables.map((table) => table.name);
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string; comment: string | null }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition,
            quote_literal(obj_description(oid, 'pg_constraint')) as comment
       from pg_constraint where contype = 'f' and conparentid = 0 and conrelid::regclass::text = any ($1) order by 1, 2`,
    [names],
  );
  for (const { table, name, definition, comment } of keys) {
    await client.query(`alter table ${table} drop constraint ${name}`);
    back.push(`alter table ${table} add constraint ${name} ${definition}`);
    if (comment) back.push(`comment on constraint ${name} on ${table} is ${comment}`);
  }
  const { rows: triggers } = await client.query<{ table: string; name: string; enabled: string }>(
    `select tgrelid::regclass::text as table, quote_ident(tgname) as name, tgenabled as enabled
       from pg_trigger where not tgisinternal and tgenabled in ('O', 'A', 'R') and tgrelid::regclass::text = any ($1)`,
    [names],
  );
  const again: Record<string, string> = { O: 'enable', A: 'enable always', R: 'enable replica' };
  for (const { table, name, enabled } of triggers) {
    await client.query(`alter table ${table} disable trigger ${name}`);
    back.push(`alter table ${table} ${again[enabled]} trigger ${name}`);
  }
  const { rows: forced } = await client.query<{ table: string }>(
    `select oid::regclass::text as table from pg_class where relkind = 'r' and relforcerowsecurity and oid::regclass::text = any ($1)`,
    [names],
  );
  for (const { table } of forced) {
    await client.query(`alter table ${table} no force row level security`);
    back.push(`alter table ${table} force row level security`);
  }
  // What the migrations themselves put in (and a queue that has been running) gives way to what was there.
  if (names.length > 0) await client.query(`truncate ${names.join(', ')}`);
  return back;
}

async function load(
  entries: AsyncGenerator<ArchiveEntry>,
  client: pg.Client,
  about: About,
  wanted: ReadonlySet<string>,
  staged: string,
): Promise<{ manifest: Manifest; files: number; anchors: string | null }> {
  let files = 0;
  let anchors: string | null = null;
  for await (const entry of entries) {
    if (entry.name === 'manifest.json') return { manifest: JSON.parse(await text(entry)) as Manifest, files, anchors };
    const part = /^data\/(\d{4})\.\d{5}$/.exec(entry.name);
    if (part) {
      const table = about.tables[Number(part[1])];
      if (!table) throw new Error(`${entry.name} belongs to no table`);
      if (!wanted.has(table.name)) continue;
      await pipeline(
        Readable.from(entry.content, { objectMode: false }),
        client.query(copy.from(`copy ${table.name} (${table.columns.join(', ')}) from stdin`)),
      );
    } else if (entry.name.startsWith('files/')) {
      await stage(entry, staged);
      files += 1;
    } else if (entry.name === 'anchors.log') anchors = await text(entry);
    else throw new Error(`${entry.name} is not part of a backup`);
  }
  throw new Error('文件不完整，缺少末尾的清单');
}

async function stage(entry: ArchiveEntry, staged: string): Promise<void> {
  const path = join(staged, entry.name.slice('files/'.length));
  // Somebody else may have written the archive.
  if (!path.startsWith(staged + sep)) throw new Error(`${entry.name} would leave the folder`);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await pipeline(Readable.from(entry.content, { objectMode: false }), createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
}

async function compare(client: pg.Client, wanted: readonly catalog.Table[], manifest: Manifest, files: number): Promise<void> {
  const wrong: string[] = [];
  if (files !== manifest.files) wrong.push(`附件 ${files} 个，应为 ${manifest.files} 个`);
  for (const table of wanted) {
    const before = manifest.tables[table.name];
    const now = await catalog.contents(client, table);
    if (now.rows !== before?.rows) wrong.push(`${table.name} 有 ${now.rows} 行，应为 ${before?.rows ?? '？'} 行`);
    else if (now.digest !== before.digest) wrong.push(`${table.name} 的内容与备份时不同`);
  }
  if (wrong.length > 0) throw doesNotMatch({ what: wrong });
}

async function moveFiles(staged: string, folder: string): Promise<void> {
  if (!existsSync(staged)) return;
  await mkdir(dirname(folder), { recursive: true });
  if (existsSync(folder)) await rmdir(folder);
  await rename(staged, folder);
}

async function text(entry: ArchiveEntry): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of entry.content) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
