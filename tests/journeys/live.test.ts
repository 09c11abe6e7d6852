/** Two people at the same register: what one writes, the other sees without asking again. */
import { expect, test } from 'vitest';
import { settled, signIn, useOffice, words } from './support.ts';

const office = useOffice();

test('一人改了名称和风险，另一人的名单和打开的抽屉自己变', async () => {
  const clerk = await office.desk();
  await signIn(clerk, 'jiaodian.clerk');
  await clerk.goto('/fire/premises?q=速达快递驿站');
  const row = clerk.getByRole('region', { name: '九小场所列表' }).getByRole('row').filter({ hasText: '速达' });
  await row.getByRole('link').click();
  const drawer = clerk.getByRole('complementary');
  await drawer.getByRole('heading', { name: '速达快递驿站' }).waitFor();
  await settled(clerk);

  const grid = await office.desk();
  await signIn(grid, 'zhangzhuang.grid');
  await grid.goto('/fire/premises?q=速达快递驿站');
  await grid.getByRole('region', { name: '九小场所列表' }).getByRole('link', { name: '速达快递驿站' }).click();
  await grid.getByRole('complementary').getByRole('link', { name: '修改' }).click();
  await grid.getByLabel('风险').selectOption({ label: '橙' });
  await grid.getByLabel('楼层').fill('1层临街');
  await grid.getByRole('button', { name: '保存' }).click();
  await grid.getByRole('heading', { level: 1, name: '速达快递驿站' }).waitFor();

  await expect.poll(() => words(row), { timeout: 8000 }).toMatch(/^橙/);
  await expect.poll(() => words(drawer), { timeout: 8000 }).toContain('1层临街');
});
