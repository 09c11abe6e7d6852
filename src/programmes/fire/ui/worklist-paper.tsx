import { useEffect, useState } from 'react';
import { useDivisions } from '../../../core/divisions/ui/index.ts';
import { get, type Query } from '../../../kit/api.ts';
import { date, number } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { PrintedTable, printTable } from '../../../kit/parts/printed-table.tsx';
import { Failure, Notice, Progress } from '../../../kit/parts/states.tsx';
import { useSession } from '../../../kit/session.tsx';
import { riskColour } from '../codes.ts';
import { categoryOf, type WorklistLine } from './worklist-rows.tsx';

/** More than this is no walk of a day; the export has all of it. */
const MOST = 400;

/** The list of a day on paper, with room for who went and what was found. `lines`: a frozen list; else the pages of the question. */
export function WorklistPaper({
  title,
  on,
  query,
  lines,
  onClose,
  onWorkbook,
}: {
  title: string;
  on: string;
  query: Query;
  lines?: readonly WorklistLine[];
  onClose: () => void;
  /** Takes the whole list out; absent for who may not. */
  onWorkbook?: (() => void) | undefined;
}) {
  const session = useSession();
  const { index } = useDivisions();
  const [rows, setRows] = useState<readonly WorklistLine[] | null>(lines ?? null);
  const [more, setMore] = useState(false);
  const [done, setDone] = useState(0);
  const [problem, setProblem] = useState<unknown>(null);
  const asked = JSON.stringify(query);
  useEffect(() => {
    if (lines) return;
    const stop = new AbortController();
    const fetchAll = async () => {
      const all: WorklistLine[] = [];
      let after: string | null = null;
      do {
        const page: { items: WorklistLine[]; next: string | null } = await get('/api/fire/worklist', {
          query: { ...(JSON.parse(asked) as object), after, limit: 200 },
          signal: stop.signal,
        });
        all.push(...page.items);
        after = page.next;
        setDone(all.length);
      } while (after !== null && all.length < MOST);
      setMore(after !== null);
      setRows(all.slice(0, MOST));
    };
    fetchAll().catch((cause: unknown) => {
      if (!stop.signal.aborted) setProblem(cause);
    });
    return () => stop.abort();
  }, [asked, lines]);
  return (
    <>
      <Dialog
        open
        onClose={onClose}
        title="打印检查清单"
        foot={
          <>
            <Button onClick={onClose}>关闭</Button>
            <Button look="p" disabled={!rows} onClick={printTable}>
              打印
            </Button>
          </>
        }
      >
        <Failure problem={problem} />
        {!rows && !problem ? <Progress title="正在取行" done={done} total={null} /> : null}
        {rows ? <p>{number(rows.length)} 家，A4 横向为宜。纸张方向和页码在打印窗口里选。</p> : null}
        {more ? (
          <Notice look="warn" title={`只印排在最前的 ${MOST} 家`}>
            {onWorkbook ? (
              <>
                全部的请用工作簿。
                <Button look="link" onClick={onWorkbook}>
                  导出全部
                </Button>
              </>
            ) : (
              '全部的请有导出权限的同事导出。'
            )}
          </Notice>
        ) : null}
      </Dialog>
      {rows ? (
        <PrintedTable
          title={title}
          form="fire.worklist"
          about={`检查日期：${date(on)}`}
          cutoff={session.clock.now}
          programme="fire"
          rows={rows}
          rowKey={(line) => line.premises.id}
          columns={[
            {
              key: 'risk',
              title: '风险',
              cell: ({ premises }) => riskColour.items.find((one) => one.code === premises.risk)?.title ?? '未定级',
            },
            { key: 'name', title: '名称', cell: ({ premises }) => premises.name },
            { key: 'category', title: '类别', cell: ({ premises }) => categoryOf(premises.category) },
            { key: 'where', title: '所在', cell: ({ premises }) => index.pathName(premises.division) },
            { key: 'address', title: '地址', cell: ({ premises }) => premises.address },
            { key: 'why', title: '为什么排入', cell: (line) => line.why },
            { key: 'open', title: '未销号', align: 'right', cell: (line) => line.open_hazards },
            { key: 'year', title: '本年/上限', align: 'right', cell: (line) => `${line.inspections_this_year}/${line.yearly_cap}` },
            { key: 'who', title: '检查人', cell: () => '' },
            { key: 'result', title: '检查结果', cell: () => '' },
          ]}
        />
      ) : null}
    </>
  );
}
