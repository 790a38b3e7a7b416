import type { ChildProcess } from 'node:child_process';
import { arrayOf, isInteger, object, taggedUnion, type Validated, type Validator } from '../base/validator';
import { Emitter } from '../base/event';
import { DisconnectedError } from '../rpc/errors';
import type { Port } from '../rpc/port';
import type { BufferFile } from './bufferFile';
import { movedArray, putLargeArrays, takeLargeArrays } from './largeArrays';

const anything: Validator<unknown> = value => value;

/**
 * What goes through the channel: that this side can read the file which the other one writes, a message without its large arrays, and
 * that those of one were taken.
 */
const envelope = taggedUnion('kind', {
  reads: object({}),
  message: object({ message: anything, moved: arrayOf(movedArray) }),
  taken: object({ bytes: isInteger(0) }),
});
type Envelope = Validated<typeof envelope>;

/** Where large arrays go; where there is no file, they go with their message, several times slower. */
export interface BufferFiles {
  readonly outgoing?: BufferFile | undefined;
  readonly incoming?: BufferFile | undefined;
}

interface PortOptions extends BufferFiles {
  /** What else is known about the other side's end, such as the last line it wrote. */
  readonly detail?: () => string;
}

/**
 * A forked process, or in it the parent, as a {@link Port}. Both sides need `serialization: 'advanced'`, which carries typed arrays.
 * Large ones go through a file that both have open: the channel takes 5 ms and more for 3 MB.
 */
export function processPort(
  end: ChildProcess | NodeJS.Process,
  { outgoing, incoming, detail = () => '' }: PortOptions = {},
): Port {
  const closed = new Emitter<Error>();
  const arrived = new Emitter<unknown>();
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
  // A failed send means that the channel is closed, which `onClose` reports.
  const send = (sent: Envelope): void => void end.send?.(sent, undefined, undefined, () => undefined);
  const receive = messagesInOrder(incoming, arrived, bytes => send({ kind: 'taken', bytes }));
  let isRead = false;
  emitter.on('message', (received: unknown) => {
    const checked = envelope(received, 'message');
    if (checked.kind === 'reads') isRead = true;
    else if (checked.kind === 'taken') outgoing?.free(checked);
    else receive(checked);
  });
  if (incoming !== undefined) send({ kind: 'reads' });
  return {
    post: message => {
      const sent = isRead && outgoing !== undefined ? takeLargeArrays(message, outgoing) : { message, moved: [] };
      send({ kind: 'message', ...sent });
    },
    onMessage: arrived.event,
    onClose: closed.event,
  };
}

type Arrival = Extract<Envelope, { kind: 'message' }>;

/** Hands messages on in the order in which they came, each once its arrays have been read. */
function messagesInOrder(
  file: BufferFile | undefined,
  arrived: Emitter<unknown>,
  taken: (bytes: number) => void,
): (arrival: Arrival) => void {
  const waiting: Arrival[] = [];
  let steps: Generator<undefined, void> | undefined;
  const go = (): void => {
    for (;;) {
      const [next] = waiting;
      if (next === undefined) return;
      if (next.moved.length > 0 && file !== undefined) {
        steps ??= putLargeArrays(next.message, next.moved, file);
        if (steps.next().done !== true) return void setImmediate(go);
        steps = undefined;
        taken(next.moved.reduce((sum, { bytes }) => sum + bytes, 0));
      }
      waiting.shift();
      arrived.fire(next.message);
    }
  };
  return arrival => {
    waiting.push(arrival);
    if (waiting.length === 1) go();
  };
}
