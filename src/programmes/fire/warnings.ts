/** What the register says beside a row: a size that is passed, lodgers where nobody should live, a person with too many premises. */

import type { Actor } from '../../core/ledger/index.ts';
import { getParameter } from '../../core/reference/index.ts';
import type { Tx } from '../../platform/db.ts';
import { countPremises } from './queries.ts';
import { premises } from './registers.ts';
import { exceeded, type Threshold, unmarkedMixedUse } from './rules.ts';

export async function premisesWarnings(tx: Tx, actor: Actor, row: Readonly<Record<string, unknown>>): Promise<string[]> {
  const limit = await getParameter(tx, actor.city, `fire.threshold.${row.category}`);
  const passed = exceeded(row, limit.value as Threshold[]).map(({ column, max }) => {
    const declared = premises.columns.find((c) => c.name === column);
    return `${declared?.title ?? column}超过 ${max} ${declared?.unit ?? ''}，已超出该类别的规模上限${limit.sample ? '（示例）' : ''}，可能不属于九小场所`;
  });
  return [...passed, ...(unmarkedMixedUse(row) ? ['有人夜间留宿，但没有标“三合一”。请核对（XF 703-2007）'] : [])];
}

export async function responsibleWarnings(tx: Tx, actor: Actor, row: Readonly<Record<string, unknown>>): Promise<string[]> {
  if (row.tier !== 'grid') return [];
  const limit = await getParameter(tx, actor.city, 'fire.responsibility_load');
  const load = await countPremises(tx, actor.city, String(row.division));
  return load > Number(limit.value)
    ? [`包保 ${load} 家，超过每名网格员 ${limit.value} 家的上限${limit.sample ? '（示例）' : ''}，请分给他人`]
    : [];
}
