/** 事项: one thing to be closed, of whatever kind. The front door of the unit. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import type { Actor, Deed, Office } from '../ledger/index.ts';
import type { Unit } from '../unit.ts';
import type { MatterOptions, OnChange, Tell } from './acts/step.ts';
import { type MatterActs, matterActs, matterTitles } from './acts.ts';
import { type Woken, wakeDue, wokenWords } from './jobs.ts';
import type { MatterKind } from './kind.ts';
import { constraints } from './problems.ts';
import { matterRoutes } from './routes.ts';

export { type HeldDesk, listHeldDesks, listReceivers, type Receiver } from './acts/desks.ts';
export { lookedBack, noteLookedAgain, refuseNight, secondLook } from './acts/second-look.ts';
export type { Changed, OnChange, Tell, Telling } from './acts/step.ts';
export { type MatterActs, matterTitles, type Opened, type Opening, openMatter } from './acts.ts';
export { type Woken, wakeDue } from './jobs.ts';
export { closedAmong, foundMatters } from './queries/counted.ts';
export { examineMatters } from './queries/examine.ts';
export { listHappened } from './queries/steps.ts';
export {
  type Basis,
  insertClocks,
  insertMatters,
  insertRequests,
  insertSteps,
  type NewClock,
  type NewMatter,
  type NewRequest,
  type NewStep,
  takeNumbers,
  updateMatter,
} from './queries.ts';

export interface MattersOptions {
  /** Verbs that a role gives. */
  verbsOf: (role: string) => readonly string[];
  /** The system account of a programme, as which matters are woken. */
  system: (office: Office, programme: string) => Promise<Actor>;
  /** Hears what people should hear; nobody when absent. */
  tell?: Tell;
  /** Hears of every change of stage, inside the act; nobody when absent. */
  changed?: OnChange | undefined;
}

export interface Matters extends Unit {
  actsOf: (kind: string) => MatterActs;
  /** For `people`: what goes to the successor when somebody leaves. */
  handover: {
    title: string;
    run: (tx: Tx, given: { city: string; from: string; to: string; posts: readonly string[]; deed: Deed }) => Promise<number>;
  };
}

/** Everything the given kinds bring. Throws when two have the same key or the same letters before their numbers. */
export function createMatters(kinds: readonly MatterKind[], options: MattersOptions): Matters {
  for (const name of ['key', 'number_prefix'] as const)
    if (new Set(kinds.map((kind) => kind[name])).size !== kinds.length) throw new Error(`two kinds of matter have the same ${name}`);
  const inner: MatterOptions = { verbsOf: options.verbsOf, tell: options.tell ?? (async () => {}), changed: options.changed };
  const acts = new Map(kinds.map((kind) => [kind.key, matterActs(kind, inner)]));
  const actsOf = (key: string): MatterActs => {
    const found = acts.get(key);
    if (!found) throw new Error(`no kind of matter ${key}`);
    return found;
  };
  const programmes = [...new Set(kinds.map((kind) => kind.programme))];
  return {
    key: 'matters',
    routes: matterRoutes({ list: kinds, find: (key) => kinds.find((kind) => kind.key === key), acts: (kind) => actsOf(kind.key) }, inner),
    constraints,
    acts: kinds.flatMap((kind) => matterTitles(kind).map(([verb, title]) => ({ verb, title }))),
    actsOf,
    jobs: [
      {
        name: 'matters.wake',
        title: '到期提醒与升级',
        cron: '*/5 * * * *',
        followsClock: true,
        run: async (office, _payload, signal) => {
          const total: Woken = { woken: 0, reminded: 0, escalated: 0, released: 0 };
          for (const programme of programmes) {
            const own = kinds.filter((kind) => kind.programme === programme);
            const done = await wakeDue(office, await options.system(office, programme), programme, own, inner, signal);
            for (const key of Object.keys(total) as (keyof Woken)[]) total[key] += done[key];
          }
          return wokenWords(total);
        },
      },
    ],
    handover: {
      title: '未办结事项',
      run: async (tx, { city, from, to }) => {
        const { rows } = await sql<{
          moved: number;
        }>`select matters.hand_over(${city}, ${from}::uuid, ${to}::uuid, ${programmes}::text[]) as moved`.execute(tx);
        return rows[0]?.moved ?? 0;
      },
    },
  };
}
