/** One matter: reading it for an act, and writing what the act changed. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { type MatterKind, modeAbove, type OpenStage } from '../kind.ts';
import type { Standing } from '../rules.ts';
import type { NewClock, NewMatter } from './rows.ts';

export interface Matter extends NewMatter {
  version: number;
}

export interface Clock extends NewClock {
  version: number;
}

export interface Request {
  id: string;
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

/** One matter; `lock` holds it until the transaction ends, so that two acts at once come one after the other. */
export async function findMatter(tx: Tx, city: string, id: string, lock = false): Promise<Matter | undefined> {
  const { rows } = await sql<Matter>`
    select m.* from matters.matters m where m.city = ${city} and m.id = ${id}::uuid ${lock ? sql`for update` : sql``}`.execute(tx);
  return rows[0];
}

export async function listClocks(tx: Tx, city: string, id: string): Promise<Clock[]> {
  const { rows } = await sql<Clock>`
    select c.* from matters.clocks c where c.city = ${city} and c.matter_id = ${id}::uuid
    order by array_position(array['accept', 'handle', 'verify'], c.stage), c.round`.execute(tx);
  return rows;
}

export async function listRequests(tx: Tx, city: string, id: string): Promise<Request[]> {
  const { rows } = await sql<Request>`
    select r.* from matters.requests r where r.city = ${city} and r.matter_id = ${id}::uuid order by r.asked_at, r.id`.execute(tx);
  return rows;
}

/** The clock that runs, or stands still, in a stage: the latest round. */
export async function currentClock(tx: Tx, city: string, id: string, stage: OpenStage): Promise<Clock | undefined> {
  const { rows } = await sql<Clock>`
    select c.* from matters.clocks c where c.city = ${city} and c.matter_id = ${id}::uuid and c.stage = ${stage} order by c.round desc limit 1`.execute(
    tx,
  );
  return rows[0];
}

const assigned = (patch: object, json: readonly string[] = []) =>
  sql.join(
    Object.entries(patch).map(([name, value]) =>
      json.includes(name) ? sql`${sql.ref(name)} = ${JSON.stringify(value)}::jsonb` : sql`${sql.ref(name)} = ${value}`,
    ),
  );

/** Writes what changed when the row still has `version`; answers the new version, or nothing when somebody was faster. */
export async function updateMatter(
  tx: Tx,
  city: string,
  id: string,
  version: number,
  patch: Partial<NewMatter>,
): Promise<number | undefined> {
  const { rows } = await sql<{ version: number }>`
    update matters.matters set ${assigned(patch, ['basis'])} where city = ${city} and id = ${id}::uuid and version = ${version} returning version`.execute(
    tx,
  );
  return rows[0]?.version;
}

export async function updateClock(tx: Tx, city: string, id: string, patch: Partial<NewClock>): Promise<void> {
  await sql`update matters.clocks set ${assigned(patch, ['pauses'])} where city = ${city} and id = ${id}::uuid`.execute(tx);
}

/** Constraints: `requests_*`; see `problems.ts`. */
export async function insertRequest(
  tx: Tx,
  city: string,
  m: { id: string; division: string; programme: string },
  r: Pick<Request, 'kind' | 'reason' | 'asked_by' | 'asked_title' | 'asked_at' | 'due_at' | 'wanted_due_at' | 'latest_at'>,
): Promise<void> {
  await sql`
    insert into matters.requests (city, id, division, programme, matter_id, kind, reason, asked_by, asked_title, asked_at, due_at, wanted_due_at, latest_at)
    values (${city}, ${newId()}, ${m.division}, ${m.programme}, ${m.id}, ${r.kind}, ${r.reason}, ${r.asked_by}, ${r.asked_title}, ${r.asked_at},
      ${r.due_at}, ${r.wanted_due_at}, ${r.latest_at})`.execute(tx);
}

export async function decideRequest(
  tx: Tx,
  city: string,
  id: string,
  d: { decided_by: string; decided_title: string; decided_at: Date; granted: boolean; answer: string },
): Promise<void> {
  await sql`update matters.requests set ${assigned(d)} where city = ${city} and id = ${id}::uuid`.execute(tx);
}

/** Of a matter's requests the extension, which there is once, and the hold that waits for a decision. */
export const requestsOf = (requests: readonly Request[]): { extension: Request | undefined; hold: Request | undefined } => ({
  extension: requests.find((one) => one.kind === 'extension'),
  hold: requests.find((one) => one.kind === 'hold' && one.decided_by === null),
});

/** What the rules look at, from the rows. */
export function standingOf(m: Matter, requests: readonly Request[], kind: MatterKind): Standing {
  const { extension, hold } = requestsOf(requests);
  return {
    stage: m.stage,
    outcome: m.outcome,
    held_until: m.held_until,
    holder_account_id: m.holder_account_id,
    holder_unit_id: m.holder_unit_id,
    handler_account_id: m.handler_account_id,
    handler_unit_id: m.handler_unit_id,
    answered_by: m.answered_by,
    opened_by: m.opened_by,
    inspectors: m.inspectors,
    supervised: m.supervised,
    returned: m.returned,
    due_at: m.due_at,
    looked_back_on: m.looked_back_on,
    worked_by: m.worked_by,
    may_step_up: modeAbove(kind, m.mode) !== null,
    request: extension ? { asked_by: extension.asked_by, decided: extension.decided_by !== null } : null,
    hold_request: hold ? { asked_by: hold.asked_by } : null,
  };
}

/** Closed matters of a kind at a place that are to be looked at again, locked. */
export async function listToLookBack(tx: Tx, city: string, kind: string, place: string): Promise<Matter[]> {
  const { rows } = await sql<Matter>`
    select m.* from matters.matters m
    where m.city = ${city} and m.kind = ${kind} and m.place_id = ${place}::uuid and m.look_back_why is not null and m.looked_back_on is null
    order by m.id for update`.execute(tx);
  return rows;
}

/** Name and address of a matter's place for a post that sees the matter and not the place. */
export async function findPlaceOf(tx: Tx, city: string, id: string): Promise<{ name: string; address: string | null } | undefined> {
  const { rows } = await sql<{
    name: string;
    address: string | null;
  }>`select name, address from matters.place_of(${city}, ${id}::uuid)`.execute(tx);
  return rows[0];
}

/** Whether a closed matter has relapsed, and how often this one's line has. */
export async function countRelapses(tx: Tx, city: string, id: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with recursive line as (
      select m.id, m.relapse_of from matters.matters m where m.city = ${city} and m.id = ${id}::uuid
      union all
      select m.id, m.relapse_of from line l join matters.matters m on m.city = ${city} and m.id = l.relapse_of
    ), later as (
      select m.id from matters.matters m where m.city = ${city} and m.relapse_of = ${id}::uuid
      union all
      select m.id from later l join matters.matters m on m.city = ${city} and m.relapse_of = l.id
    )
    select (select count(*) from line where relapse_of is not null) + (select count(*) from later) as n`.execute(tx);
  return rows[0]?.n ?? 0;
}
