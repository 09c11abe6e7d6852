/** 程立新 of the county office reads a figure and opens it down to a row; the command line says the same. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axe, picture, settled, signIn, useOffice, words } from './support.ts';

const office = useOffice();

interface Told {
  value: number;
  definition: string;
  division: string;
  rows: number;
}

const digits = (text: string): number => Number(text.replace(/[^\d]/g, ''));
const figures = async (page: Page): Promise<void> => {
  await signIn(page, 'fire.office');
  await page.getByRole('navigation', { name: '项目' }).getByRole('link', { name: '指标' }).click();
  await page.getByRole('heading', { level: 1, name: '新华区消防安全专项治理' }).waitFor();
  await settled(page);
};

test('一个数：与命令行相同，打开到口径、截至、明细行，再到那一家', async () => {
  const page = await office.desk();
  await figures(page);
  const told = await office.command<Told>('figure', 'fire.premises_registered', '--division', '410402');
  const tile = page.getByRole('list', { name: '消防安全专项治理指标' }).getByRole('listitem').filter({ hasText: '登记场所' });
  const link = tile.getByRole('link');
  expect(digits(await words(link))).toBe(told.value);
  await axe(page);

  await link.click();
  const opened = page.getByRole('complementary');
  await opened.getByText(told.definition).waitFor();
  const shown = await words(opened);
  expect(shown).toContain('口径');
  expect(shown).toContain('数据截至 2022年11月9日 18:00');
  expect(shown).toContain(`${new Intl.NumberFormat('zh-CN').format(told.rows)} 行`);
  await opened.getByRole('table').getByRole('row').nth(6).waitFor();
  await axe(page);
  await picture(page, 'figures');

  await opened.getByRole('link', { name: '全部打开' }).click();
  await page.getByRole('heading', { name: /的明细$/ }).waitFor();
  const name = await words(page.getByRole('table').getByRole('link').first());
  await axe(page);
  await picture(page, 'figure-rows');
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  // And back again, to the same figure.
  await page.goBack();
  await page.goBack();
  await opened.getByText(told.definition).waitFor();
});

test('方格图和比较各自打开；合计等于各镇街之和；按类别；换区划；数据表', async () => {
  const page = await office.desk();
  await figures(page);
  const county = await office.command<Told>('figure', 'fire.premises_registered', '--division', '410402');
  const town = await office.command<Told>('figure', 'fire.premises_registered', '--division', '410402100');

  // What stands side by side is chosen, and the choice is in the address.
  await page.getByRole('button', { name: /^比较的指标/ }).click();
  await page.getByRole('menuitemradio', { name: '登记场所' }).click();
  await page.waitForURL(/compare=fire\.premises_registered/);
  await settled(page);
  const compared = page.getByRole('table').filter({ hasText: '镇街' }).first();
  const rows = await compared.getByRole('rowgroup').nth(1).getByRole('row').all();
  let sum = 0;
  for (const row of rows) sum += digits(await words(row.getByRole('link').last()));
  expect(sum).toBe(county.value);

  const map = page.getByRole('figure', { name: /方格图/ });
  await map.getByRole('button', { name: /^焦店/ }).click();
  await axe(page);
  await page.getByRole('menuitem', { name: '打开焦店镇的登记场所' }).or(page.getByRole('menuitem').first()).first().click();
  const opened = page.getByRole('complementary');
  await opened.getByText('焦店镇').first().waitFor();
  await settled(page);
  expect(digits(await words(opened.locator('.big b')))).toBe(town.value);
  await page.keyboard.press('Escape');

  await compared
    .getByRole('row', { name: /西市场街道/ })
    .getByRole('link')
    .last()
    .click();
  await opened.getByText('西市场街道').first().waitFor();
  await page.keyboard.press('Escape');

  // By category: every category of the code list, adding up.
  const category = page.getByRole('region', { name: /按类别$/ });
  await category.scrollIntoViewIfNeeded();
  expect(await words(category)).toMatch(/小商店.*小餐馆.*小旅馆/);
  expect(digits(await words(category.getByRole('row', { name: /^合计/ }).getByRole('link')))).toBe(county.value);
  await axe(page);
  await picture(page, 'figures-by-category');

  // Into the town: its villages.
  await page.goto('/fire/figures?division=410402100');
  await page.getByRole('heading', { level: 1, name: '焦店镇消防安全专项治理' }).waitFor();
  await page
    .getByRole('figure', { name: /方格图/ })
    .getByRole('button', { name: /^张庄/ })
    .waitFor();
  await axe(page);
  await picture(page, 'figures-town');
});

test('大屏安静，数字仍能打开', async () => {
  const page = await office.desk();
  await figures(page);
  await page.getByRole('link', { name: '大屏' }).click();
  await page.waitForURL(/\/screen/);
  await settled(page);
  await axe(page);
  await picture(page, 'screen');
});
