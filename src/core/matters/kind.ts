/** The declaration of a kind of matter 事项类型: the noun of the unit. Pure: phones use it offline. */

/** Levels at which a matter is held, from below. A tier is the division of a code length: grid 12 or 15 digits, town 9, county 6, city 4. */
export const tierOrder = ['grid', 'town', 'county', 'city'] as const;
export type Tier = (typeof tierOrder)[number];

export const tierTitles: Readonly<Record<Tier, string>> = { grid: '网格', town: '镇街', county: '县区', city: '市级' };

/** Code lengths of a tier, the nearest to the ground first. */
export const tierLengths: Readonly<Record<Tier, readonly number[]>> = { grid: [15, 12], town: [9], county: [6], city: [4] };

/** How a period is counted: 小时 are clock hours, 工作日 and 日 leave out the day on which the period starts. */
export type Measure = 'hours' | 'workdays' | 'days';

export interface Period {
  measure: Measure;
  amount: number;
}

const period = (measure: Measure, amount: number): Period => {
  if (!Number.isSafeInteger(amount) || amount < 1) throw new RangeError(`no period: ${amount} ${measure}`);
  return { measure, amount };
};

export const hours = (amount: number): Period => period('hours', amount);
export const workdays = (amount: number): Period => period('workdays', amount);
export const days = (amount: number): Period => period('days', amount);

/** One period, or one for each grade. */
export type Periods = Period | { readonly byGrade: Readonly<Record<string, Period>> };

export const byGrade = (periods: Readonly<Record<string, Period>>): Periods => ({ byGrade: periods });

export interface Grade {
  code: string;
  title: string;
  /** The grade at which a relapse is opened; absent at the top, where a relapse goes one tier up instead. */
  up?: string;
}

/** Stages that somebody holds, in their order. `closed` 销号 is the end. */
export type OpenStage = 'accept' | 'handle' | 'verify';
export type Stage = OpenStage | 'closed';

export const stageTitles: Readonly<Record<Stage, string>> = { accept: '待签收', handle: '承办', verify: '待核查', closed: '办结' };

export type Outcome = 'closed' | 'penalty_suggested' | 'withdrawn';

export const outcomeTitles: Readonly<Record<Outcome, string>> = { closed: '销号', penalty_suggested: '建议处罚', withdrawn: '撤销' };

/** Roles that receive a matter, by tier. A tier that is not named takes any post of the programme in that division. */
export type Desks = Partial<Readonly<Record<Tier, readonly string[]>>>;

/**
 * 三改: one of the ways in which a matter is put right, from the mildest on. It begins in the first one; running out of time, every second
 * refused answer, and the act `step_up` move it up by exactly one, and never down.
 */
export interface Mode {
  key: string;
  title: string;
  /** Who answers for it in this mode: 被查单位, 办事处, 督导组. */
  by: string;
  /** The tier whose desk is told when a matter comes into the mode. */
  tier: Tier;
}

export interface LookBack {
  /** Of the closed ones, this share is drawn by lot, each to be looked at within so many days. */
  readonly share: number;
  readonly within_days: number;
  /** Items of which every one is looked at again, within its own days; `night` where the look is one into living quarters at night. */
  readonly every?: { readonly items: readonly string[]; readonly within_days: number; readonly night?: boolean };
}

export interface KindDeclaration {
  title: string;
  /** Letters before the number: `FH` gives FH-410402-20221103-0012. */
  number_prefix: string;
  grades: readonly Grade[];
  stages: Readonly<Record<OpenStage, Periods>>;
  /** From the day it was found; no extension and no pause moves the deadline of handling beyond it. */
  longest: Period;
  tiers: readonly Tier[];
  desks?: { readonly handle?: Desks; readonly verify?: Desks };
  closing: {
    /**
     * Photos without which it is not closed: for the named grades (all when none is named), a photo after, or with `pair` one before as
     * well. `basis` is the rule that asks for it; null means none are demanded.
     */
    photos: { readonly grades?: readonly string[]; readonly pair?: boolean; readonly basis: string } | null;
    verifier: 'neither_handler_nor_only_inspector';
  };
  /** 三改, from below; absent where there is nothing to step up. */
  modes?: readonly Mode[];
  /** 回头看: which closed matters are looked at again. */
  look_back?: LookBack;
  /** Register of the places it is about, such as `fire.premises`. */
  place?: string;
  /** What the first step is called: 登记 unless said. */
  opening?: string;
}

export interface MatterKind extends KindDeclaration {
  /** `<programme>.<kind>`; verbs are `<key>.<act>`. */
  key: string;
  programme: string;
}

