/**
 * Where the bytes lie: `<office.files>/content/ab/<sha256>`, outside every folder that is served, without name or suffix, readable by the
 * server's own user only. The address is the digest, so the same bytes lie there once and nothing a sender says reaches a path.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { newId } from '../../platform/ids.ts';
import {
  activeContent,
  brokenPicture,
  heic,
  hugePicture,
  macros,
  oldOffice,
  otherPicture,
  storageFull,
  unknownMedia,
  video,
} from './problems.ts';
import { type Capture, type Media, picture, readCapture, sniffMedia, withoutMetadata } from './rules.ts';

const folderOf = (files: string) => join(files, 'content');
/** Uploads on their way; a sweep takes away what a killed server left. */
const waitingFolderOf = (files: string) => join(files, 'content', 'waiting');
const address = /^[0-9a-f]{64}$/;

/** Where a content lies. Throws on anything that is no digest, so no path can be made up. */
export function pathOf(files: string, sha256: string): string {
  if (!address.test(sha256)) throw new Error('a content is addressed by its sha256');
  return join(folderOf(files), sha256.slice(0, 2), sha256);
}

export interface Received {
  sha256: string;
  bytes: number;
  media: Media;
  /** As shown; null for documents. */
  width: number | null;
  height: number | null;
  capture: Capture;
  /** Puts the bytes at their address, durably. */
  settle: () => Promise<void>;
  /** Takes the waiting bytes away; harmless after `settle`. */
  drop: () => Promise<void>;
}

/**
 * Takes an upload in without holding it in memory, and tells by its bytes what it is. Of a picture, what it says about itself is read and
 * then taken out: digest and size are of what is stored.
 * @param limit bytes at most; `tooMuch` is thrown beyond it
 * @throws the problems of this unit for everything that is not taken; nothing then stays on the disk.
 */
export async function receive(files: string, upload: Readable, limit: number, tooMuch: () => Error): Promise<Received> {
  await mkdir(waitingFolderOf(files), { recursive: true, mode: 0o700 });
  const waiting = join(waitingFolderOf(files), newId());
  const drop = () => rm(waiting, { force: true });
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    await pipeline(
      upload,
      new Transform({
        transform(chunk: Buffer, _encoding, done) {
          bytes += chunk.byteLength;
          if (bytes > limit) return done(tooMuch());
          hash.update(chunk);
          done(null, chunk);
        },
      }),
      createWriteStream(waiting, { mode: 0o600, flush: true }),
    );
    const known = await recognise(waiting);
    const left = known.width === null ? null : await strip(waiting, known.media);
    const sha256 = left ? createHash('sha256').update(left).digest('hex') : hash.digest('hex');
    return { sha256, bytes: left?.byteLength ?? bytes, ...known, settle: () => settle(files, waiting, sha256), drop };
  } catch (error) {
    await drop();
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? storageFull() : error;
  }
}

export interface StoredContent {
  sha256: string;
  bytes: number;
  media_type: Media;
  width: number | null;
  height: number | null;
}

/**
 * Stores bytes that the software made, by the same rules as an upload; the same bytes again change nothing. A row must name them within a
 * day, or the sweep takes them away.
 */
export async function storeContent(files: string, bytes: Uint8Array): Promise<StoredContent> {
  const received = await receive(files, Readable.from([Buffer.from(bytes)]), Number.POSITIVE_INFINITY, () => new Error('unlimited'));
  await received.settle();
  const { sha256, media, width, height } = received;
  return { sha256, bytes: received.bytes, media_type: media, width, height };
}

/** Takes out of a picture what it says of the phone and its owner, once its facts are read; null when there was nothing. */
async function strip(path: string, media: Media): Promise<Uint8Array | null> {
  const came = await readFile(path);
  const left = withoutMetadata(came, media);
  if (left === came) return null;
  await writeFile(path, left, { flush: true });
  return left;
}

