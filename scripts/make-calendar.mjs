#!/usr/bin/env node
/**
 * Makes data/calendar/<year>.csv (days off and days worked in exchange, 放假与调休上班) from the installed package `chinese-days`.
 *
 *   node scripts/make-calendar.mjs           every year of data/calendar/years.csv
 *   node scripts/make-calendar.mjs --check   compares, writes nothing; exit code 1 when a file differs
 *
 * A new year: when the State Council's notice is out, update `chinese-days`, add the year with its notice to years.csv, run this, and compare
 * the file with the text of the notice. The tests compare 2022 to 2026 with a list taken from the notices.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parse } from 'csv-parse/sync';

const { holidays, workdays } = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json');
const { version } = createRequire(import.meta.url)('chinese-days/package.json');
const folder = new URL('../data/calendar/', import.meta.url);
const years = parse(await readFile(new URL('years.csv', folder)), { columns: true, comment: '#', comment_no_infix: true });
const CHANGES = [
  { from: '2015-09-03', to: '2015-09-06', notice: '国发明电〔2015〕1号' },
  { from: '2019-04-28', to: '2019-05-05', notice: '国办发明电〔2019〕3号' },
  { from: '2020-01-31', to: '2020-02-02', notice: '国办发明电〔2020〕1号' },
];
const notices = new Map(years.map((row) => [row.year, row.notice]));
const checkOnly = process.argv.includes('--check');

for (const { year } of years) {
  const days = [
    ...Object.entries(holidays).map(([date, words]) => ({ date, kind: 'off', name: nameOf(words) })),
    ...Object.entries(workdays).map(([date, words]) => ({ date, kind: 'work', name: `${nameOf(words)}调休` })),
  ].filter(({ date }) => date.startsWith(year));
  if (days.length === 0) throw new Error(`chinese-days ${version} has no ${year}`);
  days.sort((a, b) => (a.date < b.date ? -1 : 1));
  const text = [
    `# ${year} 年放假（off）与调休上班（work）日；其余按星期：周一至周五上班。`,
    `# 来源：${notices.get(year) || '国务院办公厅年度放假通知，文号待核实'}；经 npm 包 chinese-days@${version}（MIT）取得，由 scripts/make-calendar.mjs 生成。`,
    'date,kind,name,notice',
    ...days.map(({ date, kind, name }) => `${date},${kind},${name},${noticeOf(date)}`),
    '',
  ].join('\n');
  const path = new URL(`${year}.csv`, folder);
  if (!checkOnly) await writeFile(path, text);
  else if (text !== (await readFile(path, 'utf8').catch(() => ''))) {
    console.log(`data/calendar/${year}.csv differs from chinese-days ${version}`);
    process.exitCode = 1;
  }
}

/** "Spring Festival,春节,4" → 春节 */
function nameOf(words) {
  return words.split(',')[1];
}

/**
 * The notice a day comes from: a later one where it changed the arrangement; the last days of December belong to the New Year holiday,
 * which the next year's notice arranges.
 */
function noticeOf(date) {
  const change = CHANGES.find(({ from, to }) => date >= from && date <= to);
  if (change) return change.notice;
  const year = Number(date.slice(0, 4));
  return notices.get(String(date.slice(5) >= '12-25' ? year + 1 : year)) || '待核实';
}
