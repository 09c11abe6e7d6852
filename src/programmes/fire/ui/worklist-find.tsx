import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useFromHere } from '../../../kit/address.ts';
import { get, openPath } from '../../../kit/api.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { RiskMark } from '../../../kit/parts/marks.tsx';
import { Failure } from '../../../kit/parts/states.tsx';

interface Found {
  id: string;
  name: string;
  address: string | null;
  risk: string | null;
}

/** Opens a premises by its plate 门牌码, at once, or by its name: one field, at the door with one hand. */
export function FindPremises() {
  const id = useId();
  const to = useFromHere();
  const [, go] = useLocation();
  const [words, setWords] = useState('');
  const [found, setFound] = useState<readonly Found[] | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const asked = useRef<AbortController | null>(null);
  useEffect(() => () => asked.current?.abort(), []);

  const search = async (event: FormEvent) => {
    event.preventDefault();
    const text = words.trim();
    asked.current?.abort();
    setProblem(null);
    if (text === '') {
      setFound(null);
      return;
    }
    const stop = new AbortController();
    asked.current = stop;
    try {
      const plate = await get('/api/fire/plate', { query: { plate_no: text.slice(0, 40) }, signal: stop.signal });
      if (plate.premises) {
        go(to(`/fire/premises/${plate.premises.id}`));
        return;
      }
      // Columns of a register are its sheet's: the description does not name them.
      const page = await get<{ items: Found[] }>(openPath('/api/fire/premises'), { query: { q: text, limit: 8 }, signal: stop.signal });
      const [only] = page.items;
      if (only && page.items.length === 1) go(to(`/fire/premises/${only.id}`));
      else setFound(page.items);
    } catch (cause) {
      if (!stop.signal.aborted) setProblem(cause);
    }
  };
  return (
    <search className="w-find">
      <form onSubmit={(event) => void search(event)}>
        <input
          className="in-t"
          type="search"
          aria-label="按门牌码或名称打开场所"
          aria-describedby={`${id}-said`}
          placeholder="门牌码或名称"
          autoComplete="off"
          enterKeyHint="search"
          maxLength={100}
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            if (event.currentTarget.value === '') setFound(null);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              setWords('');
              setFound(null);
            }
          }}
        />
        <Button type="submit">打开</Button>
      </form>
      <Failure problem={problem} />
      <p id={`${id}-said`} className="sr" role="status">
        {found === null ? '' : found.length === 0 ? '没有找到' : `找到 ${found.length} 家`}
      </p>
      {found && found.length === 0 ? <p className="n">没有找到。门牌码照牌上写全；名称可以换几个字，或写拼音首字母。</p> : null}
      {found && found.length > 0 ? (
        <ul aria-label="找到的场所">
          {found.map((one) => (
            <li key={one.id}>
              <Link href={to(`/fire/premises/${one.id}`)}>
                {one.name} <RiskMark risk={one.risk} /> <span className="n">{one.address}</span>
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
    </search>
  );
}
