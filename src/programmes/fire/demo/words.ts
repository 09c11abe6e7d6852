/** Words of which names and addresses of the demo city are made. All firms and persons are invented. */

/** 字号. */
export const fronts: readonly string[] = (
  '鑫源 福满 宏达 金桥 天成 百味 四季 小康 万家 康泰 祥和 鹏程 聚源 永兴 益民 惠客 新月 蓝天 如意 同心 大众 阳光 悦来 兴隆 聚福 锦绣 星河 云裳 安悦 顺达 ' +
  '宝利 长青 晨光 春风 德馨 恒通 红叶 华美 汇丰源 佳佳 金穗 锦华 九州 君悦 开门红 乐购多 丽景 隆昌 美佳 明珠 南北 宁静 鹏飞 千禧 青禾 庆丰 润泽 三合顺 尚品 盛世 ' +
  '双喜 泰和 腾达 天天 五福 喜盈门 欣欣 兴旺 旭日 雅居 一品 宜家乐 银河 迎春 永盛 玉兰 源丰 远航 悦民 早春 臻美 正大 志远 众诚 紫荆 祥瑞 好邻里 半亩 小满 禾木 知味 橙子 蓝屿 白鹭'
).split(' ');

/** Trades by category; the part after the name of the shop. */
export const trades: Readonly<Record<string, readonly string[]>> = {
  J1: '超市 便利店 烟酒店 副食店 生活超市 百货店 粮油店 果蔬超市 文具店 日杂店 水果店 母婴用品店 小卖部 土产店'.split(' '),
  J2: '烩面馆 饭庄 小吃店 火锅店 羊肉汤馆 快餐店 面馆 饺子馆 烧烤店 家常菜馆 胡辣汤店 早餐店 川菜馆 麻辣烫 饸饹面馆 揽锅菜馆 奶茶店'.split(
    ' ',
  ),
  J3: '网咖 网络会所 电竞馆 网吧'.split(' '),
  J4: '旅馆 宾馆 商务酒店 小栈 快捷酒店 招待所 民宿 旅社 公寓酒店'.split(' '),
  J5: '量贩歌城 音乐吧 歌舞厅 练歌房 影咖'.split(' '),
  J6: '美发店 足疗馆 美容院 洗浴中心 理发店 养生馆 茶社 棋牌室 健身房 美甲店 推拿馆 咖啡馆 汗蒸馆'.split(' '),
  J7: '幼儿园 托管中心 艺术培训中心 书法培训班 舞蹈培训中心 午托部 英语培训班 美术培训中心 跆拳道馆'.split(' '),
  J8: '诊所 中医诊所 口腔诊所 卫生室 便民诊所 儿科诊所 康复诊所'.split(' '),
  J9: '家具厂 制衣坊 塑料制品厂 豆制品坊 铝塑门窗 纸箱加工 面粉加工点 木器加工厂 服装加工点 印刷厂 机械加工部 预制件加工点 粉条加工坊 铁艺加工部 馒头坊'.split(
    ' ',
  ),
  S1: '手机店 窗帘店 服装店 修理部 打印店 五金店 快递驿站 花店 摄影楼 家电维修部 电动车行 汽修店 轮胎店 建材店 灯具店 眼镜店 药房 鞋店 彩票站 干洗店 装饰材料店 劳保用品店 童装店 家纺店 水暖店 门窗店 广告部 宠物店 茶叶店 洗车行'.split(
    ' ',
  ),
  S2: '批发部 电动车行 服装加工点 粮油店 裁缝铺 家电维修部 图文店 废品收购站'.split(' '),
  S3: '商贸城 集贸市场 建材市场 农贸市场 沿街连片门店 城中村出租片区 小商品市场 果蔬批发市场 汽配一条街'.split(' '),
};

/** 王记, 老马: how eating houses are called. */
export const surnames: readonly string[] = [
  ...'王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文',
];

/** Given names of one and of two characters. */
export const givenOne: readonly string[] = [...'伟芳娜敏静强磊军洋勇艳杰娟超霞平刚桂英华兰梅文辉力亮斌燕波宁鑫凯玲颖健峰博慧佳琳浩飞婷'];
export const givenFirst: readonly string[] = [...'秀桂玉建志文永海小淑艳宏振金俊春雪新立培凤素美爱广世兴荣清佩红喜'];
export const givenLast: readonly string[] = [...'英兰芳华梅珍琴强军伟林生平霞娥玲荣勤花云莲枝敏杰辉成义良民福霖安'];

/** Streets: of the built-up area, and those that many county towns have. */
export const cityRoads: readonly string[] =
  '建设路 矿工路 中兴路 开源路 凌云路 光明路 体育路 新华路 湛北路 园林路 平安大道 联盟路 启蒙路 曙光街 团结路 劳动路 诚朴路 优越路 和平路 公园街 西市场路 姚电大道'.split(
    ' ',
  );
export const countyRoads: readonly string[] =
  '人民路 文化路 健康路 兴业路 迎宾大道 南环路 北环路 东环路 中心街 振兴路 富民路 商业街 滨河路 广场路 育才路 站前路 工农路 昆阳路 龙山大道 丰收路 朝阳路 向阳街'.split(
    ' ',
  );
export const villageRoads: readonly string[] = '主街 顺河路 村部路 东街 西街 南街 北街 学校路 环村路 老街'.split(' ');
export const groups: readonly string[] = [...'一二三四五六七八九'];

/** Names that a town gives to its own offices' cadres. */
export const townDuties: readonly string[] = ['党委委员', '副镇长', '人大主席', '武装部长', '包村干部', '综治中心主任', '应急办主任'];
export const streetDuties: readonly string[] = [
  '党工委委员',
  '办事处副主任',
  '人大工委主任',
  '武装部长',
  '包社区干部',
  '综治中心主任',
  '应急办主任',
];
export const countyUnits: readonly string[] = [
  '应急管理局',
  '市场监管局',
  '住建局',
  '城管局',
  '教体局',
  '商务局',
  '文广旅局',
  '民政局',
  '工信局',
  '卫健委',
  '农业农村局',
  '公安分局',
  '自然资源局',
  '交通运输局',
];
