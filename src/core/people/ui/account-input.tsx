import { useState } from 'react';
import { useGet } from '../../../kit/api.ts';
import { Dropdown, MenuItem } from '../../../kit/parts/menu.tsx';
import { Failure } from '../../../kit/parts/states.tsx';

interface Chosen {
  id: string;
  title: string;
}

/** One colleague, found by name. `from` is the list to choose in. */
export function AccountInput({
  value,
  onChange,
  label,
  from = '/api/accounts',
  except,
}: {
  value: Chosen | null;
  onChange: (chosen: Chosen) => void;
  label: string;
  from?: '/api/accounts' | '/api/colleagues';
  except?: string;
}) {
  const [text, setText] = useState('');
  const { data, error } = useGet(from, { query: { q: text.trim(), limit: 20 }, keep: true });
  return (
    <Dropdown className="btn pick" label={label} lead={`${label}：`} button={value?.title ?? '选择同事'} kind="dialog">
      {(close) => (
        <>
          <div className="pad">
            <input
              className="in-t"
              type="search"
              aria-label="按姓名或用户名找"
              placeholder="姓名或用户名"
              value={text}
              onChange={(e) => setText(e.target.value)}
            />
          </div>
          <Failure problem={error} />
          <div role="menu" aria-label={label}>
            {(data?.items ?? [])
              .filter((a) => a.id !== except)
              .map((a) => (
                <MenuItem
                  key={a.id}
                  onPress={() => {
                    onChange({ id: a.id, title: a.title });
                    close();
                  }}
                >
                  {a.title} <span className="n">{a.unit_name ?? ('posts' in a ? a.posts[0]?.unit_name : null) ?? a.name}</span>
                </MenuItem>
              ))}
          </div>
          {data && data.items.length === 0 ? <p className="cap">没有这样的同事</p> : null}
        </>
      )}
    </Dropdown>
  );
}
