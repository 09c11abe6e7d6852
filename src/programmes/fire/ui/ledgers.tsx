/** 三个清单、两个台账 on screen as they will stand in the workbook; a row opens what it is about. */
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { DivisionTree, useDivisionLabel } from '../../../core/divisions/ui/index.ts';
import { type Changes, useFromHere, usePeriod, useQueryState } from '../../../kit/address.ts';
import { download, useGet } from '../../../kit/api.ts';
import { number, period, shortDate } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Columns } from '../../../kit/parts/columns.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Pager, Table, type TableColumn } from '../../../kit/parts/table.tsx';
import { useMay, useStand } from '../../../kit/session.tsx';
import './worklist.css';

const PAGE = 50;
const pages = { matter: '/matters/', premises: '/fire/premises/', inspection: '/fire/inspections/' } as const;

type Value = string | number | boolean | null;
const words = (value: Value | undefined, kind: 'text' | 'number' | 'date'): string =>
  value === null || value === undefined || value === ''
    ? '—'
    : typeof value === 'boolean'
      ? value
        ? '是'
        : '否'
      : typeof value === 'number'
        ? number(value)
        : kind === 'date'
          ? shortDate(value)
          : value;

export function LedgersPage() {
  const address = useQueryState();
  const may = useMay();
  const to = useFromHere();
  const here = useStand('fire');
  const hereName = useDivisionLabel(here);
  const { from, to: until } = usePeriod();
  const box = useRef<HTMLDivElement>(null);
  const [saving, save] = useState<'one' | 'all' | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const list = useGet('/api/fire/ledgers', { stale: Number.POSITIVE_INFINITY });
  const open = list.data?.items.find((one) => one.key === address.get('list')) ?? list.data?.items[0];
  const after = address.get('after');
  const query = { division: here, from, to: until };
  const answer = useGet<'/api/fire/ledgers/{which}'>(open ? '/api/fire/ledgers/{which}' : null, {
    params: { which: open?.key ?? 'hazards' },
    query: { ...query, after, limit: PAGE },
  });
  const rows = (answer.data?.items ?? []).map((one, at) => ({ ...one, at }));
  const linked = linkAt(open?.columns ?? []);
  const columns = (open?.columns ?? []).map((column, place): TableColumn<(typeof rows)[number]> => {
    const shown = (one: (typeof rows)[number]) => words(one.values[place], column.kind);
    return {
      key: column.title,
      title: column.title,
      ...(column.kind === 'number' ? { align: 'right' } : {}),
      ...(place === linked
        ? { margin: true, className: 'nm', cell: (one) => <Link href={to(`${pages[one.opens.what]}${one.opens.id}`)}>{shown(one)}</Link> }
        : { cell: shown }),
    };
  });
  const ask = (changes: Changes) => address.patch({ ...changes, after: null });
  const take = async (what: 'one' | 'all') => {
    save(what);
    setProblem(null);
    try {
      await download('/api/fire/ledgers/export', { ...query, which: what === 'all' ? 'all' : open?.key });
    } catch (cause) {
      setProblem(cause);
    } finally {
      save(null);
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
          <h1>清单台账</h1>
          <span className="l">
            {hereName} <span className="n">{here}</span>　{period(from, until)}
          </span>
          <span className="sp" />
          {may('fire.inspection.export', here) ? (
            <>
              <Button busy={saving === 'one'} disabled={saving !== null} onClick={() => void take('one')}>
                导出本表
              </Button>
              <Button busy={saving === 'all'} disabled={saving !== null} onClick={() => void take('all')}>
                五张一并导出
              </Button>
            </>
          ) : null}
        </div>
        <div className="fl">
          {list.data?.items.map((one) => (
            <Link
              key={one.key}
              href={address.href({ list: one.key, after: null })}
              className={one.key === open?.key ? 'on' : undefined}
              aria-current={one.key === open?.key ? 'page' : undefined}
            >
              {one.title}
            </Link>
          ))}
        </div>
        <div className="w-say">
          <Failure problem={problem} />
          {list.error ? <Failure problem={list.error} onRetry={() => void list.refetch()} /> : null}
          {answer.error ? <Failure problem={answer.error} onRetry={() => void answer.refetch()} /> : null}
          {open ? <p className="l">口径：{open.definition}。</p> : null}
        </div>
        {!answer.data || !open ? (
          answer.error || list.error ? null : (
            <Skeleton rows={14} />
          )
        ) : rows.length === 0 ? (
          <Empty title={`${hereName}在${period(from, until)}没有要列的`}>可换一个区划或期间；检查登记之后，这里随之列出。</Empty>
        ) : (
          <>
            <div className="w-rows" ref={box}>
              <Table
                caption={open.title}
                rows={rows}
                // A hazard has one row in each list; what a clearing opens may stand in several.
                rowKey={(one) => `${one.opens.id} ${one.at}`}
                card={(one) => ({
                  href: to(`${pages[one.opens.what]}${one.opens.id}`),
                  title: words(one.values[cardOf(open.columns).title], 'text'),
                  end: words(one.values[0], open.columns[0]?.kind ?? 'text'),
                  line: words(one.values[cardOf(open.columns).line], 'text'),
                })}
                columns={columns}
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
              <span>每页 {PAGE} 行；与导出的工作簿同一内容</span>
            </Pager>
          </>
        )}
      </Columns>
    </div>
  );
}

type Heads = readonly { title: string }[];
const at = (heads: Heads, title: string) => heads.findIndex((head) => head.title === title);
/** The column whose words open the row: the number of a hazard, else the name. */
const linkAt = (heads: Heads): number => Math.max(0, at(heads, '隐患编号') >= 0 ? at(heads, '隐患编号') : at(heads, '名称'));
/** What stands on a phone's card: what it is called, and what is said of it. */
const cardOf = (heads: Heads): { title: number; line: number } => {
  const first = (...titles: string[]) => titles.map((title) => at(heads, title)).find((found) => found >= 0) ?? 0;
  return {
    title: first('名称', '整改责任人（被查单位）', '整改措施'),
    line: first('隐患描述', '五清类别', '地址', '指导责任人（办事处）', '临时防范措施'),
  };
};
