/** 依法删除 over the whole office: what is erased stands nowhere any more, in whatever table it was repeated, and the chain still closes. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { eraseRows } from '../../../core/ledger/erase.ts';
import { type Actor, perform, sealAll, verifyLedger } from '../../../core/ledger/index.ts';
import { smallPremises } from '../checklists.ts';
import { count, type Json, openWorld, sample, type World } from './factory.ts';

const database = useDatabase();
let world: World;

beforeAll(async () => {
  world = await openWorld(database);
}, 120_000);
afterAll(async () => {
  await world.close();
});

const person = { name: '欧阳守拙', phone: '13899990001' };
const shop = { name: '松涛阁面馆', older: '松涛阁小吃铺', address: '张庄村主街 987 号甲', operator: '上官映雪', phone: '13877776666' };
const everyWord = [...Object.values(person), ...Object.values(shop)];

/** Tables and columns in which a word stands, in the whole database: every column that holds text in whatever shape. */
async function standsIn(words: readonly string[]): Promise<string[]> {
  const { rows: columns } = await world.owner.query<{ table: string; column: string }>(`
    select format('%I.%I', c.table_schema, c.table_name) as table, c.column_name as column
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
      and c.data_type in ('text', 'character varying', 'jsonb', 'json', 'ARRAY') order by 1, 2`);
  expect(columns.length).toBeGreaterThan(150);
  const found: string[] = [];
  for (const { table, column } of columns) {
    const { rows } = await world.owner.query<{ word: string }>(
      `select distinct w as word from ${table} t join unnest($1::text[]) w on position(w in t."${column}"::text) > 0`,
      [[...words]],
    );
    found.push(...rows.map((row) => `${table}.${column}: ${row.word}`));
  }
  return found;
}

const security = async (): Promise<Actor> => {
  const clerk = await world.actor('jiaodian.clerk');
  const [post] = clerk.posts;
  if (!post) throw new Error('a clerk without a post');
  return { ...clerk, posts: [{ ...post, programme: 'people', division: '4104', verbs: ['ledger.rows.erase'] }] };
};
const erase = async (rows: { relation: string; id: string }[], reason = '本人书面申请删除') =>
  await perform(world.office, eraseRows, await security(), randomUUID(), { rows, reason, basis: '个人信息保护法第四十七条' });
const whole = async () => {
  await sealAll(world.office.db);
  return (await world.office.db.transaction('read', { city: '4104' }, (tx) => verifyLedger(tx, '4104'))).faults;
};
const ok = async (answer: Promise<{ status: number; body: Json }>): Promise<Json> => {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};

async function responsibleByImport(): Promise<string> {
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet('责任人');
  sheet.addRow(['包保层级', '包保区划', '姓名', '联系电话']);
  sheet.addRow(['村级', '焦店镇张庄村', person.name, person.phone]);
  sheet.addRow(['不知道', '焦店镇张庄村', person.name, person.phone]);
  const path = join(world.folder, `${person.name}的责任人名单.xlsx`);
  await book.xlsx.writeFile(path);
  const brought = await world.upload('jiaodian.clerk', path, 'responsible');
  expect(brought.counts, JSON.stringify(brought.reasons)).toMatchObject({ rows: 2, new: 1, rejected: 1 });
  await ok(
    world.call('jiaodian.clerk', 'POST', `/api/fire/responsible/imports/${brought.id}/land`, { duplicates: 'skip', all_or_nothing: false }),
  );
  await world.work();
  const { rows } = await world.owner.query<{ id: string }>('select id from fire.responsible where name = $1', [person.name]);
  if (!rows[0]) throw new Error('the person was not imported');
  return rows[0].id;
}

