/** A day with the register of premises: find, filter, keep a view, open, mend, meet a colleague's change, open a sealed phone. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axe, expectAnswer, picture, settled, signIn, useOffice, words } from './support.ts';

const office = useOffice();

const list = (page: Page) => page.getByRole('region', { name: '九小场所列表' });
const search = (page: Page) => page.getByRole('searchbox', { name: '在九小场所里找' });
const drawer = (page: Page) => page.getByRole('complementary');
/** Names in the list from the top. */
const names = async (page: Page): Promise<string[]> => {
  await settled(page);
  return await list(page).getByRole('rowheader').getByRole('link').allInnerTexts();
};
const find = async (page: Page, text: string): Promise<string[]> => {
  await search(page).fill(text);
  await page.waitForURL((url) => url.searchParams.get('q') === (text === '' ? null : text));
  return await names(page);
};

test('名单旁开着一家', async () => {
  const page = await office.desk();
  await signIn(page, 'jiaodian.clerk');
  await page.goto('/fire/premises?category=J4');
  await list(page).getByRole('link', { name: '安悦宾馆' }).click();
  await drawer(page).getByText('136****0483').waitFor();
  await picture(page, 'premises-list');
  await axe(page);
});

test('按两个字、首字母、电话找；筛选、存视图、排序、翻页、键盘', async () => {
  const page = await office.desk();
  await signIn(page, 'jiaodian.clerk');
  await list(page).getByRole('row').nth(5).waitFor();

  expect(await find(page, '顺河')).toContain('顺河小栈旅馆');
  expect(await find(page, 'shxz')).toContain('顺河小栈旅馆');
  expect(await find(page, 'shunhexiaozhan')).toContain('顺河小栈旅馆');
  await find(page, '没有这样的店名');
  await page.getByText('没有').first().waitFor();
  await axe(page);
  await find(page, '');

  // From anywhere: Ctrl K, and the address tells which row.
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: '搜索' });
  await palette.getByRole('combobox').fill('云裳');
  await palette.getByRole('option', { name: '云裳服装加工点' }).waitFor();
  await axe(page);
  await picture(page, 'search');
  await page.keyboard.press('Escape');

  // Filters in one line; they are the address.
  await page.getByRole('button', { name: '按类别筛选' }).click();
  await page.getByRole('checkbox', { name: '小旅馆' }).check();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '按风险筛选' }).click();
  await page.getByRole('checkbox', { name: '红', exact: true }).check();
  await axe(page);
  await page.keyboard.press('Escape');
  expect(new URL(page.url()).searchParams.get('category')).toBe('J4');
  const red = await names(page);
  expect(red).toEqual(expect.arrayContaining(['顺河小栈旅馆', '安悦宾馆']));
  for (const row of await list(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') })
    .filter({ hasNotText: '合计' })
    .all()) {
    expect(await words(row)).toMatch(/^红 .* 小旅馆/);
  }

  await page.getByRole('button', { name: '存为视图' }).click();
  await page.getByLabel('视图名称').fill('红色小旅馆');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('link', { name: '全部', exact: true }).click();
  await page.getByRole('link', { name: '红色小旅馆' }).click();
  expect(await names(page)).toEqual(red);
  await page.getByRole('link', { name: '全部', exact: true }).click();

  // Sorting by risk: 红 first, and over the page's end, then 蓝 first.
  const risk = list(page).getByRole('columnheader', { name: '风险' });
  const firstRow = list(page).getByRole('row').nth(1);
  await risk.getByRole('button').click();
  await page.waitForURL(/sort=risk/);
  await settled(page);
  expect(await words(firstRow)).toMatch(/^红/);
  expect(await risk.getAttribute('aria-sort')).toBe('ascending');
  await page.keyboard.press('Shift+J');
  await page.waitForURL(/after=/);
  await settled(page);
  const colours = (await list(page).getByRole('row').allInnerTexts())
    .map((row) => '红橙黄蓝'.indexOf(row.trim()[0] ?? ''))
    .filter((at) => at >= 0);
  expect(colours).toHaveLength(50);
  expect(colours).toEqual([...colours].sort());
  await risk.getByRole('button').click();
  await expect.poll(() => words(firstRow)).toMatch(/^蓝/);
  await page.goto('/fire/premises');
  await list(page).getByRole('row').nth(50).waitFor();
  const first = await names(page);
  expect(first).toHaveLength(50);

  // J turns the page, K comes back; j and Enter open a row, Escape closes it.
  await page.keyboard.press('Shift+J');
  await page.waitForURL(/after=/);
  const second = await names(page);
  expect(second).toHaveLength(50);
  expect(second.filter((name) => first.includes(name))).toEqual([]);
  await page.keyboard.press('Shift+K');
  await page.waitForURL((url) => !url.searchParams.has('after'));
  expect(await names(page)).toEqual(first);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await drawer(page)
    .getByRole('heading', { name: first[1] ?? '' })
    .waitFor();
  await axe(page);
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.textContent')).toBe(first[1]);
});