const headBytes = 256 * 1024;

async function recognise(path: string): Promise<Pick<Received, 'media' | 'width' | 'height' | 'capture'>> {
  const file = await open(path);
  let head: Uint8Array;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    head = buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
  const found = sniffMedia(head);
  const document = (media: Media) => ({ media, width: null, height: null, capture: readCapture(null) });
  switch (found.is) {
    case 'picture': {
      const { width, height } = found;
      if (Math.max(width, height) > picture.side || width * height > picture.pixels) throw hugePicture();
      const capture = readCapture(found.exif);
      return { media: found.media, capture, ...(capture.turned ? { width: height, height: width } : { width, height }) };
    }
    case 'pdf':
      return document('application/pdf');
    case 'zip':
      return document(await officeDocument(path));
    case 'refused':
      throw {
        heic,
        other_picture: otherPicture,
        video,
        active: activeContent,
        old_office: oldOffice,
        broken_picture: brokenPicture,
        unknown: unknownMedia,
      }[found.why]();
  }
}

/** ECMA-376: the main part says which document it is. Only the list of contents is read; nothing is unpacked. */
async function officeDocument(path: string): Promise<Media> {
  const names = new Set<string>();
  try {
    const zip = await new Promise<yauzl.ZipFile>((resolve, reject) =>
      yauzl.open(path, { lazyEntries: true, autoClose: true }, (error, opened) => (error ? reject(error) : resolve(opened))),
    );
    await new Promise<void>((resolve, reject) => {
      zip.on('entry', (entry: yauzl.Entry) => {
        names.add(entry.fileName);
        if (names.size > 10_000) {
          zip.close();
          reject(new Error('too many entries'));
        } else zip.readEntry();
      });
      zip.on('end', () => resolve());
      zip.on('error', reject);
      zip.readEntry();
    });
  } catch {
    throw unknownMedia();
  }
  if ([...names].some((name) => /(^|\/)vbaProject\.bin$|^xl\/macrosheets\//i.test(name))) throw macros();
  if (names.has('[Content_Types].xml') && names.has('word/document.xml'))
    return 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  if (names.has('[Content_Types].xml') && names.has('xl/workbook.xml'))
    return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  throw unknownMedia();
}

async function settle(files: string, waiting: string, sha256: string): Promise<void> {
  const path = pathOf(files, sha256);
  const folder = join(folderOf(files), sha256.slice(0, 2));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Over what lies there already: the same bytes, and a fresh date, so that a sweep under way leaves them.
  await rename(waiting, path);
  const now = new Date();
  await utimes(path, now, now);
  const directory = await open(folder);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Reads a content, or answers undefined when it is not there. */
export async function openContent(files: string, sha256: string): Promise<{ bytes: number; stream: () => Readable } | undefined> {
  const path = pathOf(files, sha256);
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? { bytes: found.size, stream: () => createReadStream(path) } : undefined;
}

/** Takes a content away. Absent is fine. */
export const removeContent = (files: string, sha256: string): Promise<void> => rm(pathOf(files, sha256), { force: true });

/** The digests that lie here and came before `before`, folder by folder. Also takes away uploads that never arrived. */
export async function* listContents(files: string, before: Date): AsyncGenerator<string[]> {
  const old = async (path: string) => ((await stat(path).catch(() => undefined))?.mtimeMs ?? Number.POSITIVE_INFINITY) < before.getTime();
  const list = (folder: string) => readdir(folder).catch(() => [] as string[]);
  for (const name of await list(waitingFolderOf(files))) {
    const path = join(waitingFolderOf(files), name);
    if (await old(path)) await rm(path, { force: true });
  }
  for (const folder of await list(folderOf(files))) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    const found: string[] = [];
    for (const name of await list(join(folderOf(files), folder))) {
      if (address.test(name) && (await old(pathOf(files, name)))) found.push(name);
    }
    if (found.length > 0) yield found;
  }
}
