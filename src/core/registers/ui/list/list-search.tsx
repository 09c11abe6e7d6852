import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Sheet } from '../../sheet.ts';

/** The search inside the list. It asks after a short pause, so that each letter is not a question of its own. */
export function ListSearch({
  search,
  value,
  sheet,
  onChange,
  className,
}: {
  search: RefObject<HTMLInputElement | null>;
  value: string;
  sheet: Sheet;
  onChange: (q: string) => void;
  className: string;
}) {
  const [words, setWords] = useState(value);
  const [asked, setAsked] = useState(value);
  // The address changed from elsewhere (a view, Back): the field follows.
  if (asked !== value) {
    setAsked(value);
    setWords(value);
  }
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (words === value) return;
    const timer = setTimeout(() => latest.current(words.trim()), 250);
    return () => clearTimeout(timer);
  }, [words, value]);
  const titles = sheet.searched.map((name) => sheet.columns.find((c) => c.name === name)?.title).join('、');
  return (
    <input
      ref={search}
      type="search"
      className={className}
      placeholder={`在表内找 ${titles} /`}
      aria-label={`在${sheet.title}里找：${titles}、拼音、电话`}
      value={words}
      onChange={(event) => setWords(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onChange(words.trim());
        if (event.key === 'Escape') {
          event.preventDefault();
          setWords('');
          onChange('');
          event.currentTarget.blur();
        }
      }}
    />
  );
}
