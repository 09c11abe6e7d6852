/** Rows of the unit as they are written: one statement for one or for ten thousand. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';
import type { Evidence, Measure, OpenStage, Outcome, Stage, Tier } from '../kind.ts';
import type { WakeWhy } from '../rules.ts';

export interface Basis {
  title: string;
  article: string;
}

/** A row of `matters.matters`. Moments are ISO texts or dates, days are civil dates. */
export interface NewMatter {
  id: string;
  division: string;
  programme: string;
  kind: string;
  number: string;
  title: string;
  detail: string;
  grade: string;
  item_code: string | null;
  basis: readonly Basis[];
  requirement: string;
  measures: string | null;
  place_id: string | null;
  visit_id: string | null;
  found_on: string;
  found_at: Date;
  opened_by: string;
  inspectors: readonly string[];
  fixed_on_spot: boolean;
  stage: Stage;
  outcome: Outcome | null;
  tier: Tier;
  holder_account_id: string | null;
  holder_title: string | null;
  holder_unit_id: string | null;
  handler_account_id: string | null;
  handler_title: string | null;
  handler_unit_id: string | null;
  answered_by: string | null;
  answered_at: Date | null;
  verified_by: string | null;
  closed_at: Date | null;
  closed_on: string | null;
  due_at: Date | null;
  near_at: Date | null;
  measure: Measure | null;
  handle_due_at: Date | null;
  held_until: string | null;
  held_reason: string | null;
  supervised: boolean;
  escalated_at: Date | null;
  escalations: number;
  sent_back: number;
  returned: number;
  evidence: Evidence;
  photos_before: number;
  photos_after: number;
  relapse_of: string | null;
  /** 三改: the mode it is in; null where its kind has none. */
  mode: string | null;
  /** Who ever handled it or answered for it; the database adds who handles it now. */
  worked_by: readonly string[] | null;
  /** 部分合格: what remains to be done, in the verifier's words. */
  remaining: string | null;
  look_back_why: 'drawn' | 'listed' | null;
  look_back_on: string | null;
  looked_back_on: string | null;
  wake_at: Date | null;
  wake_why: WakeWhy | null;
}

export interface Pause {
  from: string;
  until: string | null;
  reason: string;
}

export interface NewClock {
  id: string;
  division: string;
  programme: string;
  matter_id: string;
  stage: OpenStage;
  round: number;
  measure: Measure;
  amount: number;
  started_at: Date;
  first_due_at: Date;
  due_at: Date;
  latest_at: Date | null;
  stopped_at: Date | null;
  moved_why: 'extension' | 'hold' | 'sent_back' | null;
  pauses: readonly Pause[];
  note: string | null;
}

export interface NewStep {
  id: string;
  division: string;
  programme: string;
  matter_id: string;
  at: Date;
  verb: string;
  title: string;
  account_id: string;
  account: string;
  unit_name: string;
  words: string;
  clock_words: string;
  stage: Stage;
  files: readonly { id: string; role: string }[];
}

const matterColumns = `division, id, programme, kind, number, title, detail, grade, item_code, basis, requirement, measures, place_id, visit_id,
  found_on, found_at, opened_by, inspectors, fixed_on_spot, stage, outcome, tier, holder_account_id, holder_title, holder_unit_id,
  handler_account_id, handler_title, handler_unit_id, answered_by, answered_at, verified_by, closed_at, closed_on, due_at, near_at, measure,
  handle_due_at, held_until, held_reason, supervised, escalated_at, escalations, sent_back, returned, evidence, photos_before, photos_after,
  relapse_of, mode, worked_by, remaining, look_back_why, look_back_on, looked_back_on, wake_at, wake_why`;
const clockColumns =
  'division, id, programme, matter_id, stage, round, measure, amount, started_at, first_due_at, due_at, latest_at, stopped_at, moved_why, pauses, note';
const stepColumns = 'division, id, programme, matter_id, at, verb, title, account_id, account, unit_name, words, clock_words, stage, files';

async function insert(tx: Tx, table: string, columns: string, city: string, rows: readonly unknown[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into ${sql.table(table)} (city, ${sql.raw(columns)})
    select ${city}, ${sql.raw(columns)} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(
    tx,
  );
}

export const insertMatters = (tx: Tx, city: string, rows: readonly NewMatter[]): Promise<void> =>
  insert(tx, 'matters.matters', matterColumns, city, rows);

export const insertClocks = (tx: Tx, city: string, rows: readonly NewClock[]): Promise<void> =>
  insert(tx, 'matters.clocks', clockColumns, city, rows);

export const insertSteps = (tx: Tx, city: string, rows: readonly NewStep[]): Promise<void> =>
  insert(tx, 'matters.steps', stepColumns, city, rows);

/** A row of `matters.requests`: asked, and decided by another or not yet. */
export interface NewRequest {
  id: string;
  division: string;
  programme: string;
  matter_id: string;
  kind: 'extension' | 'hold';
  reason: string;
  asked_by: string;
  asked_title: string;
  asked_at: Date;
  due_at: Date;
  wanted_due_at: Date;
  latest_at: Date;
  decided_by: string | null;
  decided_title: string | null;
  decided_at: Date | null;
  granted: boolean | null;
  answer: string | null;
}

const requestColumns = `id, division, programme, matter_id, kind, reason, asked_by, asked_title, asked_at, due_at, wanted_due_at, latest_at,
  decided_by, decided_title, decided_at, granted, answer`;

export const insertRequests = (tx: Tx, city: string, rows: readonly NewRequest[]): Promise<void> =>
  insert(tx, 'matters.requests', requestColumns, city, rows);

/**
 * The next `count` numbers of a prefix, county and day: `FH-410402-20221103-0012`. A number is never given twice; gaps come of what was
 * rolled back. Whoever takes one makes the next wait until his transaction ends: take it late.
 */
export async function takeNumbers(tx: Tx, city: string, prefix: string, division: string, day: string, count = 1): Promise<string[]> {
  const county = division.slice(0, 6).padEnd(6, '0');
  const { rows } = await sql<{ last: number }>`
    insert into matters.numbers as n (city, prefix, division, day, last) values (${city}, ${prefix}, ${county}, ${day}, ${count})
    on conflict on constraint numbers_pkey do update set last = n.last + ${count} returning last`.execute(tx);
  const last = rows[0]?.last ?? count;
  const head = `${prefix}-${county}-${day.replaceAll('-', '')}-`;
  return Array.from({ length: count }, (_, i) => head + String(last - count + 1 + i).padStart(4, '0'));
}
