import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Link } from 'wouter';
import { phoneWidth } from '../width.ts';
import { CloseButton } from './button.tsx';

interface DrawerProps {
  title: ReactNode;
  /** One line of notes under the title. */
  note?: ReactNode;
  /** Address of the same thing as a whole page. */
  page?: string;
  onClose: () => void;
  /** Links or buttons beside the title. */
  extra?: ReactNode;
  tabs?: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
}

/** A row opened beside its list; on a phone it covers the page. Esc closes it and focus goes back to where it was. */
export function Drawer({ title, note, page, onClose, extra, tabs, foot, children }: DrawerProps) {
  const id = useId();
  const box = useRef<HTMLElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const before = document.activeElement;
    // Covering the page, it takes the focus; beside the list it does not, so that j and k go on.
    const covers = window.matchMedia(phoneWidth).matches;
    if (covers) box.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open], .pop')) return;
      event.preventDefault();
      close.current();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
      if (covers && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside className="dr" aria-labelledby={id} ref={box} tabIndex={-1}>
      <div className="h">
        <div>
          <h2 id={id}>{title}</h2>
          <span className="sp" />
          {extra}
          {page ? (
            <Link href={page} className="full">
              整页
            </Link>
          ) : null}
          <CloseButton onClick={onClose} />
        </div>
        {note ? <div className="n">{note}</div> : null}
      </div>
      {tabs ? <div className="tabs">{tabs}</div> : null}
      <div className="body">{children}</div>
      {foot ? <div className="ft">{foot}</div> : null}
    </aside>
  );
}
