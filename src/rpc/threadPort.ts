import { Emitter } from '../base/event';
import { toDisposable } from '../base/disposable';
import { DisconnectedError } from './errors';
import type { Port } from './port';

/** What a worker thread and the port to its parent have in common; both emit events. */
interface ThreadEnd {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}
interface EventSource {
  on(event: string, listener: (value: never) => void): unknown;
  off(event: string, listener: (value: never) => void): unknown;
}

/**
 * A worker thread, or the parent of one, as a {@link Port}.
 *
 * @param name what ended, for the message when it does: "The tokenizer worker"
 */
export function threadPort(end: ThreadEnd, name: string): Port {
  const closed = new Emitter<Error>();
  let error: Error | undefined;
  const emitter = end as unknown as EventSource;
  emitter.on('error', (reason: Error) => (error = reason));
  for (const event of ['exit', 'close']) {
    emitter.on(event, () => {
      closed.fire(new DisconnectedError(`${name} ended${error === undefined ? '' : `: ${error.message}`}`));
      closed.dispose();
    });
  }
  return {
    post: (message, transfer = []) => end.postMessage(message, [...transfer]),
    onMessage: listener => {
      emitter.on('message', listener);
      return toDisposable(() => emitter.off('message', listener));
    },
    onClose: closed.event,
  };
}
