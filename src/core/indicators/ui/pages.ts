/** What a programme's manifest takes from the figures: it declares a `Board`; the pages are the same for all and load when opened. */
import { createElement, lazy } from 'react';
import type { Page } from '../../../kit/manifest.ts';
import { type Board, figuresPath } from './board.ts';

/** Part of a programme's manifest: what its figures page and the wall screen show. */
export interface WithBoard {
  board: () => Promise<Board>;
}

/** The page of a programme's figures, at `/<programme>/figures`. */
export const figurePages = (programme: string, board: WithBoard['board'], options: { phone?: 'figures' } = {}): Page[] => [
  {
    path: figuresPath(programme),
    title: '指标',
    verb: `${programme}.figures.read`,
    ...options,
    component: lazy(async () => {
      const [{ FiguresPage }, loaded] = await Promise.all([import('./figures-page.tsx'), board()]);
      return { default: () => createElement(FiguresPage, { board: loaded }) };
    }),
  },
];

/** `/figures/:key/rows` */
export const FigureRows = lazy(() => import('./rows-page.tsx').then((m) => ({ default: m.FigureRowsPage })));

/** `/screen`: the wall of a duty room, over the boards of all programmes. */
export const wallScreen = (programmes: readonly Partial<WithBoard>[]) =>
  lazy(async () => {
    const [{ ScreenPage }, ...boards] = await Promise.all([import('./screen-page.tsx'), ...programmes.flatMap((p) => p.board?.() ?? [])]);
    return { default: () => createElement(ScreenPage, { boards }) };
  });