describe('a responsible person and a premises are erased', () => {
  test('and nothing of them stands anywhere, while what was done stays, and the chain is whole', async () => {
    const api = '/api/fire/premises';
    const who = await responsibleByImport();
    const responsible = await ok(world.call('jiaodian.clerk', 'GET', `/api/fire/responsible/${who}`));
    await ok(
      world.call('jiaodian.clerk', 'PATCH', `/api/fire/responsible/${who}`, {
        version: responsible.version,
        values: { duty: '包村干部' },
        reason: `${person.name}本人打电话来改的`,
      }),
    );
    await ok(
      world.call('jiaodian.clerk', 'POST', `/api/fire/responsible/${who}/open`, { columns: ['phone'], reason: `通知${person.name}开会` }),
    );

    const place = await world.premises(
      'jiaodian.clerk',
      sample({ name: shop.older, address: shop.address, operator: shop.operator, phone: shop.phone }),
    );
    await ok(
      world.call('jiaodian.clerk', 'PATCH', `${api}/${place}`, {
        version: 1,
        values: { name: shop.name },
        reason: `${shop.operator}来电更正`,
      }),
    );
    const double = await world.premises('jiaodian.clerk', sample({ name: `${shop.name}总店`, address: shop.address, phone: shop.phone }));
    const kept = await ok(world.call('jiaodian.clerk', 'GET', `${api}/${place}`));
    await ok(
      world.call('jiaodian.clerk', 'POST', `${api}/${place}/merge`, {
        other_id: double,
        version: kept.version,
        other_version: 1,
        take: [],
        reason: '同一家店登记了两次',
      }),
    );
    await ok(
      world.call('jiaodian.clerk', 'GET', `${api}/export?format=csv&q=${encodeURIComponent(shop.name)}`).then((a) => ({ ...a, body: {} })),
    );

    const visited = await ok(
      world.call('xinhua.inspector', 'POST', '/api/fire/inspections', {
        id: randomUUID(),
        premises_id: place,
        kind: 'inspection',
        started_at: '2022-11-09T09:20:00+08:00',
        officers: [
          { name: '岳振邦', certificate: '豫消执 04020117' },
          { name: '管晓彤', certificate: '豫消执 04020123' },
        ],
        answers: smallPremises.items.map(({ code }) =>
          code === 'M01' ? { code, answer: 'fail', words: `${shop.name}没有巡查记录，电话 ${shop.phone}` } : { code, answer: 'pass' },
        ),
        signer: shop.operator,
        refused_because: `${shop.operator}看过，不愿签字`,
      }),
    );
    const [hazard] = visited.hazards as { id: string }[];
    if (!hazard) throw new Error('no hazard was opened');
    await world.owner.query(
      `insert into notices.notices (city, id, account_id, division, programme, kind, title, words, relation, row_id, created_at, due_at)
       select '4104', gen_random_uuid(), id, '4104', 'fire', 'fire.hazard.near', $1, $2, 'matters.matters', $3, now(), '2022-11-09T15:00:00+08:00'
       from people.accounts where name = 'fire.office'`,
      [`${shop.name}：还剩一天`, `请联系${shop.operator}`, hazard.id],
    );
    await sealAll(world.office.db);
    const acts = await count(world, 'select count(*) as n from ledger.acts');
    const before = await standsIn(everyWord);
    // The search finds what is there to find: these are the copies that erasing has to reach.
    for (const copy of [
      'ledger.acts.summary',
      'ledger.acts.reason',
      'ledger.versions.content',
      'matters.matters.detail',
      'notices.notices.title',
      'registers.imports.sheets',
      'registers.imports.file_name',
      'registers.staged.content',
      'visits.answers.words',
      'fire.inspections.signer',
    ])
      expect(before.filter((where) => where.startsWith(`${copy}:`))).not.toEqual([]);

    const rows = [
      { relation: 'fire.responsible', id: who },
      { relation: 'fire.premises', id: place },
      { relation: 'subjects.places', id: place },
    ];
    // A hazard that is still open holds its place.
    await expect(erase(rows)).rejects.toMatchObject({ status: 409 });
    const { rows: open } = await world.owner.query<{ version: number }>('select version from matters.matters where id = $1', [hazard.id]);
    await ok(
      world.call('fire.office', 'POST', `/api/matters/${hazard.id}/acts/withdraw`, {
        version: open[0]?.version,
        reason: `${shop.name}已经搬走，登记有误`,
      }),
    );
    await expect(erase(rows, `${person.name}申请删除`)).rejects.toMatchObject({ status: 422 });
    expect(await count(world, 'select count(*) as n from fire.responsible where id = $1', [who])).toBe(1);

    const done = await erase(rows);
    expect(done.versions).toBeGreaterThanOrEqual(6);
    expect(done.copies).toBeGreaterThanOrEqual(8);
    expect(await standsIn(everyWord)).toEqual([]);
    expect(await whole()).toEqual([]);
    // The withdrawal and the erasing were added; nothing that was done went.
    expect(await count(world, 'select count(*) as n from ledger.acts')).toBe(acts + 2);
    expect(await count(world, 'select count(*) as n from matters.matters where id = $1 and outcome is not null', [hazard.id])).toBe(1);

    const redacted = `(select act_id from ledger.redactions limit 1)`;
    await world.owner.query(`update ledger.acts set account = account || '改' where id = ${redacted}`);
    expect((await whole()).map((fault) => fault.fault)).toEqual(['act_changed']);
    await world.owner.query(`update ledger.acts set account = left(account, -1) where id = ${redacted}`);
    // A made-up redaction would let an act be rewritten: it is found by the seal of the act it names.
    await world.owner.query(`update ledger.redactions set remainder = 'x' where act_id = ${redacted}`);
    expect((await whole()).map((fault) => `${fault.fault} ${fault.relation ?? ''}`.trim()).sort()).toEqual([
      'act_changed',
      'rows_changed ledger.acts',
    ]);
  });

  test('a namesake keeps his name', async () => {
    const make = async (name: string, tier: string) =>
      (
        await ok(
          world.call('jiaodian.clerk', 'POST', '/api/fire/responsible', {
            values: { tier, division: '410402100207', name, phone: '13800001111' },
          }),
        )
      ).id as string;
    const one = await make('司徒同名', 'village');
    await make('司徒同名', 'grid');
    await erase([{ relation: 'fire.responsible', id: one }]);
    expect(await count(world, `select count(*) as n from fire.responsible where name = '司徒同名'`)).toBe(1);
    expect(await count(world, `select count(*) as n from ledger.acts where summary ->> 'label' = '司徒同名'`)).toBe(1);
    expect(await count(world, `select count(*) as n from ledger.acts where row_id = $1 and summary ->> 'label' = '＊＊'`, [one])).toBe(1);
  });

  test('two who stand in one act, erased one after the other: neither is guessed from what is left', async () => {
    const make = async (name: string) =>
      (
        await ok(
          world.call('jiaodian.clerk', 'POST', '/api/fire/responsible', {
            values: { tier: 'village', division: '410402100207', name, phone: '13800001112' },
          }),
        )
      ).id as string;
    const [first, second] = ['令狐先去', '慕容后走'] as const;
    const [one, other] = [await make(first), await make(second)];
    const asked = encodeURIComponent(`${first} ${second}`);
    await ok(world.call('jiaodian.clerk', 'GET', `/api/fire/responsible/export?format=csv&q=${asked}`).then((a) => ({ ...a, body: {} })));
    await sealAll(world.office.db);
    const act = `(select id from ledger.acts where verb = 'fire.responsible.export')`;
    const summary = async () =>
      (await world.owner.query<{ said: string }>(`select summary::text as said from ledger.acts where id = ${act}`)).rows[0]?.said;
    await erase([{ relation: 'fire.responsible', id: one }]);
    const between = (await summary()) ?? '';
    expect(between).toContain(`＊＊ ${second}`);
    await erase([{ relation: 'fire.responsible', id: other }]);
    expect(await summary()).toContain('＊＊ ＊＊');
    expect(await count(world, `select count(*) as n from ledger.redactions where act_id = ${act}`)).toBe(2);
    // Whoever reads the whole database puts a name that he supposes back into what is left, with the salt that stands there or none.
    const guessed = await count(
      world,
      `select count(*) as n from ledger.acts a
       cross join lateral (values (a.salt), (null::uuid)) tried (salt)
       join ledger.redactions r on r.act_id = a.id
         and ledger.act_digest(jsonb_populate_record(a, jsonb_build_object('summary', $1::jsonb, 'salt', tried.salt))) in (r.digest, r.remainder)
       where a.id = ${act}`,
      [between],
    );
    expect(guessed).toBe(0);
    const { rows } = await world.owner.query<{ id: string }>(act);
    expect((await whole()).filter((fault) => fault.act_id === rows[0]?.id)).toEqual([]);
  });
});
