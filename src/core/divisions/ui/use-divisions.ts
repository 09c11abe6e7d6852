import { useMemo } from 'react';
import { useGet } from '../../../kit/api.ts';
import { type Session, useSession } from '../../../kit/session.tsx';
import { type Division, Divisions, rootCodes } from './division-index.ts';

const none: readonly Division[] = [];
const made = new WeakMap<readonly Division[], Divisions>();
/** One index per answer, shared by the picker, the tree and the labels of a page. */
function indexOf(items: readonly Division[]): Divisions {
  const known = made.get(items);
  if (known) return known;
  const index = new Divisions(items);
  made.set(items, index);
  return index;
}

/** The codes my posts cover, without those inside another: the roots of my tree. */
export function rootsOf(session: Session, programme?: string): readonly string[] {
  const posts = session.posts.filter((p) => !programme || p.programme === programme);
  const roots = rootCodes((posts.length > 0 ? posts : session.posts).map((p) => p.division));
  return roots.length > 0 ? roots : [session.city.code];
}

/** Every division I may see, with their ancestors. The list changes a few times a year, so it is asked once an hour. */
export function useDivisions(): { index: Divisions; ready: boolean; problem: unknown } {
  const { data, error } = useGet('/api/divisions', { stale: 3_600_000 });
  const items = data?.items ?? none;
  const index = useMemo(() => indexOf(items), [items]);
  return { index, ready: data !== undefined, problem: error };
}

export function useRoots(programme?: string): readonly string[] {
  const session = useSession();
  return useMemo(() => rootsOf(session, programme), [session, programme]);
}

/** The name of a code: from the tree, else from my posts, else the code itself. */
export function useDivisionLabel(code: string): string {
  const { index } = useDivisions();
  const session = useSession();
  return (
    index.find(code)?.name ??
    session.posts.find((p) => p.division === code)?.division_name ??
    (code === session.city.code ? session.city.name : code)
  );
}
