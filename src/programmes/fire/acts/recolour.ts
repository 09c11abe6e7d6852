/** 风险颜色 follows the hazards: when one is closed or comes back, the colour of its premises is worked out anew in the same act. */
import { sql } from 'kysely';
import type { OnChange } from '../../../core/matters/index.ts';
import { registerActs } from '../../../core/registers/index.ts';
import { itemsFor, scoreOf } from '../../../core/visits/checklist.ts';
import type { Tx } from '../../../platform/db.ts';
import { smallPremises } from '../checklists.ts';
import { countOpenUrgent, lockPremises } from '../queries.ts';
import { premises } from '../registers.ts';
import { type Risk, riskOf, standingAnswers } from '../rules.ts';

/** Answers of the latest visits of a place, the latest first; a few suffice to find a whole one. */
async function latestVisits(
  tx: Tx,
  city: string,
  place: string,
): Promise<{ passed: string[]; failed: string[]; not_applicable: string[] }[]> {
  const { rows } = await sql<{ passed: string[]; failed: string[]; not_applicable: string[] }>`
    select v.passed, v.failed, v.not_applicable from visits.visits v
    where v.city = ${city} and v.place_id = ${place} and v.matter_id is null order by v.on_date desc, v.started_at desc limit 10`.execute(
    tx,
  );
  return rows;
}

/** Questions that fail at a place now: a hazard of theirs was found and not put right. */
async function failingNow(tx: Tx, city: string, place: string): Promise<Set<string>> {
  const { rows } = await sql<{ item_code: string }>`
    select distinct m.item_code from matters.matters m
    where m.city = ${city} and m.place_id = ${place} and m.kind = 'fire.hazard' and m.item_code is not null
      and (m.outcome is null and m.stage in ('accept', 'handle') or m.outcome = 'penalty_suggested')`.execute(tx);
  return new Set(rows.map((row) => row.item_code));
}

/**
 * The colour as it stands now: the last whole visit with what was put right since counted as passed, and red as long as a failure that is
 * dangerous at once waits to be put right. An actor who does not see the premises (an industry department) leaves it as it is; whoever
 * verifies what he answered sees it. Writes an ordinary edit of the register, with its version and its history.
 */
export const recolour: OnChange = async (tx, actor, deed, { place_id }) => {
  const place = place_id ? await lockPremises(tx, actor.city, place_id) : undefined;
  if (!place) return;
  const asked = itemsFor(smallPremises, place.category).map((item) => item.code);
  const whole = (await latestVisits(tx, actor.city, place.id)).find((visit) => {
    const answered = new Set([...visit.passed, ...visit.failed, ...visit.not_applicable]);
    return asked.every((code) => answered.has(code));
  });
  const failing = await failingNow(tx, actor.city, place.id);
  const urgent = smallPremises.items.filter((item) => item.urgent).map((item) => item.code);
  const risk = riskOf({
    score: whole ? scoreOf(smallPremises, standingAnswers(whole, failing)).score : null,
    open_urgent: await countOpenUrgent(tx, actor.city, place.id, urgent),
    complete: whole !== undefined,
    before: place.risk as Risk | null,
  });
  if (risk !== null && risk !== place.risk)
    await registerActs(premises).edit.run(tx, actor, { id: place.id, version: place.version, values: { risk } }, deed);
};
