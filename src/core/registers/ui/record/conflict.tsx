import { useState } from 'react';
import { Button } from '../../../../kit/parts/button.tsx';
import { Radio } from '../../../../kit/parts/form.tsx';
import { Failure, Notice } from '../../../../kit/parts/states.tsx';
import type { Sheet } from '../../sheet.ts';
import { valueWords } from '../values.tsx';
import type { Cell, Conflict } from '../wire.ts';

interface ConflictProps {
  sheet: Sheet;
  conflicts: readonly Conflict[];
  busy: boolean;
  problem: unknown;
  onBack: () => void;
  /** Columns in which my value shall stand. */
  onChoose: (mine: ReadonlySet<string>) => void;
}

/** Somebody changed the same fields meanwhile: both values side by side, the person chooses, nothing is chosen for him. */
export function ConflictTable({ sheet, conflicts, busy, problem, onBack, onChoose }: ConflictProps) {
  const [chosen, setChosen] = useState<ReadonlyMap<string, 'yours' | 'theirs'>>(new Map());
  const words = (name: string, value: Cell) => {
    const column = sheet.columns.find((c) => c.name === name);
    return (column ? valueWords(column, value) : String(value ?? '')) || '空';
  };
  const open = conflicts.filter((c) => !chosen.has(c.column)).length;
  const choose = (column: string, side: 'yours' | 'theirs') => setChosen(new Map(chosen).set(column, side));
  return (
    <>
      <Notice look="ask" title="您填写的时候，同事也改了这一行">
        下面 {conflicts.length} 项两人填的不同，请逐项选一个。没有选上的值也留在流水里。
      </Notice>
      <table className="cmp">
        <caption className="sr">两边的值</caption>
        <colgroup>
          <col className="h" />
          <col />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">项目</th>
            <th scope="col">您填的</th>
            <th scope="col">台账里现在的</th>
          </tr>
        </thead>
        <tbody>
          {conflicts.map((c) => (
            <tr key={c.column}>
              <th scope="row">{c.title}</th>
              <td data-of="您填的">
                <Radio name={`c-${c.column}`} checked={chosen.get(c.column) === 'yours'} onChange={() => choose(c.column, 'yours')}>
                  {words(c.column, c.yours)}
                </Radio>
              </td>
              <td data-of="台账里现在的">
                <Radio name={`c-${c.column}`} checked={chosen.get(c.column) === 'theirs'} onChange={() => choose(c.column, 'theirs')}>
                  {words(c.column, c.theirs)}
                </Radio>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Failure problem={problem} />
      <div className="fbar">
        <Button
          look="p"
          busy={busy}
          disabled={open > 0}
          onClick={() => onChoose(new Set([...chosen].filter(([, side]) => side === 'yours').map(([column]) => column)))}
        >
          按选的保存
        </Button>
        <Button onClick={onBack}>回到表单</Button>
        {open > 0 && <span className="n">还有 {open} 项没选</span>}
      </div>
    </>
  );
}
