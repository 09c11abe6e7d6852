/** 三个清单: the problems, what is done about them, and who answers. One row each for the same hazard. */
import { sql } from 'kysely';
import { civilDateAt } from '../../../core/reference/rules.ts';
import { inDivisions } from '../../../core/registers/index.ts';
import type { Tx } from '../../../platform/db.ts';
import { industryOf } from '../codes/industries.ts';
import { hazardGrade } from '../codes.ts';
import { isIndustry } from '../queries.ts';
import { type After, day, type Ledger, ledger, num, type Span, text, titleOf } from './ledger.ts';

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
  /** Who put it on the list of supervised ones. */
  supervisor: string | null;
  /** The industry department that handles it, where one does. */
  department: string | null;
  category: string | null;
  verifier: string | null;
  closed_on: string | null;
  photos_before: number;
  officers: string | null;
  signer: string | null;
  holders: { tier: string; name: string }[] | null;
}

async function read(tx: Tx, { city, ...span }: Span, after: After | undefined, limit: number): Promise<HazardRow[]> {
  const { rows } = await sql<HazardRow>`
    select m.id, m.found_on, m.number, m.division, coalesce(s.name, '') as name, coalesce(s.address, '') as address, s.plate_no, m.item_code, m.detail,
      m.grade, m.basis, m.requirement, m.measures, m.fixed_on_spot, m.found_on as started_on, m.handle_due_at, m.due_at, m.stage, m.outcome,
      m.handler_title as handler, p.category,
      case when m.supervised then (select t.account from matters.steps t where t.city = m.city and t.matter_id = m.id and t.verb = 'fire.hazard.supervise'
        order by t.at desc limit 1) end as supervisor,
      (select u.name from divisions.units u where u.city = m.city and u.id = coalesce(m.handler_unit_id, m.holder_unit_id) and ${isIndustry}) as department,
      people.title_of(m.city, m.verified_by) as verifier, m.closed_on, m.photos_before,
      (select string_agg(o.name, '、' order by o.position) from visits.officers o where o.city = m.city and o.visit_id = m.visit_id) as officers,
      (select i.signer from fire.inspections i where i.city = m.city and i.id = m.visit_id) as signer,
      (select jsonb_agg(jsonb_build_object('tier', r.tier, 'name', r.name) order by length(r.division) desc, r.name) from fire.responsible r
        where r.city = m.city and m.division ^@ r.division and (r.until is null or r.until >= m.found_on)
          and r.division in (left(m.division, 4), left(m.division, 6), left(m.division, 9), left(m.division, 12), m.division)) as holders
    from matters.matters m left join subjects.places s on s.city = m.city and s.id = m.place_id
    left join fire.premises p on p.city = m.city and p.id = m.place_id
    where m.city = ${city} and m.kind = 'fire.hazard' and m.outcome is distinct from 'withdrawn'
      and ${inDivisions(sql.ref('m.division'), span.divisions)} and m.found_on between ${span.from}::date and ${span.to}::date
      ${after ? sql`and (m.found_on, m.id) > (${after.at}::date, ${after.id}::uuid)` : sql``}
    order by m.found_on, m.id limit ${limit}`.execute(tx);
  return rows;
}

/** 进度: what stands behind it, in the four steps everybody knows, not a guess. */
const progressOf = (row: HazardRow): number =>
  row.outcome === 'closed' ? 100 : row.stage === 'verify' ? 80 : row.stage === 'handle' ? 40 : 0;

const citing = (basis: readonly { title: string; article: string }[]): string =>
  basis.map((one) => `${one.title}${one.article}`).join('；');

const holderOf = (row: HazardRow, tier: string): string => row.holders?.find((one) => one.tier === tier)?.name ?? '';

/**
 * 督导组 of each county: who inspects and orders there, with his unit; the fire office where nobody does. One statement for the whole book.
 */
export async function taskForces(tx: Tx, city: string, today: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ division: string; words: string }>`
    select distinct on (found.division) found.division, found.words from (
      select p.division, p.role, p.unit_name || ' ' || string_agg(p.title, '、' order by p.title) as words
      from matters.posts_at(${city}, 'fire', array(select d.code from divisions.divisions d where d.city = ${city} and length(d.code) = 6),
        array['fire.inspector', 'fire.office'], ${today}::date) p group by p.division, p.role, p.unit_name
    ) found order by found.division, found.role`.execute(tx);
  return new Map(rows.map((row) => [row.division, row.words]));
}

const ofHazards: Pick<Ledger<HazardRow>, 'read' | 'by' | 'placeOf' | 'opens'> = {
  read,
  by: 'day',
  placeOf: (row) => row.found_on,
  opens: (row) => ({ what: 'matter', id: row.id }),
};

export const problems = ledger<HazardRow>({
  ...ofHazards,
  title: '隐患问题清单',
  definition: '期间内检查登记的隐患，一处一行，按发现日；登记有误已撤销的不列',
  columns: [
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
  line: (row, told) => [
    row.number,
    row.plate_no,
    row.name,
    told.nameOf(row.division),
    row.address,
    row.found_on,
    row.officers,
    row.item_code,
    row.detail,
    titleOf(hazardGrade, row.grade),
    row.photos_before,
    citing(row.basis),
    row.fixed_on_spot,
  ],
});

export const measures = ledger<HazardRow>({
  ...ofHazards,
  title: '整改措施清单',
  definition: '期间内检查登记的隐患怎么改、改到哪一步，按发现日；进度按环节记：承办 40%，待核查 80%，销号 100%',
  columns: [
    text('隐患编号', 22),
    text('整改措施', 36),
    text('技术标准/五清标准', 36),
    text('资金来源'),
    text('临时防范措施', 30),
    day('开始日'),
    day('完成期限'),
    num('进度%'),
  ],
  line: (row) => [
    row.number,
    row.requirement,
    citing(row.basis),
    null,
    row.measures,
    row.started_on,
    (row.handle_due_at ?? row.due_at) === null ? null : civilDateAt(row.handle_due_at ?? (row.due_at as Date)),
    progressOf(row),
  ],
});

export const duties = ledger<HazardRow>({
  ...ofHazards,
  title: '整改责任清单',
  definition: '期间内检查登记的隐患由谁整改、指导、监督、销号，按发现日；包保责任人按发现日在任情况',
  columns: [
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
  line: (row, told) => [
    row.number,
    row.signer ? `${row.name}（${row.signer}）` : row.name,
    holderOf(row, 'town') || row.handler,
    told.forces.get(row.division.slice(0, 6)) ?? null,
    row.department ?? industryOf(told.industries, row.category),
    holderOf(row, 'county'),
    row.supervisor,
    row.verifier,
    row.closed_on,
  ],
});
