/**
 * A few days of bulletins of 新华区, by the ordinary acts: opened with a basis, frozen by the machine, worded by the office, issued by another
 * person, one of them corrected. Each is read as of its own evening; what the rows no longer tell of that evening (a deadline that was
 * moved since, a pause that began later) stands as it is today. The campaign itself was loaded afterwards, so the acts stand here after it.
 */
import { sql } from 'kysely';
import { catalogueOf, documentActs } from '../../../core/documents/index.ts';
import { type Act, type Actor, type Office, perform, readAs } from '../../../core/ledger/index.ts';
import { createMatters } from '../../../core/matters/index.ts';
import { systemActor } from '../../../core/people/index.ts';
import { itemsFor } from '../../../core/visits/checklist.ts';
import { newId } from '../../../platform/ids.ts';
import { recordInspection } from '../acts.ts';
import { smallPremises } from '../checklists.ts';
import { bulletins } from '../documents.ts';
import { figures } from '../indicators.ts';
import { hazard } from '../matters.ts';

const division = '410402';

/** The plan that lets the office rank its towns: a made-up one, and said to be so. */
const basis = {
  title: '新华区九小场所消防安全专项治理方案（示例，待核实）',
  number: '新消安委〔2022〕9号',
  article: '第六条',
  from: '2022-09-13',
  to: '2022-12-31',
};

interface Issue {
  key: string;
  on: string;
  /** Time of freezing. */
  at: string;
  /** What the office puts in place of the machine's words, by the beginning of the paragraph it replaces. */
  words: readonly (readonly [begins: string, text: string])[];
}

const problemsSaid = '存在问题由消安委办据实填写';
const issues: readonly Issue[] = [
  { key: 'fire.daily', on: '2022-11-04', at: '18:00', words: [] },
  {
    key: 'fire.campaign',
    on: '2022-11-04',
    at: '18:30',
    words: [
      [
        '请各单位对照台账',
        '请各单位把夜间住人的小旅馆、合用场所作为下周重点，逐处核实，整改完成的及时反馈并附整改前后照片；到期不能完成的，在期限届满前申请延期。',
      ],
    ],
  },
  {
    key: 'fire.daily',
    on: '2022-11-07',
    at: '18:00',
    words: [[problemsSaid, '周末两天没有安排排查，逾期隐患集中在周一到期，请承办单位先办超期的。']],
  },
  {
    key: 'fire.evening',
    on: '2022-11-07',
    at: '20:30',
    words: [['研判意见', '周一排查量恢复，新发现的以疏散通道和电气线路为主。明日先查最近一次评为红色的场所和反弹的隐患。']],
  },
  { key: 'fire.daily', on: '2022-11-08', at: '18:00', words: [] },
  {
    key: 'fire.evening',
    on: '2022-11-08',
    at: '20:30',
    words: [['研判意见', '整改销号慢于新增，超期数还在增加。明日请各镇（街道）先清超期，再排新的检查。']],
  },
];

