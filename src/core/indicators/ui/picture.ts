/** Pictures (PNG) of a comparison, a cartogram and a trend: drawn with the page's own tokens, each with its title and cut-off inside. */

import { cartogramOf, tileLine, tileValue } from './cartogram.tsx';
import { csv } from './data-file.ts';
import { type HandPositions, placeTiles } from './layout-tiles.ts';
import type { ByReading } from './shape.ts';
import { isRate } from './shape.ts';
import type { StandingRow } from './standing.ts';
import { columnName, partsWords, shortName, valueWords } from './value-words.ts';

/** What stands around every picture. */
export interface PictureWords {
  title: string;
  /** Division, period, cut-off: a picture travels without its page. */
  note: string;
}

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const SCALE = 2;
const HEAD = 64;
const EDGE = 24;

interface Sheet {
  canvas: HTMLCanvasElement;
  pen: CanvasRenderingContext2D;
  text: (words: string, x: number, y: number, look?: { size?: number; colour?: string; align?: CanvasTextAlign; bold?: boolean }) => void;
  line: (y: number, colour: string, from?: number, to?: number) => void;
}

/** A white sheet with title and note; what is drawn starts at y = HEAD. */
function sheet(width: number, height: number, words: PictureWords): Sheet {
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no 2d canvas');
  pen.scale(SCALE, SCALE);
  pen.fillStyle = token('--paper');
  pen.fillRect(0, 0, width, height);
  const font = token('--font');
  const text: Sheet['text'] = (said, x, y, { size = 14, colour = token('--ink'), align = 'left', bold = false } = {}) => {
    pen.font = `${bold ? 600 : 400} ${size}px ${font}`;
    pen.fillStyle = colour;
    pen.textAlign = align;
    pen.textBaseline = 'middle';
    pen.fillText(said, x, y);
  };
  const line: Sheet['line'] = (y, colour, from = EDGE, to = width - EDGE) => {
    pen.fillStyle = colour;
    pen.fillRect(from, y, to - from, 1);
  };
  text(words.title, EDGE, 24, { size: 16, bold: true });
  text(words.note, EDGE, 46, { size: 12, colour: token('--ink-3') });
  return { canvas, pen, text, line };
}

function hatch(pen: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.strokeStyle = token('--rule-2');
  pen.lineWidth = 1;
  for (let at = x - height; at < x + width; at += 5) {
    pen.beginPath();
    pen.moveTo(at, y + height);
    pen.lineTo(at + height, y);
    pen.stroke();
  }
  pen.restore();
}

export function comparisonPicture(
  words: PictureWords,
  rows: readonly StandingRow[],
  by: ByReading,
  unit: string,
  totalWord: string,
): HTMLCanvasElement {
  const rate = by.items.some(isRate);
  const places = rows.some((row) => row.place !== null);
  const [width, pitch] = [720, 32];
  const { canvas, pen, text, line } = sheet(width, HEAD + (rows.length + 1) * pitch + EDGE, words);
  const nameAt = EDGE + (places ? 40 : 0);
  const [barFrom, barTo] = [nameAt + 140, width - EDGE - (rate ? 230 : 110)];
  line(HEAD - 4, token('--rule-ink'));
  rows.forEach((row, index) => {
    const y = HEAD + index * pitch + pitch / 2;
    const colour = row.small ? token('--ink-3') : token('--ink');
    if (row.place !== null && rows[index + 1]?.place === row.place) {
      pen.fillStyle = token('--ink-2');
      pen.fillRect(EDGE + 29, y, 1, pitch);
      for (const end of [y, y + pitch]) pen.fillRect(EDGE + 29, end, 5, 1);
    }
    if (places) text(row.place === null ? '–' : String(row.place), EDGE + 24, y, { align: 'right', colour: token('--ink-2') });
    text(columnName(row.item.name), nameAt, y, { colour });
    pen.fillStyle = token('--rule');
    pen.fillRect(barFrom, y - 4, barTo - barFrom, 8);
    if (row.small) hatch(pen, barFrom, y - 4, (barTo - barFrom) * row.bar, 8);
    else {
      pen.fillStyle = token('--blue-5');
      pen.fillRect(barFrom, y - 4, (barTo - barFrom) * row.bar, 8);
    }
    const worth = row.small ? '不可区分' : `${valueWords(row.item, unit).digits}${rate ? '%' : ` ${unit}`}`;
    text(worth, width - EDGE - (rate ? 130 : 0), y, { align: 'right', colour });
    if (rate) text(partsWords(row.item), width - EDGE, y, { align: 'right', size: 13, colour: token('--ink-2') });
    line(y + pitch / 2, token('--rule'));
  });
  const y = HEAD + rows.length * pitch + pitch / 2;
  line(y - pitch / 2, token('--rule-ink'));
  text(totalWord, nameAt, y, { bold: true });
  text(`${valueWords(by.total, unit).digits}${rate ? '%' : ` ${unit}`}`, width - EDGE - (rate ? 130 : 0), y, {
    align: 'right',
    bold: true,
  });
  if (rate) text(partsWords(by.total), width - EDGE, y, { align: 'right', size: 13, colour: token('--ink-2') });
  line(y + pitch / 2 - 2, token('--rule-ink'));
  line(y + pitch / 2 + 1, token('--rule-ink'));
  return canvas;
}

