/** A stored picture says nothing of the phone that took it, and looks as before. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orientationOf } from '../rules/capture.ts';
import { readCapture, sniffMedia, withoutMetadata } from '../rules.ts';
import { exif, type Facts, png } from './pictures.ts';

/** A whole JPEG of one point, as an encoder wrote it: JFIF, quantisation, frame (arithmetic coding), conditioning, scan, end. */
const point = Buffer.from(
  'ffd8ffe000104a46494600010101004800480000ffdb004300030202020202030202020303030304060404040404080606050609080a0a090809090a0c0f0c0a0b0e0b09090d110d0e0f101011100a0c12131210130f101010ffc9000b080001000101011100ffcc000600101005ffda0008010100003f00d2cf20ffd9',
  'hex',
);
const segment = (marker: number, body: Buffer) =>
  Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff]), body]);
const everything: Facts = {
  taken: '2022:11:09 17:30:00',
  zone: '+08:00',
  latitude: [33, 44, 24, 'N'],
  longitude: [113, 18, 0, 'E'],
};
const profile = segment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0', 'latin1'), Buffer.from([1, 1]), Buffer.alloc(40, 7)]));
/** The point as a phone would have sent it. */
const taken = (facts: Facts, extra: Buffer[] = []) =>
  Buffer.concat([
    point.subarray(0, 20),
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif(facts)])),
    segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SN-998877</x:xmpmeta>')),
    segment(0xed, Buffer.from('Photoshop 3.0\0SN-998877')),
    segment(0xfe, Buffer.from('SN-998877')),
    ...extra,
    point.subarray(20),
  ]);
const exifOf = (bytes: Uint8Array) => {
  const sniffed = sniffMedia(bytes);
  return sniffed.is === 'picture' ? sniffed.exif : null;
};

describe('a JPEG', () => {
  test('loses Exif, XMP, IPTC, comments and what follows its end, and keeps every other byte', () => {
    const came = Buffer.concat([taken(everything, [profile]), Buffer.from('MotionPhoto SN-998877')]);
    expect(readCapture(exifOf(came))).toMatchObject({ longitude: 113.3, taken_at: '2022-11-09T09:30:00.000Z' });
    const left = Buffer.from(withoutMetadata(came, 'image/jpeg'));
    expect(left.equals(Buffer.concat([point.subarray(0, 20), profile, point.subarray(20)]))).toBe(true);
    expect(exifOf(left)).toBeNull();
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('is still turned as it was: orientation %i', (orientation) => {
    const left = withoutMetadata(taken({ ...everything, orientation }), 'image/jpeg');
    expect(orientationOf(exifOf(left))).toBe(orientation);
    expect(readCapture(exifOf(left))).toEqual({ taken_at: null, longitude: null, latitude: null, turned: orientation >= 5 });
    expect(Buffer.from(left).includes('2022')).toBe(false);
    // Once is enough: the same picture sent on keeps its digest.
    expect(withoutMetadata(left, 'image/jpeg')).toBe(left);
  });

  test('of several scans, with restarts and escaped bytes, keeps them all', () => {
    const scan = segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]));
    const body = Buffer.concat([
      scan,
      Buffer.from([1, 0xff, 0, 2, 0xff, 0xd3, 3]),
      segment(0xc4, Buffer.alloc(20, 1)),
      scan,
      Buffer.from([9, 0xff, 0]),
    ]);
    const end = Buffer.from([0xff, 0xd9]);
    const head = point.subarray(0, point.indexOf(Buffer.from([0xff, 0xda])));
    const came = Buffer.concat([head, body, segment(0xfe, Buffer.from('SN-998877')), scan, Buffer.from([4]), end]);
    expect(Buffer.from(withoutMetadata(came, 'image/jpeg')).equals(Buffer.concat([head, body, scan, Buffer.from([4]), end]))).toBe(true);
  });

  test('that says nothing is left as it is, and so is one that breaks off', () => {
    expect(withoutMetadata(point, 'image/jpeg')).toBe(point);
    for (let length = 60; length < point.length; length += 1) {
      const cut = point.subarray(0, length);
      expect(Buffer.from(withoutMetadata(cut, 'image/jpeg')).equals(cut)).toBe(true);
    }
  });
});

