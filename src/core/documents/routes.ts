/** /api/documents/{programme}: issues, editions with their frozen numbers, the rows behind them, files, and what may be done. */
import { PassThrough } from 'node:stream';
import { z } from 'zod';
import { badLayout, fallsOn, noPdfProgram, pdfFailed, writeDocx, writePdf } from '../../platform/docx/index.ts';
import type { ProblemMaker } from '../../platform/problem.ts';
import { getDivisionIndex } from '../divisions/index.ts';
import { may, notFound, type Route, raw, read, readAs, staleVersion, write } from '../ledger/index.ts';
import { Answer, Blocks, documentActs } from './acts.ts';
import { type Catalogue, getBulletin } from './bulletin.ts';
import { getWhole } from './paper.ts';
import { alreadyDrafted, badDay, closedEdition, noSuchBulletin, notInState, notTheLatest, ownWords, unknownNumber } from './problems.ts';
import { listEditions, listFrozenRows, listIssues } from './queries.ts';
import { moveRoutes, pageOf } from './routes/moves.ts';
import { seriesRoutes } from './routes/series.ts';
import { examine } from './rules.ts';

const state = z.enum(['draft', 'submitted', 'published', 'discarded']);
const id = z.object({ id: z.uuid() });
const value = { value: z.number().nullable(), numerator: z.number().nullable(), denominator: z.number().nullable() };
const figure = z.object({
  key: z.string(),
  title: z.string(),
  unit: z.string(),
  ...value,
  definition: z.string(),
  source: z.string(),
  rows: z.number(),
});
const line = z.object({
  code: z.string(),
  name: z.string(),
  ...value,
  place: z.number().nullable(),
  tied: z.boolean(),
  small: z.boolean(),
});
const comparison = z.object({
  figure: z.string(),
  title: z.string(),
  unit: z.string(),
  basis: z.string().nullable(),
  lines: z.array(line),
});
const issue = z.object({
  edition_id: z.string(),
  issue_no: z.number(),
  edition_no: z.number(),
  on: z.string(),
  document_no: z.string(),
  state,
  cutoff: z.string(),
  published: z.object({ by: z.string(), at: z.string() }).nullable(),
  reason: z.string().nullable(),
});
const edition = z.object({
  id: z.string(),
  version: z.number(),
  bulletin: z.string(),
  bulletin_title: z.string(),
  programme: z.string(),
  division: z.string(),
  division_name: z.string(),
  issue_no: z.number(),
  edition_no: z.number(),
  on: z.string(),
  state,
  title: z.array(z.string()),
  blocks: Blocks,
  figures: z.array(figure),
  comparison: comparison.nullable(),
  tables: z.array(comparison.extend({ key: z.string(), by: z.enum(['division', 'unit']) })),
  counts: z.array(z.object({ key: z.string(), title: z.string(), codes: z.array(z.string()) })),
  changes: z.array(
    z.object({
      figure: z.string(),
      title: z.string(),
      unit: z.string(),
      before: z.number().nullable(),
      after: z.number().nullable(),
      came: z.number(),
      went: z.number(),
      changed: z.number(),
      why: z.string(),
    }),
  ),
  reason: z.string().nullable(),
  returned_because: z.string().nullable(),
  from: z.string().nullable(),
  cutoff: z.string(),
  examined: z.object({ numbers: z.number(), handwritten: z.array(z.string()) }),
  submitted: z.object({ by: z.string(), at: z.string() }).nullable(),
  published: z.object({ by: z.string(), at: z.string() }).nullable(),
  editions: z.array(
    z.object({
      id: z.string(),
      edition_no: z.number(),
      state,
      cutoff: z.string(),
      reason: z.string().nullable(),
      published_by: z.string().nullable(),
    }),
  ),
  against: z
    .object({
      edition_id: z.string(),
      issue_no: z.number(),
      on: z.string(),
      cutoff: z.string(),
      values: z.record(z.string(), z.number().nullable()),
    })
    .nullable(),
  paper: z.object({
    mark: z.string().nullable(),
    head: z.string(),
    number: z.string(),
    recipients: z.string(),
    signed: z.string(),
    date: z.string(),
    copies: z.string().nullable(),
    printed_by: z.string(),
    printed_on: z.string(),
    pages: z.number(),
  }),
  may: z.array(z.string()),
});
export type EditionAnswer = z.output<typeof edition>;

const nameOf = (whole: { issue: { document_no: string }; edition: { edition_no: number; title: string[] } }, suffix: string) =>
  encodeURIComponent(
    `${whole.issue.document_no}${whole.edition.edition_no > 1 ? `（第${whole.edition.edition_no}版）` : ''}${whole.edition.title.join('')}.${suffix}`,
  );

