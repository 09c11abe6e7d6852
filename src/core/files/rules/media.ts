/**
 * What a file is, told by its bytes. Names and types that the sender claims count for nothing: whatever is stored is later served from our
 * own address, so markup and programs must not come in under any name.
 */

export type Media =
  | 'image/jpeg'
  | 'image/png'
  | 'image/webp'
  | 'application/pdf'
  | 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  | 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export type Sniffed =
  /** `width` and `height` as the header says, before turning; `exif` is the TIFF block, if there is one. */
  | { is: 'picture'; media: 'image/jpeg' | 'image/png' | 'image/webp'; width: number; height: number; exif: Uint8Array | null }
  | { is: 'pdf' }
  /** A ZIP: which office document it is, its list of contents must say. */
  | { is: 'zip' }
  /** Known, and not taken: why decides the words. */
  | { is: 'refused'; why: 'heic' | 'other_picture' | 'video' | 'active' | 'old_office' | 'broken_picture' | 'unknown' };

const refused = (why: Extract<Sniffed, { is: 'refused' }>['why']): Sniffed => ({ is: 'refused', why });

/** `head` is the file from its first byte: the first 256 KB are enough, for the EXIF block and size of a JPEG stand before its picture. */
export function sniffMedia(head: Uint8Array): Sniffed {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (starts(head, [0xff, 0xd8, 0xff])) return jpeg(view);
  if (starts(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return png(view);
  if (latin(head, 0, 4) === 'RIFF') return latin(head, 8, 4) === 'WEBP' ? webp(view) : refused('video');
  if (latin(head, 0, 5) === '%PDF-') return { is: 'pdf' };
  if (starts(head, [0x50, 0x4b, 0x03, 0x04])) return { is: 'zip' };
  if (starts(head, [0xd0, 0xcf, 0x11, 0xe0])) return refused('old_office');
  if (latin(head, 4, 4) === 'ftyp') return refused(/^(hei|hev|mif1|msf1|avi)/.test(latin(head, 8, 4)) ? 'heic' : 'video');
  if (latin(head, 0, 4) === 'GIF8' || latin(head, 0, 2) === 'BM' || latin(head, 0, 3) === 'II*' || starts(head, [0x4d, 0x4d, 0, 0x2a]))
    return refused('other_picture');
  if (active(head)) return refused('active');
  return refused('unknown');
}

const starts = (bytes: Uint8Array, with_: readonly number[]) => with_.every((byte, at) => bytes[at] === byte);
const latin = (bytes: Uint8Array, at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));

/** Markup, scripts and programs: SVG, HTML, XML, shell, MZ and ELF. */
function active(head: Uint8Array): boolean {
  if (starts(head, [0x4d, 0x5a]) || starts(head, [0x7f, 0x45, 0x4c, 0x46])) return true;
  // Zero bytes go first: UTF-16 hides markup from a plain look.
  const text = latin(head, 0, 4096)
    .replaceAll('\0', '')
    .replace(/^[\s\u00ff\u00fe\u00ef\u00bb\u00bf]+/, '')
    .toLowerCase();
  return text.startsWith('<') || text.startsWith('#!') || /<(script|svg|html|body|iframe|!doctype)/.test(text);
}

function sized(media: 'image/jpeg' | 'image/png' | 'image/webp', width: number, height: number, exif: Uint8Array | null): Sniffed {
  return width > 0 && height > 0 ? { is: 'picture', media, width, height, exif } : refused('broken_picture');
}

/** ITU-T T.81: segments until the frame header, which holds the size. */
function jpeg(view: DataView): Sniffed {
  let exif: Uint8Array | null = null;
  for (let at = 2; at + 4 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return refused('broken_picture');
    const marker = view.getUint8(at + 1);
    // Fill bytes may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2) return refused('broken_picture');
    // SOF0…SOF15 without DHT, JPG and DAC.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      if (at + 9 > view.byteLength) return refused('broken_picture');
      return sized('image/jpeg', view.getUint16(at + 7), view.getUint16(at + 5), exif);
    }
    if (marker === 0xda || marker === 0xd9) return refused('broken_picture');
    if (marker === 0xe1 && length > 8 && at + 2 + length <= view.byteLength) {
      const segment = new Uint8Array(view.buffer, view.byteOffset + at + 4, length - 2);
      if (latin(segment, 0, 6) === 'Exif\0\0') exif ??= segment.subarray(6);
    }
    at += 2 + length;
  }
  return refused('broken_picture');
}

/** ISO/IEC 15948: the header comes first; an eXIf chunk may come anywhere before the picture ends. */
function png(view: DataView): Sniffed {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (view.byteLength < 33 || latin(bytes, 12, 4) !== 'IHDR') return refused('broken_picture');
  let exif: Uint8Array | null = null;
  for (let at = 33; at + 12 <= view.byteLength; ) {
    const length = view.getUint32(at);
    if (latin(bytes, at + 4, 4) === 'eXIf' && at + 8 + length <= view.byteLength) {
      exif = bytes.subarray(at + 8, at + 8 + length);
      break;
    }
    at += 12 + length;
  }
  return sized('image/png', view.getUint32(16), view.getUint32(20), exif);
}

/** RFC 9649: the size stands in the first chunk of each of the three forms. */
function webp(view: DataView): Sniffed {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (view.byteLength < 30) return refused('broken_picture');
  const form = latin(bytes, 12, 4);
  if (form === 'VP8 ') return sized('image/webp', view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff, null);
  if (form === 'VP8L') {
    const bits = view.getUint32(21, true);
    return sized('image/webp', (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1, null);
  }
  if (form !== 'VP8X') return refused('broken_picture');
  const side = (at: number) => (view.getUint16(at, true) | (view.getUint8(at + 2) << 16)) + 1;
  let exif: Uint8Array | null = null;
  for (let at = 30; at + 8 <= view.byteLength; ) {
    const length = view.getUint32(at + 4, true);
    if (latin(bytes, at, 4) === 'EXIF' && at + 8 + length <= view.byteLength) {
      const chunk = bytes.subarray(at + 8, at + 8 + length);
      exif = latin(chunk, 0, 6) === 'Exif\0\0' ? chunk.subarray(6) : chunk;
      break;
    }
    at += 8 + length + (length & 1);
  }
  return sized('image/webp', side(24), side(27), exif);
}
