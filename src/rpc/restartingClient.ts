import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { RpcClient, type CallOptions } from './client';
import { DisconnectedError } from './errors';
import type { Methods, ParamsOf, ProgressOf, ResultOf } from './method';
import type { Port } from './port';

/** What ends this often without answering anything in between is not started again. */
const maximumRestarts = 5;

/** A thread or a process that has been started. */
export interface Started {
  readonly port: Port;
  /** Ends it without warning; done when it has ended. */
  kill(): Promise<unknown>;
}

interface Running<M extends Methods> extends Started {
  readonly client: RpcClient<M>;
}

/**
 * Asks a thread or a process that is started by the first call, and again by the next one after it ended, unless it fails again and
 * again. Calls that it did not answer reject; what it knew is lost, of which whoever told it hears from {@link onDidRestart}.
 */
export class RestartingClient<const M extends Methods> implements Disposable {
  readonly #restarted = new Emitter<void>();
  /** It ended without having been stopped; the next call starts it again. */
  readonly onDidRestart = this.#restarted.event;
  #running: Running<M> | undefined;
  #failures = 0;
  #disposed = false;

  /** @param name in messages: "The tokenizer worker" */
  constructor(
    readonly name: string,
    readonly methods: M,
    readonly start: () => Started,
  ) {}

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  async call<K extends keyof M & string>(
    name: K,
    params: ParamsOf<M[K]>,
    options?: CallOptions<ProgressOf<M[K]>>,
  ): Promise<ResultOf<M[K]>> {
    const { client } = this.#start();
    try {
      const result = await client.call(name, params, options);
      this.#failures = 0;
      return result;
    } catch (error) {
      // An error that comes back is an answer.
      if (!(error instanceof DisconnectedError)) this.#failures = 0;
      throw error;
    }
  }

  /** Ends it without warning, as a crash would. For tests. */
  async kill(): Promise<void> {
    await this.#running?.kill();
  }

  /**
   * Ends it; the next call starts it again.
   *
   * @param reason what those hear who wait for an answer
   */
  stop(reason = new DisconnectedError('Disposed')): void {
    const running = this.#running;
    this.#running = undefined;
    running?.client.end(reason);
    running?.kill().catch(() => undefined);
  }

  dispose(): void {
    this.#disposed = true;
    this.stop();
    this.#restarted.dispose();
  }

  #start(): Running<M> {
    if (this.#disposed) throw new DisconnectedError(`${this.name} has been shut down`);
    if (this.#running !== undefined) return this.#running;
    if (this.#failures > maximumRestarts) {
      throw new DisconnectedError(
        `${this.name} failed ${this.#failures} times in a row. Reload the window to try again.`,
      );
    }
    const started = this.start();
    const running = { ...started, client: new RpcClient(started.port, this.methods) };
    started.port.onClose(() => {
      if (this.#running !== running) return;
      this.#running = undefined;
      this.#failures++;
      this.#restarted.fire();
    });
    this.#running = running;
    return running;
  }
}
