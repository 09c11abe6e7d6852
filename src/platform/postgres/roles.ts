import pg from 'pg';
import { connected } from './connection.ts';
import type { Passwords } from './passwords.ts';

export const OWNER = 'taizhang_owner';
export const APP = 'taizhang_app';
export const DATABASE = 'taizhang';

/** What a role of ours may never do: the row policies hold for whoever they are meant for. */
const HARMLESS = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';

/** Makes the embedded server's two roles and its database, or sets them right again. */
export async function ensureRoles(superuserUrl: string, passwords: Passwords): Promise<void> {
  await connected(superuserUrl, async (client) => {
    for (const [role, password] of [
      [OWNER, passwords.owner],
      [APP, passwords.app],
    ] as const) {
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
      await client.query(`${rowCount ? 'alter' : 'create'} role ${role} ${HARMLESS} password ${pg.escapeLiteral(password)}`);
    }
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`create database ${DATABASE} owner ${OWNER} template template0`);
    await client.query(`revoke all on database ${DATABASE} from public; grant connect, temporary on database ${DATABASE} to ${APP}`);
  });
}
