import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHere, patched } from '../address.ts';
import { addressOf } from '../api.ts';

describe('the address bar', () => {
  it('sets, replaces and removes parameters and keeps the others', () => {
    expect(patched('?division=410402&q=旅馆', { q: null, risk: ['red', 'orange'] })).toBe('?division=410402&risk=red,orange');
    expect(patched('?a=1', { a: '' })).toBe('');
    expect(patched('', {})).toBe('');
  });

  it('takes only place and period along to another page', () => {
    expect(fromHere('/ledger', '?division=410402&from=2022-09-13&risk=red&after=x')).toBe('/ledger?division=410402&from=2022-09-13');
    expect(fromHere('/me', '?division=410402', { tab: 'devices' })).toBe('/me?division=410402&tab=devices');
  });

  it('gives back every value that was put in, whatever the signs', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z_]{1,8}$/), fc.string({ minLength: 1, unit: 'grapheme' }), (name, value) => {
        expect(new URLSearchParams(patched('', { [name]: value })).get(name)).toBe(value);
      }),
    );
  });

  it('asks equal questions by equal addresses', () => {
    expect(addressOf('/api/x', { b: 1, a: ['p', 'q'], c: null, d: '' })).toBe(addressOf('/api/x', { a: 'p,q', b: '1' }));
    expect(addressOf('/api/x?z=1', { a: true })).toBe('/api/x?z=1&a=true');
  });
});
