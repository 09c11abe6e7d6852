/** 消防: fire safety of small premises. The table of contents of the programme. */
import type { Programme } from '../../core/programme.ts';
import { demo } from './demo.ts';
import { figures } from './indicators.ts';
import { premises, responsible } from './registers.ts';
import { routes } from './routes.ts';
import { premisesWarnings, responsibleWarnings } from './warnings.ts';

const reading = ['fire.premises.read', 'fire.responsible.read', 'fire.figures.read'];
const writing = ['fire.premises.create', 'fire.premises.edit'];

export const fire: Programme = {
  key: 'fire',
  title: '消防',
  mark: '消',
  registers: [premises, responsible],
  warnings: { 'fire.premises': premisesWarnings, 'fire.responsible': responsibleWarnings },
  figures,
  routes,
  roles: [
    {
      key: 'fire.leader',
      title: '消防分管领导',
      verbs: [...reading, 'fire.premises.export', 'fire.responsible.export'],
      levels: [4, 6, 9],
    },
    { key: 'fire.office', title: '消安委办', verbs: ['fire.*'], levels: [4, 6] },
    {
      key: 'fire.clerk',
      title: '镇街消防专干',
      verbs: ['fire.premises.*', 'fire.responsible.*', 'fire.figures.read'],
      levels: [9],
    },
    { key: 'fire.grid', title: '网格员', verbs: [...reading, ...writing, 'fire.premises.open'], levels: [12, 15] },
  ],
  demo,
};
