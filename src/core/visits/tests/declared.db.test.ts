/** A declared checklist behind the real doors: what needs no act of its own is held to what every visit is held to. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, town, type World } from '../../../../tests/laws/world.ts';
import { heritage } from '../../../../tests/seventh/fixture.ts';
import { useDatabase } from '../../../../tests/support/database.ts';

const database = useDatabase();
let world: World;
beforeAll(async () => {
  world = await openWorld(database);
}, 240_000);
afterAll(async () => {
  await world.close();
});

const items = heritage.checklists?.[0]?.list.items ?? [];
let serial = 0;
async function tree(): Promise<string> {
  serial += 1;
  const values = {
    plate_no: `4104020000${serial}`,
    name: `国槐${serial}`,
    species: '国槐',
    age_class: '1',
    division: `${town}207`,
    address: `张庄村口 ${serial} 号`,
  };
  const made = await world.ask('here', 'POST', '/api/heritage/trees', { values });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  return String(made.body.id);
}
const visit = async (place_id: string, answers: object[], matter_id?: string) =>
  await world.ask('here', 'POST', '/api/heritage/care/visits', {
    id: randomUUID(),
    place_id,
    started_at: '2022-11-09T09:00:00+08:00',
    answers,
    ...(matter_id ? { matter_id } : {}),
  });

test('a re-check answers its one question for a matter of that very place, and for no other', async () => {
  const [place, elsewhere] = [await tree(), await tree()];
  const found = await visit(
    elsewhere,
    items.map(({ code }) => (code === 'G1' ? { code, answer: 'fail', words: '围栏倒了' } : { code, answer: 'pass' })),
  );
  expect(found.status, JSON.stringify(found.body)).toBe(200);
  const [matter] = found.body.matters as { id: string }[];
  const one = [{ code: 'G1', answer: 'pass' }];
  const refused = await visit(place, one, matter?.id);
  expect([refused.status, refused.body.errors]).toMatchObject([422, [{ field: 'matter_id' }]]);
  const again = await visit(elsewhere, one, matter?.id);
  expect(again.status, JSON.stringify(again.body)).toBe(200);
});
