/** An outer PostgreSQL, kept by somebody else: checked, never started or stopped. */
import pg from 'pg';
import { codeOf, connected, reason, whereOf } from './connection.ts';
import type { OpenDatabase } from './index.ts';
import { passwords } from './passwords.ts';
import { appIsOwner, noAppRole, tooOld, wrongEncoding } from './problems.ts';
import { APP } from './roles.ts';

const OLDEST = 150000;

/**
 * @param ownerUrl of the user who owns the database and migrates.
 * @param appUrl of the role the server uses; null: `taizhang_app` is made with a password kept in the key folder.
 */
export async function openOuter(ownerUrl: string, appUrl: string | null, keys: string): Promise<OpenDatabase> {
  const where = whereOf(ownerUrl);
  const { version, app } = await connected(ownerUrl, async (client) => {
    const { rows } = await client.query<{ version: number; shown: string; encoding: string }>(
      `select current_setting('server_version_num')::int as version, current_setting('server_version') as shown,
              current_setting('server_encoding') as encoding`,
    );
    const found = rows[0] ?? { version: 0, shown: '?', encoding: '?' };
    if (found.version < OLDEST) throw tooOld({ where, version: found.shown });
    if (found.encoding !== 'UTF8') throw wrongEncoding({ where, encoding: found.encoding });
    return { version: found.version, app: appUrl ?? (await ensureAppRole(client, ownerUrl, keys)) };
  });
  await connected(app, async (client) => {
    const { rows } = await client.query<{ role: string; above: boolean; owns: boolean }>(
      `select r.rolname as role, r.rolsuper or r.rolbypassrls as above, pg_has_role(d.datdba, 'member') as owns
         from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()`,
    );
    const found = rows[0];
    if (found?.above) throw appIsOwner({ where, role: found.role, why: '是超级用户或可绕过行级权限' });
    if (found?.owns) throw appIsOwner({ where, role: found.role, why: '就是数据库的属主' });
  });
  return { urls: { owner: ownerUrl, app }, started: false, where, moved: null, version, running: () => true, stop: async () => undefined };
}

async function ensureAppRole(owner: pg.Client, ownerUrl: string, keys: string): Promise<string> {
  const where = whereOf(ownerUrl);
  const kept = passwords(keys, 'outer-database.json', true);
  if (!kept) throw noAppRole({ where, owner: owner.user ?? '', why: `${keys} 里的口令文件不完整` });
  const url = new URL(ownerUrl);
  url.username = APP;
  url.password = kept.app;

  const { rowCount: exists } = await owner.query('select from pg_roles where rolname = $1', [APP]);
  if (exists && (await accepted(url.href))) return url.href;
  try {
    if (exists) {
      // Roles belong to the whole server: another office may be using this one. Its password is ours only when nobody is.
      const { rowCount: used } = await owner.query('select from pg_stat_activity where usename = $1 limit 1', [APP]);
      if (used) throw new Error('该角色已存在且正被使用，口令不是本系统保存的那个');
    }
    await owner.query(
      `${exists ? 'alter' : 'create'} role ${APP} login nosuperuser nocreatedb nocreaterole nobypassrls password ${pg.escapeLiteral(kept.app)}`,
    );
    const name = pg.escapeIdentifier(owner.database ?? '');
    await owner.query(`grant connect, temporary on database ${name} to ${APP}`);
  } catch (error) {
    throw noAppRole({ where, owner: owner.user ?? '', why: reason(error) });
  }
  return url.href;
}

async function accepted(url: string): Promise<boolean> {
  try {
    await connected(url, async () => undefined);
    return true;
  } catch (error) {
    // Wrong password, or a role that may not log in: to be set right. Anything else is the operator's to see.
    if (codeOf(error).startsWith('28')) return false;
    throw error;
  }
}
