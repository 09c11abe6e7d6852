/** 流水 of one matter, each step with the number of its seal. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';

export interface Step {
  act_id: string;
  verb: string;
  seal_no: number | null;
  at: Date;
  account: string;
  unit_name: string;
  title: string;
  words: string;
  clock_words: string;
  files: { id: string; role: string }[];
}

/** Newest first. */
export async function listSteps(tx: Tx, city: string, matter: string): Promise<Step[]> {
  const { rows } = await sql<Step>`
    select s.act_id, s.verb, l.seal_no, s.at, s.account, s.unit_name, s.title, s.words, s.clock_words, s.files
    from matters.steps s left join ledger.seals l on l.city = s.city and l.act_id = s.act_id
    where s.city = ${city} and s.matter_id = ${matter}::uuid order by s.at desc, s.id desc`.execute(tx);
  return rows;
}

/** What happened to a matter in a span: the steps in order, and the words and moment of the last. */
export interface Happened {
  matter_id: string;
  titles: string;
  words: string;
  unit_name: string;
  at: Date;
}

/** What happened to those matters after one moment, up to another; nobody is named. */
export async function listHappened(tx: Tx, city: string, ids: readonly string[], after: Date, until: Date): Promise<Happened[]> {
  const { rows } = await sql<Happened>`
    select matter_id, string_agg(title, '、' order by at, id) as titles, (array_agg(words order by at desc, id desc))[1] as words,
      (array_agg(unit_name order by at desc, id desc))[1] as unit_name, max(at) as at
    from matters.steps where city = ${city} and matter_id = any (${ids}::uuid[]) and at > ${after} and at <= ${until}
    group by matter_id`.execute(tx);
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}
