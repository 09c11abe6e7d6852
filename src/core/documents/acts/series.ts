/** 开办与依据: which bulletins an office issues, and by which document it may rank the units below. Each change is an act of its own. */
import { z } from 'zod';
import { civilDate } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { getDivisionIndex } from '../../divisions/index.ts';
import { type Act, type Actor, act, type Deed, notFound, staleVersion } from '../../ledger/index.ts';
import { type Catalogue, getBulletin } from '../bulletin.ts';
import { alreadyOpened, noComparison, notOpened } from '../problems.ts';
import * as rows from '../queries/series.ts';
import { basisWords, type LegalBasis } from '../rules.ts';

export const SeriesAnswer = z.object({ id: z.string(), version: z.number() });
type SeriesAnswer = z.output<typeof SeriesAnswer>;

const which = { id: z.uuid('编号不对'), version: z.int() };
const reason = (what: string) => z.string().trim().min(4, `请写明${what}（至少四个字）`).max(300);
const day = (what: string) => z.iso.date(`${what}请写成 2022-09-13 这样的日期`);

/** The acts on a programme's series. */
export function seriesActs(catalogue: Catalogue, of: string) {
  const take = async (tx: Tx, actor: Actor, deed: Deed, input: { id: string; version: number }): Promise<rows.Series> => {
    const series = await rows.lockSeries(tx, actor.city, { id: input.id });
    if (series?.programme !== of) throw notFound();
    deed.about({ relation: 'documents.series', id: series.id, division: series.division });
    if (series.version !== input.version) throw staleVersion({ version: series.version, conflicts: [] });
    return series;
  };

  const open: Act<{ key: string; division: string; since: string }, SeriesAnswer> = act(
    `${of}.bulletin.open`,
    '开办通报',
    z.object({ key: z.string().max(60), division: z.string().regex(/^\d{4,12}$/, '请选择区划'), since: day('开办日期') }),
    async (tx, actor, input, deed) => {
      const bulletin = getBulletin(catalogue, input.key, of);
      deed.about({ relation: 'documents.series', division: input.division });
      const index = await getDivisionIndex(tx, actor.city);
      if (!index.has(input.division)) throw notFound();
      deed.says({ bulletin: bulletin.key, since: input.since });
      const known = await rows.lockSeries(tx, actor.city, { bulletin: bulletin.key, division: input.division });
      if (known && known.closed_on === null) throw alreadyOpened({ title: bulletin.title, since: known.since });
      const id = known?.id ?? newId();
      if (known) await rows.updateOpening(tx, actor.city, id, { since: input.since, closed_on: null });
      else
        await rows.insertSeries(tx, actor.city, {
          id,
          division: input.division,
          programme: of,
          bulletin: bulletin.key,
          since: input.since,
        });
      deed.about({ relation: 'documents.series', id, division: input.division });
      return { id, version: (known?.version ?? 0) + 1 };
    },
  );

  const close: Act<{ id: string; version: number; reason: string }, SeriesAnswer> = act(
    `${of}.bulletin.close`,
    '停办通报',
    z.object({ ...which, reason: reason('停办原因') }),
    async (tx, actor, input, deed) => {
      const series = await take(tx, actor, deed, input);
      if (series.closed_on !== null) throw notOpened();
      deed.because(input.reason);
      const today = civilDate(deed.at);
      // One that was to begin later never began.
      const since = series.since !== null && series.since > today ? today : series.since;
      await rows.updateOpening(tx, actor.city, series.id, { since, closed_on: today });
      return { id: series.id, version: series.version + 1 };
    },
  );

  const enterBasis: Act<{ id: string; version: number } & LegalBasis, SeriesAnswer> = act(
    `${of}.bulletin.enter_basis`,
    '录入比较依据',
    z
      .object({
        ...which,
        title: z.string().trim().min(4, '请写依据文件的全名（至少四个字）').max(200),
        number: z.string().trim().min(4, '请写文号，如 新消安委〔2022〕9号').max(60),
        article: z
          .string()
          .trim()
          .max(100)
          .nullable()
          .transform((words) => words || null),
        from: day('起始日期'),
        to: day('截止日期').nullable(),
      })
      .refine(({ from, to }) => to === null || from <= to, { path: ['to'], message: '截止日期不能早于起始日期' }),
    async (tx, actor, input, deed) => {
      const series = await take(tx, actor, deed, input);
      if (series.closed_on !== null) throw notOpened();
      const bulletin = getBulletin(catalogue, series.bulletin, of);
      // Counts are never ranked, so nothing could be based on it.
      const figure = bulletin.compare && catalogue.figures.get(bulletin.compare.figure);
      if (figure?.kind !== 'ratio') throw noComparison({ title: bulletin.title });
      const { id: _id, version: _version, ...basis } = input;
      deed.says({ bulletin: series.bulletin, basis: basisWords(basis), from: basis.from, to: basis.to });
      await rows.updateBasis(tx, actor.city, series.id, { ...basis, by: actor.title, at: deed.at });
      return { id: series.id, version: series.version + 1 };
    },
  );

  const withdrawBasis: Act<{ id: string; version: number; reason: string }, SeriesAnswer> = act(
    `${of}.bulletin.withdraw_basis`,
    '停用比较依据',
    z.object({ ...which, reason: reason('停用原因') }),
    async (tx, actor, input, deed) => {
      const series = await take(tx, actor, deed, input);
      if (series.basis === null) throw notOpened();
      deed.because(input.reason);
      deed.says({ bulletin: series.bulletin, basis: basisWords(series.basis) });
      await rows.updateBasis(tx, actor.city, series.id, null);
      return { id: series.id, version: series.version + 1 };
    },
  );

  return { open, close, enterBasis, withdrawBasis };
}
