/** What a database holds: the tables, sequences and constraints of ours, read from the system catalog. */
import type pg from 'pg';

/** The library of the job queue migrates its own schema. */
export const QUEUE = 'graphile_worker';

export interface Table {
  /** `schema.table`, quoted where needed: goes into statements as it is. */
  readonly name: string;
  readonly schema: string;
  /** Without generated columns; quoted where needed. */
  readonly columns: readonly string[];
}

/** Bookkeeping of migrations is compared, not copied. */
const bookkeeping = `(n.nspname = 'migrations' or (n.nspname = '${QUEUE}' and c.relname = 'migrations'))`;
/** What this user owns, outside the system and `public`, which is nobody's. */
const ours = `n.nspname !~ '^(pg_|information_schema$|public$)' and pg_has_role(c.relowner, 'member')`;

/** Every table with contents of its own (partitions, not their parents), in a stable order. */
export async function tables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select c.oid::regclass::text as name, n.nspname as schema,
           array_agg(quote_ident(a.attname) order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and c.relpersistence <> 't' and ${ours} and not ${bookkeeping}
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by 1, 2 order by 1`);
  return rows;
}

/** Tables under forced row security of which this user does not see every row. */
export async function partlyHidden(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    select c.oid::regclass::text as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and ${ours} and c.relrowsecurity and c.relforcerowsecurity
      and not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)
      and not exists (
        select from pg_policy p
        where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('*', 'r') and pg_get_expr(p.polqual, p.polrelid) = 'true'
          and (0 = any (p.polroles) or exists (select from unnest(p.polroles) r where r <> 0 and pg_has_role(r, 'usage'))))
    order by 1`);
  return rows.map((row) => row.name);
}

export interface Sequence {
  readonly name: string;
  /** As text: a bigint. */
  readonly last: string;
  readonly called: boolean;
}

export async function sequences(client: pg.Client): Promise<Sequence[]> {
  const { rows } = await client.query<{ name: string }>(`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and ${ours} and n.nspname <> 'migrations' order by 1`);
  const found: Sequence[] = [];
  for (const { name } of rows) {
    const state = await client.query<Sequence>(
      `select '${name.replaceAll("'", "''")}' as name, last_value::text as last, is_called as called from ${name}`,
    );
    found.push(...state.rows);
  }
  return found;
}

export interface Migration {
  readonly name: string;
  readonly digest: string;
}

/** Migrations that ran, in order; null when the database was never migrated. */
export async function applied(client: pg.Client): Promise<Migration[] | null> {
  const { rows: there } = await client.query<{ there: boolean }>(`select to_regclass('migrations.applied') is not null as there`);
  if (!there[0]?.there) return null;
  return (await client.query<Migration>('select name, digest from migrations.applied order by name')).rows;
}

/** Version of the job queue's own schema, or null when it is not installed. */
export async function queueVersion(client: pg.Client): Promise<number | null> {
  const { rows: there } = await client.query<{ there: boolean }>(`select to_regclass('${QUEUE}.migrations') is not null as there`);
  if (!there[0]?.there) return null;
  return (
    (await client.query<{ version: number | null }>(`select max(id)::int as version from ${QUEUE}.migrations`)).rows[0]?.version ?? null
  );
}

export interface Contents {
  readonly rows: number;
  /** Sum over the rows of 64 bits of their md5: says the same whatever order the rows lie in. */
  readonly digest: string;
}

export async function contents(client: pg.Client, table: Table): Promise<Contents> {
  const row = `row(${table.columns.join(', ')})::text`;
  const { rows } = await client.query<{ rows: string; digest: string }>(`
    select count(*)::text as rows, coalesce(sum(('x' || left(md5(${row}), 16))::bit(64)::bigint::numeric), 0)::text as digest
    from ${table.name}`);
  return { rows: Number(rows[0]?.rows ?? 0), digest: rows[0]?.digest ?? '0' };
}

/** Texts of values must not depend on how a server or a user is set up. */
export const plainTexts = `
  set local timezone = 'UTC'; set local datestyle = 'iso, ymd'; set local intervalstyle = 'postgres';
  set local extra_float_digits = 1; set local bytea_output = 'hex'; set local client_encoding = 'UTF8';
  set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; set local search_path = pg_catalog`;
