import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HandPositions, layoutTiles, placeTiles } from '../ui/layout-tiles.ts';
import { ramp } from '../ui/ramp.ts';

const codes = fc.uniqueArray(fc.integer({ min: 410402001, max: 410402999 }).map(String), { maxLength: 80 });

describe('layoutTiles', () => {
  it('gives every code a cell of its own, in a block without holes', () => {
    fc.assert(
      fc.property(codes, (list) => {
        const cells = [...layoutTiles(list).values()];
        expect(cells).toHaveLength(list.length);
        expect(new Set(cells.map(String)).size).toBe(list.length);
        const columns = Math.max(0, ...cells.map(([column]) => column + 1));
        const rows = Math.max(0, ...cells.map(([, row]) => row + 1));
        expect(columns).toBeLessThanOrEqual(6);
        // Only the last row may be short.
        expect(columns * rows - list.length).toBeLessThan(Math.max(1, columns));
      }),
    );
  });
  it('does not depend on the order in which the codes arrive', () => {
    fc.assert(
      fc.property(codes, (list) => {
        expect([...layoutTiles([...list].reverse())]).toEqual([...layoutTiles(list)]);
      }),
    );
  });
  it('puts twelve counties in four columns, row by row', () => {
    const cells = layoutTiles(Array.from({ length: 12 }, (_, i) => String(410401 + i)));
    expect(cells.get('410401')).toEqual([0, 0]);
    expect(cells.get('410405')).toEqual([0, 1]);
    expect(cells.get('410412')).toEqual([3, 2]);
  });
});

describe('placeTiles', () => {
  const hand: HandPositions = { '4104': { '410402': [1, 0], '410403': [2, 1] } };
  it('keeps what was drawn and says so', () => {
    const layout = placeTiles('4104', ['410403', '410402'], hand);
    expect(layout).toMatchObject({ columns: 3, rows: 2, bearing: 'hand' });
    expect(layout.cells.get('410403')).toEqual([2, 1]);
  });
  it('puts a division younger than the sketch below it and no longer claims bearing for all', () => {
    const layout = placeTiles('4104', ['410402', '410403', '410499'], hand);
    expect(layout.cells.get('410499')).toEqual([0, 2]);
    expect(layout.bearing).toBe('part');
  });
  it('claims no bearing where nobody drew', () => {
    expect(placeTiles('410423', ['410423001', '410423002'], hand).bearing).toBe('none');
    expect(placeTiles('410423', [], hand)).toMatchObject({ columns: 0, rows: 0 });
  });
});

describe('data/cartograms/4104.json', () => {
  const positions = JSON.parse(readFileSync(new URL('../../../../data/cartograms/4104.json', import.meta.url), 'utf8')) as HandPositions;
  const children = (parent: string) =>
    readFileSync(new URL('../../../../data/divisions/4104.csv', import.meta.url), 'utf8')
      .split('\n')
      .map((line) => line.split(',')[0] ?? '')
      .filter((code) => code.startsWith(parent) && code.length === (parent.length === 4 ? 6 : parent.length + 3));
  it('places each child of each drawn parent once, and nobody else', () => {
    expect(Object.keys(positions)).toContain('4104');
    for (const [parent, cells] of Object.entries(positions)) {
      expect(Object.keys(cells).sort()).toEqual(children(parent).sort());
      expect(new Set(Object.values(cells).map(String)).size).toBe(Object.keys(cells).length);
    }
  });
});

describe('ramp', () => {
  it('puts every value in one class, higher values never in a lower one, with one word for each class', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 60 }), (values) => {
        const classes = ramp(values, 1);
        expect(classes.words).toHaveLength(classes.limits.length + 1);
        expect(classes.words.length).toBeLessThanOrEqual(4);
        const sorted = [...values].sort((a, b) => a - b);
        sorted.forEach((value, index) => {
          const next = sorted[index + 1];
          if (next !== undefined) expect(classes.classOf(value)).toBeLessThanOrEqual(classes.classOf(next));
        });
        for (const limit of classes.limits) expect(Number.isInteger(limit)).toBe(true);
      }),
    );
  });
  it('has round limits for the rates of eleven towns', () => {
    const classes = ramp([85.08, 83.12, 81.96, 81.95, 80, 80, 78.87, 77.47, 74.22, 69.14], 0.1);
    expect(classes.words).toEqual(['不足 78', '78—80', '80—82', '82 以上']);
    expect(classes.classOf(82)).toBe(3);
  });
  it('is one class where all are alike', () => {
    expect(ramp([5, 5, 5], 1).words).toEqual(['都是 5']);
    expect(ramp([], 1).words).toEqual(['无数据']);
  });
});
