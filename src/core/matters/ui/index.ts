/** Front door of matters in the browser: 待办, one matter, and the list of a kind for its programme. */
import { createElement, lazy } from 'react';
import type { Page, Programme } from '../../../kit/manifest.ts';
import type { MatterKind } from '../kind.ts';

const matter: Page = {
  path: '/matters/:id',
  title: '事项',
  hidden: true,
  component: lazy(() => import('./matter-page.tsx').then((m) => ({ default: m.MatterPage }))),
};

/** What waits for me over all programmes stands above them. */
export const todo: Programme = {
  key: 'todo',
  title: '待办',
  mark: '待',
  stands: 'first',
  count: lazy(() => import('./count.tsx').then((m) => ({ default: m.TodoCount }))),
  pages: [
    {
      path: '/todo',
      title: '待办',
      component: lazy(() => import('./todo-page.tsx').then((m) => ({ default: m.TodoPage }))),
      phone: 'list',
    },
    matter,
  ],
};

/** The pages of a kind of matter: `matterPages('fire.hazard', '隐患', …)` gives the list at /fire/hazards. `load` brings the declaration. */
export function matterPages(kindKey: string, title: string, load: () => Promise<MatterKind>): Page[] {
  return [
    {
      path: `/${kindKey.replace('.', '/')}s`,
      title,
      verb: `${kindKey}.read`,
      component: lazy(async () => {
        const [{ MattersPage }, kind] = await Promise.all([import('./list-page.tsx'), load()]);
        return { default: () => createElement(MattersPage, { kind, title }) };
      }),
    },
  ];
}
