/** At its hour of the office's day the machine freezes the numbers of every bulletin that an office opened, and writes the first words. */
import { newId } from '../../platform/ids.ts';
import { Problem } from '../../platform/problem.ts';
import { type Actor, type Office, perform, readAs } from '../ledger/index.ts';
import type { Job } from '../unit.ts';
import { documentActs } from './acts.ts';
import type { Catalogue } from './bulletin.ts';
import { alreadyDrafted } from './problems.ts';
import { listSeries } from './queries/series.ts';

/** Drafts the bulletins of that hour that are opened and not there yet; returns how many. Running it again changes nothing. */
export async function freezeDue(
  office: Office,
  catalogue: Catalogue,
  system: (office: Office, programme: string) => Promise<Actor>,
  at: string,
  signal?: AbortSignal,
): Promise<number> {
  const today = office.clock.today();
  const due = catalogue.bulletins.filter((one) => one.at === at);
  let drafted = 0;
  for (const programme of new Set(due.map((one) => one.programme))) {
    const actor = await system(office, programme);
    const series = await readAs(office, actor, (tx) => listSeries(tx, actor.city, programme));
    const { draft } = documentActs(catalogue, programme);
    for (const { bulletin, division, since, closed_on } of series) {
      signal?.throwIfAborted();
      if (!due.some((one) => one.key === bulletin) || closed_on !== null || (since !== null && since > today)) continue;
      try {
        await perform(office, draft, actor, newId(), { key: bulletin, division, on: today });
        drafted++;
      } catch (error) {
        if (!(error instanceof Problem && error.type === alreadyDrafted.type)) throw error;
      }
    }
  }
  return drafted;
}

/** One job for each hour of the day at which a bulletin is frozen. */
export const documentJobs = (catalogue: Catalogue, system: (office: Office, programme: string) => Promise<Actor>): Job[] => {
  const hours = [...new Set(catalogue.bulletins.flatMap(({ at }) => at ?? []))].sort();
  return hours.map((at) => ({
    name: `documents.freeze_${at.replace(':', '')}`,
    at,
    title: `冻结当日数字，起草${catalogue.bulletins
      .filter((one) => one.at === at)
      .map((one) => one.title)
      .join('、')}`,
    run: async (office, _payload, signal) => {
      const drafted = await freezeDue(office, catalogue, system, at, signal);
      return drafted > 0 ? `冻结并起草 ${drafted} 份通报` : undefined;
    },
  }));
};
