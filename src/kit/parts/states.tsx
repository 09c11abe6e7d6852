/** What a page says when it has nothing, waits, fails, or works for long. */
import { type ReactNode, useEffect, useState } from 'react';
import { ApiProblem } from '../api.ts';
import { duration, number } from '../format.ts';
import { Button } from './button.tsx';

/** Nothing here yet: says how the first row comes. */
export const Empty = ({ title, children, acts }: { title: string; children?: ReactNode; acts?: ReactNode }) => (
  <div className="empty">
    <b>{title}</b>
    {children}
    {acts ? <div className="acts">{acts}</div> : null}
  </div>
);

/** A message in its place on the page; it stays until it no longer holds. */
export const Notice = ({
  look,
  title,
  children,
  onClose,
}: {
  look?: 'bad' | 'warn' | 'good' | 'ask';
  title?: ReactNode;
  children?: ReactNode;
  onClose?: () => void;
}) => (
  <div className={look ? `notice ${look}` : 'notice'} role={look === 'bad' ? 'alert' : 'status'}>
    <div>
      {title ? <b>{title}</b> : null}
      {children}
    </div>
    {onClose ? (
      <Button look="link" onClick={onClose}>
        知道了
      </Button>
    ) : null}
  </div>
);

/** A refusal in words, with what to do. `errors` of a problem are listed under it. Shows nothing when there is no problem. */
export function Failure({ problem, onRetry }: { problem: unknown; onRetry?: () => void }) {
  if (!problem || (problem instanceof DOMException && problem.name === 'AbortError')) return null;
  const known = problem instanceof ApiProblem ? problem : null;
  // One mistake is told whole in the sentence above; several are listed.
  const errors = (Array.isArray(known?.body.errors) ? (known.body.errors as readonly { field?: unknown; message?: unknown }[]) : []).filter(
    (e) => !known?.detail.includes(String(e.message)),
  );
  return (
    <div className="notice bad" role="alert">
      <div>
        <b>{known?.title ?? '这一步没有办成'}</b>
        {known?.detail ?? '请刷新页面再试；仍不行，请告诉系统管理员。'}
        {errors.length > 0 ? (
          <ul>
            {errors.slice(0, 12).map((e) => (
              <li key={`${String(e.field)} ${String(e.message)}`}>{String(e.message ?? e.field)}</li>
            ))}
          </ul>
        ) : null}
      </div>
      {onRetry ? (
        <Button look="link" onClick={onRetry}>
          再试一次
        </Button>
      ) : null}
    </div>
  );
}

/** True after `ms` have passed with `on` true. */
export function useLater(on: boolean, ms = 300): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!on) return;
    const timer = setTimeout(() => setLate(true), ms);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [on, ms]);
  return on && late;
}

/** Grey lines in place of rows; nothing at all in the first 300 ms. */
export function Skeleton({ rows = 8 }: { rows?: number }) {
  const late = useLater(true);
  return late ? (
    <div className="skel" role="status" aria-label="正在读取">
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical lines without identity
        <i key={i} style={{ width: `${62 + ((i * 17) % 34)}%` }} />
      ))}
    </div>
  ) : null;
}

/** Long work: what is being done, how much, how long still, and the way to stop it. `total` null: not known yet. */
export function Progress({
  title,
  done,
  total,
  secondsLeft,
  unit = '行',
  onCancel,
}: {
  title: string;
  done: number;
  total: number | null;
  secondsLeft?: number | null;
  unit?: string;
  onCancel?: () => void;
}) {
  const share = total && total > 0 ? Math.min(1, done / total) : null;
  return (
    <div className="prog">
      <div>
        <b>{title}</b>
        <span className="l">
          {number(done)}
          {total === null ? '' : ` / ${number(total)}`} {unit}
        </span>
        <span className="sp" />
        {secondsLeft === null || secondsLeft === undefined ? null : <span className="n">还需 {duration(secondsLeft)}</span>}
        {onCancel ? <Button onClick={onCancel}>取消</Button> : null}
      </div>
      <span
        className={share === null ? 'track some' : 'track'}
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={total ?? undefined}
        aria-valuenow={share === null ? undefined : done}
      >
        <i style={share === null ? undefined : { width: `${share * 100}%` }} />
      </span>
    </div>
  );
}
