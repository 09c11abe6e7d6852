import { problem } from '../problem.ts';

export const fileExists = problem<{ file: string }>({
  type: '/problems/platform/backup-exists',
  status: 409,
  title: '备份文件已存在',
  detail: ({ file }) => `${file} 已经有了，没有覆盖。请换一个文件名，例如加上日期`,
});

export const cannotWrite = problem<{ file: string; why: string }>({
  type: '/problems/platform/backup-write',
  status: 500,
  title: '备份没有写成',
  detail: ({ file, why }) => `${file}：${why}。请检查目录是否存在、是否可写、磁盘是否已满；没有留下半份文件`,
});

export const hiddenRows = problem<{ tables: string[] }>({
  type: '/problems/platform/backup-incomplete',
  status: 500,
  title: '备份会不完整',
  detail: ({ tables }) => `属主看不全这些表：${tables.join('、')}，所以没有备份。请先执行 taizhang migrate 重申权限`,
});

export const notABackup = problem<{ file: string; why: string }>({
  type: '/problems/platform/backup-unreadable',
  status: 422,
  title: '读不了这个备份文件',
  detail: ({ file, why }) => `${file}：${why}。数据库没有改动。请确认它是 taizhang backup 写的文件，并且传输完整`,
});

export const notEmpty = problem<{ tables: string[] }>({
  type: '/problems/platform/restore-not-empty',
  status: 409,
  title: '数据库不是空的',
  detail: ({ tables }) =>
    `已有数据的表：${tables.slice(0, 5).join('、')}${tables.length > 5 ? ` 等 ${tables.length} 张` : ''}。恢复只进空库，没有改动任何数据。` +
    '请把 TAIZHANG_HOME 指到一个新目录（或 DATABASE_URL 指到一个空库）再恢复',
});

export const filesNotEmpty = problem<{ folder: string }>({
  type: '/problems/platform/restore-files-not-empty',
  status: 409,
  title: '附件目录不是空的',
  detail: ({ folder }) => `${folder} 里已有文件，没有改动。请把 TAIZHANG_HOME 指到一个新目录再恢复`,
});

export const newerBackup = problem<{ migrations: string[] }>({
  type: '/problems/platform/restore-newer',
  status: 422,
  title: '备份来自另一个版本',
  detail: ({ migrations }) => `本机的程序没有（或改动过）备份时的迁移 ${migrations.join('、')}。请用写这份备份的版本（或更新的版本）恢复`,
});

export const doesNotMatch = problem<{ what: string[] }>({
  type: '/problems/platform/restore-mismatch',
  status: 422,
  title: '恢复后的数据与备份时不符',
  detail: ({ what }) => `${what.join('；')}。已全部撤回，数据库仍是空的。请换一份备份，并把这段话告诉开发者`,
});

export const notMigrated = problem({
  type: '/problems/platform/restore-not-migrated',
  status: 409,
  title: '数据库还没有准备好',
  detail: () => '请先执行 taizhang migrate，再恢复',
});
