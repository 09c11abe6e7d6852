/** “五清”行动台账: what was cleared out, where, how much, and whether it was still gone at the next visit. */
import { sql } from 'kysely';
import { inDivisions } from '../../../core/registers/index.ts';
import type { Tx } from '../../../platform/db.ts';
import { clearings } from '../checklists/clearings.ts';
import { type After, day, ledger, num, type Span, text } from './ledger.ts';

interface ClearLine {
  id: string;
  inspection_id: string;
  on_date: string;
  division: string;
  plate_no: string | null;
  name: string;
  code: string;
  subtype: string;
  count: number;
  unit: string;
  before: number;
  after: number;
  officers: string | null;
  disposal: string | null;
  seen_again: string | null;
  again: boolean | null;
}

async function read(tx: Tx, { city, ...span }: Span, after: After | undefined, limit: number): Promise<ClearLine[]> {
  const { rows } = await sql<ClearLine>`
    select c.id, c.inspection_id, c.on_date, c.division, s.plate_no, coalesce(s.name, '') as name, c.code, c.subtype, c.count, c.unit, c.disposal,
      (select count(*)::int from files.attachments a where a.city = c.city and a.owner_relation = 'fire.clears' and a.owner_id = c.id and a.role = 'before') as before,
      (select count(*)::int from files.attachments a where a.city = c.city and a.owner_relation = 'fire.clears' and a.owner_id = c.id and a.role = 'after') as after,
      (select string_agg(o.name, '、' order by o.position) from visits.officers o where o.city = c.city and o.visit_id = c.inspection_id) as officers,
      later.on_date as seen_again,
      exists (select from fire.clears d where d.city = c.city and d.premises_id = c.premises_id and d.on_date > c.on_date and d.subtype = c.subtype) as again
    from fire.clears c left join subjects.places s on s.city = c.city and s.id = c.premises_id
    left join lateral (select i.on_date from fire.inspections i where i.city = c.city and i.premises_id = c.premises_id and i.on_date > c.on_date
      order by i.on_date limit 1) later on true
    where c.city = ${city} and ${inDivisions(sql.ref('c.division'), span.divisions)} and c.on_date between ${span.from}::date and ${span.to}::date
      ${after ? sql`and (c.on_date, c.id) > (${after.at}::date, ${after.id}::uuid)` : sql``}
    order by c.on_date, c.id limit ${limit}`.execute(tx);
  return rows;
}

export const clears = ledger<ClearLine>({
  title: '“五清”行动台账',
  definition: '期间内的清理，一次一类一行，按清理日；数量按各自的单位，不跨单位相加',
  read,
  by: 'day',
  placeOf: (row) => row.on_date,
  opens: (row) => ({ what: 'inspection', id: row.inspection_id }),
  columns: [
    text('场所编号', 18),
    text('名称', 24),
    text('所属网格', 24),
    text('五清类别', 24),
    num('数量'),
    text('单位'),
    num('清理前照片'),
    day('清理时间'),
    num('清理后照片'),
    text('清理人', 16),
    text('去向/处置', 24),
    text('复查结果', 16),
  ],
  line: (row, told) => [
    row.plate_no,
    row.name,
    told.nameOf(row.division),
    `${row.code} ${clearings.flatMap((one) => one.subtypes).find((one) => one.code === row.subtype)?.title ?? ''}`,
    row.count,
    row.unit,
    row.before,
    row.on_date,
    row.after,
    row.officers,
    row.disposal,
    row.seen_again === null ? null : `${row.seen_again} 复查${row.again ? '又有' : '未见反弹'}`,
  ],
});
