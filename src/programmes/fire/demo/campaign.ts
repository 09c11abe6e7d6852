/** Writes the planned campaign into the ledger, a town an act. The rows are what the ordinary acts would have left. */
import { sql } from 'kysely';
import { z } from 'zod';
import { recordFiles, type StoredContent, storeContent } from '../../../core/files/index.ts';
import { type Actor, act, type Office, perform, readAs } from '../../../core/ledger/index.ts';
import {
  insertClocks,
  insertMatters,
  insertRequests,
  insertSteps,
  type NewClock,
  type NewMatter,
  type NewRequest,
  type NewStep,
  takeNumbers,
} from '../../../core/matters/index.ts';
import { getCalendar, listLegalBases } from '../../../core/reference/index.ts';
import type { LegalBasis, WorkCalendar } from '../../../core/reference/rules.ts';
import {
  citations,
  insertAnswers,
  insertOfficers,
  insertVisits,
  type NewAnswer,
  type NewOfficer,
  type NewVisit,
} from '../../../core/visits/index.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { smallPremises } from '../checklists.ts';
import { hazard as hazardKind } from '../matters.ts';
import { insertClears, insertInspections, type NewClear, type NewInspectionRow } from '../queries.ts';
import type { DemoRow } from './counties.ts';
import { type Dice, dice, grouped } from './dice.ts';
import { failures, refusals } from './failures.ts';
import type { Desk } from './found.ts';
import { answerOf, failedAt, type Plan, type PlannedHazard, type PlannedVisit } from './inspections.ts';
import { lifeOf } from './lives.ts';
import type { Person } from './moments.ts';
import { drawPictures, drawSignatures, type Scene, variants } from './pictures.ts';

/** Clerk of each town of 新华区. */
const clerks: Readonly<Record<string, string>> = {
  '410402001': 'shuguang.clerk',
  '410402002': 'guangminglu.clerk',
  '410402003': 'zhongxinglu.clerk',
  '410402004': 'kuanggonglu.clerk',
  '410402005': 'xishichang.clerk',
  '410402006': 'xinxinjie.clerk',
  '410402007': 'qingshishan.clerk',
  '410402008': 'zhanhebeilu.clerk',
  '410402010': 'xigaohuang.clerk',
  '410402100': 'jiaodian.clerk',
  '410402400': 'xiangshan.clerk',
};
const gridWorkers: Readonly<Record<string, string>> = { '410402100207': 'zhangzhuang.grid', '410402100206': 'yugou.grid' };
/** Who is in charge of which trade (示例): schools, night life and lodging, retail and food, other services. */
const departments: Readonly<Record<string, string>> = {
  J7: 'education.clerk',
  J3: 'police.clerk',
  J4: 'police.clerk',
  J5: 'police.clerk',
  J1: 'market.clerk',
  J2: 'market.clerk',
  J6: 'commerce.clerk',
};
/** How many of the hazards found in an inspection of a trade are given to its department. */
const shareOfDepartments = 0.3;
const certificates = ['豫平新消执 0117', '豫平新消执 0123'] as const;

interface Cast {
  clerks: Map<string, Person>;
  grids: Map<string, Person>;
  inspectors: Person[];
  county: Person;
  system: Person;
  /** Clerks of industry departments, by the category of premises that is theirs. */
  departments: Map<string, Person>;
}

async function castOf(actorOf: (account: string) => Promise<Actor>, system: Actor): Promise<Cast> {
  const person = async (account: string): Promise<Person> => personOf(await actorOf(account));
  const all = async (names: Readonly<Record<string, string>>) =>
    new Map(await Promise.all(Object.entries(names).map(async ([code, account]) => [code, await person(account)] as const)));
  return {
    clerks: await all(clerks),
    grids: await all(gridWorkers),
    inspectors: [await person('xinhua.inspector'), await person('xinhua.inspector2')],
    county: await person('fire.office'),
    system: personOf(system),
    departments: await all(departments),
  };
}

function personOf(actor: Actor): Person {
  const post = actor.posts.find((one) => one.programme === 'fire');
  if (!post) throw new Error(`${actor.account} has no post in fire`);
  return { account_id: actor.account_id, title: actor.title, unit_id: post.unit_id, unit_name: post.unit_name };
}

