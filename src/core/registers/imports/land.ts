/** Landing: staged rows become rows of the register, in one transaction, as one act. And the way back while nobody touched them. */
import { type RawBuilder, sql } from 'kysely';
import type { Vault } from '../../../platform/crypto.ts';
import type { Tx } from '../../../platform/db.ts';
import type { Deed } from '../../ledger/index.ts';
import { importTouched } from '../problems.ts';
import { blindsOf, seal, show } from '../rows.ts';
import type { Sheet } from '../sheet.ts';
import { expression, ownColumns, selection, sharedColumns, source, stored } from '../tables.ts';
import { identityKeys, termsOf } from '../terms.ts';
import type { Progress } from './record.ts';

/** Rows landed at once: large enough for set-based speed, small enough to tell progress and to hear 取消. */
const CHUNK = 10_000;

/** Inserts all rows of state `new`. Returns how many. */
export async function landNew(tx: Tx, sheet: Sheet, city: string, importId: string, deed: Deed, progress: Progress): Promise<number> {
  const { rows } = await sql<{ total: number; last: number }>`
    select count(*)::int as total, coalesce(max(no), 0) as last from registers.staged where city = ${city} and import_id = ${importId} and state = 'new'`.execute(
    tx,
  );
  const { total, last } = rows[0] ?? { total: 0, last: 0 };
  const fallbacks = Object.fromEntries(
    sheet.columns
      .filter((c) => c.fallback !== undefined)
      .map((c) => [c.name, c.fallback === 'today' ? deed.office.clock.today() : c.fallback]),
  );
  const tables: [string, string[]][] = [
    ...(sheet.face_of ? [[sheet.face_of, sharedColumns(sheet).flatMap(stored)] as [string, string[]]] : []),
    [sheet.key, ownColumns(sheet).flatMap(stored)],
  ];
  let done = 0;
  for (let from = 1; from <= last; from += CHUNK) {
    await progress.tell('写入台账', done, total);
    const chunk = sql`s.city = ${city} and s.import_id = ${importId} and s.state = 'new' and s.no >= ${from} and s.no < ${from + CHUNK}`;
    for (const [table, names] of tables) {
      const result = await sql`
        insert into ${sql.table(table)} (city, id, ${sql.join(names.map((n) => sql.ref(n)))})
        select s.city, s.id, ${sql.join(names.map((n) => sql.ref(`r.${n}`)))}
        from registers.staged s, jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(fallbacks)}::jsonb || s.content || jsonb_build_object('division', s.division)) r
        where ${chunk} order by s.no`.execute(tx);
      if (table === sheet.key) done += Number(result.numAffectedRows ?? 0);
    }
    await sql`
      insert into registers.terms (city, term, programme, register, division, row_id)
      select s.city, x.term, ${sheet.programme}, ${sheet.key}, s.division, s.id from registers.staged s cross join lateral unnest(s.terms) x (term)
      where ${chunk} order by 2, 5`.execute(tx);
  }
  await progress.tell('核对', total, total);
  return done;
}

/**
 * Merges rows that stand twice in the file into the first of them: what the later one says wins, empty cells leave what stands. Runs
 * before landing, when the person chose to update; the merged rows stay counted as duplicates.
 */
