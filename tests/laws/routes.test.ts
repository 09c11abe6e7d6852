/** What every declared route says of itself, and that the interface asks for nothing else. */
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { covers, type Route } from '../../src/core/ledger/index.ts';
import { coreRoles, selfVerbs } from '../../src/core/people/index.ts';
import { assembled } from './assembled.ts';
import { browser } from './boundary-rules.ts';
import { files, text } from './sources.ts';

const { routes, units, programmes, roles } = assembled;

/** Open to strangers. */
const openToAll: Readonly<Record<string, string>> = {
  'people.office.read': 'the sign-in page names the office',
  'people.office.open': 'the first run, before anybody is there',
  'people.session.sign_in': 'signing in',
  'people.session.sign_out': 'signing out works whatever became of the session',
  'people.session.sign_out_everywhere': 'the same',
};

/** Open to whoever is signed in: what is shown follows from his scopes, or is his own. */
const openToPosts: Readonly<Record<string, string>> = {
  'ledger.acts.list': 'acts in one’s own scopes',
  'ledger.acts.read': 'the same',
  'ledger.rows.versions': 'rows in one’s own scopes',
  'ledger.state.read': 'counts of seals',
  'ledger.changes.follow': 'changes in one’s own scopes',
  'divisions.tree.list': 'the divisions of one’s own posts',
  'clock.demo.read': 'the time is shown on every page of the demo',
  'people.session.read': 'one’s own',
  'people.devices.list': 'one’s own',
  'people.devices.revoke': 'one’s own',
  'people.self.password': 'one’s own; the act asks for a verb that every post holds',
  'people.delegations.mine': 'one’s own',
  'people.colleagues.list': 'names of one’s own unit',
  'people.roles.list': 'what roles there are',
  'people.units.list': 'units are no secret inside the city',
  'registers.rows.search': 'each register is asked by its own verb',
  'registers.views.list': 'one’s own and shared ones in one’s own scopes',
  'files.files.keep': 'the act asks for the programme’s own verb',
  'files.files.content': 'files in one’s own scopes',
  'files.files.small': 'the same',
  'files.files.facts': 'the same',
  'files.files.erase': 'the act asks for the programme’s own verb',
  'notices.inbox.list': 'one’s own',
  'notices.inbox.read': 'one’s own',
  'matters.todo.list': 'what waits for oneself',
  'matters.matter.list': 'each kind is asked by its own verb',
  'matters.matter.get': 'the same, and what waits for oneself',
  'matters.matter.counts': 'the same',
  'matters.matter.export': 'the act asks for the kind’s own verb',
  'matters.people.list': 'the same',
  'matters.matter.act': 'each act is asked by its own verb',
  'matters.matter.batch': 'the same',
  'indicators.figures.list': 'each figure is asked by its own verb',
  'indicators.figure.read': 'the same',
  'indicators.figure.by': 'the same',
  'indicators.figure.series': 'the same',
  'indicators.figure.rows': 'the same',
  'indicators.figure.rows_file': 'the same',
};

/** Answers that are no JSON, by the end of the operation's name. */
const fileRoutes = [
  '.export',
  '.template',
  '.import_rejected',
  '.rows_file',
  'files.files.content',
  'files.files.small',
  'ledger.changes.follow',
];

/** Beginnings of addresses, by which the interface forgets what it has read. */
const beginnings = [
  'src/kit/live.ts: /api/ledger',
  'src/core/documents/ui/wire.ts: /api/documents/…',
  'src/core/matters/ui/calls.ts: /api/ledger',
];

const verbOf = (route: Route): string | null => (route.kind === 'act' ? route.act.verb : route.verb);
const where = (route: Route) => `${route.method} ${route.path} (${route.operation})`;

