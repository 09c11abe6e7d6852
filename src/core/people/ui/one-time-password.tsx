import { Notice } from '../../../kit/parts/states.tsx';

/** Shown once: the office keeps only its hash. A replayed request without it says so. */
export const OneTimePassword = ({ name, password }: { name: string; password: string | null }) =>
  password === null ? (
    <Notice look="good" title="已办好">
      密码已设好。
    </Notice>
  ) : (
    <Notice look="ask" title="请当面告诉本人，关上就看不到了">
      <dl className="facts one-time">
        <dt>用户名</dt>
        <dd>{name}</dd>
        <dt>一次性密码</dt>
        <dd>
          <b>{password}</b>
        </dd>
      </dl>
      三天内有效，本人登录时须改成自己的密码。
    </Notice>
  );
