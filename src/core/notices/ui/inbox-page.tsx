/** 消息: what I was told, the latest first, each leading to what it is about. */
import { Link } from 'wouter';
import { useQueryState } from '../../../kit/address.ts';
import { dateTime, number } from '../../../kit/format.ts';
import { useProgrammes } from '../../../kit/manifest.ts';
import { useNames } from '../../../kit/names.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Tag } from '../../../kit/parts/marks.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Pager } from '../../../kit/parts/table.tsx';
import { type NoticeLine, useInbox, useMarkRead } from './calls.ts';
import './notices.css';

const tabs = [
  { key: 'unread', title: '未读' },
  { key: 'all', title: '全部' },
] as const;

export function InboxPage() {
  const address = useQueryState();
  const tab = address.get('tab') === 'all' ? 'all' : 'unread';
  const after = address.get('after');
  const answer = useInbox({ tab, after, limit: 30 });
  const mark = useMarkRead();
  const page = answer.data;
  const newest = page?.items[0]?.created_at;
  return (
    <div className="sheet inbox">
      <div className="hd1">
        <h1>消息</h1>
        <span className="l">08:30 和 15:00 集中提醒；22:00 至 7:00 不打扰，署名的紧急指令除外</span>
        <span className="sp" />
        {page && page.unread > 0 && newest && after === null ? (
          <Button busy={mark.isPending} onClick={() => mark.mutate({ until: newest })}>
            全部标为已读
          </Button>
        ) : null}
      </div>
      <div className="tabs">
        {tabs.map((one) => (
          <Link
            key={one.key}
            href={address.href({ tab: one.key === 'unread' ? null : one.key, after: null })}
            aria-current={one.key === tab ? 'page' : undefined}
          >
            {one.title}
            {one.key === 'unread' && page ? ` ${number(page.unread)}` : ''}
          </Link>
        ))}
      </div>
      <Failure problem={answer.error ?? mark.error} onRetry={() => void answer.refetch()} />
      {page ? (
        page.items.length === 0 ? (
          <Empty title={tab === 'unread' ? '没有未读的消息' : '还没有消息'}>交办、催办、到期和办结时会告诉您。</Empty>
        ) : (
          <ul className="lines" aria-busy={answer.isPlaceholderData}>
            {page.items.map((line) => (
              <Line key={line.id} line={line} onRead={() => (line.read_at === null ? mark.mutate({ ids: [line.id] }) : undefined)} />
            ))}
          </ul>
        )
      ) : answer.error ? null : (
        <Skeleton rows={8} />
      )}
      {page ? (
        <Pager
          next={page.next !== null}
          onFirst={after === null ? undefined : () => address.patch({ after: null })}
          onNext={() => address.patch({ after: page.next })}
        />
      ) : null}
    </div>
  );
}

/** Only a path of our own interface leads anywhere. */
const own = (link: string | null): string | null => (link?.startsWith('/') && !link.startsWith('//') ? link : null);

function Line({ line, onRead }: { line: NoticeLine; onRead: () => void }) {
  const names = useNames();
  const programme = useProgrammes().find((p) => p.key === line.programme)?.title;
  const to = own(line.link);
  const unread = line.read_at === null;
  return (
    <li className={unread ? 'new' : undefined}>
      <div>
        {to ? (
          <Link href={to} onClick={onRead}>
            {line.title}
          </Link>
        ) : (
          <span>{line.title}</span>
        )}
        {unread ? <span className="sr">，未读</span> : null}
        {line.urgent ? <Tag seal>{line.urgent_by ? `紧急　${line.urgent_by}` : '紧急'}</Tag> : null}
        {line.words ? <p className="l">{line.words}</p> : null}
        <p className="n">
          {dateTime(line.created_at)}　{[programme, names.short(line.division)].filter(Boolean).join('　')}
        </p>
      </div>
      {unread ? (
        <Button look="link" aria-label={`标为已读：${line.title}`} onClick={onRead}>
          标为已读
        </Button>
      ) : null}
    </li>
  );
}