export async function foldDoubles(tx: Tx, sheet: Sheet, vault: Vault, city: string, importId: string): Promise<void> {
  const sealed = sheet.columns.filter((c) => c.sealed).map((c) => c.name);
  const values = (content: Record<string, unknown>, id: string) => {
    const shown = show(sheet, vault, { ...content, id, version: 0 }, sealed);
    return Object.fromEntries(
      sheet.columns.map((c) => [c.name, shown[c.name]]).filter(([, value]) => value !== null && value !== undefined),
    );
  };
  let after = 0;
  for (;;) {
    const { rows } = await sql<{ no: number; id: string; content: Record<string, unknown>; first_no: number }>`
      select d.no, d.id, d.content, d.other_no as first_no from registers.staged d
      where d.city = ${city} and d.import_id = ${importId} and d.state = 'duplicate' and d.no > ${after} order by d.no limit 500`.execute(
      tx,
    );
    if (rows.length === 0) return;
    after = rows.at(-1)?.no ?? after;
    const { rows: firsts } = await sql<{ no: number; id: string; content: Record<string, unknown> }>`
      select no, id, content from registers.staged
      where city = ${city} and import_id = ${importId} and state in ('new', 'update') and no = any (${[...new Set(rows.map((r) => r.first_no))]}::int[])`.execute(
      tx,
    );
    const merged = new Map(firsts.map((first) => [first.no, { id: first.id, values: values(first.content, first.id) }]));
    for (const row of rows) {
      const first = merged.get(row.first_no);
      // The division decides where a row lands; a later double does not move it.
      if (first) first.values = { ...first.values, ...values(row.content, row.id), division: first.values.division };
    }
    const writes = [...merged].map(([no, { id, values: whole }]) => {
      const { stored: cells, blinds } = seal(sheet, vault, id, whole);
      return { no, content: cells, keys: identityKeys(sheet, whole), terms: termsOf(sheet, whole, blinds) };
    });
    await sql`
      update registers.staged s set content = w.content, keys = w.keys, terms = w.terms
      from jsonb_to_recordset(${JSON.stringify(writes)}::jsonb) w (no int, content jsonb, keys text[], terms text[])
      where s.city = ${city} and s.import_id = ${importId} and s.no = w.no`.execute(tx);
  }
}

/** Writes the differing cells of all rows of state `update` over the rows they match; empty cells leave what stands. Returns how many. */
export async function landUpdates(tx: Tx, sheet: Sheet, vault: Vault, city: string, importId: string, progress: Progress): Promise<number> {
  let done = 0;
  let after = 0;
  for (;;) {
    const { rows: staged } = await sql<{ no: number; id: string; other_id: string; division: string; content: Record<string, unknown> }>`
      select no, id, other_id, division, content from registers.staged
      where city = ${city} and import_id = ${importId} and state = 'update' and no > ${after} order by no limit 500`.execute(tx);
    if (staged.length === 0) return done;
    after = staged.at(-1)?.no ?? after;
    await progress.tell('更新已有', done, null);
    const blinds = sheet.columns.filter((c) => c.sealed).map((c) => sql.ref(`t.${c.name}_blind`));
    const { rows: present } = await sql<Record<string, unknown>>`
      select ${sql.join([selection(sheet), ...blinds])} from ${source(sheet)} where t.city = ${city} and t.id = any (${staged.map((s) => s.other_id)}::uuid[]) for update`.execute(
      tx,
    );
    const sealed = sheet.columns.filter((c) => c.sealed).map((c) => c.name);
    const found = new Map(present.map((row) => [String(row.id), row]));
    const writes: { id: string; cells: Record<string, unknown> }[] = [];
    const gone: [string, string, string][] = [];
    const come: [string, string, string][] = [];
    for (const one of staged) {
      const before = found.get(one.other_id);
      if (!before) continue;
      const now = { ...before, ...show(sheet, vault, before, sealed) } as Record<string, unknown>;
      const wanted = show(sheet, vault, { ...one.content, id: one.id, division: one.division, version: 0 }, sealed) as Record<
        string,
        unknown
      >;
      const changes: Record<string, unknown> = Object.fromEntries(
        Object.entries(wanted).filter(
          ([name, value]) => !['id', 'version'].includes(name) && value !== null && value !== undefined && now[name] !== value,
        ),
      );
      if (Object.keys(changes).length === 0) continue;
      const cells = seal(sheet, vault, one.other_id, changes);
      writes.push({ id: one.other_id, cells: cells.stored });
      for (const term of termsOf(sheet, now, blindsOf(sheet, before))) gone.push([term, String(before.division), one.other_id]);
      for (const term of termsOf(sheet, { ...now, ...changes }, { ...blindsOf(sheet, before), ...cells.blinds }))
        come.push([term, String(changes.division ?? before.division), one.other_id]);
      // The same row met again later in the file starts from what was just written.
      found.set(one.other_id, {
        ...before,
        ...cells.stored,
        ...Object.fromEntries(Object.entries(changes).filter(([name]) => !sealed.includes(name))),
      });
    }
    await writeCells(tx, sheet, city, writes);
    await sql`delete from registers.terms x using unnest(${gone.map((g) => g[0])}::text[], ${gone.map((g) => g[1])}::text[], ${gone.map((g) => g[2])}::uuid[]) g (term, division, row_id)
      where x.city = ${city} and x.term = g.term and x.register = ${sheet.key} and x.division = g.division and x.row_id = g.row_id`.execute(
      tx,
    );
    await sql`insert into registers.terms (city, term, programme, register, division, row_id)
      select ${city}, c.term, ${sheet.programme}, ${sheet.key}, c.division, c.row_id
      from unnest(${come.map((c) => c[0])}::text[], ${come.map((c) => c[1])}::text[], ${come.map((c) => c[2])}::uuid[]) c (term, division, row_id) on conflict do nothing`.execute(
      tx,
    );
    done += writes.length;
  }
}

