/**
 * The one way the browser speaks with the server: reads, acts, uploads, downloads, and the cache over them. Addresses that the generated
 * description knows bring the types of their question and answer with them (`api-paths.ts`).
 */
import {
  keepPreviousData,
  QueryClient,
  type QueryKey,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useRef } from 'react';
import { v7 as uuid } from 'uuid';
import type { AnswerOf, Asked, BodyOf, Method, OpenPath, ParamsOf, PathOf, Rest, Told } from './api-paths.ts';

/** A refused request as RFC 9457 problem. `status` 0 means that the server was not reached. `body` has the problem's own members. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(
    readonly type: string,
    readonly status: number,
    readonly title: string,
    /** What happened and what to do next, in Chinese. */
    readonly detail: string,
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail ? `${title}：${detail}` : title);
  }
}

/** Values of a query string; lists become `a,b`; null, undefined and '' are left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

/** `path?query` with the parameters in a fixed order, so that equal questions have equal addresses. */
export function addressOf(path: string, query?: Query): string {
  const params = new URLSearchParams();
  for (const name of Object.keys(query ?? {}).sort()) {
    const value = query?.[name];
    const text = value === null || value === undefined ? '' : Array.isArray(value) ? value.join(',') : String(value);
    if (text !== '') params.set(name, text);
  }
  const search = params.toString();
  return search === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${search}`;
}

export const openPath = (path: string): OpenPath => path as OpenPath;

type Params = Readonly<Record<string, string | number>>;
/** `/api/accounts/{id}` with its braces filled in. */
export const filled = (path: string, params?: Params): string =>
  params ? path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name] ?? ''))) : path;

/** What the implementations see of a call, whichever address it names. */
interface Loosely {
  params?: Params;
  query?: Query;
  body?: unknown;
}

/** A new id of an act, ordered by time. Works without a secure context, which `crypto.randomUUID` does not. */
export const newKey = (): string => uuid();

const doorbell = new EventTarget();
/** Calls `then` each time the server says that nobody is signed in, or that the password must be changed first. Returns the way to stop. */
export function onDoor(what: 'signed-out' | 'password-due', then: () => void): () => void {
  doorbell.addEventListener(what, then);
  return () => doorbell.removeEventListener(what, then);
}

const unreachable = () => new ApiProblem('/problems/unreachable', 0, '连不上服务器', '请检查网络后重试；刚才填写的内容还在本页，没有丢。');

function problemFrom(status: number, text: string): ApiProblem {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) {
      const { type, title, detail } = body as Record<string, unknown>;
      if (typeof title === 'string') {
        return new ApiProblem(
          typeof type === 'string' ? type : 'about:blank',
          status,
          title,
          typeof detail === 'string' ? detail : '',
          body as Record<string, unknown>,
        );
      }
    }
  } catch {
    // Not JSON: a proxy answered in the server's place.
  }
  if (status === 404) return new ApiProblem('about:blank', 404, '没有找到', '可能已被合并或移出您的管辖范围，请返回列表再找。');
  if (status === 429) return new ApiProblem('about:blank', 429, '操作太频繁', '请过一分钟再试。');
  return new ApiProblem('about:blank', status, '服务器没有办成', `请过一会儿再试；仍不行，请把时间和编号 ${status} 告诉系统管理员。`);
}

function refuse(status: number, text: string, path: string): ApiProblem {
  // A wrong password is a 401 too, but it does not end anybody's session.
  if (status === 401 && !path.startsWith('/api/sessions')) doorbell.dispatchEvent(new Event('signed-out'));
  const problem = problemFrom(status, text);
  if (problem.type === '/problems/people/password-due') doorbell.dispatchEvent(new Event('password-due'));
  return problem;
}

async function answer<T>(response: Response, path: string): Promise<T> {
  const text = response.status === 204 ? '' : await response.text();
  if (!response.ok) throw refuse(response.status, text, path);
  // A proxy or a captive portal may answer 200 with a page of its own.
  if (text !== '' && !(response.headers.get('content-type') ?? '').includes('json')) throw unreachable();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

interface Stopped {
  signal?: AbortSignal;
}

/** Reads. Throws `ApiProblem`; an aborted read rejects with the signal's `AbortError`. */
export function get<P extends PathOf<'GET'>>(path: P, ...asked: Rest<Asked<P> & Stopped>): Promise<AnswerOf<P>>;
export function get<T>(path: OpenPath, asked?: { query?: Query } & Stopped): Promise<T>;
export async function get<T>(path: string, { params, query, signal }: Loosely & Stopped = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(addressOf(filled(path, params), query), {
      headers: { accept: 'application/json' },
      credentials: 'same-origin',
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw unreachable();
  }
  return answer<T>(response, path);
}

interface Keyed extends Stopped {
  key?: string;
}

/**
 * Does an act. `key` is the act's id; without it one is made. When the network fails the same act is sent once more under the same key:
 * the server does it once and gives the first answer.
 */
export function send<M extends Method, P extends PathOf<M>>(method: M, path: P, ...told: Rest<Told<P, M> & Keyed>): Promise<AnswerOf<P, M>>;
export function send<T>(method: Method, path: OpenPath, told?: { body?: unknown } & Keyed): Promise<T>;
export async function send<T>(method: Method, address: string, { params, body, ...options }: Loosely & Keyed = {}): Promise<T> {
  const path = filled(address, params);
  const headers: Record<string, string> = { accept: 'application/json', 'idempotency-key': options.key ?? newKey() };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const request: RequestInit = {
    method,
    headers,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  };
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch {
    options.signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 800));
    try {
      response = await fetch(path, request);
    } catch {
      options.signal?.throwIfAborted();
      throw unreachable();
    }
  }
  return answer<T>(response, path);
}

export interface Transfer {
  /** Bytes so far and in all; `total` null when the other side did not say. */
  done: number;
  total: number | null;
}

/** Sends one file as the multipart field `file`, other `fields` before it and further `parts` behind. `onProgress` hears of bytes sent. */
export function upload<T>(
  path: string,
  file: Blob,
  onProgress?: (transfer: Transfer) => void,
  options: {
    key?: string;
    signal?: AbortSignal;
    fields?: Readonly<Record<string, string>>;
    parts?: Readonly<Record<string, Blob>>;
    name?: string;
  } = {},
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(options.fields ?? {})) form.append(name, value);
    form.append('file', file, options.name ?? (file instanceof File ? file.name : 'file'));
    for (const [name, part] of Object.entries(options.parts ?? {})) form.append(name, part, name);
    // fetch cannot report bytes sent.
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('idempotency-key', options.key ?? newKey());
    request.upload.onprogress = (event) => onProgress?.({ done: event.loaded, total: event.lengthComputable ? event.total : null });
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    request.onload = () => {
      if (request.status < 200 || request.status > 299) return reject(refuse(request.status, request.responseText, path));
      try {
        resolve((request.responseText === '' ? undefined : JSON.parse(request.responseText)) as T);
      } catch {
        reject(unreachable());
      }
    };
    options.signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

/** Fetches a file and hands it to the browser's downloads under the server's name. A refusal is thrown as problem, not saved as a file. */
export async function download(
  path: string,
  query?: Query,
  options: { onProgress?: (transfer: Transfer) => void; signal?: AbortSignal } = {},
): Promise<{ name: string; size: number }> {
  let response: Response;
  const chunks: BlobPart[] = [];
  let done = 0;
  try {
    response = await fetch(addressOf(path, query), { credentials: 'same-origin', ...(options.signal ? { signal: options.signal } : {}) });
    if (!response.ok) throw refuse(response.status, await response.text(), path);
    const length = response.headers.get('content-encoding') ? null : response.headers.get('content-length');
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      chunks.push(part.value);
      done += part.value.byteLength;
      options.onProgress?.({ done, total: length === null ? null : Number(length) });
    }
  } catch (cause) {
    if (cause instanceof ApiProblem || options.signal?.aborted) throw cause;
    throw unreachable();
  }
  const name = fileName(response.headers.get('content-disposition')) ?? path.split('/').pop() ?? 'file';
  const blob = new Blob(chunks, { type: response.headers.get('content-type') ?? 'application/octet-stream' });
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return { name, size: blob.size };
}

/** The name in a Content-Disposition header, RFC 6266: `filename*` before `filename`. */
export function fileName(header: string | null): string | null {
  if (header === null) return null;
  const extended = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(header)?.[1];
  if (extended) {
    try {
      return decodeURIComponent(extended.trim());
    } catch {
      // A broken escape: fall back to the plain name.
    }
  }
  return /filename\s*=\s*"?([^";]+)"?/i.exec(header)?.[1]?.trim() ?? null;
}

/** A read is tried again only when the server was not reached or stumbled; a refusal stays a refusal. */
const again = (failures: number, cause: unknown) =>
  failures < 2 && cause instanceof ApiProblem && (cause.status === 0 || cause.status >= 502);

export const makeClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: again,
        retryDelay: (n) => 600 * 2 ** n,
        staleTime: 15_000,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: true,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });

/** The cache key of a read: its path, then its parameters. `invalidate('/api/fire/premises')` reaches everything under that path. */
export const keyOf = (path: string, query?: Query): QueryKey => [path, addressOf('', query)];

interface Kept<T> {
  /** Shows the last answer while the next one is fetched: a list that is paged or filtered. */
  keep?: boolean;
  /** Milliseconds until it is asked again, perhaps by what was answered. */
  every?: number | ((data: T | undefined) => number | false);
  /** Milliseconds for which an answer is fresh. */
  stale?: number;
}

/** A read kept fresh. `path` null asks nothing yet; `error` is an `ApiProblem`. */
export function useGet<P extends PathOf<'GET'>>(
  path: P | null,
  ...asked: Rest<Asked<P> & Kept<AnswerOf<P>>>
): UseQueryResult<AnswerOf<P>, ApiProblem>;
export function useGet<T extends object>(path: OpenPath | null, asked?: { query?: Query } & Kept<T>): UseQueryResult<T, ApiProblem>;
export function useGet<T>(address: string | null, { params, query, keep, every, stale }: Loosely & Kept<T> = {}) {
  const path = address === null ? '' : filled(address, params);
  return useQuery<T, ApiProblem>({
    queryKey: keyOf(path, query),
    // The address is whole by now.
    queryFn: ({ signal }) => get<T>(openPath(path), { ...(query ? { query } : {}), signal }),
    enabled: address !== null,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    ...(stale === undefined ? {} : { staleTime: stale }),
    ...(every === undefined
      ? {}
      : { refetchInterval: typeof every === 'number' ? every : (q: { state: { data: T | undefined } }) => every(q.state.data) }),
  });
}

/** Marks every cached read at or under these paths as old. */
export function useInvalidate(): (...paths: readonly string[]) => Promise<void> {
  const client = useQueryClient();
  return (...paths) =>
    client.invalidateQueries({
      predicate: ({ queryKey: [path] }) => typeof path === 'string' && paths.some((p) => path === p || path.startsWith(`${p}/`)),
    });
}

interface After<T, Input> {
  invalidates?: readonly string[];
  onDone?: (answer: T, input: Input) => void;
}
type Made<Input, T> = T | ((input: Input) => T);
type Filling<P, M extends Method, Input> = [ParamsOf<P, M>] extends [undefined]
  ? { params?: never }
  : { params: Made<Input, ParamsOf<P, M>> };
type Writing<P, M extends Method, Input> = [BodyOf<P, M>] extends [undefined] ? { body?: never } : { body: (input: Input) => BodyOf<P, M> };

/**
 * An act as a mutation: `useSend('PATCH', '/api/accounts/{id}', { params: { id }, invalidates: ['/api/accounts'] })` is given the body;
 * with `body`, or where nothing is sent, it is given whatever `params` and `body` are made from.
 * Pressing again after a lost connection repeats the same act under the same key, so it is never done twice.
 */
export function useSend<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  ...options: Rest<Filling<P, M, BodyOf<P, M>> & { body?: never } & After<AnswerOf<P, M>, BodyOf<P, M>>>
): UseMutationResult<AnswerOf<P, M>, ApiProblem, BodyOf<P, M>>;
export function useSend<M extends Method, P extends PathOf<M>, Input>(
  method: M,
  path: P,
  options: Filling<P, M, Input> & Writing<P, M, Input> & After<AnswerOf<P, M>, Input>,
): UseMutationResult<AnswerOf<P, M>, ApiProblem, Input>;
export function useSend<T = unknown, Input = unknown>(
  method: Method,
  path: OpenPath,
  options?: { body?: (input: Input) => unknown } & After<T, Input>,
): UseMutationResult<T, ApiProblem, Input>;
export function useSend<T, Input>(
  method: Method,
  path: string,
  options: { params?: Made<Input, Params>; body?: (input: Input) => unknown } & After<T, Input> = {},
) {
  const invalidate = useInvalidate();
  const pending = useRef<{ asked: string; key: string } | null>(null);
  return useMutation<T, ApiProblem, Input>({
    mutationFn: async (input) => {
      const to = openPath(filled(path, typeof options.params === 'function' ? options.params(input) : options.params));
      const body = options.body ? options.body(input) : method === 'DELETE' ? undefined : input;
      const asked = `${method} ${to} ${JSON.stringify(body)}`;
      if (pending.current?.asked !== asked) pending.current = { asked, key: newKey() };
      try {
        const done = await send<T>(method, to, { body, key: pending.current.key });
        pending.current = null;
        return done;
      } catch (cause) {
        if (cause instanceof ApiProblem && cause.status > 0 && cause.status < 500) pending.current = null;
        throw cause;
      }
    },
    onSuccess: async (done, input) => {
      options.onDone?.(done, input);
      if (options.invalidates) await invalidate(...options.invalidates);
    },
  });
}
