/** Tidying what people type, before anything is compared or kept. Pure. */

/** Marks without width, direction marks, soft hyphens: they come along from chat programs and web pages. */
const UNSEEN =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: joiners and variation selectors are what is looked for
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
const ALL_SPACE = /[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

/** Words that are tidy already, as nearly all are: printable ASCII and Chinese characters without space. Two million cells go this way in one import. */
const TIDY = /^[!-~\u3400-\u4dbf\u4e00-\u9fff]*$/;

/** One line: unseen marks gone, any space one plain space, full-width digits and letters half-width. Chinese punctuation stays as it is. */
export function tidyLine(text: string): string {
  if (TIDY.test(text)) return text;
  return halfWidth(text).replace(UNSEEN, '').replace(CONTROLS, '').replace(ALL_SPACE, ' ').trim();
}

/** As `tidyLine`, but line breaks stay. */
export function tidyNote(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029\v\f]/)
    .map(tidyLine)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** For numbers, codes and dates: NFKC as well, so that ：（）．－ and ㎡ are the plain signs. */
export function tidyPlain(text: string): string {
  if (TIDY.test(text)) return text;
  return tidyLine(text.normalize('NFKC')).replace(/[\u2010-\u2015\u2212]/g, '-');
}

/** For comparing words: NFKC, lower case, no space. */
export function foldWord(text: string): string {
  return tidyPlain(text).toLowerCase().replaceAll(' ', '');
}

function halfWidth(text: string): string {
  return text.replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
}

/**
 * A decimal number in plain digits: `1.3800000000E10` → `13800000000`. `exact` is how many significant digits are written.
 * Null when it is not a number.
 */
export function plainDigits(text: string): { digits: string; exact: number } | null {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i.exec(text);
  if (!found) return null;
  const [, sign = '', whole = '', part = '', power = '0'] = found;
  if (whole === '' && part === '') return null;
  const written = whole + part;
  const point = whole.length + Number(power);
  if (point > 40 || point < -40) return null;
  const before = point <= 0 ? '0' : written.slice(0, point).padEnd(point, '0');
  const after = point <= 0 ? '0'.repeat(-point) + written : written.slice(point);
  const clean = before.replace(/^0+(?=\d)/, '');
  const rest = after.replace(/0+$/, '');
  return { digits: `${sign === '-' ? '-' : ''}${clean}${rest ? `.${rest}` : ''}`, exact: written.replace(/^0+/, '').length };
}

const NUMERALS = new Map([...'零〇一二三四五六七八九'].map((c, at) => [c, at < 2 ? 0 : at - 1] as const));
NUMERALS.set('两', 2);
const UNITS = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000],
]);

/**
 * A number in Chinese numerals below 100,000,000. Null where people would disagree: 二百六 is 260 to some and 206 to others,
 * and 八〇 may be 80 or a slip.
 */
export function chineseNumber(text: string): number | null {
  const parts = text.split('万');
  if (parts.length > 2 || text === '') return null;
  const [high, low] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['', text];
  if (parts.length === 1) return belowTenThousand(low);
  const above = belowTenThousand(high);
  if (above === null || above === 0) return null;
  if (low === '') return above * 10_000;
  // 三万五 has the same fault as 二百六.
  const below = low.startsWith('零') ? belowTenThousand(low.slice(1)) : low.includes('千') ? belowTenThousand(low) : null;
  return below === null ? null : above * 10_000 + below;
}

function belowTenThousand(text: string): number | null {
  if (text === '') return null;
  let total = 0;
  let digit: number | null = null;
  let last = 10_000;
  let skipped = false;
  for (const character of text) {
    const numeral = NUMERALS.get(character);
    const unit = UNITS.get(character);
    if (numeral !== undefined) {
      if (digit !== null) return null;
      if (numeral === 0) {
        if (text.length === 1) return 0;
        if (total === 0) return null;
        skipped = true;
        continue;
      }
      digit = numeral;
    } else if (unit !== undefined) {
      if (unit >= last) return null;
      // 十二 may leave out its 一; 百二 may not.
      if (digit === null && !(unit === 10 && total === 0)) return null;
      total += (digit ?? 1) * unit;
      digit = null;
      last = unit;
      skipped = false;
    } else return null;
  }
  if (digit === null && skipped) return null;
  if (digit !== null) {
    if (last >= 100 && last < 10_000 && !skipped) return null;
    total += digit;
  }
  return total;
}

const YES = /^(是|有|√|✓|✔|☑|✅|对|有的|是的|y|yes|true|t|1)$/;
const NO = /^(否|无|没有|不是|不|未|没|非|×|✗|✘|❌|x|n|no|false|f|0)$/;

/** 是/否 in any of the ways people write it; null when it is neither. */
export function readYesNo(text: string): boolean | null {
  const word = foldWord(text).replace(/\([^()]*\)$/, '');
  return YES.test(word) ? true : NO.test(word) ? false : null;
}

/** At most twelve characters, for messages. */
export function shorten(text: string): string {
  const characters = [...text];
  return characters.length > 12 ? `${characters.slice(0, 12).join('')}…` : text;
}
