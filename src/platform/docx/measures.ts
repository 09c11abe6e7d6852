/**
 * The measures of GB/T 9704-2012 in twips (1/20 pt; 1 mm = 56.7), half points and eighths of a point, and how many lines a text takes on
 * its grid of 22 lines by 28 characters (5.2.1.2, 5.2.1.3).
 */
import type { OfficialDocument, Part } from './document.ts';

/** 5.1, 5.2: A4; 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm. */
export const page = { width: 11906, height: 16838, top: 2098, right: 1474, bottom: 1984, left: 1588, header: 851, footer: 1304 } as const;
export const textWidth = page.width - page.left - page.right;
/** A line: 225 mm / 22. */
export const line = 579;
export const linesPerPage = 22;
export const charactersPerLine = 28;
/** 156 mm / 28 characters, from the 16 pt of 3号: in 1/4096 pt as docGrid wants it. */
export const characterSpace = -849;

/** 字号 in half points: 2号, 3号, 4号, 小四. */
export const size = { head: 72, title: 44, body: 32, small: 28, table: 24 } as const;

/** Fonts are named, not embedded: their licences forbid it. `open` is the free face that stands in where a machine lacks them. */
export const fonts = {
  title: { name: '方正小标宋简体', open: "'Noto Serif CJK SC', 'Source Han Serif SC', 'Songti SC', serif" },
  body: { name: '仿宋_GB2312', open: "'FangSong', '仿宋', 'STFangsong', 'Noto Serif CJK SC', serif" },
  kai: { name: '楷体_GB2312', open: "'KaiTi', '楷体', 'STKaiti', 'Noto Serif CJK SC', serif" },
  hei: { name: '黑体', open: "'SimHei', 'Noto Sans CJK SC', sans-serif" },
  song: { name: '宋体', open: "'SimSun', 'Noto Serif CJK SC', serif" },
} as const;
export type Font = keyof typeof fonts;

/** Width in characters: what is half as wide (digits, Latin letters, ASCII marks) counts half. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += /[\u0020-\u007e]/.test(character) ? 0.5 : 1;
  return width;
}

const linesOf = (text: string, indent: number): number => Math.max(1, Math.ceil((widthOf(text) + indent) / charactersPerLine));

/** Rows of a table are 小四 with a little air: three of them take about two lines of the grid. */
const tableLines = (part: Extract<Part, { kind: 'table' }>): number => {
  const shares = part.columns.reduce((sum, column) => sum + column.width, 0);
  const room = part.columns.map((column) => (column.width / shares) * charactersPerLine * (size.body / size.table) - 1);
  const rowLines = (cells: readonly string[]) =>
    Math.max(1, ...cells.map((cell, at) => Math.ceil(widthOf(cell) / Math.max(1, room[at] ?? 1))));
  const rows = [part.columns.map((column) => column.title), ...part.rows];
  return 1 + Math.ceil(rows.reduce((sum, row) => sum + 0.78 * rowLines(row), 0)) + (part.note ? linesOf(part.note, 2) : 0);
};

/** Lines before the first paragraph: 35 mm and the head, two blank lines and the number, the red rule, two blank lines, title, a blank line. */
const frontLines = (document: OfficialDocument): number => 3.4 + 2.6 + 2 + 1 + 0.4 + 2 + document.title.length + 1;

/** Lines that signature and date take, with the blank ones in which the seal is set by hand. */
export const signatureLines = 4;

/** Lines of 4号 that 抄送 takes, a character in from either side: 156 mm less two of them is a little over 29. */
export const copyLines = (copies: string): number => Math.max(1, Math.ceil(widthOf(copies) / 29));

/** Lines of the 版记: rules, 抄送 and 印发. */
export const colophonLines = (document: OfficialDocument): number => 1.5 + (document.copies ? copyLines(`抄送：${document.copies}。`) : 0);

/** Where the 版记 stands: on the last page of the text, on the next one, or after a blank page. */
export type Colophon = 'same' | 'next' | 'after-blank';

/** How the text falls on pages by its grid, without any layout program: the 版记 stands at the foot of the last page, an even one (7.4.1). */
export function fallsOn(document: OfficialDocument): {
  textPages: number;
  linesLeft: number;
  colophon: Colophon;
  pages: number;
} {
  const body = document.parts.reduce(
    (sum, part) => sum + (part.kind === 'table' ? tableLines(part) : linesOf(part.text, part.kind === 'heading' ? 4 : 2)),
    0,
  );
  const attachments = document.attachments.length === 0 ? 0 : 1 + document.attachments.length;
  const lines = frontLines(document) + linesOf(document.recipients, 1) + body + attachments + signatureLines;
  const textPages = Math.ceil(lines / linesPerPage);
  const linesLeft = textPages * linesPerPage - lines;
  if (textPages % 2 === 1) return { textPages, linesLeft, colophon: 'next', pages: textPages + 1 };
  // A line and a half of doubt: a layout program may break a little earlier than the grid.
  if (linesLeft >= colophonLines(document) + 1.5) return { textPages, linesLeft, colophon: 'same', pages: textPages };
  return { textPages, linesLeft, colophon: 'after-blank', pages: textPages + 2 };
}
