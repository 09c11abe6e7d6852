import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { useQueryState } from '../../../kit/address.ts';
import { download } from '../../../kit/api.ts';
import { dateTime, period, shortDate } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Pager, Table } from '../../../kit/parts/table.tsx';
import { useTitle } from '../../../kit/title.ts';
import './figures.css';
import './comparison.css';
import { recordPage, rowsFile, useFigure, usePageScope, useRows } from './reads.ts';
import { isRate } from './shape.ts';
import { plainDigits, spokenValue } from './value-words.ts';

const PAGE = 100;

/** `/figures/:key/rows`: every row behind a figure, page by page. Division and period are those of the address. */
export function FigureRowsPage() {
  const key = decodeURIComponent(useParams<{ key: string }>().key ?? '');
  const scope = usePageScope(key.split('.')[0]);
  const query = useQueryState();
  const after = query.get('after') ?? '';
  const figure = useFigure(key, scope);
  const rows = useRows(key, scope, PAGE, after);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const reading = figure.data;
  useTitle(reading ? `${reading.title} ${plainDigits(reading.rows)} 行` : '指标明细');
  const onExport = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await download(...rowsFile(key, scope));
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="sheet">
      <div className="hd1">
        <h1>{reading ? `${reading.title}的明细` : '指标明细'}</h1>
        {reading ? (
          <span className="n">
            {reading.division_name}　{period(reading.from, reading.to)}　{spokenValue(reading, reading.unit)}　{plainDigits(reading.rows)}{' '}
            行　数据截至 {dateTime(reading.cutoff)}
          </span>
        ) : null}
        <span className="sp" />
        {reading ? (
          <Button busy={busy} onClick={() => void onExport()}>
            导出这些行
          </Button>
        ) : null}
      </div>
      {reading ? <p className="l">口径：{reading.definition}</p> : null}
      <Failure problem={problem ?? figure.error ?? rows.error} onRetry={() => void Promise.all([figure.refetch(), rows.refetch()])} />
      {!rows.data ? (
        rows.error ? null : (
          <Skeleton rows={12} />
        )
      ) : rows.data.items.length === 0 ? (
        <Empty title="没有行">所选区划和期间里没有计入这个指标的行。可在上方换区划或期间。</Empty>
      ) : (
        <>
          <Table
            caption={`${reading?.title ?? ''}的明细行`}
            rows={rows.data.items}
            rowKey={(row) => row.id}
            columns={[
              {
                key: 'label',
                title: '名称、编号',
                margin: true,
                className: 'nm',
                cell: (row) => (row.register ? <Link href={recordPage(row.register, row.id)}>{row.label}</Link> : row.label),
              },
              { key: 'division', title: '区划', cell: (row) => row.division_name },
              { key: 'on', title: '日期', cell: (row) => shortDate(row.on) },
              {
                key: 'value',
                title: `计入${reading && !isRate(reading) ? `（${reading.unit}）` : ''}`,
                align: 'right',
                cell: (row) => plainDigits(row.value),
              },
              { key: 'note', title: '说明', className: 's', cell: (row) => row.note ?? '' },
            ]}
          />
          <Pager
            next={rows.data.next !== null}
            onNext={() => query.patch({ after: rows.data?.next ?? null })}
            onFirst={after === '' ? undefined : () => query.patch({ after: null })}
          >
            每页 {PAGE} 行
          </Pager>
        </>
      )}
    </div>
  );
}
