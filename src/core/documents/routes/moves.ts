/** 两版对照 over HTTP: what moved between two editions, and the rows that moved, with what happened to them. */
import { z } from 'zod';
import type { Tx } from '../../../platform/db.ts';
import { getDivisionIndex } from '../../divisions/index.ts';
import type { Figure } from '../../indicators/index.ts';
import { type Actor, notFound, type Route, read } from '../../ledger/index.ts';
import { listHappened } from '../../matters/index.ts';
import { type Catalogue, getBulletin } from '../bulletin.ts';
import { getWhole, type Whole } from '../paper.ts';
import { countMoves, listLastActs, listMoves } from '../queries/moves.ts';
import { listEditions } from '../queries.ts';

const edition = z.object({
  id: z.string(),
  bulletin_title: z.string(),
  issue_no: z.number(),
  edition_no: z.number(),
  on: z.string(),
  cutoff: z.string(),
});
const cursor = z.string().regex(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/);
const value = z.number().nullable();

/** Address under which a row of that figure has its page; null where it has none. */
export function pageOf(figure: Figure | undefined): string | null {
  const cohort = figure?.kind === 'ratio' ? figure.of : figure;
  if (cohort?.relation === 'matters.matters') return '/matters';
  return cohort?.register ? `/${cohort.register.key.replaceAll('.', '/')}` : null;
}

const relationOf = (figure: Figure | undefined): string | null => {
  const cohort = figure?.kind === 'ratio' ? figure.of : figure;
  return cohort?.relation ?? cohort?.register?.key ?? null;
};

export function moveRoutes(catalogue: Catalogue, of: string): Route[] {
  const base = `/api/documents/${of}/editions/:id/moves`;
  const reading = `${of}.bulletin.read`;
  /** Both editions: the one asked, and the one it is held against — given, else the edition before of the same issue, else the issue before. */
  const both = async (tx: Tx, actor: Actor, id: string, given: string | undefined): Promise<{ before: Whole; after: Whole }> => {
    const after = await getWhole(tx, catalogue, actor.city, of, id);
    const former = (await listEditions(tx, actor.city, after.issue.id)).find((one) => one.edition_no < after.edition.edition_no);
    const other = given ?? former?.id ?? after.edition.against?.edition_id;
    if (other === undefined) throw notFound();
    const before = await getWhole(tx, catalogue, actor.city, of, other);
    if (before.issue.bulletin !== after.issue.bulletin || before.issue.division !== after.issue.division) throw notFound();
    return { before, after };
  };
  const head = ({ edition: e, issue }: Whole) => ({
    id: e.id,
    bulletin_title: getBulletin(catalogue, issue.bulletin, of).title,
    issue_no: issue.issue_no,
    edition_no: e.edition_no,
    on: issue.on_date,
    cutoff: e.cutoff.toISOString(),
  });
  return [
    read({
      path: base,
      operation: `documents.${of}_moves.list`,
      title: '两版之间的变动',
      verb: reading,
      params: z.object({ id: z.uuid() }),
      query: z.object({ against: z.uuid().optional() }),
      answer: z.object({
        before: edition,
        after: edition,
        items: z.array(
          z.object({
            figure: z.string(),
            title: z.string(),
            unit: z.string(),
            before: value,
            after: value,
            came: z.number(),
            went: z.number(),
            changed: z.number(),
            why: z.string().nullable(),
          }),
        ),
      }),
      problems: [notFound],
      run: async ({ tx, actor, params, query }) => {
        const { before, after } = await both(tx, actor, params.id, query.against);
        const counted = await countMoves(tx, actor.city, before.edition.id, after.edition.id);
        const was = new Map(before.figures.map((figure) => [figure.key, figure]));
        const sameIssue = before.issue.id === after.issue.id;
        return {
          before: head(before),
          after: head(after),
          items: after.figures.flatMap((figure) => {
            const { came, went, changed } = counted.get(figure.key) ?? { came: 0, went: 0, changed: 0 };
            const earlier = was.get(figure.key)?.value ?? null;
            if (earlier === figure.value && came + went + changed === 0) return [];
            const why = sameIssue ? (after.edition.changes.find((move) => move.figure === figure.key)?.why ?? null) : null;
            return [
              {
                figure: figure.key,
                title: figure.title,
                unit: figure.unit,
                before: earlier,
                after: figure.value,
                came,
                went,
                changed,
                why,
              },
            ];
          }),
        };
      },
    }),
    read({
      path: `${base}/rows`,
      operation: `documents.${of}_moved_rows.list`,
      title: '两版之间变动的行',
      verb: reading,
      params: z.object({ id: z.uuid() }),
      query: z.object({
        figure: z.string().max(80),
        against: z.uuid().optional(),
        after: cursor.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: z.object({
        before: edition,
        came: z.number(),
        went: z.number(),
        changed: z.number(),
        page: z.string().nullable(),
        items: z.array(
          z.object({
            id: z.string(),
            division: z.string(),
            division_name: z.string(),
            on: z.string(),
            before: value,
            after: value,
            happened: z.object({ words: z.string(), unit_name: z.string(), at: z.string() }).nullable(),
          }),
        ),
        next: z.string().nullable(),
      }),
      problems: [notFound],
      run: async ({ tx, actor, params, query }) => {
        const { before, after } = await both(tx, actor, params.id, query.against);
        const { came, went, changed } = (await countMoves(tx, actor.city, before.edition.id, after.edition.id)).get(query.figure) ?? {
          came: 0,
          went: 0,
          changed: 0,
        };
        const page = await listMoves(tx, actor.city, {
          before: before.edition.id,
          after: after.edition.id,
          figure: query.figure,
          cursor: query.after ?? null,
          limit: query.limit,
        });
        const figure = catalogue.figures.get(query.figure);
        const ids = page.items.map((row) => row.row_id);
        const happened = await happenedTo(tx, actor.city, relationOf(figure), ids, before.edition.cutoff, after.edition.cutoff);
        const index = await getDivisionIndex(tx, actor.city);
        return {
          before: head(before),
          came,
          went,
          changed,
          page: pageOf(figure),
          items: page.items.map(({ row_id, ...row }) => ({
            id: row_id,
            ...row,
            division_name: index.pathName(row.division),
            happened: happened.get(row_id) ?? null,
          })),
          next: page.next,
        };
      },
    }),
  ];
}

interface Happening {
  words: string;
  unit_name: string;
  at: string;
}

/** What happened to those rows between two freezings. Of a matter its steps, of other rows the reason of the latest act; nobody is named. */
async function happenedTo(
  tx: Tx,
  city: string,
  relation: string | null,
  ids: readonly string[],
  after: Date,
  until: Date,
): Promise<Map<string, Happening>> {
  if (relation === null || ids.length === 0) return new Map();
  if (relation === 'matters.matters') {
    const found = await listHappened(tx, city, ids, after, until);
    return new Map(
      found.map(({ matter_id, titles, words, unit_name, at }) => [
        matter_id,
        { words: words && !titles.includes(words) ? `${titles}：${words}` : titles, unit_name, at: at.toISOString() },
      ]),
    );
  }
  const acts = await listLastActs(tx, city, relation, ids, after, until);
  return new Map(
    acts.flatMap(({ row_id, reason, unit_name, at }) =>
      reason ? [[row_id, { words: reason, unit_name: unit_name ?? '', at: at.toISOString() }] as const] : [],
    ),
  );
}
