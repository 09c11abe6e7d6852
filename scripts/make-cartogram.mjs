// Makes data/cartograms/<city>.json from the hand-drawn <city>.sketch.txt and the city's division list.
// Refuses a sketch that forgets a child, names one twice or names none: a tile must never vanish from the picture unnoticed.
// Usage: node scripts/make-cartogram.mjs 4104 [--check]     exit 0 made or fresh, 1 wrong, 2 wrong usage
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

const [city, flag] = process.argv.slice(2);
if (!/^\d{4}$/.test(city ?? '') || (flag !== undefined && flag !== '--check')) {
  console.error('用法：node scripts/make-cartogram.mjs <四位城市代码> [--check]');
  process.exit(2);
}

const root = new URL('..', import.meta.url);
const sketchFile = new URL(`data/cartograms/${city}.sketch.txt`, root);
const jsonFile = new URL(`data/cartograms/${city}.json`, root);
const divisions = parse(readFileSync(new URL(`data/divisions/${city}.csv`, root), 'utf8'), {
  columns: true,
  bom: true,
  comment: '#',
  relax_column_count: true,
});

/** A county under a city adds two digits, every other level three. */
const childLength = (parent) => (parent.length === 4 ? 6 : parent.length + 3);
// A division that ended has a successor; the picture shows those of today.
const childrenOf = (parent) =>
  divisions
    .filter((d) => d.code.startsWith(parent) && d.code.length === childLength(parent) && !(d.valid_to ?? d.until ?? ''))
    .map((d) => ({ code: d.code, name: d.name }));

const faults = [];
const positions = {};
let parent = null;
let row = 0;
for (const [index, line] of readFileSync(sketchFile, 'utf8').split('\n').entries()) {
  const words = line.trim().split(/\s+/);
  if (line.trim() === '' || line.startsWith('#')) continue;
  const head = /^(\d{4}|\d{6}|\d{9})$/.exec(words[0]);
  if (head) {
    parent = head[1];
    positions[parent] = {};
    row = 0;
    continue;
  }
  if (parent === null) {
    faults.push(`第 ${index + 1} 行：还没有写上级代码`);
    continue;
  }
  for (const [column, word] of words.entries()) {
    if (word === '·') continue;
    const found = childrenOf(parent).filter((d) => (word.startsWith('=') ? d.code === word.slice(1) : d.name.startsWith(word)));
    const [child, second] = found;
    if (!child || second) faults.push(`第 ${index + 1} 行 ${word}：${parent} 下有 ${found.length} 个，应恰好一个`);
    else if (positions[parent][child.code]) faults.push(`第 ${index + 1} 行 ${word}：已经放过一次`);
    else positions[parent][child.code] = [column, row];
  }
  row += 1;
}
for (const [code, cells] of Object.entries(positions)) {
  const missing = childrenOf(code).filter((d) => !cells[d.code]);
  if (missing.length > 0) faults.push(`${code} 缺 ${missing.map((d) => `${d.code} ${d.name}`).join('、')}`);
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}

const json = `{\n${Object.entries(positions)
  .map(([code, cells]) => `"${code}":${JSON.stringify(cells)}`)
  .join(',\n')}\n}\n`;
if (flag === '--check') {
  if (readFileSync(jsonFile, 'utf8') !== json) {
    console.error(`data/cartograms/${city}.json 已过时，请运行 node scripts/make-cartogram.mjs ${city}`);
    process.exit(1);
  }
} else writeFileSync(jsonFile, json);
console.log(
  `${Object.keys(positions).length} 个上级，${Object.values(positions).reduce((sum, cells) => sum + Object.keys(cells).length, 0)} 个方格`,
);
