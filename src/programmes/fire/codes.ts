/** Code lists of fire safety. The thresholds beside a category are the office's to change (`fire.threshold` parameters), shown as 示例. */
import type { CodeList } from '../../core/registers/sheet.ts';

export const premisesCategory: CodeList = {
  key: 'fire.premises_category',
  title: '场所类别',
  items: [
    { code: 'J1', title: '小商店', also: ['商店', '小超市', '超市', '小卖部', '小商场', '便利店'] },
    { code: 'J2', title: '小餐馆', also: ['餐馆', '餐饮', '小餐饮', '饭店', '小饭店', '小吃店'] },
    { code: 'J3', title: '小网吧', also: ['网吧', '网咖'] },
    { code: 'J4', title: '小旅馆', also: ['旅馆', '宾馆', '小旅店', '小宾馆', '旅店', '民宿'] },
    { code: 'J5', title: '小歌舞娱乐', also: ['歌舞娱乐', '小歌舞娱乐场所', '小娱乐', 'KTV', '歌舞厅', '小歌舞厅'] },
    {
      code: 'J6',
      title: '小美容洗浴休闲',
      also: ['小美容洗浴', '美容洗浴', '洗浴', '美容美发', '理发店', '足疗', '小美容院', '小浴室', '茶社', '棋牌室'],
    },
    { code: 'J7', title: '小学校培训', also: ['小学校', '幼儿园', '小幼儿园', '培训机构', '小培训机构', '托管', '小学校（幼儿园）'] },
    { code: 'J8', title: '小诊所', also: ['诊所', '小医院', '卫生室', '门诊'] },
    { code: 'J9', title: '小生产加工', also: ['小生产加工企业', '生产加工', '小作坊', '作坊', '小工厂', '加工点'] },
    { code: 'S1', title: '沿街门店', also: ['门店', '沿街商铺', '商铺', '沿街店铺'] },
    { code: 'S2', title: '合用场所', also: ['三合一场所', '多合一场所', '三合一', '多合一'] },
    { code: 'S3', title: '区域', also: ['区域性隐患', '市场', '商贸市场', '城中村', '沿街连片'] },
  ],
};

export const riskColour: CodeList = {
  key: 'fire.risk_colour',
  title: '风险等级',
  items: [
    { code: 'red', title: '红', also: ['红色', '重大', '高'] },
    { code: 'orange', title: '橙', also: ['橙色', '较大'] },
    { code: 'yellow', title: '黄', also: ['黄色', '一般', '中'] },
    { code: 'blue', title: '蓝', also: ['蓝色', '低'] },
  ],
};

export const premisesStatus: CodeList = {
  key: 'fire.premises_status',
  title: '营业状态',
  items: [
    { code: 'open', title: '营业', also: ['正常', '在营', '营业中', '正常营业', '是'] },
    { code: 'closed', title: '关停', also: ['停业', '关闭', '歇业', '已关停', '停产', '否'] },
    { code: 'vacant', title: '空置', also: ['空房', '闲置', '未营业'] },
  ],
};

export const gasSupply: CodeList = {
  key: 'fire.gas_supply',
  title: '用气方式',
  items: [
    { code: 'piped', title: '管道', also: ['管道气', '天然气', '管道天然气'] },
    { code: 'bottled', title: '瓶装', also: ['瓶装气', '液化气', '液化石油气', '煤气罐', '瓶装液化气'] },
    { code: 'none', title: '无', also: ['不用气', '没有', '未使用'] },
  ],
};

export const escapeObstruction: CodeList = {
  key: 'fire.escape_obstruction',
  title: '外窗障碍',
  items: [
    { code: 'yes', title: '有', also: ['是', '有障碍', '有防盗窗'] },
    { code: 'no', title: '无', also: ['否', '没有', '无障碍'] },
  ],
};

/** 县级领导包镇街，镇街干部包村，村干部和网格员包户. */
export const responsibilityTier: CodeList = {
  key: 'fire.responsibility_tier',
  title: '包保层级',
  items: [
    { code: 'county', title: '县级包保', also: ['县级', '区级', '县（区）级', '区级领导', '一级'] },
    { code: 'town', title: '镇级包保', also: ['镇级', '乡级', '街道', '镇街', '镇街干部', '二级'] },
    { code: 'village', title: '村级包保', also: ['村级', '社区', '村干部', '村社区干部', '三级'] },
    { code: 'grid', title: '网格员', also: ['网格', '网格包保', '专职网格员'] },
  ],
};

/** Why an inspection beyond the yearly number is made all the same: 国办发〔2024〕54号 leaves room for what was triggered from outside. */
export const overCapReason: CodeList = {
  key: 'fire.over_cap_reason',
  title: '超出年度上限的缘由',
  items: [
    { code: 'complaint', title: '投诉举报核查' },
    { code: 'assigned', title: '转办交办' },
    { code: 'warning', title: '监测预警' },
    { code: 'accident', title: '发生火灾或险情' },
  ],
};

export const hazardGrade: CodeList = {
  key: 'fire.hazard_grade',
  title: '隐患等级（示例）',
  items: [
    { code: 'A', title: 'A 即时危险' },
    { code: 'S', title: 'S 结构性整改' },
    { code: 'B', title: 'B 一般' },
    { code: 'C', title: 'C 轻微' },
  ],
};

export const checklistSection: CodeList = {
  key: 'fire.checklist_section',
  title: '检查部分',
  items: [
    { code: 'M', title: '消防管理' },
    { code: 'L', title: '场所设置' },
    { code: 'E', title: '安全疏散' },
    { code: 'F', title: '消防设施' },
    { code: 'U', title: '用电' },
    { code: 'G', title: '用气用火' },
  ],
};
