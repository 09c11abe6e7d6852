/** Makes the premises of one county of the demo city, one after the other. All names, persons and numbers are invented. */
import { usccCheckDigit } from '../../../core/reference/identifiers.ts';
import { newId } from '../../../platform/ids.ts';
import { type County, type Day, type DemoRow, doubled, type Place, perGrid, prefixes, shares, sizes, villageShares } from './counties.ts';
import type { Dice } from './dice.ts';
import { known } from './known.ts';
import { cityRoads, countyRoads, fronts, givenFirst, givenLast, givenOne, groups, surnames, trades, villageRoads } from './words.ts';

/** 统计用区划代码: 001–199 are 居委会, 200–399 are 村委会. */
export const isVillage = (code: string): boolean => Number(code.slice(9, 12)) >= 200;

export class Maker {
  readonly #taken = new Set<string>();
  readonly #plates = new Map<string, number>();
  #serial = 0;

  constructor(
    readonly county: County,
    readonly days: readonly Day[],
    readonly chance: Dice,
  ) {}

  somewhere(): readonly [number, number] {
    const [west, south, east, north] = this.county.box;
    return [west + (east - west) * this.chance.roll(), south + (north - south) * this.chance.roll()];
  }

  near([longitude, latitude]: readonly [number, number], reach: number): readonly [number, number] {
    const [west, south, east, north] = this.county.box;
    const offset = () => (this.chance.roll() + this.chance.roll() - 1) * reach;
    const held = (value: number, low: number, high: number) => Number(Math.min(high, Math.max(low, value)).toFixed(6));
    return [held(longitude + offset(), west, east), held(latitude + offset(), south, north)];
  }

  village(village: Place, town: Place, count: number, centre: readonly [number, number]): DemoRow[] {
    const gridded = this.county.code === '410402' && count > perGrid + 8 ? Math.ceil(count / perGrid) : 0;
    const fixed = town.code === '410402100' ? known.filter((one) => one.village === village.name) : [];
    const rows: DemoRow[] = [];
    for (let nth = 0; nth < count; nth++) {
      const grid = gridded > 0 ? String(1 + Math.floor((nth * gridded) / count)).padStart(3, '0') : '';
      const one = fixed[nth];
      const values = this.premises(village, town, `${village.code}${grid}`, centre, one?.category);
      if (one) {
        Object.assign(
          values,
          { name: one.name, risk: one.risk, status: 'open', phone: `${one.phone[0]}${this.chance.digits(4)}${one.phone[1]}` },
          one.more,
        );
        this.#taken.add(`${town.code}|${one.name}`);
      }
      rows.push({ id: newId(), values });
    }
    return rows;
  }

