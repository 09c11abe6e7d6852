import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../ledger/index.ts';
import { useForest } from './factory.ts';

const forest = useForest();
const at = (text: string) => {
  forest.clock.at = new Date(`${text}+08:00`);
};
const reason = '说明情况';

/** Opened, signed for and answered with a pair of photos. */
async function answered(grade = 'B') {
  at('2022-11-03T10:00:00');
  const { id } = await forest.open('clerk', { grade, photos: { before: [await forest.photo()] } });
  await forest.act('keeper', 'accept', id);
  await forest.act('keeper', 'answer', id, { reason: '已清腐', photos: [await forest.photo()] });
  return id;
}

describe('the way of a matter', () => {
  test('is refused to who lacks the verb, and reads as absence outside the division', async () => {
    const { id } = await forest.open('clerk');
    await expect(forest.act('keeper', 'withdraw', id, { reason })).rejects.toMatchObject({ status: 403 });
    await expect(forest.act('stranger', 'note', id, { reason })).rejects.toMatchObject({ status: 404 });
    await expect(forest.act('clerk', 'accept', id)).rejects.toMatchObject({ type: '/problems/matters/not-yours' });
  });

  test('goes from finding to closing, by a second person, with evidence', async () => {
    at('2022-11-03T10:00:00');
    const opened = await forest.open('clerk', { grade: 'B', photos: { before: [await forest.photo()] } });
    expect(opened.number).toMatch(/^GS-410402-20221103-\d{4}$/);
    expect(opened.due_at.toISOString()).toBe('2022-11-08T15:59:59.000Z');
    const { id } = opened;
    expect(await forest.row(id)).toMatchObject({
      stage: 'accept',
      tier: 'grid',
      holder_unit_id: forest.unitOf('village'),
      wake_why: 'near',
    });
    expect((await forest.act('keeper', 'accept', id)).stage).toBe('handle');
    await expect(forest.act('keeper', 'answer', id, { reason: '已清腐' })).rejects.toMatchObject({
      type: '/problems/matters/evidence-missing',
      extra: { missing: ['缺整改后照片'] },
    });
    at('2022-11-04T09:00:00');
    expect((await forest.act('keeper', 'answer', id, { reason: '已清腐', photos: [await forest.photo()] })).stage).toBe('verify');
    expect(await forest.row(id)).toMatchObject({ holder_unit_id: forest.unitOf('town'), holder_account_id: null, tier: 'town' });
    expect((await forest.act('clerk', 'verify', id)).stage).toBe('closed');
    expect(await forest.row(id)).toMatchObject({
      outcome: 'closed',
      holder_unit_id: forest.unitOf('town'),
      wake_why: 'near',
      look_back_why: 'drawn',
      look_back_on: '2022-12-04',
    });
    await expect(forest.act('clerk', 'note', id, { reason })).rejects.toMatchObject({ type: '/problems/matters/ended' });
    const { rows } = await forest.owner('select stage, stopped_at from matters.clocks where matter_id = $1', [id]);
    expect(rows.every((clock) => clock.stopped_at !== null)).toBe(true);
    expect(rows.length).toBe(3);
  });

  test('is not passed to a verifier of his choice by who answered, from outside the desk where it waits', async () => {
    const id = await answered();
    await expect(forest.act('keeper', 'transfer', id, { person: forest.idOf('second'), reason })).rejects.toMatchObject({
      type: '/problems/matters/handler-cannot-decide',
    });
    expect(await forest.row(id)).toMatchObject({ holder_unit_id: forest.unitOf('town'), holder_account_id: null });
    await forest.act('clerk', 'transfer', id, { person: forest.idOf('second'), reason });
    expect((await forest.act('second', 'verify', id)).stage).toBe('closed');
  });

  test('is not verified by its handler, by who answered, nor by the only inspector', async () => {
    at('2022-11-03T10:00:00');
    const { id } = await forest.open('clerk', { inspectors: [forest.idOf('clerk')] });
    await forest.act('keeper', 'accept', id);
    await forest.act('clerk', 'transfer', id, { person: forest.idOf('second'), reason });
    await forest.act('second', 'answer', id, { reason });
    // Both clerks are barred, so it waits in the county.
    expect(await forest.row(id)).toMatchObject({ holder_unit_id: forest.unitOf('county'), tier: 'county' });
    await expect(forest.act('second', 'verify', id)).rejects.toMatchObject({ type: '/problems/matters/handler-cannot-verify' });
    await expect(forest.act('clerk', 'verify', id)).rejects.toMatchObject({ type: '/problems/matters/only-inspector-cannot-verify' });
    await expect(forest.act('office', 'transfer', id, { person: forest.idOf('clerk'), reason })).rejects.toMatchObject({
      type: '/problems/matters/receiver-unfit',
    });
    expect((await forest.act('office', 'verify', id)).stage).toBe('closed');
    // The database holds it against everybody, also against who comes past the acts.
    const other = await answered('C');
    await forest.owner(`select set_config('app.act', gen_random_uuid()::text, false)`);
    await expect(
      forest.owner(
        `update matters.matters set stage = 'closed', outcome = 'closed', closed_at = now(), closed_on = '2022-11-04', holder_unit_id = null,
          due_at = null, near_at = null, wake_at = null, wake_why = null, verified_by = handler_account_id where id = $1`,
        [other],
      ),
    ).rejects.toMatchObject({ constraint: 'matters_verified_by_second' });
  });

  test('comes back with the clock running on, not anew', async () => {
    const id = await answered();
    at('2022-11-07T09:00:00');
    await forest.act('clerk', 'send_back', id, { reason: '封堵不严' });
    // Answered on the 3rd with three working days left; back on the 7th it has three from there.
    const row = await forest.row(id);
    expect(row).toMatchObject({ stage: 'handle', holder_account_id: forest.idOf('keeper'), sent_back: 1, answered_by: null });
    expect((row.due_at as Date).toISOString()).toBe('2022-11-10T15:59:59.000Z');
    const { rows } = await forest.owner(`select * from matters.clocks where matter_id = $1 and stage = 'handle'`, [id]);
    expect(rows).toHaveLength(1);
    expect(rows[0].first_due_at.toISOString()).toBe('2022-11-08T15:59:59.000Z');
    await expect(forest.owner(`update matters.clocks set started_at = now() where id = $1`, [rows[0].id])).rejects.toMatchObject({
      constraint: 'clocks_never_reset',
    });
  });

  test('fixed on the spot goes to verification at once, with its photo, and can still be refused', async () => {
    at('2022-11-03T10:00:00');
    await expect(forest.open('clerk', { grade: 'B', fixed_on_spot: true })).rejects.toMatchObject({
      type: '/problems/matters/evidence-missing',
    });
    const { id } = await forest.open('clerk', { grade: 'B', fixed_on_spot: true, photos: { after: [await forest.photo()] } });
    expect(await forest.row(id)).toMatchObject({ stage: 'verify', answered_by: forest.idOf('clerk'), evidence: 'after' });
    await expect(forest.act('clerk', 'verify', id)).rejects.toMatchObject({ type: '/problems/matters/handler-cannot-verify' });
    await forest.act('second', 'send_back', id, { reason: '没有修好' });
    expect(await forest.row(id)).toMatchObject({ stage: 'handle', holder_unit_id: forest.unitOf('town') });
  });

  test('relapses one grade up, and from the top grade one tier up; once', async () => {
    const id = await answered('B');
    await forest.act('clerk', 'verify', id);
    at('2022-11-20T09:00:00');
    await forest.act('office', 'look_back', id, { reason: '又空了', result: 'no' });
    const { rows } = await forest.owner('select id, grade, tier, stage from matters.matters where relapse_of = $1', [id]);
    expect(rows).toMatchObject([{ grade: 'A', tier: 'town', stage: 'accept' }]);
    await expect(forest.act('office', 'look_back', id, { reason, result: 'no' })).rejects.toMatchObject({
      type: '/problems/matters/looked-back',
    });
    const again = rows[0].id as string;
    await forest.act('second', 'accept', again);
    await forest.act('second', 'answer', again, { reason, photos: [await forest.photo()], before: [await forest.photo()] });
    await expect(forest.act('office', 'verify', again)).rejects.toMatchObject({
      type: '/problems/matters/only-inspector-cannot-verify',
    });
    await forest.act('clerk', 'verify', again);
    await forest.act('office', 'look_back', again, { reason, result: 'no' });
    const third = await forest.owner('select grade, tier from matters.matters where relapse_of = $1', [again]);
    expect(third.rows).toEqual([{ grade: 'A', tier: 'county' }]);
  });

  test('a replay is done once; a page that is out of date is told so', async () => {
    const { id } = await forest.open('clerk');
    await expect(forest.act('keeper', 'accept', id, { version: 7 })).rejects.toMatchObject({
      status: 409,
      type: '/problems/ledger/stale-version',
    });
    const both = await Promise.allSettled([forest.act('keeper', 'accept', id), forest.act('other', 'accept', id)]);
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });
});

