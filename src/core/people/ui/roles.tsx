import { useGet } from '../../../kit/api.ts';
import { useProgrammes } from '../../../kit/manifest.ts';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Table } from '../../../kit/parts/table.tsx';

const levelWords: Readonly<Record<number, string>> = { 4: '市', 6: '县区', 9: '镇街', 12: '村社区', 15: '网格' };

export const useProgrammeTitle = (): ((key: string) => string) => {
  const programmes = useProgrammes();
  return (key) => programmes.find((p) => p.key === key)?.title ?? { people: '人员', audit: '审计', divisions: '区划' }[key] ?? key;
};

/** 角色: what the software's roles may do. They are declared with the programmes and changed with them, not here. */
export function Roles() {
  const { data, error, isPending } = useGet('/api/roles');
  const programmeTitle = useProgrammeTitle();
  return (
    <div className="sheet">
      <div className="hd1">
        <h1>角色</h1>
        <span className="n">角色随程序而定，这里只能看；给人安排角色，请到账号里加岗位</span>
      </div>
      <Failure problem={error} />
      {isPending ? <Skeleton /> : null}
      {data && data.items.length === 0 ? <Empty title="没有角色" /> : null}
      {data && data.items.length > 0 ? (
        <Table
          caption="角色"
          rows={data.items}
          rowKey={(r) => r.key}
          columns={[
            { key: 'title', title: '角色', margin: true, cell: (r) => <b>{r.title}</b> },
            { key: 'programmes', title: '项目', cell: (r) => r.programmes.map(programmeTitle).join('、') },
            {
              key: 'levels',
              title: '用于',
              cell: (r) => (r.levels.length === 0 ? '各级' : r.levels.map((n) => levelWords[n] ?? n).join('、')),
            },
            {
              key: 'verbs',
              title: '可办',
              className: 's wrap',
              cell: (r) => (
                <details>
                  <summary className="a">{r.verbs.length} 项</summary>
                  {r.verbs.join('　')}
                </details>
              ),
            },
          ]}
        />
      ) : null}
    </div>
  );
}
