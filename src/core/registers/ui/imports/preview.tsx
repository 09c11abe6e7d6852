import { useEffect, useState } from 'react';
import { useQueryState } from '../../../../kit/address.ts';
import { number } from '../../../../kit/format.ts';
import { Button } from '../../../../kit/parts/button.tsx';
import { Dialog } from '../../../../kit/parts/dialog.tsx';
import { Empty, Failure, Skeleton } from '../../../../kit/parts/states.tsx';
import { useDivisions } from '../../../divisions/ui/index.ts';
import type { Sheet } from '../../sheet.ts';
import { useImportRows, useRecord } from '../calls.ts';
import { isNumber } from '../listing.ts';
import { cellWords } from '../values.tsx';
import type { ImportAnswer, ImportRow } from '../wire.ts';

const keyOf = (row: ImportRow) => `${row.sheet}!${row.row}`;

/** The rows with their errors in place: wavy underline on grey where a cell is wrong, pale red where a person must say what is meant. */
export function Preview({ sheet, now }: { sheet: Sheet; now: ImportAnswer }) {
  const address = useQueryState();
  const [compared, compare] = useState<ImportRow | null>(null);
  const only = address.get('only') === 'problems' ? 'problems' : 'all';
  const after = address.get('rows_after');
  const at = address.get('at');
  // An answered question changes the rows; the mark makes the page ask again.
  const answer = useImportRows(sheet, now.id, only, after, `${now.state} ${now.counts.asking} ${now.counts.ready} ${now.counts.rejected}`);
  const rows = answer.data?.items ?? [];
  const several = new Set(now.sheets.filter((s) => s.skipped === null).map((s) => s.name)).size > 1;
  const problems = now.counts.rejected + now.counts.duplicates + now.counts.asking;
  const mapped = new Set(now.sheets.flatMap((s) => s.columns.map((c) => c.column)));
  const touched = new Set(rows.flatMap((r) => Object.keys(r.errors)));
  // As many columns as fit; one with an error on this page is never left out.
  const candidates = sheet.columns.filter(
    (c) => mapped.has(c.name) && rows.some((r) => r.values[c.name] !== undefined && r.values[c.name] !== null),
  );
  const first = new Set(candidates.slice(0, 7).map((c) => c.name));
  const columns = candidates.filter((c) => first.has(c.name) || touched.has(c.name));
  const wrong = rows.filter(
    (r) => Object.keys(r.errors).length > 0 || r.state === 'asking' || r.state === 'rejected' || r.state === 'duplicate',
  );
  const step = (by: 1 | -1) => {
    const index = wrong.findIndex((r) => keyOf(r) === at);
    const next = wrong[index < 0 ? (by === 1 ? 0 : wrong.length - 1) : index + by];
    if (next) address.patch({ at: keyOf(next) }, { replace: true });
    else if (by === 1 && answer.data?.next) address.patch({ rows_after: answer.data.next, at: null });
    if (next) document.getElementById(`row-${keyOf(next)}`)?.scrollIntoView({ block: 'nearest' });
  };
  const { patch } = address;
  const seen = answer.data;
  const settled = !answer.isPlaceholderData;
  // A row named on the right may lie on a later page of the preview: turn on until it is there.
  useEffect(() => {
    if (!at || !seen || !settled) return;
    if (seen.items.some((row) => keyOf(row) === at)) document.getElementById(`row-${at}`)?.scrollIntoView({ block: 'nearest' });
    else if (seen.next !== null && only === 'problems') patch({ rows_after: seen.next }, { replace: true });
  }, [at, seen, settled, only, patch]);
  return (
    <>
      <div className="sec">
        <h2>预览</h2>
        <span className="n">
          {rows.length > 0 ? `第 ${number(rows[0]?.row ?? 0)}—${number(rows.at(-1)?.row ?? 0)} 行；` : ''}底纹加波线为错处，浅红为待指认
        </span>
        <span className="sp" />
        {problems > 0 && (
          <Button look="link" onClick={() => address.patch({ only: only === 'all' ? 'problems' : null, rows_after: null, at: null })}>
            {only === 'all' ? `只看有问题的 ${number(problems)} 行` : '看全部的行'}
          </Button>
        )}
        {wrong.length > 0 && (
          <>
            <Button look="link" onClick={() => step(-1)}>
              上一处
            </Button>
            <Button look="link" onClick={() => step(1)}>
              下一处
            </Button>
          </>
        )}
      </div>
      <Failure problem={answer.error} onRetry={() => void answer.refetch()} />
      {!answer.data && !answer.error ? (
        <Skeleton rows={5} />
      ) : rows.length === 0 ? (
        <Empty title={only === 'problems' ? '没有有问题的行' : '没有读到行'}>
          {only === 'problems' ? '可以导入了。' : '请看上面没有读的工作表和原因，换个文件再试。'}
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too
        <section className="scr" tabIndex={0} aria-label="预览">
          <table className="t p">
            <caption className="sr">将要导入的行</caption>
            <thead>
              <tr>
                <th className="no" scope="col">
                  行
                </th>
                {several && <th scope="col">工作表</th>}
                {columns.map((c) => (
                  <th key={c.name} scope="col" className={isNumber(c) ? 'r' : undefined}>
                    {c.title}
                  </th>
                ))}
                <th scope="col">原因</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={keyOf(row)} id={`row-${keyOf(row)}`} className={keyOf(row) === at ? 'at' : undefined}>
                  <td className="no">{row.row}</td>
                  {several && <td>{row.sheet}</td>}
                  {columns.map((c) => {
                    const error = row.errors[c.name];
                    const asked = row.state === 'asking' && c.kind === 'division';
                    return (
                      <td
                        key={c.name}
                        className={[isNumber(c) ? 'r' : '', asked ? 'q' : error ? 'e' : ''].filter(Boolean).join(' ') || undefined}
                        title={error ?? row.values[c.name] ?? undefined}
                      >
                        {row.values[c.name] ?? ''}
                        {asked ? <span className="sr">（待指认）</span> : error ? <span className="sr">（{error}）</span> : null}
                      </td>
                    );
                  })}
                  <td className="why">
                    {row.state === 'asking' ? '' : Object.values(row.errors).join('；')}
                    {row.state === 'update' && row.other?.id && (
                      <>
                        台账里已有，
                        <Button look="link" onClick={() => compare(row)}>
                          看两边的值
                        </Button>
                      </>
                    )}
                    {row.state === 'unchanged' && '与台账相同，不用再导'}
                    {row.state === 'duplicate' &&
                      Object.keys(row.errors).length === 0 &&
                      (row.other ? `与${row.other.label}重复` : '文件内重复')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {(after !== null || answer.data?.next) && (
        <div className="acts" style={{ padding: '8px 0' }}>
          {after !== null && (
            <Button look="link" onClick={() => address.patch({ rows_after: null, at: null })}>
              回到开头
            </Button>
          )}
          {answer.data?.next && (
            <Button look="link" onClick={() => address.patch({ rows_after: answer.data?.next, at: null })}>
              往后看
            </Button>
          )}
        </div>
      )}
      {compared?.other?.id && <BothValues sheet={sheet} row={compared} otherId={compared.other.id} onClose={() => compare(null)} />}
    </>
  );
}

/** A row of the file beside the row of the register it agrees with. */
function BothValues({ sheet, row, otherId, onClose }: { sheet: Sheet; row: ImportRow; otherId: string; onClose: () => void }) {
  const record = useRecord(sheet, otherId);
  const { index } = useDivisions();
  const theirs = (name: string): string => {
    const column = sheet.columns.find((c) => c.name === name);
    if (!column || !record.data) return '';
    return column.kind === 'division' ? index.pathName(record.data.row.division) : cellWords(column, record.data.row);
  };
  const columns = sheet.columns.filter((c) => (row.values[c.name] ?? '') !== '');
  return (
    <Dialog open onClose={onClose} look="wide" title={`第 ${row.row} 行与台账里的“${row.other?.label ?? ''}”`}>
      <Failure problem={record.error} />
      {!record.data && !record.error ? (
        <Skeleton />
      ) : (
        <table className="cmp">
          <caption className="sr">文件里的值与台账里的值</caption>
          <colgroup>
            <col className="h" />
            <col />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">项目</th>
              <th scope="col">文件里</th>
              <th scope="col">台账里现在</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((c) => {
              const [file, book] = [row.values[c.name] ?? '', theirs(c.name)];
              return (
                <tr key={c.name} className={file === book ? 'same' : undefined}>
                  <th scope="row">{c.title}</th>
                  <td data-of="文件里">{file === book ? file : <b>{file}</b>}</td>
                  <td data-of="台账里现在">{book || '空'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}
