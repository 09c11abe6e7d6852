import { number } from '../../../kit/format.ts';
import { useUnread } from './calls.ts';

export function UnreadCount() {
  const unread = useUnread();
  return unread ? (
    <>
      <b>{number(unread)}</b>
      <span className="sr"> 条未读</span>
    </>
  ) : null;
}
