/** Writing rows of a register: its table, its subject, its terms. Called by acts only; the ledger's triggers refuse anybody else. */
import { sql } from 'kysely';
import type { Vault } from '../../platform/crypto.ts';
import type { Tx } from '../../platform/db.ts';
import { blindsOf, seal } from './rows.ts';
import type { Column, Sheet } from './sheet.ts';
import { ownColumns, sharedColumns, stored } from './tables.ts';
import { termsOf, type Values } from './terms.ts';

const namesOf = (columns: readonly Column[]): string[] => columns.flatMap(stored);

/** Inserts a row with all its parts. Empty columns are left to the table's defaults. */
export async function insertRow(tx: Tx, sheet: Sheet, vault: Vault, city: string, id: string, values: Values): Promise<void> {
  const { stored: cells, blinds } = seal(sheet, vault, id, values);
  if (sheet.face_of) {
    await sql`insert into ${sql.table(sheet.face_of)} ${assignments(namesOf(sharedColumns(sheet)), cells, { city, id })}`.execute(tx);
  }
  await sql`insert into ${sql.table(sheet.key)} ${assignments(namesOf(ownColumns(sheet)), cells, { city, id })}`.execute(tx);
  await addTerms(tx, sheet, city, id, String(values.division), termsOf(sheet, values, blinds));
}

/**
 * Inserts many rows in one act, a thousand a statement: demo cities and benchmarks. Values are as from `parseCell`; checks and the
 * fallback `today` are the caller's, constraints hold all the same.
 */
export async function insertRows(
  tx: Tx,
  sheet: Sheet,
  vault: Vault,
  city: string,
  rows: Iterable<{ id: string; values: Values }>,
): Promise<number> {
  const tables: [string, string[]][] = [
    ...(sheet.face_of ? [[sheet.face_of, namesOf(sharedColumns(sheet))] as [string, string[]]] : []),
    [sheet.key, namesOf(ownColumns(sheet))],
  ];
  let count = 0;
  let batch: { id: string; division: string; cells: Record<string, unknown>; terms: string[] }[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const payload = JSON.stringify(batch.map(({ id, cells }) => ({ id, cells })));
    for (const [table, names] of tables) {
      // A subject's columns beyond the sheet's own keep their defaults.
      await sql`insert into ${sql.table(table)} (city, id, ${sql.join(names.map((n) => sql.ref(n)))})
        select ${city}, w.id, ${sql.join(names.map((n) => sql.ref(`r.${n}`)))}
        from jsonb_to_recordset(${payload}::jsonb) w (id uuid, cells jsonb), jsonb_populate_record(null::${sql.table(table)}, w.cells) r`.execute(
        tx,
      );
    }
    const terms = batch
      .flatMap((row) => row.terms.map((term) => [term, row.division, row.id] as const))
      .sort((a, b) => (a[0] < b[0] ? -1 : 1));
    await sql`insert into registers.terms (city, term, programme, register, division, row_id)
      select ${city}, x.term, ${sheet.programme}, ${sheet.key}, x.division, x.row_id
      from unnest(${terms.map((t) => t[0])}::text[], ${terms.map((t) => t[1])}::text[], ${terms.map((t) => t[2])}::uuid[]) x (term, division, row_id)`.execute(
      tx,
    );
    count += batch.length;
    batch = [];
  };
  const fallbacks = Object.fromEntries(
    sheet.columns.filter((c) => c.fallback !== undefined && c.fallback !== 'today').map((c) => [c.name, c.fallback]),
  );
  for (const { id, values: given } of rows) {
    const values = { ...fallbacks, ...given };
    const { stored: cells, blinds } = seal(sheet, vault, id, values);
    batch.push({ id, division: String(values.division), cells, terms: termsOf(sheet, values, blinds) });
    if (batch.length >= 1000) await flush();
  }
  await flush();
  return count;
}

function assignments(names: readonly string[], cells: Readonly<Record<string, unknown>>, fixed: Readonly<Record<string, unknown>>) {
  const given = [
    ...Object.entries(fixed),
    ...names.filter((name) => cells[name] !== undefined && cells[name] !== null).map((name): [string, unknown] => [name, cells[name]]),
  ];
  return sql`(${sql.join(given.map(([name]) => sql.ref(name)))}) values (${sql.join(given.map(([, value]) => value))})`;
}

