/** Matters as the rows that figures count. The engine of the figures adds division and period. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { MatterKind } from '../kind.ts';

/**
 * What was found, a row each, on the day it was found; what was withdrawn as a mistake is none. Beside the columns of a figure's rows:
 * `grade`, `item_code`, `outcome`, `handle_due_at`, `due_at`, `held_until`, and `done_on`, the day of 销号 (null before, and for what ended
 * otherwise).
 */
export const foundMatters = (kind: MatterKind): RawBuilder<unknown> => sql`
  select m.city, m.id, m.division, m.found_on as on_date, m.title as label, m.grade, m.item_code,
    m.number || ' ' || case when m.outcome = 'closed' then '已销号' when m.outcome = 'penalty_suggested' then '建议处罚'
      when m.held_until is not null then '挂账' else '未销号' end as note,
    case when m.outcome = 'closed' then m.closed_on end as done_on, m.outcome, m.handle_due_at, m.due_at, m.held_until
  from matters.matters m where m.kind = ${sql.lit(kind.key)} and m.outcome is distinct from 'withdrawn'`;

/** For a rate over `foundMatters`: those closed by the end of the window, so that the part never outgrows its cohort. */
export const closedAmong = (window: { through: string }): RawBuilder<SqlBool> =>
  sql<SqlBool>`(r.done_on is not null and r.done_on <= ${window.through}::date)`;
