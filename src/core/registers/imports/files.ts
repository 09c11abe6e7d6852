/** Files of imports: the workbook as it came, kept beside the database until it is no longer needed to hand rows back. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { newId } from '../../../platform/ids.ts';
import { findOffice, isConvertible, refusalOf, returnRejected, sniffWorkbook } from '../../../platform/workbook/index.ts';
import { type Actor, type Office, readAs } from '../../ledger/index.ts';
import { getColumn, type Sheet } from '../sheet.ts';
import type { ImportRecord } from './record.ts';

const folderOf = (office: Office, id: string) => join(office.files, 'imports', id);

/** Where the workbook of an import lies. */
export const sourceOf = (office: Office, id: string): string => join(folderOf(office, id), 'source');

/** Stores an upload, refusing what is no workbook before anything is recorded. Returns a function that gives the file its import. */
export async function receive(
  office: Office,
  upload: Readable,
): Promise<{ digest: string; keep: (id: string) => Promise<void>; drop: () => Promise<void> }> {
  const waiting = join(office.files, 'imports', `.${newId()}`);
  await mkdir(join(office.files, 'imports'), { recursive: true });
  const hash = createHash('sha256');
  const drop = () => rm(waiting, { force: true });
  try {
    await pipeline(
      upload,
      new Transform({
        transform(chunk, _encoding, done) {
          hash.update(chunk);
          done(null, chunk);
        },
      }),
      createWriteStream(waiting, { mode: 0o600 }),
    );
    const sniffed = await sniffWorkbook(waiting);
    const refusal = refusalOf(sniffed);
    // Old formats are taken where this machine can convert them; the worker does.
    if (refusal && !(isConvertible(sniffed) && (await findOffice()))) throw refusal;
  } catch (error) {
    await drop();
    throw error;
  }
  return {
    digest: hash.digest('hex'),
    keep: async (id) => {
      await mkdir(folderOf(office, id), { recursive: true });
      await rename(waiting, sourceOf(office, id));
    },
    drop,
  };
}

/** The same for a file of this machine, which stays where it is. */
export async function receiveFile(office: Office, path: string): ReturnType<typeof receive> {
  // Opened before it is handed on: a stream that fails before anybody listens ends the process.
  const file = await open(path);
  return await receive(office, file.createReadStream());
}

/** Removes the files of an import. */
export const forget = (office: Office, id: string): Promise<void> => rm(folderOf(office, id), { recursive: true, force: true });

/** Writes the rejected rows in the layout of their own workbook, with a 原因 column, to `outPath`. Returns how many. */
export async function writeRejected(office: Office, actor: Actor, sheet: Sheet, record: ImportRecord, outPath: string): Promise<number> {
  const reasons = await readAs(office, actor, async (tx) => {
    const found = new Map<number, Map<number, string>>();
    let after = 0;
    for (;;) {
      const { rows } = await sql<{ no: number; sheet: number; row: number; errors: Record<string, string> }>`
        select no, sheet, row, coalesce(errors, '{}') as errors from registers.staged
        where city = ${actor.city} and import_id = ${record.id} and state in ('rejected', 'asking') and no > ${after} order by no limit 5000`.execute(
        tx,
      );
      for (const row of rows) {
        const words = Object.entries(row.errors).map(([name, why]) =>
          why.includes(getColumn(sheet, name).title) ? why : `${getColumn(sheet, name).title}：${why}`,
        );
        const own = found.get(row.sheet) ?? new Map<number, string>();
        own.set(row.row, words.join('；') || '区划有多处同名，请写明镇（街道）');
        found.set(row.sheet, own);
      }
      if (rows.length < 5000) return found;
      after = rows.at(-1)?.no ?? after;
    }
  });
  const heads = new Map(record.sheets.map((s, at) => [at, s.header_rows] as const).filter(([, rows]) => rows.length > 0));
  return (await returnRejected(sourceOf(office, record.id), outPath, reasons, heads)).rows;
}
