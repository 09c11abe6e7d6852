import { useEffect } from 'react';

/** Names the page in the browser's tab: 九小场所 · 台账. */
export function useTitle(title: string | null | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · 台账` : '台账';
  }, [title]);
}