/** Sets given cells of many rows in one statement a table; a table is touched only where one of its own columns is given. */
async function writeCells(
  tx: Tx,
  sheet: Sheet,
  city: string,
  writes: readonly { id: string; cells: Record<string, unknown> }[],
): Promise<void> {
  const tables: [string, string[]][] = [
    ...(sheet.face_of ? [[sheet.face_of, sharedColumns(sheet).flatMap(stored)] as [string, string[]]] : []),
    [sheet.key, ownColumns(sheet).flatMap(stored)],
  ];
  for (const [table, names] of tables) {
    const own = writes
      .map(({ id, cells }) => ({ id, cells: Object.fromEntries(Object.entries(cells).filter(([name]) => names.includes(name))) }))
      .filter(({ cells }) => Object.keys(cells).length > 0);
    if (own.length === 0) continue;
    await sql`
      update ${sql.table(table)} p set ${sql.join(names.map((n) => sql`${sql.ref(n)} = case when w.cells ? ${n} then ${sql.ref(`r.${n}`)} else ${sql.ref(`p.${n}`)} end`))}
      from jsonb_to_recordset(${JSON.stringify(own)}::jsonb) w (id uuid, cells jsonb), jsonb_populate_record(null::${sql.table(table)}, w.cells) r
      where p.city = ${city} and p.id = w.id`.execute(tx);
  }
}

/**
 * Takes an import back: rows it added leave the register, rows it changed get their former content as a new version.
 * Refuses when somebody has changed one of them since.
 */
export async function takeBack(
  tx: Tx,
  sheet: Sheet,
  vault: Vault,
  city: string,
  landedAct: string,
): Promise<{ removed: number; restored: number }> {
  const relations = [sheet.key, ...(sheet.face_of ? [sheet.face_of] : [])];
  const { rows: touched } = await sql<{ n: number }>`
    select count(distinct row_id)::int as n from ledger.versions where city = ${city} and act_id = ${landedAct} and relation = any (${relations})`.execute(
    tx,
  );
  if ((touched[0]?.n ?? 0) > 0) throw importTouched({ rows: touched[0]?.n ?? 0 });

  // Removed first: a restored row may need the plate number that an added one took.
  const added = sql`select t.id from ${source(sheet)} where t.city = ${city} and t.act_id = ${landedAct} and t.version = 1`;
  const { rows: ids } = await sql<{ id: string }>`${added}`.execute(tx);
  const list = ids.map((r) => r.id);
  await sql`delete from registers.terms where city = ${city} and register = ${sheet.key} and row_id = any (${list}::uuid[])`.execute(tx);
  await sql`delete from ${sql.table(sheet.key)} where city = ${city} and id = any (${list}::uuid[])`.execute(tx);
  if (sheet.face_of) await sql`select subjects.leave_place(${city}, id) from unnest(${list}::uuid[]) id`.execute(tx);

  const changed = new Set<string>();
  for (const relation of relations) {
    const { rows } = await sql<{ row_id: string; content: Record<string, unknown> }>`
      select row_id, content from ledger.versions where city = ${city} and superseded_by = ${landedAct} and relation = ${relation}`.execute(
      tx,
    );
    for (const row of rows) changed.add(row.row_id);
  }
  for (const id of changed) await restoreRow(tx, sheet, vault, city, id, landedAct, relations);
  return { removed: list.length, restored: changed.size };
}

