import { type KeyboardEvent, type ReactNode, useCallback, useId, useLayoutEffect, useRef, useState } from 'react';
import { Chevron } from './marks.tsx';

interface DropdownProps {
  /** What the button shows; a chevron is added. */
  button: ReactNode;
  /** Name of the panel; and of the button, when its words do not say what it is (they must then be part of the name). */
  label?: string;
  /** Words before the button's own, for screen readers only: 区划： */
  lead?: string;
  className?: string;
  /** dialog: any content; menu: `MenuItem`s, moved through by arrow keys. */
  kind?: 'menu' | 'dialog';
  chevron?: boolean;
  children: ReactNode | ((close: () => void) => ReactNode);
}

/** A calendar opened from a field of the panel lies outside of it in the document. */
const inPopup = (element: Element) => element.closest('.ant-picker-dropdown') !== null;

/**
 * A button with a panel under it. Esc, leaving by Tab and a press elsewhere close it. Not the popover API: many offices' browsers
 * are built on a Chromium older than 114.
 */
export function Dropdown({ button, label, lead, className, kind = 'dialog', chevron = true, children }: DropdownProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const at = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const close = useCallback(() => {
    setOpen(false);
    at.current?.focus();
  }, []);
  useLayoutEffect(() => {
    const box = panel.current;
    const from = at.current;
    if (!open || !box || !from) return;
    const place = () => {
      const r = from.getBoundingClientRect();
      const below = window.innerHeight - r.bottom - 10;
      const up = below < Math.min(box.scrollHeight, 240) && r.top > below;
      box.style.maxHeight = `${Math.max(120, up ? r.top - 10 : below)}px`;
      box.style.top = up ? `${r.top - 2 - box.offsetHeight}px` : `${r.bottom + 2}px`;
      box.style.left = `${Math.max(8, Math.min(r.left, window.innerWidth - box.offsetWidth - 8))}px`;
    };
    place();
    box.querySelector<HTMLElement>('[data-first],[aria-checked=true],[role^=menuitem],input,button,a,select')?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Element && !box.contains(event.target) && !from.contains(event.target) && !inPopup(event.target))
        setOpen(false);
    };
    const watch = new ResizeObserver(place);
    watch.observe(box);
    window.addEventListener('resize', place);
    window.addEventListener('scroll', place, true);
    document.addEventListener('pointerdown', outside);
    return () => {
      watch.disconnect();
      window.removeEventListener('resize', place);
      window.removeEventListener('scroll', place, true);
      document.removeEventListener('pointerdown', outside);
    };
  }, [open]);
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
      return;
    }
    if (kind !== 'menu' || !['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return;
    event.preventDefault();
    const items = [...(panel.current?.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)') ?? [])];
    const here = document.activeElement instanceof HTMLElement ? items.indexOf(document.activeElement) : -1;
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? items.length - 1
          : (here + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length;
    items[to]?.focus();
  };
  return (
    <span className="menu">
      <button
        ref={at}
        type="button"
        className={className}
        aria-haspopup={kind}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={lead ? undefined : label}
        onClick={() => setOpen(!open)}
      >
        {lead ? <span className="sr">{lead}</span> : null}
        {button}
        {chevron ? <Chevron /> : null}
      </button>
      {open ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: its role is menu or dialog
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is menu or dialog
        <div
          ref={panel}
          id={id}
          className="pop"
          role={kind}
          aria-label={label ?? at.current?.textContent ?? undefined}
          onKeyDown={move}
          onBlur={(event) => {
            const to = event.relatedTarget;
            if (to instanceof Element && !event.currentTarget.contains(to) && to !== at.current && !inPopup(to)) setOpen(false);
          }}
        >
          {typeof children === 'function' ? children(close) : children}
        </div>
      ) : null}
    </span>
  );
}

/** One line of a menu. `checked` makes it a choice among several. */
export function MenuItem({
  onPress,
  checked,
  disabled,
  children,
}: {
  onPress: () => void;
  checked?: boolean;
  disabled?: boolean;
  children: ReactNode;
}) {
  const rest = { type: 'button' as const, disabled, tabIndex: -1, onClick: onPress };
  return checked === undefined ? (
    <button {...rest} role="menuitem">
      {children}
    </button>
  ) : (
    <button {...rest} role="menuitemradio" aria-checked={checked}>
      {children}
    </button>
  );
}
