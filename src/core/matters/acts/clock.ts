/** Clocks in an act: stopped, run on, moved. */
import { type Clock, currentClock, updateClock } from '../queries/matters.ts';
import type { Pause } from '../queries/rows.ts';
import { runOn } from '../rules.ts';
import type { Hand } from './step.ts';

/** The clock of handling stands still from now on. */
export async function pauseHandling(hand: Pick<Hand, 'tx' | 'actor' | 'matter' | 'now'>, reason: string): Promise<void> {
  const clock = await handlingClock(hand);
  await updateClock(hand.tx, hand.actor.city, clock.id, {
    stopped_at: hand.now,
    pauses: [...clock.pauses, { from: hand.now.toISOString(), until: null, reason }],
  });
}

/** It runs on with what was left; answers the clock with its new deadline. */
export async function runHandlingOn(
  hand: Pick<Hand, 'tx' | 'actor' | 'matter' | 'now' | 'calendar'>,
  why: 'hold' | 'sent_back',
  reason: string,
): Promise<Clock> {
  const clock = await handlingClock(hand);
  const stopped = clock.stopped_at ?? hand.now;
  const due_at = runOn(clock, stopped, hand.now, hand.calendar);
  const open = clock.pauses.findLastIndex((pause) => pause.until === null);
  const until = hand.now.toISOString();
  const pauses: Pause[] =
    open >= 0
      ? clock.pauses.map((pause, i) => (i === open ? { ...pause, until } : pause))
      : [...clock.pauses, { from: stopped.toISOString(), until, reason }];
  const moved_why = due_at.getTime() === clock.due_at.getTime() ? clock.moved_why : why;
  await updateClock(hand.tx, hand.actor.city, clock.id, { stopped_at: null, due_at, pauses, moved_why });
  return { ...clock, stopped_at: null, due_at, pauses, moved_why };
}

export async function handlingClock({ tx, actor, matter }: Pick<Hand, 'tx' | 'actor' | 'matter'>): Promise<Clock> {
  const clock = await currentClock(tx, actor.city, matter.id, 'handle');
  if (!clock) throw new Error(`${matter.number} has no clock of handling`);
  return clock;
}
