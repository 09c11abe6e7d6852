/** How the demo city is spread: counties, towns and villages, categories and sizes. */

/** One row as `insertRows` takes it. */
export interface DemoRow {
  id: string;
  values: Record<string, unknown>;
}

/** A division of the demo city: code and name. */
export interface Place {
  code: string;
  name: string;
}

export interface County {
  code: string;
  /** Premises in the register. */
  premises: number;
  /** 商贸市场, 城中村 and rows of shops that are registered as areas. */
  areas: number;
  /** Where its places lie, in degrees (CGCS2000). */
  box: readonly [west: number, south: number, east: number, north: number];
}

export const counties: readonly County[] = [
  { code: '410402', premises: 6178, areas: 14, box: [113.235, 33.725, 113.305, 33.795] },
  { code: '410403', premises: 1210, areas: 4, box: [113.31, 33.725, 113.395, 33.795] },
  { code: '410404', premises: 160, areas: 1, box: [112.865, 33.875, 112.925, 33.925] },
  { code: '410411', premises: 1180, areas: 4, box: [113.225, 33.665, 113.375, 33.72] },
  { code: '410421', premises: 690, areas: 2, box: [112.92, 33.79, 113.18, 33.99] },
  { code: '410422', premises: 780, areas: 3, box: [113.17, 33.37, 113.53, 33.66] },
  { code: '410423', premises: 760, areas: 3, box: [112.3, 33.6, 113.05, 33.93] },
  { code: '410425', premises: 640, areas: 2, box: [113.02, 33.86, 113.38, 34.13] },
  { code: '410471', premises: 210, areas: 1, box: [113.36, 33.725, 113.415, 33.775] },
  { code: '410472', premises: 320, areas: 1, box: [113.12, 33.71, 113.225, 33.775] },
  { code: '410481', premises: 560, areas: 2, box: [113.37, 33.21, 113.68, 33.43] },
  { code: '410482', premises: 1490, areas: 5, box: [112.57, 33.99, 113.08, 34.32] },
];

/** 新华区 is the county of the campaign: its towns and the ten villages of 焦店镇 have set sizes, the rest follow by chance. */
export const setSizes: Readonly<Record<string, number>> = {
  '410402001': 668,
  '410402002': 742,
  '410402003': 486,
  '410402004': 706,
  '410402005': 604,
  '410402006': 402,
  '410402007': 431,
  '410402008': 633,
  '410402010': 447,
  '410402100': 1018,
  '410402400': 41,
  '410402100201': 204,
  '410402100202': 61,
  '410402100203': 96,
  '410402100205': 114,
  '410402100206': 128,
  '410402100207': 137,
  '410402100208': 78,
  '410402100209': 53,
  '410402100212': 75,
  '410402100213': 72,
};

/** How often a row is entered twice in 新华区: same name and address without the credit code, or same code under a shorter name. */
export const doubled = 40;
/** A village with more premises than a grid worker can answer for is divided into grids. */
export const perGrid = 72;

export const shares: readonly (readonly [string, number])[] = [
  ['S1', 35],
  ['J1', 22],
  ['J2', 16],
  ['J6', 10],
  ['J9', 4],
  ['J7', 3.8],
  ['J4', 3.2],
  ['J8', 3],
  ['S2', 1.4],
  ['J3', 0.9],
  ['J5', 0.7],
];
export const villageShares: readonly (readonly [string, number])[] = [
  ['S1', 26],
  ['J1', 28],
  ['J2', 12],
  ['J9', 12],
  ['J6', 7],
  ['J7', 4],
  ['J8', 5],
  ['J4', 2.4],
  ['S2', 2.4],
  ['J3', 0.5],
  ['J5', 0.7],
];

/** Size in m²: middle and spread; a share lies beyond the category's limit, as in a real register. */
export const sizes: Readonly<Record<string, readonly [middle: number, low: number, spread: number]>> = {
  J1: [46, 9, 0.32],
  J2: [62, 14, 0.3],
  J3: [88, 45, 0.16],
  J4: [210, 60, 0.3],
  J5: [150, 60, 0.2],
  J6: [82, 16, 0.42],
  J7: [160, 40, 0.4],
  J8: [62, 24, 0.26],
  J9: [120, 24, 0.42],
  S1: [44, 8, 0.5],
  S2: [78, 18, 0.35],
  S3: [6200, 900, 0.6],
};

export const prefixes = [
  '130',
  '131',
  '132',
  '135',
  '136',
  '137',
  '138',
  '139',
  '150',
  '151',
  '152',
  '155',
  '157',
  '158',
  '159',
  '176',
  '178',
  '182',
  '183',
  '185',
  '186',
  '187',
  '188',
  '199',
];

/** Days on which rows may be registered, with how many rows come on each: little in summer, most in the campaign. */
export interface Day {
  date: string;
  weight: number;
}
