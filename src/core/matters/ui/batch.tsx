import { type FormEvent, useState } from 'react';
import { number } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { Field } from '../../../kit/parts/form.tsx';
import { Failure, Notice } from '../../../kit/parts/states.tsx';
import { useMay } from '../../../kit/session.tsx';
import type { Stage } from '../kind.ts';
import { type ActName, actFacts } from '../rules.ts';
import { ReceiverSelect, receiverOf } from './act-form.tsx';
import type { MatterRow } from './calls.ts';
import { type BatchAnswer, useBatch, useReceivers } from './calls.ts';

/** What may be done to several at once; a check on the spot never is. */
export type BatchName = Extract<ActName, 'accept' | 'transfer' | 'urge' | 'supervise' | 'note'>;
const fit: Readonly<Record<BatchName, (row: MatterRow) => boolean>> = {
  accept: (row) => row.stage === 'accept',
  transfer: (row) => row.outcome === null,
  urge: (row) => row.outcome === null,
  supervise: (row) => row.outcome === null && !row.supervised,
  note: (row) => row.outcome === null,
};
const receives: Readonly<Record<Stage, 'accept' | 'answer' | 'verify'>> = {
  accept: 'accept',
  handle: 'answer',
  verify: 'verify',
  closed: 'answer',
};

/** The bar under a list with its selection. What some of the chosen are not fit for is left out of the act and said. */
export function BatchBar({
  names,
  rows,
  onDone,
  onClear,
}: {
  names: readonly BatchName[];
  rows: readonly MatterRow[];
  onDone: (answer: BatchAnswer, title: string) => void;
  onClear: () => void;
}) {
  const may = useMay();
  const [asking, ask] = useState<BatchName | null>(null);
  const able = (name: BatchName) => rows.filter((row) => fit[name](row) && may(`${row.kind}.${name}`, row.division));
  const chosen = asking ? able(asking) : [];
  return (
    <div className="bulk" role="toolbar" aria-label="对所选的事项">
      <b>已选 {number(rows.length)} 件</b>
      <span className="sp" />
      {names.map((name) => {
        const n = able(name).length;
        return n === 0 ? null : (
          <Button key={name} onClick={() => ask(name)}>
            {actFacts[name].title}
            {n < rows.length ? ` ${n} 件` : ''}
          </Button>
        );
      })}
      <Button look="bare" onClick={onClear}>
        取消<span className="desk-only"> Esc</span>
      </Button>
      {asking ? (
        <Dialog open onClose={() => ask(null)} title={`${actFacts[asking].title} ${number(chosen.length)} 件`}>
          <BatchForm
            key={asking}
            name={asking}
            rows={chosen}
            left={rows.length - chosen.length}
            onCancel={() => ask(null)}
            onDone={(answer) => {
              ask(null);
              onDone(answer, actFacts[asking].title);
            }}
          />
        </Dialog>
      ) : null}
    </div>
  );
}

function BatchForm({
  name,
  rows,
  left,
  onCancel,
  onDone,
}: {
  name: BatchName;
  rows: readonly MatterRow[];
  left: number;
  onCancel: () => void;
  onDone: (answer: BatchAnswer) => void;
}) {
  const facts = actFacts[name];
  const [reason, setReason] = useState('');
  const [receiver, setReceiver] = useState('');
  const [tried, setTried] = useState(false);
  const sending = useBatch(name, onDone);
  const first = rows[0];
  const person = facts.needs.includes('person');
  const same = rows.every((row) => row.kind === first?.kind && row.stage === first.stage);
  // Whoever receives all must answer for all their places: what the divisions have in common.
  const common = rows.reduce((code, row) => {
    let n = 0;
    while (n < code.length && code[n] === row.division[n]) n++;
    return code.slice(0, [15, 12, 9, 6, 4].find((length) => length <= n) ?? 4);
  }, first?.division ?? '');
  const people = useReceivers(person && same && first ? { kind: first.kind, act: receives[first.stage], division: common } : null);
  const noReason = facts.needs.includes('reason') && reason.trim() === '';
  const noOne = person && receiver === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (noReason || noOne || sending.isPending) return;
    sending.mutate({ rows, fields: { ...(reason.trim() ? { reason: reason.trim() } : {}), ...receiverOf(receiver) } });
  };
  if (person && !same) return <Notice look="warn" title="请选同一类、同一环节的事项一起转办" />;
  return (
    <form className="m-form" noValidate onSubmit={submit}>
      {left > 0 ? (
        <p className="l gap">
          另有 {number(left)} 件现在不能{facts.title}，不在其内。
        </p>
      ) : null}
      {person ? (
        <Field title="转给" must error={tried && noOne ? '请选接收的人或单位' : (people.error?.message ?? null)}>
          {(control) => (
            <ReceiverSelect
              control={control}
              people={people.data?.items ?? []}
              value={receiver}
              onChange={setReceiver}
              units
              none={people.isPending ? '正在读取…' : '请选择'}
            />
          )}
        </Field>
      ) : null}
      <Field title={name === 'note' ? '内容' : '原因'} must={facts.needs.includes('reason')} error={tried && noReason ? '请写明' : null}>
        {(control) => (
          <textarea {...control} value={reason} maxLength={2000} rows={3} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      <p className="l m-will">{facts.words}每件各记一笔流水，办不了的逐件说明。</p>
      <Failure problem={sending.error} />
      <div className="m-btns">
        <Button onClick={onCancel}>不办了</Button>
        <Button type="submit" look="p" busy={sending.isPending}>
          {facts.title} {number(rows.length)} 件
        </Button>
      </div>
    </form>
  );
}

/** What became of a batch: how many were done, and each refusal in words. */
export function BatchResult({
  title,
  answer,
  rows,
  onClose,
}: {
  title: string;
  answer: BatchAnswer;
  rows: readonly MatterRow[];
  onClose: () => void;
}) {
  return (
    <Notice
      look={answer.refused.length > 0 ? 'warn' : 'good'}
      title={`${title}：办成 ${number(answer.done.length)} 件${answer.refused.length > 0 ? `，没有办成 ${number(answer.refused.length)} 件` : ''}`}
      onClose={onClose}
    >
      {answer.refused.length > 0 ? (
        <ul>
          {answer.refused.map((one) => (
            <li key={one.id}>
              {rows.find((row) => row.id === one.id)?.title ?? one.id}：{one.title}。{one.detail}
            </li>
          ))}
        </ul>
      ) : null}
    </Notice>
  );
}
