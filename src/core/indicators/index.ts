/** 指标: a figure declared as the rows it counts; readings, roll-up, series and drill-down follow. The front door of the unit. */
import type { Unit } from '../unit.ts';
import { figureCommand } from './commands.ts';
import type { Figure } from './figure.ts';
import { checkFigures } from './law.ts';
import { indicatorRoutes } from './routes.ts';

export {
  type CountedFigure,
  type Dimension,
  type Figure,
  type FigureDeclaration,
  figure,
  type RatioDeclaration,
  type RatioFigure,
  ratio,
  type Window,
} from './figure.ts';
export { personalColumns } from './law.ts';
export { closingRate, mattersFound } from './matter-figures.ts';
export { listFigureRows, readByDimension, readByDivision, readByUnit, readFigure, readSeries, rowsBehind, type Value } from './queries.ts';
export { getWindow, readingVerb } from './window.ts';

/** The unit with the figures of all programmes. Throws at start when two have the same key or one looks at who did the work. */
export function createIndicators(figures: readonly Figure[]): Unit {
  checkFigures(figures);
  return { key: 'indicators', routes: indicatorRoutes(figures), commands: figureCommand(figures) };
}
