/** The core names no programme; nothing in the repository tells of the machine or the making of it. */
import { createHash } from 'node:crypto';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { heritage } from '../seventh/fixture.ts';
import { files, text } from './sources.ts';

/** Keys of the programmes, also of those that are not built yet and of the seventh, which is a test. */
const programmes = ['talent', 'fire', 'village', 'court', 'civic', 'legal', heritage.key];

/** A string that is a programme's key, or a name under it: `fire`, `fire.premises`, `fire:4104`, `/api/fire/…`. */
const named = new RegExp(`(^|/|api/)(${programmes.join('|')})($|[.:/])`);

/** Where the core says such a word and means something else, or has a reason. Path, then the strings. */
const meant: Readonly<Record<string, { words: readonly string[]; because: string }>> = {
  'src/core/divisions/rules.ts': { words: ['village'], because: 'the level of a division' },
  'src/core/divisions/rules/codes.ts': { words: ['village'], because: 'the level of a division' },
  'src/core/divisions/rules/names.ts': { words: ['village'], because: 'the level of a division' },
  'src/core/documents/bulletin.ts': { words: ['village'], because: 'the level of a division' },
  'src/core/indicators/figure.ts': { words: ['village'], because: 'the level of a division' },
  'src/core/divisions/queries.ts': { words: ['court'], because: 'a kind of unit 单位' },
  'src/core/people/acts/accounts.ts': { words: ['court'], because: 'a kind of unit 单位' },
  'src/core/people/ui/units.tsx': { words: ['court'], because: 'a kind of unit 单位' },
  'db/migrations/0003_divisions_tables.sql': { words: ['court'], because: 'a kind of unit 单位' },
  'db/migrations/0004_people_tables.sql': { words: ['village'], because: 'the village of a grid, as an alias' },
  'src/core/ledger/actor.ts': { words: ['court'], because: 'whose posts do not open the shared places: said once, where scopes are made' },
};

/** String literals of a TypeScript file, without comments and imports. */
function strings(path: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.ES2023, false, path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS));
  return found;
}

