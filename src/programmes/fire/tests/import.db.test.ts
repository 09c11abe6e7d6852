/** Real workbooks into the register of premises, from upload to undo, with the rows that came back corrected and sent again. */
import { execFileSync } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { findOffice, sniffWorkbook } from '../../../platform/workbook/index.ts';
import { type Account, count, type Json, openWorld, sample, type World } from './factory.ts';

const database = useDatabase();
let world: World;
const base = '/api/fire/premises/imports';
const officeFiles = new URL('../../../platform/workbook/tests/files/', import.meta.url).pathname;

beforeAll(async () => {
  world = await openWorld(database);
}, 120_000);
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  // Imports look at the whole register, so each test starts from an empty one: by truncation, which no act can do.
  await world.owner.query('truncate fire.premises, subjects.places, registers.terms, registers.imports, registers.staged cascade');
});

const office = await findOffice();
let file = 0;
type Cell = string | number | Date | boolean | null | { formula: string; result?: string | number } | { error: string };

/** A workbook with these sheets; rows as typed. */
async function workbook(sheets: Record<string, Cell[][]>, shape: (book: exceljs.Workbook) => void = () => {}): Promise<string> {
  const book = new exceljs.Workbook();
  for (const [name, rows] of Object.entries(sheets)) {
    const sheet = book.addWorksheet(name);
    for (const row of rows) sheet.addRow(row as exceljs.CellValue[]);
  }
  shape(book);
  file += 1;
  const path = join(world.folder, `台账${file}.xlsx`);
  await book.xlsx.writeFile(path);
  return path;
}

const head: Cell[] = ['序号', '单位名称', '场所类别', '所属村社区', '详细地址', '联系电话', '面积(平)'];
/** A good line. */
const line = (at: number, more: Partial<Record<1 | 2 | 3 | 4 | 5 | 6, Cell>> = {}): Cell[] => {
  const row: Cell[] = [
    at,
    `第${at}家小吃店`,
    '小餐馆',
    '焦店镇张庄村',
    `张庄村主街 ${at} 号`,
    `138${String(at).padStart(8, '0')}`,
    40 + at,
  ];
  for (const [column, value] of Object.entries(more)) row[Number(column)] = value ?? null;
  return row;
};

const land = async (account: Account, id: string, options: Record<string, unknown> = {}): Promise<Json> => {
  const asked = await world.call(account, 'POST', `${base}/${id}/land`, { duplicates: 'skip', all_or_nothing: false, ...options });
  if (asked.status !== 200) return asked;
  await world.work();
  return (await world.call(account, 'GET', `${base}/${id}`)).body;
};
const sumsUp = ({ counts }: Json) => counts.ready + counts.rejected + counts.duplicates + counts.unchanged + counts.asking === counts.rows;
const registered = () => count(world, 'select count(*) as n from fire.premises');
const staged = () => count(world, 'select count(*) as n from registers.staged');