describe('deadlines', () => {
  test('an extension is asked once, before the deadline, and decided by another', async () => {
    at('2022-11-03T10:00:00');
    const { id } = await forest.open('clerk');
    await forest.act('keeper', 'accept', id);
    const wrong = { type: '/problems/matters/wrong-until' };
    await expect(forest.act('keeper', 'ask_extension', id, { reason, until: '2022-11-10' })).rejects.toMatchObject(wrong);
    await expect(forest.act('keeper', 'ask_extension', id, { reason, until: '2022-12-04' })).rejects.toMatchObject(wrong);
    await forest.act('keeper', 'ask_extension', id, { reason, until: '2022-11-20' });
    await expect(forest.act('keeper', 'ask_extension', id, { reason, until: '2022-11-21' })).rejects.toMatchObject({
      type: '/problems/matters/asked-before',
    });
    await forest.act('clerk', 'transfer', id, { person: forest.idOf('clerk'), reason });
    await expect(forest.act('clerk', 'decide_extension', id, { reason, result: 'yes' })).rejects.toMatchObject({
      type: '/problems/matters/handler-cannot-decide',
    });
    await forest.act('second', 'decide_extension', id, { reason, result: 'yes' });
    expect(((await forest.row(id)).due_at as Date).toISOString()).toBe('2022-11-20T15:59:59.000Z');
    const late = await forest.open('clerk');
    await forest.act('keeper', 'accept', late.id);
    at('2022-11-15T10:00:00');
    await expect(forest.act('keeper', 'ask_extension', late.id, { reason, until: '2022-11-20' })).rejects.toMatchObject({
      type: '/problems/matters/deadline-passed',
    });
  });

  test('a hold stops the clock, ends by itself, and never passes the longest', async () => {
    at('2022-11-03T10:00:00');
    const { id } = await forest.open('clerk');
    await forest.act('keeper', 'accept', id);
    await expect(forest.act('keeper', 'ask_hold', id, { reason, until: '2022-12-20' })).rejects.toMatchObject({
      type: '/problems/matters/wrong-until',
    });
    at('2022-11-04T10:00:00');
    await forest.act('keeper', 'ask_hold', id, { reason: '等高空车', until: '2022-11-08' });
    await forest.act('clerk', 'decide_hold', id, { reason: '情况属实', result: 'yes' });
    expect(await forest.row(id)).toMatchObject({ held_until: '2022-11-08', due_at: null, wake_why: 'hold_ends' });
    await expect(forest.act('keeper', 'answer', id, { reason })).rejects.toMatchObject({ type: '/problems/matters/on-hold' });
    at('2022-11-09T08:00:00');
    expect(await forest.wake()).toMatchObject({ released: 1 });
    // Six working days were left on the 4th.
    expect(((await forest.row(id)).due_at as Date).toISOString()).toBe('2022-11-17T15:59:59.000Z');
  });

  test('an edit moves no clock and needs a reason', async () => {
    at('2022-11-03T10:00:00');
    const { id } = await forest.open('clerk');
    const before = await forest.row(id);
    at('2022-11-03T11:00:00');
    await expect(forest.act('clerk', 'edit', id, { title: '新标题' })).rejects.toMatchObject({ status: 422 });
    await forest.act('clerk', 'edit', id, { title: '新标题', reason: '写错了' });
    const after = await forest.row(id);
    expect(after.title).toBe('新标题');
    for (const name of ['due_at', 'near_at', 'wake_at', 'handle_due_at', 'stage', 'holder_unit_id'])
      expect(after[name]).toEqual(before[name]);
  });

  test('what is late goes up one tier, both are told, and is reminded each working day', async () => {
    at('2022-11-03T10:00:00');
    const { id } = await forest.open('clerk');
    await forest.act('keeper', 'accept', id);
    at('2022-11-14T00:00:01');
    await forest.wake();
    expect(await forest.row(id)).toMatchObject({ tier: 'grid', wake_why: 'due' });
    at('2022-11-15T00:00:01');
    forest.told.length = 0;
    await forest.wake();
    expect(await forest.row(id)).toMatchObject({
      tier: 'town',
      holder_unit_id: forest.unitOf('town'),
      handler_account_id: forest.idOf('keeper'),
      escalations: 1,
      mode: 'guided',
    });
    const told = forest.told.find((one) => one.matter.id === id);
    expect(told).toMatchObject({ why: 'escalated', accounts: [forest.idOf('keeper')], units: [forest.unitOf('town')] });
    expect(told?.words).toContain('超期 1 工作日');
    expect(told?.words).toContain('转入指导养护');
    at('2022-11-16T09:00:00');
    await forest.wake();
    expect(await forest.row(id)).toMatchObject({ tier: 'town', escalations: 1 });
    at('2022-11-22T09:00:00');
    await forest.wake();
    expect(await forest.row(id)).toMatchObject({ tier: 'county', escalations: 2, mode: 'supervised' });
    // The handler still owes the answer, and sees it among his.
    await forest.act('keeper', 'answer', id, { reason });
  });
});

