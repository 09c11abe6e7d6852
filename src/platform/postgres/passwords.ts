/** Generated passwords of the database roles, in the key folder, readable by the OS user that runs the office only. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Passwords {
  readonly file: string;
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
  /** There was no file before. */
  readonly fresh: boolean;
}

/** Reads `<keys>/<name>`, or writes new ones when `create` and there is no file. Null: no (whole) file. */
export function passwords(keys: string, name: string, create: boolean): Passwords | null {
  const file = join(keys, name);
  if (existsSync(file)) {
    const { superuser, owner, app } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Passwords>;
    return superuser && owner && app ? { file, superuser, owner, app, fresh: false } : null;
  }
  if (!create) return null;
  const made = { superuser: word(), owner: word(), app: word() };
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  // The umask can only take away; a folder that existed may have been wider.
  chmodSync(keys, 0o700);
  writeFileSync(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return { file, ...made, fresh: true };
}

const word = () => randomBytes(24).toString('base64url');
