/** Telling somebody: the one way into an inbox. */
import type { Tx } from '../../platform/db.ts';
import { addJob } from '../../platform/queue.ts';
import { businessNow, holders, put } from './queries.ts';
import { dueAt } from './rules.ts';

/** Whoever holds such a post today, and whoever stands in for him. */
export interface PostFilter {
  programme: string;
  /** `fire.clerk`; absent: every role of the programme. */
  roles?: readonly string[];
  unit_id?: string;
  /** Absent: the whole city. */
  division?: string;
  /** `over`: posts whose division contains the given one (who answers for that place); `in`: posts that lie in it. `over` unless said. */
  reach?: 'over' | 'in';
}

export interface Telling {
  /** Ids of accounts, or who holds which post. The person who acts is left out of a post filter, not out of a list. */
  to: readonly string[] | PostFilter;
  /** `<programme>.<noun>.<what>`, such as `fire.hazard.overdue`. */
  kind: string;
  programme: string;
  division: string;
  /** What to do, in at most 120 characters. No personal data: titles go to lock screens and webhooks. */
  title: string;
  words?: string;
  /** A path of our own interface. */
  link?: string;
  /** The row it is about: while a notice of this kind about it is unread, the newer one takes its place. */
  about?: { relation: string; id: string };
  /** At once instead of at the next batch. */
  urgent?: boolean;
  /** Who ordered it at once. Without a name an urgent notice waits for the end of the quiet hours. Implies `urgent`. */
  urgent_by?: { account_id: string; title: string };
}

/** Puts a notice into inboxes; call it inside an act. Returns how many it reached: none is no error, a post may be vacant. */
export async function tell(tx: Tx, telling: Telling): Promise<number> {
  const now = await businessNow(tx);
  const recipients = 'programme' in telling.to ? await holders(tx, telling.to, now) : [...telling.to];
  if (recipients.length === 0) return 0;
  const urgent = telling.urgent === true || telling.urgent_by !== undefined;
  const due = dueAt(now, urgent, telling.urgent_by !== undefined);
  const reached = await put(tx, recipients, {
    kind: telling.kind,
    programme: telling.programme,
    division: telling.division,
    title: telling.title,
    words: telling.words ?? '',
    link: telling.link ?? null,
    relation: telling.about?.relation ?? null,
    row_id: telling.about?.id ?? null,
    urgent,
    urgent_by: telling.urgent_by?.account_id ?? null,
    urgent_by_title: telling.urgent_by?.title ?? null,
    created_at: now.toISOString(),
    due_at: due.toISOString(),
  });
  // The regular look comes every five minutes; an order does not wait for it.
  if (reached > 0 && due.getTime() <= now.getTime()) await addJob(tx, 'notices.remind', {}, { key: 'notices.remind.now' });
  return reached;
}
