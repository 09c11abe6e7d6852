/** Finding a division in the picker: by name, code, pinyin or initials, several parts from above to below (焦店 张庄, xhq zz). */
import { ancestorsOf } from './codes.ts';
import { foldName } from './names.ts';

export interface SearchedDivision {
  code: string;
  name: string;
  /** Whole pinyin without tones and blanks: zhangzhuangcun. */
  pinyin: string;
  /** First letters: zzc. */
  initials: string;
}

/** How well one part fits one division: smaller is better, undefined is not at all. */
function rankOf(part: string, division: SearchedDivision): number | undefined {
  if (/^\d+$/.test(part)) return division.code === part ? 0 : division.code.startsWith(part) ? 3 : undefined;
  if (/^[a-zü]+$/.test(part)) {
    if (division.pinyin === part || division.initials === part) return 1;
    if (division.initials.startsWith(part)) return 2;
    return division.pinyin.startsWith(part) ? 3 : undefined;
  }
  const name = foldName(division.name);
  if (name === part) return 0;
  if (name.startsWith(part)) return 2;
  return name.includes(part) ? 4 : undefined;
}

/** The best fits, higher divisions first among equals. Each part of the query must fit the division or one of its ancestors, the last one itself. */
export function searchDivisions<Item extends SearchedDivision>(divisions: readonly Item[], query: string, limit = 20): Item[] {
  const parts = query
    .normalize('NFKC')
    .toLowerCase()
    .split(/[\s/、,，]+/u)
    .map(foldName)
    .filter((part) => part !== '');
  const last = parts.pop();
  if (last === undefined) return [];
  const byCode = new Map(divisions.map((division) => [division.code, division]));
  const found: { item: Item; rank: number }[] = [];
  for (const item of divisions) {
    const rank = rankOf(last, item);
    if (rank === undefined) continue;
    const above = ancestorsOf(item.code).flatMap((code) => byCode.get(code) ?? []);
    if (parts.every((part) => above.some((ancestor) => rankOf(part, ancestor) !== undefined))) found.push({ item, rank });
  }
  found.sort((a, b) => a.rank - b.rank || a.item.code.length - b.item.code.length || (a.item.code < b.item.code ? -1 : 1));
  return found.slice(0, limit).map(({ item }) => item);
}
