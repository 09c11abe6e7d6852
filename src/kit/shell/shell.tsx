/** The frame around every page: rail and top bar on a desk, one column with a bottom bar on a phone. */
import { type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useFromHere } from '../address.ts';
import type { Programme } from '../manifest.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Dropdown, MenuItem } from '../parts/menu.tsx';
import { useSession } from '../session.tsx';
import { applySize, sizes, useSize } from '../size.ts';
import { useTitle } from '../title.ts';
import { phoneWidth, useWidth } from '../width.ts';
import { entriesOf, markedAt, pageAt } from './entries.ts';
import { Palette } from './palette.tsx';
import { PeriodPicker } from './period-picker.tsx';
import { Rail } from './rail.tsx';

interface ShellProps {
  programmes: readonly Programme[];
  /** Parts of the core with pages of their own: 流水, 管理. Shown to those who may open them. */
  core: readonly Programme[];
  /** The division picker, given its class. */
  picker: (className: string) => ReactNode;
  /** The demo's clock; nothing in a working office. */
  clock: ReactNode;
  /** Me and my posts, given its class. */
  me: (className: string) => ReactNode;
  places: (text: string) => readonly { code: string; name: string; note: string }[];
  children: ReactNode;
}

const folded = 'taizhang.rail';
const kept = () => {
  try {
    return localStorage.getItem(folded) === 'folded';
  } catch {
    return false;
  }
};

const icons = {
  list: 'M5 5h14M5 12h14M5 19h9',
  figures: 'M5 20V11M12 20V4M19 20v-6',
  check: 'M5 4h14v17H5zM9 2.5h6v3H9zM8.5 13l2.5 2.5 4.5-5',
  find: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20',
  more: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z',
  back: 'M15 4l-8 8 8 8',
  me: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5',
};
const Icon = ({ of }: { of: keyof typeof icons }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d={icons[of]} />
  </svg>
);

export function Shell({ programmes, core, picker, clock, me, places, children }: ShellProps) {
  const session = useSession();
  const [location] = useLocation();
  const to = useFromHere();
  const [fold, setFold] = useState(kept);
  const [searching, search] = useState(false);
  const [more, setMore] = useState(false);
  const size = useSize();
  const main = useRef<HTMLElement>(null);
  const phone = useWidth(phoneWidth);
  const slim = useWidth('(max-width: 899px)');
  const compact = fold || slim;
  const all = [...programmes, ...core];
  const entries = entriesOf(session, programmes, core, location);
  const here = markedAt(all, location);
  const page = pageAt(all, location)?.page;
  const title = page?.title ?? ({ help: '帮助', complaints: '投诉建议', me: '我' }[location.split('/')[1] ?? ''] || '台账');
  useTitle(page?.title ?? title);

  const closeSearch = useCallback(() => search(false), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        search(true);
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  // A new page starts at its top, and the keyboard with it when the pressed link has gone.
  const last = useRef(location);
  useEffect(() => {
    if (last.current === location) return;
    last.current = location;
    main.current?.scrollTo(0, 0);
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [location]);

  const onFold = () => {
    setFold(!fold);
    try {
      localStorage.setItem(folded, fold ? '' : 'folded');
    } catch {
      // Not remembered then.
    }
  };
  const pages = entries.flatMap((e) => e.pages.map((p) => ({ path: p.path, title: p.title, group: e.title })));
  const registerTitle = useCallback(
    (register: string) => {
      const path = `/${register.replaceAll('.', '/')}`;
      return programmes.flatMap((p) => p.pages).find((p) => p.path === path)?.title ?? '';
    },
    [programmes],
  );
  // An entry of one page has none listed under it: its page is asked of its declaration.
  const onPhone = (part: readonly Programme[]) =>
    part.flatMap((p) =>
      p.pages.filter(
        (one) => one.phone && entries.some((e) => e.key === p.key && e.href !== null && (e.pages.includes(one) || e.href === one.path)),
      ),
    );
  const bar = [...onPhone(core.filter((p) => p.stands === 'first')), ...onPhone(programmes).slice(0, 2)];
  const atTop = entries.filter((e) => e.stands === 'top' && e.href !== null);
  return (
    <div className={compact && !phone ? 'desk narrow' : 'desk'}>
      <a href="#main" className="skip">
        跳到正文
      </a>
      {phone ? (
        <header className="phone-head">
          {page?.hidden ? (
            <button type="button" className="back" aria-label="返回" onClick={() => window.history.back()}>
              <Icon of="back" />
            </button>
          ) : null}
          <b>{title}</b>
          {picker('here')}
        </header>
      ) : (
        <>
          <Rail entries={entries} here={here} compact={compact} {...(slim ? {} : { onFold })} />
          <header className="top">
            {picker('k')}
            <PeriodPicker className="k" />
            <button type="button" className="k q" onClick={() => search(true)}>
              搜索名称、编号、拼音<kbd>Ctrl K</kbd>
            </button>
            <span className="sp" />
            {clock}
            {atTop.map((e) => (
              <Link key={e.key} href={to(e.href ?? '/')} className="g" aria-current={e.on ? 'page' : undefined}>
                {e.title}
                {e.count ? (
                  <Suspense>
                    <e.count />
                  </Suspense>
                ) : null}
              </Link>
            ))}
            <Dropdown kind="menu" className="g" button={`字号 ${sizes.find((s) => s.key === size)?.title}`}>
              {(close) =>
                sizes.map((s) => (
                  <MenuItem
                    key={s.key}
                    checked={s.key === size}
                    onPress={() => {
                      applySize(s.key);
                      close();
                    }}
                  >
                    {s.title}
                  </MenuItem>
                ))
              }
            </Dropdown>
            {me('g')}
          </header>
        </>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard, and skip links need a target */}
      <main className={page && !page.hidden ? 'main titled' : 'main'} id="main" ref={main} tabIndex={0}>
        {children}
      </main>
      {phone ? (
        <nav className="botbar" aria-label="常用">
          {bar.map((p) => (
            <Link
              key={p.path}
              href={to(p.path)}
              className={p.path === here ? 'on' : undefined}
              aria-current={p.path === here ? 'page' : undefined}
            >
              <Icon of={p.phone ?? 'list'} />
              {p.title}
            </Link>
          ))}
          <button type="button" onClick={() => search(true)}>
            <Icon of="find" />
            搜索
          </button>
          <button type="button" onClick={() => setMore(true)} aria-haspopup="dialog">
            <Icon of="more" />
            更多
          </button>
          <Link href={to('/me')} className={location === '/me' ? 'on' : undefined} aria-current={location === '/me' ? 'page' : undefined}>
            <Icon of="me" />我
          </Link>
        </nav>
      ) : null}
      {phone ? (
        <Dialog open={more} onClose={() => setMore(false)} title="更多" look="sheet">
          {clock}
          <div className="acts" style={{ margin: '8px 0' }}>
            <PeriodPicker className="btn" />
          </div>
          <Rail entries={entries} here={here} compact={false} inSheet onLeave={() => setMore(false)} />
        </Dialog>
      ) : null}
      <Palette open={searching} onClose={closeSearch} pages={pages} places={places} registerTitle={registerTitle} />
    </div>
  );
}
