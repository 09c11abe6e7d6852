/** The hand-drawn positions of a city, fetched once and only when a cartogram is shown. */
import { useQuery } from '@tanstack/react-query';
import type { HandPositions } from './layout-tiles.ts';

// One chunk for each city that has a sketch; a city without one gets the default block.
const files = import.meta.glob<HandPositions>('../../../../data/cartograms/*.json', { import: 'default' });

export function useHandPositions(division: string): HandPositions | undefined {
  const city = division.slice(0, 4);
  const { data } = useQuery({
    queryKey: ['cartogram', city],
    // A sketch that does not arrive must not take the figures with it.
    queryFn: async () => (await files[`../../../../data/cartograms/${city}.json`]?.().catch(() => null)) ?? {},
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}
