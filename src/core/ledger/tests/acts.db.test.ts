import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { perform, readAs, sealAll } from '../index.ts';
import { findAct, getState, listActs, listVersions, listWritten } from '../queries.ts';
import { actorAt, CITY, done, fell, plant, planted, rename, useProbe, uuidOf } from './probe.ts';

const probe = useProbe();
const city = actorAt('4104');
const town = actorAt('410402100', { name: 'town' });

describe('an act', () => {
  test('is refused without the verb, and outside the division reads as absence', async () => {
    const id = newId();
    const input = { trees: [{ id, division: '410403001001', name: '树' }] };
    await expect(perform(probe.office, plant, actorAt('410402100', { verbs: [] }), newId(), input)).rejects.toMatchObject({ status: 403 });
    // The row policy refuses before the act's own words do; either way nothing is written.
    await expect(perform(probe.office, plant, town, newId(), input)).rejects.toBeTruthy();
    expect((await probe.owner('select from probe.trees where id = $1', [id])).rowCount).toBe(0);
  });

  test('replayed at the same moment is done once, and every replay has the first answer', async () => {
    const id = newId();
    const act = newId();
    const input = { trees: [{ id, division: '410402100207', name: '树' }] };
    const answers = await Promise.all([1, 2, 3, 4].map(() => perform(probe.office, plant, city, act, input)));
    expect(answers).toEqual([{ rows: 1 }, { rows: 1 }, { rows: 1 }, { rows: 1 }]);
    expect((await probe.owner('select from ledger.acts where id = $1', [act])).rowCount).toBe(1);
    await expect(perform(probe.office, rename, city, act, { id, name: '别的' })).rejects.toMatchObject({ status: 409 });
  });

  test('cannot be changed or removed by the application, nor written without an act', async () => {
    await planted(probe, '410402100207');
    const settings = { city: CITY, scopes: ['probe:4104'], account: city.account_id };
    for (const text of [
      'update ledger.acts set account = $$x$$',
      'delete from ledger.acts',
      'delete from ledger.versions',
      'delete from ledger.seals',
      'update ledger.seals set chain = $$x$$',
    ]) {
      await expect(probe.office.db.transaction('write', settings, (tx) => sql.raw(text).execute(tx))).rejects.toThrow(/permission denied/);
    }
    await expect(
      probe.office.db.transaction('write', settings, (tx) => sql`update probe.trees set name = '偷改'`.execute(tx)),
    ).rejects.toMatchObject({ code: 'TZ001' });
  });
});

