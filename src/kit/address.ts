/** The address bar is the state: division, period, filters, the open row and the tab live in it, can be sent to a colleague, and Back works. */
import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

export type Changes = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

/** `search` with `changes` applied; null, undefined, '' and [] remove a parameter. Returns '' or '?…'. */
export function patched(search: string, changes: Changes): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    const text = value === null || value === undefined ? '' : Array.isArray(value) ? value.join(',') : String(value);
    if (text === '') params.delete(name);
    else params.set(name, text);
  }
  // Commas and colons are legal in a query and keep the address readable when it is sent to a colleague.
  const made = params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return made === '' ? '' : `?${made}`;
}

/** Where I stand goes along from page to page; everything else belongs to the page. */
export const carried = ['division', 'from', 'to', 'as'] as const;

export interface QueryState {
  get: (name: string) => string | null;
  /** A list parameter `a,b`; [] when absent. */
  list: (name: string) => readonly string[];
  all: Readonly<Record<string, string>>;
  /** Writes parameters into the address. `replace` for what Back should skip, such as each letter of a search box. */
  patch: (changes: Changes, options?: { replace?: boolean }) => void;
  /** The address of this page, or of `path`, with these changes, for links. */
  href: (changes: Changes, path?: string) => string;
}

export function useQueryState(): QueryState {
  const search = useSearch();
  const [here, go] = useLocation();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  // Read at the time of the click: two patches in one event must not undo each other.
  const patch = useCallback<QueryState['patch']>(
    (changes, options) => {
      const next = patched(window.location.search, changes);
      if (next !== window.location.search) go(window.location.pathname + next, { replace: options?.replace ?? false });
    },
    [go],
  );
  return useMemo(
    () => ({
      get: (name) => params.get(name),
      list: (name) => params.get(name)?.split(',').filter(Boolean) ?? [],
      all: Object.fromEntries(params),
      patch,
      href: (changes, path) => (path ?? here) + patched(search, changes),
    }),
    [params, patch, here, search],
  );
}

/** `path` with only the carried parameters of `search` (division, period): the address of another page seen from the same place. */
export function fromHere(path: string, search: string, changes: Changes = {}): string {
  const now = new URLSearchParams(search);
  return path + patched('', { ...Object.fromEntries(carried.map((name) => [name, now.get(name)])), ...changes });
}

/** Makes addresses of other pages that keep where I stand. */
export function useFromHere(): (path: string, changes?: Changes) => string {
  const search = useSearch();
  return useCallback((path, changes) => fromHere(path, search, changes), [search]);
}

export interface Period {
  /** YYYY-MM-DD, both ends included; null is open. Both null: 全部至今. */
  from: string | null;
  to: string | null;
}
const day = (text: string | null) => (text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null);

/** The period of the address; a malformed date counts as absent. */
export function usePeriod(): Period {
  const { get } = useQueryState();
  return { from: day(get('from')), to: day(get('to')) };
}
