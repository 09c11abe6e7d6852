// biome-ignore-all lint/a11y/noRedundantRoles: the phone lays rows out as blocks, which would take the table's roles away
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { phoneWidth, useWidth } from '../width.ts';
import { Button } from './button.tsx';

export interface TableColumn<Row> {
  key: string;
  title: ReactNode;
  /** right for numbers; margin draws the double rule of the fixed column. */
  align?: 'right';
  margin?: boolean;
  cell: (row: Row) => ReactNode;
  className?: string;
}

/** The two lines of a row on a phone: what, and at the right of it when or how; below, about what and whose. */
export interface CardWords {
  href: string;
  title: ReactNode;
  end?: ReactNode;
  line?: ReactNode;
  lineEnd?: ReactNode;
}
const Card = ({ href, title, end, line, lineEnd }: CardWords) => (
  <li>
    <Link href={href} className="it">
      <span>
        <b>{title}</b>
        <span>{end}</span>
      </span>
      {line || lineEnd ? (
        <span>
          <span className="grow">{line}</span>
          <span>{lineEnd}</span>
        </span>
      ) : null}
    </Link>
  </li>
);

/**
 * A ruled table for some hundred rows; on a phone each row becomes a few lines, the roles keep it a table for screen readers.
 * Lists with keyboard and selection are the registers' own.
 */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  density,
  isOpen,
  foot,
  card,
}: {
  caption: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  density?: 'tight' | 'loose';
  isOpen?: (row: Row) => boolean;
  foot?: ReactNode;
  /** A row on a phone, where something better can be said than its columns one under another. */
  card?: (row: Row) => CardWords;
}) {
  const phone = useWidth(phoneWidth);
  const name = (c: TableColumn<Row>) =>
    [c.align === 'right' ? 'r' : '', c.margin ? 'm' : '', c.className ?? ''].filter(Boolean).join(' ') || undefined;
  if (phone && card) {
    return (
      <ul className="items" aria-label={caption}>
        {rows.map((row) => (
          <Card key={rowKey(row)} {...card(row)} />
        ))}
      </ul>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too
    <section className="scroll" tabIndex={0} aria-label={caption}>
      <table className={density ? `tbl fold ${density}` : 'tbl fold'} role="table">
        <caption className="sr">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((c) => (
              <th key={c.key} scope="col" role="columnheader" className={name(c)}>
                {c.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row" className={isOpen?.(row) ? 'open' : undefined}>
              {columns.map((c) => (
                <td key={c.key} role="cell" className={name(c)} data-title={typeof c.title === 'string' ? c.title : undefined}>
                  {c.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {foot}
      </table>
    </section>
  );
}

/** The line under a list: notes at the left, the next page at the right. Keyset paging has no page numbers. */
export const Pager = ({
  children,
  onFirst,
  onNext,
  next,
}: {
  children?: ReactNode;
  onFirst?: (() => void) | undefined;
  onNext?: () => void;
  next: boolean;
}) => (
  <div className="pg">
    {children}
    <span className="sp" />
    {onFirst ? (
      <Button look="link" onClick={onFirst}>
        回到首页
      </Button>
    ) : null}
    {next ? (
      <Button look="link" onClick={onNext}>
        下一页
      </Button>
    ) : null}
  </div>
);
