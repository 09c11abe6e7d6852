/** Which entries of the rail this session has, and which page an address belongs to. Pure. */
import type { Page, Programme } from '../manifest.ts';
import { hasPost, may, type Session } from '../session.tsx';

/** A programme of the rail: `href` null when I have no post in it. A part of the core (流水, 管理) is absent instead. */
export interface Entry {
  key: string;
  title: string;
  mark: string;
  href: string | null;
  on: boolean;
  pages: readonly Page[];
  stands?: Programme['stands'];
  count?: Programme['count'];
}

/** May this session open the page? */
export const mayOpen = (session: Session, programme: Programme, page: Page, core: boolean): boolean =>
  page.verb ? [page.verb].flat().some((verb) => may(session, verb)) : core || hasPost(session, programme.key);

const plain = (path: string) => !path.includes(':');

/** How many fixed segments of `pattern` the location has, or null when it is another page. */
function fixedIn(pattern: string, location: string): number | null {
  const [want, have] = [pattern.split('/'), location.split('/')];
  if (want.length !== have.length) return null;
  let fixed = 0;
  for (const [i, segment] of want.entries()) {
    if (segment === have[i]) fixed++;
    else if (!segment.startsWith(':')) return null;
  }
  return fixed;
}

/** The page shown at `location`; of two patterns the one with more fixed segments. */
export function pageAt(programmes: readonly Programme[], location: string): { programme: Programme; page: Page } | null {
  let best: { programme: Programme; page: Page; fixed: number } | null = null;
  for (const programme of programmes) {
    for (const page of programme.pages) {
      const fixed = fixedIn(page.path, location);
      if (fixed !== null && (best === null || fixed > best.fixed)) best = { programme, page, fixed };
    }
  }
  return best;
}

/** The entry of the rail that is marked at `location`: the page itself, or for a hidden one the visible page above it. */
export function markedAt(programmes: readonly Programme[], location: string): string | null {
  const above = programmes
    .flatMap((p) => p.pages)
    .filter((p) => !p.hidden && plain(p.path) && (location === p.path || location.startsWith(`${p.path}/`)))
    .map((p) => p.path);
  return above.sort((a, b) => b.length - a.length)[0] ?? null;
}

export function entriesOf(session: Session, programmes: readonly Programme[], core: readonly Programme[], location: string): Entry[] {
  const here = pageAt([...programmes, ...core], location)?.programme.key;
  const open = (programme: Programme, isCore: boolean) =>
    programme.pages.filter((p) => !p.hidden && plain(p.path) && mayOpen(session, programme, p, isCore));
  const mine = programmes.filter((p) => open(p, false).length > 0);
  const coreOf = (which: (p: Programme) => boolean): Entry[] =>
    core.filter(which).flatMap((p) => {
      const pages = open(p, true);
      const [first, second] = pages;
      // One page alone needs no line of its own under its entry.
      return first
        ? [
            {
              key: p.key,
              title: p.title,
              mark: p.mark,
              href: first.path,
              on: p.key === here,
              pages: second ? pages : [],
              ...(p.stands ? { stands: p.stands } : {}),
              ...(p.count ? { count: p.count } : {}),
            },
          ]
        : [];
    });
  return [
    ...coreOf((p) => p.stands !== undefined),
    ...programmes.map((p) => {
      const pages = open(p, false);
      return {
        key: p.key,
        title: p.title,
        mark: p.mark,
        href: pages[0]?.path ?? null,
        on: pages.length > 0 && (p.key === here || mine.length === 1),
        pages,
      };
    }),
    ...coreOf((p) => p.stands === undefined),
  ];
}
