import { Command } from 'commander';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createHttp } from '../../../platform/http.ts';
import { newId } from '../../../platform/ids.ts';
import { closeLive, liveOf } from '../../../platform/live.ts';
import { type Actor, mount, perform } from '../../ledger/index.ts';
import { actorAt, plant, useProbe } from '../../ledger/tests/probe.ts';
import { createLedger } from '../../ledger/unit.ts';
import type { CommandContext } from '../../unit.ts';
import { createIndicators, figure, ratio } from '../index.ts';

const probe = useProbe();
const city = actorAt('4104');
const codes = {
  key: 'probe.kind',
  title: '树种',
  items: [
    { code: 'oak', title: '栎' },
    { code: 'elm', title: '榆' },
  ],
};
const trees = figure('probe.trees_planted', {
  title: '栽树',
  unit: '棵',
  definition: '登记在册的树',
  source: '树木台账',
  rows: () => sql`select city, id, division, planted_on as on_date, kind, name as label, fee as value from probe.trees`,
  dimensions: { kind: { title: '树种', codes } },
  cumulative: true,
});
const oaks = ratio('probe.oak_rate', {
  title: '栎树率',
  definition: '栎树占比',
  source: '树木台账',
  of: trees,
  those: () => sql`r.kind = 'oak'`,
  cumulative: true,
});
const indicators = createIndicators([trees, oaks]);
const ledger = createLedger({ titleOf: (verb) => ({ 'probe.trees.plant': '栽树' })[verb] ?? verb, tableOf: () => '树木' });

let app: App;
let actor: Actor = city;
let base: string;
beforeAll(async () => {
  const named = (name: string, kind: string, division: string) => ({ id: newId(), division, name, kind, planted_on: '2022-10-01' });
  await perform(probe.office, plant, city, newId(), {
    trees: [
      named('=cmd|calc', 'oak', '410402100207'),
      named('老栎', 'oak', '410402100206'),
      named('榆', 'elm', '410402100206'),
      named('远树', 'elm', '410403001001'),
    ],
  });
  app = await createHttp({ publicUrl: null, trustProxy: [], tls: null, constraints: {}, version: '0' }, async () => ({}));
  mount(app, probe.office, [...(indicators.routes ?? []), ...(ledger.routes ?? [])], async () => actor);
  base = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await closeLive(probe.office.db);
  await app.close();
});
const get = async (path: string, as: Actor = city) => {
  actor = as;
  const answer = await app.inject({ method: 'GET', url: path });
  return {
    status: answer.statusCode,
    body: answer.headers['content-type']?.toString().includes('json') ? answer.json() : answer.body,
    headers: answer.headers,
  };
};

describe('GET /api/indicators', () => {
  test('refuses figures of another programme, other divisions and nonsense in Chinese', async () => {
    expect((await get('/api/indicators', actorAt('4104', { programme: 'court', verbs: ['court.*'] }))).body).toEqual({ items: [] });
    expect((await get('/api/indicators/probe.trees_planted?division=410402', actorAt('410402100'))).status).toBe(404);
    expect((await get('/api/indicators/probe.none')).body).toMatchObject({ status: 404, type: '/problems/ledger/not-found' });
    expect((await get('/api/indicators/probe.trees_planted?from=昨天')).body).toMatchObject({ status: 422, title: '期间不对' });
    expect((await get('/api/indicators/probe.trees_planted/by?by=account_id')).body).toMatchObject({ status: 422, title: '不能这样分组' });
    expect((await get('/api/indicators/probe.trees_planted/by?by=constructor')).status).toBe(422);
    expect((await get('/api/indicators/probe.trees_planted/rows.csv?division=4105')).status).toBe(404);
  });

  test('lists, reads, divides and opens a figure', async () => {
    expect((await get('/api/indicators?programme=probe')).body.items[0]).toEqual({
      key: 'probe.trees_planted',
      title: '栽树',
      unit: '棵',
      definition: '登记在册的树',
      source: '树木台账',
      dimension: null,
      dimensions: [{ key: 'kind', title: '树种' }],
    });
    expect((await get('/api/indicators/probe.oak_rate?division=410402')).body).toEqual({
      key: 'probe.oak_rate',
      title: '栎树率',
      value: 2 / 3,
      unit: '%',
      numerator: 2,
      denominator: 3,
      definition: '栎树占比',
      division: '410402',
      division_name: '新华区',
      from: null,
      to: null,
      cutoff: '2022-11-09T10:00:00.000Z',
      rows: 3,
      source: '树木台账',
    });
    const by = (await get('/api/indicators/probe.trees_planted/by?division=4104')).body;
    expect(by.items.map((item: { name: string; value: number }) => [item.name, item.value])).toEqual([
      ['新华区', 3],
      ['卫东区', 1],
    ]);
    expect((await get('/api/indicators/probe.trees_planted/by?division=4104&by=kind')).body.items).toMatchObject([
      { name: '栎', value: 2 },
      { name: '榆', value: 2 },
    ]);
    expect((await get('/api/indicators/probe.trees_planted/series?division=4104&step=month')).body.items).toEqual([
      { on: '2022-10-31', value: 4, numerator: null, denominator: null },
      { on: '2022-11-09', value: 4, numerator: null, denominator: null },
    ]);
    const rows = (await get('/api/indicators/probe.trees_planted/rows?division=410402100206&limit=1')).body;
    expect(rows.items).toMatchObject([{ register: null, division_name: '新华区焦店镇余沟村', on: '2022-10-01', value: 1 }]);
    expect((await get(`/api/indicators/probe.trees_planted/rows?division=410402100206&limit=1&after=${rows.next}`)).body).toMatchObject({
      next: null,
    });
  });

  test('rows leave as CSV without running in the office program', async () => {
    const { body, headers } = await get('/api/indicators/probe.trees_planted/rows.csv?division=410402');
    expect(headers['content-disposition']).toContain('.csv');
    expect(body.startsWith('\ufeff日期,名称,')).toBe(true);
    expect(body.trim().split('\n')).toHaveLength(4);
    expect(body).toContain("'=cmd|calc");
  });
});

