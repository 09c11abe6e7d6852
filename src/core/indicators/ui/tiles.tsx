import { useQueryState } from '../../../kit/address.ts';
import { dateTime, monthDay, time } from '../../../kit/format.ts';
import type { Board, Tile } from './board.ts';
import { Figure } from './figure.tsx';
import { openingOf, useFigure } from './reads.ts';
import type { FigureReading, Scope } from './shape.ts';
import { isRate } from './shape.ts';
import { partsWords, valueWords } from './value-words.ts';

/** The grid of figures on top of a page. Every tile opens; `href` says where to. */
export function Tiles({
  board,
  scope,
  opened,
  href,
  every,
}: {
  board: Board;
  scope: Scope;
  opened?: string | null;
  href?: (key: string) => string;
  every?: number;
}) {
  const query = useQueryState();
  const at = href ?? ((key: string) => query.href(openingOf(key)));
  return (
    <ul className="tiles" aria-label={`${board.title}指标`}>
      {board.tiles.map((tile) => (
        <FigureTile key={tile.key} tile={tile} scope={scope} on={opened === tile.key} href={at(tile.key)} every={every} />
      ))}
    </ul>
  );
}

function FigureTile({ tile, scope, on, href, every }: { tile: Tile; scope: Scope; on: boolean; href: string; every: number | undefined }) {
  const options = every === undefined ? {} : { every };
  const figure = useFigure(tile.key, scope, options);
  const beside = useFigure(tile.beside?.key ?? null, scope, options);
  const reading = figure.data;
  const name = [tile.seal && (reading?.value ?? 0) > 0 ? 'seal' : '', on ? 'on' : ''].filter(Boolean).join(' ');
  return (
    <li className={name || undefined} aria-current={on || undefined}>
      <div className="l">{reading?.title ?? ' '}</div>
      {reading ? (
        <Figure value={reading} unit={reading.unit} title={reading.title} href={href} look="tile" partsBeside />
      ) : (
        <div className="v">{figure.error ? '读不到' : ' '}</div>
      )}
      <div className="n">{figure.error ? figure.error.detail : reading ? note(tile, reading, beside.data) : ' '}</div>
    </li>
  );
}

/** Parts of a rate come before any words: a rate is never shown without its denominator. */
function note(tile: Tile, reading: FigureReading, beside: FigureReading | undefined): string {
  if (isRate(reading)) return partsWords(reading);
  if (tile.beside && beside) return `${tile.beside.before} ${isRate(beside) ? partsWords(beside) : valueWords(beside, beside.unit).digits}`;
  return tile.note ?? `截至 ${monthDay(reading.cutoff)} ${time(reading.cutoff)}`;
}

/** Lines of the CSV of a page: every tile with definition and cut-off, so that the number does not travel alone. */
export function tileLines(readings: readonly FigureReading[]): (string | number | null)[][] {
  const head = ['指标', '数值', '单位', '分子', '分母', '口径', '区划', '区划代码', '自', '至', '数据截至', '行数', '来源'];
  const lines = readings.map((r) => [
    r.title,
    isRate(r) ? valueWords(r, r.unit).digits : r.value,
    isRate(r) ? '%' : r.unit,
    r.numerator,
    r.denominator,
    r.definition,
    r.division_name,
    r.division,
    r.from,
    r.to,
    dateTime(r.cutoff),
    r.rows,
    r.source,
  ]);
  return [head, ...lines];
}
