/** The demo's clock: stepped on the page and on the command line; what the hours bring comes, once, and everybody sees it. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { axe, fitsWidth, picture, settled, signIn, useOffice, words } from './support.ts';

const office = useOffice();

interface Stepped {
  from: string;
  to: string;
  now: string;
  state: string;
  ran: { at: string; job: string; words: string | null; fault: string | null }[];
}

test('到第二天：名单上的超期多起来，18:00 有了当天的通报稿，别人打开的页面自己变', async () => {
  const fire = await office.desk();
  await signIn(fire, 'fire.office');
  // So that there is somebody whose numbers are frozen at 18:00; the demo may have opened it already.
  const opened = await fire.request.post('/api/documents/fire/series', {
    data: { key: 'fire.daily', division: '410402', since: '2022-11-09' },
    headers: { 'idempotency-key': randomUUID() },
  });
  expect([200, 409]).toContain(opened.status());

  const clerk = await office.desk();
  await signIn(clerk, 'jiaodian.clerk');
  await clerk.goto('/todo');
  await settled(clerk);
  const late = async () => Number(/已超期 (\d+) 件/.exec(await words(clerk.locator('main')))?.[1] ?? 0);
  const before = await late();
  await expect.poll(() => clerk.getByRole('button', { name: /演示时钟/ }).innerText()).toContain('2022年11月9日 18:00');
  // Who may not step is told who may.
  await clerk.getByRole('button', { name: /演示时钟/ }).click();
  await clerk.getByRole('dialog', { name: '演示时钟' }).getByText('由系统管理员办理').waitFor();
  expect(await clerk.getByRole('button', { name: /^推进到/ }).count()).toBe(0);
  await clerk.keyboard.press('Escape');

  const page = await office.desk();
  await signIn(page, 'admin.system');
  await page.getByRole('button', { name: /演示时钟/ }).click();
  const dialog = page.getByRole('dialog', { name: '演示时钟' });
  await dialog.getByRole('radio', { name: /到第二天/ }).check();
  await expect.poll(() => words(dialog)).toMatch(/11-10 08:30 集中提醒.*11-10 18:00 冻结当日数字/);
  await axe(page);
  await picture(page, 'clock-before');
  await dialog.getByRole('button', { name: '推进到 11-10 18:00' }).click();
  await expect.poll(() => words(dialog), { timeout: 90_000 }).toContain('已到 2022年11月10日 18:00');
  await axe(page);
  await picture(page, 'clock-after');
  const course = await words(dialog.getByRole('list', { name: '办了什么' }));
  expect(course).toMatch(/到点 \d+ 件/);
  expect(course).toMatch(/11-10 18:00 冻结当日数字.*冻结并起草 1 份通报/);
  expect(course).not.toContain('没有办成');

  // Nobody reloaded these two.
  await expect.poll(() => words(clerk.locator('.top')), { timeout: 15_000 }).toContain('2022年11月10日 18:00');
  await expect.poll(late, { timeout: 15_000 }).toBeGreaterThan(before);
  await fire.goto('/fire/bulletins?key=fire.daily');
  await expect.poll(() => words(fire.locator('main')), { timeout: 15_000 }).toMatch(/11月10日/);
}, 240_000);

test('命令行：后台在运行也只办一次；没有权限的、走错的说明白', async () => {
  const now = await office.command<{ now: string; demo: boolean }>('clock');
  expect(now.demo).toBe(true);
  const hour = await office.command<Stepped>('clock', '--step', '1h');
  expect(hour).toMatchObject({ from: now.now, state: 'done' });
  expect(Date.parse(hour.now) - Date.parse(now.now)).toBe(3_600_000);
  const day = await office.command<Stepped>('clock', '--step', '1d', '--as', 'admin.system');
  expect(day).toMatchObject({ from: hour.now, state: 'done' });
  const freezes = day.ran.filter(({ job, at }) => job.startsWith('documents.freeze') && at.endsWith('T10:00:00.000Z'));
  expect(freezes).toHaveLength(1);
  expect(freezes[0]?.words).toContain('份通报');
  expect(await office.command('clock')).toEqual({ now: day.now, demo: true });
  for (const [args, says] of [
    [['clock', '--step', '1h', '--as', 'jiaodian.clerk'], '/problems/ledger/forbidden'],
    [['clock', '--step', '2h'], '1h'],
  ] as const) {
    const refused = await office.command(...args).then(
      () => 'was not refused',
      (error: { stdout?: string; stderr?: string }) => `${error.stdout} ${error.stderr}`,
    );
    expect(refused).toContain(says);
  }
}, 240_000);

test('手机：时间在“更多”里，对话框放得下', async () => {
  const page = await office.phone();
  await signIn(page, 'admin.system');
  await page.getByRole('button', { name: '更多' }).click();
  await page.getByRole('button', { name: /演示时钟/ }).click();
  await page
    .getByRole('dialog', { name: '演示时钟' })
    .getByRole('button', { name: /^推进到/ })
    .waitFor();
  await fitsWidth(page);
  await axe(page);
  await picture(page, 'phone-clock');
});
