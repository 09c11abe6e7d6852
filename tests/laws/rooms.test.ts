/** The same names in every unit, no rooms for odds and ends, and no file that outgrew its name. */
import { describe, expect, test } from 'vitest';
import { seventhFiles } from '../seventh/fixture.ts';
import { pure } from './boundary-rules.ts';
import { files, text } from './sources.ts';

/** What may stand in every unit and programme. One that outgrew its file is a folder of the same name. */
const rooms = [
  ...['README.md', 'index.ts', 'programme.ts', 'registers.ts', 'checklists.ts', 'matters.ts', 'events.ts', 'rules.ts', 'codes.ts'],
  ...[
    'indicators.ts',
    'documents.ts',
    'acts.ts',
    'queries.ts',
    'routes.ts',
    'commands.ts',
    'problems.ts',
    'access.sql',
    'jobs.ts',
    'demo.ts',
  ],
  ...['ui', 'tests'],
];
const folders = [
  'registers',
  'checklists',
  'matters',
  'events',
  'rules',
  'codes',
  'indicators',
  'documents',
  'acts',
  'queries',
  'routes',
  'demo',
];

/** Rooms that only one unit has, and what for. A new line here is a decision: first look whether a room above already is the place. */
const own: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'core/ledger': {
    'act.ts': 'what an act is and how it is performed: the noun of the unit',
    'actor.ts': 'the Actor, a plain value that every unit reads (pure)',
    'anchors.ts': '锚点: the head of the chain, kept beside the database and compared with it',
    'door.ts': 'declared routes and how they are mounted',
    'erase.ts': 'the one act of the unit: 依法删除',
    'unit.ts': 'the unit as the doors take it; apart from index.ts, which every unit imports',
  },
  'core/reference': { 'identifiers.ts': 'check digits of 身份证 and 信用代码 (pure)' },
  'core/people': {
    'actors.ts': 'builds the Actor from posts and delegations',
    'clients.ts': 'a browser in words, for the list of devices',
    'office.ts': 'opening an office: the first act of all',
    'passwords.ts': 'hashing and judging passwords',
    'people.ts': 'the unit as the doors take it',
    'roles.ts': 'what a post gives: collects the roles of all programmes',
    'sessions.ts': 'who is behind a cookie',
  },
  'core/files': {
    'attachments.ts': 'what a file is evidence of: called by the acts of other units',
    'content.ts': 'where the bytes lie',
  },
  'core/notices': { 'tell.ts': 'putting a notice into inboxes: called by the acts of other units' },
  'core/documents': {
    'bulletin.ts': 'the declaration of a bulletin: the noun of the unit',
    'paper.ts': 'an edition as a page of paper',
  },
  'core/matters': { 'kind.ts': 'the declaration of a kind of matter: the noun of the unit (pure)' },
  'core/visits': { 'checklist.ts': 'the declaration of a checklist: the noun of the unit (pure)' },
  'core/registers': {
    'sheet.ts': 'the declaration of a register: the noun of the unit (pure)',
    'cells.ts': 'what a cell means (pure)',
    cells: 'kinds of cells (pure)',
    'headings.ts': 'which column a heading is (pure)',
    'masks.ts': 'how a sealed value is shown (pure)',
    'exports.ts': 'a register as workbook or CSV',
    'filters.ts': 'address parameters of a list as conditions',
    'history.ts': 'the versions of a row, column by column',
    'position.ts': 'map positions lie in the box that the office set',
    imports: 'a workbook on its way into a register, with rooms of its own',
    'rows.ts': 'sealing and masking a row',
    'shapes.ts': 'schemas made from a sheet',
    'store.ts': 'writing a row, its subject and its terms',
    'tables.ts': 'from a sheet to SQL',
    'terms.ts': 'the words under which a row is found',
    'views.ts': '视图 saved by a person',
  },
  'core/indicators': {
    'figure.ts': 'the declaration of a figure: the noun of the unit',
    'law.ts': 'no figure looks at who did the work',
    'matter-figures.ts': 'figures that every kind of matter has',
    'territory.ts': 'divisions as then and as now',
    'window.ts': 'from a question to the rows it is about',
  },
  'programmes/fire': {
    'warnings.ts': 'what the register says beside a row; reads parameters, so no rule',
    'ledgers.ts': 'the three lists and two ledgers, on screen and as workbooks',
    ledgers: 'each of the five: its columns and where its rows come from',
    'worklists.ts': 'the list of the day and the inspection records as workbooks',
  },
};

