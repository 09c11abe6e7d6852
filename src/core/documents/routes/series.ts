/** 开办与依据 over HTTP, and what the page of figures needs to know of it. */
import { z } from 'zod';
import type { ProblemMaker } from '../../../platform/problem.ts';
import { getDivisionIndex } from '../../divisions/index.ts';
import { may, notFound, type Route, read, staleVersion, write } from '../../ledger/index.ts';
import { SeriesAnswer, seriesActs } from '../acts/series.ts';
import { type Catalogue, getBulletin } from '../bulletin.ts';
import { alreadyOpened, noComparison, noSuchBulletin, notOpened } from '../problems.ts';
import { findBasis, findFrozenComparison, listSeries } from '../queries/series.ts';
import { basisWords } from '../rules.ts';

const basis = z.object({
  words: z.string(),
  title: z.string(),
  number: z.string(),
  article: z.string().nullable(),
  from: z.string(),
  to: z.string().nullable(),
  by: z.string(),
  at: z.string(),
});
const id = z.object({ id: z.uuid() });

export function seriesRoutes(catalogue: Catalogue, of: string): Route[] {
  const acts = seriesActs(catalogue, of);
  const base = `/api/documents/${of}`;
  const name = (what: string) => `documents.${of}_series.${what}`;
  const own = catalogue.bulletins.filter((one) => one.programme === of);
  const ways = [notFound, notOpened, staleVersion] as readonly ProblemMaker<never>[];
  const because = (what: 'close' | 'withdrawBasis', path: string, operation: string, title: string): Route =>
    write({
      path: `${base}/series/:id/${path}`,
      operation: name(operation),
      title,
      act: acts[what],
      params: id,
      body: z.object({ version: z.int(), reason: z.string() }),
      answer: SeriesAnswer,
      problems: ways,
      input: (params, body) => ({ ...params, ...body }),
    });
  return [
    read({
      path: `${base}/series`,
      operation: name('list'),
      title: '开办的通报和比较依据',
      verb: `${of}.bulletin.read`,
      answer: z.object({
        items: z.array(
          z.object({
            id: z.string(),
            version: z.number(),
            key: z.string(),
            title: z.string(),
            at: z.string().nullable(),
            ranks: z.boolean(),
            division: z.string(),
            division_name: z.string(),
            since: z.string().nullable(),
            closed_on: z.string().nullable(),
            basis: basis.nullable(),
            may: z.array(z.string()),
          }),
        ),
      }),
      run: async ({ tx, actor }) => {
        const index = await getDivisionIndex(tx, actor.city);
        const found = await listSeries(tx, actor.city, of);
        return {
          items: found
            .filter((one) => own.some((declared) => declared.key === one.bulletin))
            .map((one) => {
              const { title, at, compare } = getBulletin(catalogue, one.bulletin, of);
              const ranks = compare !== undefined && catalogue.figures.get(compare.figure)?.kind === 'ratio';
              const opened = one.closed_on === null;
              const offered = [
                ...(opened ? ['close'] : ['open']),
                ...(opened && ranks ? ['enter_basis'] : []),
                ...(one.basis ? ['withdraw_basis'] : []),
              ];
              return {
                id: one.id,
                version: one.version,
                key: one.bulletin,
                title,
                at,
                ranks,
                division: one.division,
                division_name: index.nameOf(one.division),
                since: one.since,
                closed_on: one.closed_on,
                basis: one.basis && { ...one.basis, words: basisWords(one.basis), at: one.basis.at.toISOString() },
                may: offered.filter((what) => may(actor, `${of}.bulletin.${what}`, one.division)),
              };
            }),
        };
      },
    }),
    write({
      path: `${base}/series`,
      operation: name('open'),
      title: '开办通报',
      act: acts.open,
      body: z.object({ key: z.string(), division: z.string(), since: z.string() }),
      answer: SeriesAnswer,
      problems: [notFound, noSuchBulletin, alreadyOpened] as readonly ProblemMaker<never>[],
      input: (_params, body) => body,
    }),
    because('close', 'close', 'close', '停办通报'),
    write({
      path: `${base}/series/:id/basis`,
      operation: name('enter_basis'),
      title: '录入比较依据',
      act: acts.enterBasis,
      params: id,
      body: z.object({
        version: z.int(),
        title: z.string(),
        number: z.string(),
        article: z.string().nullable(),
        from: z.string(),
        to: z.string().nullable(),
      }),
      answer: SeriesAnswer,
      problems: [...ways, noComparison] as readonly ProblemMaker<never>[],
      input: (params, body) => ({ ...params, ...body }),
    }),
    because('withdrawBasis', 'basis/withdraw', 'withdraw_basis', '停用比较依据'),
    read({
      path: `${base}/comparison`,
      operation: `documents.${of}_comparison.read`,
      title: '一个指标的排名依据和最近冻结的比较',
      verb: `${of}.bulletin.read`,
      query: z.object({ figure: z.string().max(80), division: z.string().regex(/^\d{4,15}$/) }),
      answer: z.object({
        basis: z.string().nullable(),
        frozen: z
          .object({
            edition_id: z.string(),
            bulletin: z.string(),
            bulletin_title: z.string(),
            issue_no: z.number(),
            edition_no: z.number(),
            on: z.string(),
            cutoff: z.string(),
            state: z.enum(['draft', 'submitted', 'published', 'discarded']),
          })
          .nullable(),
      }),
      run: async ({ tx, actor, query, office }) => {
        const comparing = own.filter((one) => one.compare?.figure === query.figure);
        const bases = await Promise.all(comparing.map((one) => findBasis(tx, actor.city, one.key, query.division, office.clock.today())));
        const found = bases.find((one) => one !== null);
        const frozen = await findFrozenComparison(tx, actor.city, {
          bulletins: comparing.map((one) => one.key),
          division: query.division,
          figure: query.figure,
        });
        return {
          basis: found ? basisWords(found) : null,
          frozen: frozen
            ? { ...frozen, bulletin_title: getBulletin(catalogue, frozen.bulletin, of).title, cutoff: frozen.cutoff.toISOString() }
            : null,
        };
      },
    }),
  ];
}
