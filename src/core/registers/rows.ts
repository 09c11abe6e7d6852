/** Rows between the database, the sheet and the reader: sealing, masking, opening. */
import type { Vault } from '../../platform/crypto.ts';
import { maskValue } from './masks.ts';
import { type Column, getColumn, type Sheet } from './sheet.ts';
import { blindOf, type Values } from './terms.ts';

/** A row as a reader gets it: codes as codes, dates as text, numbers as numbers, sealed values masked. */
export type ShownRow = { id: string; version: number; division: string } & Record<string, unknown>;

const place = (sheet: Sheet, column: Column, id: string) => `${sheet.key}|${column.name}|${id}`;

/** A database row for the reader; sealed values masked unless `open` names them. A value that cannot be opened is said, not hidden. */
export function show(sheet: Sheet, vault: Vault, row: Record<string, unknown>, open: readonly string[] = []): ShownRow {
  const id = String(row.id);
  const shown: Record<string, unknown> = { id, version: Number(row.version), division: String(row.division) };
  for (const column of sheet.columns) {
    if (!(column.name in row)) continue;
    const value = row[column.name];
    shown[column.name] =
      value === null || value === undefined ? null : column.sealed ? unsealed(sheet, vault, column, id, value, open) : plain(column, value);
  }
  return shown as ShownRow;
}

function unsealed(sheet: Sheet, vault: Vault, column: Column, id: string, value: unknown, open: readonly string[]): string {
  const bytes = Buffer.isBuffer(value)
    ? value
    : typeof value === 'string' && value.startsWith('\\x')
      ? Buffer.from(value.slice(2), 'hex')
      : null;
  if (!bytes) return '【格式不对】';
  try {
    const opened = vault.open(bytes, place(sheet, column, id));
    return open.includes(column.name) ? opened : maskValue(column, opened);
  } catch {
    return '【打不开：密钥不对或数据被改】';
  }
}

function plain(column: Column, value: unknown): unknown {
  if (column.kind === 'number' || column.kind === 'integer') return Number(value);
  return value;
}

/** Values as stored: sealed ones as `\\x…` text with their blind index beside them. */
export function seal(
  sheet: Sheet,
  vault: Vault,
  id: string,
  values: Values,
): { stored: Record<string, unknown>; blinds: Record<string, string> } {
  const stored: Record<string, unknown> = {};
  const blinds: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const column = getColumn(sheet, name);
    if (!column.sealed) {
      stored[name] = value;
      continue;
    }
    if (value === null || value === undefined || value === '') {
      stored[name] = null;
      stored[`${name}_blind`] = null;
      continue;
    }
    const blind = blindOf(vault, column, String(value));
    stored[name] = `\\x${vault.seal(String(value), place(sheet, column, id)).toString('hex')}`;
    stored[`${name}_blind`] = `\\x${blind}`;
    blinds[name] = blind;
  }
  return { stored, blinds };
}

/** Blind indexes of a stored row, in hex. */
export function blindsOf(sheet: Sheet, row: Record<string, unknown>): Record<string, string> {
  const blinds: Record<string, string> = {};
  for (const column of sheet.columns) {
    if (!column.sealed) continue;
    const value = row[`${column.name}_blind`];
    if (Buffer.isBuffer(value)) blinds[column.name] = value.toString('hex');
    else if (typeof value === 'string' && value.startsWith('\\x')) blinds[column.name] = value.slice(2);
  }
  return blinds;
}
