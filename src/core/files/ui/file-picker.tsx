import { type ChangeEvent, useId, useState } from 'react';
import { newKey } from '../../../kit/api.ts';
import { bytes } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { limits } from '../rules.ts';
import { keepDocument, type Place } from './send.ts';
import './files.css';

interface Kept {
  id: string;
  name: string;
  size: number;
}

/** Documents beside an act, such as a written request: each is kept as it is. `onChange` hears of ids. */
export function FilePicker({
  place,
  title,
  hint,
  onChange,
  onBusy,
}: {
  place: Place;
  title: string;
  hint?: string;
  onChange: (ids: string[]) => void;
  onBusy?: (busy: boolean) => void;
}) {
  const id = useId();
  const [kept, setKept] = useState<readonly Kept[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const set = (next: readonly Kept[]) => {
    setKept(next);
    onChange(next.map((one) => one.id));
  };
  const wait = (on: boolean) => {
    setBusy(on);
    onBusy?.(on);
  };
  const pick = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = [...(event.target.files ?? [])];
    event.target.value = '';
    setProblem(null);
    wait(true);
    let all = kept;
    try {
      for (const file of chosen) {
        const { id: fresh } = await keepDocument(file, place, { key: newKey() });
        all = [...all, { id: fresh, name: file.name, size: file.size }];
        set(all);
      }
    } catch (cause) {
      setProblem(cause instanceof Error ? cause.message : '没有传上去，请再试一次。');
    }
    wait(false);
  };
  return (
    <div className="field">
      <span className="lb">{title}</span>
      {kept.length > 0 ? (
        <ul className="docs">
          {kept.map((one) => (
            <li key={one.id}>
              {one.name} <span className="n">{bytes(one.size)}</span>
              <Button look="link" aria-label={`去掉 ${one.name}`} onClick={() => set(kept.filter((other) => other.id !== one.id))}>
                去掉
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <label className="btn pickfile">
        {busy ? '正在上传…' : '选文件'}
        <input
          type="file"
          multiple
          accept={['.docx', '.xlsx', ...limits.document.media].join()}
          aria-label={title}
          aria-describedby={`${id}-h`}
          disabled={busy}
          onChange={(event) => void pick(event)}
        />
      </label>
      <span className="hint n" id={`${id}-h`}>
        {hint ?? 'PDF、Word、Excel 或图片'}
      </span>
      {problem ? (
        <span className="err" role="alert">
          {problem}
        </span>
      ) : null}
    </div>
  );
}