describe('三改', () => {
  test('goes up exactly one when asked, and when an answer is refused twice; the clock stays', async () => {
    const id = await answered('C');
    expect(await forest.row(id)).toMatchObject({ mode: 'self' });
    await forest.act('clerk', 'verify', id, { result: 'part', reason: '南侧还没有封堵' });
    expect(await forest.row(id)).toMatchObject({ stage: 'handle', mode: 'self', remaining: '南侧还没有封堵', sent_back: 1 });
    await forest.act('keeper', 'answer', id, { reason });
    forest.told.length = 0;
    await forest.act('clerk', 'verify', id, { result: 'no', reason: '又空了' });
    expect(await forest.row(id)).toMatchObject({ mode: 'guided', sent_back: 2 });
    expect(forest.told.find((one) => one.why === 'stepped_up')).toMatchObject({
      accounts: [forest.idOf('keeper')],
      units: expect.arrayContaining([forest.unitOf('town')]),
    });
    const due = (await forest.row(id)).due_at;
    await expect(forest.act('keeper', 'step_up', id, { reason })).rejects.toMatchObject({ status: 403 });
    await forest.act('clerk', 'step_up', id, { reason: '住户不配合' });
    expect(await forest.row(id)).toMatchObject({ mode: 'supervised', due_at: due });
    await expect(forest.act('clerk', 'step_up', id, { reason })).rejects.toMatchObject({ type: '/problems/matters/top-mode' });
  });
});

