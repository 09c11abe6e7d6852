/** How the value of a figure is written: digits, unit, parts. Pure; one spelling for tiles, tables, charts, pictures and files. */
import type { Value } from './shape.ts';
import { isRate } from './shape.ts';

export interface ValueWords {
  digits: string;
  unit: string;
}

const grouped = (value: number, places: number) =>
  value.toLocaleString('zh-CN', { minimumFractionDigits: places, maximumFractionDigits: places });

/** Digits of a plain count or amount; whole numbers without places, others with two. */
export function plainDigits(value: number): string {
  return grouped(value, Number.isInteger(value) ? 0 : 2);
}

/** A rate in percent with two places; from its parts, so that it never disagrees with them. */
export function percentDigits(value: Value): string {
  const rate = value.numerator !== null && value.denominator ? value.numerator / value.denominator : value.value;
  // Rounded as the standing rounds it, so that what prints alike is a tie and nothing else is.
  return rate === null || value.denominator === 0 ? '–' : grouped(Math.round(rate * 10_000) / 100, 2);
}

/** Digits and unit. Money of 10,000 元 and more is written in 万元 or 亿元, as offices do. A rate over nothing has no value: –. */
export function valueWords(value: Value, unit: string): ValueWords {
  if (isRate(value)) return { digits: percentDigits(value), unit: '%' };
  if (value.value === null) return { digits: '–', unit };
  if (unit === '%') return { digits: percentDigits(value), unit };
  if (unit === '元') {
    const size = Math.abs(value.value);
    if (size >= 1e8) return { digits: grouped(value.value / 1e8, 2), unit: '亿元' };
    if (size >= 1e4) return { digits: grouped(value.value / 1e4, 2), unit: '万元' };
    return { digits: plainDigits(value.value), unit };
  }
  return { digits: plainDigits(value.value), unit };
}

/** `6,117 / 7,650`; empty where the figure is no rate. */
export function partsWords(value: Value): string {
  return value.numerator === null || value.denominator === null
    ? ''
    : `${plainDigits(value.numerator)} / ${plainDigits(value.denominator)}`;
}

/** One phrase for readers that hear and for files: `79.96%（6,117 / 7,650）`, `7,650 处`. */
export function spokenValue(value: Value, unit: string): string {
  const words = valueWords(value, unit);
  const parts = partsWords(value);
  return `${words.digits}${words.unit === '%' ? '%' : ` ${words.unit}`}${parts === '' ? '' : `（${parts}）`}`;
}

/** What fits on a tile: 光明路街道 → 光明路, 香山街道筹备组 → 香山筹备组, …高新技术产业开发区 → 高新区. */
export function shortName(name: string): string {
  return name
    .replace(/^.*高新技术产业开发区$/, '高新区')
    .replace(/^.*一体化示范区$/, '示范区')
    .replace(/街道(筹备组)?$/, '$1');
}

/** The name in a column: in full, unless it is one of the zones whose official name fills a line. */
export const columnName = (name: string): string => (name.length > 9 ? shortName(name) : name);

/**
 * What moved between two readings of one figure: `升 0.21 个百分点：分子加 93，分母加 96`, `增 96 处`, `没有变化`.
 * `before` is the earlier reading.
 */
export function changeWords(before: Value, after: Value, unit: string): string {
  if (isRate(after) && isRate(before)) {
    const [was, is] = [before, after].map((v) => (v.denominator ? Math.round(((v.numerator ?? 0) / v.denominator) * 10_000) : null));
    const move = (title: string, from: number, to: number) =>
      to === from ? `${title}不变` : `${title}${to > from ? '加' : '减'} ${plainDigits(Math.abs(to - from))}`;
    const parts = `${move('分子', before.numerator ?? 0, after.numerator ?? 0)}，${move('分母', before.denominator ?? 0, after.denominator ?? 0)}`;
    if (was === null || is === null || was === undefined || is === undefined) return `${parts}；分母为 0 时没有比率`;
    if (was === is) return `比率不变：${parts}`;
    return `${is > was ? '升' : '降'} ${grouped(Math.abs(is - was) / 100, 2)} 个百分点：${parts}`;
  }
  if (before.value === null || after.value === null) return '两个时点不都有数，不能相比';
  const difference = after.value - before.value;
  if (difference === 0) return '没有变化';
  const words = valueWords({ value: Math.abs(difference), numerator: null, denominator: null }, unit);
  return `${difference > 0 ? '增' : '减'} ${words.digits} ${words.unit}`;
}
