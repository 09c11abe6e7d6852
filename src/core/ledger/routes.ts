/** GET /api/ledger: who did what, which rows it wrote, whether it is sealed; GET /api/live: changes as they happen. */
import { z } from 'zod';
import type { Tx } from '../../platform/db.ts';
import { liveOf } from '../../platform/live.ts';
import { scopesOf } from './actor.ts';
import { type Route, raw, read, write } from './door.ts';
import { eraseRows } from './erase.ts';
import { badCursor, badDay, forbidden, namesErased, notFound, stillReferred } from './problems.ts';
import { type ActFilters, type ActLine, getAct, getState, listActs, listVersions, listWritten } from './queries.ts';

const act = z.object({
  id: z.string(),
  verb: z.string(),
  title: z.string(),
  at: z.string(),
  account_id: z.string(),
  account: z.string(),
  unit_id: z.string().nullable(),
  unit_name: z.string().nullable(),
  division: z.string(),
  programme: z.string(),
  relation: z.string().nullable(),
  row_id: z.string().nullable(),
  summary: z.record(z.string(), z.unknown()),
  reason: z.string().nullable(),
  seal_no: z.number().nullable(),
});
const content = z.record(z.string(), z.unknown());

/** Rows of an act that are shown; the others are counted. */
const SHOWN = 200;

export interface LedgerWords {
  /** What the office calls the act of a verb. */
  titleOf: (verb: string) => string;
  /** Finds an account by its sign-in name, for the filter by person; people's knowledge. */
  accountNamed?: (tx: Tx, city: string, name: string) => Promise<string | null>;
}

export function ledgerRoutes({ titleOf, accountNamed }: LedgerWords): Route[] {
  const titled = (line: ActLine) => ({ ...line, title: titleOf(line.verb) });
  return [
    read({
      path: '/api/ledger/acts',
      operation: 'ledger.acts.list',
      title: '流水',
      verb: null,
      query: z.object({
        account: z.string().max(100).optional(),
        unit: z.string().max(200).optional(),
        subject: z.string().max(150).optional(),
        day: z.string().max(20).optional(),
        verb: z.string().max(100).optional(),
        programme: z.string().max(50).optional(),
        division: z.string().max(15).optional(),
        after: z.string().max(300).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: z.object({ items: z.array(act), next: z.string().nullable() }),
      problems: [badCursor, badDay],
      run: async ({ tx, actor, query }) => {
        const { after, limit, ...asked } = query;
        if (asked.day && !isDay(asked.day)) throw badDay({ value: asked.day });
        const filters: ActFilters = asked;
        // Shown names are not unique; a sign-in name is, and wins.
        const named = asked.account && accountNamed ? await accountNamed(tx, actor.city, asked.account) : null;
        const page = await listActs(tx, actor, named ? { ...filters, account: named } : filters, { after, limit });
        return { items: page.items.map(titled), next: page.next };
      },
    }),
    read({
      path: '/api/ledger/acts/:id',
      operation: 'ledger.acts.read',
      title: '一笔流水',
      verb: null,
      params: z.object({ id: z.string() }),
      answer: z.object({
        act,
        rows: z.array(
          z.object({
            relation: z.string(),
            row_id: z.string(),
            version: z.number(),
            before: content.nullable(),
            after: content.nullable(),
            erased: z.boolean(),
          }),
        ),
        rows_total: z.number(),
      }),
      problems: [notFound],
      run: async ({ tx, actor, params }) => {
        const found = await getAct(tx, actor.city, params.id);
        return { act: titled(found), ...(await listWritten(tx, actor.city, found.id, SHOWN)) };
      },
    }),
    read({
      path: '/api/ledger/rows/:relation/:id',
      operation: 'ledger.rows.versions',
      title: '一行的各版',
      verb: null,
      params: z.object({ relation: z.string(), id: z.string() }),
      answer: z.object({ items: z.array(z.object({ version: z.number(), content, act: act.nullable() })) }),
      problems: [notFound],
      run: async ({ tx, actor, params }) => {
        const versions = await listVersions(tx, actor.city, params.relation, params.id);
        return { items: versions.map((version) => ({ ...version, act: version.act && titled(version.act) })) };
      },
    }),
    read({
      path: '/api/ledger/state',
      operation: 'ledger.state.read',
      title: '封存状态',
      verb: null,
      answer: z.object({ sealed: z.number(), unsealed: z.number(), last_sealed_at: z.string().nullable() }),
      run: async ({ tx, actor }) => await getState(tx, actor.city),
    }),
    write({
      path: '/api/ledger/erasures',
      operation: 'ledger.rows.erase',
      title: '依法删除',
      act: eraseRows,
      body: z.object({ rows: z.array(z.object({ relation: z.string(), id: z.string() })), reason: z.string(), basis: z.string() }),
      answer: z.object({ rows: z.number(), versions: z.number(), copies: z.number() }),
      problems: [notFound, stillReferred, namesErased],
      input: (_params, body) => body,
    }),
    raw({
      method: 'GET',
      path: '/api/live',
      operation: 'ledger.changes.follow',
      title: '实时变化',
      verb: null,
      run: async (_request, reply, { actor, office }) => {
        if (!actor) throw forbidden({ title: '实时变化' });
        const headers = Object.fromEntries(
          Object.entries(reply.getHeaders()).filter((entry): entry is [string, string | number | string[]] => entry[1] !== undefined),
        );
        reply.hijack();
        liveOf(office.db).add(
          { account_id: actor.account_id, session_id: actor.session_id ?? null, scopes: scopesOf(actor) },
          reply.raw,
          headers,
        );
      },
    }),
  ];
}

function isDay(value: string): boolean {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : null;
  return date !== null && !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === value;
}
