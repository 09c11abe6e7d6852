import { Suspense } from 'react';
import { Link } from 'wouter';
import { useFromHere } from '../address.ts';
import type { Entry } from './entries.ts';

/** The programmes at the left. `compact` shows marks only; a programme without a post is plain grey text. */
export function Rail({
  entries: all,
  here,
  compact,
  onLeave,
  inSheet,
  onFold,
}: {
  entries: readonly Entry[];
  here: string | null;
  compact: boolean;
  onFold?: () => void;
  onLeave?: () => void;
  inSheet?: boolean;
}) {
  const to = useFromHere();
  // The sheet of a phone has everything; on a desk what stands in the top bar is not here too.
  const entries = inSheet ? all : all.filter((e) => e.stands !== 'top');
  // Where its pages stand below it, the page itself is marked.
  const marked = (e: Entry) =>
    compact || e.pages.length === 0 ? e.on && here !== null && (e.pages.some((p) => p.path === here) || e.href === here) : false;
  return (
    <nav className={inSheet ? 'rail in-sheet' : 'rail'} aria-label="项目">
      {inSheet ? null : (
        <div className="mark">
          <Link href={to('/')}>台账</Link>
        </div>
      )}
      <ul className="in">
        {entries.map((e) =>
          e.href === null ? (
            <li key={e.key} className="off" title={compact ? `${e.title}：未任岗` : undefined}>
              <s data-mark={e.mark} />
              {compact ? (
                <span className="sr">{e.title}，未任岗</span>
              ) : (
                <>
                  {e.title}
                  <em>未任岗</em>
                </>
              )}
            </li>
          ) : (
            [
              <li key={e.key} className={[e.on ? 'on' : '', marked(e) ? 'here' : ''].filter(Boolean).join(' ') || undefined}>
                <Link
                  href={to(e.href)}
                  className="top-entry"
                  aria-current={marked(e) ? 'page' : undefined}
                  title={compact ? e.title : undefined}
                  onClick={onLeave}
                >
                  <s data-mark={e.mark} />
                  {compact ? <span className="sr">{e.title}</span> : e.title}
                  {e.count && !compact ? (
                    <em>
                      <Suspense>
                        <e.count />
                      </Suspense>
                    </em>
                  ) : null}
                </Link>
              </li>,
              ...(e.on && !compact
                ? e.pages.map((p) => (
                    <li key={p.path} className={p.path === here ? 'sub here' : 'sub'}>
                      <Link href={to(p.path)} aria-current={p.path === here ? 'page' : undefined} onClick={onLeave}>
                        {p.title}
                      </Link>
                    </li>
                  ))
                : []),
            ]
          ),
        )}
      </ul>
      <div className="foot">
        {onFold ? (
          <button type="button" className="a" onClick={onFold} aria-expanded={!compact}>
            {compact ? '展开' : '收起'}
          </button>
        ) : null}
        {compact ? null : (
          <>
            <Link href={to('/help')} onClick={onLeave}>
              帮助
            </Link>
            <Link href={to('/complaints')} onClick={onLeave}>
              投诉建议
            </Link>
          </>
        )}
      </div>
    </nav>
  );
}
