/** 检查清单 behind the real doors: who may, what stands on it and why, what a unit is told in the evening, what leaves as a workbook. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { useDatabase } from '../../../../tests/support/database.ts';
import { insertUnit } from '../../../core/divisions/index.ts';
import { act, perform, sealAll, verifyLedger } from '../../../core/ledger/index.ts';
import { systemActor } from '../../../core/people/index.ts';
import { readWorkbook } from '../../../platform/workbook/index.ts';
import { exportInspections, exportWorklist, freezeWorklist } from '../acts/worklist.ts';
import { smallPremises } from '../checklists.ts';
import { freezeWorklists, jobs } from '../jobs.ts';
import { type Account, count, type Json, openWorld, sample, seenBy, type World } from './factory.ts';

const database = useDatabase();
let world: World;
/** Premises by name. */
const made = new Map<string, string>();

const village = '410402100207';
const street = '410402005005';
const on = '2022-11-10';
const officers = [
  { name: '岳振邦', certificate: '豫消执 04020117' },
  { name: '管晓彤', certificate: '豫消执 04020123' },
];

async function shop(name: string, more: Record<string, unknown> = {}, account: Account = 'jiaodian.clerk'): Promise<string> {
  const id = await world.premises(account, sample({ name, address: `${name}门前 1 号`, division: village, ...more }));
  made.set(name, id);
  return id;
}
const get = async (account: Account, path: string): Promise<Json> => (await world.call(account, 'GET', path)).body;
const names = (body: Json): string[] => body.items.map((one: Json) => one.premises.name);
const record = async (account: Account, premises: string, more: Record<string, unknown> = {}): Promise<Json> => {
  const answer = await world.call(account, 'POST', '/api/fire/inspections', {
    id: randomUUID(),
    premises_id: premises,
    kind: 'patrol',
    started_at: '2022-11-09T09:20:00+08:00',
    answers: [{ code: 'E01', answer: 'pass' }],
    ...more,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const inspection = {
  kind: 'inspection',
  officers,
  refused_because: '店主看过，不愿签字，已当场说明',
  answers: smallPremises.items.map(({ code }) => ({ code, answer: 'pass' })),
};

async function lines(bytes: Buffer, name: string): Promise<string[]> {
  const path = join(world.folder, name);
  writeFileSync(path, bytes);
  const workbook = await readWorkbook(path, {});
  try {
    const text: string[] = [];
    for (const { rows } of workbook.sheets)
      for await (const row of rows({})) text.push(row.cells.map((cell) => cell?.value ?? '').join('|'));
    return text;
  } finally {
    await workbook.close();
  }
}

beforeAll(async () => {
  world = await openWorld(database);
  await shop('红店', { risk: 'red', category: 'J4', plate_no: 'XH-0207-0001' });
  await shop('橙店', { risk: 'orange' });
  await shop('未定级店', { risk: null });
  await shop('蓝店', { risk: 'blue' });
  await shop('看过的店', { risk: 'yellow' });
  await shop('余沟店', { risk: 'yellow', division: '410402100206' });
  await shop('街道店', { risk: 'red', division: street, plate_no: 'XSC-0001' }, 'xishichang.clerk');
  await record('zhangzhuang.grid', made.get('看过的店') ?? '');
}, 180_000);
afterAll(async () => {
  await world.close();
});

describe('who may', () => {
  test('an auditor reads no list, no count, no plate and takes nothing out', async () => {
    for (const path of [
      '/api/fire/worklist',
      '/api/fire/worklist/counts',
      `/api/fire/worklist/frozen?on=${on}`,
      '/api/fire/worklist/export',
      '/api/fire/inspections/export',
      '/api/fire/plate?plate_no=XH-0207-0001',
      `/api/fire/clears?premises=${randomUUID()}`,
    ])
      expect((await world.call('auditor', 'GET', path)).status, path).toBe(403);
  });

  test('a grid worker takes out the list of his village and no inspection records', async () => {
    expect((await world.call('zhangzhuang.grid', 'GET', '/api/fire/inspections/export')).status).toBe(403);
    expect((await world.call('zhangzhuang.grid', 'GET', '/api/fire/worklist/export')).status).toBe(200);
    expect((await world.call('zhangzhuang.grid', 'GET', '/api/fire/worklist/export?division=410402100206')).status).toBe(404);
  });

  test.each([
    '/api/fire/worklist?division=410402005',
    '/api/fire/worklist/counts?division=410402005',
    `/api/fire/worklist/frozen?on=${on}&division=410402005`,
    '/api/fire/worklist/export?division=410402005',
    '/api/fire/inspections/export?division=410402005',
  ])("a neighbour's street is as absent: %s", async (path) => {
    expect((await world.call('jiaodian.clerk', 'GET', path)).status).toBe(404);
    expect((await world.call('xishichang.clerk', 'GET', path)).status).toBe(200);
  });

  test('a plate opens where one may read it, else it is as if nobody had it', async () => {
    expect((await get('jiaodian.clerk', '/api/fire/plate?plate_no=XSC-0001')).premises).toBeNull();
    expect((await get('xishichang.clerk', '/api/fire/plate?plate_no=xsc-0001')).premises).toEqual({
      id: made.get('街道店'),
      name: '街道店',
    });
    expect((await get('zhangzhuang.grid', '/api/fire/plate?plate_no=XH-0207-0001')).premises.id).toBe(made.get('红店'));
    expect((await get('yugou.grid', '/api/fire/plate?plate_no=XH-0207-0001')).premises).toBeNull();
    expect((await get('zhangzhuang.grid', '/api/fire/plate?plate_no=没有这块牌')).premises).toBeNull();
  });

  test('nobody but an office over the town freezes a list, not even its clerk', async () => {
    const input = { for_on: on, division: '410402100', unit_id: randomUUID(), unit_name: '焦店镇人民政府', kind: 'patrol' };
    for (const account of ['city.leader', 'jiaodian.clerk', 'zhangzhuang.grid', 'xinhua.inspector', 'auditor'] as const)
      await expect(perform(world.office, freezeWorklist, await world.actor(account), randomUUID(), input)).rejects.toMatchObject({
        status: 403,
      });
    await expect(
      perform(world.office, freezeWorklist, await world.actor('fire.office'), randomUUID(), { ...input, division: '410411200' }),
    ).rejects.toMatchObject({ status: 404 });
    expect(await count(world, 'select count(*) as n from fire.worklists')).toBe(0);
  });

  test('taking out is an act of its own, within one’s division', async () => {
    for (const [what, input] of [
      [exportWorklist, { division: '410402005', on }],
      [exportInspections, { division: '410402005' }],
    ] as const)
      await expect(
        perform(world.office, what as typeof exportWorklist, await world.actor('jiaodian.clerk'), randomUUID(), input),
      ).rejects.toMatchObject({ status: 404 });
  });
});

describe('the list of a day', () => {
  test('by risk, then the longest unseen, each line with its reason; what was just seen is not on it', async () => {
    const body = await get('zhangzhuang.grid', '/api/fire/worklist');
    expect(names(body)).toEqual(['红店', '橙店', '未定级店', '蓝店']);
    expect(body.items[0]).toMatchObject({
      why: '红色风险，还没有检查过',
      premises: { plate_no: 'XH-0207-0001', category: 'J4', division: village },
      yearly_cap: 2,
    });
    // Its interval over, it stands there again.
    const later = await get('zhangzhuang.grid', '/api/fire/worklist?on=2022-12-09');
    expect(names(later)).toContain('看过的店');
    expect(names(await get('zhangzhuang.grid', '/api/fire/worklist?on=2022-12-08'))).not.toContain('看过的店');
    expect(later.items.find((one: Json) => one.premises.name === '看过的店').why).toBe('黄色风险，距上次检查 30 天');
  });

  test('category, colour and none narrow it', async () => {
    expect(names(await get('jiaodian.clerk', '/api/fire/worklist?category=J4'))).toEqual(['红店']);
    expect(names(await get('jiaodian.clerk', '/api/fire/worklist?risk=orange,blue'))).toEqual(['橙店', '蓝店']);
    expect(names(await get('jiaodian.clerk', '/api/fire/worklist?risk=none'))).toEqual(['未定级店']);
  });

  test('counts of the children are the lengths of their lists', async () => {
    const town = await get('jiaodian.clerk', '/api/fire/worklist/counts?division=410402100');
    expect(town.items).toEqual([
      { division: '410402100206', name: '余沟村', count: 1 },
      { division: '410402100207', name: '张庄村', count: 4 },
    ]);
    expect(town.total).toBe(5);
    const county = await get('fire.office', '/api/fire/worklist/counts?division=410402');
    expect(county.items).toEqual([
      { division: '410402005', name: '西市场街道', count: 1 },
      { division: '410402100', name: '焦店镇', count: 5 },
    ]);
    expect((await get('fire.office', '/api/fire/worklist/counts?division=410402&risk=red')).total).toBe(2);
    // Without a division: one's own.
    expect((await get('zhangzhuang.grid', '/api/fire/worklist/counts')).total).toBe(4);
  });

  test('as a workbook: title, form number, who fills it in, who made it; taking it is on record', async () => {
    const { bytes } = await world.call('jiaodian.clerk', 'GET', '/api/fire/worklist/export?division=410402100&risk=red');
    const text = await lines(bytes, 'worklist.xlsx');
    const whole = text.join('\n');
    expect(whole).toContain('焦店镇检查清单');
    expect(whole).toContain('表号：fire.worklist');
    expect(whole).toContain('填报单位（盖章）：焦店镇人民政府');
    expect(whole).toContain('制表人：苏文静');
    expect(text.find((one) => one.includes('红店'))).toMatch(/^1\|红\|红店\|XH-0207-0001\|小旅馆\|.*红色风险，还没有检查过/);
    expect(whole).not.toContain('蓝店');
    expect(await count(world, `select count(*) as n from ledger.acts where verb = 'fire.worklist.export' and account = '苏文静'`)).toBe(1);
  });
});

describe('17:30', () => {
  test('each town and the county office get the list of tomorrow and hear of it; again changes nothing', async () => {
    // Twice this year already: 监督检查 has no more room there, a look round has.
    for (const at of ['2022-03-01', '2022-06-01'])
      await record('xinhua.inspector', made.get('橙店') ?? '', { ...inspection, started_at: `${at}T09:00:00+08:00` });
    const frozen = await freezeWorklists(world.office, on);
    expect(frozen).toBeGreaterThan(2);
    expect(await freezeWorklists(world.office, on)).toBe(0);
    expect(await count(world, 'select count(*) as n from fire.worklists')).toBe(frozen);

    const { lists } = await get('jiaodian.clerk', `/api/fire/worklist/frozen?on=${on}`);
    expect(lists).toHaveLength(1);
    expect(lists[0]).toMatchObject({ kind: 'patrol', unit_name: '焦店镇人民政府', for_on: on, mine: true, due: 5, hazards: [] });
    // The inspection of June found nothing wrong there: it comes last now, and it is still looked round at.
    expect(names(lists[0])).toEqual(['红店', '余沟店', '未定级店', '蓝店', '橙店']);
    const county = (await get('fire.office', `/api/fire/worklist/frozen?on=${on}&division=410402`)).lists;
    expect(county[0]).toMatchObject({ kind: 'inspection', unit_name: '新华区消防安全委员会办公室', mine: true });
    expect(names(county[0])).not.toContain('橙店');
    expect(names(county[0])).toContain('街道店');

    for (const [account, division] of [
      ['jiaodian.clerk', '410402100'],
      ['fire.office', '410402'],
      ['xinhua.inspector', '410402'],
    ] as const) {
      const told = await count(
        world,
        `select count(*) as n from notices.notices n join people.accounts a on a.city = n.city and a.id = n.account_id
          where a.name = $1 and n.kind = 'fire.worklist.ready' and n.link = $2`,
        [account, `/fire/worklist?on=${on}&frozen=1&division=${division}`],
      );
      expect(told, account).toBe(1);
    }
    // A grid worker has today's list in the hand and is not told of the town's.
    expect(
      await count(
        world,
        `select count(*) as n from notices.notices n join people.accounts a on a.city = n.city and a.id = n.account_id where a.name = 'zhangzhuang.grid' and n.kind = 'fire.worklist.ready'`,
      ),
    ).toBe(0);
  });

  test('what was told stays as it was told, and nobody sees a neighbour’s', async () => {
    await record('zhangzhuang.grid', made.get('红店') ?? '');
    expect(names(await get('jiaodian.clerk', '/api/fire/worklist'))).not.toContain('红店');
    const [list] = (await get('jiaodian.clerk', `/api/fire/worklist/frozen?on=${on}&division=410402100`)).lists;
    expect(list.items[0]).toMatchObject({ premises: { name: '红店' }, why: '红色风险，还没有检查过' });
    expect((await get('xishichang.clerk', `/api/fire/worklist/frozen?on=${on}`)).lists.map((one: Json) => one.unit_name)).toEqual([
      '西市场街道办事处',
    ]);
    expect(await seenBy(world, 'xishichang.clerk', 'fire.worklists')).toBe(1);
    expect(await seenBy(world, 'zhangzhuang.grid', 'fire.worklists')).toBe(0);
    const text = (
      await lines((await world.call('jiaodian.clerk', 'GET', `/api/fire/worklist/export?on=${on}&frozen=${list.id}`)).bytes, 'frozen.xlsx')
    ).join('\n');
    expect(text).toContain('焦店镇人民政府检查清单');
    expect(text).toContain('检查日期：2022-11-10');
    expect(text).toContain('红店');
  });

  test('an industry department gets the hazards it holds and the premises of its trade', async () => {
    const unit = randomUUID();
    const actor = await systemActor(world.office, 'people');
    const found = act('people.units.test', '设单位', z.object({}), async (tx, who, _input, deed) => {
      deed.about({ relation: 'divisions.units', id: unit, division: '410402' });
      await insertUnit(tx, who.city, {
        id: unit,
        code: null,
        name: '新华区公安分局',
        kind: 'department',
        division: '410402',
        parent_id: null,
      });
      return {};
    });
    await perform(world.office, found, actor, randomUUID(), {});
    await shop('新开旅馆', { risk: 'yellow', category: 'J4' });
    // Nobody there: nobody to tell.
    expect(await freezeWorklists(world.office, '2022-11-11')).toBeGreaterThan(0);
    expect(await count(world, 'select count(*) as n from fire.worklists where unit_id = $1', [unit])).toBe(0);

    const failed = await record('xinhua.inspector', made.get('蓝店') ?? '', {
      ...inspection,
      answers: smallPremises.items.map(({ code }) =>
        code === 'M01' ? { code, answer: 'fail', words: '没有明确责任人' } : { code, answer: 'pass' },
      ),
    });
    const post = act('people.posts.test', '设岗', z.object({}), async (tx, who, _input, deed) => {
      deed.about({ relation: 'people.posts', division: '410402' });
      const { sql } = await import('kysely');
      await sql`insert into people.posts (city, id, division, account_id, unit_id, role, programme, since)
        select city, ${randomUUID()}::uuid, '410402', id, ${unit}::uuid, 'fire.inspector', 'fire', '2022-01-01' from people.accounts
        where city = ${who.city} and name = 'xinhua.inspector2'`.execute(tx);
      return {};
    });
    await perform(world.office, post, actor, randomUUID(), {});
    const hand = act('fire.hazard.test', '转给部门', z.object({}), async (tx, who, _input, deed) => {
      deed.about({ relation: 'matters.matters', id: failed.hazards[0].id, division: village });
      const { sql } = await import('kysely');
      await sql`update matters.matters set holder_unit_id = ${unit}::uuid, holder_account_id = null, holder_title = null
        where city = ${who.city} and id = ${failed.hazards[0].id}`.execute(tx);
      return {};
    });
    await perform(world.office, hand, await systemActor(world.office, 'fire'), randomUUID(), {});
    expect(await freezeWorklists(world.office, '2022-11-12')).toBeGreaterThan(0);
    const [list] = (await get('fire.office', '/api/fire/worklist/frozen?on=2022-11-12&division=410402')).lists.filter(
      (one: Json) => one.kind === 'trade' && one.unit_name === '新华区公安分局',
    );
    expect(list.hazards).toMatchObject([{ id: failed.hazards[0].id, place_name: '蓝店', grade: 'C' }]);
    // 公安 is the department of inns (J4), and of nothing else.
    expect(names(list)).toEqual(['新开旅馆']);
    // However many lists there are, one request asks the database as often.
    const asked = vi.spyOn(pg.Client.prototype, 'query');
    const statements = async (division: string) => {
      asked.mockClear();
      const { lists } = await get('fire.office', `/api/fire/worklist/frozen?on=2022-11-12&division=${division}`);
      return { lists: lists.length as number, asked: asked.mock.calls.length };
    };
    const [many, one] = [await statements('410402'), await statements('410402100')];
    expect([many.lists > 1, one.lists]).toEqual([true, 1]);
    // One more for hazards, which a town's list has none of, and the tree of divisions when it was not read before.
    expect(many.asked - one.asked).toBeLessThanOrEqual(2);
    asked.mockRestore();
  });

  test('is declared for that time of day, and the job freezes the next day', async () => {
    const [job] = jobs;
    expect(job).toMatchObject({ name: 'fire.worklist', at: '17:30' });
    // Frozen for the tenth above; the job of the ninth finds it done.
    const before = await count(world, 'select count(*) as n from fire.worklists');
    await job?.run(world.office, {}, new AbortController().signal);
    expect(await count(world, `select count(*) as n from fire.worklists where for_on = '${on}'`)).toBeGreaterThan(0);
    expect((await count(world, 'select count(*) as n from fire.worklists')) - before).toBeLessThanOrEqual(1);
  });

  test('the ledger seals and verifies what was frozen', async () => {
    await sealAll(world.office.db);
    const found = await world.office.db.transaction('read', { city: '4104' }, (tx) => verifyLedger(tx, '4104'));
    expect(found.faults).toEqual([]);
  });
});
