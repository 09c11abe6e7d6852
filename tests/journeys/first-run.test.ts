/** An empty office: the first page asks for the city and three separate administrators. */
import { expect, test } from 'vitest';
import { axe, fitsThumb, fitsWidth, picture, signIn, useOffice } from './support.ts';

const office = useOffice('empty');

test('首次启用：选城市，设三名管理员，登录', async () => {
  const phone = await office.phone();
  await phone.goto('/');
  await phone.getByRole('heading', { name: '启用本办公室' }).waitFor();
  await fitsWidth(phone);
  await fitsThumb(phone);
  await axe(phone);
  await picture(phone, 'phone-first-run');

  const page = await office.desk();
  await page.goto('/');
  await page.getByRole('heading', { name: '启用本办公室' }).waitFor();
  expect(await page.getByText('Taizhang-demo-1').count()).toBe(0);
  await axe(page);
  // Pressed too early, it says what is missing, field by field.
  await page.getByRole('button', { name: '启用', exact: false }).last().click();
  expect(await page.getByRole('alert').count()).toBeGreaterThan(6);
  await axe(page);
  await picture(page, 'first-run');

  const city = page.getByLabel('地级市及区划代码');
  await city.selectOption({ label: '平顶山市　4104' });
  const people = [
    ['系统管理员', 'xt.guanli', '解秋水', 'Shan-he-2022-a'],
    ['安全管理员', 'aq.guanli', '阮知行', 'Shan-he-2022-b'],
    ['审计管理员', 'sj.guanli', '宁守一', 'Shan-he-2022-c'],
  ] as const;
  for (const [role, name, title, password] of people) {
    const group = page.getByRole('group', { name: new RegExp(role) });
    await group.getByLabel('用户名').fill(name);
    await group.getByLabel('姓名').fill(title);
    await group.getByLabel('密码').fill(password);
    await group.getByLabel('再填一遍').fill(password);
  }
  await page.getByRole('button', { name: '启用', exact: false }).last().click();
  await page.getByRole('heading', { name: '登录' }).waitFor();
  await page.getByRole('banner').getByText('平顶山市').waitFor();
  expect(await page.getByText('演示').count()).toBe(0);
  await axe(page);
  await signIn(page, 'xt.guanli', 'Shan-he-2022-a');
  await page.getByRole('navigation', { name: '项目' }).getByRole('link', { name: '管理' }).click();
  await page.getByRole('heading', { level: 1, name: '账号' }).waitFor();
  await page.getByRole('link', { name: '解秋水' }).waitFor();

  const audit = await office.desk();
  await signIn(audit, 'sj.guanli', 'Shan-he-2022-c');
  await audit.getByRole('navigation', { name: '项目' }).getByRole('link', { name: '流水' }).click();
  await audit.getByRole('heading', { level: 1, name: '流水' }).waitFor();
  await axe(audit);
});