describe('a workbook as offices send it', () => {
  test('goes in: title and note above a head with other words, other order, extra columns, sums and blank lines', async () => {
    const path = await workbook({
      九小场所: [
        ['焦店镇九小场所台账'],
        ['填报单位（盖章）：　　　　填表日期：2022年11月9日'],
        ['序号', '备用列', '详细地址', '场所名称', '类型', '面积（㎡）', '电话', '登记时间', '所属村（社区）', '有无住人'],
        [
          1,
          'x',
          '张庄村主街 1 号',
          '顺河小栈旅馆',
          '小旅馆',
          '约180平',
          '１３８００００００１１',
          '2022.11.9',
          '焦店镇张庄村村民委员会',
          '是',
        ],
        [2, 'y', '张庄村主街 2 号', '老马\u200B羊肉汤', '餐馆', '62.5㎡', 13800000012, '2022年9月13日', '张庄村', '无'],
        [null, null, null, null, null, null, null, null, null, null],
        [3, 'z', '余沟村 3 号', '兴达铝塑门窗', '小作坊', 120, '0375-2123456', 44874, '410402100206', 0],
        [null, null, null, '合计', null, 362.5, null, null, null, null],
        ['制表人：某某　　审核人：'],
      ],
    });
    const brought = await world.upload('jiaodian.clerk', path);
    expect(brought.state).toBe('ready');
    expect(brought.reasons).toEqual([]);
    expect(brought.counts).toMatchObject({ rows: 3, new: 3, rejected: 0, asking: 0 });
    const done = await land('jiaodian.clerk', brought.id);
    expect(done.state).toBe('done');
    const { rows } = await world.owner.query(
      `select s.name, s.division, p.category, p.area::float8 as area, p.lodgers, p.registered_on::text as on_date, p.status from fire.premises p join subjects.places s using (city, id) order by s.address`,
    );
    expect(rows).toEqual([
      { name: '兴达铝塑门窗', division: '410402100206', category: 'J9', area: 120, lodgers: 0, on_date: '2022-11-09', status: 'open' },
      { name: '顺河小栈旅馆', division: '410402100207', category: 'J4', area: 180, lodgers: 1, on_date: '2022-11-09', status: 'open' },
      { name: '老马羊肉汤', division: '410402100207', category: 'J2', area: 62.5, lodgers: 0, on_date: '2022-09-13', status: 'open' },
    ]);
    const inn = (await world.call('jiaodian.clerk', 'GET', '/api/fire/premises?q=小栈')).body.items[0];
    expect(inn.phone).toBe('138****0011');
    const { body } = await world.call('jiaodian.clerk', 'GET', `/api/fire/premises/${inn.id}/history`);
    expect(body.items[0].act).toMatchObject({ verb: 'fire.premises.import', import_id: brought.id });
  });

  test('of LibreOffice: one sheet a village, a two-row head, a hidden row, a sum with a wrong formula', async () => {
    const brought = await world.upload('jiaodian.clerk', join(officeFiles, 'libreoffice.xlsx'));
    expect(brought.sheets.filter((sheet: Json) => sheet.skipped === null).map((sheet: Json) => [sheet.name, sheet.rows])).toEqual([
      ['张庄村', 3],
      ['余沟村', 3],
    ]);
    const done = await land('jiaodian.clerk', brought.id);
    expect(done.counts).toMatchObject({ rows: 6, ready: 6, rejected: 0 });
    expect(await count(world, `select count(*) as n from fire.premises where division = '410402100206'`)).toBe(3);
  });

  test('of GB18030 commas', async () => {
    const brought = await world.upload('zhangzhuang.grid', join(officeFiles, 'gb18030.csv'));
    expect(brought.status).toBe(403);
    const mine = await world.upload('jiaodian.clerk', join(officeFiles, 'gb18030.csv'));
    // No village in it and no sheet named after one: nothing is guessed.
    expect(mine.counts).toMatchObject({ rows: 3, new: 0, rejected: 3 });
    expect(mine.reasons[0].reason).toContain('所属网格');
  });

  test.each([...(office ? [] : ['old.xls']), 'page.xls', 'encrypted.xlsx', 'sheet.ods'])(
    '%s is refused with a way out, and nothing stays behind',
    async (name) => {
      const before = await count(world, 'select count(*) as n from ledger.acts');
      const answer = await world.upload('jiaodian.clerk', join(officeFiles, name));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.detail).toMatch(/另存为|密码|保存/);
      expect(await count(world, 'select count(*) as n from ledger.acts')).toBe(before);
      expect(await count(world, 'select count(*) as n from registers.imports')).toBe(0);
    },
  );

  test.skipIf(office === null)(
    'of the old format goes in where LibreOffice is there to convert it (else skipped: no soffice here)',
    async () => {
      const made = await workbook({
        九小场所: [['焦店镇九小场所台账'], head, line(1), line(2, { 6: '约60' }), line(3, { 3: '没有这个村' })],
      });
      const old = join(world.folder, '焦店镇旧台账.xls');
      execFileSync(office ?? '', [
        `-env:UserInstallation=file://${join(world.folder, 'profile')}`,
        '--headless',
        '--convert-to',
        'xls:MS Excel 97',
        '--outdir',
        join(world.folder, 'old'),
        made,
      ]);
      await rename(join(world.folder, 'old', `${made.split('/').at(-1)?.replace('.xlsx', '')}.xls`), old);
      expect((await sniffWorkbook(old)).format).toBe('xls');
      const brought = await world.upload('jiaodian.clerk', old);
      expect(brought).toMatchObject({ state: 'ready', file_name: '焦店镇旧台账.xls', counts: { rows: 3, new: 2, rejected: 1 } });
      expect((await land('jiaodian.clerk', brought.id)).counts).toMatchObject({ ready: 2 });
      expect(await count(world, `select count(*) as n from fire.premises where area = 60`)).toBe(1);
      // The rejected rows come back in a workbook of today.
      const back = await world.call('jiaodian.clerk', 'GET', `${base}/${brought.id}/rejected`);
      expect(back.bytes.subarray(0, 2).toString('latin1')).toBe('PK');
    },
  );

  test.skipIf(office === null)(
    'of the old format with a password, or broken, fails with a way out (else skipped: no soffice here)',
    async () => {
      const broken = join(world.folder, '坏的.xls');
      const whole = await readFile(join(officeFiles, 'old.xls'));
      // The directory stays, the workbook in it is noise.
      await writeFile(broken, Buffer.concat([whole.subarray(0, 512), Buffer.alloc(whole.length - 1024, 0x41), whole.subarray(-512)]));
      const brought = await world.upload('jiaodian.clerk', broken);
      expect(JSON.stringify(brought)).toMatch(/另存为|损坏/);
      expect(await registered()).toBe(0);
    },
  );

  test('that is another register is refused as such', async () => {
    const path = await workbook({
      花名册: [
        ['工号', '姓名', '工资'],
        [1, '张三', 5000],
        [2, '李四', 6000],
      ],
    });
    const brought = await world.upload('jiaodian.clerk', path);
    expect(brought.state).toBe('failed');
    expect(brought.problem.title).toBe('没有认出表头');
  });

  test('with columns that nobody may collect is refused whole', async () => {
    const path = await workbook({
      台账: [
        [...head, '行踪轨迹'],
        [...line(1), '某处'],
      ],
    });
    const brought = await world.upload('jiaodian.clerk', path);
    expect(brought.state).toBe('failed');
    expect(brought.problem.detail).toContain('行踪轨迹');
    expect(await staged()).toBe(0);
  });
});