/** Declares a kind of matter. Throws when the declaration contradicts itself. */
export function matterKind(key: string, declaration: KindDeclaration): MatterKind {
  const [programme, name, ...rest] = key.split('.');
  if (!programme || !name || rest.length > 0) throw new Error(`a kind of matter is <programme>.<name>, not ${key}`);
  if (!/^[A-Z]{2}$/.test(declaration.number_prefix)) throw new Error(`${key}: number_prefix is two capital letters`);
  const codes = declaration.grades.map((grade) => grade.code);
  if (codes.length === 0 || new Set(codes).size !== codes.length) throw new Error(`${key}: grades are missing or named twice`);
  for (const grade of declaration.grades)
    if (grade.up !== undefined && (!codes.includes(grade.up) || grade.up === grade.code))
      throw new Error(`${key}: grade ${grade.code} goes up to ${grade.up}, which is no other grade`);
  for (const [stage, periods] of Object.entries(declaration.stages))
    for (const code of codes)
      if ('byGrade' in periods && !periods.byGrade[code]) throw new Error(`${key}: no period of ${stage} for grade ${code}`);
  const order = declaration.tiers.map((tier) => tierOrder.indexOf(tier));
  if (order.length === 0 || order.some((at, i) => i > 0 && at <= (order[i - 1] ?? -1)))
    throw new Error(`${key}: tiers go from below to above`);
  for (const code of declaration.closing.photos?.grades ?? [])
    if (!codes.includes(code)) throw new Error(`${key}: photos are asked of grade ${code}, which there is not`);
  const modes = declaration.modes ?? [];
  if (new Set(modes.map((mode) => mode.key)).size !== modes.length) throw new Error(`${key}: a mode is named twice`);
  for (const mode of modes)
    if (!declaration.tiers.includes(mode.tier)) throw new Error(`${key}: mode ${mode.key} is of a tier that it has not`);
  const share = declaration.look_back?.share ?? 0;
  if (share < 0 || share > 1) throw new Error(`${key}: a share lies between 0 and 1`);
  return { ...declaration, key, programme };
}

/** The period of a stage for a grade. Throws for an unknown grade: a deadline is never guessed. */
export function periodOf(kind: MatterKind, stage: OpenStage, grade: string): Period {
  const periods = kind.stages[stage];
  const found = 'byGrade' in periods ? periods.byGrade[grade] : periods;
  if (!found || !kind.grades.some(({ code }) => code === grade)) throw new RangeError(`${kind.key} has no grade ${grade}`);
  return found;
}

/** The mode a matter is in; the first one for a row that knows none; null where the kind has none. */
export const modeOf = (kind: MatterKind, mode: string | null): Mode | null =>
  kind.modes?.find(({ key }) => key === mode) ?? kind.modes?.[0] ?? null;

/** The mode one above; null at the top. */
export function modeAbove(kind: MatterKind, mode: string | null): Mode | null {
  const now = modeOf(kind, mode);
  return kind.modes?.[kind.modes.findIndex(({ key }) => key === now?.key) + 1] ?? null;
}

/** Whether a matter of this item is looked at again in every case. */
export const alwaysLookedBack = (kind: MatterKind, item: string | null): boolean =>
  item !== null && (kind.look_back?.every?.items.includes(item) ?? false);

/** What must be shown before it is closed: nothing, a photo after, or a pair. */
export type Evidence = 'none' | 'after' | 'pair';

export function evidenceOf(kind: MatterKind, grade: string): Evidence {
  const rule = kind.closing.photos;
  if (!rule || (rule.grades && !rule.grades.includes(grade))) return 'none';
  return rule.pair ? 'pair' : 'after';
}

/** Grade and tier of a relapse: one grade up; from the top grade, one tier up (none above the top tier). */
export function relapseOf(kind: MatterKind, grade: string, tier: Tier): { grade: string; tier: Tier } {
  const up = kind.grades.find(({ code }) => code === grade)?.up;
  return up !== undefined ? { grade: up, tier } : { grade, tier: tierAbove(kind, tier) ?? tier };
}

/** The next tier of the kind above one; null at the top. */
export function tierAbove(kind: MatterKind, tier: Tier): Tier | null {
  return kind.tiers.find((other) => tierOrder.indexOf(other) > tierOrder.indexOf(tier)) ?? null;
}

/** The tier to which a division belongs by its length; the lowest of the kind when it is finer than that. */
export function tierOfDivision(kind: MatterKind, division: string): Tier {
  return (
    kind.tiers.find((tier) => tierLengths[tier].some((length) => length <= division.length)) ?? kind.tiers[kind.tiers.length - 1] ?? 'city'
  );
}

/** Codes at which a tier's desk for a division may stand, the nearest first. */
export const deskCodes = (tier: Tier, division: string): string[] =>
  tierLengths[tier].filter((length) => length <= division.length).map((length) => division.slice(0, length));
