import { useState } from 'react';
import { Button } from '../../../../kit/parts/button.tsx';
import { Masked, RiskMark } from '../../../../kit/parts/marks.tsx';
import { Notice } from '../../../../kit/parts/states.tsx';
import type { Column, Sheet } from '../../sheet.ts';
import { openSealed } from '../calls.ts';
import { isRisk } from '../listing.ts';
import type { RegisterParts } from '../parts.ts';
import { codeItem, factWords } from '../values.tsx';
import type { Row } from '../wire.ts';

interface FactsProps {
  sheet: Sheet;
  parts: RegisterParts;
  row: Row;
  columns: readonly Column[];
  mayOpen: boolean;
}

/** Facts of a row as label and value; a sealed one shows its mask and opens for a minute with a reason. */
export function Facts({ sheet, parts, row, columns, mayOpen }: FactsProps) {
  return (
    <dl className="facts">
      {columns.map((column) => {
        const note = parts.note?.(column, row);
        return (
          <div key={column.name} style={{ display: 'contents' }}>
            <dt>{column.title}</dt>
            <dd>
              <FactValue sheet={sheet} column={column} row={row} mayOpen={mayOpen} />
              {note ? <span className="n">{note}</span> : null}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function FactValue({ sheet, column, row, mayOpen }: { sheet: Sheet; column: Column; row: Row; mayOpen: boolean }) {
  const value = row[column.name];
  if (isRisk(column)) return value ? <RiskMark risk={String(value)} /> : <span className="n none">未定</span>;
  if (column.sealed) {
    const open = async (reason: string) => (await openSealed(sheet, row.id, [column.name], reason)).values[column.name] ?? '';
    return (
      <Masked
        value={value === null || value === undefined ? null : String(value)}
        title={column.title}
        {...(mayOpen ? { onOpen: open } : {})}
      />
    );
  }
  const words = factWords(column, row);
  if (words === '') return <span className="n none">未填</span>;
  return (
    <>
      {words}
      {column.kind === 'division' ? <span className="n">{row.division}</span> : null}
    </>
  );
}

export const isFilled = (column: Column, row: Row): boolean => {
  const value = row[column.name];
  return value !== null && value !== undefined && value !== '';
};

/** The filled facts; the empty ones wait behind one line. */
export function FilledFacts(props: Omit<FactsProps, 'columns'>) {
  const { sheet, parts, row } = props;
  const [all, showAll] = useState(false);
  const columns = sheet.columns.filter((c) => c.name !== sheet.label && !parts.drawn?.includes(c.name));
  const empty = columns.filter((c) => !isFilled(c, row));
  return (
    <>
      <Facts {...props} columns={all ? columns : columns.filter((c) => !empty.includes(c))} />
      {empty.length > 0 && (
        <p className="ones n">
          {all ? null : `另有 ${empty.length} 项未填　`}
          <Button look="link" onClick={() => showAll(!all)}>
            {all ? '收起未填的' : '看看是哪些'}
          </Button>
        </p>
      )}
    </>
  );
}

/** The line under the title: the registered number, then the words of the codes that every row must have. */
export function subtitle(sheet: Sheet, row: Row): string {
  const single = sheet.identity.find((group) => group.length === 1)?.[0];
  const number = single && single !== sheet.label ? row[single] : null;
  const words = sheet.columns
    .filter((c) => c.kind === 'code' && c.filter && (c.required || c.fallback !== undefined) && !isRisk(c))
    .map((c) => {
      const item = codeItem(c, row[c.name]);
      if (!item) return '';
      // Official codes such as J4 are said beside the word; machine words such as open are not.
      return /^[A-Z]+\d+$/.test(item.code) ? `${item.code} ${item.title}` : item.title;
    });
  return [number ? String(number) : '', ...words].filter(Boolean).join('　');
}

export const Warnings = ({ warnings }: { warnings: readonly string[] }) =>
  warnings.length === 0 ? null : (
    <div className="warns">
      {warnings.map((w) => (
        <Notice key={w} look="warn">
          {w}
        </Notice>
      ))}
    </div>
  );