describe('reading the ledger', () => {
  test('shows only acts in scope, also on a reused connection without scopes', async () => {
    await planted(probe, '410402100207');
    await planted(probe, '410403001001');
    const all = await readAs(probe.office, city, (tx) => listActs(tx, city, {}, { limit: 200 }));
    const mine = await readAs(probe.office, town, (tx) => listActs(tx, town, {}, { limit: 200 }));
    expect(mine.items.length).toBeGreaterThan(0);
    expect(mine.items.length).toBeLessThan(all.items.length);
    expect(mine.items.every((act) => act.division.startsWith('410402100'))).toBe(true);
    const other = actorAt('4104', { programme: 'court' });
    expect((await readAs(probe.office, other, (tx) => listActs(tx, other, {}, { limit: 200 }))).items).toEqual([]);
    const nobody = { ...city, posts: [] };
    for (let n = 0; n < 8; n += 1)
      expect((await readAs(probe.office, nobody, (tx) => listActs(tx, nobody, {}, { limit: 200 }))).items).toEqual([]);
    const hidden = all.items.find((act) => act.division.startsWith('410403'));
    expect(await readAs(probe.office, town, (tx) => findAct(tx, CITY, hidden?.id ?? newId()))).toBeUndefined();
  });

  test('filters by person, unit, subject, day, verb, programme and division', async () => {
    const id = newId();
    const clerk = actorAt('410402100', { name: 'clerk' });
    await done(probe, plant, clerk, {
      trees: [
        { id, division: '410402100207', name: '树' },
        { id: newId(), division: '410402100206', name: '另一棵' },
      ],
    });
    await done(probe, rename, clerk, { id, name: '新名', reason: '挂错了牌' });
    await done(probe, fell, clerk, { id });
    const list = async (filters: Parameters<typeof listActs>[2]) =>
      (await readAs(probe.office, city, (tx) => listActs(tx, city, filters, { limit: 200 }))).items.map((act) => act.verb.split('.')[2]);
    const three = ['fell', 'rename', 'plant'];
    expect(await list({ subject: id })).toEqual(three);
    expect(await list({ subject: `probe.trees:${id}` })).toEqual(three);
    expect(await list({ subject: `people.accounts:${id}` })).toEqual([]);
    expect(await list({ account: clerk.account_id })).toEqual(three);
    expect(await list({ account: 'clerk', verb: 'probe.trees.rename' })).toEqual(['rename']);
    expect(await list({ unit: uuidOf('unit'), account: 'clerk' })).toEqual(three);
    expect(await list({ day: '2022-11-09', account: 'clerk' })).toEqual(three);
    expect(await list({ day: '2022-11-10', account: 'clerk' })).toEqual([]);
    expect(await list({ programme: 'fire' })).toEqual([]);
    expect(await list({ account: 'clerk', division: '410402100206' })).toEqual(['plant']);
  });

  test('pages without losing or repeating an act', async () => {
    for (let n = 0; n < 12; n += 1) await planted(probe, '410402100207');
    const whole = (await readAs(probe.office, city, (tx) => listActs(tx, city, {}, { limit: 200 }))).items.map((act) => act.id);
    const paged: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await readAs(probe.office, city, (tx) => listActs(tx, city, {}, { after, limit: 5 }));
      paged.push(...page.items.map((act) => act.id));
      if (page.next === null) break;
      after = page.next;
    }
    expect(paged).toEqual(whole);
    await expect(readAs(probe.office, city, (tx) => listActs(tx, city, {}, { after: 'bm9uc2Vuc2U', limit: 5 }))).rejects.toMatchObject({
      status: 422,
    });
  });

  test('opens an act to its rows before and after; sealed values never show, not even as bytes', async () => {
    const id = newId();
    const first = await done(probe, plant, city, { trees: [{ id, division: '410402100207', name: '老名' }] });
    const second = await done(probe, rename, city, { id, name: '新名' });
    const third = await done(probe, fell, city, { id });
    const open = (act: string) => readAs(probe.office, city, (tx) => listWritten(tx, CITY, act, 200));
    expect(await open(first)).toMatchObject({
      rows_total: 1,
      rows: [{ relation: 'probe.trees', row_id: id, version: 1, before: null, after: { name: '老名', keeper: '【已封存】' } }],
    });
    expect(await open(second)).toMatchObject({
      rows_total: 1,
      rows: [{ version: 2, before: { name: '老名', keeper: '【已封存】' }, after: { name: '新名', keeper: '【已封存】' } }],
    });
    expect(await open(third)).toMatchObject({ rows_total: 1, rows: [{ version: 3, before: { name: '新名' }, after: null }] });
    const shown = JSON.stringify([await open(first), await open(second), await open(third)]);
    expect(shown).not.toMatch(/\\\\x|salt|_blind|act_id/);
    const versions = await readAs(probe.office, city, (tx) => listVersions(tx, CITY, 'probe.trees', id));
    expect(versions.map((v) => [v.version, v.content.name, v.act?.verb])).toEqual([
      [1, '老名', 'probe.trees.plant'],
      [2, '新名', 'probe.trees.rename'],
    ]);
    await expect(readAs(probe.office, actorAt('410403'), (tx) => listVersions(tx, CITY, 'probe.trees', id))).rejects.toMatchObject({
      status: 404,
    });
    await expect(readAs(probe.office, city, (tx) => listVersions(tx, CITY, 'people.credentials', id))).rejects.toMatchObject({
      status: 404,
    });
  });

  test('a large act shows its first rows and counts all', async () => {
    const act = await done(probe, plant, city, {
      trees: Array.from({ length: 25 }, () => ({ id: newId(), division: '410402100207', name: '一排' })),
    });
    const { rows, rows_total } = await readAs(probe.office, city, (tx) => listWritten(tx, CITY, act, 10));
    expect([rows.length, rows_total]).toEqual([10, 25]);
  });

  test('says how far the chain reaches', async () => {
    await sealAll(probe.office.db);
    const { sealed } = await readAs(probe.office, city, (tx) => getState(tx, CITY));
    await planted(probe, '410402100207');
    expect(await readAs(probe.office, city, (tx) => getState(tx, CITY))).toMatchObject({ sealed, unsealed: 1 });
    await sealAll(probe.office.db);
    expect(await readAs(probe.office, city, (tx) => getState(tx, CITY))).toMatchObject({ sealed: sealed + 1, unsealed: 0 });
  });
});
