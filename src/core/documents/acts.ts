/** What a person, or the machine, does with bulletins. Verbs belong to the programme of the bulletin: `fire.bulletin.publish`. */
import { z } from 'zod';
import { civilDate } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { getDivisionIndex } from '../divisions/index.ts';
import type { Window } from '../indicators/index.ts';
import { type Act, type Actor, act, type Deed, notFound, staleVersion } from '../ledger/index.ts';
import { hear, levelBelow } from './acts/hear.ts';
import { freezeNumbers, readNumbers } from './acts/numbers.ts';
import { seriesActs } from './acts/series.ts';
import { type Catalogue, getBulletin } from './bulletin.ts';
import { alreadyDrafted, badDay, notInState, notTheLatest, ownWords, unknownNumber } from './problems.ts';
import * as rows from './queries.ts';
import { type Against, type Block, type EditionState, type Move, stateWords, unknownPlaces } from './rules.ts';

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text: string) =>
  dayPattern.test(text) && !Number.isNaN(Date.parse(text)) && new Date(`${text}T00:00:00Z`).toISOString().slice(0, 10) === text;
const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

const text = z.string().trim().max(4000, '一段不能超过 4000 个字');
export const Blocks = z
  .array(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('heading'),
        level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
        text: text.min(1, '标题不能空'),
      }),
      z.object({ kind: z.literal('paragraph'), text: text.min(1, '空段请删去') }),
      z.object({ kind: z.literal('comparison'), title: text.min(1, '请写表名'), table: z.string().max(40).optional() }),
    ]),
  )
  .min(1, '正文不能空')
  .max(200, '正文不能超过 200 段');
const id = z.uuid('编号不对');
const version = z.int();
const reason = (what: string) => z.string().trim().min(4, `请写明${what}（至少四个字）`).max(300);
export const Answer = z.object({ id: z.string(), version: z.number(), state: z.enum(['draft', 'submitted', 'published', 'discarded']) });
export type Answer = z.output<typeof Answer>;

/** Locks the edition, checks version and state, and says what the act is about. */
async function take(
  tx: Tx,
  actor: Actor,
  deed: Deed,
  of: string,
  input: { id: string; version: number },
  states: readonly EditionState[],
): Promise<rows.Edition> {
  // The window of a second person opens with the edition: a row that he may not see is absent.
  const edition = await rows.lockEdition(tx, actor.city, input.id);
  if (edition?.programme !== of) throw notFound();
  deed.about({ relation: 'documents.editions', id: edition.id, division: edition.division });
  if (!states.includes(edition.state))
    throw notInState({ now: stateWords[edition.state], wanted: states.map((state) => stateWords[state]).join('、') });
  if (edition.version !== input.version) throw staleVersion({ version: edition.version, conflicts: [] });
  return edition;
}

const withAuthor = (edition: rows.Edition, actor: Actor): string[] => [...new Set([...edition.author_ids, actor.account_id])];

