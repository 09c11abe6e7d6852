/** Check digits and shapes of the numbers people and firms carry. Pure. */

const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** The 18th character for the first 17 of a unified social credit code (GB 32100-2015). Null when one of them is not of its alphabet. */
export function usccCheckDigit(body: string): string | null {
  if (body.length !== 17) return null;
  let sum = 0;
  for (let at = 0; at < 17; at++) {
    const value = USCC_ALPHABET.indexOf(body.charAt(at));
    if (value < 0) return null;
    sum += value * (USCC_WEIGHTS[at] ?? 0);
  }
  return USCC_ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/**
 * What is wrong with a unified social credit code (GB 32100-2015), upper case and without spaces.
 * `check` is a warning only: codes issued in the first months exist that fail it (91350100M0001TGQXM for one).
 */
export function usccFault(code: string): 'length' | 'alphabet' | 'check' | null {
  if (code.length !== 18) return 'length';
  if (!/^[0-9A-HJ-NP-RTUW-Y]{18}$/.test(code)) return 'alphabet';
  return usccCheckDigit(code.slice(0, 17)) === code.charAt(17) ? null : 'check';
}

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);

/** The 18th character for the first 17 digits of a resident identity number (GB 11643-1999). Null when they are not 17 digits. */
export function idCheckDigit(body: string): string | null {
  if (!/^\d{17}$/.test(body)) return null;
  let sum = 0;
  for (let at = 0; at < 17; at++) sum += Number(body.charAt(at)) * (ID_WEIGHTS[at] ?? 0);
  return '10X98765432'.charAt(sum % 11);
}

/**
 * What is wrong with a resident identity number (GB 11643-1999), upper case and without spaces.
 * `old` is the 15-digit form, which serves to search but not for new records. `today` (`2022-11-09`) bounds the day of birth.
 */
export function residentIdFault(id: string, today?: string): 'length' | 'digits' | 'old' | 'province' | 'birth' | 'check' | null {
  if (/^\d{15}$/.test(id)) return 'old';
  if (id.length !== 18) return 'length';
  if (!/^\d{17}[\dX]$/.test(id)) return 'digits';
  if (!PROVINCES.has(id.slice(0, 2))) return 'province';
  const birth = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
  if (!isCivilDate(birth) || birth < '1850-01-01' || (today !== undefined && birth > today)) return 'birth';
  return idCheckDigit(id.slice(0, 17)) === id.charAt(17) ? null : 'check';
}

/** `2022-02-29` is none. */
export function isCivilDate(date: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!found) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

/** 手机: 11 digits, 13x–19x. */
export function isMobile(phone: string): boolean {
  return /^1[3-9]\d{9}$/.test(phone);
}

/** 固定电话, with or without area code and extension. */
export function isLandline(phone: string): boolean {
  return /^(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?$/.test(phone);
}