describe('a second person', () => {
  test('is nobody who ever handled it or answered for it', async () => {
    at('2022-11-03T10:00:00');
    const { id } = await forest.open('clerk');
    await forest.act('keeper', 'accept', id);
    await forest.act('clerk', 'transfer', id, { person: forest.idOf('clerk'), reason });
    await forest.act('clerk', 'transfer', id, { person: forest.idOf('second'), reason });
    await forest.act('second', 'answer', id, { reason });
    // Both clerks worked on it: the county looks.
    expect(await forest.row(id)).toMatchObject({ holder_unit_id: forest.unitOf('county') });
    await expect(forest.act('clerk', 'verify', id)).rejects.toMatchObject({ type: '/problems/matters/handler-cannot-verify' });
    await forest.owner(`select set_config('app.act', gen_random_uuid()::text, false)`);
    await expect(
      forest.owner(
        `update matters.matters set stage = 'closed', outcome = 'closed', closed_at = now(), closed_on = '2022-11-04', holder_unit_id = null,
          due_at = null, near_at = null, wake_at = null, wake_why = null, worked_by = null, verified_by = $2 where id = $1`,
        [id, forest.idOf('clerk')],
      ),
    ).rejects.toMatchObject({ constraint: 'matters_verified_by_second' });
    expect((await forest.act('office', 'verify', id)).stage).toBe('closed');
  });
});

