import { useState } from 'react';
import type { BatchAnswer, MatterRow } from './calls.ts';

/** Ticked rows of the page that is shown, and what the last batch did with them. */
export function useSelection(rows: readonly MatterRow[]) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [result, setResult] = useState<{ answer: BatchAnswer; title: string; rows: readonly MatterRow[] } | null>(null);
  // What left the page with the last act is no longer chosen.
  const chosen = rows.filter((row) => ticked.has(row.id));
  const tick = (id: string, on = !ticked.has(id)) =>
    setTicked((before) => {
      const next = new Set(before);
      if (on) next.add(id);
      else next.delete(id);
      return next;
    });
  return {
    ticked,
    chosen,
    tick,
    tickAll: (on: boolean) => setTicked(on ? new Set(rows.map((row) => row.id)) : new Set()),
    clear: () => setTicked(new Set()),
    result,
    finish: (answer: BatchAnswer, title: string) => {
      setResult({ answer, title, rows: chosen });
      // What was refused stays chosen.
      setTicked(new Set(answer.refused.map((one) => one.id)));
    },
    forget: () => setResult(null),
  };
}
