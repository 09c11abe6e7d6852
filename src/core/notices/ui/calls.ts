import { openPath, type Query, useGet, useSend } from '../../../kit/api.ts';

export interface NoticeLine {
  id: string;
  kind: string;
  title: string;
  words: string;
  link: string | null;
  programme: string;
  division: string;
  about: { relation: string; id: string } | null;
  urgent: boolean;
  urgent_by: string | null;
  created_at: string;
  due_at: string;
  read_at: string | null;
}

export interface Inbox {
  items: NoticeLine[];
  next: string | null;
  unread: number;
}

export const useInbox = (query: Query) => useGet<Inbox>(openPath('/api/notices'), { query, keep: true });

/** Unread lines; the live channel says when it is asked again. */
export const useUnread = (): number | undefined =>
  useGet<Inbox>(openPath('/api/notices'), { query: { tab: 'unread', limit: 1 }, stale: 60_000 }).data?.unread;

/** Marks lines, or everything told until a moment: what came meanwhile stays unread. */
export const useMarkRead = () =>
  useSend<{ unread: number }, { ids: readonly string[] } | { until: string }>('POST', openPath('/api/notices/read'), {
    invalidates: ['/api/notices'],
  });
