/** 检查: 邢大勇 looks round with his phone, two officers inspect from a desk; what they found is in the figures at once. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axe, expectAnswer, fitsThumb, fitsWidth, picture, settled, signIn, useOffice, words } from './support.ts';

const office = useOffice();

const looksRight = async (page: Page): Promise<void> => {
  await fitsWidth(page);
  await fitsThumb(page);
  await axe(page);
};

interface Due {
  premises: { id: string; name: string; risk: string | null };
  open_hazards: number;
}
/** Premises of the signed-in person's own list; those without open hazards, so that each failure is a new one. */
async function due(page: Page): Promise<Due['premises'][]> {
  const answer = await page.request.get('/api/fire/worklist?limit=30');
  const { items } = (await answer.json()) as { items: Due[] };
  return items.filter((one) => one.open_hazards === 0).map((one) => one.premises);
}
/** 发现隐患 of a division, as anybody there reads it. */
async function found(page: Page, division: string): Promise<number> {
  const answer = await page.request.get(`/api/indicators/fire.hazards_found?division=${division}`);
  const { value } = (await answer.json()) as { value: number };
  expect(value).toBeGreaterThan(0);
  return value;
}

/** A JPEG as a camera gives it, drawn in the page: no two of another tone are the same picture. */
async function photo(page: Page, tone: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const url = await page.evaluate<string>(`(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 1200; canvas.height = 900;
    const pen = canvas.getContext('2d');
    pen.fillStyle = '${tone}'; pen.fillRect(0, 0, 1200, 900);
    pen.fillStyle = '#333'; pen.fillRect(200, 200, 300, 500);
    return canvas.toDataURL('image/jpeg', 0.9);
  })()`);
  return { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(url.split(',')[1] ?? '', 'base64') };
}
async function take(page: Page, label: string, tone: string): Promise<void> {
  const sent = page.waitForResponse((answer) => answer.url().endsWith('/api/files') && answer.request().method() === 'POST');
  await page.getByLabel(label, { exact: true }).setInputFiles(await photo(page, tone));
  expect((await sent).status()).toBe(200);
  await settled(page);
}
const answer = (page: Page, what: '合格' | '不合格' | '不适用'): Locator => page.getByRole('button', { name: what, exact: true });
async function passTheRest(page: Page): Promise<void> {
  await page.getByRole('button', { name: '其余全部合格' }).click();
  const dialog = page.getByRole('dialog');
  for (const box of await dialog.getByRole('checkbox').all()) await box.check();
  await dialog.getByRole('button', { name: /都看过/ }).click();
}

