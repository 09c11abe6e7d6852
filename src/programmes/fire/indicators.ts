/** Figures of fire safety. A figure is the rows it counts. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type CountedFigure, figure, ratio, type Window } from '../../core/indicators/index.ts';
import type { Tx } from '../../platform/db.ts';
import { checklistSection, hazardGrade, premisesCategory } from './codes.ts';
import { isIndustry } from './queries.ts';
import { premises } from './registers.ts';

const registered = () => sql`select p.city, p.id, p.division, p.registered_on as on_date, p.category from fire.premises p`;

export const premisesRegistered = figure('fire.premises_registered', {
  title: '登记场所',
  unit: '家',
  definition: '台账中的九小场所、沿街门店、合用场所和区域，含关停、空置；已并入别条的不计',
  source: '九小场所台账',
  register: premises,
  rows: registered,
  cumulative: true,
});

export const premisesByCategory = figure('fire.premises_by_category', {
  title: '各类场所',
  unit: '家',
  definition: '台账中的场所按类别分；一家只归一类，三合一另行标注，不重复计',
  source: '九小场所台账',
  register: premises,
  rows: registered,
  dimensions: { category: { title: '类别', codes: premisesCategory } },
  by: 'category',
  cumulative: true,
});

/**
 * Tiers vacant on the last day of the window, per division in which premises stand: a few thousand divisions instead of every premises.
 * Read as then, only those of the window's division; read as now, retired codes elsewhere may count as well.
 */
const vacantDivisions = (window: Window) => sql`
  select d.city, d.division, string_agg(t.title, '、' order by t.place) as vacant
  from (select distinct city, division from fire.premises where city = ${window.city}
    ${window.as === 'then' ? sql`and division >= ${window.division} and division < ${`${window.division}:`}` : sql``}) d
  cross join (values (1, 'county', '县级'), (2, 'town', '镇级'), (3, 'village', '村级'), (4, 'grid', '网格员')) t (place, tier, title)
  where not exists (
    select 1 from fire.responsible r
    where r.city = d.city and r.tier = t.tier
      and r.division in (left(d.division, 4), left(d.division, 6), left(d.division, 9), left(d.division, 12), d.division)
      and (r.since is null or r.since <= ${window.through}::date) and (r.until is null or r.until >= ${window.through}::date))
  group by d.city, d.division`;

export const responsibilityVacant = figure('fire.responsibility_vacant', {
  title: '包保空缺',
  unit: '家',
  definition: '县级、镇级、村级、网格员四个包保岗位中至少一个没有在任责任人的场所，按截止日在任情况计',
  source: '九小场所台账、包保责任人',
  register: premises,
  rows: (_tx, window) => sql`
    select p.city, p.id, p.division, p.registered_on as on_date, '空缺：' || v.vacant as note
    from fire.premises p join (${vacantDivisions(window)}) v on v.city = p.city and v.division = p.division`,
  cumulative: true,
});

// ---------------------------------------------------------------- the campaign

/** Each premises once, on the first day of the window on which somebody was there. */
export const premisesInspected = figure('fire.premises_inspected', {
  title: '检查场所',
  unit: '家',
  definition: '期间内至少检查过一次的场所，网格排查和监督检查都算，一家只计一次；记在期间内第一次检查的日子',
  source: '消防检查记录',
  register: premises,
  rows: (_tx, window) => sql`
    select distinct on (i.city, i.premises_id) i.city, i.premises_id as id, i.division, i.on_date, i.kind
    from fire.inspections i
    where i.city = ${window.city} and i.on_date <= ${window.through}::date ${window.from ? sql`and i.on_date >= ${window.from}::date` : sql``}
    order by i.city, i.premises_id, i.on_date, i.id`,
  cumulative: true,
});

/**
 * Hazards as they were known at the cut-off: what was withdrawn as a mistake by then is none, what was closed or handed on later was still
 * open. `done_on` is the day of 销号. Deadlines moved and pauses begun after the cut-off stand as they are now: their former state lies in
 * the superseded versions only.
 */
