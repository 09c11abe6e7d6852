/** Who is signed in, and what he may do where. The server judges; this only keeps what may not be pressed out of sight. */
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useQueryState } from './address.ts';
import { useGet } from './api.ts';
import type { AnswerOf } from './api-paths.ts';
import { dayOf } from './format.ts';

/** GET /api/session: who is signed in, from which posts, and the business clock. */
export type Session = AnswerOf<'/api/session'>;
/** Its verbs are spelled out: `fire.premises.edit`. */
export type Post = Session['posts'][number];
/** GET /api/office, readable without signing in. */
export type Office = AnswerOf<'/api/office'>;
export const useOffice = () => useGet('/api/office', { stale: 5 * 60_000 });

/** Whether a held verb covers the wanted one: `fire.*` covers `fire.premises.edit`. */
const covers = (held: string, wanted: string) => held === wanted || (held.endsWith('.*') && wanted.startsWith(held.slice(0, -1)));

/** May this session do `verb`, and if `division` is given, in that division? A post covers its division and all below it. */
export function may(session: Session, verb: string, division?: string | null): boolean {
  return session.posts.some((post) => post.verbs.some((held) => covers(held, verb)) && (!division || division.startsWith(post.division)));
}

/** Has this session a post in that programme? */
export const hasPost = (session: Session, programme: string): boolean => session.posts.some((post) => post.programme === programme);

/** Holds this session any verb of that unit or programme, such as `people`? */
export const holdsAny = (session: Session, unit: string): boolean =>
  session.posts.some((post) => post.verbs.some((verb) => verb.startsWith(`${unit}.`)));

const Current = createContext<Session | null>(null);
export const SessionProvider = ({ session, children }: { session: Session; children: ReactNode }) => (
  <Current value={session}>{children}</Current>
);

/** The session; throws outside a signed-in page. */
export function useSession(): Session {
  const session = useContext(Current);
  if (!session) throw new Error('useSession outside of SessionProvider');
  return session;
}

/** The business day, YYYY-MM-DD in Shanghai: the demo's clock stands. Real time where nobody is signed in. */
export const useToday = (): string => dayOf(useContext(Current)?.clock.now ?? new Date().toISOString());

export function useMay(): (verb: string, division?: string | null) => boolean {
  const session = useSession();
  return useMemo(() => (verb, division) => may(session, verb, division), [session]);
}

/** The widest division among my posts, in `programme` if given: where a page starts when the address says nothing. */
export function homeDivision(session: Session, programme?: string): { code: string; name: string } {
  const posts = session.posts.filter((post) => !programme || post.programme === programme);
  const widest = [...(posts.length > 0 ? posts : session.posts)].sort((a, b) => a.division.length - b.division.length)[0];
  return widest ? { code: widest.division, name: widest.division_name } : session.city;
}

/** Where I stand: the division of the address, else my own. The code may lie outside my scope; the server then answers with nothing. */
export function useStand(programme?: string): string {
  const session = useSession();
  const code = useQueryState().get('division');
  return code && /^\d{4,15}$/.test(code) ? code : homeDivision(session, programme).code;
}
