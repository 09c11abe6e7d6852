/** All SQL of the ledger: what was done, which rows it wrote, whether it is sealed. Every read stands under row security. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import { type Actor, scopesOf } from './actor.ts';
import { badCursor, notFound } from './problems.ts';

export interface ActLine {
  id: string;
  verb: string;
  /** Business time. */
  at: string;
  account_id: string;
  account: string;
  unit_id: string | null;
  unit_name: string | null;
  division: string;
  programme: string;
  relation: string | null;
  row_id: string | null;
  summary: Record<string, unknown>;
  reason: string | null;
  seal_no: number | null;
}

export interface ActFilters {
  /** Id of an account, or how the person is shown. */
  account?: string | undefined;
  unit?: string | undefined;
  /** Id of a row, or `relation:id`. */
  subject?: string | undefined;
  /** Civil day of the business time. */
  day?: string | undefined;
  verb?: string | undefined;
  programme?: string | undefined;
  division?: string | undefined;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const columns = sql`a.id, a.verb, a.at, a.account_id, a.account, a.unit_id, a.unit_name, a.division, a.programme, a.relation, a.row_id, a.summary, a.reason,
  (select s.seal_no from ledger.seals s where s.city = a.city and s.act_id = a.id) as seal_no`;

type StoredAct = Omit<ActLine, 'at'> & { at: Date };
const line = ({ at, ...act }: StoredAct): ActLine => ({ ...act, at: at.toISOString() });

/** Acts in the actor's scopes, latest first, a page at a time. */
export async function listActs(
  tx: Tx,
  actor: Actor,
  filters: ActFilters,
  page: { after?: string | undefined; limit: number },
): Promise<{ items: ActLine[]; next: string | null }> {
  const { city } = actor;
  const where: RawBuilder<unknown>[] = [sql`a.city = ${city}`, inDivisions(sql`a.division`, divisionsOf(actor))];
  if (filters.account)
    where.push(uuid.test(filters.account) ? sql`a.account_id = ${filters.account}::uuid` : sql`a.account = ${filters.account}`);
  if (filters.unit) where.push(uuid.test(filters.unit) ? sql`a.unit_id = ${filters.unit}::uuid` : sql`a.unit_name = ${filters.unit}`);
  if (filters.verb) where.push(sql`a.verb = ${filters.verb}`);
  if (filters.programme) where.push(sql`a.programme = ${filters.programme}`);
  if (filters.division) where.push(inDivisions(sql`a.division`, [filters.division]));
  if (filters.day)
    where.push(
      sql`a.at >= (${filters.day}::date)::timestamp at time zone 'Asia/Shanghai' and a.at < (${filters.day}::date + 1)::timestamp at time zone 'Asia/Shanghai'`,
    );
  if (filters.subject) where.push(await aboutRow(tx, city, filters.subject));
  if (page.after) {
    const at = readCursor(page.after);
    where.push(
      sql`a.recorded_at <= ${at.recorded_at}::timestamptz and (a.recorded_at < ${at.recorded_at}::timestamptz or a.id > ${at.id}::uuid)`,
    );
  }
  const { rows } = await sql<StoredAct & { recorded_at: string }>`
    select ${columns}, a.recorded_at::text as recorded_at
    from (select * from ledger.acts a where ${sql.join(where, sql` and `)} order by a.recorded_at desc, a.id limit ${page.limit + 1}) a
    order by a.recorded_at desc, a.id`.execute(tx);
  const shown = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ recorded_at: _, ...act }) => line(act)),
    next: last ? Buffer.from(`${last.recorded_at}|${last.id}`).toString('base64url') : null,
  };
}

const divisionsOf = (actor: Actor): string[] => {
  const codes = [...new Set(scopesOf(actor).map((scope) => scope.split(':')[1] ?? ''))].filter((code) => code !== '');
  return codes.filter((code) => !codes.some((other) => other !== code && code.startsWith(other)));
};

/** Row policies decide; these ranges only let the index be used. No division means no rows. */
const inDivisions = (column: RawBuilder<unknown>, codes: readonly string[]): RawBuilder<unknown> =>
  codes.length === 0
    ? sql`false`
    : sql`(${sql.join(
        codes.map((code) => sql`(${column} >= ${code} and ${column} < ${`${code}:`})`),
        sql` or `,
      )})`;

