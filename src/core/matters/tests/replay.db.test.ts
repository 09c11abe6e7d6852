/** Random acts of random people, replayed on the real database: whatever they try, the rules of the unit hold afterwards. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problem } from '../../../platform/problem.ts';
import { actNames } from '../rules.ts';
import { type Name, people, useForest } from './factory.ts';

const forest = useForest();
const who = fc.constantFrom(...(Object.keys(people) as Name[]));
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      name: fc.constantFrom(...actNames, 'edit' as const),
      who,
      to: who,
      day: fc.integer({ min: 1, max: 32 }),
      yes: fc.boolean(),
      part: fc.boolean(),
      photos: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 120 }) }) },
);
/** What is due next, by somebody for whom it waits: without it few runs would reach the later stages. */
const duty = fc.record({ kind: fc.constant('duty' as const), day: fc.nat(5), yes: fc.boolean(), part: fc.boolean() });
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: step }, { weight: 2, arbitrary: duty }), { minLength: 8, maxLength: 22 });

interface Seen {
  id: string;
  due: Date;
  moved: string | null;
}

const natural: Readonly<Record<string, 'accept' | 'answer' | 'look_back'>> = { accept: 'accept', handle: 'answer', closed: 'look_back' };
const modes = ['self', 'guided', 'supervised'];

/** Somebody for whom it waits, and what he has to do. */
function dutyOf(row: Record<string, unknown>, pick: number, yes: boolean) {
  const unitOf = { village: 'village', town: 'town', county: 'county', elsewhere: 'elsewhere' } as const;
  const fit = (Object.keys(people) as Name[]).filter((name) =>
    row.holder_account_id !== null
      ? row.holder_account_id === forest.idOf(name)
      : row.holder_unit_id === forest.unitOf(unitOf[people[name].unit]),
  );
  const who = fit[pick % Math.max(1, fit.length)] ?? ('clerk' as const);
  // Of six answers that are owed, two are a request to wait instead, or the decision about it.
  if (row.stage === 'handle' && pick >= 4 && row.hold_waits === true)
    return { name: 'decide_hold' as const, who: yes ? ('clerk' as const) : ('second' as const), to: undefined, photos: false };
  if (row.stage === 'handle' && pick >= 4) return { name: 'ask_hold' as const, who, to: undefined, photos: false };
  return { name: natural[String(row.stage)] ?? (yes ? ('verify' as const) : ('send_back' as const)), who, to: undefined, photos: true };
}

