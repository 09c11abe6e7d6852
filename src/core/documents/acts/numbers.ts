/** Reading the numbers of an issue, and freezing them with the rows behind them. */
import { civilDate } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { type Figure, readByDivision, readByUnit, readFigure, type Window } from '../../indicators/index.ts';
import { type Bulletin, type Catalogue, figuresOf } from '../bulletin.ts';
import { findBasis } from '../queries/series.ts';
import * as rows from '../queries.ts';
import { basisWords, type FrozenComparison, type FrozenCount, type FrozenFigure, type FrozenTable, placed } from '../rules.ts';

export interface Numbers {
  figures: FrozenFigure[];
  comparison: FrozenComparison | null;
  counts: FrozenCount[];
  tables: FrozenTable[];
}

const keysOf = (catalogue: Catalogue, bulletin: Bulletin): string[] => figuresOf(bulletin).filter((key) => catalogue.figures.has(key));

/** What stands in a register has no first day. */
const windowOf = (bulletin: Bulletin, key: string, window: Window): Window =>
  bulletin.standing?.includes(key) ? { ...window, from: null } : window;

/** Reads the numbers of an issue as they stand at the cut-off. Figures that the catalogue lacks are left out. */
export async function readNumbers(tx: Tx, catalogue: Catalogue, bulletin: Bulletin, window: Window): Promise<Numbers> {
  const figures: FrozenFigure[] = [];
  for (const key of keysOf(catalogue, bulletin)) {
    const figure = catalogue.figures.get(key) as Figure;
    const { rows: count, ...value } = await readFigure(tx, figure, windowOf(bulletin, key, window));
    figures.push({
      key,
      title: figure.title,
      unit: figure.unit,
      ...value,
      definition: figure.definition,
      source: figure.source,
      rows: count,
    });
  }
  const tables = await readTables(tx, catalogue, bulletin, window);
  const compared = bulletin.compare && catalogue.figures.get(bulletin.compare.figure);
  if (!compared || !bulletin.compare) return { figures, comparison: null, counts: [], tables };
  const { items } = await readByDivision(tx, compared, windowOf(bulletin, compared.key, window), bulletin.compare.by);
  const found = await findBasis(tx, window.city, bulletin.key, window.division, window.to ?? civilDate(window.cutoff));
  const basis = found && basisWords(found);
  const lines = placed(items, basis !== null);
  const counts = (bulletin.compare.counts ?? []).map((count) => ({
    key: count.key,
    title: count.title,
    codes: lines.filter(count.those).map((line) => line.code),
  }));
  return { figures, comparison: { figure: compared.key, title: compared.title, unit: compared.unit, basis, lines }, counts, tables };
}

/** The tables beside the comparison. Nothing in them is ranked: a basis of ranking is given for the comparison. */
async function readTables(tx: Tx, catalogue: Catalogue, bulletin: Bulletin, window: Window): Promise<FrozenTable[]> {
  const tables: FrozenTable[] = [];
  for (const { key, figure: of, by } of bulletin.tables ?? []) {
    const figure = catalogue.figures.get(of);
    if (!figure) continue;
    const own = windowOf(bulletin, of, window);
    const { items } = by === 'unit' ? await readByUnit(tx, figure, own) : await readByDivision(tx, figure, own, by);
    // By name: lines of units have ids for codes, which say nothing.
    const lines = by === 'unit' ? items.map((line) => ({ ...line, place: null, tied: false, small: false })) : placed(items, false);
    tables.push({ key, by: by === 'unit' ? 'unit' : 'division', figure: of, title: figure.title, unit: figure.unit, basis: null, lines });
  }
  return tables;
}

/** Freezes the figures; `look` sees each with its rows in place. The edition may be inserted afterwards, in the same transaction. */
export async function freezeNumbers(
  tx: Tx,
  catalogue: Catalogue,
  bulletin: Bulletin,
  window: Window,
  edition: rows.NewEdition,
  figures: readonly FrozenFigure[],
  look: (figure: FrozenFigure) => Promise<void> = async () => {},
): Promise<void> {
  for (const [position, figure] of figures.entries()) {
    const own = windowOf(bulletin, figure.key, window);
    await rows.freezeFigure(tx, own, edition, catalogue.figures.get(figure.key) as Figure, { ...figure, id: newId() }, position);
    await look(figure);
  }
}
