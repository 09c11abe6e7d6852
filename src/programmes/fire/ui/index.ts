/** 消防 in the browser: its entry in the rail and its pages, all from declarations. */
import { lazy } from 'react';
import { bulletinPages } from '../../../core/documents/ui/index.ts';
import { matterPages } from '../../../core/matters/ui/index.ts';
import { registerPages } from '../../../core/registers/ui/index.ts';
import type { Page, Programme } from '../../../kit/manifest.ts';

const figures = () => import('./figures.tsx');
/** What the wall screen shows of this programme. */
export const fireBoard = () => figures().then((m) => m.board);

const premises = registerPages('fire.premises', '九小场所', () => import('./premises.tsx'), { importTitle: '导入', phone: 'list' });
const isImport = (page: Page) => page.title === '导入';

export const fire: Programme = {
  key: 'fire',
  title: '消防',
  mark: '消',
  sheets: () => import('../registers.ts').then((m) => [m.premises, m.responsible]),
  pages: [
    ...premises.filter((page) => !isImport(page)),
    ...matterPages('fire.hazard', '隐患', () => import('../matters.ts').then((m) => m.hazard)),
    ...registerPages('fire.responsible', '包保责任人', async () => ({ sheet: (await import('../registers.ts')).responsible })),
    {
      path: '/fire/figures',
      title: '指标',
      component: lazy(() => figures().then((m) => ({ default: m.Figures }))),
      verb: 'fire.figures.read',
      phone: 'figures',
    },
    ...bulletinPages('fire', '日报'),
    // The rail ends with the import.
    ...premises.filter(isImport),
  ],
};
