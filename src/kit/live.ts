/** Changes made by others reach the open page: events of /api/live mark the cached reads of that register as old. */
import type { QueryClient } from '@tanstack/react-query';

interface Change {
  programme: string;
  register: string | null;
  division: string;
  id: string | null;
  verb: string;
}

const isChange = (value: unknown): value is Change =>
  typeof value === 'object' && value !== null && 'programme' in value && typeof value.programme === 'string';

/**
 * Where a changed row is read: `fire.premises` at /api/fire/premises, a table of the core such as `people.accounts` at /api/accounts.
 * Without a register the whole programme is meant.
 */
function pathOf(change: Change): string {
  const [schema = '', table = ''] = (change.register ?? '').split('.');
  if (table === '') return `/api/${change.programme}`;
  return schema === change.programme && schema !== 'people' ? `/api/${schema}/${table}` : `/api/${table}`;
}

/** Reads that are made of another's rows: what waits for me changes with every matter. */
const alsoRead: Readonly<Record<string, string>> = { '/api/matters': '/api/todo' };

/** Listens until the returned function is called. Reconnects with back-off from 1 s to 60 s; after a gap everything shown is read again. */
export function listen(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let wait = 1000;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let flush: ReturnType<typeof setTimeout> | undefined;
  let moved: ReturnType<typeof setTimeout> | undefined;
  let lastFigures = 0;
  let missed = false;
  const touched = new Set<string>();

  const refresh = () => {
    flush = undefined;
    // An import writes thousands of rows in one act; figures are heavier than lists and need not follow within the second.
    const figures = Date.now() - lastFigures > 15_000;
    if (figures) lastFigures = Date.now();
    const paths = [...touched, '/api/ledger', ...(figures ? ['/api/indicators'] : [])];
    touched.clear();
    void client.invalidateQueries({
      predicate: ({ queryKey: [path] }) => typeof path === 'string' && paths.some((p) => path === p || path.startsWith(`${p}/`)),
    });
    if (!figures)
      setTimeout(
        () => void client.invalidateQueries({ predicate: ({ queryKey: [p] }) => typeof p === 'string' && p.startsWith('/api/indicators') }),
        15_000,
      );
  };

  const heard = (event: MessageEvent) => {
    let change: unknown;
    try {
      change = JSON.parse(String(event.data));
    } catch {
      return;
    }
    if (!isChange(change)) return;
    const path = pathOf(change);
    touched.add(path);
    // What an act is about may stand in a table of the core, such as an import or a visit: its verb says where it is read.
    const [programme, noun] = change.verb.split('.');
    if (programme === change.programme) touched.add(`/api/${programme}/${noun}`);
    const other = alsoRead[path];
    if (other) touched.add(other);
    flush ??= setTimeout(refresh, 800);
  };

  const open = () => {
    source = new EventSource('/api/live');
    source.onopen = () => {
      wait = 1000;
      if (missed) void client.invalidateQueries();
      missed = false;
    };
    source.onmessage = heard;
    source.addEventListener('change', heard);
    // To me alone: my inbox has more, or I read it elsewhere. Whoever is told mostly has something to do.
    source.addEventListener('notice', () => {
      touched.add('/api/notices');
      touched.add('/api/todo');
      flush ??= setTimeout(refresh, 800);
    });
    // The demo's clock moves: its own reads at once, and everything that is read by the day or by what is due once it has come to rest.
    source.addEventListener('clock', () => {
      void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => path === '/api/clock' || path === '/api/session' });
      clearTimeout(moved);
      moved = setTimeout(() => void client.invalidateQueries(), 1500);
    });
    source.onerror = () => {
      missed = true;
      if (source?.readyState !== EventSource.CLOSED) return;
      source = null;
      // Not all at once when the server comes back.
      retry = setTimeout(open, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, 60_000);
    };
  };
  open();
  return () => {
    clearTimeout(retry);
    clearTimeout(flush);
    clearTimeout(moved);
    source?.close();
  };
}
