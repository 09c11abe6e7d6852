/** Every table keeps the laws of the house, and each law would notice the table that does not. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../src/platform/migrate.ts';
import { extra } from '../seventh/fixture.ts';
import { useDatabase } from '../support/database.ts';
import { testServer } from '../support/template.ts';
import { assembled } from './assembled.ts';
import { files, text } from './sources.ts';
import { type TableLaw, tableLaws } from './table-laws.ts';

const database = useDatabase();
/** Superuser: only so may a law be broken that concerns the roles themselves. */
let client: pg.Client;
beforeAll(async () => {
  await migrate(database.ownerUrl, extra);
  const url = new URL((await testServer()).urls.superuser);
  url.pathname = database.name;
  client = new pg.Client({ connectionString: url.href });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
});

async function faults(law: TableLaw): Promise<string[]> {
  const { rows } = await client.query<{ fault: string }>(law.find, law.list ? [law.list] : []);
  return rows.map(({ fault }) => fault);
}

describe('tables', () => {
  test.each(tableLaws.map((law) => [law.title, law] as const))('%s', async (_title, law) => {
    expect(await faults(law)).toEqual([]);
  });
});

describe('a table that does not keep it is found', () => {
  test.each(tableLaws.map((law) => [law.title, law] as const))('%s', async (_title, law) => {
    await client.query('begin; set local role taizhang_owner');
    try {
      await client.query(law.breaks);
      expect(await faults(law)).not.toEqual([]);
    } finally {
      await client.query('rollback');
    }
  });
});

describe('migrations', () => {
  /** References without a word on deletion. */
  const unsaid = (source: string) =>
    [...source.replace(/--.*$/gm, '').matchAll(/\breferences\s+[\w.]+\s*(?:\([^)]*\))?\s*(on\s+delete)?/gi)]
      .filter(([, said]) => said === undefined)
      .map(([found]) => found.trim());

  test('say for every foreign key what happens when its row goes', () => {
    const found = files(/^(db|tests\/seventh)\/migrations\/.*\.sql$/).flatMap((path) =>
      unsaid(text(path)).map((line) => `${path}: ${line}: add on delete …`),
    );
    expect(found).toEqual([]);
    expect(unsaid('foreign key (city, a) references x.y (city, id),')).not.toEqual([]);
    expect(unsaid('foreign key (city, a) references x.y (city, id) on delete restrict,')).toEqual([]);
  });

  test('are not edited by hand after they ran: every constraint that is translated exists, once', async () => {
    const { rows } = await client.query<{ name: string; tables: number }>(
      `select name, count(*)::int as tables from (
         select conname::text as name, conrelid from pg_constraint where conrelid <> 0
         union select c.relname, i.indrelid from pg_index i join pg_class c on c.oid = i.indexrelid where i.indisunique
       ) k group by name`,
    );
    const inTables = new Map(rows.map(({ name, tables }) => [name, tables]));
    const raised = files(/^(db|tests\/seventh)\/migrations\/.*\.sql$/)
      .map(text)
      .join('\n');
    const lost = Object.keys(assembled.constraints).flatMap((name) => {
      const count = (inTables.get(name) ?? 0) + (raised.includes(`constraint = '${name}'`) ? 1 : 0);
      return count === 1 ? [] : [`${name}: ${count === 0 ? 'no table has it' : 'two tables have it, so the problem may be the wrong one'}`];
    });
    expect(lost).toEqual([]);
  });
});
