import { DisconnectedError } from '../rpc/errors';

/**
 * Asks once more when the process ended under a request, killed or out of memory, and says so once there is an answer. Twice is a
 * reason of its own: then the second error is the answer, as every other error is.
 *
 * @param say hears why it was asked again
 */
export async function askAgain<T>(ask: () => Promise<T>, say: (message: string) => void): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DisconnectedError)) throw error;
    const result = await ask();
    say(`${error.message}. It was started again.`);
    return result;
  }
}
