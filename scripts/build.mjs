/** Builds `dist/` from the sources: the doors by esbuild, the interface by Vite. Each half only when its sources changed. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import './node-version.mjs';
import { alone, installModules, root } from './install.mjs';

const dist = join(root, 'dist');
const doors = ['src/server.ts', 'src/worker.ts', 'src/cli.ts', 'src/platform/supervisor.ts'];

const isBrowserOnly = (path) => path.startsWith('src/kit/') || path.includes('/ui/') || path === 'src/web.tsx';
const halves = {
  server: {
    title: '服务端',
    sources: (path) => !isBrowserOnly(path),
    also: ['scripts/build.mjs', 'package.json', 'package-lock.json'],
    made: 'cli.js',
    make: buildServer,
  },
  web: {
    title: '界面',
    // The pure zone is shared, and which files are pure is not this script's business.
    sources: () => true,
    also: [
      'scripts/build.mjs',
      'package.json',
      'package-lock.json',
      'vite.config.ts',
      'index.html',
      'docs/zh/clerk.md',
      'docs/zh/field.md',
      'docs/zh/operator.md',
    ],
    made: 'web/index.html',
    make: buildWeb,
  },
};

/**
 * Brings the asked halves up to date, in a process of its own: the builders stay in memory, and the office lives long.
 * Words go to standard error.
 * @param {('server'|'web')[]} asked
 */
export async function build(asked = ['server', 'web']) {
  const files = sources();
  if (asked.every((half) => isFresh(half, files))) return;
  await installModules();
  const built = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...asked], { cwd: root, stdio: ['ignore', 2, 2] });
  if (built.status !== 0) {
    console.error('没有构建成功，原因见上面');
    process.exit(1);
  }
}

async function buildHere(asked, force) {
  await installModules();
  mkdirSync(dist, { recursive: true });
  await alone(join(dist, '.building'), async () => {
    // Another process may just have built it.
    const files = sources();
    const todo = asked.filter((half) => force || !isFresh(half, files));
    if (todo.length === 0) return;
    const began = Date.now();
    console.error(`正在构建${todo.map((half) => halves[half].title).join('和')}…`);
    await Promise.all(
      todo.map(async (half) => {
        await halves[half].make();
        writeFileSync(stampOf(half), signature(half, files));
      }),
    );
    console.error(`构建完成，用时 ${((Date.now() - began) / 1000).toFixed(1)} 秒`);
  });
}

async function buildServer() {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: doors,
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: true,
    write: false,
    logLevel: 'warning',
  });
  // Chunks first, then the doors, each in one step: a command started in the middle sees the old build or the new one.
  const isDoor = (file) => dirname(file.path) === dist;
  for (const file of outputFiles.sort((a, b) => Number(isDoor(a)) - Number(isDoor(b)))) {
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(`${file.path}.new`, file.contents);
    renameSync(`${file.path}.new`, file.path);
  }
  const made = new Set(outputFiles.map((file) => file.path));
  const chunks = join(dist, 'chunks');
  for (const name of existsSync(chunks) ? readdirSync(chunks) : []) {
    if (!made.has(join(chunks, name))) rmSync(join(chunks, name));
  }
}

async function buildWeb() {
  const vite = await import('vite');
  const half = join(dist, 'web.new');
  rmSync(half, { recursive: true, force: true });
  await vite.build({ configFile: join(root, 'vite.config.ts'), root, logLevel: 'warn', build: { outDir: half } });
  await compressAll(half);
  const old = join(dist, 'web.old');
  rmSync(old, { recursive: true, force: true });
  if (existsSync(join(dist, 'web'))) renameSync(join(dist, 'web'), old);
  renameSync(half, join(dist, 'web'));
  rmSync(old, { recursive: true, force: true });
}

/** The server sends `.br` and `.gz` as they lie, so they can be as small as they get. */
async function compressAll(folder) {
  const brotli = promisify(brotliCompress);
  const zip = promisify(gzip);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|css|svg|json|webmanifest)$/.test(name));
  await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const content = await readFile(path);
      if (content.length < 1024) return;
      const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
      await writeFile(`${path}.br`, await brotli(content, { params }));
      await writeFile(`${path}.gz`, await zip(content, { level: 9 }));
    }),
  );
}

function stampOf(half) {
  return join(dist, `.stamp-${half}`);
}

function isFresh(half, files) {
  const stamp = stampOf(half);
  return existsSync(stamp) && existsSync(join(dist, halves[half].made)) && readFileSync(stamp, 'utf8') === signature(half, files);
}

/** Path, time and size of every source: reading them all would cost each command a second. */
function signature(half, files) {
  const digest = createHash('sha256').update(process.version);
  const { sources: belongs, also } = halves[half];
  const others = also.filter((path) => existsSync(join(root, path))).map((path) => describe(join(root, path)));
  for (const file of [...files.filter((one) => belongs(one.path)), ...others]) digest.update(`${file.path} ${file.time} ${file.size}\n`);
  return digest.digest('hex');
}

function sources() {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|css|html|svg|json)$/.test(entry.name) && !entry.parentPath.split(sep).includes('tests'))
    .map((entry) => describe(join(entry.parentPath, entry.name)))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function describe(path) {
  const { mtimeMs, size } = statSync(path);
  return { path: relative(root, path).split(sep).join('/'), time: mtimeMs, size };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const asked = process.argv.slice(2).filter((half) => half in halves);
  // By hand (`npm run build`) it builds all anew.
  await buildHere(asked.length > 0 ? asked : ['server', 'web'], asked.length === 0);
}
