/** The seventh programme at work, in a product into which it was installed: from a workbook of trees to a published bulletin. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import exceljs from 'exceljs';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { demoPeople, openOffice } from '../../src/core/people/index.ts';
import { BusinessClock } from '../../src/platform/clock.ts';
import { makeKeyFile, Vault } from '../../src/platform/crypto.ts';
import { Database } from '../../src/platform/db.ts';
import { readBack } from '../../src/platform/docx/tests/read-back.ts';
import { axe, demoPassword, downloaded, fitsThumb, fitsWidth, picture, settled, signIn, useOffice, words } from './support.ts';

const post = (role: string, division: string) => [{ role: `heritage.${role}`, programme: 'heritage', division }];
const office = useOffice('seventh', async (env) => {
  const db = new Database(String(env.DATABASE_APP_URL), { max: 2 });
  const opened = { db, clock: new BusinessClock(), vault: new Vault(makeKeyFile()), files: String(env.TAIZHANG_HOME) };
  const administrator = (name: string, title: string) => ({ name, title, password: demoPassword });
  await openOffice(opened, randomUUID(), {
    city: '4104',
    demo: true,
    // The regulation is in force since March of that year.
    clock: '2025-11-10T09:00:00+08:00',
    administrators: {
      system: administrator('admin.system', '戚国栋'),
      security: administrator('admin.security', '尹若兰'),
      audit: administrator('admin.audit', '柯一鸣'),
    },
  });
  await demoPeople(
    opened,
    [
      { name: 'jiaodian.keeper', title: '苏文静', unit: 'jiaodian', posts: post('keeper', '410402100') },
      { name: 'jiaodian.second', title: '游思齐', unit: 'jiaodian', posts: post('keeper', '410402100') },
      { name: 'trees.office', title: '程立新', unit: 'xinhua', posts: post('office', '410402') },
      { name: 'trees.leader', title: '沈明远', unit: 'xinhua', posts: post('office', '410402') },
    ],
    [
      { key: 'xinhua', name: '新华区古树名木保护工作办公室', kind: 'department', division: '410402' },
      { key: 'jiaodian', name: '焦店镇人民政府', kind: 'town', division: '410402100' },
    ],
  );
  await db.close();
});

const rail = (page: Page, name: string) => page.getByRole('navigation', { name: '项目' }).getByRole('link', { name, exact: true });

/** The office's own template with trees written under its headings, as a person fills it in. */
async function filled(path: string, trees: readonly Readonly<Record<string, string>>[]): Promise<string> {
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(path);
  const [sheet] = book.worksheets;
  if (!sheet) throw new Error('the template has no sheet');
  const texts = (row: number) =>
    Array.from({ length: sheet.columnCount }, (_, at) =>
      sheet
        .getRow(row)
        .getCell(at + 1)
        .text.replace(/[*（(].*$/, '')
        .trim(),
    );
  const head = Array.from({ length: sheet.rowCount }, (_, at) => at + 1).find((row) => texts(row).includes('编号'));
  if (!head) throw new Error('the template has no heading 编号');
  const headings = texts(head);
  // The sample row gives way.
  const first = head + 1;
  for (const [at, tree] of trees.entries())
    for (const [place, heading] of headings.entries()) sheet.getRow(first + at).getCell(place + 1).value = tree[heading] ?? null;
  const target = path.replace(/\.xlsx$/, '-填好.xlsx');
  await book.xlsx.writeFile(target);
  return target;
}

/** Does an act on the open matter: its button, what it asks, and the form's own button. */
async function act(page: Page, title: string, fill?: (form: Locator) => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: title, exact: true }).first().click();
  const form = page.getByRole('form', { name: title });
  await fill?.(form);
  await form.locator('button[type=submit]').click();
  await form.waitFor({ state: 'detached' });
}

const tree = (no: number, name: string, level: string) => ({
  ...{
    编号: `4104020000${no}`,
    名称: name,
    树种: '国槐',
    保护级别: level,
    胸围: String(280 + no * 10),
    树高: '14.5',
    所在村: '焦店镇张庄村',
  },
  ...{ 位置: `张庄村口路南${no}号`, 养护人: '贾小满', 联系电话: `1390375100${no}`, 登记日期: '2025-10-08' },
});