async function restoreRow(
  tx: Tx,
  sheet: Sheet,
  vault: Vault,
  city: string,
  id: string,
  landedAct: string,
  relations: readonly string[],
): Promise<void> {
  const whole = async () => {
    const blinds = sheet.columns.filter((c) => c.sealed).map((c): RawBuilder<unknown> => sql.ref(`t.${c.name}_blind`));
    const { rows } = await sql<
      Record<string, unknown>
    >`select ${sql.join([selection(sheet), ...blinds])} from ${source(sheet)} where t.city = ${city} and t.id = ${id} for update`.execute(
      tx,
    );
    const row = rows[0] ?? {};
    return { terms: termsOf(sheet, { ...row, ...show(sheet, vault, row) }, blindsOf(sheet, row)), division: String(row.division) };
  };
  const before = await whole();
  for (const relation of relations) {
    const names = (relation === sheet.key ? ownColumns(sheet) : sharedColumns(sheet)).flatMap(stored);
    await sql`update ${sql.table(relation)} p set ${sql.join(names.map((n) => sql`${sql.ref(n)} = ${sql.ref(`r.${n}`)}`))}
      from ledger.versions v, jsonb_populate_record(null::${sql.table(relation)}, v.content) r
      where v.city = ${city} and v.superseded_by = ${landedAct} and v.relation = ${relation} and v.row_id = ${id} and p.city = ${city} and p.id = ${id}`.execute(
      tx,
    );
  }
  const after = await whole();
  await sql`delete from registers.terms where city = ${city} and term = any (${before.terms}) and register = ${sheet.key} and division = ${before.division} and row_id = ${id}::uuid`.execute(
    tx,
  );
  await sql`insert into registers.terms (city, term, programme, register, division, row_id)
    select ${city}, unnest(${after.terms}::text[]), ${sheet.programme}, ${sheet.key}, ${after.division}, ${id}::uuid on conflict do nothing`.execute(
    tx,
  );
}

/** Preview: a page of staged rows with their words and errors. */
export async function listStaged(
  tx: Tx,
  sheet: Sheet,
  city: string,
  importId: string,
  only: 'problems' | 'all',
  after: number,
  limit: number,
) {
  const { rows } = await sql<{
    no: number;
    sheet: number;
    row: number;
    state: string;
    other_id: string | null;
    other_no: number | null;
    content: Record<string, unknown>;
    shown: Record<string, string>;
    errors: Record<string, string> | null;
    division: string | null;
    other_label: string | null;
    other_row: number | null;
  }>`
    select s0.no, s0.sheet, s0.row, s0.state, s0.other_id, s0.other_no, s0.content, s0.shown, s0.errors, s0.division,
      (select ${expression(sheet, sheet.columns.find((c) => c.name === sheet.label) ?? (sheet.columns[0] as never))}::text from ${source(sheet)} where t.city = ${city} and t.id = s0.other_id) as other_label,
      (select o.row from registers.staged o where o.city = ${city} and o.import_id = ${importId} and o.no = s0.other_no) as other_row
    from registers.staged s0 where s0.city = ${city} and s0.import_id = ${importId} and s0.no > ${after} ${only === 'problems' ? sql`and s0.state in ('rejected', 'asking', 'duplicate')` : sql``}
    order by s0.no limit ${limit + 1}`.execute(tx);
  return rows;
}
