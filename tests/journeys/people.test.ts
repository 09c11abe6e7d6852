/** The three administrators and the auditor: nobody alone can make himself powerful, and what was done can be read. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axe, expectAnswer, picture, settled, signIn, useOffice, words } from './support.ts';

const office = useOffice();

const openAccount = async (page: Page, title: string): Promise<void> => {
  await page.goto('/admin/accounts');
  await page.getByRole('searchbox', { name: /找账号/ }).fill(title);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: title }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
};

test('系统管理员建账号，安全管理员安排岗位，本人改密码后只见本镇', async () => {
  const system = await office.desk();
  await signIn(system, 'admin.system');
  await system.getByRole('navigation', { name: '项目' }).getByRole('link', { name: '管理' }).click();
  await system.getByRole('heading', { level: 1, name: '账号' }).waitFor();
  await axe(system);
  await picture(system, 'accounts');
  await system.getByRole('button', { name: '建账号' }).click();
  const form = system.getByRole('dialog', { name: '建账号' });
  await form.getByLabel('姓名').fill('乔晚秋');
  await form.getByLabel('用户名').fill('guangming.clerk');
  await axe(system);
  await form.getByRole('button', { name: '建账号' }).click();
  const oneTime = await words(form.getByRole('definition').filter({ has: system.locator('b') }));
  await picture(system, 'one-time-password');
  await system.getByRole('link', { name: '打开这个账号' }).click();
  await system.getByRole('heading', { level: 1, name: '乔晚秋' }).waitFor();
  await system.getByText('没有岗位的账号能登录，但看不到任何数据').waitFor();
  await axe(system);
  expect(await system.getByRole('button', { name: '加岗位' }).count()).toBe(0);

  const security = await office.desk();
  await signIn(security, 'admin.security');
  expect(await security.getByRole('button', { name: '建账号' }).count()).toBe(0);
  await openAccount(security, '乔晚秋');
  await security.getByRole('button', { name: '加岗位' }).click();
  const dialog = security.getByRole('dialog', { name: '加岗位' });
  await dialog.getByLabel('角色').selectOption({ label: '镇街消防专干（消防）' });
  await dialog.getByRole('button', { name: /区划/ }).click();
  await security.getByRole('searchbox', { name: '按名称、拼音或代码找区划' }).last().fill('焦店镇');
  await security
    .getByRole('treeitem', { name: /焦店镇/ })
    .last()
    .click();
  await dialog.getByLabel('单位').selectOption({ label: '焦店镇人民政府' });
  await axe(security);
  await dialog.getByRole('button', { name: '加岗位' }).click();
  await security.getByText('岗位已加').waitFor();
  await axe(security);
  await picture(security, 'account');

  const person = await office.desk();
  await signIn(person, 'guangming.clerk', oneTime);
  await person.getByRole('heading', { name: '先改密码' }).waitFor();
  await axe(person);
  await picture(person, 'must-change');
  await person.getByLabel('现在的密码').fill(oneTime);
  await person.getByLabel('新密码').fill('Qing-shan-2022');
  await person.getByLabel('再填一遍').fill('Qing-shan-2022');
  await person.getByRole('button', { name: '改密码' }).click();
  const list = person.getByRole('region', { name: '九小场所列表' });
  await list.getByRole('link').first().waitFor();
  const tree = await person.getByRole('tree', { name: '区划' }).getByRole('treeitem').allInnerTexts();
  expect(tree[0]).toContain('焦店镇');
  expect(tree).toHaveLength(11);
  await person.goto('/fire/premises?division=410402005');
  await settled(person);
  expect(await words(person.getByRole('main'))).not.toMatch(/金山|西市场街道/);
});

test('在所有设备上退出：另一台马上也要重新登录', async () => {
  const desk = await office.desk();
  await signIn(desk, 'yugou.grid');
  const phone = await office.phone();
  await signIn(phone, 'yugou.grid');
  await phone.getByRole('main').waitFor();
  await desk.getByRole('button', { name: /路秀英/ }).click();
  await axe(desk);
  await desk.getByRole('menuitem', { name: '在所有设备上退出' }).click();
  await desk.getByRole('button', { name: '全部退出' }).click();
  await desk.getByRole('heading', { name: '登录' }).waitFor();
  expectAnswer(phone, 401, /^\/api\//);
  await phone.getByRole('searchbox').fill('旅馆');
  await phone.getByRole('dialog', { name: '登录已过期' }).waitFor();
  await axe(phone);
  await picture(phone, 'phone-expired');
});

test('审计人员看流水，一笔打开，前后两版并列', async () => {
  const clerk = await office.desk();
  await signIn(clerk, 'jiaodian.clerk');
  await clerk.goto('/fire/premises?q=蓝屿网咖');
  await clerk.getByRole('region', { name: '九小场所列表' }).getByRole('link', { name: '蓝屿网咖' }).click();
  await clerk.getByRole('complementary').getByRole('link', { name: '修改' }).click();
  await clerk.getByLabel('出口（个）').fill('2');
  await clerk.getByLabel('修改事由').fill('增开后门');
  await clerk.getByRole('button', { name: '保存' }).click();
  await clerk.getByRole('heading', { level: 1, name: '蓝屿网咖' }).waitFor();

  const auditor = await office.desk();
  await signIn(auditor, 'auditor');
  await auditor.getByRole('navigation', { name: '项目' }).getByRole('link', { name: '流水' }).click();
  await auditor.getByRole('heading', { level: 1, name: '流水' }).waitFor();
  const act = auditor.getByRole('row').filter({ hasText: '增开后门' });
  await act.getByRole('link').click();
  const opened = auditor.getByRole('complementary');
  const versions = opened.getByRole('table').first();
  await versions.waitFor();
  await expect.poll(() => words(versions)).toMatch(/项 原来 改为.*出口 .* 2/);
  expect(await words(opened)).toContain('苏文静');
  await axe(auditor);
  await picture(auditor, 'act');
  // The seal comes within ten seconds, and the page says so by itself.
  await auditor.goto('/ledger');
  await expect
    .poll(
      async () => {
        await auditor.reload();
        await settled(auditor);
        return await words(auditor.getByRole('row').filter({ hasText: '增开后门' }));
      },
      { timeout: 25_000, interval: 2000 },
    )
    .not.toContain('待封存');
});