describe('回头看', () => {
  test('takes every matter of a listed item within its days; somebody holds it; at night only with consent', async () => {
    at('2022-11-03T10:00:00');
    const { id } = await forest.open('clerk', { item_code: 'ROOT' });
    await forest.act('keeper', 'accept', id);
    await forest.act('keeper', 'answer', id, { reason });
    await forest.act('clerk', 'verify', id);
    expect(await forest.row(id)).toMatchObject({
      look_back_why: 'listed',
      look_back_on: '2022-11-10',
      holder_unit_id: forest.unitOf('town'),
    });
    at('2022-11-11T00:10:00');
    forest.told.length = 0;
    await forest.wake();
    await forest.wake();
    expect(forest.told.filter((one) => one.matter.id === id).at(-1)).toMatchObject({ why: 'overdue', units: [forest.unitOf('town')] });
    at('2022-11-11T23:10:00');
    await expect(forest.act('clerk', 'look_back', id, { reason, result: 'yes' })).rejects.toMatchObject({
      type: '/problems/matters/night-needs-consent',
    });
    await forest.act('clerk', 'look_back', id, { reason, result: 'yes', consent: '业主王某同意，民警到场' });
    expect(await forest.row(id)).toMatchObject({ holder_unit_id: null, wake_at: null, due_at: null });
    await expect(forest.act('office', 'look_back', id, { reason, result: 'no' })).rejects.toMatchObject({
      type: '/problems/matters/looked-back',
    });
  });
});

describe('a hold', () => {
  test('is asked by whoever owes the answer and decided by another; refused, the clock runs; released early with a reason', async () => {
    at('2022-11-03T10:00:00');
    const { id } = await forest.open('clerk');
    await forest.act('keeper', 'accept', id);
    const due = (await forest.row(id)).due_at;
    await expect(forest.act('clerk', 'ask_hold', id, { reason, until: '2022-11-10' })).rejects.toMatchObject({
      type: '/problems/matters/not-yours',
    });
    await forest.act('keeper', 'ask_hold', id, { reason: '等高空车', until: '2022-11-10' });
    expect(await forest.row(id)).toMatchObject({ held_until: null, due_at: due });
    await expect(forest.act('keeper', 'ask_hold', id, { reason, until: '2022-11-10' })).rejects.toMatchObject({
      type: '/problems/matters/hold-waits',
    });
    await expect(forest.act('keeper', 'decide_hold', id, { reason, result: 'yes' })).rejects.toMatchObject({ status: 403 });
    await forest.act('clerk', 'decide_hold', id, { reason: '有车可用', result: 'no' });
    expect(await forest.row(id)).toMatchObject({ held_until: null, due_at: due });
    await forest.act('keeper', 'ask_hold', id, { reason: '车坏了', until: '2022-11-10' });
    await forest.act('second', 'decide_hold', id, { reason: '属实', result: 'yes' });
    expect(await forest.row(id)).toMatchObject({ held_until: '2022-11-10', held_reason: '车坏了', due_at: null });
    at('2022-11-07T09:00:00');
    await forest.act('clerk', 'release', id, { reason: '车已修好' });
    expect(((await forest.row(id)).due_at as Date) > (due as Date)).toBe(true);
    expect(await forest.row(id)).toMatchObject({ held_until: null, held_reason: null });
  });
});

describe('rows', () => {
  test('are invisible without scope, also on a reused connection, and never deleted', async () => {
    const { id } = await forest.open('clerk');
    const count = (who: Parameters<typeof forest.actor>[0], without = false) =>
      forest.office.db.transaction('read', without ? { city: '4104' } : settingsOf(forest.actor(who)), async (tx) => {
        const { rows } = await sql<{ n: number }>`select count(*) as n from matters.matters where id = ${id}::uuid`.execute(tx);
        return rows[0]?.n;
      });
    expect(await count('clerk')).toBe(1);
    expect(await count('stranger')).toBe(0);
    for (let n = 0; n < 7; n += 1) expect(await count('clerk', true)).toBe(0);
    await expect(
      forest.office.db.transaction('write', settingsOf(forest.actor('clerk')), (tx) => sql`delete from matters.matters`.execute(tx)),
    ).rejects.toThrow(/permission denied/);
  });

  test('handover gives everything held to the successor', async () => {
    at('2022-11-03T10:00:00');
    const { id } = await forest.open('clerk');
    await forest.act('keeper', 'accept', id);
    await forest.office.db.transaction(
      'write',
      { city: '4104', scopes: ['people:4104'], account: forest.idOf('office'), act: id },
      async (tx) => {
        await forest.matters.handover.run(tx, {
          city: '4104',
          from: forest.idOf('keeper'),
          to: forest.idOf('other'),
          posts: [],
          deed: {} as never,
        });
      },
    );
    expect(await forest.row(id)).toMatchObject({ holder_account_id: forest.idOf('other'), handler_account_id: forest.idOf('other') });
  });
});
