/** The list of a day as tiles: how many are due in each town or village; a press narrows the list. */
import { useState } from 'react';
import { useDivisions } from '../../../core/divisions/ui/index.ts';
import { Cartogram } from '../../../core/indicators/ui/index.ts';
import { useQueryState } from '../../../kit/address.ts';
import type { AnswerOf } from '../../../kit/api-paths.ts';
import { Button } from '../../../kit/parts/button.tsx';

type Counts = AnswerOf<'/api/fire/worklist/counts'>;

export function WorklistMap({ here, counts, cutoff }: { here: string; counts: Counts | undefined; cutoff: string }) {
  const address = useQueryState();
  const { index } = useDivisions();
  const [asTable, setTable] = useState(false);
  const plain = (value: number) => ({ value, numerator: value, denominator: null });
  const children = index.children(here);
  const by = counts && {
    key: 'fire.worklist',
    title: '应走访',
    unit: '家',
    cutoff,
    // A division with nothing due is a tile too.
    items: (children.length > 0
      ? children.map((one) => ({ code: one.code, name: one.name }))
      : counts.items.map((one) => ({ code: one.division, name: one.name }))
    ).map((one) => ({ ...one, ...plain(counts.items.find((each) => each.division === one.code)?.count ?? 0) })),
    total: plain(counts.total),
  };
  const choose = (division: string) =>
    address.href({ division, after: null, open: null, ...(division.length >= 12 ? { view: null } : {}) });
  return (
    <section className="w-map" aria-label="按区划看应走访">
      <div className="sec">
        <h2>各地应走访</h2>
        <Button look="link" onClick={() => setTable(!asTable)} aria-pressed={asTable}>
          {asTable ? '看方格图' : '看数据表'}
        </Button>
      </div>
      <Cartogram title="应走访" unit="家" parent={here} by={by as never} links={{ open: choose, choose }} asTable={asTable} />
    </section>
  );
}
