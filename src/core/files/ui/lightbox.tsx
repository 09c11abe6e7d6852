import { useEffect, useState } from 'react';
import { shortDateTime } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import './files.css';

export interface Picture {
  id: string;
  /** What it is: 整改前. */
  title: string;
  taken_at?: string | null;
  note?: string | null;
}

export const pictureOf = (id: string): string => `/api/files/${id}`;
export const smallOf = (id: string): string => `/api/files/${id}/small`;

/** 11-09 15:06　张庄村: when it was taken and what was said of it. */
export const captionOf = (picture: Picture): string =>
  [picture.taken_at ? shortDateTime(picture.taken_at) : '', picture.note ?? ''].filter(Boolean).join('　');

/** A picture opened large among its fellows; arrows go on. `at` null is closed. */
export function Lightbox({ pictures, at, onClose }: { pictures: readonly Picture[]; at: number | null; onClose: () => void }) {
  const [now, setNow] = useState(at ?? 0);
  useEffect(() => setNow(at ?? 0), [at]);
  const count = pictures.length;
  const open = at !== null && count > 0;
  useEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
      event.preventDefault();
      setNow((n) => (n + (event.key === 'ArrowRight' ? 1 : -1) + count) % count);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [open, count]);
  const shown = pictures[Math.min(now, count - 1)];
  if (!open || !shown) return null;
  return (
    <Dialog
      open
      onClose={onClose}
      look="wide"
      title={
        <>
          {shown.title}{' '}
          <span className="n">
            {Math.min(now, count - 1) + 1} / {count}
          </span>
        </>
      }
      foot={
        <>
          <a className="btn" href={pictureOf(shown.id)} target="_blank" rel="noreferrer">
            看原图
          </a>
          <span className="sp" />
          {count > 1 ? (
            <>
              <Button onClick={() => setNow((now - 1 + count) % count)}>上一张</Button>
              <Button onClick={() => setNow((now + 1) % count)}>下一张</Button>
            </>
          ) : null}
        </>
      }
    >
      <figure className="lb1">
        <img key={shown.id} src={pictureOf(shown.id)} alt={`${shown.title}，${captionOf(shown) || '未注时间'}`} />
        <figcaption className="n">{captionOf(shown) || '照片没有拍摄时间'}</figcaption>
      </figure>
    </Dialog>
  );
}
