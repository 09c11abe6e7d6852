/** What a fire officer does all day, among 1,000,000 matters: 待办, the comparison of towns, a whole checklist, a hazard from finding to closing. */
import { randomUUID } from 'node:crypto';
import { DEMO_CITY as city } from '../src/demo.ts';
import { smallPremises } from '../src/programmes/fire/checklists.ts';
import { bare, insertsPerSecond, p95 } from './floors.ts';
import { type Answer, alone, Client, together } from './load.ts';
import { fillMatters } from './matters.ts';
import type { BenchOffice } from './office.ts';
import { serve } from './process.ts';

export const workParts = ['todo', 'comparison', 'submission', 'lifecycle'] as const;

type Note = (what: string, value: number, unit: string, target: string | null, floor?: number | null) => void;
interface Options {
  wanted: (part: string) => boolean;
  seconds: number;
  note: Note;
  say: (words: string) => void;
}

const CONNECTIONS = 10;

export async function work(bench: BenchOffice, port: number, options: Options): Promise<void> {
  if (!workParts.some(options.wanted)) return;
  await fillMatters(bench, options.say);
  const running = await serve(bench.config.home, port);
  const clients: Client[] = [];
  const signIn = async (account: string) => {
    const client = await new Client(port, CONNECTIONS).signIn(account);
    clients.push(client);
    return client;
  };
  try {
    if (options.wanted('todo')) await todo(bench, signIn, options);
    if (options.wanted('comparison')) await comparison(bench, signIn, options);
    if (options.wanted('submission')) await submissions(bench, signIn, options);
    if (options.wanted('lifecycle')) await lifecycles(bench, signIn, options);
  } finally {
    for (const client of clients) client.close();
    await running.stop();
  }
}

type SignIn = (account: string) => Promise<Client>;

/** The clerk whose desk holds a fifth of all that is open, one with an ordinary desk, and the county office. */
async function todo({ superuser }: BenchOffice, signIn: SignIn, { note }: Options): Promise<void> {
  for (const account of ['jiaodian.clerk', 'xishichang.clerk', 'fire.office']) {
    const taken = await alone(await signIn(account), ['/api/todo?limit=50'], 100);
    const { rows } = await superuser.query<{ id: string }>(`select id from people.accounts where name = '${account}'`);
    const held = `from matters.matters where city = '${city}' and outcome is null and holder_account_id = '${rows[0]?.id}'`;
    const floor = await bare(
      superuser,
      [
        `select * ${held} order by coalesce(due_at, 'infinity'::timestamptz), id limit 51`,
        `select count(*) filter (where due_at < now()) ${held}`,
      ],
      100,
    );
    note(`todo_p95 ${account}`, p95(taken), 'ms', '<=50', p95(floor));
  }
}

/** Every town of the city by one figure, counted anew from all its rows. */
async function comparison({ superuser }: BenchOffice, signIn: SignIn, { note }: Options): Promise<void> {
  const leader = await signIn('city.leader');
  const by = `division=${city}&by=town`;
  const floor = await bare(
    superuser,
    [
      `select left(division, 9), count(*), count(*) filter (where outcome = 'closed') from matters.matters
        where city = '${city}' and kind = 'fire.hazard' and outcome is distinct from 'withdrawn' group by 1`,
    ],
    5,
  );
  for (const [name, query] of [
    ['ever', by],
    ['campaign', `${by}&from=2022-09-13`],
  ] as const) {
    for (const figure of ['rectification_rate', 'hazards_overdue', 'premises_inspected']) {
      const taken = await alone(leader, [`/api/indicators/fire.${figure}/by?${query}`], 8);
      note(`comparison_p95 ${figure} ${name}`, p95(taken) / 1000, 's', '<=1', figure === 'rectification_rate' ? p95(floor) / 1000 : null);
    }
  }
}

