/** The line of a figure over time. Loaded only when a figure is opened: the chart library is larger than the rest of the page. */
import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { date, monthDay } from '../../../kit/format.ts';
import type { SeriesPoint } from './shape.ts';
import { isRate } from './shape.ts';
import { spokenValue, valueWords } from './value-words.ts';

use([LineChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

export interface TrendChartProps {
  points: readonly SeriesPoint[];
  unit: string;
  description: string;
  /** Gets the way to draw the chart on a canvas of its own, for the picture; null when the chart is gone. */
  onDraw: (draw: (() => HTMLCanvasElement) | null) => void;
}

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function TrendChart({ points, unit, description, onDraw }: TrendChartProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const at = box.current;
    if (!at) return;
    const chart = init(at, null, { renderer: 'canvas', devicePixelRatio: Math.max(2, window.devicePixelRatio) });
    chart.setOption(optionOf(points, unit));
    onDraw(() => chart.renderToCanvas({ pixelRatio: 2, backgroundColor: token('--paper') }));
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(at);
    return () => {
      watch.disconnect();
      onDraw(null);
      chart.dispose();
    };
  }, [points, unit, onDraw]);
  return <div className="trend" ref={box} role="img" aria-label={description} />;
}

/** Zero-based, first and last value written at the line, no legend. */
function optionOf(points: readonly SeriesPoint[], unit: string): EChartsCoreOption {
  const rate = points.some(isRate);
  const values = points.map((point) =>
    rate ? (point.denominator ? Math.round(((point.numerator ?? 0) / point.denominator) * 10_000) / 100 : null) : point.value,
  );
  const size = 12 * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16);
  const small = { fontSize: size, fontFamily: token('--font') };
  const lastAt = values.length - 1;
  // A first point near the ground has no room for its value below.
  const low = (values[0] ?? 0) < 0.3 * Math.max(...values.map((value) => value ?? 0));
  const label = (index: number) => ({
    show: true,
    position: index === 0 ? (low ? 'top' : 'bottom') : 'right',
    color: token('--ink'),
    ...small,
    ...(index === 0 ? { align: 'left', offset: [4, low ? -2 : 2] } : {}),
  });
  return {
    animation: false,
    aria: { enabled: false },
    grid: { left: 4, right: rate ? 52 : 60, top: 12, bottom: 2, containLabel: true },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: token('--paper'),
      borderColor: token('--control'),
      borderWidth: 1,
      padding: [4, 8],
      textStyle: { color: token('--ink'), ...small },
      extraCssText: 'box-shadow:none;border-radius:0',
      formatter: (hit: unknown) => {
        const index = Array.isArray(hit) ? (hit[0] as { dataIndex: number }).dataIndex : 0;
        const point = points[index];
        return point ? `${date(point.on)}<br>${spokenValue(point, unit)}` : '';
      },
    },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: points.map((point) => monthDay(point.on)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token('--rule-2') } },
      axisLabel: {
        color: token('--ink-3'),
        ...small,
        interval: (index: number) => index === 0 || index === lastAt,
        alignMinLabel: 'left',
        alignMaxLabel: 'right',
      },
    },
    yAxis: {
      type: 'value',
      min: 0,
      ...(rate ? { max: 100, interval: 50 } : { splitNumber: 2 }),
      axisLabel: {
        color: token('--ink-3'),
        ...small,
        formatter: (value: number) =>
          rate ? String(value) : valueWords({ value, numerator: null, denominator: null }, unit).digits.replace(/\.00$/, ''),
      },
      splitLine: { lineStyle: { color: token('--rule') } },
    },
    series: [
      {
        type: 'line',
        data: values.map((value, index) =>
          index === 0 || index === lastAt
            ? {
                value,
                // A label hangs on its symbol, so the first point has one too, thinner than the line.
                symbol: 'circle',
                symbolSize: index === lastAt ? 6 : 1,
                label: { ...label(index), formatter: () => (points[index] ? valueWords(points[index], unit).digits : '') },
              }
            : value,
        ),
        symbol: 'none',
        symbolSize: 6,
        showAllSymbol: true,
        connectNulls: false,
        lineStyle: { color: token('--blue'), width: 1.6 },
        itemStyle: { color: token('--blue') },
        emphasis: { disabled: true },
      },
    ],
  };
}
