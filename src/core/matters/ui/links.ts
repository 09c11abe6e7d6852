/** Pages that the programmes open for a matter, such as its re-check: declared there, met here. */
import { useCallback } from 'react';
import { useProgrammes } from '../../../kit/manifest.ts';
import { useMay } from '../../../kit/session.tsx';
import type { MatterRow } from './calls.ts';

export interface OpenedFor {
  title: string;
  words: string;
  href: string;
}

/** Whether somebody still has to look: it is open, or it was closed and waits in a queue for its second look 回头看. */
export const looksOut = (row: Pick<MatterRow, 'outcome' | 'holder'>): boolean => row.outcome === null || row.holder !== null;

/** What the reader may open for a matter that somebody still has to look at. */
export function useMatterLinks(): (row: Pick<MatterRow, 'id' | 'kind' | 'division' | 'place' | 'outcome' | 'holder'>) => OpenedFor[] {
  const programmes = useProgrammes();
  const may = useMay();
  return useCallback(
    (row) => {
      const { place } = row;
      if (place === null || !looksOut(row)) return [];
      return programmes
        .flatMap((programme) => programme.matterLinks ?? [])
        .filter((link) => link.kind === row.kind && may(link.verb, row.division))
        .map(({ title, words, href }) => ({ title, words, href: href({ id: row.id, place_id: place.id }) }));
    },
    [programmes, may],
  );
}
