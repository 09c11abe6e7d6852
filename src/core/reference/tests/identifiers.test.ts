import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idCheckDigit, isCivilDate, isLandline, isMobile, residentIdFault, usccCheckDigit, usccFault } from '../identifiers.ts';

describe('unified social credit code, GB 32100-2015', () => {
  it('accepts codes with a right check digit', () => {
    for (const code of ['913509007053026745', '91350900555092834X', '91410400MA40ABCD1L', '11410402005566775G', '92410402MA9F1234XP'])
      expect([code, usccFault(code)]).toEqual([code, null]);
  });
  it('tells what is wrong', () => {
    expect(usccFault('9135090070530267')).toBe('length');
    expect(usccFault('91350900705302674O')).toBe('alphabet');
    expect(usccFault('91350900705302674Z')).toBe('alphabet');
    expect(usccFault('913509007053026744')).toBe('check');
    // Issued in the first months, and valid all the same: hence a warning only.
    expect(usccFault('91350100M0001TGQXM')).toBe('check');
    expect(usccCheckDigit('9135090070530267O')).toBeNull();
  });
  it('finds every single wrong character', () => {
    const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...alphabet), { minLength: 17, maxLength: 17 }),
        fc.nat(16),
        fc.constantFrom(...alphabet),
        (body, at, other) => {
          const code = body.join('');
          const right = code + usccCheckDigit(code);
          expect(usccFault(right)).toBeNull();
          if (body[at] !== other) expect(usccFault(right.slice(0, at) + other + right.slice(at + 1))).toBe('check');
        },
      ),
    );
  });
});

describe('resident identity number, GB 11643-1999', () => {
  it('accepts the examples of the standard and synthetic ones', () => {
    for (const id of ['11010519491231002X', '34052419800101001X', '410402199001011230', '410403198512310023', '410422197806074518'])
      expect([id, residentIdFault(id)]).toEqual([id, null]);
  });
  it('tells what is wrong', () => {
    expect(residentIdFault('410402900101123')).toBe('old');
    expect(residentIdFault('41040219900101123')).toBe('length');
    expect(residentIdFault('41040219900101123A')).toBe('digits');
    expect(residentIdFault('990402199001011230')).toBe('province');
    expect(residentIdFault('410402199002301230')).toBe('birth');
    expect(residentIdFault('410402199001011231')).toBe('check');
    expect(residentIdFault('410402199001011230', '1989-12-31')).toBe('birth');
    expect(residentIdFault('410402199001011230', '1990-01-01')).toBeNull();
    expect(idCheckDigit('4104021990010112')).toBeNull();
  });
});

it('phones: mobile and landline', () => {
  for (const phone of ['13800000000', '19912345678']) expect(isMobile(phone)).toBe(true);
  for (const phone of ['12800000000', '1380000000', '138000000000']) expect(isMobile(phone)).toBe(false);
  for (const phone of ['0375-2123456', '03752123456', '2123456', '21234567', '010-62345678', '0375-2123456-801'])
    expect([phone, isLandline(phone)]).toEqual([phone, true]);
  for (const phone of ['1123456', '12345', '0375-1123456', '375-2123456']) expect([phone, isLandline(phone)]).toEqual([phone, false]);
});

it('civil dates are days that exist', () => {
  expect(['2022-02-28', '2024-02-29', '2000-02-29', '2022-12-31'].every(isCivilDate)).toBe(true);
  expect(['2022-02-29', '1900-02-29', '2022-04-31', '2022-13-01', '2022-00-10', '2022-1-1', '22-01-01'].some(isCivilDate)).toBe(false);
});
