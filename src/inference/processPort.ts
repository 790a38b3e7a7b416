import type { ChildProcess } from 'node:child_process';
import { toDisposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { DisconnectedError } from '../rpc/errors';
import type { Port } from '../rpc/port';

/**
 * A forked process, or in it the parent, as a {@link Port}. Both sides need `serialization: 'advanced'`, which carries typed arrays.
 *
 * @param detail what else is known about an end, such as the last line the process wrote
 */
export function processPort(end: ChildProcess | NodeJS.Process, detail: () => string = () => ''): Port {
  const closed = new Emitter<Error>();
  const emitter = end as NodeJS.EventEmitter;
  const close = (how: string): void => {
    const more = detail();
    closed.fire(new DisconnectedError(`The embedding process ended (${how})${more === '' ? '' : `: ${more}`}`));
    closed.dispose();
  };
  if (end === process) emitter.on('disconnect', () => close('its parent is gone'));
  else {
    emitter.on('error', (error: Error) => close(error.message));
    emitter.on('close', (code: number | null, signal: string | null) =>
      close(signal === null ? `code ${code}` : `signal ${signal}`),
    );
  }
  return {
    // A failed send means that the channel is closed, which `onClose` reports.
    post: message => void end.send?.(message as object, undefined, undefined, () => undefined),
    onMessage: listener => {
      emitter.on('message', listener);
      return toDisposable(() => emitter.off('message', listener));
    },
    onClose: closed.event,
  };
}
