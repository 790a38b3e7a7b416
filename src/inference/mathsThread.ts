import { Worker } from 'node:worker_threads';
import { mathsMethods, type MathsMethods } from '../protocol/vectorMaths';
import { RpcClient } from '../rpc/client';
import type { Handlers, RequestContext } from '../rpc/method';
import { threadPort } from '../rpc/threadPort';

/**
 * A thread that searches tables or projects points, so that the process goes on giving vectors meanwhile. Started by the first request, and
 * again by the next one after it ended.
 */
export class MathsThread {
  #client: RpcClient<MathsMethods> | undefined;

  /** @param entry path of the thread's bundle */
  constructor(readonly entry: string) {}

  /** Handlers that hand every request on to the thread, with its cancellation and its progress. */
  readonly handlers = Object.fromEntries(
    Object.keys(mathsMethods).map(name => [
      name,
      (params: never, { token, progress }: RequestContext<unknown>) =>
        this.#start().call(name as keyof MathsMethods, params, { token, onProgress: progress }),
    ]),
  ) as unknown as Handlers<MathsMethods>;

  #start(): RpcClient<MathsMethods> {
    if (this.#client !== undefined) return this.#client;
    const worker = new Worker(this.entry);
    const client = new RpcClient(threadPort(worker, 'The thread that searches embedding tables'), mathsMethods);
    worker.on('exit', () => {
      if (this.#client === client) this.#client = undefined;
    });
    this.#client = client;
    return client;
  }
}
