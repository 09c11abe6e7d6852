/** What only the database can tell about staged rows: doubles in the file, rows already there, rows that others hold. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';
import { getDivisionIndex } from '../../divisions/index.ts';
import { type Actor, divisionsFor } from '../../ledger/index.ts';
import { getColumn, type Sheet } from '../sheet.ts';
import { expression, source } from '../tables.ts';
import type { Counts, Question, Reason, SheetReport } from './record.ts';

/** Sets state, other row and errors of all staged rows of an import that are not rejected by their own cells. */
export async function checkStaged(tx: Tx, actor: Actor, sheet: Sheet, importId: string): Promise<void> {
  const city = actor.city;
  const mine = sql`s.city = ${city} and s.import_id = ${importId}`;
  await sql`update registers.staged s set state = 'new', other_id = null, other_no = null where ${mine} and s.state in ('duplicate', 'update', 'unchanged')`.execute(
    tx,
  );

  for (const at of sheet.identity.keys()) {
    const key = sql`s.keys[${sql.lit(at + 1)}]`;
    // Two rows agree in this group but carry different keys of an earlier one (another credit code at the same address): two things.
    const differsEarlier = (other: string) =>
      at === 0
        ? sql`false`
        : sql.join(
            sheet.identity
              .slice(0, at)
              .map((_group, before) => sql`(s.keys[${sql.lit(before + 1)}] <> ${sql.ref(`${other}.keys`)}[${sql.lit(before + 1)}])`),
            sql` or `,
          );
    await sql`
      update registers.staged s set state = 'duplicate', other_no = f.first_no
      from (
        select no, first_value(no) over (partition by s.keys[${sql.lit(at + 1)}] order by no) as first_no
        from registers.staged s where ${mine} and s.state in ('new', 'asking') and ${key} is not null
      ) f
      join registers.staged first on first.city = ${city} and first.import_id = ${importId} and first.no = f.first_no
      where ${mine} and s.no = f.no and f.first_no <> f.no and not coalesce(${differsEarlier('first')}, false)`.execute(tx);

    const earlier = sheet.identity.slice(0, at).flat();
    const conflict =
      earlier.length === 0
        ? sql``
        : sql`and not exists (select 1 from ${source(sheet)} where t.city = ${city} and t.id = x.row_id and (${sql.join(
            earlier.map((name) => sql`${expression(sheet, getColumn(sheet, name))}::text <> w.content ->> ${name}`),
            sql` or `,
          )}))`;
    await sql`
      update registers.staged s set state = 'update', other_id = m.row_id
      from (
        select w.no, min(x.row_id::text)::uuid as row_id
        from registers.staged w join registers.terms x on x.city = ${city} and x.term = w.keys[${sql.lit(at + 1)}] and x.register = ${sheet.key}
        where w.city = ${city} and w.import_id = ${importId} and w.state = 'new' ${conflict}
        group by w.no
      ) m
      where ${mine} and s.no = m.no`.execute(tx);
  }

  const sealed = sheet.columns.filter((c) => c.sealed).map((c) => c.name);
  await sql`
    update registers.staged s set state = 'unchanged'
    from (select t.id, to_jsonb(t)${sheet.face_of ? sql` || (to_jsonb(s) - 'version' - 'act_id' - 'salt')` : sql``} as content from ${source(sheet)} where t.city = ${city}) e
    where ${mine} and s.state = 'update' and e.id = s.other_id
      and not exists (select 1 from jsonb_each(s.content - ${sealed}::text[]) v where (e.content -> v.key) is distinct from v.value)`.execute(
    tx,
  );

  await refuseHeldElsewhere(tx, actor, sheet, importId);
  await resolveReferences(tx, city, sheet, importId);
}

async function refuseHeldElsewhere(tx: Tx, actor: Actor, sheet: Sheet, importId: string): Promise<void> {
  const scope = divisionsFor(actor, `${sheet.key}.import`);
  if (scope.includes(actor.city)) return;
  const { rows } = await sql<{ term: string; division: string }>`
    select h.term, h.division from registers.held_elsewhere(${actor.city}, ${sheet.key}, (
      select array_agg(distinct k) from registers.staged s cross join lateral unnest(s.keys) k
      where s.city = ${actor.city} and s.import_id = ${importId} and s.state in ('new', 'asking') and k is not null)) h`.execute(tx);
  if (rows.length === 0) return;
  const index = await getDivisionIndex(tx, actor.city);
  for (const { term, division } of rows) {
    const column = term.slice(1, term.indexOf(':')).split('+')[0] ?? sheet.label;
    const words = `同一家已由${index.pathName(division)}登记，请与其联系更正或移交`;
    await sql`update registers.staged s set state = 'rejected', errors = ${JSON.stringify({ [column]: words })}::jsonb
      where s.city = ${actor.city} and s.import_id = ${importId} and s.state in ('new', 'asking') and ${term} = any (s.keys)`.execute(tx);
  }
}

