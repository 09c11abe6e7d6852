import { Link } from 'wouter';
import { useFromHere } from '../../../../kit/address.ts';
import { dateTime, number } from '../../../../kit/format.ts';
import { Empty, Failure, Skeleton } from '../../../../kit/parts/states.tsx';
import { useDivisions } from '../../../divisions/ui/index.ts';
import type { Sheet } from '../../sheet.ts';
import { pageOf, useHistory } from '../calls.ts';
import { valueWords } from '../values.tsx';
import type { Cell } from '../wire.ts';

/** 流水 of one row: who changed what, when, by which import; each change as before → after. */
export function History({ sheet, id }: { sheet: Sheet; id: string }) {
  const fromHere = useFromHere();
  const answer = useHistory(sheet, id);
  const { index } = useDivisions();
  if (answer.error) return <Failure problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton rows={5} />;
  if (answer.data.items.length === 0) return <Empty title="还没有流水">登记、修改、导入、合并之后，每一笔都记在这里。</Empty>;
  const words = (name: string, value: Cell) => {
    const column = sheet.columns.find((c) => c.name === name);
    if (column?.kind === 'division' && typeof value === 'string') return `${index.pathName(value)} ${value}`.trim();
    return column ? valueWords(column, value) : value === null ? '' : String(value);
  };
  // Shared columns are written in another table; the reader knows only the sheet's order.
  const inOrder = (changes: (typeof answer.data.items)[number]['changes']) => {
    const place = new Map(sheet.columns.map((c, at) => [c.name, at]));
    return [...changes].sort((a, b) => (place.get(a.column) ?? 99) - (place.get(b.column) ?? 99));
  };
  return (
    <ol className="hist">
      {answer.data.items.map(({ act, changes }) => {
        const first = changes.every((c) => c.before === null || c.before === '');
        return (
          <li key={act.id}>
            <div className="hh">
              <span>{dateTime(act.at)}</span>
              <b>{act.title}</b>
              <span className="l">
                {act.account}　{act.unit_name}
              </span>
            </div>
            <div className="n">
              {act.seal_no === null ? '待封存' : `封号 ${number(act.seal_no)}`}
              {act.reason ? `　事由：${act.reason}` : ''}
              {act.import_id ? (
                <>
                  {'　'}
                  <Link href={fromHere(`${pageOf(sheet)}/import/${act.import_id}`)}>看这次导入</Link>
                </>
              ) : null}
            </div>
            {changes.length > 0 && (
              <table>
                <caption className="sr">改了哪些</caption>
                <colgroup>
                  <col className="h" />
                  {first ? null : <col />}
                  {first ? null : <col className="ar" />}
                  <col />
                </colgroup>
                <tbody>
                  {inOrder(changes).map((change) => (
                    <tr key={change.column}>
                      <th scope="row">{change.title}</th>
                      {first ? null : <td className="was">{words(change.column, change.before) || '空'}</td>}
                      {first ? null : (
                        <td className="ar">
                          <span aria-hidden="true">→</span>
                          <span className="sr">改为</span>
                        </td>
                      )}
                      <td>{words(change.column, change.after) || '空'}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </li>
        );
      })}
    </ol>
  );
}
