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

/** A TIFF block of one line: tag 0x0112, orientation. */
const upright = (orientation: number) =>
  Uint8Array.from([0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);

/** APP2 is the colour profile, APP14 says how colours are coded; the other APPn and COM are about the picture, not of it. */
const spoken = (marker: number, body: Uint8Array) =>
  marker === 0xfe || (marker >= 0xe1 && marker <= 0xef && marker !== 0xee && !(marker === 0xe2 && latin(body, 0, 12) === 'ICC_PROFILE\0'));

function jpeg(bytes: Uint8Array, exif: Uint8Array | null): Uint8Array[] {
  const view = viewOf(bytes);
  const head = bytes.subarray(0, 2);
  const parts: Uint8Array[] = exif ? [head, Uint8Array.from([0xff, 0xe1, 0, exif.byteLength + 8]), ascii('Exif\0\0'), exif] : [head];
  let at = 2;
  while (at + 2 <= bytes.byteLength) {
    if (view.getUint8(at) !== 0xff) return [...parts, bytes.subarray(at)];
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // The end: a preview, a film or the maker's own block may follow it.
    if (marker === 0xd9) return [...parts, bytes.subarray(at, at + 2)];
    if (at + 4 > bytes.byteLength) break;
    let end = at + 2 + view.getUint16(at + 2);
    if (marker === 0xda) {
      // Picture data until the next marker that is neither an escaped 0xff nor a restart.
      while (end + 1 < bytes.byteLength && !(bytes[end] === 0xff && isMarker(bytes[end + 1] ?? 0))) end += 1;
      if (end + 1 >= bytes.byteLength) end = bytes.byteLength;
    }
    if (!spoken(marker, bytes.subarray(at + 4, end))) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return [...parts, bytes.subarray(at)];
}

const isMarker = (byte: number) => byte !== 0 && byte !== 0xff && !(byte >= 0xd0 && byte <= 0xd7);

function png(bytes: Uint8Array, exif: Uint8Array | null): Uint8Array[] {
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, 33)];
  if (exif) {
    const named = join([ascii('eXIf'), exif]);
    parts.push(long(exif.byteLength), named, long(crc32(named)));
  }
  for (let at = 33; at + 12 <= bytes.byteLength; ) {
    const end = at + 12 + view.getUint32(at);
    const name = latin(bytes, at + 4, 4);
    if (!['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME'].includes(name)) parts.push(bytes.subarray(at, end));
    if (name === 'IEND') break;
    at = end;
  }
  return parts;
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

function webp(bytes: Uint8Array, exif: Uint8Array | null): Uint8Array[] {
  const view = viewOf(bytes);
  const chunks: Uint8Array[] = [];
  const last = Math.min(bytes.byteLength, 8 + view.getUint32(4, true));
  for (let at = 12; at + 8 <= last; ) {
    const length = view.getUint32(at + 4, true);
    const end = Math.min(bytes.byteLength, at + 8 + length + (length & 1));
    const name = latin(bytes, at, 4);
    if (name === 'VP8X') {
      const chunk = bytes.slice(at, end);
      // Bits 3 and 2 of the flags say that Exif and XMP are there.
      chunk[8] = ((chunk[8] ?? 0) & ~0x0c) | (exif ? 0x08 : 0);
      chunks.push(chunk);
    } else if (name !== 'EXIF' && name !== 'XMP ') chunks.push(bytes.subarray(at, end));
    at = end;
  }
  if (exif) chunks.push(ascii('EXIF'), long(exif.byteLength, true), exif);
  const size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 4);
  return [ascii('RIFF'), long(size, true), ascii('WEBP'), ...chunks];
}
