/** 检查: from the list of the day to a premises, its tabs, a record read as a file; on the desk of the county office and in the lane. */
import { expect, test } from 'vitest';
import { axe, downloaded, fitsThumb, fitsWidth, picture, settled, signIn, useOffice, words } from './support.ts';

const office = useOffice();

test('消安委办：今日清单、方格图、筛选、抽屉、导出；检查记录打开像一份卷', async () => {
  const page = await office.desk();
  await signIn(page, 'fire.office');
  await page.getByRole('navigation', { name: '项目' }).getByRole('link', { name: '检查', exact: true }).click();
  const list = page.getByRole('region', { name: '检查清单' });
  const rows = list.getByRole('row');
  await rows.nth(3).waitFor();
  await settled(page);
  // Why each stands there, the riskiest in front.
  expect(await words(rows.nth(1))).toMatch(/^红 .*红色风险，/);
  await axe(page);
  await picture(page, 'worklist');

  // Tiles narrow the list: what the tile says is what the list then counts.
  await page.getByRole('link', { name: '方格图' }).click();
  const tile = page.getByRole('region', { name: '按区划看应走访' }).getByRole('link', { name: /只看焦店镇$/ });
  const due = /(\d+(,\d+)*)/.exec(await words(tile))?.[1];
  await axe(page);
  await picture(page, 'worklist-tiles');
  await tile.click();
  await page.waitForURL(/division=410402100/);
  await settled(page);
  expect(await words(page.locator('.pg'))).toContain(`应走访 ${due} 家`);
  await page.getByRole('link', { name: '方格图' }).click();

  // One category, one premises, what is open there.
  await page.getByRole('button', { name: '类别' }).click();
  await page.getByRole('checkbox', { name: '小商店' }).check();
  await page.keyboard.press('Escape');
  await page.waitForURL(/category=J1/);
  await settled(page);
  const shops = (await rows.allInnerTexts()).slice(1);
  expect(shops.length).toBeGreaterThan(0);
  for (const row of shops) expect(row).toContain('小商店');
  await list.locator('a[data-row]').first().click();
  const drawer = page.getByRole('complementary');
  await drawer.getByText('为什么').waitFor();
  await drawer.getByRole('link', { name: '监督检查', exact: true }).waitFor();
  await axe(page);
  await picture(page, 'worklist-drawer');

  const file = await downloaded(page, () => page.getByRole('button', { name: '导出' }).click());
  expect(file.name).toBe('检查清单_2022-11-09.xlsx');

  await page.getByRole('navigation', { name: '项目' }).getByRole('link', { name: '检查记录', exact: true }).click();
  await page.getByRole('link', { name: '查出问题的' }).click();
  await page.waitForURL(/failed=true/);
  await settled(page);
  await axe(page);
  await picture(page, 'inspections');
  await page.getByRole('region', { name: '检查记录列表' }).getByRole('link').first().click();
  await page.getByRole('heading', { name: /^不合格 \d+ 项$/ }).waitFor();
  await page.getByRole('heading', { name: '逐项回答' }).waitFor();
  const parts = /得分 ([\d.]+) 分.*合格项权重 (\d+)，适用项权重 (\d+)/.exec(await words(page.getByRole('article')));
  const [score, passed, applicable] = (parts ?? []).slice(1).map(Number);
  expect(score).toBeGreaterThan(0);
  // The score that stands there is the one its parts give.
  expect(Math.round(((passed ?? 0) / (applicable ?? 1)) * 1000) / 10).toBe(score);
  await axe(page);
  await picture(page, 'inspection');
});

test('门牌码写全就打开；场所页有检查、隐患、五清、包保', async () => {
  const page = await office.desk();
  await signIn(page, 'jiaodian.clerk');
  await page.goto('/fire/premises?q=顺河小栈');
  await page.getByRole('region', { name: '九小场所列表' }).getByRole('link', { name: '顺河小栈旅馆' }).click();
  const plate = await words(page.getByRole('complementary').getByText('门牌码').locator('xpath=following-sibling::*'));
  await page.goto('/fire/worklist');
  const find = page.getByRole('searchbox', { name: '按门牌码或名称打开场所' });
  await find.fill('旅馆');
  await find.press('Enter');
  await page.getByRole('list', { name: '找到的场所' }).getByRole('link').nth(1).waitFor();
  await axe(page);
  await find.fill(plate);
  await find.press('Enter');
  await page.getByRole('heading', { level: 1, name: '顺河小栈旅馆', exact: true }).waitFor();
  for (const tab of ['检查', '隐患', '五清', '包保', '流水']) {
    await page.getByRole('navigation', { name: '这一行的各部分' }).getByRole('link', { name: tab, exact: true }).click();
    await settled(page);
    await axe(page);
    await picture(page, `premises-${tab}`);
  }
  expect(await page.getByRole('link', { name: '网格排查' }).getAttribute('href')).toMatch(/^\/fire\/inspect\/[0-9a-f-]{36}\?.*kind=patrol/);
});

test('手机：今日清单一家一张，按“开始检查”就走；没有横滚，指头点得着', async () => {
  const page = await office.phone();
  await signIn(page, 'zhangzhuang.grid');
  await page.getByRole('navigation', { name: '常用' }).getByRole('link', { name: '检查' }).tap();
  const cards = page.getByRole('list', { name: /检查清单$/ }).getByRole('listitem');
  await cards.nth(2).waitFor();
  await fitsWidth(page);
  await fitsThumb(page);
  await axe(page);
  await picture(page, 'phone-worklist');
  const start = cards.first().getByRole('link', { name: '开始检查' });
  expect((await start.boundingBox())?.height).toBeGreaterThanOrEqual(48);
  expect(await start.getAttribute('href')).toMatch(/^\/fire\/inspect\/[0-9a-f-]{36}\?.*kind=patrol/);
  // Another village's list is as absent as its premises, also for tomorrow.
  await page.getByRole('link', { name: '明天' }).tap();
  await page.waitForURL(/on=2022-11-10/);
  await settled(page);
  expect(await page.locator('.pg').innerText()).toContain('明天应走访');

  await page.goto('/fire/inspections');
  await page.getByRole('list', { name: '检查记录列表' }).getByRole('link').first().tap();
  await page.getByRole('heading', { name: '逐项回答' }).waitFor();
  await fitsWidth(page);
  await fitsThumb(page);
  await axe(page);
  await picture(page, 'phone-inspection');
});
