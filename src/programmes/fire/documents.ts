/** Bulletins of fire safety: the daily one of the campaign, the evening briefing, and the campaign's summary. The words are where the office begins; the numbers are places. */

import { type Bulletin, type BulletinData, bulletin } from '../../core/documents/index.ts';
import { evening } from './documents/evening.ts';
import { asOf, below, campaignFrom, heading, office, officeName, paragraph, sentence, unitsBelow, whole } from './documents/words.ts';

const numbers = [
  'fire.premises_inspected',
  'fire.hazards_found',
  'fire.hazards_rectified',
  'fire.rectification_rate',
  'fire.hazards_open',
  'fire.hazards_overdue',
  'fire.lodgers_cleared',
  'fire.obstructions_removed',
  'fire.windows_billboards_removed',
  'fire.colour_steel_removed',
  'fire.ebikes_cleared',
  'fire.cylinders_cleared',
  'fire.illegal_wiring_cleared',
  'fire.premises_registered',
  'fire.responsibility_vacant',
] as const;

/** What the figures say, clause by clause; figures that the catalogue lacks are left out. */
function situation(data: BulletinData): string[] {
  const { say, place } = data;
  const first = sentence(
    asOf(data),
    say('fire.premises_registered', `${whole(place)}登记九小场所`, '家'),
    say('fire.premises_inspected', `累计检查`, '家'),
    say('fire.hazards_found', '发现隐患', '处'),
    say('fire.hazards_rectified', '已整改', '处'),
    say('fire.rectification_rate', '整改率', ''),
  );
  const open = sentence(say('fire.hazards_open', '仍有', '处未销号'), say('fire.hazards_overdue', '其中超期', '处'));
  const cleared = sentence(
    say('fire.lodgers_cleared', '累计清出违规留宿人员', '人'),
    say('fire.obstructions_removed', '拆除影响逃生的窗、牌和彩钢板', '处') +
      (say('fire.windows_billboards_removed', '（窗、牌', '处') &&
        `（窗、牌{figure:fire.windows_billboards_removed}处${say('fire.colour_steel_removed', '，彩钢板', '处')}）`),
    say('fire.ebikes_cleared', '清理违规电动车', '辆'),
    say('fire.cylinders_cleared', '清理液化气钢瓶', '个'),
    say('fire.illegal_wiring_cleared', '整治违规用电', '处'),
  );
  const vacant = say('fire.responsibility_vacant', '县、镇、村、网格四级包保中至少一级空缺的场所', '家');
  return [[first, open].filter(Boolean).join('；'), cleared, vacant].filter(Boolean).map((words) => `${words}。`);
}

function sections(data: BulletinData) {
  const units = unitsBelow(data.place);
  const { comparison } = data;
  const rate = comparison?.unit === '%';
  const late = data.say('fire.hazards_overdue', `${whole(data.place)}超期未销号的隐患`, '处，请承办单位逐处说明原因和完成时间');
  return [
    heading('总体情况'),
    ...situation(data).map(paragraph),
    ...(comparison
      ? [
          heading(`${units}情况`),
          ...(rate
            ? [
                paragraph(
                  '整改率80%及以上的{count:at_least}个，不足80%的{count:below}个，数量较少、不可区分的{count:small}个。'.replaceAll(
                    '80%',
                    '百分之八十',
                  ),
                ),
              ]
            : []),
          { kind: 'comparison' as const, title: `${units}${comparison.title}` },
        ]
      : []),
    heading('存在问题'),
    paragraph(late ? `${late}。` : '存在问题由消安委办据实填写。'),
    heading('下步要求'),
    paragraph(
      '请各单位对照台账逐处核实，整改完成的及时反馈并附整改前后照片；到期不能完成的，在期限届满前申请延期；核查由承办人以外的人员办理。',
    ),
  ];
}

const shared = {
  number_word: office,
  period: () => campaignFrom,
  recipients: below,
  signed: officeName,
  copies: (place: { code: string }) => (place.code.length === 4 ? '省消防安全委员会办公室' : '市消防安全委员会办公室'),
  figures: numbers,
  standing: ['fire.premises_registered', 'fire.responsibility_vacant'],
  compare: {
    figure: 'fire.rectification_rate',
    by: 'town' as const,
    title: '整改率',
    counts: [
      {
        key: 'at_least',
        title: '整改率百分之八十及以上',
        those: (line: { small: boolean; value: number | null }) => !line.small && (line.value ?? 0) >= 0.8,
      },
      {
        key: 'below',
        title: '整改率不足百分之八十',
        those: (line: { small: boolean; value: number | null }) => !line.small && line.value !== null && line.value < 0.8,
      },
      { key: 'small', title: '不可区分', those: (line: { small: boolean }) => line.small },
    ],
  },
  sections,
} satisfies Partial<Bulletin>;

export const daily = bulletin('fire.daily', {
  ...shared,
  title: '专项治理日报',
  head: '专项治理工作日报',
  numbering: 'day',
  at: '18:00',
  document_title: ({ place, issue }) => [`关于${place.name}消防安全专项治理`, `第${issue}期排查情况的通报`],
});

export const campaign = bulletin('fire.campaign', {
  ...shared,
  title: '专项治理通报',
  head: '消防安全专项治理通报',
  number_word: (place) => `${office(place)}通`,
  numbering: 'running',
  at: null,
  document_title: ({ place }) => [`关于${place.name}九小场所`, '消防安全专项治理情况的通报'],
});

export const bulletins = [daily, evening, campaign];
