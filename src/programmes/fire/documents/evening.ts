/** 每晚形势研判: what changed since the evening before, who is late, relapses and extensions. The machine drafts it; the office adds the judgement. */
import { type Block, type BulletinData, bulletin } from '../../../core/documents/index.ts';
import { asOf, below, campaignFrom, heading, office, officeName, paragraph, sentence, unitsBelow, whole } from './words.ts';

const numbers = [
  'fire.premises_inspected',
  'fire.hazards_found',
  'fire.hazards_rectified',
  'fire.rectification_rate',
  'fire.hazards_open',
  'fire.hazards_overdue',
  'fire.hazards_relapsed',
  'fire.extensions_asked',
  'fire.extensions_granted',
  'fire.extensions_refused',
  'fire.premises_red',
  'fire.worklist_planned',
] as const;

/** 累计检查5,456家，较第57期增加71家. */
const stock = ({ say, moved }: BulletinData, key: string, before: string, unit: string) => say(key, before, unit) + moved(key, '（', '）');

/** Everything that moved since the evening before, figure by figure; on the first evening only what stands. */
function changes(data: BulletinData): string[] {
  const { against } = data;
  const head = against ? `${asOf(data)}（括号内为比第${against.issue_no}期的变化）` : asOf(data);
  const work = sentence(
    head,
    stock(data, 'fire.premises_inspected', '累计检查', '家'),
    stock(data, 'fire.hazards_found', '发现隐患', '处'),
    stock(data, 'fire.hazards_rectified', '整改销号', '处'),
    stock(data, 'fire.rectification_rate', '整改率', ''),
    stock(data, 'fire.hazards_open', '仍未销号', '处'),
  );
  return [`${work}。`];
}

function risks(data: BulletinData): string[] {
  const { say } = data;
  const relapsed = stock(data, 'fire.hazards_relapsed', '销号后又反弹、提高一级重新立件的隐患累计', '处');
  const red = stock(data, 'fire.premises_red', '最近一次检查评为红色的场所', '家');
  const asked = sentence(
    stock(data, 'fire.extensions_asked', '申请延期累计', '处'),
    say('fire.extensions_granted', '同意', '处'),
    say('fire.extensions_refused', '不同意', '处'),
  );
  return [relapsed, red, asked].filter(Boolean).map((words) => `${words}。`);
}

const has = ({ tables }: BulletinData, key: string) => (tables.find((one) => one.key === key)?.lines.length ?? 0) > 0;

/** What industry departments hold beyond its time, by department. */
function departments(data: BulletinData): Block[] {
  const words = data.say('fire.hazards_overdue_departments', '其中由行业主管部门持有的', '处');
  if (!words || !has(data, 'departments')) return [];
  return [paragraph(`${words}，按部门列出。`), { kind: 'comparison', title: '各行业主管部门超期隐患', table: 'departments' }];
}

/** What was frozen at 17:30 for the towns; before that, that it was not yet. */
function tomorrow(data: BulletinData): Block[] {
  const words = data.say('fire.worklist_planned', `${whole(data.place)}明日网格排查清单列`, '家');
  if (!words) return [];
  if (!data.figures.get('fire.worklist_planned')?.value) return [paragraph('明日检查清单尚未冻结，或各镇街没有到期应走访的场所。')];
  return [
    paragraph(`${words}，${unitsBelow(data.place)}家数如下，是排班用的清单，不是检查指标。`),
    { kind: 'comparison', title: `${unitsBelow(data.place)}明日检查清单`, table: 'worklist' },
  ];
}

function sections(data: BulletinData) {
  const units = unitsBelow(data.place);
  const late = stock(data, 'fire.hazards_overdue', `${whole(data.place)}超期未销号的隐患`, '处');
  return [
    heading(data.against ? '今日变化' : '目前情况'),
    ...changes(data).map(paragraph),
    heading('超期未办'),
    ...(late ? [paragraph(`${late}，分布在{count:late}个单位，没有超期的单位{count:on_time}个。按单位列出，不涉及个人。`)] : []),
    ...(data.comparison ? [{ kind: 'comparison' as const, title: `${units}${data.comparison.title}` }] : []),
    ...departments(data),
    heading('反弹、红色场所和延期'),
    ...risks(data).map(paragraph),
    heading('研判和明日安排'),
    ...tomorrow(data),
    paragraph('研判意见和明日重点由消安委办填写。'),
  ];
}

export const evening = bulletin('fire.evening', {
  title: '每晚形势研判',
  head: '消防安全形势研判',
  number_word: (place) => `${office(place)}研判`,
  numbering: 'day',
  period: () => campaignFrom,
  at: '20:30',
  document_title: ({ place, on }) => [`${place.name}消防安全专项治理`, `${Number(on.slice(5, 7))}月${Number(on.slice(8))}日形势研判`],
  recipients: below,
  signed: officeName,
  copies: null,
  figures: numbers,
  compare: {
    figure: 'fire.hazards_overdue',
    by: 'town',
    title: '超期隐患',
    counts: [
      { key: 'late', title: '有超期隐患的单位', those: (line: { value: number | null }) => (line.value ?? 0) > 0 },
      { key: 'on_time', title: '没有超期隐患的单位', those: (line: { value: number | null }) => (line.value ?? 0) === 0 },
    ],
  },
  tables: [
    { key: 'departments', figure: 'fire.hazards_overdue_departments', by: 'unit' },
    { key: 'worklist', figure: 'fire.worklist_planned', by: 'town' },
  ],
  sections,
});
