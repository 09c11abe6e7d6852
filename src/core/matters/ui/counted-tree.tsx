import { useState } from 'react';
import type { QueryOf } from '../../../kit/api-paths.ts';
import { DivisionTree, useDivisions, useRoots } from '../../divisions/ui/index.ts';
import { useMatterCounts } from './calls.ts';

/** The division tree with the number of matters under the present filters beside each name below where I stand, and below what I opened. */
export function CountedTree({
  programme,
  here,
  filters,
  title,
  onPick,
}: {
  programme: string;
  here: string;
  filters: Omit<NonNullable<QueryOf<'/api/matters/counts'>>, 'division'>;
  title: string;
  onPick: (code: string) => void;
}) {
  const { index } = useDivisions();
  const roots = useRoots(programme);
  const [opened, open] = useState<string | null>(null);
  // Three questions at most: the root, where I stand, and the branch opened last.
  const root = roots[0] ?? here;
  const parent = index.children(here).length > 0 ? here : (index.path(here).at(-2)?.code ?? here);
  const answers = [
    useMatterCounts({ ...filters, division: root }),
    useMatterCounts({ ...filters, division: parent }),
    useMatterCounts({ ...filters, division: opened ?? parent }),
  ];
  const counts = new Map<string, number>();
  [root, parent, opened ?? parent].forEach((code, at) => {
    const items = answers[at]?.data?.items;
    if (!items) return;
    // The server names only divisions that have some: one that was counted and not named has none.
    for (const child of index.children(code)) counts.set(child.code, 0);
    for (const item of items) counts.set(item.division, item.count);
    // What lies in a division itself and in none below it is of no child, and no list here is of such.
    if (code === root)
      counts.set(
        root,
        items.reduce((sum, item) => sum + item.count, 0),
      );
  });
  return <DivisionTree value={here} programme={programme} onChoose={onPick} counts={counts} countTitle={`${title}数`} onOpen={open} />;
}
