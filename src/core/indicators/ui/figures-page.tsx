import { useQueryClient } from '@tanstack/react-query';
import { useQueryState } from '../../../kit/address.ts';
import { addressOf, filled, keyOf } from '../../../kit/api.ts';
import { date, dateTime, dayOf, monthDay, time } from '../../../kit/format.ts';
import { Button, ButtonLink } from '../../../kit/parts/button.tsx';
import { Columns } from '../../../kit/parts/columns.tsx';
import type { Board } from './board.ts';
import { ByDimension } from './by-dimension.tsx';
import { ComparisonPanel } from './comparison-panel.tsx';
import './figures.css';
import './comparison.css';
import { OpenedFigureDrawer } from './opened-figure.tsx';
import { saveTable } from './picture.ts';
import { useFigure, useOpenedFigure, usePageScope } from './reads.ts';
import type { FigureReading, Scope } from './shape.ts';
import { Tiles, tileLines } from './tiles.tsx';

/** The figures of a programme where I stand: tiles, cartogram and comparison of what lies below, tables by category, and the opened figure. */
export function FiguresPage({ board }: { board: Board }) {
  const scope = usePageScope(board.programme);
  const opened = useOpenedFigure(scope);
  const query = useQueryState();
  const client = useQueryClient();
  const lead = useFigure(board.tiles[0]?.key ?? null, scope).data;
  const chosen = board.compare.find((choice) => choice.key === query.get('compare')) ?? board.compare[0];
  const onExport = () => {
    const readings = board.tiles
      .map((tile) =>
        client.getQueryData<FigureReading>(
          keyOf(filled('/api/indicators/{key}', { key: tile.key }), {
            division: scope.division,
            from: scope.from,
            to: scope.to,
            as: scope.as,
          }),
        ),
      )
      .filter((reading) => reading !== undefined);
    saveTable(tileLines(readings), `${lead?.division_name ?? ''}${board.title}指标`);
  };
  return (
    <div className="figures">
      <Columns {...(opened ? { drawer: <OpenedFigureDrawer opened={opened} board={board} /> } : {})}>
        <div className="db">
          <div className="hd1">
            <h1>
              {lead?.division_name ?? ''}
              {board.title}
            </h1>
            <span className="n">{periodNote(scope, lead)}</span>
            <span className="sp" />
            <span className="acts acts-only">
              <ButtonLink
                href={addressOf('/screen', { programme: board.programme, division: scope.division, from: scope.from, to: scope.to })}
              >
                大屏
              </ButtonLink>
              <Button onClick={onExport}>导出</Button>
              <Button onClick={() => window.print()}>打印</Button>
            </span>
          </div>
          <Tiles board={board} scope={scope} opened={opened?.key ?? null} />
          {chosen ? <ComparisonPanel board={board} choice={chosen} scope={scope} /> : null}
          {(board.dimensions ?? []).map((choice) => (
            <ByDimension key={choice.key} choice={choice} scope={scope} />
          ))}
          <div className="gap" />
        </div>
      </Columns>
    </div>
  );
}

/** 第 58 天　2022年9月13日起　数据截至 11月9日 18:00 */
export function periodNote(scope: Scope, lead: FigureReading | undefined): string {
  if (!lead) return ' ';
  const last = scope.to && scope.to < dayOf(lead.cutoff) ? scope.to : dayOf(lead.cutoff);
  const days = scope.from === '' ? 0 : Math.round((Date.parse(last) - Date.parse(scope.from)) / 86_400_000) + 1;
  // The year is said once.
  const cutoff =
    scope.from.slice(0, 4) === dayOf(lead.cutoff).slice(0, 4) ? `${monthDay(lead.cutoff)} ${time(lead.cutoff)}` : dateTime(lead.cutoff);
  return [
    days > 0 ? `第 ${days} 天` : '',
    scope.from ? `${date(scope.from)}起` : '全部至今',
    scope.to ? `至${date(scope.to)}` : '',
    `数据截至 ${cutoff}`,
  ]
    .filter(Boolean)
    .join('　');
}
