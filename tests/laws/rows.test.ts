/**
 * What the database lets the server see and write, table by table, as it will for tables that are not written yet. On a copy of the schema
 * without constraints, so that one plain row of each table in each division is enough: policies, grants and stamps are the real ones.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database, type Settings, type Tx } from '../../src/platform/db.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { programmes } from '../../src/units.ts';
import { extra } from '../seventh/fixture.ts';
import { useDatabase } from '../support/database.ts';
import { closed, foreign, notKept, open } from './table-laws.ts';

/** A town, its neighbour, what lies above it, below it, and the same code in another city. */
const mine = '410402100';
const places = {
  mine: ['4104', mine],
  below: ['4104', '410402100207'],
  neighbour: ['4104', '410402005'],
  county: ['4104', '410402'],
  city: ['4104', '4104'],
  elsewhere: ['4103', mine],
} as const;
type Place = keyof typeof places;

/** Tables whose rows the whole city reads, whatever the scope. */
const cityWide: Readonly<Record<string, string>> = {
  'reference.parameters': 'values of the office',
  'divisions.divisions': 'the tree of my city is no secret inside the city',
  'divisions.successions': 'the same',
  'divisions.editions': 'the same',
  'divisions.units': 'the same',
  'ledger.unsealed': 'ids only',
  'ledger.seals': 'digests only',
  'ledger.erasures': 'digests only',
  'ledger.redactions': 'digests only',
  'platform.clock_steps': 'how far a step of the demo’s clock has come: times, no rows of anybody',
  'platform.clockwork': 'which job of the day ran, and how many of what it did',
  'matters.numbers': 'numbers given out, nothing else',
  'registers.staged': 'working state, reached through its import, which is scoped',
};

interface Table {
  name: string;
  columns: string[];
  reads: boolean;
  /** Columns the server may write, for each way of writing. */
  inserts: string[];
  updates: string[];
  deletes: boolean;
  kept: boolean;
  /** The programme whose scopes open it; `*` takes the row's own; null when scopes do not matter. */
  programme: string | null;
  /** Rows of the divisions above mine are readable. */
  upward: boolean;
}

const database = useDatabase();
let owner: pg.Client;
let db: Database;
let tables: Table[];
/** Posts in one programme: that of the first one built. */
const programme = programmes[0]?.key ?? '';
const account = randomUUID();

const scopes = (keys: readonly string[], division: string) => keys.map((key) => `${key}:${division}`);
const everyKey = () =>
  [...new Set([...tables.map((table) => table.programme).filter((key) => key !== null && key !== '*'), programme])] as string[];
const settings = (keys: readonly string[], division: string, act = false): Settings => ({
  city: '4104',
  scopes: scopes(keys, division),
  account,
  ...(act ? { act: randomUUID() } : {}),
});
const scoped = () => tables.filter((table) => table.programme !== null);

