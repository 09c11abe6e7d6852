/** Keys of a list: through its rows, and what else its page listens to. */
import { useEffect, useRef } from 'react';

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !target.matches('[type=checkbox]')));

/** Keys of a list, alive anywhere on the page except in a field, a tree, a dialog or a menu. Each says whether it was of use. */
export function useKeys(keys: Readonly<Record<string, () => boolean>>): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
      if (document.querySelector('dialog[open], .pop') || (event.target instanceof Element && event.target.closest('[role=tree]'))) return;
      if (now.current[event.key]?.()) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/**
 * j and k go through the links of the rows, which Enter opens; `x` takes the row that has the focus. `box` holds elements with `data-row`.
 * Each key says whether it was of use.
 */
export function useRowKeys(box: { current: HTMLElement | null }, keys: { x?: (id: string) => void; Escape: () => boolean }): void {
  const links = () => [...(box.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const step = (by: 1 | -1) => () => {
    const all = links();
    const at = all.findIndex((link) => link === document.activeElement || link.closest('tr')?.contains(document.activeElement) === true);
    const next = all[at < 0 ? (by === 1 ? 0 : all.length - 1) : at + by];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
    return next !== undefined;
  };
  useKeys({
    j: step(1),
    k: step(-1),
    x: () => {
      const id = links().find((link) => link.closest('tr')?.contains(document.activeElement))?.dataset.row;
      if (id === undefined || !keys.x) return false;
      keys.x(id);
      return true;
    },
    Escape: keys.Escape,
  });
}