const hazards = (_tx: Tx, { cutoff }: Window) => sql`
  select m.city, m.id, m.division, m.found_on as on_date, m.title as label, m.grade, left(m.item_code, 1) as section,
    m.number || ' ' || case k.outcome when 'closed' then '已销号' when 'penalty_suggested' then '建议处罚'
      else case when m.held_until is not null then '挂账' else '未销号' end end as note,
    case when k.outcome = 'closed' then m.closed_on end as done_on, k.outcome, m.handle_due_at, m.due_at, m.held_until, m.relapse_of
  from matters.matters m cross join lateral (select case when m.closed_at <= ${cutoff}::timestamptz then m.outcome end as outcome) k
  where m.kind = 'fire.hazard' and k.outcome is distinct from 'withdrawn'`;

const hazardDimensions = {
  grade: { title: '等级', codes: hazardGrade },
  section: { title: '检查部分', codes: checklistSection },
};

export const hazardsFound = figure('fire.hazards_found', {
  title: '发现隐患',
  unit: '处',
  definition: '检查中登记的隐患，含当场整改和反弹后重新立件的；按发现日计，登记有误已撤销的不计',
  source: '火灾隐患事项',
  relation: 'matters.matters',
  rows: hazards,
  dimensions: hazardDimensions,
  cumulative: true,
});

export const hazardsRectified = figure('fire.hazards_rectified', {
  title: '整改销号',
  unit: '处',
  definition: '已整改并经另一人核查销号的隐患；按销号日计，建议处罚的不算整改',
  source: '火灾隐患事项',
  relation: 'matters.matters',
  rows: (tx, window) =>
    sql`select h.city, h.id, h.division, h.done_on as on_date, h.label, h.note, h.grade, h.section from (${hazards(tx, window)}) h where h.done_on is not null`,
  dimensions: hazardDimensions,
  cumulative: true,
});

export const hazardsOpen = figure('fire.hazards_open', {
  title: '未销号隐患',
  unit: '处',
  definition: '期间内发现、到截止日还没有销号的隐患，含挂账和建议处罚；按发现日计',
  source: '火灾隐患事项',
  relation: 'matters.matters',
  rows: (tx, window) => sql`
    select h.city, h.id, h.division, h.on_date, h.label, h.note, h.grade, h.section from (${hazards(tx, window)}) h
    where h.done_on is null or h.done_on > ${window.through}::date`,
  dimensions: hazardDimensions,
  cumulative: true,
});

export const hazardsOverdue = figure('fire.hazards_overdue', {
  title: '超期隐患',
  unit: '处',
  definition: '期间内发现、到此刻（或截止日终了）未销号且整改期限已过的隐患；挂账期间不算超期',
  source: '火灾隐患事项',
  relation: 'matters.matters',
  rows: (tx, window) => sql`
    select h.city, h.id, h.division, h.on_date, h.label, h.note, h.grade, h.section from (${hazards(tx, window)}) h
    where (h.done_on is null or h.done_on > ${window.through}::date) and h.outcome is distinct from 'penalty_suggested' and h.held_until is null
      and coalesce(h.handle_due_at, h.due_at) < least(${window.cutoff}::timestamptz, (${window.through}::date + 1)::timestamp at time zone 'Asia/Shanghai')`,
  dimensions: hazardDimensions,
  cumulative: true,
});

/** Who is late among those to whom hazards were handed: 行业主管部门, by the unit that holds them now. */
export const hazardsOverdueByDepartment = figure('fire.hazards_overdue_departments', {
  title: '部门超期隐患',
  unit: '处',
  definition: '超期隐患中此刻由行业主管部门持有的；按持有单位分，不涉及个人，部门名单由办公室设定',
  source: '火灾隐患事项',
  relation: 'matters.matters',
  rows: (tx, window) => sql`
    select o.city, o.id, o.division, o.on_date, o.label, u.name || ' ' || o.note as note, u.id as unit_id
    from (${hazardsOverdue.rows(tx, window)}) o join matters.matters h on h.city = o.city and h.id = o.id
    join divisions.units u on u.city = h.city and u.id = h.holder_unit_id where ${isIndustry}`,
  by_unit: true,
  cumulative: true,
});

