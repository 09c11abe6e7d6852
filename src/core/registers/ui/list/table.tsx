import { type MouseEvent, useRef } from 'react';
import { Link } from 'wouter';
import { bounded } from '../../../../kit/format.ts';
import { Checkbox } from '../../../../kit/parts/form.tsx';
import { Tag } from '../../../../kit/parts/marks.tsx';
import type { Column, Sheet } from '../../sheet.ts';
import { isNumber, isRisk, sortState } from '../listing.ts';
import type { RegisterParts } from '../parts.ts';
import { CellValue, valueWords } from '../values.tsx';
import type { Row, RowPage } from '../wire.ts';

export type Density = 'std' | 'tight' | 'loose';

interface TableProps {
  sheet: Sheet;
  parts: RegisterParts;
  columns: readonly Column[];
  page: RowPage;
  sums: Readonly<Record<string, number | null>>;
  stale: boolean;
  sort: string | undefined;
  onSort: (column: string) => void;
  density: Density;
  openId: string | undefined;
  hrefOf: (row: Row) => string;
  onOpen: (row: Row) => void;
  selected: ReadonlyMap<string, Row>;
  onSelect: (row: Row, on: boolean, range: boolean) => void;
  onSelectPage: (on: boolean) => void;
}

const cellClass = (column: Column, sheet: Sheet): string =>
  isRisk(column) ? 'rk' : column.name === sheet.label ? 'm nm' : isNumber(column) ? 'r' : 's';

/** The ruled table: frozen risk and label columns with the double rule after them, total row at the foot. */
export function RowTable(props: TableProps) {
  const { sheet, parts, columns, page, selected } = props;
  const shift = useRef(false);
  const ids = page.items.map((r) => r.id);
  const onPage = ids.filter((id) => selected.has(id)).length;
  // A plain click anywhere in the row opens it; the link in the label column serves keyboard, middle click and screen readers.
  const open = (event: MouseEvent, row: Row) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    if (event.target instanceof Element && event.target.closest('input, .k')) return;
    event.preventDefault();
    props.onOpen(row);
  };
  return (
    <table className={`tbl${props.density === 'std' ? '' : ` ${props.density}`}${props.stale ? ' stale' : ''}`} aria-busy={props.stale}>
      <caption className="sr">{sheet.title}</caption>
      <thead>
        <tr>
          <th className="k" scope="col">
            <Checkbox
              label="选中本页"
              checked={ids.length > 0 && onPage === ids.length}
              some={onPage > 0 && onPage < ids.length}
              onChange={(event) => props.onSelectPage(event.currentTarget.checked)}
            />
          </th>
          {columns.map((column) => {
            const sortable = column.sort === true;
            const state = sortState(sheet, props.sort, column.name);
            return (
              <th key={column.name} className={cellClass(column, sheet)} scope="col" aria-sort={sortable ? state : undefined}>
                {sortable ? (
                  <button type="button" onClick={() => props.onSort(column.name)}>
                    {heading(column)}
                    {state !== 'none' && <span aria-hidden="true">{state === 'ascending' ? '↑' : '↓'}</span>}
                  </button>
                ) : (
                  heading(column)
                )}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {page.items.map((row) => (
          <tr
            key={row.id}
            data-id={row.id}
            className={`${row.id === props.openId ? 'open' : ''}${selected.has(row.id) ? ' sel' : ''}`}
            onClick={(event) => open(event, row)}
          >
            <td className="k">
              <Checkbox
                label={`选中 ${String(row[sheet.label] ?? '')}`}
                checked={selected.has(row.id)}
                onClick={(event) => {
                  shift.current = event.shiftKey;
                }}
                onChange={(event) => props.onSelect(row, event.currentTarget.checked, shift.current)}
              />
            </td>
            {columns.map((column) =>
              column.name === sheet.label ? (
                <th key={column.name} className="m" scope="row">
                  <Link
                    href={props.hrefOf(row)}
                    data-row={row.id}
                    aria-current={row.id === props.openId ? 'true' : undefined}
                    title={String(row[column.name] ?? '')}
                  >
                    {valueWords(column, row[column.name]) || '（未填）'}
                  </Link>
                  {parts.tags?.(row).map((tag) => (
                    <Tag key={tag}>{tag}</Tag>
                  ))}
                </th>
              ) : (
                <td key={column.name} className={cellClass(column, sheet)}>
                  <CellValue column={column} row={row} />
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
      <TotalRow sheet={sheet} columns={columns} count={page.count} sums={props.sums} />
    </table>
  );
}

const heading = (column: Column): string =>
  isRisk(column) ? column.title.slice(0, 2) : column.unit ? `${column.title} ${column.unit}` : column.title;

/** Sums are exact, the row count is bounded. Sums of columns that are not shown are written out at the end. */
function TotalRow({
  sheet,
  columns,
  count,
  sums,
}: {
  sheet: Sheet;
  columns: readonly Column[];
  count: RowPage['count'];
  sums: Readonly<Record<string, number | null>>;
}) {
  const frozen = columns.findIndex((c) => c.name === sheet.label) + 1;
  const rest = columns.slice(frozen);
  const summed = sheet.columns.filter((c) => c.sum && sums[c.name] !== undefined && sums[c.name] !== null);
  const hidden = summed.filter((c) => !rest.includes(c));
  const anyShown = summed.length > hidden.length;
  return (
    <tfoot>
      <tr>
        <td className="k" />
        <th className="m" colSpan={frozen} scope="row">
          <b>合计</b>　{bounded(count)} {sheet.counted_in}
        </th>
        {anyShown ? (
          rest.map((column) => (
            <td key={column.name} className={isNumber(column) ? 'r' : undefined}>
              {column.sum && sums[column.name] != null && <b>{valueWords(column, sums[column.name])}</b>}
            </td>
          ))
        ) : rest.length > 0 ? (
          <td colSpan={rest.length} className="l">
            {hidden.map((c) => `${c.title} ${valueWords(c, sums[c.name])} ${c.unit ?? ''}`).join('　')}
          </td>
        ) : null}
      </tr>
    </tfoot>
  );
}
