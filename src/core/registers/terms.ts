/**
 * Search terms of a row. Chinese names of two characters must be found in milliseconds under row security, where trigram indexes are
 * not used; so every row is listed under its terms in a btree.
 */
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { pinyin } from 'pinyin-pro';
import type { Vault } from '../../platform/crypto.ts';
import type { Column, Sheet } from './sheet.ts';
import { getColumn } from './sheet.ts';

export type Values = Readonly<Record<string, unknown>>;

const jieba = Jieba.withDict(dict);
const chinese = /[\u3400-\u9fff]/;

/** Folds width, case, spaces and punctuation, so that 顺河小栈 旅馆 and 顺河小栈旅馆 are one. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\p{Z}\p{C}]/gu, '');

/** Key by which two rows are the same thing, for one identity group; null when a part is missing. */
export function identityKey(group: readonly string[], values: Values): string | null {
  const parts: string[] = [];
  for (const name of group) {
    const value = values[name];
    if (value === null || value === undefined || value === '') return null;
    parts.push(fold(String(value)));
  }
  return `=${group.join('+')}:${parts.join('|')}`;
}

export const identityKeys = (sheet: Sheet, values: Values): (string | null)[] => sheet.identity.map((group) => identityKey(group, values));

const bigrams = (text: string): string[] => {
  const signs = [...text];
  if (signs.length === 1) return signs;
  return signs.slice(0, -1).map((sign, at) => sign + signs[at + 1]);
};

// A name is met again and again in one import (小卖部, 旅馆), a character even more.
const readings = new Map<string, string>();
function reading(sign: string): string {
  let found = readings.get(sign);
  if (found === undefined) {
    found = chinese.test(sign) ? (pinyin(sign, { toneType: 'none', type: 'array' })[0] ?? '') : sign;
    readings.set(sign, found);
  }
  return found;
}

/** Words of a name: two-character pieces, the whole name's pinyin, and the initials from the start of each word on. */
function nameTerms(name: string): string[] {
  const text = fold(name);
  if (text === '') return [];
  // Read character by character: whole-name pinyin would know 重 in 重庆, and costs ten times as much.
  const sounds = [...text].map(reading);
  const initials = sounds.map((s) => s[0] ?? '');
  const terms = [...bigrams(text), `~${sounds.join('')}`];
  let at = 0;
  for (const word of jieba.cut(text, true)) {
    terms.push(`^${initials.slice(at).join('')}`);
    at += [...word].length;
  }
  return terms;
}

/** Words of an address, two characters and longer; a single 路 or 街 belongs to the word before it. House numbers find nobody. */
function addressTerms(address: string): string[] {
  const words = jieba.cut(fold(address), true);
  return words.flatMap((word, at) => {
    const whole = word.length >= 2 ? word : (words[at - 1] ?? '') + word;
    return whole.length < 2 || /^[\da-z]/.test(whole) ? [] : [whole];
  });
}

/** Kinds of sealed values that are searched for, exactly, by their blind index. */
const foundExactly: readonly string[] = ['phone', 'id_number'];

/** Every term of a row. `blinds` are the blind indexes of its sealed columns (hex). */
export function termsOf(sheet: Sheet, values: Values, blinds: Readonly<Record<string, string>>): string[] {
  const terms = new Set<string>();
  for (const name of sheet.searched) {
    const value = values[name];
    if (typeof value !== 'string') continue;
    for (const term of name === 'address' ? addressTerms(value) : nameTerms(value)) terms.add(term);
  }
  for (const key of identityKeys(sheet, values)) if (key) terms.add(key);
  for (const [name, blind] of Object.entries(blinds)) {
    const { kind } = getColumn(sheet, name);
    if (foundExactly.includes(kind)) terms.add(`#${kind}:${blind}`);
  }
  return [...terms].map((term) => term.slice(0, 200));
}

/** Blind index of a sealed value, in hex. The purpose is the kind of value, so that one phone is found wherever it stands. */
export const blindOf = (vault: Vault, column: Column, value: string): string => {
  const bare = column.kind === 'phone' ? value.replace(/\D/g, '') : column.kind === 'person' ? fold(value) : value;
  return vault.blind(bare, column.kind).toString('hex');
};

/** What to look up for the words a person typed: all of `all` must hold; each is one term, or a range of terms with that beginning. */
export interface Lookup {
  all: ({ term: string } | { begins: string })[];
  /** Instead of `all`, this whole word may hold (an address word). */
  or?: string;
}

/** Turns a search text into lookups, any of which may hold; empty when nothing can be looked up. */
export function lookups(text: string, vault: Vault): Lookup[] {
  const bare = text.normalize('NFKC').trim();
  const compact = fold(bare);
  if (compact === '') return [];
  if (/^\d{7,12}$/.test(compact)) return [{ all: [{ term: `#phone:${vault.blind(compact, 'phone').toString('hex')}` }] }];
  if (/^\d{17}[\dx]$/.test(compact)) {
    const id = compact.toUpperCase();
    return [{ all: [{ term: `#id_number:${vault.blind(id, 'id_number').toString('hex')}` }] }, { all: [{ term: `=uscc:${compact}` }] }];
  }
  if (/^[0-9a-hj-npqrtuwxy]{18}$/.test(compact)) return [{ all: [{ term: `=uscc:${compact}` }] }];
  if (/^[a-z]+$/.test(compact))
    return [
      { all: [{ begins: `^${compact}` }] },
      { all: [{ begins: `~${compact}` }] },
      ...(compact.length >= 2 ? [{ all: bigrams(compact).map((term) => ({ term })) }] : []),
    ];
  const words = bare
    .split(/[\s,，、;；]+/)
    .map(fold)
    .filter(Boolean);
  const all = words.flatMap((word): Lookup['all'] =>
    [...word].length === 1 ? [{ begins: word }] : bigrams(word).map((term) => ({ term })),
  );
  const whole = words.length === 1 && [...compact].length > 2 ? compact : undefined;
  return [{ all, ...(whole ? { or: whole } : {}) }];
}
