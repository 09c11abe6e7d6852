/** Installs what `package-lock.json` says, when it is not what `node_modules` holds. Uses nothing but Node. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.taizhang-lock');

/** Words go to standard error: standard output may be promised to `--json`. */
export async function installModules() {
  if (isInstalled()) return;
  mkdirSync(join(root, 'dist'), { recursive: true });
  await alone(join(root, 'dist', '.installing'), () => {
    if (isInstalled()) return;
    console.error('正在安装依赖（npm ci），首次约需一两分钟…');
    // The npm that runs us, which need not be the one on the path. Development packages are what builds it, whatever NODE_ENV says.
    const running = process.env.npm_execpath ?? '';
    const npm = running.endsWith('npm-cli.js') ? [process.execPath, running] : ['npm'];
    const done = spawnSync(npm[0], [...npm.slice(1), 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
    if (done.status !== 0) {
      console.error('依赖没有装好，原因见上面。请检查网络；单位内网请先按网管给的地址设好 npm 镜像，再重试');
      process.exit(1);
    }
    writeFileSync(stamp, fingerprint());
  });
}

function isInstalled() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()) return true;
  if (!matches()) return false;
  writeFileSync(stamp, fingerprint());
  return true;
}

function fingerprint() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Somebody ran npm himself: what npm noted as installed has every version of the lock file (other platforms' packages aside). */
function matches() {
  const noted = join(modules, '.package-lock.json');
  if (!existsSync(noted)) return false;
  const has = JSON.parse(readFileSync(noted, 'utf8')).packages;
  const wants = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wants).every(
    ([path, { version, optional, peer }]) => path === '' || has[path]?.version === version || (!has[path] && (optional || peer)),
  );
}

/** One at a time; the folder of one that died is taken over. */
export async function alone(folder, work) {
  const holder = join(folder, 'pid');
  for (;;) {
    try {
      mkdirSync(folder);
      writeFileSync(holder, String(process.pid));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const pid = existsSync(holder) ? Number(readFileSync(holder, 'utf8')) : null;
      // Without a number it died in the act of writing it.
      if (pid ? !isAlive(pid) : ageOf(folder) > 5_000) rmSync(folder, { recursive: true, force: true });
      else await sleep(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ageOf(path) {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
