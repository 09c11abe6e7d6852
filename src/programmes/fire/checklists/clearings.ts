/** 五清: what is cleared out, counted in its own unit. Pure. */
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
