/** 推进演示时钟: the one act of the clock. */
import { z } from 'zod';
import { addJob } from '../../platform/queue.ts';
import { act } from '../ledger/index.ts';
import { alreadyStepping, notDemo } from './problems.ts';
import { insertStep, isStepping, lockClock } from './queries.ts';
import { momentWords, stepSizes, targetOf } from './rules.ts';

/** Name of the job that runs a step which a page asked for. */
export const stepJob = 'clock.step';

/**
 * Decides a step of the demo's clock; moving it, and running what becomes due on the way, follows: by the worker, or with `by: 'caller'`
 * by the process that asked. Answers from where to where. Throws `not-demo`, `already-stepping`.
 */
export const stepClock = act(
  'clock.demo.step',
  '推进演示时钟',
  z.object({ step: z.enum(stepSizes), by: z.enum(['worker', 'caller']) }),
  async (tx, actor, { step, by }, deed) => {
    const from = await lockClock(tx, actor.city);
    if (!from) throw notDemo();
    if (await isStepping(tx, actor.city)) throw alreadyStepping();
    const to = targetOf(from, step);
    deed.about({ relation: 'platform.office', division: actor.city });
    deed.says({ from: momentWords(from), to: momentWords(to) });
    await insertStep(tx, actor.city, deed.id, from, to);
    if (by === 'worker') await addJob(tx, stepJob, { id: deed.id }, { attempts: 3 });
    return { id: deed.id, from: from.toISOString(), to: to.toISOString() };
  },
);
