import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import pg from 'pg';
import copy from 'pg-copy-streams';
import { anchorsBeside } from '../anchors.ts';
import { ArchiveWriter } from './archive.ts';
import * as catalog from './catalog.ts';
import { cannotWrite, fileExists, hiddenRows, notMigrated } from './problems.ts';

/** `about.json`, the first entry. */
export interface About {
  readonly format: 1;
  readonly made_at: string;
  readonly server_version: number;
  readonly migrations: readonly catalog.Migration[];
  readonly queue_version: number | null;
  readonly tables: readonly catalog.Table[];
  readonly note: string;
}

/** `manifest.json`, the last entry: a file without it was cut off. */
export interface Manifest {
  readonly tables: Readonly<Record<string, catalog.Contents>>;
  readonly sequences: readonly catalog.Sequence[];
  readonly files: number;
}

export interface BackedUp {
  tables: number;
  rows: number;
  files: number;
  /** Size of the file. */
  bytes: number;
}

/** A part is what is held in memory before its size is known. */
const PART = 4 * 1024 * 1024;

/**
 * Writes data and files into one new file. The tables are those of one moment (one repeatable-read snapshot); files are added after
 * it and never change, so whatever a row names is there. The anchors beside them come along. Keys and passwords are never in it.
 * @param ownerUrl of the user who owns the tables and sees every row
 * @param filesFolder content-addressed files; may be missing
 * @param outFile must not exist yet; it appears when it is whole
 * @throws Problem `/problems/platform/backup-*`
 */
export async function backup(ownerUrl: string, filesFolder: string, outFile: string): Promise<BackedUp> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'taizhang backup' });
  await client.connect();
  let archive: ArchiveWriter | null = null;
  try {
    // Before the snapshot: what is anchored by now is in it, so a restored chain is never shorter than its anchors.
    const anchors = await readFile(anchorsBeside(filesFolder)).catch(() => null);
    await client.query(`begin isolation level repeatable read read only; ${catalog.plainTexts}`);
    const hidden = await catalog.partlyHidden(client);
    if (hidden.length > 0) throw hiddenRows({ tables: hidden });
    const migrations = await catalog.applied(client);
    if (!migrations) throw notMigrated();
    const tables = await catalog.tables(client);

    archive = await create(outFile);
    const about: About = {
      format: 1,
      made_at: new Date().toISOString(),
      server_version: await serverVersion(client),
      migrations,
      queue_version: await catalog.queueVersion(client),
      tables,
      note: '本文件含数据与附件，不含密钥和口令。密钥另行保管，没有它们，加密的列打不开。',
    };
    await archive.add('about.json', json(about));
    if (anchors) await archive.add('anchors.log', anchors);
    const sums: Record<string, catalog.Contents> = {};
    for (const [at, table] of tables.entries()) {
      sums[table.name] = await catalog.contents(client, table);
      await addTable(archive, client, table, at);
    }
    const files = await addFiles(archive, filesFolder);
    const manifest: Manifest = { tables: sums, sequences: await catalog.sequences(client), files };
    await archive.add('manifest.json', json(manifest));
    await archive.close();
    await client.query('commit');
    const rows = Object.values(sums).reduce((sum, one) => sum + one.rows, 0);
    return { tables: tables.length, rows, files, bytes: (await stat(outFile)).size };
  } catch (error) {
    await archive?.abandon();
    if (isWriteError(error)) throw cannotWrite({ file: outFile, why: (error as Error).message });
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function create(file: string): Promise<ArchiveWriter> {
  try {
    return await ArchiveWriter.create(file);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? fileExists({ file }) : cannotWrite({ file, why: (error as Error).message });
  }
}

const isWriteError = (error: unknown) =>
  ['ENOSPC', 'EIO', 'EDQUOT', 'EFBIG', 'EROFS'].includes(String((error as NodeJS.ErrnoException | null)?.code));

/** `data/0003.00001`: third table of `about.json`, its first part, rows as COPY writes them. */
async function addTable(archive: ArchiveWriter, client: pg.Client, table: catalog.Table, at: number): Promise<void> {
  const stream = client.query(copy.to(`copy (select ${table.columns.join(', ')} from ${table.name}) to stdout`));
  let parts = 0;
  let held: Buffer[] = [];
  let size = 0;
  const add = async (rows: Buffer) => {
    parts += 1;
    await archive.add(`data/${String(at).padStart(4, '0')}.${String(parts).padStart(5, '0')}`, rows);
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    held.push(chunk);
    size += chunk.length;
    if (size < PART) continue;
    // Each part is a COPY of its own when it comes back, so it ends with a whole row.
    const rows = Buffer.concat(held);
    const end = rows.lastIndexOf(0x0a) + 1;
    if (end === 0) continue;
    await add(rows.subarray(0, end));
    held = [rows.subarray(end)];
    size = rows.length - end;
  }
  if (size > 0) await add(Buffer.concat(held));
}

async function addFiles(archive: ArchiveWriter, folder: string): Promise<number> {
  let added = 0;
  let entries: { parentPath: string; name: string; isFile(): boolean }[];
  try {
    entries = await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const found = await stat(path).catch(() => null);
    // Erased according to law between the listing and now.
    if (!found) continue;
    await archive.addStream(
      `files/${relative(folder, path).split(sep).join('/')}`,
      found.size,
      createReadStream(path) as AsyncIterable<Buffer>,
    );
    added += 1;
  }
  return added;
}

async function serverVersion(client: pg.Client): Promise<number> {
  return (await client.query<{ version: number }>(`select current_setting('server_version_num')::int as version`)).rows[0]?.version ?? 0;
}

const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
