/** The page of a signed-out visitor. Kept light: it is the first thing a phone on a weak signal has to fetch. */
import { type FormEvent, useRef, useState } from 'react';
import { ApiProblem, send } from '../../../kit/api.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Field } from '../../../kit/parts/form.tsx';
import { Failure } from '../../../kit/parts/states.tsx';
import { type Office, type Session, useOffice } from '../../../kit/session.tsx';
import { useTitle } from '../../../kit/title.ts';
import './sign-in.css';

const demoPassword = 'Taizhang-demo-1';

interface SignInProps {
  onSignedIn: (session: Session) => void;
  /** Set when a session ended under a page that is still open: only this person goes on where he was. */
  name?: string;
}

/** User name and password. Refusals are the server's own words: wrong, locked until, or no longer in office. */
export function SignInForm({ onSignedIn, name: known, filled }: SignInProps & { filled?: { name: string; password: string } | null }) {
  const [name, setName] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [shown, show] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [taken, setTaken] = useState(filled);
  const box = useRef<HTMLInputElement>(null);
  if (filled !== taken) {
    setTaken(filled);
    if (filled) {
      setName(filled.name);
      setPassword(filled.password);
      setProblem(null);
    }
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (name.trim() === '' || password === '') {
      setProblem(new ApiProblem('/problems/people/empty', 400, '还没有填全', name.trim() === '' ? '请填写用户名。' : '请填写密码。'));
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      onSignedIn(await send('POST', '/api/sessions', { body: { name: name.trim(), password } }));
    } catch (cause) {
      setProblem(cause);
      box.current?.select();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} noValidate className="sign-in-form">
      <Field title="用户名">
        {(c) => (
          <input
            {...c}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            readOnly={known !== undefined}
            value={name}
            onChange={(e) => setName(e.target.value)}
          />
        )}
      </Field>
      <Field title="密码">
        {(c) => (
          <span className="with-act">
            <input
              {...c}
              ref={box}
              name="password"
              type={shown ? 'text' : 'password'}
              autoComplete="current-password"
              value={password}
              onChange={(e) => setPassword(e.target.value)}
            />
            <Button look="link" aria-pressed={shown} onClick={() => show(!shown)}>
              {shown ? '隐藏' : '显示'}
            </Button>
          </span>
        )}
      </Field>
      <Failure problem={problem} />
      <Button type="submit" look="p" busy={busy} className="wide">
        登录
      </Button>
    </form>
  );
}

/** The accounts of the demo city; never shown in a real office, where the server sends none. */
function DemoAccounts({ office, onPick }: { office: Office; onPick: (account: { name: string; password: string }) => void }) {
  return (
    <section className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">演示账号</h2>
      <p className="n">
        人名、单位数据均为虚构。密码都是 <b>{demoPassword}</b>，点一行即填好。
      </p>
      <ul>
        {office.demo_accounts.map((a) => (
          <li key={a.name}>
            <button type="button" onClick={() => onPick({ name: a.name, password: demoPassword })}>
              <span className="name">{a.name}</span>
              <span className="who">{a.title}</span>
              <span className="n">{a.unit_name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function SignIn({ onSignedIn }: SignInProps) {
  useTitle('登录');
  const { data: office } = useOffice();
  const [picked, pick] = useState<{ name: string; password: string } | null>(null);
  return (
    <div className="gate">
      <header>
        <span className="name">台账</span>
        {office?.city ? <span className="l">{office.city.name}</span> : null}
        {office?.demo ? <span className="tag">演示</span> : null}
      </header>
      <main className={office?.demo ? 'two' : undefined}>
        <section aria-labelledby="sign-in-title">
          <h1 id="sign-in-title">登录</h1>
          <SignInForm onSignedIn={onSignedIn} filled={picked} />
          <p className="n">忘记密码，请找本单位管理员或安全管理员重设。15 分钟内连错 5 次，这个用户名停用 30 分钟。</p>
        </section>
        {office?.demo && office.demo_accounts.length > 0 ? <DemoAccounts office={office} onPick={pick} /> : null}
      </main>
      <footer className="n">
        <span>
          投诉建议：{office?.complaints ? [office.complaints.text, office.complaints.phone].filter(Boolean).join('　') : '本办公室尚未填写'}
        </span>
        <span>备案号：{office?.record_no ?? '本办公室尚未填写'}</span>
      </footer>
    </div>
  );
}
