import { type ReactNode, useState } from 'react';
import { type PageTree, useLendTree } from '../page-tree.ts';
import { useWidth } from '../width.ts';
import { Dialog } from './dialog.tsx';
import { Chevron } from './marks.tsx';

/**
 * The three columns of a list page: tree, content, drawer. Under 900 px the tree is opened as a sheet by a button that says where I stand, on
 * a phone by the division in the head; the drawer lies over the content under 1200 px and covers the page on a phone.
 */
export function Columns({
  side,
  sideTitle,
  sideNow,
  drawer,
  children,
}: {
  side?: PageTree;
  sideTitle?: string;
  /** What is chosen in the tree now, such as 焦店镇. */
  sideNow?: ReactNode;
  drawer?: ReactNode;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  // What is not shown asks nothing: the figures of the tree are a question of their own.
  const slim = useWidth('(max-width: 899px)');
  useLendTree(side);
  return (
    <div className={`cols${side ? ' with-side' : ''}${drawer ? ' with-drawer' : ''}`}>
      {side && !slim ? (
        <nav className="tree" aria-label={sideTitle}>
          {side(() => {})}
        </nav>
      ) : null}
      <section className="mid">
        {side ? (
          <button type="button" className="side-open" aria-haspopup="dialog" onClick={() => setOpen(true)}>
            <span className="l">{sideTitle}</span> {sideNow}
            <Chevron />
          </button>
        ) : null}
        {children}
      </section>
      {drawer}
      {side ? (
        <Dialog open={open} onClose={() => setOpen(false)} title={sideTitle ?? ''} look="sheet">
          <div className="tree in-sheet">{side(() => setOpen(false))}</div>
        </Dialog>
      ) : null}
    </div>
  );
}
