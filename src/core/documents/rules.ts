/** What a document's words and numbers are, without database: places for numbers, how they are printed, what moved, who stands where. Pure. */

export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3 | 4; text: string }
  | { kind: 'paragraph'; text: string }
  /** The comparison of the divisions below, as it was frozen; with `table` another table of the bulletin. */
  | { kind: 'comparison'; title: string; table?: string | undefined };

/** A number as it was frozen. Rates are 0–1 and have their parts. */
export interface FrozenFigure {
  key: string;
  title: string;
  unit: string;
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  definition: string;
  source: string;
  rows: number;
}

export interface FrozenLine {
  code: string;
  name: string;
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  /** 1, 2, 2, 4; null without a legal basis, for counts and for small numbers. */
  place: number | null;
  tied: boolean;
  /** A rate over fewer than 30: 不可区分. */
  small: boolean;
}

export interface FrozenComparison {
  figure: string;
  title: string;
  unit: string;
  basis: string | null;
  lines: readonly FrozenLine[];
}

/** A table beside the comparison: by division or by unit, with the codes or the ids of these. It ranks nobody. */
export interface FrozenTable extends FrozenComparison {
  key: string;
  by: 'division' | 'unit';
}

/** What a block of an edition shows; undefined where nothing of that name was frozen. */
export const tableOf = (
  block: { table?: string | undefined },
  frozen: { comparison: FrozenComparison | null; tables: readonly FrozenTable[] },
): FrozenComparison | FrozenTable | undefined =>
  block.table === undefined ? (frozen.comparison ?? undefined) : frozen.tables.find((one) => one.key === block.table);

/** A number that counts divisions of the comparison. */
export interface FrozenCount {
  key: string;
  title: string;
  codes: readonly string[];
}

/** The issue before, as it stood when this one was frozen: what the changes are reckoned from. */
export interface Against {
  edition_id: string;
  issue_no: number;
  on: string;
  cutoff: string;
  values: Readonly<Record<string, number | null>>;
}

/** The numbers of an edition, from which its places are filled. */
export interface FrozenNumbers {
  figures: readonly FrozenFigure[];
  comparison: FrozenComparison | null;
  counts: readonly FrozenCount[];
  against: Against | null;
}

export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'figure'; key: string; division: string | null }
  | { kind: 'change'; key: string }
  | { kind: 'count'; key: string };

const place = /\{(figure|count|change):([a-z][a-z0-9_.]*)(?:@(\d{4,15}))?\}/g;

/** `…{figure:fire.hazards_found}处…`, `{figure:key@410402100}`, `{change:key}`, `{count:at_least}` → text and numbers in order. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(place)) {
    if (found.index > from) pieces.push({ kind: 'text', text: text.slice(from, found.index) });
    const key = found[2] ?? '';
    pieces.push(
      found[1] === 'figure' ? { kind: 'figure', key, division: found[3] ?? null } : { kind: found[1] as 'count' | 'change', key },
    );
    from = found.index + found[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

const whole = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 });
const fixed = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** 5456 → 5,456; a rate 0.7996 → 79.96%; nothing to divide → —. The unit of a count is a word of the text. */
export function printed(value: number | null, unit: string): string {
  if (value === null) return '—';
  return unit === '%' ? `${fixed.format(value * 100)}%` : whole.format(value);
}

/** 增加96处, 减少12处, 上升0.21个百分点, 没有变化: with its unit, so that a correction may turn its direction. Null where there is nothing to hold it against. */
export function changeWords(figure: Pick<FrozenFigure, 'unit' | 'value'>, before: number | null | undefined): string | null {
  if (before === null || before === undefined || figure.value === null) return null;
  const rate = figure.unit === '%';
  // As printed: what nobody sees has not moved.
  const moved = rate ? Math.round(figure.value * 10_000) - Math.round(before * 10_000) : figure.value - before;
  if (moved === 0) return '没有变化';
  if (rate) return `${moved > 0 ? '上升' : '下降'}${fixed.format(Math.abs(moved) / 100)}个百分点`;
  return `${moved > 0 ? '增加' : '减少'}${whole.format(Math.abs(moved))}${figure.unit}`;
}

/** What a piece prints, from what was frozen; null where nothing of that name was. */
export function printedPiece(piece: Exclude<Piece, { kind: 'text' }>, frozen: FrozenNumbers): string | null {
  if (piece.kind === 'change') {
    const figure = frozen.figures.find((one) => one.key === piece.key);
    return figure ? changeWords(figure, frozen.against?.values[piece.key]) : null;
  }
  if (piece.kind === 'count') {
    const count = frozen.counts.find((one) => one.key === piece.key);
    return count ? String(count.codes.length) : null;
  }
  if (piece.division !== null) {
    const line = frozen.comparison?.figure === piece.key ? frozen.comparison.lines.find((one) => one.code === piece.division) : undefined;
    return line ? printed(line.value, frozen.comparison?.unit ?? '') : null;
  }
  const figure = frozen.figures.find((one) => one.key === piece.key);
  return figure ? printed(figure.value, figure.unit) : null;
}

/**
 * Digits that somebody typed: no date, hour, ordinal, issue or rule number, and no place for a number. Such a number opens nothing, so the
 * reviewer is shown it.
 */
