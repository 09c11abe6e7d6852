/** 苏文静, clerk of 焦店镇, brings the workbook that lies on her desk into the register. */
import exceljs from 'exceljs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axe, downloaded, expectAnswer, picture, settled, signIn, useOffice, words } from './support.ts';
import { officeWorkbook } from './workbook.ts';

const office = useOffice();

/** Title and note above the header, columns in her own order under her own names. */
const head = ['序号', '店名', '九小类别', '所在村', '详细地址', '负责人', '联系方式', '建筑面积', '是否住人', '摸排日期', '说明'];
const shop = (no: number, name: string, changed: Readonly<Record<string, string | number | null>> = {}) => {
  const usual: Record<string, string | number | null> = {
    序号: no,
    店名: name,
    九小类别: '小超市',
    所在村: '张庄村',
    详细地址: `张庄村平安路${no}号`,
    负责人: '贾小满',
    联系方式: `1390375${String(1000 + no)}`,
    建筑面积: 60 + no,
    是否住人: '否',
    摸排日期: '2022.11.9',
    说明: null,
  };
  const row = { ...usual, ...changed };
  return head.map((title) => row[title] ?? null);
};

const rows = [
  ['焦店镇九小场所排查台账（2022年11月）'],
  ['填报单位：焦店镇人民政府　　注：面积单位为平方米，是否住人填是或否'],
  head,
  shop(1, '河湾便民超市'),
  shop(2, '柳林面馆', { 九小类别: '饭店', 建筑面积: '１２０', 摸排日期: '2022年11月8日' }),
  shop(3, '青禾旅店', { 九小类别: '旅店', 建筑面积: '约80平', 是否住人: '是', 摸排日期: 44874 }),
  shop(4, '远山五金门市', { 九小类别: '沿街门店', 所在村: '焦店镇余沟村村民委员会' }),
  [],
  shop(5, '晨光文具店', { 联系方式: '1390375100' }),
  shop(1, '河湾便民超市', { 序号: 6 }),
  shop(7, '金桥小吃店', { 九小类别: '小吃店', 所在村: '西市场街道金山社区' }),
  shop(8, '白鹭理发店', { 九小类别: '理发店', 联系方式: 13903751008 }),
  ['合计', null, null, null, null, null, null, 600, null, null, null],
];

async function upload(page: Page, path: string): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '选文件' }).click()]);
  await chooser.setFiles(path);
  await page.getByRole('heading', { name: '认出的列' }).waitFor();
  await settled(page);
}

/** What the wizard took a column of the file for, and by what sign. */
const taken = async (page: Page, heading: string): Promise<string> => {
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: heading, exact: true }) });
  const column = await words(row.getByRole('combobox').locator('option:checked'));
  return `${column} ${await words(row.getByRole('cell').nth(2))}`;
};
const preview = (page: Page, name: string) => page.getByRole('region', { name: '预览' }).getByRole('row').filter({ hasText: name });
const counted = (page: Page) => words(page.locator('.sum'));

