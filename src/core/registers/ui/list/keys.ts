import { useEffect, useRef } from 'react';

export interface ListKeys {
  /** j, k: the next or previous row; past the last row the next page comes. */
  step: (by: 1 | -1) => void;
  /** Shift+J, Shift+K */
  turnPage: (by: 1 | -1) => void;
  find: () => void;
  select: () => void;
  /** Returns true when something was given up, so that nobody else acts on the same Escape. */
  escape: () => boolean;
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && target.type === 'checkbox');

/** The list's keyboard, alive anywhere on the page except in a field, a dialog or a menu. */
export function useListKeys(keys: ListKeys) {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (typing(event.target) || document.querySelector('dialog[open], .pop')) return;
      if (event.target instanceof Element && event.target.closest('[role=tree]')) return;
      const k = now.current;
      if (event.key === 'j') k.step(1);
      else if (event.key === 'k') k.step(-1);
      else if (event.key === 'J') k.turnPage(1);
      else if (event.key === 'K') k.turnPage(-1);
      else if (event.key === '/') k.find();
      else if (event.key === 'x') k.select();
      else if (event.key !== 'Escape' || !k.escape()) return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
