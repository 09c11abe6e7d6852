/** 检查记录: who was where, when, with which result. A row opens its record. */
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { DivisionTree, useDivisionLabel } from '../../../core/divisions/ui/index.ts';
import { visitKinds, visitKindTitles } from '../../../core/visits/rules.ts';
import { type Changes, useFromHere, usePeriod, useQueryState } from '../../../kit/address.ts';
import { download, useGet } from '../../../kit/api.ts';
import { date, period, shortDate } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Columns } from '../../../kit/parts/columns.tsx';
import { RiskMark } from '../../../kit/parts/marks.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Pager, Table } from '../../../kit/parts/table.tsx';
import { TickMenu } from '../../../kit/parts/tick-menu.tsx';
import { useMay, useStand } from '../../../kit/session.tsx';
import { riskColour } from '../codes.ts';
import { useNear } from './worklist-rows.tsx';
import './worklist.css';

const PAGE = 50;
const kinds = visitKinds.map((code) => ({ code, title: visitKindTitles[code] }));

export function InspectionsPage() {
  const address = useQueryState();
  const may = useMay();
  const to = useFromHere();
  const here = useStand('fire');
  const hereName = useDivisionLabel(here);
  const near = useNear();
  const { from, to: until } = usePeriod();
  const kind = visitKinds.find((one) => one === address.get('kind')) ?? null;
  const risk = address.list('risk');
  const failed = address.get('failed') === 'true';
  const after = address.get('after');
  const [problem, setProblem] = useState<unknown>(null);
  const [saving, save] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const query = { division: here, kind, from, to: until, risk: risk.join(',') || null, failed: failed ? ('true' as const) : null };
  const answer = useGet('/api/fire/inspections', { query: { ...query, after, limit: PAGE }, keep: true });
  const rows = answer.data?.items ?? [];
  const ask = (changes: Changes) => address.patch({ ...changes, after: null });
  const filtered = kind !== null || risk.length > 0 || failed;
  const none = { kind: null, risk: null, failed: null };
  const views = [
    { title: '全部', on: !filtered, to: none },
    { title: '查出问题的', on: failed, to: { failed: failed ? null : 'true' } },
  ];
  const take = async () => {
    save(true);
    setProblem(null);
    try {
      await download('/api/fire/inspections/export', query);
    } catch (cause) {
      setProblem(cause);
    } finally {
      save(false);
    }
  };
  return (
    <div className="w-list">
      <Columns
        side={(done) => (
          <DivisionTree
            value={here}
            programme="fire"
            onChoose={(code) => {
              ask({ division: code });
              done();
            }}
          />
        )}
        sideTitle="区划"
        sideNow={<b>{hereName}</b>}
      >
        <div className="hd1">
          <h1>检查记录</h1>
          <span className="l">
            {hereName} <span className="n">{here}</span>　{period(from, until)}
          </span>
          <span className="sp" />
          {may('fire.inspection.export_records', here) ? (
            <Button busy={saving} onClick={() => void take()}>
              导出
            </Button>
          ) : null}
        </div>
        <div className="fl">
          {views.map((one) => (
            <Link
              key={one.title}
              href={address.href({ ...one.to, after: null })}
              className={one.on ? 'on' : undefined}
              aria-current={one.on ? 'page' : undefined}
            >
              {one.title}
            </Link>
          ))}
          <span className="bar" />
          <TickMenu
            title="检查类型"
            items={kinds}
            value={kind ? [kind] : []}
            onChange={(value) => ask({ kind: value.find((one) => one !== kind) ?? null })}
          />
          <TickMenu title="当次风险" items={riskColour.items} value={risk} onChange={(value) => ask({ risk: value })} />
          {filtered ? (
            <Button look="link" onClick={() => ask(none)}>
              清空条件
            </Button>
          ) : null}
        </div>
        <div className="w-say">
          <Failure problem={problem} />
          {answer.error ? <Failure problem={answer.error} onRetry={() => void answer.refetch()} /> : null}
        </div>
        {!answer.data ? (
          answer.error ? null : (
            <Skeleton rows={14} />
          )
        ) : rows.length === 0 ? (
          <Empty title={filtered ? '没有符合条件的检查记录' : `${hereName}在${period(from, until)}没有检查记录`}>
            {filtered ? '可放宽条件，或换一个区划、期间。' : '在“检查”里打开一家场所开始，提交后记录会列在这里。'}
          </Empty>
        ) : (
          <>
            <div className="w-rows" ref={box}>
              <Table
                caption="检查记录列表"
                rows={rows}
                rowKey={(one) => one.id}
                card={(one) => ({
                  href: to(`/fire/inspections/${one.id}`),
                  title: one.premises.name,
                  end: <RiskMark risk={one.risk} />,
                  line: `${date(one.on_date)}　${one.kind_title}`,
                  lineEnd: one.failed > 0 ? `不合格 ${one.failed} 项` : '未查出问题',
                })}
                columns={[
                  { key: 'on', title: '日期', className: 'w-first', cell: (one) => shortDate(one.on_date) },
                  {
                    key: 'place',
                    title: '场所',
                    margin: true,
                    className: 'nm',
                    cell: (one) => <Link href={to(`/fire/inspections/${one.id}`)}>{one.premises.name || '（已移出名册）'}</Link>,
                  },
                  { key: 'where', title: '所在', cell: (one) => near(one.division) },
                  { key: 'kind', title: '检查类型', cell: (one) => one.kind_title },
                  { key: 'who', title: '检查人', cell: (one) => one.officers.map((who) => who.name).join('、') },
                  { key: 'unit', title: '检查单位', cell: (one) => one.unit_name },
                  { key: 'score', title: '得分', align: 'right', cell: (one) => one.score ?? '—' },
                  { key: 'risk', title: '风险', cell: (one) => <RiskMark risk={one.risk} /> },
                  { key: 'failed', title: '不合格', align: 'right', cell: (one) => one.failed },
                  { key: 'signed', title: '签字', cell: (one) => (one.signed ? '已签' : one.refused_because ? '拒签已记' : '—') },
                ]}
              />
            </div>
            <Pager
              next={answer.data.next !== null}
              onFirst={after === null ? undefined : () => ask({})}
              onNext={() => {
                address.patch({ after: answer.data?.next });
                box.current?.querySelector('.scroll')?.scrollTo(0, 0);
              }}
            >
              <span>新的在前，每页 {PAGE} 次</span>
            </Pager>
          </>
        )}
      </Columns>
    </div>
  );
}