/** Words in a reference column become the id of the row that bears that name, in the register or earlier in the same file. */
async function resolveReferences(tx: Tx, city: string, sheet: Sheet, importId: string): Promise<void> {
  for (const column of sheet.columns.filter((c) => c.kind === 'reference' && c.to === sheet.key)) {
    const label = expression(sheet, getColumn(sheet, sheet.label));
    const { rows } = await sql<{ words: string; ids: string[] }>`
      with wanted as (
        select distinct s.content ->> ${column.name} as words from registers.staged s
        where s.city = ${city} and s.import_id = ${importId} and s.state in ('new', 'update', 'asking') and s.content ? ${column.name}
          and s.content ->> ${column.name} !~ '^[0-9a-f]{8}-[0-9a-f]{4}-'
      )
      select w.words, array_agg(distinct e.id::text) filter (where e.id is not null) as ids
      from wanted w left join lateral (
        select t.id from ${source(sheet)} where t.city = ${city} and ${label} = w.words
        union all
        select o.id from registers.staged o where o.city = ${city} and o.import_id = ${importId} and o.state = 'new' and o.content ->> ${sheet.label} = w.words
      ) e on true group by w.words`.execute(tx);
    for (const { words, ids } of rows) {
      const [only, ...more] = ids ?? [];
      const where = sql`s.city = ${city} and s.import_id = ${importId} and s.content ->> ${column.name} = ${words}`;
      if (only && more.length === 0)
        await sql`update registers.staged s set content = jsonb_set(s.content, array[${column.name}], ${JSON.stringify(only)}::jsonb) where ${where}`.execute(
          tx,
        );
      else {
        const why = only ? `有 ${more.length + 1} 处叫“${words}”，请写明是哪一处` : `台账里没有“${words}”，请先登记该区域或改正名称`;
        await sql`update registers.staged s set state = 'rejected', errors = coalesce(s.errors, '{}') || ${JSON.stringify({ [column.name]: why })}::jsonb where ${where}`.execute(
          tx,
        );
      }
    }
  }
}

/** Counts of an import by state. */
export async function countStaged(tx: Tx, city: string, importId: string): Promise<Counts> {
  const { rows } = await sql<{
    state: string;
    n: number;
  }>`select state, count(*)::int as n from registers.staged where city = ${city} and import_id = ${importId} group by state`.execute(tx);
  const by = (state: string) => rows.find((r) => r.state === state)?.n ?? 0;
  const inFile = by('duplicate');
  return {
    rows: rows.reduce((sum, r) => sum + r.n, 0),
    ready: by('new') + by('update'),
    new: by('new'),
    update: by('update'),
    rejected: by('rejected'),
    duplicates: inFile,
    unchanged: by('unchanged'),
    asking: by('asking'),
  };
}

/** Divisions to be asked, most rows first, each with where the rest of the file points to. */
export async function listQuestions(tx: Tx, actor: Actor, sheet: Sheet, importId: string): Promise<Question[]> {
  const { rows } = await sql<{ text: string; rows: number; sheet_rows: number[] }>`
    select division_text as text, count(*)::int as rows, (array_agg(row order by no))[1:20] as sheet_rows
    from registers.staged where city = ${actor.city} and import_id = ${importId} and state = 'asking' group by 1 order by 2 desc limit 100`.execute(
    tx,
  );
  if (rows.length === 0) return [];
  const { rows: towns } = await sql<{ town: string; n: number }>`
    select left(division, 9) as town, count(*)::int as n from registers.staged
    where city = ${actor.city} and import_id = ${importId} and division is not null group by 1`.execute(tx);
  const inFile = new Map(towns.map((t) => [t.town, t.n]));
  const index = await getDivisionIndex(tx, actor.city);
  const scope = divisionsFor(actor, `${sheet.key}.import`);
  return rows.map((row) => {
    const found = index.resolve(row.text, { within: scope });
    const candidates = 'candidates' in found ? found.candidates : [];
    return {
      ...row,
      candidates: candidates
        .map((c) => ({ code: c.code, path: c.path, near: inFile.get(c.code.slice(0, 9)) ?? 0 }))
        .sort((a, b) => b.near - a.near)
        .map(({ code, path, near }) => ({
          code,
          path,
          hint: near > 0 ? `本文件另有${index.nameOf(code.slice(0, 9))} ${near} 行` : '本文件没有该镇（街道）的行',
        })),
    };
  });
}

/** Reasons for which rows are rejected, most frequent first, with the first rows of each. */
export async function listReasons(tx: Tx, city: string, importId: string, sheets: readonly SheetReport[]): Promise<Reason[]> {
  const { rows } = await sql<{ column: string; reason: string; rows: number; first: [number, number][] }>`
    select e.key as column, min(e.value) as reason, count(*)::int as rows, (array_agg(json_build_array(s.sheet, s.row) order by s.no))[1:5] as first
    from registers.staged s cross join lateral jsonb_each_text(s.errors) e
    where s.city = ${city} and s.import_id = ${importId} and s.state = 'rejected'
    group by e.key, regexp_replace(e.value, '“[^”]*”|[0-9]+', '…', 'g') order by 3 desc limit 50`.execute(tx);
  return rows.map(({ first, ...reason }) => ({ ...reason, first: first.map(([at, row]) => ({ sheet: sheets[at]?.name ?? '', row })) }));
}