/** Loads them. `at` gives the office at a business moment. */
export async function loadBulletins(
  actorOf: (account: string) => Promise<Actor>,
  at: (moment: string) => Office,
  say: (words: string) => void,
): Promise<void> {
  const acts = documentActs(catalogueOf(bulletins, figures), 'fire');
  const machine = await systemActor(at('2022-11-02T09:00'), 'fire');
  const [writer, signer] = [await actorOf('fire.office'), await actorOf('fire.city')];
  const does = <Input, Answer>(who: Actor, moment: string, what: Act<Input, Answer>, input: unknown): Promise<Answer> =>
    perform(at(moment), what, who, newId(), input);

  for (const [key, since] of [
    ['fire.daily', '2022-11-04'],
    ['fire.campaign', '2022-11-04'],
    ['fire.evening', '2022-11-07'],
  ] as const) {
    const opened = await does(writer, '2022-11-02T09:20', acts.open, { key, division, since });
    if (key !== 'fire.evening') await does(writer, '2022-11-02T09:30', acts.enterBasis, { ...opened, ...basis });
  }

  /** Words, submits and has it issued by a second person, ten minutes after it was frozen. */
  const issue = async (one: Issue, drafted: { id: string; version: number }): Promise<{ id: string; version: number }> => {
    const minutes = (more: number) => {
      const [hour = 0, minute = 0] = one.at.split(':').map(Number);
      const all = hour * 60 + minute + more;
      return `${one.on}T${String(Math.floor(all / 60)).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}`;
    };
    let now = drafted;
    if (one.words.length > 0) {
      const { title, blocks } = await readAs(at(minutes(4)), writer, async (tx) => {
        const { rows } = await sql<{ title: string[]; blocks: { kind: string; text?: string }[] }>`
          select title, blocks from documents.editions where city = ${writer.city} and id = ${drafted.id}`.execute(tx);
        const found = rows[0];
        if (!found) throw new Error(`no edition ${drafted.id}`);
        return found;
      });
      const worded = blocks.map((block) => {
        const other = one.words.find(([begins]) => block.text?.startsWith(begins));
        return other ? { ...block, text: other[1] } : block;
      });
      now = await does(writer, minutes(4), acts.edit, { ...now, title, blocks: worded });
    }
    now = await does(writer, minutes(6), acts.submit, { id: now.id, version: now.version });
    return await does(signer, minutes(10), acts.publish, { id: now.id, version: now.version });
  };

  let mistake: string | null = null;
  for (const one of issues) {
    if (one.on === '2022-11-07' && mistake === null) mistake = await recordMistake(at, await actorOf('zhangzhuang.grid'));
    // A summary is drafted when the office wants one; the others by the machine.
    const drafted = await does(one.key === 'fire.campaign' ? writer : machine, `${one.on}T${one.at}`, acts.draft, {
      key: one.key,
      division,
      on: one.on,
    });
    const published = await issue(one, drafted);
    if (one.key !== 'fire.daily' || one.on !== '2022-11-07' || mistake === null) continue;
    await withdrawMistake(at, writer, mistake);
    const corrected = await does(writer, '2022-11-08T10:20', acts.correct, {
      id: published.id,
      version: published.version,
      reason: '撤销张庄村一处登记有误的隐患，数字重取到11月7日终了',
      reasons: {
        'fire.hazards_found': '张庄村一处隐患登记有误，已撤销',
        'fire.hazards_overdue': '11月7日终了时到期未销号的计入超期',
      },
    });
    const sent = await does(writer, '2022-11-08T10:25', acts.submit, { id: corrected.id, version: corrected.version });
    await does(signer, '2022-11-08T10:40', acts.publish, { id: sent.id, version: sent.version });
  }
  // Today's waits for its words and for a second person.
  await does(machine, '2022-11-09T18:00', acts.draft, { key: 'fire.daily', division, on: '2022-11-09' });
  say(`演示城市：消防 通报 ${issues.length + 1} 期，其中 1 期有更正`);
}

/** A hazard that is none: on a grid worker's round in a shop that was inspected before and had nothing to put right. */
async function recordMistake(at: (moment: string) => Office, grid: Actor): Promise<string> {
  const moment = '2022-11-07T15:20';
  const place = await readAs(at(moment), grid, async (tx) => {
    const { rows } = await sql<{ id: string; category: string }>`
      select p.id, p.category from fire.premises p join subjects.places s on s.city = p.city and s.id = p.id
      where p.city = ${grid.city} and p.division >= '410402100207' and p.division < '410402100207:' and p.status = 'open'
        and exists (select from fire.inspections i where i.city = p.city and i.premises_id = p.id and i.on_date < '2022-11-01')
        and not exists (select from matters.matters m where m.city = p.city and m.place_id = p.id)
      order by s.name, p.id limit 1`.execute(tx);
    return rows[0];
  });
  const item = place && itemsFor(smallPremises, place.category).find((one) => one.grade === 'C' && !one.photo);
  if (!place || !item) throw new Error('the demo has no premises without hazards in 张庄村');
  const recorded = await perform(at(moment), recordInspection, grid, newId(), {
    id: newId(),
    premises_id: place.id,
    kind: 'patrol',
    started_at: `${moment}:00+08:00`,
    answers: [{ code: item.code, answer: 'fail', words: '看起来不符合，待复核' }],
  });
  const opened = recorded.hazards[0];
  if (!opened) throw new Error('the demo opened no hazard');
  return opened.id;
}

async function withdrawMistake(at: (moment: string) => Office, office: Actor, id: string): Promise<void> {
  const moment = '2022-11-08T10:05';
  const { withdraw } = createMatters([hazard], { verbsOf: () => [], system: systemActor }).actsOf(hazard.key);
  const version = await readAs(at(moment), office, async (tx) => {
    const { rows } = await sql<{ version: number }>`select version from matters.matters where city = ${office.city} and id = ${id}`.execute(
      tx,
    );
    return rows[0]?.version ?? 0;
  });
  await perform(at(moment), withdraw, office, newId(), { id, version, reason: '到现场复核，不属于检查项所列情形，登记有误' });
}
