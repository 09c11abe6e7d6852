import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { Problem } from '../problem.ts';

const project = '/srv/taizhang';
const read = (env: Record<string, string>) => readConfig(env, project);
let folder = '';
let cert = '';
let key = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
  cert = join(folder, 'cert.pem');
  key = join(folder, 'key.pem');
  writeFileSync(cert, '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n');
  writeFileSync(key, '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function reasons(env: Record<string, string>): string[] {
  try {
    read(env);
  } catch (error) {
    if (error instanceof Problem && error.type === '/problems/platform/setting') return error.extra.reasons as string[];
    throw error;
  }
  return [];
}

describe('refuses, saying what to write instead', () => {
  test.each([
    [{ PORT: '0' }, 'PORT=3000'],
    [{ PORT: '65536' }, 'PORT=3000'],
    [{ PORT: '3000a' }, 'PORT=3000'],
    [{ HOST: 'a b' }, 'HOST=127.0.0.1'],
    [{ PUBLIC_URL: 'taizhang.example' }, 'PUBLIC_URL=https://'],
    [{ PUBLIC_URL: 'https://taizhang.example/path' }, '不带路径'],
    [{ PUBLIC_URL: 'ftp://taizhang.example' }, 'PUBLIC_URL=https://'],
    [{ TRUST_PROXY: 'everybody' }, 'TRUST_PROXY=10.0.0.5'],
    [{ TRUST_PROXY: '10.0.0.0/33' }, 'TRUST_PROXY=10.0.0.5'],
    [{ TAIZHANG_DEMO: 'maybe' }, 'on 或 off'],
    [{ DATABASE_URL: 'mysql://x/y' }, 'postgres://'],
    [{ DATABASE_APP_URL: 'postgres://x/y' }, 'DATABASE_URL'],
    [{ TLS_CERT: 'cert.pem' }, 'TLS_KEY'],
    [{ TLS_CERT: '/nowhere.pem', TLS_KEY: '/nowhere.key' }, '/nowhere.pem'],
  ])('%o', (env, words) => {
    expect(reasons(env as Record<string, string>).join('；')).toContain(words);
  });

  test('a certificate in the place of the key', () => {
    expect(reasons({ TLS_CERT: cert, TLS_KEY: cert })).toEqual([expect.stringContaining('TLS_KEY')]);
  });

  test.each(['0.0.0.0', '::', '192.168.1.5', 'office.local'])('passwords in the clear on the network: HOST=%s', (HOST) => {
    expect(reasons({ HOST })).toEqual([expect.stringMatching(/TLS_CERT.*TRUST_PROXY.*PUBLIC_URL/)]);
    expect(reasons({ HOST, PUBLIC_URL: 'http://taizhang.example' })).toHaveLength(1);
    expect(reasons({ HOST, TRUST_PROXY: 'off' })).toHaveLength(1);
  });

  test('every bad value at once', () => {
    expect(reasons({ PORT: 'x', TAIZHANG_DEMO: 'x' })).toHaveLength(2);
  });
});

describe('reads', () => {
  test('nothing set, or set to nothing', () => {
    const defaults = {
      project,
      home: '/srv/taizhang/.taizhang',
      keys: '/srv/taizhang/.taizhang/keys',
      files: '/srv/taizhang/.taizhang/files',
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      tls: null,
      trustProxy: [],
      database: { url: null, appUrl: null },
      demo: true,
    };
    expect(read({})).toEqual(defaults);
    expect(read({ PORT: '', HOST: '', PUBLIC_URL: '', TLS_CERT: '', DATABASE_URL: '', TAIZHANG_DEMO: '' })).toEqual(defaults);
  });

  test.each([
    [{ HOST: '0.0.0.0', TRUST_PROXY: 'on' }, { trustProxy: ['127.0.0.1', '::1'] }],
    [{ HOST: '0.0.0.0', TRUST_PROXY: '10.0.0.5, fd00::/8' }, { trustProxy: ['10.0.0.5', 'fd00::/8'] }],
    [{ HOST: '10.0.0.9', PUBLIC_URL: 'https://taizhang.example/' }, { publicUrl: 'https://taizhang.example' }],
    [{ HOST: '::1', PORT: '8080' }, { publicUrl: 'http://localhost:8080' }],
    [
      { TAIZHANG_HOME: 'data', TAIZHANG_KEYS: '/keys' },
      { home: '/srv/taizhang/data', keys: '/keys', files: '/srv/taizhang/data/files' },
    ],
    [{ TAIZHANG_DEMO: 'OFF' }, { demo: false }],
    [
      { DATABASE_URL: 'postgresql://a@b/c', DATABASE_APP_URL: 'postgres://d@b/c' },
      { database: { url: 'postgresql://a@b/c', appUrl: 'postgres://d@b/c' } },
    ],
  ])('%o', (env, found) => {
    expect(read(env as Record<string, string>)).toMatchObject(found);
  });

  test('a certificate opens the network', () => {
    expect(read({ HOST: '0.0.0.0', TLS_CERT: cert, TLS_KEY: key })).toMatchObject({
      tls: { cert, key },
      publicUrl: 'https://localhost:3000',
    });
  });
});
