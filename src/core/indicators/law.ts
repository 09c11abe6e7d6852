/**
 * A law kept by construction: units are compared by outcome, people never by use (国办函〔2026〕12号: no check-in, no points ranking of
 * workers). A figure may not be divided by a person (see `figure`), and its rows may not even look at who acted.
 */
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import type { Figure, Window } from './figure.ts';

/** Only writes SQL down; has no connection. */
const writer = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const sample: Window = { city: '0000', division: '0000', from: null, to: null, through: '2022-11-09', cutoff: new Date(0), as: 'then' };

/** Names of columns and tables that say who did something. */
const whoActed = /\b(account_id|acting_account|ledger\s*"?\.\s*"?acts|people\s*"?\.\s*"?(accounts|posts|sessions|sign_ins)|act_id)\b/gi;

/** What in the rows of a figure says who did the work: empty when the figure keeps the law. */
export function personalColumns(figure: Figure): string[] {
  const tx = writer as unknown as Tx;
  const counted = figure.kind === 'counted' ? [figure] : typeof figure.those === 'function' ? [figure.of] : [figure.of, figure.those];
  const expressions = counted.map((each) => each.rows(tx, sample));
  if (figure.kind === 'ratio' && typeof figure.those === 'function') expressions.push(figure.those(tx, sample));
  return expressions.flatMap((expression) =>
    [...sql`select (${expression})`.compile(writer).sql.matchAll(whoActed)].map((match) => match[0]),
  );
}

/** Throws at start when two figures share a key or one looks at who did the work. */
export function checkFigures(figures: readonly Figure[]): void {
  const keys = new Set<string>();
  for (const figure of figures) {
    if (keys.has(figure.key)) throw new Error(`the figure ${figure.key} is declared twice`);
    keys.add(figure.key);
    const found = personalColumns(figure);
    if (found.length > 0) throw new Error(`${figure.key}: no figure may look at who did the work (${found.join(', ')})`);
  }
}
