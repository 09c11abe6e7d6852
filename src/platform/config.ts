/** Everything the environment may say, read once, checked, and refused in words that tell the operator what to do. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { problem } from './problem.ts';
import { root } from './root.ts';

export interface Config {
  /** The folder with `package.json`: migrations, `data/` and `dist/` are found from here. */
  readonly project: string;
  /** Everything this installation keeps: database, files, logs. `<project>/.taizhang` unless `TAIZHANG_HOME` says otherwise. */
  readonly home: string;
  /** Keys and generated passwords, mode 600, never in a backup. `<home>/keys` unless `TAIZHANG_KEYS`. */
  readonly keys: string;
  /** Uploaded evidence, content-addressed: `<home>/files`. */
  readonly files: string;
  readonly host: string;
  readonly port: number;
  /** What people type, without a slash at the end. Cookies are `Secure` exactly when it is https. */
  readonly publicUrl: string;
  /** Absolute paths of PEM files, or null when a proxy (or nobody) speaks TLS. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Addresses whose `X-Forwarded-*` is believed; empty: nobody's. Goes to Fastify's `trustProxy` (`false` when empty). */
  readonly trustProxy: readonly string[];
  /** Outer PostgreSQL 15+; both null: the embedded one. */
  readonly database: { readonly url: string | null; readonly appUrl: string | null };
  /** Load the demo city into an empty database. */
  readonly demo: boolean;
}

const badSetting = problem<{ reasons: string[] }>({
  type: '/problems/platform/setting',
  status: 500,
  title: '环境变量设置有误',
  detail: ({ reasons }) => `${reasons.join('；')}。请改正后重新启动`,
  extra: ({ reasons }) => ({ reasons }),
});

/** A blank value is an unset one: `PORT= npm start` means the default. */
const optional = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'PORT 应为 1–65535 的整数，例如 PORT=3000')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65535, 'PORT 应为 1–65535 的整数，例如 PORT=3000');

const publicUrl = z.string().transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username) {
    context.addIssue('PUBLIC_URL 应为完整的网址、不带路径，例如 PUBLIC_URL=https://taizhang.example.gov.cn');
    return z.NEVER;
  }
  return url.origin;
});

const postgresUrl = (name: string) =>
  z.string().refine((value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol), {
    error: `${name} 应形如 postgres://用户:密码@主机:5432/库名`,
  });

const switches: Record<string, boolean> = { on: true, true: true, yes: true, 1: true, off: false, false: false, no: false, 0: false };
const onOff = (name: string) =>
  z
    .string()
    .refine((value) => value.toLowerCase() in switches, `${name} 只能是 on 或 off`)
    .transform((value) => switches[value.toLowerCase()] ?? false);

/** `on` believes a proxy on this machine; otherwise addresses or networks, as `TRUST_PROXY=10.0.0.5,10.1.0.0/16`. */
const trustProxy = z.string().transform((value, context): string[] => {
  const asSwitch = switches[value.toLowerCase()];
  if (asSwitch !== undefined) return asSwitch ? ['127.0.0.1', '::1'] : [];
  const addresses = value.split(',').map((one) => one.trim());
  const valid = addresses.every((one) => {
    const [address = '', bits, ...rest] = one.split('/');
    const family = isIP(address);
    return (
      family !== 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)))
    );
  });
  if (valid) return addresses;
  context.addIssue('TRUST_PROXY 应为 on（代理在本机），或代理的地址、网段，例如 TRUST_PROXY=10.0.0.5,10.1.0.0/16');
  return z.NEVER;
});

const environment = z.object({
  PORT: optional(port),
  HOST: optional(z.string().regex(/^[0-9A-Za-z.:_-]+$/, 'HOST 应为监听的地址，例如 HOST=127.0.0.1 或 HOST=0.0.0.0')),
  PUBLIC_URL: optional(publicUrl),
  TLS_CERT: optional(z.string()),
  TLS_KEY: optional(z.string()),
  TRUST_PROXY: optional(trustProxy),
  DATABASE_URL: optional(postgresUrl('DATABASE_URL')),
  DATABASE_APP_URL: optional(postgresUrl('DATABASE_APP_URL')),
  TAIZHANG_DEMO: optional(onOff('TAIZHANG_DEMO')),
  TAIZHANG_HOME: optional(z.string()),
  TAIZHANG_KEYS: optional(z.string()),
});

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * The settings of this process.
 * @throws Problem `/problems/platform/setting` naming every bad value at once.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env, project = root): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw badSetting({ reasons: parsed.error.issues.map((issue) => issue.message) });
  const values = parsed.data;
  const reasons: string[] = [];

  const tls = values.TLS_CERT && values.TLS_KEY ? { cert: resolve(project, values.TLS_CERT), key: resolve(project, values.TLS_KEY) } : null;
  if (!tls && (values.TLS_CERT || values.TLS_KEY)) reasons.push('TLS_CERT 与 TLS_KEY 须同时给出（证书与私钥两个 PEM 文件）');
  for (const [name, file, mark] of tls
    ? ([
        ['TLS_CERT', tls.cert, 'CERTIFICATE'],
        ['TLS_KEY', tls.key, 'PRIVATE KEY'],
      ] as const)
    : []) {
    if (!readable(file)?.includes(`${mark}-----`))
      reasons.push(`${name} 指向的 ${file} 读不到，或不是 PEM 格式的${mark === 'CERTIFICATE' ? '证书' : '私钥'}`);
  }

  const host = values.HOST ?? '127.0.0.1';
  const listenPort = values.PORT ?? 3000;
  const proxies = values.TRUST_PROXY ?? [];
  const named = isLoopback(host) || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  const address = values.PUBLIC_URL ?? `${tls ? 'https' : 'http'}://${isIP(named) === 6 ? `[${named}]` : named}:${listenPort}`;
  if (!isLoopback(host) && !tls && proxies.length === 0 && !address.startsWith('https:')) {
    reasons.push(
      `HOST=${host} 会把登录口令和个人信息明文放到网上：请给出 TLS_CERT 与 TLS_KEY，` +
        '或在 TLS 反向代理之后运行并设 TRUST_PROXY（或 PUBLIC_URL=https://…），只在本机使用则去掉 HOST',
    );
  }
  if (values.DATABASE_APP_URL && !values.DATABASE_URL) {
    reasons.push('DATABASE_APP_URL 须与 DATABASE_URL 一起给出（前者是业务连接，后者是属主连接）');
  }
  if (reasons.length > 0) throw badSetting({ reasons });

  const home = resolve(project, values.TAIZHANG_HOME ?? '.taizhang');
  return {
    project,
    home,
    keys: values.TAIZHANG_KEYS ? resolve(project, values.TAIZHANG_KEYS) : join(home, 'keys'),
    files: join(home, 'files'),
    host,
    port: listenPort,
    publicUrl: address,
    tls,
    trustProxy: proxies,
    database: { url: values.DATABASE_URL ?? null, appUrl: values.DATABASE_APP_URL ?? null },
    demo: values.TAIZHANG_DEMO ?? true,
  };
}

function readable(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
