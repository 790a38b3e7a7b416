import { DisconnectedError } from '../rpc/errors';

/**
 * Asks once more when the process ended under a request, killed or out of memory. Twice is a reason of its own: then the second error
 * is the answer, as every other error is.
 */
export async function askAgain<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DisconnectedError)) throw error;
    return ask();
  }
}
