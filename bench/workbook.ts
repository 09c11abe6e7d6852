/**
 * A large workbook as a county office would send it, for measuring: title row, a note, one header row, then rows of fire.premises.
 * Written by exceljs with shared strings, as Excel writes them, so that neither our reader nor our writer measures itself.
 * Every name, address, person and number is made up; credit codes and phones pass their checks.
 */
import exceljs from 'exceljs';
import { usccCheckDigit } from '../src/core/reference/identifiers.ts';

/** The headings, in the words of a real ledger rather than of the sheet; all are names or synonyms of fire.premises. */
export const premisesHeadings = [
  '序号',
  '单位名称',
  '场所类别',
  '所属村（社区）',
  '详细地址',
  '统一社会信用代码',
  '负责人',
  '联系电话',
  '层数',
  '建筑面积（㎡）',
  '床位数',
  '从业人数',
  '夜间住宿人数',
  '是否三合一',
  '用气情况',
  '灭火器数量',
  '独立烟感',
  '安全出口',
  '有无防盗窗',
  '登记日期',
] as const;

const ROADS = [
  '建设路',
  '矿工路',
  '中兴路',
  '开源路',
  '诚朴路',
  '凌云路',
  '光明路',
  '体育路',
  '新华路',
  '湛北路',
  '焦店大街',
  '顺河路',
  '园林路',
  '平安大道',
  '姚电大道',
  '轻工路',
  '联盟路',
  '启蒙路',
  '曙光街',
  '团结路',
];
const SIDES = ['路北', '路南', '路东', '路西'];
const FRONTS = [
  '顺河',
  '鑫源',
  '福满',
  '宏达',
  '金桥',
  '天成',
  '好运来',
  '百味',
  '老地方',
  '四季',
  '小康',
  '万家',
  '康泰',
  '祥和',
  '喜临门',
  '鹏程',
  '聚源',
  '永兴',
  '益民',
  '惠客',
  '新月',
  '蓝天',
  '千里香',
  '如意',
  '同心',
  '大众',
  '阳光',
  '悦来',
  '东升',
  '兴隆',
];
const MIDDLES = ['', '', '平价', '便民', '新', '老', '大', '双', '快', '第一', '佳', '美'];
const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅国建文辉力志永健世广义兴良海山仁波宁贵福生龙'];
const KINDS: [category: string, endings: string[]][] = [
  ['小商店', ['超市', '便利店', '烟酒店', '副食店', '五金店']],
  ['小餐馆', ['烩面馆', '饭庄', '小吃店', '火锅店', '羊肉汤馆']],
  ['网吧', ['网络会所', '电竞馆']],
  ['旅馆', ['旅馆', '宾馆', '商务酒店', '小栈']],
  ['歌舞娱乐', ['量贩歌城', '音乐吧']],
  ['美容美发', ['美发店', '美容院', '足疗店', '洗浴中心']],
  ['培训机构', ['艺术培训中心', '托管中心', '幼儿园']],
  ['诊所', ['中医诊所', '口腔诊所', '卫生室']],
  ['小作坊', ['家具厂', '制衣坊', '塑料加工厂', '豆腐坊']],
  ['沿街门店', ['手机店', '窗帘店', '服装店', '修理部', '打印店']],
  ['三合一', ['批发部', '电动车行']],
];

/** mulberry32: the same seed, the same workbook. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type PremisesRow = (string | number | Date | null)[];

/** Rows under `premisesHeadings`; `divisions` are names as offices write them, such as 焦店镇张庄村. */
export function* premisesRows(rows: number, divisions: readonly string[], seed = 20_221_109): Generator<PremisesRow> {
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random() * list.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  const below = (n: number) => Math.floor(random() * n);
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  for (let row = 1; row <= rows; row++) {
    const [category, endings] = pick(KINDS);
    const road = pick(ROADS);
    const sleeps = category === '旅馆' ? 8 + below(40) : null;
    let body = `9241040${below(4)}MA`;
    // The row number is part of the code, so that no two rows share one.
    body += row
      .toString(31)
      .toUpperCase()
      .padStart(4, '0')
      .split('')
      .map((digit) => letters[Number.parseInt(digit, 31)])
      .join('');
    while (body.length < 17) body += letters[below(letters.length)];
    const area = 12 + below(480) + (below(4) === 0 ? 0.5 : 0);
    yield [
      row,
      `${pick(FRONTS)}${pick(MIDDLES)}${pick(endings)}`,
      category,
      pick(divisions),
      `${road}${pick(['东段', '中段', '西段', '北段', '南段'])}${pick(SIDES)}${1 + below(399)}号`,
      `${body}${usccCheckDigit(body)}`,
      `${pick(SURNAMES)}${pick(GIVEN)}${below(3) > 0 ? pick(GIVEN) : ''}`,
      `1${pick(['38', '39', '50', '58', '86', '37'])}${String(below(100_000_000)).padStart(8, '0')}`,
      `${1 + below(3)}层`,
      area,
      sleeps,
      1 + below(12),
      sleeps === null ? below(3) : below(20),
      below(20) === 0 ? '是' : '否',
      pick(['天然气', '瓶装', '无', '无']),
      2 + below(8),
      below(10),
      1 + below(3),
      pick(['有', '无', '无']),
      new Date(Date.UTC(2022, 8, 1 + below(69))),
    ];
  }
}

/**
 * Writes the workbook: title in row 1, note in row 2, header in row 3, data from row 4. 114,000 rows are about 13 MB.
 * Deterministic for the same arguments.
 */
export async function writeLargePremisesWorkbook(path: string, rows: number, divisions: readonly string[], seed?: number): Promise<void> {
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ filename: path, useStyles: true, useSharedStrings: true });
  const sheet = workbook.addWorksheet('九小场所台账');
  sheet.columns = premisesHeadings.map((heading, at) => ({
    width: Math.max(10, heading.length * 2 + 2),
    ...(at === 19 ? { style: { numFmt: 'yyyy"年"m"月"d"日"' } } : {}),
  }));
  sheet.addRow(['平顶山市九小场所及沿街门店消防安全基础台账']).commit();
  sheet.addRow(['填报单位（盖章）：　　　　　填表日期：2022年11月9日']).commit();
  sheet.addRow([...premisesHeadings]).commit();
  for (const row of premisesRows(rows, divisions, seed)) sheet.addRow(row).commit();
  sheet.commit();
  await workbook.commit();
}
