/** 消防检查 behind the real doors: who may, what is refused, what follows. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { useDatabase } from '../../../../tests/support/database.ts';
import { act, perform, sealAll, verifyLedger } from '../../../core/ledger/index.ts';
import { readWorkbook } from '../../../platform/workbook/index.ts';
import { smallPremises } from '../checklists.ts';
import { type Account, count, type Json, openWorld, sample, seenBy, type World } from './factory.ts';

const database = useDatabase();
let world: World;

beforeAll(async () => {
  world = await openWorld(database);
}, 120_000);
afterAll(async () => {
  await world.close();
});

const officers = [
  { name: '岳振邦', certificate: '豫消执 04020117' },
  { name: '管晓彤', certificate: '豫消执 04020123' },
];
const all = (answers: Record<string, Record<string, unknown>> = {}) =>
  smallPremises.items.map(({ code }) => ({ code, answer: 'pass', ...answers[code] }));
const words = '楼梯间堆放纸箱，只剩半人宽';
const started = '2022-11-09T09:20:00+08:00';

const inspection = (premises: string, more: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  premises_id: premises,
  kind: 'inspection',
  started_at: started,
  officers,
  answers: all(),
  signer: '店主',
  refused_because: '店主看过，不愿签字，已当场说明',
  ...more,
});
const patrol = (premises: string, more: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  premises_id: premises,
  kind: 'patrol',
  started_at: started,
  answers: [{ code: 'E01', answer: 'pass' }],
  ...more,
});
const send = (account: Account, body: unknown, key?: string) => world.call(account, 'POST', '/api/fire/inspections', body, key);
let serial = 0;
const shop = async (more: Record<string, unknown> = {}) => {
  serial += 1;
  return await world.premises('jiaodian.clerk', sample({ name: `测试店${serial}`, address: `张庄村主街 ${serial} 号`, ...more }));
};

/** A photo on record, as an upload leaves it. */
async function photo(account: Account, kind: 'photo' | 'signature' = 'photo'): Promise<string> {
  const id = randomUUID();
  const put = act('fire.files.keep', '上传附件', z.object({}), async (tx, actor, _input, deed) => {
    deed.about({ relation: 'files.files', id, division: '410402100207' });
    const { sql } = await import('kysely');
    await sql`insert into files.files (city, id, division, programme, account_id, kind, sha256, media_type, bytes, width, height)
      values (${actor.city}, ${id}, '410402100207', 'fire', ${actor.account_id}, ${kind}, ${randomUUID().replaceAll('-', '').repeat(2)}, 'image/jpeg', 10, 8, 8)`.execute(
      tx,
    );
    return {};
  });
  await perform(world.office, put, await world.actor(account), randomUUID(), {});
  return id;
}

describe('who may', () => {
  test('a leader records nothing, an auditor reads nothing', async () => {
    const place = await shop();
    expect((await send('city.leader', inspection(place))).status).toBe(403);
    expect((await world.call('auditor', 'GET', '/api/fire/inspections')).status).toBe(403);
    expect((await world.call('auditor', 'GET', '/api/fire/worklist')).status).toBe(403);
    expect((await world.call('auditor', 'GET', '/api/fire/ledgers/export')).status).toBe(403);
    expect((await world.call('zhangzhuang.grid', 'GET', '/api/fire/ledgers/export')).status).toBe(403);
  });

  test('a grid worker and a town clerk look round, and may not inspect', async () => {
    const place = await shop();
    for (const account of ['zhangzhuang.grid', 'jiaodian.clerk'] as const) {
      const refused = await send(account, inspection(place));
      expect(refused.status).toBe(403);
      expect(refused.body.type).toBe('/problems/fire/may-not-inspect');
      expect((await send(account, patrol(place))).status).toBe(200);
    }
    expect(await count(world, `select count(*) as n from visits.visits where kind = 'inspection'`)).toBe(0);
  });

  test("a neighbour's premises is as if it were not there, and so are its inspections", async () => {
    const place = await shop();
    expect((await send('yugou.grid', patrol(place))).status).toBe(404);
    expect((await send('xishichang.clerk', patrol(place))).status).toBe(404);
    const body = patrol(place);
    await send('zhangzhuang.grid', body);
    expect((await world.call('yugou.grid', 'GET', `/api/fire/inspections/${body.id}`)).status).toBe(404);
    expect((await world.call('yugou.grid', 'GET', `/api/fire/inspections?division=410402100207`)).status).toBe(404);
    expect(await seenBy(world, 'yugou.grid', 'fire.inspections')).toBe(0);
    expect(await seenBy(world, 'yugou.grid', 'visits.visits')).toBe(0);
    expect(await seenBy(world, 'zhangzhuang.grid', 'fire.inspections')).toBeGreaterThan(0);
  });
});

