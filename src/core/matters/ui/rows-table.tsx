import { Fragment } from 'react';
import { Link } from 'wouter';
import { number, shortDate } from '../../../kit/format.ts';
import { Checkbox } from '../../../kit/parts/form.tsx';
import { Tag } from '../../../kit/parts/marks.tsx';
import type { MatterRow } from './calls.ts';
import { useMatterLinks } from './links.ts';
import { holderOf, RowClock, wrongOf } from './row-words.tsx';

export interface Section {
  key: string;
  title: string;
  /** How many there are in all, beyond this page. */
  count: number | null;
  rows: readonly MatterRow[];
}

interface RowsProps {
  caption: string;
  sections: readonly Section[];
  hrefOf: (row: MatterRow) => string;
  openId?: string | null;
  selected: ReadonlySet<string>;
  onTick: (id: string, on: boolean) => void;
  onTickAll: (on: boolean) => void;
  /** 已办: nothing can be done to several. */
  plain?: boolean;
  stale?: boolean;
}

/** Matters as a ruled table, under headings where there are any. */
export function RowsTable({ caption, sections, hrefOf, openId, selected, onTick, onTickAll, plain, stale }: RowsProps) {
  const rows = sections.flatMap((section) => section.rows);
  const links = useSecondLooks();
  const ticked = rows.filter((row) => selected.has(row.id)).length;
  const width = plain ? 7 : 8;
  return (
    <table className={stale ? 'tbl m-rows stale' : 'tbl m-rows'} aria-busy={stale}>
      <caption className="sr">{caption}</caption>
      <thead>
        <tr>
          {plain ? null : (
            <th className="k" scope="col">
              <Checkbox
                label="选中本页"
                checked={rows.length > 0 && ticked === rows.length}
                some={ticked > 0 && ticked < rows.length}
                onChange={(event) => onTickAll(event.currentTarget.checked)}
              />
            </th>
          )}
          <th scope="col">等级</th>
          <th scope="col" className="m">
            事项
          </th>
          <th scope="col">时钟</th>
          <th scope="col">环节、方式</th>
          <th scope="col">场所</th>
          <th scope="col">所在</th>
          <th scope="col">持有人</th>
        </tr>
      </thead>
      {sections.map((section) => (
        <tbody key={section.key}>
          {section.title ? (
            <tr className="gr">
              <th colSpan={width} scope="rowgroup">
                <b>{section.title}</b>
                {section.count === null ? null : <span className="n">　{number(section.count)} 件</span>}
              </th>
            </tr>
          ) : null}
          {section.rows.map((row) => (
            <tr
              key={row.id}
              className={[row.id === openId ? 'open' : '', selected.has(row.id) ? 'sel' : ''].filter(Boolean).join(' ') || undefined}
            >
              {plain ? null : (
                <td className="k">
                  <Checkbox
                    label={`选中 ${row.title}`}
                    checked={selected.has(row.id)}
                    onChange={(event) => onTick(row.id, event.currentTarget.checked)}
                  />
                </td>
              )}
              <td>
                <Tag>{row.grade}</Tag>
              </td>
              <th scope="row" className="m">
                <Link href={hrefOf(row)} data-row={row.id} title={`${row.number} ${row.title}`}>
                  {wrongOf(row)}
                </Link>
                {row.supervised ? <Tag>督办</Tag> : null}
              </th>
              <td>
                <RowClock row={row} />
              </td>
              <td className="s">
                {[row.stage_title, row.mode_title].filter(Boolean).join('　')}
                {links(row).map((link) => (
                  <Link key={link.href} href={link.href} className="m-look" aria-label={`${link.title} ${row.title}`}>
                    {link.title}
                  </Link>
                ))}
              </td>
              <td className="s">{row.place?.name ?? ''}</td>
              <td className="s">{row.division_name}</td>
              <td className="s">{holderOf(row)}</td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

/** What is closed and waits to be looked at again needs somebody at the place: the way there stands in its row. */
function useSecondLooks() {
  const links = useMatterLinks();
  return (row: MatterRow) => (row.stage === 'closed' ? links(row) : []);
}

/** What a card says: whose place and its clock, below what and where. */
const Card = ({ row }: { row: MatterRow }) => (
  <>
    <span>
      <b>{row.place?.name ?? row.title}</b>
      <RowClock row={row} bare />
    </span>
    <span>
      <span className="grow">{row.place ? wrongOf(row) : `${row.kind_title} ${shortDate(row.found_on)}`}</span>
      <span>{row.division_name}</span>
    </span>
  </>
);

/** The same on a phone; with `onTick` a tap ticks a card instead of opening it. */
export function RowCards({
  sections,
  hrefOf,
  ticked,
  onTick,
}: {
  sections: readonly Section[];
  hrefOf: (row: MatterRow) => string;
  ticked?: ReadonlySet<string>;
  onTick?: (id: string, on: boolean) => void;
}) {
  const links = useSecondLooks();
  return (
    <div className="m-cards">
      {sections.map((section) => (
        <Fragment key={section.key}>
          {section.title ? (
            <h2 className="gr">
              <span>{section.title}</span>
              {section.count === null ? null : <span>{number(section.count)} 件</span>}
            </h2>
          ) : null}
          <ul aria-label={section.title || '事项'}>
            {section.rows.map((row) => (
              <li key={row.id}>
                {onTick ? (
                  <label className={ticked?.has(row.id) ? 'm-tick on' : 'm-tick'}>
                    <input
                      type="checkbox"
                      className="cb"
                      checked={ticked?.has(row.id) ?? false}
                      onChange={(event) => onTick(row.id, event.currentTarget.checked)}
                    />
                    <span className="it">
                      <Card row={row} />
                    </span>
                  </label>
                ) : (
                  <>
                    <Link href={hrefOf(row)} className="it" data-row={row.id}>
                      <Card row={row} />
                    </Link>
                    {links(row).map((link) => (
                      <Link key={link.href} href={link.href} className="m-look" aria-label={`${link.title} ${row.title}`}>
                        {link.title}
                      </Link>
                    ))}
                  </>
                )}
              </li>
            ))}
          </ul>
        </Fragment>
      ))}
    </div>
  );
}
