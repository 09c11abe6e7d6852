import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeKeyFile, Vault } from '../../../platform/crypto.ts';
import { deviceWords } from '../clients.ts';
import { checkPassword, hashPassword, oneTimePassword } from '../passwords.ts';
import { weaknesses } from '../rules.ts';

describe('passwords', () => {
  test('that are short, of two classes, or hold the name are weak, each with its reason', () => {
    expect(weaknesses('Ab1-', 'zhang')).toEqual([expect.stringContaining('至少 10 个字符，现在是 4 个')]);
    expect(weaknesses('abcdefghij12', 'zhang')).toEqual([expect.stringContaining('三类')]);
    expect(weaknesses('My-ZHANG-2022', 'zhang')).toEqual([expect.stringContaining('用户名')]);
    expect(weaknesses('My-gnahz-2022', 'zhang')).toEqual([expect.stringContaining('用户名')]);
    expect(weaknesses('Taizhang-demo-1', 'fire.office')).toEqual([]);
    // Han characters are a class of their own, and long phrases are welcome.
    expect(weaknesses('春天的果园里有3棵Tree', 'zhang')).toEqual([]);
    expect(weaknesses('x'.repeat(129), 'zhang')).not.toEqual([]);
  });

  test('are salted argon2id, and only the right one fits', async () => {
    const [one, two] = await Promise.all([hashPassword('Right-word-1'), hashPassword('Right-word-1')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await checkPassword(one, 'Right-word-1')).toBe(true);
    expect(await checkPassword(one, 'Right-word-2')).toBe(false);
    expect(await checkPassword(null, 'Right-word-1')).toBe(false);
    // Full-width digits typed by an input method are the same digits.
    expect(await checkPassword(one, 'Right-word-１')).toBe(true);
  });

  test('made once follow from the act and the key, and are always strong', () => {
    const vault = new Vault(makeKeyFile());
    const other = new Vault(makeKeyFile());
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const made = oneTimePassword(vault, id);
        expect(weaknesses(made, 'nobody')).toEqual([]);
        expect(made).toBe(oneTimePassword(vault, id));
        expect(made).not.toBe(oneTimePassword(other, id));
        expect(made).not.toMatch(/[0O1lI]/);
      }),
    );
    expect(new Set(Array.from({ length: 500 }, () => oneTimePassword(vault, randomUUID()))).size).toBe(500);
  });
});

test('browsers are named so that a person knows his own', () => {
  expect(deviceWords('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/107.0.0.0 Safari/537.36 Edg/107.0')).toBe(
    'Windows，Edge',
  );
  expect(deviceWords('Mozilla/5.0 (Linux; Android 12; HarmonyOS) AppleWebKit/537.36 Chrome/99 Mobile MicroMessenger/8.0')).toBe(
    '鸿蒙，微信',
  );
  expect(deviceWords('Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) Version/15.0 Mobile Safari/604.1')).toBe('苹果手机，Safari');
  expect(deviceWords(undefined)).toBe('其他设备');
});
