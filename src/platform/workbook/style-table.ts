/** The cell styles of a workbook we write: each asked for by what it shall look like, numbered as they are met. */
import { escapeXml } from './xml.ts';

export interface Look {
  /** Number format code; `@` is text: what is typed there stays as typed. */
  format?: string;
  role?: 'body' | 'head' | 'head_required' | 'title' | 'line' | 'reason' | 'sample';
  align?: 'left' | 'center' | 'right';
  /** The apostrophe of the office programs: the text is never calculated, not even when edited again. */
  quoted?: boolean;
}

const BUILT_IN = new Map([
  ['General', 0],
  ['0', 1],
  ['0.00', 2],
  ['@', 49],
]);

export class StyleTable {
  readonly #keys = new Map<string, number>();
  readonly #xfs: string[] = [];
  readonly #formats = new Map<string, number>();

  constructor() {
    this.of({});
  }

  of(look: Look): number {
    const key = `${look.role ?? 'body'}|${look.format ?? ''}|${look.align ?? ''}|${look.quoted ? 1 : 0}`;
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const index = this.#xfs.length;
    const role = look.role ?? 'body';
    const font = { body: 0, line: 0, head: 1, head_required: 3, title: 2, reason: 3, sample: 4 }[role];
    const fill = role === 'head' || role === 'head_required' ? 2 : 0;
    const border = role === 'title' || role === 'line' || index === 0 ? 0 : 1;
    const horizontal = look.align ?? (role === 'head' || role === 'head_required' || role === 'title' ? 'center' : undefined);
    const wrap = role === 'head' || role === 'head_required' || role === 'reason' || role === 'line';
    const alignment = `<alignment${horizontal ? ` horizontal="${horizontal}"` : ''} vertical="center"${wrap ? ' wrapText="1"' : ''}/>`;
    this.#xfs.push(
      `<xf numFmtId="${this.#format(look.format)}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"${look.quoted ? ' quotePrefix="1"' : ''}>${alignment}</xf>`,
    );
    this.#keys.set(key, index);
    return index;
  }

  #format(code: string | undefined): number {
    if (!code) return 0;
    const builtIn = BUILT_IN.get(code);
    if (builtIn !== undefined) return builtIn;
    const known = this.#formats.get(code) ?? 164 + this.#formats.size;
    this.#formats.set(code, known);
    return known;
  }

  xml(): string {
    const formats = [...this.#formats].map(([code, id]) => `<numFmt numFmtId="${id}" formatCode="${escapeXml(code)}"/>`);
    const font = (size: number, rest = '') =>
      `<font>${rest}<sz val="${size}"/><name val="宋体"/><family val="3"/><charset val="134"/></font>`;
    const side = (name: string) => `<${name} style="thin"><color rgb="FFBFBFBF"/></${name}>`;
    return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${
      formats.length > 0 ? `<numFmts count="${formats.length}">${formats.join('')}</numFmts>` : ''
    }<fonts count="5">${font(11)}${font(11, '<b/>')}${font(18, '<b/>')}<font><b/><sz val="11"/><color rgb="FFC00000"/><name val="宋体"/><family val="3"/><charset val="134"/></font><font><i/><sz val="11"/><color rgb="FF7F7F7F"/><name val="宋体"/><family val="3"/><charset val="134"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFF2F2F2"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${side('left')}${side('right')}${side('top')}${side('bottom')}<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${this.#xfs.length}">${this.#xfs.join('')}</cellXfs><cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
  }
}
