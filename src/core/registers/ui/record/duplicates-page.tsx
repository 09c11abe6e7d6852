import { Link } from 'wouter';
import { useFromHere, useQueryState } from '../../../../kit/address.ts';
import { ButtonLink } from '../../../../kit/parts/button.tsx';
import { Empty, Failure, Skeleton } from '../../../../kit/parts/states.tsx';
import { Pager, Table } from '../../../../kit/parts/table.tsx';
import { useMay, useStand } from '../../../../kit/session.tsx';
import type { Sheet } from '../../sheet.ts';
import '../styles/record.css';
import { ACTS, pageOf, useDuplicates, verbOf } from '../calls.ts';
import { cellWords } from '../values.tsx';
import type { Row } from '../wire.ts';

/** Rows of the register that may be the same thing, pair by pair, each with the reason. */
export function DuplicatesPage({ sheet }: { sheet: Sheet }) {
  const address = useQueryState();
  const fromHere = useFromHere();
  const may = useMay();
  const stand = useStand(sheet.programme);
  const after = address.get('after');
  const answer = useDuplicates(sheet, stand, after);
  const words = new Set(sheet.identity.flat());
  const facts = sheet.columns.filter((c) => words.has(c.name) && c.name !== sheet.label && c.kind !== 'division');
  const cell = (row: Row) => (
    <>
      <Link href={fromHere(`${pageOf(sheet)}/${row.id}`)}>{String(row[sheet.label] ?? '')}</Link>
      <br />
      <span className="n">{[row.division_name, ...facts.map((c) => cellWords(c, row))].filter(Boolean).join('　')}</span>
    </>
  );
  return (
    <div className="rec">
      <p className="crumb">
        <Link href={fromHere(pageOf(sheet))}>{sheet.title}</Link>
      </p>
      <div className="head">
        <h1>疑似重复的{sheet.title}</h1>
      </div>
      <Failure problem={answer.error} onRetry={() => void answer.refetch()} />
      {!answer.data && !answer.error && <Skeleton />}
      {answer.data && answer.data.items.length === 0 && (
        <Empty title="没有疑似重复的">
          按{sheet.identity.map((g) => g.map((n) => sheet.columns.find((c) => c.name === n)?.title).join('和')).join('，或按')}查过，没有两
          {sheet.counted_in}相同。
        </Empty>
      )}
      {answer.data && answer.data.items.length > 0 && (
        <>
          <Table
            caption={`疑似重复的${sheet.title}`}
            rows={answer.data.items}
            rowKey={(pair) => `${pair.a.id} ${pair.b.id}`}
            columns={[
              { key: 'a', title: `一${sheet.counted_in}`, cell: (pair) => cell(pair.a), className: 'wrap' },
              { key: 'b', title: `另一${sheet.counted_in}`, cell: (pair) => cell(pair.b), className: 'wrap' },
              { key: 'why', title: '为什么列在这里', cell: (pair) => pair.why, className: 'wrap' },
              {
                key: 'act',
                title: <span className="sr">办理</span>,
                cell: (pair) =>
                  may(verbOf(sheet, ACTS.merge)) ? (
                    <ButtonLink href={fromHere(`${pageOf(sheet)}/${pair.a.id}/merge`, { other: pair.b.id })}>对照合并</ButtonLink>
                  ) : null,
              },
            ]}
          />
          <Pager
            next={answer.data.next !== null}
            onNext={() => address.patch({ after: answer.data?.next })}
            onFirst={after === null ? undefined : () => address.patch({ after: null })}
          />
        </>
      )}
    </div>
  );
}
