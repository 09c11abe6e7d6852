/** Front door of the documents in the browser: the pages of a programme's bulletins. */
import { createElement, lazy } from 'react';
import type { Page } from '../../../kit/manifest.ts';

/** The pages of a programme's bulletins, for its manifest. `title` is its entry in the rail. */
export const bulletinPages = (programme: string, title: string): Page[] => [
  {
    path: `/${programme}/bulletins`,
    title,
    component: lazy(() =>
      import('./bulletins-page.tsx').then(({ BulletinsPage }) => ({ default: () => createElement(BulletinsPage, { programme, title }) })),
    ),
    verb: `${programme}.bulletin.read`,
  },
  {
    path: `/${programme}/bulletins/series`,
    title: '开办与依据',
    component: lazy(() =>
      import('./series-page.tsx').then(({ SeriesPage }) => ({ default: () => createElement(SeriesPage, { programme }) })),
    ),
    verb: `${programme}.bulletin.read`,
    hidden: true,
  },
];
