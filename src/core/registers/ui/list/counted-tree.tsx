import { useState } from 'react';
import type { Query } from '../../../../kit/api.ts';
import { DivisionTree, useDivisions, useRoots } from '../../../divisions/ui/index.ts';
import type { Sheet } from '../../sheet.ts';
import { useCounts } from '../calls.ts';

/** The division tree with the number of rows under the present filters beside each name that has been opened to. */
export function CountedTree({
  sheet,
  here,
  filters,
  onPick,
}: {
  sheet: Sheet;
  here: string;
  filters: Query;
  onPick: (code: string) => void;
}) {
  const { index } = useDivisions();
  const roots = useRoots(sheet.programme);
  const [opened, setOpened] = useState<readonly string[]>([]);
  const open = index.path(here).filter((d) => roots.some((root) => d.code.startsWith(root)) && index.children(d.code).length > 0);
  const parents = [...new Set([...roots, ...open.map((d) => d.code), ...opened])];
  const found = useCounts(sheet, parents, filters);
  // The server names only divisions that have rows; a division that was counted and not named has none.
  const counts = new Map<string, number>(
    parents.filter((p) => found.has(p)).flatMap((p) => index.children(p).map((d) => [d.code, 0] as const)),
  );
  for (const [code, count] of found) counts.set(code, count);
  return (
    <DivisionTree
      value={here}
      onChoose={onPick}
      counts={counts}
      countTitle={`${sheet.counted_in}数`}
      programme={sheet.programme}
      onOpen={(code) => setOpened((before) => [...new Set([...before, code])])}
    />
  );
}
