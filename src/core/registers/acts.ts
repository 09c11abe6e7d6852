/** What a person does to a row of any register: register, edit, open a sealed value, merge, remove. */
import { z } from 'zod';
import type { Vault } from '../../platform/crypto.ts';
import type { Tx } from '../../platform/db.ts';
import type { FieldError } from '../../platform/problem.ts';
import { getDivisionIndex } from '../divisions/index.ts';
import { type Act, type Actor, act, type Deed, may, notFound, staleVersion } from '../ledger/index.ts';
import { parseCell } from './cells.ts';
import { getBox, positionFault } from './position.ts';
import { alreadyThere, cannotMerge, heldElsewhere, mergedAway, nothingSealed, wrongValues } from './problems.ts';
import { findElsewhere, findMergedInto, findSame, findStored, labelOf, listByIds } from './queries.ts';
import { show } from './rows.ts';
import { type Column, getColumn, type Sheet } from './sheet.ts';
import { insertRow, removeRow, updateRow } from './store.ts';
import { identityKeys, type Values } from './terms.ts';

export interface Written {
  id: string;
  version: number;
}

const values: z.ZodType<Values> = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const reason = z.string().trim().min(2, '请写明理由（至少 2 个字）').max(500, '理由最多 500 字');

export interface RegisterActs {
  create: Act<{ id?: string | undefined; values: Values; distinct_because?: string | undefined }, Written>;
  edit: Act<{ id: string; version: number; values: Values; reason?: string | undefined }, Written>;
  /** Records that sealed columns were opened and why; `readOpened` then reads them, so that the ledger keeps no copy of what was opened. */
  open: Act<{ id: string; columns: string[]; reason: string }, { id: string; columns: string[] }>;
  merge: Act<
    { id: string; other_id: string; version: number; other_version: number; take: string[]; reason?: string | undefined },
    Written
  >;
  remove: Act<{ id: string; version: number; reason: string }, Written>;
}

/** The acts of one register; the verbs are `<register>.create`, `.edit`, `.open`, `.merge`, `.remove`. */
export function registerActs(sheet: Sheet): RegisterActs {
  return {
    create: act(
      `${sheet.key}.create`,
      `登记${sheet.title}`,
      z.object({ id: z.uuid().optional(), values, distinct_because: reason.optional() }),
      (tx, actor, input, deed) => create(sheet, tx, actor, input, deed),
    ),
    edit: act(
      `${sheet.key}.edit`,
      `修改${sheet.title}`,
      z.object({ id: z.uuid(), version: z.int(), values, reason: reason.optional() }),
      (tx, actor, input, deed) => edit(sheet, tx, actor, input, deed),
    ),
    open: act(
      `${sheet.key}.open`,
      `查看敏感信息`,
      z.object({ id: z.uuid(), columns: z.array(z.string()).min(1), reason }),
      (tx, actor, input, deed) => open(sheet, tx, actor, input, deed),
    ),
    merge: act(
      `${sheet.key}.merge`,
      `合并${sheet.title}`,
      z.object({
        id: z.uuid(),
        other_id: z.uuid(),
        version: z.int(),
        other_version: z.int(),
        take: z.array(z.string()),
        reason: reason.optional(),
      }),
      (tx, actor, input, deed) => merge(sheet, tx, actor, input, deed),
    ),
    remove: act(
      `${sheet.key}.remove`,
      `移出${sheet.title}`,
      z.object({ id: z.uuid(), version: z.int(), reason }),
      (tx, actor, input, deed) => remove(sheet, tx, actor, input, deed),
    ),
  };
}

async function create(
  sheet: Sheet,
  tx: Tx,
  actor: Actor,
  input: { id?: string | undefined; values: Values; distinct_because?: string | undefined },
  deed: Deed,
): Promise<Written> {
  const row = withFallbacks(sheet, await checked(sheet, tx, actor, input.values, sheet.columns), deed);
  deed.about({ relation: sheet.key, id: input.id ?? deed.id, division: String(row.division) });
  await refuseDoubles(sheet, tx, actor, row, input.distinct_because, deed);
  const id = input.id ?? deed.id;
  await insertRow(tx, sheet, deed.office.vault, actor.city, id, row);
  deed.says({ label: labelOf(sheet, row) });
  deed.because(input.distinct_because);
  return { id, version: 1 };
}

