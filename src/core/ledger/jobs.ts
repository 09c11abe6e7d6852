/** Clockwork of the ledger: acts are sealed within seconds, the chain is recomputed every night. */
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database, Tx } from '../../platform/db.ts';
import { log } from '../../platform/log.ts';
import type { Job } from '../programme.ts';
import { sealBatch, verifyLedger } from './queries.ts';

const batch = 500;
/** A committed act is sealed within 10 s; looking this often leaves room for a large one. */
const pause = 2000;

/** The cities of this database; an office serves one, a shared database several. */
export async function listCities(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ city: string }>`select city from platform.office order by city`.execute(tx);
  return rows.map((row) => row.city);
}

/** Seals everything that waits; returns how many acts. */
export async function sealAll(db: Database, signal?: AbortSignal): Promise<number> {
  let sealed = 0;
  for (const city of await db.anonymous(listCities)) {
    for (;;) {
      const done = await db.transaction('write', { city }, (tx) => sealBatch(tx, city, batch));
      sealed += done;
      if (done === 0 || signal?.aborted) break;
    }
  }
  return sealed;
}

/** Seals until the signal is given. A lost database is waited for. */
export async function keepSealing(db: Database, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await sealAll(db, signal);
    } catch (error) {
      log.warn({ err: error }, 'sealing failed and is tried again');
    }
    await wait(pause, undefined, { signal }).catch(() => {});
  }
}

export const jobs: readonly Job[] = [
  {
    name: 'ledger.verify',
    // 02:30 in Shanghai.
    cron: '30 18 * * *',
    title: '核对流水',
    run: async (office) => {
      for (const city of await office.db.anonymous(listCities)) {
        const { faults, seals } = await office.db.transaction('read', { city }, (tx) => verifyLedger(tx, city));
        if (faults.length > 0)
          log.error({ city, seals, faults: faults.slice(0, 20), count: faults.length }, 'the ledger was changed behind its back');
        else log.info({ city, seals }, 'the ledger is whole');
      }
    },
  },
];