  premises(village: Place, town: Place, division: string, centre: readonly [number, number], given?: string): Record<string, unknown> {
    const { chance } = this;
    const rural = isVillage(village.code);
    const category = given ?? chance.weighted(rural ? villageShares : shares);
    const operator = this.person();
    const area = this.area(category);
    const beds =
      category === 'J4'
        ? chance.chance(0.09)
          ? chance.between(21, 38)
          : chance.between(5, 20)
        : category === 'J8' && chance.chance(0.4)
          ? chance.between(1, 6)
          : undefined;
    const capacity =
      category === 'J7'
        ? chance.chance(0.08)
          ? chance.between(101, 180)
          : chance.between(14, 100)
        : category === 'J2' && chance.chance(0.6)
          ? chance.between(8, 90)
          : undefined;
    const mixed = category === 'S2' || (['J1', 'J2', 'J9', 'S1'].includes(category) && chance.chance(rural ? 0.05 : 0.03));
    const lodgers =
      category === 'J4'
        ? chance.between(0, Math.round((beds ?? 8) * 0.7))
        : mixed
          ? chance.between(1, 4)
          : chance.chance(0.035)
            ? chance.between(1, 3)
            : 0;
    const obstruction = chance.chance(lodgers > 0 ? 0.34 : 0.15);
    const position = chance.chance(0.88) ? this.near(centre, rural ? 0.012 : 0.008) : undefined;
    const hasPlate = this.county.code === '410402' && chance.chance(0.72);
    const status = chance.weighted([
      ['open', 91],
      ['closed', 6],
      ['vacant', 3],
    ] as const);
    return tidy({
      division,
      name: this.name(category, village, town, operator),
      category,
      risk: this.risk(category, mixed, lodgers, obstruction),
      address: this.address(village, rural),
      uscc: chance.chance(rural ? 0.76 : 0.92) ? this.uscc(category) : undefined,
      operator: chance.chance(0.97) ? operator : undefined,
      phone: chance.chance(0.96) ? this.phone() : undefined,
      floors: this.floors(category, area),
      area: chance.chance(0.98) ? area : undefined,
      beds,
      capacity,
      staff: chance.chance(0.94) ? Math.max(1, Math.round((area / 38) * (0.6 + chance.roll()))) : undefined,
      lodgers,
      mixed_use: mixed,
      gas: this.gas(category),
      power: chance.chance(0.45) ? Math.round(chance.size(category === 'J9' ? 26 : 8, 2, 0.5)) : undefined,
      extinguishers: chance.chance(0.95) ? Math.max(category === 'S1' ? 1 : 2, Math.round(area / 45)) : undefined,
      alarms: chance.chance(0.9)
        ? ['J4', 'J5', 'J7'].includes(category) || lodgers > 0
          ? chance.between(1, 9)
          : chance.chance(0.35)
            ? chance.between(1, 3)
            : 0
        : undefined,
      exits: area > 120 || ['J3', 'J5', 'J7'].includes(category) ? chance.between(1, 3) : 1,
      obstruction: chance.chance(0.97) ? (obstruction ? 'yes' : 'no') : undefined,
      status,
      plate_no: hasPlate ? this.plate(village) : undefined,
      datum: 'CGCS2000',
      longitude: position?.[0],
      latitude: position?.[1],
      registered_on: this.day(),
      remark: status === 'closed' && chance.chance(0.5) ? '已自行关停' : chance.chance(0.012) ? '业主不在，资料待补' : undefined,
    });
  }