beforeAll(async () => {
  await migrate(database.ownerUrl, extra);
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  db = new Database(database.appUrl, { max: 4 });
  const { rows } = await owner.query<Omit<Table, 'programme' | 'upward'> & { policies: string[]; upward: boolean }>(
    `select n.nspname || '.' || c.relname as name,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
       has_table_privilege('taizhang_app', c.oid, 'select') as reads,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         and has_column_privilege('taizhang_app', c.oid, a.attnum, 'insert')) as inserts,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         and has_column_privilege('taizhang_app', c.oid, a.attnum, 'update')) as updates,
       has_table_privilege('taizhang_app', c.oid, 'delete') as deletes,
       exists (select from pg_trigger g where g.tgrelid = c.oid and g.tgname = 'stamp_change') as kept,
       array(select pg_get_expr(p.polqual, p.polrelid) from pg_policy p where p.polrelid = c.oid and p.polname = 'scope') as policies,
       exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'above') as upward
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> all ($1) and n.nspname <> 'information_schema' order by 1`,
    [foreign],
  );
  tables = rows.map(({ policies, ...table }) => {
    const said = policies[0] ?? '';
    return { ...table, programme: /scopes\('([a-z]+)'/.exec(said)?.[1] ?? (said.includes('all_scopes') ? '*' : null) };
  });
  await plant();
}, 180_000);
afterAll(async () => {
  await db?.close();
  await owner?.end();
});

/** One row of each table in each place, marked by nothing but its city and division. */
async function plant(): Promise<void> {
  await owner.query(`do $$
    declare k record;
    begin
      for k in select con.conrelid::regclass as relation, con.conname from pg_constraint con join pg_namespace n on n.oid = con.connamespace
        where con.contype = 'f' and n.nspname !~ '^pg_' loop
        execute format('alter table %s drop constraint %I', k.relation, k.conname);
      end loop;
      for k in select con.conrelid::regclass as relation, con.conname from pg_constraint con join pg_namespace n on n.oid = con.connamespace
        where con.contype not in ('n', 't') and con.conrelid <> 0 and n.nspname !~ '^pg_' and n.nspname not in ('graphile_worker', 'information_schema') loop
        execute format('alter table %s drop constraint %I', k.relation, k.conname);
      end loop;
      for k in select i.indexrelid::regclass as name from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
        where i.indisunique and n.nspname !~ '^pg_' and n.nspname not in ('graphile_worker', 'information_schema') loop
        execute format('drop index %s', k.name);
      end loop;
      for k in select a.attrelid::regclass as relation, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and a.attnum > 0 and a.attnotnull and n.nspname !~ '^pg_' and n.nspname not in ('graphile_worker', 'information_schema') loop
        execute format('alter table %s alter column %I drop not null', k.relation, k.attname);
      end loop;
      for k in select g.tgrelid::regclass as relation, g.tgname from pg_trigger g join pg_class c on c.oid = g.tgrelid
        join pg_namespace n on n.oid = c.relnamespace
        where not g.tgisinternal and g.tgname not like 'stamp%' and n.nspname not in ('graphile_worker') loop
        execute format('alter table %s disable trigger %I', k.relation, k.tgname);
      end loop;
    end $$`);
  for (const table of tables) {
    for (const [city, division] of Object.values(places)) {
      const values = given(table, city, division);
      const names = Object.keys(values);
      // A row of a table that is kept is written by some act.
      await owner.query(`begin; set local app.act = '${randomUUID()}'`);
      await owner.query(
        names.length > 0
          ? `insert into ${table.name} (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})`
          : `insert into ${table.name} default values`,
        Object.values(values),
      );
      await owner.query('commit');
    }
  }
}

function given(table: Table, city: string, division: string): Record<string, string> {
  const all: Record<string, string> = { city, division, programme, id: randomUUID() };
  return Object.fromEntries(Object.entries(all).filter(([name]) => table.columns.includes(name)));
}

/** The places of whose rows something is seen. */
async function seen(tx: Tx, table: Table): Promise<Place[]> {
  const { rows } = await sql<{ city: string; division: string }>`select distinct city, division from ${sql.table(table.name)}`.execute(tx);
  return (Object.keys(places) as Place[]).filter((place) =>
    rows.some((row) => row.city === places[place][0] && row.division === places[place][1]),
  );
}

const countOf = async (tx: Tx, table: Table): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table.name)}`.execute(tx)).rows[0]?.n ?? -1;

/** What became of a statement: rows it touched, or the SQLSTATE that refused it. */
async function outcome(as: Settings, statement: ReturnType<typeof sql>): Promise<number | string> {
  try {
    return await db.transaction('write', as, async (tx) => {
      const { numAffectedRows } = await statement.execute(tx);
      // Nothing that a law tries stays.
      throw Object.assign(new Error('done'), { touched: Number(numAffectedRows ?? 0n) });
    });
  } catch (error) {
    const { touched, code } = error as { touched?: number; code?: string };
    return touched ?? code ?? String(error);
  }
}

const insertion = (table: Table, values: Record<string, string>) => {
  const names = Object.keys(values).filter((name) => table.inserts.includes(name));
  return sql`insert into ${sql.table(table.name)} (${sql.join(names.map((name) => sql.ref(name)))}) values (${sql.join(names.map((name) => values[name]))})`;
};

test('every table is planted, and the lists here name tables that exist', async () => {
  for (const table of tables) {
    const { rows } = await owner.query<{ n: string }>(`select count(*) as n from ${table.name}`);
    expect(Number(rows[0]?.n), table.name).toBeGreaterThanOrEqual(Object.keys(places).length);
  }
  const names = new Set(tables.map(({ name }) => name));
  expect([...Object.keys(cityWide), ...Object.keys(closed), ...Object.keys(notKept), ...open].filter((name) => !names.has(name))).toEqual(
    [],
  );
  expect(scoped().length).toBeGreaterThan(8);
});

/** Rows that follow the person, not his scopes. */
const ownOnly: Readonly<Record<string, string>> = {
  'people.sign_ins': 'one’s own, and the audit administrator’s',
  'notices.notices': 'an inbox is its owner’s alone',
  'matters.passes': 'what went through the units of a post that sees nothing else',
};

test('a table that opens without a scope is named with its reason', () => {
  const loose = tables.filter(
    ({ name, programme: key, reads }) => reads && key === null && !(name in cityWide) && !open.includes(name) && !(name in ownOnly),
  );
  expect(loose.map(({ name }) => name)).toEqual([]);
});

describe('without scopes', () => {
  test('there are no rows, also on a connection that had them before', async () => {
    const single = new Database(database.appUrl, { max: 1 });
    const asked = tables.filter(
      ({ name, reads }) => reads && !open.includes(name) && name !== 'notices.notices' && name !== 'matters.passes',
    );
    try {
      const counts = (as: Settings) =>
        single.transaction('read', as, async (tx) => {
          const found: Record<string, number> = {};
          for (const table of asked) found[table.name] = await countOf(tx, table);
          return found;
        });
      const before = await counts(settings(everyKey(), '4104'));
      expect(Object.values(before).filter((n) => n > 0).length).toBeGreaterThan(asked.length - 3);
      const nothing = Object.fromEntries(asked.map(({ name }) => [name, 0]));
      expect(await counts({})).toEqual(nothing);
      // Broken off in the middle, and still nothing.
      await expect(
        single.transaction('write', settings(everyKey(), '4104', true), () => Promise.reject(new Error('broken'))),
      ).rejects.toThrow();
      expect(await counts({})).toEqual(nothing);
      expect(await counts({ scopes: scopes(everyKey(), '4104') }), 'scopes without a city').toEqual(nothing);
      const inCity = await counts({ city: '4104' });
      expect(
        Object.entries(inCity).filter(([name, n]) => n > 0 && !(name in cityWide)),
        'a city without scopes',
      ).toEqual([]);
    } finally {
      await single.close();
    }
  });

  test.each(['', ' ', ',', ':', 'fire', 'fire:', ':4104', 'fire:,place:', '%', '*', `${programme}:410402100,`])(
    'nor with scopes that are malformed: “%s”',
    async (value) => {
      const found = await db.transaction('read', { city: '4104' }, async (tx) => {
        await sql`select set_config('app.scopes', ${value}, true)`.execute(tx);
        const open: string[] = [];
        for (const table of scoped().filter(({ reads }) => reads)) {
          const above = table.upward ? ['county', 'city'] : [];
          if ((await seen(tx, table)).some((place) => !['mine', 'below', ...above].includes(place))) open.push(table.name);
        }
        return open;
      });
      expect(found, 'platform.scopes and platform.all_scopes must take only <programme>:<4 to 15 digits>').toEqual([]);
    },
  );
});

describe('within a scope', () => {
  test('a neighbour’s rows are not there', async () => {
    await db.transaction('read', settings(everyKey(), mine), async (tx) => {
      for (const table of scoped().filter(({ reads }) => reads)) {
        const above: Place[] = table.upward ? ['county', 'city'] : [];
        expect(await seen(tx, table), table.name).toEqual(['mine', 'below', ...above]);
      }
    });
  });

  test('and cannot be written: not made, not changed, not removed, not given away', async () => {
    const as = settings(everyKey(), mine, true);
    for (const table of scoped()) {
      for (const place of ['neighbour', 'county', 'city', 'elsewhere'] as const) {
        const [city, division] = places[place];
        const where = sql`where city = ${city} and division = ${division}`;
        const what = `${table.name}, ${place}`;
        if (table.inserts.includes('division'))
          expect(await outcome(as, insertion(table, given(table, city, division))), `insert ${what}`).toBe('42501');
        const column = table.updates.find((name) => !['city', 'id', 'division', 'programme'].includes(name));
        if (column)
          expect(
            await outcome(as, sql`update ${sql.table(table.name)} set ${sql.ref(column)} = ${sql.ref(column)} ${where}`),
            `update ${what}`,
          ).toBe(0);
        if (table.deletes) expect(await outcome(as, sql`delete from ${sql.table(table.name)} ${where}`), `delete ${what}`).toBe(0);
        if (table.updates.includes('division') && place !== 'elsewhere')
          expect(
            await outcome(as, sql`update ${sql.table(table.name)} set division = ${division} where city = '4104' and division = ${mine}`),
            `move to ${what}`,
          ).toBe('42501');
      }
    }
  });

  test('one’s own rows can, so that the refusals above mean something', async () => {
    const as = settings(everyKey(), mine, true);
    const where = sql`where city = '4104' and division = ${mine}`;
    let written = 0;
    for (const table of scoped()) {
      if (table.inserts.includes('division'))
        expect(await outcome(as, insertion(table, given(table, '4104', mine))), `insert ${table.name}`).toBe(1);
      const column = table.updates.find((name) => !['city', 'id', 'division', 'programme'].includes(name));
      if (column)
        expect(
          await outcome(as, sql`update ${sql.table(table.name)} set ${sql.ref(column)} = ${sql.ref(column)} ${where}`),
          `update ${table.name}`,
        ).toBe(1);
      if (table.deletes) expect(await outcome(as, sql`delete from ${sql.table(table.name)} ${where}`), `delete ${table.name}`).toBe(1);
      written += 1;
    }
    expect(written).toBeGreaterThan(8);
  });
});

describe('another programme', () => {
  test('opens nothing', async () => {
    for (const table of scoped().filter(({ reads }) => reads)) {
      const own = table.programme === '*' ? programme : table.programme;
      const others = [...everyKey(), 'audit', 'strangers'].filter(
        (key) => key !== own && !(key === 'audit' && table.name === 'ledger.acts'),
      );
      const found = await db.transaction('read', settings(others, '4104'), (tx) => seen(tx, table));
      expect(found, `${table.name}, with scopes of ${others.join(', ')}`).toEqual([]);
    }
  });

  test('administration and audit see no business row', async () => {
    const visible = await db.transaction('read', settings(['people', 'audit'], '4104'), async (tx) => {
      const found: string[] = [];
      for (const table of tables.filter(({ name, reads }) => reads && !open.includes(name) && !(name in cityWide))) {
        if ((await countOf(tx, table)) > 0) found.push(table.name);
      }
      return found;
    });
    expect(visible).toEqual([
      'ledger.acts',
      'people.accounts',
      'people.delegations',
      'people.posts',
      'people.sign_ins',
      'platform.office_facts',
    ]);
  });
});

describe('outside an act', () => {
  test('no row of the ledger is written', async () => {
    const as = settings(everyKey(), mine);
    const kept = tables.filter((table) => table.kept);
    expect(kept.length).toBeGreaterThan(6);
    for (const table of kept) {
      const own = { ...given(table, '4104', mine) };
      if (table.inserts.length > 0) expect(await outcome(as, insertion(table, own)), `insert ${table.name}`).toBe('TZ001');
      const column = table.updates.find((name) => !['city', 'id', 'division', 'programme'].includes(name));
      const where = sql`where city = '4104' and division = ${mine}`;
      if (column)
        expect(await outcome(as, sql`update ${sql.table(table.name)} set ${sql.ref(column)} = null ${where}`), `update ${table.name}`).toBe(
          'TZ001',
        );
      if (table.deletes)
        expect(await outcome(as, sql`delete from ${sql.table(table.name)} ${where}`), `delete ${table.name}`).toBe('TZ001');
    }
  });

  test('and the owner is refused like the server', async () => {
    for (const { name } of tables.filter((table) => table.kept)) {
      await expect(owner.query(`insert into ${name} (city) values ('4104')`), name).rejects.toMatchObject({ code: 'TZ001' });
      await expect(owner.query(`delete from ${name}`), name).rejects.toMatchObject({ code: 'TZ001' });
    }
  });

  test('city and id of a row never change, not even inside one', async () => {
    const as = settings(everyKey(), mine, true);
    for (const table of tables.filter(({ kept, updates, programme: key }) => kept && key !== null && updates.includes('id'))) {
      const changed = sql`update ${sql.table(table.name)} set id = ${randomUUID()} where city = '4104' and division = ${mine}`;
      expect(await outcome(as, changed), table.name).toBe('TZ002');
    }
  });
});
