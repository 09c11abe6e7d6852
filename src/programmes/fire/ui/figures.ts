/** What the figures page and the wall screen show of 消防. */
import type { Board } from '../../../core/indicators/ui/index.ts';

export const board: Board = {
  programme: 'fire',
  title: '消防安全专项治理',
  tiles: [
    { key: 'fire.premises_inspected' },
    { key: 'fire.hazards_found', note: '含当场整改' },
    { key: 'fire.hazards_rectified' },
    { key: 'fire.hazards_open', seal: true, beside: { key: 'fire.hazards_overdue', before: '其中超期' } },
    { key: 'fire.rectification_rate' },
    { key: 'fire.lodgers_cleared', note: '第一清' },
    { key: 'fire.obstructions_removed', note: '第二、三清' },
    { key: 'fire.ebikes_cleared', note: '第四清' },
    { key: 'fire.cylinders_cleared', note: '第五清，用气' },
    { key: 'fire.illegal_wiring_cleared', note: '第五清，用电' },
    { key: 'fire.premises_registered' },
    { key: 'fire.responsibility_vacant' },
  ],
  compare: [
    {
      key: 'fire.rectification_rate',
      parts: { numerator: 'fire.hazards_rectified', denominator: 'fire.hazards_found' },
      beside: { key: 'fire.hazards_open', before: '未销号' },
    },
    { key: 'fire.premises_inspected' },
    { key: 'fire.hazards_open' },
    { key: 'fire.premises_registered' },
    { key: 'fire.responsibility_vacant' },
  ],
  comparisons: '/api/documents/fire/comparison',
  dimensions: [
    {
      key: 'fire.premises_by_category',
      by: 'category',
      title: '类别',
      open: (code, scope) => `/fire/premises?category=${code}&division=${scope.division}`,
    },
  ],
};
