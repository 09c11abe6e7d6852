/**
 * Live changes: one LISTEN for each server, fanned out to the browsers that may see the change. An event says which row changed and
 * never what it holds; the browser reads it again under its own scopes.
 */
import type { ServerResponse } from 'node:http';
import { sql } from 'kysely';
import { type Database, listen, type Tx } from './db.ts';
import { log } from './log.ts';

const channel = 'taizhang_live';
/** Ids of ended sessions; `*` when posts changed, so that what anybody may see changed. */
const sessionChannel = 'taizhang_sessions';

/** What `ledger` announces with each act. */
export interface Change {
  programme: string;
  verb: string;
  division: string;
  relation: string | null;
  id: string | null;
}

/** What `notices` announces to one person: how many lines of his inbox are unread. */
export interface Reminder {
  account_id: string;
  unread: number;
  /** How many he is being reminded of now; 0 when only the count changed. */
  fresh: number;
  urgent: boolean;
}

/** Announces a reminder in the caller's transaction: it goes out if and when that transaction is committed. */
export async function remind(tx: Tx, reminder: Reminder): Promise<void> {
  await sql`select pg_notify(${channel}, ${JSON.stringify(reminder)})`.execute(tx);
}

export interface Listener {
  account_id: string;
  session_id: string | null;
  /** `<programme>:<division code>` each, as in `app.scopes`. */
  scopes: readonly string[];
}

const heartbeatMs = 25_000;
/** A browser that takes nothing for so long that this much waits is let go; it comes back by itself and reads anew. */
const patienceBytes = 256 * 1024;

interface Client extends Listener {
  response: ServerResponse;
}

export class Live {
  readonly #clients = new Set<Client>();
  readonly #stops: (() => Promise<void>)[];
  readonly #heart: NodeJS.Timeout;
  #closed = false;

  constructor(url: string) {
    this.#stops = [channel, sessionChannel].map((name) => {
      let before = false;
      return listen(
        url,
        name,
        (payload) => (name === channel ? this.#changed(payload) : this.#ended(payload)),
        () => {
          // What was announced while nobody listened is lost: browsers that come back after a cut read everything anew.
          if (before) this.#ended('*');
          before = true;
        },
      );
    });
    this.#heart = setInterval(() => {
      for (const client of this.#clients) this.#write(client, ': \n\n');
    }, heartbeatMs);
    this.#heart.unref();
  }

  /** Streams changes to one browser until it leaves, signs out, or the server stops. */
  add(listener: Listener, response: ServerResponse, headers: Readonly<Record<string, string | number | string[]>> = {}): void {
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // nginx would hold events back in its buffer.
      'x-accel-buffering': 'no',
    });
    if (this.#closed) {
      response.end();
      return;
    }
    const client: Client = { ...listener, response };
    this.#clients.add(client);
    response.on('close', () => this.#clients.delete(client));
    response.on('error', () => this.#clients.delete(client));
    // Not all at once when the server comes back.
    this.#write(client, `retry: ${2000 + Math.floor(Math.random() * 3000)}\nevent: ready\ndata: {}\n\n`);
  }

  /** Tells every browser that the demo's clock was moved, or what runs on its way. */
  clock(now: Date): void {
    for (const client of this.#clients) this.#write(client, `event: clock\ndata: ${JSON.stringify({ now: now.toISOString() })}\n\n`);
  }

  /** How many browsers listen. */
  get size(): number {
    return this.#clients.size;
  }

  /** Ends all streams; call before the HTTP server closes, which waits for them. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#heart);
    for (const client of this.#clients) client.response.end();
    this.#clients.clear();
    await Promise.all(this.#stops.map((stop) => stop()));
  }

  /** Ends the streams of a session, or all of them: who may still listen comes back and is asked who he is. */
  #ended(session: string): void {
    for (const client of this.#clients) if (session === '*' || client.session_id === session) client.response.end();
  }

  #changed(payload: string): void {
    let said: Change | Reminder;
    try {
      said = JSON.parse(payload) as Change | Reminder;
    } catch {
      log.warn('an announcement of a change could not be read');
      return;
    }
    if ('account_id' in said) {
      const { account_id, ...reminder } = said;
      for (const client of this.#clients)
        if (client.account_id === account_id) this.#write(client, `event: notice\ndata: ${JSON.stringify(reminder)}\n\n`);
      return;
    }
    const place = `${said.programme}:${said.division}`;
    // `fire.premises` as the browser knows it: the relation is its register.
    const text = `event: change\ndata: ${JSON.stringify({ programme: said.programme, register: said.relation, division: said.division, id: said.id, verb: said.verb })}\n\n`;
    for (const client of this.#clients) {
      if (client.scopes.some((scope) => place.startsWith(scope))) this.#write(client, text);
    }
  }

  #write(client: Client, text: string): void {
    if (client.response.writableLength > patienceBytes) {
      this.#clients.delete(client);
      client.response.destroy();
      return;
    }
    client.response.write(text);
  }
}

const started = new WeakMap<Database, Live>();

/** The one listener of this server, started when the first browser asks. */
export function liveOf(db: Database): Live {
  let live = started.get(db);
  if (!live) {
    live = new Live(db.url);
    started.set(db, live);
  }
  return live;
}

/** Tells the browsers of this server, if any listen, that the clock of the demo was moved. */
export function tellClock(db: Database, now: Date): void {
  started.get(db)?.clock(now);
}

/** Ends the streams of this server, if any; call first when stopping. */
export async function closeLive(db: Database): Promise<void> {
  await started.get(db)?.close();
  started.delete(db);
}
