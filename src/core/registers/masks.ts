/** What is shown of sealed values to those who have not opened them. Pure. */
import type { Value } from './cells.ts';
import type { Column } from './sheet.ts';

const COMPOUND_SURNAMES = new Set(
  '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五'.split(
    ' ',
  ),
);

/** 张* · 张*华 · 欧阳* · 欧阳*华. Of a name in Latin letters the first one. */
export function maskName(name: string): string {
  const characters = [...name];
  if (characters.length <= 1) return characters.length === 0 ? '' : '*';
  if (!/^\p{Script=Han}/u.test(name)) return `${characters[0]}***`;
  const surname = characters.length >= 3 && COMPOUND_SURNAMES.has(characters.slice(0, 2).join('')) ? 2 : 1;
  const given = characters.length - surname;
  const last = given >= 2 ? characters[characters.length - 1] : '';
  return `${characters.slice(0, surname).join('')}${'*'.repeat(Math.min(3, Math.max(1, given - 1)))}${last}`;
}

/** 138****5678; of a landline the area code and the last two digits. */
export function maskPhone(phone: string): string {
  if (/^\d{11}$/.test(phone)) return `${phone.slice(0, 3)}****${phone.slice(7)}`;
  const area = /^0\d{2,3}-/.exec(phone)?.[0] ?? '';
  const number = phone.slice(area.length).replace(/-\d+$/, '');
  return `${area}${'*'.repeat(Math.max(3, number.length - 2))}${number.length > 4 ? number.slice(-2) : ''}`;
}

/** First six, eight stars, last four. Anything shorter shows nothing. */
export function maskId(id: string): string {
  return id.length === 18 ? `${id.slice(0, 6)}********${id.slice(-4)}` : '*'.repeat(Math.max(4, id.length));
}

/** The masked form of a sealed value of that column; empty for an empty one. */
export function maskValue(column: Column, value: Value | null | undefined): string {
  if (value === null || value === undefined || value === '') return '';
  const text = String(value);
  switch (column.kind) {
    case 'person':
      return maskName(text);
    case 'phone':
      return maskPhone(text);
    case 'id_number':
      return maskId(text);
    default:
      return '****';
  }
}
