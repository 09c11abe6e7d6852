/** What an act asks: only what it needs, with the words of what will happen above the button. */
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { ApiProblem } from '../../../kit/api.ts';
import { addDays, date, dateTime } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { DateInput } from '../../../kit/parts/date-input.tsx';
import { Field } from '../../../kit/parts/form.tsx';
import { Failure, Notice } from '../../../kit/parts/states.tsx';
import { useToday } from '../../../kit/session.tsx';
import { FilePicker, PhotoPair, PhotoPicker, type Picture } from '../../files/ui/index.ts';
import { type ActFields, type MatterAct, type MatterFile, type Receiver, type Result, useAct, useReceivers } from './calls.ts';

/** What a matter's receivers must be able to do, by the stage in which it is handed over. */
const receives = { accept: 'accept', handle: 'answer', verify: 'verify', closed: 'answer' } as const;

const choices: Readonly<Record<string, readonly { value: Result; title: string }[]>> = {
  verify: [
    { value: 'yes', title: '合格，销号' },
    { value: 'part', title: '部分合格' },
    { value: 'no', title: '不合格，退回' },
  ],
  decide_hold: [
    { value: 'yes', title: '同意' },
    { value: 'no', title: '不同意' },
  ],
  decide_extension: [
    { value: 'yes', title: '同意' },
    { value: 'no', title: '不同意' },
  ],
  look_back: [
    { value: 'yes', title: '未反弹' },
    { value: 'no', title: '已反弹' },
  ],
};

/** What the button says once the result is chosen. */
const submits: Readonly<Record<string, string>> = { 'verify yes': '销号', 'verify part': '退回整改剩余部分', 'verify no': '退回重办' };

const reasonTitles: Readonly<Record<string, string>> = {
  answer: '整改情况',
  verify: '核查说明',
  note: '内容',
  look_back: '现场情况',
  accept: '说明',
  urge: '催办什么',
};

