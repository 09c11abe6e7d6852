/** `/api/clock`: what time it is in the demo, what a step would run, and what the last one did. */
import { z } from 'zod';
import { type Route, read, write } from '../ledger/index.ts';
import type { Job } from '../unit.ts';
import { stepClock } from './acts.ts';
import { notRan } from './jobs.ts';
import { alreadyStepping, notDemo } from './problems.ts';
import { latestStep, listOfStep } from './queries.ts';
import { between, reached, type StepSize, stepSizes, targetOf } from './rules.ts';

const ahead = z.object({ to: z.string(), due: z.array(z.object({ at: z.string(), title: z.string() })) });

export const clockAnswer = z.object({
  now: z.string(),
  /** By size of step: where it leads and what becomes due on the way, beside the wake-ups of matters. */
  ahead: z.object({ '1h': ahead, '1d': ahead }),
  /** The last step, also one that is under way. */
  step: z
    .object({
      id: z.uuid(),
      state: z.enum(['waiting', 'running', 'done', 'stopped', 'failed']),
      from: z.string(),
      to: z.string(),
      reached: z.string(),
      ran: z.array(z.object({ at: z.string(), title: z.string(), words: z.string().nullable(), fault: z.string().nullable() })),
    })
    .nullable(),
});

export function clockRoutes(jobs: () => readonly Job[]): readonly Route[] {
  return [
    read({
      path: '/api/clock',
      operation: 'clock.demo.read',
      title: '演示时钟',
      verb: null,
      answer: clockAnswer,
      problems: [notDemo],
      run: async ({ tx, actor, office }) => {
        if (!office.clock.standing) throw notDemo();
        const now = office.clock.now();
        const owed = await notRan(tx, actor.city, reached(jobs(), now));
        const leading = (size: StepSize) => {
          const to = targetOf(now, size);
          const due = [...owed, ...between(jobs(), now, to)];
          return { to: to.toISOString(), due: due.map(({ job, at }) => ({ at: at.toISOString(), title: job.title })) };
        };
        const step = await latestStep(tx, actor.city);
        const titleOf = (name: string) => jobs().find((job) => job.name === name)?.title ?? name;
        const ran = step ? await listOfStep(tx, actor.city, step.id) : [];
        return {
          now: now.toISOString(),
          ahead: { '1h': leading('1h'), '1d': leading('1d') },
          step: step
            ? {
                id: step.id,
                state: step.state,
                from: step.from_at.toISOString(),
                to: step.to_at.toISOString(),
                reached: step.reached_at.toISOString(),
                ran: ran.map(({ job, ran_for, words, fault }) => ({ at: ran_for.toISOString(), title: titleOf(job), words, fault })),
              }
            : null,
        };
      },
    }),
    write({
      path: '/api/clock/steps',
      operation: 'clock.demo.step',
      title: '推进演示时钟',
      act: stepClock,
      body: z.object({ step: z.enum(stepSizes) }),
      answer: z.object({ id: z.uuid(), from: z.string(), to: z.string() }),
      problems: [notDemo, alreadyStepping],
      input: (_params, { step }) => ({ step, by: 'worker' }),
    }),
  ];
}
