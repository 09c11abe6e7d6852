import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { number } from '../../../kit/format.ts';
import { Chevron } from '../../../kit/parts/marks.tsx';
import { Failure, Skeleton } from '../../../kit/parts/states.tsx';
import type { Division, Divisions } from './division-index.ts';
import { useDivisions, useRoots } from './use-divisions.ts';

interface DivisionTreeProps {
  /** The division where I stand. */
  value: string;
  onChoose: (code: string) => void;
  /** A figure beside each name; a code without one shows none. */
  counts?: ReadonlyMap<string, number>;
  /** What the figures are: 未销号. */
  countTitle?: string;
  /** Roots are my posts of this programme. */
  programme?: string;
  /** Called when a branch is opened, so that its figures can be asked for. */
  onOpen?: (code: string) => void;
}

interface Line {
  d: Division;
  level: number;
  children: boolean;
  open: boolean;
  /** Siblings have arrows: a leaf among them is set in by the arrow's width. */
  among: boolean;
  at: number;
  of: number;
}

function linesOf(index: Divisions, roots: readonly string[], isOpen: (code: string) => boolean): Line[] {
  const lines: Line[] = [];
  const put = (list: readonly Division[], level: number) => {
    const among = list.some((d) => index.children(d.code).length > 0);
    list.forEach((d, i) => {
      const below = index.children(d.code);
      const open = below.length > 0 && isOpen(d.code);
      lines.push({ d, level, children: below.length > 0, open, among, at: i + 1, of: list.length });
      if (open) put(below, level + 1);
    });
  };
  put(
    roots.map((code) => index.find(code)).filter((d) => d !== undefined),
    1,
  );
  return lines;
}

/** 区划树: arrows move, right and left open and close, Enter chooses; the box above finds by name, pinyin, initials or code. */
export function DivisionTree({ value, onChoose, counts, countTitle, programme, onOpen }: DivisionTreeProps) {
  const { index, ready, problem } = useDivisions();
  const roots = useRoots(programme);
  const [text, setText] = useState('');
  const [moved, setMoved] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [focused, setFocused] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const isOpen = (code: string) => moved.get(code) ?? (value.startsWith(code) || roots.includes(code));
  const finding = text.trim() !== '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: isOpen is made of roots, moved and value
  const lines = useMemo<Line[]>(
    () =>
      finding
        ? index
            .search(text, roots)
            .map((d, i, all) => ({ d, level: 1, children: false, open: false, among: false, at: i + 1, of: all.length }))
        : linesOf(index, roots, isOpen),
    [index, roots, moved, value, text, finding],
  );
  const current = lines.find((l) => l.d.code === focused) ?? lines.find((l) => l.d.code === value) ?? lines[0];
  const set = (code: string, open: boolean) => {
    setMoved((before) => new Map(before).set(code, open));
    if (open) onOpen?.(code);
  };
  const focus = (line: Line | undefined) => {
    if (!line) return;
    setFocused(line.d.code);
    list.current?.querySelector<HTMLElement>(`[data-code="${line.d.code}"]`)?.focus();
  };
  const choose = (line: Line) => {
    setFocused(line.d.code);
    if (line.children && !line.open) set(line.d.code, true);
    onChoose(line.d.code);
  };
  const onKey = (event: KeyboardEvent) => {
    const here = lines.findIndex((l) => l.d.code === current?.d.code);
    const line = lines[here];
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const shut = () => (line.open ? set(line.d.code, false) : focus(lines.find((l) => l.d.code === index.parent(line.d.code)?.code)));
    const unfold = () => (line.children && !line.open ? set(line.d.code, true) : line.open ? focus(lines[here + 1]) : undefined);
    const acts = new Map<string, () => void>([
      ['ArrowDown', () => focus(lines[here + 1])],
      ['ArrowUp', () => focus(lines[here - 1])],
      ['Home', () => focus(lines[0])],
      ['End', () => focus(lines.at(-1))],
      ['ArrowRight', unfold],
      ['ArrowLeft', shut],
      ['Enter', () => choose(line)],
      [' ', () => choose(line)],
    ]);
    const found = acts.get(event.key);
    if (!found) return;
    event.preventDefault();
    // j, k and Enter of the list behind must not hear these.
    event.stopPropagation();
    found();
  };
  const note = (d: Division): ReactNode => {
    if (finding) return <em>{index.parent(d.code)?.name}</em>;
    const count = counts?.get(d.code);
    return count === undefined ? null : <em>{number(count)}</em>;
  };
  return (
    <>
      <input
        className="find"
        type="search"
        placeholder="名称、拼音或代码"
        aria-label="按名称、拼音或代码找区划"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            focus(lines[0]);
          } else if (event.key === 'Enter' && lines[0] && finding) {
            // Else the key would also press the button that gets the focus back.
            event.preventDefault();
            choose(lines[0]);
            setText('');
          } else if (event.key === 'Escape' && finding) {
            event.stopPropagation();
            setText('');
          }
        }}
      />
      <div className="hd" aria-hidden="true">
        <span>{finding ? '找到' : '区划'}</span>
        <span>{finding ? '' : countTitle}</span>
      </div>
      <Failure problem={problem} />
      {ready || problem ? null : <Skeleton rows={10} />}
      {ready && lines.length === 0 ? (
        <p className="n" style={{ padding: '4px 12px' }}>
          {finding ? '没有这样的区划。可写名称、拼音、首字母或代码。' : '您还没有管辖的区划。'}
        </p>
      ) : null}
      {lines.length > 0 ? (
        <div role="tree" aria-label="区划" ref={list} onKeyDown={onKey}>
          {lines.map((line) => {
            const { d } = line;
            const pad = 12 + (line.level - 1) * 14 + (!line.children && line.among ? 16 : 0);
            return (
              <div
                key={d.code}
                role="treeitem"
                aria-level={line.level}
                aria-posinset={line.at}
                aria-setsize={line.of}
                aria-selected={d.code === value}
                aria-expanded={line.children ? line.open : undefined}
                tabIndex={d.code === current?.d.code ? 0 : -1}
                data-code={d.code}
                className={[line.children && !line.open ? 'cl' : '', d.code === value ? 'on' : ''].filter(Boolean).join(' ') || undefined}
                onFocus={() => setFocused(d.code)}
              >
                {/* biome-ignore lint/a11y/noStaticElementInteractions: the tree item above carries role and keys */}
                {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the tree */}
                <div className="row" style={{ paddingLeft: pad }} onClick={() => choose(line)}>
                  <span>
                    {line.children ? (
                      // biome-ignore lint/a11y/noStaticElementInteractions: arrows left and right do the same
                      // biome-ignore lint/a11y/useKeyWithClickEvents: arrows left and right do the same
                      <span
                        className="tw"
                        onClick={(event) => {
                          event.stopPropagation();
                          set(d.code, !line.open);
                        }}
                      >
                        <Chevron />
                      </span>
                    ) : null}
                    {d.name}
                  </span>
                  {note(d)}
                </div>
              </div>
            );
          })}
        </div>
      ) : null}
    </>
  );
}
