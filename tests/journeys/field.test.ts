/** 邢大勇, grid worker of 张庄村, on his own phone; and the neighbour who sees nothing of it. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axe, expectAnswer, fitsThumb, fitsWidth, focusIsSeen, picture, settled, signIn, useOffice, words } from './support.ts';

const office = useOffice();

const looksRight = async (page: Page): Promise<void> => {
  await fitsWidth(page);
  await fitsThumb(page);
  await axe(page);
};
const cards = (page: Page) => page.getByRole('main').getByRole('list').getByRole('listitem').getByRole('link');

test('邻街专干打开焦店镇的一家：没有找到，像没有一样', async () => {
  const clerk = await office.desk();
  await signIn(clerk, 'jiaodian.clerk');
  const list = clerk.getByRole('region', { name: '九小场所列表' });
  await list.getByRole('link').first().click();
  await clerk.getByRole('complementary').getByRole('link', { name: '整页' }).click();
  await clerk.getByRole('heading', { level: 1 }).waitFor();
  const address = new URL(clerk.url()).pathname;

  const neighbour = await office.desk();
  expectAnswer(neighbour, 404, /^\/api\/fire\/premises\//);
  await signIn(neighbour, 'xishichang.clerk');
  await neighbour.goto(address);
  expect(await words(neighbour.getByRole('alert'))).toContain('没有找到');
  await axe(neighbour);
  await picture(neighbour, 'not-found');
  // An id that nobody has ever used reads the same.
  const shown = await words(neighbour.getByRole('alert'));
  await neighbour.goto('/fire/premises/01900000-0000-7000-8000-000000000000');
  expect(await words(neighbour.getByRole('alert'))).toBe(shown);
});

test('手机：名单、搜索、一家、大字改一个值；没有横滚，指头点得着', async () => {
  const page = await office.phone();
  await page.goto('/');
  await page.getByLabel('用户名').waitFor();
  await looksRight(page);
  await picture(page, 'phone-sign-in');
  await signIn(page, 'zhangzhuang.grid');
  await cards(page).nth(5).waitFor();
  await looksRight(page);
  await picture(page, 'phone-list');

  await page.getByRole('searchbox').fill('顺河');
  await page.waitForURL(/q=/);
  await settled(page);
  await cards(page).filter({ hasText: '顺河小栈旅馆' }).tap();
  await page.getByText('顺河路').waitFor();
  await looksRight(page);
  await picture(page, 'phone-record');

  await page.getByRole('button', { name: '关闭' }).tap();
  // 字号 特大 on 我, then one value.
  await page.getByRole('link', { name: '我', exact: true }).tap();
  await looksRight(page);
  await page.getByRole('radio').last().check();
  await settled(page);
  const size = await page.evaluate<number>('parseFloat(getComputedStyle(document.documentElement).fontSize)');
  expect(size).toBeGreaterThanOrEqual(32);
  await looksRight(page);
  await picture(page, 'phone-me-large');
  await page.getByRole('link', { name: '九小场所' }).tap();
  await page.getByRole('searchbox').fill('顺河');
  await page.waitForURL(/q=/);
  await settled(page);
  await looksRight(page);
  await picture(page, 'phone-list-large');
  await cards(page).filter({ hasText: '顺河小栈旅馆' }).tap();
  await page.getByRole('link', { name: '修改' }).tap();
  await page.getByLabel('床位（张）').fill('16');
  await looksRight(page);
  await focusIsSeen(page, 12);
  await picture(page, 'phone-edit-large');
  await page.getByRole('button', { name: '保存' }).tap();
  await page.getByRole('heading', { level: 1, name: '顺河小栈旅馆', exact: true }).waitFor();
  await settled(page);
  expect(await words(page.getByRole('main'))).toMatch(/床位 16/);
  await looksRight(page);
});

test('360 像素：专干能到的每一页都不横滚', async () => {
  const page = await office.phone();
  await signIn(page, 'jiaodian.clerk');
  const pages = [
    '/fire/premises',
    '/fire/premises/new',
    '/fire/premises/import',
    '/fire/premises/duplicates',
    '/fire/responsible',
    '/fire/figures',
    '/fire/figures?figure=fire.premises_registered',
    '/figures/fire.premises_registered/rows',
    '/ledger',
    '/me',
    '/me?tab=password',
    '/me?tab=devices',
    '/me?tab=delegation',
    '/help',
    '/complaints',
    '/no-such-page',
  ];
  for (const [at, path] of pages.entries()) {
    await page.goto(path);
    await page.getByRole('main').waitFor();
    await looksRight(page);
    await picture(page, `phone-page-${String(at).padStart(2, '0')}`);
  }
  await page.getByRole('button', { name: '更多' }).tap();
  await looksRight(page);
  await picture(page, 'phone-more');
});
