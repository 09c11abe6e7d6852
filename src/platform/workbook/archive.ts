/** A zip package opened for reading: parts by name, inflated under limits that count what really comes out. */
import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { Problem } from '../problem.ts';
import { fileDamaged, fileInflates, fileTooLarge, limits } from './problems.ts';

export class Archive {
  readonly #zip: ZipFile;
  readonly #parts: Map<string, Entry>;
  /** Most bytes seen of each part: a part may be read several times. */
  readonly #inflated = new Map<string, number>();

  private constructor(zip: ZipFile, parts: Map<string, Entry>) {
    this.#zip = zip;
    this.#parts = parts;
  }

  /** Reads the directory of the zip. Throws `fileDamaged` when there is none. */
  static async open(path: string): Promise<Archive> {
    let zip: ZipFile;
    try {
      zip = await openPromise(path, { autoClose: false });
    } catch (error) {
      throw asProblem(error, '压缩包目录');
    }
    const parts = new Map<string, Entry>();
    try {
      await new Promise<void>((resolve, reject) => {
        zip.on('entry', (entry: Entry) => {
          // Package part names are compared without case (ECMA-376 part 2, 6.2.2.3).
          parts.set(entry.fileName.toLowerCase(), entry);
          if (parts.size > limits.parts) reject(fileTooLarge({ limit: `${limits.parts} 个部件` }));
          else zip.readEntry();
        });
        zip.once('end', resolve);
        zip.once('error', reject);
        zip.readEntry();
      });
    } catch (error) {
      zip.close();
      throw asProblem(error, '压缩包目录');
    }
    return new Archive(zip, parts);
  }

  has(part: string): boolean {
    return this.#parts.has(part.toLowerCase());
  }

  /** Names of all parts, in lower case. */
  names(): string[] {
    return [...this.#parts.keys()];
  }

  /** The bytes of a part as they are inflated. */
  async *bytes(part: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
    const key = part.toLowerCase();
    const entry = this.#parts.get(key);
    if (!entry) throw fileDamaged({ where: part });
    let stream: Readable | null = null;
    let bytes = 0;
    try {
      stream = await this.#open(entry);
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        signal?.throwIfAborted();
        bytes += chunk.length;
        if (bytes > limits.ratioFrom && bytes > entry.compressedSize * limits.ratio) throw fileInflates();
        if (bytes > (this.#inflated.get(key) ?? 0)) {
          this.#inflated.set(key, bytes);
          let total = 0;
          for (const size of this.#inflated.values()) total += size;
          if (total > limits.inflated) throw fileInflates();
        }
        yield chunk;
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw asProblem(error, part);
    } finally {
      stream?.destroy();
    }
  }

  /** A small part as words: the first `most` bytes (default 4 MiB, more is refused). Null when there is no such part. */
  async text(part: string, most: number = limits.piece): Promise<string | null> {
    if (!this.has(part)) return null;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.bytes(part)) {
      bytes += chunk.length;
      if (bytes > most) throw fileInflates();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#zip.isOpen) return resolve();
      this.#zip.once('close', () => resolve());
      this.#zip.close();
    });
  }

  #open(entry: Entry): Promise<Readable> {
    return new Promise((resolve, reject) => {
      this.#zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
    });
  }
}

/** Problems and cancellations pass; whatever a broken file makes the parsers say becomes 文件已损坏. */
export function asProblem(error: unknown, where: string): unknown {
  if (error instanceof Problem) return error;
  if (error instanceof Error && (error.name === 'AbortError' || isOurs(error))) return error;
  return fileDamaged({ where });
}

/** Errors of the disk and slips of our own are not the file's fault. */
function isOurs(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return error instanceof TypeError || error instanceof ReferenceError || /^(ENOENT|EACCES|EIO|EMFILE|ENOSPC|EBADF)$/.test(code);
}
