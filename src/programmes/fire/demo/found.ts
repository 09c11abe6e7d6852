/** A hazard of the demo at the moment of its finding, and who will work on it. */
import type { NewMatter } from '../../../core/matters/index.ts';
import { evidenceOf, relapseOf } from '../../../core/matters/kind.ts';
import { hazard as kind } from '../matters.ts';
import { failures } from './failures.ts';
import type { PlannedHazard } from './inspections.ts';
import type { Person } from './moments.ts';

/** Who works on hazards of a place. */
export interface Desk {
  /** Who recorded the visit. */
  recorder: Person;
  /** Who holds the queue nearest to the ground, and who stands above. */
  handler: Person;
  town: Person;
  county: Person;
  system: Person;
  /** The industry department to which it was transferred before anybody had signed for it. */
  department: Person | null;
}

/** What is said of a hazard beside the plan: number, basis, who inspected, what it came back from. */
export interface Given {
  number: string;
  basis: { title: string; article: string }[];
  inspectors: string[];
  former: { id: string; tier: NewMatter['tier'] } | null;
}

/** The row of a hazard as it was when it was found: nobody has signed for it. */
export function rowOf(hazard: PlannedHazard, desk: Desk, given: Given, lowest: NewMatter['tier']): NewMatter {
  const { item, grade, found_at } = hazard;
  return {
    division: String(hazard.place.values.division),
    programme: 'fire',
    id: hazard.id,
    kind: kind.key,
    number: given.number,
    title: `${String(hazard.place.values.name)}：${hazard.words}`,
    detail: hazard.words,
    grade,
    item_code: item.code,
    basis: given.basis,
    requirement: `${hazard.visit.kind === 'patrol' ? '建议：' : ''}${item.requirement}`,
    measures: item.urgent && !hazard.fixed ? (failures[item.code]?.measures ?? '专人看守，配齐灭火器') : null,
    place_id: hazard.place.id,
    visit_id: hazard.visit.id,
    found_on: hazard.visit.on,
    found_at,
    opened_by: desk.recorder.account_id,
    inspectors: given.inspectors,
    fixed_on_spot: hazard.fixed,
    stage: 'accept',
    outcome: null,
    tier: given.former ? relapseOf(kind, hazard.relapse_of?.grade ?? grade, given.former.tier).tier : lowest,
    holder_account_id: null,
    holder_title: null,
    holder_unit_id: desk.handler.unit_id,
    handler_account_id: null,
    handler_title: null,
    handler_unit_id: null,
    answered_by: null,
    answered_at: null,
    verified_by: null,
    closed_at: null,
    closed_on: null,
    due_at: null,
    near_at: null,
    measure: null,
    handle_due_at: null,
    held_until: null,
    held_reason: null,
    supervised: false,
    escalated_at: null,
    escalations: 0,
    sent_back: 0,
    returned: 0,
    evidence: evidenceOf(kind, grade),
    photos_before: 0,
    photos_after: 0,
    relapse_of: given.former?.id ?? null,
    mode: 'self',
    worked_by: null,
    remaining: null,
    look_back_why: null,
    look_back_on: null,
    looked_back_on: null,
    wake_at: null,
    wake_why: null,
  };
}
