/** Passwords: argon2id hashes and one-time passwords. What a new one must be is in `rules.ts`. */
import { hash, verify } from '@node-rs/argon2';
import type { Vault } from '../../platform/crypto.ts';

// OWASP's smallest recommended argon2id: 19 MiB, two passes, one lane; about 20 ms of one core.
const cost = {
  algorithm: 2 /* Argon2id: the const enum does not survive isolated modules */,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), cost);

let nobody: Promise<string> | undefined;

/**
 * Whether the password belongs to the hash. Without a hash (unknown name, account without password) the same work is done against the hash
 * of a password that nobody has, so that the time of the answer tells nothing.
 */
export async function checkPassword(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword(crypto.randomUUID());
  const right = await verify(stored ?? (await nobody), password.normalize('NFKC'));
  return right && stored !== null;
}

// Without 0 O 1 l I, which are misread when a password is told on paper or by telephone.
const alphabet = '23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * The one-time password of an act. It follows from the act's id and the office's own key: a replayed request gets the same answer, and the
 * password itself is stored nowhere, not even in the answer that the ledger keeps. 16 signs of all classes, about 80 bits.
 */
export function oneTimePassword(vault: Vault, actId: string): string {
  const seed = vault.blind(actId, 'people.one_time_password');
  const signs = [...seed.subarray(0, 14)].map((byte) => alphabet[byte % alphabet.length] ?? 'x');
  const [a = 0, b = 0] = seed.subarray(14);
  const upper = 'ABCDEFGHJKLMNPQRSTUVWXYZ'[a % 24] ?? 'A';
  const digit = '23456789'[b % 8] ?? '2';
  const text = [upper, ...signs.slice(0, 7), '-', ...signs.slice(7), digit].join('');
  return /[a-z]/.test(text) ? text : `${text}x`;
}
