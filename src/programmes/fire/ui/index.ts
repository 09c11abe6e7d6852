/** 消防 in the browser: its entry in the rail and its pages, all from declarations. */
import { lazy } from 'react';
import { bulletinPages } from '../../../core/documents/ui/index.ts';
import { figurePages, type WithBoard } from '../../../core/indicators/ui/pages.ts';
import { matterPages } from '../../../core/matters/ui/index.ts';
import { registerPages } from '../../../core/registers/ui/index.ts';
import type { Page, Programme } from '../../../kit/manifest.ts';

const board = () => import('./figures.ts').then((m) => m.board);
const premises = registerPages('fire.premises', '九小场所', () => import('./premises.tsx'), { importTitle: '导入', phone: 'list' });
const inspect: Page = {
  path: '/fire/inspect/:premises',
  title: '检查',
  hidden: true,
  component: lazy(() => import('./inspect/page.tsx').then((m) => ({ default: m.InspectPage }))),
  verb: 'fire.inspection.record',
};
const isImport = (page: Page) => page.title === '导入';

export const fire: Programme & WithBoard = {
  key: 'fire',
  title: '消防',
  mark: '消',
  sheets: () => import('../registers.ts').then((m) => [m.premises, m.responsible]),
  board,
  matterLinks: [
    {
      kind: 'fire.hazard',
      title: '复查',
      words: '到场只看原来不合格的这一项，不计入今年检查次数。',
      verb: 'fire.inspection.record',
      href: ({ id, place_id }) => `/fire/inspect/${place_id}?matter=${id}`,
    },
  ],
  pages: [
    ...premises.filter((page) => !isImport(page)),
    {
      path: '/fire/worklist',
      title: '检查',
      component: lazy(() => import('./worklist.tsx').then((m) => ({ default: m.WorklistPage }))),
      verb: ['fire.inspection.read', 'fire.worklist.sent'],
      phone: 'check',
    },
    inspect,
    {
      path: '/fire/inspections',
      title: '检查记录',
      component: lazy(() => import('./inspections.tsx').then((m) => ({ default: m.InspectionsPage }))),
      verb: 'fire.inspection.read',
    },
    {
      path: '/fire/inspections/:id',
      title: '检查记录',
      hidden: true,
      component: lazy(() => import('./inspections-record.tsx').then((m) => ({ default: m.InspectionPage }))),
      verb: 'fire.inspection.read',
    },
    ...matterPages('fire.hazard', '隐患', () => import('../matters.ts').then((m) => m.hazard)),
    {
      path: '/fire/ledgers',
      title: '清单台账',
      component: lazy(() => import('./ledgers.tsx').then((m) => ({ default: m.LedgersPage }))),
      verb: 'fire.inspection.read',
    },
    ...registerPages('fire.responsible', '包保责任人', async () => ({ sheet: (await import('../registers.ts')).responsible })),
    ...figurePages('fire', board, { phone: 'figures' }),
    ...bulletinPages('fire', '日报'),
    // The rail ends with the import.
    ...premises.filter(isImport),
  ],
};
