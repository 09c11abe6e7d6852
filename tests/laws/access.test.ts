/**
 * Who may do what, asked of every declared route over HTTP: nobody without sign-in, nobody without the verb, and a row of another division
 * is as absent. One law for the routes there are and for those to come.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../src/core/ledger/index.ts';
import { selfVerbs } from '../../src/core/people/index.ts';
import type { Column, Sheet } from '../../src/core/registers/sheet.ts';
import { useDatabase } from '../support/database.ts';
import { assembled } from './assembled.ts';
import { openWorld, town, type World } from './world.ts';

const database = useDatabase();
let world: World;
beforeAll(async () => {
  world = await openWorld(database);
}, 120_000);
afterAll(async () => {
  await world?.close();
});

const { routes, programmes } = assembled;
const named = (route: Route) => [`${route.method} ${route.path}`, route] as const;
const verbOf = (route: Route): string | null => (route.kind === 'act' ? route.act.verb : route.verb);

test('nothing is mounted beside the declared routes', () => {
  const { paths = {} } = world.app.swagger() as { paths?: Record<string, Record<string, { operationId?: string }>> };
  const mounted = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  expect(mounted.sort()).toEqual(routes.map(({ operation }) => operation).sort());
});

describe('without sign-in', () => {
  test.each(routes.filter((route) => verbOf(route) !== 'public').map(named))('%s: 401', async (_name, route) => {
    const answer = await world.call('nobody', route);
    expect(answer.status, JSON.stringify(answer.body)).toBe(401);
    expect(answer.body.type).toBe('/problems/people/signed-out');
  });
});

describe('without the verb', () => {
  const guarded = routes.filter((route) => {
    const verb = verbOf(route);
    return verb !== null && verb !== 'public' && !selfVerbs.includes(verb);
  });

  test.each(guarded.map(named))('%s: 403 or 404', async (_name, route) => {
    const answer = await world.call('idle', route);
    expect([403, 404], JSON.stringify(answer.body)).toContain(answer.status);
    expect(answer.body.type).toMatch(/^\/problems\/ledger\/(forbidden|not-found)$/);
  });
});

describe('with the verb', () => {
  // What streams for as long as the reader listens cannot be asked like this.
  const reading = routes.filter((route) => route.method === 'GET' && verbOf(route) !== 'public' && route.path !== '/api/live');

  test.each(reading.map(named))('%s: let in, whatever the id', async (_name, route) => {
    const answer = await world.call('here', route);
    expect([401, 403], JSON.stringify(answer.body)).not.toContain(answer.status);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
  });

  const byId = routes.filter((route) => /:\w*id\b/.test(route.path) && verbOf(route) !== 'public');

  test.each(byId.map(named))('%s: an id that is none is refused in words', async (_name, route) => {
    const params = Object.fromEntries([...route.path.matchAll(/:(\w+)/g)].map(([, name]) => [name, 'no-id']));
    const answer = await world.call('here', route, params);
    expect(answer.status, JSON.stringify(answer.body)).toBeGreaterThanOrEqual(400);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
    expect(answer.body.type).toMatch(/^\/problems\//);
  });
});

describe('a column that is none', () => {
  test.each(programmes.flatMap(({ registers }) => registers).map((sheet) => [sheet.key, sheet] as const))(
    '%s: is refused in words',
    async (_key, sheet) => {
      const base = `/api/${sheet.programme}/${sheet.name}`;
      const id = randomUUID();
      const answers = {
        list: await world.ask('here', 'GET', `${base}?sort=no_such`),
        export: await world.ask('here', 'GET', `${base}/export?columns=no_such`),
        open: await world.ask('here', 'POST', `${base}/${id}/open`, { columns: ['no_such'], reason: '核对样本' }),
        edit: await world.ask('here', 'PATCH', `${base}/${id}`, { version: 1, values: { no_such: '1' } }),
        create: await world.ask('here', 'POST', base, { values: { no_such: '1' } }),
      };
      for (const [what, { status, body }] of Object.entries(answers)) {
        expect(status, `${what}: ${JSON.stringify(body)}`).toBeGreaterThanOrEqual(400);
        expect(status, `${what}: ${JSON.stringify(body)}`).toBeLessThan(500);
      }
    },
  );
});

/** What a person would type into a column. */
function typed(column: Column, division: string): string {
  switch (column.kind) {
    case 'division':
      return division;
    case 'code':
      return column.codes?.items[0]?.title ?? '';
    case 'number':
    case 'integer':
      return String(column.min ?? 1);
    case 'date':
      return '2022-11-09';
    case 'yes_no':
      return '是';
    case 'phone':
      return '13800000001';
    case 'id_number':
      return '410402199001010015';
    default:
      return '约束样本';
  }
}

