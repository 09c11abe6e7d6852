import { sql } from 'kysely';
import type { z } from 'zod';
import type { BusinessClock } from '../../platform/clock.ts';
import type { Vault } from '../../platform/crypto.ts';
import type { Database, Tx } from '../../platform/db.ts';
import { type Actor, may, postFor, scopesOf, unitsOf } from './actor.ts';
import { actIdTaken, forbidden, invalidInput, notFound } from './problems.ts';

/** What every act and read may use beside its transaction. Made once by a door. */
export interface Office {
  db: Database;
  clock: BusinessClock;
  vault: Vault;
  /** Folder of content-addressed files and import sources. */
  files: string;
}

/** The running act, in which the act's function says what it is about. */
export interface Deed {
  readonly id: string;
  readonly office: Office;
  /** Business moment of the act. */
  readonly at: Date;
  /**
   * Says which row the act is about and in which division. Refuses when no post of the actor holds the verb there, which reads as
   * absence (404): an actor who may not act on a neighbour's row does not learn that it exists.
   */
  about(row: { relation?: string; id?: string; division: string }): void;
  /** Words and counts for the reader of the ledger; never a sealed value. */
  says(summary: Record<string, unknown>): void;
  because(reason: string | undefined): void;
}

export interface Act<Input = unknown, Answer = unknown> {
  /** `<programme>.<register>.<what>`, or `<unit>.<noun>.<what>` in the core. */
  verb: string;
  /** The office's verb, shown in the ledger. */
  title: string;
  input: z.ZodType<Input>;
  run: (tx: Tx, actor: Actor, input: Input, deed: Deed) => Promise<Answer>;
}

/** Declares an act: the one way in which anything is written. */
export function act<Input, Answer>(
  verb: string,
  title: string,
  input: z.ZodType<Input>,
  run: Act<Input, Answer>['run'],
): Act<Input, Answer> {
  return { verb, title, input, run };
}

/** Settings under which an actor's transaction runs. */
export const settingsOf = (actor: Actor, actId?: string) => ({
  city: actor.city,
  scopes: scopesOf(actor),
  units: unitsOf(actor),
  account: actor.account_id,
  ...(actId ? { act: actId } : {}),
});

/** Runs a read under the actor's scopes. */
export async function read<T>(office: Office, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  return await office.db.transaction('read', settingsOf(actor), work);
}

/**
 * Does an act: verb checked, transaction opened, actor set, rows written, act recorded, all at once. `id` is the caller's: a replay
 * returns the first answer. Throws `Problem`s; constraint violations stay PostgreSQL errors for the door to translate.
 */
export async function perform<Input, Answer>(
  office: Office,
  todo: Act<Input, Answer>,
  actor: Actor,
  id: string,
  raw: unknown,
): Promise<Answer> {
  if (!may(actor, todo.verb)) throw forbidden({ title: todo.title });
  const parsed = todo.input.safeParse(raw);
  if (!parsed.success) {
    throw invalidInput({ errors: parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })) });
  }
  try {
    const done = await office.db.transaction('write', settingsOf(actor, id), async (tx) => {
      const earlier = await findAnswer<Answer>(tx, todo, actor, id);
      if (earlier) return { answer: earlier.answer };
      const deed = new RunningDeed(id, office, todo, actor);
      const answer = await todo.run(tx, actor, parsed.data, deed);
      return { answer, change: await record(tx, todo, actor, deed, answer) };
    });
    if (done.change) office.db.announce('taizhang_live', JSON.stringify(done.change));
    return done.answer;
  } catch (error) {
    // Two replays at once: whatever the second one ran into (its own act, its own row, its own newer version), the first answer holds.
    const first = await office.db.transaction('read', settingsOf(actor), (tx) => findAnswer<Answer>(tx, todo, actor, id));
    if (first) return first.answer;
    if (isConstraint(error, 'acts_pkey')) throw actIdTaken();
    throw error;
  }
}

/** Whether a thrown error is the violation of that named constraint. */
export function isConstraint(error: unknown, name: string): boolean {
  return typeof error === 'object' && error !== null && 'constraint' in error && error.constraint === name;
}

async function findAnswer<Answer>(tx: Tx, todo: { verb: string }, actor: Actor, id: string): Promise<{ answer: Answer } | undefined> {
  const { rows } = await sql<{ verb: string; account_id: string; answer: Answer }>`
    select verb, account_id, answer from ledger.acts where city = ${actor.city} and id = ${id}`.execute(tx);
  const found = rows[0];
  if (!found) return undefined;
  if (found.verb !== todo.verb || found.account_id !== actor.account_id) throw actIdTaken();
  return { answer: found.answer };
}

/** Writes the act and returns what listeners are told of it. */
async function record(tx: Tx, todo: { verb: string }, actor: Actor, deed: RunningDeed, answer: unknown): Promise<Record<string, unknown>> {
  const subject = deed.subject;
  if (!subject) throw new Error(`${todo.verb} did not say what it is about`);
  const post = postFor(actor, todo.verb, subject.division);
  if (!post) throw notFound();
  await sql`
    insert into ledger.acts (city, id, verb, programme, division, account_id, account, post_id, unit_id, unit_name, relation, row_id, summary, reason, answer, at)
    values (${actor.city}, ${deed.id}, ${todo.verb}, ${post.programme}, ${subject.division}, ${actor.account_id}, ${actor.title}, ${post.id}, ${post.unit_id},
      ${post.unit_name}, ${subject.relation ?? null}, ${subject.id ?? null}, ${JSON.stringify(deed.summary)}, ${deed.reason ?? null},
      ${JSON.stringify(answer ?? null)}, ${deed.at})`.execute(tx);
  return {
    programme: post.programme,
    verb: todo.verb,
    division: subject.division,
    relation: subject.relation ?? null,
    id: subject.id ?? null,
  };
}

class RunningDeed implements Deed {
  readonly at: Date;
  subject: { relation?: string; id?: string; division: string } | undefined;
  summary: Record<string, unknown> = {};
  reason: string | undefined;

  constructor(
    readonly id: string,
    readonly office: Office,
    readonly todo: { verb: string; title: string },
    readonly actor: Actor,
  ) {
    this.at = office.clock.now();
  }

  about(row: { relation?: string; id?: string; division: string }): void {
    if (!may(this.actor, this.todo.verb, row.division)) throw notFound();
    this.subject = row;
  }

  says(summary: Record<string, unknown>): void {
    this.summary = { ...this.summary, ...summary };
  }

  because(reason: string | undefined): void {
    this.reason = reason;
  }
}
