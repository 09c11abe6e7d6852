import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { useDatabase } from '../../../tests/support/database.ts';
import { Live } from '../live.ts';

const database = useDatabase();
let live: Live;
let server: Server;
/** The application role itself: only it sees and may end its own connections. */
let app: pg.Client;

beforeAll(async () => {
  app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
  live = new Live(database.appUrl);
  server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://x');
    live.add(
      {
        account_id: 'a',
        session_id: url.searchParams.get('session'),
        scopes: (url.searchParams.get('scopes') ?? '').split(',').filter(Boolean),
      },
      response,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listening = async () =>
    (
      await app.query(
        `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query ilike 'listen%'`,
      )
    ).rowCount;
  await vi.waitUntil(async () => (await listening()) === 2, { timeout: 5000 });
});
afterAll(async () => {
  await live.close();
  server.closeAllConnections();
  server.close();
  await app.end();
});

interface Stream {
  text: () => string;
  ended: () => boolean;
  response: IncomingMessage;
}
const stream = (scopes: string, session = 's'): Promise<Stream> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    request({ port, host: '127.0.0.1', path: `/?scopes=${scopes}&session=${session}` }, (response) => {
      let text = '';
      let ended = false;
      response.on('data', (chunk) => {
        text += String(chunk);
        if (text.includes('event: ready')) resolve({ text: () => text, ended: () => ended, response });
      });
      response.on('end', () => {
        ended = true;
      });
      response.on('error', () => {
        ended = true;
      });
    })
      .on('error', reject)
      .end();
  });
const announce = (change: Record<string, unknown>) =>
  app.query('select pg_notify($1, $2)', [
    'taizhang_live',
    JSON.stringify({ verb: 'fire.premises.edit', relation: 'fire.premises', id: '1', ...change }),
  ]);

describe('live changes', () => {
  test('reach those who may see the row, and nobody else', async () => {
    const [town, neighbour, court] = await Promise.all([stream('fire:410402100'), stream('fire:410402005'), stream('court:4104')]);
    await announce({ programme: 'fire', division: '410402100207' });
    await expect.poll(() => town.text(), { timeout: 3000 }).toContain('"division":"410402100207"');
    await announce({ programme: 'court', division: '410402' });
    await expect.poll(() => court.text(), { timeout: 3000 }).toContain('"programme":"court"');
    expect(town.text().match(/event: change/g)?.length).toBe(1);
    expect(neighbour.text()).not.toContain('event: change');
    expect(town.text()).toContain('"register":"fire.premises"');
    for (const each of [town, neighbour, court]) each.response.destroy();
    await expect.poll(() => live.size, { timeout: 3000 }).toBe(0);
  });

  test('a stream without scopes hears nothing', async () => {
    const nobody = await stream('');
    await announce({ programme: 'fire', division: '4104' });
    await announce({ programme: 'fire', division: '410402' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(nobody.text()).not.toContain('event: change');
    nobody.response.destroy();
  });

  test('signing out ends the streams of that session only; changed posts end all', async () => {
    const [gone, stays] = await Promise.all([stream('fire:4104', 'one'), stream('fire:4104', 'two')]);
    await app.query("select pg_notify('taizhang_sessions', 'one')");
    await expect.poll(() => gone.ended(), { timeout: 3000 }).toBe(true);
    expect(stays.ended()).toBe(false);
    await app.query("select pg_notify('taizhang_sessions', '*')");
    await expect.poll(() => stays.ended(), { timeout: 3000 }).toBe(true);
  });

  test('a browser that takes nothing is let go before it fills the memory', async () => {
    const stuck = await stream('fire:4104');
    stuck.response.pause();
    stuck.response.socket.pause();
    for (let n = 0; n < 120 && live.size > 0; n += 1) {
      await app.query(`select pg_notify('taizhang_live', replace($1, '#', g::text)) from generate_series(1, 100) g`, [
        `{"programme":"fire","division":"4104","verb":"${'x'.repeat(1500)}","relation":"fire.premises","id":"#"}`,
      ]);
    }
    await expect.poll(() => live.size, { timeout: 5000 }).toBe(0);
    stuck.response.destroy();
  });

  test('after a cut of the database it listens again, and browsers are asked to read anew', async () => {
    const before = await stream('fire:4104');
    await app.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query ilike 'listen%'`,
    );
    await expect.poll(() => before.ended(), { timeout: 5000 }).toBe(true);
    const after = await stream('fire:4104');
    await announce({ programme: 'fire', division: '410402' });
    await expect.poll(() => after.text(), { timeout: 3000 }).toContain('"division":"410402"');
    after.response.destroy();
  });
});
