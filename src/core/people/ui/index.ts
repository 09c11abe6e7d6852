/** Front door of people in the browser: 管理, and the ways in. */
import { lazy } from 'react';
import type { Programme } from '../../../kit/manifest.ts';

export { SignIn, SignInForm } from './sign-in.tsx';

/** Fetches the frame while the password is typed. */
export const loadFrame = () => import('./signed-in.tsx');
export const SignedIn = lazy(() => loadFrame().then((m) => ({ default: m.SignedIn })));
export const FirstRun = lazy(() => import('./first-run.tsx').then((m) => ({ default: m.FirstRun })));
export const MustChange = lazy(() => import('./must-change.tsx').then((m) => ({ default: m.MustChange })));
export const Me = lazy(() => import('./me.tsx').then((m) => ({ default: m.Me })));

export const people: Programme = {
  key: 'admin',
  title: '管理',
  mark: '管',
  pages: [
    {
      path: '/admin/accounts',
      title: '账号',
      component: lazy(() => import('./accounts.tsx').then((m) => ({ default: m.Accounts }))),
      verb: 'people.accounts.read',
    },
    {
      path: '/admin/accounts/:id',
      title: '账号',
      component: lazy(() => import('./account.tsx').then((m) => ({ default: m.AccountPage }))),
      verb: 'people.accounts.read',
      hidden: true,
    },
    {
      path: '/admin/units',
      title: '单位',
      component: lazy(() => import('./units.tsx').then((m) => ({ default: m.Units }))),
      verb: 'people.accounts.read',
    },
    {
      path: '/admin/roles',
      title: '角色',
      component: lazy(() => import('./roles.tsx').then((m) => ({ default: m.Roles }))),
      verb: 'people.accounts.read',
    },
    {
      path: '/admin/office',
      title: '本办公室',
      component: lazy(() => import('./office.tsx').then((m) => ({ default: m.OfficePage }))),
      verb: 'people.office.edit',
    },
    {
      path: '/admin/sign-ins',
      title: '登录记录',
      component: lazy(() => import('./sign-ins.tsx').then((m) => ({ default: m.SignIns }))),
      verb: 'people.sign_ins.read',
    },
  ],
};
