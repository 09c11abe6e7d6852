/** Chance for the demo city: the same seed gives the same city on every machine. */

export interface Dice {
  /** 0 ≤ x < 1. */
  roll(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True in `share` of all throws. */
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the keys, as often as its weight says. */
  weighted<T>(entries: readonly (readonly [value: T, weight: number])[]): T;
  /** Around `middle`, never below `low`, with a long tail to the right, as sizes of shops are. */
  size(middle: number, low: number, spread: number): number;
  digits(count: number): string;
}

/** mulberry32. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const own: Dice = {
    roll,
    between: (low, high) => low + Math.floor(roll() * (high - low + 1)),
    chance: (share) => roll() < share,
    pick: (list) => {
      const found = list[Math.floor(roll() * list.length)];
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    },
    weighted: (entries) => {
      let left = roll() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of entries) {
        left -= weight;
        if (left < 0) return value;
      }
      const last = entries.at(-1);
      if (!last) throw new Error('nothing to weigh');
      return last[0];
    },
    // The sum of three throws is near enough to a bell.
    size: (middle, low, spread) => Math.max(low, middle * Math.exp(spread * ((roll() + roll() + roll()) * 2 - 3))),
    digits: (count) => Array.from({ length: count }, () => Math.floor(roll() * 10)).join(''),
  };
  return own;
}

/** Splits `total` over the weights by largest remainders: the parts are whole and their sum is exact. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum <= 0) throw new Error('nothing to apportion to');
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const order = exact.map((value, at) => [value - Math.floor(value), at] as const).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  let left = total - parts.reduce((all, part) => all + part, 0);
  for (const [, at] of order) {
    if (left-- <= 0) break;
    parts[at] = (parts[at] ?? 0) + 1;
  }
  return parts;
}

/** The items by key, keys in the order in which they first come. */
export function grouped<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const own = groups.get(key);
    if (own) own.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
