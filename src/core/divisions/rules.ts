/**
 * The tree of divisions as one value: paths, children, and from what a clerk wrote to the code he meant. Pure: the browser uses it too.
 */
import { ancestorsOf, contains, levelOf, parentOf, trimCode } from './rules/codes.ts';
import { type Freedom, foldName, splitGrid, withoutGroup, writtenForms } from './rules/names.ts';

export { ancestorsOf, contains, type Level, levelOf, outermost, parentOf, rangeOf, trimCode } from './rules/codes.ts';
export { displayName } from './rules/names.ts';

/** One living division. `also` are other names (former ones, the signboard's), `former_codes` retired codes it has succeeded. */
export interface DivisionEntry {
  code: string;
  name: string;
  official_name?: string;
  also?: readonly string[];
  former_codes?: readonly string[];
}

export interface Candidate {
  code: string;
  /** 新华区焦店镇张庄村. */
  path: string;
}

/**
 * What a written division means:
 * - `code`: exactly one division of the scope;
 * - `candidates`: to be asked. `several` bear that name, or nothing bears it and these are `near`;
 * - `outside`: it exists, but not in the scope; the path says where (at most three, then 等 n 处);
 * - `unknown`: nothing of that name.
 */
export type Resolution =
  | { code: string }
  | { candidates: readonly Candidate[]; why: 'several' | 'near' }
  | { outside: string }
  | { unknown: true };

export interface ResolveWithin {
  /** Codes of the scope. An empty list is no scope: nothing resolves. */
  within: readonly string[];
  /** The division said elsewhere (sheet name, the wizard's choice): what a blank cell means, and where a bare name is looked for first. */
  default?: string;
}

interface Match {
  code: string;
  freedom: Freedom;
}

const remembered = 50_000;
const offered = 12;
/** The longest path of names has fewer characters than this; a longer cell is an essay or an attack. */
const longestText = 80;

export class DivisionIndex {
  readonly #entries = new Map<string, DivisionEntry>();
  readonly #children = new Map<string, string[]>();
  readonly #successors = new Map<string, string[]>();
  /** Written form → divisions it may be, for each level that can be written. */
  readonly #forms = { county: new Map<string, Match[]>(), town: new Map<string, Match[]>(), village: new Map<string, Match[]>() };
  readonly #longest = { county: 0, town: 0 };
  readonly #cityForms: { form: string; code: string }[] = [];
  /** Villages by the core of their names, for near names only. */
  readonly #cores: { code: string; core: string }[] = [];
  readonly #memo = new Map<string, Map<string, Resolution>>();
  #memoSize = 0;

