/** Lists of premises at the size of a city come from indexes that say the same as the sheet: what must agree is held here. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { riskColour } from '../codes.ts';
import { openWorld, sample, type World } from './factory.ts';

const database = useDatabase();
let world: World;

beforeAll(async () => {
  world = await openWorld(database);
}, 120_000);
afterAll(async () => {
  await world.close();
});

/** Plan of a query with sorting forbidden: only an index that gives the order itself escapes the price. */
async function planOf(query: string): Promise<string> {
  await world.owner.query('begin; set local enable_sort = off; set local enable_seqscan = off');
  const { rows } = await world.owner.query<Record<string, string>>(`explain ${query}`);
  await world.owner.query('rollback');
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

test('the order of risk is the order of its codes, and an index', async () => {
  const codes = riskColour.items.map(({ code }) => `'${code}'`).join(', ');
  const plan = await planOf(
    `select id from fire.premises t where city = '4104' order by array_position(array[${codes}], t.risk) asc nulls last, t.id asc limit 51`,
  );
  expect(plan).toContain('premises_by_risk_order');
  expect(plan).not.toContain('Sort');
});

test('the standing views have their index', async () => {
  const lying = `city = '4104' and division >= '410402' and division < '410402:'`;
  expect(await planOf(`select 1 from fire.premises where ${lying} and mixed_use is true`)).toContain('premises_mixed_use');
  expect(await planOf(`select 1 from fire.premises where ${lying} and lodgers >= 1`)).toContain('premises_lodging');
});

test('red stands before orange, yellow and blue, what has no colour last; in both directions', async () => {
  for (const [name, risk] of [
    ['蓝店', 'blue'],
    ['无色店', null],
    ['红店', 'red'],
    ['黄店', 'yellow'],
    ['橙店', 'orange'],
  ] as const)
    await world.premises('jiaodian.clerk', sample({ name, address: `${name}路 1 号`, phone: null, ...(risk ? { risk } : {}) }));
  const names = async (sort: string) => {
    const found: string[] = [];
    for (let after = ''; ; ) {
      const { body } = await world.call('jiaodian.clerk', 'GET', `/api/fire/premises?sort=${sort}&limit=2${after && `&after=${after}`}`);
      found.push(...body.items.map((row: { name: string }) => row.name));
      if (body.next === null) return found;
      after = body.next;
    }
  };
  expect(await names('risk')).toEqual(['红店', '橙店', '黄店', '蓝店', '无色店']);
  expect(await names('-risk')).toEqual(['蓝店', '黄店', '橙店', '红店', '无色店']);
});
