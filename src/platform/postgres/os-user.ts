/** PostgreSQL refuses to run as root; then it runs as the OS user `postgres`, who must be able to reach what it needs. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { noOsUser, notMyData } from './problems.ts';

/** Options for `spawn`: nothing for a normal user, who is already somebody PostgreSQL accepts. */
export interface OsUser {
  readonly name: string;
  readonly ids: { readonly uid: number; readonly gid: number } | Record<string, never>;
}

/**
 * Who runs the server. As root: the owner of an existing data folder (so that root may carry on what a normal user began),
 * else `postgres`, created when missing.
 * @throws Problem when there is none, or when the data belongs to somebody a normal user may not become.
 */
export function osUser(dataFolder: string): OsUser {
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  if (process.getuid?.() !== 0) {
    const me = userInfo();
    if (owner && owner.uid !== me.uid) throw notMyData({ folder: dataFolder, owner: nameOf(owner.uid), me: me.username });
    return { name: me.username, ids: {} };
  }
  if (owner && owner.uid !== 0) return { name: nameOf(owner.uid), ids: { uid: owner.uid, gid: owner.gid } };
  return find('postgres') ?? create();
}

function create(): OsUser {
  const made = spawnSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', 'postgres'],
    {
      encoding: 'utf8',
    },
  );
  if (made.error) throw noOsUser({ why: '本机没有 useradd 命令' });
  const user = find('postgres');
  if (!user) throw noOsUser({ why: `建立失败（${made.stderr.trim()}）` });
  return user;
}

function find(name: string): OsUser | null {
  const uid = Number.parseInt(spawnSync('id', ['-u', name], { encoding: 'utf8' }).stdout, 10);
  const gid = Number.parseInt(spawnSync('id', ['-g', name], { encoding: 'utf8' }).stdout, 10);
  return Number.isInteger(uid) && Number.isInteger(gid) ? { name, ids: { uid, gid } } : null;
}

function nameOf(uid: number): string {
  return spawnSync('id', ['-un', String(uid)], { encoding: 'utf8' }).stdout.trim() || `uid ${uid}`;
}

/**
 * Whether that user may do it, by asking the system as that user: modes, groups, ACLs and mounts all count.
 * `test`: flags of test(1), e.g. `rwx`.
 */
export function may(user: OsUser, flags: string, path: string): boolean {
  const expression = [...flags].map((flag) => `[ -${flag} "$1" ]`).join(' && ');
  return spawnSync('/bin/sh', ['-c', expression, 'sh', path], { ...user.ids, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Whether that user can run the program (and its libraries load). */
export function canRun(user: OsUser, program: string): boolean {
  return spawnSync(program, ['--version'], { ...user.ids, cwd: '/', stdio: 'ignore' }).status === 0;
}
