import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { freshBytes } from './random.ts';

/**
 * Sealing of personal data at rest. AES-256-GCM by default; SM4-CTR with HMAC-SM3 (encrypt-then-MAC) as the 国密 choice: the OpenSSL of
 * Node 20 has no SM4-GCM. Keys live outside the database, in a file of mode 600 or in the environment; a backup never carries them.
 */
export type Suite = 'aes-256-gcm' | 'sm4-ctr-hmac-sm3';

/** The key file: versions of the sealing key (32 bytes, base64), and one key for blind indexes, which cannot rotate without re-indexing. */
export interface KeyFile {
  suite: Suite;
  current: number;
  keys: Record<string, string>;
  index: string;
}

const suites: Record<Suite, number> = { 'aes-256-gcm': 1, 'sm4-ctr-hmac-sm3': 2 };

export class Vault {
  readonly #file: KeyFile;
  readonly #keys = new Map<number, Buffer>();
  readonly #index: Buffer;

  constructor(file: KeyFile) {
    this.#file = file;
    for (const [version, key] of Object.entries(file.keys)) this.#keys.set(Number(version), key32(key));
    this.#index = key32(file.index);
    if (!this.#keys.has(file.current)) throw new Error('the key file names a current key that it does not hold');
  }

  /**
   * Seals a text for one cell. The place (`table|column|id`) is authenticated, so a sealed value moved to another row does not open.
   * Layout: suite 1 byte, key version 1 byte, iv (12 or 16), tag (16 or 32), ciphertext.
   */
  seal(value: string, place: string): Buffer {
    const key = this.#key(this.#file.current);
    const head = Buffer.from([suites[this.#file.suite], this.#file.current]);
    const aad = Buffer.from(place);
    if (this.#file.suite === 'aes-256-gcm') {
      const iv = freshBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad);
      const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
      return Buffer.concat([head, iv, cipher.getAuthTag(), body]);
    }
    const iv = freshBytes(16);
    const cipher = createCipheriv('sm4-ctr', key.subarray(0, 16), iv);
    const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
    return Buffer.concat([head, iv, this.#sm3(key, aad, iv, body), body]);
  }

  /** Opens a sealed value; throws when it was changed, moved, or sealed with a key that is not here. */
  open(sealed: Buffer, place: string): string {
    const key = this.#key(sealed[1] ?? 0);
    const aad = Buffer.from(place);
    if (sealed[0] === suites['aes-256-gcm']) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(2, 14)).setAAD(aad).setAuthTag(sealed.subarray(14, 30));
      return Buffer.concat([decipher.update(sealed.subarray(30)), decipher.final()]).toString('utf8');
    }
    const iv = sealed.subarray(2, 18);
    const body = sealed.subarray(50);
    if (!timingSafeEqual(sealed.subarray(18, 50), this.#sm3(key, aad, iv, body))) throw new Error('a sealed value was changed or moved');
    const decipher = createDecipheriv('sm4-ctr', key.subarray(0, 16), iv);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  }

  /** Blind index of a value: equal values are found without being opened. `purpose` keeps columns apart. */
  blind(value: string, purpose: string): Buffer {
    const hash = this.#file.suite === 'aes-256-gcm' ? 'sha256' : 'sm3';
    return createHmac(hash, this.#index).update(`${purpose}|${value}`).digest().subarray(0, 16);
  }

  #sm3(key: Buffer, ...parts: Buffer[]): Buffer {
    const mac = createHmac('sm3', key.subarray(16));
    for (const part of parts) mac.update(part);
    return mac.digest();
  }

  #key(version: number): Buffer {
    const key = this.#keys.get(version);
    if (!key) throw new Error(`sealing key ${version} is not in the key file`);
    return key;
  }
}

function key32(text: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32) throw new Error('a key in the key file is not 32 bytes long');
  return key;
}

/** Fresh keys. */
export function makeKeyFile(suite: Suite = 'aes-256-gcm'): KeyFile {
  return { suite, current: 1, keys: { 1: randomBytes(32).toString('base64') }, index: randomBytes(32).toString('base64') };
}

/**
 * The vault of this office: from `TAIZHANG_DATA_KEYS` (JSON) when set, else from the key file, made at the first start.
 * Throws when the file can be read by others than its owner.
 */
export function openVault(path: string, env: NodeJS.ProcessEnv = process.env): Vault {
  if (env.TAIZHANG_DATA_KEYS) return new Vault(JSON.parse(env.TAIZHANG_DATA_KEYS) as KeyFile);
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, `${JSON.stringify(makeKeyFile(), null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(path, 0o600);
  }
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new Error(`密钥文件 ${path} 其他人也能读。请执行 chmod 600 ${path} 后再启动。`);
  }
  return new Vault(JSON.parse(readFileSync(path, 'utf8')) as KeyFile);
}
