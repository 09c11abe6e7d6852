/**
 * The file of a backup: a gzipped tar (POSIX ustar), so that `tar xzf` opens it when nobody has this software any more.
 * Sizes stand before contents in a tar; what has no known size is cut into parts by the caller.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

const BLOCK = 512;
/** The largest size that eleven octal digits can say: 8 GiB. */
const LARGEST = 8 ** 11 - 1;

export class ArchiveWriter {
  readonly #file: string;
  readonly #gzip = createGzip({ level: 5 });
  readonly #done: Promise<void>;
  #failed: unknown = null;

  private constructor(file: string, handle: FileHandle) {
    this.#file = file;
    const out = createWriteStream(this.#half, { fd: handle, flush: true });
    this.#gzip.pipe(out);
    this.#gzip.on('error', (error) => out.destroy(error));
    this.#done = finished(out);
    this.#done.catch((error: unknown) => {
      this.#failed = error;
      this.#gzip.destroy();
    });
  }

  /** Refuses to overwrite (`EEXIST`). Only the user who makes a backup may read it. */
  static async create(file: string): Promise<ArchiveWriter> {
    const reserved = await open(file, 'wx', 0o600);
    await reserved.close();
    try {
      return new ArchiveWriter(file, await open(`${file}.part`, 'w', 0o600));
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
  }

  get #half(): string {
    return `${this.#file}.part`;
  }

  async add(name: string, content: Buffer): Promise<void> {
    await this.addStream(name, content.length, [content]);
  }

  /** `content` must give exactly `size` bytes. */
  async addStream(name: string, size: number, content: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
    await this.#write(header(name, size));
    let written = 0;
    for await (const chunk of content) {
      written += chunk.length;
      await this.#write(chunk);
    }
    if (written !== size) throw new Error(`${name} changed while it was read`);
    if (size % BLOCK) await this.#write(Buffer.alloc(BLOCK - (size % BLOCK)));
  }

  /** Only now is there a file of that name with something in it: a backup is whole or is not there. */
  async close(): Promise<void> {
    await this.#write(Buffer.alloc(2 * BLOCK));
    this.#gzip.end();
    await this.#done;
    await rename(this.#half, this.#file);
  }

  async abandon(): Promise<void> {
    this.#gzip.destroy();
    await this.#done.catch(() => undefined);
    await Promise.all([rm(this.#half, { force: true }), rm(this.#file, { force: true })]);
  }

  async #write(chunk: Buffer): Promise<void> {
    if (this.#failed) throw this.#failed;
    if (this.#gzip.write(chunk)) return;
    await Promise.race([new Promise((drained) => this.#gzip.once('drain', drained)), this.#done]);
  }
}

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > 100 || size > LARGEST) throw new Error(`${name} does not fit into a tar header`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number, at: number) => block.write(value.toString(8).padStart(digits, '0'), at, 'latin1');
  block.write(name, 0, 'utf8');
  octal(0o600, 7, 100);
  octal(0, 7, 108);
  octal(0, 7, 116);
  octal(size, 11, 124);
  octal(Math.floor(Date.now() / 1000), 11, 136);
  block.write('0', 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  octal(checksum(block), 6, 148);
  block.write('\0 ', 154, 'latin1');
  return block;
}

/** Of the header with its own field read as blanks. */
function checksum(block: Buffer): number {
  let sum = 8 * 32;
  for (let at = 0; at < BLOCK; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  return sum;
}

export interface ArchiveEntry {
  readonly name: string;
  readonly size: number;
  /** To be read before the next entry is asked for; what is left is skipped. */
  readonly content: AsyncIterable<Buffer>;
}

/** @throws Error with words for the developer when it is no gzipped tar, is cut off or was changed. */
export async function* readArchive(file: string): AsyncGenerator<ArchiveEntry> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  const chunks = source.pipe(gunzip)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);

  /** Up to `most` bytes; nothing at the end of the file. */
  const some = async (most: number): Promise<Buffer> => {
    if (rest.length === 0) {
      const next = await chunks.next();
      if (next.done) return Buffer.alloc(0);
      rest = next.value;
    }
    const taken = rest.subarray(0, most);
    rest = rest.subarray(taken.length);
    return taken;
  };
  async function* bytes(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      const chunk = await some(left);
      if (chunk.length === 0) throw new Error('the archive ends too early');
      left -= chunk.length;
      yield chunk;
    }
  }
  const whole = async (size: number): Promise<Buffer> => {
    const parts: Buffer[] = [];
    for await (const part of bytes(size)) parts.push(part);
    return Buffer.concat(parts);
  };

  try {
    for (;;) {
      const block = await whole(BLOCK);
      if (block.every((byte) => byte === 0)) {
        // To the very end, so that the check sum of gzip is compared.
        while ((await some(BLOCK)).length > 0);
        return;
      }
      if (block.toString('latin1', 257, 262) !== 'ustar') throw new Error('not a tar archive');
      if (Number.parseInt(block.toString('latin1', 148, 154), 8) !== checksum(block)) throw new Error('a header was changed');
      const name = block.toString('utf8', 0, 100).replace(/\0.*$/s, '');
      const size = Number.parseInt(block.toString('latin1', 124, 135), 8);
      const content = bytes(size);
      yield { name, size, content };
      for await (const _ of content);
      await whole((BLOCK - (size % BLOCK)) % BLOCK);
    }
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}
