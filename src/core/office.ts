/** The office a process works in: database, clock, keys, files. Every door opens one. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BusinessClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { openVault } from '../platform/crypto.ts';
import { Database } from '../platform/db.ts';
import type { Office } from './ledger/index.ts';

/** Opens the office on a running, migrated database. Close its `db` at the end. */
export async function enterOffice(config: Config, appUrl: string, name: string, connections = 10): Promise<Office> {
  mkdirSync(config.files, { recursive: true, mode: 0o700 });
  const db = new Database(appUrl, { name, max: connections });
  const clock = new BusinessClock();
  await clock.refresh(db);
  return { db, clock, vault: openVault(join(config.keys, 'data-keys.json')), files: config.files };
}
