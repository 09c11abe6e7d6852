/** The shared strings of a workbook, packed: half a million JavaScript strings cut out of larger ones would keep all of those alive. */
import type { Archive } from './archive.ts';
import { fileTooLarge, limits } from './problems.ts';
import { readXml } from './xml.ts';

const BLOCK = 1024 * 1024;

export class SharedStrings {
  #blocks: Buffer[] = [];
  #used = BLOCK;
  #starts = new Float64Array(1024);
  #count = 0;
  #bytes = 0;

  get count(): number {
    return this.#count;
  }

  add(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    this.#bytes += bytes.length;
    if (this.#bytes > limits.strings) throw fileTooLarge({ limit: `文字共 ${limits.strings / 1024 / 1024} MB` });
    let block = this.#blocks[this.#blocks.length - 1];
    if (!block || this.#used + bytes.length > block.length) {
      block = Buffer.allocUnsafe(Math.max(BLOCK, bytes.length));
      this.#blocks.push(block);
      this.#used = 0;
    }
    bytes.copy(block, this.#used);
    if (this.#count * 2 + 2 > this.#starts.length) {
      const larger = new Float64Array(this.#starts.length * 2);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    // Block number and offset in one number, length in the next.
    this.#starts[this.#count * 2] = (this.#blocks.length - 1) * 2 ** 32 + this.#used;
    this.#starts[this.#count * 2 + 1] = bytes.length;
    this.#used += bytes.length;
    this.#count++;
  }

  /** The string of that number; null when the file names one it does not have. */
  get(index: number): string | null {
    const start = this.#starts[index * 2];
    const length = this.#starts[index * 2 + 1];
    if (!(index >= 0 && index < this.#count) || start === undefined || length === undefined) return null;
    const block = this.#blocks[Math.floor(start / 2 ** 32)];
    const from = start % 2 ** 32;
    return block ? block.toString('utf8', from, from + length) : null;
  }
}

export async function readSharedStrings(archive: Archive, part: string, signal?: AbortSignal): Promise<SharedStrings> {
  const strings = new SharedStrings();
  if (!archive.has(part)) return strings;
  let text = '';
  let gather = false;
  let phonetic = 0;
  await readXml(part, archive.bytes(part, signal), {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 't') gather = phonetic === 0;
      else if (name === 'rPh') phonetic++;
    },
    text(words) {
      if (gather) text += words;
    },
    close(name) {
      if (name === 't') gather = false;
      else if (name === 'rPh') phonetic--;
      else if (name === 'si') strings.add(text);
    },
  });
  return strings;
}

/** `_x000D_` is how the format writes a control character; `_x005F_` is the underscore that escapes such a word. */
export function unescapeText(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
}
