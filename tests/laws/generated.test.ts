/** What is generated is what would be generated now; figures count things, not people. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { figure, personalColumns } from '../../src/core/indicators/index.ts';
import { root } from '../../src/platform/root.ts';
import { useDatabase } from '../support/database.ts';
import { assembled } from './assembled.ts';
import { files } from './sources.ts';

const database = useDatabase();

test('generated files are fresh', async () => {
  const made = promisify(execFile)(process.execPath, [join(root, 'scripts', 'generate.mjs'), '--check'], { cwd: root });
  const told = await made.then(
    ({ stderr }) => stderr,
    (error: { stderr?: string; message: string }) => error.stderr || error.message,
  );
  const stale = told.split('\n').filter((line) => line.startsWith('stale: '));
  expect(stale, 'npm run generate').toEqual([]);
  // Whatever else went wrong, but for what npm and Node warn of.
  expect(told.replace(/^(npm warn|\(node:|\(Use `node).*$/gm, '').trim()).toBe('');
});

test('every schema is described, and nothing else lies beside the descriptions', async () => {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ nspname: string }>(
    `select distinct n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker', 'migrations') order by 1`,
  );
  await client.end();
  expect(readdirSync(join(root, 'db', 'schema')).sort(), 'npm run generate').toEqual(rows.map(({ nspname }) => `${nspname}.sql`));
  expect(files(/^src\/generated\//)).toEqual(['src/generated/api.ts', 'src/generated/db.ts', 'src/generated/openapi.json']);
});

describe('no figure looks at who did the work', () => {
  const figures = assembled.programmes.flatMap((programme) => programme.figures);

  test.each(figures.map((one) => [one.key, one] as const))('%s', (_key, one) => {
    expect(personalColumns(one), '国办函〔2026〕12号: units are compared by outcome, people never by use').toEqual([]);
  });

  test('and one that does is refused', () => {
    expect(figures.length).toBeGreaterThan(0);
    const declared = { title: '办理', unit: '件', definition: '办理的件数', source: '流水', cumulative: false };
    const byPerson = figure('laws.by_person', { ...declared, rows: () => sql`select a.account_id from ledger.acts a` });
    expect(personalColumns(byPerson)).not.toEqual([]);
    const codes = { key: 'laws.people', title: '人员', items: [] };
    for (const name of ['account_id', 'handler', 'created_by', 'inspector']) {
      const dimensions = { [name]: { title: '人员', codes } };
      expect(() => figure('laws.by_dimension', { ...declared, rows: () => sql`select 1`, dimensions }), name).toThrow();
    }
  });
});
