/** 三改: moving a matter up to the next way of putting it right, by exactly one, with both sides told. */
import { type MatterKind, type Mode, modeAbove } from '../kind.ts';
import { refusals } from '../problems.ts';
import { actFacts } from '../rules.ts';
import { findDesk } from './desks.ts';
import { type Hand, type MatterOptions, matterAct, type Telling, toHandler, toHolder } from './step.ts';

export interface SteppedUp {
  mode: Mode;
  tell: Pick<Telling, 'why' | 'accounts' | 'units' | 'words'>;
}

/** The next mode of a matter with who is told of it; null where it is in the last one or its kind has none. */
export async function nextMode(
  hand: Pick<Hand, 'tx' | 'actor' | 'kind' | 'matter'> & { today: string },
  why: string,
): Promise<SteppedUp | null> {
  const { tx, actor, kind, matter } = hand;
  const mode = modeAbove(kind, matter.mode);
  if (!mode) return null;
  const desk = await findDesk(tx, actor.city, kind, 'handle', mode.tier, matter.division, [], hand.today);
  const [holder, handler] = [toHolder(matter), toHandler(matter)];
  return {
    mode,
    tell: {
      why: 'stepped_up',
      accounts: [...new Set([...holder.accounts, ...handler.accounts])],
      units: [...new Set([...holder.units, ...handler.units, ...(desk ? [desk.unit_id] : [])])],
      words: `${matter.title}：转入${mode.title}（${why}）`,
    },
  };
}

/** 转入指导整改, 转入监督整改: by somebody other than the handler. Holder and clock stay. */
export const stepUp = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'step_up', actFacts.step_up.title, options, async (hand, input) => {
    const next = await nextMode(hand, input.reason ?? '');
    if (!next) throw refusals.top_mode();
    return {
      patch: { mode: next.mode.key },
      title: `转入${next.mode.title}`,
      words: input.reason ?? '',
      clock_words: '期限不变',
      tell: [next.tell],
    };
  });
