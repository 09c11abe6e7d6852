/** Figures of fire safety. A figure is the rows it counts. */
import { sql } from 'kysely';
import { figure, type Window } from '../../core/indicators/index.ts';
import { premisesCategory } from './codes.ts';
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

export const figures = [premisesRegistered, premisesByCategory, responsibilityVacant];
