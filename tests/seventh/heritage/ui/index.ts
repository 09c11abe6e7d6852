/** 古树名木 in the browser. */
import { bulletinPages } from '../../../../src/core/documents/ui/index.ts';
import { figurePages, type WithBoard } from '../../../../src/core/indicators/ui/pages.ts';
import { matterPages } from '../../../../src/core/matters/ui/index.ts';
import { registerPages } from '../../../../src/core/registers/ui/index.ts';
import { visitPages, visitParts } from '../../../../src/core/visits/ui/pages.ts';
import type { Programme } from '../../../../src/kit/manifest.ts';

const registers = () => import('../registers.ts');
const parts = visitParts('heritage.care', '养护检查');
const board: WithBoard['board'] = async () => ({
  programme: 'heritage',
  title: '古树名木保护',
  tiles: [{ key: 'heritage.trees_registered' }, { key: 'heritage.problems_found' }, { key: 'heritage.closing_rate' }],
  compare: [{ key: 'heritage.trees_registered' }, { key: 'heritage.closing_rate' }],
});

export const heritage: Programme & WithBoard = {
  key: 'heritage',
  title: '古树名木',
  mark: '树',
  sheets: async () => [(await registers()).trees],
  board,
  pages: [
    ...registerPages('heritage.trees', '古树名木', async () => ({ sheet: (await registers()).trees, parts }), { importTitle: '导入' }),
    ...visitPages('heritage.care', '养护检查', async () => (await import('../checklists.ts')).care),
    ...matterPages('heritage.problem', '养护问题', async () => (await import('../matters.ts')).problem),
    ...figurePages('heritage', board),
    ...bulletinPages('heritage', '通报'),
  ],
};