/** 监督检查 with all 36 answers, two officers and a refused signature, one hazard in every third, each at another premises. */
async function submissions(bench: BenchOffice, signIn: SignIn, { note, seconds }: Options): Promise<void> {
  const inspector = await signIn('xinhua.inspector');
  const premises = await untouched(bench, '410402', 10_000);
  const officers = await idsOf(bench, ['xinhua.inspector', 'xinhua.inspector2']);
  let turn = 0;
  const send = async () => {
    const at = turn++;
    const answers = smallPremises.items.map(({ code, only }) => {
      if (at % 3 === 0 && code === 'F02') return { code, answer: 'fail', words: '消火栓被货架遮挡' };
      return { code, answer: only && !only.includes(premises[at]?.category ?? '') ? 'na' : 'pass' };
    });
    return await inspector.post('/api/fire/inspections', {
      id: randomUUID(),
      premises_id: premises[at]?.id,
      kind: 'inspection',
      started_at: '2022-11-09T09:30:00+08:00',
      officers: officers.map((account_id, place) => ({ account_id, certificate: `豫0402-00${place}` })),
      answers,
      refused_because: '负责人不在场，店员拒签',
    });
  };
  for (let warm = 0; warm < 20; warm++) ok(await send());
  const floor = await insertsPerSecond(bench.connect, CONNECTIONS, Math.min(5, seconds));
  const { rate, p95: slow } = await together(CONNECTIONS, seconds, send);
  note('submission_36_answers_rate_10', rate, '/s', '>=60', floor);
  note('submission_36_answers_p95_10', slow, 'ms', null);
}

/** 登记, 指定承办, 反馈, 核查: four calls by three people; a lifecycle counts when the last has been answered. */
async function lifecycles(bench: BenchOffice, signIn: SignIn, { note, seconds }: Options): Promise<void> {
  const [inspector, clerk, office] = [await signIn('xinhua.inspector'), await signIn('jiaodian.clerk'), await signIn('fire.office')];
  const premises = await untouched(bench, '410402100', 5_000);
  const [handler] = await idsOf(bench, ['jiaodian.clerk']);
  let turn = 0;
  const live = async () => {
    const place = premises[turn++ % premises.length];
    const began = performance.now();
    const reported = ok(
      await inspector.post('/api/fire/inspections', {
        id: randomUUID(),
        premises_id: place?.id,
        kind: 'patrol',
        started_at: '2022-11-09T09:30:00+08:00',
        answers: [{ code: 'F02', answer: 'fail', words: '消火栓被货架遮挡' }],
      }),
    ) as { hazards: { id: string }[] };
    const path = `/api/matters/${reported.hazards[0]?.id}/acts`;
    const assigned = ok(await clerk.post(`${path}/accept`, { version: 1, person: handler })) as { version: number };
    const answered = ok(await clerk.post(`${path}/answer`, { version: assigned.version, reason: '已移走货架' })) as { version: number };
    const verified = await office.post(`${path}/verify`, { version: answered.version, reason: '现场核查，已整改' });
    ok(verified);
    return { ...verified, ms: performance.now() - began };
  };
  for (let warm = 0; warm < 10; warm++) await live();
  const floor = await insertsPerSecond(bench.connect, CONNECTIONS, Math.min(5, seconds));
  const { rate, p95: slow } = await together(CONNECTIONS, seconds, live);
  note('lifecycle_rate_10', rate, '/s', '>=15', floor / 4);
  note('lifecycle_p95_10', slow, 'ms', null);
}

function ok(answer: Answer): unknown {
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.body}`);
  return JSON.parse(answer.body);
}

/**
 * Premises in business without an inspection of this year and without a hazard on the question that fails here, outside the villages that
 * have a desk of their own; always in the same order.
 */
async function untouched({ superuser, config }: BenchOffice, division: string, most: number): Promise<{ id: string; category: string }[]> {
  const { rows } = await superuser.query<{ id: string; category: string }>(
    `select p.id, p.category from fire.premises p
     where p.city = $1 and p.division >= $2 and p.division < $2 || ':' and p.status = 'open'
       and left(p.division, 12) not in ('410402100206', '410402100207')
       and not exists (select from fire.inspections i where i.city = p.city and i.premises_id = p.id and i.kind = 'inspection')
       and not exists (select from matters.matters m where m.city = p.city and m.place_id = p.id and m.item_code = 'F02')
     order by md5(p.id::text) limit $3`,
    [city, division, most],
  );
  if (rows.length < most / 10) throw new Error(`nearly every premises in ${division} was inspected; remove ${config.home}`);
  return rows;
}

async function idsOf({ superuser }: BenchOffice, names: readonly string[]): Promise<string[]> {
  const { rows } = await superuser.query<{ id: string }>('select id from people.accounts where name = any ($1) order by name', [names]);
  return rows.map(({ id }) => id);
}