async function edit(
  sheet: Sheet,
  tx: Tx,
  actor: Actor,
  input: { id: string; version: number; values: Values; reason?: string | undefined },
  deed: Deed,
): Promise<Written> {
  const before = await locked(sheet, tx, actor, input.id);
  deed.about({ relation: sheet.key, id: input.id, division: String(before.division) });
  const columns = sheet.columns.filter((c) => c.name in input.values);
  const wanted = await checked(sheet, tx, actor, input.values, columns, before);
  const now = show(sheet, deed.office.vault, before, sealedNames(sheet));
  if (Number(before.version) !== input.version) throw stale(sheet, deed, before, wanted);
  const changes = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => (now[name] ?? null) !== (value ?? null)));
  if (Object.keys(changes).length === 0) return { id: input.id, version: input.version };
  // Moving a row to another division is the right of both: where it was and where it goes.
  if (changes.division !== undefined && !may(actor, `${sheet.key}.edit`, String(changes.division))) throw notFound();
  if (sheet.identity.flat().some((name) => name in changes))
    await refuseDoubles(sheet, tx, actor, { ...now, ...changes }, input.reason, deed, input.id);
  const written = await updateRow(tx, sheet, deed.office.vault, actor.city, { ...before, ...now }, changes);
  deed.says({ label: labelOf(sheet, { ...now, ...changes }), columns: Object.keys(changes).map((name) => getColumn(sheet, name).title) });
  deed.because(input.reason);
  return { id: input.id, version: input.version + written };
}

async function open(
  sheet: Sheet,
  tx: Tx,
  actor: Actor,
  input: { id: string; columns: string[]; reason: string },
  deed: Deed,
): Promise<{ id: string; columns: string[] }> {
  const columns = input.columns.map((name) => getColumn(sheet, name));
  if (columns.some((c) => !c.sealed)) throw nothingSealed({ columns: columns.filter((c) => !c.sealed).map((c) => c.title) });
  const before = await findStored(tx, sheet, actor.city, input.id);
  if (!before) throw notFound();
  deed.about({ relation: sheet.key, id: input.id, division: String(before.division) });
  deed.says({ label: labelOf(sheet, before), columns: columns.map((c) => c.title) });
  deed.because(input.reason);
  return { id: input.id, columns: input.columns };
}

/** The opened values of a row, for who has just done the act `open`. */
export async function readOpened(
  tx: Tx,
  actor: Actor,
  sheet: Sheet,
  vault: Vault,
  opened: { id: string; columns: readonly string[] },
): Promise<Record<string, string | null>> {
  const stored = await findStored(tx, sheet, actor.city, opened.id);
  if (!stored) throw notFound();
  const shown = show(sheet, vault, stored, opened.columns);
  return Object.fromEntries(opened.columns.map((name) => [name, (shown[name] as string | null) ?? null]));
}

async function merge(
  sheet: Sheet,
  tx: Tx,
  actor: Actor,
  input: { id: string; other_id: string; version: number; other_version: number; take: string[]; reason?: string | undefined },
  deed: Deed,
): Promise<Written> {
  if (input.id === input.other_id) throw cannotMerge({ why: '选的是同一条记录。请选择要并入的另一条。' });
  // Locked in the order of ids, so that two people merging the same pair the other way round wait instead of deadlocking.
  const [lower, higher] = [input.id, input.other_id].sort() as [string, string];
  const first = await locked(sheet, tx, actor, lower);
  const second = await locked(sheet, tx, actor, higher);
  const [kept, gone] = first.id === input.id ? [first, second] : [second, first];
  if (!may(actor, `${sheet.key}.merge`, String(gone.division))) throw notFound();
  deed.about({ relation: sheet.key, id: input.id, division: String(kept.division) });
  if (Number(kept.version) !== input.version || Number(gone.version) !== input.other_version)
    throw staleVersion({ version: Number(kept.version), conflicts: [] });
  const vault = deed.office.vault;
  const keptNow = show(sheet, vault, kept, sealedNames(sheet));
  const goneNow = show(sheet, vault, gone, sealedNames(sheet));
  const taken = Object.fromEntries(input.take.map((name) => [getColumn(sheet, name).name, goneNow[name] ?? null]));
  for (const name of Object.keys(taken))
    if (getColumn(sheet, name).required && taken[name] === null)
      throw cannotMerge({ why: `“${getColumn(sheet, name).title}”不能为空，请保留原来的值。` });
  // The other row goes first, so that a plate number it held is free again.
  await removeRow(tx, sheet, actor.city, { ...gone, ...goneNow });
  const changes = Object.fromEntries(Object.entries(taken).filter(([name, value]) => (keptNow[name] ?? null) !== value));
  const written = Object.keys(changes).length > 0 ? await updateRow(tx, sheet, vault, actor.city, { ...kept, ...keptNow }, changes) : 0;
  deed.says({
    label: labelOf(sheet, keptNow),
    merged: labelOf(sheet, goneNow),
    merged_id: input.other_id,
    kept: input.id,
    columns: Object.keys(changes).map((name) => getColumn(sheet, name).title),
  });
  deed.because(input.reason);
  return { id: input.id, version: Number(kept.version) + written };
}

