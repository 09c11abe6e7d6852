/** The units as the doors put them together, with the seventh programme among them: what the laws hold, a new programme keeps. */
import { assemble } from '../../src/units.ts';
import { heritage } from '../seventh/fixture.ts';

export const assembled = assemble({ publicUrl: null }, [heritage]);
