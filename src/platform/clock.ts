import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Database, listen, type Tx } from './db.ts';

/**
 * The business clock. In a working office it is the real time; in the demo it stands at one moment until an operator steps it.
 * Sessions, locks and devices use real time, never this clock.
 */
export class BusinessClock {
  #standing: Date | null = null;

  /** A clock that stands at that moment, whatever the office's does. */
  static at(moment: Date): BusinessClock {
    const clock = new BusinessClock();
    clock.#standing = moment;
    return clock;
  }

  /** The present business moment. */
  now(): Date {
    return this.#standing ?? new Date();
  }

  /** Whether the clock stands, as in the demo. */
  get standing(): boolean {
    return this.#standing !== null;
  }

  /** Today as a civil date (Asia/Shanghai), `YYYY-MM-DD`. */
  today(): string {
    return civilDate(this.now());
  }

  /** For one piece of work: a standing clock does not move under it when somebody steps the office's meanwhile. */
  held(): BusinessClock {
    return this.#standing ? BusinessClock.at(this.#standing) : this;
  }

  /** Reads the clock of the office anew. */
  async refresh(db: Database): Promise<void> {
    this.#standing = await db.anonymous(async (tx) => {
      const { rows } = await sql<{ clock: string | null }>`select clock from platform.office limit 1`.execute(tx);
      const clock = rows[0]?.clock;
      return clock ? new Date(clock) : null;
    });
  }

  /** Reads the clock anew whenever another process moved it, and then calls `moved`. Returns the function that stops it. */
  follow(db: Database, moved: () => void = () => {}): () => Promise<void> {
    const hear = () => {
      // A database that is gone for a moment: the listener comes back, and its coming back reads the clock.
      this.refresh(db).then(moved, () => {});
    };
    return listen(db.url, 'taizhang_clock', hear, hear);
  }
}

const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

/** The civil date in Asia/Shanghai of a moment, `YYYY-MM-DD`. */
export const civilDate = (moment: Date): string => shanghai.format(moment);

/**
 * Does work that nobody else in this database does meanwhile: running what the day's hours bring, or stepping the clock. Whoever is killed
 * in it lets go. Waits up to `patience` milliseconds; undefined when it is still held then, or `signal` is aborted while waiting.
 */
export async function holdClock<T>(
  db: Database,
  patience: number,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<{ value: T } | undefined> {
  const until = Date.now() + patience;
  const connection = await db.connection();
  const ask = async (what: 'pg_try_advisory_lock' | 'pg_advisory_unlock') => {
    const { rows } = await connection.client.query<{ done: boolean }>(`select ${what}(hashtext('taizhang.clock')) as done`);
    return rows[0]?.done === true;
  };
  // A connection that failed is closed, which lets go as well.
  let broken = true;
  try {
    while (!(await ask('pg_try_advisory_lock'))) {
      if (signal.aborted || Date.now() >= until) {
        broken = false;
        return undefined;
      }
      await wait(100, undefined, { signal }).catch(() => {});
    }
    try {
      return { value: await work() };
    } finally {
      broken = !(await ask('pg_advisory_unlock').catch(() => false));
    }
  } finally {
    connection.release(broken);
  }
}

/** Whether somebody does work under `holdClock`. */
export async function isClockHeld(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(hashtext('taizhang.clock')) as free`.execute(tx);
  return rows[0]?.free !== true;
}
