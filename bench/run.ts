/**
 * `npm run bench [-- PART…]`: what must be reached with 114,000 premises and 1,000,000 matters, beside the floor that nothing can beat. Parts are
 * list, search, figure, update, bundle, import, todo, comparison, submission and lifecycle; without a part all are measured.
 *
 *   --as NAME       what the result is called (last)
 *   --explain       the plans of the main queries instead of measures
 *   --seconds N     how long a rate is measured (10)
 *
 * Prints a table and writes `bench/results/NAME.json`. Everything it keeps lies in node_modules/.cache/taizhang-bench.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { listDivisions } from '../src/core/divisions/index.ts';
import { readAs } from '../src/core/ledger/index.ts';
import { systemActor } from '../src/core/people/index.ts';
import { root } from '../src/platform/root.ts';
import { firstPage } from './bundle.ts';
import { bare, copySeconds, p95, updatesPerSecond } from './floors.ts';
import { alone, Client, together } from './load.ts';
import { type BenchOffice, benchFile, forgetBench, openBench } from './office.ts';
import { freePort, measured, serve } from './process.ts';
import { work, workParts } from './work.ts';
import { premisesHeadings, writeLargePremisesWorkbook } from './workbook.ts';

const ROWS = 114_000;

interface Measure {
  name: string;
  value: number;
  unit: string;
  /** `<=30`, `>=150`, or null where the measure only explains another. */
  target: string | null;
  floor: number | null;
  ratio: number | null;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    as: { type: 'string', default: 'last' },
    explain: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '10' },
  },
});
const premisesParts = ['list', 'search', 'figure', 'update', 'bundle'];
const parts = [...premisesParts, 'import', ...workParts];
const strange = positionals.filter((part) => !parts.includes(part));
if (strange.length > 0) throw new Error(`unknown: ${strange.join(', ')}; there are ${parts.join(', ')}`);
const name = values.as.replace(/[^\w.-]/g, '_');
const seconds = Number(values.seconds);
const wanted = (part: string) => positionals.length === 0 || positionals.includes(part);
const say = (words: string) => process.stderr.write(`${words}\n`);
const measures: Measure[] = [];

function note(what: string, value: number, unit: string, target: string | null, floor: number | null = null): void {
  const round = (one: number) => Number(one.toPrecision(4));
  measures.push({
    name: what,
    value: round(value),
    unit,
    target,
    floor: floor === null ? null : round(floor),
    ratio: floor === null || floor === 0 ? null : round(value / floor),
  });
  say(`  ${what}: ${round(value)} ${unit}`);
}

/** Filtered, sorted first pages as people ask for them, and the same by hand for the floor. */
const lists = {
  'city.leader': {
    division: '4104',
    pages: ['category=J2,J4&sort=name', 'risk=red&sort=-registered_on', 'status=open&sort=name', 'category=J9&risk=orange&sort=-area'],
  },
  'fire.office': {
    division: '410402',
    pages: [
      'division=410402&category=J4&sort=name',
      'division=410402005&sort=name',
      'risk=red,orange&sort=-registered_on',
      'mixed_use=true&sort=name',
    ],
  },
  'jiaodian.clerk': {
    division: '410402100',
    pages: ['category=J1&sort=name', 'division=410402100207&sort=name', 'risk=red&sort=-area', 'lodgers_from=1&sort=name'],
  },
} as const;
const accounts = Object.keys(lists) as (keyof typeof lists)[];

const listPath = (query: string) => `/api/fire/premises?limit=50&${query}`;

