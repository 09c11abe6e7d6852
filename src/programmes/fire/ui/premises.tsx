/** The premises' own parts of the register pages: 三合一 beside the name, position and the three tiers below the facts. */
import type { RegisterParts, Row } from '../../../core/registers/ui/index.ts';
import { useGet } from '../../../kit/api.ts';
import { Failure } from '../../../kit/parts/states.tsx';
import { useMay } from '../../../kit/session.tsx';
import { premises } from '../registers.ts';
import { ClearsOf, HazardsOf, InspectionsOf } from './inspections-of.tsx';
import { StartVisit } from './worklist-start.tsx';

/** What is open there and who was there last, for whoever may read it. */
function Lately({ row }: { row: Row }) {
  const may = useMay();
  return (
    <>
      {may('fire.hazard.read', row.division) ? <HazardsOf premises={row.id} open /> : null}
      {may('fire.inspection.read', row.division) ? <InspectionsOf premises={row.id} few /> : null}
    </>
  );
}

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
  Acts: ({ row }) => (row.status === 'open' ? <StartVisit place={row} each look="p" /> : null),
  tabs: [
    { key: 'visits', title: '检查', verb: 'fire.inspection.read', Content: ({ row }) => <InspectionsOf premises={row.id} /> },
    { key: 'hazards', title: '隐患', verb: 'fire.hazard.read', Content: ({ row }) => <HazardsOf premises={row.id} /> },
    { key: 'clears', title: '五清', verb: 'fire.inspection.read', Content: ({ row }) => <ClearsOf premises={row.id} /> },
    { key: 'holders', title: '包保', verb: 'fire.responsible.read', Content: Tiers },
  ],
  drawn: ['plate_no', 'longitude', 'latitude', 'datum'],
  Sections: ({ row }) => (
    <>
      <Lately row={row} />
      <Tiers row={row} />
      <Place row={row} />
    </>
  ),
};
