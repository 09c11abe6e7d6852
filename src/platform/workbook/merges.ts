/** Values of ranges merged over several rows, repeated in each row while the rows go by. */
import type { Merge } from './workbook.ts';

export class MergeFiller<C extends { column: number }> {
  readonly #starting = new Map<number, { bottom: number; column: number }[]>();
  readonly #isBlank: (cell: C) => boolean;
  #open: { bottom: number; cell: C }[] = [];

  constructor(merges: readonly Merge[], isBlank: (cell: C) => boolean) {
    this.#isBlank = isBlank;
    for (const merge of merges) {
      if (merge.bottom === merge.top) continue;
      const here = this.#starting.get(merge.top) ?? [];
      here.push({ bottom: merge.bottom, column: merge.left });
      this.#starting.set(merge.top, here);
    }
  }

  /** The row's cells with the covered ones filled in by `copy`. Must be called for every row that starts a merge. */
  apply(row: number, cells: C[], copy: (cell: C) => C): void {
    if (this.#open.length > 0) {
      this.#open = this.#open.filter((merge) => merge.bottom >= row);
      let added = false;
      for (const { cell } of this.#open) {
        const at = cells.findIndex((c) => c.column === cell.column);
        const there = cells[at];
        if (there && !this.#isBlank(there)) continue;
        if (there) cells[at] = copy(cell);
        else cells.push(copy(cell));
        added = true;
      }
      if (added) cells.sort((a, b) => a.column - b.column);
    }
    for (const { bottom, column } of this.#starting.get(row) ?? []) {
      const cell = cells.find((c) => c.column === column);
      if (cell && !this.#isBlank(cell)) this.#open.push({ bottom, cell });
    }
  }
}
