import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useFromHere, useQueryState } from '../../../../kit/address.ts';
import { useSend } from '../../../../kit/api.ts';
import { Button, ButtonLink } from '../../../../kit/parts/button.tsx';
import { Radio } from '../../../../kit/parts/form.tsx';
import { Failure, Notice, Skeleton } from '../../../../kit/parts/states.tsx';
import { useStand } from '../../../../kit/session.tsx';
import { useTitle } from '../../../../kit/title.ts';
import { useDivisions } from '../../../divisions/ui/index.ts';
import type { Column, Sheet } from '../../sheet.ts';
import '../styles/record.css';
import { apiOf, findRows, pageOf, useDuplicates, useRecord } from '../calls.ts';
import { factWords } from '../values.tsx';
import type { RecordAnswer, Row } from '../wire.ts';
import { Combo } from './combo.tsx';
import { isFilled } from './facts.tsx';

/** Two rows that are one thing become one: choose the other row, then the value of each column in which they differ. */
export function MergePage({ sheet, id }: { sheet: Sheet; id: string }) {
  const address = useQueryState();
  const fromHere = useFromHere();
  const otherId = address.get('other');
  const keep = useRecord(sheet, id);
  const other = useRecord(sheet, otherId);
  useTitle(keep.data ? `合并到 ${String(keep.data.row[sheet.label] ?? '')}` : null);
  if (keep.error || other.error)
    return (
      <div className="rec">
        <Failure problem={keep.error ?? other.error} />
        <ButtonLink href={fromHere(pageOf(sheet))}>返回{sheet.title}</ButtonLink>
      </div>
    );
  if (!keep.data) return <Skeleton rows={10} />;
  const label = String(keep.data.row[sheet.label] ?? '');
  return (
    <div className="rec">
      <p className="crumb">
        <Link href={fromHere(pageOf(sheet))}>{sheet.title}</Link>　<Link href={fromHere(`${pageOf(sheet)}/${id}`)}>{label}</Link>
      </p>
      <div className="head">
        <h1>合并到 {label}</h1>
      </div>
      {otherId === null ? (
        <ChooseOther sheet={sheet} row={keep.data.row} onChoose={(other_id) => address.patch({ other: other_id })} />
      ) : !other.data ? (
        <Skeleton rows={10} />
      ) : (
        <Compare key={`${id} ${otherId}`} sheet={sheet} keep={keep.data} other={other.data} />
      )}
    </div>
  );
}

