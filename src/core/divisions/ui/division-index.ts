/** The flat list of GET /api/divisions as a tree for the picker. */
import { ancestorsOf, levelOf, outermost } from '../rules/codes.ts';
import { type SearchedDivision, searchDivisions } from '../rules/search.ts';

export type Division = SearchedDivision;

export class Divisions {
  private readonly byCode: ReadonlyMap<string, Division>;
  private readonly below: ReadonlyMap<string, readonly Division[]>;

  constructor(readonly items: readonly Division[]) {
    this.byCode = new Map(items.map((d) => [d.code, d]));
    const below = new Map<string, Division[]>();
    for (const d of [...items].sort((a, b) => (a.code < b.code ? -1 : 1))) {
      const parent = this.parent(d.code)?.code ?? '';
      const list = below.get(parent);
      if (list) list.push(d);
      else below.set(parent, [d]);
    }
    this.below = below;
  }

  find(code: string): Division | undefined {
    return this.byCode.get(code);
  }

  /** The nearest known division above. */
  parent(code: string): Division | undefined {
    return ancestorsOf(code)
      .map((above) => this.byCode.get(above))
      .findLast((d) => d !== undefined);
  }

  children(code: string): readonly Division[] {
    return this.below.get(code) ?? [];
  }

  /** From the widest known division down to `code` itself. */
  path(code: string): readonly Division[] {
    return [...ancestorsOf(code), code].flatMap((c) => this.byCode.get(c) ?? []);
  }

  /** 张庄村; a grid that is not on record by its village and number: 张庄村001网格; else the code itself. */
  name(code: string): string {
    const known = this.byCode.get(code)?.name;
    if (known) return known;
    return levelOf(code) === 'grid' ? `${this.byCode.get(code.slice(0, 12))?.name ?? ''}${code.slice(12)}网格` : code;
  }

  /** 新华区 焦店镇 张庄村, without the city unless it is the city itself. */
  pathName(code: string): string {
    const chain = this.path(code).map((d) => ({ code: d.code, name: d.name }));
    const last = chain.at(-1);
    if (last?.code !== code) chain.push({ code, name: levelOf(code) === 'grid' ? `${code.slice(12)}网格` : code });
    return (chain.length > 1 && chain[0]?.code.length === 4 ? chain.slice(1) : chain).map((d) => d.name).join(' ');
  }

  /** Found within `roots` by name, pinyin, initials or code, several parts from above to below: 焦店 张庄. */
  search(text: string, roots: readonly string[], limit = 50): readonly Division[] {
    // Asked for more than shown: ancestors of my scope can be found but not chosen.
    return searchDivisions(this.items, text, limit + 20)
      .filter((d) => roots.some((root) => d.code.startsWith(root)))
      .slice(0, limit);
  }
}

/** The codes of `all` without those inside another: the roots of a tree. */
export const rootCodes = (all: readonly string[]): readonly string[] => outermost(all);