describe('what is refused', () => {
  test.each([
    ['one officer', { officers: officers.slice(0, 1) }, '/problems/visits/officers-needed'],
    ['no certificate', { officers: [{ name: '甲' }, { name: '乙', certificate: 'x1' }] }, '/problems/visits/officers-needed'],
    [
      'one certificate twice',
      { officers: [officers[0], { name: '乙', certificate: officers[0]?.certificate }] },
      '/problems/visits/officers-needed',
    ],
    ['neither signature nor refusal', { refused_because: undefined }, '/problems/fire/wrong-inspection'],
    ['unanswered questions', { answers: all().slice(3) }, '/problems/visits/wrong-answers'],
    ['a failure without words', { answers: all({ M01: { answer: 'fail' } }) }, '/problems/visits/wrong-answers'],
    ['a photo that its rule asks for', { answers: all({ U01: { answer: 'fail', words } }) }, '/problems/visits/wrong-answers'],
    [
      'no temporary measures for what is dangerous at once',
      { answers: all({ E01: { answer: 'fail', words } }) },
      '/problems/visits/wrong-answers',
    ],
    ['tomorrow', { started_at: '2022-11-10T09:00:00+08:00' }, '/problems/visits/not-yet-begun'],
    ['an unknown clearing', { clears: [{ code: 'Q2', count: 1 }] }, '/problems/fire/wrong-inspection'],
    ['a wrong unit', { clears: [{ code: 'Q4', count: 1, unit: '个' }] }, '/problems/fire/wrong-inspection'],
    ['clearing without photos', { clears: [{ code: 'Q4', count: 1 }] }, '/problems/fire/wrong-inspection'],
  ])('%s', async (_what, more, type) => {
    const place = await shop();
    const answer = await send('xinhua.inspector', inspection(place, more));
    expect(answer.body.type).toBe(type);
    expect(answer.status).toBe(422);
    expect(await count(world, 'select count(*) as n from fire.inspections where premises_id = $1', [place])).toBe(0);
  });

  test('a closed premises', async () => {
    const place = await shop({ status: 'closed' });
    expect((await send('xinhua.inspector', inspection(place))).body.type).toBe('/problems/fire/not-in-business');
  });

  test('the third inspection of a year, unless a reason is named; looking round is free', async () => {
    const place = await shop();
    for (let n = 0; n < 2; n++) expect((await send('xinhua.inspector', inspection(place))).status).toBe(200);
    const refused = await send('xinhua.inspector', inspection(place));
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ type: '/problems/fire/over-yearly-cap', inspections_this_year: 2, yearly_cap: 2 });
    expect((await send('zhangzhuang.grid', patrol(place))).status).toBe(200);
    const again = await send('xinhua.inspector', inspection(place, { over_cap: { reason: 'complaint', words: '12345 转来举报' } }));
    expect(again.status).toBe(200);
    const read = await world.call('xinhua.inspector', 'GET', `/api/fire/inspections/${again.body.id}`);
    expect(read.body.over_cap).toEqual({ reason: 'complaint', title: '投诉举报核查', words: '12345 转来举报' });
  });
});