export function handwritten(text: string): string[] {
  const rest = text
    .replaceAll(place, '　')
    .replaceAll(/〔\d{4}〕\d+号/g, '　')
    .replaceAll(/\d{4}年|\d{1,2}月(\d{1,2}日)?|\d{1,2}日|\d{1,2}[时:：](\d{2})?分?/g, '　')
    .replaceAll(/第\d+[期版条款项号次天]/g, '　')
    .replaceAll(/119|12345/g, '　');
  return rest.match(/\d[\d,，.]*%?/g) ?? [];
}

const wordsOf = (block: Block): string => (block.kind === 'comparison' ? '' : block.text);

/** How many numbers a text has, and which of them open nothing. */
export function examine(blocks: readonly Block[]): { numbers: number; handwritten: string[] } {
  const pieces = blocks.flatMap((block) => piecesOf(wordsOf(block)));
  return {
    numbers: pieces.filter((piece) => piece.kind !== 'text').length,
    handwritten: blocks.flatMap((block) => handwritten(wordsOf(block))),
  };
}

/** Places for numbers that were not frozen. */
export function unknownPlaces(blocks: readonly Block[], frozen: FrozenNumbers): string[] {
  const broken = blocks.flatMap(
    (block) =>
      wordsOf(block)
        .replaceAll(place, '')
        .match(/\{[^}]*\}?/g) ?? [],
  );
  const unknown = blocks
    .flatMap((block) => piecesOf(wordsOf(block)))
    .flatMap((piece) => (piece.kind !== 'text' && printedPiece(piece, frozen) === null ? [`{${piece.kind}:${piece.key}}`] : []));
  return [...new Set([...broken, ...unknown])];
}

/** The document by which an office may rank the units below, as it was entered 依据. Dates are civil; `to` null: until further notice. */
export interface LegalBasis {
  title: string;
  number: string;
  article: string | null;
  from: string;
  to: string | null;
}

/** 《新华区消防安全专项整治方案》（新消安委〔2022〕9号）第四条 */
export const basisWords = ({ title, number, article }: LegalBasis): string =>
  `${title.startsWith('《') ? title : `《${title}》`}（${number}）${article ?? ''}`;

export const inForce = (basis: LegalBasis, on: string): boolean => basis.from <= on && (basis.to === null || on <= basis.to);

/** What stands under a comparison: its basis, or that there is none. Counts are never ranked. */
export function comparisonNote(comparison: Pick<FrozenComparison, 'basis' | 'lines'> & { by?: FrozenTable['by'] }): string {
  const rate = comparison.lines.some((line) => line.denominator !== null);
  if (comparison.by === 'unit') return '数量不排名次，按单位名称排列。';
  if (!rate) return '数量不排名次，按区划代码排列。';
  const order = comparison.basis === null ? '未录入排名依据，按区划代码排列。' : `依据：${comparison.basis}。并列的位次相同。`;
  return comparison.lines.some((line) => line.small) ? `${order}应计小于${smallDenominator}的不可区分。` : order;
}

/** Below this denominator two rates cannot be told apart: one case more or less moves the rate by more than three points. */
export const smallDenominator = 30;

/** Places of a comparison, best first: equal as printed is equal, ties share a place and the next one is skipped; no composite, no tie-break. */
export function placed(
  lines: readonly { code: string; name: string; value: number | null; numerator: number | null; denominator: number | null }[],
  ranked: boolean,
): FrozenLine[] {
  const rate = lines.some((line) => line.denominator !== null);
  const score = (line: { value: number | null }) => (line.value === null ? null : Math.round(line.value * 10_000));
  const small = (line: { denominator: number | null }) => line.denominator !== null && line.denominator < smallDenominator;
  const competing = lines.filter((line) => rate && ranked && !small(line) && score(line) !== null);
  const all = lines.map((line): FrozenLine => {
    const own = score(line);
    const competes = competing.includes(line);
    return {
      ...line,
      place: competes ? competing.filter((other) => (score(other) ?? 0) > (own ?? 0)).length + 1 : null,
      tied: competes && competing.filter((other) => score(other) === own).length > 1,
      small: small(line),
    };
  });
  return all.sort((a, b) => (a.place ?? 1e9) - (b.place ?? 1e9) || (a.code < b.code ? -1 : 1));
}

/** What moved between two editions, figure by figure. */
export interface Move {
  figure: string;
  title: string;
  unit: string;
  before: number | null;
  after: number | null;
  /** Rows that are new, that are gone, and that count otherwise than before. */
  came: number;
  went: number;
  changed: number;
  why: string;
}

/** 整改率 79.96% 改 79.97%（增 1 行）：补录 */
export const moveWords = (move: Move): string => {
  const rows = [move.came ? `增${move.came}行` : '', move.went ? `减${move.went}行` : '', move.changed ? `改${move.changed}行` : ''].filter(
    Boolean,
  );
  const unit = move.unit === '%' ? '' : move.unit;
  return `${move.title}由${printed(move.before, move.unit)}${unit}更正为${printed(move.after, move.unit)}${unit}${rows.length > 0 ? `（${rows.join('、')}）` : ''}，原因：${move.why}`;
};

export const stateWords = { draft: '草稿', submitted: '待签发', published: '已发布', discarded: '已作废' } as const;
export type EditionState = keyof typeof stateWords;
