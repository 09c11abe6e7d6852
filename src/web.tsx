/** The browser's door, and the only file of the interface that lists programmes. */
import { QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { lazy, StrictMode, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { FigureRows, type WithBoard, wallScreen } from './core/indicators/ui/pages.ts';
import { ledger } from './core/ledger/ui/index.ts';
import { todo } from './core/matters/ui/index.ts';
import { inbox } from './core/notices/ui/index.ts';
import { FirstRun, loadFrame, Me, MustChange, people, SignedIn, SignIn, SignInForm } from './core/people/ui/index.ts';
import { useFromHere } from './kit/address.ts';
import { keyOf, makeClient, onDoor, send, useGet } from './kit/api.ts';
import { Boundary } from './kit/boundary.tsx';
import { ManifestProvider, type Programme } from './kit/manifest.ts';
import { Button } from './kit/parts/button.tsx';
import { Dialog } from './kit/parts/dialog.tsx';
import { Empty, Failure, Skeleton } from './kit/parts/states.tsx';
import { type Session, SessionProvider, useOffice } from './kit/session.tsx';
import { mayOpen, pageAt } from './kit/shell/entries.ts';
import { applySize } from './kit/size.ts';
import { fire } from './programmes/fire/ui/index.ts';
import './kit/tokens.css';
import './kit/base.css';

/** In the order of the rail. A programme that is not built yet has a name and no pages. */
const programmes: readonly (Programme & Partial<WithBoard>)[] = [
  { key: 'talent', title: '归根', mark: '归', pages: [] },
  fire,
  { key: 'village', title: '村规民约', mark: '村', pages: [] },
  { key: 'court', title: '执行', mark: '执', pages: [] },
  { key: 'civic', title: '创文', mark: '创', pages: [] },
  { key: 'legal', title: '普法', mark: '普', pages: [] },
];
const core: readonly Programme[] = [todo, inbox, ledger, people];

/** The wall screen stands alone, without the frame. */
const Screen = wallScreen(programmes);
const Help = lazy(() => import('./kit/pages/help.tsx').then((m) => ({ default: m.Help })));
const Book = lazy(() => import('./kit/pages/book.tsx').then((m) => ({ default: m.Book })));
const Complaints = lazy(() => import('./kit/pages/complaints.tsx').then((m) => ({ default: m.Complaints })));

/** The first page this session may open: its programme, else the ledger, else its own page. */
function Home({ session }: { session: Session }) {
  const to = useFromHere();
  const pages = [...programmes.map((p) => ({ p, isCore: false })), ...core.map((p) => ({ p, isCore: true }))].flatMap(({ p, isCore }) =>
    p.pages.filter((page) => !page.hidden && mayOpen(session, p, page, isCore)),
  );
  return <Redirect to={to(pages[0]?.path ?? '/me')} replace />;
}

function Pages({ session }: { session: Session }) {
  const [location] = useLocation();
  const found = pageAt([...programmes, ...core], location);
  return (
    <Boundary at={location}>
      <Suspense fallback={<Skeleton />}>
        <Switch>
          <Route path="/">
            <Home session={session} />
          </Route>
          <Route path="/me" component={Me} />
          <Route path="/help" component={Help} />
          <Route path="/help/:book" component={Book} />
          <Route path="/complaints" component={Complaints} />
          <Route path="/figures/:key/rows" component={FigureRows} />
          {found ? (
            <Route path={found.page.path}>
              {mayOpen(session, found.programme, found.page, core.includes(found.programme)) ? (
                <found.page.component />
              ) : (
                <Empty title="您的岗位不能打开这一页">请从左侧选择您任岗的项目；需要这一页，请找单位管理员或安全管理员安排岗位。</Empty>
              )}
            </Route>
          ) : null}
          <Route>
            <Empty title="没有这一页">地址可能写错了，或这一页已改名。请从菜单重新进入。</Empty>
          </Route>
        </Switch>
      </Suspense>
    </Boundary>
  );
}

function Application() {
  const client = useQueryClient();
  const [location] = useLocation();
  const office = useOffice();
  const asked = useGet('/api/session', { stale: 60_000 });
  const [expired, expire] = useState(false);
  const known = useRef<Session | null>(null);
  if (asked.data) known.current = asked.data;
  const session = known.current;

  useEffect(
    () =>
      onDoor('signed-out', () => {
        // A session that ends under an open page is asked to sign in over it, so that what was typed stays.
        if (known.current) expire(true);
      }),
    [],
  );
  useEffect(() => onDoor('password-due', () => void client.invalidateQueries({ queryKey: keyOf('/api/session') })), [client]);
  const signedIn = useCallback(
    (fresh: Session) => {
      if (known.current && known.current.account.id !== fresh.account.id) return window.location.assign('/');
      expire(false);
      client.setQueryData(keyOf('/api/session'), fresh);
      void client.invalidateQueries();
    },
    [client],
  );
  useEffect(() => {
    if (session) return;
    // While the password is typed, the frame is fetched.
    const timer = setTimeout(() => void loadFrame(), 1500);
    return () => clearTimeout(timer);
  }, [session]);

  if (office.data?.state === 'first_run') {
    return (
      <Suspense fallback={<Skeleton />}>
        <FirstRun office={office.data} onDone={() => window.location.assign('/')} />
      </Suspense>
    );
  }
  if (!session) {
    if (asked.error?.status === 401) return <SignIn onSignedIn={signedIn} />;
    if (asked.error) {
      return (
        <div className="empty">
          <Failure problem={asked.error} onRetry={() => void asked.refetch()} />
          {asked.error.status === 403 ? (
            <Button onClick={() => void send('DELETE', '/api/sessions/current').finally(() => window.location.assign('/'))}>退出</Button>
          ) : null}
        </div>
      );
    }
    return <Skeleton />;
  }
  if (session.must_change_password) {
    return (
      <SessionProvider session={session}>
        <Suspense fallback={<Skeleton />}>
          <MustChange onChanged={() => void client.invalidateQueries()} />
        </Suspense>
      </SessionProvider>
    );
  }
  return (
    <SessionProvider session={session}>
      <ManifestProvider value={programmes}>
        <Boundary at="frame">
          <Suspense fallback={<Skeleton />}>
            {location === '/screen' ? (
              <Screen />
            ) : (
              <SignedIn programmes={programmes} core={core}>
                <Pages session={session} />
              </SignedIn>
            )}
          </Suspense>
        </Boundary>
      </ManifestProvider>
      <Dialog open={expired} onClose={() => undefined} title="登录已过期" firm>
        <p className="l gap">请重新登录。这一页和刚才填写的内容都还在。</p>
        <SignInForm onSignedIn={signedIn} name={session.account.name} />
      </Dialog>
    </SessionProvider>
  );
}

applySize();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={makeClient()}>
        <Application />
      </QueryClientProvider>
    </StrictMode>,
  );
}
