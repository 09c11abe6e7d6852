/**
 * 行业主管部门: which department is in charge of which trade. The office's own division of duties, kept as its parameter `fire.industries`
 * (示例); a hazard that was given to a department names that one. Pure.
 */

export interface Industry {
  /** As the ledgers print it: 市场监督管理局. */
  department: string;
  /** Words by which its units are known: one whose name has one of them is such a department. */
  known_by: readonly string[];
  /** Categories of premises that are its trade; none where it only holds what is given to it. */
  categories: readonly string[];
}

/** Null where no one department is in charge, as of 合用场所 and 区域性隐患. */
export const industryOf = (industries: readonly Industry[], category: string | null): string | null =>
  industries.find((one) => category !== null && one.categories.includes(category))?.department ?? null;

/** Categories whose industry department a unit is, by the words in its name; none for a unit that is none. */
export const tradesOf = (industries: readonly Industry[], unit: string): string[] =>
  industries.filter((one) => one.known_by.some((words) => unit.includes(words))).flatMap((one) => one.categories);
