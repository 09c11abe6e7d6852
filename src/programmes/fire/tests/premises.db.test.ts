/** The register of premises through its HTTP interface: write, conflict, merge, remove, seal, search, export, history, figures. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { count, openWorld, sample, type World } from './factory.ts';

const database = useDatabase();
let world: World;
const base = '/api/fire/premises';

beforeAll(async () => {
  world = await openWorld(database);
}, 120_000);
afterAll(async () => {
  await world.close();
});

const create = (values: Record<string, unknown>, key?: string) => world.call('jiaodian.clerk', 'POST', base, { values }, key);
const get = (id: string) => world.call('jiaodian.clerk', 'GET', `${base}/${id}`);
let next = 0;
/** A premises of its own for each test. */
const fresh = async (more: Record<string, unknown> = {}) => {
  next += 1;
  return await world.premises(
    'jiaodian.clerk',
    sample({
      name: `第${next}号杂货店`,
      address: `张庄村主街 ${1000 + next} 号`,
      category: 'J1',
      phone: `139${String(next).padStart(8, '0')}`,
      ...more,
    }),
  );
};

describe('what is typed', () => {
  test('is refused by column, in Chinese, all faults at once, and nothing is written', async () => {
    const before = await count(world, 'select count(*) as n from fire.premises');
    const { status, body } = await create({
      name: '',
      category: '大酒楼',
      division: '410499999',
      address: '某处',
      phone: '12',
      area: '约80平',
      longitude: '113.2',
      beds: -1,
      colour: 'red',
    });
    expect(status).toBe(422);
    const fields = body.errors.map((error: { field: string }) => error.field);
    expect(fields).toEqual(expect.arrayContaining(['name', 'category', 'division', 'phone', 'longitude', 'beds', 'colour']));
    for (const error of body.errors) expect(error.message).toMatch(/[\u4e00-\u9fff]/);
    expect(await count(world, 'select count(*) as n from fire.premises')).toBe(before);
  });

  test('comes back as it was meant, with the defaults of the sheet', async () => {
    const made = await create(
      sample({ name: '百味　烩面馆', phone: '１３８ 0000 0001', area: '186.50', uscc: '92410402ma9f1234xp', mixed_use: '是' }),
    );
    expect(made.status).toBe(200);
    const { body } = await get(made.body.id);
    expect(body.row).toMatchObject({
      name: '百味 烩面馆',
      phone: '138****0001',
      area: 186.5,
      uscc: '92410402MA9F1234XP',
      mixed_use: true,
      status: 'open',
      registered_on: '2022-11-09',
    });
    expect(body.version).toBe(1);
  });

  test('a scratch in the credit code is a note, not a refusal; text is kept as text', async () => {
    const made = await create(sample({ name: '<script>alert(1)</script>', address: "'; drop table fire.premises; --", remark: '=1+1' }));
    expect(made.status).toBe(200);
    expect((await get(made.body.id)).body.row).toMatchObject({ name: '<script>alert(1)</script>', remark: '=1+1' });
  });

  test('a replay answers as the first time and writes nothing', async () => {
    const key = randomUUID();
    const values = sample({ name: '重放测试店', address: '张庄村东街 1 号' });
    const first = await create(values, key);
    const again = await create(values, key);
    expect(again.body).toEqual(first.body);
    expect(await count(world, `select count(*) as n from subjects.places where name = '重放测试店'`)).toBe(1);
    expect(await count(world, 'select count(*) as n from ledger.acts where id = $1', [key])).toBe(1);
    const other = await world.call('fire.office', 'POST', base, { values }, key);
    expect(other.status).toBe(409);
  });

  test('two replays at once are one row', async () => {
    const key = randomUUID();
    const values = sample({ name: '双击测试店', address: '张庄村东街 2 号' });
    const answers = await Promise.all([create(values, key), create(values, key), create(values, key)]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(await count(world, `select count(*) as n from subjects.places where name = '双击测试店'`)).toBe(1);
  });

  test('the same shop twice is shown, and may be two on purpose', async () => {
    const values = sample({ name: '同名同址店', address: '张庄村西街 9 号' });
    const first = await create(values);
    const double = await create({ ...values, name: '同名 同址店', address: '张庄村西街９号' });
    expect(double.status).toBe(409);
    expect(double.body.same).toEqual([{ id: first.body.id, label: '同名同址店', division: '410402100207' }]);
    const meant = await world.call('jiaodian.clerk', 'POST', base, { values, distinct_because: '一楼二楼是两家' });
    expect(meant.status).toBe(200);
  });

  test('a plate number serves one place', async () => {
    await fresh({ plate_no: 'ZZ-0001' });
    const { status, body } = await create(sample({ name: '抢牌店', address: '张庄村西街 77 号', plate_no: 'ZZ-0001' }));
    expect(status).toBe(409);
    expect(body.detail).toContain('门牌码');
  });
});

describe('editing', () => {
  test('changes what is named, in the place and in the face, and says so in the history', async () => {
    const id = await fresh();
    const edited = await world.call('jiaodian.clerk', 'PATCH', `${base}/${id}`, {
      version: 1,
      values: { address: '张庄村北街 5 号', beds: 3 },
      reason: '现场核对',
    });
    expect(edited).toMatchObject({ status: 200, body: { id } });
    const read = await get(id);
    expect(read.body.row).toMatchObject({ address: '张庄村北街 5 号', beds: 3 });
    expect(edited.body.version).toBe(read.body.version);
    const { body } = await world.call('jiaodian.clerk', 'GET', `${base}/${id}/history`);
    expect(body.items).toHaveLength(2);
    expect(body.items[0].act).toMatchObject({
      verb: 'fire.premises.edit',
      title: '修改九小场所',
      reason: '现场核对',
      at: '2022-11-09T10:00:00.000Z',
    });
    expect(body.items[0].changes.map((change: { column: string }) => change.column).sort()).toEqual(['address', 'beds']);
    expect(body.items[0].changes.find((change: { column: string }) => change.column === 'beds')).toEqual({
      column: 'beds',
      title: '床位',
      before: null,
      after: 3,
    });
  });

  test('of an older version is refused with both values', async () => {
    const id = await fresh();
    await world.call('fire.office', 'PATCH', `${base}/${id}`, { version: 1, values: { beds: 5, phone: '13900001111' } });
    const late = await world.call('jiaodian.clerk', 'PATCH', `${base}/${id}`, { version: 1, values: { beds: 7, phone: '13900002222' } });
    expect(late.status).toBe(409);
    expect(late.body.version).toBe(2);
    expect(late.body.column_conflicts).toEqual(
      expect.arrayContaining([
        { column: 'beds', title: '床位', yours: 7, theirs: 5 },
        expect.objectContaining({ column: 'phone', theirs: '139****1111' }),
      ]),
    );
    expect((await get(id)).body.row.beds).toBe(5);
  });

  test('of two at the same moment one wins and the other learns it', async () => {
    const id = await fresh();
    const answers = await Promise.all(
      [11, 12, 13].map((beds) => world.call('jiaodian.clerk', 'PATCH', `${base}/${id}`, { version: 1, values: { beds } })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
    expect((await get(id)).body.version).toBe(2);
  });

  test('that changes nothing writes no version', async () => {
    const id = await fresh({ beds: 4 });
    const same = await world.call('jiaodian.clerk', 'PATCH', `${base}/${id}`, {
      version: 1,
      values: { beds: '4', phone: `139${String(next).padStart(8, '0')}` },
    });
    expect(same.body.version).toBe(1);
    expect(await count(world, 'select count(*) as n from ledger.versions where row_id = $1', [id])).toBe(0);
  });

  test('of the name moves the words under which the row is found', async () => {
    const id = await fresh({ name: '鹦鹉洲茶社', address: '张庄村西街 31 号', category: 'J6' });
    await world.call('jiaodian.clerk', 'PATCH', `${base}/${id}`, { version: 1, values: { name: '凤凰台茶社' } });
    const found = async (q: string) =>
      (await world.call('jiaodian.clerk', 'GET', `${base}?q=${encodeURIComponent(q)}`)).body.items.map((row: { id: string }) => row.id);
    expect(await found('鹦鹉')).not.toContain(id);
    expect(await found('凤凰')).toContain(id);
  });

  test('moving it to another village keeps place, face and words together', async () => {
    const id = await fresh({ name: '迁移面馆', address: '张庄村西街 41 号', category: 'J2' });
    const moved = await world.call('jiaodian.clerk', 'PATCH', `${base}/${id}`, { version: 1, values: { division: '410402100206' } });
    expect(moved.status).toBe(200);
    const { rows } = await world.owner.query(
      `select p.division, s.division as place, (select count(distinct division) from registers.terms where row_id = $1) as n, (select min(division) from registers.terms where row_id = $1) as word from fire.premises p join subjects.places s using (city, id) where id = $1`,
      [id],
    );
    expect(rows[0]).toEqual({ division: '410402100206', place: '410402100206', n: '1', word: '410402100206' });
    expect((await world.call('zhangzhuang.grid', 'GET', `${base}/${id}`)).status).toBe(404);
    expect((await world.call('yugou.grid', 'GET', `${base}/${id}`)).status).toBe(200);
  });
});

describe('sealed values', () => {
  test('are masked everywhere and open with a reason that stays in the ledger', async () => {
    const id = await fresh({ operator: '欧阳小芳', phone: '13812345678' });
    const list = await world.call('jiaodian.clerk', 'GET', `${base}?ids=${id}`);
    expect(list.body.items[0]).toMatchObject({ operator: '欧阳*芳', phone: '138****5678' });
    expect(list.bytes.toString()).not.toContain('13812345678');
    const bare = await world.call('jiaodian.clerk', 'POST', `${base}/${id}/open`, { columns: ['phone'], reason: ' ' });
    expect(bare.status).toBeGreaterThanOrEqual(400);
    const wrong = await world.call('jiaodian.clerk', 'POST', `${base}/${id}/open`, { columns: ['name'], reason: '看名称' });
    expect(wrong.status).toBe(422);
    const opened = await world.call('jiaodian.clerk', 'POST', `${base}/${id}/open`, { columns: ['phone', 'operator'], reason: '通知复查' });
    expect(opened.body.values).toEqual({ phone: '13812345678', operator: '欧阳小芳' });
    const { rows } = await world.owner.query(
      `select verb, account, reason, row_id, summary::text, answer::text from ledger.acts where row_id = $1 and verb = 'fire.premises.open'`,
      [id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ reason: '通知复查' });
    // The number itself must not be kept in the ledger, or sealing it would be for nothing.
    expect(`${rows[0].summary}${rows[0].answer}`).not.toContain('13812345678');
  });

  test('stand nowhere in the database as they are', async () => {
    await fresh({ operator: '明文检查员', phone: '13712340987' });
    const { rows: tables } = await world.owner.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema in ('fire', 'subjects', 'registers', 'ledger')`,
    );
    for (const { name } of tables) {
      const found = await count(
        world,
        `select count(*) as n from ${name} t where t::text like '%13712340987%' or t::text like '%明文检查员%'`,
      );
      expect(found, name).toBe(0);
    }
  });
});

describe('merging and removing', () => {
  test('a merge keeps one, takes what was chosen, and the other id leads to it', async () => {
    const kept = await fresh({ beds: 2 });
    const gone = await fresh({ beds: 9, phone: '13611112222', plate_no: 'ZZ-0002', uscc: '92410402MA3000012N'.slice(0, 18) });
    const answer = await world.call('jiaodian.clerk', 'POST', `${base}/${kept}/merge`, {
      other_id: gone,
      version: 1,
      other_version: 1,
      take: ['beds', 'phone', 'plate_no'],
      reason: '同一家',
    });
    expect(answer.status).toBe(200);
    expect((await get(kept)).body.row).toMatchObject({ beds: 9, phone: '136****2222', plate_no: 'ZZ-0002' });
    const old = await get(gone);
    expect(old.status).toBe(410);
    expect(old.body.merged_into).toBe(kept);
    expect(await count(world, 'select count(*) as n from registers.terms where row_id = $1', [gone])).toBe(0);
    expect(await count(world, 'select count(*) as n from subjects.places where id = $1', [gone])).toBe(0);
    expect(await count(world, `select count(*) as n from ledger.versions where row_id = $1`, [gone])).toBe(2);
  });

  test('with an older version of either is refused', async () => {
    const [a, b] = [await fresh(), await fresh()];
    await world.call('jiaodian.clerk', 'PATCH', `${base}/${b}`, { version: 1, values: { beds: 1 } });
    expect(
      (await world.call('jiaodian.clerk', 'POST', `${base}/${a}/merge`, { other_id: b, version: 1, other_version: 1, take: [] })).status,
    ).toBe(409);
    expect(
      (await world.call('jiaodian.clerk', 'POST', `${base}/${a}/merge`, { other_id: a, version: 1, other_version: 1, take: [] })).status,
    ).toBe(422);
  });

  test('an area with sub-units cannot vanish under them', async () => {
    const area = await fresh({ name: '张庄集贸市场', category: 'S3' });
    const inside = await fresh({ area_id: area });
    const gone = await world.call('jiaodian.clerk', 'POST', `${base}/${area}/remove`, { version: 1, reason: '市场已拆除' });
    expect(gone.status).toBeGreaterThanOrEqual(400);
    expect(gone.status).toBeLessThan(500);
    expect((await get(inside)).body.references.area_id).toEqual({ id: area, label: '张庄集贸市场' });
  });

  test('a removed row is out of list, search, figure; its versions stay', async () => {
    const id = await fresh({ name: '即将移出店', address: '张庄村西街 55 号' });
    const before = (await world.call('jiaodian.clerk', 'GET', '/api/indicators/fire.premises_registered?division=410402100')).body.value;
    expect((await world.call('jiaodian.clerk', 'POST', `${base}/${id}/remove`, { version: 1, reason: '重复录入' })).status).toBe(200);
    expect((await get(id)).status).toBe(404);
    expect((await world.call('jiaodian.clerk', 'GET', `${base}?q=移出`)).body.items).toEqual([]);
    expect((await world.call('jiaodian.clerk', 'GET', '/api/indicators/fire.premises_registered?division=410402100')).body.value).toBe(
      before - 1,
    );
    expect(await count(world, `select count(*) as n from ledger.versions where row_id = $1 and relation = 'fire.premises'`, [id])).toBe(1);
  });
});

describe('finding', () => {
  let inn: string;
  beforeAll(async () => {
    inn = await world.premises(
      'jiaodian.clerk',
      sample({
        name: '顺河小栈旅馆',
        address: '焦店大街中段路北',
        category: 'J4',
        phone: '13811112619',
        operator: '郭小梅',
        uscc: '91410402MA9K0001X7'.slice(0, 18),
      }),
    );
  });
  const found = async (q: string) =>
    (await world.call('jiaodian.clerk', 'GET', `${base}?q=${encodeURIComponent(q)}`)).body.items.map((row: { name: string }) => row.name);

  test.each([
    ['two characters', '小栈'],
    ['two others', '旅馆'],
    ['the whole name', '顺河小栈旅馆'],
    ['pinyin from its beginning', 'shunhexiao'],
    ['initials', 'shxz'],
    ['initials of a later word', 'lg'],
    ['the phone number exactly', '13811112619'],
    ['the same with blanks', '138 1111 2619'],
    ['a word of the address', '大街'],
    ['name and place in two words', '小栈 旅馆'],
    ['in full width', '１３８１１１１２６１９'],
  ])('by %s: %s', async (_how, q) => {
    expect(await found(q)).toContain('顺河小栈旅馆');
  });

  test.each([
    ['three digits of a phone', '1381111'],
    ['the last four', '2619'],
    ['another name', '云裳'],
    ['half a pair', '河栈'],
    ['nothing but signs', '%%_'],
  ])('not by %s: %s', async (_how, q) => {
    expect(await found(q)).not.toContain('顺河小栈旅馆');
  });

  test('by the box above everything, with its place', async () => {
    const { body } = await world.call('jiaodian.clerk', 'GET', '/api/search?q=小栈');
    expect(body.items[0]).toMatchObject({ register: 'fire.premises', id: inn, label: '顺河小栈旅馆', division_name: '新华区焦店镇张庄村' });
  });

  test('filters and order hold over pages, each row once', async () => {
    for (let at = 0; at < 7; at++) await fresh({ area: 40 + at * 10, category: 'J3', name: `翻页网吧${at}` });
    const seen: { id: string; area: number }[] = [];
    for (let after = ''; ; ) {
      const { body } = await world.call(
        'jiaodian.clerk',
        'GET',
        `${base}?category=J3&area_from=50&area_to=90&sort=-area&limit=2${after ? `&after=${after}` : ''}`,
      );
      expect(body.count).toEqual({ value: 5, exact: true });
      seen.push(...body.items);
      if (body.next === null) break;
      after = body.next;
    }
    expect(seen.map((row) => row.area)).toEqual([90, 80, 70, 60, 50]);
    const sums = await world.call('jiaodian.clerk', 'GET', `${base}/sums?category=J3&area_from=50&area_to=90`);
    expect(sums.body.sums.area).toBe(350);
  });

  test('pages over an order with empty values lose nobody', async () => {
    await fresh({ category: 'J5', area: 90 });
    await fresh({ category: 'J5' });
    await fresh({ category: 'J5' });
    for (const sort of ['area', '-area', 'name', '-name', 'registered_on', '-risk']) {
      const ids: string[] = [];
      for (let after = ''; ; ) {
        const { body } = await world.call(
          'jiaodian.clerk',
          'GET',
          `${base}?category=J5&sort=${sort}&limit=1${after ? `&after=${after}` : ''}`,
        );
        ids.push(...body.items.map((row: { id: string }) => row.id));
        if (body.next === null || ids.length > 9) break;
        after = body.next;
      }
      expect(new Set(ids).size, sort).toBe(3);
      expect(ids.length, sort).toBe(3);
    }
  });

  test('a broken page mark and a wrong filter are told, not guessed', async () => {
    expect((await world.call('jiaodian.clerk', 'GET', `${base}?after=xyz`)).status).toBe(422);
    expect((await world.call('jiaodian.clerk', 'GET', `${base}?sort=phone`)).status).toBe(400);
    expect((await world.call('jiaodian.clerk', 'GET', `${base}?area_from=abc`)).status).toBe(400);
    expect((await world.call('jiaodian.clerk', 'GET', `${base}?registered_on_from=2022-13-40`)).status).toBe(400);
    expect((await world.call('jiaodian.clerk', 'GET', `${base}?ids=1,2`)).status).toBe(400);
    expect((await world.call('jiaodian.clerk', 'GET', `${base}/not-an-id`)).status).toBe(400);
  });
});

describe('out of the register', () => {
  test('a formula leaves as text, sealed values leave masked, and the leaving is an act', async () => {
    await fresh({ name: '=HYPERLINK("http://x","点我")', remark: '@SUM(A1)', address: '+86 号院', phone: '13512344321', category: 'J8' });
    const csv = await world.call('jiaodian.clerk', 'GET', `${base}/export?format=csv&category=J8`);
    const text = csv.bytes.toString('utf8');
    expect(text).toContain('HYPERLINK');
    for (const cell of text.split(/[\n,]/)) expect(cell.replace(/^\uFEFF?"?/, '')).not.toMatch(/^[=+@-]/);
    expect(text).not.toContain('13512344321');
    const book = await world.call('jiaodian.clerk', 'GET', `${base}/export?format=xlsx&category=J8`);
    const path = `${world.folder}/export.xlsx`;
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, book.bytes);
    const { readWorkbook } = await import('../../../platform/workbook/index.ts');
    const read = await readWorkbook(path);
    const cells: { kind: string; value: string }[] = [];
    for await (const row of read.sheets[0]?.rows() ?? []) cells.push(...row.cells);
    await read.close();
    expect(cells.some((cell) => cell.value.includes('HYPERLINK'))).toBe(true);
    expect(cells.some((cell) => cell.kind === 'formula')).toBe(false);
    expect(await count(world, `select count(*) as n from ledger.acts where verb = 'fire.premises.export'`)).toBe(2);
  });

  test('an exported workbook goes in again and changes nothing', async () => {
    const book = await world.call('jiaodian.clerk', 'GET', `${base}/export?format=xlsx&category=J4`);
    const path = `${world.folder}/again.xlsx`;
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, book.bytes);
    const brought = await world.upload('jiaodian.clerk', path);
    expect(brought.sheets[0].skipped).toBeNull();
    expect(brought.counts.rows).toBe(1);
    expect(brought.counts.new).toBe(0);
  });
});

describe('figures', () => {
  test('are the rows: by division, by category, and opened', async () => {
    const total = await count(world, `select count(*) as n from fire.premises where division like '410402%'`);
    const { body } = await world.call('fire.office', 'GET', '/api/indicators/fire.premises_registered?division=410402');
    expect(body.value).toBe(total);
    const by = await world.call('fire.office', 'GET', '/api/indicators/fire.premises_by_category/by?division=410402&by=category');
    expect(by.body.items.reduce((sum: number, item: { value: number }) => sum + item.value, 0)).toBe(total);
    for (const item of by.body.items)
      expect(item.value, item.code).toBe(await count(world, `select count(*) as n from fire.premises where category = $1`, [item.code]));
    const rows = await world.call('fire.office', 'GET', '/api/indicators/fire.premises_registered/rows?division=410402');
    expect(rows.body.items.length).toBe(Math.min(total, rows.body.items.length));
    expect(rows.body.items[0]).toHaveProperty('label');
  });

  test('leave out what was registered after the period', async () => {
    await fresh({ registered_on: '2022-08-01' });
    const { body } = await world.call('fire.office', 'GET', '/api/indicators/fire.premises_registered?division=410402&to=2022-08-31');
    expect(body.value).toBe(1);
  });
});
