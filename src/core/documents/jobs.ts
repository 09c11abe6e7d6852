/** At 18:00 the machine freezes the numbers of every bulletin that an office opened, and writes the first words. */
import { civilDate } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { log } from '../../platform/log.ts';
import { Problem } from '../../platform/problem.ts';
import { type Actor, type Office, perform, readAs } from '../ledger/index.ts';
import type { Job } from '../programme.ts';
import { type Catalogue, documentActs } from './acts.ts';
import { alreadyDrafted } from './problems.ts';
import { listSeries } from './queries.ts';

const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', hourCycle: 'h23' });
/** Hour of the business clock from which the day's numbers are frozen. */
export const FREEZE_HOUR = 18;

/** Drafts what is due and not there yet; returns how many. Running it again changes nothing. */
export async function freezeDue(
  office: Office,
  catalogue: Catalogue,
  system: (office: Office, programme: string) => Promise<Actor>,
  signal?: AbortSignal,
): Promise<number> {
  const now = office.clock.now();
  if (Number(hour.format(now)) < FREEZE_HOUR) return 0;
  let drafted = 0;
  for (const programme of new Set(catalogue.bulletins.filter((one) => one.daily).map((one) => one.programme))) {
    const actor = await system(office, programme);
    const series = await readAs(office, actor, (tx) => listSeries(tx, actor.city, programme));
    const { draft } = documentActs(catalogue, programme);
    for (const { bulletin, division } of series) {
      signal?.throwIfAborted();
      if (!catalogue.bulletins.some((one) => one.key === bulletin && one.daily)) continue;
      try {
        await perform(office, draft, actor, newId(), { key: bulletin, division, on: civilDate(now) });
        drafted++;
      } catch (error) {
        if (!(error instanceof Problem && error.type === alreadyDrafted.type)) throw error;
      }
    }
  }
  return drafted;
}

export const documentJobs = (catalogue: Catalogue, system: (office: Office, programme: string) => Promise<Actor>): Job[] => [
  {
    name: 'documents.freeze',
    // Every five minutes from 18:00 to 23:55 in Shanghai: a worker that was down at 18:00 still does it the same evening.
    cron: '*/5 10-15 * * *',
    title: '冻结当日数字，起草通报',
    run: async (office, _payload, signal) => {
      const drafted = await freezeDue(office, catalogue, system, signal);
      if (drafted > 0) log.info({ drafted }, 'bulletins were drafted');
    },
  },
];
