/**
 * What the generated description says of each address, as types: which query it takes, which body, what it answers. Types only: nothing of
 * this reaches the browser. Where a path, a query or an answer changes on the server, `npm run generate` makes the pages that lag behind fail.
 */
import type { paths } from '../generated/api.ts';

export type Method = 'POST' | 'PATCH' | 'PUT' | 'DELETE';
type AnyMethod = 'GET' | Method;

/** Addresses that take this method: `/api/accounts/{id}`. */
export type PathOf<M extends AnyMethod> = {
  [P in keyof paths]: paths[P] extends Record<Lowercase<M>, object> ? P : never;
}[keyof paths];

type OperationOf<M extends AnyMethod, P> = P extends keyof paths
  ? paths[P] extends Record<Lowercase<M>, infer Operation>
    ? Operation
    : never
  : never;

type AnswerIn<Operation> = Operation extends { responses: { 200: { content: { 'application/json': infer Body } } } } ? Body : undefined;
/** What the address answers with 200; undefined where it is no JSON. */
export type AnswerOf<P, M extends AnyMethod = 'GET'> = AnswerIn<OperationOf<M, P>>;

type BodyIn<Operation> = Operation extends { requestBody: { content: { 'application/json': infer Body } } } ? Body : undefined;
/** What is sent to the address; undefined where nothing is. */
export type BodyOf<P, M extends AnyMethod> = BodyIn<OperationOf<M, P>>;

type ParamsIn<Operation> = Operation extends { parameters: { path: infer Params } } ? Params : undefined;
/** What stands in the braces of the address. */
export type ParamsOf<P, M extends AnyMethod> = ParamsIn<OperationOf<M, P>>;

/** A parameter that may be left out may also be null: it is left out then. */
type Loose<Q> = { [K in keyof Q]: Record<never, never> extends Pick<Q, K> ? Q[K] | null | undefined : Q[K] };
type QueryIn<Operation> = Operation extends { parameters: { query?: infer Q } }
  ? [Q] extends [undefined]
    ? undefined
    : Loose<Q>
  : undefined;
export type QueryOf<P, M extends AnyMethod = 'GET'> = QueryIn<OperationOf<M, P>>;

/** One member `name`: absent where there is nothing to say, and one may be left out when all of its own members may. */
type Member<Name extends string, T> = [T] extends [undefined]
  ? { [N in Name]?: never }
  : Record<never, never> extends T
    ? { [N in Name]?: T }
    : { [N in Name]: T };

/** What a read has to be told beside its address. */
export type Asked<P> = Member<'params', ParamsOf<P, 'GET'>> & Member<'query', QueryOf<P>>;
/** What an act has to be told beside its address. */
export type Told<P, M extends Method> = Member<'params', ParamsOf<P, M>> & Member<'body', BodyOf<P, M>>;

/** The last parameter of a call: it may be left out when nothing in it is needed. */
export type Rest<T> = Record<never, never> extends T ? [asked?: T] : [asked: T];

declare const open: unique symbol;
/**
 * An address that the description names one by one and a page builds from a declaration, such as those of a register from its sheet. What is
 * asked and answered there is said by hand: `useGet<RowPage>(apiOf(sheet))`. Made by `openPath` and by nothing else.
 */
export type OpenPath = string & { readonly [open]: true };
