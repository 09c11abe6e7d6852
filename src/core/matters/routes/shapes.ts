/** What the routes of matters take and answer. */
import { z } from 'zod';
import { type ActName, actNames } from '../rules.ts';

/** What an act may take beside what it must have. */
const extras = ['reason', 'photos', 'person', 'unit', 'proof', 'result', 'consent'] as const;

export const row = z.object({
  id: z.string(),
  number: z.string(),
  kind: z.string(),
  kind_title: z.string(),
  programme: z.string(),
  title: z.string(),
  grade: z.string(),
  stage: z.enum(['accept', 'handle', 'verify', 'closed']),
  stage_title: z.string(),
  outcome: z.enum(['closed', 'penalty_suggested', 'withdrawn']).nullable(),
  division: z.string(),
  division_name: z.string(),
  place: z.object({ id: z.string(), name: z.string(), register: z.string().nullable() }).nullable(),
  holder: z.object({ title: z.string().nullable(), unit_name: z.string() }).nullable(),
  found_on: z.string(),
  due_at: z.string().nullable(),
  clock: z.object({ state: z.enum(['ok', 'near', 'over', 'hold', 'none']), words: z.string() }),
  supervised: z.boolean(),
  mode_title: z.string().nullable(),
  version: z.int(),
});

const file = z.object({ id: z.string(), role: z.string() });
export const limit = z.coerce.number().int().min(1).max(200).default(50);
export const flag = z.enum(['true', 'false']).optional();
export const id = z.object({ id: z.uuid({ error: '编号格式不对' }) });

export const detail = z.object({
  matter: row.extend({
    detail: z.string(),
    requirement: z.string(),
    measures: z.string().nullable(),
    basis: z.array(z.object({ title: z.string(), article: z.string() })),
    item_code: z.string().nullable(),
    grade_title: z.string(),
    handler: z.object({ title: z.string().nullable(), unit_name: z.string() }).nullable(),
    visit_id: z.string().nullable(),
    clocks: z.array(
      z.object({
        stage: z.enum(['accept', 'handle', 'verify']),
        /** The how-manieth time that the matter is at this stage, from 1. */
        round: z.int(),
        title: z.string(),
        measure: z.string(),
        started_at: z.string(),
        due_at: z.string(),
        old_due_at: z.string().nullable(),
        stopped_at: z.string().nullable(),
        pauses: z.array(z.object({ from: z.string(), until: z.string().nullable(), reason: z.string() })),
        words: z.string(),
        note: z.string().nullable(),
      }),
    ),
    /** Days in the stretch of the clocks that differ from the weekdays, so that holidays are left out of the drawing. */
    calendar: z.object({ holidays: z.array(z.string()), makeups: z.array(z.string()) }),
    /** 三改: every way of putting right in its order, and which one it is now. Empty where the kind has none. */
    modes: z.array(z.object({ title: z.string(), by: z.string(), now: z.boolean() })),
    remaining: z.string().nullable(),
    address: z.string().nullable(),
    evidence: z.object({ rule: z.string(), basis: z.string().nullable(), complete: z.boolean(), missing: z.array(z.string()) }),
    photos: z.array(file.extend({ taken_at: z.string().nullable(), note: z.string().nullable() })),
    relapse_of: z.object({ id: z.string(), number: z.string() }).nullable(),
    relapses: z.int(),
    look_back_on: z.string().nullable(),
    wake: z.object({ at: z.string(), why: z.string() }).nullable(),
    escalates_to: z.string().nullable(),
  }),
  acts: z.array(
    z.object({
      verb: z.string(),
      name: z.enum(actNames),
      title: z.string(),
      words: z.string(),
      /** What must be given. */
      needs: z.array(z.enum(['reason', 'photos', 'until', 'person', 'unit', 'result'])),
      /** What may be given beside it. */
      takes: z.array(z.enum(extras)),
      primary: z.boolean(),
    }),
  ),
  steps: z.array(
    z.object({
      act_id: z.string(),
      seal_no: z.number().nullable(),
      at: z.string(),
      account: z.string(),
      unit_name: z.string(),
      title: z.string(),
      words: z.string(),
      files: z.array(file),
      clock_words: z.string(),
    }),
  ),
  requests: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['extension', 'hold']),
      until: z.string(),
      reason: z.string(),
      by: z.string(),
      at: z.string(),
      decision: z.object({ granted: z.boolean(), by: z.string(), at: z.string(), words: z.string() }).nullable(),
    }),
  ),
});

/** What a list and its figures can be narrowed by. */
export const filters = {
  programme: z.string().optional(),
  kind: z.string().optional(),
  division: z
    .string()
    .regex(/^\d{4,15}$/, '区划代码格式不对')
    .optional(),
  stage: z.string().optional(),
  clock: z.enum(['over', 'today', 'near', 'ok', 'hold']).optional(),
  grade: z.string().optional(),
  q: z.string().max(100).optional(),
  place: z.uuid().optional(),
  visit: z.uuid().optional(),
  look_back: flag,
  supervised: flag,
};

/** What may be given with an act beside what must. */
export const takes: Partial<Record<ActName, (typeof extras)[number][]>> = {
  accept: ['person', 'reason'],
  answer: ['photos'],
  verify: ['result', 'reason', 'photos'],
  transfer: ['unit'],
  note: ['photos', 'proof'],
  ask_extension: ['proof'],
  ask_hold: ['proof'],
  look_back: ['photos'],
};