test('a PNG loses its Exif, texts and time, and keeps its turn', () => {
  const plain = png(3, 2);
  expect(withoutMetadata(plain, 'image/png')).toBe(plain);
  expect(Buffer.from(withoutMetadata(png(3, 2, everything), 'image/png')).equals(plain)).toBe(true);
  const text = Buffer.concat([Buffer.from([0, 0, 0, 9]), Buffer.from('tEXtSN-998877'), Buffer.alloc(4)]);
  expect(Buffer.from(withoutMetadata(Buffer.concat([plain.subarray(0, 33), text, plain.subarray(33)]), 'image/png')).equals(plain)).toBe(
    true,
  );
  const turned = withoutMetadata(png(3, 2, { ...everything, orientation: 8 }), 'image/png');
  expect(orientationOf(exifOf(turned))).toBe(8);
  expect(Buffer.from(turned).equals(png(3, 2, { ...everything, orientation: 8 }))).toBe(false);
  expect(withoutMetadata(turned, 'image/png')).toBe(turned);
});

test('a WebP loses its Exif and XMP and no longer promises them, and keeps its turn', () => {
  const chunk = (name: string, body: Buffer) => {
    const head = Buffer.alloc(8);
    head.write(name, 0, 'latin1');
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
  };
  const webp = (flags: number, chunks: Buffer[]) => {
    const canvas = Buffer.alloc(10);
    canvas[0] = flags;
    canvas.writeUIntLE(79, 4, 3);
    canvas.writeUIntLE(59, 7, 3);
    const body = Buffer.concat([Buffer.from('WEBP'), chunk('VP8X', canvas), ...chunks]);
    const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body]);
  };
  const picture = chunk('VP8L', Buffer.alloc(21, 5));
  const sent = (facts: Facts) => webp(0x2c, [picture, chunk('EXIF', exif(facts)), chunk('XMP ', Buffer.from('SN-998877'))]);
  expect(Buffer.from(withoutMetadata(sent(everything), 'image/webp')).equals(webp(0x20, [picture]))).toBe(true);
  const turned = withoutMetadata(sent({ ...everything, orientation: 6 }), 'image/webp');
  expect([orientationOf(exifOf(turned)), turned[20]]).toEqual([6, 0x28]);
  expect(withoutMetadata(turned, 'image/webp')).toBe(turned);
});

test('a stray byte between segments hides nothing behind it', () => {
  const scan = point.indexOf(Buffer.from('ffda', 'hex'));
  const came = Buffer.concat([point.subarray(0, scan), Buffer.from([0]), segment(0xfe, Buffer.from('SN-998877')), point.subarray(scan)]);
  expect(Buffer.from(withoutMetadata(came, 'image/jpeg')).includes('SN-998877')).toBe(false);
});

test('millions of tiny segments take no more memory than the picture itself', () => {
  const tiny = (unit: number[], head: Uint8Array) => {
    const bytes = Buffer.alloc(20 * 1024 * 1024, Buffer.from(unit));
    bytes.set(head);
    return bytes;
  };
  const frame = Buffer.from('ffd8ffc9000b080001000101011100', 'hex');
  const before = process.resourceUsage().maxRSS;
  const came = tiny([0xff, 0xdb, 0, 2], Buffer.concat([frame, Buffer.from([0xff])]));
  expect(withoutMetadata(came, 'image/jpeg').byteLength).toBe(came.byteLength - 1);
  expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(250);
});

test('never fails, whatever comes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('image/jpeg', 'image/png', 'image/webp', 'application/pdf'),
      fc.uint8Array({ maxLength: 300 }),
      (media, noise) => {
        for (const head of [point.subarray(0, 20), png(1, 1).subarray(0, 33), Buffer.from('RIFF\0\0\0\0WEBPVP8X', 'latin1')])
          withoutMetadata(Buffer.concat([head, noise]), media as 'image/jpeg');
      },
    ),
  );
});
