/** Every way the software says no is declared once, under its unit's name, in Chinese that tells what to do next. */
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { assembled } from './assembled.ts';
import { code, text } from './sources.ts';

interface Declared {
  path: string;
  line: number;
  type: string;
  status: string;
  title: string;
  /** The words of `detail`, literals joined; facts in it are left out. */
  detail: string;
}

/** Problems that are declared outside a `problems.ts`, and why. */
const elsewhere: Readonly<Record<string, string>> = {
  'src/platform/http.ts': 'the door’s own refusals, thrown where a request is judged',
  'src/platform/config.ts': 'said before there is an office',
  'src/platform/supervisor.ts': 'said before there is an office',
  'src/demo.ts': 'a door',
};

/** Whose words come from the one who throws them. */
const wordsOfTheCase: Readonly<Record<string, string>> = {
  '/problems/platform/bad-request': 'says which field is wrong',
  '/problems/registers/cannot-merge': 'says why these two cannot be merged',
  '/problems/registers/import-failed': 'on the command line: the words of the import itself',
};

/** How a sentence tells what to do next. */
const tells = /请|须|后再|不用再|可以?(在|按|到|先|改|再|用|办|让|由|打开|查看|填|选)|应当?|只能|改用|稍后|重新|直接就能|不要/;

function declarations(path: string, source: string): Declared[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2023, true);
  const found: Declared[] = [];
  const words = (node: ts.Node | undefined): string => {
    let said = '';
    const visit = (part: ts.Node): void => {
      if (ts.isStringLiteralLike(part) || ts.isTemplateHead(part) || ts.isTemplateMiddleOrTemplateTail(part)) said += part.text;
      ts.forEachChild(part, visit);
    };
    if (node) visit(node);
    return said;
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'problem') {
      const [given] = node.arguments;
      const member = (name: string): ts.Node | undefined => {
        const property =
          given && ts.isObjectLiteralExpression(given) ? given.properties.find((one) => one.name?.getText(file) === name) : undefined;
        return property && ts.isPropertyAssignment(property) ? property.initializer : property;
      };
      // Made by a function from its arguments: looked at below, when it is made.
      const type = member('type');
      if (type && ts.isTemplateExpression(type)) return;
      found.push({
        path,
        line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1,
        type: words(type),
        status: member('status')?.getText(file) ?? '',
        title: words(member('title')),
        detail: words(member('detail')),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** What is wrong with a declaration, in words that say what to do. */
function faults({ path, type, status, title, detail }: Declared): string[] {
  const unit = /^src\/(?:core|programmes)\/([^/]+)\//.exec(path)?.[1] ?? /^src\/platform\/([^/]+)\//.exec(path)?.[1] ?? 'platform';
  const prefix = path.startsWith('src/platform/') ? `(platform|${unit})` : unit;
  return [
    new RegExp(`^/problems/${prefix}/[a-z]+(-[a-z0-9]+)*$`).test(type) ? '' : `${type}: write /problems/${unit}/<what-is-wrong>`,
    /^[45]\d\d$/.test(status) ? '' : `${type}: its status is 4xx or 5xx, not ${status}`,
    /\p{Script=Han}/u.test(title) ? '' : `${type}: its title is Chinese`,
    type in wordsOfTheCase || /\p{Script=Han}.*\p{Script=Han}/su.test(detail) ? '' : `${type}: its detail is Chinese`,
    type in wordsOfTheCase || tells.test(detail) ? '' : `${type}: “${detail}” does not tell what to do next; add a sentence with 请……`,
    /[！!]|抱歉|对不起|哎呀/.test(detail) ? `${type}: “${detail}”: plain words, no apology` : '',
    /(^|\/)problems(\.ts$|\/)/.test(path) || path in elsewhere ? '' : `${type}: move it to ${unit}’s problems.ts`,
  ]
    .filter((fault) => fault !== '')
    .map((fault) => `${path}: ${fault}`);
}

const all = code()
  .filter((path) => path.startsWith('src/') && !path.includes('/tests/') && path !== 'src/platform/problem.ts')
  .flatMap((path) => {
    const source = text(path);
    return source.includes('problem') ? declarations(path, source) : [];
  });

describe('a problem', () => {
  test('says whose it is, what is wrong and what to do next', () => {
    expect(all.length).toBeGreaterThan(80);
    expect(all.flatMap(faults)).toEqual([]);
  });

  test('is declared once', () => {
    const places = new Map<string, string[]>();
    for (const { type, path, line } of all) places.set(type, [...(places.get(type) ?? []), `${path}:${line}`]);
    expect([...places].filter(([, where]) => where.length > 1).map(([type, where]) => `${type}: ${where.join(', ')}`)).toEqual([]);
  });

  test('for which a constraint stands is no different', () => {
    const { constraints, units } = assembled;
    const said = new Map<string, string>();
    for (const make of Object.values(constraints)) {
      const made = make();
      const unit = units.find(({ key }) => made.type.startsWith(`/problems/${key}/`));
      expect(unit, `${made.type}: write /problems/<unit>/<what-is-wrong>`).toBeDefined();
      expect(made.status, made.type).toBeGreaterThanOrEqual(400);
      expect(made.title, made.type).toMatch(/\p{Script=Han}/u);
      expect(made.detail, `${made.type}: tell what to do next`).toMatch(tells);
      // Two constraints may mean the same; then they say the same.
      expect(said.get(made.type) ?? made.message, made.type).toBe(made.message);
      said.set(made.type, made.message);
    }
    expect(said.size).toBeGreaterThan(10);
  });

  test('that breaks it is found', () => {
    const declared = (declaration: string) =>
      declarations('src/core/people/problems.ts', `export const a = problem(${declaration});`).flatMap(faults);
    expect(declared("{ type: '/problems/people/a', status: 404, title: '没有', detail: () => '没有这个人。请核对。' }")).toEqual([]);
    expect(declared("{ type: '/problems/ledger/a', status: 404, title: '没有', detail: () => '没有这个人。请核对。' }")).toHaveLength(1);
    expect(declared("{ type: '/problems/people/a', status: 200, title: '没有', detail: () => '没有这个人。请核对。' }")).toHaveLength(1);
    expect(declared("{ type: '/problems/people/a', status: 404, title: 'none', detail: () => '没有这个人。请核对。' }")).toHaveLength(1);
    expect(declared("{ type: '/problems/people/a', status: 404, title: '没有', detail: () => 'not found' }")).toHaveLength(2);
    expect(declared("{ type: '/problems/people/a', status: 404, title: '没有', detail: () => '没有这一号。' }")).toHaveLength(1);
    expect(
      declarations(
        'src/core/people/acts.ts',
        "problem({ type: '/problems/people/a', status: 404, title: '没有', detail: () => '没有。请核对。' })",
      ).flatMap(faults),
    ).toHaveLength(1);
  });
});
