import type { MessagePort, Worker } from 'node:worker_threads';
import { Emitter } from '../base/event';
import { toDisposable } from '../base/disposable';
import { DisconnectedError } from '../rpc/errors';
import type { Port } from '../rpc/port';

/** A worker thread, or the parent of one, as a {@link Port}. */
export function threadPort(end: Worker | MessagePort): Port {
  const closed = new Emitter<Error>();
  let error: Error | undefined;
  const emitter = end as NodeJS.EventEmitter;
  emitter.on('error', (reason: Error) => (error = reason));
  for (const event of ['exit', 'close']) {
    emitter.on(event, () => {
      closed.fire(
        new DisconnectedError(`The tokenizer worker ended${error === undefined ? '' : `: ${error.message}`}`),
      );
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
