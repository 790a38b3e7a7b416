import type { CancellationToken } from '../base/cancellation';
import { isNothing, type Validator } from '../base/validator';

/** What one request takes, answers, and reports while it runs; each checked where it comes in. */
export interface Method<P, R, G = undefined> {
  readonly params: Validator<P>;
  readonly result: Validator<R>;
  readonly progress: Validator<G>;
}

/** The requests that one side of a channel answers, by name. */
export type Methods = Readonly<Record<string, Method<unknown, unknown, unknown>>>;

export type ParamsOf<M> = M extends { readonly params: Validator<infer P> } ? P : never;
export type ResultOf<M> = M extends { readonly result: Validator<infer R> } ? R : never;
export type ProgressOf<M> = M extends { readonly progress: Validator<infer G> } ? G : never;

/**
 * Declares a request.
 *
 * @example
 * const methods = { count: method(object({ text: isString }), isInteger(0)) };
 */
export function method<P, R>(params: Validator<P>, result: Validator<R>): Method<P, R>;
export function method<P, R, G>(params: Validator<P>, result: Validator<R>, progress: Validator<G>): Method<P, R, G>;
export function method<P, R>(
  params: Validator<P>,
  result: Validator<R>,
  progress: Validator<unknown> = isNothing,
): Method<P, R, unknown> {
  return { params, result, progress };
}

/** What a handler gets besides its parameters. */
export interface RequestContext<G> {
  /** Cancelled when the asker no longer wants the answer or is gone. */
  readonly token: CancellationToken;
  readonly progress: (value: G) => void;
}

export type Handlers<M> = {
  readonly [K in keyof M]: (
    params: ParamsOf<M[K]>,
    context: RequestContext<ProgressOf<M[K]>>,
  ) => ResultOf<M[K]> | Transferred<ResultOf<M[K]>> | Promise<ResultOf<M[K]> | Transferred<ResultOf<M[K]>>>;
};

/** A result whose buffers are handed over instead of copied; the sender must not touch them afterwards. */
export class Transferred<R> {
  constructor(
    readonly value: R,
    readonly buffers: readonly ArrayBuffer[],
  ) {}
}
