/** A hazard from 待办 to 销号, by the people who do it: signed for, answered with a photo, verified by another; extended, held, given to a department. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axe, expectAnswer, fitsThumb, fitsWidth, picture, settled, signIn, useOffice, words } from './support.ts';

const office = useOffice();

interface Row {
  id: string;
  title: string;
  grade: string;
  holder: { unit_name: string; title: string | null } | null;
}

/** Matters that the reader's own session may list. */
async function list(page: Page, query: string): Promise<Row[]> {
  const answer = await page.request.get(`/api/matters?kind=fire.hazard&limit=200&${query}`);
  return ((await answer.json()) as { items: Row[] }).items;
}

/** A picture as a camera makes one, drawn by the browser. */
async function photo(page: Page, tone: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const url = await page.evaluate<string>(`(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 800; canvas.height = 600;
    const pen = canvas.getContext('2d');
    pen.fillStyle = '${tone}'; pen.fillRect(0, 0, 800, 600);
    pen.fillStyle = '#333'; pen.fillRect(100, 150, 200, 350);
    return canvas.toDataURL('image/jpeg', 0.9);
  })()`);
  return { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(url.split(',')[1] ?? '', 'base64') };
}

/** Takes a photo of after and waits until it is kept. */
async function take(page: Page, tone: string): Promise<void> {
  const sent = page.waitForResponse((answer) => answer.url().endsWith('/api/files') && answer.request().method() === 'POST');
  await page.getByLabel('拍整改后', { exact: true }).setInputFiles(await photo(page, tone));
  expect((await sent).status()).toBe(200);
  await settled(page);
}

const acts = (page: Page) => page.getByRole('complementary', { name: '我能办的' });
const dialog = (page: Page) => page.getByRole('dialog');

/** Opens an act of the matter's page and answers its dialog. */
async function open(page: Page, title: string) {
  await acts(page).getByRole('button', { name: title, exact: true }).click();
  await dialog(page).getByRole('heading', { name: title }).waitFor();
  await axe(page);
  return dialog(page);
}

async function done(page: Page): Promise<void> {
  await page.getByText('已记入流水').waitFor();
  await settled(page);
}

test('桌面：签收、申请延期由区里决定、反馈附照片、另一人核查部分合格、再反馈、销号', { timeout: 240_000 }, async () => {
  const clerk = await office.desk();
  await signIn(clerk, 'jiaodian.clerk');
  const waiting = (await list(clerk, 'division=410402100&stage=accept')).find(
    (row) => row.grade === 'S' && row.holder?.unit_name === '焦店镇人民政府',
  );
  if (!waiting) throw new Error('nothing of grade S waits to be signed for in 焦店镇');
  await clerk.goto('/todo');
  await clerk.getByRole('heading', { name: '待办', level: 1 }).waitFor();
  await axe(clerk);
  await picture(clerk, 'todo');

  await clerk.goto(`/matters/${waiting.id}`);
  await expect.poll(() => clerk.getByText('自行整改').isVisible()).toBe(true);
  await axe(clerk);
  await (await open(clerk, '签收')).getByRole('button', { name: '签收', exact: true }).click();
  await done(clerk);

  const extension = await open(clerk, '申请延期');
  await extension.getByLabel('延到').fill('2022-12-05');
  await extension.getByLabel('原因').fill('拆除防盗网的施工队排期在后');
  await extension.getByRole('button', { name: '申请延期' }).click();
  await done(clerk);
  await clerk.getByText('等待另一人决定').waitFor();

  const county = await office.desk();
  await signIn(county, 'fire.office');
  await county.goto(`/matters/${waiting.id}`);
  const decision = await open(county, '决定延期');
  await decision.getByText('同意', { exact: true }).click();
  await decision.getByLabel('原因').fill('情况属实');
  await decision.getByRole('button', { name: '决定延期' }).click();
  await done(county);

  // The page of the clerk is older now: it is read again.
  await clerk.reload();
  await clerk.getByText('期限 12月5日').first().waitFor();
  const answer = await open(clerk, '反馈整改情况');
  await take(clerk, '#7a8c6a');
  await answer.getByRole('textbox', { name: /整改情况/ }).fill('已拆除，外窗可从内部打开');
  await answer.getByRole('button', { name: '提交反馈' }).click();
  await done(clerk);

  await county.reload();
  const verifying = await open(county, '核查');
  await verifying.getByText('部分合格', { exact: true }).click();
  await verifying.getByRole('button', { name: '退回整改剩余部分' }).click();
  await verifying.getByText('请写明').waitFor();
  await verifying.getByLabel('还剩什么没有整改').fill('北侧一扇窗还没有拆');
  await picture(county, 'matter-verify');
  await verifying.getByRole('button', { name: '退回整改剩余部分' }).click();
  await done(county);

  await clerk.reload();
  await clerk.getByText('北侧一扇窗还没有拆').first().waitFor();
  const again = await open(clerk, '反馈整改情况');
  await take(clerk, '#6a7c8c');
  await again.getByRole('textbox', { name: /整改情况/ }).fill('北侧也已拆除');
  await again.getByRole('button', { name: '提交反馈' }).click();
  await done(clerk);
  // Who answered does not verify.
  expect(await acts(clerk).getByRole('button', { name: '核查', exact: true }).count()).toBe(0);

  await county.reload();
  const last = await open(county, '核查');
  await last.getByText('合格，销号', { exact: true }).click();
  await last.getByRole('button', { name: '销号', exact: true }).click();
  await done(county);
  expect(await words(county.getByRole('list', { name: '环节' }))).toContain('销号');
  await axe(county);
  await picture(county, 'matter-closed');
});

