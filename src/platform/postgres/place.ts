/** Where the embedded server's data lies, and why. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { may, type OsUser, osUser } from './os-user.ts';
import { notMyData } from './problems.ts';

export interface Place {
  /** Folder that holds `pgdata` and, when needed, a copy of the server. */
  readonly base: string;
  readonly data: string;
  readonly user: OsUser;
  /** Why it is not under `.taizhang/`, in Chinese, or null. */
  readonly moved: string | null;
}

/**
 * `<home>/pgdata`, unless the server has to run as another OS user who cannot get there (a project under /root):
 * then `/var/lib/taizhang/<hash of home>/pgdata`. Once chosen it stays; `<home>/where.txt` tells.
 */
export function place(home: string): Place {
  const marker = join(home, 'where.txt');
  const here = join(home, 'pgdata');
  if (existsSync(here)) return { base: home, data: here, user: osUser(here), moved: null };

  const noted = existsSync(marker) ? readMarker(marker) : null;
  if (noted && existsSync(noted.data)) {
    // A project that was moved takes its data along; one that was copied gets data of its own.
    const copied = noted.home !== home && existsSync(join(noted.home, 'where.txt'));
    if (!copied) {
      if (noted.home !== home) writeMarker(marker, noted.data, home, noted.why);
      return { base: join(noted.data, '..'), data: noted.data, user: osUser(noted.data), moved: noted.why };
    }
    rmSync(marker);
  }

  const user = osUser(here);
  if (!('uid' in user.ids)) return { base: home, data: here, user, moved: null };

  // As root: our own folder may be passed through; whether the ones above it may, the system says.
  chmodSync(home, statSync(home).mode | 0o011);
  if (may(user, 'x', home)) return { base: home, data: here, user, moved: null };

  const base = join('/var/lib/taizhang', createHash('sha256').update(home).digest('hex').slice(0, 12));
  const why = `PostgreSQL 不能以 root 运行，而系统用户 ${user.name} 进不了 ${home}，所以数据放在 ${base}`;
  mkdirSync('/var/lib/taizhang', { recursive: true, mode: 0o755 });
  mkdirSync(base, { recursive: true, mode: 0o755 });
  // The umask may have taken the passage away again.
  chmodSync('/var/lib/taizhang', 0o755);
  chmodSync(base, 0o755);
  if (!may(user, 'x', base)) throw notMyData({ folder: base, owner: 'root', me: user.name });
  writeMarker(marker, join(base, 'pgdata'), home, why);
  return { base, data: join(base, 'pgdata'), user, moved: why };
}

function writeMarker(marker: string, data: string, home: string, why: string): void {
  writeFileSync(marker, `数据: ${data}\n所属: ${home}\n原因: ${why}\n`);
}

function readMarker(marker: string): { data: string; home: string; why: string } | null {
  const lines = new Map(
    readFileSync(marker, 'utf8')
      .split('\n')
      .map((line) => [line.slice(0, 2), line.slice(4)] as const),
  );
  const [data, home, why] = [lines.get('数据'), lines.get('所属'), lines.get('原因')];
  return data && home && why ? { data, home, why } : null;
}
