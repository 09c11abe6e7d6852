import { useState } from 'react';

/** A choice kept on this machine for this person; storage that is full or forbidden is no reason to fail. */
export function useRemembered<T>(key: string, initial: T, valid: (value: unknown) => value is T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
      return valid(stored) ? stored : initial;
    } catch {
      return initial;
    }
  });
  const keep = (next: T) => {
    setValue(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // Private windows forbid storage: the choice lives until the page closes.
    }
  };
  return [value, keep];
}

export const isNames = (value: unknown): value is string[] | null =>
  value === null || (Array.isArray(value) && value.every((v) => typeof v === 'string'));