  /** Markets, 城中村 and rows of shops; some premises of the same village are put into them. */
  areas(rows: readonly DemoRow[], names: ReadonlyMap<string, string>): DemoRow[] {
    const { chance } = this;
    const byVillage = new Map<string, DemoRow[]>();
    for (const row of rows) {
      const village = String(row.values.division).slice(0, 12);
      const own = byVillage.get(village) ?? [];
      own.push(row);
      byVillage.set(village, own);
    }
    const largest = [...byVillage].sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0])).slice(0, this.county.areas);
    return largest.map(([code, own]) => {
      const village: Place = { code, name: names.get(code) ?? code };
      const town: Place = { code: code.slice(0, 9), name: names.get(code.slice(0, 9)) ?? '' };
      const id = newId();
      // What is sold there stands in the area; who lodges guests or teaches does not.
      const within = own.filter((row) => ['S1', 'J1', 'J2', 'S2'].includes(String(row.values.category))).slice(0, chance.between(12, 38));
      for (const row of within) row.values.area_id = id;
      const first = within[0]?.values ?? {};
      const area = Math.round(chance.size(6200, 900, 0.6));
      return {
        id,
        values: tidy({
          division: first.division ?? code,
          name: this.name('S3', village, town, this.person()),
          category: 'S3',
          risk: chance.pick(['red', 'orange', 'orange', 'yellow']),
          address: this.address(village, isVillage(code)),
          operator: this.person(),
          phone: this.phone(),
          floors: chance.pick(['1-2层', '1-3层', '1层']),
          area,
          staff: chance.between(4, 26),
          lodgers: 0,
          mixed_use: false,
          gas: 'none',
          power: chance.between(120, 600),
          extinguishers: Math.max(20, Math.round(area / 90)),
          alarms: chance.between(0, 60),
          exits: chance.between(3, 9),
          obstruction: chance.chance(0.5) ? 'yes' : 'no',
          status: 'open',
          datum: 'CGCS2000',
          longitude: first.longitude,
          latitude: first.latitude,
          registered_on: this.days[0]?.date,
          remark: `内有登记单位 ${within.length} 家`,
        }),
      };
    });
  }

  /** The same shop once more, as two lists of the same street give it. */
  doubles(rows: readonly DemoRow[]): DemoRow[] {
    const { chance } = this;
    const plain = rows.filter(
      (row) => row.values.uscc !== undefined && row.values.category !== 'S3' && !known.some((one) => one.name === row.values.name),
    );
    const town = plain.filter((row) => String(row.values.division).startsWith('410402100'));
    const chosen = new Set<DemoRow>();
    while (chosen.size < doubled) chosen.add(chance.pick(chosen.size < 9 ? town : plain));
    return [...chosen].map((row, at) => {
      const { plate_no: _plate, area_id: _area, remark: _remark, longitude: _x, latitude: _y, ...values } = row.values;
      const later = { ...values, registered_on: this.days.find((day) => day.date >= '2022-10-10')?.date ?? values.registered_on };
      if (at % 3 === 2)
        return {
          id: newId(),
          values: tidy({
            ...later,
            name: String(values.name).slice(0, -1),
            address: `${String(values.address)}（原址）`,
            operator: this.person(),
          }),
        };
      return { id: newId(), values: tidy({ ...later, uscc: undefined, phone: undefined, area: undefined, remark: '沿街排查时补录' }) };
    });
  }

  person(): string {
    const { chance } = this;
    return `${chance.pick(surnames)}${chance.chance(0.22) ? chance.pick(givenOne) : `${chance.pick(givenFirst)}${chance.pick(givenLast)}`}`;
  }

  phone(): string {
    const { chance } = this;
    return chance.chance(0.05) ? `0375-${chance.between(2, 8)}${chance.digits(6)}` : `${chance.pick(prefixes)}${chance.digits(8)}`;
  }

  /** A name that no other place of the town has. */
  private name(category: string, village: Place, town: Place, operator: string): string {
    const { chance } = this;
    const short = village.name.replace(/(村|社区|居委会)$/, '');
    for (let tries = 0; ; tries++) {
      const trade = chance.pick(trades[category] ?? []);
      const front = chance.pick(fronts);
      const style =
        category === 'S3'
          ? 'place'
          : tries > 5
            ? 'both'
            : chance.weighted([
                ['front', 62],
                ['place', 14],
                ['surname', category === 'J2' ? 30 : 6],
                ['given', operator.length > 2 && category !== 'J7' ? 8 : 0],
              ] as const);
      const name =
        style === 'place'
          ? `${short}${trade}`
          : style === 'surname'
            ? chance.chance(0.5)
              ? `${operator[0]}记${trade}`
              : `老${operator[0]}${trade}`
            : style === 'given'
              ? `${operator.slice(1)}${trade}`
              : style === 'both'
                ? `${tries > 12 ? operator.slice(0, 2) : short}${front}${trade}`
                : `${front}${trade}`;
      const key = `${town.code}|${name}`;
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return name;
    }
  }

  private address(village: Place, rural: boolean): string {
    const { chance } = this;
    if (rural) {
      return chance.chance(0.55)
        ? `${village.name}${chance.pick(villageRoads)}${chance.between(1, 160)}号`
        : `${village.name}${chance.pick(groups)}组${chance.between(1, 120)}号`;
    }
    const road = chance.pick(['410402', '410403', '410411', '410471'].includes(this.county.code) ? cityRoads : countyRoads);
    const number = `${chance.between(1, 420)}号`;
    return `${road}${chance.pick(['东段', '中段', '西段', '北段', '南段', ''])}${number}${chance.chance(0.3) ? `附${chance.between(1, 12)}号` : ''}`;
  }

  private area(category: string): number {
    const [middle, low, spread] = sizes[category] ?? [50, 10, 0.4];
    const size = this.chance.size(middle, low, spread);
    return this.chance.chance(0.2) ? Math.round(size * 10) / 10 : Math.round(size);
  }

  private floors(category: string, area: number): string {
    const { chance } = this;
    if (category === 'J4' || category === 'J5' || area > 260) return chance.pick(['1-2层', '1-3层', '2层', '2-3层', '2-4层', '3层']);
    return chance.weighted([
      ['1层', 74],
      ['1-2层', 17],
      ['2层', 7],
      ['负1层', 1],
      ['3层', 1],
    ] as const);
  }

  private gas(category: string): string {
    const { chance } = this;
    if (category === 'J2')
      return chance.weighted([
        ['bottled', 50],
        ['piped', 43],
        ['none', 7],
      ] as const);
    if (['J4', 'J7', 'J9', 'S2'].includes(category))
      return chance.weighted([
        ['none', 62],
        ['piped', 20],
        ['bottled', 18],
      ] as const);
    return chance.weighted([
      ['none', 90],
      ['bottled', 7],
      ['piped', 3],
    ] as const);
  }

  /** Who lodges or is barred in stands worse; some were not yet judged. */
  private risk(category: string, mixed: boolean, lodgers: number, obstruction: boolean): string | undefined {
    const { chance } = this;
    if (chance.chance(0.07)) return undefined;
    const weight =
      (mixed ? 3 : 1) +
      (lodgers > 0 && category !== 'J4' ? 2 : 0) +
      (obstruction ? 1.5 : 0) +
      (['J4', 'J5', 'J9'].includes(category) ? 1 : 0);
    return chance.weighted([
      ['red', 1.6 * weight],
      ['orange', 5 * weight],
      ['yellow', 34],
      ['blue', 52],
    ] as const);
  }

  private day(): string {
    return this.chance.weighted(this.days.map((day) => [day.date, day.weight] as const));
  }

  private plate(village: Place): string {
    const next = (this.#plates.get(village.code) ?? 0) + 1;
    this.#plates.set(village.code, next);
    return `${village.code}${String(next).padStart(4, '0')}`;
  }

  /** GB 32100-2015 with the organisation code of GB 11714-1997 inside; the serial keeps every code apart. */
  private uscc(category: string): string {
    const { chance } = this;
    const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
    const kind =
      category === 'J7'
        ? '52'
        : category === 'J8' && chance.chance(0.4)
          ? '52'
          : chance.weighted([
              ['92', 88],
              ['91', 11],
              ['93', 1],
            ] as const);
    this.#serial += chance.between(1, 9);
    let serial = '';
    for (let rest = this.#serial; serial.length < 4; rest = Math.floor(rest / 31)) serial = `${letters[rest % 31] ?? '0'}${serial}`;
    const body = `MA${chance.pick(['3', '4', '9'])}${chance.pick([...'0FGHKLX'])}${serial}`;
    const code = `${kind}${this.county.code}${body}${organisationCheck(body)}`;
    return `${code}${usccCheckDigit(code)}`;
  }
}

/** Check sign of an organisation code, GB 11714-1997: weights 3 7 9 10 5 8 4 2, 10 is X, 11 is 0. */
function organisationCheck(body: string): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const worth = (sign: string) => (/\d/.test(sign) ? Number(sign) : sign.charCodeAt(0) - 55);
  const sum = weights.reduce((all, weight, at) => all + weight * worth(body.charAt(at)), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/** Without what is not known: the table's defaults and nulls stand for it. */
function tidy(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