async function overHttp({ config, superuser, connect }: BenchOffice, port: number): Promise<void> {
  if (!premisesParts.some(wanted)) return;
  const running = await serve(config.home, port);
  const clients = new Map<string, Client>();
  for (const account of accounts) clients.set(account, await new Client(port, 20).signIn(account));
  const client = (account: string) => clients.get(account) as Client;
  try {
    if (wanted('list')) {
      for (const account of accounts) {
        const { division, pages } = lists[account];
        const taken = await alone(client(account), pages.map(listPath), 60);
        const floor = await bare(superuser, [bareList(division)], 60);
        note(`list_alone_p95 ${account}`, p95(taken), 'ms', '<=30', p95(floor));
        const rate = await together(20, seconds, (connection) =>
          client(account).get(listPath(pages[connection % pages.length] ?? pages[0])),
        );
        note(`list_rate_20 ${account}`, rate.rate, '/s', '>=150');
      }
    }
    if (wanted('search')) {
      const words = await twoCharacters(superuser);
      for (const account of accounts) {
        const taken = await alone(
          client(account),
          words.map((word) => listPath(`q=${encodeURIComponent(word)}`)),
          3,
        );
        const floor = await bare(
          superuser,
          words.map((word) => bareSearch(word, lists[account].division)),
          3,
        );
        note(`search_p95 ${account}`, p95(taken), 'ms', '<=20', p95(floor));
        const box = await alone(
          client(account),
          words.map((word) => `/api/search?q=${encodeURIComponent(word)}`),
          3,
        );
        note(`search_box_p95 ${account}`, p95(box), 'ms', '<=20', p95(floor));
      }
      const names = await wholeNames(superuser);
      const whole = await alone(
        client('city.leader'),
        names.map((word) => listPath(`q=${encodeURIComponent(word)}`)),
        3,
      );
      note('search_whole_name_p95 city.leader', p95(whole), 'ms', null);
    }
    if (wanted('figure')) {
      for (const account of accounts) {
        const { division } = lists[account];
        const length = account === 'jiaodian.clerk' ? 12 : 9;
        const by = account === 'jiaodian.clerk' ? 'division' : 'town';
        const taken = await alone(client(account), [`/api/indicators/fire.premises_registered/by?division=${division}&by=${by}`], 40);
        const floor = await bare(
          superuser,
          [
            `select left(division, ${length}), count(*) from fire.premises where city = '4104' and division >= '${division}' and division < '${division}:' group by 1 order by 1`,
          ],
          40,
        );
        note(`figure_by_town_p95 ${account}`, p95(taken), 'ms', '<=150', p95(floor));
      }
      const vacant = await alone(client('city.leader'), ['/api/indicators/fire.responsibility_vacant/by?division=4104&by=town'], 10);
      note('figure_vacant_by_town_p95 city.leader', p95(vacant), 'ms', null);
    }
    if (wanted('update')) {
      await copySeconds(superuser);
      const floor = await updatesPerSecond(connect, 10, Math.min(5, seconds));
      for (const account of ['fire.office', 'jiaodian.clerk'])
        note(`update_rate_10 ${account}`, await updates(client(account)), '/s', '>=300', floor);
    }
    if (wanted('bundle')) {
      const { kilobytes, files, browser } = await firstPage(port);
      note(`first_page_javascript${browser ? '' : '_named'}`, kilobytes, 'KB', '<=350');
      say(`  ${files.length} files: ${files.join(' ')}`);
    }
  } finally {
    for (const one of clients.values()) one.close();
    await running.stop();
  }
}

/** Each connection edits its own rows, each row again and again, as people do who go through a list. */
async function updates(client: Client): Promise<number> {
  const rows: { id: string; version: number }[] = [];
  for (let after = ''; rows.length < 400; ) {
    // Plain answers are parsed; the small limit keeps them below the size that is compressed.
    const answer = await fetchPage(client, after);
    rows.push(...answer.items);
    if (answer.next === null) break;
    after = answer.next;
  }
  const turns = new Map<number, number>();
  const { rate } = await together(10, seconds, async (connection) => {
    const turn = turns.get(connection) ?? 0;
    turns.set(connection, turn + 1);
    const row = rows[(turn * 10 + connection) % rows.length];
    if (!row) throw new Error('no row to edit');
    const answer = await client.patch(`/api/fire/premises/${row.id}`, {
      version: row.version,
      values: { extinguishers: (row.version * 7 + turn) % 40 },
      reason: '现场核对',
    });
    if (answer.status === 200) row.version = (JSON.parse(answer.body) as { version: number }).version;
    return answer;
  });
  return rate;
}

async function fetchPage(client: Client, after: string): Promise<{ items: { id: string; version: number }[]; next: string | null }> {
  const answer = await client.get(`/api/fire/premises?sort=registered_on&limit=2${after ? `&after=${after}` : ''}`);
  return JSON.parse(answer.body) as { items: { id: string; version: number }[]; next: string | null };
}

const bareList = (division: string) => `
  select p.*, s.name, s.address, s.uscc, s.plate_no, s.longitude, s.latitude from fire.premises p join subjects.places s on s.city = p.city and s.id = p.id
  where p.city = '4104' and p.division >= '${division}' and p.division < '${division}:' and p.category = 'J4' order by s.name collate "zh-Hans-x-icu", p.id limit 50`;

const bareSearch = (word: string, division: string) => `
  select p.*, s.name, s.address from registers.terms x join fire.premises p on p.city = x.city and p.id = x.row_id join subjects.places s on s.city = p.city and s.id = p.id
  where x.city = '4104' and x.term = ${pg.escapeLiteral(word)} and x.register = 'fire.premises' and x.division >= '${division}' and x.division < '${division}:' order by x.division, x.row_id limit 51`;