describe('GET /api/ledger and /api/live', () => {
  test('acts, one act, versions, state', async () => {
    const { items } = (await get('/api/ledger/acts')).body;
    expect(items[0]).toMatchObject({ title: '栽树', account: 'actor-4104', seal_no: null });
    const one = (await get(`/api/ledger/acts/${items[0].id}`)).body;
    expect(one).toMatchObject({ act: { title: '栽树' }, rows_total: 4 });
    expect((await get(`/api/ledger/rows/probe.trees/${one.rows[0].row_id}`)).body.items).toMatchObject([
      { version: 1, act: { title: '栽树' } },
    ]);
    expect((await get('/api/ledger/state')).body).toMatchObject({ sealed: 0, unsealed: 1 });
    expect((await get('/api/ledger/acts?day=2022-02-30')).body).toMatchObject({ status: 422, title: '日期不对' });
    expect((await get(`/api/ledger/acts/${items[0].id}`, actorAt('410402200'))).body).toMatchObject({ type: '/problems/ledger/not-found' });
    expect((await get('/api/ledger/acts/nonsense')).status).toBe(404);
  });

  test('an act that is done reaches the open page', async () => {
    actor = city;
    const response = await fetch(`${base}/api/live`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body?.getReader();
    if (!reader) throw new Error('no stream');
    const decoder = new TextDecoder();
    let heard = '';
    const listening = (async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) heard += decoder.decode(part.value);
    })();
    await expect.poll(() => heard, { timeout: 3000 }).toContain('event: ready');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const id = newId();
    await perform(probe.office, plant, city, newId(), { trees: [{ id, division: '410402100207', name: '新树' }] });
    await expect
      .poll(() => heard, { timeout: 3000 })
      .toContain(`"register":"probe.trees","division":"410402100207","id":"${id}","verb":"probe.trees.plant"`);
    await liveOf(probe.office.db).close();
    await listening;
  });
});

describe('the command line', () => {
  const run = async (...words: string[]) => {
    const answers: { value: unknown; words: string; code: number }[] = [];
    const context: CommandContext = {
      actor: async () => city,
      office: async () => probe.office,
      answer: (value, said, code = 0) => void answers.push({ value, words: said, code }),
      progress: () => {},
      ownerUrl: async () => probe.database.ownerUrl,
    };
    const program = new Command();
    for (const unit of [indicators, ledger]) unit.commands?.(program, context);
    await program.parseAsync(['node', 'taizhang', ...words]);
    return answers[0] as { value: Record<string, unknown>; words: string; code: number };
  };

  test('figure prints exactly the promised members', async () => {
    const { value, words } = await run('figure', 'probe.oak_rate', '--division', '410402100206');
    expect(Object.keys(value)).toEqual([
      'key',
      'title',
      'value',
      'unit',
      'numerator',
      'denominator',
      'definition',
      'division',
      'from',
      'to',
      'cutoff',
      'rows',
    ]);
    expect(value).toMatchObject({ value: 0.5, numerator: 1, denominator: 2, rows: 2, from: null });
    expect(words).toContain('50.00 %（1 / 2）');
    const opened = await run(
      'figure',
      'probe.trees_planted',
      '--division',
      '410402100206',
      '--from',
      '2022-10-01',
      '--to',
      '2022-10-01',
      '--rows',
    );
    expect(opened.value).toMatchObject({ value: 2, numerator: null, denominator: null, rows: 2, from: '2022-10-01' });
    expect(opened.value.items).toHaveLength(2);
    await expect(run('figure', 'probe.none', '--division', '4104')).rejects.toMatchObject({ status: 404 });
  });

  test('verify says that the ledger is whole, and exits with 1 when it is not', async () => {
    const whole = await run('verify');
    expect(whole.value).toMatchObject({ whole: true, faults: [] });
    expect(whole.code).toBe(0);
    await probe.owner(
      `begin; alter table probe.trees disable trigger user; insert into probe.trees (city, id, division, name, planted_on, version, act_id) values ('4104', gen_random_uuid(), '4104', '混入', '2022-01-01', 1, gen_random_uuid()); alter table probe.trees enable trigger user; commit`,
    );
    const broken = await run('verify');
    expect(broken.code).toBe(1);
    expect(broken.value).toMatchObject({ whole: false, faults: [{ fault: 'act_unknown', relation: 'probe.trees' }] });
    expect(broken.words).toContain('有行不知由谁写入');
  });
});