test('古树名木：台账进库，检查，销号，指标打开到行，通报发布', async () => {
  const page = await office.desk();
  await signIn(page, 'jiaodian.keeper');
  await page.getByRole('heading', { level: 1, name: '古树名木' }).waitFor();

  // The workbook: our template, four trees, one of a class that there is not.
  await rail(page, '导入').click();
  const template = await downloaded(page, () => page.getByRole('button', { name: '下载模板' }).click());
  const path = await filled(template.path, [
    tree(1, '张庄老槐', '一级'),
    tree(2, '庙前银杏', '二级'),
    tree(3, '河湾皂荚', '三级'),
    tree(4, '渠边古柏', '特级'),
  ]);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '选文件' }).click()]);
  await chooser.setFiles(path);
  await page.getByRole('heading', { name: '认出的列' }).waitFor();
  await settled(page);
  await picture(page, 'seventh-import');
  await page.getByRole('button', { name: '导入 3 行' }).click();
  await page.getByText('共 4 行 = 成功 3 + 失败 1 + 重复 0 + 未变 0').waitFor();
  const rejected = await downloaded(page, () => page.getByRole('button', { name: '下载退回的 1 行' }).click());
  const back = new exceljs.Workbook();
  await back.xlsx.readFile(rejected.path);
  expect(JSON.stringify(back.worksheets[0]?.getSheetValues())).toMatch(/渠边古柏.*特级/);

  // The list, a tree in the drawer: the keeper's number is covered.
  await rail(page, '古树名木').click();
  const list = page.getByRole('region', { name: '古树名木列表' });
  await list.getByRole('link', { name: '张庄老槐' }).click();
  const drawer = page.getByRole('complementary');
  await drawer.getByText('139****1001').waitFor();
  await axe(page);
  await picture(page, 'seventh-drawer');

  // A visit by the checklist: one failure with its words, the rest is well.
  await drawer.getByRole('link', { name: '养护检查', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: '古树名木养护检查表' }).waitFor();
  const question = page.getByRole('row', { name: /G1 / });
  await question.getByRole('button', { name: '不合格' }).click();
  await page.getByRole('textbox', { name: '看到的情况' }).fill('北侧围栏倒了两根');
  await page.getByRole('button', { name: '其余全部合格' }).click();
  const rest = page.getByRole('dialog', { name: '其余全部合格' });
  for (const box of await rest.getByRole('checkbox').all()) await box.check();
  await rest.getByRole('button').last().click();
  await axe(page);
  await picture(page, 'seventh-visit');
  await page.getByRole('button', { name: '提交养护检查' }).click();
  await page.getByText(/得分 90/).waitFor();
  await axe(page);
  await picture(page, 'seventh-record');
  const number = page.getByRole('link', { name: /^GS-410402-20251110-\d{4}$/ });
  const matter = new URL(String(await number.getAttribute('href')), office.url).pathname;

  // Who found it puts it right; a second person looks and closes.
  await number.click();
  await act(page, '签收');
  await page.getByRole('button', { name: '反馈整改情况' }).first().waitFor();
  await picture(page, 'seventh-matter');
  await act(page, '反馈整改情况', (form) => form.getByLabel('整改情况').fill('两根栏杆已经扶正、焊牢'));
  await page.getByText('已办：反馈整改情况').waitFor();
  expect(await page.getByRole('button', { name: '核查', exact: true }).count()).toBe(0);
  const second = await office.desk();
  await signIn(second, 'jiaodian.second');
  await second.goto(matter);
  await act(second, '核查', (form) => form.getByText('合格，销号').click());
  await second.getByText('已办：核查').waitFor();
  await picture(second, 'seventh-closed');

  // The figures open to their rows.
  await rail(second, '指标').click();
  const tiles = second.getByRole('list', { name: '古树名木保护指标' }).getByRole('listitem');
  await expect.poll(() => words(tiles.filter({ hasText: '登记古树' }))).toMatch(/3 株/);
  await expect.poll(() => words(tiles.filter({ hasText: '发现养护问题' }))).toMatch(/1 处/);
  await expect.poll(() => words(tiles.filter({ hasText: '销号率' }))).toMatch(/100/);
  await axe(second);
  await picture(second, 'seventh-figures');
  await tiles.filter({ hasText: '登记古树' }).getByRole('link').first().click();
  await second.getByRole('complementary').getByRole('link', { name: '全部打开' }).click();
  await second.getByRole('table').getByRole('link', { name: '庙前银杏' }).click();
  await second.getByRole('heading', { level: 1, name: '庙前银杏' }).waitFor();

  // The machine drafts, the office words it, a second person publishes.
  const author = await office.desk();
  await signIn(author, 'trees.office');
  await author.goto('/heritage/bulletins/series');
  await author.getByRole('button', { name: '保护通报：开办' }).click();
  await author.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await rail(author, '通报').click();
  await author.getByRole('button', { name: '起草今天这期' }).click();
  await author.getByRole('button', { name: '改文字' }).click();
  const paragraph = author.getByLabel('段落').last();
  await paragraph.fill(`${await paragraph.inputValue()}请各单位逐株核实养护责任人。`);
  await author.getByRole('button', { name: '保存文字' }).click();
  await author.getByText('请各单位逐株核实养护责任人').waitFor();
  await axe(author);
  await picture(author, 'seventh-bulletin');
  await author.getByRole('button', { name: '送签发' }).click();
  await author.getByText(/待第二人签发/).waitFor();

  const leader = await office.desk();
  await signIn(leader, 'trees.leader');
  await leader.goto('/heritage/bulletins');
  await leader.getByRole('button', { name: '签发', exact: true }).click();
  await leader
    .getByText(/已发布/)
    .first()
    .waitFor();
  const docx = await downloaded(leader, () => leader.getByRole('button', { name: '.docx' }).click());
  expect(docx.name).toMatch(/\.docx$/);
  const printed = ((await readBack(readFileSync(docx.path))).get('word/document.xml') ?? '').replace(/<[^>]+>|\s/g, '');
  expect(printed).toContain('登记古树名木3株，发现养护问题1处，销号率100.00%。请各单位逐株核实养护责任人。');
});

test('手机上一题一屏，答完就提交', async () => {
  const page = await office.phone();
  await signIn(page, 'jiaodian.keeper');
  await page.goto('/heritage/trees');
  await page
    .getByRole('main')
    .getByRole('link', { name: /河湾皂荚/ })
    .tap();
  await page.getByRole('link', { name: '养护检查', exact: true }).tap();
  for (let question = 0; question < 7; question++) {
    if (question === 0) {
      await fitsWidth(page);
      await fitsThumb(page);
      await axe(page);
      await picture(page, 'phone-seventh-question');
    }
    await page.getByRole('button', { name: '合格', exact: true }).tap();
  }
  await picture(page, 'phone-seventh-overview');
  await page.getByRole('button', { name: '提交养护检查' }).tap();
  await page.getByText(/得分 100/).waitFor();
  await fitsWidth(page);
  await fitsThumb(page);
  await axe(page);
  await picture(page, 'phone-seventh-record');
});
