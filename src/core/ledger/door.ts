import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../../platform/db.ts';
import type { App } from '../../platform/http.ts';
import type { ProblemMaker } from '../../platform/problem.ts';
import { type Act, type Office, perform, read as readAs } from './act.ts';
import { type Actor, may } from './actor.ts';
import { actIdMissing, forbidden } from './problems.ts';

/** What a read's function is given. */
export interface Asked<Params, Query> {
  tx: Tx;
  actor: Actor;
  office: Office;
  params: Params;
  query: Query;
}

interface Described {
  path: string;
  /** Unique name of the operation: `<unit>.<noun>.<what>`. */
  operation: string;
  /** One line for the API description. */
  title: string;
  /** Ways in which this route says no, beside those of every route. */
  problems?: readonly ProblemMaker<never>[];
}

export interface ReadRoute extends Described {
  kind: 'read';
  method: 'GET';
  /** Verb the actor needs; null when being signed in is enough. */
  verb: string | null;
  params: z.ZodType;
  query: z.ZodType;
  answer: z.ZodType;
  run: (asked: Asked<never, never>) => Promise<unknown>;
}

export interface ActRoute extends Described {
  kind: 'act';
  method: 'POST' | 'PATCH' | 'DELETE';
  act: Act<never, unknown>;
  params: z.ZodType;
  body: z.ZodType;
  answer: z.ZodType;
  input: (params: never, body: never) => unknown;
}

/** A route that speaks HTTP itself: a file, a stream, a sign-in. Its verb is checked before it runs. */
export interface RawRoute extends Described {
  kind: 'raw';
  method: 'GET' | 'POST' | 'DELETE';
  /** `public`: without sign-in; null: signed in; else the verb needed. */
  verb: string | null | 'public';
  params: z.ZodType;
  query: z.ZodType;
  body?: z.ZodType;
  /** Null when the answer is no JSON. */
  answer: z.ZodType | null;
  /** Requests a minute and address, for what may be guessed. */
  rate?: number;
  run: (request: FastifyRequest, reply: FastifyReply, context: { actor: Actor | null; office: Office }) => Promise<unknown>;
}

export type Route = ReadRoute | ActRoute | RawRoute;

const nothing = z.object({});

/** Declares a read. */
export function read<
  Params extends z.ZodType = typeof nothing,
  Query extends z.ZodType = typeof nothing,
  Answer extends z.ZodType = z.ZodType,
>(
  route: Described & {
    verb: string | null;
    params?: Params;
    query?: Query;
    answer: Answer;
    run: (asked: Asked<z.output<Params>, z.output<Query>>) => Promise<z.input<Answer>>;
  },
): ReadRoute {
  return { params: nothing, query: nothing, ...route, kind: 'read', method: 'GET' } as ReadRoute;
}

/** Declares a route that does an act; `input` puts the act's input together from path and body. */
export function write<
  Input,
  Params extends z.ZodType = typeof nothing,
  Body extends z.ZodType = typeof nothing,
  Answer extends z.ZodType = z.ZodType,
>(
  route: Described & {
    method?: ActRoute['method'];
    act: Act<Input, z.input<Answer>>;
    params?: Params;
    body?: Body;
    answer: Answer;
    input: (params: z.output<Params>, body: z.output<Body>) => unknown;
  },
): ActRoute {
  return { method: 'POST', params: nothing, body: nothing, ...route, kind: 'act' } as unknown as ActRoute;
}

/** Declares a route that speaks HTTP itself. */
export function raw<Params extends z.ZodType = typeof nothing, Query extends z.ZodType = typeof nothing>(
  route: Omit<RawRoute, 'kind' | 'params' | 'query' | 'answer'> & { params?: Params; query?: Query; answer?: z.ZodType | null },
): RawRoute {
  return { params: nothing, query: nothing, answer: null, ...route, kind: 'raw' };
}

export type Authenticate = (request: FastifyRequest, reply: FastifyReply, demanded: boolean) => Promise<Actor | null>;

/** Mounts declared routes: authentication, verb, transaction, idempotency and schemas are the same for all of them. */
export function mount(app: App, office: Office, routes: readonly Route[], authenticate: Authenticate): void {
  const actors = new WeakMap<FastifyRequest, Actor | null>();
  const problemBody = z.object({ type: z.string(), title: z.string(), status: z.number(), detail: z.string() }).loose();
  for (const route of routes) {
    const described = {
      operationId: route.operation,
      summary: route.title,
      tags: [route.operation.split('.')[0] ?? ''],
      params: route.params,
      ...(route.kind !== 'act' ? { querystring: route.query } : {}),
      ...(route.kind === 'act' && route.method !== 'DELETE' && route.body !== nothing
        ? { body: route.body }
        : route.kind === 'raw' && route.body
          ? { body: route.body }
          : {}),
      response: { ...(route.answer ? { 200: route.answer } : {}), '4xx': problemBody, '5xx': problemBody },
    };
    app.route({
      method: route.method,
      url: route.path,
      schema: described,
      ...(route.kind === 'raw' && route.rate ? { config: { rateLimit: { max: route.rate, timeWindow: '1 minute' } } } : {}),
      // Before anything of the request is looked at: who is a stranger or lacks the verb learns nothing of what would have been valid.
      preValidation: async (request, reply) => {
        const actor = await authenticate(request, reply, !(route.kind === 'raw' && route.verb === 'public'));
        const verb = route.kind === 'act' ? route.act.verb : route.verb;
        if (verb !== 'public' && !(actor && (verb === null || may(actor, verb)))) throw forbidden({ title: route.title });
        actors.set(request, actor);
      },
      handler: async (request, reply) => {
        const actor = actors.get(request) ?? null;
        if (route.kind === 'raw') return await route.run(request, reply, { actor, office });
        if (!actor) throw forbidden({ title: route.title });
        reply.header('cache-control', 'no-store');
        if (route.kind === 'read') {
          return await readAs(office, actor, (tx) =>
            route.run({ tx, actor, office, params: request.params, query: request.query } as never),
          );
        }
        return await perform(
          office,
          route.act as unknown as Act,
          actor,
          actId(request),
          route.input(request.params as never, (request.body ?? {}) as never),
        );
      },
    });
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The act's id, which the caller made. */
export function actId(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !uuid.test(key.toLowerCase())) throw actIdMissing();
  return key.toLowerCase();
}
