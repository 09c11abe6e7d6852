import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';

export interface TierHolder {
  tier: string;
  id: string;
  name: string;
  unit_name: string | null;
  duty: string | null;
  division: string;
}

/** Per tier who answers for a division on a day: for each tier the persons of the longest code that contains it. */
export async function listHolders(tx: Tx, city: string, division: string, on: string): Promise<TierHolder[]> {
  const { rows } = await sql<TierHolder>`
    select tier, id, name, unit_name, duty, division from (
      select r.*, dense_rank() over (partition by tier order by length(division) desc) as rank from fire.responsible r
      where r.city = ${city} and ${division}::text ^@ r.division and (r.since is null or r.since <= ${on}::date) and (r.until is null or r.until >= ${on}::date)
    ) held where rank = 1 order by tier, name limit 40`.execute(tx);
  return rows;
}

/** Premises within a division: how many a person of that code answers for. */
export async function countPremises(tx: Tx, city: string, division: string): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from fire.premises where city = ${city} and division >= ${division} and division < ${`${division}:`}`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}
