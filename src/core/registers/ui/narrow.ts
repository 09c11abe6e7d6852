import { useCallback, useSyncExternalStore } from 'react';
import { phoneWidth } from '../../../kit/width.ts';

/** True while the window matches the media query. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** True on a phone's width. */
export const useNarrow = (): boolean => useMedia(phoneWidth);
