/** 古树名木保护通报. */
import { bulletin } from '../../../src/core/documents/index.ts';

export const report = bulletin('heritage.report', {
  title: '保护通报',
  head: '古树名木保护工作通报',
  number_word: (place) => `${place.name.slice(0, 1)}古树办`,
  numbering: 'running',
  period: () => null,
  at: null,
  document_title: ({ place }) => [`关于${place.name}古树名木`, '养护检查情况的通报'],
  recipients: () => '各镇人民政府、街道办事处',
  signed: (place) => `${place.name}古树名木保护工作办公室`,
  copies: null,
  figures: ['heritage.trees_registered', 'heritage.problems_found', 'heritage.closing_rate'],
  sections: ({ say }) => [
    { kind: 'heading', level: 1, text: '总体情况' },
    {
      kind: 'paragraph',
      text: `${say('heritage.trees_registered', '登记古树名木', '株')}，${say('heritage.problems_found', '发现养护问题', '处')}，${say('heritage.closing_rate', '销号率', '')}。`,
    },
  ],
});
