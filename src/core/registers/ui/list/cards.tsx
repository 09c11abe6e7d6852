import { Link } from 'wouter';
import { RiskMark, Tag } from '../../../../kit/parts/marks.tsx';
import type { Column, Sheet } from '../../sheet.ts';
import { isRisk } from '../listing.ts';
import type { RegisterParts } from '../parts.ts';
import { cellWords, valueWords } from '../values.tsx';
import type { Row } from '../wire.ts';

/** The list on a phone: the label and the risk in the first line, two facts in the second. */
export function RowCards({
  sheet,
  parts,
  columns,
  rows,
  hrefOf,
}: {
  sheet: Sheet;
  parts: RegisterParts;
  columns: readonly Column[];
  rows: readonly Row[];
  hrefOf: (row: Row) => string;
}) {
  const risk = sheet.columns.find(isRisk);
  const label = sheet.columns.find((c) => c.name === sheet.label);
  const others = columns.filter((c) => c.name !== sheet.label && !isRisk(c));
  const where = others.find((c) => c.kind === 'division');
  const what = others.filter((c) => c !== where).slice(0, 2);
  return (
    <ul className="cards">
      {rows.map((row) => (
        <li key={row.id}>
          <Link href={hrefOf(row)} data-row={row.id}>
            <span className="c1">
              {label ? valueWords(label, row[label.name]) || '（未填）' : ''}
              {parts.tags?.(row).map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
              {risk && row[risk.name] ? <RiskMark risk={String(row[risk.name])} /> : null}
            </span>
            <span className="c2">
              <span>
                {what
                  .map((c) => cellWords(c, row))
                  .filter(Boolean)
                  .join('　')}
              </span>
              <span>{where ? cellWords(where, row) : ''}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
