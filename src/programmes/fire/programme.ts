/** 消防: fire safety of small premises. The table of contents of the programme. */
import type { Programme } from '../../core/programme.ts';
import type { Role } from '../../core/unit.ts';
import { recolour } from './acts/recolour.ts';
import { freezeWorklist } from './acts/worklist.ts';
import { loadCampaign, loadEvidence } from './demo/campaign.ts';
import { demo, loadPremises, loadResponsible } from './demo.ts';
import { bulletins } from './documents.ts';
import { figures } from './indicators.ts';
import { jobs } from './jobs.ts';
import { hazard } from './matters.ts';
import { premises, responsible } from './registers.ts';
import { visitingRoute } from './routes/visiting.ts';
import { routes } from './routes.ts';
import { premisesWarnings, responsibleWarnings } from './warnings.ts';

const reading = [
  'fire.premises.read',
  'fire.responsible.read',
  'fire.figures.read',
  'fire.inspection.read',
  'fire.hazard.read',
  'fire.bulletin.read',
];
/** Taking lists and records out as workbooks. */
const taking = ['fire.worklist.export', 'fire.inspection.export_records'];
const writing = ['fire.premises.create', 'fire.premises.edit'];

const roles: readonly Role[] = [
  {
    key: 'fire.leader',
    title: '消防分管领导',
    verbs: [
      ...reading,
      'fire.premises.export',
      'fire.responsible.export',
      ...taking,
      'fire.hazard.urge',
      'fire.hazard.supervise',
      'fire.hazard.export',
      'fire.bulletin.publish',
      'fire.bulletin.return',
    ],
    levels: [4, 6, 9],
  },
  { key: 'fire.office', title: '消安委办', verbs: ['fire.*'], levels: [4, 6] },
  {
    key: 'fire.clerk',
    title: '镇街消防专干',
    verbs: [
      'fire.premises.*',
      'fire.responsible.*',
      'fire.figures.read',
      'fire.bulletin.read',
      'fire.hazard.*',
      'fire.inspection.read',
      'fire.inspection.record',
      'fire.inspection.export',
      ...taking,
      'fire.files.keep',
    ],
    levels: [9],
  },
  // The only ones who inspect and order beside the office itself: certified (国办发〔2024〕54号).
  {
    key: 'fire.inspector',
    title: '消防监督员',
    // 监督检查 is asked for within the recording of an inspection: no route names its verb, so the role spells it out.
    verbs: [
      ...reading,
      ...writing,
      'fire.inspection.*',
      'fire.inspection.order',
      'fire.worklist.export',
      'fire.hazard.*',
      'fire.files.keep',
    ],
    levels: [4, 6],
  },
  {
    key: 'fire.grid',
    title: '网格员',
    verbs: [
      ...reading,
      ...writing,
      'fire.premises.open',
      'fire.inspection.record',
      'fire.worklist.export',
      'fire.files.keep',
      ...['accept', 'answer', 'return', 'ask_extension', 'ask_hold', 'note', 'transfer'].map((what) => `fire.hazard.${what}`),
    ],
    levels: [12, 15],
  },
  // 行业局委: holds the hazards that are given to it, and sees no others.
  {
    key: 'fire.department',
    title: '行业主管部门',
    verbs: [
      ...['read', 'accept', 'answer', 'return', 'ask_extension', 'ask_hold', 'note', 'transfer'].map((what) => `fire.hazard.${what}`),
      'fire.worklist.sent',
      'fire.files.keep',
    ],
    levels: [4, 6],
    sees: 'held',
  },
];

export const fire: Programme = {
  key: 'fire',
  title: '消防',
  mark: '消',
  registers: [premises, responsible],
  warnings: { 'fire.premises': premisesWarnings, 'fire.responsible': responsibleWarnings },
  figures,
  bulletins,
  matters: [hazard],
  matterChanged: recolour,
  routes: [...routes, visitingRoute(roles)],
  acts: [loadPremises, loadResponsible, loadEvidence, loadCampaign, freezeWorklist],
  jobs,
  roles,
  demo,
};
