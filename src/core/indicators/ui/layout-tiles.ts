/** Where the tile of a division stands in a cartogram. Pure. Positions show bearing at most, never area or border. */

/** Column and row, both from 0. */
export type Cell = readonly [column: number, row: number];

/** Hand-made positions: parent code → child code → cell, as in `data/cartograms/<city>.json`. */
export type HandPositions = Readonly<Record<string, Readonly<Record<string, Cell>>>>;

export interface TileLayout {
  cells: ReadonlyMap<string, Cell>;
  columns: number;
  rows: number;
  /** `hand`: every tile stands where somebody put it; `part`: the last rows do not; `none`: no tile says anything about bearing. */
  bearing: 'hand' | 'part' | 'none';
}

/** More columns than this and a tile no longer holds a name of four characters on the desk page. */
const MAX_COLUMNS = 6;

/** The smallest near-square block that holds all codes, filled row by row in code order: the same codes always give the same picture. */
export function layoutTiles(codes: readonly string[]): Map<string, Cell> {
  const sorted = [...new Set(codes)].sort();
  const columns = Math.min(MAX_COLUMNS, Math.ceil(Math.sqrt(sorted.length)));
  return new Map(sorted.map((code, index) => [code, [index % columns, Math.floor(index / columns)] as const]));
}

/**
 * Hand positions where there are any, the default block otherwise. A division that came into being after the sketch was drawn
 * (towns split and are renamed) is put below it instead of vanishing.
 */
export function placeTiles(parent: string, codes: readonly string[], hand: HandPositions): TileLayout {
  const drawn = hand[parent] ?? {};
  const known = [...new Set(codes)].filter((code) => drawn[code] !== undefined);
  const cells = new Map<string, Cell>();
  if (known.length > 0) {
    for (const code of known) {
      const cell = drawn[code];
      if (cell) cells.set(code, cell);
    }
    const width = Math.max(...[...cells.values()].map(([column]) => column)) + 1;
    const below = Math.max(...[...cells.values()].map(([, row]) => row)) + 1;
    const rest = [...new Set(codes)].filter((code) => !cells.has(code)).sort();
    rest.forEach((code, index) => {
      cells.set(code, [index % width, below + Math.floor(index / width)]);
    });
  } else {
    for (const [code, cell] of layoutTiles(codes)) cells.set(code, cell);
  }
  const columns = Math.max(0, ...[...cells.values()].map(([column]) => column + 1));
  const rows = Math.max(0, ...[...cells.values()].map(([, row]) => row + 1));
  const bearing = known.length === 0 ? 'none' : known.length === cells.size ? 'hand' : 'part';
  return { cells, columns, rows, bearing };
}

export const bearingWords: Record<TileLayout['bearing'], string> = {
  hand: '方格示意方位，不按面积',
  part: '方格示意方位，末行除外；不按面积',
  none: '方格不表示方位',
};
