/** A hazard after it was found: industry departments that see only what they hold, and the colour of the premises that follows it. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { sealAll, verifyLedger } from '../../../core/ledger/index.ts';
import { readWorkbook } from '../../../platform/workbook/index.ts';
import { smallPremises } from '../checklists.ts';
import { type Account, count, type Json, openWorld, sample, seenBy, type World } from './factory.ts';

const database = useDatabase();
let world: World;
beforeAll(async () => {
  world = await openWorld(database);
}, 240_000);
afterAll(async () => {
  await world.close();
});

let serial = 0;
/** A premises with one hazard that the inspectors found; answers its id and the hazard's. */
async function found(code: string, more: Record<string, unknown> = {}): Promise<{ place: string; id: string }> {
  serial += 1;
  const place = await world.premises(
    'jiaodian.clerk',
    sample({ name: `测试旅馆${serial}`, address: `张庄村主街 ${serial} 号`, category: 'J4', ...more }),
  );
  const sent = await world.call('xinhua.inspector', 'POST', '/api/fire/inspections', {
    id: randomUUID(),
    premises_id: place,
    kind: 'inspection',
    started_at: '2022-11-09T09:20:00+08:00',
    officers: [
      { name: '岳振邦', certificate: '豫消执 04020117' },
      { name: '管晓彤', certificate: '豫消执 04020123' },
    ],
    answers: smallPremises.items.map((item) =>
      item.code === code
        ? { code, answer: 'fail', words: '不合要求', ...(item.urgent ? { measures: '专人看守' } : {}) }
        : { code: item.code, answer: 'pass' },
    ),
    signer: '店主',
    refused_because: '店主看过，不愿签字，已当场说明',
  });
  expect(sent.status, JSON.stringify(sent.body)).toBe(200);
  return { place, id: sent.body.hazards[0].id };
}

const page = async (who: Account, id: string): Promise<Json> => (await world.call(who, 'GET', `/api/matters/${id}`)).body;
async function does(who: Account, id: string, name: string, fields: Record<string, unknown> = {}) {
  const { rows } = await world.owner.query<{ version: number }>('select version from matters.matters where id = $1', [id]);
  return await world.call(who, 'POST', `/api/matters/${id}/acts/${name}`, { version: rows[0]?.version, ...fields });
}
const unitOf = async (name: string): Promise<string> =>
  (await world.owner.query<{ id: string }>('select id from divisions.units where name = $1', [name])).rows[0]?.id ?? '';
const ids = (body: Json): string[] => body.items.map(({ id }: { id: string }) => id);
const risk = async (place: string): Promise<string> =>
  (await world.owner.query<{ risk: string }>('select risk from fire.premises where id = $1', [place])).rows[0]?.risk ?? '';

