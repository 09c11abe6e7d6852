import { useGet, useSend } from '../../../kit/api.ts';
import { dateTime } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Tag } from '../../../kit/parts/marks.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Table } from '../../../kit/parts/table.tsx';

/** Where I am signed in, each of which I can end. */
export function Devices() {
  const { data, error, isPending } = useGet('/api/session/devices');
  const end = useSend('DELETE', '/api/session/devices/{id}', {
    params: ({ id }: { id: string }) => ({ id }),
    invalidates: ['/api/session/devices'],
  });
  return (
    <>
      <Failure problem={error ?? end.error} />
      {isPending ? <Skeleton rows={3} /> : null}
      {data && data.items.length === 0 ? <Empty title="没有其他设备" /> : null}
      {data && data.items.length > 0 ? (
        <Table
          caption="登录设备"
          rows={data.items}
          rowKey={(d) => d.id}
          columns={[
            {
              key: 'title',
              title: '设备',
              cell: (d) => (
                <>
                  {d.title}
                  {d.current ? <Tag>这一台</Tag> : null}
                </>
              ),
            },
            { key: 'address', title: '网络地址', className: 's', cell: (d) => d.address },
            { key: 'at', title: '登录于', className: 's', cell: (d) => dateTime(d.signed_in_at) },
            { key: 'seen', title: '最近使用', className: 's', cell: (d) => dateTime(d.last_seen_at) },
            {
              key: 'act',
              title: <span className="sr">操作</span>,
              align: 'right',
              cell: (d) =>
                d.current ? null : (
                  <Button look="link" onClick={() => end.mutate({ id: d.id })}>
                    让它退出
                  </Button>
                ),
            },
          ]}
        />
      ) : null}
      <p className="n pad">不认得的设备，请让它退出，再改密码。</p>
    </>
  );
}
