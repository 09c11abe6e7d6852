/** The reads of this unit, kept fresh by the cache, and the scope that the address bar holds. */

import { useQueryState } from '../../../kit/address.ts';
import { addressOf, filled, openPath, type Query, useGet } from '../../../kit/api.ts';
import { useStand } from '../../../kit/session.tsx';
import type { Scope } from './shape.ts';

export type Step = 'day' | 'week' | 'month';

const query = (scope: Scope) => ({ division: scope.division, from: scope.from, to: scope.to, as: scope.as });

/** How often a page that is only looked at reads again. */
export const REFRESH_MS = 60_000;

export const useDeclarations = (programme: string) => useGet('/api/indicators', { query: { programme }, stale: 5 * 60_000 });

export const useFigure = (key: string | null, scope: Scope, options: { every?: number } = {}) =>
  useGet(key === null ? null : '/api/indicators/{key}', { params: { key: key ?? '' }, query: query(scope), keep: true, ...options });

export const useBy = (key: string | null, scope: Scope, by: string, options: { every?: number } = {}) =>
  useGet(key === null ? null : '/api/indicators/{key}/by', {
    params: { key: key ?? '' },
    query: { ...query(scope), by },
    keep: true,
    ...options,
  });

export const useSeries = (key: string, scope: Scope, step: Step) =>
  useGet('/api/indicators/{key}/series', { params: { key }, query: { ...query(scope), step }, keep: true });

/** By which document a division may rank the ones below by a figure, and where their comparison stands frozen. */
export interface ComparisonSaid {
  basis: string | null;
  frozen: {
    edition_id: string;
    bulletin: string;
    bulletin_title: string;
    issue_no: number;
    edition_no: number;
    on: string;
    cutoff: string;
    state: 'draft' | 'submitted' | 'published' | 'discarded';
  } | null;
}

export const useComparisonSaid = (path: string | null, figure: string, division: string) =>
  useGet<ComparisonSaid>(path === null ? null : openPath(path), { query: { figure, division }, stale: 60_000 });

export const useRows = (key: string, scope: Scope, limit: number, after = '') =>
  useGet('/api/indicators/{key}/rows', { params: { key }, query: { ...query(scope), limit, after }, keep: true });

/** Where a CSV of the rows comes from. */
export const rowsFile = (key: string, scope: Scope): [path: string, query: Query] => [
  filled('/api/indicators/{key}/rows.csv', { key }),
  query(scope),
];

/** The address of all rows behind a figure, as a page. */
export const rowsPage = (key: string, scope: Scope): string => addressOf(`/figures/${encodeURIComponent(key)}/rows`, query(scope));

/** Address of a row's record: `fire.premises` → `/fire/premises/{id}`; a matter has its page under its own name. */
export const recordPage = (register: string, id: string): string =>
  register === 'matters.matters' ? `/matters/${id}` : `/${register.replaceAll('.', '/')}/${id}`;

const day = (text: string | null) => (text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : '');

/** Division and period of the page. */
export function usePageScope(programme?: string): Scope {
  const { get } = useQueryState();
  const division = useStand(programme);
  return { division, from: day(get('from')), to: day(get('to')), as: get('as') === 'then' ? 'then' : null };
}

export interface OpenedFigure {
  key: string;
  scope: Scope;
  /** Last day of the earlier reading that this one is held against; empty: the day before the cut-off. */
  than: string;
}

/**
 * The figure opened beside the page, from the address: `figure`, and where it differs from the page `of`, `of_from`, `of_to`; `than`.
 * A period of its own is marked by `of_from`/`of_to` being present; `open` stands for an open end.
 */
export function useOpenedFigure(page: Scope): OpenedFigure | null {
  const { get } = useQueryState();
  const key = get('figure');
  if (key === null) return null;
  const own = (name: string, fallback: string) => (get(name) === 'open' ? '' : day(get(name)) || fallback);
  const of = get('of');
  return {
    key,
    scope: {
      ...page,
      division: of !== null && /^\d{4,15}$/.test(of) ? of : page.division,
      from: own('of_from', page.from),
      to: own('of_to', page.to),
    },
    than: day(get('than')),
  };
}

/** What to change in the address to open a figure, at another division if given. */
export const openingOf = (key: string, division?: string) => ({
  figure: key,
  of: division ?? null,
  of_from: null,
  of_to: null,
  than: null,
  trend: null,
});
export const closing = { figure: null, of: null, of_from: null, of_to: null, than: null, trend: null };
