import { number } from '../../../../kit/format.ts';
import { Button } from '../../../../kit/parts/button.tsx';
import type { Sheet } from '../../sheet.ts';
import { isDemanded } from '../record/values-form.ts';
import type { ImportSheet } from '../wire.ts';

interface ColumnsTableProps {
  sheet: Sheet;
  /** Sheets of the file that were read. */
  sheets: readonly ImportSheet[];
  /** Name of the shown one; null: the first. */
  which: string | null;
  onWhich: (name: string) => void;
  busy: boolean;
  onMap: (sheet: string, letter: string, column: string | null) => void;
}

/** 认出的列: what each column of the file was taken for, by what sign, and the way to say otherwise. */
export function ColumnsTable({ sheet, sheets, which, onWhich, busy, onMap }: ColumnsTableProps) {
  const shown = sheets.find((s) => s.name === which) ?? sheets[0];
  if (!shown) return null;
  const used = new Set(shown.columns.map((c) => c.column).filter((c) => c !== null));
  const required = sheet.columns.filter((c) => isDemanded(c) && !used.has(c.name));
  const headed = shown.header_rows;
  const above = headed.length > 0 ? Math.min(...headed) - 1 : 0;
  return (
    <>
      <div className="sec">
        <h2>认出的列</h2>
        <span className="n">
          {shown.columns.length} 列，对上 {used.size} 列；
          {headed.length === 0 ? '没有表头' : `表头在第 ${headed.join('、')} 行${above > 0 ? `，前 ${above} 行为标题` : ''}`}
        </span>
        <span className="sp" />
        {sheets.length > 1 && (
          <span className="acts">
            {sheets.map((s) => (
              <Button key={s.name} look="link" aria-pressed={s === shown} onClick={() => onWhich(s.name)}>
                {s === shown ? <b>{s.name}</b> : s.name} {number(s.rows)}
              </Button>
            ))}
          </span>
        )}
      </div>
      {(shown.notes ?? []).length > 0 && <p className="n">{shown.notes?.join('；')}</p>}
      {required.length > 0 && (
        <p className="notice ask">
          <span>
            <b className="seal">必填的列没有对上：{required.map((c) => c.title).join('、')}</b>在“台账的列”里指给它，或回上一步换文件。
          </span>
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too */}
      <section className="scr" tabIndex={0} aria-label="认出的列">
        <table className="t">
          <caption className="sr">文件的列与台账的列</caption>
          <thead>
            <tr>
              <th className="no" scope="col">
                <span className="sr">列</span>
              </th>
              <th scope="col">文件里的列</th>
              <th scope="col">台账的列</th>
              <th scope="col">怎么认的</th>
              <th scope="col">首行样例</th>
              <th scope="col">说明</th>
            </tr>
          </thead>
          <tbody>
            {shown.columns.map((c) => (
              <tr key={c.letter} className={c.note.includes('待指认') ? 'ask' : c.column === null ? 'out' : undefined}>
                <td className="no">{c.letter}</td>
                <th scope="row" style={{ color: 'inherit' }}>
                  {c.heading || '（没有列名）'}
                </th>
                <td>
                  <select
                    aria-label={`“${c.heading || c.letter}”对到台账的哪一列`}
                    value={c.column ?? ''}
                    disabled={busy}
                    onChange={(event) => onMap(shown.name, c.letter, event.currentTarget.value || null)}
                  >
                    <option value="">—（不导入）</option>
                    {sheet.columns.map((column) => (
                      <option key={column.name} value={column.name} disabled={used.has(column.name) && column.name !== c.column}>
                        {column.title}
                        {used.has(column.name) && column.name !== c.column ? '（已对上别的列）' : ''}
                      </option>
                    ))}
                  </select>
                </td>
                <td>{c.how}</td>
                <td>{c.sample || '—'}</td>
                <td>{c.note}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
