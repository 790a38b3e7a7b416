import { Worker } from 'node:worker_threads';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { tokenizerMethods, type TokenizerMethods } from '../protocol/tokenizer';
import { RpcClient, type CallOptions } from '../rpc/client';
import { DisconnectedError } from '../rpc/errors';
import type { ParamsOf, ProgressOf, ResultOf } from '../rpc/method';
import { threadPort } from '../rpc/threadPort';

/** A worker that ends this often without answering anything in between is not started again. */
const maximumRestarts = 5;

interface Running {
  readonly worker: Worker;
  readonly client: RpcClient<TokenizerMethods>;
}

/**
 * The tokenizer worker, seen from the extension host: started by the first call, started again after a crash.
 * A crash loses the worker's documents; whoever opened them hears `onDidRestart` and opens them again.
 */
export class TokenizerClient implements Disposable {
  readonly #entry: string;
  readonly #restarted = new Emitter<void>();
  readonly onDidRestart = this.#restarted.event;
  #running: Running | undefined;
  #failures = 0;
  #disposed = false;

  /** @param entry path of the worker's bundle */
  constructor(entry: string) {
    this.#entry = entry;
  }

  async call<K extends keyof TokenizerMethods>(
    name: K,
    params: ParamsOf<TokenizerMethods[K]>,
    options?: CallOptions<ProgressOf<TokenizerMethods[K]>>,
  ): Promise<ResultOf<TokenizerMethods[K]>> {
    const result = await this.#start().client.call(name, params, options);
    this.#failures = 0;
    return result;
  }

  /** Ends the worker without warning, as a crash would. For tests. */
  async kill(): Promise<void> {
    await this.#running?.worker.terminate();
  }

  dispose(): void {
    this.#disposed = true;
    this.#running?.client.dispose();
    void this.#running?.worker.terminate();
    this.#running = undefined;
    this.#restarted.dispose();
  }

  #start(): Running {
    if (this.#disposed) throw new DisconnectedError('The tokenizer has been shut down');
    if (this.#running !== undefined) return this.#running;
    if (this.#failures > maximumRestarts) {
      throw new DisconnectedError(
        `The tokenizer worker failed ${this.#failures} times in a row. Reload the window to try again.`,
      );
    }
    const worker = new Worker(this.#entry);
    worker.unref();
    const running = { worker, client: new RpcClient(threadPort(worker, 'The tokenizer worker'), tokenizerMethods) };
    worker.on('exit', () => {
      if (this.#running !== running) return;
      this.#running = undefined;
      this.#failures++;
      if (!this.#disposed) this.#restarted.fire();
    });
    this.#running = running;
    return running;
  }
}
