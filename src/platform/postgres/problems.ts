import { problem } from '../problem.ts';

const outer = '或另备 PostgreSQL 15 以上，用 DATABASE_URL 指给本系统';

export const noServerBinaries = problem<{ platform: string; why: string }>({
  type: '/problems/platform/database-binaries',
  status: 500,
  title: '内置数据库的程序不可用',
  detail: ({ platform, why }) => `${why}（本机是 ${platform}）。请在项目目录重新运行 npm ci（不要加 --omit=optional），${outer}`,
});

export const noOsUser = problem<{ why: string }>({
  type: '/problems/platform/database-os-user',
  status: 500,
  title: '没有可以运行数据库的系统用户',
  detail: ({ why }) =>
    `PostgreSQL 不允许以 root 运行，本系统需要名为 postgres 的系统用户，但${why}。请由管理员建立该用户，改用普通用户运行，${outer}`,
});

export const notMyData = problem<{ folder: string; owner: string; me: string }>({
  type: '/problems/platform/database-owner',
  status: 500,
  title: '数据目录属于另一个系统用户',
  detail: ({ folder, owner, me }) =>
    `${folder} 属于 ${owner}，当前是 ${me}。请用上次启动时的用户（或 root）运行；确要换用户，先停止系统，再由管理员执行 chown -R ${me} 数据目录`,
});

export const didNotStart = problem<{ log: string; tail: string }>({
  type: '/problems/platform/database-start',
  status: 503,
  title: '内置数据库没有启动成功',
  detail: ({ log, tail }) => `请按日志 ${log} 处理后重试（常见原因：磁盘已满、内存不足、数据目录被改动）。日志末尾：${tail || '（空）'}`,
});

export const notRunning = problem({
  type: '/problems/platform/database-stopped',
  status: 503,
  title: '数据库没有运行',
  detail: () => '等了 30 秒仍连不上内置数据库。请停止系统后重新 npm start',
});

export const busy = problem<{ what: string; pid: number }>({
  type: '/problems/platform/database-busy',
  status: 503,
  title: '另一个进程正在启动或停止数据库',
  detail: ({ what, pid }) => `进程 ${pid} 占着 ${what} 已超过 3 分钟。请稍后再试；若该进程已无响应，结束它后重试`,
});

export const newerData = problem<{ folder: string; has: string; needs: string }>({
  type: '/problems/platform/database-data-version',
  status: 500,
  title: '数据目录与数据库程序的版本不一致',
  detail: ({ folder, has, needs }) =>
    `${folder} 是 PostgreSQL ${has} 的数据，程序是 ${needs}。请用原来版本的本系统执行 taizhang backup 备份，再在新目录 taizhang restore 恢复`,
});

export const keysLost = problem<{ file: string; folder: string }>({
  type: '/problems/platform/database-keys',
  status: 500,
  title: '数据库口令文件不在或不对',
  detail: ({ file, folder }) =>
    `数据还在 ${folder}，但口令文件 ${file} 不在，或不是这份数据的。请把原来的钥匙目录放回（或用 TAIZHANG_KEYS 指明它在哪里）再启动`,
});

export const cannotConnect = problem<{ where: string; why: string }>({
  type: '/problems/platform/database-connect',
  status: 503,
  title: '连不上数据库',
  detail: ({ where, why }) => `${where}：${why}。请检查 DATABASE_URL 的主机、端口、用户、口令，以及数据库是否在运行、是否允许本机连接`,
});

export const tooOld = problem<{ where: string; version: string }>({
  type: '/problems/platform/database-version',
  status: 500,
  title: '数据库版本过低',
  detail: ({ where, version }) => `${where} 是 PostgreSQL ${version}，本系统需要 15 以上。请升级数据库，或去掉 DATABASE_URL 使用内置数据库`,
});

export const wrongEncoding = problem<{ where: string; encoding: string }>({
  type: '/problems/platform/database-encoding',
  status: 500,
  title: '数据库编码不是 UTF8',
  detail: ({ where, encoding }) =>
    `${where} 的编码是 ${encoding}，存不下全部汉字。请用 create database … encoding 'UTF8' template template0 另建一个库`,
});

export const noAppRole = problem<{ where: string; owner: string; why: string }>({
  type: '/problems/platform/database-app-role',
  status: 500,
  title: '建不了业务连接用的角色 taizhang_app',
  detail: ({ where, owner, why }) =>
    `${where} 的用户 ${owner} 没有建角色的权限（${why}）。请数据库管理员执行 create role taizhang_app login password '…'，` +
    '再用 DATABASE_APP_URL 给出该角色的连接',
});

export const appIsOwner = problem<{ where: string; role: string; why: string }>({
  type: '/problems/platform/database-app-rights',
  status: 500,
  title: '业务连接的权限过大',
  detail: ({ where, role, why }) => `${where} 的业务连接 ${role} ${why}，行级权限对它无效。请另建一个普通角色，用 DATABASE_APP_URL 给出`,
});
