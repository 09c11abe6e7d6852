/** 演示时钟: the time of the demo in the frame; pressed, it says what stepping would run, and steps. */
import { lazy, Suspense, useState } from 'react';
import { dateTime } from '../../../kit/format.ts';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { Skeleton } from '../../../kit/parts/states.tsx';
import { useSession } from '../../../kit/session.tsx';
import './clock.css';

const Stepping = lazy(() => import('./stepping.tsx').then((m) => ({ default: m.Stepping })));

/** Nothing in a working office, whose time is the real one. */
export function DemoClock() {
  const { clock } = useSession();
  const [open, setOpen] = useState(false);
  if (!clock.demo) return null;
  return (
    <>
      <button type="button" className="clock" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <span className="w">演示时钟　</span>
        <b>{dateTime(clock.now)}</b>
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title="演示时钟" look="wide">
        <Suspense fallback={<Skeleton rows={4} />}>
          <Stepping />
        </Suspense>
      </Dialog>
    </>
  );
}
