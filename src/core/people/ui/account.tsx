import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { useFromHere } from '../../../kit/address.ts';
import { useGet, useSend } from '../../../kit/api.ts';
import { date, dateTime } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { Tag } from '../../../kit/parts/marks.tsx';
import { Empty, Failure, Notice, Skeleton } from '../../../kit/parts/states.tsx';
import { Table } from '../../../kit/parts/table.tsx';
import { useMay } from '../../../kit/session.tsx';
import { useTitle } from '../../../kit/title.ts';
import { DelegationDialog, HandoverDialog, PasswordDialog, PostDialog } from './account-dialogs.tsx';
import { stateWord } from './accounts.tsx';
import { useProgrammeTitle } from './roles.tsx';
import type { HeldPost } from './wire.ts';

/** One account: posts, lock, password, sessions, handover. Each act says what will happen before it is pressed. */
export function AccountPage() {
  const { id = '' } = useParams<{ id: string }>();
  const { data: account, error, isPending, refetch } = useGet('/api/accounts/{id}', { params: { id } });
  const may = useMay();
  const to = useFromHere();
  const programmeTitle = useProgrammeTitle();
  const [dialog, show] = useState<'post' | 'password' | 'handover' | 'delegation' | 'lock' | null>(null);
  const [ending, setEnding] = useState<HeldPost | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const invalidates = ['/api/accounts'];
  const end = useSend('DELETE', '/api/accounts/{id}/posts/{post_id}', {
    params: ({ post }: { post: HeldPost }) => ({ id, post_id: post.id }),
    invalidates,
    onDone: (_, { post }) => {
      setEnding(null);
      setDone(`已结束${post.unit_name}${post.role_title}的岗位。`);
    },
  });
  const lock = useSend('PATCH', '/api/accounts/{id}', {
    params: { id },
    invalidates,
    onDone: (_, { locked }) => {
      show(null);
      setDone(locked ? '账号已锁，所有登录已退出。' : '账号已解锁，现在可以登录。');
    },
  });
  useTitle(account?.title);
  if (error)
    return (
      <div className="sheet">
        <Failure problem={error} onRetry={() => void refetch()} />
      </div>
    );
  if (isPending || !account) return <Skeleton />;
  const finish = (words: string) => {
    show(null);
    setDone(words);
  };
  const locked = account.state === 'locked';
  return (
    <div className="sheet">
      <div className="hd1">
        <Link href={to('/admin/accounts')}>账号</Link>
        <span className="n">/</span>
        <h1>{account.title}</h1>
        <span className="n">{account.name}</span>
        {account.state === 'active' ? null : <Tag>{stateWord[account.state]}</Tag>}
      </div>
      {done ? (
        <Notice look="good" onClose={() => setDone(null)}>
          {done}
        </Notice>
      ) : null}
      <Failure problem={end.error ?? lock.error} />
      {locked ? (
        <Notice look="warn" title="账号已锁">
          {account.locked_until
            ? `连续输错密码，锁到 ${dateTime(account.locked_until)}，到时自行解开。`
            : '由管理员锁定，须由安全管理员或本单位管理员解锁。'}
        </Notice>
      ) : null}
      <div className="acts account-acts">
        {locked && may('people.accounts.unlock') ? <Button onClick={() => lock.mutate({ locked: false })}>解锁</Button> : null}
        {account.state === 'active' && may('people.accounts.lock') ? <Button onClick={() => show('lock')}>锁定</Button> : null}
        {may('people.password.reset') ? <Button onClick={() => show('password')}>重设密码</Button> : null}
        {may('people.delegations.set') && account.posts.length > 0 ? <Button onClick={() => show('delegation')}>设代理</Button> : null}
        {may('people.handover.do') && account.posts.length > 0 ? <Button onClick={() => show('handover')}>交接给别人</Button> : null}
      </div>
      <div className="sec">
        <h2>岗位</h2>
        <span className="n">一个岗位是一个角色，在一个单位、一个区划、一个项目</span>
        <span className="sp" />
        {may('people.posts.assign') ? (
          <Button look="link" onClick={() => show('post')}>
            加岗位
          </Button>
        ) : null}
      </div>
      {account.posts.length === 0 ? (
        <Empty title="未任岗">没有岗位的账号能登录，但看不到任何数据。</Empty>
      ) : (
        <Table
          caption="岗位"
          rows={account.posts}
          rowKey={(p) => p.id}
          columns={[
            { key: 'role', title: '角色', margin: true, cell: (p) => <b>{p.role_title}</b> },
            { key: 'unit', title: '单位', cell: (p) => p.unit_name },
            {
              key: 'division',
              title: '区划',
              cell: (p) => (
                <>
                  {p.division_name} <span className="n">{p.division}</span>
                </>
              ),
            },
            { key: 'programme', title: '项目', cell: (p) => programmeTitle(p.programme) },
            {
              key: 'since',
              title: '任期',
              className: 's',
              cell: (p) => (p.since ? `${date(p.since)}起${p.until ? `，至${date(p.until)}` : ''}` : ''),
            },
            {
              key: 'act',
              title: <span className="sr">操作</span>,
              align: 'right',
              cell: (p) =>
                may('people.posts.end') ? (
                  <Button look="link" onClick={() => setEnding(p)}>
                    结束
                  </Button>
                ) : null,
            },
          ]}
        />
      )}
      {account.delegations.length > 0 ? (
        <>
          <div className="sec">
            <h2>代理</h2>
          </div>
          <Table
            caption="代理"
            rows={account.delegations}
            rowKey={(d) => d.id}
            columns={[
              { key: 'who', title: '谁替谁', cell: (d) => `${d.to_title} 代 ${d.from_title}` },
              { key: 'from', title: '起', cell: (d) => date(d.from) },
              { key: 'to', title: '止', cell: (d) => date(d.to) },
              { key: 'reason', title: '缘由', className: 's wrap', cell: (d) => d.reason },
            ]}
          />
        </>
      ) : null}
      {account.sessions ? (
        <>
          <div className="sec">
            <h2>登录中的设备</h2>
            <span className="n">锁定或重设密码后全部退出</span>
          </div>
          {account.sessions.length === 0 ? (
            <p className="n">没有登录中的设备</p>
          ) : (
            <Table
              caption="登录中的设备"
              rows={account.sessions}
              rowKey={(d) => d.id}
              columns={[
                { key: 'title', title: '设备', cell: (d) => d.title },
                { key: 'address', title: '网络地址', className: 's', cell: (d) => d.address },
                { key: 'at', title: '登录于', className: 's', cell: (d) => dateTime(d.signed_in_at) },
              ]}
            />
          )}
        </>
      ) : null}
      <PostDialog
        open={dialog === 'post'}
        accountId={id}
        onClose={() => show(null)}
        onDone={() => finish('岗位已加；本人刷新页面或重新登录后生效。')}
      />
      <PasswordDialog open={dialog === 'password'} account={account} onClose={() => show(null)} />
      <DelegationDialog open={dialog === 'delegation'} account={account} onClose={() => show(null)} onDone={finish} />
      <HandoverDialog open={dialog === 'handover'} account={account} onClose={() => show(null)} onDone={(words) => finish(words)} />
      <Dialog
        open={dialog === 'lock'}
        onClose={() => show(null)}
        title={`锁定 ${account.title} 的账号`}
        foot={
          <>
            <Button onClick={() => show(null)}>不锁</Button>
            <Button look="p" busy={lock.isPending} onClick={() => lock.mutate({ locked: true })}>
              锁定
            </Button>
          </>
        }
      >
        <p>锁定后不能登录，所有设备马上退出；岗位和已办的事都不变。人员调离，请用“交接给别人”。</p>
      </Dialog>
      <Dialog
        open={ending !== null}
        onClose={() => setEnding(null)}
        title="结束岗位"
        foot={
          <>
            <Button onClick={() => setEnding(null)}>不结束</Button>
            <Button look="p" busy={end.isPending} onClick={() => ending && end.mutate({ post: ending })}>
              结束
            </Button>
          </>
        }
      >
        <p>
          {account.title} 不再是{ending?.unit_name}的{ending?.role_title}（{ending?.division_name}
          ）。他办过的事仍在流水里；他手上没办完的事，请先交接。
        </p>
      </Dialog>
    </div>
  );
}
