/** The evening behind the real doors: trades as the office divided them, the list a department opens, late departments and tomorrow in the briefing. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { useDatabase } from '../../../../tests/support/database.ts';
import { catalogueOf, documentActs, docxOf } from '../../../core/documents/index.ts';
import { getWhole } from '../../../core/documents/paper.ts';
import { act, perform, readAs } from '../../../core/ledger/index.ts';
import { systemActor } from '../../../core/people/index.ts';
import { getParameter, updateParameter } from '../../../core/reference/index.ts';
import { readBack } from '../../../platform/docx/tests/read-back.ts';
import { bulletins } from '../documents.ts';
import { figures } from '../indicators.ts';
import { freezeWorklists } from '../jobs.ts';
import { type Account, type Json, openWorld, sample, seenBy, type World } from './factory.ts';

const database = useDatabase();
let world: World;
let inn = '';
let held = '';
let late = '';

const get = async (account: Account, path: string) => await world.call(account, 'GET', path);
const unitOf = async (name: string): Promise<string> =>
  (await world.owner.query<{ id: string }>('select id from divisions.units where name = $1', [name])).rows[0]?.id ?? '';
const police = '平顶山市公安局新华分局';

beforeAll(async () => {
  world = await openWorld(database);
  inn = await world.premises('jiaodian.clerk', sample({ name: '顺河旅馆', category: 'J4', risk: 'red', address: '张庄村东街 1 号' }));
  await world.premises('jiaodian.clerk', sample({ name: '东街小吃', category: 'J2', risk: 'red', address: '张庄村东街 2 号' }));
  const recorded = await world.call('zhangzhuang.grid', 'POST', '/api/fire/inspections', {
    id: randomUUID(),
    premises_id: inn,
    kind: 'patrol',
    started_at: '2022-10-08T09:20:00+08:00',
    answers: [
      { code: 'M01', answer: 'fail', words: '没有明确责任人' },
      { code: 'M02', answer: 'fail', words: '没有制度' },
    ],
  });
  expect(recorded.status, JSON.stringify(recorded.body)).toBe(200);
  [late, held] = recorded.body.hazards.map((one: Json) => one.id);
  const moved = await world.call('jiaodian.clerk', 'GET', `/api/matters/${late}`);
  const given = await world.call('jiaodian.clerk', 'POST', `/api/matters/${late}/acts/transfer`, {
    version: moved.body.matter.version,
    unit: await unitOf(police),
    reason: '旅馆归公安管',
  });
  expect(given.status, JSON.stringify(given.body)).toBe(200);
}, 180_000);
afterAll(async () => {
  await world.close();
});

test('a department opens the list that was sent to it: names of its trade, no register, nothing of another', async () => {
  for (const account of ['auditor', 'zhangzhuang.grid', 'city.leader'] as const)
    expect((await get(account, '/api/fire/worklist/sent')).status, account).toBe(403);
  expect((await get('police.clerk', '/api/fire/worklist/sent')).body.lists).toEqual([]);

  expect(await freezeWorklists(world.office, '2022-11-10')).toBeGreaterThan(0);
  const { body } = await get('police.clerk', '/api/fire/worklist/sent');
  expect(body.on).toBe('2022-11-10');
  expect(body.lists).toMatchObject([{ unit_name: police, kind: 'trade', mine: true }]);
  expect(body.lists[0].items.map((one: Json) => one.premises.name)).toEqual(['顺河旅馆']);
  expect(body.lists[0].hazards.map((one: Json) => one.id)).toEqual([late]);
  expect((await get('police.clerk', '/api/fire/worklist/sent?on=2022-11-09')).body.lists).toEqual([]);
  expect((await get('police.clerk', '/api/fire/worklist')).status).toBe(403);
  expect((await get('police.clerk', `/api/fire/premises/${inn}`)).status).not.toBe(200);

  // Past the interface neither: its own lists, and no names of other lists.
  expect(await seenBy(world, 'police.clerk', 'fire.worklists')).toBe(1);
  expect(await seenBy(world, 'education.clerk', 'fire.worklists')).toBeLessThanOrEqual(1);
  const { rows } = await world.owner.query<{ id: string }>(`select id from fire.worklists where kind = 'patrol'`);
  const { sql } = await import('kysely');
  const names = async (account: Account, list: string) =>
    await readAs(world.office, await world.actor(account), async (tx) => {
      const found = await sql<{ name: string }>`select name from fire.places_sent('4104', array[${list}]::uuid[])`.execute(tx);
      return found.rows.map((row) => row.name);
    });
  expect(await names('police.clerk', body.lists[0].id)).toEqual(['顺河旅馆']);
  expect(await names('police.clerk', rows[0]?.id ?? '')).toEqual([]);
  expect(await names('education.clerk', body.lists[0].id)).toEqual([]);

  const told = await world.owner.query<{ link: string }>(
    `select link from notices.notices n join people.accounts a on a.city = n.city and a.id = n.account_id
      where a.name = 'police.clerk' and n.kind = 'fire.worklist.ready'`,
  );
  expect(told.rows).toEqual([{ link: '/fire/worklist?on=2022-11-10' }]);
});

test('the office divides the trades anew: the next list and the ledgers follow', async () => {
  const ledger = async () =>
    (await get('fire.office', '/api/fire/ledgers/duties')).body.items
      .filter((one: Json) => one.opens.id === held)
      .map((one: Json) => one.values[4]);
  expect(await ledger()).toEqual(['公安分局']);
  const change = act('people.parameters.test', '改分工', z.object({}), async (tx, actor, _input, deed) => {
    const { id, version, value } = await getParameter(tx, actor.city, 'fire.industries');
    deed.about({ relation: 'reference.parameters', id, division: actor.city });
    const now = (value as { department: string; categories: string[] }[]).map((one) => ({
      ...one,
      categories: one.department === '公安分局' ? ['J3', 'J5'] : one.department === '教育体育局' ? ['J4', 'J7'] : one.categories,
    }));
    await updateParameter(tx, actor.city, 'fire.industries', version, now);
    return {};
  });
  await perform(world.office, change, await systemActor(world.office, 'people'), randomUUID(), {});
  expect(await ledger()).toEqual(['教育体育局']);
  await freezeWorklists(world.office, '2022-11-11');
  expect((await get('police.clerk', '/api/fire/worklist/sent')).body.lists[0].items).toEqual([]);
  const { body } = await get('education.clerk', '/api/fire/worklist/sent');
  expect(body.lists[0].items.map((one: Json) => one.premises.name)).toEqual(['顺河旅馆']);
});

test('the briefing says which departments are late and what the towns go to tomorrow, and each number opens', async () => {
  const catalogue = catalogueOf(bulletins, figures);
  const acts = documentActs(catalogue, 'fire');
  const office = await world.actor('fire.office');
  const draft = async (on: string) =>
    (await perform(world.office, acts.draft, office, randomUUID(), { key: 'fire.evening', division: '410402', on })).id;
  const id = await draft('2022-11-09');
  const { body } = await get('fire.office', `/api/documents/fire/editions/${id}`);
  const table = (key: string) => body.tables.find((one: Json) => one.key === key);
  expect(table('departments')).toMatchObject({ by: 'unit', figure: 'fire.hazards_overdue_departments', basis: null });
  expect(table('departments').lines).toMatchObject([{ code: await unitOf(police), name: police, value: 1, place: null }]);
  expect(table('worklist').lines.find((one: Json) => one.code === '410402100')).toMatchObject({ value: 2 });

  const rows = async (query: string) =>
    (await get('fire.office', `/api/documents/fire/editions/${id}/rows?${query}`)).body.items.map((one: Json) => one.id);
  expect(await rows(`figure=fire.hazards_overdue_departments&unit=${await unitOf(police)}`)).toEqual([late]);
  expect(await rows(`figure=fire.hazards_overdue_departments&unit=${await unitOf('新华区商务局')}`)).toEqual([]);
  expect(await rows('figure=fire.worklist_planned&division=410402100')).toContain(inn);
  expect(await rows('figure=fire.worklist_planned&division=410402005')).toEqual([]);

  const whole = await readAs(world.office, office, (tx) => getWhole(tx, catalogue, '4104', 'fire', id));
  const xml = (await readBack(await docxOf(whole.paper))).get('word/document.xml') ?? '';
  expect(xml).toContain('各行业主管部门超期隐患');
  expect(xml).toContain(police);
  expect(xml).toContain('按单位名称排列');
  expect(xml).toContain('明日网格排查清单列2家');

  // The evening before nothing had been frozen: it says so instead of nought.
  const before = (await get('fire.office', `/api/documents/fire/editions/${await draft('2022-11-08')}`)).body;
  expect(before.blocks.map((one: Json) => one.text ?? '').join('')).toContain('明日检查清单尚未冻结');
  expect(before.blocks.some((one: Json) => one.table === 'worklist')).toBe(false);
});
