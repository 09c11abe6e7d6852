import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { useQueryState } from '../../../kit/address.ts';
import { date, dateTime, dayOf, period } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { framedPicture, savePicture, saveTable } from './picture.ts';
import { type Step, useSeries } from './reads.ts';
import type { FigureReading, Scope, SeriesPoint } from './shape.ts';
import { isRate } from './shape.ts';
import { partsWords, spokenValue, valueWords } from './value-words.ts';

const TrendChart = lazy(() => import('./trend-chart.tsx').then((chart) => ({ default: chart.TrendChart })));

const stepWords: Record<Step, string> = { day: '日', week: '周', month: '月' };

/** Points close enough to see a movement, few enough to read: by day up to a month, by week up to a year, by month beyond. */
export function fittingStep(from: string, to: string): Step {
  if (from === '' || to === '') return 'month';
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return days <= 31 ? 'day' : days <= 400 ? 'week' : 'month';
}

/** Where the figure stands in its own past: line, table, picture, file. */
export function Trend({ figure, scope }: { figure: FigureReading; scope: Scope }) {
  const query = useQueryState();
  const [chosen, choose] = useState<Step | null>(null);
  const step = chosen ?? fittingStep(scope.from, scope.to || dayOf(figure.cutoff));
  const series = useSeries(figure.key, scope, step);
  const drawing = useRef<(() => HTMLCanvasElement) | null>(null);
  const onDraw = useCallback((draw: (() => HTMLCanvasElement) | null) => {
    drawing.current = draw;
  }, []);
  const asTable = query.get('trend') === 'table';
  const points = series.data?.items ?? [];
  const name = `${figure.division_name}${figure.title}走势`;
  const words = { title: name, note: `${period(figure.from, figure.to)}，按${stepWords[step]}；数据截至 ${dateTime(figure.cutoff)}` };
  return (
    <section aria-label="走势">
      <h3>
        走势
        <span className="sp" />
        {(['day', 'week', 'month'] as const).map((s) =>
          s === step ? (
            <span key={s} className="l on" aria-current="true">
              按{stepWords[s]}
            </span>
          ) : (
            <Button key={s} look="link" onClick={() => choose(s)}>
              {stepWords[s]}
            </Button>
          ),
        )}
        <Button look="link" aria-pressed={asTable} onClick={() => query.patch({ trend: asTable ? null : 'table' }, { replace: true })}>
          {asTable ? '折线' : '数据表'}
        </Button>
      </h3>
      <Failure problem={series.error} onRetry={() => void series.refetch()} />
      {!series.data ? (
        series.error ? null : (
          <div className="trend">
            <Skeleton rows={3} />
          </div>
        )
      ) : points.length === 0 ? (
        <p className="why">所选期间还没有数据。</p>
      ) : asTable ? (
        <SeriesTable name={name} points={points} unit={figure.unit} />
      ) : (
        <Suspense
          fallback={
            <div className="trend">
              <Skeleton rows={3} />
            </div>
          }
        >
          <TrendChart points={points} unit={figure.unit} description={describeTrend(name, points, figure.unit)} onDraw={onDraw} />
        </Suspense>
      )}
      {points.length > 0 ? (
        <div className="acts n">
          <Button
            look="link"
            disabled={asTable}
            onClick={() => drawing.current && savePicture(framedPicture(words, drawing.current()), name)}
          >
            存图 PNG
          </Button>
          <Button look="link" onClick={() => saveTable(seriesLines(points, figure.unit), name)}>
            CSV
          </Button>
        </div>
      ) : null}
    </section>
  );
}

/** 整改率由9月14日的41.30%升至11月9日的79.96%, the way one would say it. */
export function describeTrend(name: string, points: readonly SeriesPoint[], unit: string): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return `${name}：没有数据`;
  if (first === last) return `${name}：${date(first.on)} ${spokenValue(first, unit)}`;
  const worth = (p: SeriesPoint) => (isRate(p) ? (p.denominator ? (p.numerator ?? 0) / p.denominator : 0) : (p.value ?? 0));
  const verb = worth(last) > worth(first) ? '升至' : worth(last) < worth(first) ? '降至' : '持平到';
  return `${name}：由${date(first.on)}的 ${spokenValue(first, unit)}，${verb}${date(last.on)}的 ${spokenValue(last, unit)}，共 ${points.length} 个点`;
}

const seriesLines = (points: readonly SeriesPoint[], unit: string): (string | number | null)[][] => {
  const rate = points.some(isRate);
  return rate
    ? [['日期', '比率（%）', '分子', '分母'], ...points.map((p) => [p.on, valueWords(p, unit).digits, p.numerator, p.denominator])]
    : [['日期', `数值（${unit}）`], ...points.map((p) => [p.on, p.value])];
};

function SeriesTable({ name, points, unit }: { name: string; points: readonly SeriesPoint[]; unit: string }) {
  const rate = points.some(isRate);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long table is scrolled by keyboard too
    <section className="series" tabIndex={0} aria-label={`${name}数据表`}>
      <table className="tbl tight">
        <caption className="sr">{name}</caption>
        <thead>
          <tr>
            <th scope="col">日期</th>
            <th scope="col" className="r">
              {rate ? '比率' : `数值（${unit}）`}
            </th>
            {rate ? (
              <th scope="col" className="r">
                分子 / 分母
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.on}>
              <td>{date(point.on)}</td>
              <td className="r">
                {valueWords(point, unit).digits}
                {rate ? '%' : ''}
              </td>
              {rate ? <td className="r">{partsWords(point)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
