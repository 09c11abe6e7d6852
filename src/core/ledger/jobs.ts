/** Clockwork of the ledger: acts are sealed within seconds, the chain is recomputed every night. */
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { anchorsBeside } from '../../platform/anchors.ts';
import type { Database, Tx } from '../../platform/db.ts';
import { log } from '../../platform/log.ts';
import type { Job } from '../unit.ts';
import { compareAnchors, dropAnchors } from './anchors.ts';
import { sealBatch, verifyLedger } from './queries.ts';

const batch = 500;
/** A committed act is sealed within 10 s; looking this often leaves room for a large one. */
const pause = 2000;
/** How often it is asked whether an anchor is due. */
const glance = 60_000;

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

/** Seals until the signal is given, and anchors the head in `anchors` beside the database. A lost database is waited for. */
export async function keepSealing(db: Database, signal: AbortSignal, anchors?: string): Promise<void> {
  const anchor = async (now: boolean) => {
    if (anchors) await dropAnchors(db, await db.anonymous(listCities), anchors, now);
  };
  let looked = 0;
  while (!signal.aborted) {
    try {
      await sealAll(db, signal);
      if (Date.now() - looked >= glance) {
        looked = Date.now();
        await anchor(false);
      }
    } catch (error) {
      log.warn({ err: error }, 'sealing failed and is tried again');
    }
    await wait(pause, undefined, { signal }).catch(() => {});
  }
  await anchor(true).catch((error: unknown) => log.warn({ err: error }, 'the head was not anchored at the end'));
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
      const anchors = anchorsBeside(office.files);
      const cities = await office.db.anonymous(listCities);
      const { faults } = await compareAnchors(office.db, cities, anchors);
      if (faults.length > 0) log.error({ faults }, 'the ledger does not agree with its anchors');
      // What is sealed late in the day and followed by nothing is anchored at the latest now.
      else await dropAnchors(office.db, cities, anchors, true);
    },
  },
];
