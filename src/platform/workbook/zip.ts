/** A zip written part by part, as a stream: what an xlsx package needs and no more (deflate, sizes behind the data, below 4 GB). */
import { once } from 'node:events';
import { Readable, type Writable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

const LARGEST = 0xffff_ffff;
/** Sizes follow the data (bit 3), names are UTF-8 (bit 11). */
const FLAGS = 0x0808;
const DEFLATED = 8;
const VERSION = 20;

interface Part {
  name: Buffer;
  offset: number;
  crc: number;
  packed: number;
  size: number;
}

export class ZipWriter {
  readonly #out: Writable;
  readonly #parts: Part[] = [];
  readonly #stamp = dosStamp(new Date());
  #offset = 0;
  #failure: Error | null = null;

  constructor(out: Writable) {
    this.#out = out;
    out.on('error', (error) => {
      this.#failure = error;
    });
  }

  /** Writes one part; `content` is pulled only as fast as the target takes it. */
  async add(name: string, content: string | Iterable<string> | AsyncIterable<string>, signal?: AbortSignal): Promise<void> {
    const part: Part = { name: Buffer.from(name, 'utf8'), offset: this.#offset, crc: 0, packed: 0, size: 0 };
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(VERSION, 4);
    header.writeUInt16LE(FLAGS, 6);
    header.writeUInt16LE(DEFLATED, 8);
    header.writeUInt32LE(this.#stamp, 10);
    header.writeUInt16LE(part.name.length, 26);
    await this.#write(Buffer.concat([header, part.name]));
    const pieces = typeof content === 'string' ? [content] : content;
    const source = Readable.from(counted(pieces, part, signal), { objectMode: false });
    const deflate = createDeflateRaw({ level: 6, chunkSize: 64 * 1024 });
    source.on('error', (error) => deflate.destroy(error));
    source.pipe(deflate);
    try {
      for await (const chunk of deflate as AsyncIterable<Buffer>) {
        part.packed += chunk.length;
        await this.#write(chunk);
      }
    } finally {
      source.destroy();
    }
    if (part.size > LARGEST || this.#offset > LARGEST) throw new RangeError('a workbook over 4 GB cannot be written');
    const sizes = Buffer.alloc(16);
    sizes.writeUInt32LE(0x08074b50, 0);
    sizes.writeUInt32LE(part.crc, 4);
    sizes.writeUInt32LE(part.packed, 8);
    sizes.writeUInt32LE(part.size, 12);
    await this.#write(sizes);
    this.#parts.push(part);
  }

  /** Writes the directory and ends the target. */
  async finish(): Promise<void> {
    const start = this.#offset;
    for (const part of this.#parts) {
      const entry = Buffer.alloc(46);
      entry.writeUInt32LE(0x02014b50, 0);
      entry.writeUInt16LE(VERSION, 4);
      entry.writeUInt16LE(VERSION, 6);
      entry.writeUInt16LE(FLAGS, 8);
      entry.writeUInt16LE(DEFLATED, 10);
      entry.writeUInt32LE(this.#stamp, 12);
      entry.writeUInt32LE(part.crc, 16);
      entry.writeUInt32LE(part.packed, 20);
      entry.writeUInt32LE(part.size, 24);
      entry.writeUInt16LE(part.name.length, 28);
      entry.writeUInt32LE(part.offset, 42);
      await this.#write(Buffer.concat([entry, part.name]));
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.#parts.length, 8);
    end.writeUInt16LE(this.#parts.length, 10);
    end.writeUInt32LE(this.#offset - start, 12);
    end.writeUInt32LE(start, 16);
    await this.#write(end);
    await endOf(this.#out);
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.#offset += bytes.length;
    await writeTo(this.#out, bytes);
  }
}

async function* counted(pieces: Iterable<string> | AsyncIterable<string>, part: Part, signal?: AbortSignal): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    if (piece === '') continue;
    const bytes = Buffer.from(piece, 'utf8');
    part.crc = crc32(bytes, part.crc);
    part.size += bytes.length;
    yield bytes;
  }
}

/** Writes and waits while the target is full; throws when it closed meanwhile, as a browser does that gave up a download. */
export async function writeTo(out: Writable, bytes: Buffer | string): Promise<void> {
  if (out.destroyed) throw out.errored ?? new Error('the target was closed while writing');
  if (out.write(bytes)) return;
  const closed = new AbortController();
  const onClose = () => closed.abort(out.errored ?? new Error('the target was closed while writing'));
  out.once('close', onClose);
  try {
    await once(out, 'drain', { signal: closed.signal });
  } catch (error) {
    throw closed.signal.aborted ? closed.signal.reason : error;
  } finally {
    out.off('close', onClose);
  }
}

/** Ends the target and waits until everything is out. */
export function endOf(out: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    out.once('error', reject);
    out.end(() => resolve());
  });
}

function dosStamp(at: Date): number {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  const date = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  return ((date << 16) | time) >>> 0;
}