describe('counts', () => {
  test('every row is in exactly one of accepted, rejected, duplicate, unchanged', async () => {
    await world.premises(
      'jiaodian.clerk',
      sample({
        name: '第5家小吃店',
        address: '张庄村主街 5 号',
        category: 'J2',
        phone: '13800000005',
        area: 45,
        registered_on: '2022-09-01',
      }),
    );
    await world.premises(
      'jiaodian.clerk',
      sample({ name: '第6家小吃店', address: '张庄村主街 6 号', category: 'J2', phone: '13800000006', area: 99 }),
    );
    const path = await workbook({
      台账: [
        head,
        line(1),
        line(2, { 2: '大酒楼' }), // no such category
        line(3, { 5: '1.38E+10' }), // lost digits
        line(4, { 3: '不存在的村' }),
        line(5), // already there, the same
        line(6), // already there, another area
        line(7),
        line(7, { 1: '第7家 小吃店', 4: '张庄村主街7号' }), // twice in the file
        line(8, { 1: null }), // no name
        line(9, { 3: '金山社区' }), // a neighbour's
        line(10, { 6: { error: '#REF!' } }),
        line(11, { 1: '=cmd|calc' }),
      ],
    });
    const brought = await world.upload('jiaodian.clerk', path);
    expect(brought.counts).toMatchObject({ rows: 12, new: 3, update: 1, rejected: 6, duplicates: 1, unchanged: 1, asking: 0 });
    expect(sumsUp(brought)).toBe(true);
    const words = brought.reasons.map((reason: Json) => reason.reason).join('\n');
    for (const part of ['大酒楼', '不存在的村', '缺名称', '管辖范围', '#REF!', '丢失']) expect(words).toContain(part);
    const done = await land('jiaodian.clerk', brought.id);
    expect(done.counts).toMatchObject({ rows: 12, ready: 3, rejected: 6, duplicates: 2, unchanged: 1 });
    expect(sumsUp(done)).toBe(true);
    expect(await registered()).toBe(5);
    expect(
      await count(
        world,
        `select area::float8 as n from fire.premises p join subjects.places s using (city, id) where s.name = '第6家小吃店'`,
      ),
    ).toBe(99);
  });

  test('updating by choice writes only what differs and keeps what the file leaves empty', async () => {
    const id = await world.premises(
      'jiaodian.clerk',
      sample({
        name: '第6家小吃店',
        address: '张庄村主街 6 号',
        category: 'J2',
        phone: '13800000006',
        area: 99,
        operator: '郭小梅',
        beds: 4,
      }),
    );
    const brought = await world.upload('jiaodian.clerk', await workbook({ 台账: [head, line(6, { 5: '13911112222' })] }));
    const done = await land('jiaodian.clerk', brought.id, { duplicates: 'update' });
    expect(done.counts).toMatchObject({ rows: 1, ready: 1, update: 1, new: 0 });
    const { body } = await world.call('jiaodian.clerk', 'GET', `/api/fire/premises/${id}`);
    expect(body.row).toMatchObject({ area: 46, phone: '139****2222', operator: '郭*梅', beds: 4 });
    expect((await world.call('jiaodian.clerk', 'GET', '/api/fire/premises?q=13911112222')).body.items).toHaveLength(1);
    expect((await world.call('jiaodian.clerk', 'GET', '/api/fire/premises?q=13800000006')).body.items).toHaveLength(0);
  });

  test('the same file again adds nothing and changes nothing', async () => {
    const path = await workbook({ 台账: [head, ...[1, 2, 3, 4, 5].map((at) => line(at))] });
    await land('jiaodian.clerk', (await world.upload('jiaodian.clerk', path)).id);
    const versions = await count(world, 'select count(*) as n from ledger.versions');
    const again = await world.upload('jiaodian.clerk', path);
    expect(again.counts).toMatchObject({ rows: 5, new: 0, update: 0, unchanged: 5 });
    await land('jiaodian.clerk', again.id, { duplicates: 'update' });
    expect(await registered()).toBe(5);
    expect(await count(world, 'select count(*) as n from ledger.versions')).toBe(versions);
  });

  test('two different codes at one address are two things; the same code under another name is one', async () => {
    const codes = ['92410402MA9F1234XP', '91410400MA40ABCD1L'];
    const withCode = (at: number, name: string, code: string): Cell[] =>
      [...line(1, { 1: name }), code].map((cell, column) => (column === 0 ? at : cell));
    const brought = await world.upload(
      'jiaodian.clerk',
      await workbook({
        台账: [
          [...head, '信用代码'],
          withCode(1, '同址店', codes[0] ?? ''),
          withCode(2, '同址店', codes[1] ?? ''),
          withCode(3, '同址店（分店）', codes[0] ?? ''),
        ],
      }),
    );
    expect(brought.counts).toMatchObject({ rows: 3, new: 2, duplicates: 1 });
  });
});

