/** What leaves the house: export, template, print. */
import exceljs from 'exceljs';
import { expect, test } from 'vitest';
import { axe, downloaded, fitsWidth, picture, signIn, useOffice, words } from './support.ts';
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
  await page.evaluate("document.body.classList.add('prn-on')");
  await page.emulateMedia({ media: 'print' });
  await picture(page, 'print');
  const printed = (await page.locator('body').innerText()).replace(/\s+/g, ' ');
  expect(printed).toContain('焦店镇九小场所台账');
  expect(printed).toContain('数据截至 2022年11月9日 18:00');
  expect(printed).toContain('单位（盖章）：焦店镇人民政府');
  expect(printed).toContain('制表人：苏文静');
  expect(printed).not.toContain('在表内找');
});

test('通报：改文字、送签，由另一人签发，更正后两版对照', async () => {
  const page = await office.desk();
  await signIn(page, 'fire.office');
  await page.goto('/fire/bulletins');
  // Frozen at 18:00 by the machine; it waits for words and a second person.
  await page.getByRole('heading', { level: 1, name: '第58期', exact: true }).waitFor();
  await page.getByText('已冻结 11月9日 18:00').waitFor();
  await page.getByText('代拟稿，待补文字送签').waitFor();
  await axe(page);
  await picture(page, 'bulletin');
  await page.getByRole('link', { name: /^整改销号较第57期/ }).click();
  await page.getByRole('heading', { name: '整改销号：为什么变了' }).waitFor();
  await page.getByText(/与第57期第1版（11-08 18:00 冻结）相比：增 \d+ 行/).waitFor();
  await axe(page);
  await page.getByRole('button', { name: '关闭' }).click();

  await page.getByRole('button', { name: '改文字' }).click();
  const paragraphs = page.getByRole('textbox', { name: '段落' });
  await paragraphs.last().fill('请各单位先办超期的隐患，再排新的检查。');
  await page.getByRole('button', { name: '保存文字' }).click();
  await page.getByText('请各单位先办超期的隐患，再排新的检查。').waitFor();
  await page.getByRole('button', { name: '送签发' }).click();
  await page.getByText('代拟稿，待第二人签发（程立新送签）').waitFor();
  await expect.poll(() => page.getByRole('button', { name: '签发', exact: true }).count()).toBe(0);

  const signer = await office.desk();
  await signIn(signer, 'fire.city');
  await signer.goto('/fire/bulletins?division=410402');
  await signer.getByRole('button', { name: '签发', exact: true }).click();
  await signer.getByText('已发布，顾长川签发').waitFor();

  await page.reload();
  await page.getByText('已发布，顾长川签发').waitFor();
  await page.getByRole('button', { name: '更正' }).click();
  const dialog = page.getByRole('dialog', { name: '更正，另出一版' });
  await dialog.getByLabel('原因').fill('文字有误，另出一版');
  await dialog.getByRole('button', { name: '确定' }).click();
  await page.getByText('第2版').first().waitFor();

  // The correction of two days before moved numbers: both papers stand side by side.
  await page.getByRole('link', { name: /^第56期/ }).click();
  await page.getByRole('link', { name: '两版对照' }).click();
  await page.getByRole('heading', { name: /^变动 \d+ 项/ }).waitFor();
  await page.getByRole('region', { name: '第56期第1版' }).getByRole('article').waitFor();
  await page.getByRole('region', { name: '第56期第2版' }).getByText('更正说明').waitFor();
  await page.getByRole('link', { name: /^发现隐患.*减 1 行.*登记有误，已撤销/ }).click();
  await page.getByText(/到现场复核，不属于检查项所列情形，登记有误/).waitFor();
  await axe(page);
  await picture(page, 'two-editions');
  const file = await downloaded(page, () => page.getByRole('button', { name: '.docx' }).click());
  expect(file.name).toMatch(/^新消安办〔2022〕56号（第2版）.*\.docx$/);
});

test('开办与依据：没有依据按区划代码排列，录入后列名次，停用要写原因', async () => {
  const page = await office.desk();
  await signIn(page, 'fire.office');
  await page.goto('/fire/bulletins');
  await page.getByRole('link', { name: '开办与依据' }).click();
  await page.getByRole('heading', { level: 1, name: '开办与依据' }).waitFor();
  await axe(page);
  await picture(page, 'series');
  const turnOff = async (title: string) => {
    await page.getByRole('button', { name: `${title}：停用依据` }).click();
    const dialog = page.getByRole('dialog', { name: `停用比较依据：${title}` });
    await dialog.getByLabel('原因').fill('方案到期，暂不排名');
    await dialog.getByRole('button', { name: '确定' }).click();
    await page.getByRole('button', { name: `${title}：录入依据` }).waitFor();
  };
  await turnOff('专项治理日报');
  await turnOff('专项治理通报');
  await page.goto('/fire/figures?compare=fire.rectification_rate');
  const comparison = page.getByRole('region', { name: '整改率比较' });
  await comparison.getByText('未录入排名依据，按区划代码排列').waitFor();
  await expect.poll(() => comparison.getByRole('rowheader').first().innerText()).toBe('曙光街街道');
  await page.getByRole('link', { name: /^已冻结的比较：第58期 11月9日 18:00/ }).waitFor();

  await page.goto('/fire/bulletins/series');
  await page.getByRole('button', { name: '专项治理日报：录入依据' }).click();
  const dialog = page.getByRole('dialog', { name: '录入比较依据：专项治理日报' });
  await dialog.getByLabel('文件全名').fill('新华区消防安全专项治理方案（示例，待核实）');
  await dialog.getByLabel('文号').fill('新消安委〔2022〕9号');
  await axe(page);
  await dialog.getByRole('button', { name: '确定' }).click();
  await page.getByRole('button', { name: '专项治理日报：更换依据' }).waitFor();
  await page.goto('/fire/figures?compare=fire.rectification_rate');
  await page.getByText('依据：《新华区消防安全专项治理方案（示例，待核实）》（新消安委〔2022〕9号）').waitFor();
  await expect.poll(() => comparison.getByRole('rowheader').first().innerText()).toBe('中兴路街道');
});

test('手机上：通报、两版对照、开办与依据都不横向滚动', async () => {
  const page = await office.phone();
  await signIn(page, 'fire.office');
  for (const [path, shown] of [
    ['/fire/bulletins', '一、总体情况'],
    ['/fire/bulletins/series', '每天 18:00 由系统冻结数字并起草'],
    ['/fire/bulletins?key=fire.evening', '超期未办'],
  ] as const) {
    await page.goto(path);
    await page.getByText(shown).first().waitFor();
    await fitsWidth(page);
    await axe(page);
  }
});