describe('an industry department', () => {
  test('holds, answers and sees what was given to it, and nothing else', async () => {
    const [given, other] = [await found('F03'), await found('F03')];
    expect(ids((await world.call('police.clerk', 'GET', '/api/todo')).body)).toEqual([]);
    expect((await world.call('police.clerk', 'GET', `/api/matters/${given.id}`)).status).toBe(404);

    const unit = await unitOf('平顶山市公安局新华分局');
    const receivers = await world.call('jiaodian.clerk', 'GET', '/api/matters/people?kind=fire.hazard&act=accept&division=410402100207');
    expect(receivers.body.items.map((one: Json) => one.unit_id)).toContain(unit);
    expect((await does('jiaodian.clerk', given.id, 'transfer', { unit, reason: '旅馆归公安管' })).status).toBe(200);

    const todo = await world.call('police.clerk', 'GET', '/api/todo');
    expect(ids(todo.body)).toEqual([given.id]);
    expect(todo.body.items[0].place).toBeNull();
    const opened = await page('police.clerk', given.id);
    // The place by name and address, and no way into its row.
    expect(opened.matter).toMatchObject({
      place: { name: expect.stringContaining('测试旅馆'), register: null },
      address: expect.any(String),
    });
    expect(opened.acts.map((act: Json) => act.name)).toEqual(['accept', 'transfer', 'return', 'note']);
    expect((await world.call('police.clerk', 'GET', `/api/fire/premises/${given.place}`)).status).not.toBe(200);
    expect((await world.call('police.clerk', 'GET', `/api/matters/${other.id}`)).status).toBe(404);
    expect((await does('police.clerk', other.id, 'note', { reason: '看看' })).status).toBe(404);
    // Neither past the interface: its own transaction has no other row.
    for (const table of ['fire.premises', 'subjects.places', 'fire.inspections', 'visits.visits', 'fire.responsible'])
      expect(await seenBy(world, 'police.clerk', table), table).toBe(0);
    expect(await seenBy(world, 'police.clerk', 'matters.matters')).toBe(1);
    expect(await seenBy(world, 'education.clerk', 'matters.matters')).toBe(0);
    expect(ids((await world.call('police.clerk', 'GET', '/api/matters?kind=fire.hazard')).body)).toEqual([given.id]);

    expect((await does('police.clerk', given.id, 'accept')).status).toBe(200);
    // 部门 do not choose among each other: what is not theirs goes back.
    const across = await does('police.clerk', given.id, 'transfer', { unit: await unitOf('新华区商务局'), reason: '归商务' });
    expect(across.body.type).toBe('/problems/matters/receiver-unfit');
    expect((await does('police.clerk', given.id, 'ask_hold', { reason: '等设备到货', until: '2022-11-15' })).status).toBe(200);
    expect((await does('fire.office', given.id, 'decide_hold', { reason: '先用便携报警器', result: 'no' })).status).toBe(200);
    const answered = await does('police.clerk', given.id, 'answer', { reason: '已加装' });
    expect(answered, JSON.stringify(answered.body)).toMatchObject({ status: 200, body: { stage: 'verify' } });
    // It may still read how the matter it worked on goes on, and may not verify it.
    const mine: Json[] = (await page('police.clerk', given.id)).acts;
    expect(mine.map((act) => act.name)).not.toContain('verify');
    expect((await does('jiaodian.clerk', given.id, 'verify', { result: 'part', reason: '二楼还缺一只' })).status).toBe(200);
    expect((await page('police.clerk', given.id)).matter).toMatchObject({ stage: 'handle', remaining: '二楼还缺一只' });
    expect((await does('police.clerk', given.id, 'answer', { reason: '补齐' })).status).toBe(200);
    expect((await does('jiaodian.clerk', given.id, 'verify')).status).toBe(200);
    expect(ids((await world.call('police.clerk', 'GET', '/api/todo?tab=closed')).body)).toEqual([given.id]);
    await sealAll(world.office.db);
    const verified = await world.office.db.transaction('read', { city: '4104' }, (tx) => verifyLedger(tx, '4104'));
    expect(verified.faults).toEqual([]);
  });

  test('takes back nothing that has gone on to others, and names nobody outside itself', async () => {
    const { id } = await found('F03');
    const [police, commerce] = [await unitOf('平顶山市公安局新华分局'), await unitOf('新华区商务局')];
    const account = async (name: Account) =>
      (await world.owner.query<{ id: string }>('select id from people.accounts where name = $1', [name])).rows[0]?.id;
    expect((await does('jiaodian.clerk', id, 'transfer', { unit: police, reason: '旅馆归公安管' })).status).toBe(200);
    // Naming the handler while signing is a transfer by another name.
    const named = await does('police.clerk', id, 'accept', { person: await account('commerce.clerk'), reason: '归商务' });
    expect(named.body.type).toBe('/problems/matters/receiver-unfit');
    expect((await does('jiaodian.clerk', id, 'transfer', { unit: commerce, reason: '其实归商务管' })).status).toBe(200);
    // It still reads what went through its hands.
    expect((await page('police.clerk', id)).acts.map((act: Json) => act.name)).toEqual(['note']);
    const back = await does('police.clerk', id, 'transfer', { unit: police, reason: '还是我们办' });
    expect(back.body.type).toBe('/problems/matters/not-yours');
    expect((await page('commerce.clerk', id)).acts.map((act: Json) => act.name)).toContain('transfer');
  });
});

