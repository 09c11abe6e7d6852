/** What the pages of matters ask of the server; the shapes are those of its description. */
import { useGet, useSend } from '../../../kit/api.ts';
import type { AnswerOf, QueryOf } from '../../../kit/api-paths.ts';
import { dayOf } from '../../../kit/format.ts';
import { useSession } from '../../../kit/session.tsx';

export type Todo = AnswerOf<'/api/todo'>;
export type MatterList = AnswerOf<'/api/matters'>;
export type MatterRow = MatterList['items'][number];
/** One matter with everything on its page. */
export type MatterFile = AnswerOf<'/api/matters/{id}'>;
export type MatterClock = MatterFile['matter']['clocks'][number];
export type MatterAct = MatterFile['acts'][number];
export type MatterStep = MatterFile['steps'][number];
export type AttachedFile = MatterStep['files'][number];
export type Receiver = AnswerOf<'/api/matters/people'>['items'][number];
export type BatchAnswer = AnswerOf<'/api/matters/batch', 'POST'>;
export type Result = 'yes' | 'part' | 'no';

/** What goes with an act. */
export interface ActFields {
  reason?: string;
  photos?: readonly string[];
  before?: readonly string[];
  proof?: readonly string[];
  until?: string;
  person?: string;
  unit?: string;
  result?: Result;
  consent?: string;
}

/** Everything a done act changes for the reader. */
const touched = ['/api/matters', '/api/todo', '/api/notices', '/api/ledger'] as const;

export const useTodo = (query: QueryOf<'/api/todo'>) => useGet('/api/todo', { query, keep: true });

/** How many matters wait for me; those on hold wait for nobody. */
export function useWaiting(): number | undefined {
  const counts = useGet('/api/todo', { query: { limit: 1 }, stale: 60_000 }).data?.counts;
  return counts ? counts.over + counts.today + counts.near + counts.ok : undefined;
}

export const useMatters = (query: QueryOf<'/api/matters'>) => useGet('/api/matters', { query, keep: true });

/** How many there are in each division below one, under the filters of the list. */
export const useMatterCounts = (query: QueryOf<'/api/matters/counts'>) => useGet('/api/matters/counts', { query, keep: true });

export const useMatter = (id: string | null) => useGet(id === null ? null : '/api/matters/{id}', { params: { id: id ?? '' } });

export const useReceivers = (asked: { kind: string; act: 'accept' | 'answer' | 'verify'; division: string } | null) =>
  useGet(asked === null ? null : '/api/matters/people', { query: asked ?? { kind: '', division: '' } });

export interface Doing {
  version: number;
  fields: ActFields;
}

export const useAct = (id: string, name: string, onDone: () => void) =>
  useSend('POST', '/api/matters/{id}/acts/{name}', {
    params: () => ({ id, name }),
    body: ({ version, fields }: Doing) => ({ version, ...fields }),
    invalidates: touched,
    onDone,
  });

export const useBatch = (name: string, onDone: (answer: BatchAnswer) => void) =>
  useSend('POST', '/api/matters/batch', {
    body: ({ rows, fields }: { rows: readonly MatterRow[]; fields: ActFields }) => ({
      name,
      ids: rows.map(({ id, version }) => ({ id, version })),
      fields: { ...fields },
    }),
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
