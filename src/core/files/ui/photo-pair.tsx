import { type ReactNode, useState } from 'react';
import { captionOf, Lightbox, type Picture, smallOf } from './lightbox.tsx';
import './files.css';

/** One side of a pair: its first picture, and how many more there are. */
function Side({ title, pictures, none, onOpen }: { title: string; pictures: readonly Picture[]; none: string; onOpen: () => void }) {
  const [broken, setBroken] = useState(false);
  const first = pictures[0];
  return (
    <figure>
      {first ? (
        <button
          type="button"
          className="pic"
          aria-label={`放大看${title}照片${captionOf(first) ? `，${captionOf(first)}` : ''}`}
          onClick={onOpen}
        >
          {broken ? (
            <span className="no">照片暂时打不开，请刷新再看</span>
          ) : (
            <img src={smallOf(first.id)} alt="" loading="lazy" onError={() => setBroken(true)} />
          )}
          {captionOf(first) ? <span className="st1">{captionOf(first)}</span> : null}
        </button>
      ) : (
        <span className="pic no">{none}</span>
      )}
      <figcaption>
        <b>{title}</b>
        {pictures.length > 1 ? (
          <button type="button" className="a" onClick={onOpen}>
            另 {pictures.length - 1} 张
          </button>
        ) : null}
      </figcaption>
    </figure>
  );
}

/** 整改前 and 整改后 side by side, each opening to all of its photos. `after` may be something else, such as the place to take one. */
export function PhotoPair({
  before,
  after,
  titles = ['整改前', '整改后'],
  noBefore = `没有${titles[0]}照片`,
  noAfter = `还没有${titles[1]}照片`,
  children,
}: {
  before: readonly Picture[];
  after: readonly Picture[];
  /** What the two sides are called. */
  titles?: readonly [string, string];
  noBefore?: string;
  noAfter?: string;
  /** Stands in the place of the right picture. */
  children?: ReactNode;
}) {
  const all = [...before, ...(children ? [] : after)];
  const [at, open] = useState<number | null>(null);
  return (
    <div className="pair">
      <Side title={titles[0]} pictures={before} none={noBefore} onOpen={() => open(0)} />
      {children ?? <Side title={titles[1]} pictures={after} none={noAfter} onOpen={() => open(before.length)} />}
      <Lightbox pictures={all} at={at} onClose={() => open(null)} />
    </div>
  );
}
