/** The premises' own parts of the register pages: 三合一 beside the name, position and the three tiers below the facts. */
import type { RegisterParts, Row } from '../../../core/registers/ui/index.ts';
import { useGet } from '../../../kit/api.ts';
import { Failure } from '../../../kit/parts/states.tsx';
import { premises } from '../registers.ts';

/** 三级包保 of one premises; a tier that nobody holds stands there in seal red, because it alarms. */
function Tiers({ row }: { row: Row }) {
  const answer = useGet('/api/fire/holders', { query: { division: row.division } });
  if (answer.error) return <Failure problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return null;
  const vacant = answer.data.tiers.filter((t) => t.vacant).length;
  return (
    <section className="sect">
      <div className="t">
        <b>三级包保{vacant > 0 ? `　缺 ${vacant} 岗` : ''}</b>
      </div>
      <ul className="who">
        {answer.data.tiers.map(({ tier, title, holders, vacant: nobody }) => (
          <li key={tier}>
            <span>{title}</span>
            {nobody ? (
              <span className="vac">空缺，请在“包保责任人”里补上</span>
            ) : (
              <span>
                {holders.map((h) => `${h.name}　${[h.unit_name, h.duty].filter(Boolean).join('　') || h.division_name}`).join('；')}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** 门牌码 and map position. The datum is that of the entry, shown as written and not converted. */
function Place({ row }: { row: Row }) {
  const placed = typeof row.longitude === 'number' && typeof row.latitude === 'number';
  return (
    <section className="sect">
      <div className="t">
        <b>位置</b>
        {placed ? <a href={`geo:${row.latitude},${row.longitude}`}>用地图应用打开</a> : null}
      </div>
      <ul className="who">
        <li>
          <span>门牌码</span>
          <span>{row.plate_no ? String(row.plate_no) : '未贴'}</span>
        </li>
        <li>
          <span>地图位置</span>
          <span>{placed ? `东经 ${row.longitude}　北纬 ${row.latitude}（${row.datum ?? ''}）` : '未标'}</span>
        </li>
      </ul>
    </section>
  );
}

export const sheet = premises;
export const parts: RegisterParts = {
  tags: (row) => (row.mixed_use === true ? ['三合一'] : []),
  drawn: ['plate_no', 'longitude', 'latitude', 'datum'],
  Sections: ({ row }) => (
    <>
      <Tiers row={row} />
      <Place row={row} />
    </>
  ),
};
