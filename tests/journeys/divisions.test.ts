/** Names that several villages bear, and things registered twice: asked and shown, decided by a person. */
import { expect, test } from 'vitest';
import { axe, expectAnswer, picture, settled, signIn, useOffice, words } from './support.ts';
import { officeWorkbook } from './workbook.ts';

const office = useOffice();
const head = ['单位名称', '场所类别', '所属村社区', '地址', '联系电话'];

test('只写“张庄村”：问是哪一个，答了才进库', async () => {
  const page = await office.desk();
  await signIn(page, 'fire.city');
  const path = await officeWorkbook('全市补报', {
    Sheet1: [
      head,
      ['碧水招待所', '小旅馆', '张庄村', '张庄村兴业路1号', '13903752001'],
      ['红砖小吃部', '小餐馆', '张庄村', '张庄村兴业路2号', '13903752002'],
      ['和顺杂货铺', '小商店', '焦店镇余沟村', '余沟村兴业路3号', '13903752003'],
    ],
  });
  await page.getByRole('navigation', { name: '项目' }).getByRole('link', { name: '导入' }).click();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '选文件' }).click()]);
  await chooser.setFiles(path);
  await page.getByRole('heading', { name: '“张庄村”是哪一个？' }).waitFor();
  expect(await words(page.locator('.sum'))).toMatch(/读到 3 行 可以导入 1 行 等您指认 2 行 不能导入 0 行/);
  const question = page.getByRole('region', { name: '“张庄村”是哪一个' });
  expect(await question.getByRole('radio', { checked: true }).count()).toBe(0);
  expect(await page.getByRole('button', { name: '指认后导入 3 行' }).isDisabled()).toBe(true);
  await axe(page);
  await picture(page, 'import-question');

  const more = question.getByRole('button', { name: /^另外/ });
  if (await more.isVisible()) await more.click();
  await question.getByRole('radio', { name: /410402100207/ }).check();
  await question.getByRole('button', { name: '用于这 2 行' }).click();
  await page.getByRole('button', { name: '导入 3 行' }).click();
  await page.getByText('共 3 行 = 成功 3 + 失败 0 + 重复 0 + 未变 0').waitFor();

  await page.goto('/fire/premises?division=410402100207&q=兴业路');
  const list = page.getByRole('region', { name: '九小场所列表' });
  await list.getByRole('link', { name: '碧水招待所' }).waitFor();
  expect(await list.getByRole('rowheader').getByRole('link').allInnerTexts()).toEqual(expect.arrayContaining(['碧水招待所', '红砖小吃部']));
});

test('查重：两条是一家，逐项选值合并，另一条的地址指到留下的', async () => {
  const page = await office.desk();
  await signIn(page, 'fire.office');
  // The same shop is registered a second time, the office being asked whether it is another one.
  const register = async (name: string, staff: string) => {
    await page.goto('/fire/premises/new');
    await page.getByLabel('名称').fill(name);
    await page.getByLabel('类别').selectOption({ label: '小商店' });
    await page.getByLabel('地址').fill('余沟村向阳路18号');
    await page.getByLabel('从业人员（人）').fill(staff);
    const division = page.getByRole('combobox', { name: /所属网格/ });
    await division.fill('余沟');
    await page
      .getByRole('option', { name: /余沟村/ })
      .first()
      .click();
    await page.getByRole('button', { name: '登记', exact: true }).click();
  };
  await register('向阳副食店', '2');
  await page.getByRole('heading', { level: 1, name: '向阳副食店' }).waitFor();
  const first = new URL(page.url()).pathname;
  await axe(page);
  expectAnswer(page, 409, /^\/api\/fire\/premises$/);
  await register('向阳副食店', '3');
  await page.getByText('台账里已有').first().waitFor();
  await page.getByLabel('确是两家，理由').fill('共用一块门头');
  await axe(page);
  await picture(page, 'register-same');
  await page.getByRole('button', { name: '是另一家，仍然登记' }).click();
  await page.getByRole('heading', { level: 1, name: '向阳副食店' }).waitFor();
  const second = new URL(page.url()).pathname;

  await page.goto('/fire/premises');
  await page.getByRole('link', { name: '查重' }).click();
  await page.getByRole('heading', { name: '疑似重复的九小场所' }).waitFor();
  await axe(page);
  await picture(page, 'duplicates');
  const pair = page.getByRole('row').filter({ hasText: '向阳副食店' });
  expect(await words(pair)).toContain('余沟村');
  await pair.getByRole('link', { name: '对照合并' }).click();
  await page.getByRole('heading', { name: '合并到 向阳副食店' }).waitFor();
  const staff = page.getByRole('row', { name: /^从业人员/ });
  expect(await words(staff)).toMatch(/[23] 人 [23] 人/);
  await staff.getByText('3 人').click();
  await axe(page);
  await picture(page, 'merge');
  // The page of the one that is gone is asked for once more before it is left.
  expectAnswer(page, 410, /^\/api\/fire\/premises\//);
  await page.getByRole('button', { name: '合并成一家' }).click();
  await page.getByText('合并九小场所').first().waitFor();
  await page.getByRole('link', { name: '概要' }).click();
  await page.getByText('3 人').waitFor();
  const kept = new URL(page.url()).pathname;

  // Only one is left, and who has the address of the other is led to it.
  await page.goto('/fire/premises?q=向阳副食店');
  const list = page.getByRole('region', { name: '九小场所列表' });
  await list.getByRole('link', { name: '向阳副食店' }).waitFor();
  await expect.poll(() => words(list.getByRole('row', { name: /^合计/ }))).toMatch(/合计 1 家/);
  await page.goto([first, second].find((address) => address !== kept) ?? '');
  await settled(page);
  await picture(page, 'merged-away');
  await page.getByRole('link', { name: '打开保留的那条' }).click();
  await page.getByRole('heading', { level: 1, name: '向阳副食店' }).waitFor();
  expect(new URL(page.url()).pathname).toBe(kept);
});
