import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { useFromHere, useQueryState } from '../../../kit/address.ts';
import { useGet, useSend } from '../../../kit/api.ts';
import { shortDateTime } from '../../../kit/format.ts';
import { Button, ButtonLink } from '../../../kit/parts/button.tsx';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { Field } from '../../../kit/parts/form.tsx';
import { Tag } from '../../../kit/parts/marks.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Pager, Table } from '../../../kit/parts/table.tsx';
import { useMay, useStand } from '../../../kit/session.tsx';
import { accountNameForm, accountNameWords } from '../rules.ts';
import { OneTimePassword } from './one-time-password.tsx';
import type { AccountLine } from './wire.ts';

export const stateWord: Readonly<Record<AccountLine['state'], string>> = { active: '', locked: '已锁', closed: '已停用' };

/** 账号: who can sign in, and from which posts. No count of anybody's work stands here. */
export function Accounts() {
  const { get, patch } = useQueryState();
  const to = useFromHere();
  const may = useMay();
  const [adding, add] = useState(false);
  const q = get('q') ?? '';
  const [text, setText] = useState(q);
  const { data, error, isPending, refetch } = useGet('/api/accounts', {
    query: { q, division: get('division'), after: get('after') },
    keep: true,
  });
  return (
    <div className="sheet">
      <div className="hd1">
        <h1>账号</h1>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            patch({ q: text.trim(), after: null });
          }}
        >
          <input
            className="in-t"
            type="search"
            aria-label="按姓名、用户名或单位找账号"
            placeholder="姓名、用户名或单位"
            value={text}
            onChange={(e) => setText(e.target.value)}
            onBlur={() => patch({ q: text.trim(), after: null })}
          />
        </form>
        <span className="sp" />
        {may('people.accounts.create') ? (
          <Button look="p" onClick={() => add(true)}>
            建账号
          </Button>
        ) : null}
      </div>
      <Failure problem={error} onRetry={() => void refetch()} />
      {isPending ? <Skeleton /> : null}
      {data && data.items.length === 0 ? (
        <Empty title={q ? '没有这样的账号' : '还没有账号'}>
          {q ? '换个姓名，或把上方的区划放宽。' : '由系统管理员建账号，再由安全管理员安排岗位。'}
        </Empty>
      ) : null}
      {data && data.items.length > 0 ? (
        <>
          <Table
            caption="账号"
            rows={data.items}
            rowKey={(a) => a.id}
            card={(a) => ({
              href: to(`/admin/accounts/${a.id}`),
              title: a.title,
              end: stateWord[a.state] || a.name,
              line: a.posts.map((p) => `${p.unit_name} ${p.role_title}`).join('；') || '未任岗',
            })}
            columns={[
              {
                key: 'title',
                title: '姓名',
                className: 'nm',
                margin: true,
                cell: (a) => (
                  <>
                    <Link href={to(`/admin/accounts/${a.id}`)}>{a.title}</Link>
                    {a.state === 'active' ? null : <Tag>{stateWord[a.state]}</Tag>}
                  </>
                ),
              },
              { key: 'name', title: '用户名', className: 's', cell: (a) => a.name },
              {
                key: 'posts',
                title: '岗位',
                className: 'wrap',
                cell: (a) =>
                  a.posts.length === 0 ? (
                    <span className="n">未任岗</span>
                  ) : (
                    a.posts.map((p) => (
                      <div key={p.id}>
                        {p.unit_name}　{p.role_title}　<span className="n">{p.division_name}</span>
                      </div>
                    ))
                  ),
              },
              { key: 'seen', title: '最近登录', className: 's', cell: (a) => (a.last_seen_at ? shortDateTime(a.last_seen_at) : '从未') },
            ]}
          />
          <Pager
            next={Boolean(data.next)}
            onNext={() => patch({ after: data.next })}
            onFirst={get('after') ? () => patch({ after: null }) : undefined}
          />
        </>
      ) : null}
      <NewAccount open={adding} onClose={() => add(false)} />
    </div>
  );
}

function NewAccount({ open, onClose }: { open: boolean; onClose: () => void }) {
  const division = useStand();
  const to = useFromHere();
  const [name, setName] = useState('');
  const [title, setTitle] = useState('');
  const [unit, setUnit] = useState('');
  const [tried, setTried] = useState(false);
  const units = useGet(open ? '/api/units' : null, { query: { division } });
  const make = useSend('POST', '/api/accounts', { invalidates: ['/api/accounts'] });
  const wrong = {
    name: accountNameForm.test(name.trim()) ? null : accountNameWords,
    title: title.trim() === '' ? '请填写姓名' : null,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!wrong.name && !wrong.title) make.mutate({ name: name.trim(), title: title.trim(), unit_id: unit || null });
  };
  const close = () => {
    make.reset();
    setName('');
    setTitle('');
    setTried(false);
    onClose();
  };
  return (
    <Dialog open={open} onClose={close} title="建账号">
      {make.data ? (
        <>
          <OneTimePassword name={name} password={make.data.one_time_password} />
          <div className="acts">
            <ButtonLink href={to(`/admin/accounts/${make.data.id}`)} look="p">
              打开这个账号
            </ButtonLink>
            <Button onClick={close}>完成</Button>
          </div>
        </>
      ) : (
        <form onSubmit={submit} noValidate>
          <Field title="姓名" must error={tried ? wrong.title : null}>
            {(c) => <input {...c} autoComplete="off" maxLength={50} value={title} onChange={(e) => setTitle(e.target.value)} />}
          </Field>
          <Field title="用户名" must hint="登录用，定了不改" error={tried ? wrong.name : null}>
            {(c) => (
              <input
                {...c}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                value={name}
                onChange={(e) => setName(e.target.value)}
              />
            )}
          </Field>
          <Field title="所属单位" hint="管账号的单位；不选，随第一个岗位">
            {(c) => (
              <select {...c} value={unit} onChange={(e) => setUnit(e.target.value)}>
                <option value="">不选</option>
                {units.data?.items.map((u) => (
                  <option key={u.id} value={u.id}>
                    {u.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Failure problem={make.error ?? units.error} />
          <div className="acts">
            <Button type="submit" look="p" busy={make.isPending}>
              建账号
            </Button>
            <span className="n">系统给一个一次性密码；岗位由安全管理员或单位管理员安排</span>
          </div>
        </form>
      )}
    </Dialog>
  );
}
