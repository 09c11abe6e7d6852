import { Button } from '../../../kit/parts/button.tsx';
import { Notice } from '../../../kit/parts/states.tsx';
import { useSession } from '../../../kit/session.tsx';
import { useTitle } from '../../../kit/title.ts';
import { ChangePassword } from './change-password.tsx';
import { useSignOut } from './me-menu.tsx';
import './sign-in.css';

/** The only page of a person whose password was given by an administrator, or is too old. */
export function MustChange({ onChanged }: { onChanged: () => void }) {
  useTitle('改密码');
  const { account } = useSession();
  const { signOut } = useSignOut();
  return (
    <div className="gate">
      <header>
        <span className="name">台账</span>
        <span className="l">{account.title}</span>
        <span className="sp" />
        <Button look="link" onClick={() => void signOut(false)}>
          退出
        </Button>
      </header>
      <main>
        <section>
          <h1>先改密码</h1>
          <Notice look="ask">您用的是管理员给的密码，或密码已满 90 天。改成只有自己知道的，再办其他事。</Notice>
          <ChangePassword onChanged={onChanged} />
        </section>
      </main>
    </div>
  );
}