const row = (sheet: Sheet, division: string) =>
  Object.fromEntries(
    sheet.columns.filter((column) => column.required || column.kind === 'division').map((column) => [column.name, typed(column, division)]),
  );

describe('a row of another division is as absent', () => {
  const registers = programmes.flatMap((programme) => programme.registers);

  /** Asks every route that takes the id, as the neighbour, and compares with an id that nobody has. */
  async function hidden(
    under: readonly Route[],
    param: string,
    id: string,
    as: 'there' | 'admin.there' = 'there',
    parts = {},
  ): Promise<void> {
    expect(under.length).toBeGreaterThan(0);
    for (const route of under) {
      const name = `${route.method} ${route.path}`;
      const real = await world.call(as, route, { [param]: id }, parts);
      const none = await world.call(as, route, { [param]: randomUUID() }, parts);
      expect(real.status, `${name}: ${JSON.stringify(real.body)}`).toBe(404);
      expect(real.body, name).toEqual(none.body);
    }
  }
  const below = (base: string, not?: string) =>
    routes.filter((route) => route.path.startsWith(`${base}/:id`) && !(not && route.path.startsWith(not)));

  test.each(registers.map((sheet) => [sheet.key, sheet] as const))('%s', async (_key, sheet) => {
    const base = `/api/${sheet.programme}/${sheet.name}`;
    const values = row(sheet, town);
    const made = await world.ask('here', 'POST', base, { values });
    expect(made.status, JSON.stringify(made.body)).toBe(200);
    const id = String(made.body.id);
    expect((await world.ask('here', 'GET', `${base}/${id}`)).status).toBe(200);
    const sealed = sheet.columns.filter((column) => column.sealed).map(({ name }) => name);
    await hidden(
      // A register without sealed columns has nothing to open.
      below(base).filter(({ path }) => sealed.length > 0 || !path.endsWith('/open')),
      'id',
      id,
      'there',
      { columns: sealed, take: [] },
    );

    // Not in lists, counts and search either.
    for (const path of [base, `${base}?ids=${id}`, `${base}?division=${town}`, `${base}/counts`]) {
      const answer = await world.ask('there', 'GET', path);
      expect(answer.status, path).toBe(200);
      expect(JSON.stringify(answer.body), path).not.toContain(id);
      expect(answer.body.items, path).toEqual([]);
    }
    const label = encodeURIComponent(String(values[sheet.label]));
    expect((await world.ask('here', 'GET', `/api/search?q=${label}`)).body.items, 'search').not.toEqual([]);
    expect((await world.ask('there', 'GET', `/api/search?q=${label}`)).body.items, 'search').toEqual([]);

    // Nor can one be put there.
    const across = await world.ask('there', 'POST', base, { values: { ...values, [sheet.label]: '越界样本' } });
    expect(across.status, JSON.stringify(across.body)).toBe(404);

    // Nor does the ledger tell of it.
    const { body } = await world.ask('here', 'GET', `/api/ledger/acts?subject=${id}`);
    const [act] = body.items as { id: string }[];
    expect(act, 'the act that made the row').toBeDefined();
    expect((await world.ask('here', 'GET', `/api/ledger/acts/${act?.id}`)).status).toBe(200);
    expect((await world.ask('there', 'GET', `/api/ledger/acts/${act?.id}`)).status).toBe(404);
    expect((await world.ask('here', 'GET', `/api/ledger/rows/${sheet.key}/${id}`)).status).toBe(200);
    expect((await world.ask('there', 'GET', `/api/ledger/rows/${sheet.key}/${id}`)).status).toBe(404);
  });

  test.each(registers.map((sheet) => [sheet.key, sheet] as const))('imports into %s', async (_key, sheet) => {
    const base = `/api/${sheet.programme}/${sheet.name}/imports`;
    const values = row(sheet, town);
    const titles = Object.keys(values).map((name) => sheet.columns.find((column) => column.name === name)?.title);
    const file = `${titles.join(',')}\n${Object.values(values).join(',')}\n`;
    const boundary = 'xxxxxxxx';
    const payload = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n${file}\r\n--${boundary}--\r\n`;
    const brought = await world.ask('here', 'POST', base, payload, `multipart/form-data; boundary=${boundary}`);
    expect(brought.status, JSON.stringify(brought.body)).toBe(200);
    const id = String(brought.body.id);
    expect((await world.ask('here', 'GET', `${base}/${id}`)).status).toBe(200);
    await hidden(below(base), 'id', id);
    expect((await world.ask('there', 'GET', base)).body.items).toEqual([]);
  });

  test('accounts', async () => {
    const id = await world.accountId('here');
    await hidden(below('/api/accounts'), 'id', id, 'admin.there');
    const { body } = await world.ask('admin.there', 'GET', '/api/accounts');
    expect(JSON.stringify(body)).not.toContain(id);
  });
});
