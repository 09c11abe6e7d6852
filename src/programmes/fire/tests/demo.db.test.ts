/** The demo city's fire data: the same on every machine, plausible, and behind the same walls as real rows. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { verifyLedger } from '../../../core/ledger/index.ts';
import { isLandline, isMobile, usccFault } from '../../../core/reference/identifiers.ts';
import { makePremises } from '../demo/premises.ts';
import { demo } from '../demo.ts';
import { count, openWorld, seenBy, type World } from './factory.ts';

const database = useDatabase();
let world: World;
let seconds = 0;

beforeAll(async () => {
  world = await openWorld(database);
  const began = performance.now();
  await demo(
    world.office,
    () => {},
    (account) => world.actor(account as never),
  );
  seconds = (performance.now() - began) / 1000;
}, 120_000);
afterAll(async () => {
  await world.close();
});

describe('what stands in the register', () => {
  test('it is loaded within the seconds that a first start may take', () => {
    expect(seconds).toBeLessThan(30);
  });

  test('新华区 has premises enough for the campaign, the other eleven about 8,000', async () => {
    expect(await count(world, `select count(*) as n from fire.premises where division like '410402%'`)).toBe(6231);
    expect(await count(world, `select count(*) as n from fire.premises where division not like '410402%'`)).toBe(8028);
    expect(await count(world, `select count(distinct left(division, 6)) as n from fire.premises`)).toBe(12);
    expect(await count(world, `select count(distinct left(division, 12)) as n from fire.premises where division like '410402100%'`)).toBe(
      10,
    );
  });

  test('every row is what the checks of an import would accept', async () => {
    const { rows } = await world.owner.query(
      `select s.name, s.address, s.uscc, s.longitude, s.latitude, s.division, p.category, p.area, p.beds, p.registered_on::text from fire.premises p join subjects.places s using (city, id)`,
    );
    expect(rows.filter((row) => row.uscc !== null && usccFault(row.uscc) !== null)).toEqual([]);
    expect(
      rows.filter(
        (row) => row.longitude !== null && (row.longitude < 112.2 || row.longitude > 114 || row.latitude < 33.1 || row.latitude > 34.4),
      ),
    ).toEqual([]);
    expect(rows.filter((row) => row.registered_on < '2022-07-01' || row.registered_on > '2022-11-09')).toEqual([]);
    const { rows: off } = await world.owner.query(
      `select distinct p.registered_on::text as on_date from fire.premises p left join reference.calendar_days c on c.date = p.registered_on
       where c.kind = 'off' or (extract(isodow from p.registered_on) > 5 and c.kind is distinct from 'work')`,
    );
    expect(off).toEqual([]);
    const beyond = rows.filter((row) => row.category === 'J4' && row.beds > 20).length / rows.filter((row) => row.category === 'J4').length;
    expect(beyond).toBeGreaterThan(0.02);
    expect(beyond).toBeLessThan(0.2);
  });

  test('phones are sealed, and open to numbers that exist in form', async () => {
    const inn = (await world.call('jiaodian.clerk', 'GET', '/api/fire/premises?q=顺河小栈旅馆')).body.items[0];
    expect(inn).toMatchObject({ category: 'J4', phone: '138****2619', operator: '郭*梅' });
    const opened = await world.call('jiaodian.clerk', 'POST', `/api/fire/premises/${inn.id}/open`, {
      columns: ['phone'],
      reason: '电话核对床位',
    });
    expect(isMobile(opened.body.values.phone)).toBe(true);
    const { rows } = await world.owner.query(
      `select count(*) filter (where phone is not null and phone_blind is null) as bare, count(*) filter (where length(phone) < 40) as short from fire.premises where phone is not null`,
    );
    expect(rows[0]).toEqual({ bare: '0', short: '0' });
    const values = makePremises(
      [
        { code: '410402100207', name: '张庄村' },
        { code: '410402100', name: '焦店镇' },
      ],
      [{ date: '2022-09-13', weight: 1 }],
    )
      .map((row) => row.values.phone)
      .filter((one) => one !== undefined);
    expect(values.filter((one) => !isMobile(String(one)) && !isLandline(String(one)))).toEqual([]);
  });

  test('the same seed gives the same rows', () => {
    const places = [
      { code: '410402100', name: '焦店镇' },
      { code: '410402100207', name: '张庄村' },
      { code: '410402100201', name: '焦店村' },
    ];
    const days = [
      { date: '2022-09-13', weight: 1 },
      { date: '2022-09-14', weight: 2 },
    ];
    const plain = () => makePremises(places, days).map(({ values: { area_id: _area, ...values } }) => values);
    expect(plain()).toEqual(plain());
  });

  test('some rows stand twice, for the page of duplicates', async () => {
    const pairs: { a: { id: string }; b: { id: string }; why: string }[] = [];
    for (let after = ''; ; ) {
      const { body } = await world.call('fire.office', 'GET', `/api/fire/premises/duplicates${after ? `?after=${after}` : ''}`);
      pairs.push(...body.items);
      if (body.next === null) break;
      after = body.next;
    }
    // One of the forty was merged by the clerk of 焦店镇.
    expect(pairs.length).toBe(39);
    expect(new Set(pairs.map((pair) => [pair.a.id, pair.b.id].sort().join())).size).toBe(39);
    expect(new Set(pairs.map((pair) => pair.why))).toEqual(new Set(['名称、地址相同', '统一社会信用代码相同']));
    const town = await world.call('jiaodian.clerk', 'GET', '/api/fire/premises/duplicates');
    for (const item of town.body.items) expect(item.a.division.startsWith('410402100')).toBe(true);
  });

  test('areas hold sub-units of their own village', async () => {
    expect(await count(world, `select count(*) as n from fire.premises where category = 'S3'`)).toBe(42);
    expect(
      await count(
        world,
        `select count(*) as n from fire.premises p join fire.premises a on a.city = p.city and a.id = p.area_id where left(p.division, 12) <> left(a.division, 12) or a.category <> 'S3'`,
      ),
    ).toBe(0);
    expect(await count(world, `select count(*) as n from fire.premises where area_id is not null`)).toBeGreaterThan(300);
  });
});

describe('what the figures say', () => {
  test('registered premises are the rows, everywhere', async () => {
    for (const [account, division] of [
      ['fire.city', '4104'],
      ['fire.office', '410402'],
      ['jiaodian.clerk', '410402100'],
    ] as const) {
      const { body } = await world.call(account, 'GET', `/api/indicators/fire.premises_registered?division=${division}`);
      expect(body.value).toBe(await count(world, `select count(*) as n from fire.premises where division like $1`, [`${division}%`]));
    }
  });

  test('vacancies are few, and a vacancy is a fact of the table', async () => {
    const { body } = await world.call('fire.office', 'GET', '/api/indicators/fire.responsibility_vacant?division=410402');
    // 香山街道筹备组 has no county leader; 西吴庄村 and 郝堂村 lost their grid worker.
    const expected = await count(
      world,
      `select count(*) as n from fire.premises where division like '410402400%' or division like '410402007205%' or division like '410402010204%'`,
    );
    expect(body.value).toBe(expected);
    expect(body.value).toBeGreaterThan(50);
    expect(body.value).toBeLessThan(300);
  });
});

describe('what was done', () => {
  test('the history of a well-known inn shows who changed what', async () => {
    const inn = (await world.call('jiaodian.clerk', 'GET', '/api/fire/premises?q=顺河小栈旅馆')).body.items[0];
    const { body } = await world.call('jiaodian.clerk', 'GET', `/api/fire/premises/${inn.id}/history`);
    const changed = body.items.flatMap((item: { changes: { column: string }[] }) => item.changes.map((change) => change.column));
    expect(changed).toEqual(expect.arrayContaining(['beds', 'lodgers', 'alarms', 'exits']));
    const beds = body.items.find((item: { changes: { column: string; before: number }[] }) =>
      item.changes.some((change) => change.column === 'beds' && change.before === 20),
    );
    expect(beds.act).toMatchObject({ verb: 'fire.premises.edit', reason: '现场核对床位和出口' });
    expect(beds.act.at).toBe('2022-11-02T07:10:00.000Z');
  });

  test('the ledger is whole', async () => {
    const { sealAll } = await import('../../../core/ledger/index.ts');
    await sealAll(world.office.db);
    const found = await world.office.db.transaction('read', { city: '4104' }, (tx) => verifyLedger(tx, '4104'));
    expect(found.faults).toEqual([]);
    expect(found.seals).toBeGreaterThan(10);
  });

  test('each account sees its own part of it', async () => {
    expect(await seenBy(world, 'jiaodian.clerk', 'fire.premises')).toBe(
      await count(world, `select count(*) as n from fire.premises where division like '410402100%'`),
    );
    expect(await seenBy(world, 'yugou.grid', 'subjects.places')).toBe(
      await count(world, `select count(*) as n from subjects.places where division like '410402100206%'`),
    );
    expect(await seenBy(world, 'auditor', 'fire.premises')).toBeGreaterThan(0);
  });
});
