/** 单位信息台账: the premises as they stand, with the last visit and what is open. */
import { sql } from 'kysely';
import { inDivisions, show } from '../../../core/registers/index.ts';
import { visitKindTitles } from '../../../core/visits/rules.ts';
import type { Tx } from '../../../platform/db.ts';
import type { ColumnOut, ValueOut } from '../../../platform/workbook/index.ts';
import { gasSupply, premisesCategory, premisesStatus, riskColour } from '../codes.ts';
import { premises as register } from '../registers.ts';
import { type After, day, ledger, num, type Span, type Told, text, titleOf } from './ledger.ts';

type PremisesLine = Record<string, unknown> & { id: string; division: string };

const columns: ColumnOut[] = [
  text('场所编号', 18),
  text('名称', 24),
  text('类别', 14),
  text('统一社会信用代码', 22),
  text('经营者', 10),
  text('手机', 14),
  text('地址', 28),
  text('所属网格', 24),
  text('楼层'),
  num('面积（m²）'),
  num('床位'),
  num('从业人员'),
  num('夜间留宿人数'),
  text('用气方式'),
  num('用电容量（kW）'),
  num('灭火器'),
  num('报警器'),
  num('出口'),
  text('外窗障碍'),
  text('状态'),
  day('最近检查日'),
  text('检查类型'),
  num('未整改数'),
  text('风险等级'),
];

async function read(tx: Tx, { city, divisions }: Span, after: After | undefined, limit: number): Promise<PremisesLine[]> {
  const { rows } = await sql<PremisesLine>`
    select p.*, s.name, s.address, s.uscc, s.plate_no, last.on_date as last_on, last.kind as last_kind,
      (select count(*)::int from matters.matters m where m.city = p.city and m.place_id = p.id and m.kind = 'fire.hazard' and m.outcome is null) as open_hazards
    from fire.premises p join subjects.places s on s.city = p.city and s.id = p.id
    left join lateral (select i.on_date, i.kind from fire.inspections i where i.city = p.city and i.premises_id = p.id order by i.on_date desc limit 1) last on true
    where p.city = ${city} and ${inDivisions(sql.ref('p.division'), divisions)}
      ${after ? sql`and (p.division, p.id) > (${after.at}, ${after.id}::uuid)` : sql``}
    order by p.division, p.id limit ${limit}`.execute(tx);
  return rows;
}

/** Persons and phones leave masked, as in every export. */
function line(row: PremisesLine, { office, nameOf }: Told): ValueOut[] {
  const shown = show(register, office.vault, row);
  const plain = (name: string) => (shown[name] ?? null) as ValueOut;
  const kind = row.last_kind;
  return [
    plain('plate_no'),
    plain('name'),
    titleOf(premisesCategory, shown.category as string),
    plain('uscc'),
    plain('operator'),
    plain('phone'),
    plain('address'),
    nameOf(row.division),
    plain('floors'),
    plain('area'),
    plain('beds'),
    plain('staff'),
    plain('lodgers'),
    titleOf(gasSupply, shown.gas as string | null),
    plain('power'),
    plain('extinguishers'),
    plain('alarms'),
    plain('exits'),
    shown.obstruction === 'yes' ? '有' : shown.obstruction === 'no' ? '无' : null,
    titleOf(premisesStatus, shown.status as string),
    row.last_on as string | null,
    kind === 'patrol' || kind === 'inspection' ? visitKindTitles[kind] : null,
    Number(row.open_hazards),
    titleOf(riskColour, shown.risk as string | null),
  ];
}

export const premises = ledger<PremisesLine>({
  title: '单位信息台账',
  definition: '此刻台账里的场所，一家一行，按区划；不分期间，人名和电话带星号',
  read,
  by: 'division',
  placeOf: (row) => row.division,
  opens: (row) => ({ what: 'premises', id: row.id }),
  columns,
  line,
});
