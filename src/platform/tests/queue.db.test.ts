import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../../tests/support/database.ts';
import { Database } from '../db.ts';
import { addJob, prepareQueue, type QueueTask, runWorker } from '../queue.ts';

const database = useDatabase();

async function working(tasks: QueueTask[], during: (db: Database) => Promise<void>): Promise<void> {
  const db = new Database(database.appUrl, { max: 3 });
  const stop = new AbortController();
  let started = () => {};
  const taking = new Promise<void>((resolve) => {
    started = resolve;
  });
  const worker = runWorker({ url: database.appUrl, tasks, signal: stop.signal, started: () => started() });
  try {
    await Promise.race([taking, worker]);
    await during(db);
  } finally {
    stop.abort();
    await worker;
    await db.close();
  }
}
const left = async (db: Database): Promise<number> =>
  await db.anonymous(
    async (tx) =>
      (await sql<{ count: number }>`select count(*) as count from graphile_worker._private_jobs`.execute(tx)).rows[0]?.count ?? -1,
  );

describe('the job queue, as the application role', () => {
  test('runs a job with its payload, and forgets it when done', async () => {
    const seen: unknown[] = [];
    await working([{ name: 'probe.count', run: async (payload) => void seen.push(payload) }], async (db) => {
      await db.anonymous((tx) => addJob(tx, 'probe.count', { n: 1 }));
      await expect.poll(() => seen, { timeout: 5000 }).toEqual([{ n: 1 }]);
      await expect.poll(() => left(db), { timeout: 5000 }).toBe(0);
    });
  });

  test('a job exists only if its transaction is committed; one key means one waiting job', async () => {
    const db = new Database(database.appUrl, { max: 2 });
    await expect(
      db.anonymous(async (tx) => {
        await addJob(tx, 'probe.lost', {});
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await left(db)).toBe(0);
    for (let n = 0; n < 5; n += 1) await db.anonymous((tx) => addJob(tx, 'probe.keyed', { n }, { key: 'recount' }));
    expect(await left(db)).toBe(1);
    await db.close();
    const seen: unknown[] = [];
    await working([{ name: 'probe.keyed', run: async (payload) => void seen.push(payload) }], async () => {
      await expect.poll(() => seen, { timeout: 5000 }).toEqual([{ n: 4 }]);
    });
  });

  test('a job that fails is tried again', async () => {
    let tries = 0;
    await working(
      [
        {
          name: 'probe.flaky',
          run: async () => {
            tries += 1;
            if (tries === 1) throw new Error('first try');
          },
        },
      ],
      async (db) => {
        await db.anonymous((tx) => addJob(tx, 'probe.flaky', {}));
        await expect.poll(() => tries, { timeout: 10_000 }).toBe(2);
      },
    );
  });

  test('a running job is told to stop, and is taken up again by the next worker at once', async () => {
    let begun = 0;
    const patient: QueueTask = {
      name: 'probe.long',
      run: async (_payload, signal) => {
        begun += 1;
        if (begun > 1) return;
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('told to stop')), { once: true }));
      },
    };
    await working([patient], async (db) => {
      await db.anonymous((tx) => addJob(tx, 'probe.long', {}));
      await expect.poll(() => begun, { timeout: 5000 }).toBe(1);
    });
    await working([patient], async (db) => {
      await expect.poll(() => begun, { timeout: 10_000 }).toBe(2);
      await expect.poll(() => left(db), { timeout: 5000 }).toBe(0);
    });
  });

  test('a job left locked by a killed worker does not wait for hours', async () => {
    const db = new Database(database.appUrl, { max: 2 });
    await db.anonymous(async (tx) => {
      await addJob(tx, 'probe.orphan', {});
      await sql`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a dead worker'`.execute(tx);
    });
    await db.close();
    let ran = false;
    const orphan: QueueTask = {
      name: 'probe.orphan',
      run: async () => {
        ran = true;
      },
    };
    await working([orphan], async () => void (await expect.poll(() => ran, { timeout: 5000 }).toBe(true)));
  });

  test('a second worker waits in reserve and takes over', async () => {
    const order: string[] = [];
    const [first, second] = [new AbortController(), new AbortController()];
    const one = runWorker({ url: database.appUrl, tasks: [], signal: first.signal, started: () => order.push('first') });
    await expect.poll(() => order, { timeout: 5000 }).toEqual(['first']);
    const two = runWorker({ url: database.appUrl, tasks: [], signal: second.signal, started: () => order.push('second') });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(order).toEqual(['first']);
    first.abort();
    await one;
    await expect.poll(() => order, { timeout: 5000 }).toEqual(['first', 'second']);
    second.abort();
    await two;
  });

  test('preparing again changes nothing, and the application may not touch the schema', async () => {
    await prepareQueue(database.ownerUrl);
    const db = new Database(database.appUrl, { max: 1 });
    await expect(db.anonymous((tx) => sql`create table graphile_worker.mine ()`.execute(tx))).rejects.toThrow(/permission denied/);
    await expect(db.anonymous((tx) => sql`insert into graphile_worker.migrations (id) values (999)`.execute(tx))).rejects.toThrow(
      /permission denied/,
    );
    await db.close();
  });
});
