/** What `taizhang doctor` says of matters that cannot go on by themselves. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examineMatters } from '../index.ts';
import { useForest } from './factory.ts';

const forest = useForest();
let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client({ connectionString: forest.database.ownerUrl });
  await client.connect();
});
afterAll(() => client?.end());

/** The finding after something was broken past the acts; nothing of it stays. */
async function after(number: string, ...breaks: string[]) {
  await client.query('begin');
  try {
    await client.query(`set local app.act = '00000000-0000-4000-8000-000000000009'`);
    for (const text of breaks) await client.query(text, text.includes('$1') ? [number] : []);
    return await examineMatters(client, forest.clock.now());
  } finally {
    await client.query('rollback');
  }
}

test('a matter that nobody holds, nothing wakes, or that waits where nobody is, is named with what to do', async () => {
  const { number } = await forest.open('clerk');
  expect(await examineMatters(client, forest.clock.now())).toMatchObject({ state: 'ok', words: expect.stringContaining('1 件等人办') });

  const loose = await after(
    number,
    'alter table matters.matters drop constraint matters_one_holder',
    'update matters.matters set holder_unit_id = null where number = $1',
  );
  expect(loose).toMatchObject({ state: 'wrong', words: `1 件没有持有人，请由上级转办给能办的单位（先看 ${number}）` });

  const asleep = await after(
    number,
    'alter table matters.matters drop constraint matters_one_wake',
    'update matters.matters set wake_at = null, wake_why = null where number = $1',
  );
  expect(asleep.state).toBe('wrong');
  expect(asleep.words).toContain(`1 件没有下次提醒`);
  expect(asleep.words).toContain(number);

  const missed = await after(number, `update matters.matters set wake_at = '2022-11-01T00:00:00+08:00' where number = $1`);
  expect(missed).toMatchObject({ state: 'note', words: expect.stringContaining('请看后台是否在运行') });

  const empty = await after(number, `update people.posts set until = '2022-06-01' where division = '410402100207'`);
  expect(empty).toMatchObject({ state: 'note', words: expect.stringContaining('请给该单位安排岗位或转办') });

  await forest.act('keeper', 'accept', (await forest.owner('select id from matters.matters where number = $1', [number])).rows[0].id);
  const left = await after(number, `update people.accounts set state = 'closed' where name = 'tree.keeper'`);
  expect(left).toMatchObject({ state: 'note', words: expect.stringContaining('持有人已离岗，请办理交接或转办') });
});
