/**
 * The checklist of small premises 九小场所检查表: 36 questions. Pure. Grades, weights and which failures are urgent have no legal basis:
 * 示例, an office may see them otherwise; each question names the rule it rests on, 待核实 where the text was not compared.
 */
import { type Basis, type Checklist, checklist } from '../../core/visits/checklist.ts';

const law = '中华人民共和国消防法';
const henan = '河南省消防条例';
const basis = (key: string, title: string, article: string, unverified = false): Basis => ({
  key,
  title,
  article,
  ...(unverified ? { unverified } : {}),
});

const duties = basis('fire.unit_duties', law, '第十六条');
const system = basis('fire.unit_system', law, '第十六条第一款第一项');
const drill = basis('fire.unit_drill', law, '第十六条第一款第六项');
const together = basis('fire.dwelling_with_goods', law, '第十九条');
const hotWork = basis('fire.hot_work', law, '第二十一条');
const goods = basis('fire.dangerous_goods', law, '第二十三条');
const materials = basis('fire.materials', law, '第二十六条');
const passages = basis('fire.passages', law, '第二十八条');
const unit = (point: string) => basis('fire.penalty_unit', law, `第六十条第一款${point}`);
const mixedUse = basis('fire.mixed_use_stop', law, '第六十一条');
const wiring = basis('fire.wiring', law, '第六十六条');
const standard = basis('fire.mixed_use_standard', 'XF 703-2007《住宿与生产储存经营合用场所消防安全技术要求》', '', true);
const alarm = basis('fire.henan_alarm', henan, '第三十五条', true);
const ebike = basis('fire.henan_ebike', henan, '第七十一条', true);
const outerWall = basis('fire.henan_outer_wall', henan, '第七十二条', true);

/** The rule behind the few mandatory photos: the 五清 ledger has columns for a photo before and after. */
export const clearingPhotos = '“五清”行动台账须附清理前后照片（本地行动方案，待核实）';

/** 五清: what is cleared, counted in which unit. The fifth is wiring and gas: 处 and 个 are never added up. */
export interface Clearing {
  code: 'Q1' | 'Q2' | 'Q3' | 'Q4' | 'Q5';
  title: string;
  subtypes: readonly { code: string; title: string; unit: string }[];
  /** Whether photos before and after are asked for; never in living quarters (Q1). */
  photos: boolean;
}

export const clearings: readonly Clearing[] = [
  { code: 'Q1', title: '违规留宿人员', subtypes: [{ code: 'lodger', title: '留宿人员', unit: '人' }], photos: false },
  {
    code: 'Q2',
    title: '影响逃生的防盗窗、广告牌',
    subtypes: [
      { code: 'window', title: '防盗窗', unit: '处' },
      { code: 'billboard', title: '广告牌', unit: '处' },
    ],
    photos: true,
  },
  { code: 'Q3', title: '易燃可燃彩钢板', subtypes: [{ code: 'colour_steel', title: '彩钢板搭建', unit: '处' }], photos: true },
  { code: 'Q4', title: '违规停放充电电动车', subtypes: [{ code: 'ebike', title: '电动车', unit: '辆' }], photos: true },
  {
    code: 'Q5',
    title: '违规用电用气',
    subtypes: [
      { code: 'wiring', title: '私拉乱接线路', unit: '处' },
      { code: 'cylinder', title: '液化气瓶', unit: '个' },
    ],
    photos: true,
  },
];

/** The declared clearing and subtype; a clearing with one subtype needs none named. */
export function clearingOf(code: string, subtype: string | undefined) {
  const clearing = clearings.find((one) => one.code === code);
  const found =
    clearing?.subtypes.find((one) => one.code === subtype) ?? (clearing?.subtypes.length === 1 ? clearing.subtypes[0] : undefined);
  return clearing && found && (subtype === undefined || found.code === subtype) ? { clearing, subtype: found } : undefined;
}

const photo = { basis: clearingPhotos };

