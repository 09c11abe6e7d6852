/** 回头看: which closed matters are looked at again, by whom and until when, and what is found then. */
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { freshBytes } from '../../../platform/random.ts';
import type { Actor, Deed } from '../../ledger/index.ts';
import { inQuietHours } from '../../notices/rules.ts';
import { addDays, civilDateAt } from '../../reference/rules.ts';
import { alwaysLookedBack, type MatterKind } from '../kind.ts';
import { fieldMissing, nightNeedsConsent } from '../problems.ts';
import { listToLookBack, updateMatter } from '../queries/matters.ts';
import { insertSteps, type NewMatter } from '../queries/rows.ts';
import { actFacts, lastSecondOf, mayNotVerify, monthDay, nearAt, nextWake } from '../rules.ts';
import { openMatter } from './open.ts';
import { type Hand, type MatterOptions, matterAct, needed } from './step.ts';

export type SecondLook = Pick<
  NewMatter,
  'look_back_why' | 'look_back_on' | 'holder_unit_id' | 'due_at' | 'near_at' | 'measure' | 'wake_at' | 'wake_why'
>;

/**
 * Decides at closing whether a matter is looked at again: every one of the items that its kind names, of the others a share by lot, so that
 * nobody knows before which. It waits in the queue of the unit that verified it, in which somebody other than the handler works.
 */
export function planSecondLook(hand: Pick<Hand, 'kind' | 'matter' | 'now' | 'today' | 'calendar' | 'unit'>): SecondLook | null {
  const { kind, matter } = hand;
  if (!kind.look_back) return null;
  const listed = alwaysLookedBack(kind, matter.item_code);
  const { share, within_days, every } = kind.look_back;
  if (!listed && freshBytes(4).readUInt32BE() / 2 ** 32 >= share) return null;
  return secondLook(hand, listed ? 'listed' : 'drawn', listed ? (every?.within_days ?? within_days) : within_days, hand.unit.id);
}

/** What stands on the row while a second look is to come. */
export function secondLook(
  { now, today, calendar }: Pick<Hand, 'now' | 'today' | 'calendar'>,
  why: 'drawn' | 'listed',
  days: number,
  unit: string,
): SecondLook {
  const look_back_on = addDays(today, days);
  const due_at = lastSecondOf(look_back_on);
  const near_at = nearAt({ measure: 'days', amount: days }, due_at, calendar);
  const wake = nextWake({ measure: 'days', due_at, near_at, held_until: null }, now, calendar);
  return { look_back_why: why, look_back_on, holder_unit_id: unit, due_at, near_at, measure: 'days', wake_at: wake.at, wake_why: wake.why };
}

/**
 * Living quarters are not looked into at night of one's own accord: whoever did says who agreed or which officer of the police was there.
 * @throws nightNeedsConsent
 */
export function refuseNight(kind: MatterKind, items: readonly string[], at: Date, words: string | undefined): void {
  if (kind.look_back?.every?.night !== true || !inQuietHours(at) || words?.trim()) return;
  if (items.some((item) => alwaysLookedBack(kind, item))) throw nightNeedsConsent({ field: 'note' });
}

/** It was looked at: nobody holds it any more and nothing wakes it. */
export const lookedBack = (on: string) => ({
  looked_back_on: on,
  holder_account_id: null,
  holder_title: null,
  holder_unit_id: null,
  due_at: null,
  near_at: null,
  wake_at: null,
  wake_why: null,
});

/**
 * 回头看: looked at again after closing. What has come back is opened anew, one grade up; a top grade one tier up. Into living quarters
 * nobody goes at night without consent or the police.
 */
export const lookBack = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'look_back', actFacts.look_back.title, options, async (hand, input) => {
    const { tx, actor, deed, matter, now } = hand;
    const result = needed(input.result, 'result', '请选择是否反弹');
    if (result === 'part') throw fieldMissing({ field: 'result', words: '请选择是否反弹' });
    if (kind.look_back?.every?.night && alwaysLookedBack(kind, matter.item_code) && inQuietHours(now) && !input.consent)
      throw nightNeedsConsent({ field: 'consent' });
    const consent = input.consent ? `；${input.consent}` : '';
    if (result === 'yes') return { patch: lookedBack(hand.today), words: `未反弹；${input.reason}${consent}` };
    const opened = await openMatter(tx, actor, deed, kind, {
      title: matter.title,
      detail: input.reason ?? '',
      grade: matter.grade,
      division: matter.division,
      place_id: matter.place_id,
      item_code: matter.item_code,
      found_on: civilDateAt(now),
      found_at: now,
      inspectors: [actor.account_id],
      basis: matter.basis,
      requirement: matter.requirement,
      photos: { before: [...input.before, ...input.photos] },
      relapse_of: matter.id,
    });
    return {
      patch: lookedBack(hand.today),
      opened: true,
      words: `反弹，已按${opened.grade}级重新立件 ${opened.number}；${input.reason}${consent}`,
    };
  });

/**
 * What a visit saw of closed matters that were to be looked at again: those questions need no second journey. Whoever worked on one may not
 * be the one who looks.
 */
export async function noteLookedAgain(
  tx: Tx,
  actor: Actor,
  deed: Deed,
  kind: MatterKind,
  seen: { place_id: string; on: string; passed: readonly string[]; failed: readonly string[]; unit_name: string },
): Promise<void> {
  if (!kind.look_back) return;
  for (const matter of await listToLookBack(tx, actor.city, kind.key, seen.place_id)) {
    const failed = matter.item_code !== null && seen.failed.includes(matter.item_code);
    if (!failed && (matter.item_code === null || !seen.passed.includes(matter.item_code))) continue;
    if (mayNotVerify(matter, actor.account_id) === 'handler') continue;
    if ((await updateMatter(tx, actor.city, matter.id, matter.version, lookedBack(seen.on))) === undefined) continue;
    await insertSteps(tx, actor.city, [
      {
        id: newId(),
        division: matter.division,
        programme: matter.programme,
        matter_id: matter.id,
        at: deed.at,
        verb: `${kind.key}.look_back`,
        title: actFacts.look_back.title,
        account_id: actor.account_id,
        account: actor.title,
        unit_name: seen.unit_name,
        words: failed ? '检查时又发现，已重新立件' : '检查时未见反弹',
        clock_words: '',
        stage: 'closed',
        files: [],
      },
    ]);
  }
}

export const secondLookWords = (look: SecondLook): string =>
  `${monthDay(look.look_back_on ?? '')} 前回头看（${look.look_back_why === 'listed' ? '必查项' : '抽中'}）`;
