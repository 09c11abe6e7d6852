/** The working record of an import: where a workbook stands on its way into a register. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';
import { type Actor, type Office, settingsOf } from '../../ledger/index.ts';
import { importGone } from '../problems.ts';

export type ImportState = 'reading' | 'asking' | 'ready' | 'landing' | 'done' | 'failed' | 'cancelled' | 'undone';

export interface SheetReport {
  name: string;
  header_rows: number[];
  rows: number;
  /** Why nothing of the sheet is imported; null when it is. */
  skipped: string | null;
  notes: string[];
  columns: { letter: string; heading: string; column: string | null; how: string; sample: string; note: string }[];
}

export interface Question {
  text: string;
  rows: number;
  sheet_rows: number[];
  candidates: { code: string; path: string; hint: string }[];
}

export interface Reason {
  reason: string;
  column: string | null;
  rows: number;
  first: { sheet: string; row: number }[];
}

export interface Counts {
  rows: number;
  ready: number;
  new: number;
  update: number;
  rejected: number;
  duplicates: number;
  unchanged: number;
  asking: number;
}

/** What a person answered: columns by sheet name and letter, divisions by the words of the file. */
export interface Mapping {
  columns?: Record<string, Record<string, string | null>>;
  divisions?: Record<string, string>;
}

export interface LandOptions {
  duplicates: 'skip' | 'update';
  all_or_nothing: boolean;
  act_id?: string;
}

export interface ImportRecord {
  id: string;
  division: string;
  register: string;
  account_id: string;
  account: string;
  file_name: string;
  kind: string;
  program: string | null;
  state: ImportState;
  phase: string;
  done: number;
  total: number | null;
  phase_since: Date;
  cancel_asked: boolean;
  sheets: SheetReport[];
  mapping: Mapping;
  questions: Question[];
  reasons: Reason[];
  counts: Partial<Counts>;
  options: Partial<LandOptions>;
  problem: { title: string; detail: string } | null;
  landed_act: string | null;
  landed_at: Date | null;
  created_at: Date;
}

const columns = sql.raw(
  'id, division, register, account_id, account, file_name, kind, program, state, phase, done, total, phase_since, cancel_asked, sheets, mapping, questions, reasons, counts, options, problem, landed_act, landed_at, created_at',
);

/** The record; a problem when it is absent, of another register, or out of scope. */
export async function getImport(tx: Tx, city: string, register: string, id: string, lock = false): Promise<ImportRecord> {
  const { rows } =
    await sql<ImportRecord>`select ${columns} from registers.imports where city = ${city} and id = ${id} and register = ${register} ${lock ? sql`for update` : sql``}`.execute(
      tx,
    );
  if (!rows[0]) throw importGone();
  return rows[0];
}

/** The latest imports of a register, newest first. */
export async function listImports(tx: Tx, city: string, register: string): Promise<ImportRecord[]> {
  const { rows } =
    await sql<ImportRecord>`select ${columns} from registers.imports where city = ${city} and register = ${register} order by created_at desc, id desc limit 100`.execute(
      tx,
    );
  return rows;
}

/** Writes changed fields of the record in the given transaction. */
export async function patchImport(tx: Tx, city: string, id: string, patch: Partial<Omit<ImportRecord, 'id'>>): Promise<void> {
  const set = Object.entries(patch).map(
    ([name, value]) =>
      sql`${sql.ref(name)} = ${value !== null && typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : value}`,
  );
  await sql`update registers.imports set ${sql.join(set)} where city = ${city} and id = ${id}`.execute(tx);
}

/** Thrown out of a running import when somebody pressed 取消. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/**
 * Tells how far a running import is, in transactions of its own, at most once a second, and learns whether it shall stop.
 * Landing runs in one long transaction that must not touch this row before its end, or it would wait for itself.
 */
export class Progress {
  #last = 0;
  #phase = '';

  constructor(
    readonly office: Office,
    readonly actor: Actor,
    readonly importId: string,
    readonly signal: AbortSignal | undefined,
    readonly told?: (phase: string, done: number, total: number | null) => void,
  ) {}

  /** Throws `Cancelled` when the import was cancelled, and the signal's reason when the process shuts down. */
  async tell(phase: string, done: number, total: number | null): Promise<void> {
    this.signal?.throwIfAborted();
    const now = Date.now();
    if (phase === this.#phase && now - this.#last < 1000) return;
    const since = phase !== this.#phase;
    this.#phase = phase;
    this.#last = now;
    this.told?.(phase, done, total);
    const cancelled = await this.office.db.transaction('write', settingsOf(this.actor), async (tx) => {
      const { rows } = await sql<{ cancel_asked: boolean }>`
        with told as (select pg_notify('taizhang_live', json_build_object('programme', programme, 'verb', register || '.progress', 'division', division, 'relation', 'registers.imports', 'id', id)::text)
          from registers.imports where city = ${this.actor.city} and id = ${this.importId})
        update registers.imports set phase = ${phase}, done = ${done}, total = ${total}, phase_since = case when ${since} then now() else phase_since end
        where city = ${this.actor.city} and id = ${this.importId} and (select count(*) >= 0 from told) returning cancel_asked`.execute(tx);
      return rows[0]?.cancel_asked ?? false;
    });
    if (cancelled) throw new Cancelled();
  }
}
