import { type Board, FiguresPage } from '../../../core/indicators/ui/index.ts';

export const board: Board = {
  programme: 'fire',
  title: '消防安全专项治理',
  path: '/fire/figures',
  tiles: [{ key: 'fire.premises_registered' }, { key: 'fire.responsibility_vacant', seal: true }],
  compare: [{ key: 'fire.premises_registered' }, { key: 'fire.responsibility_vacant' }],
  dimensions: [{ key: 'fire.premises_by_category', by: 'category', title: '类别' }],
};

export const Figures = () => <FiguresPage board={board} />;
