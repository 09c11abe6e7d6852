/** Front door of the ledger in the browser: 流水. */
import { lazy } from 'react';
import type { Programme } from '../../../kit/manifest.ts';

export const ledger: Programme = {
  key: 'ledger',
  title: '流水',
  mark: '流',
  pages: [
    {
      path: '/ledger',
      title: '流水',
      // No verb, as on the server: everybody reads the acts of his own scopes, an auditor's posts reach over the whole office.
      component: lazy(() => import('./ledger-page.tsx').then((m) => ({ default: m.LedgerPage }))),
    },
  ],
};
