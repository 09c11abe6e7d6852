/** Clockwork of fire safety: at 17:30 every unit gets its list of the next day. */
import { listUnits } from '../../core/divisions/index.ts';
import { isConstraint, type Office, perform, readAs } from '../../core/ledger/index.ts';
import { listHeldDesks } from '../../core/matters/index.ts';
import { systemActor } from '../../core/people/index.ts';
import { addDays } from '../../core/reference/rules.ts';
import type { Job } from '../../core/unit.ts';
import { newId } from '../../platform/ids.ts';
import { freezeWorklist, type NewWorklist } from './acts/worklist.ts';
import { tradesOf } from './codes/industries.ts';
import { listFrozen, listHeldHazards, listIndustries } from './queries/worklist.ts';

/**
 * Freezes the lists for the day `on`: one for each town with a clerk (网格排查), one for each county office (监督检查), one for each industry
 * department that holds hazards or whose trade it is. A unit that has its list of that day keeps it: running again changes nothing.
 * Returns how many lists were made.
 */
export async function freezeWorklists(office: Office, on: string, signal?: AbortSignal): Promise<number> {
  const actor = await systemActor(office, 'fire');
  const wanted = await readAs(office, actor, async (tx) => {
    const [desks, units, held, made, industries] = [
      await listHeldDesks(tx, actor.city, 'fire', office.clock.today()),
      await listUnits(tx, actor.city),
      await listHeldHazards(tx, actor.city),
      await listFrozen(tx, actor.city, on),
      await listIndustries(tx, actor.city),
    ];
    const lists: NewWorklist[] = [];
    for (const { unit_id, unit_name, division, role } of desks) {
      const kind =
        role === 'fire.clerk' && division.length === 9 ? 'patrol' : role === 'fire.office' && division.length === 6 ? 'inspection' : null;
      if (kind) lists.push({ for_on: on, division, unit_id, unit_name, kind, hazards: [] });
    }
    for (const unit of units) {
      // A list that nobody of the unit can open would be told to nobody.
      if (unit.kind !== 'department' || lists.some((one) => one.unit_id === unit.id) || !desks.some((desk) => desk.unit_id === unit.id))
        continue;
      const category = tradesOf(industries, unit.name);
      const hazards = held.get(unit.id) ?? [];
      if (category.length > 0 || hazards.length > 0)
        lists.push({ for_on: on, division: unit.division, unit_id: unit.id, unit_name: unit.name, kind: 'trade', category, hazards });
    }
    return lists.filter(({ unit_id, division }) => !made.has(`${unit_id} ${division}`));
  });
  let frozen = 0;
  for (const one of wanted) {
    signal?.throwIfAborted();
    try {
      await perform(office, freezeWorklist, actor, newId(), one);
      frozen++;
    } catch (error) {
      // Another worker was there first.
      if (!isConstraint(error, 'worklists_once')) throw error;
    }
  }
  return frozen;
}

export const jobs: readonly Job[] = [
  {
    name: 'fire.worklist',
    at: '17:30',
    title: '冻结次日检查清单',
    run: async (office, _payload, signal) => {
      const on = addDays(office.clock.today(), 1);
      const frozen = await freezeWorklists(office, on, signal);
      return frozen > 0 ? `冻结 ${on} 的检查清单 ${frozen} 份` : undefined;
    },
  },
];
