/** Premises of 焦店镇 that every part of the demo speaks of: the same names stand in the handbooks and in the demo of other programmes. */

export interface Known {
  name: string;
  category: string;
  /** Name of the village. */
  village: string;
  risk: string;
  /** First three and last four digits. */
  phone: readonly [string, string];
  more?: Readonly<Record<string, unknown>>;
}

export const known: readonly Known[] = [
  {
    name: '顺河小栈旅馆',
    category: 'J4',
    village: '张庄村',
    risk: 'red',
    phone: ['138', '2619'],
    more: {
      address: '张庄村顺河路中段路北',
      uscc: '92410402MA9F1234XP',
      operator: '郭小梅',
      floors: '1-3层',
      area: 186,
      beds: 20,
      staff: 3,
      lodgers: 1,
      gas: 'bottled',
      extinguishers: 4,
      alarms: 6,
      exits: 1,
      obstruction: 'yes',
      registered_on: '2022-09-13',
    },
  },
  {
    name: '云裳服装加工点',
    category: 'J9',
    village: '褚庄村',
    risk: 'red',
    phone: ['139', '7702'],
    more: { lodgers: 2, staff: 6, area: 160, obstruction: 'yes', registered_on: '2022-09-14' },
  },
  {
    name: '安悦宾馆',
    category: 'J4',
    village: '焦店村',
    risk: 'red',
    phone: ['136', '0483'],
    more: { area: 320, beds: 26, lodgers: 9, floors: '2-4层', registered_on: '2022-09-13' },
  },
  {
    name: '锦绣足疗馆',
    category: 'J6',
    village: '焦店村',
    risk: 'red',
    phone: ['158', '3316'],
    more: { area: 210, registered_on: '2022-09-15' },
  },
  {
    name: '野王快修电动车行',
    category: 'S1',
    village: '野王村',
    risk: 'red',
    phone: ['137', '9054'],
    more: { mixed_use: true, lodgers: 2, registered_on: '2022-09-16' },
  },
  {
    name: '余沟兴达铝塑门窗',
    category: 'J9',
    village: '余沟村',
    risk: 'orange',
    phone: ['150', '6128'],
    more: { registered_on: '2022-09-14' },
  },
  {
    name: '东果店聚福饭庄',
    category: 'J2',
    village: '东果店村',
    risk: 'orange',
    phone: ['135', '4471'],
    more: { gas: 'bottled', registered_on: '2022-09-19' },
  },
  {
    name: '星河量贩歌城',
    category: 'J5',
    village: '焦店村',
    risk: 'orange',
    phone: ['186', '0937'],
    more: { area: 190, registered_on: '2022-09-20' },
  },
  {
    name: '褚庄鑫源纸箱加工',
    category: 'J9',
    village: '褚庄村',
    risk: 'orange',
    phone: ['139', '5580'],
    more: { registered_on: '2022-09-14' },
  },
  {
    name: '小桔灯托管中心',
    category: 'J7',
    village: '新庄村',
    risk: 'orange',
    phone: ['152', '8846'],
    more: { capacity: 46, registered_on: '2022-09-21' },
  },
  {
    name: '蓝屿网咖',
    category: 'J3',
    village: '焦店村',
    risk: 'orange',
    phone: ['187', '2203'],
    more: { area: 96, registered_on: '2022-09-20' },
  },
  {
    name: '焦店万家惠超市',
    category: 'J1',
    village: '焦店村',
    risk: 'yellow',
    phone: ['138', '6615'],
    more: { area: 92, registered_on: '2022-08-11' },
  },
  {
    name: '刘沟豆制品坊',
    category: 'J9',
    village: '刘沟村',
    risk: 'yellow',
    phone: ['131', '7390'],
    more: { registered_on: '2022-08-16' },
  },
  {
    name: '龙门口便民诊所',
    category: 'J8',
    village: '龙门口村',
    risk: 'yellow',
    phone: ['136', '1128'],
    more: { registered_on: '2022-08-23' },
  },
  {
    name: '速达快递驿站',
    category: 'S1',
    village: '张庄村',
    risk: 'yellow',
    phone: ['185', '3379'],
    more: { registered_on: '2022-09-26' },
  },
  {
    name: '郏山阳五金建材',
    category: 'S1',
    village: '郏山阳村',
    risk: 'yellow',
    phone: ['159', '4067'],
    more: { mixed_use: true, lodgers: 1, registered_on: '2022-09-22' },
  },
  {
    name: '新庄童乐幼儿园',
    category: 'J7',
    village: '新庄村',
    risk: 'blue',
    phone: ['135', '0092'],
    more: { capacity: 88, staff: 11, registered_on: '2022-08-25' },
  },
];
