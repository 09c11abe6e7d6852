import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Divisions } from '../../../divisions/ui/index.ts';

export interface Choice {
  value: string;
  title: string;
  note?: string;
}

/** Divisions within `roots` that match, as choices; without words the roots and what lies right under them. */
export const divisionChoices = (index: Divisions, roots: readonly string[], words: string): Choice[] =>
  (words === ''
    ? roots.flatMap((root) => [index.find(root), ...index.children(root)]).filter((d) => d !== undefined)
    : index.search(words, roots, 12)
  ).map((d) => ({
    value: d.code,
    title: d.name,
    note: `${index.pathName(d.code)} ${d.code}`,
  }));

interface ComboProps {
  id?: string;
  label: string;
  /** What is chosen now, in words. */
  chosen: string;
  onChoose: (choice: Choice | null) => void;
  /** Candidates for these words; a rejected search counts as none. */
  find: (words: string, signal: AbortSignal) => Promise<readonly Choice[]> | readonly Choice[];
  invalid?: boolean;
  describedBy?: string | undefined;
  required?: boolean;
  placeholder?: string;
}

/** A field that is searched: divisions by name, pinyin or code; other rows by their words. */
export function Combo({ id, label, chosen, onChoose, find, invalid, describedBy, required, placeholder }: ComboProps) {
  const own = useId();
  const list = `${own}-list`;
  const [words, setWords] = useState<string | null>(null);
  const [choices, setChoices] = useState<readonly Choice[] | null>(null);
  const [at, setAt] = useState(0);
  const asking = useRef(find);
  asking.current = find;

  useEffect(() => {
    if (words === null) {
      setChoices(null);
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const found = await asking.current(words.trim(), stop.signal);
        if (!stop.signal.aborted) {
          setChoices(found);
          setAt(0);
        }
      } catch {
        if (!stop.signal.aborted) setChoices([]);
      }
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [words]);

  const take = (choice: Choice | undefined) => {
    if (!choice) return;
    onChoose(choice);
    setWords(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (words === null) setWords('');
      else setAt(Math.max(0, Math.min((choices?.length ?? 1) - 1, at + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter' && words !== null) {
      event.preventDefault();
      take(choices?.[at]);
    } else if (event.key === 'Escape' && words !== null) {
      event.preventDefault();
      event.stopPropagation();
      setWords(null);
    }
  };
  const open = words !== null && choices !== null;
  return (
    <div className="combo">
      <input
        id={id}
        className="in-t"
        role="combobox"
        aria-label={id ? undefined : label}
        aria-expanded={open}
        aria-controls={open ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={open && choices[at] ? `${own}-${at}` : undefined}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        aria-required={required || undefined}
        autoComplete="off"
        placeholder={placeholder}
        value={words ?? chosen}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          if (event.currentTarget.value === '') onChoose(null);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setWords(null)}
      />
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the combobox pattern
        <ul role="listbox" id={list} aria-label={label}>
          {choices.map((choice, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
            <li
              key={choice.value}
              id={`${own}-${index}`}
              // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the combobox pattern
              role="option"
              aria-selected={index === at}
              tabIndex={-1}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(choice)}
            >
              {choice.title}
              {choice.note && <span className="n">{choice.note}</span>}
            </li>
          ))}
          {choices.length === 0 && (
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the combobox pattern
            <li className="no" role="option" aria-selected={false} aria-disabled tabIndex={-1}>
              没有找到，换几个字再试
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