/** The lists of 网格排查 that were frozen for the day after the window: each premises stands on the list of its one town. */
export const worklistPlanned = figure('fire.worklist_planned', {
  title: '次日检查清单',
  unit: '家',
  definition: '截止日 17:30 冻结、发给镇街的次日网格排查清单所列场所；是排班用的清单，不是检查指标',
  source: '次日检查清单',
  register: premises,
  rows: (_tx, window) => sql`
    select w.city, line.premises_id as id, w.division, w.for_on - 1 as on_date
    from fire.worklists w cross join lateral jsonb_to_recordset(w.lines) as line (premises_id uuid)
    where w.kind = 'patrol' and w.for_on = ${window.through}::date + 1 and w.made_at <= ${window.cutoff}::timestamptz`,
  cumulative: false,
});

export const rectificationRate = ratio('fire.rectification_rate', {
  title: '整改率',
  definition: '期间内发现的隐患中，到截止日已核查销号的占比；分母是发现数，不会超过 100%',
  source: '火灾隐患事项',
  of: hazardsFound,
  those: (_tx, window) => sql<SqlBool>`(r.done_on is not null and r.done_on <= ${window.through}::date)`,
  cumulative: true,
});

export const hazardsRelapsed = figure('fire.hazards_relapsed', {
  title: '反弹隐患',
  unit: '处',
  definition: '销号后复查又发现、提高一级重新立件的隐患；按重新发现日计',
  source: '火灾隐患事项',
  relation: 'matters.matters',
  rows: (tx, window) => sql`
    select h.city, h.id, h.division, h.on_date, h.label, h.note, h.grade, h.section from (${hazards(tx, window)}) h where h.relapse_of is not null`,
  dimensions: hazardDimensions,
  cumulative: true,
});

/** Extensions 延期 of hazards, by the moment that is asked about. The id is the matter's: an extension is asked once. */
const extensions = (on: 'asked_at' | 'decided_at', which: RawBuilder<SqlBool>) => (_tx: Tx, window: Window) =>
  sql`
  select m.city, m.id, m.division, (r.${sql.ref(on)} at time zone 'Asia/Shanghai')::date as on_date, m.title as label,
    m.number || ' 延至 ' || to_char(r.wanted_due_at at time zone 'Asia/Shanghai', 'MM-DD') as note
  from matters.requests r join matters.matters m on m.city = r.city and m.id = r.matter_id
  where m.kind = 'fire.hazard' and r.kind = 'extension' and r.${sql.ref(on)} <= ${window.cutoff}::timestamptz and ${which}`;

export const extensionsAsked = figure('fire.extensions_asked', {
  title: '申请延期',
  unit: '处',
  definition: '整改期限届满前申请延期的隐患，一处只能申请一次；按申请日计',
  source: '火灾隐患事项的延期申请',
  relation: 'matters.matters',
  rows: extensions('asked_at', sql`true`),
  cumulative: true,
});
export const extensionsGranted = figure('fire.extensions_granted', {
  title: '同意延期',
  unit: '处',
  definition: '由申请人以外的人同意延期的隐患；按决定日计',
  source: '火灾隐患事项的延期申请',
  relation: 'matters.matters',
  rows: extensions('decided_at', sql`r.granted`),
  cumulative: true,
});
export const extensionsRefused = figure('fire.extensions_refused', {
  title: '不同意延期',
  unit: '处',
  definition: '由申请人以外的人不同意延期的隐患；按决定日计',
  source: '火灾隐患事项的延期申请',
  relation: 'matters.matters',
  rows: extensions('decided_at', sql`not r.granted`),
  cumulative: true,
});

