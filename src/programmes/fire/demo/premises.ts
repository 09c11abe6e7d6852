/** The premises of the demo city: 14,000 invented places, spread as a real city's are. */
import { type County, counties, type Day, type DemoRow, type Place, setSizes } from './counties.ts';
import { apportion, type Dice, dice } from './dice.ts';
import { isVillage, Maker } from './maker.ts';

export type { Day, DemoRow, Place } from './counties.ts';

/**
 * All rows in the order of their registration; areas come before the premises in them. `places` are all divisions of the city,
 * `days` its working days. The same arguments give the same rows, ids apart.
 */
export function makePremises(places: readonly Place[], days: readonly Day[], { seed = 4104, scale = 1 } = {}): DemoRow[] {
  const names = new Map(places.map((place) => [place.code, place.name]));
  const rows = counties.flatMap((county) => countyRows(county, places, names, days, dice(seed + Number(county.code)), scale));
  return rows.sort((a, b) => String(a.values.registered_on).localeCompare(String(b.values.registered_on)));
}

function countyRows(
  county: County,
  places: readonly Place[],
  names: ReadonlyMap<string, string>,
  days: readonly Day[],
  chance: Dice,
  scale: number,
): DemoRow[] {
  const towns = places.filter((place) => place.code.length === 9 && place.code.startsWith(county.code));
  const perTown = split(county.premises * scale, towns, (town) => townWeight(town.code), chance, scale);
  const rows: DemoRow[] = [];
  const villages: { village: Place; count: number; town: Place }[] = [];
  for (const [at, town] of towns.entries()) {
    const own = places.filter((place) => place.code.length === 12 && place.code.startsWith(town.code));
    const perVillage = split(perTown[at] ?? 0, own, (village) => (isVillage(village.code) ? 1 : 2.2), chance, scale);
    for (const [nth, village] of own.entries()) villages.push({ village, town, count: perVillage[nth] ?? 0 });
  }
  const maker = new Maker(county, days, chance);
  const byTown = new Map<string, readonly [number, number]>();
  for (const { village, town, count } of villages) {
    if (!byTown.has(town.code)) byTown.set(town.code, maker.somewhere());
    const centre = maker.near(byTown.get(town.code) ?? [0, 0], 0.018);
    rows.push(...maker.village(village, town, count, centre));
  }
  rows.push(...maker.areas(rows, names));
  if (county.code === '410402') rows.push(...maker.doubles(rows));
  return rows;
}

/** Streets hold more shops than towns, towns more than townships, and what is not yet a street hardly any. */
function townWeight(code: string): number {
  const number = Number(code.slice(6, 9));
  return number < 100 ? 3 : number < 200 ? 1.6 : number < 300 ? 0.8 : 0.25;
}

/** Set sizes first, what is left by weight and chance. */
function split(total: number, places: readonly Place[], weightOf: (place: Place) => number, chance: Dice, scale: number): number[] {
  const set = places.map((place) => {
    const size = setSizes[place.code];
    return size === undefined ? undefined : size * scale;
  });
  const left = total - set.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const free = places.filter((_place, at) => set[at] === undefined);
  if (free.length === 0) return set.map((size) => size ?? 0);
  // Squared, so that a few places are large and most are small.
  const parts = apportion(
    left,
    free.map((place) => weightOf(place) * (0.25 + chance.roll() ** 2 * 2.5)),
  );
  return set.map((size) => size ?? parts.shift() ?? 0);
}
