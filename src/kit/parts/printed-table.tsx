/** A table as the office hands it up: title, form number, who filled it in and for whom; only on paper. */
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { dateTime } from '../format.ts';
import { useSession } from '../session.tsx';
import '../look/paper.css';

export interface PrintedColumn<Row> {
  key: string;
  title: string;
  align?: 'right';
  cell: (row: Row) => ReactNode;
}

/** Opens the browser's print window with the printed table alone on the paper. */
export function printTable(): void {
  document.body.classList.add('prn-on');
  window.addEventListener('afterprint', () => document.body.classList.remove('prn-on'), { once: true });
  window.print();
}

/** Stands in the document unseen until `printTable` is called. `about`: the middle of the line under the title; `total`: the last row. */
export function PrintedTable<Row>({
  title,
  form,
  about,
  cutoff,
  programme,
  columns,
  rows,
  rowKey,
  total,
}: {
  title: string;
  /** 表号. */
  form: string;
  about: string;
  cutoff: string;
  /** Whose post of mine fills it in. */
  programme: string;
  columns: readonly PrintedColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  total?: readonly ReactNode[];
}) {
  const session = useSession();
  const post = session.posts.find((p) => p.programme === programme) ?? session.posts[0];
  return createPortal(
    <div className="prn">
      <h1>{title}</h1>
      <div className="ln">
        <span>表号：{form}</span>
        <span>{about}</span>
        <span>数据截至 {dateTime(cutoff)}</span>
      </div>
      <table>
        <thead>
          <tr>
            <th>序号</th>
            {columns.map((c) => (
              <th key={c.key}>{c.title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={rowKey(row)}>
              <td className="r">{at + 1}</td>
              {columns.map((c) => (
                <td key={c.key} className={c.align === 'right' ? 'r' : undefined}>
                  {c.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          {total && (
            <tr>
              <td>合计</td>
              {columns.map((c, at) => (
                <td key={c.key} className={c.align === 'right' ? 'r' : undefined}>
                  {total[at]}
                </td>
              ))}
            </tr>
          )}
        </tbody>
      </table>
      <div className="ft">
        <span>单位（盖章）：{post?.unit_name}</span>
        <span>制表人：{session.account.title}</span>
        <span>制表时间：{dateTime(session.clock.now)}</span>
      </div>
    </div>,
    document.body,
  );
}
