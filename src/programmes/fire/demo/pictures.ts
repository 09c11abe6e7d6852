/** Drawn evidence of the demo: a few hundred plain pictures, each marked 演示图 so that nobody takes them for photographs. */
import { crc32, deflateSync } from 'node:zlib';
import { type Dice, dice } from './dice.ts';

/** 演示图 in 24 × 24 dots, a row each of six hex digits. */
const glyphs = [
  '000000 000600 1c0600 1efff8 06fffc 00800c 00800c 007ff0 003fe0 380200 1cfff8 00c718 00c218 00c718 06fff8 06c218 04c218 0cfff8 0c0040 1838e0 187070 11c01c 000000 000000',
  '000000 000000 000000 0ffff0 0ffff0 000000 000000 000000 000000 3ffffc 3ffffc 001800 001800 0318c0 061860 061860 0c1830 0c1830 181818 301818 101808 01f800 00f000 000000',
  '000000 000000 1ffff8 1ffff8 182018 186018 18ff98 19c398 1bc318 1a7e18 183c18 18ff18 1fc3f8 1f3058 183e18 180618 19f018 187e18 180398 180018 1ffff8 1ffff8 100008 000000',
].map((rows) => rows.split(' ').map((row) => Number.parseInt(row, 16)));

type Colour = readonly [number, number, number];

class Canvas {
  readonly pixels: Buffer;
  constructor(
    readonly width: number,
    readonly height: number,
    background: Colour,
  ) {
    this.pixels = Buffer.alloc(width * height * 3);
    this.box(0, 0, width, height, background);
  }

  box(x: number, y: number, width: number, height: number, colour: Colour): void {
    for (let row = Math.max(0, y); row < Math.min(this.height, y + height); row++)
      for (let column = Math.max(0, x); column < Math.min(this.width, x + width); column++)
        for (let part = 0; part < 3; part++) this.pixels[(row * this.width + column) * 3 + part] = colour[part] ?? 0;
  }

  ring(x: number, y: number, radius: number, thick: number, colour: Colour): void {
    for (let row = y - radius; row <= y + radius; row++)
      for (let column = x - radius; column <= x + radius; column++) {
        const distance = Math.hypot(column - x, row - y);
        if (distance <= radius && distance > radius - thick) this.box(column, row, 1, 1, colour);
      }
  }

  mark(x: number, y: number): void {
    this.box(x - 4, y - 3, 82, 30, [255, 255, 255]);
    for (const [at, rows] of glyphs.entries())
      for (const [dy, bits] of rows.entries())
        for (let dx = 0; dx < 24; dx++) if ((bits >> (23 - dx)) & 1) this.box(x + at * 25 + dx, y + dy, 1, 1, [176, 30, 30]);
  }

  /** PNG, 8-bit RGB, no filter (ISO/IEC 15948). */
  png(): Buffer {
    const stride = this.width * 3;
    const raw = Buffer.alloc((stride + 1) * this.height);
    for (let row = 0; row < this.height; row++) this.pixels.copy(raw, row * (stride + 1) + 1, row * stride, (row + 1) * stride);
    const head = Buffer.alloc(13);
    head.writeUInt32BE(this.width, 0);
    head.writeUInt32BE(this.height, 4);
    head.set([8, 2, 0, 0, 0], 8);
    return Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', head),
      chunk('IDAT', deflateSync(raw)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

export const scenes = ['passage', 'window', 'steel', 'ebike', 'cylinder', 'wiring', 'room'] as const;
export type Scene = (typeof scenes)[number];

/** How often each scene is drawn, before and after. */
export const variants = 16;

const dark: Colour = [70, 72, 78];
const wall = (chance: Dice): Colour => [chance.between(196, 226), chance.between(198, 224), chance.between(190, 214)];

/** One picture: a room with a floor and a door, and in it what is wrong, or its empty place. */
function draw(scene: Scene, when: 'before' | 'after', variant: number): Buffer {
  const chance = dice(scenes.indexOf(scene) * 1000 + variant * 2 + (when === 'after' ? 1 : 0) + 7);
  const canvas = new Canvas(320, 240, wall(chance));
  const floor = chance.between(150, 176);
  canvas.box(0, floor, 320, 240 - floor, [chance.between(150, 176), chance.between(140, 160), chance.between(128, 150)]);
  const door = chance.between(30, 220);
  canvas.box(door, floor - 104, 62, 104, [126, 98, 76]);
  canvas.box(door + 50, floor - 54, 5, 5, [220, 190, 90]);
  if (when === 'before') {
    const x = chance.between(40, 210);
    if (scene === 'passage')
      for (let n = 0; n < 6; n++)
        canvas.box(x + (n % 3) * 34 - 20, floor + 24 - Math.floor(n / 3) * 34, 30, 30, [182, chance.between(130, 150), 90]);
    if (scene === 'window') {
      canvas.box(x, 30, 90, 70, [170, 205, 228]);
      for (let bar = 0; bar < 8; bar++) canvas.box(x + bar * 12, 26, 4, 78, dark);
    }
    if (scene === 'steel') for (let strip = 0; strip < 10; strip++) canvas.box(x + strip * 10, 50, 6, floor - 60, [60, 110, 170]);
    if (scene === 'ebike') {
      canvas.ring(x, floor + 20, 24, 5, dark);
      canvas.ring(x + 70, floor + 20, 24, 5, dark);
      canvas.box(x, floor - 6, 70, 8, [200, 60, 50]);
      canvas.box(x + 60, floor - 34, 6, 40, dark);
    }
    if (scene === 'cylinder')
      for (let n = 0; n < chance.between(1, 4); n++) {
        canvas.box(x + n * 34, floor - 26, 28, 60, [150, 160, 168]);
        canvas.box(x + n * 34 + 10, floor - 36, 8, 10, [190, 60, 50]);
      }
    if (scene === 'wiring') for (let n = 0; n < 7; n++) canvas.box(x - 30 + n * 4, 30 + n * 11, chance.between(60, 120), 3, [150, 30, 30]);
    if (scene === 'room') canvas.box(x, floor + 6, 90, 30, [196, 178, 150]);
  }
  if (scene === 'window' && when === 'after') canvas.box(chance.between(40, 190), 30, 90, 70, [170, 205, 228]);
  canvas.mark(12, 206);
  // A strip of dots that tells the pictures of a scene apart, as places differ.
  for (let bit = 0; bit < 12; bit++) canvas.box(300, 12 + bit * 8, 6, 6, (variant + 1) & (1 << bit) ? dark : [235, 235, 235]);
  return canvas.png();
}

/** All pictures, the same on every machine: by scene, moment and variant. */
export function* drawPictures(): Generator<{ scene: Scene; when: 'before' | 'after'; variant: number; png: Buffer }> {
  for (const scene of scenes)
    for (const when of ['before', 'after'] as const)
      for (let variant = 0; variant < variants; variant++) yield { scene, when, variant, png: draw(scene, when, variant) };
}

/** A few scribbles that stand for signatures. */
export function* drawSignatures(): Generator<Buffer> {
  for (let nth = 0; nth < 12; nth++) {
    const chance = dice(9000 + nth);
    const canvas = new Canvas(320, 120, [255, 255, 255]);
    let [x, y] = [20, 60];
    for (let stroke = 0; stroke < 60; stroke++) {
      [x, y] = [x + chance.between(0, 7), Math.min(92, Math.max(20, y + chance.between(-14, 14)))];
      canvas.box(x, y, 4, 4, [30, 40, 90]);
    }
    canvas.mark(228, 84);
    yield canvas.png();
  }
}
