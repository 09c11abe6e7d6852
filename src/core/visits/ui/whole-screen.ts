import { useEffect } from 'react';

/** While a visit is carried out on a phone its own bar stands where the bottom bar of the application was: one thing to press at a time. */
export function useWholeScreen(): void {
  useEffect(() => {
    document.documentElement.dataset.screen = 'whole';
    return () => {
      delete document.documentElement.dataset.screen;
    };
  }, []);
}
