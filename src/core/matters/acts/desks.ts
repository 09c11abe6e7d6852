/** 岗位: whose queue takes a matter, and who may receive one. Posts are administration; definer functions answer only this. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';
import { deskCodes, type MatterKind, type Tier, tierOrder } from '../kind.ts';

export interface Desk {
  unit_id: string;
  unit_name: string;
  division: string;
  tier: Tier;
}

/**
 * The desk for a division at a tier, or at the first one above that has somebody. `barred` may not be the only people there.
 * @returns null when there is none up to the top
 */
export async function findDesk(
  tx: Tx,
  city: string,
  kind: MatterKind,
  work: 'handle' | 'verify',
  from: Tier,
  division: string,
  barred: readonly string[],
  today: string,
): Promise<Desk | null> {
  for (const tier of kind.tiers.filter((one) => tierOrder.indexOf(one) >= tierOrder.indexOf(from))) {
    const roles = kind.desks?.[work];
    // Where a kind names its desks, a tier that it leaves out has none.
    if (roles && !roles[tier]) continue;
    const codes = deskCodes(tier, division);
    if (codes.length === 0) continue;
    const wanted = roles?.[tier] ?? null;
    const { rows } = await sql<Omit<Desk, 'tier'>>`
      select unit_id, unit_name, division from matters.find_desk(${city}, ${kind.programme}, ${codes}::text[], ${wanted ? [...wanted] : null}::text[],
        ${[...barred]}::uuid[], ${today}::date)`.execute(tx);
    if (rows[0]) return { ...rows[0], tier };
  }
  return null;
}

export interface Receiver {
  account_id: string;
  account: string;
  title: string;
  role: string;
  unit_id: string;
  unit_name: string;
  division: string;
}

/** Everybody who holds a post of the programme in the division or above it. */
export async function listReceivers(tx: Tx, city: string, programme: string, division: string, today: string): Promise<Receiver[]> {
  const codes = [15, 12, 9, 6, 4].filter((length) => length <= division.length).map((length) => division.slice(0, length));
  const { rows } = await sql<Receiver>`
    select account_id, account, title, role, unit_id, unit_name, division
    from matters.posts_at(${city}, ${programme}, ${codes}::text[], null, ${today}::date)
    order by array_position(${codes}::text[], division), unit_name, title, account_id, unit_id`.execute(tx);
  return rows;
}

export interface HeldDesk {
  unit_id: string;
  unit_name: string;
  division: string;
  role: string;
}

/** Every unit in which a post of the programme is held today, with the division of the post and its role: once for each. */
export async function listHeldDesks(tx: Tx, city: string, programme: string, today: string): Promise<HeldDesk[]> {
  const { rows } = await sql<HeldDesk>`
    select distinct p.unit_id, p.unit_name, p.division, p.role
    from matters.posts_at(${city}, ${programme}, (select array_agg(d.code) from divisions.divisions d where d.city = ${city}), null, ${today}::date) p
    order by p.division, p.unit_name, p.unit_id, p.role`.execute(tx);
  return rows;
}
