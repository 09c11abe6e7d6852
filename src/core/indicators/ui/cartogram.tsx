import type { CSSProperties } from 'react';
import { Link, useLocation } from 'wouter';
import { Dropdown, MenuItem } from '../../../kit/parts/menu.tsx';
import { Empty, Skeleton } from '../../../kit/parts/states.tsx';
import { useHandPositions } from './hand-positions.ts';
import { bearingWords, placeTiles } from './layout-tiles.ts';
import { ramp } from './ramp.ts';
import type { ByItem, ByReading } from './shape.ts';
import { isRate } from './shape.ts';
import { isSmall, printedRate, SMALL_DENOMINATOR } from './standing.ts';
import { partsWords, plainDigits, shortName, spokenValue, valueWords } from './value-words.ts';
import './figures.css';

export interface PlaceLinks {
  /** The figure opened at that division. */
  open: (division: string) => string;
  /** The page of that division; absent where there is nothing below. */
  enter?: ((division: string) => string) | undefined;
  /** A press on a tile goes there at once: a cartogram that narrows the list beside it needs no menu. */
  choose?: ((division: string) => string) | undefined;
}

interface CartogramProps {
  title: string;
  unit: string;
  /** The division whose children are shown. */
  parent: string;
  by: ByReading | undefined;
  links: PlaceLinks;
  /** The third line of a tile: 未销号 137. */
  beside?: { before: string; unit: string; by: ByReading | undefined } | undefined;
  /** Shows the same as a table. */
  asTable: boolean;
}

/** The number the ramp is drawn from: percent for a rate, the value itself for a count. */
const measure = (item: ByItem): number | null => (isRate(item) ? (printedRate(item) ?? 0) / 100 : item.value);

/** The tiles of the children of a division: equal in size, one hue, limits in words. Also gives what a picture of it needs. */
export function cartogramOf(items: readonly ByItem[]) {
  const shown = items.filter((item) => !isSmall(item) && measure(item) !== null);
  const rate = items.some(isRate);
  const classes = ramp(
    shown.map((item) => measure(item) ?? 0),
    rate ? 0.1 : 1,
    (limit) => plainDigits(limit),
  );
  const few = classes.words.length;
  // Fewer classes use the middle of the ramp, so that one class alone does not look like the lowest.
  const level = (item: ByItem) =>
    isSmall(item) || measure(item) === null
      ? 'sm'
      : `l${Math.min(4, classes.classOf(measure(item) ?? 0) + (few === 1 ? 2 : few === 2 ? 2 : 1))}`;
  const legend = [
    ...classes.words.map((word, index) => ({ level: `l${index + (few <= 2 ? 2 : 1)}`, word })),
    ...(items.some(isSmall) ? [{ level: 'sm', word: `分母不足 ${SMALL_DENOMINATOR}` }] : []),
  ];
  return { level, legend };
}

export function tileLine(item: ByItem, unit: string, beside?: { before: string; by: ByReading | undefined }): string {
  if (isSmall(item)) return '不可区分';
  const other = beside?.by?.items.find((o) => o.code === item.code);
  if (beside && other) return `${beside.before} ${isRate(other) ? partsWords(other) : plainDigits(other.value ?? 0)}`;
  return isRate(item) ? partsWords(item) : valueWords(item, unit).unit;
}
export const tileValue = (item: ByItem, unit: string): string =>
  isSmall(item)
    ? `${item.numerator}/${item.denominator}`
    : isRate(item)
      ? `${valueWords(item, unit).digits}%`
      : valueWords(item, unit).digits;

export function Cartogram({ title, unit, parent, by, links, beside, asTable }: CartogramProps) {
  const hand = useHandPositions(parent);
  const [, go] = useLocation();
  if (!by || !hand) return <Skeleton rows={6} />;
  if (by.items.length === 0) return <Empty title="这里没有下级区划">请在上方换到有下级的区划，或打开指标看明细。</Empty>;
  const layout = placeTiles(
    parent,
    by.items.map((item) => item.code),
    hand,
  );
  const { level, legend } = cartogramOf(by.items);
  if (asTable) {
    return (
      <table className="tbl tight map-table">
        <caption className="sr">{title}，数据表</caption>
        <thead>
          <tr>
            <th scope="col">区划</th>
            <th scope="col" className="r">
              {title}
            </th>
            <th scope="col" className="r">
              {by.items.some(isRate) ? '分子 / 分母' : '单位'}
            </th>
          </tr>
        </thead>
        <tbody>
          {by.items.map((item) => (
            <tr key={item.code}>
              <th scope="row">{item.name}</th>
              <td className="r">
                <Link
                  href={(links.choose ?? links.open)(item.code)}
                  className="f"
                  aria-label={`${item.name}${title} ${isSmall(item) ? '不可区分，' : ''}${spokenValue(item, unit)}，打开`}
                >
                  {isSmall(item) ? '不可区分' : tileValue(item, unit)}
                </Link>
              </td>
              <td className="r">{isRate(item) ? partsWords(item) : valueWords(item, unit).unit}</td>
            </tr>
          ))}
        </tbody>
      </table>
    );
  }
  const inOrder = [...by.items].sort((a, b) => {
    const [ac, ar] = layout.cells.get(a.code) ?? [0, 0];
    const [bc, br] = layout.cells.get(b.code) ?? [0, 0];
    return ar - br || ac - bc;
  });
  return (
    <figure aria-label={`${title}方格图，${by.items.length} 个下级区划；${bearingWords[layout.bearing]}`}>
      <ul className={layout.columns > 4 ? 'map dense' : 'map'} style={{ '--columns': layout.columns } as CSSProperties}>
        {inOrder.map((item) => {
          const [column, row] = layout.cells.get(item.code) ?? [0, 0];
          const line = tileLine(item, unit, beside);
          const face = (
            <>
              <em>{shortName(item.name)}</em> <b>{tileValue(item, unit)}</b> <span>{line}</span>
            </>
          );
          if (links.choose) {
            return (
              <li key={item.code} className={level(item)} style={{ gridArea: `${row + 1} / ${column + 1}` }}>
                <span className="menu">
                  <Link
                    href={links.choose(item.code)}
                    aria-label={`${shortName(item.name)} ${tileValue(item, unit)} ${line}，${title}，只看${item.name}`}
                  >
                    {face}
                  </Link>
                </span>
              </li>
            );
          }
          return (
            <li key={item.code} className={level(item)} style={{ gridArea: `${row + 1} / ${column + 1}` }}>
              <Dropdown
                kind="menu"
                chevron={false}
                // The words on the tile come first, as they are seen: who speaks to the machine says those.
                label={`${shortName(item.name)} ${tileValue(item, unit)} ${line}，${item.name}${title} ${spokenValue(item, unit)}`}
                button={face}
              >
                {(close) => (
                  <>
                    <MenuItem
                      onPress={() => {
                        close();
                        go(links.open(item.code));
                      }}
                    >
                      打开{item.name}的{title}
                    </MenuItem>
                    {links.enter ? (
                      <MenuItem
                        onPress={() => {
                          close();
                          if (links.enter) go(links.enter(item.code));
                        }}
                      >
                        进入{item.name}
                      </MenuItem>
                    ) : null}
                  </>
                )}
              </Dropdown>
            </li>
          );
        })}
      </ul>
      <figcaption className="lg">
        {legend.map((entry) => (
          <span key={entry.level}>
            <i className={entry.level} aria-hidden="true" />
            {entry.word}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
