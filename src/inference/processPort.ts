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
  const [sending, receiving] = [new InOrder(), new InOrder()];
  let isRead = false;
  emitter.on('message', (received: unknown) => {
    const checked = envelope(received, 'message');
    if (checked.kind === 'reads') isRead = true;
    else if (checked.kind === 'taken') outgoing?.free(checked);
    else receiving.run(receive(checked));
  });
  function* receive({ message, moved }: Arrival): Generator<undefined, void> {
    if (moved.length > 0 && incoming !== undefined) {
      yield* putLargeArrays(message, moved, incoming);
      send({ kind: 'taken', bytes: moved.reduce((sum, { bytes }) => sum + bytes, 0) });
    }
    arrived.fire(message);
  }
  function* post(message: unknown): Generator<undefined, void> {
    const sent = isRead && outgoing !== undefined ? yield* takeLargeArrays(message, outgoing) : { message, moved: [] };
    send({ kind: 'message', ...sent });
  }
  if (incoming !== undefined) send({ kind: 'reads' });
  return {
    post: message => sending.run(post(message)),
    onMessage: arrived.event,
    onClose: closed.event,
  };
}

type Arrival = Extract<Envelope, { kind: 'message' }>;

/** Does one thing after the other, each in steps between which others may do theirs. What has a single step is done at once. */
class InOrder {
  readonly #waiting: Generator<undefined, void>[] = [];

  run(steps: Generator<undefined, void>): void {
    this.#waiting.push(steps);
    if (this.#waiting.length === 1) this.#go();
  }

  #go(): void {
    for (let [steps] = this.#waiting; steps !== undefined; [steps] = this.#waiting) {
      let isDone: boolean | undefined = true;
      try {
        isDone = steps.next().done;
      } finally {
        if (isDone === true) this.#waiting.shift();
      }
      if (isDone !== true) return void setImmediate(() => this.#go());
    }
  }
}