/** Pairs of characters out of names: common ones and rare ones, always the same. */
async function twoCharacters(superuser: pg.Client): Promise<string[]> {
  const { rows } = await superuser.query<{ term: string }>(`
    with pairs as (select term, count(*) as n from registers.terms where city = '4104' and register = 'fire.premises' and term ~ '^[一-鿿]{2}$' group by term)
    (select term from pairs order by n desc, term limit 20) union all (select term from pairs where n between 20 and 400 order by md5(term) limit 60) union all (select term from pairs where n < 5 order by md5(term) limit 20)`);
  return rows.map((row) => row.term);
}

async function wholeNames(superuser: pg.Client): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string }>(
    `select name from subjects.places where length(name) between 5 and 8 order by md5(name) limit 40`,
  );
  return rows.map((row) => row.name);
}

/** A workbook of as many rows by the command line into an empty register, in a database of its own. */
async function importing(full: BenchOffice, port: number): Promise<void> {
  const file = benchFile(`premises-${ROWS}.xlsx`);
  const system = await systemActor(full.office, 'fire');
  const names = await readAs(full.office, system, async (tx) => {
    const places = await listDivisions(tx, system.city);
    const known = new Map(places.map((place) => [place.code, place.name]));
    return places
      .filter((place) => place.code.length === 12)
      .map(({ code, name: village }) => `${known.get(code.slice(0, 6))}${known.get(code.slice(0, 9))}${village}`);
  });
  if (!existsSync(file)) {
    say(`writing ${file}, once`);
    await writeLargePremisesWorkbook(file, ROWS, names);
  }
  const floor = await copySeconds(full.superuser);
  const parse = await measured(['--import', 'tsx', join(root, 'bench/parse.ts'), file], {});
  const once = (JSON.parse(parse.output) as { seconds: number }).seconds;
  note('copy_of_the_rows', floor, 's', null);
  note('one_parse', once, 's', null);

  forgetBench('import');
  const empty = await openBench('import', 0, port, say);
  try {
    const run = await measured([join(root, 'dist/cli.js'), 'import', 'fire.premises', file, '--as', 'fire.city', '--json'], {
      TAIZHANG_HOME: empty.config.home,
    });
    const answer = JSON.parse(run.output) as {
      rows: number;
      accepted: number;
      rejected: number;
      duplicates: number;
      unchanged: number;
      errors: unknown[];
    };
    if (answer.rows !== ROWS || answer.accepted + answer.rejected + answer.duplicates + answer.unchanged !== ROWS)
      throw new Error(`the import lost rows: ${run.output.slice(0, 500)}`);
    say(
      `  ${answer.accepted} accepted, ${answer.rejected} rejected, ${answer.duplicates} duplicates ${JSON.stringify(answer.errors.slice(0, 2))}`,
    );
    note(`import_${ROWS}_rows_${premisesHeadings.length}_columns`, run.seconds, 's', '<=40', once);
    if (run.memory > 0) note('import_peak_memory', run.memory, 'MB', '<=500', parse.memory);
  } finally {
    await empty.close();
    forgetBench('import');
  }
}

function reached({ value, target }: Measure): string {
  if (!target) return '';
  const bound = Number(target.slice(2));
  return (target.startsWith('<=') ? value <= bound : value >= bound) ? '到' : '未到';
}

function print(): void {
  const lines = [
    ['measure', 'value', 'unit', 'target', 'floor', 'ratio', ''],
    ...measures.map((m) => [
      m.name,
      String(m.value),
      m.unit,
      m.target ?? '',
      m.floor === null ? '' : String(m.floor),
      m.ratio === null ? '' : String(m.ratio),
      reached(m),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4, 5, 6].map((at) => Math.max(...lines.map((line) => (line[at] ?? '').length)));
  process.stdout.write(
    `\n${lines
      .map((line) =>
        line
          .map((cell, at) => (at === 0 || at > 4 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
          .join('  ')
          .trimEnd(),
      )
      .join('\n')}\n`,
  );
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ measures }, null, 2)}\n`);
}

const port = await freePort();
const bench = await openBench('full', ROWS, port, say);
try {
  if (values.explain) {
    const pages = accounts.flatMap((account) => lists[account].pages.map((page) => ({ account, page })));
    const words = [...accounts.map((account) => ({ account, page: 'q=宏达' })), { account: 'city.leader', page: 'q=鑫源五金店' }];
    const queries = [...pages, ...words].map(({ account, page }) => {
      const { sort, ...filters } = Object.fromEntries(new URLSearchParams(page));
      return { account, filters, ...(sort ? { sort } : {}) };
    });
    const { explain } = await import('./explain.ts');
    await explain(bench.office, queries, (plan) => process.stdout.write(`${plan}\n`));
  } else {
    await overHttp(bench, port);
    await work(bench, port, { wanted, seconds, note, say });
    if (wanted('import')) await importing(bench, port);
    print();
  }
} finally {
  await bench.close();
}
