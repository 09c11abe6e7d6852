/** The bulletins of fire, end to end on a real database: drafted by the machine, worded by the office, issued by a second person, corrected. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { catalogueOf, documentActs, docxOf, freezeDue } from '../../../core/documents/index.ts';
import { getWhole } from '../../../core/documents/paper.ts';
import { listFrozenRows } from '../../../core/documents/queries.ts';
import { perform, readAs } from '../../../core/ledger/index.ts';
import { systemActor } from '../../../core/people/index.ts';
import { readBack } from '../../../platform/docx/tests/read-back.ts';
import { bulletins } from '../documents.ts';
import { figures } from '../indicators.ts';
import { type Account, openWorld, type World } from './factory.ts';

const database = useDatabase();
let world: World;
beforeAll(async () => {
  world = await openWorld(database);
  for (const name of ['幸福小吃', '平安旅社', '红旗五金'])
    await world.premises('jiaodian.clerk', {
      name,
      category: 'J2',
      address: `焦店镇${name}旁1号`,
      division: '410402100207',
      status: 'open',
    });
}, 120_000);
afterAll(async () => {
  await world?.close();
});

const catalogue = catalogueOf(bulletins, figures);
const acts = documentActs(catalogue, 'fire');
type Acts = typeof acts;
const xinhua = '410402';
const today = '2022-11-09';
const registered = 'fire.premises_registered';

const as = async <Name extends keyof Acts>(account: Account | 'machine', name: Name, input: unknown) => {
  const actor = account === 'machine' ? await systemActor(world.office, 'fire') : await world.actor(account);
  return (await perform(world.office, acts[name] as never, actor, randomUUID(), input)) as { id: string; version: number; state: string };
};
const whole = async (account: Account, id: string) => {
  const actor = await world.actor(account);
  return await readAs(world.office, actor, (tx) => getWhole(tx, catalogue, actor.city, 'fire', id));
};
const text = async (account: Account, id: string) =>
  (await readBack(await docxOf((await whole(account, id)).paper))).get('word/document.xml') ?? '';

describe('an issue', () => {
  let id = '';

  test('is drafted by the machine at 18:00 for who opened it, once', async () => {
    await as('fire.office', 'open', { key: 'fire.daily', division: xinhua, basis: null });
    const system = (office: World['office'], programme: string) => systemActor(office, programme);
    expect(await freezeDue(world.office, catalogue, system)).toBe(1);
    expect(await freezeDue(world.office, catalogue, system)).toBe(0);
    const { rows } = await world.owner.query('select id from documents.editions');
    id = rows[0].id;
    const { edition, issue, figures: frozen } = await whole('fire.office', id);
    expect(issue).toMatchObject({ issue_no: 58, document_no: '新消安办〔2022〕58号', on_date: today });
    expect(edition).toMatchObject({ state: 'draft', edition_no: 1, cutoff: new Date('2022-11-09T10:00:00Z') });
    expect(frozen.find((one) => one.key === registered)).toMatchObject({ value: 3, rows: 3, unit: '家' });
  });

  test('keeps the rows behind each number and nothing of their contents', async () => {
    const actor = await world.actor('fire.office');
    const page = await readAs(world.office, actor, (tx) =>
      listFrozenRows(tx, actor.city, { edition: id, figure: registered, division: null, after: null, limit: 2 }),
    );
    expect(page.items).toHaveLength(2);
    expect(page.items[0]).toMatchObject({ division: '410402100207', counted: 1 });
    const rest = await readAs(world.office, actor, (tx) =>
      listFrozenRows(tx, actor.city, { edition: id, figure: registered, division: '410402100', after: page.next, limit: 2 }),
    );
    expect(rest.items).toHaveLength(1);
    const { rows } = await world.owner.query('select * from documents.edition_rows limit 1');
    expect(Object.keys(rows[0]).sort()).toEqual(
      ['act_id', 'city', 'counted', 'division', 'edition_id', 'figure', 'id', 'on_date', 'programme', 'row_id', 'salt', 'version'].sort(),
    );
  });

  test('is printed with its numbers, as a draft', async () => {
    const xml = await text('fire.office', id);
    expect(xml).toContain('代拟稿');
    expect(xml).toContain('登记九小场所3家');
    expect(xml).not.toContain('{figure:');
    expect(xml).toContain('2022年11月9日');
  });

  test('is not there for another county, nor for a town before it is published', async () => {
    await expect(whole('jiaodian.clerk', id)).rejects.toMatchObject({ status: 404 });
    await expect(as('jiaodian.clerk', 'submit', { id, version: 1 })).rejects.toMatchObject({ status: 403 });
    await expect(as('city.leader', 'edit', { id, version: 1, title: ['题'], blocks: [] })).rejects.toMatchObject({ status: 403 });
  });

  test('is worded by the office, which cannot name a number that was not frozen', async () => {
    const { edition } = await whole('fire.office', id);
    const blocks = [...edition.blocks, { kind: 'paragraph', text: '全区登记{figure:fire.premises_registered}家，请各单位抓紧。' }];
    const wrong = [{ kind: 'paragraph', text: '{figure:fire.no_such}家' }];
    await expect(as('fire.office', 'edit', { id, version: 1, title: edition.title, blocks: wrong })).rejects.toMatchObject({
      type: '/problems/documents/unknown-number',
    });
    expect(await as('fire.office', 'edit', { id, version: 1, title: edition.title, blocks })).toMatchObject({ version: 2 });
    await expect(as('fire.office', 'edit', { id, version: 1, title: edition.title, blocks })).rejects.toMatchObject({ status: 409 });
    expect(await text('fire.office', id)).toContain('全区登记3家，请各单位抓紧。');
  });

  test('is not issued by who wrote in it, nor before it is submitted', async () => {
    await expect(as('city.leader', 'publish', { id, version: 2 })).rejects.toMatchObject({ type: '/problems/documents/not-in-state' });
    await as('fire.office', 'submit', { id, version: 2 });
    await expect(as('fire.office', 'publish', { id, version: 3 })).rejects.toMatchObject({ type: '/problems/documents/own-words' });
    await as('city.leader', 'sendBack', { id, version: 3, reason: '请补充存在问题' });
    await as('fire.office', 'submit', { id, version: 4 });
    expect(await as('city.leader', 'publish', { id, version: 5 })).toMatchObject({ state: 'published', version: 6 });
    expect(await text('city.leader', id)).not.toContain('代拟稿');
  });

  test('once published reaches the units below, without the rows of others', async () => {
    expect((await whole('jiaodian.clerk', id)).figures.find((one) => one.key === registered)?.value).toBe(3);
    const town = await world.actor('xishichang.clerk');
    const page = await readAs(world.office, town, (tx) =>
      listFrozenRows(tx, town.city, { edition: id, figure: registered, division: null, after: null, limit: 5 }),
    );
    expect(page.items).toEqual([]);
  });

  test('once published stays, whatever happens to the register and whoever asks', async () => {
    await world.premises('jiaodian.clerk', {
      name: '新开的店',
      category: 'J2',
      address: '焦店镇新街2号',
      division: '410402100207',
      status: 'open',
    });
    expect((await whole('fire.office', id)).figures.find((one) => one.key === registered)?.value).toBe(3);
    await expect(world.owner.query("update documents.editions set title = '[]'")).rejects.toThrow(/is closed/);
    await expect(world.owner.query('delete from documents.editions')).rejects.toThrow();
    await expect(
      world.owner.query(
        'insert into documents.edition_rows (city, division, programme, edition_id, figure, row_id, on_date, counted, version, act_id) select city, division, programme, edition_id, figure, gen_random_uuid(), on_date, 1, 1, act_id from documents.edition_rows limit 1',
      ),
    ).rejects.toThrow();
    await expect(as('fire.office', 'discard', { id, version: 6, reason: '不想要了吧' })).rejects.toMatchObject({
      type: '/problems/documents/not-in-state',
    });
  });

  test('is corrected by a second edition that says what moved and why', async () => {
    const second = await as('fire.office', 'correct', { id, version: 6, reason: '补录一家漏登场所', reasons: {} });
    const { edition, figures: frozen } = await whole('fire.office', second.id);
    expect(edition).toMatchObject({ edition_no: 2, state: 'draft', reason: '补录一家漏登场所' });
    expect(edition.changes.find((move) => move.figure === registered)).toMatchObject({
      before: 3,
      after: 4,
      came: 1,
      went: 0,
      why: '补录一家漏登场所',
    });
    expect(frozen.find((one) => one.key === registered)?.value).toBe(4);
    expect(await text('fire.office', second.id)).toContain('由3家更正为4家（增1行），原因：补录一家漏登场所。');
    expect((await whole('fire.office', id)).edition.state).toBe('published');
    await expect(as('fire.office', 'correct', { id, version: 6, reason: '再改一次看看', reasons: {} })).rejects.toMatchObject({
      type: '/problems/documents/not-the-latest',
    });
    await as('fire.office', 'discard', { id: second.id, version: 1, reason: '先不更正了' });
    expect((await as('fire.office', 'correct', { id, version: 6, reason: '还是要更正的', reasons: {} })).state).toBe('draft');
  });
});

test('a day that is none, or is not there yet, gets no issue', async () => {
  for (const on of ['2022-11-10', '2022-02-30', '2022-09-01'])
    await expect(as('fire.office', 'draft', { key: 'fire.daily', division: xinhua, on })).rejects.toMatchObject({
      type: '/problems/documents/bad-day',
    });
  await expect(as('fire.office', 'draft', { key: 'fire.daily', division: '410403', on: today })).rejects.toMatchObject({ status: 404 });
});

test('running issues are numbered one after another', async () => {
  const first = await as('fire.office', 'draft', { key: 'fire.campaign', division: xinhua, on: '2022-11-08' });
  const second = await as('fire.office', 'draft', { key: 'fire.campaign', division: xinhua, on: today });
  expect((await whole('fire.office', first.id)).issue.issue_no).toBe(1);
  expect((await whole('fire.office', second.id)).issue.document_no).toBe('新消安办通〔2022〕2号');
});
