import { type ChangeEvent, useEffect, useId, useRef, useState } from 'react';
import { ApiProblem, newKey } from '../../../kit/api.ts';
import { percent } from '../../../kit/format.ts';
import { smallOf } from './lightbox.tsx';
import { UnfitPhoto } from './picture.ts';
import { keepPhoto, type Place } from './send.ts';
import './files.css';

/** A photo on its way: shown at once, sent in the background. */
interface Going {
  key: string;
  file: File;
  url: string;
  share: number;
  id: string | null;
  problem: string | null;
  /** Sending again may help. */
  again: boolean;
}

const camera = 'M4 8h4l1.500-2.500h5L16 8h4v11H4zM12 10a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7z';

interface PhotoPickerProps {
  place: Place;
  /** Ids of the photos that are kept, in their order. */
  value: readonly string[];
  onChange: (ids: string[]) => void;
  /** While a photo is on its way the form should wait. */
  onBusy?: (busy: boolean) => void;
  /** What to take: 拍整改后. */
  title: string;
  /** One line under it: 站在同一位置. */
  hint?: string;
  most?: number;
  must?: boolean;
  error?: string | null;
}

/** Camera first on a phone, files on a desk. Pictures are made small in the browser and kept at once; removing one takes it from the form. */
export function PhotoPicker({ place, value, onChange, onBusy, title, hint, most = 20, must, error }: PhotoPickerProps) {
  const id = useId();
  const [going, setGoing] = useState<readonly Going[]>([]);
  const [told, tell] = useState('');
  const [touch] = useState(() => window.matchMedia('(pointer: coarse)').matches);
  const now = useRef({ value, onChange });
  now.current = { value, onChange };
  const urls = useRef(new Set<string>());
  useEffect(() => {
    const made = urls.current;
    return () => {
      for (const url of made) URL.revokeObjectURL(url);
    };
  }, []);
  // Said by the sending itself and not by what is drawn: a picker may be gone from the page while its photo is still on the way.
  const hear = useRef(onBusy);
  hear.current = onBusy;
  const sending = useRef(0);
  const count = (by: 1 | -1) => {
    const before = sending.current;
    sending.current += by;
    if (before === 0 || sending.current === 0) hear.current?.(sending.current > 0);
  };
  const change = (key: string, patch: Partial<Going>) =>
    setGoing((all) => all.map((one) => (one.key === key ? { ...one, ...patch } : one)));

  const start = async (one: Going) => {
    change(one.key, { problem: null, share: 0 });
    try {
      const kept = await keepPhoto(one.file, place, { key: one.key, onProgress: (share) => change(one.key, { share }) });
      change(one.key, { id: kept.id });
      const ids = [...now.current.value.filter((known) => known !== kept.id), kept.id];
      // Two that arrive in the same moment must not undo each other.
      now.current.value = ids;
      now.current.onChange(ids);
      tell('照片已上传');
    } catch (cause) {
      const unfit = cause instanceof UnfitPhoto;
      const problem = cause instanceof ApiProblem || unfit ? cause.message : '没有传上去，请再试一次。';
      change(one.key, { problem, again: !unfit && !(cause instanceof ApiProblem && cause.status >= 400 && cause.status < 500) });
    }
  };
  const again = (one: Going) => {
    count(1);
    void start(one).finally(() => count(-1));
  };
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const room = most - value.length - going.filter((one) => one.id === null).length;
    const chosen = [...(event.target.files ?? [])];
    // The same file chosen again is heard again.
    event.target.value = '';
    const fresh = chosen.slice(0, Math.max(0, room)).map((file): Going => {
      const url = URL.createObjectURL(file);
      urls.current.add(url);
      return { key: newKey(), file, url, share: 0, id: null, problem: null, again: false };
    });
    tell(chosen.length > room ? `最多 ${most} 张，其余没有加入` : '');
    setGoing((all) => [...all, ...fresh]);
    if (fresh.length === 0) return;
    count(1);
    void fresh.reduce((before, one) => before.then(() => start(one)), Promise.resolve()).finally(() => count(-1));
  };
  const drop = (key: string, kept: string | null) => {
    setGoing((all) => all.filter((one) => one.key !== key));
    if (kept !== null) onChange(value.filter((one) => one !== kept));
  };
  const earlier = value.filter((kept) => !going.some((one) => one.id === kept));
  const shown = [
    ...earlier.map((kept) => ({
      key: kept,
      src: smallOf(kept),
      id: kept as string | null,
      share: 1,
      problem: null as string | null,
      one: null,
    })),
    ...going.map((one) => ({ key: one.key, src: one.url, id: one.id, share: one.share, problem: one.problem, one })),
  ];
  return (
    <div className="field picker">
      <span className="lb" id={`${id}-t`}>
        {title}
        {must ? <span className="must">必填</span> : null}
        {shown.length > 0 ? <span className="n">　{value.length} 张</span> : null}
      </span>
      <ul className="got" aria-labelledby={`${id}-t`}>
        {shown.map(({ key, src, id: kept, share, problem, one }, i) => (
          <li key={key} className={problem ? 'bad' : undefined}>
            <img src={src} alt={`第 ${i + 1} 张`} />
            {problem ? null : kept === null ? <span className="st1">上传 {percent(share, 0)}</span> : null}
            {problem && one?.again ? (
              <button type="button" className="st1 again" onClick={() => again(one)}>
                重传
              </button>
            ) : null}
            <button type="button" className="x" aria-label={`去掉第 ${i + 1} 张`} onClick={() => drop(key, kept)}>
              <svg viewBox="0 0 12 12" aria-hidden="true">
                <path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" strokeWidth="1.6" />
              </svg>
            </button>
          </li>
        ))}
        {shown.length < most ? (
          <li className="to">
            <label>
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <path d={camera} />
              </svg>
              <b>{touch ? title : '选照片'}</b>
              {hint ? <span>{hint}</span> : null}
              <input
                type="file"
                accept="image/jpeg,image/png,image/webp"
                multiple={!touch}
                {...(touch ? { capture: 'environment' as const } : {})}
                aria-label={title}
                aria-invalid={error ? true : undefined}
                aria-describedby={error ? `${id}-e` : undefined}
                onChange={pick}
              />
            </label>
          </li>
        ) : null}
      </ul>
      {touch && shown.length < most ? (
        <label className="a album">
          从相册选
          <input type="file" accept="image/jpeg,image/png,image/webp" multiple aria-label={`${title}，从相册选`} onChange={pick} />
        </label>
      ) : null}
      {going
        .filter((one) => one.problem !== null)
        .map((one) => (
          <span key={one.key} className="err" role="alert">
            {one.file.name}：{one.problem}
          </span>
        ))}
      {error ? (
        <span className="err" id={`${id}-e`} role="alert">
          {error}
        </span>
      ) : null}
      <span className="sr" role="status">
        {told}
      </span>
    </div>
  );
}