/** The acts of a programme's bulletins. */
export function documentActs(catalogue: Catalogue, of: string) {
  const draft: Act<{ key: string; division: string; on: string }, Answer> = act(
    `${of}.bulletin.draft`,
    '起草通报',
    z.object({ key: z.string().max(60), division: z.string().regex(/^\d{4,12}$/, '请选择区划'), on: z.string().max(20) }),
    async (tx, actor, input, deed) => {
      const bulletin = getBulletin(catalogue, input.key, of);
      deed.about({ relation: 'documents.editions', division: input.division });
      const today = civilDate(deed.at);
      const from = isDay(input.on) ? bulletin.period(input.on) : null;
      if (!isDay(input.on) || input.on > today || (from !== null && input.on < from)) throw badDay({ day: input.on, today });
      const index = await getDivisionIndex(tx, actor.city);
      if (!index.has(input.division)) throw notFound();
      const place = { code: input.division, name: index.nameOf(input.division) };
      const window: Window = {
        city: actor.city,
        division: input.division,
        from,
        to: input.on,
        through: input.on,
        cutoff: deed.at,
        as: 'now',
      };
      const year = Number(input.on.slice(0, 4));
      let issue = await rows.findIssueOf(tx, actor.city, bulletin.key, input.division, input.on);
      if (issue) {
        const [latest] = await rows.listEditions(tx, actor.city, issue.id);
        if (latest) throw alreadyDrafted({ id: latest.id, issue: issue.issue_no, edition: latest.edition_no });
      } else {
        const issue_no =
          bulletin.numbering === 'day' && from !== null
            ? daysBetween(from, input.on) + 1
            : await rows.nextIssueNo(tx, actor.city, bulletin.key, input.division, year);
        issue = {
          id: newId(),
          division: input.division,
          programme: of,
          bulletin: bulletin.key,
          issue_no,
          on_date: input.on,
          document_no: `${bulletin.number_word(place)}〔${year}〕${issue_no}号`,
        };
        await rows.insertIssue(tx, actor.city, { ...issue, year });
      }
      const frozen = await readNumbers(tx, catalogue, bulletin, window);
      const before = await rows.findFrozenBefore(tx, actor.city, bulletin.key, input.division, input.on);
      const against: Against | null = before
        ? {
            edition_id: before.id,
            issue_no: before.issue_no,
            on: before.on_date,
            cutoff: before.cutoff.toISOString(),
            values: Object.fromEntries((await rows.listFigures(tx, actor.city, before.id)).map((one) => [one.key, one.value])),
          }
        : null;
      const figures = new Map(frozen.figures.map((figure) => [figure.key, figure]));
      const blocks = bulletin.sections({
        place,
        on: input.on,
        from,
        cutoff: deed.at,
        issue: issue.issue_no,
        figures,
        comparison: frozen.comparison,
        tables: frozen.tables,
        against,
        say: (key, head, tail) => (figures.has(key) ? `${head}{figure:${key}}${tail}` : ''),
        moved: (key, head, tail) =>
          figures.get(key)?.value != null && against?.values[key] != null ? `${head}{change:${key}}${tail}` : '',
      });
      const edition: rows.NewEdition = {
        id: newId(),
        division: input.division,
        programme: of,
        bulletin_id: issue.id,
        edition_no: 1,
        title: [...bulletin.document_title({ place, on: input.on, issue: issue.issue_no })],
        blocks: [...blocks],
        comparison: frozen.comparison,
        counts: frozen.counts,
        tables: frozen.tables,
        changes: [],
        against,
        reason: null,
        period_from: from,
        cutoff: deed.at,
        author_ids: [actor.account_id],
      };
      await rows.insertEdition(tx, actor.city, edition);
      await freezeNumbers(tx, catalogue, bulletin, window, edition, frozen.figures);
      deed.about({ relation: 'documents.editions', id: edition.id, division: input.division });
      deed.says({
        document_no: issue.document_no,
        edition: 1,
        figures: frozen.figures.length,
        rows: frozen.figures.reduce((sum, one) => sum + one.rows, 0),
      });
      return { id: edition.id, version: 1, state: 'draft' };
    },
  );

  const edit: Act<{ id: string; version: number; title: string[]; blocks: Block[] }, Answer> = act(
    `${of}.bulletin.edit`,
    '修改通报文字',
    z.object({
      id,
      version,
      title: z.array(z.string().trim().min(1, '标题不能空').max(40, '标题一行不超过 40 个字')).min(1).max(4),
      blocks: Blocks,
    }),
    async (tx, actor, input, deed) => {
      const edition = await take(tx, actor, deed, of, input, ['draft']);
      const frozen = {
        figures: await rows.listFigures(tx, actor.city, edition.id),
        comparison: edition.comparison,
        counts: edition.counts,
        against: edition.against,
      };
      const names = unknownPlaces(input.blocks, frozen);
      if (names.length > 0) throw unknownNumber({ names });
      await rows.updateWords(tx, actor.city, edition.id, input.title, input.blocks, withAuthor(edition, actor));
      return { id: edition.id, version: edition.version + 1, state: 'draft' };
    },
  );

  const submit: Act<{ id: string; version: number }, Answer> = act(
    `${of}.bulletin.submit`,
    '送签通报',
    z.object({ id, version }),
    async (tx, actor, input, deed) => {
      const edition = await take(tx, actor, deed, of, input, ['draft']);
      await rows.submitEdition(
        tx,
        actor.city,
        edition.id,
        { id: actor.account_id, name: actor.title, at: deed.at },
        withAuthor(edition, actor),
      );
      await hear(tx, actor, edition, 'waits', { roles: catalogue.rolesWith?.(`${of}.bulletin.publish`) });
      return { id: edition.id, version: edition.version + 1, state: 'submitted' };
    },
  );

  const sendBack: Act<{ id: string; version: number; reason: string }, Answer> = act(
    `${of}.bulletin.return`,
    '退回通报草稿',
    z.object({ id, version, reason: reason('退回原因') }),
    async (tx, actor, input, deed) => {
      const edition = await take(tx, actor, deed, of, input, ['submitted']);
      deed.because(input.reason);
      await rows.returnEdition(tx, actor.city, edition.id, input.reason);
      if (catalogue.rolesWith && edition.submitted_by) await hear(tx, actor, edition, 'returned', { accounts: [edition.submitted_by] });
      return { id: edition.id, version: edition.version + 1, state: 'draft' };
    },
  );

  const publish: Act<{ id: string; version: number }, Answer> = act(
    `${of}.bulletin.publish`,
    '签发通报',
    z.object({ id, version }),
    async (tx, actor, input, deed) => {
      const edition = await take(tx, actor, deed, of, input, ['submitted']);
      if (edition.author_ids.includes(actor.account_id)) throw ownWords();
      await rows.publishEdition(tx, actor.city, edition.id, { id: actor.account_id, name: actor.title, at: deed.at });
      deed.says({ edition: edition.edition_no });
      // To whom it is addressed: the offices one level below, not everybody there.
      const below = levelBelow(edition.division);
      await hear(tx, actor, edition, 'issued', { roles: below === null ? [] : catalogue.rolesWith?.(`${of}.bulletin.read`, below) });
      return { id: edition.id, version: edition.version + 1, state: 'published' };
    },
  );

  const discard: Act<{ id: string; version: number; reason: string }, Answer> = act(
    `${of}.bulletin.discard`,
    '作废通报草稿',
    z.object({ id, version, reason: reason('作废原因') }),
    async (tx, actor, input, deed) => {
      const edition = await take(tx, actor, deed, of, input, ['draft', 'submitted']);
      deed.because(input.reason);
      await rows.discardEdition(tx, actor.city, edition.id, input.reason);
      return { id: edition.id, version: edition.version + 1, state: 'discarded' };
    },
  );

  const correct: Act<{ id: string; version: number; reason: string; reasons: Record<string, string> }, Answer> = act(
    `${of}.bulletin.correct`,
    '更正通报',
    z.object({ id, version, reason: reason('更正原因'), reasons: z.record(z.string(), z.string().trim().max(300)).default({}) }),
    async (tx, actor, input, deed) => {
      const old = await take(tx, actor, deed, of, input, ['published']);
      const issue = await rows.findIssue(tx, actor.city, old.bulletin_id);
      if (!issue) throw notFound();
      const [latest] = await rows.listEditions(tx, actor.city, issue.id);
      if (latest?.id !== old.id) throw notTheLatest();
      deed.because(input.reason);
      const bulletin = getBulletin(catalogue, issue.bulletin, of);
      const window: Window = {
        city: actor.city,
        division: old.division,
        from: old.period_from,
        to: issue.on_date,
        through: issue.on_date,
        cutoff: deed.at,
        as: 'now',
      };
      const before = new Map((await rows.listFigures(tx, actor.city, old.id)).map((figure) => [figure.key, figure]));
      const frozen = await readNumbers(tx, catalogue, bulletin, window);
      const edition: rows.NewEdition = {
        ...old,
        id: newId(),
        edition_no: old.edition_no + 1,
        comparison: frozen.comparison,
        counts: frozen.counts,
        tables: frozen.tables,
        changes: [],
        reason: input.reason,
        cutoff: deed.at,
        author_ids: [actor.account_id],
      };
      // Rows of both editions are compared before the new one is written, so that it is written once and whole.
      const changes: Move[] = [];
      await freezeNumbers(tx, catalogue, bulletin, window, edition, frozen.figures, async (figure) => {
        const was = before.get(figure.key);
        const moved = was
          ? await rows.compareRows(tx, actor.city, old.id, edition.id, figure.key)
          : { came: figure.rows, went: 0, changed: 0 };
        if (
          was &&
          was.value === figure.value &&
          was.numerator === figure.numerator &&
          was.denominator === figure.denominator &&
          moved.came + moved.went + moved.changed === 0
        )
          return;
        changes.push({
          figure: figure.key,
          title: figure.title,
          unit: figure.unit,
          before: was?.value ?? null,
          after: figure.value,
          ...moved,
          why: input.reasons[figure.key] || input.reason,
        });
      });
      await rows.insertEdition(tx, actor.city, { ...edition, changes });
      deed.about({ relation: 'documents.editions', id: edition.id, division: edition.division });
      deed.says({ document_no: issue.document_no, edition: edition.edition_no, moved: changes.map((move) => move.figure) });
      return { id: edition.id, version: 1, state: 'draft' };
    },
  );

  return { draft, edit, submit, sendBack, publish, discard, correct, ...seriesActs(catalogue, of) };
}
