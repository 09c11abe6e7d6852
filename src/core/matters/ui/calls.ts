import { openPath, type Query, useGet, useSend } from '../../../kit/api.ts';
import { dayOf } from '../../../kit/format.ts';
import { useSession } from '../../../kit/session.tsx';
import type { ActFields, MatterFile, MatterList, MatterRow, Receiver, Todo } from './wire.ts';

/** Everything a done act changes for the reader. */
const touched = ['/api/matters', '/api/todo', '/api/notices', '/api/ledger'] as const;

export const useTodo = (query: Query) => useGet<Todo>(openPath('/api/todo'), { query, keep: true });

/** How many matters wait for me; those on hold wait for nobody. */
export function useWaiting(): number | undefined {
  const counts = useGet<Todo>(openPath('/api/todo'), { query: { limit: 1 }, stale: 60_000 }).data?.counts;
  return counts ? counts.over + counts.today + counts.near + counts.ok : undefined;
}

export const useMatters = (query: Query) => useGet<MatterList>(openPath('/api/matters'), { query, keep: true });

export const useMatter = (id: string | null) => useGet<MatterFile>(id === null ? null : openPath(`/api/matters/${id}`));

export const useReceivers = (asked: { kind: string; act: string; division: string } | null) =>
  useGet<{ items: Receiver[] }>(asked === null ? null : openPath('/api/matters/people'), asked ? { query: asked } : {});

export interface Doing {
  version: number;
  fields: ActFields;
}

export const useAct = (id: string, name: string, onDone: () => void) =>
  useSend<{ id: string; version: number; stage: string }, Doing>('POST', openPath(`/api/matters/${id}/acts/${name}`), {
    body: ({ version, fields }) => ({ version, ...fields }),
    invalidates: touched,
    onDone,
  });

export interface BatchAnswer {
  done: string[];
  refused: { id: string; title: string; detail: string }[];
}

export const useBatch = (name: string, onDone: (answer: BatchAnswer) => void) =>
  useSend<BatchAnswer, { rows: readonly MatterRow[]; fields: ActFields }>('POST', openPath('/api/matters/batch'), {
    body: ({ rows, fields }) => ({ name, ids: rows.map(({ id, version }) => ({ id, version })), fields }),
    invalidates: touched,
    onDone,
  });

/** The moment at which clocks are drawn: the demo's stands. */
export function useNow(): string {
  const { clock } = useSession();
  return clock.demo ? clock.now : new Date().toISOString();
}

export type Group = 'over' | 'today' | 'near' | 'ok' | 'hold';
export const groups: readonly { key: Group; title: string }[] = [
  { key: 'over', title: '已超期' },
  { key: 'today', title: '今天到期' },
  { key: 'near', title: '临期' },
  { key: 'ok', title: '正常' },
  { key: 'hold', title: '挂账' },
];

/** The heading under which a matter waits. */
export function groupOf(row: Pick<MatterRow, 'clock' | 'due_at'>, today: string): Group {
  const { state } = row.clock;
  if (state === 'over' || state === 'hold') return state;
  if (row.due_at !== null && dayOf(row.due_at) === today) return 'today';
  return state === 'near' ? 'near' : 'ok';
}
