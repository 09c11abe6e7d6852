import { useCallback, useSyncExternalStore } from 'react';

/** A phone, upright or on its side: one column with a bottom bar. The style sheets use the same words; a tablet with its keyboard open is wider. */
export const phoneWidth = '(max-width: 699px), (max-width: 959px) and (max-height: 499px) and (pointer: coarse)';

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
