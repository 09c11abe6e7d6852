/** 体检: what an operator should know about this installation. Changes nothing. */
import { readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import type { Config } from './config.ts';
import type { OpenDatabase } from './postgres/index.ts';
import { root } from './root.ts';

export interface Finding {
  key: string;
  state: 'ok' | 'note' | 'wrong';
  title: string;
  /** What was found and, when it is wrong, what to do. */
  words: string;
}

/** Examines database, migrations, row security, sealing, keys and disk. `client` is the owner's connection. */
export async function examine(config: Config, database: OpenDatabase, client: pg.Client): Promise<Finding[]> {
  const found: Finding[] = [
    {
      key: 'database',
      state: 'ok',
      title: '数据库',
      words: `PostgreSQL ${Math.floor(database.version / 10_000)}，数据在 ${database.where}${database.moved ? `（${database.moved}）` : ''}`,
    },
  ];
  const { rows: applied } = await client
    .query<{ name: string }>('select name from migrations.applied')
    .catch(() => ({ rows: [] as { name: string }[] }));
  const names = new Set(applied.map((r) => r.name));
  const missing = readdirSync(join(root, 'db', 'migrations')).filter((name) => name.endsWith('.sql') && !names.has(name));
  found.push(
    missing.length === 0
      ? { key: 'migrations', state: 'ok', title: '版本', words: `${names.size} 个迁移都已执行` }
      : { key: 'migrations', state: 'wrong', title: '版本', words: `还有 ${missing.length} 个迁移没有执行。请执行 taizhang migrate` },
  );
  if (missing.length === 0) {
    const { rows: open } = await client.query<{ name: string }>(`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in (select split_part(k, '.', 1) from ledger.kept_tables() k) and not (c.relrowsecurity and c.relforcerowsecurity)`);
    found.push(
      open.length === 0
        ? { key: 'row_security', state: 'ok', title: '行级权限', words: '每张表都已强制' }
        : {
            key: 'row_security',
            state: 'wrong',
            title: '行级权限',
            words: `${open.map((r) => r.name).join('、')} 没有强制行级权限。请执行 taizhang migrate 重申`,
          },
    );
    const { rows: seals } = await client.query<{ sealed: number; waiting: number; oldest: number | null }>(`
      select (select count(*)::int from ledger.seals) as sealed, (select count(*)::int from ledger.unsealed) as waiting,
        (select extract(epoch from now() - min(recorded_at))::int from ledger.unsealed) as oldest`);
    const { sealed = 0, waiting = 0, oldest = null } = seals[0] ?? {};
    found.push(
      oldest !== null && oldest > 60
        ? { key: 'seal', state: 'note', title: '流水封存', words: `${waiting} 笔已等了 ${oldest} 秒。后台没有在运行，启动系统后会自动封存` }
        : { key: 'seal', state: 'ok', title: '流水封存', words: `已封存 ${sealed} 笔，待封存 ${waiting} 笔` },
    );
    const { rows: stuck } = await client.query<{ n: number }>(
      "select count(*)::int as n from registers.imports where state in ('reading', 'landing') and phase_since < now() - interval '1 hour'",
    );
    if ((stuck[0]?.n ?? 0) > 0)
      found.push({ key: 'imports', state: 'note', title: '导入', words: `${stuck[0]?.n} 次导入停在中途超过一小时。请在导入页取消后重来` });
  }
  const keys = join(config.keys, 'data-keys.json');
  const mode = statSync(keys, { throwIfNoEntry: false })?.mode;
  found.push(
    mode === undefined
      ? { key: 'keys', state: 'note', title: '密钥', words: '还没有生成，第一次启动时会生成' }
      : (mode & 0o077) === 0
        ? { key: 'keys', state: 'ok', title: '密钥', words: `${keys}，仅本用户可读；不在备份里，请另行保管` }
        : { key: 'keys', state: 'wrong', title: '密钥', words: `${keys} 其他人也能读。请执行 chmod 600 ${keys}` },
  );
  const disk = statfsSync(config.home, { bigint: false });
  const free = (disk.bavail * disk.bsize) / 1024 ** 3;
  found.push({
    key: 'disk',
    state: free < 2 ? 'wrong' : 'ok',
    title: '磁盘',
    words: `${config.home} 还剩 ${free.toFixed(1)} GB${free < 2 ? '，少于 2 GB，请清理' : ''}`,
  });
  return found;
}
