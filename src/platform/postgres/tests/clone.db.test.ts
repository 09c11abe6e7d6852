import pg from 'pg';
import { expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';

const database = useDatabase();
const empty = useDatabase({ from: 'empty' });

async function one<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows[0];
  } finally {
    await client.end();
  }
}

test('the role that serves owns nothing and may not pass row security', async () => {
  const rights = await one(
    database.appUrl,
    `select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as above,
            (select count(*)::int from pg_class where relowner = r.oid) as owns, has_database_privilege(current_database(), 'create') as may_create
       from pg_roles r where rolname = current_user`,
  );
  expect(rights).toEqual({ rolname: 'taizhang_app', above: false, owns: 0, may_create: false });
});

test('the owner migrates without being a superuser', async () => {
  const rights = await one(
    database.ownerUrl,
    `select rolsuper, rolbypassrls, current_database() as name from pg_roles where rolname = current_user`,
  );
  expect(rights).toEqual({ rolsuper: false, rolbypassrls: false, name: database.name });
});

test('a clone is migrated, an empty one is not', async () => {
  const migrated = `select to_regclass('migrations.applied') is not null as migrated`;
  expect(await one(database.ownerUrl, migrated)).toEqual({ migrated: true });
  expect(await one(empty.ownerUrl, migrated)).toEqual({ migrated: false });
});

test('text is UTF-8 and compared by code point whatever the machine is set to', async () => {
  const found = await one(
    database.ownerUrl,
    `select current_setting('server_encoding') as encoding, datlocprovider as provider, datlocale as locale, '张' < '李' as less
       from pg_database where datname = current_database()`,
  );
  expect(found).toEqual({ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', less: true });
});
