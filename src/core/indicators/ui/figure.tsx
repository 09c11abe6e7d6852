import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Value } from './shape.ts';
import { partsWords, spokenValue, valueWords } from './value-words.ts';

interface FigureProps {
  value: Value;
  unit: string;
  /** Name of the figure, for those who hear the link without its surroundings. */
  title: string;
  /** Where it opens to. A figure without rows to open, such as a total of another office, has none. */
  href?: string | undefined;
  /** tile: large, parts are the tile's note; inline: in a sentence; cell: in a table. */
  look?: 'tile' | 'inline' | 'cell';
  /** The parts of a rate stand in a column or line beside it, which the caller draws. */
  partsBeside?: boolean;
}

/** A figure: tabular digits, unit, and for a rate its parts. The dotted blue underline says that it opens. */
export function Figure({ value, unit, title, href, look = 'inline', partsBeside }: FigureProps) {
  const words = valueWords(value, unit);
  const parts = partsWords(value);
  const tight = words.unit === '%' && look !== 'tile';
  const spoken = `${title} ${spokenValue(value, unit)}`;
  const digits: ReactNode = tight ? `${words.digits}${words.unit}` : words.digits;
  const shown = href ? (
    <Link href={href} className="f" aria-label={`${spoken}，打开`}>
      {digits}
    </Link>
  ) : (
    <span className="num">{digits}</span>
  );
  if (look === 'tile') {
    return (
      <div className="v">
        {shown}
        <span>{words.unit}</span>
      </div>
    );
  }
  return (
    <span className="fig">
      {shown}
      {tight || look === 'cell' ? '' : ` ${words.unit}`}
      {parts !== '' && !partsBeside ? <span className="n">（{parts}）</span> : null}
    </span>
  );
}

/** The two numbers of a rate, `781 / 918`, each opening where it can. */
export function Parts({
  value,
  hrefs,
  titles,
}: {
  value: Value;
  hrefs?: { numerator?: string | undefined; denominator?: string | undefined };
  titles: { numerator: string; denominator: string };
}) {
  if (value.numerator === null || value.denominator === null) return null;
  return (
    <>
      <Figure
        value={{ value: value.numerator, numerator: null, denominator: null }}
        unit=""
        title={titles.numerator}
        href={hrefs?.numerator}
        look="cell"
      />
      {' / '}
      <Figure
        value={{ value: value.denominator, numerator: null, denominator: null }}
        unit=""
        title={titles.denominator}
        href={hrefs?.denominator}
        look="cell"
      />
    </>
  );
}