describe('what follows', () => {
  test('score, colour, hazards with grade, basis and deadline', async () => {
    const place = await shop();
    const before = await photo('xinhua.inspector');
    const signature = await photo('xinhua.inspector', 'signature');
    const body = inspection(place, {
      signature,
      refused_because: undefined,
      answers: all({
        E01: { answer: 'fail', words, measures: '先清出半幅通道，专人看守', photos: [before] },
        M06: { answer: 'fail', words: '没有演练记录' },
        U02: { answer: 'fail', words: '后厨用电炉' },
        G01: { answer: 'na' },
      }),
    });
    const made = await send('xinhua.inspector', body);
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({ id: body.id, risk: 'red' });
    const weights = smallPremises.items.filter(({ code }) => code !== 'G01');
    const lost = weights.filter(({ code }) => ['E01', 'M06', 'U02'].includes(code)).reduce((sum, { weight }) => sum + weight, 0);
    const whole = weights.reduce((sum, { weight }) => sum + weight, 0);
    expect(made.body.score).toBe(Math.round(((whole - lost) / whole) * 1000) / 10);
    const byCode = new Map<string, Json>(made.body.hazards.map((one: Json) => [one.item_code, one]));
    expect(byCode.get('E01')).toMatchObject({ grade: 'A', due_at: '2022-11-10T01:20:00.000Z' });
    expect(byCode.get('U02')).toMatchObject({ grade: 'B', due_at: '2022-11-14T15:59:59.000Z' });
    expect(byCode.get('M06')).toMatchObject({ grade: 'C', due_at: '2022-11-18T15:59:59.000Z' });
    expect(byCode.get('E01').number).toMatch(/^FH-410402-20221109-\d{4}$/);
    const matter = (await world.call('zhangzhuang.grid', 'GET', `/api/matters/${byCode.get('E01').id}`)).body.matter;
    expect(matter).toMatchObject({
      stage: 'accept',
      measures: '先清出半幅通道，专人看守',
      basis: [{ article: '第二十八条' }, { article: '第六十条第一款第三项' }],
    });
    const row = (await world.call('jiaodian.clerk', 'GET', `/api/fire/premises/${place}`)).body.row;
    expect(row.risk).toBe('red');
    const read = (await world.call('jiaodian.clerk', 'GET', `/api/fire/inspections/${body.id}`)).body;
    expect(read.signature).toBe(signature);
    expect(read.officers.map((one: Json) => one.certificate)).toEqual(officers.map((one) => one.certificate));
    expect(read.answers.length).toBe(36);
    expect(read.answers.find((one: Json) => one.code === 'E01').photos.map((one: Json) => one.id)).toEqual([before]);
    // The same failure again opens no second matter while it is open.
    const again = await send('zhangzhuang.grid', patrol(place, { answers: [{ code: 'M06', answer: 'fail', words: '还是没有' }] }));
    expect(again.body.hazards).toMatchObject([{ id: byCode.get('M06').id, already_open: true }]);
    expect(await count(world, 'select count(*) as n from matters.matters where place_id = $1', [place])).toBe(3);
  });

  test('a clean inspection turns the place blue; an incomplete look round does not', async () => {
    const place = await shop({ risk: 'orange' });
    expect((await send('zhangzhuang.grid', patrol(place))).body.risk).toBe('orange');
    expect((await send('xinhua.inspector', inspection(place))).body).toMatchObject({ score: 100, risk: 'blue', hazards: [] });
    const history = await world.call('jiaodian.clerk', 'GET', `/api/fire/premises/${place}/history`);
    expect(history.body.items[0].changes).toEqual([expect.objectContaining({ column: 'risk', before: 'orange', after: 'blue' })]);
  });

  test('what is put right on the spot goes to another person for verification', async () => {
    const place = await shop();
    const after = await photo('zhangzhuang.grid');
    const bare = await send(
      'zhangzhuang.grid',
      patrol(place, { answers: [{ code: 'E02', answer: 'fail', words: '后门上锁', fixed: true }] }),
    );
    expect(bare.body.type).toBe('/problems/visits/wrong-answers');
    const made = await send(
      'zhangzhuang.grid',
      patrol(place, { answers: [{ code: 'E02', answer: 'fail', words: '后门上锁', fixed: true, after_photos: [after] }] }),
    );
    expect(made.status).toBe(200);
    const { rows } = await world.owner.query('select stage, fixed_on_spot, photos_after from matters.matters where id = $1', [
      made.body.hazards[0].id,
    ]);
    expect(rows).toEqual([{ stage: 'verify', fixed_on_spot: true, photos_after: 1 }]);
  });

  test('sent twice it is recorded once, with the same key and with another', async () => {
    const place = await shop();
    const body = patrol(place, { answers: [{ code: 'M03', answer: 'fail', words: '没有巡查记录' }] });
    const key = randomUUID();
    const first = await send('zhangzhuang.grid', body, key);
    const replay = await send('zhangzhuang.grid', body, key);
    expect(replay.body).toEqual(first.body);
    const other = await send('zhangzhuang.grid', body);
    expect(other.status).toBe(200);
    expect(other.body).toMatchObject({ id: body.id, hazards: [{ id: first.body.hazards[0].id }] });
    expect((await send('jiaodian.clerk', body)).status).toBe(409);
    expect(await count(world, 'select count(*) as n from fire.inspections where premises_id = $1', [place])).toBe(1);
    expect(await count(world, 'select count(*) as n from matters.matters where place_id = $1', [place])).toBe(1);
  });

  test('五清 with counts and units are in the figures at once', async () => {
    const place = await shop();
    const [before, after] = [await photo('zhangzhuang.grid'), await photo('zhangzhuang.grid')];
    const read = async (key: string) => (await world.call('fire.office', 'GET', `/api/indicators/fire.${key}?division=410402`)).body.value;
    const was = { lodgers: await read('lodgers_cleared'), ebikes: await read('ebikes_cleared'), seen: await read('premises_inspected') };
    const made = await send(
      'zhangzhuang.grid',
      patrol(place, {
        clears: [
          { code: 'Q1', count: 3, where: '二楼', disposal: '已搬离' },
          { code: 'Q4', count: 2, unit: '辆', before: [before], after: [after] },
        ],
      }),
    );
    expect(made.status).toBe(200);
    expect(await read('lodgers_cleared')).toBe(was.lodgers + 3);
    expect(await read('ebikes_cleared')).toBe(was.ebikes + 2);
    expect(await read('premises_inspected')).toBe(was.seen + 1);
    const rows = await world.call('fire.office', 'GET', '/api/indicators/fire.ebikes_cleared/rows?division=410402');
    expect(rows.body.items[0]).toMatchObject({ value: 2, division: '410402100207' });
  });
});

