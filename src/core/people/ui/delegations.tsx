import { useState } from 'react';
import { useGet, useSend } from '../../../kit/api.ts';
import { date, dayOf } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { DateInput } from '../../../kit/parts/date-input.tsx';
import { Field } from '../../../kit/parts/form.tsx';
import { Empty, Failure, Notice, Skeleton } from '../../../kit/parts/states.tsx';
import { Table } from '../../../kit/parts/table.tsx';
import { useSession } from '../../../kit/session.tsx';
import { AccountInput } from './account-input.tsx';

interface DelegationFormProps {
  /** The account whose posts an administrator lends; without it the own ones. */
  of?: string;
  posts: readonly { id: string; unit_name: string; role_title: string; division_name: string }[];
  /** The list to choose the stand-in from. */
  colleagues: '/api/accounts' | '/api/colleagues';
  except: string;
  onDone: (words: string) => void;
}

/** One post or all of them, lent to a colleague for some days. */
export function DelegationForm({ of, posts, colleagues, except, onDone }: DelegationFormProps) {
  const today = dayOf(useSession().clock.now);
  const [post, setPost] = useState('');
  const [to, setTo] = useState<{ id: string; title: string } | null>(null);
  const [from, setFrom] = useState(today);
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const after = {
    invalidates: ['/api/delegations', '/api/accounts'],
    onDone: () => {
      onDone(`已交给${to?.title ?? ''}代理，${date(from)}到${date(until)}。`);
      setTo(null);
      setUntil('');
      setReason('');
      setTried(false);
    },
  };
  const mine = useSend('POST', '/api/delegations', after);
  const theirs = useSend('POST', '/api/accounts/{id}/delegations', { params: { id: of ?? '' }, ...after });
  const make = of === undefined ? mine : theirs;
  const wrong = {
    to: to === null ? '请选择代理人' : null,
    until: until === '' || until < from ? '请填写不早于起日的止日' : null,
    reason: reason.trim() === '' ? '请写明缘由，如年休假' : null,
  };
  return (
    <form
      noValidate
      className="narrow-form"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (to && !wrong.until && !wrong.reason)
          make.mutate({ post_id: post || null, to_account_id: to.id, from, to: until, reason: reason.trim() });
      }}
    >
      <p className="l">请假期间，由同事以这个岗位办事；每一笔都记明是代理。到止日自行结束，也可随时收回。</p>
      <Field title="岗位">
        {(c) => (
          <select {...c} value={post} onChange={(e) => setPost(e.target.value)}>
            <option value="">全部岗位</option>
            {posts.map((p) => (
              <option key={p.id} value={p.id}>
                {p.unit_name}　{p.role_title}　{p.division_name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="field">
        <span className="lb">
          代理人<span className="must">必填</span>
        </span>
        <AccountInput label="代理人" value={to} onChange={setTo} from={colleagues} except={except} />
        {tried && wrong.to ? (
          <span className="err" role="alert">
            {wrong.to}
          </span>
        ) : null}
      </div>
      <div className="two-fields">
        <Field title="起" must>
          {(c) => <DateInput {...c} min={today} value={from} onChange={setFrom} />}
        </Field>
        <Field title="止" must error={tried ? wrong.until : null}>
          {(c) => <DateInput {...c} min={from} value={until} onChange={setUntil} />}
        </Field>
      </div>
      <Field title="缘由" must error={tried ? wrong.reason : null}>
        {(c) => <input {...c} maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} />}
      </Field>
      <Failure problem={make.error} />
      <Button type="submit" look="p" busy={make.isPending} disabled={posts.length === 0}>
        交给代理人
      </Button>
    </form>
  );
}

/** 代理: while I am on leave a colleague acts from my post; each act says for whom. It ends by itself on its last day. */
export function Delegations() {
  const session = useSession();
  const today = dayOf(session.clock.now);
  const [done, setDone] = useState<string | null>(null);
  const { data, error, isPending } = useGet('/api/delegations');
  const end = useSend('DELETE', '/api/delegations/{id}', {
    params: ({ id }: { id: string }) => ({ id }),
    invalidates: ['/api/delegations'],
  });
  return (
    <>
      {done ? (
        <Notice look="good" onClose={() => setDone(null)}>
          {done}
        </Notice>
      ) : null}
      <DelegationForm
        posts={session.posts.filter((p) => p.instead_of === null)}
        colleagues="/api/colleagues"
        except={session.account.id}
        onDone={setDone}
      />
      <div className="sec">
        <h2>代理记录</h2>
      </div>
      <Failure problem={error ?? end.error} />
      {isPending ? <Skeleton rows={3} /> : null}
      {data && data.items.length === 0 ? <Empty title="没有代理">请假时可在上面设一位代理人。</Empty> : null}
      {data && data.items.length > 0 ? (
        <Table
          caption="代理记录"
          rows={data.items}
          rowKey={(d) => d.id}
          columns={[
            { key: 'who', title: '谁替谁', margin: true, cell: (d) => `${d.to_title} 代 ${d.from_title}` },
            { key: 'post', title: '岗位', cell: (d) => d.post_title ?? '全部岗位' },
            { key: 'from', title: '起', cell: (d) => date(d.from) },
            { key: 'to', title: '止', cell: (d) => date(d.to) },
            { key: 'reason', title: '缘由', className: 's wrap', cell: (d) => d.reason },
            {
              key: 'act',
              title: <span className="sr">操作</span>,
              align: 'right',
              cell: (d) =>
                d.to < today ? (
                  <span className="n">已结束</span>
                ) : d.from_account_id === session.account.id ? (
                  <Button look="link" onClick={() => end.mutate({ id: d.id })}>
                    收回
                  </Button>
                ) : null,
            },
          ]}
        />
      ) : null}
    </>
  );
}
