/** `npm run check`: what every commit must pass, within two minutes. No browser, no build. */
import './node-version.mjs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installModules, root } from './install.mjs';

await installModules();
const program = (name) => join(root, 'node_modules', ...name.split('/'));
const steps = [
  // Side by side: two cores.
  [
    { title: '格式与规范', args: [program('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'] },
    { title: '类型（服务端）', args: [program('typescript/bin/tsc'), '-p', 'tsconfig.json'] },
    { title: '类型（界面）', args: [program('typescript/bin/tsc'), '-p', 'tsconfig.web.json'] },
  ],
  [{ title: '规则与约束', args: [program('vitest/vitest.mjs'), 'run', '--reporter=dot', '--project=rules', '--project=laws'] }],
];

const began = Date.now();
let failed = false;
for (const group of steps) {
  for (const { title, code, output, seconds } of await Promise.all(group.map(run))) {
    console.log(`${code === 0 ? '通过' : '不通过'}  ${title}  ${seconds} 秒`);
    if (code === 0) continue;
    failed = true;
    console.log(output);
  }
}
console.log(`${failed ? '有不通过的' : '全部通过'}，共 ${((Date.now() - began) / 1000).toFixed(1)} 秒`);
process.exitCode = failed ? 1 : 0;

function run({ title, args }) {
  const start = Date.now();
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
      });
    }
    child.once('close', (code) => done({ title, code, output, seconds: ((Date.now() - start) / 1000).toFixed(1) }));
  });
}
