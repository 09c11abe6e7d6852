/** The demo city's premises and responsible persons, and what its accounts did with them. Loaded by ordinary acts. */
import { z } from 'zod';
import { listDivisions } from '../../core/divisions/index.ts';
import { type Act, type Actor, act, type Office, perform, readAs } from '../../core/ledger/index.ts';
import { systemActor } from '../../core/people/index.ts';
import { getCalendar } from '../../core/reference/index.ts';
import { addDays, isWorkday } from '../../core/reference/rules.ts';
import { insertRows, registerActs } from '../../core/registers/index.ts';
import { BusinessClock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { loadBulletins } from './demo/bulletins.ts';
import { calendarOf, loadHistory } from './demo/campaign.ts';
import { planCampaign } from './demo/inspections.ts';
import { type Day, type DemoRow, makePremises } from './demo/premises.ts';
import { makeResponsible } from './demo/responsible.ts';
import { premises, responsible } from './registers.ts';

/** The accounts of the demo city, who act in its history. */
export type ActorOf = (account: string) => Promise<Actor>;

const rows = z.object({ rows: z.custom<readonly DemoRow[]>(Array.isArray) });

export const loadPremises = act('fire.premises.demo_load', '载入演示场所', rows, async (tx, actor, input, deed) => {
  deed.about({ relation: premises.key, division: actor.city });
  const added = await insertRows(tx, premises, deed.office.vault, actor.city, input.rows);
  deed.says({ added });
  return { added };
});

export const loadResponsible = act('fire.responsible.demo_load', '载入演示包保责任人', rows, async (tx, actor, input, deed) => {
  deed.about({ relation: responsible.key, division: actor.city });
  const added = await insertRows(tx, responsible, deed.office.vault, actor.city, input.rows);
  deed.says({ added });
  return { added };
});

/** First working day of the register, and the day at which the demo's clock stands. */
const FIRST = '2022-07-01';
const LAST = '2022-11-09';
/** The campaign: most premises were registered in its first weeks. */
const CAMPAIGN = '2022-09-13';

/** Loads the fire part of the demo city. About 14,250 premises and 4,000 responsible persons, always the same ones. */
export async function demo(office: Office, say: (words: string) => void, actorOf: ActorOf): Promise<void> {
  const system = await systemActor(office, 'fire');
  const { places, days } = await readAs(office, system, async (tx) => ({
    places: await listDivisions(tx, system.city),
    days: await workdays(tx),
  }));
  const all = makePremises(places, days);
  const clerk = await actorOf('jiaodian.clerk');
  const held = new Map<string, { name: string; unit_name: string }>();
  for (const who of [clerk, await actorOf('zhangzhuang.grid'), await actorOf('yugou.grid')]) {
    const post = who.posts.find((one) => one.programme === 'fire');
    if (post) held.set(post.division, { name: who.title, unit_name: post.unit_name });
  }
  const people = makeResponsible(places, new Set(all.map((row) => String(row.values.division))), held);

  const plan = planCampaign(all, await calendarOf(office, system));
  for (const row of all) {
    const colour = plan.colours.get(row.id);
    if (colour) row.values.risk = colour;
  }

  // In the order of the days, so that the ledger reads as it would have grown.
  const months = ['2022-07-29', '2022-08-31', '2022-09-30', '2022-10-31', LAST];
  let from = '';
  let added = 0;
  for (const to of months) {
    if (to === LAST) await perform(at(office, '2022-10-31T17:50'), loadResponsible, system, newId(), { rows: people });
    if (to === LAST) await history(office, all, actorOf);
    const batch = all.filter((row) => String(row.values.registered_on) > from && String(row.values.registered_on) <= to);
    added += (await perform(at(office, `${to}T17:40`), loadPremises, system, newId(), { rows: batch })).added;
    from = to;
  }
  say(`演示城市：消防 场所 ${added} 家，包保责任人 ${people.length} 人`);
  const campaign = await loadHistory(plan, people, system, actorOf, (moment) => at(office, moment));
  say(`演示城市：消防 检查 ${campaign.visits} 次，隐患 ${campaign.hazards} 处`);
  await loadBulletins(actorOf, (moment) => at(office, moment), say);
}

/** Working days of the register, with the share of rows that fall on them. */
export async function workdays(tx: Tx): Promise<Day[]> {
  const calendar = await getCalendar(tx);
  const days: Day[] = [];
  for (let date = FIRST; date <= LAST; date = addDays(date, 1)) {
    if (isWorkday(date, calendar)) days.push({ date, weight: date < CAMPAIGN ? 1 : date < '2022-10-01' ? 4.5 : 2.2 });
  }
  return days;
}

/** The office at an earlier business moment of the same city. */
function at(office: Office, moment: string): Office {
  return { ...office, clock: new StandingAt(`${moment}:00+08:00`) };
}

class StandingAt extends BusinessClock {
  readonly #moment: Date;
  constructor(moment: string) {
    super();
    this.#moment = new Date(moment);
  }
  override now(): Date {
    return this.#moment;
  }
  override get standing(): boolean {
    return true;
  }
}

/** A few days of ordinary work, by the people of the sign-in page, on rows that everybody finds. */
async function history(office: Office, all: readonly DemoRow[], actorOf: ActorOf): Promise<void> {
  const acts = registerActs(premises);
  const byName = new Map(
    all.filter((row) => String(row.values.division).startsWith('410402100')).map((row) => [String(row.values.name), row]),
  );
  const versions = new Map<string, number>();
  const idOf = (name: string) => {
    const row = byName.get(name);
    if (!row) throw new Error(`the demo has no premises ${name}`);
    return row.id;
  };
  const does = async <Input, Answer>(who: string, moment: string, what: Act<Input, Answer>, input: unknown): Promise<Answer> =>
    await perform(at(office, moment), what, await actorOf(who), newId(), input);
  const edit = async (who: string, moment: string, id: string, values: Record<string, unknown>, reason?: string) => {
    const written = await does(who, moment, acts.edit, { id, version: versions.get(id) ?? 1, values, ...(reason ? { reason } : {}) });
    versions.set(id, written.version);
  };

  const inn = idOf('顺河小栈旅馆');
  await edit('zhangzhuang.grid', '2022-11-02T10:20', inn, { lodgers: 3 }, '走访时住客登记簿上有 3 人');
  await edit('jiaodian.clerk', '2022-11-02T15:10', inn, { beds: 18, exits: 2 }, '现场核对床位和出口');
  await edit('jiaodian.clerk', '2022-11-03T09:05', idOf('云裳服装加工点'), { mixed_use: true, remark: '二楼住人，一楼加工' }, '现场核查');
  await edit('yugou.grid', '2022-11-04T16:40', idOf('余沟兴达铝塑门窗'), { extinguishers: 6 }, '新增灭火器');
  await edit('jiaodian.clerk', '2022-11-07T11:25', idOf('安悦宾馆'), { address: '焦店村主街 19 号' }, '按营业执照更正');
  await edit('fire.office', '2022-11-08T22:30', inn, { risk: 'red', alarms: 8 }, '举报核查后更正');
  const closing = all.find(
    (row) =>
      String(row.values.division).startsWith('410402005') &&
      row.values.category === 'J2' &&
      row.values.status === 'open' &&
      String(row.values.registered_on) < '2022-10-31',
  );
  if (closing) await edit('xishichang.clerk', '2022-11-07T17:15', closing.id, { status: 'closed', remark: '已搬迁' }, '业主停业，门头已拆');
  await does('fire.office', '2022-11-09T09:30', acts.open, { id: inn, columns: ['phone'], reason: '电话通知复查时间' });
  await merge(all, does);
}

/** One of the doubles is merged, so that a merge stands in the ledger, too; the others wait on their page. */
async function merge(
  all: readonly DemoRow[],
  does: <Input, Answer>(who: string, moment: string, what: Act<Input, Answer>, input: unknown) => Promise<Answer>,
): Promise<void> {
  const acts = registerActs(premises);
  const keyOf = (row: DemoRow) => `${String(row.values.name)}|${String(row.values.address)}`;
  const seen = new Map<string, DemoRow>();
  for (const row of all) {
    const first = seen.get(keyOf(row));
    if (first && String(row.values.division).startsWith('410402100') && String(row.values.registered_on) <= '2022-10-31') {
      await does('jiaodian.clerk', '2022-11-09T15:20', acts.merge, {
        id: first.id,
        other_id: row.id,
        version: 1,
        other_version: 1,
        take: [],
        reason: '同一家店登记了两次',
      });
      return;
    }
    if (!first) seen.set(keyOf(row), row);
  }
  throw new Error('the demo has no double in 焦店镇');
}
