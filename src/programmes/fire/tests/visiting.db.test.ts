/** What a visit starts with, and re-checks, behind the real doors. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { useDatabase } from '../../../../tests/support/database.ts';
import { act, perform } from '../../../core/ledger/index.ts';
import { systemActor } from '../../../core/people/index.ts';
import { smallPremises } from '../checklists.ts';
import { type Account, openWorld, sample, type World } from './factory.ts';

const database = useDatabase();
let world: World;
beforeAll(async () => {
  world = await openWorld(database);
}, 120_000);
afterAll(async () => {
  await world.close();
});

let serial = 0;
const shop = async () => {
  serial += 1;
  return await world.premises('jiaodian.clerk', sample({ name: `检查店${serial}`, address: `张庄村东街 ${serial} 号` }));
};
const start = (account: Account, premises: string) => world.call(account, 'GET', `/api/fire/visiting?premises=${premises}`);
const started = '2022-11-09T09:20:00+08:00';
const inspection = (premises: string, more: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  premises_id: premises,
  kind: 'inspection',
  started_at: started,
  officers: [
    { name: '岳振邦', certificate: '豫消执 04020117' },
    { name: '管晓彤', certificate: '豫消执 04020123' },
  ],
  answers: smallPremises.items.map(({ code }) => ({ code, answer: 'pass' })),
  refused_because: '店主看过，不愿签字，已当场说明',
  ...more,
});
const send = (account: Account, body: unknown) => world.call(account, 'POST', '/api/fire/inspections', body);

test("a neighbour's premises is as if it were not there; a leader starts nothing", async () => {
  const place = await shop();
  expect((await start('yugou.grid', place)).status).toBe(404);
  expect((await start('xishichang.clerk', place)).status).toBe(404);
  expect((await start('city.leader', place)).status).toBe(403);
  expect((await start('zhangzhuang.grid', randomUUID())).status).toBe(404);
});

test('what is known stands there before anybody asks: facts, the last visit, the cap, open hazards, who may inspect', async () => {
  const place = await shop();
  const before = (await start('zhangzhuang.grid', place)).body;
  expect(before).toMatchObject({ premises: { id: place, status: 'open' }, last_visit: null, inspections_this_year: 0, hazards: [] });
  expect(before.now).toBe('2022-11-09T10:00:00.000Z');
  const orders = before.officers.filter((one: { orders: boolean }) => one.orders).map((one: { title: string }) => one.title);
  const others = before.officers.filter((one: { orders: boolean }) => !one.orders).map((one: { title: string }) => one.title);
  const titleOf = async (account: Account) => (await world.actor(account)).title;
  expect(orders).toContain(await titleOf('xinhua.inspector'));
  expect(others).toContain(await titleOf('zhangzhuang.grid'));
  expect([...orders, ...others]).not.toContain(await titleOf('yugou.grid'));
  expect([...orders, ...others]).not.toContain(await titleOf('city.leader'));

  const answers = smallPremises.items.map(({ code }) => ({
    code,
    answer: code === 'M01' ? 'fail' : 'pass',
    words: code === 'M01' ? '没有责任人' : '',
  }));
  expect((await send('xinhua.inspector', inspection(place, { answers }))).status).toBe(200);
  const after = (await start('zhangzhuang.grid', place)).body;
  expect(after).toMatchObject({ inspections_this_year: 1, last_visit: { on_date: '2022-11-09', kind_title: '监督检查', failed: 1 } });
  expect(after.hazards).toMatchObject([{ item_code: 'M01', grade: 'C', overdue: false }]);
});

test('a re-check asks its one question, leaves the colour alone and counts for no inspection of the year', async () => {
  const place = await shop();
  const answers = smallPremises.items.map(({ code }) => ({
    code,
    answer: code === 'M01' ? 'fail' : 'pass',
    words: code === 'M01' ? '没有责任人' : '',
  }));
  const first = await send('xinhua.inspector', inspection(place, { answers }));
  const matter_id = first.body.hazards[0].id;
  const again = await send(
    'xinhua.inspector',
    inspection(place, { matter_id, answers: [{ code: 'M01', answer: 'fail', words: '仍没有责任人' }] }),
  );
  expect(again.status).toBe(200);
  expect(again.body.risk).toBe(first.body.risk);
  expect(again.body.hazards).toMatchObject([{ id: matter_id, already_open: true }]);
  expect((await start('xinhua.inspector', place)).body.inspections_this_year).toBe(1);
});

test('what is looked at again is said: an open hazard, none that is done with, and none of another place', async () => {
  const [place, elsewhere] = [await shop(), await shop()];
  const failed = [{ code: 'M01', answer: 'fail', words: '没有责任人' }];
  const found = await send('zhangzhuang.grid', {
    id: randomUUID(),
    premises_id: place,
    kind: 'patrol',
    started_at: started,
    answers: failed,
  });
  const matter = found.body.hazards[0].id;
  const again = async (at: string) =>
    (await world.call('zhangzhuang.grid', 'GET', `/api/fire/visiting?premises=${at}&matter=${matter}`)).body.rechecked;
  expect(await again(place)).toMatchObject({ id: matter, item_code: 'M01', closed: false });
  expect(await again(elsewhere)).toBeNull();
  expect((await start('zhangzhuang.grid', place)).body.rechecked).toBeNull();

  const second = (await world.actor('xinhua.inspector')).account_id;
  const close = async () => {
    const ended = act('fire.hazard.test', '办结', z.object({}), async (tx, who, _input, deed) => {
      deed.about({ relation: 'matters.matters', id: matter, division: '410402100207' });
      await tx
        .updateTable('matters.matters')
        .set({
          stage: 'closed',
          outcome: 'closed',
          answered_by: who.account_id,
          answered_at: deed.at,
          verified_by: second,
          closed_at: deed.at,
          closed_on: '2022-11-09',
          holder_account_id: null,
          holder_title: null,
          holder_unit_id: null,
          due_at: null,
          near_at: null,
          wake_at: null,
          wake_why: null,
        })
        .where('city', '=', who.city)
        .where('id', '=', matter)
        .execute();
      return {};
    });
    await perform(world.office, ended, await systemActor(world.office, 'fire'), randomUUID(), {});
  };
  await close();
  expect(await again(place)).toBeNull();
});

test('the hazard of another place makes no re-check: nobody leaves questions out that way', async () => {
  const [place, elsewhere] = [await shop(), await shop()];
  const failed = [{ code: 'M01', answer: 'fail', words: '没有责任人' }];
  const patrol = { id: randomUUID(), premises_id: elsewhere, kind: 'patrol', started_at: started, answers: failed };
  const found = await send('zhangzhuang.grid', patrol);
  const one = [{ code: 'M01', answer: 'pass' }];
  const refused = await send('xinhua.inspector', inspection(place, { matter_id: found.body.hazards[0].id, answers: one }));
  expect(refused.status).toBe(422);
  expect(refused.body.errors).toMatchObject([{ field: 'matter_id' }]);
  expect((await send('xinhua.inspector', inspection(place, { answers: one }))).status).toBe(422);
});

test('a hazard closed before the visit began makes no re-check either: the yearly number would be gone round', async () => {
  const place = await shop();
  const failed = [{ code: 'M01', answer: 'fail', words: '没有责任人' }];
  const patrol = { id: randomUUID(), premises_id: place, kind: 'patrol', started_at: '2022-11-08T09:00:00+08:00', answers: failed };
  const found = await send('zhangzhuang.grid', patrol);
  const matter_id = found.body.hazards[0].id;
  const ended = await world.call('fire.office', 'POST', `/api/matters/${matter_id}/acts/withdraw`, { version: 1, reason: '登记有误' });
  expect(ended.status, JSON.stringify(ended.body)).toBe(200);
  const one = [{ code: 'M01', answer: 'pass' }];
  // Sent late from a phone: it was open when the visit began.
  expect((await send('xinhua.inspector', inspection(place, { matter_id, answers: one }))).status).toBe(200);
  await world.owner.query(`select set_config('app.act', gen_random_uuid()::text, false), set_config('app.city', '4104', false)`);
  await world.owner.query(`alter table matters.matters disable trigger user`);
  await world.owner.query(`update matters.matters set closed_at = '2022-11-08T10:00:00+08:00' where id = $1`, [matter_id]);
  await world.owner.query(`alter table matters.matters enable trigger user`);
  const refused = await send('xinhua.inspector', inspection(place, { matter_id, answers: one }));
  expect(refused.body.errors).toMatchObject([{ field: 'matter_id' }]);
});
