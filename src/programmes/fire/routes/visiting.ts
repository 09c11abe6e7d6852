/** What a visit starts with: the premises as the ledger knows it, so that nothing known is asked again at the door. */
import { z } from 'zod';
import { getDivisionIndex } from '../../../core/divisions/index.ts';
import { covers, divisionsFor, notFound, type Route, read, within } from '../../../core/ledger/index.ts';
import { listReceivers } from '../../../core/matters/index.ts';
import type { Role } from '../../../core/unit.ts';
import { countInspections } from '../../../core/visits/index.ts';
import { visitKindTitles } from '../../../core/visits/rules.ts';
import { orderingVerb } from '../acts.ts';
import { findRechecked, findVisited, listInspections, listOpenHazards, yearlyCap } from '../queries.ts';

const recordingVerb = 'fire.inspection.record';

const hazard = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  grade: z.string(),
  item_code: z.string().nullable(),
  stage: z.string(),
  due_at: z.string().nullable(),
  overdue: z.boolean(),
});

const answer = z.object({
  /** The server's business time: when a visit that starts now starts. */
  now: z.string(),
  premises: z.object({
    id: z.string(),
    name: z.string(),
    address: z.string(),
    category: z.string(),
    status: z.string(),
    risk: z.string().nullable(),
    division: z.string(),
    division_name: z.string(),
  }),
  last_visit: z.object({ on_date: z.string(), kind_title: z.string(), score: z.number().nullable(), failed: z.number() }).nullable(),
  inspections_this_year: z.number(),
  yearly_cap: z.number(),
  hazards: z.array(hazard),
  /** The one that is looked at again, where `matter` names one: open, or closed and to be looked at once more 回头看. */
  rechecked: hazard.extend({ closed: z.boolean() }).nullable(),
  /** Colleagues with whom one may go; `orders`: who may carry out 监督检查. */
  officers: z.array(z.object({ account_id: z.string(), title: z.string(), unit_name: z.string(), orders: z.boolean() })),
});

/** `GET /api/fire/visiting?premises=&matter=`. `roles` are the programme's own: they say who may inspect. */
export const visitingRoute = (roles: readonly Role[]): Route =>
  read({
    path: '/api/fire/visiting',
    operation: 'fire.inspection.start',
    title: '检查前看一看',
    verb: recordingVerb,
    query: z.object({
      premises: z.uuid({ error: '场所编号格式不对' }),
      matter: z.uuid({ error: '隐患编号格式不对' }).optional(),
    }),
    answer,
    run: async ({ tx, actor, office, query }) => {
      const place = await findVisited(tx, actor.city, query.premises);
      if (!place || !divisionsFor(actor, recordingVerb).some((mine) => within(place.division, mine))) throw notFound();
      const index = await getDivisionIndex(tx, actor.city);
      const now = office.clock.now();
      const today = office.clock.today();
      const { items } = await listInspections(tx, actor.city, { divisions: [place.division], premises: place.id, limit: 1 });
      const last = items[0];
      const hazards = await listOpenHazards(tx, actor.city, place.id);
      const rechecked = query.matter === undefined ? undefined : await findRechecked(tx, actor.city, place.id, query.matter);
      const shown = <Row extends { due_at: Date | null }>({ due_at, ...one }: Row) => ({
        ...one,
        due_at: due_at?.toISOString() ?? null,
        overdue: due_at !== null && due_at < now,
      });
      const posts = await listReceivers(tx, actor.city, 'fire', place.division, today);
      const does = (role: string, verb: string) => roles.find((one) => one.key === role)?.verbs.some((held) => covers(held, verb)) ?? false;
      const colleagues = new Map<string, z.infer<typeof answer>['officers'][number]>();
      for (const post of posts.filter(({ role }) => does(role, recordingVerb))) {
        const orders = does(post.role, orderingVerb) || (colleagues.get(post.account_id)?.orders ?? false);
        colleagues.set(post.account_id, { account_id: post.account_id, title: post.title, unit_name: post.unit_name, orders });
      }
      return {
        now: now.toISOString(),
        premises: { ...place, division_name: index.pathName(place.division) },
        last_visit: last
          ? { on_date: last.on_date, kind_title: visitKindTitles[last.kind], score: last.score, failed: last.failed.length }
          : null,
        inspections_this_year: await countInspections(tx, actor.city, place.id, Number(today.slice(0, 4))),
        yearly_cap: await yearlyCap(tx, actor.city),
        hazards: hazards.map(shown),
        rechecked: rechecked ? shown(rechecked) : null,
        officers: [...colleagues.values()],
      };
    },
  });
