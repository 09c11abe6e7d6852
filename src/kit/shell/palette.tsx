/** 搜索 Ctrl K: rows of every register I may see, pages and divisions, in one list moved through by arrows. */
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useFromHere, useQueryState } from '../address.ts';
import { useGet } from '../api.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failure, useLater } from '../parts/states.tsx';

interface Line {
  key: string;
  group: string;
  label: string;
  note: string;
  go: () => void;
}

/** The value after it has rested for `ms`. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, set] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => set(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

interface PaletteProps {
  open: boolean;
  onClose: () => void;
  pages: readonly { path: string; title: string; group: string }[];
  /** Divisions found by the same words. */
  places: (text: string) => readonly { code: string; name: string; note: string }[];
  /** Title of a register by its key `fire.premises`. */
  registerTitle: (register: string) => string;
}

export function Palette(props: PaletteProps) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="搜索" look="palette">
      <Search {...props} />
    </Dialog>
  );
}

function Search({ onClose, pages, places, registerTitle }: PaletteProps) {
  const id = useId();
  const [text, setText] = useState('');
  const asked = useSettled(text.trim(), 140);
  const found = useGet(asked === '' ? null : '/api/search', { query: { q: asked, limit: 20 }, keep: true });
  const [at, setAt] = useState(0);
  const [, go] = useLocation();
  const fromHere = useFromHere();
  const { patch } = useQueryState();
  const slow = useLater(asked !== '' && found.isFetching);

  const lines = useMemo<Line[]>(() => {
    const open = (path: string) => () => {
      onClose();
      go(fromHere(path));
    };
    const hits = asked === '' ? [] : (found.data?.items ?? []);
    return [
      ...hits.map((h) => ({
        key: `${h.register} ${h.id}`,
        group: registerTitle(h.register),
        label: h.label,
        note: [h.note, h.division_name].filter(Boolean).join('　'),
        go: open(`/${h.register.replaceAll('.', '/')}/${h.id}`),
      })),
      ...places(asked)
        .slice(0, 6)
        .map((p) => ({
          key: p.code,
          group: '区划',
          label: p.name,
          note: `${p.note}　${p.code}`,
          go: () => {
            onClose();
            patch({ division: p.code, after: null, open: null });
          },
        })),
      ...pages
        .filter((p) => asked === '' || p.title.includes(asked))
        .slice(0, 8)
        .map((p) => ({ key: p.path, group: '页面', label: p.title, note: p.group, go: open(p.path) })),
    ];
  }, [asked, found.data, places, pages, registerTitle, onClose, go, fromHere, patch]);
  const here = Math.min(at, lines.length - 1);

  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setAt(Math.min(here + 1, lines.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(here - 1, 0));
    else if (event.key === 'Enter') lines[here]?.go();
    // A search field would first empty itself, and only the second press would close.
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    document.getElementById(`${id}-${here}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className="search">
      <input
        type="search"
        role="combobox"
        aria-expanded={lines.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={lines[here] ? `${id}-${here}` : undefined}
        aria-label="搜索名称、编号、拼音、电话"
        placeholder="名称、编号、拼音、首字母；电话和证号须写全"
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: a palette is opened to type into
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <Failure problem={asked === '' ? null : found.error} />
      <div className="hits" role="listbox" id={`${id}-list`} aria-label="结果">
        {lines.map((line, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the box above
          <div
            key={line.key}
            id={`${id}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === here}
            onClick={line.go}
            onPointerMove={() => setAt(i)}
          >
            <span className="n">{line.group}</span>
            <b>{line.label}</b>
            <span className="n">{line.note}</span>
          </div>
        ))}
      </div>
      <p className="n" role="status">
        {slow
          ? '正在找…'
          : asked !== '' && found.data && lines.length === 0
            ? '没有找到。可换名称里的两个字、拼音首字母，或把电话写全再试。'
            : ''}
      </p>
    </div>
  );
}
