/** 记一笔, 更正, 建议处罚, 撤销. */
import { type MatterKind, outcomeTitles } from '../kind.ts';
import { fieldMissing } from '../problems.ts';
import type { NewMatter } from '../queries/rows.ts';
import { actFacts } from '../rules.ts';
import { ended, type Hand, type MatterOptions, matterAct, stopClock, toHandler, toHolder } from './step.ts';

/** 记一笔: words and papers; nothing else moves. */
export const note = (kind: MatterKind, options: MatterOptions) => matterAct(kind, 'note', actFacts.note.title, options, async () => ({}));

/** 更正: the words of a matter, with a reason. No clock, no holder, no grade. */
export const edit = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'edit', '更正', options, async ({ matter }, input) => {
    if (!input.reason) throw fieldMissing({ field: 'reason', words: '请写明更正的原因' });
    const titles = { title: '标题', detail: '情况', requirement: '整改要求', measures: '临时措施' } as const;
    const changed = (Object.keys(titles) as (keyof typeof titles)[]).filter(
      (name) => input[name] !== undefined && input[name] !== matter[name],
    );
    if (changed.length === 0) throw fieldMissing({ field: 'title', words: '没有改动。请先改内容' });
    const patch: Partial<NewMatter> = Object.fromEntries(changed.map((name) => [name, input[name]]));
    return { patch, words: `更正${changed.map((name) => titles[name]).join('、')}；${input.reason}` };
  });

async function end(hand: Hand, outcome: 'penalty_suggested' | 'withdrawn', reason: string | undefined) {
  const { tx, actor, matter, now, today } = hand;
  for (const stage of ['accept', 'handle', 'verify'] as const) await stopClock(tx, actor.city, matter, stage, now);
  const [holder, handler] = [toHolder(matter), toHandler(matter)];
  return {
    patch: { ...ended(now, today), outcome },
    words: reason ?? '',
    clock_words: '时钟停',
    tell: [
      {
        why: 'ended' as const,
        accounts: [...new Set([...holder.accounts, ...handler.accounts])],
        units: [...new Set([...holder.units, ...handler.units])],
        words: `${matter.title}：${outcomeTitles[outcome]}`,
      },
    ],
  };
}

/** 建议处罚: handed to whoever may punish. It ends as not rectified. */
export const suggestPenalty = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'suggest_penalty', actFacts.suggest_penalty.title, options, (hand, input) =>
    end(hand, 'penalty_suggested', input.reason),
  );

/** 撤销: opened by mistake; by neither the one who opened it nor its handler. */
export const withdraw = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'withdraw', actFacts.withdraw.title, options, (hand, input) => end(hand, 'withdrawn', input.reason));
