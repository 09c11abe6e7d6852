/** 字号: the type size of this browser, remembered here and nowhere else. Everything is in rem, so one attribute scales the page. */
import { useSyncExternalStore } from 'react';

export const sizes = [
  { key: 'standard', title: '标准' },
  { key: 'large', title: '大' },
  { key: 'huge', title: '特大' },
] as const;
export type Size = (typeof sizes)[number]['key'];

const slot = 'taizhang.size';
const hearers = new Set<() => void>();
const isSize = (value: string | null): value is Size => sizes.some((s) => s.key === value);

function read(): Size {
  try {
    const kept = localStorage.getItem(slot);
    return isSize(kept) ? kept : 'standard';
  } catch {
    // Storage may be forbidden; the standard size still works.
    return 'standard';
  }
}
let now: Size = read();

/** Puts the remembered size on the page; called before the first render so that nothing jumps. */
export function applySize(size: Size = now): void {
  now = size;
  document.documentElement.dataset.size = size;
  try {
    localStorage.setItem(slot, size);
  } catch {
    // As above.
  }
  for (const hear of hearers) hear();
}

export const useSize = (): Size =>
  useSyncExternalStore(
    (hear) => {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    () => now,
  );
