import { sql } from 'kysely';
import type { Database } from './db.ts';

/**
 * The business clock. In a working office it is the real time; in the demo it stands at one moment until an operator steps it.
 * Sessions, locks and devices use real time, never this clock.
 */
export class BusinessClock {
  #standing: Date | null = null;

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

  /** Reads the clock of the office anew. */
  async refresh(db: Database): Promise<void> {
    this.#standing = await db.anonymous(async (tx) => {
      const { rows } = await sql<{ clock: string | null }>`select clock from platform.office limit 1`.execute(tx);
      const clock = rows[0]?.clock;
      return clock ? new Date(clock) : null;
    });
  }
}

const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

/** The civil date in Asia/Shanghai of a moment, `YYYY-MM-DD`. */
export const civilDate = (moment: Date): string => shanghai.format(moment);
