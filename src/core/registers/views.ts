/** 视图: filters that a person saved. */
import { sql } from 'kysely';
import { z } from 'zod';
import { act, notFound, postFor, type Route, read, write } from '../ledger/index.ts';
import type { Sheet } from './sheet.ts';

const view = z.object({ id: z.string(), title: z.string(), query: z.string(), shared: z.boolean(), mine: z.boolean() });

/** Routes and acts of saved views over the given registers. */
export function viewRoutes(sheets: readonly Sheet[]): Route[] {
  const register = z.enum(sheets.map((s) => s.key) as [string, ...string[]], { error: '没有这个台账' });
  const save = act(
    'registers.views.save',
    '保存视图',
    z.object({
      register,
      title: z.string().trim().min(1, '请给视图起个名字').max(20, '名字最多 20 字'),
      query: z.string().max(2000),
      shared: z.boolean().default(false),
    }),
    async (tx, actor, input, deed) => {
      const sheet = sheets.find((s) => s.key === input.register);
      const post = sheet && postFor(actor, `${sheet.key}.read`);
      if (!post) throw notFound();
      deed.about({ relation: 'registers.views', id: deed.id, division: post.division });
      deed.says({ label: input.title });
      await sql`insert into registers.views (city, id, division, programme, register, account_id, title, query, shared)
      values (${actor.city}, ${deed.id}, ${post.division}, ${post.programme}, ${input.register}, ${actor.account_id}, ${input.title}, ${input.query}, ${input.shared})`.execute(
        tx,
      );
      return { id: deed.id };
    },
  );
  const remove = act('registers.views.remove', '删除视图', z.object({ id: z.uuid() }), async (tx, actor, input, deed) => {
    const { rows } = await sql<{ division: string; title: string }>`
      delete from registers.views where city = ${actor.city} and id = ${input.id} and account_id = ${actor.account_id} returning division, title`.execute(
      tx,
    );
    const gone = rows[0];
    if (!gone) throw notFound();
    deed.about({ relation: 'registers.views', id: input.id, division: gone.division });
    deed.says({ label: gone.title });
    return { id: input.id };
  });
  return [
    read({
      path: '/api/views',
      operation: 'registers.views.list',
      title: '我的视图',
      verb: null,
      query: z.object({ register }),
      answer: z.object({ items: z.array(view) }),
      run: async ({ tx, actor, query }) => {
        const { rows } = await sql<z.infer<typeof view>>`
          select id, title, query, shared, account_id = ${actor.account_id} as mine from registers.views
          where city = ${actor.city} and register = ${query.register} and (account_id = ${actor.account_id} or shared) order by title limit 100`.execute(
          tx,
        );
        return { items: rows };
      },
    }),
    write({
      path: '/api/views',
      operation: 'registers.views.save',
      title: '保存视图',
      act: save,
      body: z.object({ register: z.string(), title: z.string(), query: z.string(), shared: z.boolean().optional() }),
      answer: z.object({ id: z.string() }),
      input: (_params, body) => body,
    }),
    write({
      method: 'DELETE',
      path: '/api/views/:id',
      operation: 'registers.views.remove',
      title: '删除视图',
      act: remove,
      params: z.object({ id: z.uuid() }),
      answer: z.object({ id: z.string() }),
      input: (params) => params,
    }),
  ];
}
