/**
 * 行业主管部门 by category of premises (示例，可配置): who is in charge of which trade. The office's own division of duties wins where it says
 * otherwise: a hazard that was given to a department names that one.
 */
const byCategory: Readonly<Record<string, string>> = {
  J1: '市场监督管理局',
  J2: '市场监督管理局',
  J3: '公安分局',
  J4: '公安分局',
  J5: '公安分局',
  J6: '商务局',
  J7: '教育体育局',
  J8: '卫生健康委员会',
  J9: '工业和信息化局',
  S1: '商务局',
};

/** Null where no one department is in charge, as of 合用场所 and 区域性隐患. */
export const industryOf = (category: string | null): string | null => (category === null ? null : (byCategory[category] ?? null));

/** Words by which an industry department is known in the name of its unit. */
export const industries: readonly string[] = ['教育', '商务局', '市场监督', '公安', '卫生健康', '工业和信息化', '文化', '住房', '城市管理'];

/** Categories whose industry department a unit is, by the words in its name; none for a unit that is none. */
export const tradesOf = (unit: string): string[] =>
  Object.entries(byCategory).flatMap(([category, name]) =>
    industries.some((words) => name.includes(words) && unit.includes(words)) ? [category] : [],
  );
