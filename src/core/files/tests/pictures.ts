/** Small files for the tests of this unit, made byte by byte: a picture with capture facts, a ZIP with given names. */
import { crc32, deflateSync } from 'node:zlib';

const u16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export interface Facts {
  /** `2022:11:09 17:30:00` */
  taken?: string;
  zone?: string;
  /** Degrees, minutes, seconds, and the side. */
  latitude?: [number, number, number, 'N' | 'S'];
  longitude?: [number, number, number, 'E' | 'W'];
  orientation?: number;
}

/** A TIFF block in big-endian order. */
export function exif(facts: Facts): Buffer {
  type Line = [tag: number, type: number, count: number, value: Buffer];
  const text = (tag: number, value: string): Line => [tag, 2, value.length + 1, Buffer.from(`${value}\0`, 'latin1')];
  const rationals = (tag: number, values: number[]): Line => [
    tag,
    5,
    values.length,
    Buffer.concat(values.flatMap((v) => [u32(v), u32(1)])),
  ];
  const details: Line[] = [...(facts.taken ? [text(0x9003, facts.taken)] : []), ...(facts.zone ? [text(0x9011, facts.zone)] : [])];
  const gps: Line[] = [
    ...(facts.latitude ? [text(1, facts.latitude[3]), rationals(2, facts.latitude.slice(0, 3) as number[])] : []),
    ...(facts.longitude ? [text(3, facts.longitude[3]), rationals(4, facts.longitude.slice(0, 3) as number[])] : []),
  ];
  const size = (lines: Line[]) =>
    6 + 12 * lines.length + lines.reduce((sum, [, , , value]) => sum + (value.length > 4 ? value.length : 0), 0);
  const write = (lines: Line[], at: number): Buffer => {
    const rest: Buffer[] = [];
    let free = at + 6 + 12 * lines.length;
    const heads = lines.map(([tag, type, count, value]) => {
      if (value.length <= 4) return Buffer.concat([u16(tag), u16(type), u32(count), value, Buffer.alloc(4 - value.length)]);
      const head = Buffer.concat([u16(tag), u16(type), u32(count), u32(free)]);
      rest.push(value);
      free += value.length;
      return head;
    });
    return Buffer.concat([u16(lines.length), ...heads, u32(0), ...rest]);
  };
  const mainOf = (detailsAt: number, gpsAt: number): Line[] => [
    ...(facts.orientation ? [[0x0112, 3, 1, u16(facts.orientation)] as Line] : []),
    [0x8769, 4, 1, u32(detailsAt)],
    [0x8825, 4, 1, u32(gpsAt)],
  ];
  const detailsAt = 8 + size(mainOf(0, 0));
  const gpsAt = detailsAt + size(details);
  return Buffer.concat([
    Buffer.from('MM\0*', 'latin1'),
    u32(8),
    write(mainOf(detailsAt, gpsAt), 8),
    write(details, detailsAt),
    write(gps, gpsAt),
  ]);
}

/** A JPEG up to its frame header and with some scan: enough to be told and measured. `seed` makes it another picture. */
export function jpeg(
  width: number,
  height: number,
  options: { facts?: Facts; comment?: string; seed?: string; bytes?: number } = {},
): Buffer {
  const segment = (marker: number, body: Buffer) => Buffer.concat([Buffer.from([0xff, marker]), u16(body.length + 2), body]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...(options.facts ? [segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif(options.facts)]))] : []),
    ...(options.comment ? [segment(0xfe, Buffer.from(options.comment))] : []),
    segment(0xc0, Buffer.concat([Buffer.from([8]), u16(height), u16(width), Buffer.from([1, 1, 0x11, 0])])),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from(options.seed ?? 'x'),
    Buffer.alloc(options.bytes ?? 64, 0x55),
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** A real PNG, one grey. */
export function png(width: number, height: number, facts?: Facts): Buffer {
  const chunk = (name: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
    return Buffer.concat([u32(body.length), named, u32(crc32(named))]);
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from([8, 0, 0, 0, 0])])),
    ...(facts ? [chunk('eXIf', exif(facts))] : []),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height, 0x80))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The first bytes of the three forms of WebP. */
export function webp(form: 'VP8 ' | 'VP8L' | 'VP8X', width: number, height: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(32, 4);
  bytes.write('WEBP', 8, 'latin1');
  bytes.write(form, 12, 'latin1');
  bytes.writeUInt32LE(20, 16);
  if (form === 'VP8 ') {
    bytes.writeUInt16LE(width, 26);
    bytes.writeUInt16LE(height, 28);
  } else if (form === 'VP8L') bytes.writeUInt32LE((width - 1) | ((height - 1) << 14), 21);
  else {
    bytes.writeUIntLE(width - 1, 24, 3);
    bytes.writeUIntLE(height - 1, 27, 3);
  }
  return bytes;
}

/** A ZIP of stored entries with these names. */
export function zip(names: readonly string[]): Buffer {
  const le16 = (value: number) => Buffer.from([value & 0xff, value >> 8]);
  const le32 = (value: number) => Buffer.from(u32(value)).reverse();
  const body = Buffer.from('<a/>');
  const entries: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const name of names) {
    const facts = Buffer.concat([
      le16(20),
      le16(0),
      le16(0),
      le16(0),
      le16(0x21),
      le32(crc32(body)),
      le32(body.length),
      le32(body.length),
      le16(name.length),
      le16(0),
    ]);
    const entry = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, Buffer.from(name), body]);
    central.push(
      Buffer.concat([
        Buffer.from('PK\x01\x02', 'latin1'),
        le16(20),
        facts,
        le16(0),
        le16(0),
        le16(0),
        le32(0),
        le32(at),
        Buffer.from(name),
      ]),
    );
    entries.push(entry);
    at += entry.length;
  }
  const list = Buffer.concat(central);
  const end = Buffer.concat([
    Buffer.from('PK\x05\x06', 'latin1'),
    le16(0),
    le16(0),
    le16(names.length),
    le16(names.length),
    le32(list.length),
    le32(at),
    le16(0),
  ]);
  return Buffer.concat([...entries, list, end]);
}

/** A multipart body, parts in the given order. */
export function multipart(parts: readonly ([name: string, value: string] | [name: string, bytes: Buffer, fileName: string])[]): {
  payload: Buffer;
  type: string;
} {
  const boundary = '----taizhang';
  const pieces = parts.flatMap(([name, value, fileName]) => [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"\r\ncontent-type: image/jpeg`}\r\n\r\n`,
    ),
    typeof value === 'string' ? Buffer.from(value) : value,
    Buffer.from('\r\n'),
  ]);
  return { payload: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]), type: `multipart/form-data; boundary=${boundary}` };
}