async function remove(
  sheet: Sheet,
  tx: Tx,
  actor: Actor,
  input: { id: string; version: number; reason: string },
  deed: Deed,
): Promise<Written> {
  const before = await locked(sheet, tx, actor, input.id);
  deed.about({ relation: sheet.key, id: input.id, division: String(before.division) });
  if (Number(before.version) !== input.version) throw stale(sheet, deed, before, {});
  const now = show(sheet, deed.office.vault, before, sealedNames(sheet));
  await removeRow(tx, sheet, actor.city, { ...before, ...now });
  deed.says({ label: labelOf(sheet, now) });
  deed.because(input.reason);
  return { id: input.id, version: input.version };
}

const sealedNames = (sheet: Sheet): string[] => sheet.columns.filter((c) => c.sealed).map((c) => c.name);

async function locked(sheet: Sheet, tx: Tx, actor: Actor, id: string): Promise<Record<string, unknown>> {
  const found = await findStored(tx, sheet, actor.city, id, true);
  if (found) return found;
  const into = await findMergedInto(tx, sheet, actor.city, id);
  throw into ? mergedAway({ id: into }) : notFound();
}

/** Both sides of a lost update, per column: what I wrote and what stands there now. Sealed values stay masked. */
function stale(sheet: Sheet, deed: Deed, before: Record<string, unknown>, wanted: Values) {
  const open = show(sheet, deed.office.vault, before, sealedNames(sheet));
  const masked = show(sheet, deed.office.vault, before);
  const conflicts = Object.entries(wanted)
    .filter(([name, value]) => (open[name] ?? null) !== (value ?? null))
    .map(([name, value]) => ({ column: name, title: getColumn(sheet, name).title, yours: value ?? null, theirs: masked[name] ?? null }));
  return staleVersion({ version: Number(before.version), conflicts });
}

/** Reads what a person or a program sent, by the same rules as a workbook's cells. */
async function checked(
  sheet: Sheet,
  tx: Tx,
  actor: Actor,
  given: Values,
  columns: readonly Column[],
  present: Values = {},
): Promise<Record<string, unknown>> {
  const errors: FieldError[] = [];
  const read: Record<string, unknown> = {};
  for (const name of Object.keys(given))
    if (!sheet.columns.some((c) => c.name === name)) errors.push({ field: name, message: `没有“${name}”这一列` });
  for (const column of columns) {
    const raw = given[column.name];
    const result =
      raw === null || raw === undefined || raw === '' ? { empty: true as const } : parseCell(column, { kind: 'text', value: String(raw) });
    if ('error' in result) errors.push({ field: column.name, message: result.error });
    else if ('empty' in result) {
      if (column.required) errors.push({ field: column.name, message: `请填写${column.title}` });
      else read[column.name] = null;
    } else read[column.name] = result.value;
  }
  if (typeof read.division === 'string') {
    const index = await getDivisionIndex(tx, actor.city);
    const code = read.division;
    if (!index.has(code.slice(0, 12)) && !index.has(code))
      errors.push({ field: 'division', message: `区划表里没有 ${code}，请从区划中选择` });
    else if (code.length < 9) errors.push({ field: 'division', message: '请选到镇（街道）或村（社区）' });
  }
  if (columns.some((c) => c.name === 'longitude' || c.name === 'latitude')) {
    const fault = positionFault({ ...present, ...read }, await getBox(tx, actor.city));
    if (fault) errors.push({ field: 'longitude', message: fault });
  }
  if (errors.length > 0) throw wrongValues({ errors });
  return read;
}

function withFallbacks(sheet: Sheet, row: Record<string, unknown>, deed: Deed): Record<string, unknown> {
  for (const column of sheet.columns) {
    if (column.fallback !== undefined && (row[column.name] ?? null) === null)
      row[column.name] = column.fallback === 'today' ? deed.office.clock.today() : column.fallback;
  }
  return row;
}

async function refuseDoubles(
  sheet: Sheet,
  tx: Tx,
  actor: Actor,
  row: Values,
  distinctBecause: string | undefined,
  deed: Deed,
  except?: string,
): Promise<void> {
  if (distinctBecause) return;
  const same = await findSame(tx, sheet, actor.city, row, except);
  if (same.length > 0) {
    const rows = await listByIds(tx, sheet, deed.office.vault, actor.city, [...new Set(same.map((s) => s.id))]);
    if (rows.length > 0)
      throw alreadyThere({
        label: labelOf(sheet, row),
        same: rows.map((r) => ({ id: r.id, label: labelOf(sheet, r), division: r.division })),
      });
  }
  const keys = identityKeys(sheet, row).filter((key) => key !== null);
  const mine = new Set(same.map((s) => s.term));
  const elsewhere = (await findElsewhere(tx, sheet, actor.city, keys)).find((found) => !mine.has(found.term));
  if (elsewhere && !except) {
    const index = await getDivisionIndex(tx, actor.city);
    throw heldElsewhere({ division: index.pathName(elsewhere.division) });
  }
}