/**
 * Writes changed columns of a row. `before` is the stored row (with blind indexes), locked by the caller. A place is written only when
 * one of its own columns changed, so that the versions of face and place tell what really happened. Returns how many of the two were
 * written: by so much the version of the row grew.
 */
export async function updateRow(
  tx: Tx,
  sheet: Sheet,
  vault: Vault,
  city: string,
  before: Readonly<Record<string, unknown>>,
  changes: Values,
): Promise<number> {
  const id = String(before.id);
  let written = 0;
  const { stored: cells, blinds } = seal(sheet, vault, id, changes);
  for (const [table, columns] of [
    [sheet.face_of, sheet.face_of ? sharedColumns(sheet) : []],
    [sheet.key, ownColumns(sheet)],
  ] as const) {
    const names = namesOf(columns).filter((name) => name in cells);
    if (!table || names.length === 0) continue;
    await sql`update ${sql.table(table)} set ${sql.join(names.map((name) => sql`${sql.ref(name)} = ${cells[name] ?? null}`))} where city = ${city} and id = ${id}`.execute(
      tx,
    );
    written += 1;
  }
  await renewTerms(tx, sheet, city, before, changes, cells, blinds);
  return written;
}

/** Words follow only what they are made of: an edit of a number costs none of the cutting. */
async function renewTerms(
  tx: Tx,
  sheet: Sheet,
  city: string,
  before: Readonly<Record<string, unknown>>,
  changes: Values,
  cells: Readonly<Record<string, unknown>>,
  blinds: Readonly<Record<string, string>>,
): Promise<void> {
  const sealed = sheet.columns.filter((c) => c.sealed).map((c) => c.name);
  const worded = new Set([...sheet.searched, ...sheet.identity.flat(), ...sealed, 'division']);
  if (!Object.keys(changes).some((name) => worded.has(name))) return;
  const id = String(before.id);
  const after = { ...before, ...changes };
  const nowBlinds = { ...blindsOf(sheet, before), ...blinds };
  for (const name of Object.keys(changes)) if (cells[`${name}_blind`] === null) delete nowBlinds[name];
  const was = termsOf(sheet, before, blindsOf(sheet, before));
  const is = termsOf(sheet, after, nowBlinds);
  const [from, to] = [String(before.division), String(after.division)];
  const gone = from === to ? was.filter((term) => !is.includes(term)) : was;
  const come = from === to ? is.filter((term) => !was.includes(term)) : is;
  if (gone.length > 0) await removeTerms(tx, sheet, city, id, from, gone);
  await addTerms(tx, sheet, city, id, to, come);
}

/** Takes a row out of the register. Its versions stay in the ledger; the shared subject stays while another face needs it. */
export async function removeRow(tx: Tx, sheet: Sheet, city: string, before: Readonly<Record<string, unknown>>): Promise<void> {
  const id = String(before.id);
  await removeTerms(tx, sheet, city, id, String(before.division), termsOf(sheet, before, blindsOf(sheet, before)));
  await sql`delete from ${sql.table(sheet.key)} where city = ${city} and id = ${id}`.execute(tx);
  if (sheet.face_of) await sql`select subjects.leave_place(${city}, ${id}::uuid)`.execute(tx);
}

async function addTerms(tx: Tx, sheet: Sheet, city: string, id: string, division: string, terms: readonly string[]): Promise<void> {
  if (terms.length === 0) return;
  await sql`insert into registers.terms (city, term, programme, register, division, row_id)
    select ${city}, unnest(${terms}::text[]), ${sheet.programme}, ${sheet.key}, ${division}, ${id}::uuid`.execute(tx);
}

async function removeTerms(tx: Tx, sheet: Sheet, city: string, id: string, division: string, terms: readonly string[]): Promise<void> {
  await sql`delete from registers.terms where city = ${city} and term = any (${terms}) and register = ${sheet.key} and division = ${division} and row_id = ${id}::uuid`.execute(
    tx,
  );
}