  constructor(divisions: Iterable<DivisionEntry>) {
    for (const entry of divisions) this.#entries.set(entry.code, entry);
    for (const entry of this.#entries.values()) {
      const parent = parentOf(entry.code);
      if (parent !== undefined) append(this.#children, parent, entry.code);
      for (const former of entry.former_codes ?? []) append(this.#successors, former, entry.code);
      this.#addForms(entry);
    }
    for (const codes of this.#children.values()) codes.sort();
    this.#cityForms.sort((a, b) => b.form.length - a.form.length);
  }

  get size(): number {
    return this.#entries.size;
  }

  has(code: string): boolean {
    return this.#entries.has(code);
  }

  find(code: string): DivisionEntry | undefined {
    return this.#entries.get(code);
  }

  /** Codes directly below, in code order. */
  childrenOf(code: string): readonly string[] {
    return this.#children.get(code) ?? [];
  }

  /** Name of one division; the code itself where it is not known, so that a printed line is never empty. */
  nameOf(code: string): string {
    return this.#entries.get(code)?.name ?? (levelOf(code) === 'grid' ? `${code.slice(12)}网格` : code);
  }

  /** 新华区焦店镇张庄村; the city's name only for the city itself. */
  pathName(code: string): string {
    const above = ancestorsOf(code).filter((ancestor) => levelOf(ancestor) !== 'city' && this.#entries.has(ancestor));
    return [...above, code].map((part) => this.nameOf(part)).join('');
  }

  /** The division a clerk wrote, as code or name; see {@link Resolution}. Answers are remembered per scope. */
  resolve(written: string, asked: ResolveWithin): Resolution {
    const scope = `${asked.within.join(',')}|${asked.default ?? ''}`;
    let answers = this.#memo.get(scope);
    const known = answers?.get(written);
    if (known !== undefined) return known;
    const answer = this.#resolve(written, asked);
    if (this.#memoSize >= remembered) {
      this.#memo.clear();
      this.#memoSize = 0;
      answers = undefined;
    }
    if (answers === undefined) {
      answers = new Map();
      this.#memo.set(scope, answers);
    }
    answers.set(written, answer);
    this.#memoSize += 1;
    return answer;
  }

  #resolve(written: string, asked: ResolveWithin): Resolution {
    const folded = foldName(written.slice(0, 1000));
    if (folded === '')
      return asked.default !== undefined && this.#inScope(asked.default, asked.within) ? { code: asked.default } : { unknown: true };
    if (folded.length > longestText) return { unknown: true };
    // A spreadsheet may show the code as 410402100207.0 or with thousands signs.
    const digits = written
      .slice(0, 1000)
      .normalize('NFKC')
      .replace(/[\s,\u200B-\u200F\uFEFF]/gu, '')
      .replace(/\.0+$/, '');
    if (/^\d+$/.test(digits)) return this.#resolveCode(digits, asked);

    const { place, grid } = splitGrid(folded);
    const tries: [string, string | undefined][] = [[folded, undefined]];
    if (place !== folded) tries.push([place, grid]);
    const group = withoutGroup(place);
    if (group !== place) tries.push([group, grid]);
    for (const [text, gridNumber] of tries) {
      const matches = this.#parse(this.#withoutCity(text));
      if (matches.length > 0) return this.#judge(matches, gridNumber, asked);
    }
    const city = this.#cityForms.find(({ form }) => form === folded);
    if (city) return this.#judge([{ code: city.code, freedom: 0 }], undefined, asked);
    return this.#near(this.#withoutCity(group), asked);
  }

  #resolveCode(written: string, asked: ResolveWithin): Resolution {
    const code = trimCode(written);
    if (code === undefined) return { unknown: true };
    const successors = this.#successors.get(code);
    if (!this.#entries.has(code) && successors !== undefined)
      return this.#judge(
        successors.map((to) => ({ code: to, freedom: 0 })),
        undefined,
        asked,
      );
    if (levelOf(code) === 'grid') {
      const village = code.slice(0, 12);
      return this.#entries.has(village) ? this.#judge([{ code: village, freedom: 0 }], code.slice(12), asked) : { unknown: true };
    }
    return this.#entries.has(code) ? this.#judge([{ code, freedom: 0 }], undefined, asked) : { unknown: true };
  }

  /** All readings of a name as [county][town][village], each part optional, the deepest part being the answer. */
  #parse(text: string): Match[] {
    const found = new Map<string, Freedom>();
    const note = (code: string, freedom: Freedom) => {
      if ((found.get(code) ?? 4) > freedom) found.set(code, freedom);
    };
    for (const county of [{ rest: text, code: '', freedom: 0 as Freedom }, ...prefixes(text, this.#forms.county, this.#longest.county)]) {
      if (county.rest === '') {
        if (county.code !== '') note(county.code, county.freedom);
        continue;
      }
      const towns = prefixes(county.rest, this.#forms.town, this.#longest.town).filter((town) => town.code.startsWith(county.code));
      for (const town of [{ rest: county.rest, code: county.code, freedom: county.freedom }, ...towns]) {
        const sofar = higher(county.freedom, town.freedom);
        if (town.rest === '') {
          note(town.code, sofar);
          continue;
        }
        for (const village of this.#forms.village.get(town.rest) ?? []) {
          if (village.code.startsWith(town.code)) note(village.code, higher(sofar, village.freedom));
        }
      }
    }
    return [...found].map(([code, freedom]) => ({ code, freedom }));
  }

  #judge(matches: readonly Match[], grid: string | undefined, asked: ResolveWithin): Resolution {
    const inside = matches.filter((match) => this.#inScope(match.code, asked.within));
    if (inside.length === 0) {
      const certain = matches.filter((match) => match.freedom < 3);
      return certain.length === 0 ? { unknown: true } : { outside: this.#places(certain) };
    }
    const { default: first } = asked;
    const below = first === undefined ? [] : inside.filter((match) => match.code !== first && contains(first, match.code));
    let chosen = below.some((match) => match.freedom < 3) ? below : inside;
    const least = Math.min(...chosen.map((match) => match.freedom));
    chosen = chosen.filter((match) => match.freedom === least);
    // A bare core is rather a village of my town than the town itself: naming one's own scope would say nothing.
    if (least === 2 && chosen.length > 1) {
      const deeper = chosen.filter((match) => !asked.within.includes(match.code));
      if (deeper.length > 0) chosen = deeper;
    }
    const [only] = chosen;
    if (only !== undefined && chosen.length === 1 && least < 3)
      return grid === undefined ? { code: only.code } : this.#withGrid(only.code, grid);
    return { candidates: this.#offer(chosen.map((match) => match.code)), why: least < 3 ? 'several' : 'near' };
  }

  /** A grid number belongs to a village. Where a village's grids are on record, an unrecorded one is asked about. */
  #withGrid(code: string, grid: string): Resolution {
    if (levelOf(code) !== 'village') return { candidates: this.#offer([code]), why: 'near' };
    const grids = this.childrenOf(code);
    if (grids.length === 0 || grids.includes(code + grid)) return { code: code + grid };
    return { candidates: this.#offer([code, ...grids]), why: 'near' };
  }

  /** Nothing bears the name: within a town that was named, or else within the scope, what contains it or is contained in it. */
  #near(text: string, asked: ResolveWithin): Resolution {
    if (text.length < 2) return { unknown: true };
    const parents = [...prefixes(text, this.#forms.county, this.#longest.county), { rest: text, code: '', freedom: 0 as Freedom }]
      .flatMap((county) => [
        ...prefixes(county.rest, this.#forms.town, this.#longest.town).filter((t) => t.code.startsWith(county.code)),
        county,
      ])
      .filter((parent) => parent.freedom < 3 && parent.rest.length >= 2 && parent.rest !== text)
      .sort((a, b) => b.code.length - a.code.length);
    const reaches: { rest: string; scope: readonly string[] }[] = parents.map((parent) => ({ rest: parent.rest, scope: [parent.code] }));
    reaches.push({ rest: text, scope: asked.default === undefined ? asked.within : [asked.default, ...asked.within] });
    for (const { rest, scope } of reaches) {
      const core = coreOf(rest);
      if (core.length < 2) continue;
      const near: string[] = [];
      for (const { code, core: own } of this.#cores) {
        if (!core.includes(own) && !own.includes(core)) continue;
        if (this.#inScope(code, asked.within) && scope.some((s) => contains(s, code))) near.push(code);
      }
      if (near.length > 0 && near.length <= offered) return { candidates: this.#offer(near), why: 'near' };
    }
    return { unknown: true };
  }

  #offer(codes: readonly string[]): Candidate[] {
    return [...codes].sort().map((code) => ({ code, path: this.pathName(code) }));
  }

  #places(matches: readonly Match[]): string {
    const least = Math.min(...matches.map((match) => match.freedom));
    const paths = matches.filter((match) => match.freedom === least).map((match) => this.pathName(match.code));
    return paths.length <= 3 ? paths.join('、') : `${paths.slice(0, 3).join('、')}等${paths.length}处`;
  }

  #inScope(code: string, within: readonly string[]): boolean {
    return within.some((scope) => contains(scope, code));
  }

  /** 河南省平顶山市新华区… → 新华区…; the city alone stays. */
  #withoutCity(text: string): string {
    for (const { form } of this.#cityForms) {
      const at = text.indexOf(form);
      const before = at > 0 ? text.slice(0, at) : '';
      if (at === 0 || (at > 0 && /^(?:[^省]{2,3}省?|[^区]{2,6}自治区)$/.test(before))) {
        const rest = text.slice(at + form.length);
        if (rest !== '') return rest;
      }
    }
    return text;
  }

  #addForms(entry: DivisionEntry): void {
    const level = levelOf(entry.code);
    if (level === undefined || level === 'grid') return;
    const core = level === 'village' ? coreOf(foldName(entry.name)) : '';
    if (core.length >= 2) this.#cores.push({ code: entry.code, core });
    const cityName = this.#entries.get(entry.code.slice(0, 4))?.name ?? '';
    const forms = writtenForms(entry.code, entry.name, entry.official_name, level === 'city' ? '' : cityName);
    for (const other of entry.also ?? []) {
      for (const [form, freedom] of writtenForms(entry.code, other, undefined, cityName))
        forms.set(form, lower(forms.get(form), higher(freedom, 1)));
    }
    for (const [form, freedom] of forms) {
      if (level === 'city') {
        this.#cityForms.push({ form, code: entry.code });
        continue;
      }
      append(this.#forms[level], form, { code: entry.code, freedom });
      if (level !== 'village') this.#longest[level] = Math.max(this.#longest[level], form.length);
    }
  }
}

interface Prefix {
  rest: string;
  code: string;
  freedom: Freedom;
}

/** Every way `text` begins with a form of the map, with what remains. */
function prefixes(text: string, forms: ReadonlyMap<string, readonly Match[]>, longest: number): Prefix[] {
  const found: Prefix[] = [];
  for (let length = 1; length <= Math.min(longest, text.length); length += 1) {
    for (const match of forms.get(text.slice(0, length)) ?? [])
      found.push({ rest: text.slice(length), code: match.code, freedom: match.freedom });
  }
  return found;
}

function coreOf(text: string): string {
  return text.replace(/(?:社区|村)?(?:村民|居民|村|居)?(?:委员会|委会|委)?$/, '');
}

function higher(a: Freedom, b: Freedom): Freedom {
  return a > b ? a : b;
}

function lower(a: Freedom | undefined, b: Freedom): Freedom {
  return a === undefined || b < a ? b : a;
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
