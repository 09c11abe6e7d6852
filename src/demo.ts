/** The demo city: 平顶山 with its real divisions and invented people, at one business moment. Never loaded beside real work. */

import { sql } from 'kysely';
import type { Office } from './core/ledger/index.ts';
import {
  buildActor,
  createRoles,
  type DemoPerson,
  type DemoUnit,
  demoAdministrators,
  demoPeople,
  openOffice,
} from './core/people/index.ts';
import type { Programme } from './core/programme.ts';
import { newId } from './platform/ids.ts';
import { problem } from './platform/problem.ts';

export const DEMO_CITY = '4104';
/** The demo's business clock stands here until an operator steps it. */
export const DEMO_CLOCK = '2022-11-09T18:00:00+08:00';

/** The streets of 新华区 beside those of the story: each has an office and one clerk, so that hazards there have somebody to hold them. */
const streets = [
  { code: '410402001', key: 'shuguang', name: '曙光街街道', clerk: '汤雨晴' },
  { code: '410402002', key: 'guangminglu', name: '光明路街道', clerk: '游思齐' },
  { code: '410402003', key: 'zhongxinglu', name: '中兴路街道', clerk: '晏清源' },
  { code: '410402004', key: 'kuanggonglu', name: '矿工路街道', clerk: '骆建民' },
  { code: '410402006', key: 'xinxinjie', name: '新新街街道', clerk: '鲍静怡' },
  { code: '410402007', key: 'qingshishan', name: '青石山街道', clerk: '佟少华' },
  { code: '410402008', key: 'zhanhebeilu', name: '湛河北路街道', clerk: '阮小满' },
  { code: '410402010', key: 'xigaohuang', name: '西高皇街道', clerk: '邵宏伟' },
  { code: '410402400', key: 'xiangshan', name: '香山街道', clerk: '费文博' },
] as const;

export const demoUnits: readonly DemoUnit[] = [
  { key: 'city', name: '平顶山市人民政府', kind: 'government', division: '4104' },
  { key: 'city_fire', name: '平顶山市消防救援支队', kind: 'department', division: '4104' },
  { key: 'city_audit', name: '平顶山市审计局', kind: 'department', division: '4104', parent: 'city' },
  { key: 'xinhua', name: '新华区人民政府', kind: 'government', division: '410402', parent: 'city' },
  { key: 'xinhua_fire', name: '新华区消防安全委员会办公室', kind: 'committee', division: '410402', parent: 'xinhua' },
  { key: 'xinhua_rescue', name: '新华区消防救援大队', kind: 'department', division: '410402', parent: 'xinhua' },
  // 行业局委: they hold the hazards of their trades.
  { key: 'xinhua_education', name: '新华区教育体育局', kind: 'department', division: '410402', parent: 'xinhua' },
  { key: 'xinhua_commerce', name: '新华区商务局', kind: 'department', division: '410402', parent: 'xinhua' },
  { key: 'xinhua_market', name: '新华区市场监督管理局', kind: 'department', division: '410402', parent: 'xinhua' },
  { key: 'xinhua_police', name: '平顶山市公安局新华分局', kind: 'department', division: '410402', parent: 'xinhua' },
  { key: 'jiaodian', name: '焦店镇人民政府', kind: 'town', division: '410402100', parent: 'xinhua' },
  { key: 'xishichang', name: '西市场街道办事处', kind: 'street', division: '410402005', parent: 'xinhua' },
  ...streets.map(({ code, key, name }): DemoUnit => ({ key, name: `${name}办事处`, kind: 'street', division: code, parent: 'xinhua' })),
  { key: 'zhangzhuang', name: '张庄村村民委员会', kind: 'village_committee', division: '410402100207', parent: 'jiaodian' },
  { key: 'yugou', name: '余沟村村民委员会', kind: 'village_committee', division: '410402100206', parent: 'jiaodian' },
];

const fire = (role: string, division: string) => ({ role: `fire.${role}`, programme: 'fire', division });

export const demoAccounts: readonly DemoPerson[] = [
  { name: 'city.leader', title: '沈明远', unit: 'city', posts: [fire('leader', '4104')] },
  { name: 'fire.city', title: '顾长川', unit: 'city_fire', posts: [fire('office', '4104')] },
  { name: 'fire.office', title: '程立新', unit: 'xinhua_fire', posts: [fire('office', '410402')] },
  { name: 'jiaodian.clerk', title: '苏文静', unit: 'jiaodian', posts: [fire('clerk', '410402100')] },
  { name: 'xishichang.clerk', title: '贺晓岚', unit: 'xishichang', posts: [fire('clerk', '410402005')] },
  { name: 'zhangzhuang.grid', title: '邢大勇', unit: 'zhangzhuang', posts: [fire('grid', '410402100207')] },
  { name: 'yugou.grid', title: '路秀英', unit: 'yugou', posts: [fire('grid', '410402100206')] },
  { name: 'xinhua.inspector', title: '岳振邦', unit: 'xinhua_rescue', posts: [fire('inspector', '410402')] },
  { name: 'xinhua.inspector2', title: '管晓彤', unit: 'xinhua_rescue', posts: [fire('inspector', '410402')] },
  { name: 'education.clerk', title: '柯雅琴', unit: 'xinhua_education', posts: [fire('department', '410402')] },
  { name: 'commerce.clerk', title: '蔺国栋', unit: 'xinhua_commerce', posts: [fire('department', '410402')] },
  { name: 'market.clerk', title: '舒慧敏', unit: 'xinhua_market', posts: [fire('department', '410402')] },
  { name: 'police.clerk', title: '尉迟刚', unit: 'xinhua_police', posts: [fire('department', '410402')] },
  ...streets.map(({ code, key, clerk }): DemoPerson => ({ name: `${key}.clerk`, title: clerk, unit: key, posts: [fire('clerk', code)] })),
  {
    name: 'auditor',
    title: '谭书衡',
    unit: 'city_audit',
    posts: [
      { role: 'people.auditor', programme: 'fire', division: '4104' },
      { role: 'people.auditor', programme: 'people', division: '4104' },
    ],
  },
];

const alreadyOpen = problem({
  type: '/problems/platform/demo-not-empty',
  status: 409,
  title: '数据库里已有数据',
  detail: () => '演示城市只能载入空的数据库。请换一个空的数据目录（TAIZHANG_HOME）后再载入。',
});

/** Whether an office was opened in this database. */
export async function isOpen(office: Office): Promise<boolean> {
  const { rows } = await office.db.anonymous((tx) => sql`select 1 from platform.office limit 1`.execute(tx));
  return rows.length > 0;
}

/** Loads the demo city by ordinary acts and says what it does. Returns the seconds it took. */
export async function loadDemo(office: Office, programmes: readonly Programme[], say: (words: string) => void): Promise<number> {
  if (await isOpen(office)) throw alreadyOpen();
  const began = performance.now();
  say('演示城市：开办，载入区划');
  await openOffice(office, newId(), {
    city: DEMO_CITY,
    demo: true,
    clock: DEMO_CLOCK,
    administrators: demoAdministrators,
  });
  say('演示城市：单位和账号');
  await demoPeople(office, demoAccounts, demoUnits);
  const roles = createRoles(programmes);
  for (const programme of programmes) {
    if (!programme.demo) continue;
    say(`演示城市：${programme.title}`);
    await programme.demo(office, say, (account) => buildActor(office, roles, account));
  }
  return (performance.now() - began) / 1000;
}
