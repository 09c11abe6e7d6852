/** The bulletins of fire, end to end on a real database: drafted by the machine, worded by the office, issued by a second person, corrected. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { catalogueOf, documentActs, docxOf, freezeDue } from '../../../core/documents/index.ts';
import { getWhole } from '../../../core/documents/paper.ts';
import { listFrozenRows, listIssues } from '../../../core/documents/queries.ts';
import { perform, readAs } from '../../../core/ledger/index.ts';
import { listNotices } from '../../../core/notices/queries.ts';
import { createRoles, systemActor } from '../../../core/people/index.ts';
import { readBack } from '../../../platform/docx/tests/read-back.ts';
import { bulletins } from '../documents.ts';
import { figures } from '../indicators.ts';
import { fire } from '../programme.ts';
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

const catalogue = catalogueOf(bulletins, figures, createRoles([fire]).giving);
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
    await as('fire.office', 'open', { key: 'fire.daily', division: xinhua, since: '2022-11-01' });
    await as('fire.office', 'open', { key: 'fire.campaign', division: xinhua, since: '2022-11-01' });
    await as('fire.office', 'open', { key: 'fire.evening', division: xinhua, since: '2022-11-10' });
    const system = (office: World['office'], programme: string) => systemActor(office, programme);
    // The evening's hour has not come, and it begins tomorrow; the summary is drafted when somebody wants it.
    expect(await freezeDue(world.office, catalogue, system, '20:30')).toBe(0);
    expect(await freezeDue(world.office, catalogue, system, '18:00')).toBe(1);
    expect(await freezeDue(world.office, catalogue, system, '18:00')).toBe(0);
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
      [
        'act_id',
        'city',
        'counted',
        'division',
        'edition_id',
        'figure',
        'id',
        'on_date',
        'part',
        'programme',
        'row_id',
        'salt',
        'version',
      ].sort(),
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

  test('is heard of by whoever may issue it, by its author when it comes back, and by the offices below when it is out', async () => {
    const heard = async (account: Account) => {
      const actor = await world.actor(account);
      const items = await readAs(world.office, actor, (tx) =>
        listNotices(tx, actor.city, actor.account_id, { after: undefined, limit: 50, unread: false }),
      );
      return items.filter((one) => one.row_id === id).map((one) => one.kind);
    };
    expect(await heard('city.leader')).toContain('fire.bulletin.waits');
    expect(await heard('fire.office')).toContain('fire.bulletin.returned');
    expect(await heard('jiaodian.clerk')).toEqual(['fire.bulletin.issued']);
    expect(await heard('zhangzhuang.grid')).toEqual([]);
  });

  test('once published stands in the list of the towns below, which have none of their own', async () => {
    const clerk = await world.actor('jiaodian.clerk');
    const asked = { key: 'fire.daily', division: '410402100', before: null, limit: 5 };
    const list = await readAs(world.office, clerk, (tx) => listIssues(tx, clerk.city, asked));
    expect(list.map((one) => one.edition_id)).toEqual([id]);
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

describe('开办与依据', () => {
  const plan = { title: '新华区消防安全专项治理方案', number: '新消安委〔2022〕9号', article: null, from: '2022-09-13', to: null };
  const series = async (key: string) => {
    const { body } = await world.call('fire.office', 'GET', '/api/documents/fire/series');
    return body.items.find((one: { key: string; division: string }) => one.key === key && one.division === xinhua);
  };
  const said = async () =>
    (await world.call('fire.office', 'GET', `/api/documents/fire/comparison?figure=fire.rectification_rate&division=${xinhua}`)).body;

  test('is refused to a town, over another county, twice, and to who may only read', async () => {
    await expect(as('jiaodian.clerk', 'open', { key: 'fire.daily', division: '410402100', since: today })).rejects.toMatchObject({
      status: 403,
    });
    await expect(as('fire.office', 'open', { key: 'fire.daily', division: '410403', since: today })).rejects.toMatchObject({ status: 404 });
    await expect(as('fire.office', 'open', { key: 'fire.daily', division: xinhua, since: today })).rejects.toMatchObject({
      type: '/problems/documents/already-opened',
    });
    const daily = await series('fire.daily');
    await expect(as('city.leader', 'enterBasis', { id: daily.id, version: daily.version, ...plan })).rejects.toMatchObject({ status: 403 });
    await expect(as('city.leader', 'close', { id: daily.id, version: daily.version, reason: '不办了不办了' })).rejects.toMatchObject({
      status: 403,
    });
    await expect(as('city.leader', 'withdrawBasis', { id: daily.id, version: daily.version, reason: '不排名了吧' })).rejects.toMatchObject({
      status: 403,
    });
  });

  test('is refused where nothing could be ranked, without its number, and when it ends before it begins', async () => {
    const evening = await series('fire.evening');
    await expect(as('fire.office', 'enterBasis', { id: evening.id, version: evening.version, ...plan })).rejects.toMatchObject({
      type: '/problems/documents/no-comparison',
    });
    const daily = await series('fire.daily');
    for (const wrong of [{ number: '' }, { title: '方案' }, { to: '2022-09-12' }, { from: '9月13日' }])
      await expect(as('fire.office', 'enterBasis', { id: daily.id, version: daily.version, ...plan, ...wrong })).rejects.toMatchObject({
        status: 422,
      });
    await expect(
      as('fire.office', 'withdrawBasis', { id: daily.id, version: daily.version, reason: '没有也要停用' }),
    ).rejects.toMatchObject({ type: '/problems/documents/not-opened' });
  });

  test('entered it is said everywhere from its first day, by whom; turned off with a reason the order of the codes returns', async () => {
    expect(await said()).toMatchObject({ basis: null });
    const { id, version } = await series('fire.campaign');
    await as('fire.office', 'enterBasis', { id, version, ...plan });
    expect((await series('fire.campaign')).basis).toMatchObject({ number: plan.number, by: '程立新', from: '2022-09-13', to: null });
    const words = '《新华区消防安全专项治理方案》（新消安委〔2022〕9号）';
    expect(await said()).toMatchObject({ basis: words });
    const ranked = await as('fire.office', 'draft', { key: 'fire.campaign', division: xinhua, on: '2022-11-07' });
    expect((await whole('fire.office', ranked.id)).edition.comparison?.basis).toBe(words);
    expect(await text('fire.office', ranked.id)).toContain(`依据：${words}`);
    await expect(as('fire.office', 'withdrawBasis', { id, version: version + 1, reason: '停' })).rejects.toMatchObject({ status: 422 });
    await as('fire.office', 'withdrawBasis', { id, version: version + 1, reason: '方案已废止，不再排名' });
    expect(await said()).toMatchObject({ basis: null });
    const plainly = await as('fire.office', 'draft', { key: 'fire.campaign', division: xinhua, on: '2022-11-06' });
    expect(await text('fire.office', plainly.id)).toContain('未录入排名依据，按区划代码排列。');
    // What was frozen with it keeps it.
    expect((await whole('fire.office', ranked.id)).edition.comparison?.basis).toBe(words);
  });

  test('a basis that has not begun, or is over, counts for nothing', async () => {
    const { id, version } = await series('fire.daily');
    await as('fire.office', 'enterBasis', { id, version, ...plan, from: '2022-11-10' });
    expect(await said()).toMatchObject({ basis: null });
    await as('fire.office', 'enterBasis', { id, version: version + 1, ...plan, to: '2022-11-08' });
    expect(await said()).toMatchObject({ basis: null });
    await as('fire.office', 'withdrawBasis', { id, version: version + 2, reason: '只是试一试' });
  });

  test('closed it is drafted no more, and can be opened again', async () => {
    const { id, version } = await series('fire.evening');
    await as('fire.office', 'close', { id, version, reason: '先不办形势研判' });
    await expect(as('fire.office', 'close', { id, version: version + 1, reason: '再停一次看看' })).rejects.toMatchObject({
      type: '/problems/documents/not-opened',
    });
    const system = (office: World['office'], programme: string) => systemActor(office, programme);
    expect(await freezeDue(world.office, catalogue, system, '20:30')).toBe(0);
    await as('fire.office', 'open', { key: 'fire.evening', division: xinhua, since: today });
    expect(await freezeDue(world.office, catalogue, system, '20:30')).toBe(1);
  });
});

describe('two editions, and the issue before', () => {
  const moves = async (account: Account, id: string, more = '') =>
    await world.call(account, 'GET', `/api/documents/fire/editions/${id}/moves${more}`);
  const latest = async (key: string) =>
    (await world.call('fire.office', 'GET', `/api/documents/fire/issues?key=${key}&division=${xinhua}`)).body.items[0];

  test('are not held side by side for who may not see them, nor across bulletins', async () => {
    const daily = await latest('fire.daily');
    const evening = await latest('fire.evening');
    expect((await moves('jiaodian.clerk', daily.edition_id)).status).toBe(404);
    expect((await moves('fire.office', daily.edition_id, `?against=${evening.edition_id}`)).status).toBe(404);
    expect((await moves('jiaodian.clerk', daily.edition_id, `/rows?figure=${registered}`)).status).toBe(404);
    // The first evening has nothing before it.
    expect((await moves('fire.office', evening.edition_id)).status).toBe(404);
  });

  test('tell which rows came and why', async () => {
    const daily = await latest('fire.daily');
    expect(daily.edition_no).toBe(2);
    const { body } = await moves('fire.office', daily.edition_id);
    expect(body.before).toMatchObject({ edition_no: 1, issue_no: 58 });
    expect(body.items.find((one: { figure: string }) => one.figure === registered)).toMatchObject({
      before: 3,
      after: 4,
      came: 1,
      went: 0,
      changed: 0,
      why: '还是要更正的',
    });
    const { body: page } = await moves('fire.office', daily.edition_id, `/rows?figure=${registered}`);
    expect(page).toMatchObject({ came: 1, went: 0, page: '/fire/premises', next: null });
    expect(page.items).toMatchObject([{ division: '410402100207', before: null, after: 1 }]);
  });

  test('an issue says what changed since the one before, and opens it', async () => {
    const later = await as('fire.office', 'draft', { key: 'fire.evening', division: xinhua, on: '2022-11-08' });
    expect((await whole('fire.office', later.id)).edition.against).toBeNull();
    const evening = await latest('fire.evening');
    await as('fire.office', 'discard', { id: evening.edition_id, version: 1, reason: '重新取数起草' });
    const again = await as('fire.office', 'draft', { key: 'fire.evening', division: xinhua, on: today });
    const { edition } = await whole('fire.office', again.id);
    expect(edition.against).toMatchObject({ edition_id: later.id, issue_no: 57, on: '2022-11-08' });
    const xml = await text('fire.office', again.id);
    expect(xml).toContain('括号内为比第57期的变化');
    expect(xml).toContain('（没有变化）');
    expect(xml).not.toContain('{change:');
    const wrong = [{ kind: 'paragraph', text: '{change:fire.no_such}' }];
    await expect(as('fire.office', 'edit', { id: again.id, version: 1, title: ['题'], blocks: wrong })).rejects.toMatchObject({
      type: '/problems/documents/unknown-number',
    });
  });
});