describe('lists', () => {
  test('the worklist: by risk, then the longest unseen; what was just seen is not on it', async () => {
    const red = await shop({ risk: 'red', name: '红店' });
    const blue = await shop({ risk: 'blue', name: '蓝店' });
    const seen = await shop({ risk: 'yellow', name: '看过的店' });
    await send('zhangzhuang.grid', patrol(seen));
    const names: string[] = [];
    let items: Json[] = [];
    for (let after = ''; ; ) {
      const { body } = await world.call('zhangzhuang.grid', 'GET', `/api/fire/worklist?limit=2${after}`);
      items = [...items, ...body.items];
      names.push(...body.items.map((one: Json) => one.premises.name));
      if (body.next === null) break;
      after = `&after=${body.next}`;
    }
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('看过的店');
    expect(names.indexOf('红店')).toBeLessThan(names.indexOf('蓝店'));
    expect(items.find((one) => one.premises.id === red)).toMatchObject({
      why: '红色风险，还没有检查过',
      inspections_this_year: 0,
      yearly_cap: 2,
      last_visit_on: null,
    });
    expect(items.some((one) => one.premises.id === blue)).toBe(true);
  });

  test('the checklist comes with its legal bases', async () => {
    const { body } = await world.call('zhangzhuang.grid', 'GET', '/api/fire/checklist');
    expect(body.items.length).toBe(36);
    expect(body.items.find((one: Json) => one.code === 'U04')).toMatchObject({
      basis: [{ title: '河南省消防条例', article: '第七十一条（待核实）' }],
      clears: 'Q4',
    });
  });

  test('three lists and two ledgers as a workbook; taking it out is on record', async () => {
    const acts = await count(world, `select count(*) as n from ledger.acts where verb = 'fire.inspection.export'`);
    const { bytes, status } = await world.call('jiaodian.clerk', 'GET', '/api/fire/ledgers/export?from=2022-11-01');
    expect(status).toBe(200);
    const path = join(world.folder, 'ledgers.xlsx');
    writeFileSync(path, bytes);
    const workbook = await readWorkbook(path, {});
    try {
      expect(workbook.sheets.map(({ sheet }) => sheet.name)).toEqual([
        '隐患问题清单',
        '整改措施清单',
        '整改责任清单',
        '单位信息台账',
        '“五清”行动台账',
      ]);
      const text: string[] = [];
      for (const { rows } of workbook.sheets)
        for await (const row of rows({})) text.push(row.cells.map((cell) => cell?.value ?? '').join('|'));
      expect(text.some((line) => line.includes(words) && line.includes('第六十条第一款第三项') && line.includes('岳振邦、管晓彤'))).toBe(
        true,
      );
      expect(text.some((line) => line.includes('电动车') && line.includes('|2|辆|'))).toBe(true);
      expect(text.join()).not.toContain('13800000001');
    } finally {
      await workbook.close();
    }
    expect(await count(world, `select count(*) as n from ledger.acts where verb = 'fire.inspection.export'`)).toBe(acts + 1);
  });

  test('the ledger is whole', async () => {
    await sealAll(world.office.db);
    const found = await world.office.db.transaction('read', { city: '4104' }, (tx) => verifyLedger(tx, '4104'));
    expect(found.faults).toEqual([]);
  });
});
