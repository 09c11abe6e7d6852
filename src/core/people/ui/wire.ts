/** Answers of the people API as this interface reads them. */
import type { Post } from '../../../kit/session.tsx';

export interface HeldPost extends Post {
  /** Civil dates; `until` null: in office. */
  since?: string | null;
  until?: string | null;
}
export interface AccountLine {
  id: string;
  name: string;
  title: string;
  state: 'active' | 'locked' | 'closed';
  /** Set while locked by failures: until then. */
  locked_until: string | null;
  last_seen_at: string | null;
  posts: readonly HeldPost[];
}
export interface Device {
  id: string;
  /** Words for a person: Chrome，Windows. */
  title: string;
  address: string | null;
  signed_in_at: string;
  last_seen_at: string;
  current: boolean;
}
export interface Delegation {
  id: string;
  /** null: all posts. */
  post_id: string | null;
  post_title: string | null;
  from_account_id: string;
  from_title: string;
  to_account_id: string;
  to_title: string;
  from: string;
  to: string;
  reason: string | null;
}
export interface AccountOpened extends AccountLine {
  sessions?: readonly Device[];
  delegations?: readonly Delegation[];
}
export interface RoleLine {
  key: string;
  title: string;
  /** Programmes in which a post may carry it. */
  programmes: readonly string[];
  /** Lengths of division code at which it makes sense; empty: any. */
  levels: readonly number[];
  verbs: readonly string[];
}
export interface UnitLine {
  id: string;
  name: string;
  division: string;
  kind?: string;
}
export interface SignInLine {
  id: string;
  at: string;
  what: string;
  name: string | null;
  title: string | null;
  ip: string | null;
  words: string | null;
}
export interface Listed<T> {
  items: readonly T[];
  next?: string | null;
}