const entries = new Map<string, Set<string>>();
for (const path of [...files(/^src\/(core|programmes)\/[^/]+\/./), ...seventhFiles().keys()]) {
  if (path.startsWith('db/')) continue;
  const [, zone, unit, entry] = path.split('/');
  const name = `${zone}/${unit}`;
  entries.set(name, (entries.get(name) ?? new Set()).add(entry ?? ''));
}

describe('a unit', () => {
  test.each([...entries])('%s has the rooms of every unit and the ones named here', (unit, found) => {
    const allowed = new Set([...rooms, ...folders, ...Object.keys(own[unit] ?? {})]);
    const strange = [...found].filter((entry) => !allowed.has(entry));
    expect(strange, 'put it into one of the rooms of house.md, or name it in tests/laws/rooms.test.ts with its reason').toEqual([]);
  });

  test('has no room that is named here and gone', () => {
    const gone = Object.entries(own).flatMap(([unit, list]) =>
      Object.keys(list)
        .filter((entry) => !entries.get(unit)?.has(entry))
        .map((entry) => `${unit}/${entry}`),
    );
    expect(gone).toEqual([]);
  });

  test('of the core has a front door as soon as it has code that is not pure', () => {
    const pureRooms = new RegExp(pure.join('|'));
    const shut = [...entries]
      .filter(
        ([unit, found]) =>
          unit.startsWith('core/') &&
          [...found].some((entry) => entry.endsWith('.ts') && !pureRooms.test(`src/${unit}/${entry}`)) &&
          !found.has('index.ts'),
      )
      .map(([unit]) => unit);
    expect(shut).toEqual([]);
  });
});

describe('a name', () => {
  const ours = files(/^(src|tests|scripts|bench|bin|data|db)\//).filter((path) => !path.includes('/files/'));

  test('says what is in the file', () => {
    const vague = /^(util|utils|helper|helpers|common|service|services|manager|managers|misc)$/;
    const found = ours.filter((path) => path.split(/[/.-]/).some((word) => vague.test(word)));
    expect(found, 'name it after what it holds, in the words of CONTEXT.md').toEqual([]);
  });

  test('is written in kebab-case', () => {
    const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
    const exempt = /(^|\/)README\.md$|(^db|^tests\/seventh)\/migrations\/|\.py$/;
    const found = ours.filter((path) => !exempt.test(path) && path.split('/').some((part) => !kebab.test(part)));
    expect(found).toEqual([]);
  });

  test('of a migration is NNNN_<unit>_<what>.sql, and the numbers are one line', () => {
    const names = files(/^db\/migrations\//).map((path) => path.split('/').at(-1) ?? '');
    expect(names.filter((name) => !/^\d{4}_[a-z]+(_[a-z]+)+\.sql$/.test(name))).toEqual([]);
    const numbers = names.map((name) => name.slice(0, 4));
    expect(new Set(numbers).size, 'two migrations have the same number').toBe(numbers.length);
  });
});

describe('a file', () => {
  /** Longer on purpose. */
  const long: Readonly<Record<string, string>> = {
    'db/migrations/0001_ledger_foundation.sql': 'append-only history',
    'db/migrations/0004_people_tables.sql': 'append-only history',
    'db/migrations/0027_ledger_erase_copies.sql': 'append-only history',
    'src/programmes/fire/tests/import.db.test.ts': 'one story of one workbook after another, over one world',
  };
  const lines = new Map(
    files(/^(src|tests|scripts|bench|db\/migrations)\/.*\.(ts|tsx|mts|mjs|css|sql)$/)
      .filter((path) => !path.startsWith('src/generated/'))
      .map((path) => [path, text(path).split('\n').length - 1] as const),
  );

  test('that outgrows 400 lines becomes a folder', () => {
    const grown = [...lines].filter(([path, count]) => count > 400 && !(path in long)).sort((a, b) => b[1] - a[1]);
    if (grown.length > 0) console.warn(`files over 400 lines:\n${grown.map(([path, count]) => `  ${count} ${path}`).join('\n')}`);
    expect(
      grown.filter(([, count]) => count > 450).map(([path, count]) => `${path}: ${count} lines`),
      'split it into a folder of the same name, or name it here with its reason',
    ).toEqual([]);
  });

  test('named as long is long', () => {
    expect(Object.keys(long).filter((path) => (lines.get(path) ?? 0) <= 400)).toEqual([]);
  });
});
