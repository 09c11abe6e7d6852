/** A bulletin 通报 declared once: its head and number, the figures it freezes, the comparison, and the words the machine begins with. */
import type { Figure } from '../indicators/index.ts';
import { noSuchBulletin } from './problems.ts';
import type { Against, Block, FrozenComparison, FrozenFigure, FrozenLine, FrozenTable } from './rules.ts';

/** What the words of a bulletin are made from. Numbers stay places: `number('fire.hazards_found')` is `{figure:fire.hazards_found}`. */
export interface BulletinData {
  place: { code: string; name: string };
  /** Day of the issue, first day of its period, moment of freezing. */
  on: string;
  from: string | null;
  cutoff: Date;
  issue: number;
  figures: ReadonlyMap<string, FrozenFigure>;
  comparison: FrozenComparison | null;
  tables: readonly FrozenTable[];
  /** The issue before, frozen; null for the first one. */
  against: Against | null;
  /** Words around a number; empty when the figure is not in the catalogue. */
  say: (key: string, before: string, after: string) => string;
  /** Words around what moved since the issue before, `{change:…}`; empty without one. */
  moved: (key: string, before: string, after: string) => string;
}

export interface BulletinDeclaration {
  title: string;
  /** 发文机关标志. */
  head: string;
  /** Before the 〔year〕 of the number: 新消安办. */
  number_word: (place: { code: string; name: string }) => string;
  /** Issues are numbered by the days of the period (第58天 is 第58期) or one after another. */
  numbering: 'day' | 'running';
  /** First day counted for an issue of that day; null: everything. */
  period: (on: string) => string | null;
  /** Time of the business clock at which the machine drafts it each day for every division that opened it, such as 18:00; null: only when asked. */
  at: string | null;
  document_title: (data: Pick<BulletinData, 'place' | 'on' | 'issue'>) => readonly string[];
  recipients: (place: { code: string; name: string }) => string;
  signed: (place: { code: string; name: string }) => string;
  copies: ((place: { code: string; name: string }) => string) | null;
  figures: readonly string[];
  /** Those of them that say what stands in a register, whatever day it came in: counted without the first day of the period. */
  standing?: readonly string[];
  compare?: {
    figure: string;
    by: 'county' | 'town' | 'village';
    title: string;
    /** Numbers that say how many divisions answer a question; each opens to them. */
    counts?: readonly { key: string; title: string; those: (line: FrozenLine) => boolean }[];
  };
  /** Further tables, by division or by unit; each line opens. Their figures are frozen with the others. */
  tables?: readonly { key: string; figure: string; by: 'county' | 'town' | 'village' | 'unit' }[];
  sections: (data: BulletinData) => readonly Block[];
}

export interface Bulletin extends BulletinDeclaration {
  key: string;
  programme: string;
}

/** Declares a bulletin. Throws at load when the declaration contradicts itself. */
export function bulletin(key: string, declaration: BulletinDeclaration): Bulletin {
  const programme = /^([a-z]+)\.[a-z][a-z0-9_]*$/.exec(key)?.[1];
  if (!programme) throw new Error(`a bulletin's key is <programme>.<name>: ${key}`);
  const foreign = figuresOf(declaration).filter((figure) => !figure.startsWith(`${programme}.`));
  if (foreign.length > 0) throw new Error(`${key}: ${foreign.join(', ')} belongs to another programme`);
  if (declaration.at !== null && !/^([01]\d|2[0-3]):[0-5]\d$/.test(declaration.at))
    throw new Error(`${key}: ${declaration.at} is no time of day`);
  const stray = (declaration.standing ?? []).filter((figure) => !declaration.figures.includes(figure));
  if (stray.length > 0) throw new Error(`${key}: ${stray.join(', ')} is not among its figures`);
  if (new Set(declaration.figures).size !== declaration.figures.length) throw new Error(`${key}: a figure is named twice`);
  const tables = (declaration.tables ?? []).map((one) => one.key);
  if (new Set(tables).size !== tables.length) throw new Error(`${key}: a table is named twice`);
  return { key, programme, ...declaration };
}

/** Every figure that is frozen with an issue. */
export const figuresOf = ({ figures, compare, tables }: Pick<BulletinDeclaration, 'figures' | 'compare' | 'tables'>): string[] => [
  ...new Set([...figures, ...(compare ? [compare.figure] : []), ...(tables ?? []).map((one) => one.figure)]),
];

/** Figures that a bulletin names and the catalogue lacks: they are left out of its issues. */
export const missingFigures = (bulletin: Bulletin, known: (key: string) => boolean): string[] =>
  figuresOf(bulletin).filter((key) => !known(key));

/** The bulletins and figures of this installation. */
/** Keys of the roles that give a verb; with `level`, of those that make sense at that length of division. */
export type RolesWith = (verb: string, level?: number) => readonly string[];

export interface Catalogue {
  bulletins: readonly Bulletin[];
  figures: ReadonlyMap<string, Figure>;
  /** Who hears of what waits for him and of what was issued. Absent where nobody is to hear: the demo's past. */
  rolesWith?: RolesWith;
}

/** Throws at start when two bulletins have the same key. */
export const catalogueOf = (bulletins: readonly Bulletin[], figures: readonly Figure[], rolesWith?: RolesWith): Catalogue => {
  const keys = bulletins.map((one) => one.key);
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  if (twice) throw new Error(`two bulletins are called ${twice}`);
  return { bulletins, figures: new Map(figures.map((figure) => [figure.key, figure])), ...(rolesWith ? { rolesWith } : {}) };
};

/** @throws noSuchBulletin, naming those there are */
export function getBulletin(catalogue: Catalogue, key: string, programme?: string): Bulletin {
  const offered = catalogue.bulletins.filter((one) => programme === undefined || one.programme === programme);
  const found = offered.find((one) => one.key === key);
  if (!found) throw noSuchBulletin({ key, offered: offered.map((one) => one.key) });
  return found;
}
