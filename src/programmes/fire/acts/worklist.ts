/** 检查清单: freezing the list of the next day for a unit, and taking a list out as a workbook. */
import { z } from 'zod';
import { act } from '../../../core/ledger/index.ts';
import { type PostFilter, tell } from '../../../core/notices/index.ts';
import { newId } from '../../../platform/ids.ts';
import { countDue, insertWorklist, listWorklist, type WorklistKind, worklistLength } from '../queries/worklist.ts';
import { yearlyCap } from '../queries.ts';

/** Who is to read the list of a unit. */
const readers = (kind: WorklistKind, unit_id: string, division: string): PostFilter =>
  kind === 'inspection'
    ? { programme: 'fire', roles: ['fire.office', 'fire.inspector'], division, reach: 'in' }
    : { programme: 'fire', unit_id };

const newWorklist = z.object({
  for_on: z.iso.date(),
  division: z.string(),
  unit_id: z.uuid(),
  unit_name: z.string(),
  kind: z.enum(['patrol', 'inspection', 'trade']),
  /** Only these categories; empty for a unit that has no trade of its own, whose list is of hazards alone. Absent: all. */
  category: z.array(z.string()).optional(),
  hazards: z.array(z.uuid()).default([]),
});
export type NewWorklist = z.infer<typeof newWorklist>;

/**
 * Writes down what a unit should look at on a day and tells it. Planned by risk and age, within the yearly number of inspections; a length,
 * never a quota. A unit with nothing due gets an empty list and no notice.
 */
export const freezeWorklist = act<NewWorklist, { id: string; lines: number; due: number; told: number }>(
  'fire.worklist.freeze',
  '冻结次日检查清单',
  newWorklist as z.ZodType<NewWorklist>,
  async (tx, actor, input, deed) => {
    const id = newId();
    deed.about({ relation: 'fire.worklists', id, division: input.division });
    const asked = {
      divisions: input.category?.length === 0 ? [] : [input.division],
      on: input.for_on,
      category: input.category,
      below_cap: input.kind === 'inspection' ? await yearlyCap(tx, actor.city) : undefined,
    };
    const { items } = await listWorklist(tx, actor.city, { ...asked, now: deed.at, limit: await worklistLength(tx, actor.city) });
    const due = (await countDue(tx, actor.city, asked, input.division.length)).reduce((sum, one) => sum + one.count, 0);
    await insertWorklist(tx, actor.city, {
      id,
      division: input.division,
      for_on: input.for_on,
      unit_id: input.unit_id,
      unit_name: input.unit_name,
      kind: input.kind,
      made_at: deed.at,
      due,
      lines: items.map((row) => ({
        premises_id: row.id,
        risk: row.risk,
        last_visit_on: row.last_visit_on,
        open_hazards: row.open_hazards,
        overdue_hazards: row.overdue_hazards,
        inspections_this_year: row.inspections_this_year,
      })),
      hazards: [...input.hazards],
    });
    const day = `${Number(input.for_on.slice(5, 7))}月${Number(input.for_on.slice(8))}日`;
    const parts = [
      ...(items.length > 0 ? [`场所 ${items.length} 家`] : []),
      ...(input.hazards.length > 0 ? [`持有隐患 ${input.hazards.length} 处`] : []),
    ];
    const told =
      parts.length === 0
        ? 0
        : await tell(tx, {
            to: readers(input.kind, input.unit_id, input.division),
            kind: 'fire.worklist.ready',
            programme: 'fire',
            division: input.division,
            title: `${day}检查清单已排好：${parts.join('，')}`,
            ...(input.kind === 'trade'
              ? {
                  words:
                    items.length > 0
                      ? `本行业应走访 ${due} 家，排在前面的：${items
                          .slice(0, 10)
                          .map((one) => one.name)
                          .join('、')}。`
                      : '请先办超期和今天到期的。',
                  link: `/fire/worklist?on=${input.for_on}`,
                }
              : {
                  words: `${input.unit_name}，按风险和时间排列，可打印、导出。`,
                  link: `/fire/worklist?on=${input.for_on}&frozen=1&division=${input.division}`,
                }),
            about: { relation: 'fire.worklists', id },
          });
    deed.says({ label: input.unit_name, for_on: input.for_on, kind: input.kind, lines: items.length, due, hazards: input.hazards.length });
    return { id, lines: items.length, due, told };
  },
);

/** Taking the list of a day along on paper: who took which stands in the ledger. */
export const exportWorklist = act(
  'fire.worklist.export',
  '导出检查清单',
  z.object({ division: z.string(), on: z.string(), frozen: z.uuid().optional() }),
  async (_tx, _actor, input, deed) => {
    deed.about({ relation: 'fire.worklists', ...(input.frozen ? { id: input.frozen } : {}), division: input.division });
    deed.says({ on: input.on });
    return { allowed: true as const };
  },
);

/** Taking inspection records out. */
export const exportInspections = act(
  'fire.inspection.export_records',
  '导出检查记录',
  z.object({ division: z.string(), from: z.string().optional(), to: z.string().optional() }),
  async (_tx, _actor, input, deed) => {
    deed.about({ relation: 'fire.inspections', division: input.division });
    deed.says({ from: input.from ?? null, to: input.to ?? null });
    return { allowed: true as const };
  },
);
