/** Passwords: argon2id hashes, the rules a new one must meet, and one-time passwords. */
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

/**
 * What is wrong with a new password, in words; empty when nothing is. At least ten signs of three classes out of capital letters, small
 * letters, digits and others (GB/T 22239-2019 身份鉴别 asks for complexity; the numbers are 可配置), not the sign-in name.
 */
export function weaknesses(password: string, name: string): string[] {
  const found: string[] = [];
  const signs = [...password];
  if (signs.length < 10) found.push(`密码至少 10 个字符，现在是 ${signs.length} 个`);
  if (signs.length > 128) found.push('密码最多 128 个字符');
  const classes = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  if (classes < 3) found.push('密码须含大写字母、小写字母、数字、其他符号中的至少三类');
  const plain = password.toLowerCase();
  const own = name.toLowerCase();
  if (own.length >= 3 && (plain.includes(own) || plain.includes([...own].reverse().join('')))) found.push('密码不能包含用户名');
  if (/^(.)\1*$/u.test(password)) found.push('密码不能是同一个字符');
  return found;
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
