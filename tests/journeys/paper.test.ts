/** What leaves the house: export, template, print. */
import exceljs from 'exceljs';
import { expect, test } from 'vitest';
import { axe, downloaded, picture, signIn, useOffice, words } from './support.ts';
import { officeReads } from './workbook.ts';

const office = useOffice();

test('导出：LibreOffice 打得开，行数对，没有公式，电话仍遮着', async () => {
  const page = await office.desk();
  await signIn(page, 'jiaodian.clerk');
  // A name that a spreadsheet would take for a formula.
  await page.goto('/fire/premises?q=刘沟豆制品坊');
  await page.getByRole('region', { name: '九小场所列表' }).getByRole('link', { name: '刘沟豆制品坊' }).click();
  await page.getByRole('complementary').getByRole('link', { name: '修改' }).click();
  await page.getByLabel('楼层').fill('=1+1');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('heading', { level: 1, name: '刘沟豆制品坊' }).waitFor();

  await page.goto('/fire/premises');
  await page.getByRole('tree', { name: '区划' }).getByText('刘沟村').click();
  const list = page.getByRole('region', { name: '九小场所列表' });
  await expect.poll(() => words(list.getByRole('row', { name: /^合计/ }))).toMatch(/合计 \d+ 家/);
  const rows = Number(/合计 (\d+) 家/.exec(await words(list.getByRole('row', { name: /^合计/ })))?.[1]);
  await page.getByRole('button', { name: '导出' }).click();
  const dialog = page.getByRole('dialog', { name: '导出九小场所' });
  await dialog.getByRole('radio', { name: /^全部/ }).check();
  await axe(page);
  await picture(page, 'export');
  const file = await downloaded(page, () => dialog.getByRole('button', { name: '导出', exact: true }).click());
  expect(file.name).toMatch(/\.xlsx$/);

  const lines = await officeReads(file.path);
  const head = lines.findIndex((line) => line.includes('名称') && line.includes('联系电话'));
  expect(head).toBeGreaterThan(0);
  const name = lines[head]?.indexOf('名称') ?? -1;
  const floors = lines[head]?.indexOf('楼层') ?? -1;
  const phone = lines[head]?.indexOf('联系电话') ?? -1;
  const body = lines.slice(head + 1).filter((line) => /^\d+$/.test(line[0] ?? ''));
  expect(body).toHaveLength(rows);
  const dangerous = body.find((line) => line[name] === '刘沟豆制品坊');
  expect(dangerous?.[floors]).toMatch(/=1\+1$/);
  expect(dangerous?.[phone]).toMatch(/^\d{3}\*{4}\d{4}$/);
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(file.path);
  book.eachSheet((sheet) => sheet.eachRow((row) => row.eachCell((cell) => expect(cell.formula, cell.address).toBeUndefined())));
});

test('模板：有下拉、样例行和填写说明', async () => {
  const page = await office.desk();
  await signIn(page, 'jiaodian.clerk');
  await page.goto('/fire/premises/import');
  const file = await downloaded(page, () => page.getByRole('button', { name: '下载模板' }).click());
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(file.path);
  const [sheet] = book.worksheets;
  const validations = Object.values(
    (sheet as unknown as { dataValidations: { model: Record<string, { type: string }> } }).dataValidations.model,
  );
  expect(validations.filter((one) => one.type === 'list').length).toBeGreaterThanOrEqual(5);
  const text = (await officeReads(file.path)).map((line) => line.join(' ')).join('\n');
  expect(text).toContain('顺河小栈旅馆');
  expect(text).toContain('名称');
});

test('打印：版面是本单位的表，带表头、数据截至和签章栏', async () => {
  const page = await office.desk();
  await signIn(page, 'jiaodian.clerk');
  await page.goto('/fire/premises?category=J4');
  await page.getByRole('button', { name: '打印' }).click();
  const dialog = page.getByRole('dialog', { name: '打印九小场所' });
  await dialog.getByText(/\d+ 家，\d+ 列，A4/).waitFor();
  await axe(page);
  await page.evaluate("document.body.classList.add('reg-printing')");
  await page.emulateMedia({ media: 'print' });
  await picture(page, 'print');
  const printed = (await page.locator('body').innerText()).replace(/\s+/g, ' ');
  expect(printed).toContain('焦店镇九小场所台账');
  expect(printed).toContain('数据截至 2022年11月9日 18:00');
  expect(printed).toContain('单位（盖章）：焦店镇人民政府');
  expect(printed).toContain('制表人：苏文静');
  expect(printed).not.toContain('在表内找');
});
