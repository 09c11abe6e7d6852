/** Front door of notices in the browser: 消息 in the top bar, with the number of unread lines. */
import { lazy } from 'react';
import type { Programme } from '../../../kit/manifest.ts';

export const inbox: Programme = {
  key: 'notices',
  title: '消息',
  mark: '讯',
  stands: 'top',
  count: lazy(() => import('./count.tsx').then((m) => ({ default: m.UnreadCount }))),
  pages: [{ path: '/notices', title: '消息', component: lazy(() => import('./inbox-page.tsx').then((m) => ({ default: m.InboxPage }))) }],
};
