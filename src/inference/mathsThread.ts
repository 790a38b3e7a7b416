import { Worker } from 'node:worker_threads';
import { mathsThreadMethods, type MathsThreadMethods } from '../protocol/vectorMaths';
import type { Handlers, RequestContext } from '../rpc/method';
import { RestartingClient } from '../rpc/restartingClient';
import { threadPort } from '../rpc/threadPort';

const name = 'The thread that searches embedding tables';

/** A thread that searches tables or projects points, so that the process goes on giving vectors meanwhile. */
export class MathsThread {
  readonly #client: RestartingClient<MathsThreadMethods>;

  /** @param entry path of the thread's bundle */
  constructor(entry: string) {
    this.#client = new RestartingClient(name, mathsThreadMethods, () => {
      const worker = new Worker(entry);
      return { port: threadPort(worker, name), kill: () => worker.terminate() };
    });
  }

  /** Handlers that hand every request on to the thread, with its cancellation and its progress. */
  readonly handlers = Object.fromEntries(
    Object.keys(mathsThreadMethods).map(method => [
      method,
      (params: never, { token, progress }: RequestContext<unknown>) =>
        this.#client.call(method as keyof MathsThreadMethods, params, { token, onProgress: progress }),
    ]),
  ) as unknown as Handlers<MathsThreadMethods>;
}
