/**
 * `npm test`: installs what the tests need, builds, runs every test, and ends with the line `N passed, N failed`.
 * Arguments go to vitest, e.g. `npm test -- --project rules`.
 */
import './node-version.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { installModules, root } from './install.mjs';

/** What `apt-get` calls them, and whether they are here. */
const programs = [
  { title: 'Chromium', debian: 'chromium', isHere: () => findChromium() !== null },
  { title: '中文字体', debian: 'fonts-noto-cjk', isHere: hasChineseFont },
  {
    title: 'LibreOffice',
    debian: 'libreoffice-calc',
    isHere: () => answers('soffice', ['--version']) || existsSync('/Applications/LibreOffice.app'),
  },
];

await installModules();
installPrograms();
await build();
runTests();

function installPrograms() {
  const missing = programs.filter((program) => !program.isHere());
  if (missing.length === 0) return;
  const wanted = missing.map((program) => program.debian);
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.error(`正在安装测试需要的程序：${wanted.join(' ')}`);
    const options = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wanted], options);
  }
  const still = missing.filter((program) => !program.isHere());
  if (still.length === 0) return;
  console.error(`缺少测试需要的程序：${still.map((program) => program.title).join('、')}`);
  console.error(`Debian、Ubuntu、统信、麒麟：sudo apt-get install ${still.map((program) => program.debian).join(' ')}`);
  console.error('macOS：安装 Google Chrome 与 LibreOffice；浏览器在别处时用 CHROMIUM_PATH 指明');
  // Without fonts or LibreOffice some tests say that they were skipped; a journey without a browser is no journey.
  if (!findChromium()) end(0, 1);
}

function hasChineseFont() {
  if (process.platform === 'darwin') return true;
  const found = spawnSync('fc-list', [':lang=zh', 'file'], { encoding: 'utf8' });
  return found.status === 0 && found.stdout.trim() !== '';
}

function answers(program, args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

function runTests() {
  const report = join(root, 'node_modules', '.cache', 'taizhang', 'tests.json');
  mkdirSync(join(report, '..'), { recursive: true });
  rmSync(report, { force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)];
  const run = spawnSync(process.execPath, [vitest, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (!existsSync(report)) return end(0, 1);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const count = (statuses) =>
    testResults.reduce((sum, file) => sum + file.assertionResults.filter((test) => statuses.includes(test.status)).length, 0);
  // A file that does not load, or whose hooks fail, has failed though none of its tests has.
  const broken = testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'));
  const passed = count(['passed']);
  const failed = count(['failed']) + broken.length;
  // An error outside any test, a failed global set-up: vitest says no, so do we.
  return end(passed, run.status === 0 ? failed : Math.max(1, failed), count(['skipped', 'pending', 'todo', 'disabled']));
}

/** The last line, and the exit code: a run without tests has failed. */
function end(passed, failed, skipped = 0) {
  if (passed + failed === 0) console.error('没有运行任何测试');
  if (skipped > 0) console.log(`${skipped} skipped`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
