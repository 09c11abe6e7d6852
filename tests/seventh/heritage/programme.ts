/** 古树名木: protected trees. The table of contents of the programme. */
import type { Programme } from '../../../src/core/programme.ts';
import { care } from './checklists.ts';
import { report } from './documents.ts';
import { figures } from './indicators.ts';
import { problem } from './matters.ts';
import { trees } from './registers.ts';

const keeping = ['trees', 'care', 'problem', 'files', 'figures'].map((noun) => `heritage.${noun}.*`);

export const heritage: Programme = {
  key: 'heritage',
  title: '古树名木',
  mark: '树',
  registers: [trees],
  checklists: [care],
  matters: [problem],
  figures,
  bulletins: [report],
  roles: [
    { key: 'heritage.office', title: '古树办', verbs: ['heritage.*'], levels: [4, 6] },
    { key: 'heritage.keeper', title: '镇街园林专干', verbs: keeping, levels: [9] },
  ],
};