describe('rows that came back', () => {
  test('stand in the layout of their own workbook with a reason, and go in when corrected', async () => {
    const path = await workbook({
      台账: [['焦店镇九小场所台账'], head, line(1), line(2, { 2: '大酒楼' }), line(3), line(4, { 5: '123' })],
    });
    const brought = await world.upload('jiaodian.clerk', path);
    await land('jiaodian.clerk', brought.id);
    expect(await registered()).toBe(2);
    const back = await world.call('jiaodian.clerk', 'GET', `${base}/${brought.id}/rejected`);
    expect(back.status).toBe(200);
    const returned = join(world.folder, '退回.xlsx');
    await writeFile(returned, back.bytes);
    const book = new exceljs.Workbook();
    await book.xlsx.readFile(returned);
    const sheet = book.worksheets[0];
    const words = (row: number) =>
      ((sheet?.getRow(row).values ?? []) as Cell[]).slice(1).map((cell) => (cell === null || cell === undefined ? '' : String(cell)));
    expect(words(1)[0]).toBe('焦店镇九小场所台账');
    expect(words(2).slice(0, 7)).toEqual(head.map(String));
    expect(words(2)).toContain('原因');
    expect(words(3)[1]).toBe('第2家小吃店');
    expect(words(3).join()).toContain('大酒楼');
    expect(sheet?.actualRowCount).toBe(4);
    const cell = sheet?.getRow(3).getCell(3);
    if (cell) cell.value = '小餐馆';
    const phone = sheet?.getRow(4).getCell(6);
    if (phone) phone.value = '13800000004';
    await book.xlsx.writeFile(returned);
    const second = await world.upload('jiaodian.clerk', returned);
    expect(second.counts).toMatchObject({ rows: 2, new: 2, rejected: 0 });
    await land('jiaodian.clerk', second.id);
    expect(await registered()).toBe(4);
  });

  test('all or nothing means nothing', async () => {
    const brought = await world.upload('jiaodian.clerk', await workbook({ 台账: [head, line(1), line(2, { 2: '大酒楼' })] }));
    const refused = await land('jiaodian.clerk', brought.id, { all_or_nothing: true });
    expect(refused.status).toBe(422);
    expect(refused.body.detail).toContain('一行也没有写入');
    expect(await registered()).toBe(0);
    const clean = await world.upload('jiaodian.clerk', await workbook({ 台账: [head, line(1), line(2)] }));
    expect((await land('jiaodian.clerk', clean.id, { all_or_nothing: true })).counts.ready).toBe(2);
  });
});

