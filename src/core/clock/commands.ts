/** `taizhang clock`: the business time, and with --step the demo's clock on its way. */
import { Option } from 'commander';
import { newId } from '../../platform/ids.ts';
import { type Actor, type Office, perform } from '../ledger/index.ts';
import type { Job, Unit } from '../unit.ts';
import { stepClock } from './acts.ts';
import { runStep } from './jobs.ts';
import type { RanRow } from './queries.ts';
import { momentWords, type StepSize, stepSizes } from './rules.ts';

/** One line of what a step did. Jobs that had nothing to do say so too: whoever waited for 18:00 sees that it came. */
export const ranWords = (ran: RanRow, titleOf: (job: string) => string): string =>
  `${momentWords(ran.ran_for)}　${titleOf(ran.job)}：${ran.fault === null ? (ran.words ?? '没有要办的') : `没有办成。${ran.fault}`}`;

export const clockCommand =
  (jobs: () => readonly Job[], operator: (office: Office) => Promise<Actor>): NonNullable<Unit['commands']> =>
  (program, context) => {
    program
      .command('clock')
      .description('业务时钟：看时间；演示可以推进，到点的事依次办理')
      .addOption(new Option('--step <1h|1d>', '演示时钟进一小时或一天').choices([...stepSizes]))
      .action(async (options: { step?: StepSize }) => {
        const office = await context.office();
        const { clock } = office;
        if (!options.step) {
          const now = clock.now();
          context.answer(
            { now: now.toISOString(), demo: clock.standing },
            `${momentWords(now)}　${clock.standing ? '演示时钟，停在这一刻，用 --step 1h 或 --step 1d 推进' : '实际时间'}`,
          );
          return;
        }
        // Whoever may run commands on this machine needs no account for its demo; who names one needs the verb.
        const actor = await context.actor(office, () => operator(office));
        const { id, from, to } = await perform(office, stepClock, actor, newId(), { step: options.step, by: 'caller' });
        const titleOf = (name: string) => jobs().find((job) => job.name === name)?.title ?? name;
        const stop = new AbortController();
        // The second press is the system's own: it ends the process, and the next step makes up for what was left.
        process.once('SIGINT', () => {
          context.progress('正在办完这一时刻的事，然后停下；再按一次立即退出\n');
          stop.abort();
        });
        const done = await runStep(office, jobs(), id, {
          signal: stop.signal,
          told: ({ at, ran }) => context.progress(ran ? `${ranWords(ran, titleOf)}\n` : `${momentWords(at)}…`),
        });
        const state = done?.state ?? 'stopped';
        const reached = done?.reached ?? clock.now();
        const ran = done?.ran ?? [];
        const ending = { done: '', stopped: '，中途停下', failed: '，有一件没有办成，时钟停在那一刻；改正后再推进，会先补办' };
        context.answer(
          {
            from,
            to,
            now: reached.toISOString(),
            state,
            ran: ran.map((one) => ({
              at: one.ran_for.toISOString(),
              job: one.job,
              title: titleOf(one.job),
              words: one.words,
              fault: one.fault,
            })),
          },
          [
            ...ran.map((one) => ranWords(one, titleOf)),
            `演示时钟：${momentWords(new Date(from))} → ${momentWords(reached)}${state === 'waiting' || state === 'running' ? '' : ending[state]}`,
          ].join('\n'),
          state === 'done' ? 0 : 1,
        );
      });
  };
