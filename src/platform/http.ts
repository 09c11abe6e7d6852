import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance, type FastifyReply, LogController } from 'fastify';
import { createJsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { log } from './log.ts';
import { Problem, type ProblemMaker, problem } from './problem.ts';

export type App = FastifyInstance<
  import('node:http').Server,
  import('node:http').IncomingMessage,
  import('node:http').ServerResponse,
  typeof log,
  ZodTypeProvider
>;

export interface HttpOptions {
  /** Folder of the built interface; absent in tests of the API alone. */
  web?: string;
  /** Address people use, for cookies and the origin check; null means the address of the request. */
  publicUrl: string | null;
  /** Addresses whose forwarding headers are believed. */
  trustProxy: readonly string[];
  tls: { readonly cert: string; readonly key: string } | null;
  /** Named database constraints and the problems they mean. */
  constraints: Readonly<Record<string, ProblemMaker<void>>>;
  /**
   * Whether answers are held against their declared schemas as they go out. Tests do; in the office it would cost more than the query
   * behind a list.
   */
  checkAnswers?: boolean;
  /** Version shown in the API description. */
  version: string;
}

const unexpected = problem<{ id: string }>({
  type: '/problems/platform/unexpected',
  status: 500,
  title: '系统出错',
  detail: ({ id }) => `没有办成，数据没有改动。请稍后再试；仍不行时把编号 ${id} 告诉管理员。`,
});
const foreignOrigin = problem({
  type: '/problems/platform/foreign-origin',
  status: 403,
  title: '来源不符',
  detail: () => '请求不是从本系统的页面发出的，已拒绝。请从系统首页重新进入。',
});
const noSuchPage = problem({
  type: '/problems/platform/not-found',
  status: 404,
  title: '没有这个地址',
  detail: () => '地址不存在。请核对链接，或从首页重新进入。',
});
const tooMany = problem<{ seconds: number }>({
  type: '/problems/platform/too-many',
  status: 429,
  title: '请求过于频繁',
  detail: ({ seconds }) => `请等 ${seconds} 秒后再试。`,
});
const badRequest = problem<{ words: string; errors: { field: string; message: string }[] }>({
  type: '/problems/platform/bad-request',
  status: 400,
  title: '请求格式不对',
  detail: ({ words }) => words,
  extra: ({ errors }) => ({ errors }),
});
const tooLarge = problem({
  type: '/problems/platform/too-large',
  status: 413,
  title: '内容太大',
  detail: () => '提交的内容超过上限。文件请控制在 100 MB 以内，或分成几份。',
});
const valueRefused = problem<{ name: string }>({
  type: '/problems/platform/value-refused',
  status: 422,
  title: '数据不合规定',
  detail: ({ name }) => `数据库拒绝了这次写入（${name}）。请核对所填内容；仍不行时把括号里的名称告诉管理员。`,
});
const busy = problem({
  type: '/problems/platform/busy',
  status: 503,
  title: '系统正忙',
  detail: () => '同时办理的人较多，请稍等几秒再试。您填的内容还在。',
});

/** Translates whatever was thrown into a problem: declared ones stay, named constraints are looked up, the rest is logged. */
export function toProblem(error: unknown, constraints: HttpOptions['constraints'], reference: string): Problem {
  if (error instanceof Problem) return error;
  if (typeof error === 'object' && error !== null) {
    const { code, constraint, statusCode, validation, message } = error as {
      code?: unknown;
      constraint?: unknown;
      statusCode?: unknown;
      validation?: unknown;
      message?: unknown;
    };
    if (typeof constraint === 'string' && constraint !== '') {
      const made = constraints[constraint];
      return made ? made() : valueRefused({ name: constraint });
    }
    if (Array.isArray(validation)) {
      const errors = validation.map((v: { instancePath?: string; message?: string }) => ({
        field: (v.instancePath ?? '').replace(/^\//, '').replaceAll('/', '.'),
        message: v.message ?? '',
      }));
      return badRequest({
        words: `请求里有 ${errors.length} 处不对：${errors
          .map((e) => `${e.field} ${e.message}`.trim())
          .slice(0, 3)
          .join('；')}。请改正后再试。`,
        errors,
      });
    }
    if (code === '22P02' || code === '22007' || code === '22008')
      return badRequest({ words: '参数里有不合格式的编号或日期。请核对后再试。', errors: [] });
    // U+0000, which comes with a paste and which PostgreSQL keeps in no text.
    if (code === '22021' || code === '22P05')
      return badRequest({ words: '文字里有看不见的控制字符，存不下。请删去那几个字重新输入，再提交。', errors: [] });
    if (code === '40001' || code === '40P01' || code === '53300' || code === '57014') return busy();
    if (statusCode === 413 || code === 'FST_REQ_FILE_TOO_LARGE') return tooLarge();
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
      return badRequest({ words: `请求没有被接受：${String(message)}`, errors: [] });
  }
  log.error({ err: error, reference }, 'unexpected error');
  return unexpected({ id: reference });
}

export const sendProblem = (reply: FastifyReply, found: Problem): FastifyReply =>
  reply.code(found.status).type('application/problem+json; charset=utf-8').serializer(String).send(JSON.stringify(found.toJSON()));

/** The HTTP door without routes: security headers, origin check, problems, API description, health, the built interface. */
export async function createHttp(options: HttpOptions, healthy: () => Promise<Record<string, unknown>>): Promise<App> {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    bodyLimit: 2 * 1024 * 1024,
    requestIdHeader: false,
    genReqId: () => crypto.randomUUID().slice(0, 8),
    routerOptions: { maxParamLength: 200 },
    ...(options.tls ? { https: { cert: readFileSync(options.tls.cert), key: readFileSync(options.tls.key) } } : {}),
  } as never).withTypeProvider<ZodTypeProvider>() as unknown as App;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(options.checkAnswers !== false ? serializerCompiler : () => (answer) => JSON.stringify(answer));

  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: options.tls || options.publicUrl?.startsWith('https:') ? { maxAge: 15_552_000 } : false,
  });
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, context) => tooMany({ seconds: Math.ceil(context.ttl / 1000) }),
  });
  await app.register(multipart, { limits: { fileSize: 100 * 1024 * 1024, files: 1, fields: 10 }, throwFileSizeLimit: true });
  await app.register(compress, { threshold: 2048, encodings: ['gzip', 'identity'], zlibOptions: { level: 1 } });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Taizhang 台账', version: options.version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    },
    transform: createJsonSchemaTransform({ skipList: ['/health/live', '/health/ready', '/*'] }),
  });

  // Cookies are SameSite=Lax; the origin check closes what is left, without tokens to carry about.
  app.addHook('onRequest', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return;
    const origin = request.headers.origin;
    if (!origin) return;
    const own = options.publicUrl ? new URL(options.publicUrl).host : null;
    const host = URL.canParse(origin) ? new URL(origin).host : '';
    if (host !== request.host && host !== own) throw foreignOrigin();
  });
  app.setErrorHandler((error, request, reply) => sendProblem(reply, toProblem(error, options.constraints, request.id)));
  app.addHook('onResponse', async (request, reply) => {
    if (reply.elapsedTime > 1000)
      log.warn({ url: request.routeOptions.url, ms: Math.round(reply.elapsedTime), status: reply.statusCode }, 'slow answer');
  });

  app.get('/health/live', { schema: { hide: true } }, async () => ({ live: true }));
  app.get('/health/ready', { schema: { hide: true } }, async (_request, reply) => {
    try {
      return { ready: true, ...(await healthy()) };
    } catch (error) {
      return reply.code(503).send({ ready: false, reason: error instanceof Error ? error.message : String(error) });
    }
  });

  const web = options.web;
  if (web && existsSync(join(web, 'index.html'))) {
    const page = readFileSync(join(web, 'index.html'), 'utf8');
    await app.register(fastifyStatic, {
      root: web,
      wildcard: false,
      index: false,
      preCompressed: true,
      immutable: true,
      maxAge: '1y',
      globIgnore: ['index.html'],
    });
    app.setNotFoundHandler((request, reply) => {
      if (request.method !== 'GET' || request.url.startsWith('/api/') || /\.\w+$/.test(request.url.split('?')[0] ?? ''))
        return sendProblem(reply, noSuchPage());
      return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);
    });
  } else {
    app.setNotFoundHandler((_request, reply) => sendProblem(reply, noSuchPage()));
  }
  return app;
}
