import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useFromHere } from '../../../kit/address.ts';
import { send } from '../../../kit/api.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { Dropdown, MenuItem } from '../../../kit/parts/menu.tsx';
import { Failure } from '../../../kit/parts/states.tsx';
import { useSession } from '../../../kit/session.tsx';

/** Ends this session, or all of mine, and leaves nothing of them in memory. */
export function useSignOut(): { signOut: (everywhere: boolean) => Promise<void>; problem: unknown } {
  const client = useQueryClient();
  const [problem, setProblem] = useState<unknown>(null);
  return {
    problem,
    signOut: async (everywhere) => {
      try {
        await send('DELETE', everywhere ? '/api/sessions' : '/api/sessions/current');
        client.clear();
        // A fresh document: no state of the last person survives on a shared desk.
        window.location.assign('/');
      } catch (cause) {
        setProblem(cause);
      }
    },
  };
}

/** Me and my posts: where I act from, and what I can do about myself. */
export function MeMenu({ className }: { className: string }) {
  const { account, posts } = useSession();
  const [, go] = useLocation();
  const to = useFromHere();
  const [ending, end] = useState(false);
  const { signOut, problem } = useSignOut();
  const [first] = posts;
  return (
    <>
      <Dropdown
        kind="menu"
        className={className}
        label="我和我的岗位"
        lead="我："
        button={
          <>
            <b>{account.title}</b>
            <span className="unit">
              {first?.unit_name ?? '未任岗'}
              {posts.length > 1 ? ` 等${posts.length}岗` : ''}
            </span>
          </>
        }
      >
        {(close) => {
          const item = (title: string, act: () => void) => (
            <MenuItem
              key={title}
              onPress={() => {
                close();
                act();
              }}
            >
              {title}
            </MenuItem>
          );
          return (
            <>
              <div className="cap" role="presentation">
                {account.name}
                {posts.map((p) => (
                  <div key={p.id} className="post-line">
                    {p.unit_name}　{p.role_title}　{p.division_name}
                  </div>
                ))}
              </div>
              <div className="rule" role="presentation" />
              {item('我的岗位', () => go(to('/me')))}
              {item('改密码', () => go(to('/me', { tab: 'password' })))}
              {item('登录设备', () => go(to('/me', { tab: 'devices' })))}
              {item('请假代理', () => go(to('/me', { tab: 'delegation' })))}
              <div className="rule" role="presentation" />
              {item('退出', () => void signOut(false))}
              {item('在所有设备上退出', () => end(true))}
            </>
          );
        }}
      </Dropdown>
      <Dialog
        open={ending || problem !== null}
        onClose={() => end(false)}
        title="在所有设备上退出"
        foot={
          <>
            <Button onClick={() => end(false)}>不退出</Button>
            <Button look="p" onClick={() => void signOut(true)}>
              全部退出
            </Button>
          </>
        }
      >
        <p>您在其他电脑和手机上的登录也会马上失效，包括这里。手机上尚未上传的内容仍留在手机里，重新登录后继续上传。</p>
        <Failure problem={problem} />
      </Dialog>
    </>
  );
}
