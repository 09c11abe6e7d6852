import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { DB } from '../generated/db.ts';

/** A transaction with its settings made. Every query takes it first; only `platform/` holds the pool. */
export type Tx = Transaction<DB>;

/** Settings of one transaction, from which row policies decide. Absent scopes mean no rows. */
export interface Settings {
  city?: string;
  /** `<programme>:<division code>` each. */
  scopes?: readonly string[];
  /** `<programme>:<unit id>` each: units whose posts see only what they hold. */
  units?: readonly string[];
  account?: string;
  act?: string;
}

const patterns: Record<string, RegExp> = {
  city: /^\d{4}$/,
  scopes: /^[a-z]+:\d{4,15}(,[a-z]+:\d{4,15})*$/,
  units: /^[a-z]+:[0-9a-f-]{36}(,[a-z]+:[0-9a-f-]{36})*$/,
  account: /^[0-9a-f-]{36}$/,
  act: /^[0-9a-f-]{36}$/,
};

/** `set local` statements; values are held to strict patterns because `set` takes no parameters. */
function settingsSql(settings: Settings): string {
  const values = {
    city: settings.city,
    scopes: settings.scopes?.join(','),
    units: settings.units?.join(','),
    account: settings.account,
    act: settings.act,
  };
  return Object.entries(values)
    .filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
    .map(([name, value]) => {
      if (!patterns[name]?.test(value)) throw new Error(`setting app.${name} is malformed`);
      return `set local app.${name} = '${value}';`;
    })
    .join(' ');
}

// Civil dates stay text and bigint becomes a number: money in 分 and counts stay far below 2^53.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.DATE, (value) => value);
types.setTypeParser(pg.types.builtins.INT8, (value) => Number(value));

export class Database {
  readonly #pool: pg.Pool;
  readonly #kysely: Kysely<DB>;
  readonly #announcements = new Map<string, string[]>();
  #announcing: Promise<void> | undefined;

  constructor(
    readonly url: string,
    options: { max?: number; name?: string } = {},
  ) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: options.max ?? 10,
      application_name: options.name ?? 'taizhang',
      types,
      // Starting workers costs more than a page of a list is worth; a figure over a million rows still gets them.
      options: '-c timezone=UTC -c parallel_setup_cost=10000',
      idleTimeoutMillis: 60_000,
    });
    // An idle connection may be cut when PostgreSQL restarts; the pool replaces it.
    this.#pool.on('error', () => {});
    this.#kysely = new Kysely<DB>({ dialect: new PostgresDialect({ pool: this.#pool }) });
  }

  /** Runs `work` in one transaction under `settings`: committed when it returns, rolled back when it throws. */
  async transaction<T>(mode: 'read' | 'write', settings: Settings, work: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#kysely.connection().execute(async (connection) => {
      const opening = mode === 'read' ? 'begin isolation level repeatable read read only;' : 'begin;';
      await sql.raw(`${opening} ${settingsSql(settings)}`).execute(connection);
      try {
        const result = await work(connection as Tx);
        await sql.raw('commit').execute(connection);
        return result;
      } catch (error) {
        // A lost connection cannot roll back; PostgreSQL has done it.
        await sql
          .raw('rollback')
          .execute(connection)
          .catch(() => {});
        throw error;
      }
    });
  }

  /** A transaction without city, scopes or act: sees only what is public, such as the name of the office. */
  async anonymous<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.transaction('write', {}, work);
  }

  /**
   * A raw connection for COPY and LISTEN, which Kysely does not speak. Only `platform/` and the import use it; the caller opens
   * its own transaction with `begin(settings)`.
   */
  async connection(): Promise<RawConnection> {
    const client = await this.#pool.connect();
    return {
      client,
      begin: async (settings) => {
        await client.query(`begin; ${settingsSql(settings)}`);
      },
      release: (broken) => client.release(broken),
    };
  }

  /**
   * Tells every listener of a channel, a moment later and together with what else is to be told. Never inside a transaction: a notifying
   * commit takes a lock that all notifying commits queue for, so that ten people's writes would wait for each other's disk. What is
   * announced must therefore be something whose loss does no harm: a browser that hears nothing reads anew when it is looked at.
   */
  announce(channel: string, payload: string): void {
    const waiting = this.#announcements.get(channel);
    if (waiting) waiting.push(payload);
    else this.#announcements.set(channel, [payload]);
    this.#announcing ??= new Promise((resolve) => setTimeout(resolve, 15)).then(() => this.#flush());
  }

  async #flush(): Promise<void> {
    this.#announcing = undefined;
    const told = [...this.#announcements];
    this.#announcements.clear();
    for (const [channel, payloads] of told) {
      await this.#pool.query('select pg_notify($1, payload) from unnest($2::text[]) payload', [channel, payloads]).catch(() => {});
    }
  }

  /** How busy the pool is, for `/health/ready` and the log. */
  get load(): { total: number; idle: number; waiting: number } {
    return { total: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount };
  }

  async close(): Promise<void> {
    await this.#announcing;
    await this.#kysely.destroy();
  }
}

export interface RawConnection {
  client: pg.PoolClient;
  begin(settings: Settings): Promise<void>;
  release(broken?: boolean): void;
}

/**
 * Listens on a PostgreSQL channel and comes back after a lost connection. `connected` is called each time it listens (again): what was
 * said in between is lost. Returns the function that stops it.
 */
export function listen(
  url: string,
  channel: string,
  heard: (payload: string) => void,
  connected: () => void = () => {},
): () => Promise<void> {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  // A refused connection both rejects and ends: only one of the two may try again, or the tries double each second.
  const again = () => {
    if (stopped || timer) return;
    timer = setTimeout(() => {
      timer = null;
      void connect();
    }, 1000);
    timer.unref();
  };
  const connect = async () => {
    const fresh = new pg.Client({ connectionString: url, application_name: 'taizhang listen', keepAlive: true });
    client = fresh;
    fresh.on('error', () => {});
    fresh.on('end', again);
    fresh.on('notification', (message) => heard(message.payload ?? ''));
    try {
      await fresh.connect();
      await fresh.query(`listen ${pg.escapeIdentifier(channel)}`);
      if (stopped) await fresh.end();
      else connected();
    } catch {
      await fresh.end().catch(() => {});
      again();
    }
  };
  void connect();
  return async () => {
    stopped = true;
    if (timer) clearTimeout(timer);
    await client?.end().catch(() => {});
  };
}