describe('whose village', () => {
  test('a bare 张庄村 is asked of the county office, answered once for all its rows, and never guessed', async () => {
    const path = await workbook({ 台账: [head, line(1, { 3: '张庄村' }), line(2, { 3: '张庄村' }), line(3, { 3: '焦店镇余沟村' })] });
    const brought = await world.upload('fire.city', path);
    expect(brought.state).toBe('asking');
    expect(brought.counts).toMatchObject({ rows: 3, new: 1, asking: 2 });
    expect(brought.questions).toHaveLength(1);
    expect(brought.questions[0]).toMatchObject({ text: '张庄村', rows: 2, sheet_rows: [2, 3] });
    expect(brought.questions[0].candidates.length).toBeGreaterThan(1);
    expect(brought.questions[0].candidates[0]).toMatchObject({ code: '410402100207' });
    const answered = await world.call('fire.city', 'POST', `${base}/${brought.id}/answers`, { divisions: { 张庄村: '410402100207' } });
    expect(answered.body).toMatchObject({ state: 'ready', questions: [], counts: { new: 3, asking: 0 } });
    await land('fire.city', brought.id);
    expect(await count(world, `select count(*) as n from fire.premises where division = '410402100207'`)).toBe(2);
  });

  test('the clerk of 焦店镇 is not asked', async () => {
    const brought = await world.upload('jiaodian.clerk', await workbook({ 台账: [head, line(1, { 3: '张庄村' })] }));
    expect(brought).toMatchObject({ state: 'ready', counts: { new: 1, asking: 0 } });
  });

  test('an unanswered question sends its rows back, the others go in', async () => {
    const brought = await world.upload(
      'fire.city',
      await workbook({ 台账: [head, line(1, { 3: '张庄村' }), line(3, { 3: '焦店镇余沟村' })] }),
    );
    const done = await land('fire.city', brought.id);
    expect(done.counts).toMatchObject({ ready: 1, rejected: 1, asking: 0 });
    expect(sumsUp(done)).toBe(true);
  });

  test('an answer outside my scope is refused', async () => {
    const brought = await world.upload('fire.office', await workbook({ 台账: [head, line(1, { 3: '410402100207' })] }));
    const answered = await world.call('fire.office', 'POST', `${base}/${brought.id}/answers`, { divisions: { 张庄村: '410403001001' } });
    expect(answered.status).toBe(404);
  });

  test('the same shop that a neighbour holds is not registered twice', async () => {
    await world.premises('xishichang.clerk', sample({ name: '第1家小吃店', address: '张庄村主街 1 号', division: '410402005005' }));
    const brought = await world.upload('jiaodian.clerk', await workbook({ 台账: [head, line(1)] }));
    expect(brought.counts).toMatchObject({ rows: 1, new: 0, rejected: 1 });
    expect(brought.reasons[0].reason).toContain('西市场街道');
    const { rows } = await world.owner.query<{ id: string }>('select id from subjects.places');
    expect(JSON.stringify(brought)).not.toContain(rows[0]?.id);
    expect((await world.call('jiaodian.clerk', 'GET', `${base}/${brought.id}/rows`)).body.items[0].other).toBeNull();
  });
});

