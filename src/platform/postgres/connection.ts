import pg from 'pg';
import { cannotConnect } from './problems.ts';

/** `postgres://…` for the embedded server, which listens on this machine only. */
export function localUrl(role: string, password: string, port: number, database: string): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
}

/** `host:port/name`: for people; never the password. */
export function whereOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'localhost'}:${port || 5432}${pathname}`;
}

/** One connection for the length of `work`. A failed connection is a Problem with the server's own words. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: 'taizhang-open' });
  // A server that goes away while we hold the connection must not end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw Object.assign(cannotConnect({ where: whereOf(url), why: reason(error) }), { cause: error });
  }
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Node reports a name with two addresses as an AggregateError without words. */
export function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** SQLSTATE or errno of the cause, e.g. `28P01`, `57P03`, `ECONNREFUSED`. */
export function codeOf(error: unknown): string {
  const from = error instanceof Error && error.cause ? error.cause : error;
  if (from instanceof AggregateError) return codeOf(from.errors[0]);
  return String((from as { code?: unknown } | null)?.code ?? '');
}
