/** A folder for one test file, and the rows of a workbook as plain values. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { Problem } from '../../problem.ts';
import { type Cell, type Row, type RowOptions, readWorkbook } from '../index.ts';

export const files = new URL('./files/', import.meta.url).pathname;

export function scratchFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'taizhang-workbook-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}

/** Sheets by name, each as its rows. */
export async function allRows(path: string, options: RowOptions = {}): Promise<Record<string, Row[]>> {
  const workbook = await readWorkbook(path);
  const sheets: Record<string, Row[]> = {};
  try {
    for (const { sheet, rows } of workbook.sheets) {
      const list: Row[] = [];
      for await (const row of rows(options)) list.push(row);
      sheets[sheet.name] = list;
    }
  } finally {
    await workbook.close();
  }
  return sheets;
}

/** `{ A: '1', C: 'x' }` */
export function values(row: Row | undefined): Record<string, string> {
  return Object.fromEntries((row?.cells ?? []).map((cell) => [cell.letter, cell.value]));
}

export function cellAt(row: Row | undefined, letter: string): Cell | undefined {
  return row?.cells.find((cell) => cell.letter === letter);
}

/** The type of the problem a promise is refused with; other errors pass. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Problem) return error.type;
    throw error;
  }
  throw new Error('was not refused');
}
