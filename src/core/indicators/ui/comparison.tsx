import { Link } from 'wouter';
import { Empty, Skeleton } from '../../../kit/parts/states.tsx';
import { Figure, Parts } from './figure.tsx';
import type { ByReading, Value } from './shape.ts';
import { isRate } from './shape.ts';
import type { ComparisonOrder, StandingRow } from './standing.ts';
import { printedRate, standing } from './standing.ts';
import { columnName, valueWords } from './value-words.ts';

export interface ComparisonProps {
  title: string;
  unit: string;
  /** Heading of the name column: 镇街, 类别. */
  rowWord: string;
  /** Name of the total row. */
  totalWord: string;
  by: ByReading | undefined;
  order: ComparisonOrder;
  /** The office has entered the legal basis of ordering divisions by this rate. */
  ranked: boolean;
  lowerIsBetter?: boolean;
  /** Heading of the parts column: 已整改 / 发现. */
  partTitles?: { numerator: string; denominator: string };
  /** Address of the figure of one row; code null is the total. */
  open?: (code: string | null, part: 'value' | 'numerator' | 'denominator') => string | undefined;
  /** Address of the division itself. */
  enter?: ((code: string) => string) | undefined;
}

const plainParts = { numerator: '分子', denominator: '分母' };

/** Rows of thin bars. A rate stands with its parts; equal rates share a place; a small number has none; counts never have places. */
export function Comparison({
  title,
  unit,
  rowWord,
  totalWord,
  by,
  order,
  ranked,
  lowerIsBetter,
  partTitles = plainParts,
  open,
  enter,
}: ComparisonProps) {
  if (!by) return <Skeleton rows={10} />;
  if (by.items.length === 0) return <Empty title="没有可以并列的行">所选区划没有下级，或所选期间没有数据。</Empty>;
  const rate = by.items.some(isRate);
  const rows = standing(by.items, { order, ranked, ...(lowerIsBetter ? { lowerIsBetter } : {}) });
  const places = rows.some((row) => row.place !== null);
  return (
    <table className={`compare${places ? '' : ' plain'}${rate ? '' : ' counts'}`}>
      <caption className="sr">{describe(title, unit, rows, places)}</caption>
      <thead>
        <tr>
          {places ? (
            <th scope="col" className="rk">
              <span className="sr">名次</span>
            </th>
          ) : null}
          <th scope="col" className="nm">
            {rowWord}
          </th>
          <th scope="col" className="bar">
            {rate ? '0—100%' : '从 0 起'}
          </th>
          <th scope="col" className="pc">
            {title}
          </th>
          {rate ? (
            <th scope="col" className="nd">
              {partTitles.numerator} / {partTitles.denominator}
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={row.item.code} className={[bracket(rows, index), row.small ? 'sm' : ''].filter(Boolean).join(' ') || undefined}>
            {places ? <td className="rk">{row.place ?? '–'}</td> : null}
            <th scope="row" className="nm">
              {enter ? <Link href={enter(row.item.code)}>{columnName(row.item.name)}</Link> : columnName(row.item.name)}
            </th>
            <Bar length={row.bar} />
            <td className="pc">
              {row.small ? (
                '不可区分'
              ) : (
                <Worth item={row.item} name={row.item.name} title={title} unit={unit} href={open?.(row.item.code, 'value')} />
              )}
            </td>
            {rate ? (
              <td className="nd">
                <Parts
                  value={row.item}
                  titles={{
                    numerator: `${row.item.name}${partTitles.numerator}`,
                    denominator: `${row.item.name}${partTitles.denominator}`,
                  }}
                  hrefs={{ numerator: open?.(row.item.code, 'numerator'), denominator: open?.(row.item.code, 'denominator') }}
                />
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          {places ? <td className="rk" /> : null}
          <th scope="row" className="nm">
            <b>{totalWord}</b>
          </th>
          {rate ? <Bar length={(printedRate(by.total) ?? 0) / 10_000} /> : <td className="bar" />}
          <td className="pc">
            <b>
              <Worth item={by.total} name={totalWord} title={title} unit={unit} href={open?.(null, 'value')} />
            </b>
          </td>
          {rate ? (
            <td className="nd">
              <Parts
                value={by.total}
                titles={{ numerator: `${totalWord}${partTitles.numerator}`, denominator: `${totalWord}${partTitles.denominator}` }}
                hrefs={{ numerator: open?.(null, 'numerator'), denominator: open?.(null, 'denominator') }}
              />
            </td>
          ) : null}
        </tr>
      </tfoot>
    </table>
  );
}

/** The bracket beside equal places, drawn only where they stand together. */
function bracket(rows: readonly StandingRow[], index: number): '' | 'tie' | 'tie mid' | 'tie last' {
  const own = rows[index]?.place ?? null;
  if (own === null) return '';
  const before = rows[index - 1]?.place === own;
  const after = rows[index + 1]?.place === own;
  return before ? (after ? 'tie mid' : 'tie last') : after ? 'tie' : '';
}

const Bar = ({ length }: { length: number }) => (
  <td className="bar" aria-hidden="true">
    <i>
      <u style={{ width: `${Math.min(1, Math.max(0, length)) * 100}%` }} />
    </i>
  </td>
);

function Worth({ item, name, title, unit, href }: { item: Value; name: string; title: string; unit: string; href: string | undefined }) {
  return <Figure value={item} unit={unit} title={`${name}${title}`} href={href} look="cell" partsBeside />;
}

/** One sentence for those who do not see the bars. */
export function describe(title: string, unit: string, rows: readonly StandingRow[], places: boolean): string {
  const told = rows.filter((row) => !row.small);
  const first = told[0];
  const last = told.at(-1);
  if (!first || !last) return `${title}，${rows.length} 行，样本不足，不可区分`;
  const words = (row: StandingRow) => `${row.item.name} ${valueWords(row.item, unit).digits}${isRate(row.item) ? '%' : ` ${unit}`}`;
  const range = places ? `由 ${words(first)} 到 ${words(last)}，同率并列` : '不列名次';
  return `${title}比较，${rows.length} 行，${range}${rows.length > told.length ? `；${rows.length - told.length} 行样本不足，不可区分` : ''}`;
}

/** Lines of its CSV. */
export function comparisonLines(
  title: string,
  unit: string,
  rowWord: string,
  by: ByReading,
  rows: readonly StandingRow[],
  totalWord: string,
): (string | number | null)[][] {
  const rate = by.items.some(isRate);
  const line = (place: string | number, code: string, name: string, value: Value, small: boolean) =>
    rate
      ? [place, code, name, small ? '不可区分' : valueWords(value, unit).digits, value.numerator, value.denominator]
      : [code, name, value.value];
  const head = rate ? ['名次', '代码', rowWord, `${title}（%）`, '分子', '分母'] : ['代码', rowWord, `${title}（${unit}）`];
  return [
    head,
    ...rows.map((row) => line(row.place ?? '', row.item.code, row.item.name, row.item, row.small)),
    line('', '', totalWord, by.total, false),
  ];
}
