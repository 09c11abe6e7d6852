/** What inspectors of the demo wrote down, by question, and how often each fails. */
import type { Scene } from './pictures.ts';

export interface Failure {
  /** How often it fails beside the others. */
  weight: number;
  words: readonly string[];
  measures?: string;
  scene?: Scene;
}

export const failures: Readonly<Record<string, Failure>> = {
  M01: { weight: 3, words: ['没有明确消防安全责任人', '责任人牌没有张贴'] },
  M02: { weight: 3, words: ['没有用火用电管理制度', '制度没有上墙'] },
  M03: { weight: 8, words: ['近一个月没有巡查记录', '巡查记录漏填多日', '巡查记录与现场不符'] },
  M04: { weight: 3, words: ['负责人说不出本场所的火灾风险'] },
  M05: { weight: 6, words: ['员工不会使用灭火器', '新员工没有岗前培训'] },
  M06: { weight: 5, words: ['没有疏散预案', '半年内没有演练'] },
  M07: { weight: 1, words: ['门头装修动火没有审批'] },
  L01: { weight: 0.1, words: ['同一栋楼内存放稀料'], measures: '立即停止经营，疏散人员' },
  L02: { weight: 0.6, words: ['后间存放桶装汽油', '柜台下存放酒精'], measures: '当场移出室外空旷处，专人看守' },
  L03: { weight: 12, words: ['阁楼有人住宿', '二楼设员工床铺', '后间夜间有人留宿'], measures: '当晚不得住人，先行搬离', scene: 'room' },
  L04: { weight: 1.6, words: ['住宿与经营之间没有防火分隔', '连通门不是防火门'], measures: '封闭连通门，夜间不得住人' },
  L05: { weight: 2, words: ['隔墙吊顶上有孔洞'] },
  L06: { weight: 3, words: ['明火厨房与营业区没有隔开', '后厨堆放纸箱'] },
  L07: {
    weight: 2.6,
    words: ['屋顶用泡沫夹芯彩钢板加层', '隔断用可燃彩钢板'],
    measures: '停止在其中用火住人，配灭火器看守',
    scene: 'steel',
  },
  L08: { weight: 1.6, words: ['包间墙面贴海绵软包', '吊顶悬挂可燃布幔'] },
  E01: {
    weight: 7,
    words: ['楼梯间堆放货物', '疏散通道堆放桌椅', '后门通道被纸箱堵住'],
    measures: '先清出通道，专人看守',
    scene: 'passage',
  },
  E02: { weight: 2.4, words: ['营业时后门上锁', '出口卷帘门放下'], measures: '营业期间打开出口', scene: 'passage' },
  E03: { weight: 1.2, words: ['只有一个出口，人数较多'] },
  E04: { weight: 12, words: ['二楼外窗装防盗网，无逃生口', '广告牌遮挡外窗'], measures: '二楼停止使用，打开逃生口', scene: 'window' },
  E05: { weight: 1, words: ['逃生窗开启不便'] },
  E06: { weight: 9, words: ['应急灯不亮', '疏散指示标志损坏', '没有应急照明'] },
  E07: { weight: 1.2, words: ['门前占用消防车通道摆摊'], measures: '当场移开，留出通道', scene: 'passage' },
  F01: { weight: 13, words: ['灭火器压力不足', '灭火器过期', '灭火器数量不足', '灭火器被货物遮挡'] },
  F02: { weight: 1.4, words: ['消火栓箱被货架遮挡'] },
  F03: { weight: 7, words: ['没有独立式感烟报警器', '报警器按下不响'] },
  F04: { weight: 0.4, words: ['喷淋阀门关闭'] },
  F05: { weight: 1.4, words: ['客房没有逃生绳和面罩'] },
  F06: { weight: 4, words: ['没有安全出口标志', '疏散示意图缺失'] },
  U01: { weight: 11, words: ['货架后电线私拉乱接', '插板串接使用', '电线没有穿管'], scene: 'wiring' },
  U02: { weight: 5, words: ['使用电炉取暖', '冬季使用小太阳靠近货物'] },
  U03: { weight: 4, words: ['闸箱没有漏电保护', '用铜丝代替保险丝'] },
  U04: { weight: 25, words: ['门厅停放电动车充电', '楼梯下给电池充电', '店内停放电动车'], measures: '当场断电，移出室外', scene: 'ebike' },
  G01: {
    weight: 30,
    words: ['厨房存放备用钢瓶', '钢瓶与灶具没有隔开', '地下室存放钢瓶'],
    measures: '停用并移出备用钢瓶',
    scene: 'cylinder',
  },
  G02: { weight: 2.4, words: ['没有燃气泄漏报警器', '软管超过 2 米'], measures: '关阀停用，通风' },
  G03: { weight: 1.2, words: ['使用过期钢瓶', '灶具没有熄火保护'], measures: '关阀停用' },
  G04: { weight: 2, words: ['油烟道没有清洗记录'] },
};

/** What was done, said by who put it right. */
export const answers: Readonly<Record<string, readonly string[]>> = {
  M: ['制度、记录已补齐并张贴', '已组织培训，现场提问合格'],
  L: ['已搬离、拆除，现场看过', '已整改到位，附照片'],
  E: ['通道已清理，出口常开', '已更换，按键测试正常', '已拆除，附照片'],
  F: ['已更换并摆放到位', '已安装，测试会响'],
  U: ['电工已重新布线', '电动车已移到室外停放点', '已停用并更换'],
  G: ['钢瓶已清出，瓶灶分开', '已更换软管并加装报警器'],
};

export const refusals = ['店主不在场，店员不肯代签，已当场说明', '店主对结论有不同看法，拒绝签字，已录入说明'] as const;