export function cartogramPicture(
  words: PictureWords,
  parent: string,
  by: ByReading,
  unit: string,
  hand: HandPositions,
  beside?: { before: string; by: ByReading | undefined },
): HTMLCanvasElement {
  const layout = placeTiles(
    parent,
    by.items.map((item) => item.code),
    hand,
  );
  const { level, legend } = cartogramOf(by.items);
  const [tile, tall, gap] = [104, 88, 4];
  const { canvas, pen, text } = sheet(
    Math.max(480, EDGE * 2 + layout.columns * (tile + gap)),
    HEAD + layout.rows * (tall + gap) + 40 + EDGE,
    words,
  );
  const fill: Record<string, string> = { l1: '--paper', l2: '--blue-1', l3: '--blue-2', l4: '--blue-3' };
  const box = (name: string, x: number, y: number, width: number, height: number) => {
    if (name === 'sm') hatch(pen, x, y, width, height);
    else {
      pen.fillStyle = token(fill[name] ?? '--paper');
      pen.fillRect(x, y, width, height);
    }
    if (name === 'l1' || name === 'sm') {
      pen.strokeStyle = token(name === 'l1' ? '--blue-4' : '--rule-2');
      pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
    }
  };
  for (const item of by.items) {
    const [column, row] = layout.cells.get(item.code) ?? [0, 0];
    const [x, y] = [EDGE + column * (tile + gap), HEAD + row * (tall + gap)];
    box(level(item), x, y, tile, tall);
    [shortName(item.name), tileValue(item, unit), tileLine(item, unit, beside)].forEach((said, index) => {
      const size = index === 1 ? 16 : index === 0 ? 13 : 12;
      const at = y + 20 + index * 24;
      if (level(item) === 'sm') {
        pen.font = `400 ${size}px ${token('--font')}`;
        pen.fillStyle = token('--paper');
        pen.fillRect(x + 5, at - 10, pen.measureText(said).width + 6, 20);
      }
      text(said, x + 8, at, { size, colour: index === 2 ? token('--ink-2') : token('--ink') });
    });
  }
  let at = EDGE;
  const base = HEAD + layout.rows * (tall + gap) + 24;
  for (const entry of legend) {
    box(entry.level, at, base - 7, 14, 14);
    text(entry.word, at + 18, base, { size: 12, colour: token('--ink-2') });
    pen.font = `400 12px ${token('--font')}`;
    at += 18 + pen.measureText(entry.word).width + 14;
  }
  return canvas;
}

/** A chart drawn elsewhere, framed with its words. */
export function framedPicture(words: PictureWords, chart: HTMLCanvasElement): HTMLCanvasElement {
  const [width, height] = [720, Math.round((720 * chart.height) / chart.width)];
  const { canvas, pen } = sheet(width, HEAD + height + EDGE, words);
  pen.drawImage(chart, EDGE, HEAD, width - EDGE * 2, height);
  return canvas;
}

/** A name that every file system takes. */
const fileName = (name: string, ending: string) => `${name.replace(/[\\/:*?"<>|\s]+/g, '_')}.${ending}`;

function hand(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Hands the picture to the browser's downloads. */
export function savePicture(canvas: HTMLCanvasElement, name: string): void {
  canvas.toBlob((blob) => {
    if (blob) hand(blob, fileName(name, 'png'));
  }, 'image/png');
}

export function saveTable(lines: readonly (readonly (string | number | null)[])[], name: string): void {
  hand(new Blob([csv(lines)], { type: 'text/csv;charset=utf-8' }), fileName(name, 'csv'));
}
