/** Every question the register pages ask the server, in one place. */
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get, keyOf, openPath, type Query, send, useGet } from '../../../kit/api.ts';
import type { OpenPath } from '../../../kit/api-paths.ts';
import { type Divisions, useDivisions } from '../../divisions/ui/index.ts';
import type { Sheet } from '../sheet.ts';
import type {
  DivisionCounts,
  DuplicatePair,
  HistoryItem,
  ImportAnswer,
  ImportRows,
  RecordAnswer,
  Row,
  RowPage,
  SavedView,
  Sums,
} from './wire.ts';

/** `/api/fire/premises`, `/api/fire/premises/imports`: the same routes for every register, whose rows are as its sheet says (`wire.ts`). */
export const apiOf = (sheet: { programme: string; name: string }, tail = ''): OpenPath =>
  openPath(`/api/${sheet.programme}/${sheet.name}${tail}`);
/** `/fire/premises`: the page's address. */
export const pageOf = (sheet: Sheet): string => `/${sheet.programme}/${sheet.name}`;
/** `fire.premises.edit` */
export const verbOf = (sheet: Sheet, act: string): string => `${sheet.key}.${act}`;

/** Rows name their division by its code; the name beside it comes from the tree. A grid that has no name is called by its village. */
const named = (index: Divisions, row: Row): Row =>
  row.division_name ? row : { ...row, division_name: index.path(row.division).at(-1)?.name ?? row.division };

export function useRows(sheet: Sheet, query: Query) {
  const { index } = useDivisions();
  const answer = useGet<RowPage>(apiOf(sheet), { query, keep: true });
  const data = useMemo(
    () => answer.data && { ...answer.data, items: answer.data.items.map((row) => named(index, row)) },
    [answer.data, index],
  );
  return { data, error: answer.error, refetch: answer.refetch, isPlaceholderData: answer.isPlaceholderData };
}

/** Exact sums of the same question; asked apart from the page, which need not wait for them. `null`: the sheet sums nothing. */
export const useSums = (sheet: Sheet, query: Query) =>
  useGet<Sums>(sheet.columns.some((c) => c.sum) ? apiOf(sheet, '/sums') : null, { query, keep: true }).data?.sums ?? {};

/** How many rows a named filter finds, for the figure beside a view. */
export const useCount = (sheet: Sheet, query: Query) =>
  useGet<RowPage>(apiOf(sheet), { query: { ...query, limit: 1 }, keep: true, stale: 60_000 }).data?.count;

/** Rows in the child divisions of each of `parents`, by division. */
export function useCounts(sheet: Sheet, parents: readonly string[], query: Query): ReadonlyMap<string, number> {
  const path = apiOf(sheet, '/counts');
  const asked = (division: string) => ({ ...query, division });
  return useQueries({
    queries: parents.map((division) => ({
      queryKey: keyOf(path, asked(division)),
      queryFn: ({ signal }: { signal: AbortSignal }) => get<DivisionCounts>(path, { query: asked(division), signal }),
      staleTime: 60_000,
      placeholderData: keepPreviousData,
    })),
    combine: (answers) => {
      const counts = new Map<string, number>();
      answers.forEach(({ data }, at) => {
        const parent = parents[at];
        if (!data || parent === undefined) return;
        // Rows that lie in the parent itself come under its own code: they are no child's.
        for (const item of data.items) if (item.division !== parent) counts.set(item.division, item.count);
        // A root has nobody above it to count it: it shows the sum of all that was counted in it.
        if (!counts.has(parent))
          counts.set(
            parent,
            data.items.reduce((sum, item) => sum + item.count, 0),
          );
      });
      return counts;
    },
  });
}

export function useRecord(sheet: Sheet, id: string | null) {
  const { index } = useDivisions();
  const answer = useGet<RecordAnswer>(id === null ? null : apiOf(sheet, `/${id}`));
  const data = useMemo(() => {
    if (!answer.data) return undefined;
    const labels = Object.fromEntries(Object.entries(answer.data.references ?? {}).map(([column, to]) => [`${column}_label`, to.label]));
    return { ...answer.data, row: { ...named(index, answer.data.row), ...labels } };
  }, [answer.data, index]);
  return { data, error: answer.error, refetch: answer.refetch };
}
export const useHistory = (sheet: Sheet, id: string | null) =>
  useGet<{ items: HistoryItem[] }>(id === null ? null : apiOf(sheet, `/${id}/history`));
export function useDuplicates(sheet: Sheet, division: string, after: string | null) {
  const { index } = useDivisions();
  const answer = useGet<{ items: DuplicatePair[]; next: string | null }>(apiOf(sheet, '/duplicates'), {
    query: { division, after },
    keep: true,
  });
  const data = useMemo(
    () =>
      answer.data && {
        ...answer.data,
        items: answer.data.items.map((pair) => ({ ...pair, a: named(index, pair.a), b: named(index, pair.b) })),
      },
    [answer.data, index],
  );
  return { data, error: answer.error, refetch: answer.refetch };
}
/** The description knows the registers of this installation, a page only its sheet. */
export const useViews = (sheet: Sheet) => useGet<{ items: SavedView[] }>(openPath('/api/views'), { query: { register: sheet.key } });

/** The import as it stands; asked again each second while the machine works on it. */
export const useImport = (sheet: Sheet, id: string) =>
  useGet<ImportAnswer>(apiOf(sheet, `/imports/${id}`), {
    every: (now) => (now?.state === 'reading' || now?.state === 'landing' ? 1000 : false),
    stale: 0,
  });
export const useImports = (sheet: Sheet) => useGet<{ items: ImportAnswer[] }>(apiOf(sheet, '/imports'), { stale: 0 });
/** `mark` changes when an answer changed the rows, so that the preview is asked again. */
export const useImportRows = (sheet: Sheet, id: string | null, only: 'problems' | 'all', after: string | null, mark: string) =>
  useGet<ImportRows>(id === null ? null : apiOf(sheet, `/imports/${id}/rows`), { query: { only, after, mark }, keep: true });

/** Rows by their words, for choosing one: the first few that match. */
export const findRows = (api: OpenPath, q: string, signal: AbortSignal): Promise<RowPage> =>
  get<RowPage>(api, { query: { q, limit: 8 }, signal });

/**
 * Every row of a query for paper, page by page. Stops at `most` rows and says so; `onProgress` hears the rows so far.
 * Throws `ApiProblem`, or `AbortError` when the signal fires.
 */
export async function allRows(
  sheet: Sheet,
  query: Query,
  most: number,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<{ rows: Row[]; complete: boolean; cutoff: string }> {
  const rows: Row[] = [];
  let after: string | null = null;
  let cutoff = '';
  do {
    const page: RowPage = await get<RowPage>(apiOf(sheet), { query: { ...query, limit: 200, after }, signal });
    rows.push(...page.items);
    cutoff = page.cutoff;
    after = page.next;
    onProgress(rows.length);
  } while (after !== null && rows.length < most);
  return { rows: rows.slice(0, most), complete: after === null && rows.length <= most, cutoff };
}

export const openSealed = (
  sheet: Sheet,
  id: string,
  columns: readonly string[],
  reason: string,
): Promise<{ values: Record<string, string | null> }> => send('POST', apiOf(sheet, `/${id}/open`), { body: { columns, reason } });

/** The acts of every register, as the last part of their verbs. */
export const ACTS = {
  read: 'read',
  create: 'create',
  edit: 'edit',
  import: 'import',
  export: 'export',
  open: 'open',
  merge: 'merge',
  remove: 'remove',
} as const;
