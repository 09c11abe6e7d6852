import { useQueryState } from '../../../kit/address.ts';
import { useGet } from '../../../kit/api.ts';
import { dateTime } from '../../../kit/format.ts';
import { DateInput } from '../../../kit/parts/date-input.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Pager, Table } from '../../../kit/parts/table.tsx';

const words: Readonly<Record<string, string>> = {
  signed_in: '登录',
  failed: '密码不对',
  refused: '已锁，拒绝',
  signed_out: '退出',
  signed_out_everywhere: '在所有设备上退出',
  device_revoked: '让一台设备退出',
  command_line: '命令行',
};

/** 登录记录, for the audit administrator: who came in, who was refused. In real time, also in the demo. */
export function SignIns() {
  const { get, patch } = useQueryState();
  const { data, error, isPending } = useGet('/api/sign-ins', {
    query: { name: get('name'), day: get('day'), after: get('after') },
    keep: true,
  });
  return (
    <div className="sheet">
      <div className="hd1">
        <h1>登录记录</h1>
        <span className="day-filter">
          <DateInput aria-label="哪一天" value={get('day') ?? ''} onChange={(day) => patch({ day, after: null })} />
        </span>
      </div>
      <Failure problem={error} />
      {isPending ? <Skeleton /> : null}
      {data && data.items.length === 0 ? <Empty title="没有登录记录">换一天，或清空日期。</Empty> : null}
      {data && data.items.length > 0 ? (
        <>
          <Table
            caption="登录记录"
            rows={data.items}
            rowKey={(s) => s.id}
            columns={[
              { key: 'at', title: '时间', margin: true, cell: (s) => dateTime(s.at) },
              { key: 'what', title: '事', cell: (s) => <b>{words[s.what] ?? s.what}</b> },
              { key: 'who', title: '谁', cell: (s) => [s.title, s.name].filter(Boolean).join('　') || '没有这个用户名' },
              { key: 'ip', title: '网络地址', className: 's', cell: (s) => s.ip },
              { key: 'words', title: '设备', className: 's', cell: (s) => s.words },
            ]}
          />
          <Pager
            next={Boolean(data.next)}
            onNext={() => patch({ after: data.next })}
            onFirst={get('after') ? () => patch({ after: null }) : undefined}
          />
        </>
      ) : null}
    </div>
  );
}