export const premisesRed = figure('fire.premises_red', {
  title: '红色场所',
  unit: '家',
  definition: '期间内最近一次检查评为红色的场所；按那次检查的日子计，复查降级后不再计',
  source: '消防检查记录',
  register: premises,
  rows: (_tx, window) => sql`
    select l.city, l.id, l.division, l.on_date from (
      select distinct on (i.city, i.premises_id) i.city, i.premises_id as id, i.division, i.on_date, i.risk
      from fire.inspections i
      where i.city = ${window.city} and i.risk is not null and i.on_date <= ${window.through}::date
        ${window.from ? sql`and i.on_date >= ${window.from}::date` : sql``}
      order by i.city, i.premises_id, i.on_date desc, i.id desc) l
    where l.risk = 'red'`,
  cumulative: true,
});

/** A sum over the 五清 ledger. Units of different kinds are never added. */
const cleared = (key: string, title: string, unit: string, definition: string, which: RawBuilder<SqlBool>): CountedFigure =>
  figure(key, {
    title,
    unit,
    definition,
    source: '“五清”行动台账',
    measure: 'sum',
    rows: () => sql`
      select c.city, c.id, c.division, c.on_date, c.count as value, c.subtype, s.name as label,
        c.count || c.unit || coalesce('，' || c.where_words, '') as note
      from fire.clears c left join subjects.places s on s.city = c.city and s.id = c.premises_id where ${which}`,
    cumulative: true,
  });

export const lodgersCleared = cleared(
  'fire.lodgers_cleared',
  '清理违规留宿',
  '人',
  '“五清”台账中清理的违规留宿人员数，按清理日计',
  sql`c.code = 'Q1'`,
);
export const windowsBillboardsRemoved = cleared(
  'fire.windows_billboards_removed',
  '拆除防盗窗、广告牌',
  '处',
  '“五清”台账中拆除的影响逃生和灭火救援的防盗窗、广告牌，按清理日计',
  sql`c.code = 'Q2'`,
);
export const colourSteelRemoved = cleared(
  'fire.colour_steel_removed',
  '拆除彩钢板',
  '处',
  '“五清”台账中拆除的易燃可燃彩钢板搭建，按处计，按清理日计',
  sql`c.code = 'Q3'`,
);
export const obstructionsRemoved = cleared(
  'fire.obstructions_removed',
  '拆除障碍和彩钢板',
  '处',
  '拆除防盗窗、广告牌与拆除彩钢板两项之和，都按处计，按清理日计',
  sql`c.code in ('Q2', 'Q3')`,
);
export const ebikesCleared = cleared(
  'fire.ebikes_cleared',
  '清理电动车',
  '辆',
  '“五清”台账中清理的违规停放、充电的电动车，按清理日计',
  sql`c.code = 'Q4'`,
);
export const cylindersCleared = cleared(
  'fire.cylinders_cleared',
  '清理液化气瓶',
  '个',
  '“五清”台账第五类中清理的违规存放、使用的液化气瓶，按清理日计；用电部分另计，单位不同不相加',
  sql`c.code = 'Q5' and c.subtype = 'cylinder'`,
);
export const illegalWiringCleared = cleared(
  'fire.illegal_wiring_cleared',
  '清理私拉乱接',
  '处',
  '“五清”台账第五类中清理的私拉乱接线路，按清理日计；用气部分另计，单位不同不相加',
  sql`c.code = 'Q5' and c.subtype = 'wiring'`,
);

export const figures = [
  premisesRegistered,
  premisesByCategory,
  responsibilityVacant,
  premisesInspected,
  hazardsFound,
  hazardsRectified,
  hazardsOpen,
  hazardsOverdue,
  hazardsOverdueByDepartment,
  worklistPlanned,
  rectificationRate,
  hazardsRelapsed,
  extensionsAsked,
  extensionsGranted,
  extensionsRefused,
  premisesRed,
  lodgersCleared,
  obstructionsRemoved,
  windowsBillboardsRemoved,
  colourSteelRemoved,
  ebikesCleared,
  cylindersCleared,
  illegalWiringCleared,
];
