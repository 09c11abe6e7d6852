import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createHttp } from '../../../platform/http.ts';
import { mount } from '../../ledger/index.ts';
import { type Name, useForest } from './factory.ts';

const forest = useForest();

test('待办, list, page, act, batch and receivers over HTTP', async () => {
  const app = await createHttp(
    { publicUrl: null, trustProxy: ['127.0.0.1'], tls: null, constraints: { ...forest.matters.constraints }, version: 'test' },
    async () => ({}),
  );
  let who: Name = 'clerk';
  mount(app, forest.office, forest.matters.routes ?? [], async () => forest.actor(who));
  const get = async (as: Name, url: string) => {
    who = as;
    const answer = await app.inject({ method: 'GET', url });
    return { status: answer.statusCode, body: answer.json() };
  };
  const post = async (as: Name, url: string, payload: object, key = randomUUID()) => {
    who = as;
    const answer = await app.inject({ method: 'POST', url, payload, headers: { 'idempotency-key': key } });
    return { status: answer.statusCode, body: answer.json() };
  };
  const ids = (body: { items: { id: string }[] }) => body.items.map(({ id }) => id);

  const [one, two, three] = [await forest.open('clerk'), await forest.open('clerk', { grade: 'A' }), await forest.open('clerk')];
  const todo = await get('keeper', '/api/todo?limit=2');
  expect(todo).toMatchObject({ status: 200, body: { counts: { over: 0, today: 3, near: 0, ok: 0, hold: 0 } } });
  const rest = await get('keeper', `/api/todo?limit=2&after=${todo.body.next}`);
  expect([...ids(todo.body), ...ids(rest.body)].sort()).toEqual([one.id, two.id, three.id].sort());
  expect((await get('stranger', '/api/todo')).body.items).toEqual([]);

  expect((await get('stranger', `/api/matters/${one.id}`)).status).toBe(404);
  const page = await get('keeper', `/api/matters/${one.id}`);
  expect(page).toMatchObject({
    status: 200,
    body: {
      matter: {
        number: one.number,
        division_name: '张庄村',
        clock: { state: 'ok', words: '余 4 小时' },
        holder: { title: null, unit_name: '张庄村' },
        evidence: { complete: true, missing: [] },
        wake: { why: '临期提醒' },
        escalates_to: '若逾期，升至镇街',
      },
      steps: [{ title: '登记', account: '镇专干' }],
    },
  });
  expect(page.body.acts.map((act: { name: string }) => act.name)).toEqual(['accept', 'transfer', 'return', 'note']);
  expect((await get('clerk', `/api/matters/${one.id}`)).body.acts.map((act: { name: string }) => act.name)).not.toContain('accept');

  const key = randomUUID();
  const accepted = await post('keeper', `/api/matters/${one.id}/acts/accept`, { version: 1 }, key);
  expect(accepted).toMatchObject({ status: 200, body: { id: one.id, version: 2, stage: 'handle' } });
  expect((await post('keeper', `/api/matters/${one.id}/acts/accept`, { version: 1 }, key)).body).toEqual(accepted.body);
  expect((await post('keeper', `/api/matters/${one.id}/acts/accept`, { version: 1 })).body).toMatchObject({
    type: '/problems/ledger/stale-version',
  });
  expect((await post('keeper', `/api/matters/${one.id}/acts/constructor`, { version: 2 })).status).toBe(404);

  const batch = await post('keeper', '/api/matters/batch', {
    name: 'accept',
    ids: [
      { id: one.id, version: 2 },
      { id: two.id, version: 1 },
      { id: three.id, version: 1 },
    ],
  });
  expect(batch).toMatchObject({ status: 200, body: { refused: [{ id: one.id, title: '不在这一环节' }] } });
  expect(batch.body.done).toEqual([two.id, three.id]);

  const list = await get('office', '/api/matters?kind=tree.ailment&division=410402100&stage=handle&grade=A');
  expect(list.body).toMatchObject({ count: { value: 1, exact: true }, items: [{ id: two.id, kind_title: '古树病害' }] });
  expect(ids((await get('office', `/api/matters?q=${one.number}`)).body)).toEqual([one.id]);
  expect(ids((await get('office', '/api/matters?division=410402200')).body)).toEqual([]);
  expect(ids((await get('keeper', '/api/todo?tab=closed')).body)).toEqual([]);
  expect(ids((await get('clerk', '/api/todo?tab=done')).body)).toHaveLength(3);
  const people = await get('clerk', '/api/matters/people?kind=tree.ailment&act=verify&division=410402100207');
  expect(people.body.items.map((person: { title: string }) => person.title)).toEqual(['镇专干', '镇副专干', '区办']);
  await app.close();
});
