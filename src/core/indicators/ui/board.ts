/** What a programme passes to have its figures shown: keys and words, no code. */

export interface Tile {
  key: string;
  /** A few words under the value, such as 第五清，用气; without them the parts of a rate or the cut-off stand there. */
  note?: string;
  /** A second figure named in the note: `{ key: 'fire.hazards_overdue', before: '其中超期' }` → 其中超期 287. */
  beside?: { key: string; before: string };
  /** The one figure of the page that matters most, in seal red. At most one. */
  seal?: boolean;
}

export interface CompareChoice {
  key: string;
  lower_is_better?: boolean;
  /** Keys of the figures that a rate is made of; its numbers then open to their own rows. */
  parts?: { numerator: string; denominator: string };
  /** A second figure on the tiles of the cartogram: 未销号 137. */
  beside?: { key: string; before: string };
}

export interface DimensionChoice {
  key: string;
  /** The dimension of the figure, such as `category`. */
  by: string;
  /** Heading of the first column, such as 类别. */
  title: string;
  /** Address of the rows behind one line; without it the line does not open. */
  open?: (code: string, scope: { division: string; from: string; to: string }) => string;
}

/** The figures page of one programme. */
export interface Board {
  programme: string;
  /** Follows the name of the division: 消防安全专项治理 → 新华区消防安全专项治理. */
  title: string;
  tiles: readonly Tile[];
  compare: readonly CompareChoice[];
  /**
   * Path under /api/documents that answers by which document a division may rank the ones below, and where their comparison stands
   * frozen. Without it, and where no basis was entered, rows stand in division order and have no places.
   */
  comparisons?: string;
  dimensions?: readonly DimensionChoice[];
}

/** What the children of a division are called, by the length of its code; empty under a grid. */
export function childWord(division: string): string {
  return { 4: '县（市、区）', 6: '镇街', 9: '村（社区）', 12: '网格' }[division.length] ?? '';
}

/** Address of a programme's figures: `/fire/figures`. */
export const figuresPath = (programme: string): string => `/${programme}/figures`;
