/**
 * Very many hazards for measuring: 1,000,000 rows over all towns by `insert … select`, one in a hundred open and held by an officer; and two
 * visits for each premises.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listDivisions } from '../src/core/divisions/index.ts';
import { readAs } from '../src/core/ledger/index.ts';
import { demoPeople, systemActor } from '../src/core/people/index.ts';
import type { BenchOffice } from './office.ts';

export const MATTERS = 1_000_000;
/** One in so many is open. */
const OPEN_EVERY = 100;
/** Of the open ones, one in so many is the clerk's of 焦店镇: a desk that nobody should have. */
const HEAVY_EVERY = 5;

/** Fills `matters` once: an officer for each town that has none, then the matters, with clocks and a step for those that are open. */
export async function fillMatters(bench: BenchOffice, say: (words: string) => void): Promise<void> {
  const stamp = join(bench.config.home, 'matters.json');
  const { superuser } = bench;
  const { rows } = await superuser.query<{ n: number }>('select count(*)::int as n from matters.matters');
  if (existsSync(stamp) && (rows[0]?.n ?? 0) >= MATTERS) return;
  const began = performance.now();
  say(`making ${MATTERS} matters, once`);
  await hireClerks(bench);
  // Only a superuser may leave triggers and foreign keys aside; the checks of the tables hold all the same.
  await superuser.query('begin');
  await superuser.query('set local session_replication_role = replica');
  await superuser.query(`truncate matters.steps, matters.clocks, matters.requests, matters.passes, matters.matters, visits.answers, visits.officers, visits.visits,
    fire.inspections, fire.clears`);
  await superuser.query(insertVisits);
  await superuser.query(insertInspections);
  await superuser.query(insertMatters);
  await superuser.query(insertPasses);
  await superuser.query(insertClocks);
  await superuser.query(insertSteps);
  await superuser.query('commit');
  // What autovacuum does a minute later.
  await superuser.query('vacuum analyze matters.matters, matters.clocks, matters.steps, matters.passes, visits.visits, fire.inspections');
  writeFileSync(stamp, JSON.stringify({ matters: MATTERS }));
  say(`  ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

async function hireClerks({ office, superuser }: BenchOffice): Promise<void> {
  const system = await systemActor(office, 'fire');
  const divisions = await readAs(office, system, (tx) => listDivisions(tx, system.city));
  const { rows } = await superuser.query<{ division: string }>("select division from people.posts where role = 'fire.clerk'");
  const served = new Set(rows.map((post) => post.division));
  const towns = divisions.filter(({ code }) => code.length === 9 && !served.has(code));
  if (towns.length === 0) return;
  await demoPeople(
    office,
    towns.map(({ code, name }) => ({
      name: `t${code}.clerk`,
      title: `${name}专干`,
      unit: code,
      posts: [{ role: 'fire.clerk', programme: 'fire', division: code }],
    })),
    towns.map(({ code, name }) => ({ key: code, name: `${name}办事处`, kind: 'street', division: code })),
  );
}

/** The demo's standing day, in which the bench lives. */
const now = "timestamptz '2022-11-09 18:00+08'";

const insertVisits = `
  insert into visits.visits (city, id, division, programme, kind, checklist, place_id, on_date, started_at, recorded_at, account_id, passed, failed, score, version, act_id)
  select p.city, gen_random_uuid(), p.division, 'fire', 'patrol', 'fire.small_premises', p.id, (at at time zone 'Asia/Shanghai')::date, at, at,
    (select id from people.accounts where name = 'xinhua.inspector'), '{M01,M02,M03,E01}', '{F01}', 90, 1, p.act_id
  from (select *, row_number() over (order by id) as n from fire.premises) p
  cross join lateral (select ${now} - (p.n % 100 + 1 + round * 100) * interval '1 day' as at from (values (0), (1)) r (round)) r`;

const insertInspections = `
  insert into fire.inspections (city, id, division, premises_id, kind, on_date, score, version, act_id)
  select city, id, division, place_id, kind, on_date, score, 1, act_id from visits.visits`;

const insertMatters = `
  insert into matters.matters (city, id, division, programme, kind, number, title, grade, item_code, requirement, place_id, found_on, found_at,
    opened_by, inspectors, stage, outcome, tier, holder_account_id, holder_title, holder_unit_id, handler_account_id, handler_title, handler_unit_id,
    worked_by, answered_by, answered_at, verified_by, closed_at, closed_on, due_at, near_at, measure, handle_due_at, evidence, photos_after, wake_at, wake_why, version, act_id)
  with places as (
    select p.city, p.id, p.division, s.name, row_number() over (order by p.id) - 1 as place from fire.premises p join subjects.places s using (city, id)
  ), clerks as (
    select p.division as town, a.id, a.title, p.unit_id from people.posts p join people.accounts a on a.city = p.city and a.id = p.account_id
    where p.role = 'fire.clerk'
  ), drawn as (
    select n, n % ${OPEN_EVERY} = 0 as open, n % ${OPEN_EVERY * HEAVY_EVERY} = 0 as heavy,
      case when n % ${OPEN_EVERY} = 0 then ${now} - (n / ${OPEN_EVERY} % 480) * interval '1 hour'
        else ${now} - interval '3 days' - (1000000 - n) * interval '90 seconds' end as found_at,
      (n::bigint * 7919 % (select count(*) from places)) as place
    from generate_series(1, ${MATTERS}) n
  ), placed as (
    select d.*, p.city, p.id as place_id, p.name, p.division, c.id as clerk, c.title as clerk_title, c.unit_id as unit,
      (array['B', 'B', 'B', 'B', 'C', 'C', 'C', 'C', 'A', 'S'])[1 + n / 7 % 10] as grade,
      least(d.found_at + (20 + n / 3 % 200) * interval '1 hour', ${now} - interval '1 hour') as closed_at, d.found_at + (48 + n / ${OPEN_EVERY} % 300) * interval '1 hour' as due,
      (select act_id from people.posts where role = 'fire.clerk' limit 1) as act_id,
      (select id from people.accounts where name = 'xinhua.inspector') as inspector, (select id from people.accounts where name = 'fire.office') as office
    from drawn d join places p on p.place = d.place
    join clerks c on c.town = case when d.heavy then '410402100' else left(p.division, 9) end
  )
  select city, gen_random_uuid(), case when heavy then '410402100207' else division end, 'fire', 'fire.hazard',
    'FH-' || left(division, 6) || '-' || to_char(found_at at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-' || lpad(n::text, 7, '0'),
    name || '：' || (array['电动车在门厅充电', '疏散通道堆放货物', '灭火器压力不足', '应急照明损坏', '违规住人'])[1 + n % 5], grade,
    (array['M02', 'L01', 'E01', 'E03', 'F01', 'F04', 'U01', 'U03', 'G01'])[1 + n / 11 % 9], '立即整改', place_id,
    (found_at at time zone 'Asia/Shanghai')::date, found_at, inspector, array[inspector],
    case when not open then 'closed' when n / ${OPEN_EVERY} % 4 = 0 then 'accept' else 'handle' end,
    case when open then null when n % 101 = 0 then 'withdrawn' when n % 103 = 0 then 'penalty_suggested' else 'closed' end, 'town',
    case when open and n / ${OPEN_EVERY} % 4 > 0 then clerk end, case when open and n / ${OPEN_EVERY} % 4 > 0 then clerk_title end, case when open then unit end,
    case when not open or n / ${OPEN_EVERY} % 4 > 0 then clerk end, case when not open or n / ${OPEN_EVERY} % 4 > 0 then clerk_title end, unit,
    case when not open or n / ${OPEN_EVERY} % 4 > 0 then array[clerk] end, case when not open then clerk end, case when not open then closed_at end,
    case when not open then office end,
    case when not open then closed_at end, case when not open then (closed_at at time zone 'Asia/Shanghai')::date end,
    case when open then due end, case when open then due - interval '1 day' end, 'workdays', due,
    case when grade in ('A', 'S') then 'after' else 'none' end, case when grade in ('A', 'S') then 1 else 0 end,
    -- Nobody is waked while it is measured.
    case when open then timestamptz '2030-01-01 00:00Z' end, case when open then 'near' end, 1, act_id
  from placed order by n`;

const insertPasses = `
  insert into matters.passes (city, matter_id, desk) select city, id, programme || ':' || handler_unit_id from matters.matters`;

const insertClocks = `
  insert into matters.clocks (city, id, division, programme, matter_id, stage, measure, amount, started_at, first_due_at, due_at, latest_at, stopped_at, version, act_id)
  select city, gen_random_uuid(), division, programme, id, c.stage, case c.stage when 'accept' then 'hours' else 'workdays' end, case c.stage when 'accept' then 4 else 3 end,
    found_at, due_at, due_at, case c.stage when 'handle' then found_at + interval '60 days' end,
    case when c.stage = 'accept' and m.stage = 'handle' then found_at + interval '1 hour' end, 1, act_id
  from matters.matters m cross join (values ('accept'), ('handle')) c (stage) where outcome is null`;

/** A step each for what is open, and the officers' own of the last hundred thousand: 已办 is read from steps. */
const insertSteps = `
  insert into matters.steps (city, id, division, programme, matter_id, at, verb, title, account_id, account, stage, version, act_id)
  select city, gen_random_uuid(), division, programme, id, found_at, 'fire.hazard.open', '检查登记', opened_by, '岳振邦', 'accept', 1, act_id
  from matters.matters where outcome is null
  union all
  select city, gen_random_uuid(), division, programme, id, answered_at, 'fire.hazard.answer', '反馈整改', answered_by, handler_title, 'verify', 1, act_id
  from matters.matters where outcome is not null and found_on >= date '2022-08-01'`;
