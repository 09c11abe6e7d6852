/** Who may not. Every refusal of the registers of fire, before what they do. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { count, openWorld, sample, seenBy, type World } from './factory.ts';

const database = useDatabase();
let world: World;
/** In 张庄村 (焦店镇) and in 金山社区 (西市场街道). */
let inn: string;
let shop: string;

beforeAll(async () => {
  world = await openWorld(database);
  inn = await world.premises('jiaodian.clerk', sample({ name: '顺河小栈旅馆', category: 'J4' }));
  shop = await world.premises(
    'xishichang.clerk',
    sample({ name: '金山文具店', category: 'J1', division: '410402005005', address: '园林路 3 号' }),
  );
}, 120_000);
afterAll(async () => {
  await world.close();
});

describe('without a verb', () => {
  test('nobody is let in without signing in', async () => {
    for (const path of ['', `/${inn}`, `/${inn}/history`, '/counts', '/duplicates', '/export', '/template', '/imports']) {
      expect((await world.call(null, 'GET', `/api/fire/premises${path}`)).status, path).toBe(401);
    }
  });

  test.each([
    ['city.leader', 'POST', '', { values: sample() }],
    ['city.leader', 'PATCH', '/:inn', { version: 1, values: { floors: '2层' } }],
    ['city.leader', 'POST', '/:inn/open', { columns: ['phone'], reason: '想看一下' }],
    ['city.leader', 'POST', '/:inn/remove', { version: 1, reason: '不要了' }],
    ['zhangzhuang.grid', 'POST', '/:inn/remove', { version: 1, reason: '不要了' }],
    [
      'zhangzhuang.grid',
      'POST',
      '/:inn/merge',
      { other_id: '00000000-0000-7000-8000-000000000000', version: 1, other_version: 1, take: [] },
    ],
    ['auditor', 'POST', '', { values: sample() }],
  ] as const)('%s may not %s %s', async (account, method, path, body) => {
    const before = await count(world, 'select count(*) as n from ledger.acts');
    const answer = await world.call(account, method, `/api/fire/premises${path.replace(':inn', inn)}`, body);
    expect(answer.status).toBe(403);
    expect(answer.body.detail).toMatch(/[\u4e00-\u9fff]/);
    expect(await count(world, 'select count(*) as n from ledger.acts')).toBe(before);
  });

  test.each([
    ['auditor', ''],
    ['zhangzhuang.grid', '/export'],
    ['zhangzhuang.grid', '/imports'],
    ['zhangzhuang.grid', '/duplicates'],
  ] as const)('%s may not read %s', async (account, path) => {
    expect((await world.call(account, 'GET', `/api/fire/premises${path}`)).status).toBe(403);
  });

  test('a grid worker may not import', async () => {
    const answer = await world.call('zhangzhuang.grid', 'POST', '/api/fire/premises/imports', {});
    expect(answer.status).toBe(403);
  });
});

describe("a neighbour's row is as if it were not there", () => {
  test.each([
    ['GET', ''],
    ['GET', '/history'],
    ['PATCH', '', { version: 1, values: { floors: '2层' } }],
    ['POST', '/open', { columns: ['phone'], reason: '想看一下' }],
    ['POST', '/remove', { version: 1, reason: '不是我的' }],
  ] as const)('%s %s answers 404, the same words as for an id that does not exist', async (method, path, body?: unknown) => {
    const mine = await world.call('jiaodian.clerk', method, `/api/fire/premises/${shop}${path}`, body);
    const nobody = await world.call('jiaodian.clerk', method, `/api/fire/premises/${randomUUID()}${path}`, body);
    expect(mine.status).toBe(404);
    expect(mine.body).toEqual(nobody.body);
  });

  test('merging with it is refused the same way, from either side', async () => {
    const body = { other_id: shop, version: 1, other_version: 1, take: [] };
    expect((await world.call('jiaodian.clerk', 'POST', `/api/fire/premises/${inn}/merge`, body)).status).toBe(404);
    expect((await world.call('xishichang.clerk', 'POST', `/api/fire/premises/${inn}/merge`, { ...body, other_id: shop })).status).toBe(404);
    expect((await world.call('jiaodian.clerk', 'POST', `/api/fire/premises/${shop}/merge`, { ...body, other_id: inn })).status).toBe(404);
  });

  test('lists, counts, search and export do not show it', async () => {
    for (const query of ['', '?division=410402005', '?division=410402', '?q=金山文具店', `?ids=${shop}`]) {
      const { body } = await world.call('jiaodian.clerk', 'GET', `/api/fire/premises${query}`);
      expect(
        body.items.map((row: { id: string }) => row.id),
        query,
      ).not.toContain(shop);
    }
    const counts = await world.call('jiaodian.clerk', 'GET', '/api/fire/premises/counts?division=410402');
    expect(counts.body.items).toEqual([{ division: '410402100', count: 1 }]);
    expect((await world.call('jiaodian.clerk', 'GET', '/api/search?q=金山文具')).body.items).toEqual([]);
    const csv = await world.call('jiaodian.clerk', 'GET', '/api/fire/premises/export?format=csv&division=410402');
    expect(csv.bytes.toString('utf8')).not.toContain('金山文具店');
    expect(csv.bytes.toString('utf8')).toContain('顺河小栈旅馆');
  });

  test('a row cannot be put there or moved there', async () => {
    const made = await world.call('jiaodian.clerk', 'POST', '/api/fire/premises', { values: sample({ division: '410402005005' }) });
    expect(made.status).toBe(404);
    const moved = await world.call('jiaodian.clerk', 'PATCH', `/api/fire/premises/${inn}`, {
      version: 1,
      values: { division: '410402005005' },
    });
    expect(moved.status).toBe(404);
    expect(await count(world, `select count(*) as n from fire.premises where division like '410402005%'`)).toBe(1);
  });

  test('the database itself shows only what the posts reach, whatever the query says', async () => {
    expect(await seenBy(world, 'jiaodian.clerk', 'fire.premises')).toBe(1);
    expect(await seenBy(world, 'jiaodian.clerk', 'subjects.places')).toBe(1);
    expect(await seenBy(world, 'yugou.grid', 'fire.premises')).toBe(0);
    expect(await seenBy(world, 'yugou.grid', 'registers.terms')).toBe(0);
    expect(await seenBy(world, 'fire.office', 'fire.premises')).toBe(2);
  });

  test('figures of the neighbour are no less closed', async () => {
    expect((await world.call('jiaodian.clerk', 'GET', '/api/indicators/fire.premises_registered?division=410402005')).status).toBe(404);
  });
});

describe('who is above sees it', () => {
  test('the county office and the city', async () => {
    for (const account of ['fire.office', 'fire.city', 'city.leader'] as const) {
      expect((await world.call(account, 'GET', `/api/fire/premises/${shop}`)).status, account).toBe(200);
    }
  });

  test('the same thing registered by a neighbour is told by its owner only', async () => {
    const answer = await world.call('jiaodian.clerk', 'POST', '/api/fire/premises', {
      values: sample({ name: '金山文具店', address: '园林路3号', category: 'J1' }),
    });
    expect(answer.status).toBe(409);
    expect(answer.body.type).toBe('/problems/registers/held-elsewhere');
    expect(answer.body.detail).toContain('西市场街道');
    expect(JSON.stringify(answer.body)).not.toContain(shop);
  });
});
