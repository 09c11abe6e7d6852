/** 火灾隐患: the kind of matter a failed question opens. Pure. Periods are the office's example (示例), up to 30 days in all. */
import { byGrade, days, hours, matterKind, workdays } from '../../core/matters/kind.ts';

/** The rule behind the photo that closing asks for. */
export const closingPhotos = '整改销号台账须附整改后照片（本地行动方案，待核实）';

/** 违规住人: every one of them is looked at again, by risk, within seven days (示例). */
export const lodgingItems = ['L03'] as const;

export const hazard = matterKind('fire.hazard', {
  title: '火灾隐患',
  number_prefix: 'FH',
  grades: [
    { code: 'A', title: 'A 即时危险' },
    { code: 'B', title: 'B 一般', up: 'A' },
    { code: 'C', title: 'C 轻微', up: 'B' },
    { code: 'S', title: 'S 结构性整改', up: 'A' },
  ],
  stages: {
    accept: hours(4),
    handle: byGrade({ A: hours(24), B: workdays(3), C: workdays(7), S: workdays(15) }),
    verify: workdays(3),
  },
  longest: days(30),
  tiers: ['grid', 'town', 'county', 'city'],
  // Leaders and auditors hold posts of the programme too, and hold no matter. A grid worker puts right, the town looks whether it is.
  // Industry departments hold what is transferred to them; nothing falls to them of itself.
  desks: {
    handle: { grid: ['fire.grid'], town: ['fire.clerk'], county: ['fire.office', 'fire.inspector'], city: ['fire.office'] },
    verify: { town: ['fire.clerk'], county: ['fire.office', 'fire.inspector'], city: ['fire.office'] },
  },
  closing: { photos: { grades: ['A', 'S'], basis: closingPhotos }, verifier: 'neither_handler_nor_only_inspector' },
  // 三改: the owner puts it right himself, then guided by the street office, then supervised by the task force.
  modes: [
    { key: 'self', title: '自行整改', by: '被查单位', tier: 'grid' },
    { key: 'guided', title: '指导整改', by: '办事处', tier: 'town' },
    { key: 'supervised', title: '监督整改', by: '督导组', tier: 'county' },
  ],
  look_back: { share: 0.1, within_days: 30, every: { items: lodgingItems, within_days: 7, night: true } },
  place: 'fire.premises',
  opening: '检查登记',
});