test('挂账由另一人决定；转给行业部门，部门只见自己的', { timeout: 240_000 }, async () => {
  const clerk = await office.desk();
  await signIn(clerk, 'jiaodian.clerk');
  const held = (await list(clerk, 'division=410402100&stage=handle&clock=ok')).find((row) => row.holder?.title === '苏文静');
  if (!held) throw new Error('the clerk of 焦店镇 handles nothing that is in time');
  await clerk.goto(`/matters/${held.id}`);
  const asking = await open(clerk, '申请挂账');
  await asking.getByLabel('挂账到').fill('2022-11-14');
  await asking.getByLabel('原因').fill('店主住院，门店暂停营业');
  await asking.getByRole('button', { name: '申请挂账' }).click();
  await done(clerk);

  const county = await office.desk();
  await signIn(county, 'fire.office');
  await county.goto(`/matters/${held.id}`);
  const deciding = await open(county, '决定挂账');
  await deciding.getByText('同意', { exact: true }).click();
  await deciding.getByLabel('原因').fill('情况属实');
  await deciding.getByRole('button', { name: '决定挂账' }).click();
  await done(county);
  await county.getByText('挂账至 11月14日').first().waitFor();

  const given = (await list(county, 'division=410402100&stage=accept')).find((row) => row.holder?.unit_name === '焦店镇人民政府');
  if (!given) throw new Error('nothing waits to be signed for in 焦店镇');
  await county.goto(`/matters/${given.id}`);
  const transfer = await open(county, '转办');
  await transfer.getByLabel('转给').selectOption({ label: '新华区商务局（不指定人）' });
  await transfer.getByLabel('原因').fill('属商务局主管行业');
  await transfer.getByRole('button', { name: '转办' }).click();
  await done(county);

  const department = await office.desk();
  await signIn(department, 'commerce.clerk');
  await department.goto('/todo');
  await department.locator(`[data-row="${given.id}"]`).click();
  await department.getByRole('heading', { level: 1 }).waitFor();
  await axe(department);
  await picture(department, 'department-matter');
  await (await open(department, '签收')).getByRole('button', { name: '签收', exact: true }).click();
  await done(department);
  expectAnswer(department, 404, /^\/api\/matters\//);
  await department.goto(`/matters/${held.id}`);
  expect(await words(department.getByRole('alert'))).toContain('没有找到');
});

test('手机：待办多选，一次签收两件', { timeout: 120_000 }, async () => {
  const phone = await office.phone();
  await signIn(phone, 'xinxinjie.clerk');
  const two = (await list(phone, 'stage=accept')).filter((row) => row.holder?.unit_name === '新新街街道办事处').slice(0, 2);
  expect(two).toHaveLength(2);
  await phone.goto('/todo');
  await phone.getByRole('button', { name: '多选' }).tap();
  for (const row of two)
    await phone
      .getByRole('checkbox', { name: row.title.split('：').at(-1) ?? '' })
      .first()
      .check();
  const bar = phone.getByRole('toolbar', { name: '对所选的事项' });
  await bar.waitFor();
  await fitsWidth(phone);
  await fitsThumb(phone);
  await axe(phone);
  await picture(phone, 'phone-todo-many');
  await bar.getByRole('button', { name: /^签收/ }).tap();
  await dialog(phone).getByRole('button', { name: /^签收/ }).tap();
  expect(await words(phone.getByText(/办成/).first())).toContain('签收：办成');
  await axe(phone);
});
