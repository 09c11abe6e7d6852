/** 三个清单、两个台账: what the campaign hands up, as one workbook. Exporting is an act: who took which rows stands in the ledger. */
import type { Writable } from 'node:stream';
import { sql } from 'kysely';
import { z } from 'zod';
import { getDivisionIndex } from '../../core/divisions/index.ts';
import { type Actor, act, notFound, type Office, readAs } from '../../core/ledger/index.ts';
import { civilDateAt } from '../../core/reference/rules.ts';
import { show } from '../../core/registers/index.ts';
import { visitKindTitles } from '../../core/visits/rules.ts';
import type { Tx } from '../../platform/db.ts';
import { type ColumnOut, type SheetOut, type ValueOut, writeWorkbook } from '../../platform/workbook/index.ts';
import { clearings } from './checklists.ts';
import { gasSupply, hazardGrade, premisesCategory, premisesStatus, riskColour } from './codes.ts';
import { inDivisions } from './queries.ts';
import { premises } from './registers.ts';

export const ledgerKeys = ['all', 'hazards', 'measures', 'duties', 'premises', 'clears'] as const;
export type LedgerKey = (typeof ledgerKeys)[number];

export const exportLedgers = act(
  'fire.inspection.export',
  '导出三个清单两个台账',
  z.object({ division: z.string(), from: z.string().optional(), to: z.string().optional(), which: z.enum(ledgerKeys) }),
  async (_tx, _actor, input, deed) => {
    deed.about({ relation: 'fire.inspections', division: input.division });
    deed.says({ which: input.which, from: input.from ?? null, to: input.to ?? null });
    return { allowed: true as const };
  },
);

interface Span {
  divisions: readonly string[];
  from: string;
  to: string;
}

/** Rows a statement brings at a time. */
const BATCH = 2000;

const titleOf = (list: { items: readonly { code: string; title: string }[] }, code: string | null): string =>
  list.items.find((one) => one.code === code)?.title ?? '';
const text = (title: string, width?: number): ColumnOut => ({ title, ...(width ? { width } : {}) });
const num = (title: string): ColumnOut => ({ title, kind: 'number' });
const day = (title: string): ColumnOut => ({ title, kind: 'date', width: 12 });
const serial: ColumnOut = { title: '序号', kind: 'number', width: 6, align: 'center' };

async function* numbered<Row extends { id: string }>(
  next: (after: Row | undefined) => Promise<Row[]>,
  out: (row: Row) => ValueOut[],
): AsyncGenerator<ValueOut[]> {
  let no = 0;
  let last: Row | undefined;
  for (;;) {
    const rows = await next(last);
    for (const row of rows) yield [++no, ...out(row)];
    last = rows.at(-1);
    if (rows.length < BATCH) return;
  }
}

interface HazardRow {
  id: string;
  found_on: string;
  number: string;
  division: string;
  name: string;
  address: string;
  plate_no: string | null;
  item_code: string | null;
  detail: string;
  grade: string;
  basis: { title: string; article: string }[];
  requirement: string;
  measures: string | null;
  fixed_on_spot: boolean;
  started_on: string;
  handle_due_at: Date | null;
  due_at: Date | null;
  stage: string;
  outcome: string | null;
  handler: string | null;
  supervised: boolean;
  verifier: string | null;
  closed_on: string | null;
  photos_before: number;
  officers: string | null;
  signer: string | null;
  holders: { tier: string; name: string }[] | null;
}

const hazardRows = (tx: Tx, city: string, span: Span) => async (after: HazardRow | undefined) => {
  const { rows } = await sql<HazardRow>`
    select m.id, m.found_on, m.number, m.division, coalesce(s.name, '') as name, coalesce(s.address, '') as address, s.plate_no, m.item_code, m.detail,
      m.grade, m.basis, m.requirement, m.measures, m.fixed_on_spot, m.found_on as started_on, m.handle_due_at, m.due_at, m.stage, m.outcome,
      m.handler_title as handler, m.supervised, people.title_of(m.city, m.verified_by) as verifier, m.closed_on, m.photos_before,
      (select string_agg(o.name, '、' order by o.position) from visits.officers o where o.city = m.city and o.visit_id = m.visit_id) as officers,
      (select i.signer from fire.inspections i where i.city = m.city and i.id = m.visit_id) as signer,
      (select jsonb_agg(jsonb_build_object('tier', r.tier, 'name', r.name) order by length(r.division) desc, r.name) from fire.responsible r
        where r.city = m.city and m.division ^@ r.division and (r.until is null or r.until >= m.found_on)
          and r.division in (left(m.division, 4), left(m.division, 6), left(m.division, 9), left(m.division, 12), m.division)) as holders
    from matters.matters m left join subjects.places s on s.city = m.city and s.id = m.place_id
    where m.city = ${city} and m.kind = 'fire.hazard' and m.outcome is distinct from 'withdrawn'
      and ${inDivisions(sql.ref('m.division'), span.divisions)} and m.found_on between ${span.from}::date and ${span.to}::date
      ${after ? sql`and (m.found_on, m.id) > (${after.found_on}::date, ${after.id}::uuid)` : sql``}
    order by m.found_on, m.id limit ${BATCH}`.execute(tx);
  return rows;
};

