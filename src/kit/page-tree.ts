/**
 * The tree of the page that is shown: a list lends its own, with its figures, to the division in the head of the phone, so that there is one
 * tree and one way to it.
 */
import { createContext, type ReactNode, useContext, useEffect } from 'react';

/** Without a frame of its own; `close` ends the sheet after a choice. */
export type PageTree = (close: () => void) => ReactNode;

const Lent = createContext<{ current: PageTree | undefined }>({ current: undefined });
export const PageTreeProvider = Lent.Provider;

/** What the page lends now, read when the sheet is drawn. */
export const useLentTree = (): { readonly current: PageTree | undefined } => useContext(Lent);

export function useLendTree(tree: PageTree | undefined): void {
  const lent = useContext(Lent);
  useEffect(() => {
    lent.current = tree;
    return () => {
      if (lent.current === tree) lent.current = undefined;
    };
  });
}