describe('an import', () => {
  test('of a neighbour is as if it were not there', async () => {
    const brought = await world.upload('jiaodian.clerk', await workbook({ 台账: [head, line(1)] }));
    for (const path of ['', '/rows', '/rejected'])
      expect((await world.call('xishichang.clerk', 'GET', `${base}/${brought.id}${path}`)).status, path).toBe(404);
    expect((await world.call('xishichang.clerk', 'POST', `${base}/${brought.id}/land`, {})).status).toBe(404);
    expect((await world.call('xishichang.clerk', 'POST', `${base}/${brought.id}/cancel`)).status).toBe(404);
    expect((await world.call('xishichang.clerk', 'GET', base)).body.items).toEqual([]);
  });

  test('can be undone while nobody touched its rows, and leaves no trace but the ledger', async () => {
    const old = await world.premises('jiaodian.clerk', sample({ name: '第1家小吃店', address: '张庄村主街 1 号', area: 10 }));
    const brought = await world.upload('jiaodian.clerk', await workbook({ 台账: [head, line(1), line(2), line(3)] }));
    await land('jiaodian.clerk', brought.id, { duplicates: 'update' });
    expect(await registered()).toBe(3);
    const undone = await world.call('jiaodian.clerk', 'POST', `${base}/${brought.id}/undo`);
    expect(undone).toMatchObject({ status: 200, body: { removed: 2, restored: 1 } });
    expect(await registered()).toBe(1);
    expect(await count(world, 'select count(*) as n from subjects.places')).toBe(1);
    expect((await world.call('jiaodian.clerk', 'GET', `/api/fire/premises/${old}`)).body.row).toMatchObject({
      area: 10,
      phone: '138****0001',
    });
    expect(await count(world, 'select count(distinct row_id) as n from registers.terms')).toBe(1);
    expect((await world.call('jiaodian.clerk', 'GET', '/api/fire/premises?q=13800000001')).body.items).toHaveLength(1);
    // And the same file may come again.
    const again = await world.upload('jiaodian.clerk', await workbook({ 台账: [head, line(1), line(2), line(3)] }));
    expect(again.counts).toMatchObject({ new: 2, update: 1 });
  });

  test('cannot be undone when one of its rows was edited', async () => {
    const brought = await world.upload('jiaodian.clerk', await workbook({ 台账: [head, line(1), line(2)] }));
    await land('jiaodian.clerk', brought.id);
    const row = (await world.call('jiaodian.clerk', 'GET', '/api/fire/premises')).body.items[0];
    await world.call('jiaodian.clerk', 'PATCH', `/api/fire/premises/${row.id}`, { version: 1, values: { beds: 3 } });
    const undone = await world.call('jiaodian.clerk', 'POST', `${base}/${brought.id}/undo`);
    expect(undone.status).toBe(409);
    expect(undone.body.detail).toContain('1 行');
    expect(await registered()).toBe(2);
  });

  test('cancelled leaves nothing, and cannot be landed afterwards', async () => {
    const brought = await world.upload('jiaodian.clerk', await workbook({ 台账: [head, line(1)] }));
    expect((await world.call('jiaodian.clerk', 'POST', `${base}/${brought.id}/cancel`)).status).toBe(200);
    expect(await staged()).toBe(0);
    expect((await land('jiaodian.clerk', brought.id)).status).toBe(409);
    expect(await registered()).toBe(0);
  });

  test('landed twice is landed once', async () => {
    const brought = await world.upload('jiaodian.clerk', await workbook({ 台账: [head, line(1), line(2)] }));
    await land('jiaodian.clerk', brought.id);
    expect((await land('jiaodian.clerk', brought.id)).status).toBe(409);
    expect(await registered()).toBe(2);
  });

  test('keeps no sealed value in the open while it waits', async () => {
    await world.upload('jiaodian.clerk', await workbook({ 台账: [head, line(77, { 5: '13577778888' })] }));
    expect(await count(world, `select count(*) as n from registers.staged s where s::text like '%13577778888%'`)).toBe(0);
    expect(await count(world, `select count(*) as n from registers.imports s where s::text like '%13577778888%'`)).toBe(0);
  });

  test('shows its rows with their words and faults', async () => {
    const brought = await world.upload(
      'jiaodian.clerk',
      await workbook({ 台账: [head, line(1), line(2, { 2: '大酒楼' }), line(1, { 1: '第1家小吃店' })] }),
    );
    const all = await world.call('jiaodian.clerk', 'GET', `${base}/${brought.id}/rows`);
    expect(all.body.items.map((row: Json) => row.state)).toEqual(['new', 'rejected', 'duplicate']);
    expect(all.body.items[0].values).toMatchObject({
      name: '第1家小吃店',
      category: '小餐馆',
      division: '新华区焦店镇张庄村',
      phone: '138****0001',
    });
    expect(all.body.items[1]).toMatchObject({ row: 3, values: { category: '大酒楼' } });
    const problems = await world.call('jiaodian.clerk', 'GET', `${base}/${brought.id}/rows?only=problems`);
    expect(problems.body.items).toHaveLength(2);
  });

  test('another column can be named by hand, and the file is read again', async () => {
    const path = await workbook({
      台账: [
        ['序号', '单位名称', '场所类别', '所属村社区', '详细地址', '老板电话号'],
        [1, '指认小店', '小商店', '张庄村', '主街 1 号', '13800000001'],
      ],
    });
    const brought = await world.upload('jiaodian.clerk', path);
    expect(brought.sheets[0].columns.find((column: Json) => column.letter === 'F').column).toBeNull();
    const answered = await world.call('jiaodian.clerk', 'POST', `${base}/${brought.id}/answers`, { columns: { 台账: { F: 'phone' } } });
    expect(answered.body.state).toBe('reading');
    await world.work();
    const again = (await world.call('jiaodian.clerk', 'GET', `${base}/${brought.id}`)).body;
    expect(again.state).toBe('ready');
    await land('jiaodian.clerk', brought.id);
    expect((await world.call('jiaodian.clerk', 'GET', '/api/fire/premises?q=13800000001')).body.items).toHaveLength(1);
  });

  test('puts shops into the area they name', async () => {
    const rows: Cell[][] = [
      [...head, '所属市场'],
      [...line(1, { 1: '张庄集贸市场', 2: '市场' }), null],
    ];
    await land('jiaodian.clerk', (await world.upload('jiaodian.clerk', await workbook({ 台账: rows }))).id);
    const shops = await world.upload(
      'jiaodian.clerk',
      await workbook({ 台账: [rows[0] ?? [], [...line(2), '张庄集贸市场'], [...line(3), '没有的市场']] }),
    );
    expect(shops.counts).toMatchObject({ new: 1, rejected: 1 });
    await land('jiaodian.clerk', shops.id);
    expect(await count(world, 'select count(*) as n from fire.premises p join fire.premises a on a.id = p.area_id')).toBe(1);
  });
});
