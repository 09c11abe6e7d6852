/** 五清: what was cleared at once, counted in its own unit, with a photo before and after; never of people. */
import { PhotoPicker } from '../../../../core/files/ui/index.ts';
import { Button } from '../../../../kit/parts/button.tsx';
import { Field } from '../../../../kit/parts/form.tsx';
import { clearingPhotos, clearings } from '../../checklists/clearings.ts';
import { smallPremises } from '../../checklists.ts';
import { Frame } from './frame.tsx';
import type { Inspecting } from './given.ts';
import { type ClearDraft, noClear } from './inspection.ts';

export function ClearsStep({ inspecting }: { inspecting: Inspecting }) {
  const { draft, go, busy, phone } = inspecting;
  const failed = (clear: string) =>
    smallPremises.items.filter((item) => item.clears === clear && draft.run.said[item.code]?.answer === 'fail').map((item) => item.code);
  return (
    <Frame
      inspecting={inspecting}
      bar={busy ? '照片正在上传' : '当场清理了的才记；没有就直接下一步'}
      foot={
        <>
          <Button onClick={() => go('ask')}>回检查表</Button>
          <Button look="p" busy={busy} onClick={() => go('finish')}>
            下一步：提交
          </Button>
        </>
      }
    >
      {phone ? <h1 className="v-all">五清：当场清理了什么</h1> : <h2 className="vi-h2">五清：当场清理了什么</h2>}
      {clearings.map((clearing) => (
        <section key={clearing.code} className="vi-clear">
          <h2>
            <span className="n">{clearing.code}</span> {clearing.title}
            {failed(clearing.code).length > 0 ? <span className="tag">{failed(clearing.code).join('、')} 不合格</span> : null}
          </h2>
          {clearing.subtypes.map((subtype) => (
            <Line
              key={subtype.code}
              inspecting={inspecting}
              slot={`${clearing.code}.${subtype.code}`}
              title={subtype.title}
              unit={subtype.unit}
              photos={clearing.photos}
            />
          ))}
        </section>
      ))}
    </Frame>
  );
}

function Line({
  inspecting,
  slot,
  title,
  unit,
  photos,
}: {
  inspecting: Inspecting;
  slot: string;
  title: string;
  unit: string;
  photos: boolean;
}) {
  const { draft, change, lacks, tried, place, onBusy } = inspecting;
  const said = draft.clears[slot] ?? noClear;
  const put = (what: Partial<ClearDraft>) =>
    change((now) => ({ ...now, clears: { ...now.clears, [slot]: { ...(now.clears[slot] ?? noClear), ...what } } }));
  const count = (n: number) => put({ count: Math.min(10_000, Math.max(0, Math.trunc(n) || 0)) });
  const lack = (field: string) => (tried ? (lacks.find((one) => one.code === slot && one.field === field)?.message ?? null) : null);
  return (
    <div className="vi-line">
      <div className="vi-count">
        <span>{title}</span>
        <Button aria-label={`${title}减一`} disabled={said.count === 0} onClick={() => count(said.count - 1)}>
          −
        </Button>
        <input
          className="in-t"
          inputMode="numeric"
          aria-label={`${title}数量（${unit}）`}
          value={said.count === 0 ? '' : String(said.count)}
          placeholder="0"
          onChange={(event) => count(Number(event.target.value.replace(/\D/g, '')))}
        />
        <Button aria-label={`${title}加一`} onClick={() => count(said.count + 1)}>
          +
        </Button>
        <span>{unit}</span>
      </div>
      {said.count > 0 ? (
        <div className="vi-more">
          {photos ? (
            <>
              <div className="vi-pair">
                <PhotoPicker
                  place={place}
                  value={said.before}
                  onChange={(before) => put({ before })}
                  onBusy={onBusy}
                  title="清理前"
                  must
                  error={lack('before')}
                />
                <PhotoPicker
                  place={place}
                  value={said.after}
                  onChange={(after) => put({ after })}
                  onBusy={onBusy}
                  title="清理后"
                  hint="站在同一位置"
                  must
                  error={lack('after')}
                />
              </div>
              <p className="n gap">{clearingPhotos}</p>
            </>
          ) : (
            <p className="n gap">只记人数，不拍照，不记姓名</p>
          )}
          <div className="two-fields">
            <Field title="在哪里">
              {(control) => (
                <input {...control} maxLength={200} value={said.where} onChange={(event) => put({ where: event.target.value })} />
              )}
            </Field>
            <Field title="怎么处理的">
              {(control) => (
                <input {...control} maxLength={200} value={said.disposal} onChange={(event) => put({ disposal: event.target.value })} />
              )}
            </Field>
          </div>
        </div>
      ) : null}
    </div>
  );
}
