import { CancellationError, CancellationSource } from '../base/cancellation';
import { toDisposable, type Disposable } from '../base/disposable';
import { toWire } from './errors';
import { isRequestKind, requestMessage, type ReplyMessage } from './messages';
import { Transferred, type Handlers, type Methods, type RequestContext } from './method';
import type { Port } from './port';

type Handler = (params: unknown, context: RequestContext<unknown>) => unknown;

/**
 * Answers the requests that come in over `port`. Every request gets exactly one reply or error: a handler that throws, an unknown
 * method and parameters of the wrong shape answer with an error. Disposing, or the other side's end, cancels what is running.
 *
 * Handlers start in the order of their requests, so that a synchronous handler sees the state that earlier requests left.
 *
 * @param onError hears what a handler threw, after it was sent
 */
export function serve<const M extends Methods>(
  port: Port,
  methods: M,
  handlers: Handlers<M>,
  onError?: (error: unknown) => void,
): Disposable {
  const running = new Map<number, CancellationSource>();
  const send = (message: ReplyMessage, transfer?: readonly ArrayBuffer[]): void => port.post(message, transfer);

  async function answer(id: number, name: string, params: unknown): Promise<void> {
    const source = new CancellationSource();
    running.set(id, source);
    const context: RequestContext<unknown> = {
      token: source.token,
      progress: value => {
        if (running.get(id) === source) send({ kind: 'progress', id, value });
      },
    };
    try {
      if (!Object.hasOwn(methods, name)) throw new TypeError(`Unknown request "${name}"`);
      const checked = methods[name]!.params(params, name);
      const result = await (handlers[name] as Handler)(checked, context);
      if (source.token.isCancellationRequested) throw new CancellationError();
      running.delete(id);
      if (result instanceof Transferred) send({ kind: 'reply', id, result: result.value }, result.buffers);
      else send({ kind: 'reply', id, result });
    } catch (error) {
      running.delete(id);
      send({ kind: 'error', id, error: toWire(error) });
      onError?.(error);
    } finally {
      source.dispose();
    }
  }

  const cancelAll = (): void => {
    for (const source of running.values()) source.cancel();
  };
  const listening = port.onMessage(message => {
    if (!isRequestKind(message)) return;
    const request = requestMessage(message, 'message');
    if (request.kind === 'cancel') running.get(request.id)?.cancel();
    else void answer(request.id, request.method, request.params);
  });
  const closing = port.onClose(cancelAll);
  return toDisposable(() => {
    listening.dispose();
    closing.dispose();
    cancelAll();
  });
}
