/** Classes of the one-hue ramp of a cartogram, with round limits that can be said in words. Pure. */

export interface Ramp {
  /** Ascending lower limits of the second and later classes; at most three. */
  limits: readonly number[];
  /** 0-based class of a value: the number of limits it reaches. A value equal to a limit is in the upper class (以上 includes the number). */
  classOf: (value: number) => number;
  /** Legend words, one for each class. */
  words: readonly string[];
}

/** The smallest of 1, 2, 5 × 10ⁿ that is not below `size`. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const lead = size / power;
  return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
}

/** Value below which the share `part` of the sorted values lies, between neighbours by proportion. */
function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

/**
 * Up to four classes with about as many divisions in each, limits rounded to a step that a reader can keep in mind.
 * Fewer classes come out where values are few or close together. `finest` is the smallest step allowed: 1 for things that are counted.
 */
export function ramp(
  values: readonly number[],
  finest: number,
  say: (limit: number) => string = (limit) => limit.toLocaleString('zh-CN'),
): Ramp {
  const sorted = [...values].sort((a, b) => a - b);
  const least = sorted[0] ?? 0;
  const most = sorted.at(-1) ?? 0;
  const limits: number[] = [];
  if (most > least) {
    const step = Math.max(finest, roundStep((most - least) / 10));
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    for (const part of [0.25, 0.5, 0.75]) {
      const limit = Number((Math.round(quantile(sorted, part) / step) * step).toFixed(digits));
      if (limit > least && limit <= most && !limits.includes(limit)) limits.push(limit);
    }
  }
  const words = limits.map((limit, index) => (index === 0 ? `不足 ${say(limit)}` : `${say(limits[index - 1] ?? limit)}—${say(limit)}`));
  const last = limits.at(-1);
  words.push(last === undefined ? (sorted.length === 0 ? '无数据' : `都是 ${say(least)}`) : `${say(last)} 以上`);
  return {
    limits,
    classOf: (value) => limits.filter((limit) => value >= limit).length,
    words: last === undefined && most > least ? [`${say(least)}—${say(most)}`] : words,
  };
}
