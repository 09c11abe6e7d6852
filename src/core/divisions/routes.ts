import { z } from 'zod';
import { type Route, raw, readAs } from '../ledger/index.ts';
import { getDivisionsEdition, listDivisions } from './queries.ts';
import { outermost } from './rules.ts';

const entry = z.object({ code: z.string(), name: z.string(), pinyin: z.string(), initials: z.string() });

/** The tree a person works in, fetched once and kept by the browser until it changes. */
export const routes: Route[] = [
  raw({
    method: 'GET',
    path: '/api/divisions',
    operation: 'divisions.tree.list',
    title: '我的区划',
    verb: null,
    answer: z.object({ items: z.array(entry) }),
    run: async (request, reply, { actor, office }) => {
      if (!actor) return { items: [] };
      const within = outermost(actor.posts.flatMap((post) => [post.division, ...post.also]));
      return await readAs(office, actor, async (tx) => {
        const tag = `"${await getDivisionsEdition(tx, actor.city)}-${within.join('.')}"`;
        reply.header('etag', tag).header('cache-control', 'private, no-cache');
        if (request.headers['if-none-match'] === tag) return reply.code(304).send();
        const items = await listDivisions(tx, actor.city, within);
        return { items: items.map(({ code, name, pinyin, initials }) => ({ code, name, pinyin: pinyin ?? '', initials: initials ?? '' })) };
      });
    },
  }),
];
