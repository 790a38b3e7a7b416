import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfCancelled } from '../base/cancellation';
import type { RequestContext } from '../rpc/method';

/** Milliseconds of work between two looks at what else has come in. */
const turn = 12;

/**
 * Runs work that yields how much of it is done (0 to 1), lets other requests in between its steps, reports and can be cancelled.
 *
 * @throws {CancellationError} when nobody wants the result any more
 */
export async function runSteps<T>(
  steps: Generator<number, T>,
  { token, progress }: Pick<RequestContext<number>, 'token' | 'progress'>,
): Promise<T> {
  let since = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (performance.now() - since < turn) continue;
    progress(value);
    await nextTurn();
    throwIfCancelled(token);
    since = performance.now();
  }
}
