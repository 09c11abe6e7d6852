/**
 * An official document 公文 as its elements, in the order of GB/T 9704-2012 (7.2 版头, 7.3 主体, 7.4 版记), without any layout.
 * There is deliberately no element for a seal: the software never draws one.
 */
import { badLayout } from './problems.ts';

export interface TableColumn {
  title: string;
  align: 'left' | 'center' | 'right';
  /** Share of the width; the shares of a table need not add up to anything. */
  width: number;
}

export type Part =
  /** 结构层次序数 (7.3.3): 一、 （一） 1. （1）; the ordinal is counted by the writer. */
  | { kind: 'heading'; level: 1 | 2 | 3 | 4; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'table'; title: string; columns: readonly TableColumn[]; rows: readonly (readonly string[])[]; note: string | null };

export interface OfficialDocument {
  /** In place of 份号 and 密级, such as 代拟稿; null on an issued document. */
  mark: string | null;
  /** 发文机关标志. */
  head: string;
  /** 发文字号: 新消安办〔2022〕58号. */
  number: string;
  /** 标题, split into lines by meaning. */
  title: readonly string[];
  /** 主送机关, without the colon. */
  recipients: string;
  parts: readonly Part[];
  /** 附件说明: names. */
  attachments: readonly string[];
  /** 发文机关署名. */
  signed: string;
  /** 成文日期, YYYY-MM-DD. */
  date: string;
  /** 抄送机关; null: none. */
  copies: string | null;
  /** 印发机关 and 印发日期 of the 版记. */
  printed_by: string;
  printed_on: string;
}

/** 2022年11月9日: Arabic, no zero before month or day (7.3.5.4). */
export function civilWords(date: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!parts) throw badLayout({ reason: `“${date}”不是日期` });
  return `${Number(parts[1])}年${Number(parts[2])}月${Number(parts[3])}日`;
}

/** 7.2.5: the year in 六角括号 with four digits, no 第, no zero before the number. */
const numberShape = /^\p{Script=Han}+〔\d{4}〕[1-9]\d*号$/u;

/** @throws badLayout when an element cannot be set as the standard wants it */
export function checkDocument(document: OfficialDocument): void {
  const { head, number, title, signed, printed_by } = document;
  if (!numberShape.test(number)) throw badLayout({ reason: `发文字号“${number}”应形如 新消安办〔2022〕58号` });
  for (const [name, value] of Object.entries({ 发文机关标志: head, 标题: title.join(''), 发文机关署名: signed, 印发机关: printed_by })) {
    if (value.trim() === '') throw badLayout({ reason: `${name}没有写` });
  }
  civilWords(document.date);
  civilWords(document.printed_on);
}

const han = '零一二三四五六七八九十';
/** 1 → 一, 21 → 二十一. Up to 99. */
export function hanNumber(n: number): string {
  if (n <= 10) return han[n] ?? '';
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  return `${tens === 1 ? '' : han[tens]}十${ones === 0 ? '' : han[ones]}`;
}

/** Ordinals of the headings in order; a higher level begins the lower ones anew. */
export function ordinals(parts: readonly Part[]): (string | null)[] {
  const count = [0, 0, 0, 0];
  return parts.map((part) => {
    if (part.kind !== 'heading') return null;
    const at = part.level - 1;
    count[at] = (count[at] ?? 0) + 1;
    count.fill(0, part.level);
    const n = count[at] ?? 1;
    return part.level === 1 ? `${hanNumber(n)}、` : part.level === 2 ? `（${hanNumber(n)}）` : part.level === 3 ? `${n}.` : `（${n}）`;
  });
}
