import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.tsx';
import { Chevron } from './marks.tsx';

/**
 * The three columns of a list page: tree, content, drawer. Under 900 px the tree is opened as a sheet by a button that says where I stand;
 * the drawer lies over the content under 1200 px and covers the page on a phone.
 */
export function Columns({
  side,
  sideTitle,
  sideNow,
  drawer,
  children,
}: {
  /** Without its own frame; `close` ends the sheet after a choice. */
  side?: (close: () => void) => ReactNode;
  sideTitle?: string;
  /** What is chosen in the tree now, such as 焦店镇. */
  sideNow?: ReactNode;
  drawer?: ReactNode;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <div className={`cols${side ? ' with-side' : ''}${drawer ? ' with-drawer' : ''}`}>
      {side ? (
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
