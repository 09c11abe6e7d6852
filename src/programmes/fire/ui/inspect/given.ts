/** What the page gives to each of its steps. */
import type { AnswerOf } from '../../../../kit/api-paths.ts';
import type { Draft, Lack, StepName } from './inspection.ts';
import type { Keeping } from './keeping.ts';

export type Visiting = AnswerOf<'/api/fire/visiting'>;

/** What each step is given. */
export interface Inspecting {
  visiting: Visiting;
  keeping: Keeping;
  draft: Draft;
  change: Keeping['change'];
  lacks: readonly Lack[];
  /** Errors are shown once somebody tried to send. */
  tried: boolean;
  go: (to: StepName) => void;
  /** Opens the place where something is missing. */
  open: (lack: Lack) => void;
  phone: boolean;
  onBusy: (busy: boolean) => void;
  busy: boolean;
  place: { programme: string; division: string };
}
