/** 事项: one thing to be closed, of whatever kind. The front door of the unit. */
import { sql } from 'kysely';
import type pg from 'pg';
import type { Tx } from '../../platform/db.ts';
import type { Finding } from '../../platform/doctor.ts';
import type { Actor, Deed, Office } from '../ledger/index.ts';
import type { Unit } from '../programme.ts';
import type { MatterOptions, Tell } from './acts/step.ts';
import { type MatterActs, matterActs, matterTitles } from './acts.ts';
import { wakeDue } from './jobs.ts';
import type { MatterKind } from './kind.ts';
import { constraints } from './problems.ts';
import { matterRoutes } from './routes.ts';

export type { Tell, Telling } from './acts/step.ts';
export { type MatterActs, matterTitles, type Opened, type Opening, openMatter } from './acts.ts';
export { type Woken, wakeDue } from './jobs.ts';
export {
  type Basis,
  insertClocks,
  insertMatters,
  insertSteps,
  type NewClock,
  type NewMatter,
  type NewStep,
  takeNumbers,
} from './queries.ts';

export interface MattersOptions {
  /** Verbs that a role gives. */
  verbsOf: (role: string) => readonly string[];
  /** The system account of a programme, as which matters are woken. */
  system: (office: Office, programme: string) => Promise<Actor>;
  /** Hears what people should hear; nobody when absent. */
  tell?: Tell;
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
  const inner: MatterOptions = { verbsOf: options.verbsOf, tell: options.tell ?? (async () => {}) };
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
        run: async (office, _payload, signal) => {
          for (const programme of programmes) {
            const own = kinds.filter((kind) => kind.programme === programme);
            await wakeDue(office, await options.system(office, programme), programme, own, inner, signal);
          }
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

/** For `taizhang doctor`, on the owner's connection: every open matter has one holder who is in office and one wake-up that was not missed. */
export async function examineMatters(client: pg.Client, now: Date): Promise<Finding> {
  const { rows } = await client.query<{ open: number; loose: number; missed: number; vacant: number; first: string | null }>(
    `select count(*)::int as open,
      count(*) filter (where m.holder_unit_id is null or m.wake_at is null)::int as loose,
      count(*) filter (where m.wake_at < $1::timestamptz - interval '1 hour')::int as missed,
      count(*) filter (where m.holder_account_id is not null and a.state is distinct from 'active')::int as vacant,
      min(m.number) filter (where m.holder_unit_id is null or m.wake_at is null or m.wake_at < $1::timestamptz - interval '1 hour'
        or m.holder_account_id is not null and a.state is distinct from 'active') as first
    from matters.matters m left join people.accounts a on a.city = m.city and a.id = m.holder_account_id
    where m.outcome is null`,
    [now],
  );
  const found = rows[0] ?? { open: 0, loose: 0, missed: 0, vacant: 0, first: null };
  const faults = [
    ...(found.loose > 0 ? [`${found.loose} 件没有持有人或下次提醒`] : []),
    ...(found.missed > 0 ? [`${found.missed} 件到点一小时后还没有提醒，请看后台是否在运行`] : []),
    ...(found.vacant > 0 ? [`${found.vacant} 件的持有人已离岗，请办理交接或转办`] : []),
  ];
  return faults.length === 0
    ? { key: 'matters', state: 'ok', title: '事项', words: `${found.open} 件未办结，各有一个持有人和一次下次提醒` }
    : { key: 'matters', state: found.loose > 0 ? 'wrong' : 'note', title: '事项', words: `${faults.join('；')}。先看 ${found.first}` };
}
