import type { ReactNode } from 'react';
import { date, dayOf, monthDay, shortDate, time } from '../../../kit/format.ts';
import { ClockMark, type ClockState } from '../../../kit/parts/marks.tsx';
import type { MatterRow } from './calls.ts';

/** The mark of a clock; none when it ended. */
export const clockOf = (state: MatterRow['clock']['state']): ClockState | null => (state === 'none' ? null : state);

export const RowClock = ({ row, bare }: { row: MatterRow; bare?: boolean }): ReactNode => {
  const state = clockOf(row.clock.state);
  if (!state) return <span className="l">{row.clock.words}</span>;
  return (
    <ClockMark state={state} {...(row.due_at && !bare ? { on: shortDate(row.due_at) } : {})}>
      {row.clock.words}
    </ClockMark>
  );
};

/** 限 11月17日; with the hour when it is one of today. */
export const dueOf = (row: Pick<MatterRow, 'due_at'>): string =>
  row.due_at ? `限 ${monthDay(row.due_at)}${time(row.due_at) === '23:59' ? '' : ` ${time(row.due_at)}`}` : '';

export const holderOf = (row: Pick<MatterRow, 'holder'>): string =>
  row.holder ? [row.holder.title ?? '待认领', row.holder.unit_name].filter(Boolean).join('　') : '—';

export const foundOf = (row: Pick<MatterRow, 'found_on'>): string => date(dayOf(row.found_on));

/** What is wrong, without the name of the place where that stands beside it. */
export const wrongOf = (row: Pick<MatterRow, 'title' | 'place'>): string =>
  row.place && row.title.startsWith(`${row.place.name}：`) ? row.title.slice(row.place.name.length + 1) : row.title;
