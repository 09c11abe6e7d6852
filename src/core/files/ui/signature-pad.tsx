import { type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import { newKey } from '../../../kit/api.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { smallOf } from './lightbox.tsx';
import { readyPhoto } from './picture.ts';
import { keepSignature, type Place } from './send.ts';
import './files.css';

interface SignaturePadProps {
  place: Place;
  /** Id of the kept signature. */
  value: string | null;
  onChange: (id: string | null) => void;
  /** Who signs: 店主签名. */
  title: string;
  /** What is signed, read before signing. */
  hint?: string;
}

interface Point {
  x: number;
  y: number;
}

/** A line from one point to the next; a dot where both are one. */
function stroke(canvas: HTMLCanvasElement, from: Point, to: Point): void {
  const pen = canvas.getContext('2d');
  if (!pen) return;
  const by = canvas.width;
  pen.beginPath();
  pen.moveTo(from.x * by, from.y * by);
  pen.lineTo(to.x * by + (to.x === from.x && to.y === from.y ? 0.1 : 0), to.y * by);
  pen.stroke();
}

/** A name written by finger, pen or mouse. Whoever signs on paper photographs the paper: writing on glass is not asked of anybody. */
export function SignaturePad({ place, value, onChange, title, hint }: SignaturePadProps) {
  const id = useId();
  const pad = useRef<HTMLCanvasElement>(null);
  const down = useRef(false);
  const [strokes, setStrokes] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const key = useRef(newKey());

  /** Each stroke as points in the pad's own measure (0–1 of its width), so that turning the phone takes nothing away. */
  const lines = useRef<Point[][]>([]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the pad is there again when the signature was taken back
  useEffect(() => {
    const canvas = pad.current;
    if (!canvas) return;
    const measure = () => {
      const box = canvas.getBoundingClientRect();
      const dense = Math.min(2, window.devicePixelRatio || 1);
      canvas.width = Math.round(box.width * dense);
      canvas.height = Math.round(box.height * dense);
      const pen = canvas.getContext('2d');
      if (!pen) return;
      pen.lineWidth = 2.6 * dense;
      pen.lineCap = 'round';
      pen.lineJoin = 'round';
      pen.strokeStyle = '#1b1f24';
      for (const line of lines.current) for (const [i, to] of line.entries()) stroke(canvas, line[i - 1] ?? to, to);
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(canvas);
    return () => watch.disconnect();
  }, [value]);

  const at = (event: PointerEvent<HTMLCanvasElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.width };
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    const line = lines.current.at(-1);
    if (!down.current || !line) return;
    const to = at(event);
    stroke(event.currentTarget, line.at(-1) ?? to, to);
    line.push(to);
  };
  const lift = () => {
    down.current = false;
  };
  const clear = () => {
    const canvas = pad.current;
    lines.current = [];
    canvas?.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
    setStrokes(0);
    key.current = newKey();
  };
  const keep = async (blob: Blob | null) => {
    if (!blob) return;
    setBusy(true);
    setProblem(null);
    try {
      onChange((await keepSignature(blob, place, { key: key.current })).id);
    } catch (cause) {
      setProblem(cause instanceof Error ? cause.message : '签名没有传上去，请再试一次。');
    }
    setBusy(false);
  };
  return (
    <div className="field sign">
      <span className="lb" id={`${id}-t`}>
        {title}
      </span>
      {hint ? <p className="l">{hint}</p> : null}
      {value ? (
        <>
          <img src={smallOf(value)} alt={`${title}，已签`} />
          <div className="acts">
            <Button
              onClick={() => {
                onChange(null);
                lines.current = [];
                setStrokes(0);
                key.current = newKey();
              }}
            >
              重签
            </Button>
          </div>
        </>
      ) : (
        <>
          <canvas
            ref={pad}
            role="img"
            aria-labelledby={`${id}-t`}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              down.current = true;
              lines.current.push([]);
              draw(event);
              setStrokes((n) => n + 1);
            }}
            onPointerMove={draw}
            onPointerUp={lift}
            onPointerCancel={lift}
          />
          <div className="acts">
            <Button
              look="p"
              busy={busy}
              disabled={strokes === 0}
              onClick={() => pad.current?.toBlob((blob) => void keep(blob), 'image/png')}
            >
              签好了
            </Button>
            <Button disabled={strokes === 0} onClick={clear}>
              擦掉重写
            </Button>
            <label className="btn pickfile">
              在纸上签的，拍照
              <input
                type="file"
                accept="image/jpeg,image/png,image/webp"
                aria-label={`${title}，拍纸上的签字`}
                onChange={(event) => {
                  const file = event.target.files?.[0];
                  event.target.value = '';
                  if (!file) return;
                  key.current = newKey();
                  void readyPhoto(file).then(
                    (photo) => keep(photo.file),
                    (cause: unknown) => setProblem(cause instanceof Error ? cause.message : '照片打不开，请重拍。'),
                  );
                }}
              />
            </label>
          </div>
        </>
      )}
      {problem ? (
        <span className="err" role="alert">
          {problem}
        </span>
      ) : null}
    </div>
  );
}
