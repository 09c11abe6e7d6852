/** What 待办 and the list of a kind have in common: rows that are gone through by keys, ticked, and acted on together. */
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import type { ApiProblem } from '../../../kit/api.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Failure } from '../../../kit/parts/states.tsx';
import { useRowKeys } from '../../../kit/row-keys.ts';
import { phoneWidth, useWidth } from '../../../kit/width.ts';
import { BatchBar, type BatchName, BatchResult } from './batch.tsx';
import type { MatterRow } from './calls.ts';
import { RowCards, RowsTable, type Section } from './rows-table.tsx';
import { useSelection } from './selection.ts';

export type Picked = ReturnType<typeof useSelection>;

export interface Ticking {
  picked: Picked;
  box: RefObject<HTMLElement | null>;
  phone: boolean;
  /** On a phone a tap opens a row; with this on it ticks it. */
  ticking: boolean;
  setTicking: (on: boolean) => void;
}

/** Rows that may be ticked; on a desk always, on a phone after 多选. */
export function useTicking(rows: readonly MatterRow[]): Ticking {
  const box = useRef<HTMLElement>(null);
  const picked = useSelection(rows);
  const phone = useWidth(phoneWidth);
  const [on, setOn] = useState(false);
  useRowKeys(box, {
    x: (id) => picked.tick(id),
    Escape: () => {
      if (picked.chosen.length === 0) return false;
      picked.clear();
      return true;
    },
  });
  return {
    picked,
    box,
    phone,
    ticking: phone && on,
    setTicking: (to) => {
      if (!to) picked.clear();
      setOn(to);
    },
  };
}

/** 多选 of a phone; it becomes 完成 while rows are ticked. */
export const TickingButton = ({ of: { phone, ticking, setTicking } }: { of: Ticking }) =>
  phone ? (
    <Button className="m-many" aria-pressed={ticking} onClick={() => setTicking(!ticking)}>
      {ticking ? '完成' : '多选'}
    </Button>
  ) : null;

/** What the last batch did, and why the list could not be read. */
export const Said = ({ picked, problem, onRetry }: { picked: Picked; problem: ApiProblem | null; onRetry: () => void }) => (
  <>
    {picked.result ? (
      <div className="m-say">
        <BatchResult {...picked.result} onClose={picked.forget} />
      </div>
    ) : null}
    {problem ? (
      <div className="m-say">
        <Failure problem={problem} onRetry={onRetry} />
      </div>
    ) : null}
  </>
);

export function RowsArea({
  of: { picked, box, phone, ticking },
  className,
  label,
  caption,
  sections,
  hrefOf,
  openId,
  plain,
  stale,
  children,
}: {
  of: Ticking;
  className: string;
  label: string;
  caption: string;
  sections: readonly Section[];
  hrefOf: (row: MatterRow) => string;
  openId?: string | null;
  plain?: boolean;
  stale: boolean;
  children?: ReactNode;
}) {
  return (
    <section className={className} ref={box} aria-label={label}>
      {phone ? (
        <RowCards sections={sections} hrefOf={hrefOf} {...(ticking ? { ticked: picked.ticked, onTick: picked.tick } : {})} />
      ) : (
        <RowsTable
          caption={caption}
          sections={sections}
          hrefOf={hrefOf}
          openId={openId ?? null}
          selected={picked.ticked}
          onTick={picked.tick}
          onTickAll={picked.tickAll}
          plain={plain ?? false}
          stale={stale}
        />
      )}
      {children}
    </section>
  );
}

/** The bar of acts under the rows, once some are ticked. */
export const ActOnTicked = ({ of: { picked }, names }: { of: Ticking; names: readonly BatchName[] }) =>
  picked.chosen.length > 0 ? <BatchBar names={names} rows={picked.chosen} onDone={picked.finish} onClear={picked.clear} /> : null;