test('改一项，流水写明谁、何时、改前改后；两人同改，两边的值并列', async () => {
  const page = await office.desk();
  await signIn(page, 'jiaodian.clerk');
  await find(page, '锦绣足疗馆');
  await list(page).getByRole('link', { name: '锦绣足疗馆' }).click();
  await drawer(page).getByRole('link', { name: '整页' }).click();
  await page.getByRole('heading', { level: 1, name: '锦绣足疗馆' }).waitFor();
  await axe(page);
  await picture(page, 'record');
  const record = page.url().split('?')[0] ?? '';

  await page.getByRole('link', { name: '修改' }).click();
  await page.getByLabel('灭火器（具）').fill('9');
  await page.getByLabel('修改事由').fill('现场核对');
  await page.getByText('改动 1 项：灭火器').waitFor();
  await axe(page);

  // Meanwhile the county office opens the same row and is faster.
  const colleague = await office.desk();
  expectAnswer(page, 409, /^\/api\/fire\/premises\//);
  await signIn(colleague, 'fire.office');
  await colleague.goto(`${record}/edit`);
  await colleague.getByLabel('灭火器（具）').fill('7');
  await colleague.getByRole('button', { name: '保存' }).click();
  await colleague.getByRole('heading', { level: 1, name: '锦绣足疗馆' }).waitFor();

  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('您填写的时候，同事也改了这一行').waitFor();
  const row = page.getByRole('row', { name: /^灭火器/ });
  expect(await words(row)).toMatch(/灭火器.*9.*7/);
  await axe(page);
  await picture(page, 'conflict');
  await row.getByRole('radio').first().check();
  await page.getByRole('button', { name: '按选的保存' }).click();
  await page.getByRole('heading', { level: 1, name: '锦绣足疗馆' }).waitFor();

  await page.getByRole('link', { name: '流水', exact: true }).last().click();
  const history = page.getByRole('list').filter({ hasText: '现场核对' });
  const newest = await words(history.getByRole('listitem').first());
  expect(newest).toContain('2022年11月9日 18:00');
  expect(newest).toContain('苏文静 焦店镇人民政府');
  expect(newest).toContain('事由：现场核对');
  expect(newest).toMatch(/灭火器 7 →.* 9/);
  expect(await words(history.getByRole('listitem').nth(1))).toMatch(/程立新.*灭火器 .+ →.* 7/);
  await axe(page);
  await picture(page, 'history');
});

test('封存的电话：写事由才打开，流水里有这一笔', async () => {
  const page = await office.desk();
  await signIn(page, 'jiaodian.clerk');
  await find(page, '安悦宾馆');
  await list(page).getByRole('link', { name: '安悦宾馆' }).click();
  await drawer(page).getByText('136****0483').waitFor();
  await drawer(page).getByRole('button', { name: '查看（填事由，留痕）' }).last().click();
  await drawer(page).getByRole('textbox').fill('核对夜间值守');
  await axe(page);
  await drawer(page).getByRole('button', { name: '查看', exact: true }).click();
  const phone = await words(drawer(page).getByText(/^136\d{4}0483$/));

  // By the whole number the row is found, by a part of it nobody is.
  expect(await find(page, phone)).toEqual(['安悦宾馆']);
  expect(await find(page, phone.slice(0, 9))).toEqual([]);

  await page.getByRole('navigation', { name: '项目' }).getByRole('link', { name: '流水' }).click();
  const act = page.getByRole('row').filter({ hasText: '核对夜间值守' });
  expect(await words(act)).toContain('苏文静');
  expect(await words(act)).toContain('查看');
  await axe(page);
  await picture(page, 'ledger');
});