test('exactly one holder and one wake-up, no clock reset, a second person verifies', { timeout: 60_000 }, async () => {
  const reached = new Map<string, number>();
  const [before, after] = [await forest.photo(), await forest.photo()];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('A', 'B', 'C'),
      fc.array(who, { minLength: 1, maxLength: 2 }),
      steps,
      async (grade, inspectors, replay) => {
        forest.clock.at = new Date('2022-11-03T10:00:00+08:00');
        const { id } = await forest.open('clerk', {
          grade,
          inspectors: [...new Set(inspectors)].map(forest.idOf),
          photos: { before: [before] },
        });
        const seen = new Map<string, Seen & { started: Date; first: Date }>();
        let last = await forest.row(id);
        for (const one of replay) {
          let did: string | null = null;
          if (one.kind === 'wait') {
            forest.clock.at = new Date(forest.clock.at.getTime() + one.hours * 3_600_000);
            await forest.wake();
          } else {
            const next = one.kind === 'duty' ? dutyOf(last, one.day, one.yes) : one;
            const until = new Date(Date.UTC(2022, 10, 3 + one.day + (one.kind === 'duty' ? 8 : 0))).toISOString().slice(0, 10);
            try {
              await forest.act(next.who, next.name, id, {
                reason: `因为${one.day}`,
                until,
                person: next.to ? forest.idOf(next.to) : undefined,
                result: one.yes ? 'yes' : one.part ? 'part' : 'no',
                title: `标题${one.day}`,
                photos: next.photos && next.name === 'answer' ? [after] : [],
              });
              did = next.name;
              reached.set(next.name, (reached.get(next.name) ?? 0) + 1);
            } catch (error) {
              // A refusal is a problem in words; anything else is a rule that only the database knew.
              if (!(error instanceof Problem)) throw error;
            }
          }
          const row = await forest.row(id);
          const open = row.outcome === null;
          expect(open).toBe(row.stage !== 'closed');
          // Somebody holds what is open, and what was closed and is to be looked at again.
          const waits = open || (row.look_back_why !== null && row.looked_back_on === null);
          expect(row.holder_unit_id !== null).toBe(waits);
          expect(row.wake_at !== null && row.wake_why !== null).toBe(waits);
          // 三改 goes up by one at most, never down.
          expect([0, 1]).toContain(modes.indexOf(String(row.mode)) - modes.indexOf(String(last.mode)));
          // Whoever worked on it is never forgotten.
          const workers = (row.worked_by ?? []) as string[];
          for (const worker of [row.handler_account_id, row.answered_by, ...((last.worked_by ?? []) as string[])])
            if (worker !== null) expect(workers).toContain(worker);
          if (waits && one.kind === 'wait') expect((row.wake_at as Date) > forest.clock.at).toBe(true);
          if (row.outcome === 'closed') {
            expect(row.verified_by).not.toBeNull();
            expect([row.handler_account_id, row.answered_by]).not.toContain(row.verified_by);
            expect(row.inspectors).not.toEqual([row.verified_by]);
            expect(workers).not.toContain(row.verified_by);
            if (grade !== 'C') expect(Number(row.photos_after) > 0 && Number(row.photos_before) > 0).toBe(true);
          }
          if (last.outcome !== null)
            expect([row.outcome, row.verified_by, row.closed_at]).toEqual([last.outcome, last.verified_by, last.closed_at]);
          const { rows: clocks } = await forest.owner(
            'select id, stage, started_at, first_due_at, due_at, latest_at, moved_why, stopped_at from matters.clocks where matter_id = $1',
            [id],
          );
          for (const clock of clocks) {
            const known = seen.get(clock.id);
            if (known) {
              expect([clock.started_at, clock.first_due_at]).toEqual([known.started, known.first]);
              expect(clock.due_at >= known.due).toBe(true);
              if (clock.due_at > known.due)
                expect(one.kind === 'wait' || ['release', 'send_back', 'verify', 'decide_extension'].includes(did ?? '')).toBe(true);
            }
            if (clock.latest_at) expect(clock.due_at <= clock.latest_at).toBe(true);
            if (!open) expect(clock.stopped_at).not.toBeNull();
            seen.set(clock.id, {
              id: clock.id,
              due: clock.due_at,
              moved: clock.moved_why,
              started: clock.started_at,
              first: clock.first_due_at,
            });
          }
          // What the row repeats of its clock is what the clock says.
          const running = clocks.filter((clock) => clock.stage === row.stage && clock.stopped_at === null);
          if (open) expect(running.map((clock) => clock.due_at)).toEqual(row.held_until === null ? [row.due_at] : []);
          const { rows: requests } = await forest.owner('select * from matters.requests where matter_id = $1', [id]);
          expect(requests.filter((request) => request.kind === 'extension').length).toBeLessThanOrEqual(1);
          expect(requests.filter((request) => request.kind === 'hold' && request.decided_by === null).length).toBeLessThanOrEqual(1);
          // The clock stands still only by the decision of another.
          if (row.held_until !== null) expect(requests.some((request) => request.kind === 'hold' && request.granted)).toBe(true);
          for (const request of requests) expect(request.decided_by).not.toBe(request.asked_by);
          last = { ...row, hold_waits: requests.some((request) => request.kind === 'hold' && request.decided_by === null) };
        }
      },
    ),
    { numRuns: 120, interruptAfterTimeLimit: 30_000, markInterruptAsFailure: false },
  );
  // The replay proves nothing about stages it never came to.
  for (const name of ['accept', 'answer', 'verify', 'send_back', 'transfer', 'ask_hold', 'decide_hold', 'step_up', 'look_back'])
    expect(reached.get(name) ?? 0, name).toBeGreaterThan(0);
});
