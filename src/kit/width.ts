import { useCallback, useSyncExternalStore } from 'react';

/** Below this the page is one column with a bottom bar; the style sheet uses the same numbers. */
export const phoneWidth = '(max-width: 699px)';

/** True while the media query holds. */
export function useWidth(query: string): boolean {
  const hear = useCallback(
    (changed: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(hear, () => window.matchMedia(query).matches);
}
