import { useEffect, useRef, useState } from 'react';
import type { Query } from '../../../../kit/api.ts';
import { number } from '../../../../kit/format.ts';
import { Button } from '../../../../kit/parts/button.tsx';
import { Dialog } from '../../../../kit/parts/dialog.tsx';
import { PrintedTable, printTable } from '../../../../kit/parts/printed-table.tsx';
import { Failure, Notice, Progress } from '../../../../kit/parts/states.tsx';
import { useSession } from '../../../../kit/session.tsx';
import { useDivisions } from '../../../divisions/ui/index.ts';
import type { Column, Sheet } from '../../sheet.ts';
import { allRows } from '../calls.ts';
import { isNumber, isRisk, type SetFilter } from '../listing.ts';
import { cellWords, codeItem, valueWords } from '../values.tsx';
import type { Row } from '../wire.ts';

/** More than this is a book, not a list: the export makes it. */
const MOST = 2000;

interface PrintProps {
  sheet: Sheet;
  onClose: () => void;
  query: Query;
  columns: readonly Column[];
  filters: readonly SetFilter[];
  divisionName: string;
  /** Rows to print instead of the whole query; empty for all. */
  selected: readonly Row[];
  sums: Readonly<Record<string, number | null>>;
}

/** Fetches the rows, lays them out as the office's table (title, 表号, 制表人, 单位（盖章）) and opens the browser's print window. */
export function PrintList({ sheet, onClose, query, columns, filters, divisionName, selected, sums }: PrintProps) {
  const session = useSession();
  const { index } = useDivisions();
  const [paper, setPaper] = useState<{ rows: readonly Row[]; complete: boolean; cutoff: string } | null>(
    selected.length > 0 ? { rows: selected, complete: true, cutoff: session.clock.now } : null,
  );
  const [done, setDone] = useState(0);
  const [problem, setProblem] = useState<unknown>(null);
  const asked = useRef({ sheet, query, selected });

  useEffect(() => {
    const { sheet: of, query: question, selected: chosen } = asked.current;
    if (chosen.length > 0) return;
    const stop = new AbortController();
    allRows(of, question, MOST, setDone, stop.signal).then(setPaper, (cause: unknown) => {
      if (!stop.signal.aborted) setProblem(cause);
    });
    return () => stop.abort();
  }, []);

  return (
    <>
      <Dialog
        open
        onClose={onClose}
        title={`打印${sheet.title}`}
        foot={
          <>
            <Button onClick={onClose}>关闭</Button>
            <Button look="p" disabled={!paper} onClick={printTable}>
              打印
            </Button>
          </>
        }
      >
        <Failure problem={problem} />
        {!paper && !problem && <Progress title="正在取行" done={done} total={null} />}
        {paper && (
          <p>
            {number(paper.rows.length)} {sheet.counted_in}，{columns.length} 列，A4。纸张方向和页码在打印窗口里选。
          </p>
        )}
        {paper && !paper.complete && (
          <Notice look="warn" title={`只印前 ${number(MOST)} ${sheet.counted_in}`}>
            再多请用导出，导出的表可以整本打印。
          </Notice>
        )}
        <p className="n">敏感列已遮盖。</p>
      </Dialog>
      {paper && (
        <PrintedTable
          title={`${divisionName}${sheet.title}台账`}
          form={sheet.key}
          about={filters.map((f) => `${f.column.title}：${f.words}`).join('；')}
          cutoff={paper.cutoff}
          programme={sheet.programme}
          rows={paper.rows}
          rowKey={(row) => row.id}
          columns={columns.map((c) => ({
            key: c.name,
            title: c.unit ? `${c.title}（${c.unit}）` : c.title,
            ...(isNumber(c) ? { align: 'right' as const } : {}),
            cell: (row: Row) =>
              c.kind === 'division'
                ? index.pathName(row.division)
                : isRisk(c)
                  ? (codeItem(c, row[c.name])?.title ?? '')
                  : cellWords(c, row),
          }))}
          {...(selected.length === 0 && paper.complete
            ? {
                total: columns.map((c) =>
                  c.name === sheet.label ? `${number(paper.rows.length)} ${sheet.counted_in}` : c.sum ? valueWords(c, sums[c.name]) : '',
                ),
              }
            : {})}
        />
      )}
    </>
  );
}