/** Acts about a row: those that name it, and those that wrote it among others, such as an import. */
async function aboutRow(tx: Tx, city: string, subject: string): Promise<RawBuilder<unknown>> {
  const [relation, id] = subject.includes(':') ? subject.split(':') : [undefined, subject];
  if (!id || !uuid.test(id)) return sql`false`;
  const relations = (await readableTables(tx)).filter((name) => relation === undefined || name === relation);
  if (relations.length === 0) return sql`false`;
  const { rows } = await sql<{ act_id: string }>`
    select act_id from ledger.versions where city = ${city} and relation = any (${relations}) and row_id = ${id}::uuid
    union select superseded_by from ledger.versions where city = ${city} and relation = any (${relations}) and row_id = ${id}::uuid
    ${sql.join(
      relations.map((name) => sql`union select t.act_id from ${sql.table(name)} t where t.city = ${city} and t.id = ${id}::uuid`),
      sql` `,
    )}`.execute(tx);
  return sql`(a.id = any (${rows.map((row) => row.act_id)}::uuid[]) or (a.relation = any (${relations}) and a.row_id = ${id}::uuid))`;
}

function readCursor(text: string): { recorded_at: string; id: string } {
  const [recorded_at, id] = Buffer.from(text, 'base64url').toString('utf8').split('|');
  if (!recorded_at || !id || !uuid.test(id) || !/^[\d\-:. +]+$/.test(recorded_at)) throw badCursor();
  return { recorded_at, id };
}