describe('a route', () => {
  test('has a name of its own: <unit>.<noun>.<what>', () => {
    const keys = new Set(units.map(({ key }) => key));
    const wrong = routes.filter(
      ({ operation }) => !/^[a-z]+\.[a-z_]+\.[a-z_]+$/.test(operation) || !keys.has(operation.split('.')[0] ?? ''),
    );
    expect(wrong.map(where), 'write operation: <unit>.<noun>.<what>').toEqual([]);
    const names = routes.map(({ operation }) => operation);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    const addresses = routes.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':')}`);
    expect(addresses.filter((one, at) => addresses.indexOf(one) !== at)).toEqual([]);
  });

  test('lies under /api, and a programme’s under its own name', () => {
    const wrong = routes.filter(({ path, operation }) => {
      const unit = operation.split('.')[0] ?? '';
      const base = programmes.some(({ key }) => key === unit) ? `/api/${unit}/` : '/api/';
      return !path.startsWith(base) || !/^(\/(:?[a-z][a-z_]*|[a-z]+(-[a-z]+)*(\.csv)?))+$/.test(path);
    });
    expect(wrong.map(where)).toEqual([]);
  });

  test('says in Chinese what it does', () => {
    expect(routes.filter(({ title }) => !/\p{Script=Han}/u.test(title)).map(where)).toEqual([]);
  });

  test('declares its answer, or answers with a file by name', () => {
    const wrong = routes.filter((route) => (route.answer === null) !== fileRoutes.some((end) => route.operation.endsWith(end)));
    expect(wrong.map(where), 'give it an answer schema, or name it as a file').toEqual([]);
  });

  test('changes something only by an act: reads are GET, acts are not', () => {
    expect(routes.filter((route) => (route.kind === 'act') === (route.method === 'GET') && route.kind !== 'raw').map(where)).toEqual([]);
  });
});

describe('a verb', () => {
  test('is asked for, or its absence has a reason', () => {
    const open = (verb: string | null) => routes.filter((route) => verbOf(route) === verb).map(({ operation }) => operation);
    expect(
      open('public').filter((name) => !(name in openToAll)),
      'give the route a verb',
    ).toEqual([]);
    expect(
      open(null).filter((name) => !(name in openToPosts)),
      'give the route a verb',
    ).toEqual([]);
    const named = [...Object.keys(openToAll), ...Object.keys(openToPosts)];
    expect(
      named.filter((name) => !open('public').includes(name) && !open(null).includes(name)),
      'no longer open: take it off the list',
    ).toEqual([]);
  });

  test('begins with the unit it belongs to', () => {
    const keys = units.map(({ key }) => key);
    const verbs = [...new Set(routes.map(verbOf))].filter((verb): verb is string => verb !== null && verb !== 'public');
    expect(verbs.filter((verb) => !/^[a-z]+\.[a-z_]+\.[a-z_]+$/.test(verb) || !keys.includes(verb.split('.')[0] ?? ''))).toEqual([]);
  });

  test('is held by some role, else nobody could ever do it', () => {
    const held = [...selfVerbs, ...roles.list.flatMap(({ verbs }) => verbs)];
    const idle = routes.filter((route) => {
      const verb = verbOf(route);
      return verb !== null && verb !== 'public' && !held.some((one) => covers(one, verb));
    });
    expect(idle.map((route) => `${where(route)}: no role holds ${verbOf(route)}`)).toEqual([]);
  });

  test('of administration and of business are never in one role', () => {
    const business = programmes.map(({ key }) => `${key}.`);
    const mixed = roles.list.filter(
      ({ verbs }) => verbs.some((verb) => business.some((key) => verb.startsWith(key))) && verbs.some((verb) => verb.startsWith('people.')),
    );
    expect(mixed.map(({ key }) => key)).toEqual([]);
    const crossing = programmes.flatMap(({ key, roles: own }) =>
      (own ?? []).filter(({ verbs }) => verbs.some((verb) => !verb.startsWith(`${key}.`))),
    );
    expect(
      crossing.map(({ key }) => key),
      'a programme’s role holds that programme’s verbs',
    ).toEqual([]);
    expect(
      coreRoles.filter(({ verbs }) => verbs.some((verb) => verb.endsWith('*'))).map(({ key }) => key),
      'administrators’ verbs are spelled out',
    ).toEqual([]);
  });
});

describe('the interface', () => {
  const blank = '\0';
  /** Addresses written down in a file; what is filled in becomes a blank. */
  function addresses(path: string, source: string): string[] {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteralLike(node)) found.push(node.text);
      else if (ts.isTemplateExpression(node))
        found.push(node.head.text + node.templateSpans.map(({ literal }) => blank + literal.text).join(''));
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, source, ts.ScriptTarget.ES2023, false, ts.ScriptKind.TSX));
    return found.filter((address) => address.startsWith('/api/')).map((address) => address.split('?')[0] ?? '');
  }
  const leads = (address: string): boolean => {
    const parts = address.split('/');
    return routes.some(({ path }) => {
      const declared = path.split('/');
      return (
        declared.length === parts.length &&
        declared.every((part, at) => part.startsWith(':') || parts[at]?.includes(blank) || part === parts[at])
      );
    });
  };

  test('asks only for addresses that are declared', () => {
    const read = files(new RegExp(browser)).filter((path) => /\.tsx?$/.test(path) && !path.includes('/tests/'));
    const asked = read.flatMap((path) =>
      text(path).includes('/api/') ? addresses(path, text(path)).map((address) => ({ path, address })) : [],
    );
    expect(asked.length).toBeGreaterThan(20);
    const lost = asked.filter(({ address }) => !leads(address)).map(({ path, address }) => `${path}: ${address.replaceAll(blank, '…')}`);
    expect(
      lost.filter((one) => !beginnings.includes(one)),
      'no route has this address',
    ).toEqual([]);
  });

  test('that asks for another one is found', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    expect(addresses('a.tsx', 'get(`/api/accounts/${id}/posts?x=1`); get("/api/nothing");').map(leads)).toEqual([true, false]);
  });
});
