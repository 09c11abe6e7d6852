/** What nothing can beat: the same rows by COPY, the same answers by bare SQL of a superuser, the same file read once. */
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import copy from 'pg-copy-streams';
import { percentile } from './load.ts';

/** Answer times of a query as written here, in ms. */
export async function bare(client: pg.Client, queries: readonly string[], times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let round = 0; round <= times; round++) {
    for (const query of queries) {
      const began = performance.now();
      await client.query(query);
      if (round > 0) taken.push(performance.now() - began);
    }
  }
  return taken;
}

export const p95 = (values: readonly number[]): number => percentile(values, 0.95);

/** Seconds to COPY all premises, face and place in one line, into a bare table with a primary key. */
export async function copySeconds(client: pg.Client): Promise<number> {
  await client.query(`
    drop table if exists bench_copy;
    create table bench_copy as select s.name, s.address, s.uscc, s.plate_no, s.longitude, s.latitude, p.* from fire.premises p join subjects.places s using (city, id) limit 0;
    alter table bench_copy add primary key (id)`);
  const chunks: Buffer[] = [];
  const out = client.query(
    copy.to(
      'copy (select s.name, s.address, s.uscc, s.plate_no, s.longitude, s.latitude, p.* from fire.premises p join subjects.places s using (city, id)) to stdout',
    ),
  );
  for await (const chunk of out) chunks.push(chunk as Buffer);
  const began = performance.now();
  const into = client.query(copy.from('copy bench_copy from stdin'));
  for (const chunk of chunks) if (!into.write(chunk)) await once(into, 'drain');
  into.end();
  await finished(into);
  return (performance.now() - began) / 1000;
}

/** Inserts of one act's row with its commit, in a bare table without triggers, policies or indexes beside the key, on that many connections. */
export async function insertsPerSecond(connect: () => Promise<pg.Client>, connections: number, seconds: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: connections }, connect));
  try {
    const [first] = clients as [pg.Client];
    await first.query(
      'drop table if exists bench_acts; create table bench_acts as select * from ledger.acts limit 0; alter table bench_acts add primary key (id)',
    );
    const end = performance.now() + seconds * 1000;
    let done = 0;
    await Promise.all(
      clients.map(async (client) => {
        for (; performance.now() < end; done += 1) {
          await client.query(`insert into bench_acts (city, id, verb, programme, division, account_id, account, summary, at)
            values ('4104', gen_random_uuid(), 'fire.inspection.record', 'fire', '410402', gen_random_uuid(), '某', '{}', now())`);
        }
      }),
    );
    return done / seconds;
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** Updates of one row by its key in a bare table without triggers, policies or indexes beside the key, on that many connections. */
export async function updatesPerSecond(connect: () => Promise<pg.Client>, connections: number, seconds: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: connections }, connect));
  try {
    const { rows } = await (clients[0] as pg.Client).query<{ id: string }>('select id from bench_copy order by id limit 5000');
    const end = performance.now() + seconds * 1000;
    let done = 0;
    await Promise.all(
      clients.map(async (client, at) => {
        for (let turn = at; performance.now() < end; turn += connections) {
          await client.query('update bench_copy set extinguishers = $1 where id = $2', [turn % 30, rows[turn % rows.length]?.id]);
          done += 1;
        }
      }),
    );
    return done / seconds;
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}