/** The routes of a programme that has bulletins. */
export function documentRoutes(catalogue: Catalogue, of: string): Route[] {
  const acts = documentActs(catalogue, of);
  const reading = `${of}.bulletin.read`;
  const base = `/api/documents/${of}`;
  const name = (noun: string, what: string) => `documents.${of}_${noun}.${what}`;
  const own = catalogue.bulletins.filter((one) => one.programme === of);
  const file = (suffix: 'docx' | 'pdf', title: string, type: string, problems: readonly ProblemMaker<never>[]): Route =>
    raw({
      method: 'GET',
      path: `${base}/editions/:id/${suffix}`,
      operation: name(suffix, 'export'),
      title,
      verb: reading,
      params: id,
      problems: [notFound, badLayout, ...problems] as readonly ProblemMaker<never>[],
      run: async (request, reply, { actor, office }) => {
        if (!actor) throw notFound();
        const whole = await readAs(office, actor, (tx) => getWhole(tx, catalogue, actor.city, of, (request.params as { id: string }).id));
        const bytes = suffix === 'pdf' ? await writePdf(whole.paper) : await docxOf(whole.paper);
        return reply
          .header('content-disposition', `attachment; filename*=UTF-8''${nameOf(whole, suffix)}`)
          .header('cache-control', 'no-store')
          .type(type)
          .send(bytes);
      },
    });
  const step = (what: 'submit' | 'publish', title: string, problems: readonly ProblemMaker<never>[]): Route =>
    write({
      path: `${base}/editions/:id/${what}`,
      operation: name('editions', what),
      title,
      act: acts[what],
      params: id,
      body: z.object({ version: z.int() }),
      answer: Answer,
      problems: [notFound, notInState, staleVersion, closedEdition, ...problems] as readonly ProblemMaker<never>[],
      input: (params, body) => ({ ...params, ...body }),
    });
  const because = (what: 'return' | 'discard', title: string): Route =>
    write({
      path: `${base}/editions/:id/${what}`,
      operation: name('editions', what),
      title,
      act: what === 'return' ? acts.sendBack : acts.discard,
      params: id,
      body: z.object({ version: z.int(), reason: z.string() }),
      answer: Answer,
      problems: [notFound, notInState, staleVersion, closedEdition],
      input: (params, body) => ({ ...params, ...body }),
    });
  return [
    read({
      path: `${base}/bulletins`,
      operation: name('bulletins', 'list'),
      title: '有哪些通报',
      verb: reading,
      answer: z.object({ items: z.array(z.object({ key: z.string(), title: z.string(), at: z.string().nullable(), ranks: z.boolean() })) }),
      run: async () => ({
        items: own.map(({ key, title, at, compare }) => ({
          key,
          title,
          at,
          ranks: compare !== undefined && catalogue.figures.get(compare.figure)?.kind === 'ratio',
        })),
      }),
    }),
    read({
      path: `${base}/issues`,
      operation: name('issues', 'list'),
      title: '各期通报',
      verb: reading,
      query: z.object({
        key: z.string().max(60),
        division: z.string().regex(/^\d{4,12}$/),
        before: z.iso.date().optional(),
        limit: z.coerce.number().int().min(1).max(100).default(12),
      }),
      answer: z.object({ items: z.array(issue), next: z.string().nullable() }),
      problems: [noSuchBulletin] as readonly ProblemMaker<never>[],
      run: async ({ tx, actor, query }) => {
        getBulletin(catalogue, query.key, of);
        const found = await listIssues(tx, actor.city, {
          key: query.key,
          division: query.division,
          before: query.before ?? null,
          limit: query.limit + 1,
        });
        const items = found.slice(0, query.limit);
        return {
          items: items.map((one) => ({
            edition_id: one.edition_id,
            issue_no: one.issue_no,
            edition_no: one.edition_no,
            on: one.on_date,
            document_no: one.document_no,
            state: one.state,
            cutoff: one.cutoff.toISOString(),
            published: one.published_name && one.published_at ? { by: one.published_name, at: one.published_at.toISOString() } : null,
            reason: one.reason,
          })),
          next: found.length > query.limit ? (items.at(-1)?.on_date ?? null) : null,
        };
      },
    }),
    read({
      path: `${base}/editions/:id`,
      operation: name('editions', 'read'),
      title: '一版通报',
      verb: reading,
      params: id,
      answer: edition,
      problems: [notFound],
      run: async ({ tx, actor, params }) => {
        const whole = await getWhole(tx, catalogue, actor.city, of, params.id);
        const { edition: e, issue: i, paper } = whole;
        const index = await getDivisionIndex(tx, actor.city);
        const allowed = (what: string) => may(actor, `${of}.bulletin.${what}`, e.division);
        const editions = await listEditions(tx, actor.city, i.id);
        const isAuthor = e.author_ids.includes(actor.account_id);
        const offered = {
          draft: ['edit', 'submit', 'discard'],
          submitted: [...(isAuthor ? [] : ['publish']), 'return', 'discard'],
          published: editions[0]?.id === e.id ? ['correct'] : [],
          discarded: [],
        }[e.state];
        const { title: _title, parts: _parts, attachments: _attachments, ...head } = paper;
        return {
          id: e.id,
          version: e.version,
          bulletin: i.bulletin,
          bulletin_title: getBulletin(catalogue, i.bulletin).title,
          programme: of,
          division: e.division,
          division_name: index.nameOf(e.division),
          issue_no: i.issue_no,
          edition_no: e.edition_no,
          on: i.on_date,
          state: e.state,
          title: e.title,
          blocks: e.blocks,
          figures: whole.figures,
          comparison: e.comparison && { ...e.comparison, lines: [...e.comparison.lines] },
          tables: e.tables.map((table) => ({ ...table, lines: [...table.lines] })),
          counts: e.counts.map((count) => ({ ...count, codes: [...count.codes] })),
          changes: e.changes,
          reason: e.reason,
          returned_because: e.returned_because,
          from: e.period_from,
          cutoff: e.cutoff.toISOString(),
          examined: examine(e.blocks),
          submitted: e.submitted_name && e.submitted_at ? { by: e.submitted_name, at: e.submitted_at.toISOString() } : null,
          published: e.published_name && e.published_at ? { by: e.published_name, at: e.published_at.toISOString() } : null,
          editions: editions.map((one) => ({
            id: one.id,
            edition_no: one.edition_no,
            state: one.state,
            cutoff: one.cutoff.toISOString(),
            reason: one.reason,
            published_by: one.published_name,
          })),
          against: e.against && { ...e.against, values: { ...e.against.values } },
          paper: { ...head, pages: fallsOn(paper).pages },
          may: offered.filter(allowed),
        };
      },
    }),
    read({
      path: `${base}/editions/:id/rows`,
      operation: name('rows', 'list'),
      title: '冻结数字背后的行',
      verb: reading,
      params: id,
      query: z.object({
        figure: z.string().max(80),
        division: z
          .string()
          .regex(/^\d{4,15}$/)
          .optional(),
        unit: z.uuid().optional(),
        after: z
          .string()
          .regex(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/)
          .optional(),
        limit: z.coerce.number().int().min(1).max(500).default(50),
      }),
      answer: z.object({
        items: z.array(z.object({ id: z.string(), division: z.string(), division_name: z.string(), on: z.string(), counted: z.number() })),
        next: z.string().nullable(),
        /** Address under which a row has its page; null where it has none. */
        page: z.string().nullable(),
      }),
      problems: [notFound],
      run: async ({ tx, actor, params, query }) => {
        await getWhole(tx, catalogue, actor.city, of, params.id);
        const page = await listFrozenRows(tx, actor.city, {
          edition: params.id,
          figure: query.figure,
          division: query.division ?? null,
          part: query.unit ?? null,
          after: query.after ?? null,
          limit: query.limit,
        });
        const index = await getDivisionIndex(tx, actor.city);
        return {
          items: page.items.map((row) => ({
            id: row.row_id,
            division: row.division,
            division_name: index.pathName(row.division),
            on: row.on,
            counted: row.counted,
          })),
          next: page.next,
          page: pageOf(catalogue.figures.get(query.figure)),
        };
      },
    }),
    file('docx', '下载通报 .docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', []),
    file('pdf', '下载通报 PDF', 'application/pdf', [noPdfProgram, pdfFailed] as readonly ProblemMaker<never>[]),
    write({
      path: `${base}/drafts`,
      operation: name('editions', 'draft'),
      title: '起草通报',
      act: acts.draft,
      body: z.object({ key: z.string(), division: z.string(), on: z.string() }),
      answer: Answer,
      problems: [notFound, noSuchBulletin, badDay, alreadyDrafted] as readonly ProblemMaker<never>[],
      input: (_params, body) => body,
    }),
    write({
      method: 'PATCH',
      path: `${base}/editions/:id`,
      operation: name('editions', 'edit'),
      title: '修改通报文字',
      act: acts.edit,
      params: id,
      body: z.object({ version: z.int(), title: z.array(z.string()), blocks: z.array(z.looseObject({ kind: z.string() })) }),
      answer: Answer,
      problems: [notFound, notInState, staleVersion, closedEdition, unknownNumber] as readonly ProblemMaker<never>[],
      input: (params, body) => ({ ...params, ...body }),
    }),
    step('submit', '送签通报', []),
    step('publish', '签发通报', [ownWords]),
    because('return', '退回通报草稿'),
    because('discard', '作废通报草稿'),
    write({
      path: `${base}/editions/:id/correct`,
      operation: name('editions', 'correct'),
      title: '更正通报',
      act: acts.correct,
      params: id,
      body: z.object({ version: z.int(), reason: z.string(), reasons: z.record(z.string(), z.string()).optional() }),
      answer: Answer,
      problems: [notFound, notInState, staleVersion, notTheLatest] as readonly ProblemMaker<never>[],
      input: (params, body) => ({ ...params, ...body }),
    }),
    ...seriesRoutes(catalogue, of),
    ...moveRoutes(catalogue, of),
  ];
}

export async function docxOf(paper: Parameters<typeof writeDocx>[0]): Promise<Buffer> {
  const out = new PassThrough();
  const pieces: Buffer[] = [];
  out.on('data', (piece: Buffer) => pieces.push(piece));
  await writeDocx(paper, out);
  return Buffer.concat(pieces);
}