/** Quoted words of an SQL file and schemas it names, without comments. */
const quoted = (source: string): string[] =>
  [
    ...source
      .replace(/--.*$/gm, '')
      .replace(/comment on [^']*'(?:[^']|'')*';/g, '')
      .matchAll(/'((?:[^']|'')*)'|\b([a-z_]+)\.[a-z_]+/g),
  ].flatMap(([, literal, schema]) => literal ?? (schema && programmes.includes(schema) ? [schema] : []));

const namesIn = (path: string, source: string): string[] =>
  // Few files say such a word at all; only those are taken apart.
  !programmes.some((key) => source.includes(key))
    ? []
    : (path.endsWith('.sql') ? quoted(source) : strings(path, source)).filter((word) => named.test(word));

describe('the core', () => {
  const core = files(/^src\/(core|platform|kit)\/.*\.(ts|tsx|sql)$/).filter((path) => !path.includes('/tests/'));
  const migrations = files(
    /^db\/migrations\/\d{4}_(platform|ledger|reference|divisions|people|files|notices|books|registers|subjects|matters|visits|events|indicators|documents|forms)_/,
  );

  test('names no programme', () => {
    expect(core.length).toBeGreaterThan(150);
    const found = [...core, ...migrations].flatMap((path) =>
      namesIn(path, text(path))
        .filter((word) => !meant[path]?.words.includes(word))
        .map((word) => `${path}: “${word}”`),
    );
    expect(found, 'let the programme declare it, or name it in tests/laws/words.test.ts with its reason').toEqual([]);
  });

  test('would be found out', () => {
    expect(
      namesIn('x.ts', "// fire.premises\nimport { a } from './fire/b.ts';\nconst b = 'fire.premises' + `/api/fire/` + 'firefly';"),
    ).toEqual(['fire.premises', '/api/fire/']);
    expect(namesIn('x.sql', "-- fire\ncomment on table a is 'fire.a;b';\nselect 'fire', 'campfire', * from fire.premises")).toEqual([
      'fire',
      'fire',
    ]);
  });

  test('has no exception that is not needed', () => {
    const idle = Object.entries(meant).flatMap(([path, { words }]) => {
      const said = files().includes(path) ? namesIn(path, text(path)) : [];
      return words.filter((word) => !said.includes(word)).map((word) => `${path}: “${word}”`);
    });
    expect(idle).toEqual([]);
  });
});

describe('the repository', () => {
  /** Kept as digests, so that this list is not itself such a place: names of programs that write text and code. */
  const unnamed = new Set([
    'c857d09db23e6822',
    'c70eca6b0f88f44d',
    '7d3194f79e645c42',
    '60965168ce762e94',
    '053ea4804ef1bb33',
    '3ea125d0bff386e6',
    '5d72436256ada538',
    '57de4cf40144bdf7',
    'fc5a1047f5919892',
    '6f7ac1823da81d2e',
    '67f2d22514622d1b',
    '920510199770f4d6',
    '487b91042c7cf27a',
    'add92b9cde2bdbf3',
    '3669ffb921cca6ee',
  ]);
  const patterns: readonly (readonly [RegExp, string])[] = [
    [/(?<![\w.:/-])\/(home|Users)\/[a-z][\w.-]*\//, 'an absolute path of a developer’s machine'],
    [/(?<![\w.:/$}-])\/(root|work|mnt|workspace)\/[a-z]/, 'an absolute path of a developer’s machine'],
    [/[A-Z]:\\+Users\\/, 'an absolute path of a developer’s machine'],
    [/(?<![\w-])shared[/]/, 'a folder that is not part of the project'],
    [/\bregistry\.(npm|yarnpkg|npmmirror)[a-z.]*/, 'the host of a package registry'],
    [/\[(ILL|LRB|SEED|M-[A-Z])\]/, 'a tag of the planning papers'],
    [/\bissue #?\d|\bissues\/\d/i, 'the number of an issue'],
  ];
  const texts = files(/\.(ts|tsx|mts|mjs|cjs|js|json|jsonc|md|sql|css|csv|html|txt|yml|yaml|py|sh)$|^[^.]*$|^\.[^/]+$/);
  /** Said on purpose. */
  const advice: Readonly<Record<string, string>> = {
    // What to type where the public registry is slow or out of reach.
  };
  const digest = (word: string) => createHash('sha256').update(word).digest('hex').slice(0, 16);
  const traces = (source: string): string[] => [
    ...patterns.flatMap(([pattern, what]) => {
      const found = pattern.exec(source);
      return found ? [`“${found[0]}”, ${what}`] : [];
    }),
    ...[...new Set(source.toLowerCase().match(/[a-z]{3,}/g) ?? [])].filter((word) => unnamed.has(digest(word))).map((word) => `“${word}”`),
  ];

  test('tells nothing of the machine and the making', () => {
    expect(texts.length).toBeGreaterThan(400);
    const found = texts.flatMap((path) => traces(text(path).replaceAll(advice[path] ?? '\0', '')).map((trace) => `${path}: ${trace}`));
    expect(found).toEqual([]);
  });

  test('would be found out', () => {
    const slash = '/';
    for (const line of [
      `see ${slash}home/li/taizhang${slash}x`,
      `'${slash}work/main'`,
      `../shared${slash}design`,
      `https://registry${'.'}npmjs.org/x`,
      `[${'ILL'}]`,
      `as in issue${' '}2`,
      ['g', 'p', 't'].join(''),
    ]) {
      expect(traces(line), line).not.toEqual([]);
    }
    expect(traces(`GET /api${slash}work${slash}1, /rooted, firework${slash}x, an issue of 2022`)).toEqual([]);
  });
});
