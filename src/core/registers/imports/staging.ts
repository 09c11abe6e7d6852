/** Rows of a workbook into `registers.staged`: by COPY into a temporary table, because COPY does not work under row security. */

import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import copy from 'pg-copy-streams';
import type { RawConnection } from '../../../platform/db.ts';

export interface StagedRow {
  no: number;
  sheet: number;
  row: number;
  id: string;
  division: string | null;
  division_text: string | null;
  state: 'new' | 'asking' | 'rejected';
  keys: readonly (string | null)[];
  terms: readonly string[];
  /** Cells as stored (sealed ones sealed), without empty ones. */
  content: Readonly<Record<string, unknown>>;
  /** Words to show where the content has none: masked sealed values, cells with errors as they stand in the file. */
  shown: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, string>> | null;
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const field = (text: string): string => text.replace(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? sign).replaceAll('\u0000', '');
const orNull = (text: string | null): string => (text === null ? '\\N' : field(text));
const array = (items: readonly (string | null)[]): string =>
  `{${items.map((item) => (item === null ? 'NULL' : `"${item.replace(/["\\]/g, (sign) => `\\${sign}`)}"`)).join(',')}}`;

/** A stream of staged rows into the database; rows wait in memory only as long as PostgreSQL is slower than the reader. */
export class Stager {
  readonly #stream: Writable;
  #pending: string[] = [];
  #size = 0;
  count = 0;

  private constructor(
    readonly connection: RawConnection,
    readonly city: string,
    readonly importId: string,
  ) {
    this.#stream = connection.client.query(
      copy.from('copy staging (no, sheet, row, id, division, division_text, state, keys, terms, content, shown, errors) from stdin'),
    );
  }

  /** Starts staging on a connection whose transaction is open. */
  static async start(connection: RawConnection, city: string, importId: string): Promise<Stager> {
    await connection.client.query(`
      create temporary table staging (no int, sheet int, row int, id uuid, division text, division_text text, state text, keys text[], terms text[], content jsonb, shown jsonb, errors jsonb) on commit drop`);
    return new Stager(connection, city, importId);
  }

  async add(row: StagedRow): Promise<void> {
    const line = `${row.no}\t${row.sheet}\t${row.row}\t${row.id}\t${orNull(row.division)}\t${orNull(row.division_text)}\t${row.state}\t${field(array(row.keys))}\t${field(array(row.terms))}\t${field(JSON.stringify(row.content))}\t${field(JSON.stringify(row.shown))}\t${row.errors ? field(JSON.stringify(row.errors)) : '\\N'}\n`;
    this.#pending.push(line);
    this.#size += line.length;
    this.count += 1;
    if (this.#size > 256 * 1024) await this.#flush();
  }

  async #flush(): Promise<void> {
    const chunk = this.#pending.join('');
    this.#pending = [];
    this.#size = 0;
    if (!this.#stream.write(chunk)) await once(this.#stream, 'drain');
  }

  /** Ends the COPY and moves the rows under row security. */
  async finish(): Promise<void> {
    await this.#flush();
    this.#stream.end();
    await finished(this.#stream);
    const { client } = this.connection;
    await client.query('delete from registers.staged where city = $1 and import_id = $2', [this.city, this.importId]);
    await client.query(
      `insert into registers.staged (city, import_id, no, sheet, row, id, division, division_text, state, keys, terms, content, shown, errors)
       select $1, $2, no, sheet, row, id, division, division_text, state, keys, terms, content, shown, errors from staging order by no`,
      [this.city, this.importId],
    );
    await client.query('select registers.analyze_staged()');
  }

  /** Gives up: the COPY is broken off, the caller rolls back. */
  abort(error: Error): void {
    this.#stream.on('error', () => {});
    this.#stream.destroy(error);
  }
}
