import { type FormEvent, useState } from 'react';
import { useSend } from '../../../kit/api.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Field } from '../../../kit/parts/form.tsx';
import { Failure, Notice } from '../../../kit/parts/states.tsx';
import { useSession } from '../../../kit/session.tsx';
import { passwordHint, weaknesses } from '../rules.ts';

/** My own password: the old one proves that it is me at the keyboard. */
export function ChangePassword({ onChanged }: { onChanged?: () => void }) {
  const { account } = useSession();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const change = useSend('POST', '/api/session/password', {
    onDone: () => {
      setOld('');
      setFresh('');
      setAgain('');
      setTried(false);
      onChanged?.();
    },
  });
  const weak = weaknesses(fresh, account.name)[0] ?? null;
  const differs = again !== fresh;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (old !== '' && !weak && !differs) change.mutate({ old_password: old, password: fresh });
  };
  return (
    <form onSubmit={submit} noValidate className="narrow-form">
      <input type="hidden" autoComplete="username" value={account.name} readOnly />
      <Field title="现在的密码" must error={tried && old === '' ? '请填写现在的密码' : null}>
        {(c) => <input {...c} type="password" autoComplete="current-password" value={old} onChange={(e) => setOld(e.target.value)} />}
      </Field>
      <Field title="新密码" must hint={`${passwordHint}；最近 5 次用过的不行`} error={tried ? weak : null}>
        {(c) => <input {...c} type="password" autoComplete="new-password" value={fresh} onChange={(e) => setFresh(e.target.value)} />}
      </Field>
      <Field title="再填一遍" must error={tried && differs ? '两次填写不一样' : null}>
        {(c) => <input {...c} type="password" autoComplete="new-password" value={again} onChange={(e) => setAgain(e.target.value)} />}
      </Field>
      <Failure problem={change.error} />
      {change.isSuccess && !tried ? (
        <Notice look="good" title="密码已改">
          其他设备上的登录已退出，下次请用新密码。
        </Notice>
      ) : null}
      <Button type="submit" look="p" busy={change.isPending}>
        改密码
      </Button>
    </form>
  );
}