function ChooseOther({ sheet, row, onChoose }: { sheet: Sheet; row: Row; onChoose: (id: string) => void }) {
  const { index } = useDivisions();
  const stand = useStand(sheet.programme);
  const pairs = useDuplicates(sheet, stand, null).data?.items ?? [];
  const near = pairs.filter((p) => p.a.id === row.id || p.b.id === row.id).map((p) => ({ row: p.a.id === row.id ? p.b : p.a, why: p.why }));
  return (
    <>
      <div className="sec">
        <h2>
          与哪一{sheet.counted_in}是同一{sheet.counted_in}？
        </h2>
      </div>
      {near.length > 0 && (
        <table className="cmp">
          <caption className="sr">疑似重复的行</caption>
          <tbody>
            {near.map((n) => (
              <tr key={n.row.id}>
                <th scope="row">
                  <Button look="link" onClick={() => onChoose(n.row.id)}>
                    {String(n.row[sheet.label] ?? '')}
                  </Button>
                </th>
                <td>{n.row.division_name}</td>
                <td>{n.why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div style={{ maxWidth: '30rem', paddingTop: 12 }}>
        <Combo
          label={`找另一${sheet.counted_in}：名称、地址`}
          placeholder="写名称或地址找"
          chosen=""
          find={async (words, signal) =>
            words === ''
              ? []
              : (await findRows(apiOf(sheet), words, signal)).items
                  .filter((r) => r.id !== row.id)
                  .map((r) => ({ value: r.id, title: String(r[sheet.label] ?? ''), note: index.pathName(r.division) }))
          }
          onChoose={(choice) => choice && onChoose(choice.value)}
        />
      </div>
    </>
  );
}

function Compare({ sheet, keep, other }: { sheet: Sheet; keep: RecordAnswer; other: RecordAnswer }) {
  const fromHere = useFromHere();
  const [, go] = useLocation();
  const differs = (c: Column) => String(keep.row[c.name] ?? '') !== String(other.row[c.name] ?? '');
  const columns = sheet.columns.filter((c) => isFilled(c, keep.row) || isFilled(c, other.row));
  // What only the other row knows is taken over unless the person says no; where both know something, the kept row's value stands.
  const [take, setTake] = useState<ReadonlySet<string>>(() => new Set(columns.filter((c) => !isFilled(c, keep.row)).map((c) => c.name)));
  const set = (name: string, on: boolean) => {
    const next = new Set(take);
    if (on) next.add(name);
    else next.delete(name);
    setTake(next);
  };
  const merge = useSend<{ id: string; version: number }, undefined>('POST', apiOf(sheet, `/${keep.row.id}/merge`), {
    invalidates: [apiOf(sheet)],
    body: () => ({ other_id: other.row.id, version: keep.version, other_version: other.version, take: [...take] }),
    onDone: (done) => go(fromHere(`${pageOf(sheet)}/${done.id}`, { tab: 'history' })),
  });
  const names = [keep, other].map((a) => String(a.row[sheet.label] ?? '')) as [string, string];
  const different = columns.filter(differs).length;
  return (
    <>
      <p className="phone-line l">
        保留“{names[0]}”，并入“{names[1]}”。
        <Link href={fromHere(`${pageOf(sheet)}/${other.row.id}/merge`, { other: keep.row.id })}>换过来</Link>
      </p>
      <table className="cmp">
        <caption className="sr">两{sheet.counted_in}逐项对照</caption>
        <colgroup>
          <col className="h" />
          <col />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">项目</th>
            <th scope="col">
              保留：<b>{names[0]}</b>　{keep.row.division_name}
            </th>
            <th scope="col">
              并入：<b>{names[1]}</b>　{other.row.division_name}
              {'　'}
              <Link href={fromHere(`${pageOf(sheet)}/${other.row.id}/merge`, { other: keep.row.id })}>换过来保留这{sheet.counted_in}</Link>
            </th>
          </tr>
        </thead>
        <tbody>
          {columns.map((c) =>
            differs(c) ? (
              <tr key={c.name}>
                <th scope="row">{c.title}</th>
                <td data-of="保留">
                  <Radio name={`m-${c.name}`} checked={!take.has(c.name)} onChange={() => set(c.name, false)}>
                    {factWords(c, keep.row) || '空'}
                  </Radio>
                </td>
                <td data-of="并入">
                  <Radio name={`m-${c.name}`} checked={take.has(c.name)} onChange={() => set(c.name, true)}>
                    {factWords(c, other.row) || '空'}
                  </Radio>
                </td>
              </tr>
            ) : (
              <tr key={c.name} className="same">
                <th scope="row">{c.title}</th>
                <td colSpan={2}>{factWords(c, keep.row)}（相同）</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
      <Notice>
        合并后只留“{names[0]}”一{sheet.counted_in}，“{names[1]}”不再单列；它的登记、流水和附带的记录都归到保留的这{sheet.counted_in}
        名下。这一步记入流水，两边原来的值都查得到。
      </Notice>
      <Failure problem={merge.error} />
      <div className="fbar">
        <Button look="p" busy={merge.isPending} onClick={() => merge.mutate(undefined)}>
          合并成一{sheet.counted_in}
        </Button>
        <ButtonLink href={fromHere(`${pageOf(sheet)}/${keep.row.id}`)}>不是同一{sheet.counted_in}，返回</ButtonLink>
        <span className="n">
          {different} 项不同，其中 {take.size} 项取并入一方的值
        </span>
      </div>
    </>
  );
}
