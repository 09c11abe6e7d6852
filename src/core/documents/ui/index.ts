/** Front door of the documents in the browser: the page of a programme's bulletins. */
import { createElement, lazy } from 'react';
import type { Page } from '../../../kit/manifest.ts';

/** The page of a programme's bulletins, for its manifest. `title` is its entry in the rail. */
export const bulletinPages = (programme: string, title: string): Page[] => [
  {
    path: `/${programme}/bulletins`,
    title,
    component: lazy(() =>
      import('./bulletins-page.tsx').then(({ BulletinsPage }) => ({ default: () => createElement(BulletinsPage, { programme, title }) })),
    ),
    verb: `${programme}.bulletin.read`,
  },
];