/** 进度: what stands behind it, in the four steps everybody knows, not a guess. */
const progressOf = (row: HazardRow): number =>
  row.outcome === 'closed' ? 100 : row.stage === 'verify' ? 80 : row.stage === 'handle' ? 40 : 0;

const citing = (basis: readonly { title: string; article: string }[]): string =>
  basis.map((one) => `${one.title}${one.article}`).join('；');

const holderOf = (row: HazardRow, tier: string): string => row.holders?.find((one) => one.tier === tier)?.name ?? '';

function sheets(
  tx: Tx,
  office: Office,
  actor: Actor,
  span: Span,
  nameOf: (code: string) => string,
): Record<Exclude<LedgerKey, 'all'>, SheetOut> {
  const unit = actor.posts.find((post) => post.programme === 'fire')?.unit_name ?? '';
  const framed = (name: string, title: string, columns: readonly ColumnOut[], rows: SheetOut['rows']): SheetOut => ({
    name,
    title,
    above: [{ left: `填报单位（盖章）：${unit}`, right: `期间：${span.from} 至 ${span.to}　数据截至：${office.clock.today()}` }],
    columns: [serial, ...columns],
    rows,
    below: [{ left: `制表人：${actor.title}`, right: '审核人：' }],
    frozenColumns: 2,
  });
  const city = actor.city;
  return {
    hazards: framed(
      '隐患问题清单',
      '隐患问题清单',
      [
        text('隐患编号', 22),
        text('场所编号', 18),
        text('名称', 24),
        text('所属网格', 24),
        text('地址', 28),
        day('检查时间'),
        text('检查人', 16),
        text('检查项代码'),
        text('隐患描述', 36),
        text('等级'),
        num('照片（前）'),
        text('法律依据', 40),
        text('是否当场整改'),
      ],
      numbered(hazardRows(tx, city, span), (row) => [
        row.number,
        row.plate_no,
        row.name,
        nameOf(row.division),
        row.address,
        row.found_on,
        row.officers,
        row.item_code,
        row.detail,
        titleOf(hazardGrade, row.grade),
        row.photos_before,
        citing(row.basis),
        row.fixed_on_spot,
      ]),
    ),
    measures: framed(
      '整改措施清单',
      '整改措施清单',
      [
        text('隐患编号', 22),
        text('整改措施', 36),
        text('技术标准/五清标准', 36),
        text('资金来源'),
        text('临时防范措施', 30),
        day('开始日'),
        day('完成期限'),
        num('进度%'),
      ],
      numbered(hazardRows(tx, city, span), (row) => [
        row.number,
        row.requirement,
        citing(row.basis),
        null,
        row.measures,
        row.started_on,
        (row.handle_due_at ?? row.due_at) === null ? null : civilDateAt(row.handle_due_at ?? (row.due_at as Date)),
        progressOf(row),
      ]),
    ),
    duties: framed(
      '整改责任清单',
      '整改责任清单',
      [
        text('隐患编号', 22),
        text('整改责任人（被查单位）', 24),
        text('指导责任人（办事处）', 20),
        text('监督责任人（督导组）', 20),
        text('行业主管部门', 20),
        text('包保领导', 16),
        text('督办人', 12),
        text('销号人', 12),
        day('销号日期'),
      ],
      numbered(hazardRows(tx, city, span), (row) => [
        row.number,
        row.signer ? `${row.name}（${row.signer}）` : row.name,
        holderOf(row, 'town') || row.handler,
        row.officers,
        null,
        holderOf(row, 'county'),
        row.supervised ? '已列督办' : null,
        row.verifier,
        row.closed_on,
      ]),
    ),
    premises: framed(
      '单位信息台账',
      '单位信息台账',
      premisesColumns,
      numbered(premisesRows(tx, city, span), (row) => premisesLine(row, office, nameOf)),
    ),
    clears: framed(
      '“五清”行动台账',
      '“五清”行动台账',
      [
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
      numbered(clearRows(tx, city, span), (row) => [
        row.plate_no,
        row.name,
        nameOf(row.division),
        `${row.code} ${clearings.flatMap((one) => one.subtypes).find((one) => one.code === row.subtype)?.title ?? ''}`,
        row.count,
        row.unit,
        row.before,
        row.on_date,
        row.after,
        row.officers,
        row.disposal,
        row.seen_again === null ? null : `${row.seen_again} 复查${row.again ? '又有' : '未见反弹'}`,
      ]),
    ),
  };
}

interface ClearLine {
  id: string;
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

const clearRows = (tx: Tx, city: string, span: Span) => async (after: ClearLine | undefined) => {
  const { rows } = await sql<ClearLine>`
    select c.id, c.on_date, c.division, s.plate_no, coalesce(s.name, '') as name, c.code, c.subtype, c.count, c.unit, c.disposal,
      (select count(*)::int from files.attachments a where a.city = c.city and a.owner_relation = 'fire.clears' and a.owner_id = c.id and a.role = 'before') as before,
      (select count(*)::int from files.attachments a where a.city = c.city and a.owner_relation = 'fire.clears' and a.owner_id = c.id and a.role = 'after') as after,
      (select string_agg(o.name, '、' order by o.position) from visits.officers o where o.city = c.city and o.visit_id = c.inspection_id) as officers,
      later.on_date as seen_again,
      exists (select from fire.clears d where d.city = c.city and d.premises_id = c.premises_id and d.on_date > c.on_date and d.subtype = c.subtype) as again
    from fire.clears c left join subjects.places s on s.city = c.city and s.id = c.premises_id
    left join lateral (select i.on_date from fire.inspections i where i.city = c.city and i.premises_id = c.premises_id and i.on_date > c.on_date
      order by i.on_date limit 1) later on true
    where c.city = ${city} and ${inDivisions(sql.ref('c.division'), span.divisions)} and c.on_date between ${span.from}::date and ${span.to}::date
      ${after ? sql`and (c.on_date, c.id) > (${after.on_date}::date, ${after.id}::uuid)` : sql``}
    order by c.on_date, c.id limit ${BATCH}`.execute(tx);
  return rows;
};

type PremisesLine = Record<string, unknown> & { id: string; division: string };

const premisesColumns: ColumnOut[] = [
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

const premisesRows = (tx: Tx, city: string, span: Span) => async (after: PremisesLine | undefined) => {
  const { rows } = await sql<PremisesLine>`
    select p.*, s.name, s.address, s.uscc, s.plate_no, last.on_date as last_on, last.kind as last_kind,
      (select count(*)::int from matters.matters m where m.city = p.city and m.place_id = p.id and m.kind = 'fire.hazard' and m.outcome is null) as open_hazards
    from fire.premises p join subjects.places s on s.city = p.city and s.id = p.id
    left join lateral (select i.on_date, i.kind from fire.inspections i where i.city = p.city and i.premises_id = p.id order by i.on_date desc limit 1) last on true
    where p.city = ${city} and ${inDivisions(sql.ref('p.division'), span.divisions)}
      ${after ? sql`and (p.division, p.id) > (${after.division}, ${after.id}::uuid)` : sql``}
    order by p.division, p.id limit ${BATCH}`.execute(tx);
  return rows;
};

/** Persons and phones leave masked, as in every export. */
function premisesLine(row: PremisesLine, office: Office, nameOf: (code: string) => string): ValueOut[] {
  const shown = show(premises, office.vault, row);
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

/** Streams the workbook to `target` and ends it; the caller has recorded the act. Returns how many rows. */
export async function writeLedgers(
  office: Office,
  actor: Actor,
  asked: { division: string; from?: string | undefined; to?: string | undefined; which: LedgerKey },
  target: Writable,
): Promise<number> {
  return await readAs(office, actor, async (tx) => {
    const index = await getDivisionIndex(tx, actor.city);
    if (!index.has(asked.division) && asked.division.length < 15) throw notFound();
    const span = { divisions: [asked.division], from: asked.from ?? '2000-01-01', to: asked.to ?? office.clock.today() };
    const all = sheets(tx, office, actor, span, (code) => index.pathName(code));
    const wanted = asked.which === 'all' ? Object.values(all) : [all[asked.which]];
    return (await writeWorkbook(target, { sheets: wanted })).rows;
  });
}
