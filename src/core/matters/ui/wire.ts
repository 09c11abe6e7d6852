/** What the server says of matters; the shapes are those of `routes.ts`. */
import type { OpenStage, Outcome, Stage } from '../kind.ts';
import type { ActName, ClockState, Need } from '../rules.ts';

export interface MatterRow {
  id: string;
  number: string;
  kind: string;
  kind_title: string;
  programme: string;
  title: string;
  grade: string;
  stage: Stage;
  stage_title: string;
  outcome: Outcome | null;
  division: string;
  division_name: string;
  place: { id: string; name: string; register: string | null } | null;
  holder: { title: string | null; unit_name: string } | null;
  found_on: string;
  due_at: string | null;
  clock: { state: ClockState; words: string };
  supervised: boolean;
  version: number;
}

export interface Todo {
  items: MatterRow[];
  counts: { over: number; today: number; near: number; ok: number; hold: number };
  next: string | null;
}

export interface MatterList {
  items: MatterRow[];
  next: string | null;
  count: { value: number; exact: boolean };
  cutoff: string;
}

export interface MatterClock {
  stage: OpenStage;
  title: string;
  measure: string;
  started_at: string;
  due_at: string;
  old_due_at: string | null;
  stopped_at: string | null;
  pauses: { from: string; until: string | null; reason: string }[];
  words: string;
  note: string | null;
}

export interface AttachedFile {
  id: string;
  role: string;
}

export interface MatterAct {
  verb: string;
  name: ActName;
  title: string;
  /** What will happen. */
  words: string;
  needs: Need[];
  takes: ('reason' | 'photos' | 'person' | 'unit' | 'proof')[];
  primary: boolean;
}

export interface MatterStep {
  act_id: string;
  seal_no: number | null;
  at: string;
  account: string;
  unit_name: string;
  title: string;
  words: string;
  files: AttachedFile[];
  clock_words: string;
}

export interface MatterRequest {
  id: string;
  kind: string;
  until: string;
  reason: string;
  by: string;
  at: string;
  decision: { granted: boolean; by: string; at: string; words: string } | null;
}

/** One matter with everything on its page. */
export interface MatterFile {
  matter: MatterRow & {
    detail: string;
    requirement: string;
    measures: string | null;
    basis: { title: string; article: string }[];
    item_code: string | null;
    grade_title: string;
    handler: { title: string | null; unit_name: string } | null;
    visit_id: string | null;
    clocks: MatterClock[];
    /** Days on which the axis differs from the weekdays; absent where the server does not say them. */
    calendar?: { holidays: string[]; makeups: string[] };
    evidence: { rule: string; basis: string | null; complete: boolean; missing: string[] };
    photos: (AttachedFile & { taken_at: string | null; note: string | null })[];
    relapse_of: { id: string; number: string } | null;
    relapses: number;
    look_back_on: string | null;
    wake: { at: string; why: string } | null;
    escalates_to: string | null;
  };
  acts: MatterAct[];
  steps: MatterStep[];
  requests: MatterRequest[];
}

/** What goes with an act. */
export interface ActFields {
  reason?: string;
  photos?: readonly string[];
  before?: readonly string[];
  proof?: readonly string[];
  until?: string;
  person?: string;
  unit?: string;
  result?: 'yes' | 'no';
}

export interface Receiver {
  account_id: string;
  title: string;
  unit_id: string;
  unit_name: string;
  division: string;
}
