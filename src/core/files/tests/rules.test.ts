import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPerceptualHash, readCapture, sizeWords, sniffMedia } from '../rules.ts';
import { exif, jpeg, png, webp, zip } from './pictures.ts';

const refusal = (bytes: Uint8Array | string) => {
  const found = sniffMedia(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  return found.is === 'refused' ? found.why : found.is;
};

describe('what a file is', () => {
  test('markup, scripts and programs are refused under any disguise', () => {
    for (const text of [
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      '  \n<!DOCTYPE html><html></html>',
      '\ufeff<?xml version="1.0"?><svg/>',
      '#!/bin/sh\nrm -rf /',
      'hello <SCRIPT>alert(1)</SCRIPT>',
    ])
      expect(refusal(text), text).toBe('active');
    expect(refusal(Buffer.from('\ufeff<svg/>', 'utf16le'))).toBe('active');
    expect(refusal(Buffer.from('MZ\x90\0', 'latin1'))).toBe('active');
    expect(refusal(Buffer.from('\x7fELF', 'latin1'))).toBe('active');
  });

  test('pictures that other machines cannot open are told from pictures that are broken', () => {
    expect(refusal(Buffer.from('\0\0\0\x18ftypheic', 'latin1'))).toBe('heic');
    expect(refusal(Buffer.from('\0\0\0\x18ftypavif', 'latin1'))).toBe('heic');
    expect(refusal(Buffer.from('\0\0\0\x18ftypisom', 'latin1'))).toBe('video');
    expect(refusal('GIF89a')).toBe('other_picture');
    expect(refusal(Buffer.from('\xd0\xcf\x11\xe0', 'latin1'))).toBe('old_office');
    expect(refusal(jpeg(800, 600).subarray(0, 10))).toBe('broken_picture');
    expect(refusal(png(8, 8).subarray(0, 20))).toBe('broken_picture');
    expect(refusal(jpeg(0, 600))).toBe('broken_picture');
    expect(refusal('just words')).toBe('unknown');
    expect(refusal(Buffer.alloc(0))).toBe('unknown');
  });

  test('the size stands in the header of all forms', () => {
    expect(sniffMedia(jpeg(4000, 3000))).toMatchObject({ is: 'picture', media: 'image/jpeg', width: 4000, height: 3000 });
    expect(sniffMedia(png(640, 480))).toMatchObject({ is: 'picture', media: 'image/png', width: 640, height: 480 });
    for (const form of ['VP8 ', 'VP8L', 'VP8X'] as const)
      expect(sniffMedia(webp(form, 1280, 721)), form).toMatchObject({ is: 'picture', media: 'image/webp', width: 1280, height: 721 });
    expect(sniffMedia(Buffer.from('%PDF-1.7\n'))).toEqual({ is: 'pdf' });
    expect(sniffMedia(zip(['word/document.xml']))).toEqual({ is: 'zip' });
  });

  test('no bytes make it throw, and cut pictures never get a size they do not say', () => {
    const whole = [jpeg(300, 200, { facts: { taken: '2022:11:09 17:30:00' } }), png(30, 20), webp('VP8X', 300, 200)];
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
        (bytes, cut, changes) => {
          const copy = Buffer.from(bytes.subarray(0, cut % (bytes.length + 1)));
          for (const [at, value] of changes) if (copy.length > 0) copy[at % copy.length] = value;
          const found = sniffMedia(copy);
          if (found.is !== 'picture') return;
          expect(found.width).toBeGreaterThan(0);
          readCapture(found.exif);
        },
      ),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        sniffMedia(bytes);
        readCapture(bytes);
      }),
    );
  });
});

describe('capture facts', () => {
  test('time with its zone, China’s when it names none, and the place with its sides', () => {
    expect(readCapture(exif({ taken: '2022:11:09 17:30:00', latitude: [33, 44, 24, 'N'], longitude: [113, 18, 0, 'E'] }))).toEqual({
      taken_at: '2022-11-09T09:30:00.000Z',
      latitude: 33.74,
      longitude: 113.3,
      turned: false,
    });
    expect(readCapture(exif({ taken: '2022:11:09 17:30:00', zone: '+00:00', orientation: 6 }))).toMatchObject({
      taken_at: '2022-11-09T17:30:00.000Z',
      turned: true,
      latitude: null,
    });
    expect(readCapture(exif({ latitude: [33, 30, 0, 'S'], longitude: [70, 30, 0, 'W'] }))).toMatchObject({
      latitude: -33.5,
      longitude: -70.5,
    });
  });

  test('zeros are no position, nonsense is no time, nothing is nothing', () => {
    expect(readCapture(exif({ taken: '0000:00:00 00:00:00', latitude: [0, 0, 0, 'N'], longitude: [0, 0, 0, 'E'] }))).toEqual(
      readCapture(null),
    );
    expect(readCapture(Buffer.from('II*\0nonsense that is no directory'))).toEqual(readCapture(null));
  });
});

test('a perceptual hash is 16 small hex digits, and sizes are said shortly', () => {
  expect(['0123456789abcdef', '0123456789ABCDEF', '0123', '0123456789abcdeg'].map(isPerceptualHash)).toEqual([true, false, false, false]);
  expect([sizeWords(20 * 1024 * 1024), sizeWords(300 * 1024), sizeWords(1.5 * 1024 * 1024)]).toEqual(['20 MB', '300 KB', '1.5 MB']);
});
