/** The frame of a signed-in person: kit's shell with the division picker and the menu of me and my posts in their places. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import { listen } from '../../../kit/live.ts';
import type { Programme } from '../../../kit/manifest.ts';
import { NamesProvider } from '../../../kit/names.ts';
import { type PageTree, PageTreeProvider } from '../../../kit/page-tree.ts';
import { Shell } from '../../../kit/shell/shell.tsx';
import { DemoClock } from '../../clock/ui/index.ts';
import { DivisionPicker, useDivisions, useRoots } from '../../divisions/ui/index.ts';
import { MeMenu } from './me-menu.tsx';
import './people.css';

export function SignedIn({
  programmes,
  core,
  children,
}: {
  programmes: readonly Programme[];
  core: readonly Programme[];
  children: ReactNode;
}) {
  const client = useQueryClient();
  useEffect(() => listen(client), [client]);
  const { index } = useDivisions();
  const roots = useRoots();
  const names = useMemo(() => ({ short: (code: string) => index.name(code), path: (code: string) => index.pathName(code) }), [index]);
  const places = useCallback(
    (text: string) =>
      text === ''
        ? []
        : index.search(text, roots, 6).map((d) => ({
            code: d.code,
            name: d.name,
            note: index
              .path(d.code)
              .slice(1, -1)
              .map((up) => up.name)
              .join(' '),
          })),
    [index, roots],
  );
  const tree = useRef<PageTree | undefined>(undefined);
  return (
    <PageTreeProvider value={tree}>
      <Shell
        programmes={programmes}
        core={core}
        picker={(name) => <DivisionPicker className={name} sheet={name === 'here'} />}
        clock={<DemoClock />}
        me={(name) => <MeMenu className={name} />}
        places={places}
      >
        <NamesProvider value={names}>{children}</NamesProvider>
      </Shell>
    </PageTreeProvider>
  );
}
