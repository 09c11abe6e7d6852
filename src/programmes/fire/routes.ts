import { z } from 'zod';
import { getDivisionIndex } from '../../core/divisions/index.ts';
import { notFound, type Route, read } from '../../core/ledger/index.ts';
import { responsibilityTier } from './codes.ts';
import { listHolders } from './queries.ts';
import { inspectionRoutes } from './routes/inspections.ts';
import { ledgerRoutes } from './routes/ledgers.ts';
import { worklistRoutes } from './routes/worklist.ts';

const holder = z.object({
  id: z.string(),
  name: z.string(),
  unit_name: z.string().nullable(),
  duty: z.string().nullable(),
  division: z.string(),
  division_name: z.string(),
});

export const routes: Route[] = [
  read({
    path: '/api/fire/holders',
    operation: 'fire.responsible.holders',
    title: '三级包保责任人',
    verb: 'fire.responsible.read',
    query: z.object({ division: z.string().regex(/^\d{4,15}$/, '区划代码是 4 到 15 位数字') }),
    answer: z.object({ tiers: z.array(z.object({ tier: z.string(), title: z.string(), holders: z.array(holder), vacant: z.boolean() })) }),
    run: async ({ tx, actor, office, query }) => {
      const index = await getDivisionIndex(tx, actor.city);
      if (
        !actor.posts.some((post) => query.division.startsWith(post.division) || post.also.some((code) => query.division.startsWith(code)))
      )
        throw notFound();
      const found = await listHolders(tx, actor.city, query.division, office.clock.today());
      return {
        tiers: responsibilityTier.items.map(({ code, title }) => {
          const holders = found
            .filter((h) => h.tier === code)
            .map(({ tier: _tier, ...h }) => ({ ...h, division_name: index.pathName(h.division) }));
          return { tier: code, title, holders, vacant: holders.length === 0 };
        }),
      };
    },
  }),
  ...inspectionRoutes,
  ...worklistRoutes,
  ...ledgerRoutes,
];
