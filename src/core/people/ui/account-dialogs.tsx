import { type FormEvent, useState } from 'react';
import { useGet, useSend } from '../../../kit/api.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { Checkbox, Field } from '../../../kit/parts/form.tsx';
import { Failure } from '../../../kit/parts/states.tsx';
import { DivisionInput } from '../../divisions/ui/index.ts';
import { AccountInput } from './account-input.tsx';
import { DelegationForm } from './delegations.tsx';
import { OneTimePassword } from './one-time-password.tsx';
import { useProgrammeTitle } from './roles.tsx';
import type { AccountOpened } from './wire.ts';

interface DialogFrame {
  open: boolean;
  onClose: () => void;
}

/** A post: role, then what the role leaves open: programme, division, unit. */
export function PostDialog({ open, onClose, accountId, onDone }: DialogFrame & { accountId: string; onDone: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="加岗位">
      <PostForm accountId={accountId} onDone={onDone} />
    </Dialog>
  );
}

function PostForm({ accountId, onDone }: { accountId: string; onDone: () => void }) {
  const roles = useGet('/api/roles');
  const programmeTitle = useProgrammeTitle();
  const [roleKey, setRole] = useState('');
  const [programme, setProgramme] = useState('');
  const [division, setDivision] = useState<string | null>(null);
  const [unit, setUnit] = useState('');
  const [tried, setTried] = useState(false);
  const role = roles.data?.items.find((r) => r.key === roleKey);
  const units = useGet(division ? '/api/units' : null, { query: { division } });
  const make = useSend('POST', '/api/accounts/{id}/posts', { params: { id: accountId }, invalidates: ['/api/accounts'], onDone });
  const chosen = role?.programmes.length === 1 ? (role.programmes[0] ?? '') : programme;
  const level =
    role && division && role.levels.length > 0 && !role.levels.includes(division.length) ? '这个角色不用在这一级区划，请换' : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (role && chosen && division && unit && !level) make.mutate({ role: role.key, unit_id: unit, division, programme: chosen });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Failure problem={roles.error ?? units.error} />
      <Field title="角色" must error={tried && !role ? '请选择角色' : null}>
        {(c) => (
          <select {...c} value={roleKey} onChange={(e) => setRole(e.target.value)}>
            <option value="">请选择</option>
            {roles.data?.items.map((r) => (
              <option key={r.key} value={r.key}>
                {r.title}（{r.programmes.map(programmeTitle).join('、')}）
              </option>
            ))}
          </select>
        )}
      </Field>
      {role && role.programmes.length > 1 ? (
        <Field title="项目" must error={tried && !chosen ? '请选择项目' : null}>
          {(c) => (
            <select {...c} value={programme} onChange={(e) => setProgramme(e.target.value)}>
              <option value="">请选择</option>
              {role.programmes.map((p) => (
                <option key={p} value={p}>
                  {programmeTitle(p)}
                </option>
              ))}
            </select>
          )}
        </Field>
      ) : null}
      <div className="field">
        <span className="lb">
          区划<span className="must">必填</span>
        </span>
        <DivisionInput
          value={division}
          onChange={(code) => {
            setDivision(code);
            setUnit('');
          }}
        />
        <span className="hint n">看得到这个区划和它下面的全部</span>
        {(tried && !division) || level ? (
          <span className="err" role="alert">
            {level ?? '请选择区划'}
          </span>
        ) : null}
      </div>
      <Field
        title="单位"
        must
        error={tried && !unit ? '请选择单位' : null}
        hint={division && units.data?.items.length === 0 ? '这个区划还没有单位，请系统管理员先建单位' : null}
      >
        {(c) => (
          <select {...c} value={unit} disabled={!division} onChange={(e) => setUnit(e.target.value)}>
            <option value="">{division ? '请选择' : '先选区划'}</option>
            {units.data?.items.map((u) => (
              <option key={u.id} value={u.id}>
                {u.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Failure problem={make.error} />
      <Button type="submit" look="p" busy={make.isPending}>
        加岗位
      </Button>
    </form>
  );
}

/** A new one-time password, made by the office and shown once. */
export function PasswordDialog({ open, onClose, account }: DialogFrame & { account: AccountOpened }) {
  const reset = useSend('POST', '/api/accounts/{id}/password', {
    params: { id: account.id },
    invalidates: ['/api/accounts'],
  });
  const close = () => {
    reset.reset();
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={`重设 ${account.title} 的密码`}
      foot={
        reset.data ? (
          <Button look="p" onClick={close}>
            已告诉本人
          </Button>
        ) : (
          <>
            <Button onClick={close}>不重设</Button>
            <Button look="p" busy={reset.isPending} onClick={() => reset.mutate({})}>
              重设密码
            </Button>
          </>
        )
      }
    >
      {reset.data ? (
        <OneTimePassword name={account.name} password={reset.data.one_time_password} />
      ) : (
        <p>现在的密码作废，他在所有设备上的登录马上退出；系统给一个一次性密码。</p>
      )}
      <Failure problem={reset.error} />
    </Dialog>
  );
}

/** An administrator lends the posts of somebody who is already away. */
export function DelegationDialog({
  open,
  onClose,
  account,
  onDone,
}: DialogFrame & { account: AccountOpened; onDone: (words: string) => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={`给 ${account.title} 设代理`}>
      <DelegationForm of={account.id} posts={account.posts} colleagues="/api/accounts" except={account.id} onDone={onDone} />
    </Dialog>
  );
}

/** 交接: a person leaves; posts, and with them the open work, go to another. The old account is closed if asked. */
export function HandoverDialog({
  open,
  onClose,
  account,
  onDone,
}: DialogFrame & { account: AccountOpened; onDone: (words: string) => void }) {
  const [to, setTo] = useState<{ id: string; title: string } | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [lock, setLock] = useState(true);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const posts = account.posts.filter((p) => !left.has(p.id));
  const give = useSend('POST', '/api/accounts/{id}/handover', {
    params: { id: account.id },
    invalidates: ['/api/accounts'],
    onDone: () => onDone(`已交接给 ${to?.title ?? ''}，${posts.length} 个岗位。`),
  });
  return (
    <Dialog open={open} onClose={onClose} title={`${account.title} 交接给别人`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (to && posts.length > 0 && reason.trim() !== '')
            give.mutate({
              to_account_id: to.id,
              post_ids: posts.map((p) => p.id),
              lock: lock && posts.length === account.posts.length,
              reason: reason.trim(),
            });
        }}
      >
        <p className="l">岗位连同手上没办完的事一起交给接手人；{account.title} 办过的事仍记在他名下。</p>
        <fieldset className="field">
          <legend className="lb">交出的岗位</legend>
          {account.posts.map((p) => (
            <div key={p.id}>
              <Checkbox
                checked={!left.has(p.id)}
                onChange={(e) => {
                  const next = new Set(left);
                  if (e.target.checked) next.delete(p.id);
                  else next.add(p.id);
                  setLeft(next);
                }}
              >
                {p.unit_name}　{p.role_title}　{p.division_name}
              </Checkbox>
            </div>
          ))}
          {tried && posts.length === 0 ? <span className="err">至少选一个岗位</span> : null}
        </fieldset>
        <div className="field">
          <span className="lb">
            接手人<span className="must">必填</span>
          </span>
          <AccountInput label="接手人" value={to} onChange={setTo} except={account.id} />
          {tried && !to ? (
            <span className="err" role="alert">
              请选择接手人
            </span>
          ) : null}
        </div>
        <Field title="缘由" must error={tried && reason.trim() === '' ? '请写明缘由，如调离、轮岗' : null}>
          {(c) => <input {...c} maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} />}
        </Field>
        {posts.length === account.posts.length ? (
          <p>
            <Checkbox checked={lock} onChange={(e) => setLock(e.target.checked)}>
              交接后停用 {account.title} 的账号
            </Checkbox>
          </p>
        ) : null}
        <Failure problem={give.error} />
        <div className="acts" style={{ marginTop: 12 }}>
          <Button type="submit" look="p" busy={give.isPending}>
            交接
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
