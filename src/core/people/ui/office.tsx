import { type FormEvent, useState } from 'react';
import { ApiProblem, useSend } from '../../../kit/api.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Field } from '../../../kit/parts/form.tsx';
import { Failure, Notice, Skeleton } from '../../../kit/parts/states.tsx';
import { type Office, useOffice } from '../../../kit/session.tsx';

/** 本办公室: where complaints go and the number under which the app is registered; both stand on the sign-in page, for everybody. */
export function OfficePage() {
  const { data: office, error, refetch } = useOffice();
  return (
    <div className="sheet">
      <div className="hd1">
        <h1>本办公室</h1>
        {office?.city ? (
          <span className="n">
            {office.city.name}　{office.city.code}
          </span>
        ) : null}
      </div>
      <Failure problem={error} onRetry={() => void refetch()} />
      {office ? <OfficeForm office={office} /> : error ? null : <Skeleton rows={4} />}
    </div>
  );
}

function OfficeForm({ office }: { office: Office }) {
  const [text, setText] = useState(office.complaints?.text ?? '');
  const [phone, setPhone] = useState(office.complaints?.phone ?? '');
  const [number, setNumber] = useState(office.record_no ?? '');
  const save = useSend('PATCH', '/api/office', { invalidates: ['/api/office'] });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ complaints: { text: text.trim(), phone: phone.trim() }, record_no: number.trim() });
  };
  const wrong = new Map(
    save.error instanceof ApiProblem && Array.isArray(save.error.body.errors)
      ? save.error.body.errors.map((e: { field: string; message: string }) => [e.field, e.message])
      : [],
  );
  const typed = (set: (value: string) => void) => (event: { target: { value: string } }) => {
    set(event.target.value);
    // What was said about the last saving is no longer about what stands here.
    save.reset();
  };
  return (
    <form onSubmit={submit} noValidate className="narrow-form">
      <p className="l gap">登录页和“投诉建议”页都显示这三项，不登录也看得到。留空的，显示“本办公室尚未填写”。（国办函〔2026〕12号）</p>
      <Field title="投诉建议由谁受理" hint="单位和时间，如 市人民政府办公室，工作日 9:00–17:00" error={wrong.get('complaints.text')}>
        {(c) => <input {...c} maxLength={200} value={text} onChange={typed(setText)} />}
      </Field>
      <Field title="投诉建议电话" hint="如 0375-12345" error={wrong.get('complaints.phone')}>
        {(c) => <input {...c} type="tel" autoComplete="off" maxLength={30} value={phone} onChange={typed(setPhone)} />}
      </Field>
      <Field title="备案号" hint="照备案通知上的写" error={wrong.get('record_no')}>
        {(c) => <input {...c} autoComplete="off" maxLength={100} value={number} onChange={typed(setNumber)} />}
      </Field>
      {wrong.size > 0 ? null : <Failure problem={save.error} />}
      {save.isSuccess ? <Notice look="good">已保存，登录页上现在就是这样写的。</Notice> : null}
      <div className="acts">
        <Button type="submit" look="p" busy={save.isPending}>
          保存
        </Button>
        <span className="n">改动记入流水</span>
      </div>
    </form>
  );
}
