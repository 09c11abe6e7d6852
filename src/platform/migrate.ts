import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { prepareQueue } from './queue.ts';
import { root } from './root.ts';

/** `NNNN_<unit>_<what>.sql`, one linear history, append-only. */
const migrations = join(root, 'db', 'migrations');

/** Every unit's `access.sql`, core before programmes: restated whole at each deploy, so that no old grant survives. */
function accessFiles(): string[] {
  return ['src/platform', 'src/core', 'src/programmes'].flatMap((base) => {
    const folder = join(root, base);
    const own = join(folder, 'access.sql');
    const units = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name, 'access.sql'))
      .sort();
    return [own, ...units].filter((path) => existsSync(path));
  });
}

/**
 * Brings a database to the present schema and restates all grants and policies. `extra` are folders of further migrations and access
 * files, which the laws use to build their fixture programme. Throws when a migration that already ran was edited.
 * @returns the names of the migrations that ran now
 */
export async function migrate(
  ownerUrl: string,
  extra: { migrations: string[]; access: string[] } = { migrations: [], access: [] },
): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'taizhang migrate' });
  client.on('notice', () => {});
  await client.connect();
  try {
    // One deployer at a time; the lock goes with the connection.
    await client.query("select pg_advisory_lock(hashtext('taizhang.migrate'))");
    await client.query(`
      create schema if not exists migrations;
      create table if not exists migrations.applied (
        name text primary key, digest text not null, applied_at timestamptz not null default now());`);
    const applied = new Map(
      (await client.query<{ name: string; digest: string }>('select name, digest from migrations.applied')).rows.map((r) => [
        r.name,
        r.digest,
      ]),
    );
    const files = readdirSync(migrations)
      .filter((name) => name.endsWith('.sql'))
      .sort()
      .map((name) => ({ name, path: join(migrations, name) }));
    for (const path of extra.migrations) files.push({ name: path.split('/').at(-1) ?? path, path });
    const ran: string[] = [];
    for (const { name, path } of files) {
      const text = readFileSync(path, 'utf8');
      const digest = createHash('sha256').update(text).digest('hex');
      const before = applied.get(name);
      if (before === digest) continue;
      if (before) throw new Error(`migration ${name} was changed after it ran; write a new one instead`);
      await client.query('begin');
      try {
        await client.query('insert into migrations.applied (name, digest) values ($1, $2)', [name, digest]);
        await client.query(text);
        await client.query('commit');
        ran.push(name);
      } catch (error) {
        await client.query('rollback');
        throw new Error(`migration ${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    await client.query('begin');
    try {
      for (const path of [...accessFiles(), ...extra.access]) {
        try {
          await client.query(readFileSync(path, 'utf8'));
        } catch (error) {
          throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
    await prepareQueue(ownerUrl);
    return ran;
  } finally {
    await client.end();
  }
}
