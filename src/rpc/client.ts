import { CancellationError, type CancellationToken } from '../base/cancellation';
import { DisposableStore, type Disposable } from '../base/disposable';
import { DisconnectedError, fromWire, TimeoutError } from './errors';
import { isReplyKind, replyMessage, type ReplyMessage, type RequestMessage } from './messages';
import type { Method, Methods, ParamsOf, ProgressOf, ResultOf } from './method';
import type { Port } from './port';

export interface CallOptions<G> {
  readonly token?: CancellationToken | undefined;
  /** Milliseconds after which the call rejects with a {@link TimeoutError} and the other side is told to stop. */
  readonly timeout?: number;
  readonly onProgress?: (value: G) => void;
  readonly transfer?: readonly ArrayBuffer[];
}

interface Pending {
  readonly method: Method<unknown, unknown, unknown>;
  readonly name: string;
  readonly onProgress: ((value: unknown) => void) | undefined;
  settle(outcome: { readonly result: unknown } | { readonly error: Error }): void;
}

/**
 * Asks the other side of a port. Every call settles, in one of five ways: a reply, an error, a cancellation, a timeout, or the other
 * side's end (which includes this client's disposal).
 */
export class RpcClient<const M extends Methods> implements Disposable {
  readonly #pending = new Map<number, Pending>();
  readonly #store = new DisposableStore();
  readonly #port: Port;
  readonly #methods: M;
  #nextId = 0;
  #closed: Error | undefined;

  constructor(port: Port, methods: M) {
    this.#port = port;
    this.#methods = methods;
    this.#store.add(port.onMessage(message => this.#receive(message)));
    this.#store.add(port.onClose(reason => this.#close(reason)));
  }

  call<K extends keyof M & string>(
    name: K,
    params: ParamsOf<M[K]>,
    options: CallOptions<ProgressOf<M[K]>> = {},
  ): Promise<ResultOf<M[K]>> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    if (options.token?.isCancellationRequested === true) return Promise.reject(new CancellationError());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const cleanup = new DisposableStore();
      const stop = (error: Error): void => {
        if (!this.#pending.has(id)) return;
        this.#send({ kind: 'cancel', id });
        entry.settle({ error });
      };
      const entry: Pending = {
        name,
        method: this.#methods[name]!,
        onProgress: options.onProgress as ((value: unknown) => void) | undefined,
        settle: outcome => {
          this.#pending.delete(id);
          cleanup.dispose();
          if ('error' in outcome) reject(outcome.error);
          else resolve(outcome.result as ResultOf<M[K]>);
        },
      };
      this.#pending.set(id, entry);
      if (options.token !== undefined) {
        cleanup.add(options.token.onCancellationRequested(() => stop(new CancellationError())));
      }
      if (options.timeout !== undefined) {
        const { timeout } = options;
        const timer = setTimeout(() => stop(new TimeoutError(`"${name}" took longer than ${timeout} ms`)), timeout);
        cleanup.add({ dispose: () => clearTimeout(timer) });
      }
      try {
        this.#send({ kind: 'request', id, method: name, params }, options.transfer);
      } catch (error) {
        entry.settle({ error: error instanceof Error ? error : new Error(String(error)) });
      }
    });
  }

  dispose(): void {
    this.end(new DisconnectedError('Disposed'));
  }

  /** Disposes it and says why to those who wait. */
  end(reason: Error): void {
    this.#close(reason);
  }

  #send(message: RequestMessage, transfer?: readonly ArrayBuffer[]): void {
    this.#port.post(message, transfer);
  }

  #receive(message: unknown): void {
    if (!isReplyKind(message)) return;
    const reply = replyMessage(message, 'message');
    const pending = this.#pending.get(reply.id);
    // An answer to a call that was cancelled or timed out in the meantime.
    if (pending === undefined) return;
    try {
      this.#deliver(pending, reply);
    } catch (error) {
      pending.settle({ error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  #deliver(pending: Pending, reply: ReplyMessage): void {
    switch (reply.kind) {
      case 'progress':
        pending.onProgress?.(pending.method.progress(reply.value, `${pending.name} progress`));
        break;
      case 'reply':
        pending.settle({ result: pending.method.result(reply.result, `${pending.name} result`) });
        break;
      case 'error':
        pending.settle({ error: fromWire(reply.error) });
        break;
    }
  }

  #close(reason: Error): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#store.dispose();
    for (const pending of [...this.#pending.values()]) pending.settle({ error: reason });
  }
}
