import { z } from 'zod';
import { remind } from '../../platform/live.ts';
import { notFound, type Route, raw, read, settingsOf } from '../ledger/index.ts';
import { nothingToMark } from './problems.ts';
import { countUnread, listNotices, markRead, type Notice } from './queries.ts';

const notice = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  words: z.string(),
  link: z.string().nullable(),
  programme: z.string(),
  division: z.string(),
  about: z.object({ relation: z.string(), id: z.string() }).nullable(),
  urgent: z.boolean(),
  /** Who ordered it at once. */
  urgent_by: z.string().nullable(),
  created_at: z.string(),
  /** When the person is reminded of it. */
  due_at: z.string(),
  read_at: z.string().nullable(),
});

const shown = ({ relation, row_id, urgent_by_title, created_at, due_at, read_at, ...rest }: Notice): z.input<typeof notice> => ({
  ...rest,
  about: relation && row_id ? { relation, id: row_id } : null,
  urgent_by: urgent_by_title,
  created_at: created_at.toISOString(),
  due_at: due_at.toISOString(),
  read_at: read_at?.toISOString() ?? null,
});

const cursor = z
  .string()
  .regex(/^\d{4}-[\dT:.-]+Z_[0-9a-f-]{36}$/, '翻页位置不对，请回到第一页')
  .transform((text) => ({ at: text.slice(0, -37), id: text.slice(-36) }));

export const routes: readonly Route[] = [
  read({
    path: '/api/notices',
    operation: 'notices.inbox.list',
    title: '我的消息',
    verb: null,
    query: z.object({
      tab: z.enum(['unread', 'all']).default('all'),
      after: cursor.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(30),
    }),
    answer: z.object({ items: z.array(notice), next: z.string().nullable(), unread: z.int() }),
    run: async ({ tx, actor, query }) => {
      const rows = await listNotices(tx, actor.city, actor.account_id, {
        unread: query.tab === 'unread',
        after: query.after,
        limit: query.limit,
      });
      const items = rows.slice(0, query.limit);
      const last = items.at(-1);
      return {
        items: items.map(shown),
        next: rows.length > query.limit && last ? `${last.created_at.toISOString()}_${last.id}` : null,
        unread: await countUnread(tx, actor.city, actor.account_id),
      };
    },
  }),
  // No act: that somebody read his inbox is no fact of the office, and nobody else may see it.
  raw({
    method: 'POST',
    path: '/api/notices/read',
    operation: 'notices.inbox.read',
    title: '标为已读',
    verb: null,
    body: z.object({
      ids: z.array(z.uuid()).max(200).optional(),
      /** Everything told until then: what came meanwhile stays unread. */
      until: z.iso.datetime({ offset: true }).optional(),
    }),
    answer: z.object({ unread: z.int() }),
    problems: [nothingToMark] as never,
    run: async (request, reply, { actor, office }) => {
      if (!actor) throw notFound();
      const { ids, until } = request.body as { ids?: string[]; until?: string };
      const which = until !== undefined ? { until } : ids && ids.length > 0 ? { ids } : undefined;
      if (!which) throw nothingToMark();
      reply.header('cache-control', 'no-store');
      return await office.db.transaction('write', settingsOf(actor), async (tx) => {
        await markRead(tx, actor.city, actor.account_id, which, office.clock.now());
        const unread = await countUnread(tx, actor.city, actor.account_id);
        // His other tabs and phone.
        await remind(tx, { account_id: actor.account_id, unread, fresh: 0, urgent: false });
        return { unread };
      });
    },
  }),
];
