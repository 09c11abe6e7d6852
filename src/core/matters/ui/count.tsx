import { number } from '../../../kit/format.ts';
import { useWaiting } from './calls.ts';

/** How many matters wait for me, beside 待办. */
export function TodoCount() {
  const waiting = useWaiting();
  return waiting ? (
    <>
      {number(waiting)}
      <span className="sr"> 件</span>
    </>
  ) : null;
}
