import { lazy, type ReactNode } from 'react';
import { useParams } from 'wouter';
import type { Page } from '../../../kit/manifest.ts';
import type { Sheet } from '../sheet.ts';
import type { RegisterParts } from './parts.ts';

export interface LoadedRegister {
  sheet: Sheet;
  parts?: RegisterParts;
}

export interface RegisterPagesOptions {
  /** Title of the import in the rail; without it the import is reached from the list only. */
  importTitle?: string;
  /** In the bottom bar of the phone. */
  phone?: 'list' | 'figures';
}

interface Given {
  sheet: Sheet;
  parts: RegisterParts;
  id: string;
}

/**
 * Every page of a register: list, record, create, edit, merge, duplicates, import. `key` is the register's key, such as `fire.premises`;
 * `load` brings its sheet and the programme's parts when a page of it is opened, so that the signed-out visitor fetches none of it.
 */
export function registerPages(key: string, title: string, load: () => Promise<LoadedRegister>, options: RegisterPagesOptions = {}): Page[] {
  const at = `/${key.replace('.', '/')}`;
  const bound = (fetch: () => Promise<(given: Given) => ReactNode>): Page['component'] =>
    lazy(async () => {
      const [Shown, { sheet, parts = {} }] = await Promise.all([fetch(), load()]);
      const Bound = () => {
        const { id = '' } = useParams<{ id?: string }>();
        // The key makes another record another page: no state of one is carried into the next.
        return <Shown key={id} sheet={sheet} parts={parts} id={id} />;
      };
      return { default: Bound };
    });
  const inner = (path: string, words: string, act: string, component: Page['component']): Page => ({
    path: `${at}${path}`,
    title: words,
    verb: `${key}.${act}`,
    hidden: true,
    component,
  });
  const list = { path: at, title, verb: `${key}.read`, component: bound(async () => (await import('./list/page.tsx')).RegisterPage) };
  const start = inner(
    '/import',
    options.importTitle ?? `导入${title}`,
    'import',
    bound(async () => (await import('./imports/choose-page.tsx')).ImportStartPage),
  );
  return [
    options.phone ? { ...list, phone: options.phone } : list,
    inner(
      '/new',
      `登记${title}`,
      'create',
      bound(async () => (await import('./record/form-page.tsx')).CreatePage),
    ),
    options.importTitle ? { ...start, hidden: false } : start,
    inner(
      '/import/:id',
      `导入${title}`,
      'import',
      bound(async () => (await import('./imports/import-page.tsx')).ImportPage),
    ),
    inner(
      '/duplicates',
      `疑似重复的${title}`,
      'merge',
      bound(async () => (await import('./record/duplicates-page.tsx')).DuplicatesPage),
    ),
    inner(
      '/:id',
      title,
      'read',
      bound(async () => (await import('./record/record-page.tsx')).RecordPage),
    ),
    inner(
      '/:id/edit',
      title,
      'edit',
      bound(async () => (await import('./record/form-page.tsx')).EditPage),
    ),
    inner(
      '/:id/merge',
      title,
      'merge',
      bound(async () => (await import('./record/merge-page.tsx')).MergePage),
    ),
  ];
}
