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
