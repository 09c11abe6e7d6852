/** Front door of the figures in the browser. A programme passes a `Board`; the pages (`pages.ts`) and parts are the same for all. */
export type { Board, CompareChoice, DimensionChoice, Tile } from './board.ts';
export { Cartogram } from './cartogram.tsx';
export { Comparison } from './comparison.tsx';
export { Figure, Parts } from './figure.tsx';
export { layoutTiles } from './layout-tiles.ts';
