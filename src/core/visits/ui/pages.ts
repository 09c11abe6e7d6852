/** What a programme's manifest takes from visits: pages that load when opened, so that none of them weighs on the first screen. */
import { createElement, lazy } from 'react';
import type { Page } from '../../../kit/manifest.ts';
import type { DeclaredChecklist } from '../checklist.ts';
import { baseOf } from './declared/wire.ts';

export { visitParts } from './declared/parts.tsx';

/** The page on which a declared checklist is answered, at `/<programme>/<list>/:place`. `load` brings the declaration. */
export const visitPages = (key: string, title: string, load: () => Promise<DeclaredChecklist>): Page[] => [
  {
    path: `${baseOf(key)}/:place`,
    title,
    hidden: true,
    verb: `${key}.read`,
    component: lazy(async () => {
      const [{ DeclaredVisitPage }, declared] = await Promise.all([import('./declared/page.tsx'), load()]);
      return { default: () => createElement(DeclaredVisitPage, { declared, title }) };
    }),
  },
];
