import { type ReactNode, useEffect, useId, useRef } from 'react';
import { CloseButton } from './button.tsx';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** wide: 48rem; sheet: from the bottom of a phone; palette: from the top, without a head. */
  look?: 'wide' | 'sheet' | 'palette';
  /** Cannot be closed by the person: what it asks must be done. */
  firm?: boolean;
  foot?: ReactNode;
  children: ReactNode;
}

/** A native modal dialog: Esc and a press beside it close it, focus stays within and returns afterwards. */
export function Dialog({ open, onClose, title, look, firm, foot, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  if (!open) return null;
  return (
    <dialog
      ref={box}
      className={look === 'sheet' ? 'sheet-dialog' : look}
      aria-labelledby={id}
      onClose={onClose}
      onCancel={(event) => {
        event.preventDefault();
        if (!firm) onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === box.current && !firm) onClose();
      }}
    >
      {look === 'palette' ? (
        <h2 id={id} className="sr">
          {title}
        </h2>
      ) : (
        <div className="h">
          <h2 id={id}>{title}</h2>
          {firm ? null : <CloseButton onClick={onClose} />}
        </div>
      )}
      <div className={look === 'palette' ? undefined : 'body'}>{children}</div>
      {foot ? <div className="ft">{foot}</div> : null}
    </dialog>
  );
}