/** People by unit; a unit's own queue can be chosen where the act takes one. */
export function ReceiverSelect({
  control,
  people,
  value,
  onChange,
  units,
  none,
}: {
  control: object;
  people: readonly Receiver[];
  value: string;
  onChange: (value: string) => void;
  units: boolean;
  none: string;
}) {
  const byUnit = new Map<string, Receiver[]>();
  for (const one of people) byUnit.set(one.unit_id, [...(byUnit.get(one.unit_id) ?? []), one]);
  return (
    <select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{none}</option>
      {[...byUnit].map(([unit, all]) => (
        <optgroup key={unit} label={all[0]?.unit_name ?? ''}>
          {units ? <option value={`unit ${unit}`}>{all[0]?.unit_name}（不指定人）</option> : null}
          {all.map((one) => (
            <option key={one.account_id} value={`person ${one.account_id}`}>
              {one.title}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

/** The chosen value of `ReceiverSelect` as fields of the act. */
export const receiverOf = (value: string): Pick<ActFields, 'person' | 'unit'> => {
  const [what, id] = value.split(' ');
  return id ? (what === 'unit' ? { unit: id } : { person: id }) : {};
};

/** Two or more answers as wide buttons, one of them pressed. */
export function Choice({
  title,
  items,
  value,
  onChange,
  error,
}: {
  title: string;
  items: readonly { value: string; title: string }[];
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
}) {
  const id = useId();
  return (
    <fieldset className={items.length > 2 ? 'field m-choice three' : 'field m-choice'}>
      <legend className="lb">{title}</legend>
      <div>
        {items.map((item) => (
          <label key={item.value} className={value === item.value ? 'on' : undefined}>
            <input
              type="radio"
              name={id}
              className="sr"
              value={item.value}
              checked={value === item.value}
              onChange={() => onChange(item.value)}
            />
            {item.title}
          </label>
        ))}
      </div>
      {error ? (
        <span className="err" role="alert">
          {error}
        </span>
      ) : null}
    </fieldset>
  );
}

interface ActFormProps {
  file: MatterFile;
  act: MatterAct;
  /** With the title of what was done: 部分整改 is noted, not answered. */
  onDone: (title: string) => void;
  /** Reads the matter again after somebody was faster. */
  onAgain: () => void;
  onCancel?: () => void;
  /** Photos of before, beside which the one of after is taken. */
  beside?: readonly Picture[];
  /** On a phone the pair stands above and the button below, in reach of the thumb. */
  frame: (parts: { fields: ReactNode; words: ReactNode; buttons: ReactNode }) => ReactNode;
}

export function ActForm({ file, act, onDone, onAgain, onCancel, beside, frame }: ActFormProps) {
  const { matter } = file;
  const today = useToday();
  const [reason, setReason] = useState('');
  const [photos, setPhotos] = useState<string[]>([]);
  const [before, setBefore] = useState<string[]>([]);
  const [proof, setProof] = useState<string[]>([]);
  const [until, setUntil] = useState('');
  const [receiver, setReceiver] = useState('');
  const [result, setResult] = useState<Result | ''>('');
  const [consent, setConsent] = useState('');
  const [partly, setPartly] = useState('all');
  const [tried, setTried] = useState(false);
  const [waiting, wait] = useState<Readonly<Record<string, boolean>>>({});
  const note = file.acts.find((other) => other.name === 'note');
  // 部分整改 is no answer: it is noted, and the clock runs on.
  const asPart = act.name === 'answer' && partly === 'part' && note !== undefined;
  const doing = asPart && note ? note : act;
  const sending = useAct(matter.id, doing.name, () => onDone(asPart ? '记下进展' : doing.title));
  const asked = (what: MatterAct['needs'][number]) => doing.needs.includes(what);
  const taken = (what: MatterAct['takes'][number]) => doing.takes.includes(what);
  // What is not wholly right is given back, and that wants words.
  const refusing = doing.name === 'verify' && (result === 'part' || result === 'no');
  const wantsResult = asked('result') || taken('result');
  const wantsReceiver = asked('person') || taken('person');
  const people = useReceivers(
    wantsReceiver
      ? { kind: matter.kind, act: doing.name === 'accept' ? 'answer' : receives[matter.stage], division: matter.division }
      : null,
  );
  const place = { programme: matter.programme, division: matter.division };
  const needsBefore = doing.name === 'answer' && matter.evidence.missing.some((words) => words.includes('整改前'));
  const errors = {
    reason: (asked('reason') || refusing) && reason.trim() === '' ? '请写明' : null,
    photos: asked('photos') && photos.length === 0 ? '请先拍照' : null,
    until: asked('until') && until === '' ? '请选日期' : asked('until') && until <= today ? '须晚于今天' : null,
    receiver: asked('person') && receiver === '' ? '请选接收的人或单位' : null,
    result: wantsResult && result === '' ? '请选结果' : null,
  };
  const shown = (name: keyof typeof errors) => (tried ? errors[name] : null);
  const busy = Object.values(waiting).some(Boolean);
  const decided = { decide_extension: 'extension', decide_hold: 'hold' }[act.name as string];
  const request = file.requests.find((one) => one.kind === decided && one.decision === null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (busy || sending.isPending || Object.values(errors).some(Boolean)) return;
    sending.mutate({
      version: matter.version,
      fields: {
        ...(reason.trim() ? { reason: reason.trim() } : {}),
        ...(photos.length > 0 ? { photos } : {}),
        ...(before.length > 0 ? { before } : {}),
        ...(proof.length > 0 ? { proof } : {}),
        ...(asked('until') ? { until } : {}),
        ...receiverOf(receiver),
        ...(result !== '' ? { result } : {}),
        ...(consent.trim() ? { consent: consent.trim() } : {}),
      },
    });
  };
  const problem = sending.error;
  const stale = problem instanceof ApiProblem && problem.status === 409;
  const photoPicker = (
    <PhotoPicker
      title={act.name === 'answer' ? '拍整改后' : '照片'}
      {...(act.name === 'answer' ? { hint: '站在同一位置' } : {})}
      place={place}
      value={photos}
      onChange={setPhotos}
      must={asked('photos')}
      error={shown('photos')}
      onBusy={(on) => wait((all) => ({ ...all, photos: on }))}
    />
  );
  const fields = (
    <>
      {request ? (
        <p className="m-ask">
          {request.by} {dateTime(request.at)} 申请{request.kind === 'hold' ? '挂账到' : '延到'} <b>{date(request.until)}</b>：
          {request.reason}
        </p>
      ) : null}
      {doing.name === 'verify' && !matter.evidence.complete ? (
        <Notice look="warn" title="销号要件未齐">
          {matter.evidence.missing.join('、')}。请先由承办人补齐，或选“不合格，退回”。
        </Notice>
      ) : null}
      {wantsResult ? (
        <Choice
          title="结果"
          items={choices[act.name] ?? []}
          value={result}
          onChange={(value) => setResult(value as Result)}
          error={shown('result')}
        />
      ) : null}
      {needsBefore ? (
        <PhotoPicker
          title="补整改前照片"
          hint="没有留下的写在说明里"
          place={place}
          value={before}
          onChange={setBefore}
          onBusy={(on) => wait((all) => ({ ...all, before: on }))}
        />
      ) : null}
      {asked('photos') || taken('photos') ? (
        beside ? (
          <PhotoPair before={beside} after={[]}>
            {photoPicker}
          </PhotoPair>
        ) : (
          photoPicker
        )
      ) : null}
      {act.name === 'answer' && note ? (
        <Choice
          title="结果"
          value={partly}
          onChange={setPartly}
          items={[
            { value: 'all', title: '已全部整改' },
            { value: 'part', title: '部分整改' },
          ]}
        />
      ) : null}
      {wantsReceiver ? (
        <Field
          title={act.name === 'accept' ? '承办人' : '转给'}
          must={asked('person')}
          error={shown('receiver') ?? (people.error ? people.error.message : null)}
        >
          {(control) => (
            <ReceiverSelect
              control={control}
              people={people.data?.items ?? []}
              value={receiver}
              onChange={setReceiver}
              units={taken('unit')}
              none={act.name === 'accept' ? '由我承办' : people.isPending ? '正在读取…' : '请选择'}
            />
          )}
        </Field>
      ) : null}
      {asked('until') ? (
        <Field title={act.name === 'ask_hold' ? '挂账到' : '延到'} must error={shown('until')}>
          {(control) => <DateInput {...control} value={until} onChange={setUntil} min={addDays(today, 1)} />}
        </Field>
      ) : null}
      {asked('reason') || taken('reason') ? (
        <Field
          title={
            asPart
              ? '已整改和未整改的'
              : result === 'part'
                ? '还剩什么没有整改'
                : refusing
                  ? '哪里不合格'
                  : (reasonTitles[act.name] ?? '原因')
          }
          must={asked('reason') || refusing}
          error={shown('reason')}
        >
          {(control) => (
            <textarea {...control} value={reason} maxLength={2000} rows={3} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      ) : null}
      {taken('consent') ? (
        <Field title="同意或会同情况" hint="22 时至次日 7 时入户复核，须经营者同意或会同公安民警">
          {(control) => (
            <input {...control} className="in-t" value={consent} maxLength={200} onChange={(event) => setConsent(event.target.value)} />
          )}
        </Field>
      ) : null}
      {taken('proof') ? (
        <FilePicker title="附件" place={place} onChange={setProof} onBusy={(on) => wait((all) => ({ ...all, proof: on }))} />
      ) : null}
      <Failure problem={problem} {...(stale ? { onRetry: onAgain } : {})} />
    </>
  );
  return (
    <form className="m-form" noValidate onSubmit={submit} aria-label={act.title}>
      {frame({
        fields,
        words: asPart ? '记一笔进展，整改钟照走；全部整改后再反馈。' : act.words,
        buttons: (
          <>
            {onCancel ? <Button onClick={onCancel}>不办了</Button> : null}
            <Button type="submit" look="p" busy={sending.isPending || busy}>
              {busy
                ? '照片上传中'
                : asPart
                  ? '记下进展'
                  : act.name === 'answer'
                    ? '提交反馈'
                    : (submits[`${act.name} ${result}`] ?? act.title)}
            </Button>
          </>
        ),
      })}
    </form>
  );
}
