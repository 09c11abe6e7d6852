/**
 * A picture without what it says about its maker: Exif, XMP, IPTC, comments, embedded previews and whatever stands behind its end go;
 * compressed picture data, colour profile and frame stay byte for byte, so nothing is lost that is seen. Which way up it is stays, in the
 * smallest Exif block that says so.
 */
import { orientationOf } from './capture.ts';
import { type Media, sniffMedia } from './media.ts';

/** The same array when there is nothing to take out, or when it is no picture. */
export function withoutMetadata(bytes: Uint8Array, media: Media): Uint8Array {
  const strip = { 'image/jpeg': jpeg, 'image/png': png, 'image/webp': webp }[media as string];
  const sniffed = sniffMedia(bytes);
  if (!strip || sniffed.is !== 'picture') return bytes;
  const orientation = orientationOf(sniffed.exif);
  const left = join(strip(bytes, orientation > 1 ? upright(orientation) : null));
  return left.byteLength === bytes.byteLength && left.every((byte, at) => byte === bytes[at]) ? bytes : left;
}

const latin = (bytes: Uint8Array, at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const long = (value: number, little = false) => {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, little);
  return bytes;
};

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

/**
 * What stays of a picture. Stretches that follow one another are one: a file made of millions of tiny segments must not become as many
 * pieces (20 MB of them held the server up for three seconds and took 700 MB).
 */
class Kept {
  readonly parts: Uint8Array[] = [];
  #from = 0;
  #to = 0;

  constructor(readonly bytes: Uint8Array) {}

  stretch(from: number, to: number): this {
    if (from !== this.#to) {
      this.#flush();
      this.#from = from;
    }
    this.#to = to;
    return this;
  }

  put(part: Uint8Array): this {
    this.#flush();
    this.parts.push(part);
    return this;
  }

  all(): Uint8Array[] {
    this.#flush();
    return this.parts;
  }

  #flush(): void {
    if (this.#to > this.#from) this.parts.push(this.bytes.subarray(this.#from, this.#to));
    this.#from = this.#to;
  }
}

/** Four letters as they stand in a file, as one number. */
const name = (letters: string) => viewOf(ascii(letters)).getUint32(0);

/** A TIFF block of one line: tag 0x0112, orientation. */
const upright = (orientation: number) =>
  Uint8Array.from([0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);

/** APP2 is the colour profile, APP14 says how colours are coded; the other APPn and COM are about the picture, not of it. */
const spoken = (marker: number, bytes: Uint8Array, body: number) =>
  marker === 0xfe ||
  (marker >= 0xe1 && marker <= 0xef && marker !== 0xee && !(marker === 0xe2 && latin(bytes, body, 12) === 'ICC_PROFILE\0'));

function jpeg(bytes: Uint8Array, exif: Uint8Array | null): Uint8Array[] {
  const view = viewOf(bytes);
  const kept = new Kept(bytes).stretch(0, 2);
  if (exif)
    kept
      .put(Uint8Array.from([0xff, 0xe1, 0, exif.byteLength + 8]))
      .put(ascii('Exif\0\0'))
      .put(exif);
  let at = 2;
  while (at + 2 <= bytes.byteLength) {
    // A stray byte, over which readers pass to the next marker: what stands behind it is looked at all the same.
    if (view.getUint8(at) !== 0xff) {
      kept.stretch(at, at + 1);
      at += 1;
      continue;
    }
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // The end: a preview, a film or the maker's own block may follow it.
    if (marker === 0xd9) return kept.stretch(at, at + 2).all();
    if (at + 4 > bytes.byteLength) break;
    let end = at + 2 + view.getUint16(at + 2);
    if (marker === 0xda) {
      // Picture data until the next marker that is neither an escaped 0xff nor a restart.
      while (end + 1 < bytes.byteLength && !(bytes[end] === 0xff && isMarker(bytes[end + 1] ?? 0))) end += 1;
      if (end + 1 >= bytes.byteLength) end = bytes.byteLength;
    }
    end = Math.min(end, bytes.byteLength);
    if (!spoken(marker, bytes, at + 4)) kept.stretch(at, end);
    at = end;
  }
  return kept.stretch(at, bytes.byteLength).all();
}

const isMarker = (byte: number) => byte !== 0 && byte !== 0xff && !(byte >= 0xd0 && byte <= 0xd7);

const pngWords: ReadonlySet<number> = new Set(['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME'].map(name));
const pngEnd = name('IEND');

function png(bytes: Uint8Array, exif: Uint8Array | null): Uint8Array[] {
  const view = viewOf(bytes);
  const kept = new Kept(bytes).stretch(0, 33);
  if (exif) {
    const named = join([ascii('eXIf'), exif]);
    kept
      .put(long(exif.byteLength))
      .put(named)
      .put(long(crc32(named)));
  }
  for (let at = 33; at + 12 <= bytes.byteLength; ) {
    const end = Math.min(bytes.byteLength, at + 12 + view.getUint32(at));
    const chunk = view.getUint32(at + 4);
    if (!pngWords.has(chunk)) kept.stretch(at, end);
    if (chunk === pngEnd) break;
    at = end;
  }
  return kept.all();
}

/** ISO/IEC 15948, annex D. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const webpHead = name('VP8X');
const webpWords: ReadonlySet<number> = new Set([name('EXIF'), name('XMP ')]);

function webp(bytes: Uint8Array, exif: Uint8Array | null): Uint8Array[] {
  const view = viewOf(bytes);
  const kept = new Kept(bytes);
  const last = Math.min(bytes.byteLength, 8 + view.getUint32(4, true));
  for (let at = 12; at + 8 <= last; ) {
    const length = view.getUint32(at + 4, true);
    const end = Math.min(bytes.byteLength, at + 8 + length + (length & 1));
    const chunk = view.getUint32(at);
    if (chunk === webpHead) {
      const flagged = bytes.slice(at, end);
      // Bits 3 and 2 of the flags say that Exif and XMP are there.
      flagged[8] = ((flagged[8] ?? 0) & ~0x0c) | (exif ? 0x08 : 0);
      kept.put(flagged);
    } else if (!webpWords.has(chunk)) kept.stretch(at, end);
    at = end;
  }
  if (exif) kept.put(ascii('EXIF')).put(long(exif.byteLength, true)).put(exif);
  const parts = kept.all();
  const size = parts.reduce((sum, part) => sum + part.byteLength, 4);
  return [ascii('RIFF'), long(size, true), ascii('WEBP'), ...parts];
}
