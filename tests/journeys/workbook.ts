/** Workbooks as offices have them: written by LibreOffice from a flat description, and read back by it. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../src/platform/root.ts';

const run = promisify(execFile);
const folder = join(root, 'node_modules', '.cache', 'taizhang-journeys', 'workbooks');

/** A number stays a number, null is an empty cell, everything else is text. */
export type Value = string | number | null;

/** `sheets` by name; a first cell alone in its row is merged over the table's width, as titles are. */
export async function officeWorkbook(name: string, sheets: Readonly<Record<string, readonly (readonly Value[])[]>>): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const flat = join(folder, `${name}.fods`);
  writeFileSync(flat, document(sheets));
  await soffice('xlsx', flat);
  return join(folder, `${name}.xlsx`);
}

/** What LibreOffice sees in a workbook: the rows of its first sheet. */
export async function officeReads(path: string): Promise<string[][]> {
  await soffice('csv:Text - txt - csv (StarCalc):9,34,76', path);
  const text = readFileSync(join(folder, `${basename(path).replace(/\.\w+$/, '')}.csv`), 'utf8');
  return text.split('\n').map((line) => line.split('\t').map((cell) => cell.replace(/^"|"$/g, '')));
}

async function soffice(format: string, path: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  // A profile of our own: a running LibreOffice of the user would take the order and not answer.
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  await run('soffice', [profile, '--headless', '--norestore', '--convert-to', format, '--outdir', folder, path], { timeout: 90_000 });
}

function document(sheets: Readonly<Record<string, readonly (readonly Value[])[]>>): string {
  const tables = Object.entries(sheets).map(([name, rows]) => {
    const width = Math.max(...rows.map((row) => row.length));
    return `<table:table table:name="${escaped(name)}">${rows.map((row) => line(row, width)).join('')}</table:table>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:body><office:spreadsheet>${tables.join('')}</office:spreadsheet></office:body></office:document>`;
}

function line(row: readonly Value[], width: number): string {
  const [first] = row;
  if (row.length === 1 && first != null) {
    const covered = '<table:covered-table-cell/>'.repeat(width - 1);
    return `<table:table-row>${cell(first, ` table:number-columns-spanned="${width}" table:number-rows-spanned="1"`)}${covered}</table:table-row>`;
  }
  return `<table:table-row>${row.map((value) => cell(value)).join('') || '<table:table-cell/>'}</table:table-row>`;
}

function cell(value: Value, spanned = ''): string {
  if (value === null) return '<table:table-cell/>';
  const kind = typeof value === 'number' ? `office:value-type="float" office:value="${value}"` : 'office:value-type="string"';
  return `<table:table-cell ${kind}${spanned}><text:p>${escaped(String(value))}</text:p></table:table-cell>`;
}

const escaped = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