export const smallPremises: Checklist = checklist('fire.small_premises', {
  title: '九小场所消防安全检查表',
  note: '分级、分值和期限为示例，可由消安委办调整；依据注明“待核实”的，引用前请核对原文',
  weights: { A: 5, B: 3, C: 1, S: 5 },
  sections: [
    { code: 'M', title: '消防管理' },
    { code: 'L', title: '场所设置' },
    { code: 'E', title: '安全疏散' },
    { code: 'F', title: '消防设施' },
    { code: 'U', title: '用电' },
    { code: 'G', title: '用气用火' },
  ],
  items: [
    {
      code: 'M01',
      section: 'M',
      question: '明确了消防安全责任人和管理人吗？',
      how: ['问负责人：谁管消防', '看责任书或张贴的责任人牌'],
      grade: 'C',
      basis: [duties],
      requirement: '明确消防安全责任人、管理人，并张贴公示',
    },
    {
      code: 'M02',
      section: 'M',
      question: '有消防安全制度和用火用电操作规程吗？',
      how: ['看制度文本或上墙制度', '生产加工的，看设备操作规程'],
      grade: 'C',
      basis: [system],
      requirement: '制定并张贴消防安全制度和操作规程',
    },
    {
      code: 'M03',
      section: 'M',
      question: '每日巡查、每月检查，并有记录吗？',
      how: ['翻最近一个月的巡查记录', '抽一天问当班人员看了哪里'],
      grade: 'C',
      basis: [duties],
      requirement: '落实每日防火巡查、每月检查，如实记录',
      special: { J4: '住客登记齐全，夜间有人值守' },
    },
    {
      code: 'M04',
      section: 'M',
      question: '负责人说得出本场所的火灾风险和自己的法律责任吗？',
      how: ['请负责人说两处最容易起火的地方', '问：不改会怎么处理'],
      grade: 'C',
      basis: [duties],
      requirement: '负责人参加消防安全培训，掌握本场所风险',
    },
    {
      code: 'M05',
      section: 'M',
      question: '员工上岗前培训过，做得到“一懂三会”吗？',
      how: ['抽一名员工：会报警、会用灭火器、会引导逃生', '看培训签到'],
      grade: 'C',
      basis: [duties],
      requirement: '对全体员工进行岗前消防培训，做到一懂三会',
    },
    {
      code: 'M06',
      section: 'M',
      question: '有灭火和应急疏散预案，并定期演练吗？',
      how: ['看预案和最近一次演练记录', '问员工：着火了往哪跑'],
      grade: 'C',
      basis: [drill],
      requirement: '制定预案，至少每半年演练一次（示例）并记录',
      special: { J7: '有午休学生的，演练含午休时段' },
    },
    {
      code: 'M07',
      section: 'M',
      question: '加油、装修、动火前办过审批并有人看护吗？',
      how: ['看有没有正在进行的焊接、切割、装修', '看动火审批单和看护人'],
      grade: 'B',
      basis: [hotWork],
      requirement: '立即停止未审批的动火作业，办理审批并落实看护',
      special: { J5: '营业期间禁止动火、禁止室内燃放' },
    },
    {
      code: 'L01',
      section: 'L',
      question: '场所没有设在易燃易爆危险品的建筑里吗？',
      how: ['看同一栋楼和隔壁有没有危险品生产、储存、销售', '问房东楼上楼下做什么'],
      grade: 'A',
      urgent: true,
      basis: [together],
      requirement: '停止使用，迁出设有易燃易爆危险品的建筑',
    },
    {
      code: 'L02',
      section: 'L',
      question: '没有违法储存、销售易燃易爆品吗？',
      how: ['看后院、库房、柜台下有没有汽油、酒精、稀料、烟花', '有经营的看许可'],
      grade: 'A',
      urgent: true,
      basis: [goods],
      requirement: '立即清出易燃易爆危险品，停止违法储存、销售',
      special: { J9: '喷漆、打磨粉尘的场所看防爆电器和通风', J8: '氧气瓶固定存放，远离火源和油脂' },
    },
    {
      code: 'L03',
      section: 'L',
      question: '没有违规住人、没有设员工宿舍吗？',
      how: ['看二楼、阁楼、后间有没有床铺和生活用品', '进入居住空间先征得同意；只拍腾空的房间，不拍人'],
      grade: 'A',
      urgent: true,
      basis: [together, mixedUse],
      clears: 'Q1',
      requirement: '违规留宿人员当日搬离，拆除床铺，不得再住人',
    },
    {
      code: 'L04',
      section: 'L',
      question: '住人的和经营的之间，有实体墙和防火门隔开吗？',
      how: ['敲墙：空响的是轻质隔断', '看连通门是不是防火门、关得严'],
      grade: 'A',
      urgent: true,
      basis: [standard, mixedUse],
      requirement: '住宿与经营、生产、储存部分用实体墙和防火门完全分隔，设独立出口；做不到的搬离住宿人员',
    },
    {
      code: 'L05',
      section: 'L',
      question: '与隔壁单位、住宅之间的防火分隔完好吗？',
      how: ['看吊顶上、管道井处有没有孔洞', '看共用隔墙有没有被打通'],
      grade: 'B',
      basis: [unit('第一项')],
      requirement: '封堵孔洞，恢复防火分隔',
    },
    {
      code: 'L06',
      section: 'L',
      question: '明火厨房与用餐、营业区域隔开了吗？',
      how: ['看厨房隔墙和门', '看后厨有没有堆放可燃杂物'],
      grade: 'B',
      basis: [unit('第一项')],
      requirement: '厨房与其他区域作防火分隔，清理可燃杂物',
    },
    {
      code: 'L07',
      section: 'L',
      question: '没有用易燃可燃彩钢板搭建吗？',
      how: ['看屋顶加层、隔断、棚子的夹芯：白色泡沫、黄色海绵是可燃的', '手机拍断面；记大约几处'],
      grade: 'S',
      urgent: true,
      basis: [materials],
      photo,
      clears: 'Q3',
      requirement: '拆除易燃可燃夹芯彩钢板，或换成 A 级芯材；拆除前停止在其中住人和用火',
    },
    {
      code: 'L08',
      section: 'L',
      question: '装修、隔音材料是不易燃的吗？',
      how: ['看墙面软包、隔音棉、吊顶布幔', '有疑问的看材料证明'],
      grade: 'B',
      basis: [materials],
      requirement: '更换易燃可燃装修材料',
      special: { J5: '包间隔音材料逐间看；包间装有报警器' },
    },
    {
      code: 'E01',
      section: 'E',
      question: '疏散通道、楼梯间、安全出口畅通吗？',
      how: ['从最里面走到门外，一路有没有货物、桌椅、电动车', '看楼梯间和后门'],
      grade: 'A',
      urgent: true,
      basis: [passages, unit('第三项')],
      requirement: '立即清理疏散通道、楼梯间和安全出口，保持畅通',
    },
    {
      code: 'E02',
      section: 'E',
      question: '营业时出口的门没有上锁，推得开吗？',
      how: ['每个出口推一次', '有门禁的，断电试一次'],
      grade: 'A',
      urgent: true,
      basis: [passages, unit('第三项')],
      requirement: '营业期间打开安全出口，不得上锁',
      special: { J7: '午休室、教室的出口逐个推' },
    },
    {
      code: 'E03',
      section: 'E',
      question: '安全出口的数量和宽度够吗？',
      how: ['数出口：一般不少于两个，面积小、人少的可有一个（以标准为准）', '量最窄处'],
      grade: 'B',
      basis: [unit('第一项')],
      requirement: '按标准增设或拓宽安全出口',
    },
    {
      code: 'E04',
      section: 'E',
      question: '外窗没有被防盗网、广告牌挡住，或者留了逃生口吗？',
      how: ['到楼外看二楼以上的窗', '有防盗网的，试逃生口能不能从里面打开；记几处'],
      grade: 'S',
      urgent: true,
      basis: [passages, unit('第六项'), outerWall],
      photo,
      clears: 'Q2',
      requirement: '拆除影响逃生和灭火救援的防盗网、广告牌，或开设可从内部开启的逃生口',
    },
    {
      code: 'E05',
      section: 'E',
      question: '逃生窗够大、从里面打得开吗？',
      how: ['量净宽和净高：示例为不小于 1.0 米 × 1.0 米', '从里面开一次'],
      grade: 'B',
      basis: [basis('fire.passages', law, '第二十八条', true)],
      requirement: '逃生窗净尺寸不小于 1.0 米 × 1.0 米（示例），可从内部开启',
    },
    {
      code: 'E06',
      section: 'E',
      question: '应急照明和疏散指示标志完好吗？',
      how: ['按应急灯的测试键', '看指示方向对不对'],
      grade: 'B',
      basis: [unit('第一项')],
      requirement: '修复或更换应急照明、疏散指示标志',
    },
    {
      code: 'E07',
      section: 'E',
      question: '门前的消防车通道没有被占用吗？',
      how: ['看门前道路、石墩、摊位、停车', '问消防车进不进得来'],
      grade: 'A',
      urgent: true,
      basis: [passages, unit('第五项')],
      requirement: '立即移除占用消防车通道的车辆、摊位和障碍物',
    },
    {
      code: 'F01',
      section: 'F',
      question: '灭火器数量够、种类对、压力正常、没有过期吗？',
      how: ['每个设置点不少于两具（示例）', '看压力表指绿区、看生产和维修日期'],
      grade: 'B',
      basis: [unit('第一项')],
      requirement: '配齐灭火器，更换失压、过期的灭火器',
    },
    {
      code: 'F02',
      section: 'F',
      question: '消火栓、软管卷盘没有被遮挡，能用吗？',
      how: ['打开箱门，看水带、水枪、接口', '试水看有没有压力'],
      grade: 'B',
      basis: [unit('第四项')],
      requirement: '清除遮挡，补齐配件，恢复供水',
    },
    {
      code: 'F03',
      section: 'F',
      question: '装了独立式感烟报警器，按下会响吗？',
      how: ['按测试键听响声', '旅店、娱乐、托管和合用场所逐间看'],
      grade: 'B',
      basis: [alarm],
      requirement: '安装独立式火灾探测报警器，更换不响的',
    },
    {
      code: 'F04',
      section: 'F',
      question: '喷淋等自动设施没有被停用吗？',
      how: ['看阀门在不在开启位', '看末端压力表、控制柜状态'],
      grade: 'B',
      basis: [unit('第二项')],
      requirement: '恢复自动消防设施正常运行',
    },
    {
      code: 'F05',
      section: 'F',
      question: '配了逃生绳、面罩、手电等辅助逃生器材吗？',
      how: ['旅馆、娱乐场所看房间和包间', '看有没有过期'],
      grade: 'C',
      basis: [basis('fire.unit_duties', law, '第十六条', true)],
      requirement: '按房间配备辅助逃生器材（示例）',
      special: { J4: '每间客房都有', J5: '每个包间都有' },
    },
    {
      code: 'F06',
      section: 'F',
      question: '贴了消防标志和提示吗？',
      how: ['看出口、灭火器、电闸处的标志', '看疏散示意图'],
      grade: 'C',
      basis: [unit('第一项')],
      requirement: '张贴消防安全标志和疏散示意图',
      special: { J5: '入口有禁止烟火标志' },
    },
    {
      code: 'U01',
      section: 'U',
      question: '电线穿管敷设，没有私拉乱接吗？',
      how: ['看吊顶、货架后、门头的明线和接头', '看有没有插板串插板；记几处'],
      grade: 'S',
      weight: 3,
      basis: [wiring],
      photo,
      clears: 'Q5',
      requirement: '由电工重新敷设，线路穿管，拆除私拉乱接的线路',
    },
    {
      code: 'U02',
      section: 'U',
      question: '没有超负荷，没有违规使用大功率电器吗？',
      how: ['看电炉、小太阳、热得快', '摸插头和开关烫不烫'],
      grade: 'B',
      basis: [wiring],
      requirement: '停用违规大功率电器，降低负荷',
    },
    {
      code: 'U03',
      section: 'U',
      question: '漏电和过载保护装置完好吗？',
      how: ['按漏电保护器的试验键，应跳闸', '看闸箱有没有用铜丝代替保险'],
      grade: 'B',
      basis: [wiring],
      requirement: '更换或加装剩余电流和过载保护装置',
    },
    {
      code: 'U04',
      section: 'U',
      question: '没有在室内、楼道停放电动车或给电池充电吗？',
      how: ['看门厅、楼梯下、后间', '看有没有从楼上拉下来的充电线；记几辆'],
      grade: 'A',
      urgent: true,
      basis: [ebike],
      photo,
      clears: 'Q4',
      requirement: '立即移出电动车和电池，停止在室内、楼道充电',
    },
    {
      code: 'G01',
      section: 'G',
      question: '液化气瓶没有放在地下室、高层和人多的地方，存量合规吗？',
      how: ['数钢瓶：在用几个、备用几个', '看瓶放在哪里，和灶具隔没隔开'],
      grade: 'A',
      urgent: true,
      basis: [wiring],
      photo,
      clears: 'Q5',
      requirement: '立即清出违规存放的钢瓶，瓶灶分开',
    },
    {
      code: 'G02',
      section: 'G',
      question: '装了燃气泄漏报警和切断阀，软管不超 2 米、不穿墙吗？',
      how: ['看软管有没有老化、有没有管箍', '按报警器测试键，看阀门动不动'],
      grade: 'A',
      urgent: true,
      basis: [wiring],
      requirement: '立即停用，加装报警和切断装置，更换软管',
    },
    {
      code: 'G03',
      section: 'G',
      question: '钢瓶、灶具、管、阀是合格的，没有用醇基燃料吗？',
      how: ['看钢瓶检验日期和二维码', '看灶具有没有熄火保护；闻有没有醇味'],
      grade: 'A',
      urgent: true,
      basis: [wiring],
      requirement: '立即停用不合格的瓶、灶、管、阀和违规醇基燃料',
    },
    {
      code: 'G04',
      section: 'G',
      question: '油烟道按季度清洗，有记录吗？',
      how: ['看烟罩、烟道口油垢', '看清洗合同和照片'],
      grade: 'C',
      basis: [basis('fire.unit_duties', law, '第十六条', true)],
      requirement: '清洗集烟罩和排烟道，每季度一次并记录（待核实）',
    },
  ],
});