test('手机：网格排查一家，一项不合格、五清两辆，中途刷新不丢，结果里有编号和期限', async () => {
  const page = await office.phone();
  await signIn(page, 'zhangzhuang.grid');
  const before = await found(page, '410402100207');
  const [place] = await due(page);
  await page.goto(`/fire/inspect/${place?.id}`);
  await page.getByRole('heading', { level: 1, name: place?.name ?? '' }).waitFor();
  // A grid worker looks round and advises: 监督检查 is not offered.
  expect(await page.getByRole('radio').count()).toBe(1);
  await looksRight(page);
  await picture(page, 'inspect-phone-start');
  await page.getByRole('button', { name: '开始检查' }).tap();
  const question = page.getByRole('heading', { level: 1 });
  await looksRight(page);
  await picture(page, 'inspect-phone-question');

  const first = await words(question);
  await answer(page, '合格').tap();
  await expect.poll(() => words(question)).not.toBe(first);
  await answer(page, '不适用').tap();
  await page.getByText('第 3 项，共 36 项').waitFor();
  await page.getByRole('button', { name: '上一项' }).tap();
  await page.getByText('第 2 项，共 36 项').waitFor();
  await page.getByRole('button', { name: '全部题目' }).tap();
  await looksRight(page);
  await picture(page, 'inspect-phone-all');
  await page.getByRole('button', { name: /U04/ }).tap();
  await answer(page, '不合格').tap();
  await page.getByRole('button', { name: '记下，下一项' }).tap();
  // Words, the photo that a rule asks for, and temporary measures: three things are missing, and nothing else is.
  expect(await page.getByRole('alert').count()).toBe(3);
  await page.getByRole('button', { name: '楼道停放电动车' }).tap();
  await take(page, '拍现场', '#b8b0a0');
  await page.getByLabel('整改前的临时防范措施').fill('当场断电，移到室外');
  expect(await words(page.getByRole('region', { name: 'U04 不合格的情况' }))).toMatch(/24 小时内整改.*河南省消防条例第七十一条/);
  await looksRight(page);
  await picture(page, 'inspect-phone-failure');

  // The battery goes empty here.
  await page.reload();
  await page.getByRole('button', { name: '不合格', exact: true, pressed: true }).waitFor();
  expect(await page.getByLabel('看到的情况').inputValue()).toBe('楼道停放电动车');
  expect(
    await page
      .getByRole('list', { name: /拍现场/ })
      .getByRole('img')
      .count(),
  ).toBe(1);
  await page.goto(`/fire/inspect/${place?.id}`);
  await page.getByText('有一次没做完的检查').waitFor();
  await looksRight(page);
  await page.getByRole('button', { name: '接着做' }).tap();
  await page.getByRole('button', { name: '记下，下一项' }).tap();
  await page.getByRole('button', { name: '全部题目' }).tap();
  await passTheRest(page);
  expect(await words(question)).toBe('已答 36 项，共 36 项，1 项不合格');
  await page.getByRole('button', { name: '下一步：五清' }).tap();

  await page.getByRole('button', { name: '电动车加一' }).tap();
  await page.getByRole('button', { name: '电动车加一' }).tap();
  await take(page, '清理前', '#a0b0b8');
  await take(page, '清理后', '#b0a0b8');
  await page.getByLabel('留宿人员数量（人）').fill('1');
  // People are counted and never photographed: the only pair is that of the vehicles.
  expect(await page.getByText('只记人数').count()).toBe(1);
  expect(await page.getByLabel('清理前', { exact: true }).count()).toBe(1);
  await looksRight(page);
  await picture(page, 'inspect-phone-clears');
  await page.getByRole('button', { name: '下一步：提交' }).tap();
  await looksRight(page);
  await picture(page, 'inspect-phone-finish');

  // No network in the lane: said in plain words, kept, and sent once the second time.
  await page.context().setOffline(true);
  await page.getByRole('button', { name: '提交检查记录' }).tap();
  await page.getByText('还没有上传').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: '再提交一次' }).tap();
  await page.getByText('网格排查已登记').waitFor();
  const result = await words(page.getByRole('main'));
  expect(result).toMatch(/登记隐患 1 处/);
  expect(result).toMatch(/FH-410402-20221109-\d{4}.*楼道停放电动车.*24 小时内整改，最迟 2022年11月10日/);
  expect(result).toMatch(/留宿人员 1 人.*电动车 2 辆/);
  await looksRight(page);
  await picture(page, 'inspect-phone-result');
  expect(await found(page, '410402100207')).toBe(before + 1);
  await page.getByRole('link', { name: /FH-/ }).tap();
  await page.waitForURL(/\/matters\//);
  await page.goBack();
  await page.getByRole('link', { name: '开下一家' }).tap();
  await page.waitForURL(/\/fire\/worklist/);
});