/** Ledger tables that the application may read whole. */
async function readableTables(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select t as name from ledger.kept_tables() t where has_table_privilege(t, 'select')`.execute(
    tx,
  );
  return rows.map((row) => row.name);
}

export type Content = Record<string, unknown>;

export interface WrittenRow {
  relation: string;
  row_id: string;
  version: number;
  /** Null where the row began. */
  before: Content | null;
  /** Null where the row was removed. */
  after: Content | null;
  /** Contents were erased by law; only the digest is left. */
  erased: boolean;
}

/** One act, or nothing when it is outside the actor's scopes. */
export async function findAct(tx: Tx, city: string, id: string): Promise<ActLine | undefined> {
  const { rows } = await sql<StoredAct>`
    select ${columns} from ledger.acts a
    where a.city = ${city} and a.id = ${id}::uuid`.execute(tx);
  return rows[0] && line(rows[0]);
}

/** One act; throws as absent when it is outside the actor's scopes. */
export async function getAct(tx: Tx, city: string, id: string): Promise<ActLine> {
  const found = uuid.test(id) ? await findAct(tx, city, id) : undefined;
  if (!found) throw notFound();
  return found;
}

/** What an act wrote and removed, as far as the actor may see it: the first `limit` rows, and how many there are. */
export async function listWritten(tx: Tx, city: string, act: string, limit: number): Promise<{ rows: WrittenRow[]; rows_total: number }> {
  const relations = await readableTables(tx);
  const rows: WrittenRow[] = [];
  let rows_total = 0;
  for (const name of relations) {
    // A row this act wrote stands in the table or among the superseded ones; what it replaced is the version before. Keys first: an
    // import wrote 100,000 rows, and only the few that are shown are opened.
    const keys = sql`
      select t.id as row_id, t.version, false as erased from ${sql.table(name)} t where t.city = ${city} and t.act_id = ${act}::uuid
      union all
      select v.row_id, v.version, false from ledger.versions v where v.city = ${city} and v.act_id = ${act}::uuid and v.relation = ${name}
      union all
      select v.row_id, v.version + 1, false from ledger.versions v
      where v.city = ${city} and v.superseded_by = ${act}::uuid and v.relation = ${name}
        and not exists (select from ${sql.table(name)} t where t.city = v.city and t.id = v.row_id)
        and not exists (select from ledger.versions n where n.city = v.city and n.relation = v.relation and n.row_id = v.row_id and n.version = v.version + 1)
      union all
      select e.row_id, e.version, true from ledger.erasures e
      where e.city = ${city} and (e.act_id = ${act}::uuid or e.erased_by = ${act}::uuid) and e.relation = ${name}`;
    const { rows: counted } = await sql<{ count: number }>`select count(*) as count from (${keys}) k`.execute(tx);
    const total = counted[0]?.count ?? 0;
    rows_total += total;
    if (total === 0 || rows.length >= limit) continue;
    const { rows: found } = await sql<{ row_id: string; version: number; after: Content | null; before: Content | null; erased: boolean }>`
      select k.row_id, k.version, k.erased, b.content as before, coalesce(v.content, to_jsonb(t)) as after
      from (select * from (${keys}) k order by row_id, version limit ${limit - rows.length}) k
      left join ${sql.table(name)} t on t.city = ${city} and t.id = k.row_id and t.version = k.version and not k.erased
      left join ledger.versions v on v.city = ${city} and v.relation = ${name} and v.row_id = k.row_id and v.version = k.version and not k.erased
      left join ledger.versions b on b.city = ${city} and b.relation = ${name} and b.row_id = k.row_id and b.version = k.version - 1 and not k.erased
      order by k.row_id, k.version`.execute(tx);
    rows.push(...found.map((row) => ({ relation: name, ...row, ...showPair(row.before, row.after) })));
  }
  return { rows, rows_total };
}

/** Every version of a row, oldest first, each with the act that wrote it. Throws as absent when none is in the actor's scopes. */
export async function listVersions(
  tx: Tx,
  city: string,
  relation: string,
  id: string,
): Promise<{ version: number; content: Content; act: ActLine | null }[]> {
  if (!uuid.test(id) || !(await readableTables(tx)).includes(relation)) throw notFound();
  const { rows } = await sql<{ version: number; content: Content; act_id: string }>`
    select version, content, act_id from ledger.versions where city = ${city} and relation = ${relation} and row_id = ${id}::uuid
    union all
    select t.version, to_jsonb(t), t.act_id from ${sql.table(relation)} t where t.city = ${city} and t.id = ${id}::uuid
    order by version`.execute(tx);
  if (rows.length === 0) throw notFound();
  const { rows: acts } = await sql<StoredAct>`
    select ${columns} from ledger.acts a
    where a.city = ${city} and a.id = any (${rows.map((row) => row.act_id)}::uuid[])`.execute(tx);
  const byId = new Map(acts.map((act) => [act.id, line(act)]));
  return rows.map((row, at) => ({
    version: row.version,
    content: showPair(rows[at - 1]?.content ?? null, row.content).after ?? {},
    act: byId.get(row.act_id) ?? null,
  }));
}

const SEALED = '【已封存】';
/** Columns for the machine: who reads the ledger has them as version and act. */
const machinery = new Set(['city', 'salt', 'act_id', 'version']);

/**
 * Two versions as they may be shown. Sealed columns are bytes, which reach JSON as `\x…`: they are never shown, not even in code, and a
 * changed one says so by its blind index, which is left out too.
 */
export function showPair(before: Content | null, after: Content | null): { before: Content | null; after: Content | null } {
  const isBytes = (value: unknown): boolean => typeof value === 'string' && value.startsWith('\\x');
  const show = (content: Content | null, other: Content | null, newer: boolean): Content | null =>
    content === null
      ? null
      : Object.fromEntries(
          Object.entries(content).flatMap(([name, value]) => {
            if (machinery.has(name)) return [];
            if (name.endsWith('_blind') && (value === null || isBytes(value))) return [];
            if (!isBytes(value)) return [[name, value]];
            const blind = `${name}_blind`;
            const changed = newer && other !== null && (blind in content ? content[blind] !== other[blind] : content[name] !== other[name]);
            return [[name, changed ? `${SEALED}（有改动）` : SEALED]];
          }),
        );
  return { before: show(before, after, false), after: show(after, before, true) };
}

/** How far the chain reaches and what waits for its seal. */
export async function getState(tx: Tx, city: string): Promise<{ sealed: number; unsealed: number; last_sealed_at: string | null }> {
  const { rows } = await sql<{ sealed: number | null; unsealed: number; last_sealed_at: Date | null }>`
    select s.seal_no as sealed, s.sealed_at as last_sealed_at, (select count(*) from ledger.unsealed u where u.city = ${city}) as unsealed
    from (select 1) one left join lateral (
      select seal_no, sealed_at from ledger.seals where city = ${city} order by seal_no desc limit 1) s on true`.execute(tx);
  const state = rows[0];
  return { sealed: state?.sealed ?? 0, unsealed: state?.unsealed ?? 0, last_sealed_at: state?.last_sealed_at?.toISOString() ?? null };
}

/** Seals up to `batch` waiting acts; returns how many. One sealer at a time: others wait. */
export async function sealBatch(tx: Tx, city: string, batch: number): Promise<number> {
  const { rows } = await sql<{ sealed: number }>`select ledger.seal(${city}, ${batch}) as sealed`.execute(tx);
  return rows[0]?.sealed ?? 0;
}

export interface Fault {
  seal_no: number | null;
  act_id: string;
  fault: 'gap' | 'chain_broken' | 'act_missing' | 'act_changed' | 'rows_changed' | 'act_unknown' | 'never_queued';
  relation: string | null;
  rows_sealed: number | null;
  rows_found: number | null;
  verb: string | null;
  account: string | null;
  recorded_at: string | null;
}

export interface Verification {
  /** Seals in the chain, acts still waiting, rows that were erased by law. */
  seals: number;
  waiting: number;
  erased: number;
  /** Number and link of the newest seal: noted down elsewhere, they show that the end of the chain was not cut off. */
  head: { seal_no: number; chain: string } | null;
  faults: Fault[];
}

/** Recomputes the chain of a city. One statement each over one snapshot; run it in a read transaction. */
export async function verifyLedger(tx: Tx, city: string): Promise<Verification> {
  const { rows: faults } = await sql<
    Omit<Fault, 'recorded_at'> & { recorded_at: Date | null }
  >`select * from ledger.verify(${city})`.execute(tx);
  const { rows } = await sql<{ seals: number; waiting: number; erased: number; seal_no: number | null; chain: string | null }>`
    select (select count(*) from ledger.seals where city = ${city}) as seals, (select count(*) from ledger.unsealed where city = ${city}) as waiting,
      (select count(distinct (relation, row_id)) from ledger.erasures where city = ${city}) as erased, s.seal_no, encode(s.chain, 'hex') as chain
    from (select 1) one left join lateral (
      select seal_no, chain from ledger.seals where city = ${city} order by seal_no desc limit 1) s on true`.execute(tx);
  const sums = rows[0];
  return {
    seals: sums?.seals ?? 0,
    waiting: sums?.waiting ?? 0,
    erased: sums?.erased ?? 0,
    head: sums?.seal_no != null && sums.chain !== null ? { seal_no: sums.seal_no, chain: sums.chain } : null,
    faults: faults.map((fault) => ({ ...fault, recorded_at: fault.recorded_at?.toISOString() ?? null })),
  };
}

/** Where a row stands or stood, whatever the actor may read; nothing when there was never such a row. */
export async function findPlace(
  tx: Tx,
  city: string,
  relation: string,
  id: string,
): Promise<{ division: string; programme: string } | undefined> {
  const { rows } = await sql<{
    division: string;
    programme: string;
  }>`select division, programme from ledger.place_of(${city}, ${relation}, ${id}::uuid)`.execute(tx);
  return rows[0];
}

/**
 * Erases rows, what was merged into them, and their words wherever they were repeated. `open` opens a sealed value for its place; `said` is
 * what the erasing act says of itself: `names` tells that it names what it erases. `versions` went, `copies` lost their words.
 */
export async function eraseRowsAndCopies(
  tx: Tx,
  city: string,
  rows: readonly { relation: string; id: string }[],
  open: (sealed: Buffer, place: string) => string | null,
  said: readonly string[],
): Promise<{ versions: number; copies: number; names: boolean }> {
  const relations = [...new Set(rows.map((row) => row.relation))];
  const ids = rows.map((row) => row.id);
  const { rows: sealed } = await sql<{ relation: string; row_id: string; name: string; value: Buffer }>`
    select relation, row_id, name, value from ledger.sealed_of(${city}, ${relations}, ${ids}::uuid[])`.execute(tx);
  const words = sealed.map((one) => open(one.value, `${one.relation}|${one.name}|${one.row_id}`)).filter((word) => word !== null);
  const { rows: answers } = await sql<{ versions: number; copies: number; names: boolean }>`
    select versions, copies, names from ledger.erase_rows(${city}, ${relations}, ${ids}::uuid[], ${words}, ${[...said]})`.execute(tx);
  return answers[0] ?? { versions: 0, copies: 0, names: false };
}