function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the demo has no ${what}`);
  return value;
}

interface Evidence {
  pictures: Map<string, string>;
  signatures: string[];
}

const passed = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null);

export const loadEvidence = act(
  'fire.files.demo_load',
  '载入演示图',
  z.object({ files: passed<{ id: string; kind: 'photo' | 'signature'; content: StoredContent }[]>() }),
  async (tx, actor, input, deed) => {
    deed.about({ relation: 'files.files', division: actor.city });
    await recordFiles(
      tx,
      actor,
      input.files.map((file) => ({ ...file, programme: 'fire', division: actor.city, note: '演示图' })),
    );
    deed.says({ added: input.files.length });
    return { added: input.files.length };
  },
);

interface Part {
  town: string;
  visits: PlannedVisit[];
  hazards: PlannedHazard[];
  clears: Plan['clears'];
}

export const loadCampaign = act(
  'fire.inspection.demo_load',
  '载入演示检查记录',
  z.object({ part: passed<Part>(), cast: passed<Cast>(), evidence: passed<Evidence>(), gridNames: passed<Map<string, string>>() }),
  async (tx, actor, input, deed) => {
    deed.about({ relation: 'fire.inspections', division: input.part.town });
    const chance = dice(Number(input.part.town));
    await writeVisits(tx, actor.city, input.part, input.cast, input.gridNames, chance, input.evidence);
    await writeHazards(tx, actor.city, input.part, input.cast, chance, input.evidence);
    deed.says({ visits: input.part.visits.length, hazards: input.part.hazards.length, clears: input.part.clears.length });
    return { visits: input.part.visits.length, hazards: input.part.hazards.length };
  },
);

const recorderOf = (visit: PlannedVisit, cast: Cast): Person => {
  const division = String(visit.place.values.division);
  if (visit.kind === 'inspection') return must(cast.inspectors[visit.roll < 0.5 ? 0 : 1], 'inspector');
  return cast.grids.get(division.slice(0, 12)) ?? must(cast.clerks.get(division.slice(0, 9)), `clerk of ${division}`);
};

interface Attachment {
  file_id: string;
  owner_relation: string;
  owner_id: string;
  division: string;
  role: string;
}

async function attach(tx: Tx, city: string, rows: readonly Attachment[]): Promise<void> {
  await sql`
    insert into files.attachments (city, id, division, programme, file_id, owner_relation, owner_id, role, position)
    select ${city}, gen_random_uuid(), l.division, 'fire', l.file_id, l.owner_relation, l.owner_id, l.role, 0
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) l (file_id uuid, owner_relation text, owner_id uuid, division text, role text)`.execute(
    tx,
  );
}

const pictureOf = (evidence: Evidence, scene: Scene, when: 'before' | 'after', chance: Dice): string =>
  must(evidence.pictures.get(`${scene} ${when} ${chance.between(0, variants - 1)}`), scene);

async function writeVisits(
  tx: Tx,
  city: string,
  part: Part,
  cast: Cast,
  gridNames: ReadonlyMap<string, string>,
  chance: Dice,
  evidence: Evidence,
): Promise<void> {
  const [visits, officers, answers, inspections] = [[], [], [], []] as [NewVisit[], NewOfficer[], NewAnswer[], NewInspectionRow[]];
  const attached: Attachment[] = [];
  const byPlace = grouped(part.hazards, (one) => one.place.id);
  for (const visit of part.visits) {
    const division = String(visit.place.values.division);
    const owned = { division, programme: 'fire' };
    const own = byPlace.get(visit.place.id) ?? [];
    const failed = failedAt(visit, own);
    const given = smallPremises.items.map((item) => answerOf(visit.place, item, failed));
    const codes = (answer: string) => given.filter((one) => one.answer === answer).map((one) => one.code);
    const recorder = recorderOf(visit, cast);
    const inspected = visit.kind === 'inspection';
    visits.push({
      ...owned,
      id: visit.id,
      kind: visit.kind,
      checklist: smallPremises.key,
      place_id: visit.place.id,
      on_date: visit.on,
      started_at: visit.at,
      recorded_at: new Date(visit.at.getTime() + chance.between(9, 38) * 60_000),
      account_id: recorder.account_id,
      unit_name: recorder.unit_name,
      passed: codes('pass'),
      failed: codes('fail'),
      not_applicable: codes('na'),
      score: visit.score,
      matter_id: null,
      note: null,
    });
    const people = inspected ? cast.inspectors : [recorder];
    for (const [position, one] of people.entries())
      officers.push({
        ...owned,
        id: newId(),
        visit_id: visit.id,
        position,
        account_id: one.account_id,
        name: one.title,
        certificate: inspected ? (certificates[position] ?? null) : null,
        unit_name: one.unit_name,
      });
    const grid = gridNames.get(division.slice(0, 12));
    if (!inspected && grid && grid !== recorder.title && chance.chance(0.6))
      officers.push({
        ...owned,
        id: newId(),
        visit_id: visit.id,
        position: 1,
        account_id: null,
        name: grid,
        certificate: null,
        unit_name: '',
      });
    for (const code of codes('fail')) {
      const hazard =
        visit.found.find((one) => one.item.code === code) ?? own.find((one) => one.item.code === code && one.found_at < visit.at);
      answers.push({
        ...owned,
        id: newId(),
        visit_id: visit.id,
        item_code: code,
        answer: 'fail',
        words: hazard && visit.found.includes(hazard) ? hazard.words : `${hazard?.words ?? ''}，尚未整改`,
        fixed: hazard?.fixed === true && visit.found.includes(hazard),
        measures: hazard?.item.urgent && !hazard.fixed ? (failures[code]?.measures ?? null) : null,
        matter_id: hazard?.id ?? null,
      });
    }
    const signed = inspected ? chance.chance(0.86) : chance.chance(0.3);
    if (signed)
      attached.push({
        file_id: chance.pick(evidence.signatures),
        owner_relation: 'visits.visits',
        owner_id: visit.id,
        division,
        role: 'signature',
      });
    inspections.push({
      id: visit.id,
      division,
      premises_id: visit.place.id,
      kind: visit.kind,
      on_date: visit.on,
      score: visit.score,
      risk: visit.risk,
      risk_before: visit.risk_before,
      signer: signed || inspected ? '场所负责人' : null,
      signed,
      refused_because: inspected && !signed ? chance.pick(refusals) : null,
      over_cap_reason: null,
      over_cap_words: null,
    });
  }
  const clears = part.clears.map(
    (one): NewClear => ({
      id: one.id,
      division: String(one.hazard.place.values.division),
      inspection_id: one.visit.id,
      premises_id: one.hazard.place.id,
      on_date: one.visit.on,
      code: one.code,
      subtype: one.subtype,
      count: one.count,
      unit: one.unit,
      where_words: one.hazard.words,
      disposal:
        {
          Q1: '已搬离',
          Q2: '已拆除',
          Q3: '已拆除',
          Q4: '移到室外停放点',
          Q5: one.subtype === 'cylinder' ? '退回供气站' : '已拆除重新布线',
        }[one.code] ?? null,
    }),
  );
  for (const one of part.clears) {
    const scene = failures[one.hazard.item.code]?.scene;
    if (one.code === 'Q1' || !scene) continue;
    for (const when of ['before', 'after'] as const)
      attached.push({
        file_id: pictureOf(evidence, scene, when, chance),
        owner_relation: 'fire.clears',
        owner_id: one.id,
        division: String(one.hazard.place.values.division),
        role: when,
      });
  }
  await insertVisits(tx, city, visits);
  await insertOfficers(tx, city, officers);
  await insertAnswers(tx, city, answers);
  await insertInspections(tx, city, inspections);
  await insertClears(tx, city, clears);
  await attach(tx, city, attached);
}

async function writeHazards(tx: Tx, city: string, part: Part, cast: Cast, chance: Dice, evidence: Evidence): Promise<void> {
  const calendar: WorkCalendar = await getCalendar(tx);
  const bases: LegalBasis[] = await listLegalBases(tx);
  const numbers = new Map<string, string[]>();
  for (const [on, own] of grouped(part.hazards, (one) => one.visit.on))
    numbers.set(on, await takeNumbers(tx, city, hazardKind.number_prefix, part.town, on, own.length));
  const cited = new Map<string, { title: string; article: string }[]>();
  const [matters, clocks, steps, requests] = [[], [], [], []] as [NewMatter[], NewClock[], NewStep[], NewRequest[]];
  const attached: Attachment[] = [];
  const tiers = new Map<string, NewMatter['tier']>();
  for (const hazard of part.hazards) {
    const { visit, item } = hazard;
    const division = String(hazard.place.values.division);
    const key = `${item.code} ${visit.on}`;
    const basis = cited.get(key) ?? citations(item, bases, visit.on);
    cited.set(key, basis);
    const town = must(cast.clerks.get(part.town), `clerk of ${part.town}`);
    const recorder = recorderOf(visit, cast);
    const desk: Desk = {
      recorder,
      handler: cast.grids.get(division.slice(0, 12)) ?? town,
      town,
      county: cast.county,
      system: cast.system,
      department:
        visit.kind === 'inspection' && !hazard.fixed && !hazard.relapse_of && hazard.roll < shareOfDepartments
          ? (cast.departments.get(String(hazard.place.values.category)) ?? null)
          : null,
    };
    const former = hazard.relapse_of ? { id: hazard.relapse_of.id, tier: tiers.get(hazard.relapse_of.id) ?? ('town' as const) } : null;
    const life = lifeOf(
      hazard,
      desk,
      {
        number: must(numbers.get(visit.on)?.shift(), `number on ${visit.on}`),
        basis,
        inspectors: visit.kind === 'inspection' ? cast.inspectors.map((one) => one.account_id) : [recorder.account_id],
        former,
      },
      calendar,
      chance,
    );
    tiers.set(hazard.id, life.matter.tier);
    const scene = failures[item.code]?.scene ?? 'passage';
    for (const when of ['before', 'after'] as const) {
      if (!life.photos[when]) continue;
      const file_id = pictureOf(evidence, scene, when, chance);
      attached.push({ file_id, owner_relation: 'matters.matters', owner_id: hazard.id, division, role: when });
      const step = when === 'before' || hazard.fixed ? life.steps[0] : life.steps.findLast((one) => one.verb.endsWith('.answer'));
      if (step) step.files = [...step.files, { id: file_id, role: when }];
    }
    matters.push(life.matter);
    clocks.push(...life.clocks);
    steps.push(...life.steps);
    requests.push(...life.requests);
  }
  for (let at = 0; at < matters.length; at += 1000) await insertMatters(tx, city, matters.slice(at, at + 1000));
  for (let at = 0; at < clocks.length; at += 2000) await insertClocks(tx, city, clocks.slice(at, at + 2000));
  for (let at = 0; at < steps.length; at += 2000) await insertSteps(tx, city, steps.slice(at, at + 2000));
  await insertRequests(tx, city, requests);
  await attach(tx, city, attached);
}

/** Stores the drawn evidence and loads the campaign, a town an act. `at` gives the office at a business moment. */
export async function loadHistory(
  plan: Plan,
  people: readonly DemoRow[],
  system: Actor,
  actorOf: (account: string) => Promise<Actor>,
  at: (moment: string) => Office,
): Promise<{ visits: number; hazards: number }> {
  const office = at('2022-11-09T17:50');
  const files: { id: string; kind: 'photo' | 'signature'; content: StoredContent }[] = [];
  const pictures = new Map<string, string>();
  for (const { scene, when, variant, png } of drawPictures()) {
    const id = newId();
    files.push({ id, kind: 'photo', content: await storeContent(office.files, png) });
    pictures.set(`${scene} ${when} ${variant}`, id);
  }
  const signatures: string[] = [];
  for (const png of drawSignatures()) {
    const id = newId();
    files.push({ id, kind: 'signature', content: await storeContent(office.files, png) });
    signatures.push(id);
  }
  await perform(office, loadEvidence, system, newId(), { files });
  const cast = await castOf(actorOf, system);
  const gridNames = new Map(
    people.filter((row) => row.values.tier === 'grid').map((row) => [String(row.values.division).slice(0, 12), String(row.values.name)]),
  );
  const townOf = (row: DemoRow) => String(row.values.division).slice(0, 9);
  const hazards = grouped(plan.hazards, (one) => townOf(one.place));
  const clears = grouped(plan.clears, (one) => townOf(one.hazard.place));
  let done = { visits: 0, hazards: 0 };
  for (const [town, visits] of [...grouped(plan.visits, (one) => townOf(one.place))].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const part: Part = { town, visits, hazards: hazards.get(town) ?? [], clears: clears.get(town) ?? [] };
    const written = await perform(office, loadCampaign, system, newId(), { part, cast, evidence: { pictures, signatures }, gridNames });
    done = { visits: done.visits + written.visits, hazards: done.hazards + written.hazards };
  }
  return done;
}

/** The working-day calendar, for the plan. */
export const calendarOf = (office: Office, actor: Actor): Promise<WorkCalendar> => readAs(office, actor, (tx) => getCalendar(tx));
