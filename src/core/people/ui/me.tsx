import { Link } from 'wouter';
import { useQueryState } from '../../../kit/address.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Radio } from '../../../kit/parts/form.tsx';
import { Empty, Failure } from '../../../kit/parts/states.tsx';
import { Table } from '../../../kit/parts/table.tsx';
import { useSession } from '../../../kit/session.tsx';
import { applySize, sizes, useSize } from '../../../kit/size.ts';
import { ChangePassword } from './change-password.tsx';
import { Delegations } from './delegations.tsx';
import { Devices } from './devices.tsx';
import { useSignOut } from './me-menu.tsx';

const tabs = [
  { key: null, title: '岗位' },
  { key: 'password', title: '密码' },
  { key: 'devices', title: '登录设备' },
  { key: 'delegation', title: '请假代理' },
] as const;

function Posts() {
  const { posts } = useSession();
  const size = useSize();
  const { signOut, problem } = useSignOut();
  return (
    <>
      {posts.length === 0 ? (
        <Empty title="您还没有岗位">请找安全管理员或单位管理员安排岗位；安排后重新登录即可。</Empty>
      ) : (
        <Table
          caption="我的岗位"
          rows={posts}
          rowKey={(p) => p.id}
          columns={[
            { key: 'unit', title: '单位', cell: (p) => <b>{p.unit_name}</b> },
            { key: 'role', title: '角色', cell: (p) => p.role_title },
            {
              key: 'division',
              title: '管辖',
              cell: (p) => (
                <>
                  {p.division_name} <span className="n">{p.division}</span>
                </>
              ),
            },
          ]}
        />
      )}
      <fieldset className="size-choice">
        <legend className="l">字号（只记在这台机器上）</legend>
        <span className="acts">
          {sizes.map((s) => (
            <Radio key={s.key} name="size" checked={s.key === size} onChange={() => applySize(s.key)}>
              {s.title}
            </Radio>
          ))}
        </span>
      </fieldset>
      <Failure problem={problem} />
      <div className="acts">
        <Button onClick={() => void signOut(false)}>退出</Button>
        <Button onClick={() => void signOut(true)}>在所有设备上退出</Button>
      </div>
    </>
  );
}

/** 我: posts, password, devices, delegation. */
export function Me() {
  const { account } = useSession();
  const { get, href } = useQueryState();
  const tab = tabs.find((t) => t.key === get('tab'))?.key ?? null;
  return (
    <div className="sheet">
      <div className="hd1">
        <h1>{account.title}</h1>
        <span className="n">{account.name}</span>
      </div>
      <nav className="tabs flush" aria-label="我">
        {tabs.map((t) => (
          <Link key={t.title} href={href({ tab: t.key })} aria-current={t.key === tab ? 'page' : undefined}>
            {t.title}
          </Link>
        ))}
      </nav>
      <div className="under-tabs">
        {tab === null ? <Posts /> : null}
        {tab === 'password' ? <ChangePassword /> : null}
        {tab === 'devices' ? <Devices /> : null}
        {tab === 'delegation' ? <Delegations /> : null}
      </div>
    </div>
  );
}