test('电脑：两名持证人员监督检查，键盘作答，店主鼠标签字；另一家拒签', async () => {
  const page = await office.desk();
  await signIn(page, 'xinhua.inspector');
  const before = await found(page, '410402');
  const [place, other] = await due(page);
  await page.goto(`/fire/inspect/${place?.id}?kind=inspection`);
  await page.getByRole('radio', { name: /监督检查/, checked: true }).waitFor();
  await axe(page);
  await picture(page, 'inspect-desk-start');
  await page.getByRole('button', { name: '开始检查' }).click();
  const table = page.getByRole('table');
  await table.getByRole('button', { name: '合格', exact: true }).first().focus();
  // 1 合格, 3 不适用 and 2 不合格, each going on from where the keyboard stands.
  for (const key of ['1', '3', '2']) await page.keyboard.press(key);
  const failure = page.getByRole('region', { name: 'M03 不合格的情况' });
  await failure.getByRole('button', { name: '近一个月没有巡查记录' }).click();
  expect(await words(failure)).toContain('7 个工作日内整改');
  const summary = page.getByRole('complementary', { name: '这次检查' });
  expect(await words(summary)).toMatch(/已答 3 \/ 36 不合格 1 项/);
  await axe(page);
  await picture(page, 'inspect-desk-table');

  await page.getByRole('button', { name: '下一步：五清' }).click();
  await page.getByRole('button', { name: '下一步：提交' }).click();
  await page.getByRole('button', { name: '提交检查记录' }).click();
  const missing = page.getByRole('alert').filter({ hasText: '还差' });
  expect(await words(missing)).toMatch(/还有 33 项没有作答/);
  expect(await words(missing)).toMatch(/执法证件号/);
  await axe(page);
  await picture(page, 'inspect-desk-missing');
  await missing.getByRole('button', { name: /没有作答/ }).click();
  await passTheRest(page);
  await page.getByRole('button', { name: '下一步：五清' }).click();
  await page.getByRole('button', { name: '下一步：提交' }).click();
  const second = page.getByLabel('第 2 名检查人');
  const colleague = (await second.locator('option').allInnerTexts()).find((one) => one.includes('管晓彤'));
  await second.selectOption({ label: colleague ?? '' });
  const certificates = page.getByLabel(/执法证件号/);
  await certificates.nth(0).fill('豫消执 04020117');
  await certificates.nth(1).fill('豫消执 04020123');
  await page.getByLabel('签字人姓名').fill('店主');
  const pad = page.getByRole('img', { name: '签名' });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('no signature pad');
  await page.mouse.move(box.x + 60, box.y + 60);
  await page.mouse.down();
  for (let i = 1; i <= 30; i++) await page.mouse.move(box.x + 60 + i * 6, box.y + 60 + 30 * Math.sin(i / 3));
  await page.mouse.up();
  await page.getByRole('button', { name: '签好了' }).click();
  await page.getByRole('button', { name: '重签' }).waitFor();
  await axe(page);
  await picture(page, 'inspect-desk-signed');
  await page.getByRole('button', { name: '提交检查记录' }).click();
  await page.getByText('监督检查已登记').waitFor();
  expect(await words(page.getByRole('main'))).toMatch(/FH-410402-20221109-\d{4}.*7 个工作日内整改/);
  expect(await words(page.getByRole('main'))).toMatch(/签字 店主已签字/);
  await axe(page);
  await picture(page, 'inspect-desk-result');
  expect(await found(page, '410402')).toBe(before + 1);

  // The other premises: the owner refuses; the certificates stand there already.
  await page.goto(`/fire/inspect/${other?.id}?kind=inspection`);
  await page.getByRole('button', { name: '开始检查' }).click();
  await passTheRest(page);
  await page.getByRole('button', { name: '下一步：五清' }).click();
  await page.getByRole('button', { name: '下一步：提交' }).click();
  expect(await certificates.nth(0).inputValue()).toBe('豫消执 04020117');
  await second.selectOption({ label: colleague ?? '' });
  expect(await certificates.nth(1).inputValue()).toBe('豫消执 04020123');
  await page.getByRole('radio', { name: '拒绝签字' }).check();
  await page.getByLabel('拒签情况').fill('店主看过，不愿签字，两名检查人在场');
  await page.getByRole('button', { name: '提交检查记录' }).click();
  await page.getByText('监督检查已登记').waitFor();
  expect(await words(page.getByRole('main'))).toMatch(/拒签：店主看过，不愿签字/);
});

test('复查只问原来那一项；邻村的场所像没有一样', async () => {
  const page = await office.desk();
  await signIn(page, 'xinhua.inspector');
  const list = (await (await page.request.get('/api/fire/worklist?limit=30')).json()) as { items: Due[] };
  const place = list.items.find((one) => one.open_hazards > 0)?.premises;
  await page.goto(`/fire/inspect/${place?.id}`);
  await page.getByRole('link', { name: '只复查这一处' }).first().click();
  await page.getByText(/^复查 FH-/).waitFor();
  await page.getByRole('button', { name: '开始检查' }).click();
  const row = page.getByRole('row').filter({ hasText: '已有隐患' }).first();
  await row.getByRole('button', { name: '合格', exact: true }).click();
  await page.getByRole('button', { name: '下一步：五清' }).click();
  await page.getByRole('button', { name: '下一步：提交' }).click();
  await page.getByRole('button', { name: '提交检查记录' }).click();
  await page.getByRole('link', { name: '没有再发现，去原隐患办下一步' }).waitFor();
  await axe(page);

  const neighbour = await office.phone();
  await signIn(neighbour, 'yugou.grid');
  expectAnswer(neighbour, 404, /^\/api\/fire\/visiting/);
  const [mine] = await due(page);
  await neighbour.goto(`/fire/inspect/${mine?.id}`);
  expect(await words(neighbour.getByRole('alert'))).toContain('没有找到');
});