describe('the colour of a premises', () => {
  test('follows its hazards in the same act, as an edit of the register', async () => {
    const { place, id } = await found('L02');
    expect(await risk(place)).toBe('red');
    const versions = await count(world, 'select version as n from fire.premises where id = $1', [place]);
    await does('zhangzhuang.grid', id, 'accept');
    expect(await count(world, 'select version as n from fire.premises where id = $1', [place])).toBe(versions);
    const photo = randomUUID();
    await world.owner.query(`select set_config('app.act', gen_random_uuid()::text, false)`);
    await world.owner.query(
      `insert into files.files (city, id, division, programme, account_id, kind, sha256, media_type, bytes, width, height)
       select '4104', $1, '410402100207', 'fire', id, 'photo', repeat('ab', 32), 'image/jpeg', 10, 8, 8 from people.accounts where name = 'zhangzhuang.grid'`,
      [photo],
    );
    const answered = await does('zhangzhuang.grid', id, 'answer', { reason: '已移出', photos: [photo] });
    expect(answered.status, JSON.stringify(answered.body)).toBe(200);
    expect(await risk(place)).toBe('blue');
    await does('jiaodian.clerk', id, 'verify', { result: 'no', reason: '又搬回来了' });
    expect(await risk(place)).toBe('red');
    const { rows } = await world.owner.query<{ verb: string }>(
      'select a.verb from fire.premises p join ledger.acts a on a.id = p.act_id where p.id = $1',
      [place],
    );
    expect(rows).toEqual([{ verb: 'fire.hazard.verify' }]);
  });
});

test('a control character in words or a filter is said to be one', async () => {
  const { id } = await found('F03');
  const version = 1;
  for (const answer of [
    await does('jiaodian.clerk', id, 'note', { reason: '看过\u0000' }),
    await world.call('jiaodian.clerk', 'POST', '/api/matters/batch', {
      name: 'note',
      ids: [{ id, version }],
      fields: { reason: '\u0000看过' },
    }),
    await world.call('jiaodian.clerk', 'GET', '/api/matters?q=%00'),
    await world.call('jiaodian.clerk', 'GET', '/api/matters?stage=%00'),
  ])
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining('控制字符')]);
});

describe('the list', () => {
  test('is counted below a division and exported with its filters', async () => {
    const { id } = await found('F06');
    const number = (await page('jiaodian.clerk', id)).matter.number as string;
    const counts = await world.call('fire.office', 'GET', '/api/matters/counts?kind=fire.hazard&division=410402&stage=open');
    const listed = await world.call('fire.office', 'GET', '/api/matters?kind=fire.hazard&division=410402&stage=open');
    expect(counts.body.items.reduce((sum: number, one: Json) => sum + one.count, 0)).toBe(listed.body.count.value);
    expect((await world.call('xishichang.clerk', 'GET', '/api/matters/counts?kind=fire.hazard')).body.items).toEqual([]);
    const file = await world.call('jiaodian.clerk', 'GET', `/api/matters/export?kind=fire.hazard&q=${number}`);
    expect(file.status).toBe(200);
    const path = join(world.folder, 'hazards.xlsx');
    writeFileSync(path, file.bytes);
    const book = await readWorkbook(path, {});
    const cells: string[] = [];
    try {
      for (const { rows } of book.sheets)
        for await (const row of rows({})) cells.push(...row.cells.map((cell) => String(cell?.value ?? '')));
    } finally {
      await book.close();
    }
    expect(cells).toContain(number);
    expect(cells).toContain('自行整改');
    expect((await world.call('zhangzhuang.grid', 'GET', '/api/matters/export?kind=fire.hazard')).status).toBe(404);
    expect(await count(world, `select count(*) as n from ledger.acts where verb = 'fire.hazard.export'`)).toBe(1);
  });

  test('of one matter says which days off lie along its clocks', async () => {
    const { id } = await found('F03');
    const { matter } = await page('jiaodian.clerk', id);
    expect(matter.calendar).toEqual({ holidays: [], makeups: [] });
    expect(matter.modes).toEqual([
      { title: '自行整改', by: '被查单位', now: true },
      { title: '指导整改', by: '办事处', now: false },
      { title: '监督整改', by: '督导组', now: false },
    ]);
  });
});