test('焦店镇的台账进库：认列、核对、导入，退回的改好再传，重传不加，未动时撤回', async () => {
  const page = await office.desk();
  await page.goto('/');
  await page.getByLabel('用户名').waitFor();
  await picture(page, 'sign-in');
  expectAnswer(page, 401, /^\/api\/sessions$/);
  await page.getByLabel('用户名').fill('jiaodian.clerk');
  await page.getByLabel('密码', { exact: true }).fill('Taizhang-demo-2');
  await page.getByRole('button', { name: '登录' }).click();
  expect(await words(page.getByRole('alert'))).toContain('用户名或密码');
  await axe(page);
  await signIn(page, 'jiaodian.clerk');

  const list = page.getByRole('region', { name: '九小场所列表' });
  await list.getByRole('row').nth(5).waitFor();

  await page.getByRole('navigation', { name: '项目' }).getByRole('link', { name: '导入' }).click();
  await axe(page);
  const path = await officeWorkbook('焦店镇九小场所排查台账', { 排查表: rows });
  await upload(page, path);

  // Recognised: program, header below title and note, her names in her order.
  expect(await counted(page)).toMatch(/LibreOffice.*排查表.*读到 8 行 可以导入 5 行 等您指认 0 行 不能导入 2 行/);
  await page.getByText('11 列，对上 10 列；表头在第 3 行，前 2 行为标题').waitFor();
  expect(await taken(page, '店名')).toBe('名称 同义');
  expect(await taken(page, '所在村')).toBe('所属网格 同义');
  expect(await taken(page, '建筑面积')).toBe('面积 同义');
  expect(await taken(page, '摸排日期')).toBe('登记日期 同义');
  expect(await taken(page, '序号')).toContain('不导入');
  // What was read as something else than written is said beside its column.
  await page.getByText('“约80平”按约数录入（第 6 行），请核').waitFor();
  await page.getByText('“是”按 1 人计（第 6 行），请核').waitFor();

  // Each cell as it will stand, the wrong ones with their reason; the sum and the blank line are no rows.
  expect(await words(preview(page, '柳林面馆'))).toContain('小餐馆');
  expect(await words(preview(page, '柳林面馆'))).toContain('120');
  expect(await words(preview(page, '青禾旅店'))).toContain('80');
  expect(await words(preview(page, '远山五金门市'))).toContain('余沟村');
  expect(await words(preview(page, '晨光文具店'))).toContain('联系电话 10 位，应为 11 位');
  expect(await words(preview(page, '金桥小吃店'))).toContain('不在您的管辖范围内');
  expect(await words(preview(page, '河湾便民超市').nth(1))).toContain('与第 4 行重复');
  expect(await preview(page, '合计').count()).toBe(0);
  await axe(page);
  await picture(page, 'import-wizard');

  await page.getByRole('button', { name: '导入 5 行' }).click();
  await page.getByText('共 8 行 = 成功 5 + 失败 2 + 重复 1 + 未变 0').waitFor();
  await axe(page);
  await picture(page, 'import-result');

  // The rejected rows come back in her layout with the reason; she mends them and sends that file.
  const rejected = await downloaded(page, () => page.getByRole('button', { name: '下载退回的 2 行' }).click());
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(rejected.path);
  const sheet = book.worksheets[0];
  if (!sheet) throw new Error('the rejected workbook has no sheet');
  const header = rowOf(sheet, '店名');
  expect(valuesOf(sheet, header)).toEqual([...head, '原因']);
  const mend = (name: string, heading: string, value: string) => {
    const row = rowOf(sheet, name);
    expect(valuesOf(sheet, row).at(-1)).not.toBe('');
    sheet.getRow(row).getCell(valuesOf(sheet, header).indexOf(heading) + 1).value = value;
  };
  mend('晨光文具店', '联系方式', '13903751005');
  mend('金桥小吃店', '所在村', '张庄村');
  const mended = rejected.path.replace(/\.xlsx$/, '-改好.xlsx');
  await book.xlsx.writeFile(mended);
  await page.getByRole('link', { name: '再导一个文件' }).click();
  await upload(page, mended);
  expect(await counted(page)).toMatch(/读到 2 行 可以导入 2 行 等您指认 0 行 不能导入 0 行/);
  await page.getByRole('button', { name: '导入 2 行' }).click();
  await page.getByText('共 2 行 = 成功 2 + 失败 0 + 重复 0 + 未变 0').waitFor();
  const second = page.url();

  // The first file once more adds nothing.
  await page.getByRole('link', { name: '再导一个文件' }).click();
  await upload(page, path);
  expect(await counted(page)).toMatch(/可以导入 0 行/);
  expect(await page.getByRole('button', { name: '没有可导入的行' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByText('台账没有动').waitFor();

  // Seven more in the list; the second import is taken back while nobody has touched it.
  await page.getByRole('navigation', { name: '项目' }).getByRole('link', { name: '九小场所' }).click();
  const search = page.getByRole('searchbox', { name: '在九小场所里找' });
  await search.fill('平安路');
  await list.getByRole('row', { name: '晨光文具店' }).waitFor();
  await expect.poll(() => words(list.getByRole('row', { name: /^合计/ }))).toMatch(/合计 7 家/);
  await page.goto(second);
  await page.getByRole('button', { name: '撤回这次导入' }).click();
  await page.getByRole('dialog', { name: '撤回这次导入？' }).getByRole('button', { name: '撤回 2 行' }).click();
  await page.getByText('已撤回导入').waitFor();
  await page.getByRole('navigation', { name: '项目' }).getByRole('link', { name: '九小场所' }).click();
  await search.fill('平安路');
  await list.getByRole('row', { name: '河湾便民超市' }).waitFor();
  await expect.poll(() => words(list.getByRole('row', { name: /^合计/ }))).toMatch(/合计 5 家/);
  expect(await list.getByRole('row', { name: '晨光文具店' }).count()).toBe(0);
});

const valuesOf = (sheet: exceljs.Worksheet, row: number): string[] =>
  Array.from({ length: sheet.columnCount }, (_, at) => sheet.getRow(row).getCell(at + 1).text);

/** Number of the row that has this text in a cell. */
function rowOf(sheet: exceljs.Worksheet, text: string): number {
  for (let row = 1; row <= sheet.rowCount; row++) if (valuesOf(sheet, row).includes(text)) return row;
  throw new Error(`no row with ${text}`);
}
