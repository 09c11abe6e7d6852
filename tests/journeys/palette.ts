/** A screenshot of few colours as a PNG of at most 256: a third of the size, and nobody sees it. PNG as in RFC 2083, 8 bits, not interlaced. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export function reduceColours(png: Buffer): Buffer {
  const { width, height, rgb } = decode(png);
  const { palette, indexOf } = choosePalette(rgb);
  const lines = Buffer.alloc((width + 1) * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const line = Math.floor(pixel / width);
    lines[line * (width + 1) + 1 + (pixel % width)] = indexOf(rgb[pixel * 3] ?? 0, rgb[pixel * 3 + 1] ?? 0, rgb[pixel * 3 + 2] ?? 0);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

type Colour = readonly [number, number, number];

/** The commonest shades, five bits a channel, each by the commonest true colour in it; the rest goes to the nearest. */
function choosePalette(rgb: Uint8Array): { palette: Colour[]; indexOf: (r: number, g: number, b: number) => number } {
  const exact = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0);
    exact.set(colour, (exact.get(colour) ?? 0) + 1);
  }
  const shades = new Map<number, { colour: number; most: number; count: number }>();
  for (const [colour, count] of exact) {
    const key = shadeOf(colour);
    const shade = shades.get(key);
    if (!shade) shades.set(key, { colour, most: count, count });
    else {
      shade.count += count;
      if (count > shade.most) Object.assign(shade, { colour, most: count });
    }
  }
  const chosen = [...shades.values()].sort((a, b) => b.count - a.count || a.colour - b.colour).slice(0, 256);
  const palette = chosen.map(({ colour }): Colour => [colour >> 16, (colour >> 8) & 255, colour & 255]);
  const known = new Map<number, number>();
  const indexOf = (r: number, g: number, b: number): number => {
    const colour = (r << 16) | (g << 8) | b;
    let index = known.get(colour);
    if (index === undefined) {
      index = 0;
      let least = Number.POSITIVE_INFINITY;
      for (const [at, [pr, pg, pb]] of palette.entries()) {
        const distance = (pr - r) ** 2 + (pg - g) ** 2 + (pb - b) ** 2;
        if (distance < least) [least, index] = [distance, at];
      }
      known.set(colour, index);
    }
    return index;
  };
  return { palette, indexOf };
}

const shadeOf = (colour: number): number => ((colour >> 19) << 10) | (((colour >> 11) & 31) << 5) | ((colour >> 3) & 31);

function decode(png: Buffer): { width: number; height: number; rgb: Uint8Array } {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [depth, kind, , , interlaced] = png.subarray(24, 29);
  if (depth !== 8 || (kind !== 2 && kind !== 6) || interlaced !== 0) throw new Error('not a PNG as Chromium writes it');
  const channels = kind === 2 ? 3 : 4;
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const lines = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? (lines[y * stride + x - channels] ?? 0) : 0;
      const up = y > 0 ? (lines[(y - 1) * stride + x] ?? 0) : 0;
      const corner = y > 0 && x >= channels ? (lines[(y - 1) * stride + x - channels] ?? 0) : 0;
      const base = filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : filter === 4 ? paeth(left, up, corner) : 0;
      lines[y * stride + x] = (raw[y * (stride + 1) + 1 + x] ?? 0) + base;
    }
  }
  if (channels === 3) return { width, height, rgb: lines };
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) rgb.set(lines.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
  return { width, height, rgb };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function chunk(kind: string, content: Buffer): Buffer {
  const framed = Buffer.alloc(content.length + 12);
  framed.writeUInt32BE(content.length, 0);
  framed.write(kind, 4, 'latin1');
  framed.set(content, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, content.length + 8)), content.length + 8);
  return framed;
}
